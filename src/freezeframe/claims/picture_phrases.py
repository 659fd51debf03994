"""Words for pictures: 'aerial photographs', 'one of the images', 'the other four', and what stands right after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from freezeframe.claims.phrases import core_after, core_before
from freezeframe.claims.subjects import subject_before
from freezeframe.claims.words import Phrase, Row

_TITLE = 3
"""Quoted words that are a picture's name, at most."""


@dataclass(frozen=True)
class PicturePhrase:
    """A noun phrase that is, or may be, a picture."""

    phrase: Phrase
    head: int
    """Index of the noun."""
    elliptic: bool
    """'the fourth': a picture only where pictures were spoken of."""
    pronoun: bool = False
    marked: bool = False
    """'the fifth', 'the oldest of the five': nothing but pictures is counted so."""
    weak: bool = False
    """'the scene', 'a map': a picture only where somebody shows it as something, or it is from somewhere."""
    title: int | None = None
    """Index of quoted words before the noun: 'Camogli mudslide' video."""

    def word(self, row: Row) -> str:
        """The noun in lower case."""
        return row.items[self.head].low


def pictures_in(row: Row) -> Iterator[PicturePhrase]:
    """Every phrase of a sentence that can be a picture, from left to right."""
    after = 0
    begin = row.speech.picture_begins
    for at, item in enumerate(row.items):
        if at < after or (item.low not in begin and row.tags[at] != "q"):
            continue
        found = _at(row, at)
        if found is not None:
            yield found
            after = found.phrase[1] + 1


def _at(row: Row, at: int) -> PicturePhrase | None:
    low, tag = row.items[at].low, row.tags[at]
    words = row.speech.picture_words
    if tag in "NMCV" and low in words["nouns"] | words["weak"] and _is_head(row, at):
        named = _named(row, at)
        # "a recording whose first frames bear the date": its frames are not another picture.
        return (
            None
            if row.speech.has("whose", row.items[named.phrase[0]].low)
            else replace(named, weak=low in words["weak"])
        )
    if tag in "PO" and row.speech.has("picture_pronouns", low):
        return PicturePhrase((at, at), at, elliptic=True, pronoun=True)
    quoted = row.items[at].text.strip("\"'“”«»„‘’").split() if tag == "q" else []
    if quoted and len(quoted) <= _TITLE and quoted[-1] in words["nouns"]:
        return PicturePhrase((at, at), at, elliptic=False)
    return _of_quantity(row, at) if low in words["quantities"] and tag in "NDP#MO" else None


def _of_quantity(row: Row, at: int) -> PicturePhrase | None:
    """'the fourth', 'two of them', 'one of the images'."""
    low, tag = row.items[at].low, row.tags[at]
    words = row.speech.picture_words
    if at == 1 and row.follow(0, ("in",)) and row.tags[2:3] == ",":
        # "In one, three men kneel beside a track."
        return PicturePhrase((at, at), at, elliptic=True)
    if _ends_core(row, at):
        noun = core_after(row, at + 1) if row.tags[at + 1 : at + 2] == "D" else None
        if noun is not None and row.items[noun].low in words["nouns"]:
            # "two other images"
            return None
        if low == "one" and row.tags[at - 1 : at] == "D" and row.follow(at - 1, ("this",)):
            # "A second video, this one showing an ambulance": the same.
            return None
        first = core_before(row, at) if tag in "NM#" else at
        first = at if first is None else first
        counting = words["quantities"] | _LEAST
        while first > 0 and (row.tags[first - 1] in "DR#" or row.items[first - 1].low in counting):
            first -= 1
        last = _of_them(row, at)
        if row.tags[at] == "#" and row.follow(at + 1, ("more",)) and _ends_core(row, at + 1):
            last = at + 1
        more = last == at + 1 and row.items[last].low == "more"
        noun = row.items[last].low in words["nouns"]
        best = _superlative(row, first)
        marked = more or best < first or row.speech.has("ordinals", low)
        return PicturePhrase((best, last), last if noun else at, elliptic=not noun, marked=marked)
    return None


def _superlative(row: Row, first: int) -> int:
    """First item of 'the most striking of the five', which 'the five' ends."""
    if first < 3 or row.items[first - 1].low != "of":
        return first
    for at in range(first - 2, max(first - 6, -1), -1):
        low = row.items[at].low
        if row.tags[at] == "D" and low == "the":
            words = [item.low for item in row.items[at + 1 : first - 1]]
            best = any(word in ("most", "least", "best") or word.endswith("est") for word in words)
            return at if best and words else first
        if row.tags[at] in ",.;:I":
            return first
    return first


def _is_head(row: Row, at: int) -> bool:
    """Whether the noun is the last of its phrase, and no part of a name or a verb."""
    following = row.tags[at + 1 : at + 2]
    if following and following in "NM" and not _begins_anew(row, at + 1):
        return False
    if row.tags[at] == "M" and row.tags[at - 1 : at] == "M" and row.items[at].text[:1].isupper():
        # "Getty Images", "Radio Frame": a name, unless the line is all in capitals.
        return row.items[at].text.isupper()
    if row.tags[at] in "CV":
        # 'show' and 'film' are verbs; after a determiner, a number or an adjective they are nouns.
        return at > 0 and row.tags[at - 1] in "DG#N'"
    return True


def _begins_anew(row: Row, at: int) -> bool:
    """Whether a noun after a picture noun is not of the same phrase: 'No. 4', 'hours later', 'Reuters published'."""
    if row.items[at].low in ("no", "no.") or row.speech.has("durations", row.items[at].low):
        return True
    return row.tags[at] == "M" and is_contact(row, at)


def _ends_core(row: Row, at: int) -> bool:
    following = row.tags[at + 1 : at + 2]
    return not following or following not in "NM#Y"


def _named(row: Row, at: int) -> PicturePhrase:
    first = core_before(row, at)
    first = at if first is None else min(first, at)
    while first > 0 and row.tags[first - 1] == "-":
        longer = core_before(row, first - 2)
        if longer is None:
            break
        first = longer
    if row.tags[first] in "VC" and first < at and row.tags[first - 1 : first] == "," and subject_before(row, first):
        # "Local outlets, among them X, published photos"
        first += 1
    first = _counted(row, first)
    if first > 1 and row.tags[first - 1] == "I" and row.items[first - 2].low in row.speech.picture_words["quantities"]:
        first = _quantity(row, first - 2)
    last = at
    while last + 1 < len(row.tags) and (row.tags[last + 1] == "#" or row.items[last + 1].low in ("no", "no.")):
        last += 1
        # "images 3, 4 and 5"
        last += row.tags[last] == "#" and row.tags[last + 1 : last + 3] in ("K#", ",#")
    last += row.tags[last + 1 : last + 2] != "" and row.speech.has("reflexive", row.items[last + 1].low)
    if first == 1 and row.tags[0] in "qQ" and row.items[0].text[-2:-1].isalnum():
        # A headline that begins with the title: 'Camogli mudslide' video.
        first = 0
    title = next((n for n in range(first, at) if row.tags[n] in "qQ"), None)
    return PicturePhrase((first, last), at, elliptic=False, title=title)


def _counted(row: Row, first: int) -> int:
    """With the numbers before it: 'two other photographs'."""
    quantities = row.speech.picture_words["quantities"]
    while first > 0 and (
        (row.tags[first - 1] == "#" and row.tags[first] != "D")
        or (row.tags[first - 1] in "DRNM" and row.items[first - 1].low in quantities)
    ):
        first -= 1
    return first


def is_new(row: Row, picture: PicturePhrase) -> bool:
    """'a video': another one, that nobody is known to have offered; 'one of the images', 'a third picture' are not."""
    first, last = picture.phrase
    words = row.speech.picture_words["quantities"]
    if picture.elliptic or any(row.items[at].low in words for at in range(first, last + 1)):
        return False
    return row.speech.has("indefinite", row.items[first].low)


def is_news(row: Row, picture: PicturePhrase) -> bool:
    """Whether a picture is worth noting though nothing else is said of it: it is new, counted or numbered."""
    first, last = picture.phrase
    if picture.elliptic or row.speech.has("none", row.items[first].low):
        return False
    if first > 0 and row.tags[first - 1] in "It" and row.items[first - 1].low != "with":
        return False
    return (
        row.tags[last] == "#"
        or row.tags[first] in "#q"
        or row.items[first].low in row.speech.picture_words["quantities"]
    )


def _quantity(row: Row, at: int) -> int:
    """First item of 'at least two', 'another one', 'the last three', 'a series'."""
    first = at
    words = row.speech.picture_words["quantities"]
    while first > 0 and (row.tags[first - 1] in "D#RG" or row.items[first - 1].low in words | _LEAST):
        first -= 1
    return first


_LEAST = frozenset("at least most about nearly up to".split())


def _of_them(row: Row, at: int) -> int:
    """Last item of 'two of them', 'one of the two'."""
    if row.follow(at + 1, ("of",)):
        last = core_after(row, at + 2)
        if last is not None:
            return last
        if row.tags[at + 2 : at + 3] == "W" and row.tags[at - 1 : at] == ",":
            # "two photographs, one of which came from Turkey"
            return at + 2
    return at


def is_contact(row: Row, at: int) -> bool:
    """'photographs it presented as evidence': a relative clause without its pronoun."""
    last = core_after(row, at)
    verb = last + 1 if last is not None else at
    while row.tags[verb : verb + 1] in ("A", "R"):
        verb += 1
    if verb >= len(row.items):
        return False
    finite = ("past", "third", "any", "base")
    published = any(
        v.role == "publish" and v.form in finite for v in row.speech.picture_verbs.get(row.items[verb].low, ())
    )
    # 'footage it claimed was of a bombing'
    said = row.tags[verb + 1 : verb + 2] in ("A", "V", "C") and any(
        v.form in finite and v.use("clause") for v in row.verbs(verb)
    )
    called = row.tags[verb + 1 : verb + 2] in ("q", "Q") and any(
        v.form in finite and v.use("name") for v in row.verbs(verb)
    )
    # 'a photograph they described as the getaway car'
    called = called or (
        row.follow(verb + 1, ("as",)) and any(v.form in finite and v.use("as") for v in row.verbs(verb))
    )
    made = row.tags[verb + 1 : verb + 2] in ("I", "Y", "R") and any(
        v.role == "film" and v.form in finite for v in row.speech.picture_verbs.get(row.items[verb].low, ())
    )
    return published or said or called or made

"""Words for pictures: 'aerial photographs', 'one of the images', 'the other four', and what stands right after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from freezeframe.claims.phrases import core_after, core_before, with_complements
from freezeframe.claims.picture_sources import kept_in
from freezeframe.claims.small_clauses import is_small
from freezeframe.claims.verb_groups import begins_group, is_adverbial, is_past, is_reduced, without_adverbs
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
        return None if row.speech.has("whose", row.items[named.phrase[0]].low) else replace(named, weak=low in words["weak"])
    if tag in "PO" and row.speech.has("picture_pronouns", low):
        return PicturePhrase((at, at), at, elliptic=True, pronoun=True)
    quoted = row.items[at].text.strip("\"'“”«»„‘’").split() if tag == "q" else []
    if quoted and len(quoted) <= _TITLE and quoted[-1] in words["nouns"]:
        return PicturePhrase((at, at), at, elliptic=False)
    if low in words["quantities"] and tag in "NDP#MO" and _ends_core(row, at):
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
    if row.tags[at] in "CV":
        # 'show' and 'film' are verbs; after a determiner, a number or an adjective they are nouns.
        return at > 0 and row.tags[at - 1] in "DG#N'"
    return True


def _begins_anew(row: Row, at: int) -> bool:
    """Whether a noun after a picture noun is not of the same phrase: 'No. 4', 'hours later', 'Reuters published'."""
    if row.items[at].low in ("no", "no.") or row.speech.has("durations", row.items[at].low):
        return True
    return row.tags[at] == "M" and _is_contact(row, at)


def _ends_core(row: Row, at: int) -> bool:
    following = row.tags[at + 1 : at + 2]
    return not following or following not in "NM#"


def _named(row: Row, at: int) -> PicturePhrase:
    first = core_before(row, at)
    first = at if first is None else min(first, at)
    while first > 0 and row.tags[first - 1] == "-":
        longer = core_before(row, first - 2)
        if longer is None:
            break
        first = longer
    first = _counted(row, first)
    if first > 1 and row.tags[first - 1] == "I" and row.items[first - 2].low in row.speech.picture_words["quantities"]:
        first = _quantity(row, first - 2)
    last = at
    while last + 1 < len(row.tags) and (row.tags[last + 1] == "#" or row.items[last + 1].low in ("no", "no.")):
        last += 1
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
        (row.tags[first - 1] == "#" and row.tags[first] != "D") or (row.tags[first - 1] in "DRNM" and row.items[first - 1].low in quantities)
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
    return at


@dataclass(frozen=True)
class Zone:
    """Words that say more of a noun phrase."""

    kind: str
    """``prep``, ``as``, ``participle``, ``ing``, ``relative``, ``bracket``."""
    first: int
    last: int


def zones_after(row: Row, last: int) -> Iterator[Zone]:
    """What stands after a noun phrase and belongs to it, up to its verb."""
    at = last + 1
    for number in range(8):
        zone = _zone(row, at)
        if zone is None or (number == 0 and row.tags[at] == "K"):
            return
        yield zone
        if zone.kind == "prep" and _is_other(row, zone):
            # "matched the photo with a video of X, published by S"
            return
        if zone.kind == "prep" and row.speech.has("under", row.items[zone.first].low) and _is_picture(row, zone.last):
            # "with new ones, which it said were genuine": what follows is said of those.
            return
        at = zone.last + 1


def _is_other(row: Row, zone: Zone) -> bool:
    """Whether a phrase names what the picture is compared with: what follows is said of that."""
    if row.items[zone.first].low not in ("with", "to"):
        return False
    core = core_after(row, zone.first + 1)
    return core is not None and row.items[core].low in row.speech.picture_words["nouns"]


def _is_picture(row: Row, at: int) -> bool:
    words = row.speech.picture_words
    return row.items[at].low in words["nouns"] or row.items[at].low in words["quantities"]


def _zone(row: Row, at: int) -> Zone | None:
    tags = row.tags
    if at >= len(tags):
        return None
    if tags[at] in "It":
        return _preposition(row, at)
    if tags[at] in "(,":
        return _bracket(row, at) if tags[at] == "(" else _after_comma(row, at)
    if row.items[at].low == "being" and tags[at + 1 : at + 2] in ("C", "V"):
        # 'the poster being shared by S'
        return _participle(row, at + 1)
    if row.speech.has("hedges", row.items[at].low) and tags[at + 1 : at + 2] == "I":
        # 'pictures purportedly of X'
        return Zone("hedged", at, _end_of_phrase(row, at + 1))
    if row.items[at].low == "as" and tags[at] == "S":
        return Zone("as", at, _end_of_phrase(row, at + 1))
    if tags[at] in "RK" and tags[at + 1 : at + 2] and tags[at + 1] in "RCV":
        # 'widely shared by S', 'released by S and said to show X'
        following = _zone(row, at + 1)
        return following if following is not None and following.kind in ("participle", "ing") else None
    return _clause(row, at)


def _preposition(row: Row, at: int) -> Zone | None:
    if row.tags[at + 1 : at + 2] == "W" and row.items[at].low == "in":
        # 'a clip in which two women count papers'
        return Zone("content", at, _end_of_relative(row, at + 1))
    if row.tags[at + 1 : at + 2] == "W" and row.items[at].low == "of":
        # 'pictures of what it called a mass grave'
        return Zone("prep", at, _end_of_relative(row, at + 1))
    end = core_after(row, at + 1)
    return Zone("prep", at, with_complements(row, end)) if end is not None else None


def _clause(row: Row, at: int) -> Zone | None:
    """A relative clause, with its pronoun or without, or a participle."""
    tags = row.tags
    if tags[at] == "W" or (tags[at] == "T" and tags[at + 1 : at + 2] in tuple("PDGNMA")):
        return Zone("relative", at, _end_of_relative(row, at))
    if tags[at] in "PDGM" and _is_contact(row, at):
        return Zone("relative", at - 1, _end_of_relative(row, at - 1))
    return _participle(row, at)


def _is_contact(row: Row, at: int) -> bool:
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
    return published or said or called


def _bracket(row: Row, at: int) -> Zone | None:
    closing = row.tags.find(")", at)
    return Zone("bracket", at, closing) if closing > 0 else None


def _participle(row: Row, at: int) -> Zone | None:
    if row.tags[at] not in "CV" or row.tags[at - 1] in "PO":
        return None
    if row.speech.is_gerund(row.items[at].low):
        return Zone("ing", at, _end_of_phrase(row, at + 1))
    following = row.tags[at + 1 : at + 2]
    low = row.items[at].low
    finite = any(v.role == "purport" for v in row.speech.picture_verbs.get(low, ()))
    past = is_past(row, at) and low not in row.speech.intransitive and not finite
    captioned = any(v.role in ("caption", "bear") for v in row.speech.picture_verbs.get(low, ()))
    if past and (is_adverbial(row, at + 1) or (captioned and following in ("q", "#", "M", ":"))):
        return Zone("participle", at, _end_of_phrase(row, at + 1))
    return None


def _after_comma(row: Row, at: int) -> Zone | None:
    """', which ...,' and ', taken from ...,'."""
    following = row.tags[at + 1 : at + 2]
    if following == "W":
        return Zone("relative", at + 1, _end_of_relative(row, at + 1))
    if row.tags[at + 1 : at + 3] == "KW" or (following == "W" and row.tags[at : at + 1] == "K"):
        # ', and which he described as X,'
        return Zone("relative", at + 2, _end_of_relative(row, at + 2))
    if at + 1 < len(row.items) and row.speech.has("hedges", row.items[at + 1].low):
        return _zone(row, at + 1)
    if following == "I" and row.items[at + 1].low == "of":
        closing = row.tags.find(",", at + 2)
        return Zone("of", at + 1, closing if closing > 0 else _end_of_phrase(row, at + 2))
    kept = kept_in(row, at + 1) if following == "I" else None
    if kept is not None:
        closing = row.tags.find(",", kept[0])
        return Zone("kept", kept[0], closing - 1 if closing > 0 else kept[1])
    if following in ("V", "N", "q") and row.tags[at + 2 : at + 3] == ",":
        return Zone("aside", at + 1, at + 1 + (row.tags[at + 3 : at + 4] not in ("V", "C")))
    if following in ("C", "V") and not any(v.form == "ing" for v in row.verbs(at + 1)):
        zone = _participle(row, at + 1)
        if zone is not None:
            closing = row.tags.find(",", zone.last)
            return Zone(zone.kind, zone.first, closing if closing == zone.last + 1 else zone.last)
    return None


def _end_of_phrase(row: Row, at: int) -> int:
    """Last item before the next finite verb that has no subject of its own here, or the end of the clause."""
    clauses = 0
    for index in range(at, len(row.tags)):
        tag = row.tags[index]
        if tag in "TW" or (tag == "S" and row.items[index].low != "as" and not is_small(row, index)):
            clauses += 1
        elif tag in ",;:" or (tag == "." and index == len(row.tags) - 1) or (clauses == 0 and _joins(row, index)):
            return index - 1
        elif _is_attributive(row, at, index):
            # "the first known pictures"
            continue
        elif tag in "AVC" and not row.speech.is_gerund(row.items[index].low) and begins_group(row, index):
            if clauses > 0 or not is_reduced(row, index):
                clauses -= 1
            if clauses < 0:
                return without_adverbs(row, at, index - 1)
    return len(row.tags) - 1


def _is_attributive(row: Row, first: int, at: int) -> bool:
    """'the first known pictures': a participle with a determiner before it and its noun after it."""
    if row.tags[at] not in "VC" or row.tags[at + 1 : at + 2] not in ("N", "M") or not is_past(row, at):
        return False
    if at - first <= 1 and row.tags[at - 1] == "I":
        # "of looted shops"
        return True
    index = at - 1
    while index > first and row.tags[index] in "RN#":
        index -= 1
    return row.tags[index] in "DG" and at - index <= 3


def _joins(row: Row, at: int) -> bool:
    """'released by S and said to show X': a conjunction before another participle."""
    return row.tags[at] == "K" and row.tags[at + 1 : at + 2] in ("C", "V") and is_past(row, at + 1)


def _end_of_relative(row: Row, at: int) -> int:
    """Last item of a relative clause that begins at its pronoun."""
    verbs, allowed = 0, 1
    limit = len(row.tags)
    index = at + 1
    if row.tags[index : index + 1] == ",":
        closing = row.tags.find(",", index + 1)
        index = closing + 1 if closing > 0 else index
    while index < limit:
        tag = row.tags[index]
        following = row.tags[index + 1 : index + 2]
        if tag == "," and (following in ("W", "K", "S", "") or (verbs and following in ("A", "V", "C"))):
            return index - 1
        if tag in ";:" or (tag == "." and index == limit - 1):
            return index - 1
        if _is_attributive(row, at, index):
            pass
        elif begins_group(row, index) and not row.speech.is_gerund(row.items[index].low):
            verbs += verbs == 0 or not is_reduced(row, index)
            if verbs > allowed and row.tags[index - 1] not in "KD":
                return index - 1
        elif tag in "TW":
            allowed += 1
        index += 1
    return limit - 1

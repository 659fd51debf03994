"""What a sentence says of a picture: who shows it, as what, where it comes from.

A predicate is found from the picture's side: what stands right after it, the verb that it is the subject of, and the
verb that it is the object of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import repeat

from freezeframe.claims.boundaries import trimmed
from freezeframe.claims.phrases import adjuncts_after, can_speak, core_after, core_before, with_complements
from freezeframe.claims.picture_lists import described_in
from freezeframe.claims.picture_more import of_maker, of_zone
from freezeframe.claims.picture_offers import Kind, Predicate, to_illustrate, with_words
from freezeframe.claims.picture_origins import beside_of, happened
from freezeframe.claims.picture_phrases import PicturePhrase
from freezeframe.claims.picture_sources import (
    end_of_clause,
    end_of_source,
    kept_in,
    picture_verb,
    verb_after,
    where_from,
)
from freezeframe.claims.picture_verbs import BE, main_of, of_noun, passive_of
from freezeframe.claims.picture_zones import Zone, zones_after
from freezeframe.claims.subjects import Subject, clause_subject, subject_before
from freezeframe.claims.verb_groups import group_before
from freezeframe.claims.words import Phrase, Row

_BEGINS = ("", ",", ":", ";", ".", "K", "T", "S", "R", "-")
"""Tags before the subject of a clause."""
_ADJUNCT = 12
"""Items between a verb and its object, at most."""


def predicates_of(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """All that the sentence says of a picture."""
    first = picture.phrase[0]
    if first and row.speech.has("whether", row.items[first - 1].low):
        return
    found: Iterable[Predicate] = _outdone(row, list(_predicates(row, picture)))
    if _is_denied(row, _clause_first(row, first)) or row.speech.has("negations", row.items[first].low):
        found = (Predicate("denied", p.phrase, p.agent, p.verb) if p.kind in _SAID else p for p in found)
    for one in (_trimmed(row, one) for one in found):
        whole = one.phrase is None or 0 <= one.phrase[0] <= one.phrase[1] < len(row.items)
        # "Where they come from is disputed": something is said, though not where from.
        yield one if whole else Predicate("told", None, None, one.verb)


def _outdone(row: Row, found: list[Predicate]) -> list[Predicate]:
    """'The chart attributed to X never came from X', 'credited to X, is in fact Y': X is what it passes for."""
    passing = [
        p for p in found if p.kind == "source" and p.phrase and row.speech.has("crediting", row.items[p.verb].low)
    ]
    kept = [p for p in found if picture_verb(row, p.verb, ("kept",)) is not None]
    if all(p.kind not in ("source", "is", "denied") or p in (*passing, *kept) for p in found):
        return found
    return [p for p in found if p not in passing]


def _trimmed(row: Row, one: Predicate) -> Predicate:
    """Without marks at the ends of its words."""
    if one.phrase is None or not 0 <= one.phrase[0] <= one.phrase[1] < len(row.items):
        return one
    first, last = one.phrase
    if one.kind in _SAID and row.speech.has("negations", row.items[first].low):
        # "shows not soldiers but actors"
        instead = next((n for n in range(first, last) if row.speech.has("instead", row.items[n].low)), first - 1)
        first = instead + 1
    return replace(one, phrase=trimmed(row, (first, last)))


_SAID = ("source", "shows", "is")


def _clause_first(row: Row, first: int) -> int:
    """First item of the clause's subject: of 'the ballots in the video', 'the ballots'."""
    if first > 2 and row.tags[first - 1] == "I":
        begin = core_before(row, first - 2)
        return first if begin is None else begin
    return first


def _is_denied(row: Row, first: int) -> bool:
    """'never wrote that the photographs were of X', 'denied that the picture was taken there'."""
    if first < 2 or row.tags[first - 1] != "T" or row.tags[first - 2] not in "CV":
        return False
    verbs = row.verbs(first - 2)
    group = range(group_before(row, first - 2), first - 2)
    negated = any(row.speech.has("negations", row.items[at].low) for at in group)
    return negated or any(use.denies for verb in verbs for use in verb.uses)


def _predicates(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    called = list(_called(row, picture))
    yield from called
    yield from _as_object(row, picture)
    beside = list(beside_of(row, picture))
    yield from beside
    called = called or [p for p in beside if p.phrase and row.follow(p.phrase[0] - 1, ("as",))]
    yield from _under(row, picture)
    yield from _apposed(row, picture)
    last = picture.phrase[1]
    if picture.pronoun and row.items[min(last + 1, len(row.items) - 1)].low == "as":
        yield from of_zone(row, Zone("as", last + 1, end_of_clause(row, last + 1)))
    elif not picture.pronoun:
        for zone in zones_after(row, picture.phrase[1]):
            yield from of_zone(row, zone) if zone.kind != "as" or not called else ()
            last = zone.last
    if picture.elliptic and picture.phrase == (1, 1) and row.tags[:3].endswith(",") and row.follow(0, ("in",)):
        yield Predicate("as", (3, len(row.items) - 1 - row.tags.endswith(".")))
        return
    shown = described_in(row, picture)
    if shown is not None:
        yield Predicate("as", shown)
        last = shown[1] + 1
    before = row.tags[picture.phrase[0] - 1] if picture.phrase[0] else ""
    if before not in ("I", "t"):
        yield from _gapped(row, picture, last + 1)
        main = list(main_of(row, last + 1))
        said = picture.phrase[0] > 0 and any(v.use("clause") for v in row.verbs(picture.phrase[0] - 1))
        if not main and not picture.pronoun and (before in _BEGINS or said):
            main = list(main_of(row, verb_after(row, picture.phrase[1] + 1)))
        # "the accounts that spread the clip belong to a network": they do.
        yield from main if before != "V" or picture.pronoun else ()
    elif row.items[picture.phrase[0] - 1].low in ("in", "on"):
        yield from (p for p in map(_shown_there, repeat(row), main_of(row, last + 1)) if p.kind == "source")
        yield from happened(row, last + 1)
    elif row.items[picture.phrase[0] - 2].low in row.speech.picture_words["origins"]:
        yield Predicate("told", None, None, picture.phrase[0] - 2)


def _shown_there(row: Row, one: Predicate) -> Predicate:
    """'The person in the picture is an actor from X', 'the dam in the film is not X but Y'."""
    if one.kind != "is" or one.phrase is None:
        return one
    first, last = one.phrase
    truly = any(row.speech.has("truly", item.low) for item in row.items[:first])
    if truly or any(row.speech.has("instead", item.low) for item in row.items[max(one.verb, 0) : first]):
        return replace(one, kind="source")
    core = core_after(row, first)
    if core is not None and core + 2 <= last and row.items[core + 1].low == "from":
        return replace(one, kind="source", phrase=(core + 2, last))
    if core is not None and row.tags[core + 1 : core + 3] == "IM":
        # "the bridge in the picture is the Morandi bridge in Genoa"
        return replace(one, kind="source")
    return one


def _gapped(row: Row, picture: PicturePhrase, at: int) -> Iterator[Predicate]:
    """'..., the second a still from X': the verb is left out."""
    core = core_after(row, at) if picture.elliptic and row.tags[at : at + 1] == "D" else None
    words = row.speech.picture_words
    if core is not None and row.items[core].low in words["parts"] | words["nouns"]:
        yield from (p for p in of_noun(row, at - 1, at, end_of_clause(row, at)) if p.kind == "source")


def _as_object(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'The ministry published photographs', 'bloggers traced one of the images to a game'."""
    first, last = picture.phrase
    for at in range(first - 1, max(first - _ADJUNCT, -1), -1):
        verb = picture_verb(
            row, at, ("publish", "withdraw", "take", "match", "receive", "belong", "spot", "locate", "film")
        )
        if verb is None or not _reaches(row, at + 1 + len(verb.rest), first):
            continue
        if verb.form == "participle" and at > 0 and row.items[at - 1].low in BE:
            return
        if row.tags[at - 1 : at] == "t" and verb.role == "publish":
            # 'promised to publish a longer version': it is not shown.
            return
        subject = subject_before(row, at) or clause_subject(row, at)
        agent = subject.phrase if subject else None
        kind: Kind = "withdraw" if verb.role == "withdraw" else "offer"
        if verb.role in ("publish", "withdraw"):
            if subject is not None and _is_search(row, subject.phrase):
                # "A reverse image search showed the photo": nobody offers it.
                yield Predicate("told", None, None, at)
                return
            yield Predicate(kind, None, agent, at)
            yield from with_words(row, last + 1, end_of_clause(row, last), agent)
            yield from to_illustrate(row, last + 1, end_of_clause(row, last), agent)
            yield from _of_what(row, at, (first, last), subject)
            return
        source = where_from(row, last + 1, verb) if verb.role not in ("film", "spot") else None
        if source is None and picture_verb(row, at, ("spot",)) is not None:
            source = kept_in(row, last + 1)
        if source is not None:
            yield Predicate("source", source, None if verb.role == "receive" else agent, at)
        elif picture_verb(row, at, ("film",)) is not None and subject is not None and subject.kind != "ellipsis":
            yield from of_maker(row, subject.phrase[0], at, last)
        return
    yield from _as_illustration(row, picture)
    yield from _compared(row, picture)


def _is_search(row: Row, phrase: Phrase) -> bool:
    last = core_after(row, phrase[0])
    return last is not None and row.items[last].low in row.speech.picture_words["searches"]


def _called(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'S called the picture X', 'S identified the image as a frame from X'."""
    first, last = picture.phrase
    verbs = row.verbs(first - 1) if first and row.tags[first - 1] == "C" else ()
    subject = subject_before(row, first - 1) if any(v.use("as", "name") for v in verbs) else None
    at = last + 1 + (row.items[last + 1].low == "as" if last + 1 < len(row.items) else 0)
    if first and row.tags[first - 1] in "CV" and row.follow(at, ("having", "been")):
        # "lists the picture as having been taken in X"
        subject = subject_before(row, first - 1)
        for found in passive_of(row, at + 2, end_of_clause(row, at)):
            yield Predicate(found.kind, found.phrase, subject.phrase if subject else None, first - 1)
        return
    marked = row.tags[at : at + 1] and row.tags[at] in ("DqQ" if at == last + 1 else "DqQN#")
    if subject is not None and marked:
        for found in of_noun(row, first - 1, at, end_of_clause(row, at)):
            yield Predicate(found.kind, found.phrase, subject.phrase, first - 1)


def _under(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'Above it stood the words: "Q"'."""
    first, last = picture.phrase
    if first == 0 or not row.speech.has("under", row.items[first - 1].low):
        return
    for at in range(last + 1, len(row.items) - 1):
        if row.items[at].low in row.speech.nouns["wordings"]:
            quoted = at + 1 + (row.tags[at + 1] == ":")
            if row.tags[quoted : quoted + 1] in ("q", "Q"):
                yield Predicate("as", (quoted, quoted), None, at)
            return


def _apposed(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'what S said was X, a recording': X is what it is offered as."""
    first = picture.phrase[0]
    start = row.tags.rfind("W", max(first - _ADJUNCT, 0), max(first - 1, 0))
    if first < 2 or row.tags[first - 1] != "," or start < 0:
        return
    last = core_after(row, start + 1)
    be = last + 2 if last is not None else len(row.items)
    if last is not None and be < first - 2 and row.tags[last + 1] == "C" and row.items[be].low in BE:
        yield Predicate("offer", None, (start + 1, last), last + 1)
        yield Predicate("as", (be + 1, first - 2), (start + 1, last), last + 1)


def _of_what(row: Row, verb: int, picture: Phrase, subject: Subject | None) -> Iterator[Predicate]:
    """'What S presented as photographs of X are stills': they are offered as photographs of X."""
    first, last = picture
    free = subject is not None and subject.first > 0 and row.tags[subject.first - 1] in "WT"
    if free and verb == first - 2 and row.items[first - 1].low == "as":
        ends = [zone.last for zone in zones_after(row, last) if zone.kind == "prep"]
        yield Predicate("as", (first, ends[-1] if ends else last), subject.phrase if subject else None, verb)


def _compared(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'bloggers put the first picture next to a trailer'."""
    first, last = picture.phrase
    verb = picture_verb(row, first - 1, ("compare",))
    subject = subject_before(row, first - 1) if verb is not None else None
    if subject is None:
        return
    for at in range(last + 1, min(last + 4, len(row.items) - 2)):
        if row.speech.has("beside", row.items[at].low):
            start = at + 1 + (row.tags[at + 1] == "t")
            end = end_of_source(row, start, len(row.tags) - 1)
            yield Predicate("source", (start, end), subject.phrase, first - 1)
            return


def _reaches(row: Row, at: int, first: int) -> bool:
    """Whether a picture is a verb's object, with nothing but adjuncts between: 'posted on Twitter a series of'."""
    if at == first - 1 and row.items[at].low == "as":
        return True
    handed = core_after(row, at)
    if handed is not None and first - 1 in (handed, with_complements(row, handed)) and can_speak(row, handed):
        # 'The army handed reporters a video'
        return True
    return first in (at, *(start for start in adjuncts_after(row, at) if start <= first))


def _as_illustration(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'it illustrated a story with a photograph'."""
    first = picture.phrase[0]
    if first == 0 or row.items[first - 1].low != "with":
        return
    for at in range(first - 2, -1, -1):
        if row.tags[at] in "CV":
            subject = subject_before(row, at)
            passive = any(item.low in BE for item in row.items[at - 1 : at])
            illustrated = picture_verb(row, at, ("illustrate",)) is not None
            if illustrated and subject is not None and not passive:
                yield Predicate("offer", None, subject.phrase, at)
                yield Predicate("as", (at + 1, first - 2), subject.phrase, at)
            return

"""Where a picture is from, told otherwise than by its verb: 'its origin is X', 'lifted from X, the picture ...'."""

from __future__ import annotations

from collections.abc import Iterator

from freezeframe.claims.boundaries import trimmed
from freezeframe.claims.phrases import core_after, core_before
from freezeframe.claims.picture_offers import Predicate
from freezeframe.claims.picture_phrases import PicturePhrase
from freezeframe.claims.picture_sources import end_of_clause, end_of_source, picture_verb, verb_after, where_from
from freezeframe.claims.picture_verbs import BE, main_of, passive_of
from freezeframe.claims.subjects import clause_subject, subject_before
from freezeframe.claims.verb_groups import is_past
from freezeframe.claims.words import Row

_HAVE = ("has", "have", "had")
_SHORT = 6
"""Items between 'has' and 'its origin', and the like, at most."""


def beside_of(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """What stands before a picture's phrase, or names its origin."""
    yield from _led(row, picture)
    yield from _origin_of(row, picture)
    yield from _origin_had(row, picture)
    yield from _setting(row, picture)
    yield from _credited(row, picture)
    yield from _spoken_of(row, picture)
    yield from _pointed(row, picture)


def _led(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'Lifted from X, the picture was ...', 'According to S, filmed in X, the clip ...'."""
    first = picture.phrase[0]
    if first < 2 or row.tags[first - 1] != ",":
        return
    at = max(row.tags.rfind(mark, 0, first - 1) for mark in ",:;KT") + 1
    while at < first and row.tags[at] == "R":
        at += 1
    first_shown = row.speech.has("originally", row.items[at].low)
    at += first_shown and row.tags[at] in "RM"
    if first_shown and picture_verb(row, at, ("publish",)) is not None:
        # "Originally posted by a diving school, the film ..."
        yield Predicate("source", (at, first - 2), None, at)
    elif row.tags[at] in "CVM" and is_past(row, at) and row.tags[at + 1] in "IRt":
        yield from passive_of(row, at, first - 2)


def _origin_of(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'The origin of the picture is X', 'the picture's source was X'."""
    first, last = picture.phrase
    origins = row.speech.picture_words["origins"]
    before = first > 1 and row.items[first - 1].low in ("of", "for") and row.items[first - 2].low in origins
    owned = row.tags[last + 1 : last + 2] == "'"
    core = core_after(row, last + 2) if owned and last + 2 < len(row.items) else None
    if not before and not (core is not None and row.items[core].low in origins):
        return
    be = verb_after(row, core + 1 if core is not None else last + 1)
    if be < len(row.items) - 1 and row.items[be].low in BE and row.tags[be + 1] in "DGMN#q":
        yield Predicate("source", (be + 1, end_of_source(row, be + 1, len(row.tags) - 1)), None, be)


def _origin_had(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'The picture has its origin in X'."""
    last = picture.phrase[1]
    for at in range(last + 1, min(last + _SHORT, len(row.items) - 2)):
        if row.items[at].low in _HAVE:
            core = core_after(row, at + 1)
            origin = core is not None and row.items[core].low in row.speech.picture_words["origins"]
            if origin and core is not None and core + 2 < len(row.items) and row.tags[core + 1] == "I":
                yield Predicate("source", (core + 2, end_of_source(row, core + 2, len(row.tags) - 1)), None, at)
            return
        if row.tags[at] not in "AR":
            return


def _setting(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'S matched the skyline in the picture to X', 'identified the place in the shots as X'."""
    first, last = picture.phrase
    if first < 3 or row.tags[first - 1] != "I" or row.items[first - 1].low not in ("in", "of", "on", "behind", "from"):
        return
    begin = core_before(row, first - 2)
    at = begin - 1 if begin is not None else -1
    if at < 1 or row.tags[at] not in "CV":
        return
    subject = subject_before(row, at) or clause_subject(row, at)
    agent = subject.phrase if subject is not None else None
    verb = picture_verb(row, at, ("match", "belong", "locate"))
    if verb is not None and row.items[last + 1 : last + 2]:
        source = where_from(row, last + 1, verb)
        if source is not None:
            yield Predicate("source", source, agent, at)
    elif any(use.use("as") for use in row.verbs(at)) and row.follow(last + 1, ("as",)):
        yield Predicate("source", (last + 2, end_of_source(row, last + 2, len(row.tags) - 1)), agent, at)


def happened(row: Row, at: int) -> Iterator[Predicate]:
    """'The explosion in the clip took place in X', 'the street in the picture is in X'."""
    while row.tags[at : at + 1] in ("A", "R") and row.items[at].low not in BE:
        at += 1
    if at >= len(row.items) - 2:
        return
    verb = picture_verb(row, at, ("happen",))
    after = at + 1 + (len(verb.rest) if verb is not None else 0)
    while row.tags[after : after + 1] == "R":
        after += 1
    if (verb is not None or row.items[at].low in BE) and row.tags[after : after + 1] == "I":
        core = core_after(row, after + 1)
        if core is not None and row.tags[core] == "M" and row.items[after].low in _PLACING:
            yield Predicate("source", (after + 1, end_of_source(row, after + 1, len(row.tags) - 1)), None, at)


_PLACING = frozenset("in at near on outside off".split())


def _credited(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'the picture, courtesy of X,'."""
    at = picture.phrase[1] + 1
    at += row.tags[at : at + 1] in (",", "(")
    if at + 2 < len(row.items) and row.speech.has("credits", row.items[at].low):
        after = at + 1 + (row.items[at + 1].low in ("of", ":"))
        phrase = trimmed(row, (after, min(end_of_clause(row, after), end_of_source(row, after, len(row.tags) - 1))))
        if phrase is not None and (row.items[at].low == "via" or after > at + 1):
            yield Predicate("source", phrase, None, at)


def _spoken_of(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'This is not X but Y, S said of the video'."""
    first = picture.phrase[0]
    spoken = first > 3 and row.tags[first - 2] == "C" and row.items[first - 1].low in ("of", "about")
    if spoken and row.speech.has("pointing", row.items[0].low) and row.tags[1] in "AVC":
        yield from main_of(row, 1)


def _pointed(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'This is footage of X, not of Y'."""
    first, last = picture.phrase
    pointed = first > 1 and row.items[first - 1].low in BE and row.speech.has("pointing", row.items[first - 2].low)
    if not pointed or not row.follow(last + 1, ("of",)) or last + 2 >= len(row.items):
        return
    end = end_of_source(row, last + 2, len(row.tags) - 1)
    denied = any(row.speech.has("negations", item.low) for item in row.items[end + 1 : end + 3])
    yield Predicate("source" if denied else "shows", (last + 2, end), None, first - 1)

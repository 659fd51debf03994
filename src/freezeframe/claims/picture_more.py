"""What is said of a picture by the words right after it: its participles, prepositions and relative clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from freezeframe.claims.boundaries import trimmed
from freezeframe.claims.phrases import core_after, core_before
from freezeframe.claims.picture_offers import Predicate, as_after
from freezeframe.claims.picture_sources import end_of_source, picture_verb, where_from
from freezeframe.claims.picture_verbs import BE, of_be, passive_of, purporting, verb_of
from freezeframe.claims.picture_zones import Zone
from freezeframe.claims.subjects import Subject, subject_before
from freezeframe.claims.verb_groups import begins_group
from freezeframe.claims.words import Row

_HAVE = ("has", "have", "had")


def of_zone(row: Row, zone: Zone) -> Iterator[Predicate]:
    """What stands right after the picture: 'taken from X', 'showing X', 'that S posted as X', 'from X'."""
    if zone.kind == "aside" and row.tags[zone.first] in "q":
        yield Predicate("as", (zone.first, zone.first))
    elif zone.kind in _ZONES:
        yield from _ZONES[zone.kind](row, zone)


def _of_as(row: Row, zone: Zone) -> Iterator[Predicate]:
    """'as proof of X', and 'as the minister posted it'."""
    first, last = zone.first + 1, zone.last
    if row.follow(first, ("if",)):
        return
    if picture_verb(row, last + 1, ("publish",)) is not None:
        yield Predicate("offer", None, (first, last), last + 1)
        return
    while last > first and row.tags[last] == "R":
        last -= 1
    yield Predicate("as", (first, last))


def _of_adjunct(row: Row, zone: Zone) -> Iterator[Predicate]:
    """'from X', 'with the words "Q"'."""
    low = row.items[zone.first].low
    compared = zone.first > 2 and any(
        row.items[at].low in row.speech.picture_words["comparisons"] for at in range(max(zone.first - 6, 0), zone.first)
    )
    removed = picture_verb(row, zone.first - 2, ("withdraw",)) or _is_removed(row, zone.first)
    if low == "from" and (removed or row.speech.has("no_origins", row.items[zone.last].low)):
        # "has removed a photograph from its exhibition", "doubted the footage from the start"
        return
    if low == "from" or (compared and low in ("with", "to", "and")):
        yield Predicate("source", (zone.first + 1, end_of_source(row, zone.first + 1, len(row.tags) - 1)))
    elif low == "of" and row.tags[zone.first + 1] == "W":
        yield from _of_called(row, zone)
    elif low in ("with", "under"):
        yield from _with_comment(row, zone.last)


def _is_removed(row: Row, at: int) -> bool:
    """Whether the noun before a preposition is what somebody takes away."""
    first = core_before(row, at - 1)
    return first is not None and picture_verb(row, first - 1, ("withdraw",)) is not None


def _of_called(row: Row, zone: Zone) -> Iterator[Predicate]:
    """'of what S called X': what it is offered as."""
    for at in range(zone.first + 2, zone.last):
        if row.tags[at] in "CV" and any(v.use("name", "as") for v in row.verbs(at)):
            subject = subject_before(row, at)
            first = at + 1 + (row.items[at + 1].low == "as")
            if first <= zone.last:
                yield Predicate("as", (first, zone.last), subject.phrase if subject else None, at)
            return


def _of_participle(row: Row, zone: Zone) -> Iterator[Predicate]:
    """'taken from X', 'posted by S'."""
    yield from passive_of(row, zone.first, zone.last)


def _of_ing(row: Row, zone: Zone) -> Iterator[Predicate]:
    """'showing X', 'purporting to show X'."""
    first = zone.first + purporting(row, zone.first)
    phrase = trimmed(row, (first + 1, zone.last)) if first < zone.last else None
    if picture_verb(row, first, ("show",)) is not None and phrase is not None:
        yield Predicate("as", phrase, None, first)
    elif picture_verb(row, first, ("emerge",)) is not None:
        yield from as_after(row, first + 1, zone.last, None)


def _with_comment(row: Row, last: int) -> Iterator[Predicate]:
    """'with the comment that C', 'with the words "Q"'."""
    nouns = row.speech.nouns
    if row.items[last].low not in nouns["wordings"] | nouns["claims"] or last + 1 >= len(row.tags):
        return
    following = row.tags[last + 1]
    if following in "qQ":
        yield Predicate("as", (last + 1, last + 1))
    elif following in "TW" and last + 2 < len(row.tags):
        yield Predicate("as", (last + 2, _end_of_that(row, last + 2)))


def _end_of_that(row: Row, at: int) -> int:
    """Last item of a clause after 'that': before the second verb group, or its end."""
    groups = 0
    for index in range(at, len(row.tags)):
        tag = row.tags[index]
        if tag in ",;:" or (tag == "." and index == len(row.tags) - 1):
            return index - 1
        if begins_group(row, index) and not row.speech.is_gerund(row.items[index].low):
            groups += 1
            if groups > 1:
                return index - 1
    return len(row.tags) - 1


def _relative(row: Row, zone: Zone) -> Iterator[Predicate]:
    """'that purports to show X', 'which S posted as X', 'that was taken from X', 'which it said showed X'."""
    at = zone.first + 1
    parted = row.tags[at : at + 1] == ","
    if parted:
        at = max(row.tags.find(",", at + 1), at) + 1
    while at <= zone.last and row.tags[at] not in "CV":
        had = core_after(row, at + 1) if row.items[at].low in _HAVE else None
        if had is not None and had < zone.last and any(_is_lapping(row, n) for n in (had, had + 1)):
            # "which has the oil lapping at reeds"
            yield Predicate("as", (at + 1, zone.last))
            return
        if row.tags[at] == "A" and row.items[at].low in BE and row.tags[at + 1 : at + 2] not in ("C", "V", "R", "A"):
            yield from of_be(row, at, zone.last)
            return
        at += 1
    if at > zone.last:
        return
    if row.tags[zone.first + 1] in "AVCR" or parted or row.speech.has("whose", row.items[zone.first].low):
        yield from verb_of(row, at, zone.last)
        return
    yield from _of_gap(row, at, zone)


def _is_lapping(row: Row, at: int) -> bool:
    return row.speech.is_gerund(row.items[at].low) and row.tags[at + 1 : at + 2] in ("I", "t", "R")


def _of_hedged(row: Row, zone: Zone) -> Iterator[Predicate]:
    """'purportedly of X', 'supposedly in X'."""
    first = zone.first + 1 + (row.items[zone.first + 1].low == "of")
    if first <= zone.last:
        yield Predicate("as", (first, zone.last))


def _of_kept(row: Row, zone: Zone) -> Iterator[Predicate]:
    """', on the website of a club,'."""
    yield Predicate("source", trimmed(row, (zone.first, zone.last)), None, zone.first)


def _of_shown(row: Row, zone: Zone) -> Iterator[Predicate]:
    """', of crates stacked on a quay,': what it shows."""
    if zone.first < zone.last:
        yield Predicate("as", (zone.first + 1, zone.last - (row.tags[zone.last] == ",")))


_ZONES: dict[str, Callable[[Row, Zone], Iterator[Predicate]]] = {
    "of": _of_shown,
    "hedged": _of_hedged,
    "kept": _of_kept,
    "as": _of_as,
    "prep": _of_adjunct,
    "participle": _of_participle,
    "ing": _of_ing,
    "relative": _relative,
}


def _of_gap(row: Row, at: int, zone: Zone) -> Iterator[Predicate]:
    """'that S presented as X', 'which it said showed X'."""
    subject = subject_before(row, at)
    agent = subject.phrase if subject else None
    verb = picture_verb(row, at, ("publish",))
    if verb is not None:
        yield Predicate("offer", None, agent, at)
        yield from as_after(row, at + 1 + len(verb.rest), zone.last, agent)
        return
    made = list(_made(row, at, subject))
    yield from made
    spoken = next((v for v in row.verbs(at) if v.use("clause", "as", "name")), None)
    if spoken is None or made:
        return
    yield from as_after(row, at + 1, zone.last, agent)
    if spoken.use("as") and row.follow(at + 1, ("as",)):
        return
    if spoken.use("name") and at < zone.last and row.tags[at + 1] in "qQD":
        # "six photographs it called proof that ..."
        yield Predicate("as", (at + 1, zone.last), agent, at)
        return
    for inner in range(at + 1, zone.last + 1):
        if row.tags[inner] in "CV" or row.items[inner].low in BE:
            yield from verb_of(row, inner, zone.last) if row.tags[inner] in "CV" else of_be(row, inner, zone.last)
            return


def _made(row: Row, at: int, subject: Subject | None) -> Iterator[Predicate]:
    """'a map that it had taken from a board game', 'a photograph that a tourist took in Konya'."""
    taken = picture_verb(row, at, ("take", "receive"))
    source = where_from(row, at + 1 + len(taken.rest), taken) if taken is not None else None
    if source is not None:
        yield Predicate("source", source, None, at)
    elif picture_verb(row, at, ("film",)) is not None and subject is not None and subject.kind in ("phrase", "pronoun"):
        yield from of_maker(row, subject.phrase[0], at, at)


def of_maker(row: Row, first: int, verb: int, last: int) -> Iterator[Predicate]:
    """'its helicopters filmed the footage near X'."""
    last += row.tags[last + 1 : last + 3] == ",I"
    where = row.tags[last + 1 : last + 2] in ("I", "Y") and row.items[last + 1].low != "of"
    dated = row.tags[last + 2 : last + 4] in ("R#", "RY", "NY")
    if where and (dated or core_after(row, last + 2) is not None):
        yield Predicate("source", (first, end_of_source(row, last + 1, len(row.tags) - 1)), None, verb)

"""What a sentence says of a picture: who shows it, as what, where it comes from.

A predicate is found from the picture's side: what stands right after it, the verb that it is the subject of, and the
verb that it is the object of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from freezeframe.claims.boundaries import breaks_at, trimmed
from freezeframe.claims.cues import agent_at
from freezeframe.claims.phrases import (
    Phrase,
    adjuncts_after,
    begins_group,
    clause_subject,
    core_after,
    is_reduced,
    subject_before,
)
from freezeframe.claims.picture_phrases import PicturePhrase, Zone, zones_after
from freezeframe.claims.speech import PictureVerb
from freezeframe.claims.words import Row

Kind: TypeAlias = Literal["offer", "as", "source", "shows", "withdraw", "denied"]
_ADJUNCT = 12
"""Items between a verb and its object, at most."""
_SHORT = 3
"""Items of 'genuine' or 'a fake' after 'is', less one; longer ones begin with a determiner."""
_BE = frozenset("is are was were be been being isn't aren't wasn't weren't 's 're".split())


@dataclass(frozen=True)
class Predicate:
    """Something that is said of a picture."""

    kind: Kind
    phrase: Phrase | None
    """What it is offered as, what it shows, or where it is from."""
    agent: Phrase | None = None
    """Who shows it, or who found where it is from."""
    verb: int = -1
    """Index of the verb; -1 where there is none."""


def predicates_of(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """All that the sentence says of a picture."""
    yield from _as_object(row, picture)
    last = picture.phrase[1]
    if not picture.pronoun:
        for zone in zones_after(row, picture.phrase[1]):
            yield from _of_zone(row, zone)
            last = zone.last
    if picture.phrase[0] == 0 or row.tags[picture.phrase[0] - 1] not in "It":
        yield from _main(row, last + 1)


def _as_object(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'The ministry published photographs', 'bloggers traced one of the images to a game'."""
    first, last = picture.phrase
    for at in range(first - 1, max(first - _ADJUNCT, -1), -1):
        verb = _verb(row, at, ("publish", "withdraw", "take", "match", "receive", "belong"))
        if verb is None or not _reaches(row, at + 1 + len(verb.rest), first):
            continue
        if verb.form == "participle" and at > 0 and row.items[at - 1].low in _BE:
            return
        subject = subject_before(row, at) or clause_subject(row, at)
        agent = subject.phrase if subject else None
        kind: Kind = "withdraw" if verb.role == "withdraw" else "offer"
        if verb.role in ("publish", "withdraw"):
            yield Predicate(kind, None, agent, at)
            return
        source = _where_from(row, last + 1, verb)
        if source is not None:
            yield Predicate("source", source, None if verb.role == "receive" else agent, at)
        return
    yield from _as_illustration(row, picture)
    yield from _compared(row, picture)


def _compared(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'bloggers put the first picture next to a trailer'."""
    first, last = picture.phrase
    verb = _verb(row, first - 1, ("compare",))
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
    return first in (at, *(start for start in adjuncts_after(row, at) if start <= first))


def _as_illustration(row: Row, picture: PicturePhrase) -> Iterator[Predicate]:
    """'it illustrated a story with a photograph'."""
    first = picture.phrase[0]
    if first == 0 or row.items[first - 1].low != "with":
        return
    for at in range(first - 2, -1, -1):
        if row.tags[at] in "CV":
            subject = subject_before(row, at)
            if row.items[at].low.startswith("illustrat") and subject is not None:
                yield Predicate("offer", None, subject.phrase, at)
                yield Predicate("as", (at + 1, first - 2), subject.phrase, at)
            return


def _verb(row: Row, at: int, roles: tuple[str, ...]) -> PictureVerb | None:
    """The picture verb at an index, in one of some roles."""
    if at < 0 or at >= len(row.items):
        return None
    return next(
        (
            verb
            for verb in row.speech.picture_verbs.get(row.items[at].low, ())
            if verb.role in roles and row.follow(at + 1, verb.rest)
        ),
        None,
    )


_ALL = ("publish", "withdraw", "take", "film", "come", "belong", "match", "show", "receive")


def _of_zone(row: Row, zone: Zone) -> Iterator[Predicate]:
    """What stands right after the picture: 'taken from X', 'showing X', 'that S posted as X', 'from X'."""
    if zone.kind == "aside" and row.tags[zone.first] in "q":
        yield Predicate("as", (zone.first, zone.first))
    elif zone.kind in _ZONES:
        yield from _ZONES[zone.kind](row, zone)


def _of_as(row: Row, zone: Zone) -> Iterator[Predicate]:
    """'as proof of X', and 'as the minister posted it'."""
    first, last = zone.first + 1, zone.last
    if _verb(row, last + 1, ("publish",)) is not None:
        yield Predicate("offer", None, (first, last), last + 1)
        return
    while last > first and row.tags[last] == "R":
        last -= 1
    yield Predicate("as", (first, last))


def _of_adjunct(row: Row, zone: Zone) -> Iterator[Predicate]:
    """'from X', 'with the words "Q"'."""
    low = row.items[zone.first].low
    if low == "from":
        yield Predicate("source", (zone.first + 1, end_of_source(row, zone.first + 1, zone.last)))
    elif low in ("with", "under"):
        yield from _with_comment(row, zone.last)


def _of_participle(row: Row, zone: Zone) -> Iterator[Predicate]:
    """'taken from X', 'posted by S'."""
    yield from _passive(row, zone.first, zone.last)


def _of_ing(row: Row, zone: Zone) -> Iterator[Predicate]:
    """'showing X', 'purporting to show X'."""
    first = zone.first + 2 if _purports(row, zone.first) else zone.first
    phrase = trimmed(row, (first + 1, zone.last)) if first < zone.last else None
    if _verb(row, first, ("show",)) is not None and phrase is not None:
        yield Predicate("as", phrase, None, first)


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
        if begins_group(row, index) and not row.items[index].low.endswith("ing"):
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
        if row.items[at].low in _BE and row.tags[at + 1 : at + 2] not in ("C", "V", "R", "A"):
            yield from _of_be(row, at, zone.last)
            return
        at += 1
    if at > zone.last:
        return
    if row.tags[zone.first + 1] in "AVCR" or parted:
        yield from _verb_of(row, at, zone.last)
        return
    yield from _of_gap(row, at, zone)


_ZONES: dict[str, Callable[[Row, Zone], Iterator[Predicate]]] = {
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
    verb = _verb(row, at, ("publish",))
    if verb is not None:
        yield Predicate("offer", None, agent, at)
        yield from _as_after(row, at + 1 + len(verb.rest), zone.last, agent)
        return
    spoken = next((v for v in row.verbs(at) if v.use("clause", "as", "name")), None)
    if spoken is None:
        return
    yield from _as_after(row, at + 1, zone.last, agent)
    for inner in range(at + 1, zone.last + 1):
        if row.tags[inner] in "CV" or row.items[inner].low in _BE:
            yield from _verb_of(row, inner, zone.last) if row.tags[inner] in "CV" else _of_be(row, inner, zone.last)
            return


def _as_after(row: Row, at: int, last: int, agent: Phrase | None) -> Iterator[Predicate]:
    for index in range(at, min(at + 8, last + 1)):
        if row.items[index].low == "as" and index < last:
            yield Predicate("as", (index + 1, last), agent, at)
            return
        if row.tags[index] in "CVA,;":
            return


def _main(row: Row, at: int) -> Iterator[Predicate]:
    """The verb that the picture is the subject of."""
    tags = row.tags
    at = _over_parenthesis(row, at)
    at += tags[at : at + 1] == ","
    group = at
    while at < len(tags) and tags[at] in "AR":
        at += 1
    if at >= len(tags):
        return
    helped = {item.low for item in row.items[group:at]}
    last = end_of_clause(row, at)
    negated = any(row.speech.has("negations", word) for word in helped)
    if tags[at] in "CV":
        found = list(_passive(row, at, last) if helped & _BE else _verb_of(row, at, last))
        yield from (Predicate("denied", p.phrase, p.agent, p.verb) if negated else p for p in found)
    elif helped & _BE and not negated:
        yield from _of_be(row, at - 1, last)


def _over_parenthesis(row: Row, at: int) -> int:
    """Step over ', however,' and ', it said,'."""
    if row.tags[at : at + 1] == ",":
        closing = row.tags.find(",", at + 1)
        if 0 < closing < at + 9:
            return closing + 1
    return at


def _verb_of(row: Row, at: int, last: int) -> Iterator[Predicate]:
    """An active verb with the picture as its subject, or a participle with its helping verb before it."""
    if at > 0 and row.items[at - 1].low in _BE:
        yield from _passive(row, at, last)
        return
    if _purports(row, at):
        at += 2
        if at <= last and row.items[at].low in _BE | {"have"}:
            yield from _of_be(row, at, last)
        elif _verb(row, at, ("show",)) is not None and at < last:
            yield Predicate("as", (at + 1, last), None, at)
        return
    verb = _verb(row, at, ("show", "come", "belong", "match", "kept"))
    if verb is None:
        return
    after = at + 1 + len(verb.rest)
    if verb.role == "show":
        yield Predicate("shows", (after, last), None, at) if after <= last else Predicate("shows", None)
        return
    source = _where_from(row, after, verb)
    if source is not None:
        yield Predicate("source", source, None, at)


def _purports(row: Row, at: int) -> bool:
    """'purports to', 'claims to', 'appears to'."""
    words = row.speech.picture_words["purporting"]
    return row.follow(at + 1, ("to",)) and any(row.items[at].low.startswith(word[:5]) for word in words)


def _passive(row: Row, at: int, last: int) -> Iterator[Predicate]:
    """'circulated by S as X', 'taken from X', 'filmed in X', 'said to show X', 'presented as X'."""
    verb = _verb(row, at, _ALL)
    if verb is None:
        yield from _said_to(row, at, last)
        return
    after = at + 1 + len(verb.rest)
    agent = _agent_within(row, after, last)
    if verb.role in ("publish", "withdraw"):
        if agent is not None:
            yield Predicate("offer" if verb.role == "publish" else "withdraw", None, agent, at)
        yield from _as_after(row, after if agent is None else agent[1] + 1, last, agent)
        yield from _with_words(row, after, last, agent)
        return
    filmed = _verb(row, at, ("film",))
    source = _where_from(row, after, verb) if verb.role != "film" else None
    if source is not None:
        yield Predicate("source", source, agent, at)
    elif filmed is not None and (
        row.tags[after : after + 1] in ("I", "Y", "R", "t", "N", "D") or row.speech.has("made_up", filmed.lemma)
    ):
        yield Predicate("source", (at, max(end_of_source(row, after, last), at)), None, at)


def _said_to(row: Row, at: int, last: int) -> Iterator[Predicate]:
    """'said to show X', 'called X', 'described as X'."""
    agent = _agent_within(row, at + 1, last)
    after = agent[1] + 1 if agent is not None else at + 1
    if row.tags[after : after + 1] == "t" and after + 1 <= last:
        inner = after + 1
        while inner <= last and row.tags[inner] in "AR":
            inner += 1
        if inner <= last and row.tags[inner] in "CV":
            yield from _verb_of(row, inner, last)
        elif row.items[inner - 1].low in _BE:
            yield from _of_be(row, inner - 1, last)
        return
    verbs = row.verbs(at)
    if any(v.use("as") for v in verbs):
        yield from _as_after(row, at + 1, last, agent)
    elif any(v.use("name") for v in verbs) and at + 1 <= last:
        yield Predicate("as", (at + 1, last), agent, at)


def _agent_within(row: Row, at: int, last: int) -> Phrase | None:
    """The phrase of 'by S' before the clause ends."""
    for index in range(at, min(last + 1, at + 14)):
        if row.tags[index] in ",;:CV" and index > at:
            return None
        agent, _ = agent_at(row, index)
        if agent is not None:
            return agent
    return None


def _with_words(row: Row, at: int, last: int, agent: Phrase | None) -> Iterator[Predicate]:
    """'posted with the words "Q"'."""
    for index in range(at, last):
        if row.items[index].low in row.speech.nouns["wordings"] and row.tags[index + 1] in "qQ:":
            begin = index + 2 if row.tags[index + 1] == ":" else index + 1
            if begin <= last:
                yield Predicate("as", (begin, begin), agent, at)
            return


def _of_be(row: Row, at: int, last: int) -> Iterator[Predicate]:
    """'are stills from X', 'is from X', 'was the original', 'are genuine'."""
    after = _complement(row, at + 1, last)
    if after > last:
        return
    if row.tags[after] in "CV":
        yield from _passive(row, after, last)
    elif row.tags[after] in "It":
        yield from _of_preposition(row, at, after, last)
    else:
        yield from _of_noun(row, at, after, last)


def _complement(row: Row, after: int, last: int) -> int:
    """Step over 'in fact', adverbs, and ', it said,' after 'is'."""
    while after <= last and row.tags[after] in "R":
        after += 1
    if row.follow(after, ("in", "fact")):
        after += 2
    if row.tags[after : after + 1] == "," and after < last:
        closing = row.tags.find(",", after + 1)
        after = closing + 1 if 0 < closing < after + 6 else after
    return after


def _of_preposition(row: Row, at: int, after: int, last: int) -> Iterator[Predicate]:
    """'is from Japan', 'is on the site of the broadcaster', 'is of a bridge'."""
    core = core_after(row, after + 1)
    kept = core is not None and row.items[core].low in row.speech.picture_words["posts"]
    if row.items[after].low in ("from", "of") or kept:
        kind: Kind = "shows" if row.items[after].low == "of" else "source"
        yield Predicate(kind, (after + 1, end_of_source(row, after + 1, last)), None, at)


def _of_noun(row: Row, at: int, after: int, last: int) -> Iterator[Predicate]:
    """'are stills from X', 'is footage of X', 'are genuine'."""
    words = row.speech.picture_words
    core = core_after(row, after)
    noun = row.items[core].low if core is not None else ""
    taken = (
        list(_passive(row, core + 1, last)) if core is not None and core < last and row.tags[core + 1] in "CV" else []
    )
    if noun in words["parts"] | words["nouns"] and any(
        p.kind == "source" and p.phrase[0] > p.verb for p in taken if p.phrase
    ):
        yield from taken
    elif core is not None and noun in words["parts"] and core + 2 <= last and row.items[core + 1].low in ("from", "of"):
        yield Predicate("source", (core + 2, end_of_source(row, core + 2, last)), None, at)
    elif core is not None and core < last and noun in words["nouns"]:
        yield Predicate("source", (after, end_of_source(row, after, last)), None, at)
    elif row.tags[after] in "DqQG#" or last - after < _SHORT:
        yield Predicate("as", (after, last), None, at)


def _where_from(row: Row, at: int, verb: PictureVerb) -> Phrase | None:
    """The phrase after 'from', 'out of', 'to', 'with', for the verbs that take it; adjuncts may stand before."""
    wanted = {"belong": ("to",), "match": ("with", "to"), "kept": ("in", "on")}.get(verb.role, ("from", "of", "off"))
    tags = row.tags
    for index in range(at, min(at + 10, len(tags) - 1)):
        low = row.items[index].low
        if low == "out" and row.follow(index + 1, ("of",)):
            continue
        if tags[index] in "It" and low in wanted:
            return index + 1, end_of_source(row, index + 1, len(tags) - 1)
        if tags[index] in ",;:.CVA" and index > at:
            break
    if verb.role == "match" and core_after(row, at) is not None:
        return at, end_of_source(row, at, len(tags) - 1)
    return None


def end_of_source(row: Row, at: int, last: int) -> int:
    """Last item of a phrase that tells where something is from, with the clauses that say more of it."""
    clauses = 0
    for index in range(at, last + 1):
        tag = row.tags[index]
        if tag in "TW":
            clauses += 1
        elif (
            (tag == "S" and row.items[index].low not in ("as", "than"))
            or tag in ";:"
            or (tag == "." and index == len(row.tags) - 1)
        ):
            return index - 1
        elif tag == ",":
            if not _goes_on(row, index):
                return index - 1
        elif tag == "K" and (
            breaks_at(row, index) or row.tags[index + 1 : index + 2] in ("T", "R", "P", "A", "V", "C")
        ):
            return index - 1
        elif tag == "A" or (tag in "CV" and _is_finite(row, index)):
            clauses -= begins_group(row, index)
            if clauses < 0:
                return index - 1
    return last


def _goes_on(row: Row, comma: int) -> bool:
    """Whether a phrase goes on after a comma: with a place, a date, a name in apposition, a relative clause."""
    following = row.tags[comma + 1 : comma + 2]
    if not following or breaks_at(row, comma) or following in "KSPTAVCR":
        return False
    return following in "IWqQM#Y" or row.speech.has("indefinite", row.items[comma + 1].low)


def _is_finite(row: Row, index: int) -> bool:
    """Whether a verb has a subject of its own: no participle that says more of a noun."""
    return not row.items[index].low.endswith("ing") and not is_reduced(row, index)


def end_of_clause(row: Row, at: int) -> int:
    """Last item before the next clause."""
    for index in range(at + 1, len(row.tags)):
        tag = row.tags[index]
        if tag in ";" or (tag == "." and index == len(row.tags) - 1):
            return index - 1
        if tag in ",K-" and (
            breaks_at(row, index) or row.tags[index + 1 : index + 2] in ("K", "S", "T", "P", "A", "V", "C")
        ):
            return index - 1
        if tag == "K" and row.speech.has("negations", row.items[min(index + 1, len(row.items) - 1)].low):
            return index - 1
        if tag == "S" and row.speech.has("contrasts", row.items[index].low):
            return index - 1
    return len(row.tags) - 1

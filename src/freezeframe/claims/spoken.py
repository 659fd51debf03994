"""Attributed statements with who speaks them and through whom: what several tell becomes one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from freezeframe.claims.attribution import Attribution, Told
from freezeframe.claims.cast import Figure
from freezeframe.claims.records import Span, Voice
from freezeframe.claims.speakers import Speakers

_NESTED = 0.7
"""Share of a statement that another attribution must fill to be all of it: 'X said A, Y reported'."""
_NEIGHBOURS = 6
"""Attributions after one that can lie in its statement."""


@dataclass(frozen=True)
class Statement:
    """A statement before it is numbered."""

    attribution: Attribution
    parts: tuple[Span, ...]
    orphan: bool

    @property
    def span(self) -> Span:
        """From its first to its last character."""
        return self.parts[0][0], self.parts[-1][1]


@dataclass(frozen=True)
class Spoken:
    """A statement with those who tell it."""

    statement: Statement
    speaker: Voice | None
    figure: Figure | None
    relays: tuple[str, ...]
    """Names, the nearest to the speaker first; the publisher is not among them."""


def spoken(told: Told, speakers: Speakers) -> tuple[tuple[Spoken, ...], tuple[Spoken, ...]]:
    """All attributed statements in the order of the text, those that are told by several as one; and all stances."""
    found: list[Spoken] = []
    stances: list[Spoken] = []
    tellers = _tellers(told.attributions)
    for index, attribution in enumerate(told.attributions):
        asserts = _asserts(attribution, told)
        figure, voice = speakers.of(attribution, asserts=asserts and index not in tellers)
        relays = tuple(_relays(attribution, speakers, figure)) if asserts else ()
        for number, parts in enumerate(attribution.statements):
            orphan = number >= len(attribution.statements) - attribution.going_on
            inferred = replace(voice, inferred=True) if voice and orphan else voice
            one = Spoken(Statement(attribution, parts, orphan), inferred, figure, relays)
            # 'The ministry denies this.'
            (found if asserts and not speakers.is_pronoun(parts) else stances).append(one)
    return tuple(sorted(_unnested(found, speakers), key=lambda s: s.statement.span)), tuple(stances)


def _tellers(attributions: Sequence[Attribution]) -> frozenset[int]:
    """Those who only pass on what somebody else says: nobody means them by 'it' later."""
    found: set[int] = set()
    for index, outer in enumerate(attributions):
        start, end = outer.statements[0][0][0], outer.statements[-1][-1][1]
        for inner in attributions[index : index + _NEIGHBOURS]:
            first, last = inner.extent
            if inner is not outer and start <= first and last <= end and last - first >= _NESTED * (end - start):
                found.add(index)
    return frozenset(found)


def _asserts(attribution: Attribution, told: Told) -> bool:
    """Whether somebody says something: no stance without his own words, no 'could say', no 'did not say whether'."""
    stance = attribution.use.attitude and (attribution.use.frame == "to" or not _quotes(attribution, told))
    if attribution.irreal or stance:
        return False
    return not (attribution.negated and attribution.use.frame in ("whether", "to", "order"))


def _quotes(attribution: Attribution, told: Told) -> bool:
    """Whether words of the speaker's own stand in what he is said to think: 'rejected the "fairy tale"'."""
    return any(any(told.outer_in(part)) for parts in attribution.statements for part in parts)


def _relays(attribution: Attribution, speakers: Speakers, speaker: Figure | None) -> Iterator[str]:
    """Who passes it on: a newspaper that is told it, then those who quote it."""
    if attribution.receiver is not None:
        told = speakers.relay(attribution.row, attribution.receiver)
        if told is not None and told is not speaker and speakers.cast.is_medium(told):
            yield told.name
    for span in attribution.relays:
        figure = speakers.relay(attribution.row, span)
        if figure is not None and figure is not speaker:
            yield figure.name


def _unnested(found: Sequence[Spoken], speakers: Speakers) -> Iterator[Spoken]:
    """'X said A, Y reported': A is X's, told by Y; what Y reported is no claim of its own."""
    ordered = sorted(found, key=lambda s: (s.statement.span[0], -s.statement.span[1]))
    dropped: set[int] = set()
    told: dict[int, Spoken] = {}
    for index, outer in enumerate(ordered):
        if index in dropped:
            continue
        for other in _within(ordered, index):
            inner = told.get(other, ordered[other])
            if inner.figure is outer.figure or speakers.is_nobody(inner.statement.attribution):
                dropped.add(other)
                continue
            dropped.add(index)
            told[other] = _passed_on(inner, told.get(index, outer))
    for index, one in enumerate(ordered):
        if index not in dropped and not speakers.is_nobody(one.statement.attribution):
            yield told.get(index, one)


def _within(ordered: Sequence[Spoken], index: int) -> Iterator[int]:
    """The attributions that fill a statement."""
    outer = ordered[index]
    for other in range(index + 1, len(ordered)):
        inner = ordered[other]
        if inner.statement.span[0] >= outer.statement.span[1]:
            return
        if inner.statement.attribution is not outer.statement.attribution and _fills(inner, outer):
            yield other


def _passed_on(inner: Spoken, outer: Spoken) -> Spoken:
    """What somebody says, told by somebody else; what a caption reads, according to X, is what X says."""
    if inner.figure is not None and inner.figure.kind == "thing":
        return replace(inner, speaker=outer.speaker, figure=outer.figure, relays=outer.relays)
    teller = (outer.speaker.name,) if outer.speaker else ()
    return replace(inner, relays=(*inner.relays, *teller, *outer.relays))


def _fills(inner: Spoken, outer: Spoken) -> bool:
    """Whether an attribution is nearly all of what another one reports."""
    first, last = inner.statement.attribution.extent
    start, end = outer.statement.span
    return start <= first and last <= end and last - first >= _NESTED * (end - start)

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


def spoken(told: Told, speakers: Speakers) -> tuple[Spoken, ...]:
    """All attributed statements in the order of the text, those that are told by several as one."""
    found: list[Spoken] = []
    for attribution in told.attributions:
        figure, voice = speakers.of(attribution)
        relays = tuple(_relays(attribution, speakers, figure))
        if not _asserts(attribution, speakers.told):
            continue
        for number, parts in enumerate(attribution.statements):
            if speakers.is_pronoun(parts):
                # 'The ministry denies this.'
                continue
            orphan = number >= len(attribution.statements) - attribution.going_on
            inferred = replace(voice, inferred=True) if voice and orphan else voice
            found.append(Spoken(Statement(attribution, parts, orphan), inferred, figure, relays))
    return tuple(sorted(_unnested(found, speakers), key=lambda s: s.statement.span))


def _asserts(attribution: Attribution, told: Told) -> bool:
    """Whether somebody says something: no stance without his own words, no 'could say', no 'did not say whether'."""
    if attribution.irreal or (attribution.use.attitude and not _quotes(attribution, told)):
        return False
    return not (attribution.negated and attribution.use.frame in ("whether", "to", "order"))


def _quotes(attribution: Attribution, told: Told) -> bool:
    """Whether words of the speaker's own stand in what he is said to think: 'rejected the "fairy tale"'."""
    return any(any(told.outer_in(part)) for parts in attribution.statements for part in parts)


def _relays(attribution: Attribution, speakers: Speakers, speaker: Figure | None) -> Iterator[str]:
    for span in attribution.relays:
        figure, _ = speakers.relay(attribution.row, span)
        if figure is not None:
            yield figure.name
    if attribution.receiver is not None and not attribution.relays:
        figure, _ = speakers.relay(attribution.row, attribution.receiver)
        if figure is not None and figure is not speaker and speakers.cast.is_medium(figure):
            yield figure.name


def _unnested(found: Sequence[Spoken], speakers: Speakers) -> Iterator[Spoken]:
    """'X said A, Y reported': A is X's, told by Y; what Y reported is no claim of its own."""
    ordered = sorted(found, key=lambda s: (s.statement.span[0], -s.statement.span[1]))
    dropped: set[int] = set()
    chains: dict[int, tuple[str, ...]] = {}
    for index, outer in enumerate(ordered):
        start, end = outer.statement.span
        for other in range(index + 1, len(ordered)):
            inner = ordered[other]
            if inner.statement.span[0] >= end:
                break
            if inner.statement.attribution is outer.statement.attribution or not _fills(inner, outer):
                continue
            if (inner.figure is not None and inner.figure is outer.figure) or speakers.is_nobody(
                inner.statement.attribution
            ):
                dropped.add(other)
                continue
            dropped.add(index)
            teller = (outer.speaker.name,) if outer.speaker else ()
            chains[other] = (*chains.get(other, inner.relays), *teller, *chains.get(index, outer.relays))
        del start
    for index, one in enumerate(ordered):
        if index not in dropped:
            yield replace(one, relays=chains.get(index, one.relays))


def _fills(inner: Spoken, outer: Spoken) -> bool:
    """Whether an attribution is nearly all of what another one reports."""
    first, last = inner.statement.attribution.extent
    start, end = outer.statement.span
    return start <= first and last <= end and last - first >= _NESTED * (end - start)

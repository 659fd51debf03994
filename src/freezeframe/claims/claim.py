"""Claims: each attributed statement with its speaker and the chain of those who tell it, and the writer's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from freezeframe.claims.attribution import Attribution, Told
from freezeframe.claims.cast import Figure
from freezeframe.claims.manner import Manner, manner_of
from freezeframe.claims.records import Claim, Span, Voice
from freezeframe.claims.speakers import Speakers
from freezeframe.claims.words import Row

_NESTED = 0.7
"""Share of a statement that another attribution must fill to be all of it: 'X said A, Y reported'."""
_OWN = 0.4
"""Share of a sentence that may be somebody's and leave it the writer's own claim."""


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
        if not _asserts(attribution):
            continue
        for number, parts in enumerate(attribution.statements):
            if speakers.is_pronoun(parts):
                # 'The ministry denies this.'
                continue
            orphan = number >= len(attribution.statements) - attribution.going_on
            inferred = replace(voice, inferred=True) if voice and orphan else voice
            found.append(Spoken(Statement(attribution, parts, orphan), inferred, figure, relays))
    return tuple(sorted(_unnested(found), key=lambda s: s.statement.span))


def _asserts(attribution: Attribution) -> bool:
    """Whether somebody says something: no stance, no 'could say', no 'did not say whether'."""
    if attribution.use.attitude or attribution.irreal:
        return False
    return not (attribution.negated and attribution.use.frame in ("whether", "to", "order"))


def _relays(attribution: Attribution, speakers: Speakers, speaker: Figure | None) -> Iterator[str]:
    for span in attribution.relays:
        figure, _ = speakers.relay(attribution.row, span)
        if figure is not None:
            yield figure.name
    if attribution.receiver is not None and not attribution.relays:
        figure, _ = speakers.relay(attribution.row, attribution.receiver)
        if figure is not None and figure is not speaker and speakers.cast.is_medium(figure):
            yield figure.name


def _unnested(found: Sequence[Spoken]) -> Iterator[Spoken]:
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
            if inner.figure is not None and inner.figure is outer.figure:
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


def claims_of(told: Told, statements: Sequence[Spoken], publisher: str) -> tuple[Claim, ...]:
    """The claims of a text, without places, dates and pictures: those of others, and the writer's own."""
    found = [_claim(told, one, publisher) for one in statements]
    own = [_own(told, row, publisher) for row in _own_rows(told, statements)]
    return tuple(sorted((*found, *own), key=lambda c: (c.span, c.said)))


def _claim(told: Told, one: Spoken, publisher: str) -> Claim:
    manner: Manner = manner_of(told, one.statement.attribution, one.statement.parts)
    names = [one.speaker.name] if one.speaker else []
    chain = [*names, *one.relays]
    if publisher and publisher not in chain:
        chain.append(publisher)
    cue = one.statement.attribution.cue
    return Claim(
        id="",
        span=manner.span,
        text=told.text[slice(*manner.span)],
        speaker=one.speaker,
        chain=tuple(chain),
        cue=told.text[slice(*cue)] if cue else "",
        quote=manner.quote,
        hedge=manner.hedge,
        negated=manner.negated,
        places=(),
        dates=(),
        pictures=(),
        said=True,
        act=manner.act,
    )


def _own_rows(told: Told, statements: Sequence[Spoken]) -> Iterator[Row]:
    """The sentences that nobody else is said to say, and that can be claims: they have a verb."""
    taken: dict[int, int] = {}
    for one in statements:
        for part in one.statement.parts:
            taken[one.statement.attribution.row] = taken.get(one.statement.attribution.row, 0) + part[1] - part[0]
    for number, row in enumerate(told.rows):
        kind = told.blocks[told.sentences[number].paragraph].kind
        if kind not in ("body", "deck", "headline") or not set(row.tags) & set("AVC") or not row.tags.strip(".Q"):
            continue
        if taken.get(number, 0) < _OWN * (row.span[1] - row.span[0]):
            yield row


def _own(told: Told, row: Row, publisher: str) -> Claim:
    manner = manner_of(told, None, (row.span,))
    return Claim(
        id="",
        span=row.span,
        text=told.text[slice(*row.span)],
        speaker=None,
        chain=(publisher,) if publisher else (),
        cue="",
        quote="none",
        hedge=manner.hedge,
        negated=manner.negated,
        places=(),
        dates=(),
        pictures=(),
        said=False,
        act=manner.act,
    )

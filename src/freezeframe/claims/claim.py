"""Claims: each attributed statement with its speaker and the chain of those who tell it, and the writer's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from freezeframe.claims.attribution import Told
from freezeframe.claims.facts import Facts
from freezeframe.claims.manner import manner_of
from freezeframe.claims.records import Claim, Span, Voice
from freezeframe.claims.spoken import Spoken
from freezeframe.claims.words import Row

_OWN = 0.4
"""Share of a sentence that may be somebody's and leave it the writer's own claim."""
_ALIKE = 0.5
"""Share of a headline's longer words that the claim it repeats has as well."""
_LONG = 4
"""Letters from which a word carries meaning enough to compare headlines by; also the stem that is compared."""
_LEAST = 3
"""Words of a sentence without a verb that can be a claim in a post."""
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Writer:
    """Who wrote the statement."""

    voice: Voice
    """Its name is empty where nobody is known to have."""
    party: bool
    """A ministry, a service, a company: its own sentences are claims of a party, not an agency's report."""


def claims_of(told: Told, statements: Sequence[Spoken], facts: Facts, writer: Writer) -> tuple[Claim, ...]:
    """The claims of a text in its order, those of others and the writer's own; their ids are still to be given."""
    found = [_claim(told, one, facts, writer) for one in statements]
    found += [_own(told, row, facts, writer) for row in _own_rows(told, statements, writer)]
    return tuple(_same(told, sorted(found, key=lambda c: (c.span, c.said))))


def _claim(told: Told, one: Spoken, facts: Facts, writer: Writer) -> Claim:
    attribution = one.statement.attribution
    manner = manner_of(told, attribution, one.statement.parts, told.rows[attribution.row], goes_on=one.statement.orphan)
    chain = [*([one.speaker.name] if one.speaker else []), *one.relays]
    if writer.voice.name and writer.voice.name not in chain:
        chain.append(writer.voice.name)
    cue, span = attribution.cue, manner.row.span
    return Claim(
        id="",
        span=span,
        text=told.text[slice(*span)],
        speaker=one.speaker,
        chain=tuple(chain),
        cue=told.text[slice(*cue)] if cue else "",
        quote=manner.quote,
        hedge=manner.hedge,
        negated=manner.negated,
        places=facts.claimed(manner.row, negated=manner.negated),
        dates=facts.dates_within(span),
        pictures=(),
        said=True,
        act=manner.act,
    )


def _own_rows(told: Told, statements: Sequence[Spoken], writer: Writer) -> Iterator[Row]:
    """The sentences that nobody else is said to say, and that can be claims: they have a verb, or a party says them."""
    taken: dict[int, int] = {}
    for one in statements:
        attribution = one.statement.attribution
        parts = (
            *one.statement.parts,
            *(s for s in (attribution.cue, attribution.speaker) if s and not one.statement.orphan),
        )
        taken[attribution.row] = taken.get(attribution.row, 0) + sum(part[1] - part[0] for part in parts)
    for number, row in enumerate(told.rows):
        kind = told.blocks[told.sentences[number].paragraph].kind
        if kind not in ("body", "deck", "headline") or not row.tags.strip(".Q-#"):
            continue
        verbless = not set(row.tags) & set("AVC")
        if verbless and not (writer.party and kind == "body" and sum(tag in "NMq" for tag in row.tags) >= _LEAST):
            continue
        if taken.get(number, 0) < _OWN * (row.span[1] - row.span[0]):
            yield row


def _own(told: Told, row: Row, facts: Facts, writer: Writer) -> Claim:
    manner = manner_of(told, None, (row.span,), row)
    return Claim(
        id="",
        span=row.span,
        text=told.text[slice(*row.span)],
        speaker=writer.voice if writer.party and writer.voice.name else None,
        chain=(writer.voice.name,) if writer.voice.name else (),
        cue="",
        quote="none",
        hedge=manner.hedge,
        negated=manner.negated,
        places=facts.claimed(manner.row, negated=manner.negated),
        dates=facts.dates_within(row.span),
        pictures=(),
        said=False,
        act=manner.act,
    )


def numbered(claims: Sequence[Claim], pictures: Callable[[Span], tuple[str, ...]]) -> tuple[Claim, ...]:
    """With their ids, what they repeat named by its id, and the ids of the pictures that their words are about."""
    keys = [_key(claim) for claim in claims]
    ids = {key: f"claim-{number}" for number, key in enumerate(keys, 1)}
    return tuple(
        replace(claim, id=ids[key], same_as=ids.get(claim.same_as, ""), pictures=pictures(claim.span))
        for claim, key in zip(claims, keys, strict=True)
    )


def _key(claim: Claim) -> str:
    return f"{claim.span[0]}-{claim.span[1]}-{claim.cue}"


def _same(told: Told, claims: Sequence[Claim]) -> Iterator[Claim]:
    """With the headline's claims pointing at those of the body that they repeat."""
    heads = [b.span for b in told.blocks if b.kind in ("headline", "deck")]
    repeating = any(_lies_in(claim.span, heads) for claim in claims)
    body = [(c, _stems(c.text)) for c in claims if not _lies_in(c.span, heads)] if repeating else []
    for claim in claims:
        repeated = _repeated(claim, body) if _lies_in(claim.span, heads) else None
        yield replace(claim, same_as=_key(repeated)) if repeated is not None else claim


def _lies_in(span: Span, heads: Sequence[Span]) -> bool:
    return any(head[0] <= span[0] < head[1] for head in heads)


def _repeated(claim: Claim, body: Sequence[tuple[Claim, frozenset[str]]]) -> Claim | None:
    words = _stems(claim.text)
    shared = ((len(words & stems), other.said, -other.span[0], other) for other, stems in body)
    most, _, _, best = max(shared, key=lambda one: one[:3], default=(0, False, 0, None))
    return best if most >= max(_ALIKE * len(words), 2) else None


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.lower()[:_LONG] for word in _WORDS.findall(text) if len(word) >= _LONG)

"""Stances: what somebody wants, supports, refuses or could say, without asserting anything."""

from __future__ import annotations

from collections.abc import Sequence

from freezeframe.claims.attribution import Told
from freezeframe.claims.records import Stance
from freezeframe.claims.spoken import Spoken


def stances_of(told: Told, found: Sequence[Spoken]) -> tuple[Stance, ...]:
    """The stances of a text, in its order."""
    ordered = sorted(found, key=lambda one: one.statement.span)
    return tuple(_stance(told, number, one) for number, one in enumerate(ordered, 1))


def _stance(told: Told, number: int, one: Spoken) -> Stance:
    attribution, span = one.statement.attribution, one.statement.span
    # Of an accusation that is only asked about, whom it is about belongs to it.
    start = min(span[0], attribution.about[0]) if attribution.about else span[0]
    return Stance(
        id=f"stance-{number}",
        span=(start, span[1]),
        text=told.text[start : span[1]],
        speaker=one.speaker,
        cue=told.text[slice(*attribution.cue)] if attribution.cue else "",
        negated=attribution.negated,
    )

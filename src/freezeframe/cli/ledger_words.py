"""A reading as lines for a person: who claims what, through whom."""

from __future__ import annotations

from collections.abc import Iterator

from freezeframe.claims.records import Claim, Reading


def page(reading: Reading) -> list[str]:
    """Everything that was read."""
    return [line for claim in reading.claims for line in _claim(claim)]


def _claim(claim: Claim) -> Iterator[str]:
    yield f"{claim.speaker.name if claim.speaker else '-'}: {claim.text}"

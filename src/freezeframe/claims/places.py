"""Places that a text names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from freezeframe.claims.records import Block, Place

_FEW = re.compile(r"\b(?:Abu Kamal|Boukamal|Syria|Iraq|Moscow|Euphrates|Fallujah)\b")


def places_in(text: str, blocks: Sequence[Block]) -> tuple[Place, ...]:
    """Every mention of a place, in the order of the text."""
    inside = [found for found in _FEW.finditer(text) if _read(found.start(), blocks)]
    return tuple(Place(f"place-{n}", f[0], f.span(), None, None) for n, f in enumerate(inside, 1))


def _read(at: int, blocks: Sequence[Block]) -> bool:
    return any(block.span[0] <= at < block.span[1] and block.kind != "furniture" for block in blocks)

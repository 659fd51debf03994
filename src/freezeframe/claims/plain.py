"""Blocks of a plain text: what is headline, what is news, what is page furniture."""

from __future__ import annotations

import re

from freezeframe.claims.records import Block, BlockKind

_LINE = re.compile(r"[^\n]+")


def blocks_of(text: str) -> tuple[Block, ...]:
    """Each line that is not white space as a block; the first short one is the headline."""
    blocks: list[Block] = []
    for line in _LINE.finditer(text):
        inner = line[0].strip()
        if not inner:
            continue
        start = line.start() + line[0].index(inner)
        kind: BlockKind = "headline" if not blocks and len(inner) < 200 and inner[-1] not in ".!" else "body"
        blocks.append(Block(kind, (start, start + len(inner))))
    return tuple(blocks)

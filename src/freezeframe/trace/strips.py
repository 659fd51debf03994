"""Opaque strips over an edge of the picture: they may cover the frame, or stand where it was cut."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.trace.going_on import luma

Mask = NDArray[np.bool_]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom: pixels [left, right) x [top, bottom)."""

_FULL, _LEAST, _MOST = 0.9, 4, 0.5
"""Share of a row or column that such a strip fills; how many of them it has, in pixels and as a share, at most."""
_AT_EDGE = 3
"""Pixels from the edge within which it begins."""
_BRIDGED = 0.006
"""Share of the long side of half such a gap."""
_GROUND, _SEEN_THROUGH = 32, 0.5
"""Levels from its usual one within which nothing is written on it, and the correlation with the frame from which it
lets the frame be seen."""


def strips_over(still: NDArray[np.uint8], laid: NDArray[np.float32], added: Mask, shown: Mask) -> list[Box]:
    """The strips in a still (h, w, 3), given the laid frame, what was added, and what may show the frame, (h, w)."""
    left, top, right, bottom = box_around(shown)
    part = bridged(added)[top:bottom, left:right]
    deep = [_depth(one) for one in (part.T, part.T[::-1], part, part[::-1])]
    upright: list[Box] = [(left, top, left + deep[0], bottom), (right - deep[1], top, right, bottom)]
    level: list[Box] = [(left, top, right, top + deep[2]), (left, bottom - deep[3], right, bottom)]
    pairs = [[box for box in pair if _area(box) and _is_opaque(still, laid, box)] for pair in (level, upright)]
    # An upright one and a level one would overlap in the corner.
    return max(pairs, key=lambda pair: sum(_area(box) for box in pair))


def box_around(mask: Mask) -> Box:
    """The box of what a mask (h, w) holds; without area where that is nothing."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1) if len(rows) else (0, 0, 0, 0)


def bridged(mask: Mask) -> Mask:
    """A mask with the gaps closed that letters in the frame's own colour leave in a strip."""
    reach = 2 * round(_BRIDGED * max(mask.shape)) + 1
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)) > 0)


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _depth(added: Mask) -> int:
    """How many rows from the first on were added throughout; 0 for none, or for most of them."""
    if not added.size:
        return 0
    full = added.mean(axis=1) >= _FULL
    first = int(np.argmax(full[: _AT_EDGE + 1]))
    rest = full[first:]
    end = len(full) if rest.all() else first + int(np.argmin(rest))
    return end if full[first] and _LEAST <= end <= _MOST * len(full) else 0


def _is_opaque(still: NDArray[np.uint8], laid: NDArray[np.float32], box: Box) -> bool:
    """Whether a part of a still lets nothing of the laid frame be seen."""
    part = (slice(box[1], box[3]), slice(box[0], box[2]))
    seen, beneath = luma(still[part].astype(np.float32)), luma(np.ascontiguousarray(laid[part]))
    ground = np.abs(seen - np.median(seen)) <= _GROUND
    if min(float(seen[ground].std()), float(beneath[ground].std())) < 1:
        return True
    return abs(float(np.corrcoef(seen[ground], beneath[ground])[0, 1])) < _SEEN_THROUGH

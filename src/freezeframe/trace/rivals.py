"""Which of two recordings of one scene a still was taken from: it sides with one of them where they differ.

The same footage held twice differs nowhere by more than compression, and both copies stay. Another recording differs
somewhere, and there the still is as near to its own recording as its edits let it be, and far from the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels import align as al
from freezeframe.kernels.compare import block_means
from freezeframe.trace.identity import CHANGED, DIFFERS
from freezeframe.trace.laying import BLOCK, SIGMA, shrinking, shrunk
from freezeframe.types import Grey, Matrix

_SIDE = 192
"""Long side in pixels of the grid on which two frames are compared."""
_COVERED = 0.999
"""Cover of a grid pixel by the frame from which it counts."""
_INSIDE = 0.9
"""Share of a block that must be covered by both frames."""
_SIDES = 0.5
"""Ratio (1: the still is the one, 0: midway, -1: it is the other) from which a still sides with one of two frames."""

_AS_WELL = 2.0
_AS_WELL_FLOOR = 0.01
"""Two sources fit about as well when the leftover of one is at most so many times the other's, and this much."""


@dataclass(frozen=True)
class Seen:
    """A frame and how a still lies on it."""

    frame: Grey
    still_to_frame: Matrix


def ruled_out_over(misfit: float) -> float:
    """The misfit over which a rival of this ``misfit`` rules a source out: two that fit about as well both stay."""
    return _AS_WELL * misfit + _AS_WELL_FLOOR


def sides_with(still: Grey, first: Seen, second: Seen) -> bool:
    """Whether the still is the ``first`` rather than the ``second``, told by the blocks where these differ."""
    t, one, other = _normal(still), _laid(still, first), _laid(still, second)
    valid = np.isfinite(one) & np.isfinite(other)
    a, b = np.where(valid, one, 0), np.where(valid, other, 0)
    t = np.where(valid, t, 0)
    apart = block_means((a - b)[None] ** 2, BLOCK)[0]
    energy = np.maximum(block_means(a[None] ** 2, BLOCK)[0], block_means(b[None] ** 2, BLOCK)[0])
    differ = (apart > np.maximum(DIFFERS * energy, CHANGED)) & (
        block_means(valid[None].astype(np.float32), BLOCK)[0] > _INSIDE
    )
    if not differ.any():
        return False
    nearer = block_means((t - b)[None] ** 2 - (t - a)[None] ** 2, BLOCK)[0]
    return bool(nearer[differ].sum() > _SIDES * apart[differ].sum())


def _laid(still: Grey, one: Seen) -> NDArray[np.float32]:
    """The frame as the still shows it, normalised on the grid; NaN where the still shows more than the frame."""
    rows, columns = _grid(still)
    to_grid = al.scaling(still.shape, (rows, columns))
    enlargement = float(np.sqrt(abs(np.linalg.det(one.still_to_frame[:2, :2])))) / to_grid[0, 0]
    times = max(round(enlargement), 1)
    from_grid = shrinking(times) @ one.still_to_frame @ np.linalg.inv(to_grid)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    small = shrunk(one.frame, times)
    laid = cv2.warpPerspective(small, from_grid, (columns, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpPerspective(np.ones(small.shape, np.float32), from_grid, (columns, rows), flags=flags)
    seen = al.normalised(np.asarray(laid, np.uint8), SIGMA)
    return np.where(cover > _COVERED, seen, np.float32(np.nan))


def _normal(still: Grey) -> NDArray[np.float32]:
    rows, columns = _grid(still)
    return al.normalised(np.asarray(cv2.resize(still, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8), SIGMA)


def _grid(still: Grey) -> tuple[int, int]:
    scale = min(_SIDE / max(still.shape), 1.0)
    return max(round(still.shape[0] * scale), BLOCK), max(round(still.shape[1] * scale), BLOCK)

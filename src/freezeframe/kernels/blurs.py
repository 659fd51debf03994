"""Whether a place was blurred, or made of large squares, or filled in from around it: which of them makes it again."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

_SIGMAS = (1.0, 1.5, 2.2, 3.2, 4.5, 6.0, 8.5, 12.0, 17.0, 24.0)
"""Pixels of the Gaussians that are tried."""
REACH = 48
"""Pixels around a place that a blur brings in from there, at most."""
_MARGIN = 2
"""Pixels at the edge of a place that are left out: edges are feathered, and lie a little off."""
_FEWEST = 60
"""Pixels that a place must have for anything to be said."""
_EXPLAINED = 0.2
"""Share of what differs that is left when the place has been made again."""
_BETTER = 0.5
"""Share of what filling in, or painting in one colour, leaves over, under which a blur of the frame is the better
account."""
_STEP = 2.5
"""Times the usual step between neighbouring columns (rows), from which one square ends there and another begins."""
_SQUARES = 4
"""Ends of squares, across and down together, from which a place is made of them."""
_SMALL = 96
"""Pixels of the long side at which a place is filled in: what is filled in has no detail."""


@dataclass(frozen=True)
class Account:
    """How a place can be made again; at most one is true."""

    blurred: bool
    """From the frame's own content there, out of focus or in large squares."""
    filled: bool
    """From what is around it in the still."""


UNKNOWN = Account(blurred=False, filled=False)


def account(still: Image, laid: Image, mask: Mask) -> Account:
    """How a place (h, w) of a still, as grey, came about, given the frame laid on it; ``REACH`` around it helps.

    A blur must make the place again nearly, and much better than filling it in or painting it over does: all are
    smooth.
    """
    inner = cv2.erode(mask.astype(np.uint8), np.ones((2 * _MARGIN + 1, 2 * _MARGIN + 1), np.uint8)) > 0
    inner = inner if int(inner.sum()) >= _FEWEST else mask
    if int(inner.sum()) < _FEWEST:
        return UNKNOWN
    unlike = _apart(still, laid, inner)
    filling = _apart(still, _filled_in(still, mask), inner)
    painting = float(np.var(still[inner]))
    blurs = [_apart(still, np.asarray(cv2.GaussianBlur(laid, (0, 0), s), np.float32), inner) for s in _SIGMAS]
    best = min(*blurs, _squared(still, laid, mask, inner))
    if best <= _EXPLAINED * unlike and best <= _BETTER * min(filling, painting):
        return Account(blurred=True, filled=False)
    return Account(blurred=False, filled=filling <= _EXPLAINED * unlike)


def _apart(a: Image, b: Image, where: Mask) -> float:
    return float(np.mean((a - b)[where] ** 2))


def _filled_in(still: Image, mask: Mask) -> Image:
    """A still with a place filled in smoothly from its edge."""
    wide = cv2.dilate(mask.astype(np.uint8), np.ones((2 * _MARGIN + 1, 2 * _MARGIN + 1), np.uint8))
    if wide.all():
        return np.full_like(still, float(np.median(still)))
    height, width = still.shape
    scale = min(_SMALL / max(height, width), 1.0)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    # What is to be filled in must not leak into what is around it when both are shrunk.
    known = np.asarray(1 - wide, np.float32)
    weight = np.asarray(cv2.resize(known, size, interpolation=cv2.INTER_AREA), np.float32)
    levels = np.asarray(cv2.resize(still * known, size, interpolation=cv2.INTER_AREA), np.float32)
    small = np.clip(levels / np.maximum(weight, 1e-3), 0, 255).astype(np.uint8)
    hole = (weight < 0.2).astype(np.uint8)
    filled = cv2.inpaint(small, hole, 3, cv2.INPAINT_NS).astype(np.float32)
    return np.asarray(cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _squared(still: Image, laid: Image, mask: Mask, inner: Mask) -> float:
    """What is left over when the frame is averaged over the squares that the still has in a place; inf without any."""
    columns, rows = (_ends(still, mask, axis) for axis in (1, 0))
    if len(columns) + len(rows) < _SQUARES:
        return float("inf")
    across, down = (
        np.searchsorted(ends, np.arange(n)) for ends, n in zip((columns, rows), still.shape[::-1], strict=True)
    )
    cells = down[:, None] * (len(columns) + 1) + across[None, :]
    count = (len(rows) + 1) * (len(columns) + 1)
    number = np.bincount(cells[mask], minlength=count)
    sums = np.bincount(cells[mask], laid[mask], minlength=count)
    made = (sums / np.maximum(number, 1)).take(cells).astype(np.float32)
    edge = np.isin(np.arange(still.shape[1]), [*columns, *(columns + 1)])[None, :]
    edge = edge | np.isin(np.arange(still.shape[0]), [*rows, *(rows + 1)])[:, None]
    where = inner & ~edge
    return _apart(still, made, where) if int(where.sum()) >= _FEWEST else float("inf")


def _ends(still: Image, mask: Mask, axis: int) -> NDArray[np.int64]:
    """Columns (axis 1) or rows (axis 0) of a place after which its levels step, shape (n,), ascending."""
    steps = np.abs(np.diff(still, axis=axis))
    both = mask[:, 1:] & mask[:, :-1] if axis == 1 else mask[1:] & mask[:-1]
    number = both.sum(axis=1 - axis)
    profile = np.where(number > 3, (steps * both).sum(axis=1 - axis) / np.maximum(number, 1), 0.0)
    usual = float(np.median(profile[number > 3])) if (number > 3).any() else 0.0
    high = profile > _STEP * max(usual, 0.5)
    peak = high & (profile >= np.r_[profile[1:], 0]) & (profile > np.r_[0, profile[:-1]])
    return np.flatnonzero(peak)

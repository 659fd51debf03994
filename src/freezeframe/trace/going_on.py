"""Whether a still goes on, beyond the part of it that was found, as its frame does."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.outlines import outer_edge
from freezeframe.types import Colour

_NEAR, _NEARLY_ALL, _ALIKE = 24.0, 0.8, 0.8
"""Levels, the share of it that is so near to the frame, and its correlation with the frame, when it is the frame's."""
_MOSTLY = 0.65
"""Share that is so near, and correlates by itself, where something was drawn on the rest."""
_FLAT, _SAME_FLAT = 4.0, 8.0
"""Levels by which a part may vary, in the still and in the frame, that has nothing in it to correlate; and those within
which nearly all of it, and half of them its mean, must then be the frame's."""
_OF_FRAME = 0.9
"""Share of a row or column beyond the part that must lie in the frame to be looked at."""


def goes_on(still: Colour, laid: NDArray[np.float32], beyond: NDArray[np.bool_]) -> bool:
    """Whether a still shows the laid frame, both (h, w, 3), in a part of it, shape (h, w)."""
    apart = np.abs(laid[beyond] - still[beyond]).max(axis=1)
    a, b = luma(laid)[beyond], luma(still.astype(np.float32))[beyond]
    if max(_varies(a), _varies(b)) <= _FLAT:
        # Two black bars have nothing but noise in them, which does not correlate.
        same = float((apart <= _SAME_FLAT).mean()) >= _NEARLY_ALL
        return same and abs(float(np.median(a) - np.median(b))) <= _SAME_FLAT / 2
    near = apart <= _NEAR
    share = float(near.mean())
    if share >= _NEARLY_ALL and _correlated(a, b):
        return True
    if share < _MOSTLY or float(np.median(apart[near])) > _SAME_FLAT:
        # What was chosen for being near is nearer still where it is the same.
        return False
    # A logo covers a part of what goes on. The rest must have something in it: a blank page is near to a blank sky.
    a, b = a[near], b[near]
    return min(_varies(a), _varies(b)) > _FLAT and _correlated(a, b)


def _correlated(a: NDArray[np.float32], b: NDArray[np.float32]) -> bool:
    """Whether levels (n,) of two pictures rise and fall together."""
    a, b = a - a.mean(), b - b.mean()
    return float(np.dot(a, b)) >= _ALIKE * max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-6)


def _varies(levels: NDArray[np.float32]) -> float:
    """By how many levels some pixels vary, but for the few at the edge of what goes on beside them."""
    low, high = np.quantile(levels, [0.05, 0.95])
    return float(high - low) / 2


def going_on(
    still: Colour, laid: NDArray[np.float32], part: NDArray[np.float64], whole: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """A convex part, shape (n, 2), of a still (h, w, 3), each side of the box around it moved out as far as it goes on.

    ``whole`` is where the laid frame is, shape (h, w). The part itself where no side moves.
    """
    height, width = whole.shape
    left, top, right, bottom = (int(side) for side in np.rint(np.r_[part.min(axis=0), part.max(axis=0)] + 0.5))
    box = [max(left, 0), max(top, 0), min(right, width), min(bottom, height)]
    before = list(box)
    for side in range(4):
        box[side] += _further(still, laid, whole, box, side)
    if box == before:
        return part
    return outer_edge(*box)


def _further(still: Colour, laid: NDArray[np.float32], whole: NDArray[np.bool_], box: list[int], side: int) -> int:
    """By how much one side of a box moves out (left, top: less; right, bottom: more)."""
    along = slice(box[0], box[2]) if side % 2 else slice(box[1], box[3])
    moved = 0
    for line in range(box[side] - 1, -1, -1) if side < 2 else range(box[side], whole.shape[1 - side % 2]):
        part = (slice(line, line + 1), along) if side % 2 else (along, slice(line, line + 1))
        framed = whole[part]
        if float(framed.mean()) < _OF_FRAME or not goes_on(still[part], laid[part], framed):
            break
        moved += 1
    return -moved if side < 2 else moved


def luma(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """The grey of a colour picture in fractions of levels."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32)

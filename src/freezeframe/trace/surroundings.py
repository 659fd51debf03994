"""What lies around the picture in a still: a border, a caption on a strip of its own, the page it was shown on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.compare import highest
from freezeframe.trace.strips import Box, box_around, bridged

Mask = NDArray[np.bool_]

_FULL = 0.92
"""Share of a row or column that differs from the frame when the row is no part of the picture."""
_PARTLY, _PLAIN = 0.3, 0.97
"""The same where the row is in one colour, which the frame is not; and how much of the row must be in that colour."""
_FLAT, _FLAT_LEVELS = 0.93, 12
"""Share of a strip within so many levels of its usual colour when it is a border."""
_OF_LETTERS = 64, 0.002
"""Levels from a border's usual colour, and the share of it that is so far, when something is written on it."""
_AWAY = 8
"""Pixels from the picture's edge from which that is looked for: compression blurs the edge so far."""
_SPREADS = 4
"""Pixels by which the picture's edge spreads into a strip beside it, where it is saved again."""
_STRIP = 0.25
"""Share of the picture's height or width up to which a strip that is not flat is a caption laid over it."""
_SMALL = 0.25
"""Share of the still up to which what lies outside the picture, and is not flat, is a caption beside it."""
_BESIDE = 0.4
"""Share of any other side of the still that a strip along one side covers at most."""
_LINE = 4
"""Pixels from a side at which it is asked whether something lies along it."""
_THIN = 2.0
"""Pixels: what is nowhere further than this from its own edge is a rounding at the picture's edge."""


@dataclass(frozen=True, eq=False)
class Around:
    """What lies outside the picture; arrays in compared pixels, shape (h, w)."""

    kind: Literal["border", "page", "added"]
    mask: Mask
    box: Box
    """Left, top, right, bottom of what is left for the picture: pixels [left, right) x [top, bottom)."""
    strip: bool
    """It lies along one side only."""


def around(still: NDArray[np.uint8], shown: Mask, changed: Mask, *, spans: bool = False) -> Around | None:
    """What surrounds the picture in a still (h, w, 3), given where it may show the frame and what differs there.

    None where the picture fills the still. Of a still that ``spans`` the frame, whole strips that differ were laid over
    the picture and are not around it.
    """
    box = _trimmed(still, shown, np.zeros_like(changed) if spans else changed)
    outside = ~shown
    left, top, right, bottom = box
    inside = np.zeros_like(shown)
    inside[top:bottom, left:right] = True
    outside |= ~inside
    outside = _without_slivers(outside)
    if not outside.any():
        return None
    deep, far = (_further_out(outside, pixels) for pixels in (2, _AWAY))
    strip = _is_strip(outside)
    if _is_flat(still[deep if deep.any() else outside]) and not _has_letters(still[deep], still[far]):
        return Around("border", outside, box, strip)
    added = strip and outside.mean() <= _SMALL
    return Around("added" if added else "page", outside, box, strip)


def _trimmed(still: NDArray[np.uint8], shown: Mask, changed: Mask) -> Box:
    """The box of what may show the frame, less whole strips at its sides that do not."""
    box = [*box_around(shown)]
    if not box[2]:
        return 0, 0, shown.shape[1], shown.shape[0]
    foreign = bridged(changed) | ~shown
    for _ in range(3):
        before = list(box)
        for side in range(4):
            box[side] += _strip(still, foreign, box, side)
        if box == before or box[2] - box[0] < 8 or box[3] - box[1] < 8:
            break
    sensible = box[2] - box[0] >= 8 and box[3] - box[1] >= 8
    return (box[0], box[1], box[2], box[3]) if sensible else (0, 0, shown.shape[1], shown.shape[0])


def _strip(still: NDArray[np.uint8], foreign: Mask, box: list[int], side: int) -> int:
    """By how much one side of a box moves inwards (left, top: more; right, bottom: less)."""
    part = (slice(box[1], box[3]), slice(box[0], box[2]))
    upright, here = (foreign[part], still[part]) if side % 2 else (foreign[part].T, still[part].swapaxes(0, 1))
    if side > 1:
        upright, here = upright[::-1], here[::-1]
    share = upright.mean(axis=1)
    depth = _rows_in_turn(share >= _PARTLY)
    depth = _rows_in_turn((share[:depth] >= _FULL) | _plain(here[:depth]))
    if depth < 2 or depth == len(share):
        return 0
    # Beside the picture, its edge spreads into the strip.
    flat = _is_flat(here[: max(depth - _SPREADS, depth // 2)].reshape(-1, 3))
    if not flat and depth <= _STRIP * len(share) and not _runs_out(still, box, side, depth):
        return 0
    return depth if side < 2 else -depth


def _rows_in_turn(full: Mask) -> int:
    """How many rows from the first are true."""
    return int(np.argmin(full)) if not full.all() else len(full)


def _plain(rows: NDArray[np.uint8]) -> Mask:
    """Which rows of a picture (n, m, 3) are in one colour."""
    usual = np.median(rows[:, :: max(rows.shape[1] // 200, 1)], axis=1, keepdims=True)
    return np.asarray((highest(np.abs(rows - usual)) <= _FLAT_LEVELS).mean(axis=1) >= _PLAIN)


def _runs_out(still: NDArray[np.uint8], box: list[int], side: int, depth: int) -> bool:
    """Whether a strip so deep at one side of a box has the ground of what lies outside the box there.

    Such a caption stands on a strip of its own, which the frame, laid a little too far, runs under.
    """
    whole = still if side % 2 else still.swapaxes(0, 1)
    across = slice(box[0], box[2]) if side % 2 else slice(box[1], box[3])
    edge = box[side]
    inner = slice(edge, edge + depth) if side < 2 else slice(edge - depth, edge)
    outer = slice(max(edge - depth, 0), edge) if side < 2 else slice(edge, edge + depth)
    inside, outside = (whole[rows, across].reshape(-1, 3) for rows in (inner, outer))
    if len(outside) < 2 * (across.stop - across.start):
        return False
    apart = np.abs(np.median(inside, axis=0) - np.median(outside, axis=0)).max()
    return bool(apart <= _FLAT_LEVELS)


def _is_strip(outside: Mask) -> bool:
    """Whether what lies outside is a strip along one side of the still; a few pixels along another do not matter."""
    down, across = (min(_LINE, (side - 1) // 2) for side in outside.shape)
    sides = (outside[down], outside[-1 - down], outside[:, across], outside[:, -1 - across])
    shares = sorted(float(side.mean()) for side in sides)
    return shares[-1] >= _FULL and shares[-2] <= _BESIDE


def _is_flat(colours: NDArray[np.uint8]) -> bool:
    """Whether nearly all of some colours (n, 3) are the same."""
    usual = np.median(colours[:: max(len(colours) // 50_000, 1)], axis=0)
    return bool((np.abs(colours.astype(np.float32) - usual).max(axis=1) <= _FLAT_LEVELS).mean() >= _FLAT)


def _has_letters(ground: NDArray[np.uint8], colours: NDArray[np.uint8]) -> bool:
    """Whether some colours (n, 3) stand out from a flat ground (m, 3), as letters do and no compression."""
    if not len(colours):
        return False
    usual = np.median(ground[:: max(len(ground) // 50_000, 1)], axis=0)
    return bool((np.abs(colours.astype(np.float32) - usual).max(axis=1) > _OF_LETTERS[0]).mean() >= _OF_LETTERS[1])


def _further_out(outside: Mask, pixels: int) -> Mask:
    """What lies outside, so many pixels away from what does not."""
    kernel = np.ones((2 * pixels + 1, 2 * pixels + 1), np.uint8)
    return np.asarray(cv2.erode(outside.astype(np.uint8), kernel) > 0)


def _without_slivers(mask: Mask) -> Mask:
    """A mask without parts that are thin throughout, nor a rim of a pixel or two on what is not."""
    whole = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    mask = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))[1:-1, 1:-1] > 0
    padded = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    deepest = np.zeros(count, np.float32)
    np.maximum.at(deepest, labels.ravel().astype(np.int64), depth.ravel())
    keep = deepest > _THIN
    keep[0] = False
    return np.asarray(keep[labels])

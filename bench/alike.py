"""Which frames of a video look like the true one in what the still shows: the yardstick of declared intervals.

Definition. Both frames are brought to the coarser of the still's and their own resolution, cut to the area that the
still shows (less captions and marks), made grey and averaged two by two. They *look alike* when the mean absolute
difference over that area is at most ALIKE_MEAN and no block of BLOCK x BLOCK averaged pixels differs by more than
ALIKE_BLOCK: a small thing that has moved tells two frames apart, compression noise does not. They *visibly differ*
when some block differs by DIFFERS_BLOCK or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.content import Image, to_grey
from bench.geometry import Matrix, Points, scaling

ALIKE_MEAN = 1.0
"""Grey levels."""
ALIKE_BLOCK = 4.0
"""Grey levels."""
DIFFERS_BLOCK = 12.0
"""Grey levels."""
BLOCK = 8
"""Averaged pixels: 16 pixels of the still (or of the frame, where the still is enlarged)."""
SHAKE = 0.05
"""Share of the longer side that a shaking hand may move the picture by."""
LARGEST = 480
"""Averaged pixels: a larger picture is averaged further down to this on its longer side."""

Grey = NDArray[np.float32]


@dataclass(frozen=True)
class View:
    """What one still shows of a frame, on the grid of averaged pixels."""

    frame_to_grid: Matrix
    """[3, 3]: frame pixels to grid pixels."""
    mask: NDArray[np.bool_]
    """[h, w]: grid pixels that show the frame."""


@dataclass(frozen=True)
class Difference:
    """How far two frames are apart in a view."""

    mean: float
    """Grey levels: mean absolute difference."""
    block: float
    """Grey levels: the largest mean absolute difference of a block."""

    @property
    def is_alike(self) -> bool:
        """The two frames look alike: see the module's definition."""
        return self.mean <= ALIKE_MEAN and self.block <= ALIKE_BLOCK

    @property
    def is_alike_on_average(self) -> bool:
        """The looser reading of the same: only the mean counts."""
        return self.mean <= ALIKE_MEAN

    @property
    def is_visible(self) -> bool:
        """The two frames visibly differ."""
        return self.block >= DIFFERS_BLOCK


class Pyramid:
    """A frame's grey at full, half, quarter ... size, made as needed."""

    def __init__(self, image: Image) -> None:
        """From [H, W, 3] BGR or grey [H, W]."""
        self._levels = [to_grey(image).astype(np.float32)]

    def level(self, number: int) -> Grey:
        """The grey, averaged 2^number x 2^number."""
        while len(self._levels) <= number:
            last = self._levels[-1]
            size = (max(1, round(last.shape[1] / 2)), max(1, round(last.shape[0] / 2)))
            self._levels.append(np.asarray(cv2.resize(last, size, interpolation=cv2.INTER_AREA), dtype=np.float32))
        return self._levels[number]

    def shape(self) -> tuple[int, int]:
        """(height, width) of the frame."""
        return self._levels[0].shape[0], self._levels[0].shape[1]


def view_of(frame_to_still: Matrix, region: Points, masks: Sequence[Points], size: tuple[int, int]) -> View:
    """The view that a still of `size` (width, height) gives of its frame."""
    step = 0.5 / max(1.0, _magnification(frame_to_still, region))
    step = min(step, LARGEST / max(size))
    grid = (max(BLOCK, round(size[0] * step)), max(BLOCK, round(size[1] * step)))
    to_grid = scaling(grid[0] / size[0], grid[1] / size[1])
    mask = _filled([region], to_grid, grid)
    for drawn in masks:
        mask &= ~_filled([drawn], to_grid, grid)
    return View(np.asarray(to_grid @ frame_to_still, dtype=np.float64), mask)


def seen(pyramid: Pyramid, view: View) -> Grey:
    """A frame resampled to a view's grid [h, w]."""
    scale = 1.0 / max(_shrink(view), 1e-3)
    number = max(0, int(np.floor(np.log2(max(1.0, scale)) + 1e-6)))
    grey = pyramid.level(number)
    height, width = pyramid.shape()
    to_level = scaling(grey.shape[1] / width, grey.shape[0] / height)
    step = view.frame_to_grid @ np.linalg.inv(to_level)
    size = (view.mask.shape[1], view.mask.shape[0])
    return np.asarray(cv2.warpPerspective(grey, step, size, flags=cv2.INTER_LINEAR), dtype=np.float32)


def difference(first: Grey, second: Grey, mask: NDArray[np.bool_]) -> Difference:
    """How far two grids [h, w] are apart where `mask` holds; a block counts when half of it is inside."""
    cover = mask.astype(np.float32)
    apart = np.abs(first - second) * cover
    inside = float(cover.sum())
    if inside == 0:
        return Difference(0.0, 0.0)
    share = cv2.boxFilter(cover, -1, (BLOCK, BLOCK), borderType=cv2.BORDER_CONSTANT)
    sums = cv2.boxFilter(apart, -1, (BLOCK, BLOCK), borderType=cv2.BORDER_CONSTANT)
    blocks = np.where(share >= 0.5, sums / np.maximum(share, 1e-6), 0.0)
    return Difference(float(apart.sum()) / inside, float(blocks.max()))


def shifted_difference(first: Grey, second: Grey, mask: NDArray[np.bool_]) -> Difference:
    """The smaller of `difference` as it is and after the first grid is shifted onto the second (phase correlation).

    A shift by more than SHAKE of the longer side is no shaking hand, and is left alone.
    """
    plain = difference(first, second, mask)
    window = cv2.createHanningWindow((first.shape[1], first.shape[0]), cv2.CV_32F)
    (dx, dy), _ = cv2.phaseCorrelate(first, second, window)
    if max(abs(dx), abs(dy)) > SHAKE * max(first.shape):
        return plain
    step = np.array([[1.0, 0.0, dx], [0.0, 1.0, dy]])
    moved = np.asarray(
        cv2.warpAffine(first, step, (first.shape[1], first.shape[0]), flags=cv2.INTER_LINEAR), np.float32
    )
    inside = cv2.warpAffine(mask.astype(np.uint8), step, (mask.shape[1], mask.shape[0]), flags=cv2.INTER_NEAREST)
    shifted = difference(moved, second, mask & (inside > 0))
    return min(plain, shifted, key=lambda one: one.block)


def run_around(alike: Sequence[bool], index: int) -> tuple[int, int]:
    """The first and the last frame of the unbroken run of frames that look alike around `index`."""
    first = last = index
    while first > 0 and alike[first - 1]:
        first -= 1
    while last + 1 < len(alike) and alike[last + 1]:
        last += 1
    return first, last


def _magnification(frame_to_still: Matrix, region: Points) -> float:
    """Still pixels for a frame pixel (along one axis) in the middle of the region."""
    middle = region.mean(axis=0)
    back = np.linalg.inv(frame_to_still)
    around = middle + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    lifted = np.column_stack([around, np.ones(3)]) @ back.T
    flat = lifted[:, :2] / lifted[:, 2:]
    cell = abs(float(np.linalg.det(flat[1:] - flat[0])))
    return float(1.0 / max(cell, 1e-12) ** 0.5)


def _shrink(view: View) -> float:
    """Grid pixels for a frame pixel in the middle of the grid."""
    height, width = view.mask.shape
    corners = np.array([[0.0, 0.0], [width - 1.0, 0.0], [width - 1.0, height - 1.0], [0.0, height - 1.0]])
    return _magnification(view.frame_to_grid, corners)


def _filled(polygons: Sequence[Points], to_grid: Matrix, grid: tuple[int, int]) -> NDArray[np.bool_]:
    """Grid pixels inside any of the polygons (even-odd rule each)."""
    canvas = np.zeros((grid[1], grid[0]), np.uint8)
    for polygon in polygons:
        mapped = polygon * [to_grid[0, 0], to_grid[1, 1]] + [to_grid[0, 2], to_grid[1, 2]]
        cv2.fillPoly(canvas, [np.round(mapped * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    return canvas.astype(bool)

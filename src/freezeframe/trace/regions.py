"""Pictures within a picture: the photographs on the screenshot of a page, the panels of a collage.

A page is mostly one flat colour; what is not flat, once small gaps are closed, falls into blobs, and a photograph is a
blob that fills its bounding box. Panels that touch are cut apart where a straight edge runs from side to side.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.types import Colour, Grey, Matrix

_MOST = 4
"""Panels looked at, largest first."""
_LEAST_SHARE = 0.03
"""Share of the still that a panel covers at least."""
_MOST_SHARE = 0.85
"""A panel larger than this is the still itself."""
_LEAST_SIDE = 64
"""Pixels of a panel's shorter side, at least."""
_FILL = 0.85
"""Share of its box, and of each row and column at its sides, that a photograph fills, at least."""
_KEPT = 0.8
"""Share of a blob's height and width that is left, at least, when its ragged sides are cut off."""
_FLAT = 10
"""Grey levels by which a pixel differs from the page's colour, at least, to be part of something."""
_PAGE = 0.2
"""Share of the still that has the page's colour to within two grey levels, at least."""


@dataclass(frozen=True)
class Box:
    """Pixels [left, right) x [top, bottom) of a still."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        """Pixels."""
        return (self.right - self.left) * (self.bottom - self.top)

    @property
    def to_still(self) -> Matrix:
        """Pixels of the box to pixels of the still."""
        return np.array([[1.0, 0.0, self.left], [0.0, 1.0, self.top], [0.0, 0.0, 1.0]])

    def of(self, picture: Grey) -> Grey:
        """This part of a picture."""
        return picture[self.top : self.bottom, self.left : self.right]

    def meets(self, other: Box) -> bool:
        """Whether at least half of the smaller of two boxes lies in the other."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > 0 and high > 0 and 2 * wide * high >= min(self.area, other.area)

    def share_of(self, points: NDArray[np.float64]) -> float:
        """Share of some points, shape (n, 2), that lie in the box."""
        inside = (points >= (self.left - 1, self.top - 1)) & (points <= (self.right, self.bottom))
        return float(inside.all(axis=1).mean()) if len(points) else 0.0


def panels(still: Colour) -> list[Box]:
    """Photographs within a still of shape (height, width, 3), largest first; empty when it is one picture."""
    height, width = still.shape[:2]
    if min(height, width) < _LEAST_SIDE:
        return []
    found = [box for box in _blobs(still) if _is_panel(box, width, height)]
    if not found:
        found = [box for box in _halves(still) if _is_panel(box, width, height)]
    return sorted(found, key=lambda box: -box.area)[:_MOST]


def _is_panel(box: Box, width: int, height: int) -> bool:
    share = box.area / (width * height)
    shorter = min(box.right - box.left, box.bottom - box.top)
    return _LEAST_SHARE <= share <= _MOST_SHARE and shorter >= _LEAST_SIDE


def _blobs(still: Colour) -> list[Box]:
    """Bounding boxes of what stands on a flat page."""
    height, width = still.shape[:2]
    shrink = max(1, max(height, width) // 600)
    size = (width // shrink, height // shrink)
    small = np.asarray(cv2.resize(still, size, interpolation=cv2.INTER_AREA), np.uint8)
    background = _page_colour(small)
    if background is None:
        return []
    ink = (np.abs(small.astype(np.int16) - background).max(axis=2) > _FLAT).astype(np.uint8)
    ink = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    ink = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((15, 15), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=4)
    boxes = []
    for left, top, wide, high, _ in stats[1:count]:
        part = ink[top : top + high, left : left + wide]
        rows, columns = _full(part.mean(axis=1)), _full(part.mean(axis=0))
        if rows is None or columns is None or part[slice(*rows), slice(*columns)].mean() < _FILL:
            continue
        edges = (left + columns[0], top + rows[0], left + columns[1], top + rows[1])
        boxes.append(Box(*(int(v) * shrink for v in edges)))
    return boxes


def _full(share: NDArray[np.float64]) -> tuple[int, int] | None:
    """First and end of the lines of a blob that it fills, given the share of each; None where it fills too few.

    Text and shadows that touch a photograph, and a side of it that fades into the page, are cut off. A skyline on a
    flat sky is no panel: its upper side is ragged for more than that.
    """
    filled = np.flatnonzero(share >= _FILL)
    if not len(filled) or filled[-1] + 1 - filled[0] < _KEPT * len(share):
        return None
    return int(filled[0]), int(filled[-1]) + 1


def _page_colour(small: Colour) -> NDArray[np.int16] | None:
    """The colour of the page: the commonest, if enough of the picture has just it; None where there is no page."""
    coarse = (small >> 3).astype(np.int32)
    codes = (coarse[..., 0] << 10 | coarse[..., 1] << 5 | coarse[..., 2]).ravel()
    commonest = int(np.bincount(codes).argmax())
    members = codes == commonest
    colour: NDArray[np.int16] = np.median(small.reshape(-1, 3)[members], axis=0).astype(np.int16)
    exact = np.abs(small.astype(np.int16) - colour).max(axis=2) <= 2
    return colour if exact.mean() >= _PAGE else None


def _halves(still: Colour) -> list[Box]:
    """Cut along the straightest edge that runs right across or right down; empty where there is none."""
    height, width = still.shape[:2]
    grey = cv2.cvtColor(still, cv2.COLOR_BGR2GRAY).astype(np.int16)
    column = _seam(np.abs(np.diff(grey, axis=1)))
    row = _seam(np.abs(np.diff(grey, axis=0)).T)
    boxes: list[Box] = []
    for left, right in _spans(column, width):
        boxes += [Box(left, top, right, bottom) for top, bottom in _spans(row, height)]
    return boxes if len(boxes) > 1 else []


def _spans(seam: int | None, size: int) -> list[tuple[int, int]]:
    return [(0, size)] if seam is None else [(0, seam), (seam, size)]


def _seam(steps: NDArray[np.int16]) -> int | None:
    """The column before which at least 9 in 10 rows change, while the columns beside it are calm; else None."""
    changed = (steps > 8).mean(axis=0)
    margin = len(changed) // 6
    inner = changed[margin : len(changed) - margin]
    if not len(inner):
        return None
    at = int(inner.argmax()) + margin
    beside = np.median(changed[max(at - 12, 0) : at + 13])
    return at + 1 if changed[at] >= 0.85 and beside < 0.5 else None

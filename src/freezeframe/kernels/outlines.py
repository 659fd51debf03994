"""Masks as polygons, and what is left of a picture outside a convex shape."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Mask = NDArray[np.bool_]

_DIGITS = 9
"""Of a pixel, to which a corner is known at best."""


def outlines(mask: Mask, coarseness: float) -> list[Points]:
    """One polygon, shape (n, 2), for each connected part of a mask, the largest first.

    Corners lie on the edges of the pixels (half a pixel outside their centres), simplified by at most ``coarseness``
    pixels. Filled by the even-odd rule: a hole is joined to the outside by a seam of no width.
    """
    # Every pixel becomes 2 x 2, so that the outline of a part one pixel wide has an area.
    doubled = np.repeat(np.repeat(mask.astype(np.uint8), 2, axis=0), 2, axis=1)
    contours, tree = cv2.findContours(doubled, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return []
    found: list[tuple[float, Points]] = []
    for number, contour in enumerate(contours):
        if tree[0][number][3] >= 0:
            continue
        polygon = _edge(contour, coarseness)
        hole = int(tree[0][number][2])
        while hole >= 0:
            if cv2.contourArea(contours[hole]) > 8 * max(coarseness, 1.0) ** 2:
                polygon = _joined(polygon, _edge(contours[hole], coarseness))
            hole = int(tree[0][hole][0])
        found.append((float(cv2.contourArea(contour)), polygon))
    return [polygon for _, polygon in sorted(found, key=lambda one: -one[0])]


def as_one(polygons: Sequence[Points]) -> Points:
    """One polygon, shape (n, 2), of several, at least one, that do not overlap: joined by seams of no width."""
    whole = polygons[0]
    for polygon in polygons[1:]:
        whole = _joined(whole, polygon)
    return whole


def _edge(contour: cv2.typing.MatLike, coarseness: float) -> Points:
    """A contour of doubled pixels as corners in single pixels, simplified."""
    simple = cv2.approxPolyDP(contour, 2 * coarseness, closed=True).reshape(-1, 2)
    return np.asarray((simple + 0.5) / 2 - 0.5, np.float64)


def _joined(outer: Points, inner: Points) -> Points:
    """One polygon of an outline and a hole, along the shortest seam between two corners."""
    apart = ((outer[:, None] - inner[None]) ** 2).sum(axis=2)
    i, j = np.unravel_index(int(apart.argmin()), apart.shape)
    around = np.concatenate([inner[j:], inner[: j + 1]])
    return np.concatenate([outer[: i + 1], around, outer[i:]])


def filled(polygon: Points, size: tuple[int, int]) -> Mask:
    """The pixels of a picture of ``size`` (width, height) whose centres lie in a polygon, by the even-odd rule.

    A seam covers nothing; OpenCV's own filling draws it.
    """
    width, height = size
    crossings = np.zeros((height, width + 1), np.int32)
    # Two shapes that share a side through a pixel's centre must have the same side, to the last digit.
    polygon = np.round(polygon, _DIGITS)
    after = np.roll(polygon, -1, axis=0)
    for (x, y), (to_x, to_y) in zip(polygon.tolist(), after.tolist(), strict=True):
        if y == to_y:
            continue
        # Rows from the upper end to the lower one, which belongs to the next side.
        first, last = max(math.ceil(min(y, to_y)), 0), min(math.ceil(max(y, to_y)), height)
        if first < last:
            rows = np.arange(first, last)
            columns = np.ceil(x + (rows - y) * ((to_x - x) / (to_y - y)))
            crossings[rows, np.clip(columns, 0, width).astype(np.int64)] += 1
    return np.asarray(np.cumsum(crossings[:, :width], axis=1) % 2 > 0)


def pieces_outside(shape: Points, size: tuple[int, int]) -> list[Points]:
    """What is left of a picture of ``size`` (width, height) outside a convex polygon: convex pieces, largest first.

    Each is cut off along one side of the shape; no two of them overlap. A rectangle leaves up to four rectangles.
    """
    width, height = size
    rest = outer_edge(0, 0, width, height)
    turn = 1.0 if _signed_area(shape) > 0 else -1.0
    sides = list(zip(shape, np.roll(shape, -1, axis=0), strict=True))
    pieces: list[Points] = []
    while sides and len(rest) >= 3:
        cuts = [(_cut(rest, a, b, -turn), side) for side, (a, b) in enumerate(sides)]
        piece, side = max(cuts, key=lambda one: area(one[0]))
        a, b = sides.pop(side)
        if area(piece) < 0.5:
            break
        pieces.append(piece)
        rest = _cut(rest, a, b, turn)
    return sorted(pieces, key=lambda piece: -area(piece))


def outer_edge(left: float, top: float, right: float, bottom: float) -> Points:
    """Corners of the pixels [left, right) x [top, bottom): half a pixel outside the outermost centres, shape (4, 2)."""
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64) - 0.5


def common(a: Points, b: Points) -> Points:
    """What two convex polygons, shapes (n, 2) and (m, 2), share: a convex polygon, (0, 2) where they do not meet.

    OpenCV's function for this was seen to return far too much where the two touch along a side.
    """
    turn = 1.0 if _signed_area(b) > 0 else -1.0
    for start, end in zip(b, np.roll(b, -1, axis=0), strict=True):
        if len(a) < 3:
            break
        a = _cut(a, start, end, turn)
    return a if len(a) >= 3 else np.zeros((0, 2))


def area(polygon: Points) -> float:
    """The area of a simple polygon, shape (n, 2), in square pixels."""
    return abs(_signed_area(polygon)) if len(polygon) >= 3 else 0.0


def alike(a: Points, b: Points) -> float:
    """What two convex polygons share over what they cover together, 0 to 1; 0 for one that is none."""
    if not np.all(np.isfinite(a)) or not np.all(np.isfinite(b)):
        return 0.0
    shared = area(common(a, b))
    return shared / max(area(a) + area(b) - shared, 1e-9)


def _signed_area(polygon: Points) -> float:
    x, y = polygon[:, 0], polygon[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _cut(polygon: Points, a: Points, b: Points, side: float) -> Points:
    """The part of a convex polygon on one side of the line from ``a`` to ``b`` (Sutherland & Hodgman, 1974)."""
    way = b - a
    heights = side * (way[0] * (polygon[:, 1] - a[1]) - way[1] * (polygon[:, 0] - a[0]))
    kept: list[Points] = []
    for k in range(len(polygon)):
        here, there = heights[k], heights[(k + 1) % len(polygon)]
        if here >= 0:
            kept.append(polygon[k])
        if here * there < 0:
            kept.append(polygon[k] + (polygon[(k + 1) % len(polygon)] - polygon[k]) * (here / (here - there)))
    return np.array(kept, np.float64).reshape(-1, 2)

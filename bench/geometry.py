"""Plane geometry of the edits: float64 throughout, pixel centres at integers, polygons as arrays [n, 2] of (x, y)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Matrix = NDArray[np.float64]


def identity() -> Matrix:
    """The homography [3, 3] that leaves every point where it is."""
    return np.eye(3, dtype=np.float64)


def scaling(sx: float, sy: float) -> Matrix:
    """The resize x -> (x + 0.5) s - 0.5 on both axes, as a homography [3, 3]."""
    return np.array([[sx, 0.0, 0.5 * sx - 0.5], [0.0, sy, 0.5 * sy - 0.5], [0.0, 0.0, 1.0]])


def translation(dx: float, dy: float) -> Matrix:
    """The shift (x, y) -> (x + dx, y + dy), as a homography [3, 3]."""
    return np.array([[1.0, 0.0, dx], [0.0, 1.0, dy], [0.0, 0.0, 1.0]])


def mirroring(width: int) -> Matrix:
    """The left-right mirror x -> width - 1 - x, as a homography [3, 3] with a negative determinant."""
    return np.array([[-1.0, 0.0, width - 1.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])


def rotation(degrees: float, old: tuple[int, int], new: tuple[int, int]) -> Matrix:
    """A turn about the centre of a picture `old` (width, height) into the centre of one of size `new`."""
    angle = math.radians(degrees)
    turn = np.array([[math.cos(angle), -math.sin(angle), 0.0], [math.sin(angle), math.cos(angle), 0.0], [0, 0, 1.0]])
    to_origin = translation(-(old[0] - 1) / 2, -(old[1] - 1) / 2)
    to_centre = translation((new[0] - 1) / 2, (new[1] - 1) / 2)
    whole: Matrix = to_centre @ turn @ to_origin
    return whole


def map_points(homography: Matrix, points: Points) -> Points:
    """Points [n, 2] carried through a homography [3, 3]."""
    lifted = np.column_stack([points, np.ones(len(points))]) @ homography.T
    mapped: Points = lifted[:, :2] / lifted[:, 2:]
    return mapped


def inverse(homography: Matrix) -> Matrix:
    """The homography [3, 3] the other way round."""
    return np.asarray(np.linalg.inv(homography), dtype=np.float64)


def outline(width: float, height: float) -> Points:
    """The edge [4, 2] of a picture: half a pixel outside the outermost pixel centres, clockwise from top left."""
    return np.array([[-0.5, -0.5], [width - 0.5, -0.5], [width - 0.5, height - 0.5], [-0.5, height - 0.5]])


def box(x: float, y: float, width: float, height: float) -> Points:
    """The edge [4, 2] of `width` x `height` pixels whose first pixel is (x, y)."""
    edge: Points = outline(width, height) + np.array([x, y])
    return edge


def area(polygon: Points) -> float:
    """The area of a simple polygon [n, 2] in square pixels (shoelace formula); 0.0 for fewer than three corners."""
    if len(polygon) < 3:
        return 0.0
    x, y = polygon[:, 0], polygon[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def clip(polygon: Points, width: float, height: float) -> Points:
    """The part of a convex polygon [n, 2] inside a picture of this size (Sutherland-Hodgman); [0, 2] when none is."""
    for axis, bound, keep_below in (
        (0, -0.5, False),
        (0, width - 0.5, True),
        (1, -0.5, False),
        (1, height - 0.5, True),
    ):
        polygon = _clip_half_plane(polygon, axis, bound, keep_below)
    return polygon


def _clip_half_plane(polygon: Points, axis: int, bound: float, keep_below: bool) -> Points:
    """The part of a convex polygon on one side of an axis-parallel line."""
    kept: list[Points] = []
    for here, there in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        inside_here = (here[axis] <= bound) == keep_below or here[axis] == bound
        inside_there = (there[axis] <= bound) == keep_below or there[axis] == bound
        if inside_here:
            kept.append(here)
        if inside_here != inside_there:
            t = (bound - here[axis]) / (there[axis] - here[axis])
            kept.append(here + t * (there - here))
    return np.array(kept, dtype=np.float64).reshape(-1, 2)


def covered(polygon: Points, width: int, height: int) -> NDArray[np.bool_]:
    """[height, width]: pixels whose centre lies in a polygon [n, 2] by the even-odd rule; a seam covers nothing."""
    mask = np.zeros((height, width), bool)
    columns = np.arange(width)
    for (x, y), (to_x, to_y) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        for row in range(max(0, math.ceil(min(y, to_y))), min(height, math.ceil(max(y, to_y)))):
            mask[row] ^= columns >= x + (row - y) * (to_x - x) / (to_y - y)
    return mask


def visible_fraction(frame_to_still: Matrix, region: Points, width: int, height: int) -> float:
    """The share of a frame's area that lies inside `region` (convex, still pixels); marks drawn on it still count."""
    seen = clip(map_points(inverse(frame_to_still), region), width, height)
    return area(seen) / (width * height)


def inside_size(width: int, height: int, degrees: float) -> tuple[int, int]:
    """The largest picture of the same aspect that holds no border after a turn of `degrees` (at most 45)."""
    angle = math.radians(abs(degrees))
    tall = width * math.sin(angle) + height * math.cos(angle)
    wide = width * math.cos(angle) + height * math.sin(angle)
    share = min(width / wide, height / tall)
    return max(8, math.floor(width * share) - 2), max(8, math.floor(height * share) - 2)

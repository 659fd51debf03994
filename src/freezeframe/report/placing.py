"""How a still lies on a frame, and the two brought together by it: side by side, one over the other, one in the other.

Pictures are enlarged where the other one shows more detail, so that nothing of either is lost, and never beyond a limit
that keeps an exhibit handy. A resize maps x to (x + 0.5) s - 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np

from freezeframe.kernels.align import scaling
from freezeframe.kernels.homography import transfer
from freezeframe.report import values
from freezeframe.report.marks import Mask, Polygon, inside
from freezeframe.trace.result import Match
from freezeframe.types import Colour, Matrix

_LONGEST = 1920
"""Pixels beyond which no side is enlarged."""
_LARGEST = 100_000
"""Pixels of a picture's side."""
_COMPARABLE = 16
"""Pixels of a side of the region, under which there is nothing to compare."""
_WORTH_IT = 1.15
"""Enlargement under which a picture is left as it is."""
_SMALL = 640
"""Pixels of the long side under which what is shown is enlarged by a whole number, to be seen at all."""
_LEAST_SHRINK = 1.2
"""Times that a frame must be shrunk before its fine detail would flicker and is averaged first."""


@dataclass(frozen=True)
class Placing:
    """Where a still lies on a frame, as its match says."""

    still_to_frame: Matrix
    region: Polygon
    """Corners in still pixels of what shows the frame, shape (n, 2)."""
    crop: Polygon
    """Four corners in frame pixels around the part of the frame that the still shows, shape (4, 2)."""
    still_size: tuple[int, int]
    """Width and height."""
    frame_size: tuple[int, int]

    @classmethod
    def of(cls, match: Match, still_size: tuple[int, int]) -> Placing:
        """As a match says."""
        return cls(match.still_to_frame, match.region, match.crop, still_size, match.frame_size)

    def to_json(self) -> dict[str, Any]:
        """Every number as exactly as it is known."""
        return {
            "still_to_frame": self.still_to_frame.tolist(),
            "region": self.region.tolist(),
            "crop": self.crop.tolist(),
            "still_size": list(self.still_size),
            "frame_size": list(self.frame_size),
        }

    @classmethod
    def from_json(cls, told: object) -> Placing:
        """The inverse of ``to_json``.

        Raises:
            ValueError: it is none.
        """
        one = values.record(told, "placing", ("still_to_frame", "region", "crop", "still_size", "frame_size"))
        crop = values.points(one["crop"], "crop", 4)
        region = values.points(one["region"], "region", 3)
        still, frame = (_size(one[name], name) for name in ("still_size", "frame_size"))
        return cls(values.matrix(one["still_to_frame"], "still_to_frame"), region, crop, still, frame)

    @cached_property
    def enlargement(self) -> float:
        """Frame pixels that one pixel of the still covers, along a side, at the middle of its region."""
        return float(max(abs(float(np.linalg.det(self._near(self.region.mean(axis=0))))) ** 0.5, 1e-3))

    @property
    def enlargements(self) -> tuple[float, float]:
        """The least and the most that it is, in any direction, at the corners of the region."""
        sides = [np.linalg.svd(self._near(corner), compute_uv=False) for corner in self.region]
        return float(np.min(sides)), float(np.max(sides))

    @property
    def turn(self) -> float:
        """Degrees clockwise by which the frame was turned, after left and right were exchanged where it is mirrored."""
        to_still = np.linalg.inv(self._near(self.region.mean(axis=0)))
        if self.mirrored:
            to_still = to_still @ np.diag([-1.0, 1.0])
        return float(np.degrees(np.arctan2(to_still[1, 0] - to_still[0, 1], to_still[0, 0] + to_still[1, 1])))

    def _near(self, place: Polygon) -> Matrix:
        """What the map from the still to the frame does at a place of the still, shape (2,), as a matrix (2, 2)."""
        start, across, down = transfer(self.still_to_frame, place + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
        return np.column_stack([across - start, down - start])

    @property
    def comparable(self) -> bool:
        """Whether enough of the still shows the frame for the two to be compared in detail."""
        return float(np.ptp(self.region, axis=0).min()) >= _COMPARABLE

    @property
    def mirrored(self) -> bool:
        """Whether left and right change places."""
        return bool(np.linalg.det(self.still_to_frame) < 0)

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the upright box around the region, whole pixels [left, right), in the still."""
        width, height = self.still_size
        low = np.clip(np.floor(self.region.min(axis=0) + 0.5), 0, (width - 1, height - 1)).astype(int)
        high = np.clip(np.ceil(self.region.max(axis=0) + 0.5), low + 1, (width, height)).astype(int)
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])

    def corners_in_frame(self) -> Polygon:
        """The region on the frame, shape (n, 2); it may reach beyond the frame's edge."""
        return transfer(self.still_to_frame, self.region)


def _size(told: object, name: str) -> tuple[int, int]:
    """A width and a height."""
    sides = [values.whole(side, name, 1, _LARGEST) for side in values.listed(told, name, 2)]
    if len(sides) != 2:
        raise ValueError(f"{name} should be a width and a height")
    return sides[0], sides[1]


@dataclass(frozen=True)
class Aligned:
    """The still's region and the frame under it, pixel on pixel."""

    still: Colour
    frame: Colour
    seen: Mask
    """Where the frame has something to show."""
    factor: float
    """Times that the still is enlarged."""
    to_frame: Matrix
    """Pixels of these pictures to pixels of the frame."""
    to_still: Matrix
    """Pixels of these pictures to pixels of the whole still."""


def aligned(still: Colour, frame: Colour, placing: Placing) -> Aligned:
    """The upright box around the still's region, and the frame laid over it; whichever is finer keeps its detail."""
    left, top, right, bottom = placing.box
    factor = limited(placing.enlargement, right - left, bottom - top)
    part = enlarged(still[top:bottom, left:right], factor)
    to_still = shift(left, top) @ np.linalg.inv(scaling((bottom - top, right - left), part.shape))
    to_frame = placing.still_to_frame @ to_still
    laid, seen = seen_through(frame, to_frame, (part.shape[1], part.shape[0]), placing.enlargement / factor)
    return Aligned(part, laid, seen, factor, to_frame, to_still)


def placed_back(still: Colour, frame: Colour, placing: Placing, *, half: bool = False) -> Colour:
    """The frame, enlarged where the still is finer, the still's region laid into it; or into its left half only."""
    height, width = frame.shape[:2]
    factor = limited(1 / placing.enlargement, width, height)
    canvas = enlarged(frame, factor)
    larger = scaling(frame.shape, canvas.shape)
    to_still = np.asarray(np.linalg.inv(larger @ placing.still_to_frame), np.float64)
    size = (canvas.shape[1], canvas.shape[0])
    laid, _ = seen_through(still, to_still, size, 1 / (factor * placing.enlargement))
    mask = inside(transfer(larger, placing.corners_in_frame()), canvas.shape)
    if half:
        mask[:, canvas.shape[1] // 2 :] = False
    canvas[mask] = laid[mask]
    return canvas


def seen_through(picture: Colour, to_picture: Matrix, size: tuple[int, int], shrink: float) -> tuple[Colour, Mask]:
    """What a view of ``size`` (width, height) shows whose pixels lie at ``to_picture`` in a picture, and where.

    ``shrink`` is how many pixels of the picture fall on one of the view, along a side.
    """
    mask = np.full(picture.shape[:2], 255, np.uint8)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    within = cv2.warpPerspective(mask, to_picture, size, flags=flags, borderMode=cv2.BORDER_CONSTANT) > 250
    if shrink > _LEAST_SHRINK:
        smaller = (max(round(picture.shape[1] / shrink), 1), max(round(picture.shape[0] / shrink), 1))
        before = picture.shape
        picture = np.asarray(cv2.resize(picture, smaller, interpolation=cv2.INTER_AREA), np.uint8)
        to_picture = scaling(before, picture.shape) @ to_picture
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(picture, to_picture, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8), np.asarray(within)


def enlarged(picture: Colour, factor: float) -> Colour:
    """The picture so many times as large, a copy."""
    if factor == 1.0:
        return picture.copy()
    size = (max(round(picture.shape[1] * factor), 1), max(round(picture.shape[0] * factor), 1))
    kind = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(picture, size, interpolation=kind), np.uint8)


def limited(factor: float, width: int, height: int) -> float:
    """An enlargement kept to what is worth it and handy for a picture of this size."""
    factor = min(factor, _LONGEST / max(width, height))
    return factor if factor >= _WORTH_IT else 1.0


def handy(width: int, height: int) -> int:
    """The whole number of times by which a small picture is shown enlarged; 1 for any other."""
    return max(round(_SMALL / max(width, height, 1)), 1)


def shift(x: float, y: float) -> Matrix:
    """The map from pixels of a part that begins at (x, y) to pixels of the whole."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)

"""What a match says beside its geometry, held against what follows from that, from its frames and its original."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.homography import transfer
from freezeframe.kernels.outlines import area, common, outer_edge
from freezeframe.report.phrases import Answer
from freezeframe.report.sealed.repeat import Repeated, frame_index
from freezeframe.trace.result import timecode_of
from freezeframe.types import Matrix

BESIDE = 1
"""Frames by which the best of those inside may lie outside the claimed interval: neighbours can differ by less than the
rounding of a frame to PNG does."""
_LEAST = 0.001
"""Share of the picture that the part which shows the frame has at least."""
_MATCHED = 0.5
"""Share of the points that matched again that lie in the claimed part of the picture, at least."""
_ROUNDED = 0.002
"""By how much a share of the frame may differ: corners are told to a thousandth of a pixel."""
_EDGE = 1.0
"""Pixels by which a corner may lie outside the picture."""
_ALIKE = 0.5
"""Share of the frames inside, of those that are claimed to fit equally well, that do or are beside one that does."""
_SECONDS = 0.002
"""By how much a time may differ: it is told to the thousandth of a second."""


class Deviates(ValueError):
    """Why what comes out is not what is claimed; the text is a clause."""


def check(claimed: Answer, found: Repeated, picture: tuple[int, int], frame: tuple[int, int]) -> None:
    """Part of the picture, mirroring, share of the frame, interval and time; sizes are (width, height).

    Raises:
        Deviates: one of them is another than claimed.
    """
    there = np.asarray(claimed["still_to_frame"], np.float64)
    region = _region(claimed, found, picture)
    if not bool(claimed["mirrored"]) == _mirrors(there) == _mirrors(found.still_to_frame):
        raise Deviates("whether the picture is mirrored comes out otherwise")
    inside = common(transfer(there, region), outer_edge(0, 0, *frame))
    share = min(area(inside) / float(frame[0] * frame[1]), 1.0)
    if not abs(share - float(claimed["visible_fraction"])) <= _ROUNDED:
        raise Deviates(f"the picture shows {share:.4f} of the frame, claimed is {claimed['visible_fraction']}")
    if claimed["media"] == "video":
        _check_interval(claimed, found)
        # Seconds are told to the millionth, and half a thousandth may be rounded either way.
        if claimed["timecode"] not in {timecode_of(float(claimed["seconds"]) + more) for more in (-1e-6, 0.0, 1e-6)}:
            raise Deviates(f"the timecode {claimed['timecode']} is not {claimed['seconds']} seconds")


def check_time(claimed: Answer, pts: int, time_base: Fraction, ticks: int) -> None:
    """When a frame is shown, by its original: ``ticks`` of ``time_base`` from the first frame.

    Raises:
        Deviates: it is another time than claimed.
    """
    told = (int(claimed["pts"]), Fraction(str(claimed["time_base"])))
    if told != (pts, time_base) or not abs(float(ticks * time_base) - float(claimed["seconds"])) <= _SECONDS:
        raise Deviates(f"frame {frame_index(claimed)} is shown at another time in the original than claimed")


def _region(claimed: Answer, found: Repeated, picture: tuple[int, int]) -> NDArray[np.float64]:
    """The claimed part of the picture: it has an area, lies in the picture, and holds what matched."""
    region = np.asarray(claimed["region"], np.float64)
    if region.ndim != 2 or region.shape[1:] != (2,) or not np.isfinite(region).all():
        raise Deviates("the match is not told as a trace tells it")
    low, high = region.min(axis=0, initial=np.inf), region.max(axis=0, initial=-np.inf)
    if (low < -0.5 - _EDGE).any() or (high > np.array(picture) - 0.5 + _EDGE).any():
        raise Deviates("the part that is said to show the frame lies outside the picture")
    if area(region) < _LEAST * picture[0] * picture[1]:
        raise Deviates("the part that is said to show the frame has next to no area")
    if _share_in(region, found.support) < _MATCHED:
        raise Deviates("the part that is said to show the frame is not where the picture matches it")
    return region


def _share_in(polygon: NDArray[np.float64], points: NDArray[np.float64]) -> float:
    """Share of points, shape (n, 2), in a convex polygon or on its edge."""
    ways = np.roll(polygon, -1, axis=0) - polygon
    to = points[:, None] - polygon[None]
    side = ways[None, :, 0] * to[..., 1] - ways[None, :, 1] * to[..., 0]
    return float(((side >= 0).all(axis=1) | (side <= 0).all(axis=1)).mean()) if len(points) else 0.0


def _mirrors(matrix: Matrix) -> bool:
    return bool(np.linalg.det(matrix / matrix[2, 2]) < 0)


def _check_interval(claimed: Answer, found: Repeated) -> None:
    at = frame_index(claimed)
    runs: Sequence[Sequence[int]] = claimed["frame_intervals"] or [[at, at]]
    ends = [int(end) for run in runs for end in run]
    if any(len(run) != 2 for run in runs) or ends != sorted(ends) or ends[0] < 0 or not _in(at, runs):
        raise Deviates(f"frame {at} is not in the interval that is claimed for it")
    near = any(int(first) - BESIDE <= found.best <= int(last) + BESIDE for first, last in runs)
    if at not in found.alike and not near:
        raise Deviates(f"frame {found.best} fits better than frame {at}, which is claimed")
    alike = {index + step for index in found.alike for step in range(-BESIDE, BESIDE + 1)}
    told = [index for index in found.frames if _in(index, runs)]
    if sum(index in alike for index in told) < _ALIKE * len(told):
        raise Deviates("frames that are claimed to fit equally well do not")


def _in(index: int, runs: Sequence[Sequence[int]]) -> bool:
    return any(int(first) <= index <= int(last) for first, last in runs)

"""A match made again from a picture and the frames of a bundle, with nothing else at hand.

What a trace claims is not used to find it again: features of the picture and of the claimed frame are matched, a
homography follows from them and is refined at full resolution, and only then are the two compared. Its number of false
alarms is counted over as many tests as the trace states, since they are what an archive would have to be searched for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.describe import DescribeOptions, describe
from freezeframe.kernels.homography import transfer
from freezeframe.kernels.outlines import common, outer_edge
from freezeframe.media import StillPicture
from freezeframe.report.phrases import Answer
from freezeframe.trace.close_fit import closely_fitted
from freezeframe.trace.laying import Track
from freezeframe.trace.locate import LocateOptions
from freezeframe.trace.pinpoint import pinpoint
from freezeframe.trace.query import Query, prepare
from freezeframe.trace.regions import Box
from freezeframe.trace.second_look import BETWEEN, CLOSER
from freezeframe.trace.verify import Verified, verify
from freezeframe.types import Colour, Grey, Matrix

_WAYS = (DescribeOptions(), CLOSER, BETWEEN)
"""How frames are described in a trace: as they are kept, and in its second look."""
_IN_PART = 0.9
"""Share of the matched points that lie in the part of the still that shows the frame, as in a trace."""
_SUREST = LocateOptions().surest


@dataclass(frozen=True)
class Repeated:
    """What came of it."""

    log10_nfa: float
    inliers: int
    still_to_frame: Matrix
    best: int
    """Index of the frame, of those at hand, that fits best."""
    alike: tuple[int, ...]
    """Indices of those that cannot be told apart from it, ascending."""
    frames: tuple[int, ...]
    """Indices of all that were at hand, ascending."""
    box: Box
    """The part of the still that was laid on the frame."""
    support: NDArray[np.float64]
    """Where in the still the points lie that matched, shape (n, 2)."""

    @property
    def excludes_chance(self) -> bool:
        """Whether a trace would have taken it for more than chance."""
        return self.log10_nfa <= _SUREST

    def shown(self, size: tuple[int, int]) -> NDArray[np.float64]:
        """What the still shows of a frame of this (width, height): corners in still pixels, shape (n, 2)."""
        part = outer_edge(self.box.left, self.box.top, self.box.right, self.box.bottom)
        outline = transfer(np.asarray(np.linalg.inv(self.still_to_frame), np.float64), outer_edge(0, 0, *size))
        seen = common(part, outline) if np.isfinite(outline).all() else part
        return seen if len(seen) else part

    def to_json(self) -> dict[str, Any]:
        """As it stands in the bundle."""
        return {
            "log10_nfa": round(self.log10_nfa, 2),
            "inliers": self.inliers,
            "still_to_frame": self.still_to_frame.tolist(),
            "best": self.best,
            "alike": list(self.alike),
        }


def repeat(still: StillPicture, frames: Mapping[int, Colour], claimed: Answer) -> Repeated | None:
    """Match a picture with the frames of a bundle again; None where no geometry follows from their features.

    ``frames`` are by their index in the source, the claimed one among them; ``claimed`` is a match as ``trace --json``
    tells it, of which only the frame's index and the number of tests are taken, and when it is improbable enough.
    """
    query, at = prepare(still), frame_index(claimed)
    search = _Search(query, math.log10(max(int(claimed["tests"]), 1)), min(float(claimed["log10_nfa"]), _SUREST))
    found = search.over(frames, at)
    if found is None:
        return None
    box = _box(query, found)
    part = box.of(query.grey)
    guess = found.still_to_frame @ box.to_still
    fitted = closely_fitted(part, grey(frames[at]), guess).still_to_frame
    best, alike = _fitting(part, frames, at, fitted)
    whole = fitted @ np.linalg.inv(box.to_still)
    laid = whole / whole[2, 2]
    return Repeated(found.log10_nfa, found.inliers, laid, best, alike, tuple(sorted(frames)), box, found.support)


def frame_index(claimed: Answer) -> int:
    """Index of the frame that a match names; 0 where its source is a picture."""
    return int(claimed["frame_index"] or 0)


def apart(one: Matrix, other: Matrix, region: NDArray[np.float64], size: tuple[int, int]) -> float:
    """How far two homographies send the corners of a region apart at most, as a share of the frame's diagonal.

    ``region`` are corners in still pixels, shape (n, 2); ``size`` is the frame's, (width, height).
    """
    away = np.linalg.norm(transfer(one, region) - transfer(other, region), axis=1)
    return float(away.max() / np.hypot(*size))


def grey(colour: Colour) -> Grey:
    """Luma (BT.601), as of a still."""
    return np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)


@dataclass(frozen=True)
class _Search:
    """A still looked for in single frames."""

    query: Query
    log10_tests: float
    enough: float
    """log10 NFA at which nothing more is tried."""

    def over(self, frames: Mapping[int, Colour], at: int) -> Verified | None:
        """The geometry by the claimed frame, or by the nearest whose features give one: in some they are blurred."""
        best: Verified | None = None
        for index in sorted(frames, key=lambda index: abs(index - at)):
            best = _better(best, self.within(grey(frames[index])))
            if best is not None and best.log10_nfa <= _SUREST:
                break
        return best

    def within(self, frame: Grey) -> Verified | None:
        """The same by one frame."""
        size, best = (frame.shape[1], frame.shape[0]), None
        for way in _WAYS:
            features = describe(frame, way)
            best = _better(best, *(verify(v, features, size, self.log10_tests) for v in self.query.variants))
            if best is not None and best.log10_nfa <= self.enough:
                break
        return best


def _better(*found: Verified | None) -> Verified | None:
    return min((one for one in found if one is not None), key=lambda one: one.log10_nfa, default=None)


def _box(query: Query, found: Verified) -> Box:
    """The smallest part of the still that holds nearly all that matched."""
    boxes = sorted({variant.box for variant in query.variants}, key=lambda box: box.area)
    return next((box for box in boxes if box.share_of(found.support) >= _IN_PART), boxes[-1])


def _fitting(part: Grey, frames: Mapping[int, Colour], at: int, fitted: Matrix) -> tuple[int, tuple[int, ...]]:
    """The frame that fits best of those at hand, and those that cannot be told apart from it."""
    indices = sorted(frames)
    if len(indices) == 1:
        return at, (at,)
    window = [grey(frames[index]) for index in indices]
    pinned = pinpoint(part, window, [[Track(0, len(window), indices.index(at), fitted)]])
    alike = tuple(index for index, same in zip(indices, pinned.alike.tolist(), strict=True) if same)
    return indices[pinned.best], alike

"""Is it the same scene? One candidate keyframe against the still: matches, homography, number of false alarms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels import homography as hg
from freezeframe.kernels.describe import Features
from freezeframe.kernels.match import mutual_nearest, one_a_cell
from freezeframe.kernels.nfa import log10_nfa
from freezeframe.trace.query import Variant
from freezeframe.types import Matrix

_CELLS = 64
"""Cells along a picture's long side: at most one match in each."""
_BOUND = 0.03
"""First bound on the transfer error, as a share of the frame's long side: the frame is near the keyframe, not it."""
_LEAST_INLIERS = 5
NFA_SIDE = 640.0
"""Errors are counted in pixels of the frame brought to this long side, where one pixel is the least error."""


@dataclass(frozen=True)
class Verified:
    """A still laid on a keyframe by point matches."""

    still_to_frame: Matrix
    log10_nfa: float
    log10_tests: float
    """Number of hypotheses that the NFA is counted over."""
    inliers: int
    matches: int
    """Thinned one-to-one matches that the inliers are among."""
    support: NDArray[np.float64]
    """Inliers in still pixels, shape (inliers, 2)."""
    mirrored: bool


def verify(variant: Variant, keyframe: Features, size: tuple[int, int], log10_tests: float) -> Verified | None:
    """Match a variant of the still with a keyframe of ``size`` (width, height); None when no model holds up."""
    still = variant.features
    a, b, _ = mutual_nearest(still.descriptors, keyframe.descriptors)
    side = float(max(size))
    box = variant.box
    still_cell = max(box.right - box.left, box.bottom - box.top) / _CELLS
    kept = one_a_cell(still.points[a], keyframe.points[b], (still_cell, side / _CELLS))
    a, b = a[kept], b[kept]
    if len(a) < _LEAST_INLIERS:
        return None
    # In the mirror image's coordinates the change is a plain similarity; the mirror is put back in afterwards.
    flip = _flip(box.left + box.right - 1) if variant.mirrored else np.eye(3)
    matches = hg.Matches(
        hg.transfer(flip, still.points[a].astype(np.float64)),
        keyframe.points[b].astype(np.float64),
        np.log2(keyframe.scales[b] / still.scales[a]).astype(np.float64),
        (keyframe.angles[b] - still.angles[a]).astype(np.float64),
    )
    start, count = hg.best_similarity(matches, _BOUND * side)
    if count < _LEAST_INLIERS:
        return None
    model = hg.refine(matches, start, _BOUND * side)
    errors = hg.errors(model, matches)
    unit = side / NFA_SIDE
    nfa, inliers, bound = log10_nfa(errors / unit, hg.SAMPLE, size[0] * size[1] / unit**2, log10_tests)
    inside = errors <= bound * unit
    if inliers < _LEAST_INLIERS or hg.degenerate(model, matches.a[inside]):
        return None
    support = still.points[a][inside].astype(np.float64)
    return Verified(model @ flip, nfa, log10_tests, inliers, len(a), support, variant.mirrored)


def _flip(last: int) -> Matrix:
    """Mirror x about the middle of pixels 0 to ``last``."""
    return np.array([[-1.0, 0.0, last], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])

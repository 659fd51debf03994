"""Geometry between two pictures from point matches: hypotheses from single matches, refinement to a homography.

One SIFT match fixes a similarity (place, scale, angle), so hypotheses need no random sampling even at 95 % outliers.
The best is refined by least squares on its inliers, as an affinity and then as a homography, with a shrinking bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Points = NDArray[np.float64]

SAMPLE = 4
"""Matches that fix a homography: the sample size in the NFA."""


@dataclass(frozen=True)
class Matches:
    """Matches with the shape of their features: first picture a, second picture b. All of length n."""

    a: Points
    b: Points
    log2_scale: NDArray[np.float64]
    """log2 of b's feature scale over a's."""
    turn: NDArray[np.float64]
    """b's angle less a's, degrees."""


def transfer(homography: Matrix, points: Points) -> Points:
    """Points, shape (n, 2), through a homography; points sent to infinity come back as very large."""
    x = points @ homography[:, :2].T + homography[:, 2]
    w = np.where(np.abs(x[:, 2]) < 1e-9, 1e-9, x[:, 2])
    moved: Points = x[:, :2] / w[:, None]
    return moved


def errors(homography: Matrix, matches: Matches) -> NDArray[np.float64]:
    """Transfer distances from a to b, in pixels of b, shape (n,)."""
    return np.asarray(np.linalg.norm(transfer(homography, matches.a) - matches.b, axis=1))


def similarities(matches: Matches) -> NDArray[np.float64]:
    """The similarity that each single match fixes, shape (n, 2, 3)."""
    scale, turn = np.exp2(matches.log2_scale), np.radians(matches.turn)
    c, s = scale * np.cos(turn), scale * np.sin(turn)
    x, y = matches.a[:, 0], matches.a[:, 1]
    shift_x, shift_y = matches.b[:, 0] - (c * x - s * y), matches.b[:, 1] - (s * x + c * y)
    return np.stack([np.stack([c, -s, shift_x], 1), np.stack([s, c, shift_y], 1)], 1)


def best_similarity(matches: Matches, bound: float) -> tuple[Matrix, int]:
    """The hypothesis with the most matches within ``bound`` pixels of b, and that number.

    Matches whose own scale or angle disagree with the hypothesis by more than an octave or 40 degrees do not count.
    """
    models = similarities(matches)
    x, y = (models[:, row, :2] @ matches.a.T + models[:, row, 2:] - matches.b[:, row] for row in (0, 1))
    near = x * x + y * y <= bound**2
    near &= np.abs(matches.log2_scale[:, None] - matches.log2_scale) <= 1.0
    turn = np.abs(matches.turn[:, None] - matches.turn) % 360.0
    near &= (turn <= 40.0) | (turn >= 320.0)
    counts = near.sum(1)
    best = int(np.argmax(counts))
    return np.vstack([models[best], [0.0, 0.0, 1.0]]), int(counts[best])


def refine(matches: Matches, start: Matrix, bound: float) -> Matrix:
    """Least squares from a first guess on inliers within a bound that shrinks from ``bound`` to a quarter of it.

    An affinity first; a homography only when enough inliers (12) support its two more degrees of freedom.
    """
    model = start
    for share in (1.0, 0.6, 0.35):
        inliers = errors(model, matches) <= bound * share
        if inliers.sum() < 6:
            break
        model = np.vstack([_affinity(matches.a[inliers], matches.b[inliers]), [0.0, 0.0, 1.0]])
    for share in (0.5, 0.3, 0.25):
        inliers = errors(model, matches) <= bound * share
        if inliers.sum() < 12:
            break
        # OpenCV's types do not say that there may be no homography.
        fitted = cast("Matrix | None", cv2.findHomography(matches.a[inliers], matches.b[inliers], 0)[0])
        if fitted is None or degenerate(fitted, matches.a[inliers]):
            break
        model = fitted
    return np.asarray(model / model[2, 2], np.float64)


def degenerate(homography: Matrix, support: Points) -> bool:
    """True when a homography folds, flattens or collapses the area that its support covers.

    The local change of area must keep one sign and stay within a factor of 9 over the support's bounding box, and the
    two local stretches within a factor of 4 of each other: a still is a view of a flat frame, never an edge-on one.
    """
    low, high = support.min(0), support.max(0)
    corners = np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]], (low + high) / 2])
    jacobians = [_jacobian(homography, corner) for corner in corners]
    areas = np.array([np.linalg.det(j) for j in jacobians])
    if np.any(~np.isfinite(areas)) or np.any(areas * areas[0] <= 0):
        return True
    sizes = np.abs(areas)
    stretches = np.linalg.svd(jacobians[-1], compute_uv=False)
    uneven = sizes.max() > 9 * sizes.min() or stretches[0] > 4 * stretches[1]
    return bool(uneven or sizes.min() < 1e-4 or sizes.max() > 1e4)


def _affinity(a: Points, b: Points) -> NDArray[np.float64]:
    """Least-squares affinity from a to b, shape (2, 3)."""
    ones = np.hstack([a, np.ones((len(a), 1))])
    return np.asarray(np.linalg.lstsq(ones, b, rcond=None)[0].T, np.float64)


def _jacobian(homography: Matrix, point: NDArray[np.float64]) -> NDArray[np.float64]:
    x = homography @ np.array([point[0], point[1], 1.0])
    w = x[2] if abs(x[2]) > 1e-9 else 1e-9
    return np.asarray((homography[:2, :2] - np.outer(x[:2] / w, homography[2, :2])) / w)

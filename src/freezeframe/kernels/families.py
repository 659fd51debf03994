"""Families of maps between a still and its frame, from the commonest to the freest, and alignment within one.

Most pictures are cut and resized, some turned, few seen from aside. A map with fewer freedoms is the better known one
where the picture says little, so the simplest family that fits as well as any is to be taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.align import Aligned, Image, Matrix, Template, align
from freezeframe.kernels.homography import transfer

_DAMPING = 1e-3
_SETTLED = 0.01
"""Template pixels: a step that moves nothing by more is not taken."""
_SHARES = (1.0, 0.5, 0.25)
"""Parts of a step that are tried in turn: a whole one may go too far."""


@dataclass(frozen=True)
class Family:
    """A group of maps, by its directions in the 8 parameters of a small homography (see kernels.align)."""

    name: str
    directions: NDArray[np.float64]
    """Shape (8, freedoms)."""


def _directions(*rows: dict[int, float]) -> NDArray[np.float64]:
    basis = np.zeros((8, len(rows)))
    for column, row in enumerate(rows):
        for parameter, value in row.items():
            basis[parameter, column] = value
    return basis


# The parameters are shifts (0, 1), x by x and y (2, 3), y by x and y (4, 5), perspective (6, 7).
UPRIGHT = Family("upright", _directions({0: 1.0}, {1: 1.0}, {2: 1.0}, {5: 1.0}))
"""Cut out and resized, perhaps by different factors, perhaps mirrored."""
SIMILAR = Family("similar", _directions({0: 1.0}, {1: 1.0}, {2: 1.0, 5: 1.0}, {3: 1.0, 4: -1.0}))
"""Turned as well, by one factor."""
AFFINE = Family("affine", np.eye(8)[:, :6])
FREE = Family("free", np.eye(8))
"""Any homography: seen from aside."""
FAMILIES = (UPRIGHT, SIMILAR, AFFINE, FREE)


def nearest(family: Family, homography: Matrix, places: NDArray[np.float64], weights: NDArray[np.float64]) -> Matrix:
    """The member of a family that moves ``places`` (n, 2), weighted (n,), most nearly as a homography does.

    A homography that mirrors (negative determinant) has its nearest among the mirroring members.
    """
    if family is FREE:
        return np.asarray(homography / homography[2, 2], np.float64)
    moved = transfer(homography, places)
    x, y = places[:, 0], places[:, 1]
    nought, one = np.zeros_like(x), np.ones_like(x)
    flip = -1.0 if np.linalg.det(homography[:2, :2] - np.outer(homography[:2, 2], homography[2, :2])) < 0 else 1.0
    if family is UPRIGHT:
        columns = [(one, nought), (nought, one), (x, nought), (nought, y)]
    elif family is SIMILAR:
        columns = [(one, nought), (nought, one), (flip * x, y), (-flip * y, x)]
    else:
        columns = [(one, nought), (nought, one), (x, nought), (y, nought), (nought, x), (nought, y)]
    root = np.sqrt(np.r_[weights, weights])
    design = np.stack([np.r_[a, b] for a, b in columns], axis=1) * root[:, None]
    q = np.linalg.lstsq(design, np.r_[moved[:, 0], moved[:, 1]] * root, rcond=None)[0]
    if family is UPRIGHT:
        return np.array([[q[2], 0, q[0]], [0, q[3], q[1]], [0, 0, 1.0]])
    if family is SIMILAR:
        return np.array([[flip * q[2], -flip * q[3], q[0]], [q[3], q[2], q[1]], [0, 0, 1.0]])
    return np.array([[q[2], q[3], q[0]], [q[4], q[5], q[1]], [0, 0, 1.0]])


def align_within(family: Family, target: Template, frame: Image, start: Matrix, steps: int) -> Aligned:
    """Lay a template on a normalised frame from ``start`` (template to frame pixels), staying within a family.

    ``start`` must be a member. Stops when a step would move nothing by a hundredth of a pixel, or when the difference
    no longer falls.
    """
    best = align(target, frame, start, steps=0)
    if not np.isfinite(best.cost):
        return best
    active = family.directions.T.astype(np.float32) @ target.descent
    hessian = ((active * (target.weights * best.valid).ravel()) @ active.T).astype(np.float64)
    hessian += np.eye(len(hessian)) * (_DAMPING * np.trace(hessian) / len(hessian) + 1e-9)
    for _ in range(steps):
        apart = (best.warped - target.image) * target.weights * best.valid
        step = family.directions @ np.linalg.solve(hessian, active @ apart.ravel())
        if np.abs(step).max() < _SETTLED * target.unit[0, 0]:
            break
        trials = (align(target, frame, _moved(target, best.to_frame, share * step), steps=0) for share in _SHARES)
        better = next((trial for trial in trials if trial.cost < best.cost), None)
        if better is None:
            break
        best = better
    return best


def _moved(target: Template, to_frame: Matrix, step: NDArray[np.float64]) -> Matrix:
    """A map after a step in unit coordinates of the template, taken backwards."""
    small = np.array([[1 + step[2], step[3], step[0]], [step[4], 1 + step[5], step[1]], [step[6], step[7], 1.0]])
    moved = to_frame @ target.to_pixels @ np.linalg.inv(small) @ target.unit
    return np.asarray(moved / moved[2, 2], np.float64)

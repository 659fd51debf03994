"""Photometric alignment of a still with a frame, and what is left over.

Inverse-compositional Gauss-Newton (Baker & Matthews, 2004) on locally normalised pictures: the still is the template,
so its derivatives are taken once and serve every frame. Local normalisation (less the local mean, over the local
spread) takes out tint, contrast, glare and vignettes; pixels that disagree even at the best frame (captions, marks)
are weighted out before frames are compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Image = NDArray[np.float32]

_DAMPING = 1e-3
"""Share of the mean curvature added to every direction: flat sky must not let the geometry drift."""
_FARTHEST = 0.15
"""Share of the template's long side by which an alignment may move a corner, or stretch it, from its start."""
_LEAST_OVERLAP = 0.25
"""Share of the template that must fall on the frame for an alignment to mean anything."""


def normalised(picture: NDArray[np.uint8] | Image, sigma: float, floor: float = 4.0) -> Image:
    """Locally normalised picture, shape kept: (picture - local mean) / (local spread + floor).

    ``sigma`` is the reach of 'local' in pixels, ``floor`` the spread in grey levels under which there is only noise.
    """
    size = 2 * int(1.7 * sigma) + 1
    values = picture.astype(np.float32)
    mean = cv2.blur(values, (size, size))
    centred = values - mean
    spread = np.sqrt(np.maximum(cv2.blur(centred * centred, (size, size)), 0.0))
    return np.asarray(centred / (spread + floor), np.float32)


def scaling(before: tuple[int, ...], after: tuple[int, ...]) -> Matrix:
    """The map of pixel centres that a resize from one shape (height, width, ...) to another makes."""
    x, y = after[1] / before[1], after[0] / before[0]
    return np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1]])


@dataclass(frozen=True)
class Template:
    """A still prepared for alignment. Template pixels are numbered in (x, y) from its top left."""

    image: Image
    """Locally normalised, shape (h, w)."""
    weights: Image
    """0 where the still says nothing (outside its region), else the trust in the pixel, shape (h, w)."""
    descent: NDArray[np.float32]
    """Derivatives by the 8 parameters of a homography in centred unit coordinates, shape (8, h * w)."""
    unit: Matrix
    """Template pixels to centred unit coordinates, 3x3."""


def template(image: Image, weights: Image) -> Template:
    """Prepare a normalised still of shape (h, w)."""
    h, w = image.shape
    size = max(h, w) / 2.0
    unit = np.array([[1 / size, 0, -(w - 1) / 2 / size], [0, 1 / size, -(h - 1) / 2 / size], [0, 0, 1]])
    x = ((np.arange(w, dtype=np.float32) - (w - 1) / 2) / size)[None, :]
    y = ((np.arange(h, dtype=np.float32) - (h - 1) / 2) / size)[:, None]
    gy, gx = np.gradient(image)
    gx, gy = gx * np.float32(size), gy * np.float32(size)
    radial = gx * x + gy * y
    parts = [gx, gy, gx * x, gx * y, gy * x, gy * y, -radial * x, -radial * y]
    descent = np.stack([p.astype(np.float32).ravel() for p in parts])
    return Template(image, weights, descent, unit)


@dataclass(frozen=True)
class Aligned:
    """A still laid on one frame."""

    to_frame: Matrix
    """Template pixels to frame pixels (of the frame as given), 3x3."""
    warped: Image
    """The frame in template pixels, shape (h, w)."""
    valid: Image
    """1 where the template falls on the frame, else 0, shape (h, w)."""
    cost: float
    """Weighted mean squared difference; infinite when too little overlaps."""


def align(target: Template, frame: Image, start: Matrix, steps: int, parameters: int = 8) -> Aligned:
    """Lay the template on a normalised frame, from the guess ``start`` (template to frame pixels).

    ``parameters`` is 2 (shift), 6 (affinity) or 8 (homography). Stops when the corners move under a 50th of a pixel
    or the difference no longer falls.
    """
    best = _look(target, frame, start)
    for _ in range(steps):
        if not np.isfinite(best.cost):
            return best
        trust = (target.weights * best.valid).ravel()
        active = target.descent[:parameters]
        weighted = active * trust
        hessian = (weighted @ active.T).astype(np.float64)
        gradient = (weighted @ (best.warped - target.image).ravel()).astype(np.float64)
        damping = _DAMPING * np.trace(hessian) / parameters + 1e-9
        step = np.linalg.solve(hessian + damping * np.eye(parameters), gradient)
        moved = best.to_frame @ np.linalg.inv(target.unit) @ np.linalg.inv(_step_matrix(step)) @ target.unit
        trial = _look(target, frame, moved / moved[2, 2])
        if not trial.cost < best.cost or _torn(start, trial.to_frame, target.image.shape):
            return best
        small = float(np.abs(step).max()) / target.unit[0, 0] < 0.02
        best = trial
        if small:
            break
    return best


def _torn(start: Matrix, now: Matrix, shape: tuple[int, ...]) -> bool:
    """Whether an alignment has pulled the template's corners apart: moved them unlike each other, and far."""
    h, w = shape[:2]
    corners = np.array([[0, 0, 1], [w, 0, 1], [w, h, 1], [0, h, 1]], np.float64).T
    before, after = start @ corners, now @ corners
    moved = after[:2] / after[2] - before[:2] / before[2]
    size = float(np.abs(np.ptp(before[:2] / before[2], axis=1)).max())
    return bool(np.abs(moved - moved.mean(axis=1, keepdims=True)).max() > _FARTHEST * size)


def _step_matrix(step: NDArray[np.float64]) -> Matrix:
    p = np.zeros(8)
    p[: len(step)] = step
    return np.array([[1 + p[2], p[3], p[0]], [p[4], 1 + p[5], p[1]], [p[6], p[7], 1.0]])


def _look(target: Template, frame: Image, to_frame: Matrix) -> Aligned:
    h, w = target.image.shape
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = np.asarray(cv2.warpPerspective(frame, to_frame, (w, h), flags=flags), np.float32)
    if _within(to_frame, (h, w), frame.shape):
        valid, trust = np.ones((h, w), np.float32), target.weights
    else:
        everywhere = np.ones(frame.shape, np.float32)
        valid = np.asarray(cv2.warpPerspective(everywhere, to_frame, (w, h), flags=flags) > 0.999, np.float32)
        warped *= valid
        trust = target.weights * valid
    total = float(trust.sum())
    if total < max(_LEAST_OVERLAP * float(target.weights.sum()), 1e-6):
        return Aligned(to_frame, warped, valid, float("inf"))
    difference = warped - target.image
    return Aligned(to_frame, warped, valid, float(np.vdot(trust * difference, difference)) / total)


def _within(to_frame: Matrix, shape: tuple[int, int], frame: tuple[int, ...]) -> bool:
    """Whether the whole template falls on the frame."""
    h, w = shape
    corners = to_frame @ np.array([[0, w - 1, w - 1, 0], [0, 0, h - 1, h - 1], [1, 1, 1, 1]], np.float64)
    if np.any(corners[2] <= 0):
        return False
    x, y = corners[0] / corners[2], corners[1] / corners[2]
    return bool(x.min() >= 0 and y.min() >= 0 and x.max() <= frame[1] - 1 and y.max() <= frame[0] - 1)

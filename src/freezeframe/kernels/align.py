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
_SETTLED = 0.02
"""Template pixels: a step that moves nothing by more is not taken."""
_LEAST_OVERLAP = 0.25
"""Share of the template that must fall on the frame for an alignment to mean anything."""

_RIM = 1
"""Pixels beyond the frame's edge that count as its edge: a shift by a part of a pixel must leave nothing out."""
_INWARDS = np.array([[1.0, 0.0, _RIM], [0.0, 1.0, _RIM], [0.0, 0.0, 1.0]])


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
    curvature: NDArray[np.float64]
    """Their weighted products: the Gauss-Newton Hessian where the whole template falls on the frame, shape (8, 8)."""
    everywhere: Image
    """1 throughout, shape (h, w)."""
    total: float
    """Sum of the weights."""
    unit: Matrix
    """Template pixels to centred unit coordinates, 3x3."""
    to_pixels: Matrix
    """The inverse of ``unit``."""


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
    curvature = ((descent * weights.ravel()) @ descent.T).astype(np.float64)
    everywhere = np.ones(image.shape, np.float32)
    return Template(image, weights, descent, curvature, everywhere, float(weights.sum()), unit, np.linalg.inv(unit))


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

    ``parameters`` is 2 (shift), 6 (affinity) or 8 (homography). Stops when a step would move no corner by a 50th
    of a pixel, or when the difference no longer falls.
    """
    best = _look(target, frame, start)
    if not steps or not np.isfinite(best.cost):
        return best
    # What falls on the frame hardly changes within an alignment: one curvature serves all its steps.
    hessian = _hessian(target, best, parameters)
    for _ in range(steps):
        step = np.asarray(np.linalg.solve(hessian, _gradient(target, best, parameters)), np.float64)
        if _farthest(step) < _SETTLED * target.unit[0, 0]:
            return best
        moved = best.to_frame @ target.to_pixels @ np.linalg.inv(_step_matrix(step)) @ target.unit
        trial = _look(target, frame, moved / moved[2, 2])
        if not trial.cost < best.cost or _torn(start, trial.to_frame, target.image.shape):
            return best
        best = trial
    return best


def _hessian(target: Template, now: Aligned, parameters: int) -> NDArray[np.float64]:
    """The damped Gauss-Newton Hessian where the template falls on the frame, shape (parameters, parameters)."""
    hessian = target.curvature[:parameters, :parameters]
    if now.valid is not target.everywhere:
        active = target.descent[:parameters]
        hessian = ((active * (target.weights * now.valid).ravel()) @ active.T).astype(np.float64)
    damping = _DAMPING * np.trace(hessian) / parameters + 1e-9
    return np.asarray(hessian + damping * np.eye(parameters), np.float64)


def _gradient(target: Template, now: Aligned, parameters: int) -> NDArray[np.float64]:
    """Weighted products of the derivatives with the difference, shape (parameters,)."""
    difference = (now.warped - target.image) * target.weights
    if now.valid is not target.everywhere:
        difference *= now.valid
    return np.asarray(target.descent[:parameters] @ difference.ravel(), np.float64)


def _farthest(step: NDArray[np.float64]) -> float:
    """The largest parameter of a step, in unit coordinates."""
    return float(np.abs(step).max())


def _corners(matrix: Matrix, width: float, height: float) -> list[tuple[float, float, float]]:
    """(x, y, w) of the four corners (0, 0) to (width, height) through a homography; plain floats are quickest here."""
    (a, b, c), (d, e, f), (g, h, i) = matrix.tolist()
    found = []
    for x, y in ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height)):
        w = g * x + h * y + i
        safe = w if abs(w) > 1e-12 else 1e-12
        found.append(((a * x + b * y + c) / safe, (d * x + e * y + f) / safe, w))
    return found


def _torn(start: Matrix, now: Matrix, shape: tuple[int, ...]) -> bool:
    """Whether an alignment has pulled the template's corners apart: moved them unlike each other, and far."""
    before, after = _corners(start, shape[1], shape[0]), _corners(now, shape[1], shape[0])
    x = [q[0] - p[0] for p, q in zip(before, after, strict=True)]
    y = [q[1] - p[1] for p, q in zip(before, after, strict=True)]
    size = max(max(p[k] for p in before) - min(p[k] for p in before) for k in (0, 1))
    apart = max(max(abs(v - sum(moved) / 4) for v in moved) for moved in (x, y))
    return apart > _FARTHEST * size


def _step_matrix(step: NDArray[np.float64]) -> Matrix:
    p = np.zeros(8)
    p[: len(step)] = step
    return np.array([[1 + p[2], p[3], p[0]], [p[4], 1 + p[5], p[1]], [p[6], p[7], 1.0]])


def _look(target: Template, frame: Image, to_frame: Matrix) -> Aligned:
    h, w = target.image.shape
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = np.asarray(
        cv2.warpPerspective(frame, to_frame, (w, h), flags=flags, borderMode=cv2.BORDER_REPLICATE), np.float32
    )
    if _within(to_frame, (h, w), frame.shape):
        valid, trust, total = target.everywhere, target.weights, target.total
    else:
        inside = np.ones((frame.shape[0] + 2 * _RIM, frame.shape[1] + 2 * _RIM), np.float32)
        valid = np.asarray(cv2.warpPerspective(inside, _INWARDS @ to_frame, (w, h), flags=flags) > 0.999, np.float32)
        warped *= valid
        trust = target.weights * valid
        total = float(trust.sum())
    if total < max(_LEAST_OVERLAP * target.total, 1e-6):
        return Aligned(to_frame, warped, valid, float("inf"))
    difference = warped - target.image
    return Aligned(to_frame, warped, valid, float(np.vdot(trust * difference, difference)) / total)


def _within(to_frame: Matrix, shape: tuple[int, int], frame: tuple[int, ...]) -> bool:
    """Whether the whole template falls on the frame and its rim."""
    corners = _corners(to_frame, shape[1] - 1, shape[0] - 1)
    return all(w > 0 and -_RIM <= x <= frame[1] - 1 + _RIM and -_RIM <= y <= frame[0] - 1 + _RIM for x, y, w in corners)

"""The geometry of a still on its frame, refined at full resolution to the simplest map that fits as well as any."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels import align as al
from freezeframe.kernels.compare import believed, indistinguishable
from freezeframe.kernels.families import FAMILIES, FREE, Family, align_within, nearest
from freezeframe.trace.laying import BLOCK, SIGMA, Prepared, prepared, shrinking
from freezeframe.types import Grey, Matrix

_SIDES = (288, 800)
"""Long side of the still in pixels, pass by pass."""
_LEAST_SIDE = 8
"""Pixels of the still's shorter side, under which nothing can be refined."""
_DOUBTED = 0.02
"""Weight of a pixel that is not believed at all."""
_EDGE = round(1.7 * SIGMA)
"""Template pixels at the edge that the reach of the normalisation falls short of."""
_DOUBT = 3.0
"""Standard errors by which a simpler map must be worse to be told apart from the best one."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A still laid on its frame."""

    still_to_frame: Matrix
    family: Family
    trust: NDArray[np.float32]
    """Belief that a place of the still shows the frame, 0 to 1, in fewer pixels than the still, shape (h, w)."""


def closely_fitted(still: Grey, frame: Grey, guess: Matrix) -> Fit:
    """Refine ``guess`` (still to frame pixels); it comes back unchanged where nothing fits better."""
    if min(still.shape) < _LEAST_SIDE:
        return Fit(guess, FREE, np.ones((8, 8), np.float32))
    free = guess
    ready = prepared(still, [frame], guess, _SIDES[0])
    trust = _trust(ready, al.align(ready.template, ready.frame(0), _to_small(ready, guess), steps=0))
    for side in _SIDES:
        ready = prepared(still, [frame], free, side)
        free, trust = _pass(ready, free, trust)
    target = al.template(ready.template.image, _inner(trust))
    laid = [_evened(ready, target, family, free, trust) for family in FAMILIES]
    at_guess = al.align(ready.template, ready.frame(0), _to_small(ready, guess), steps=0)
    warped = np.stack([one.warped for one in laid] + [at_guess.warped])
    costs = [float((((w - ready.template.image) ** 2) * trust).sum()) for w in warped]
    alike = indistinguishable(ready.template.image, warped, trust, int(np.argmin(costs)), _DOUBT, BLOCK)
    chosen = int(np.flatnonzero(alike)[0])
    if chosen == len(FAMILIES):
        return Fit(guess, FREE, trust)
    return Fit(_to_full(ready, laid[chosen].to_frame), FAMILIES[chosen], trust)


def _pass(ready: Prepared, guess: Matrix, trust: NDArray[np.float32]) -> tuple[Matrix, NDArray[np.float32]]:
    """One pass at one resolution: the refined map, and what can be believed at it."""
    image = ready.template.image
    weights = np.asarray(cv2.resize(trust, image.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
    target = al.template(image, _inner(weights))
    aligned = align_within(FREE, target, ready.frame(0), _to_small(ready, guess), steps=8)
    return _to_full(ready, aligned.to_frame), _trust(ready, aligned)


def _trust(ready: Prepared, aligned: al.Aligned) -> NDArray[np.float32]:
    return believed(ready.template.image, aligned.warped[None], aligned.valid[None] > 0, BLOCK)


def _evened(
    ready: Prepared, target: al.Template, family: Family, free: Matrix, trust: NDArray[np.float32]
) -> al.Aligned:
    """The best member of a family near a map."""
    height, width = trust.shape
    x, y = np.meshgrid(np.linspace(0, width - 1, 24), np.linspace(0, height - 1, 24))
    places = np.stack([x.ravel(), y.ravel()], axis=1)
    weights = trust[y.astype(int).ravel(), x.astype(int).ravel()].astype(np.float64) + _DOUBTED
    start = nearest(family, _to_small(ready, free), places, weights)
    return align_within(family, target, ready.frame(0), start, steps=8)


def _inner(trust: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weights by trust, low at the edge, where the still is normalised by less than the frame is."""
    weights = np.full(trust.shape, _DOUBTED, np.float32)
    inside = (slice(_EDGE, -_EDGE), slice(_EDGE, -_EDGE))
    if min(trust.shape) <= 4 * _EDGE:
        inside = (slice(None), slice(None))
    weights[inside] = np.maximum(trust[inside], np.float32(_DOUBTED))
    return weights


def _to_small(ready: Prepared, still_to_frame: Matrix) -> Matrix:
    """Still to frame pixels, in the pixels of the prepared pictures."""
    small = shrinking(ready.times) @ still_to_frame @ np.linalg.inv(ready.to_template)
    return np.asarray(small / small[2, 2], np.float64)


def _to_full(ready: Prepared, to_frame: Matrix) -> Matrix:
    full = np.linalg.inv(shrinking(ready.times)) @ to_frame @ ready.to_template
    return np.asarray(full / full[2, 2], np.float64)

"""How much softer, or sharper, a still is than the frame that was laid on it.

A Gaussian found by trying, then a small kernel found by least squares, which takes up what a Gaussian cannot be:
smears, sharpening, the resampling of whoever resized the still. Robust as in ``tones``: what was drawn on the still
counts little.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]

_SIGMAS = (0.0, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6)
_PART = 0.7
"""Share of the best Gaussian that is left to it; the kernel does the rest."""
_REACH = 2
"""Taps of the kernel on either side of its middle."""
_TAPS = (2 * _REACH + 1) ** 2
_SAMPLES = 8_000
_MOST = 40.0
"""Levels over which a difference tells no more."""
_HOLD = 1e-3
"""Share of the picture's variance that holds the kernel to leaving everything as it is."""
_TRUSTED = 0.5


@dataclass(frozen=True)
class Softness:
    """What makes a laid frame as soft as its still."""

    sigma: float
    """Pixels of a Gaussian; 0 for none."""
    kernel: NDArray[np.float32]
    """Applied after it; odd sides, sums to 1."""
    whole: float = 0.0
    """Pixels of the Gaussian that comes nearest by itself, from a ladder; 0 for none."""

    def apply(self, picture: Image) -> Image:
        """A picture, shape (h, w) or (h, w, channels), as soft as the still."""
        soft = blurred(picture, self.sigma)
        return np.asarray(cv2.filter2D(soft, cv2.CV_32F, self.kernel, borderType=cv2.BORDER_REPLICATE), np.float32)


def fit_softness(laid: Image, still: Image, weights: Image) -> Softness:
    """Fit greys of the laid frame (h, w), in the still's tones, to those of the still; ``weights`` are 0 to 1."""
    trusted = weights > _TRUSTED
    if int(trusted.sum()) < 20 * _TAPS:
        return Softness(0.0, np.ones((1, 1), np.float32))
    sigma = min(_SIGMAS, key=lambda s: _apart(blurred(laid, s), still, trusted))
    soft = blurred(laid, _PART * sigma)
    return Softness(_PART * sigma, _kernel(soft, still, trusted, max(1, round(sigma))), sigma)


def blurred(picture: Image, sigma: float) -> Image:
    """A Gaussian blur; none at 0."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32) if sigma > 0 else picture


def _apart(a: Image, b: Image, where: NDArray[np.bool_]) -> float:
    return float(np.mean(np.minimum(np.abs(a - b)[where], _MOST) ** 2))


def _kernel(soft: Image, still: Image, trusted: NDArray[np.bool_], step: int) -> NDArray[np.float32]:
    """The kernel with taps ``step`` pixels apart that brings one picture nearest to the other."""
    width, pad = soft.shape[1], _REACH * step
    padded = cv2.copyMakeBorder(soft, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    chosen = np.flatnonzero(trusted.ravel())
    y, x = np.divmod(chosen[:: max(len(chosen) // _SAMPLES, 1)], width)
    reach = range(0, 2 * pad + 1, step)
    design = np.stack([padded[y + down, x + across] for down in reach for across in reach], 1).astype(np.float64)
    design = np.column_stack([design, np.full(len(design), 128.0)])
    taps = _robust(design, still[y, x].astype(np.float64))[:_TAPS].reshape(2 * _REACH + 1, -1)
    kernel = np.zeros((2 * pad + 1, 2 * pad + 1), np.float32)
    kernel[::step, ::step] = taps
    return np.asarray(kernel / kernel.sum(), np.float32) if kernel.sum() > 0.5 else np.ones((1, 1), np.float32)


def _robust(design: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least squares reweighted by Cauchy's weights, held to the middle tap alone, shape (taps + 1,)."""
    size = design.shape[1]
    middle = np.eye(size)[_TAPS // 2]
    hold = _HOLD * (design[:, _TAPS // 2].var() * len(design) + 1.0) * np.eye(size)
    weight = np.ones(len(target))
    taps = middle
    for _ in range(4):
        gram = (design * weight[:, None]).T @ design
        taps = np.linalg.solve(gram + hold, (design * weight[:, None]).T @ target + hold @ middle)
        apart = np.abs(design @ taps - target)
        weight = 1 / (1 + (apart / (2.385 * max(float(np.median(apart)) / 0.6745, 1.0))) ** 2)
    return np.asarray(taps, np.float64)

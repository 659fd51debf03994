"""Which of several aligned frames a still was taken from, and which of them cannot be told apart.

With the still T = F + n (the true frame and what the edit did to it), the leftover of another frame G exceeds the true
one's by sum (F - G)^2 + 2 sum n (F - G): it is worse unless the noise happens to point its way. The standard error of
that chance term is estimated from the leftovers themselves, summed over blocks, because compression noise and
misalignment are correlated between neighbours (a cluster-robust variance; Liang & Zeger, 1986).

Besides, how far two pictures agree in their finest detail, which tones, contrast and blur change little.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.float32]

_FINE = 1.0
"""Standard deviation, in pixels, of the blur that takes the detail away."""
_ROUNDING = 4 / 12
"""Variance of detail, in squared grey levels, up to which rounding may have made it: that of rounding is 1/12."""
_COVERED = 0.95
"""Share of a block that must be valid."""
_FEW = 4
"""Blocks from which on something can be said."""


def block_means(values: Images, block: int) -> Images:
    """Means over blocks of the last two axes of an array, shape (n, h, w), to (n, h // block, w // block) at least 1.

    What does not fill a block at the right and bottom border is left out.
    """
    n, h, w = values.shape
    rows, columns = max(h // block, 1), max(w // block, 1)
    high, wide = min(block, h), min(block, w)
    cut = values[:, : rows * high, : columns * wide]
    # Whole rows are added first: that is quick, and leaves little for the short sums along a row.
    sums = cut.reshape(n, rows, high, columns * wide).sum(axis=2).reshape(n, rows, columns, wide).sum(axis=3)
    return np.asarray(sums / np.float32(high * wide), np.float32)


def highest(channels: NDArray[Any]) -> NDArray[Any]:
    """The largest of three channels, shape (h, w, 3), at each pixel; far quicker than along an axis."""
    return np.asarray(np.maximum(np.maximum(channels[..., 0], channels[..., 1]), channels[..., 2]))


def believed(still: Images, frames: Images, valid: NDArray[np.bool_], block: int) -> Images:
    """How far each pixel of the still may be believed, 0 to 1, shape (h, w).

    A block that disagrees with every frame was added by the editor. Disagreement is the least leftover of any frame
    over the energy of still and frame: 0 for equal pictures, 1 for unrelated ones. ``frames`` has shape (n, h, w).
    """
    own = block_means(still[None] ** 2, block)[0] + 0.05
    least = np.full(own.shape, np.inf, np.float32)
    # Frame by frame: what is in hand stays in the processor's cache.
    for frame, inside in zip(frames, valid, strict=True):
        leftover, energy = block_means(np.stack([(frame - still) ** 2, frame * frame]), block)
        ratio = leftover / (energy + own)
        if not inside.all():
            ratio = np.where(block_means(inside[None].astype(np.float32), block)[0] < 0.5, 1.0, ratio)
        np.minimum(least, ratio, out=least)
    belief = np.clip((0.8 - least) / 0.3, 0.0, 1.0).astype(np.float32)
    return np.asarray(cv2.resize(belief, still.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def indistinguishable(
    still: Images, frames: Images, trust: Images, best: int, doubt: float, block: int
) -> NDArray[np.bool_]:
    """Which frames are not worse than frame ``best`` by more than ``doubt`` standard errors, shape (n,)."""
    # With D = G - F and n = T - F, (T - G)^2 - (T - F)^2 is D^2 - 2 n D.
    noise = (still - frames[best]) * trust
    excess, spread = np.empty(len(frames)), np.empty(len(frames))
    for i, frame in enumerate(frames):
        difference = frame - frames[best]
        by_chance = noise * difference
        excess[i] = float(np.vdot(difference * trust, difference)) - 2.0 * float(by_chance.sum())
        chance = block_means(by_chance[None], block)[0].astype(np.float64)
        spread[i] = 2.0 * np.sqrt((chance**2).sum()) * (still.size / chance.size)
    alike = excess <= doubt * spread
    alike[best] = True
    return np.asarray(alike)


def detail_agreement(one: Images, other: Images, valid: NDArray[np.bool_], block: int) -> float | None:
    """How far the detail of two pictures agrees, -1 to 1: of the correlations block by block, the lower quartile.

    Detail is what a blur takes away. Only blocks count in which ``other`` has more of it than rounding makes; None
    where they are too few. Both are grey levels 0 to 255, shape (h, w). What an edit does to brightness and contrast
    changes no correlation, and what a blur does little; what covers less than a quarter does not move the quartile far.
    """
    here, there = (image - cv2.GaussianBlur(image, (0, 0), _FINE) for image in (one, other))
    inside = valid.astype(np.float32)
    both, own, others, covered = block_means(
        np.stack([here * there * inside, here * here * inside, there * there * inside, inside]), block
    )
    telling = (covered >= _COVERED) & (others > _ROUNDING)
    if telling.sum() < _FEW:
        return None
    return float(np.quantile((both / np.sqrt(own * others + 1e-6))[telling], 0.25))

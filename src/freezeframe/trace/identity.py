"""The same frame, or the same scene at another moment? Decided by what moves.

Inliers cannot tell: the background, the camera and the channel's design fit at any moment. What can is how much worse
the still fits the other frames than the best one, in the places where those frames differ from it. Let F be the best
frame, G another, T the still. If T is F and noise, then |T - G|^2 - |T - F|^2 is |F - G|^2 on average, whatever the
noise: the ratio of the two sums is 1. If T is another moment or another recording, it is no nearer to F than to G
where they differ, and the ratio is about 0. A caption over a moving part counts nothing in the upper sum and
something in the lower one, so it can only pull the ratio down. Where nothing changes the ratio says nothing and what
is left over decides: another recording of the same place, however alike, leaves more than most edits do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.compare import block_means
from freezeframe.trace.pinpoint import BLOCK, Pinpointed

_TEXTURED = 0.1
"""Energy (in units of local contrast) over which a block shows something."""
_CHANGED = 0.25
"""Energy by which a block must differ to count as changed: grain and recoded sky stay under it."""
_DIFFERS = 0.3
"""Share of its energy by which a block of another frame differs from the best frame's to count as changed."""
_LEAST_AGREEMENT = 0.25
"""Share of the textured blocks that fit, under which only a logo or a HUD is shared."""
_RATIO, _CHANGING, _LEFTOVER, _CONSTANT = 2.63, 2.14, -2.44, -8.0
"""Weights of the logistic model in ``is_same_frame``."""
_OVER_NOISE = 3.0
"""Times the difference of neighbouring frames by which a block must differ: an edit keeps motion, not noise."""
_DRAWN = 2.0
"""Times the contrast (energy) of every frame that a block of the still must have to be taken for drawn on."""
_FITS = 0.5
"""Leftover over energy under which a block of the still fits the frame (0: equal, 1: unrelated)."""


@dataclass(frozen=True)
class Identity:
    """What the comparison of a still with the best frame and with the other frames of the recording gives."""

    singled_out: float
    """The ratio above: near 1 for the same frame, near 0 for another moment; 1 where nothing changes."""
    agreement: float
    """Share of the textured blocks under the still that fit the best frame."""
    changing: float
    """Share of the textured blocks that change while the recording runs."""
    cost: float
    """Mean leftover at the best frame in the fine pass, where the still is believed."""


def is_same_frame(seen: Identity) -> bool:
    """Whether what was seen speaks for the same frame rather than the same scene at another moment.

    A logistic model of three of the measures: how far the best frame is singled out, how much of the picture changes,
    and what is left over. It was fitted on 904 comparisons of edited stills with their own recording or with another
    one of the same scene (decision 10 says how, and how well it does on kinds of footage that were left out).
    """
    if seen.agreement < _LEAST_AGREEMENT:
        return False
    ratio = min(max(seen.singled_out, -0.5), 1.5)
    evidence = _RATIO * ratio + _CHANGING * min(seen.changing, 1.0) + _LEFTOVER * math.log(seen.cost + 0.003)
    return evidence + _CONSTANT > 0.0


def identity(found: Pinpointed) -> Identity:
    """Compare the still with all frames of the coarse pass, block by block."""
    laid, best = found.coarse, found.best
    still, frames = laid.template.image, laid.warped
    shared = (laid.valid & laid.valid[best]).astype(np.float32)
    apart = block_means((frames - frames[best]) ** 2 * shared, BLOCK)
    noise = _noise(frames, shared)
    worse = block_means(((still - frames) ** 2 - (still - frames[best]) ** 2) * shared, BLOCK)
    leftover = block_means(((still - frames[best]) ** 2)[None], BLOCK)[0]
    energy = 0.5 * (block_means((still**2)[None], BLOCK)[0] + block_means((frames[best] ** 2)[None], BLOCK)[0])
    inside = block_means(laid.valid[best][None].astype(np.float32), BLOCK)[0] > 0.9
    drawn = block_means((still**2)[None], BLOCK)[0] > _DRAWN * block_means(frames**2, BLOCK).max(axis=0) + _CHANGED
    textured = inside & (energy > _TEXTURED) & ~drawn
    if not textured.any():
        return Identity(0.0, 0.0, 0.0, found.cost)
    agreement = float((leftover < _FITS * energy)[textured].mean())
    changed = (apart > np.maximum(_DIFFERS * energy, _CHANGED)) & (apart > _OVER_NOISE * noise) & textured
    counts = changed.sum(axis=(1, 2))
    if not counts.max():
        return Identity(1.0, agreement, 0.0, found.cost)
    # Frames that differ little from the best one say little: those that differ most decide.
    telling = counts >= max(1, counts.max() // 2)
    ratio = float((worse * changed)[telling].sum() / (apart * changed)[telling].sum())
    return Identity(ratio, agreement, float(counts.max() / textured.sum()), found.cost)


def _noise(frames: NDArray[np.float32], shared: NDArray[np.float32]) -> NDArray[np.float32]:
    """Usual squared difference of neighbouring frames in each block, shape (h / block, w / block)."""
    if len(frames) < 3:
        return np.zeros(block_means(frames[:1], BLOCK).shape[1:], np.float32)
    steps = block_means((frames[1:] - frames[:-1]) ** 2 * shared[1:], BLOCK)
    return np.asarray(np.median(steps, axis=0), np.float32)

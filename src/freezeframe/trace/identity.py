"""The same frame, or the same scene at another moment? Decided by what moves.

Inliers cannot tell: the background, the camera and the channel's design fit at any moment. What can: in the parts of
the picture that change while the recording runs, the right frame fits as well as in the parts that stand still, while
another moment or another recording fits there no better than two moments of the recording fit each other. Captions and
marks spoil changing and still parts alike, so the two are compared with each other, not with a fixed level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from freezeframe.kernels.compare import block_means
from freezeframe.trace.pinpoint import BLOCK, Pinpointed


@dataclass(frozen=True)
class Identity:
    """How well the still fits the best frame, block by block; all shares lie between 0 and 1."""

    agreement: float
    """Share of the textured area under the still that fits the best frame."""
    moving: float
    """Share of the textured area that changes while the recording runs."""
    moving_agreement: float
    """Share of the changing area (weighted by how much it changes) that fits; 1 where nothing changes."""
    still_agreement: float
    """Share of the unchanging area that fits; 1 where everything changes."""


def identity(found: Pinpointed) -> Identity:
    """Compare the fit in changing and in unchanging blocks of the coarse pass."""
    laid = found.coarse
    still, frame = laid.template.image, laid.warped[found.best]
    inside = block_means(laid.valid[found.best][None].astype(np.float32), BLOCK)[0] > 0.9
    leftover = block_means(((still - frame) ** 2)[None], BLOCK)[0]
    energy = 0.5 * (block_means((still**2)[None], BLOCK)[0] + block_means((frame**2)[None], BLOCK)[0])
    textured = inside & (energy > 0.08)
    misfit = leftover / (energy + 0.02)
    valid = laid.valid
    count = np.maximum(valid.sum(axis=0), 1)
    mean = (laid.warped * valid).sum(axis=0) / count
    variance = (((laid.warped - mean) * valid) ** 2).sum(axis=0) / count
    change = block_means(variance[None].astype(np.float32), BLOCK)[0] / (energy + 0.02)
    moving = textured & (change > 0.15)
    resting = textured & ~moving
    fits = misfit < 0.5

    def share(mask, weight):  # type: ignore[no-untyped-def]
        total = float((weight * mask).sum())
        return float((weight * mask * fits).sum()) / total if total > 0 else 1.0

    area = np.ones_like(change)
    return Identity(
        share(textured, area),
        float(moving.sum() / max(textured.sum(), 1)),
        share(moving, np.minimum(change, 1.0)),
        share(resting, area),
    )

"""How a still's colours follow from its frame's: a mix of the three channels, then a rising curve for each.

The mix is a weighted least-squares fit, reweighted so that what was drawn on the still counts little (Holland & Welsch,
1977, with Cauchy's weights); the curve is a running median made monotone (pool adjacent violators; Ayer et al., 1955).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.float64]

_SAMPLES = 24_000
"""Pixels that a fit looks at, at most."""
_ROUNDS = 8
_CAUCHY = 2.385
"""Residuals of so many standard deviations count half as much (95 % efficiency for normal noise)."""
_FINEST = 1.0
"""Levels: no residual is told from nothing below this."""
_RIDGE = 1e-3
"""Share of the channels' mean square that holds the mix to equal parts where channels cannot be told apart."""
_BINS = 40
_FEWEST = 30
"""Pixels a bin of the curve rests on at least."""


@dataclass(frozen=True)
class Tones:
    """Still levels from frame levels: ``curves[c][mix[c] @ (blue, green, red, 1)]``."""

    mix: Levels
    """Shape (3, 4): a row for each channel of the still."""
    curves: Levels
    """Still levels at mixed levels 0 to 255, shape (3, 256), rising."""

    def apply(self, picture: NDArray[np.uint8] | NDArray[np.float32]) -> NDArray[np.float32]:
        """Levels of a picture, shape (..., 3), as the still would show them."""
        flat = picture.reshape(-1, 3).astype(np.float32)
        mixed = flat @ self.mix[:, :3].T.astype(np.float32) + self.mix[:, 3].astype(np.float32)
        levels = np.arange(256, dtype=np.float32)
        out = np.empty_like(mixed)
        for c in range(3):
            curve = self.curves[c].astype(np.float32)
            inside = np.interp(mixed[:, c], levels, curve)
            # Beyond the curve's ends it goes on as the mix does.
            out[:, c] = inside + (mixed[:, c] - np.clip(mixed[:, c], 0, 255))
        return np.clip(out, 0, 255).reshape(picture.shape)


def fit_tones(
    frame: NDArray[np.uint8] | NDArray[np.float32], still: NDArray[np.uint8], weights: NDArray[np.float32]
) -> Tones:
    """Fit pixels of the frame, shape (n, 3), to those of the still at the same places, each with a weight (n,)."""
    chosen = np.flatnonzero(weights > 0)
    chosen = chosen[:: max(len(chosen) // _SAMPLES, 1)]
    levels = np.arange(256, dtype=np.float64)
    if len(chosen) < 8 * _FEWEST:
        return Tones(np.eye(3, 4), np.stack([levels] * 3))
    source = np.column_stack([frame[chosen].astype(np.float64), np.full(len(chosen), 255.0)])
    target, trust = still[chosen].astype(np.float64), weights[chosen].astype(np.float64)
    mix = np.stack([_mix(source, target[:, c], trust, c) for c in range(3)])
    mixed = source @ mix.T
    curves = np.stack([_curve(mixed[:, c], target[:, c], trust) for c in range(3)])
    mix[:, 3] *= 255.0
    return Tones(mix, curves)


def _mix(source: Levels, target: Levels, trust: Levels, channel: int) -> Levels:
    """One row of the mix, its last entry in units of 255 levels, shape (4,)."""
    squares = float((trust[:, None] * source[:, :3] ** 2).mean()) * len(source)
    ridge = _RIDGE * squares * np.diag([1.0, 1.0, 1.0, 0.0])
    prior = np.full(4, 1 / 3)
    weight = trust.copy()
    row = np.eye(4)[channel]
    for _ in range(_ROUNDS):
        gram = (source * weight[:, None]).T @ source
        row = np.linalg.solve(gram + ridge + 1e-9 * np.eye(4), (source * weight[:, None]).T @ target + ridge @ prior)
        apart = np.abs(source @ row - target)
        spread = max(_weighted_median(apart, trust) / 0.6745, _FINEST)
        weight = trust / (1 + (apart / (_CAUCHY * spread)) ** 2)
    return np.asarray(row, np.float64)


def _curve(mixed: Levels, target: Levels, trust: Levels) -> Levels:
    """A rising curve through the running median, shape (256,)."""
    levels = np.arange(256, dtype=np.float64)
    order = np.argsort(mixed, kind="stable")
    parts = np.array_split(order, max(min(_BINS, len(order) // _FEWEST), 1))
    centres = np.array([np.average(mixed[part], weights=trust[part] + 1e-9) for part in parts])
    middles = np.array([_weighted_median(target[part], trust[part]) for part in parts])
    rising = pooled(middles, np.array([trust[part].sum() + 1e-9 for part in parts]))
    distinct = np.r_[True, np.diff(centres) > 1e-6]
    centres, rising = centres[distinct], rising[distinct]
    curve = np.interp(levels, centres, rising)
    below, above = levels < centres[0], levels > centres[-1]
    curve[below] = rising[0] + (levels[below] - centres[0])
    curve[above] = rising[-1] + (levels[above] - centres[-1])
    return np.asarray(np.clip(curve, 0, 255))


def pooled(values: Levels, weights: Levels) -> Levels:
    """The nearest rising sequence in weighted least squares, shape kept."""
    means: list[float] = []
    sizes: list[float] = []
    counts: list[int] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        means.append(value)
        sizes.append(weight)
        counts.append(1)
        while len(means) > 1 and means[-2] > means[-1]:
            total = sizes[-2] + sizes[-1]
            means[-2:] = [(means[-2] * sizes[-2] + means[-1] * sizes[-1]) / total]
            sizes[-2:] = [total]
            counts[-2:] = [counts[-2] + counts[-1]]
    return np.repeat(np.array(means), counts)


def _weighted_median(values: Levels, weights: Levels) -> float:
    order = np.argsort(values, kind="stable")
    steps = np.cumsum(weights[order])
    if steps[-1] <= 0:
        return float(np.median(values))
    return float(values[order[int(np.searchsorted(steps, steps[-1] / 2))]])

"""How a still's colours follow from its frame's: a mix of the three channels, then a rising curve for each.

The mix is a weighted least-squares fit, reweighted so that what was drawn on the still counts little (Holland & Welsch,
1977, with Cauchy's weights); the curve is a running median made monotone (pool adjacent violators; Ayer et al., 1955).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.float64]

_SAMPLES = 8_000
"""Pixels that a fit looks at, at most."""
_SPARSE = 3
_ROUNDS = 5
_CAUCHY = 2.385
"""Residuals of so many standard deviations count half as much (95 % efficiency for normal noise)."""
_FINEST = 1.0
"""Levels: no residual is told from nothing below this."""
_TURNS = 2
"""How often mix and curve are fitted in turn."""
_FLAT = 0.25
"""Slope of a curve under which it cannot be read backwards."""
_CLIPPED = 3.0
"""Levels from either end of the range within which a level may have been clipped."""
_KNOWN = 0.3
"""Share of the pixels that must be left for a mix to be fitted."""
_WORTH_IT = 0.9
"""Share of the channel's own leftover under which a mix is better."""
_MAY_EXPLAIN = 0.1
"""Share of the leftover's square under which the other channels cannot take a tenth of its size away."""
_UNRELATED = 30.0
"""Levels over which a leftover tells no more."""
_FREEDOM = 0.3
"""How far an entry of the mix is expected from its prior, where channels cannot be told apart."""
_PATCH = 20.0
"""Neighbouring pixels that tell no more than one."""
_COLOURLESS = 6.0
"""Median distance of a still's channels from each other, in levels, under which it is grey."""
_VIVID = 0.01
"""Share of the frame's pixels, those of most colour, by which that is told: the rest may be black and white."""
_FINE = 16
"""Steps of a level in which a curve is read."""
_LUMA = np.array([0.114, 0.587, 0.299])
_LEVELS = np.arange(256, dtype=np.float64)
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

    def apply(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        """Levels of a picture, shape (h, w, 3), as the still would show them, to a sixteenth of a level."""
        mixed = cv2.transform(picture, self.mix.astype(np.float32))
        steps = np.clip(mixed * np.float32(_FINE), 0, 255 * _FINE).astype(np.int32)
        fine = np.arange(255 * _FINE + 1, dtype=np.float64) / _FINE
        channels = [np.interp(fine, _LEVELS, curve).astype(np.float32) for curve in self.curves]
        return np.stack([channels[c].take(steps[..., c]) for c in range(3)], axis=2)


def fit_tones(
    frame: NDArray[np.uint8] | NDArray[np.float32], still: NDArray[np.uint8], weights: NDArray[np.float32]
) -> Tones:
    """Fit pixels of the frame, shape (n, 3), to those of the still at the same places, each with a weight (n,).

    Colours that are rare in the frame count for more than their number, or a small red thing would lose its colour.
    """
    chosen = np.flatnonzero(weights > 0)
    chosen = chosen[:: max(len(chosen) // _SAMPLES, 1)]
    if len(chosen) < 8 * _FEWEST:
        return Tones(np.eye(3, 4), np.stack([_LEVELS] * 3))
    source = np.column_stack([frame[chosen].astype(np.float64), np.full(len(chosen), 255.0)])
    target, trust = still[chosen].astype(np.float64), weights[chosen].astype(np.float64)
    trust = trust * _rarity(frame[chosen])
    grey = _colourless(source[:, :3], target)
    rows = [_channel(source, target[:, c], trust, c, grey) for c in range(3)]
    mix, curves = np.stack([row for row, _ in rows]), np.stack([curve for _, curve in rows])
    mix[:, 3] *= 255.0
    return Tones(mix, curves)


def _colourless(source: Levels, target: Levels) -> bool:
    """Whether a still's pixels (n, 3) have no colour where the frame's (n, 3) have most."""
    vivid = np.ptp(source, axis=1)
    most = vivid >= np.quantile(vivid, 1 - _VIVID)
    return bool(np.median(np.ptp(target[most], axis=1)) < _COLOURLESS)


def fit_curves(picture: NDArray[np.float32], still: NDArray[np.uint8], weights: NDArray[np.float32]) -> Tones:
    """Curves alone, for a picture, pixels of shape (n, 3), that is nearly in the still's tones already."""
    chosen = np.flatnonzero(weights > 0)
    chosen = chosen[:: max(len(chosen) // _SAMPLES, 1)]
    if len(chosen) < 8 * _FEWEST:
        return Tones(np.eye(3, 4), np.stack([_LEVELS] * 3))
    source, target = picture[chosen].astype(np.float64), still[chosen].astype(np.float64)
    trust = weights[chosen].astype(np.float64) * _rarity(picture[chosen])
    return Tones(np.eye(3, 4), np.stack([_curve(source[:, c], target[:, c], trust) for c in range(3)]))


def _channel(source: Levels, target: Levels, trust: Levels, channel: int, grey: bool) -> tuple[Levels, Levels]:
    """Mix (4,) and curve (256,) of one channel: of its own levels alone, unless a mix explains clearly more."""
    share = _LUMA if grey else np.eye(3)[channel]
    plain = np.column_stack([source[:, :3] @ share, source[:, 3]])
    gain, shift = _reweighted(plain, target, trust, np.zeros(2), np.array([1.0, 0.0]))
    prior = np.r_[gain * share, shift]
    alone = _curve(source @ prior, target, trust)
    row, curve = prior, alone
    if _explained(source[:, :3], target - _through(alone, source @ prior), trust) < _MAY_EXPLAIN:
        return prior, alone
    for _ in range(_TURNS):
        # The mix is fitted to what the levels were before the curve; where it is flat, that is not known.
        before, slope = np.interp(target, _rising(curve), _LEVELS), np.interp(target, curve, np.gradient(curve))
        known = trust * ((slope > _FLAT) & (target > _CLIPPED) & (target < 255 - _CLIPPED))
        if known.sum() < _KNOWN * trust.sum():
            return prior, alone
        row = _reweighted(source, before, known, np.array([1.0, 1.0, 1.0, 0.0]) / _FREEDOM**2, prior)
        curve = _curve(source @ row, target, trust)
    mixed, own = _cost(source @ row, curve, target, trust), _cost(source @ prior, alone, target, trust)
    return (row, curve) if mixed < _WORTH_IT * own else (prior, alone)


def _explained(source: Levels, left: Levels, trust: Levels) -> float:
    """The share of what is left over, (n,), that the channels (n, 3) explain at best: the square of its correlation."""
    spread = max(_weighted_median(np.abs(left), trust) / 0.6745, _FINEST)
    weight = trust / (1 + (left / (_CAUCHY * spread)) ** 2)
    total = max(weight.sum(), 1e-9)
    source, left = source - (weight @ source) / total, left - (weight @ left) / total
    drag = (source * weight[:, None]).T @ left
    gram = (source * weight[:, None]).T @ source + 1e-6 * total * np.eye(3)
    return float(drag @ np.linalg.solve(gram, drag) / max(float(weight @ left**2), 1e-9))


def _cost(mixed: Levels, curve: Levels, target: Levels, trust: Levels) -> float:
    apart = np.abs(_through(curve, mixed) - target)
    return float((trust * np.minimum(apart, _UNRELATED)).sum() + _FINEST * trust.sum())


def _through(curve: Levels, mixed: Levels) -> Levels:
    return np.asarray(np.interp(mixed, _LEVELS, curve), np.float64)


def _rising(curve: Levels) -> Levels:
    """A curve made strictly rising, so that it can be read backwards."""
    return np.asarray(np.maximum.accumulate(curve) + 1e-6 * _LEVELS)


def _rarity(colours: NDArray[np.uint8] | NDArray[np.float32]) -> Levels:
    """One over the root of how often a colour occurs, to 16 levels, shape (n,)."""
    coarse = np.clip(colours, 0, 255).astype(np.int64) >> 4
    codes = coarse[:, 0] << 8 | coarse[:, 1] << 4 | coarse[:, 2]
    return np.asarray(1.0 / np.sqrt(np.bincount(codes, minlength=4096)[codes]), np.float64)


def _reweighted(source: Levels, target: Levels, trust: Levels, hold: Levels, prior: Levels) -> Levels:
    """Least squares (n, k) to (n,), reweighted by Cauchy's weights, held to a prior as a Gaussian one would."""
    row, weight = prior, trust
    for _ in range(_ROUNDS):
        apart = np.abs(source @ row - target)
        # A part of them tells the spread well enough.
        spread = max(_weighted_median(apart[::_SPARSE], trust[::_SPARSE]) / 0.6745, _FINEST)
        weight = trust / (1 + (apart / (_CAUCHY * spread)) ** 2)
        weight = weight * (len(weight) / _PATCH / max(weight.sum(), 1e-9))
        ridge = np.diag(hold) * spread**2
        gram = (source * weight[:, None]).T @ source
        drag = (source * weight[:, None]).T @ target
        row = np.linalg.solve(gram + ridge + 1e-6 * np.eye(len(row)), drag + ridge @ prior)
    return np.asarray(row, np.float64)


def _curve(mixed: Levels, target: Levels, trust: Levels) -> Levels:
    """A rising curve through the running median of what the mix leaves over, in two turns, shape (256,)."""
    order = np.argsort(mixed, kind="stable")
    mixed, target, trust = mixed[order], target[order], trust[order]
    parts = np.array_split(np.arange(len(order)), max(min(_BINS, len(order) // _FEWEST), 1))
    starts = np.array([part[0] for part in parts])
    weight = np.add.reduceat(trust + 1e-9, starts)
    centres = np.add.reduceat(mixed * (trust + 1e-9), starts) / weight
    distinct = np.r_[True, np.diff(centres) > 0.5]
    number = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    curve = _LEVELS
    for _ in range(2):
        now = np.interp(mixed, _LEVELS, curve)
        steps = _weighted_medians(target - now, trust, number, starts)
        at = pooled(np.interp(centres, _LEVELS, curve) + steps, weight)
        left_over = np.interp(_LEVELS, centres[distinct], (at - np.interp(centres, _LEVELS, curve))[distinct])
        curve = np.asarray(np.clip(curve + left_over, 0, 255))
    return curve


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


def _weighted_medians(
    values: Levels, weights: Levels, number: NDArray[np.int64], starts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The weighted median of each part; ``number`` tells the part of each value, ``starts`` where each part begins."""
    order = np.lexsort((values, number))
    heavy = weights[order] + 1e-12
    steps = np.cumsum(heavy)
    before, total = steps[starts] - heavy[starts], np.add.reduceat(heavy, starts)
    at = np.searchsorted(steps, before + total / 2)
    return np.asarray(values[order[np.minimum(at, len(values) - 1)]], np.float64)


def _weighted_median(values: Levels, weights: Levels) -> float:
    order = np.argsort(values, kind="stable")
    steps = np.cumsum(weights[order])
    if steps[-1] <= 0:
        return float(np.median(values))
    return float(values[order[int(np.searchsorted(steps, steps[-1] / 2))]])

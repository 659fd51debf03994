"""What was done to the colours of a whole picture: taken away, cast, and the brightness bent."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.trace.rendering import Rendering

_TRUSTED = 0.5
_FEWEST = 200
"""Pixels that must be believed for anything to be said."""
_ENOUGH = 100_000
"""Pixels that a picture is shrunk to, about, to compare its colours."""
_SOFT = 3.0
"""Pixels: colours are compared after a blur by this, which takes out what compression does to them."""
_LEAST_COLOUR = 3.0
"""Levels by which the frame's colours must vary before it can be told whether the still lost them."""
_ANY_COLOUR, _GONE = 1.5, 0.3
"""The same where they hardly vary: levels that the frame has on average, and the share under which they are gone."""
_LOST = 0.08
"""Share of the frame's colour under which a still is grey."""
_CAST = 5.0
"""Levels of a colour cast that is worth telling. Decoders disagree about neutral greys by less."""
_MOVED, _EXPLAINED = 3.0, 0.7
"""Levels by which colours must differ, root mean square, and the share of that which the new strength and the cast may
leave over: what compression and a palette do to colours, these two do not explain."""
_SATURATION = 0.25
"""Share by which the strength of colours must change to be worth telling."""
_HOLD = 1.0
"""Levels squared of variance of the colours, under which their strength cannot be told and is taken for unchanged."""
_BENT = 8.0
"""Levels by which the brightness must change somewhere to be worth telling."""
_PARTS = 24
"""Parts, from dark to bright, in which it is compared."""
_GAMMAS = np.exp(np.linspace(np.log(0.4), np.log(2.5), 201))
_LITTLE = 0.5
"""Levels squared: an error that needs no better curve."""
_STRAIGHT = 0.7
"""Share of the error of a straight line under which a bent one is meant."""


@dataclass(frozen=True)
class Recolouring:
    """How the still's colours follow from the frame's, over all that is believed."""

    grey: bool | None
    """Whether colour that the frame has was taken away; None where the frame has hardly any."""
    saturation: float
    """Strength of the still's colours over that of the frame's; 1 where it cannot be told."""
    cast: tuple[float, float, float]
    """Levels by which what was neutral leans to blue, green and red."""
    recast: bool
    """Strength and cast explain how the colours differ, and they do differ."""
    gain: float
    """Contrast: slope of the brightness after the gamma."""
    shift: float
    """Levels that are added."""
    gamma: float
    """Exponent of the brightness as a share of white, before gain and shift; 1 for none."""
    bend: float
    """Levels by which the brightness changes at most, where the frame has any of it."""

    @property
    def tinted(self) -> bool:
        """Whether there is a colour cast, or colours of another strength."""
        if not self.grey and not self.recast:
            return False
        if max(abs(level) for level in self.cast) > _CAST:
            return True
        return not self.grey and abs(self.saturation - 1) > _SATURATION

    @property
    def toned(self) -> bool:
        """Whether the brightness was changed."""
        return self.bend > _BENT


UNKNOWN = Recolouring(None, 1.0, (0.0, 0.0, 0.0), False, 1.0, 0.0, 1.0, 0.0)


def recolouring(rendered: Rendering, added: NDArray[np.bool_]) -> Recolouring:
    """Compare colours where the still is believed and nothing was ``added``, shape (h, w)."""
    times = max(round((added.size / _ENOUGH) ** 0.5), 1)
    size = (max(added.shape[1] // times, 1), max(added.shape[0] // times, 1))
    believed = np.where(added, np.float32(0), rendered.trust)
    where = cv2.resize(believed, size, interpolation=cv2.INTER_AREA) > _TRUSTED
    if int(where.sum()) < _FEWEST:
        return UNKNOWN
    still = _softened(cv2.resize(rendered.still, size, interpolation=cv2.INTER_AREA), _SOFT / times)[where]
    frame = _softened(cv2.resize(rendered.plain, size, interpolation=cv2.INTER_AREA), _SOFT / times)[where]
    luma = np.array([0.114, 0.587, 0.299])
    still_luma, frame_luma = still @ luma, frame @ luma
    saturation, cast, varies = _colours(still - still_luma[:, None], frame - frame_luma[:, None])
    grey = (
        saturation < _LOST
        if varies >= _LEAST_COLOUR
        else _paled(still - still_luma[:, None], frame - frame_luma[:, None])
    )
    gamma, gain, shift, bend = _brightness(frame_luma, rendered)
    # What a blur takes from the contrast is no change of it: out of focus alike, the two must differ as well.
    soft = rendered.toned.softness.apply(np.asarray(cv2.cvtColor(rendered.plain, cv2.COLOR_BGR2GRAY), np.float32))
    soft_luma = _softened(cv2.resize(soft, size, interpolation=cv2.INTER_AREA), _SOFT / times)[where]
    bend = min(bend, _bend(soft_luma, still_luma))
    blue, green, red = cast.tolist()
    recast = _recast(still - still_luma[:, None], frame - frame_luma[:, None], saturation, cast)
    return Recolouring(grey, saturation, (blue, green, red), recast, gain, shift, gamma, bend)


def _softened(picture: cv2.typing.MatLike, sigma: float) -> NDArray[np.float64]:
    return np.asarray(cv2.GaussianBlur(picture.astype(np.float32), (0, 0), max(sigma, 0.5)), np.float64)


def _colours(still: NDArray[np.float64], frame: NDArray[np.float64]) -> tuple[float, NDArray[np.float64], float]:
    """Strength of the still's colours over the frame's, its cast (3,), and how much the frame's vary, in levels.

    Both (n, 3), less their luma. A line through the middle of both; a frame of one colour tells nothing of strength.
    """
    still_middle, frame_middle = np.median(still, axis=0), np.median(frame, axis=0)
    a, b = frame - frame_middle, still - still_middle
    variance = float((a**2).mean())
    saturation = (float((a * b).mean()) + _HOLD) / (variance + _HOLD)
    return saturation, still_middle - saturation * frame_middle, variance**0.5


def _recast(
    still: NDArray[np.float64], frame: NDArray[np.float64], saturation: float, cast: NDArray[np.float64]
) -> bool:
    """Whether a strength and a cast (3,) turn the frame's colours into the still's, both (n, 3), where they differ."""
    apart = float(np.sqrt(((still - frame) ** 2).sum(axis=1).mean()))
    over = float(np.sqrt(((still - saturation * frame - cast) ** 2).sum(axis=1).mean()))
    return apart > _MOVED and over < _EXPLAINED * apart


def _paled(still: NDArray[np.float64], frame: NDArray[np.float64]) -> bool | None:
    """Whether colours that hardly vary, both (n, 3), are there in the frame and not in the still."""
    had, has = float(np.abs(frame).mean()), float(np.abs(still).mean())
    return has < _GONE * had if had >= _ANY_COLOUR else None


def _bend(frame: NDArray[np.float64], still: NDArray[np.float64]) -> float:
    """Levels by which the lumas of the same pixels, both (n,), differ at most, from dark to bright."""
    parts = np.array_split(np.argsort(frame, kind="stable"), _PARTS)
    return max(abs(float(np.median(frame[part]) - np.median(still[part]))) for part in parts)


def _brightness(frame: NDArray[np.float64], rendered: Rendering) -> tuple[float, float, float, float]:
    """Gamma, gain, shift, and the largest change in levels, where the frame has lumas (n,): what greys became."""
    x = np.quantile(frame, np.linspace(0.02, 0.98, 24))
    greys = np.repeat(x.astype(np.float32)[None, :, None], 3, axis=2)
    became = rendered.toned.evened.apply(rendered.toned.tones.apply(greys))
    y = np.asarray(became[0] @ np.array([0.114, 0.587, 0.299]), np.float64)
    bend = float(np.abs(y - x).max())
    if np.ptp(x) < 10:
        return 1.0, 1.0, float(np.median(y - x)), bend
    # Clipped ends say nothing of the curve between.
    inner = (y > 4) & (y < 251)
    if inner.sum() < 4:
        return 1.0, 1.0, float(np.median(y - x)), bend
    gamma, gain, shift = _curve(x[inner], y[inner])
    return gamma, gain, shift, bend


def _curve(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float, float]:
    """Gamma, gain and shift of points: of a gamma, a line, or both, the simplest that fits about as well."""
    bent = [255 * (np.clip(x, 0, 255) / 255) ** gamma for gamma in _GAMMAS]
    lines = [_line(one, y) for one in bent]
    both = min(range(len(bent)), key=lambda i: lines[i][2])
    alone = min(range(len(bent)), key=lambda i: float(((bent[i] - y) ** 2).mean()))
    straight = _line(x, y)
    enough = lines[both][2] / _STRAIGHT + _LITTLE
    if float(((bent[alone] - y) ** 2).mean()) <= enough:
        return float(_GAMMAS[alone]), 1.0, 0.0
    if straight[2] <= enough:
        return 1.0, straight[0], straight[1]
    return float(_GAMMAS[both]), lines[both][0], lines[both][1]


def _line(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float, float]:
    """Slope, intercept and mean squared error of the line through points."""
    middle, spread = float(x.mean()), x - x.mean()
    slope = float(spread @ y) / float(spread @ spread) if np.ptp(x) > 1e-6 else 1.0
    intercept = float(y.mean()) - slope * middle
    return slope, intercept, float(((slope * x + intercept - y) ** 2).mean())

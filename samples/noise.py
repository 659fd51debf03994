"""Procedural noise: the raw material of every texture in the sample footage."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Image = npt.NDArray[np.uint8]


def fbm(
    shape: tuple[int, int],
    rng: np.random.Generator,
    base: float = 4.0,
    octaves: int = 6,
    gain: float = 0.55,
) -> Floats:
    """Return multi-octave value noise of `shape` (rows, columns) in [0, 1], centred on 0.5.

    `base` is the number of cells along the longer side in the first octave; every further octave
    doubles it and weighs `gain` times as much.
    """
    rows, cols = shape
    longest = max(rows, cols)
    total = np.zeros(shape, np.float32)
    weight = 1.0
    for octave in range(octaves):
        cells = base * 2**octave / longest
        grid = (max(2, round(rows * cells) + 1), max(2, round(cols * cells) + 1))
        if grid[0] > rows or grid[1] > cols:
            break
        total += weight * _stretch(rng.random(grid, np.float32), shape)
        weight *= gain
    return _levelled(total)


def _stretch(grid: Floats, shape: tuple[int, int]) -> Floats:
    """Interpolate a coarse grid to `shape`."""
    stretched = cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(stretched, np.float32)


def _levelled(values: Floats) -> Floats:
    """Shift and scale to mean 0.5 and deviation 0.17, cut to [0, 1]."""
    spread = float(values.std()) or 1.0
    return np.asarray(np.clip(0.5 + 0.17 * (values - values.mean()) / spread, 0, 1), np.float32)


def soft_mask(mask: Image, blur: float) -> Floats:
    """Return a mask of bytes as shares (0..1), its edge softened by `blur` pixels."""
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), blur).astype(np.float32) / 255, np.float32)


def ridged(field: Floats) -> Floats:
    """Turn noise into sharp crests (1) between flat basins (0), as erosion leaves them."""
    return np.asarray(1 - np.abs(2 * field - 1), np.float32)


def smoothstep(low: float, high: float, values: Floats) -> Floats:
    """Return 0 under `low`, 1 over `high` and a smooth ramp between."""
    ramp = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(ramp * ramp * (3 - 2 * ramp), np.float32)


def wobble(seed: int, rate: float, terms: int = 5) -> tuple[Floats, Floats, Floats]:
    """Draw amplitudes, angular rates (rad/s) and phases of a smooth random motion around `rate` Hz."""
    rng = np.random.default_rng(seed)
    rates = 2 * np.pi * rate * rng.uniform(0.3, 2.2, terms)
    amplitudes = rng.uniform(0.4, 1.0, terms) * (2 * np.pi * rate / rates) ** 0.7
    phases = rng.uniform(0, 2 * np.pi, terms)
    return (
        amplitudes.astype(np.float32),
        rates.astype(np.float32),
        phases.astype(np.float32),
    )


def sway(parts: tuple[Floats, Floats, Floats], seconds: float) -> float:
    """Evaluate a motion drawn by `wobble` at a time."""
    amplitudes, rates, phases = parts
    return float(np.sum(amplitudes * np.sin(rates * seconds + phases)))

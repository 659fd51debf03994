"""Is there anything in a picture? The stated test that decides whether a crop or a frame is drawn again."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

GRID = 8
"""A picture is judged in GRID x GRID equal cells."""
WORKING_WIDTH = 160
"""Pixels; the picture is averaged down to this width first."""
SLOPE_SIGMA = 8.0
"""Pixels at WORKING_WIDTH; what is smoother than this (sky, a gradient, a vignette) is taken away first."""
NOISE_SIGMA = 2.0
"""Pixels at WORKING_WIDTH; structure survives being smoothed by this, sensor noise does not."""
CELL_DEVIATION = 2.0
"""Grey levels; a cell is textured when between the two smoothings its standard deviation reaches this ..."""
CELL_SURVIVES = 0.35
"""... and this share of what it was before the noise was smoothed (white noise keeps 0.14)."""
MIN_TEXTURED = 0.20
"""The share of cells that must be textured."""


def to_grey(image: Image) -> Image:
    """A picture [H, W, 3] BGR (or [H, W]) as grey [H, W]."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) if image.ndim == 3 else image, dtype=np.uint8)


def textured_share(image: Image) -> float:
    """The share, 0 to 1, of the GRID x GRID cells that are textured: see the constants."""
    grey = _shrunk(image)
    slope = cv2.GaussianBlur(grey, (0, 0), SLOPE_SIGMA)
    detail = _deviations(grey - slope)
    structure = _deviations(cv2.GaussianBlur(grey, (0, 0), NOISE_SIGMA) - slope)
    return float(np.mean((structure >= CELL_DEVIATION) & (structure >= CELL_SURVIVES * detail)))


def has_content(image: Image) -> bool:
    """True when at least MIN_TEXTURED of the cells are textured: see the constants."""
    return textured_share(image) >= MIN_TEXTURED


def _deviations(grey: NDArray[np.float32]) -> NDArray[np.float64]:
    """The standard deviation of each cell of a picture [H, W], shape (GRID * GRID,)."""
    cells = [cell for row in np.array_split(grey, GRID, axis=0) for cell in np.array_split(row, GRID, axis=1)]
    return np.array([float(cell.std()) for cell in cells])


def _shrunk(image: Image) -> NDArray[np.float32]:
    """Grey, averaged down to WORKING_WIDTH (never enlarged)."""
    grey = to_grey(image)
    height, width = grey.shape
    scale = min(1.0, WORKING_WIDTH / width)
    size = (max(GRID, round(width * scale)), max(GRID, round(height * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.float32)

"""Is there anything in a picture? The stated test that decides whether a crop or a frame is drawn again."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

GRID = 8
"""A picture is judged in GRID x GRID equal cells."""
WORKING_WIDTH = 160
"""Pixels; the picture is averaged down to this width first, so that noise and compression do not count as content."""
SLOPE_SIGMA = 8.0
"""Pixels at WORKING_WIDTH; what is smoother than this (sky, a gradient, a vignette) is taken away first."""
CELL_DEVIATION = 2.0
"""Grey levels; a cell whose remaining standard deviation reaches this is 'textured'."""
MIN_TEXTURED = 0.25
"""The share of cells that must be textured."""


def to_grey(image: Image) -> Image:
    """A picture [H, W, 3] BGR (or [H, W]) as grey [H, W]."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) if image.ndim == 3 else image, dtype=np.uint8)


def textured_share(image: Image) -> float:
    """The share, 0 to 1, of the GRID x GRID cells whose grey deviates by CELL_DEVIATION or more from a smooth slope."""
    grey = _shrunk(image)
    detail = grey - cv2.GaussianBlur(grey, (0, 0), SLOPE_SIGMA)
    cells = [cell for row in np.array_split(detail, GRID, axis=0) for cell in np.array_split(row, GRID, axis=1)]
    return float(np.mean([float(cell.std()) >= CELL_DEVIATION for cell in cells]))


def has_content(image: Image) -> bool:
    """True when at least MIN_TEXTURED of the cells are textured: see the constants."""
    return textured_share(image) >= MIN_TEXTURED


def _shrunk(image: Image) -> NDArray[np.float32]:
    """Grey, averaged down to WORKING_WIDTH (never enlarged), then smoothed by one pixel."""
    grey = to_grey(image)
    height, width = grey.shape
    scale = min(1.0, WORKING_WIDTH / width)
    size = (max(GRID, round(width * scale)), max(GRID, round(height * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small.astype(np.float32), (0, 0), 1.0), dtype=np.float32)

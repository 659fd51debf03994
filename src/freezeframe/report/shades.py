"""One scale of shades for how much two pictures differ: pale is nothing, dark is much.

It is magma turned round (from the matplotlib project, CC0) with its pale end drawn to white: its lightness falls all
the way, so that it reads the same in print without colour and for the colour-blind.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.types import Colour

_PALE = 48
"""Levels of 255 over which white turns into magma."""


def shaded(amounts: NDArray[np.float32]) -> Colour:
    """Amounts from 0 to 1, shape (h, w), as shades, shape (h, w, 3)."""
    levels = np.rint(np.clip(amounts, 0.0, 1.0) * 255).astype(np.uint8)
    return _table()[levels]


@cache
def _table() -> NDArray[np.uint8]:
    """The shade of each level, shape (256, 3)."""
    shades = cv2.applyColorMap(np.arange(255, -1, -1, dtype=np.uint8)[:, None], cv2.COLORMAP_MAGMA)[:, 0]
    white = np.clip(1.0 - np.arange(256)[:, None] / _PALE, 0.0, 1.0)
    return np.asarray(np.rint(shades * (1.0 - white) + 255.0 * white), np.uint8)


def scale_bar() -> Colour:
    """All shades from nothing to much, for a key."""
    return shaded(np.linspace(0, 1, 64, dtype=np.float32)[None, :])

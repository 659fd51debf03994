"""One scale of shades for how much two pictures differ: pale is nothing, dark is much.

It is magma turned round (from the matplotlib project, CC0): its lightness falls evenly, so that it reads the same in
print without colour and for the colour-blind.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.types import Colour


def shaded(amounts: NDArray[np.float32]) -> Colour:
    """Amounts from 0 to 1, shape (h, w), as shades, shape (h, w, 3)."""
    levels = 255 - np.rint(np.clip(amounts, 0.0, 1.0) * 255).astype(np.uint8)
    return np.asarray(cv2.applyColorMap(levels, cv2.COLORMAP_MAGMA), np.uint8)


def scale_bar() -> Colour:
    """All shades from nothing to much, for a key."""
    return shaded(np.linspace(0, 1, 64, dtype=np.float32)[None, :])

"""How well a picture fits somewhere on each of many small grids, at several sizes, as it is or mirrored.

Normalised cross-correlation (Lewis, 1995) by OpenCV. The grids are searched in one go: stacked on each other, with the
places that would lie across two of them left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

_LEAST = 6
"""Cells on its shorter side that a picture must cover: fewer fit anywhere."""


def placed(
    picture: NDArray[np.uint8], grids: NDArray[np.uint8], size: tuple[int, int], shares: Sequence[float]
) -> NDArray[np.float32]:
    """Fit ``picture`` (height, width) on each of ``grids`` (n, rows, columns) of frames of ``size`` (width, height).

    ``shares`` are the shares of the frame's width that the picture may show; its mirror image is tried too. Returns the
    correlation at the best place and size, -1 to 1 (-1 where no size fits), shape (n,).
    """
    n, rows, columns = grids.shape
    stacked = np.ascontiguousarray(grids.reshape(n * rows, columns))
    best = np.full(n, -1.0, np.float32)
    height, width = picture.shape
    for share in shares:
        wide = round(columns * share)
        high = round(share * size[0] * height / width * rows / size[1])
        if min(wide, high) < _LEAST or high > rows or wide > columns or not n:
            continue
        small = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA)
        for template in (small, np.ascontiguousarray(small[:, ::-1])):
            found = cv2.matchTemplate(stacked, template, cv2.TM_CCOEFF_NORMED)
            every = np.full((n * rows, found.shape[1]), -1.0, np.float32)
            every[: len(found)] = np.where(np.isfinite(found), found, -1.0)
            within = every.reshape(n, rows, -1)[:, : rows - high + 1]
            np.maximum(best, within.max(axis=(1, 2)), out=best)
    return best

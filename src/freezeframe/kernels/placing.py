"""How well a picture fits somewhere on each of many small grids, at several sizes, as it is or mirrored.

Normalised cross-correlation (Lewis, 1995): products by the Fourier transform, which the grids go through once for all
sizes, and the energies under the picture by running sums.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

_LEAST = 6
"""Cells on its shorter side that a picture must cover: fewer fit anywhere."""
_FLAT = 0.5
"""Sum of squares, in grey levels, up to which a part of a grid is flat: one cell that is a level off."""


def placed(
    picture: NDArray[np.uint8], grids: NDArray[np.uint8], size: tuple[int, int], shares: Sequence[float]
) -> NDArray[np.float32]:
    """Fit ``picture`` (height, width) on each of ``grids`` (n, rows, columns) of frames of ``size`` (width, height).

    ``shares`` are the shares of the frame's width that the picture may show; its mirror image is tried too. Returns the
    correlation at the best place and size, -1 to 1 (-1 where no size fits, 0 where either is flat), shape (n,).
    """
    n, rows, columns = grids.shape
    best = np.full(n, -1.0, np.float32)
    if not n:
        return best
    values = grids - grids.mean(axis=(1, 2), keepdims=True, dtype=np.float32)
    shape = (cv2.getOptimalDFTSize(rows), cv2.getOptimalDFTSize(columns))
    spectrum = np.fft.rfft2(values, s=shape)
    sums, squares = _running(values), _running(values * values)
    height, width = picture.shape
    for share in shares:
        wide = round(columns * share)
        high = round(share * size[0] * height / width * rows / size[1])
        if min(wide, high) < _LEAST or high > rows or wide > columns:
            continue
        small = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32)
        small -= small.mean()
        spread = _under(squares, high, wide) - _under(sums, high, wide) ** 2 / (high * wide)
        norm = max(float(np.linalg.norm(small)), 1e-3)
        energy = np.sqrt(np.where(spread > _FLAT, spread, np.inf)).astype(np.float32) * np.float32(norm)
        for template in (small, small[:, ::-1]):
            product = np.fft.irfft2(spectrum * np.fft.rfft2(template, s=shape).conj(), s=shape)
            fit = product[:, : rows - high + 1, : columns - wide + 1] / energy
            np.maximum(best, fit.max(axis=(1, 2)), out=best)
    return best


def _running(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Sums of all above and to the left, shape (n, rows + 1, columns + 1)."""
    sums = np.zeros((values.shape[0], values.shape[1] + 1, values.shape[2] + 1))
    np.cumsum(np.cumsum(values, axis=1, dtype=np.float64), axis=2, out=sums[:, 1:, 1:])
    return sums


def _under(sums: NDArray[np.float64], high: int, wide: int) -> NDArray[np.float64]:
    """Sums over each part of so many rows and columns."""
    found = sums[:, high:, wide:] - sums[:, :-high, wide:] - sums[:, high:, :-wide] + sums[:, :-high, :-wide]
    return np.asarray(found, np.float64)

"""PDQ, the 256-bit hash of a whole picture that desks exchange (Facebook, 2019; ThreatExchange).

Luma is smoothed by two box passes, sampled at 64 x 64, and 16 x 16 low frequencies of its discrete cosine transform
(without the first row and column) are compared with their median.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE = 64
_KEPT = 16


def pdq(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The hash of a grey picture, shape (32,), most significant bit first, in the order of the published text form."""
    luma = grey.astype(np.float32)
    for _ in range(2):
        luma = _box(luma)
    rows = ((np.arange(_SIDE) + 0.5) * luma.shape[0] / _SIDE).astype(np.intp)
    columns = ((np.arange(_SIDE) + 0.5) * luma.shape[1] / _SIDE).astype(np.intp)
    sampled = luma[np.ix_(rows, columns)].astype(np.float64)
    basis = _cosines()
    coefficients = basis @ sampled @ basis.T
    # The bits of the reference run from the last coefficient to the first.
    bits = coefficients.ravel() > np.median(coefficients)
    return np.packbits(bits[::-1])


def hamming(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Differing bits of hash ``a``, shape (32,), and each row of ``b``, shape (n, 32)."""
    return np.asarray(np.bitwise_count(np.bitwise_xor(a, b)).sum(axis=-1, dtype=np.int64))


def _cosines() -> NDArray[np.float64]:
    """Rows 1 to 16 of the 64-point DCT-II, shape (16, 64)."""
    frequency = np.arange(1, _KEPT + 1)[:, None]
    angles = np.pi / (2 * _SIDE) * frequency * (2 * np.arange(_SIDE)[None] + 1)
    return np.asarray(np.sqrt(2.0 / _SIDE) * np.cos(angles), np.float64)


def _box(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    """One pass of the reference's box filter: windows of 1/128 of each side (rounded up), cut off at the border."""
    height, width = luma.shape
    size = ((width + 127) // 128, (height + 127) // 128)
    # The reference centres an even window one sample to the right.
    anchor = ((size[0] - 1) // 2, (size[1] - 1) // 2)
    total = cv2.boxFilter(luma, -1, size, anchor=anchor, normalize=False, borderType=cv2.BORDER_CONSTANT)
    count = cv2.boxFilter(np.ones_like(luma), -1, size, anchor=anchor, normalize=False, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(total / count, np.float32)

"""Pictures whose truth is known: smooth random ones, and the same seen through a homography."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def smooth(seed: int, height: int = 150, width: int = 200, reach: float = 3.0) -> NDArray[np.float32]:
    """Random hills about ``reach`` pixels wide, grey levels 20 to 235, shape (height, width)."""
    rng = np.random.default_rng(seed)
    fine = cv2.GaussianBlur(rng.normal(size=(height, width)).astype(np.float32), (0, 0), reach)
    coarse = cv2.GaussianBlur(rng.normal(size=(height, width)).astype(np.float32), (0, 0), 4 * reach)
    hills = fine / fine.std() + coarse / coarse.std()
    return np.asarray(np.interp(hills, (hills.min(), hills.max()), (20, 235)), np.float32)


def seen_through(
    picture: NDArray[np.float32], to_picture: NDArray[np.float64], height: int, width: int
) -> NDArray[np.float32]:
    """What a view of height x width shows whose pixels lie at ``to_picture`` (3x3) in the picture."""
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(picture, to_picture, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.float32)


def grey(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Brought to bytes."""
    return np.asarray(np.clip(np.rint(picture), 0, 255), np.uint8)

"""Places of a still that show something else than the frame, each as one thing: a caption, an arrow, a wiped face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.leftover import Leftover, drawn, smoothed_away
from freezeframe.trace.rendering import Rendering

Mask = NDArray[np.bool_]

_TOGETHER = 0.006
"""Share of the long side within which two parts belong together, as the letters of a word."""
_MOST = 60
"""Places told apart, the largest first; the rest stays in the masks."""
_OWN_LINES = 0.1
"""Steepness of a place's own edge, over how far it differs, from which it was drawn and does not blend in."""
_SAME_SHAPES = 0.6
"""Correlation with the frame, both out of focus, from which a place is the frame's, blurred."""
_SOLID = 0.5
"""Share of its hull that a smooth place fills, from which its gaps are closed."""


@dataclass(frozen=True, eq=False)
class Change:
    """One place."""

    kind: Literal["added", "retouched"]
    mask: Mask
    """In compared pixels, shape (h, w) of ``box``."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom of the part that the mask covers: pixels [left, right) x [top, bottom)."""
    blurred: bool
    """It is the frame's own content, blurred or made of large squares."""

    def on(self, picture: Mask) -> None:
        """Set the place in a mask of the whole picture."""
        left, top, right, bottom = self.box
        picture[top:bottom, left:right] |= self.mask


def changes(rendered: Rendering, left: Leftover) -> list[Change]:
    """All places, the largest first."""
    still, laid = _luma(rendered.still.astype(np.float32)), _luma(rendered.laid)
    lines = drawn(rendered.still, left)
    wiped = smoothed_away(still, laid, rendered.shown, rendered.trust)
    reach = 2 * max(round(_TOGETHER * max(lines.shape)), 1) + 1
    grown = cv2.dilate((lines | wiped).astype(np.uint8), np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    found: list[Change] = []
    if count < 2:
        return found
    steep = _steepness(rendered.still.astype(np.float32)), _steepness(rendered.laid)
    for number in range(1, count):
        x, y, wide, high = (int(v) for v in stats[number, :4])
        part = (slice(y, y + high), slice(x, x + wide))
        here = labels[part] == number
        mask = (lines | wiped)[part] & here
        own = _own_lines(mask, steep[0][part], steep[1][part], left.amplitude[part])
        smooth = own < _OWN_LINES or 2 * int((wiped[part] & mask).sum()) > int(mask.sum())
        if smooth:
            mask = _closed(mask) & here
        blurred = smooth and _same_shapes(still[part], laid[part], mask)
        kind: Literal["added", "retouched"] = "added" if blurred or not smooth else "retouched"
        found.append(Change(kind, mask, (x, y, x + wide, y + high), blurred))
    return sorted(found, key=lambda change: -int(change.mask.sum()))[:_MOST]


def _own_lines(
    mask: Mask, steep: NDArray[np.float32], beneath: NDArray[np.float32], amplitude: NDArray[np.float32]
) -> float:
    """How steep the still is along a place's edge where the frame is not, over how far the place differs."""
    kernel = np.ones((3, 3), np.uint8)
    inner = mask.astype(np.uint8)
    band = (cv2.dilate(inner, kernel) - cv2.erode(inner, kernel, borderValue=0)) > 0
    own = np.maximum(cv2.dilate(steep, kernel) - cv2.dilate(beneath, np.ones((5, 5), np.uint8)), 0)
    return float(own[band].mean() / max(float(np.median(amplitude[mask])), 1.0)) if mask.any() else 0.0


def _closed(mask: Mask) -> Mask:
    """A smooth place with its gaps closed, if it is one solid thing."""
    if not mask.any():
        return mask
    hull = cv2.convexHull(cv2.findNonZero(mask.astype(np.uint8)))
    if cv2.contourArea(hull) * _SOLID > float(mask.sum()):
        return mask
    side = 2 * max(round(0.12 * float(mask.sum()) ** 0.5), 1) + 1
    pad = side
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    padded = cv2.copyMakeBorder(mask.astype(np.uint8), pad, pad, pad, pad, cv2.BORDER_CONSTANT)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, disc)[pad:-pad, pad:-pad]
    outer, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(closed.copy(), outer, -1, 1, cv2.FILLED) > 0)


def _same_shapes(still: NDArray[np.float32], laid: NDArray[np.float32], mask: Mask) -> bool:
    """Whether a place shows the same as the frame when both are put out of focus."""
    sigma = max(0.15 * float(mask.sum()) ** 0.5, 1.0)
    a, b = (cv2.GaussianBlur(picture, (0, 0), sigma)[mask] for picture in (still, laid))
    a, b = a - a.mean(), b - b.mean()
    return float(np.dot(a, b)) > _SAME_SHAPES * max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-6)


def _steepness(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Steepness in levels a pixel, the mean of the channels, shape (h, w)."""
    across = cv2.Sobel(picture, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(picture, cv2.CV_32F, 0, 1, scale=1 / 8)
    return np.asarray(np.hypot(across, down).mean(axis=2), np.float32)


def _luma(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32)

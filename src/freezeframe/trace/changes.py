"""Places of a still that show something else than the frame, each as one thing: a caption, an arrow, a wiped face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels import blurs
from freezeframe.kernels.compare import highest
from freezeframe.kernels.leftover import Leftover, drawn, has_palette, smoothed_away
from freezeframe.trace.going_on import luma
from freezeframe.trace.rendering import Rendering

Mask = NDArray[np.bool_]

_HUE = 16.0
"""Levels between the channels by which a place may change its colour on average and still be called blurred."""
_TOGETHER = 0.006
"""Share of the long side within which two parts belong together, as the letters of a word."""
_OWN_LINES = 0.62
"""Share of the steps along its edge that are its own, from which a place was drawn and does not blend in."""
_FADES = 0.3
"""Step of the difference along its edge, over how far a place differs, under which it fades out, as light does."""
_EVEN = 0.1
"""Steepness of the difference itself in it, a pixel, over how far it differs, under which nothing else was changed."""
_LEAST = 1e-4
"""Share of the picture under which a place is not told."""
_AROUND, _ENOUGH = (7, 7), 4.0
"""Pixels around a place of its edge that are averaged on either side, and how many of them there must be."""
_EDGE, _INNER = 2, 0.05
"""Pixels along the edge of what is shown, and the share of a place that must lie further in: where the frame lies half
a pixel off, its edge differs."""
_SOLID = 0.5
"""Share of its hull that a smooth place fills, from which its gaps are closed."""


@dataclass(frozen=True, eq=False)
class Change:
    """One place."""

    kind: Literal["added", "retouched", "tone"]
    """``tone``: lighter or darker than the frame, fading out all around."""
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
    still, laid = luma(rendered.still.astype(np.float32)), luma(rendered.toned.laid)
    lines = drawn(rendered.still, left)
    # What the frame has beyond the part that is shown is not missing from it.
    wiped = smoothed_away(still, np.where(rendered.shown, laid, still), rendered.shown, rendered.trust)
    if has_palette(rendered.still):
        wiped[:] = False
    reach = 2 * max(round(_TOGETHER * max(lines.shape)), 1) + 1
    grown = cv2.dilate((lines | wiped).astype(np.uint8), np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    found: list[Change] = []
    inner = _without_edge(rendered.shown)
    seen, mask_size = rendered.still.astype(np.float32), float(max(rendered.shown.sum(), 1))
    for number in range(1, count):
        box = _wider(stats[number], lines.shape)
        part = (slice(box[1], box[3]), slice(box[0], box[2]))
        here = labels[part] == number
        mask = (lines | wiped)[part] & here
        if int(mask.sum()) < _LEAST * mask_size or float((mask & inner[part]).sum()) < _INNER * float(mask.sum()):
            continue
        apart = seen[part] - rendered.toned.laid[part]
        own, beneath, between = _edge_steps(mask, seen[part], rendered.toned.laid[part], apart)
        amount = float(np.median(left.amplitude[part][mask]))
        fades = between < _FADES * amount and _is_even(apart, mask, amount)
        smooth = own < _OWN_LINES * (own + beneath)
        how = blurs.UNKNOWN if _recoloured(apart, mask) else _account(still, laid, mask, box)
        if smooth or how.blurred:
            mask = _closed(mask) & here
        kind: Literal["added", "retouched", "tone"] = "added"
        if not how.blurred and (smooth or how.filled):
            kind = "retouched"
        found.append(Change("tone" if fades else kind, mask, box, how.blurred and not fades))
    return sorted(found, key=lambda change: -int(change.mask.sum()))


def _without_edge(shown: Mask) -> Mask:
    """What is shown without the pixels along its edge, the edge of the still counted as one."""
    kernel = np.ones((2 * _EDGE + 1, 2 * _EDGE + 1), np.uint8)
    padded = cv2.copyMakeBorder(shown.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    return np.asarray(cv2.erode(padded, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)[1:-1, 1:-1] > 0)


def _wider(stats: NDArray[np.int32], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The box of a connected part (left, top, width, height, ...) and what is around it: left, top, right, bottom."""
    x, y, wide, high = (int(v) for v in stats[:4])
    reach = _AROUND[0]
    return max(x - reach, 0), max(y - reach, 0), min(x + wide + reach, shape[1]), min(y + high + reach, shape[0])


def _edge_steps(mask: Mask, *pictures: NDArray[np.float32]) -> list[float]:
    """Levels by which pictures, each (h, w, 3), step along a place's edge on average.

    What was drawn ends in a step where the frame has none; what was wiped or blurred goes on as its surroundings do,
    where the frame may have a step.
    """
    inner = mask.astype(np.uint8)
    outer = cv2.dilate(inner, np.ones((5, 5), np.uint8)) == 0
    kernel = np.ones((3, 3), np.uint8)
    band = cv2.dilate(inner, kernel) != cv2.erode(inner, kernel, borderValue=0)
    return [float(_steps(picture, mask, outer)[band].mean()) for picture in pictures]


def _steps(picture: NDArray[np.float32], inner: Mask, outer: Mask) -> NDArray[np.float32]:
    """By how many levels the means of two masks differ around each pixel, 0 where one of them is not near, (h, w)."""
    means, near = [], []
    for mask in (inner, outer):
        weights = mask.astype(np.float32)
        total = cv2.boxFilter(weights, -1, _AROUND, normalize=False, borderType=cv2.BORDER_CONSTANT)
        part = picture * weights[..., None]
        levels = cv2.boxFilter(part, -1, _AROUND, normalize=False, borderType=cv2.BORDER_CONSTANT)
        means.append(levels / np.maximum(total, 1e-3)[..., None])
        near.append(total >= _ENOUGH)
    steps = highest(np.abs(means[0] - means[1]))
    return np.asarray(np.where(near[0] & near[1], steps, 0.0), np.float32)


def _is_even(apart: NDArray[np.float32], mask: Mask, amount: float) -> bool:
    """Whether a difference (h, w, 3), in levels, has no steps in a place, as light that falls on it."""
    soft = cv2.GaussianBlur(apart, (0, 0), 2.0)
    steep = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=1 / 8))
    return bool(np.quantile(highest(steep)[mask], 0.95) < _EVEN * amount)


def _recoloured(apart: NDArray[np.float32], mask: Mask) -> bool:
    """Whether a place, where pictures (h, w, 3) are so far apart, has other colours than a blur leaves it."""
    mean = apart[mask].mean(axis=0)
    return bool(np.ptp(mean) > _HUE)


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


def _account(
    still: NDArray[np.float32], laid: NDArray[np.float32], mask: Mask, box: tuple[int, int, int, int]
) -> blurs.Account:
    """How a place in a box of still and laid frame, as grey, came about."""
    left, top, right, bottom = box
    x, y = max(left - blurs.REACH, 0), max(top - blurs.REACH, 0)
    part = (slice(y, bottom + blurs.REACH), slice(x, right + blurs.REACH))
    whole = np.zeros(still[part].shape, bool)
    whole[top - y : bottom - y, left - x : right - x] = _closed(mask)
    return blurs.account(still[part], laid[part], whole)

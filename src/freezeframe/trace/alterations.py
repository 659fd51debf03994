"""What was done to a frame before it was published: what a still adds to it, changes in it and leaves of it.

The frame is laid on the still, brought to the still's own tones, and compared; what is left over beyond the noise of
the still itself was added or changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.align import scaling
from freezeframe.kernels.homography import transfer
from freezeframe.kernels.outlines import filled, outlines
from freezeframe.media import StillPicture
from freezeframe.trace.result import Alteration
from freezeframe.types import Colour, Matrix

_MOST_PIXELS = 2_000_000
"""A larger still is compared shrunk to this."""


@dataclass(frozen=True)
class Tones:
    """How the still's levels follow from the frame's."""

    grey: bool
    """The still has no colour although the frame has."""
    curves: NDArray[np.float64]
    """Still levels for frame levels 0 to 255, by channel blue, green, red; shape (3, 256)."""


@dataclass(frozen=True, eq=False)
class Altered:
    """A still compared with the frame it was taken from. Arrays are in *compared* pixels: the still's, or fewer.

    ``added`` and ``differing`` do not overlap, and lie where ``shown`` is true; the page around the picture is in none.
    """

    still_to_frame: Matrix
    """Refined on full resolution; still pixels to frame pixels."""
    to_still: Matrix
    """Compared pixels to still pixels; the identity up to two megapixels."""
    still: Colour
    """The still, shape (h, w, 3)."""
    laid: Colour
    """The frame as the still would show it if nothing had been added: same place, tones and softness; (h, w, 3)."""
    shown: NDArray[np.bool_]
    """Where the still shows the frame, added things included; shape (h, w)."""
    added: NDArray[np.bool_]
    """Captions, arrows, circles, logos, patches painted over or blurred; shape (h, w)."""
    differing: NDArray[np.bool_]
    """Retouched: shows something else than the frame, without lines of its own; shape (h, w)."""
    difference: NDArray[np.float32]
    """Difference of still and laid frame in units of the noise expected there, 0 where not shown; shape (h, w)."""
    tones: Tones
    alterations: tuple[Alteration, ...]
    """Those that the comparison finds: added, retouched, tint, tone; polygons in still pixels."""

    def in_still(self, mask: NDArray[np.bool_], size: tuple[int, int]) -> NDArray[np.bool_]:
        """A mask in compared pixels as one in still pixels, for a still of ``size`` (width, height)."""
        if mask.shape == size[::-1]:
            return mask
        return np.asarray(cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0)


def alterations_of(
    still: StillPicture, frame: Colour, still_to_frame: Matrix, region: NDArray[np.float64] | None = None
) -> Altered:
    """Compare a still with the frame it was taken from, shape (height, width, 3), at full resolution.

    ``region`` is the polygon in still pixels that shows the frame, shape (n, 2); the whole still when not given.
    """
    seen, to_still = _compared(still.colour)
    size = (seen.shape[1], seen.shape[0])
    to_frame = still_to_frame @ to_still
    laid = _laid(frame, to_frame, size)
    shown = _laid(np.full(frame.shape[:2], 255, np.uint8), to_frame, size) == 255
    if region is not None:
        shown &= filled(transfer(np.asarray(np.linalg.inv(to_still), np.float64), region), size)
    curves = np.stack([_line(laid[..., c][shown], seen[..., c][shown]) for c in range(3)])
    laid = np.stack([curves[c].round().clip(0, 255).astype(np.uint8)[laid[..., c]] for c in range(3)], axis=2)
    apart = np.abs(seen.astype(np.float32) - laid).max(axis=2)
    apart = np.asarray(cv2.GaussianBlur(apart, (0, 0), 2.0), np.float32) * shown
    noise = float(np.median(apart[shown])) if shown.any() else 0.0
    difference = np.asarray(apart / (2.0 * noise + 2.0), np.float32)
    added = cv2.morphologyEx((difference > 6.0).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    found = tuple(Alteration("added", transfer(to_still, one), "still") for one in outlines(added, 1.0))
    tones = Tones(_colourless(seen) and not _colourless(frame), curves)
    differing = np.zeros_like(added)
    return Altered(still_to_frame, to_still, seen, laid, shown, added, differing, difference, tones, found)


def _compared(colour: Colour) -> tuple[Colour, Matrix]:
    """The still, shrunk when it is very large, and the map of the pixels back."""
    height, width = colour.shape[:2]
    scale = min((_MOST_PIXELS / (width * height)) ** 0.5, 1.0)
    if scale == 1.0:
        return colour, np.eye(3)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    small = np.asarray(cv2.resize(colour, size, interpolation=cv2.INTER_AREA), np.uint8)
    return small, scaling(small.shape, colour.shape)


def _laid(frame: NDArray[np.uint8], to_frame: Matrix, size: tuple[int, int]) -> NDArray[np.uint8]:
    """The frame in still pixels; 0 where the still does not fall on it."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(frame, to_frame, size, flags=flags), np.uint8)


def _line(frame: NDArray[np.uint8], still: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Gain and shift by medians, as a curve over the levels 0 to 255."""
    levels = np.arange(256, dtype=np.float64)
    if not frame.size:
        return levels
    middle, spread = float(np.median(frame)), float(np.median(np.abs(frame - np.median(frame))))
    still_middle = float(np.median(still))
    still_spread = float(np.median(np.abs(still - still_middle)))
    gain = still_spread / spread if spread > 1 else 1.0
    return np.asarray(np.clip((levels - middle) * gain + still_middle, 0, 255))


def _colourless(picture: Colour) -> bool:
    spread = picture.max(axis=2).astype(np.int16) - picture.min(axis=2)
    return bool(np.median(spread) < 6)

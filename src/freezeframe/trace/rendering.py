"""The frame as a still would show it if nothing had been added: in its place, tones and softness."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.align import scaling
from freezeframe.kernels.homography import transfer
from freezeframe.kernels.outlines import alike, common, filled, outer_edge
from freezeframe.kernels.softness import Softness, fit_softness
from freezeframe.kernels.tones import Tones, fit_curves, fit_tones
from freezeframe.trace.close_fit import closely_fitted
from freezeframe.trace.going_on import goes_on, going_on, luma
from freezeframe.types import Colour, Grey, Matrix

_MOST_PIXELS = 1_200_000
"""A larger still is compared shrunk to this."""
_BEYOND = 0.01
"""Share of the still from which it is looked at what lies beyond the part that was found."""
_SPANS = 0.96
"""Share of still and frame together that they share, from which the still spans the frame's whole extent."""
_LAID_OVER = 0.35
"""Share of such a still up to which what is not the frame's was laid over it."""
_NEARBY = 9
"""Pixels around what is not the frame's that its compression has touched."""
_SHRUNK = 1.15
"""Frame pixels on one of the still, along a side, from which they are averaged first."""


@dataclass(frozen=True, eq=False)
class Toned:
    """A frame in a still's place, tones and softness."""

    laid: NDArray[np.float32]
    """Levels, in compared pixels, shape (h, w, 3)."""
    tones: Tones
    softness: Softness
    evened: Tones
    """Curves alone, which meet the still's tones anew after the softness."""


@dataclass(frozen=True, eq=False)
class Rendering:
    """A still and its frame pixel on pixel. Arrays are in *compared* pixels: the still's, or fewer of a large one."""

    still_to_frame: Matrix
    """Refined; still pixels to frame pixels."""
    to_still: Matrix
    """Compared pixels to still pixels."""
    region: NDArray[np.float64] | None
    """The polygon in still pixels that shows the frame, shape (n, 2); None for the whole still."""
    still: Colour
    """Shape (h, w, 3)."""
    plain: NDArray[np.float32]
    """The frame in the still's place, as it is, shape (h, w, 3)."""
    shown: NDArray[np.bool_]
    """Where the still may show the frame, shape (h, w)."""
    trust: NDArray[np.float32]
    """Belief that it does, 0 to 1, shape (h, w)."""
    toned: Toned
    spans: bool
    """The still reaches as far as the frame does: what is not the frame's in it was laid over it."""


def render(still: Colour, frame: Colour, guess: Matrix, region: NDArray[np.float64] | None) -> Rendering:
    """Lay a frame (height, width, 3) on a still, from about ``guess`` (still to frame pixels).

    ``region`` is the polygon in still pixels that shows the frame, shape (n, 2); the whole still when None. Where the
    still goes on beyond it as the frame does, or ends where the frame ends, what was taken for a picture within the
    still was a part of the picture.
    """
    seen, to_still = compared(still)
    size = (seen.shape[1], seen.shape[0])
    fit = closely_fitted(grey(seen), grey(frame), guess @ to_still)
    plain, whole = _in_place(frame, fit.still_to_frame, size)
    shown = whole if region is None else whole & _filled(region, to_still, size)
    trust = np.asarray(cv2.resize(fit.trust, size, interpolation=cv2.INTER_LINEAR) * shown, np.float32)
    toned = _toned(seen, plain, trust)
    spans, beyond = _spans(fit.still_to_frame, seen.shape, frame.shape), whole & ~shown
    if region is not None and float(beyond.mean()) >= _BEYOND and goes_on(seen, toned.laid, beyond):
        return render(still, frame, guess, None)
    if spans and float(beyond.mean()) <= _LAID_OVER:
        # Tones and noise stay those of the part that shows the frame.
        region, shown = None, whole
    elif region is not None and shown.any():
        grown = going_on(seen, toned.laid, transfer(_inverse(to_still), region), whole)
        framed = transfer(_inverse(fit.still_to_frame), outer_edge(0, 0, *frame.shape[1::-1]))
        region = transfer(to_still, common(grown, framed))
        shown = whole & _filled(region, to_still, size)
    to_frame = fit.still_to_frame @ np.linalg.inv(to_still)
    to_frame /= to_frame[2, 2]
    return Rendering(to_frame, to_still, region, seen, plain, shown, trust, toned, spans)


def without(rendered: Rendering, foreign: NDArray[np.bool_]) -> Rendering:
    """The same, its tones and softness fitted anew where the still is not ``foreign``, shape (h, w)."""
    near = cv2.dilate(foreign.astype(np.uint8), np.ones((_NEARBY, _NEARBY), np.uint8)) > 0
    trust = np.where(near, np.float32(0), rendered.trust)
    return replace(rendered, trust=trust, toned=_toned(rendered.still, rendered.plain, trust))


def _toned(still: Colour, plain: NDArray[np.float32], trust: NDArray[np.float32]) -> Toned:
    """A frame in its place in a still's tones and softness, both (h, w, 3), fitted where they are believed, (h, w)."""
    tones = fit_tones(plain.reshape(-1, 3), still.reshape(-1, 3), trust.ravel())
    toned = tones.apply(plain)
    softness = fit_softness(luma(toned), luma(still.astype(np.float32)), trust)
    soft = softness.apply(toned)
    # What was made softer meets the curve anew.
    evened = fit_curves(soft.reshape(-1, 3), still.reshape(-1, 3), trust.ravel())
    return Toned(evened.apply(soft), tones, softness, evened)


def compared(colour: Colour) -> tuple[Colour, Matrix]:
    """A still, shrunk when it is very large, and the map of its pixels back to the still's."""
    height, width = colour.shape[:2]
    scale = (_MOST_PIXELS / (width * height)) ** 0.5
    if scale >= 1.0:
        return colour, np.eye(3)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    small = np.asarray(cv2.resize(colour, size, interpolation=cv2.INTER_AREA), np.uint8)
    return small, scaling(small.shape, colour.shape)


def _in_place(frame: Colour, to_frame: Matrix, size: tuple[int, int]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The frame in still pixels, and where it is."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    shown = cv2.warpPerspective(np.full(frame.shape[:2], 255, np.uint8), to_frame, size, flags=flags) >= 254
    shrink = _shrink(to_frame, size)
    if shrink > _SHRUNK:
        smaller = (max(round(frame.shape[1] / shrink), 1), max(round(frame.shape[0] / shrink), 1))
        before = frame.shape
        frame = np.asarray(cv2.resize(frame, smaller, interpolation=cv2.INTER_AREA), np.uint8)
        to_frame = scaling(before, frame.shape) @ to_frame
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    placed = cv2.warpPerspective(frame.astype(np.float32), to_frame, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.clip(placed, 0, 255), np.float32), np.asarray(shown)


def _spans(to_frame: Matrix, still: tuple[int, ...], frame: tuple[int, ...]) -> bool:
    """Whether a still of this shape ends on all sides where the frame ends."""
    return alike(transfer(to_frame, outer_edge(0, 0, *still[1::-1])), outer_edge(0, 0, *frame[1::-1])) >= _SPANS


def _shrink(to_frame: Matrix, size: tuple[int, int]) -> float:
    """Frame pixels on one still pixel, along a side, in the middle."""
    middle = np.array([size[0] / 2, size[1] / 2])
    a, b, c = transfer(to_frame, middle + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    return float(max(abs(np.linalg.det(np.stack([b - a, c - a]))), 1e-6) ** 0.5)


def _filled(region: NDArray[np.float64], to_still: Matrix, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Compared pixels of a polygon in still pixels."""
    return filled(transfer(_inverse(to_still), region), size)


def _inverse(matrix: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(matrix), np.float64)


def grey(colour: Colour) -> Grey:
    """The grey of a colour picture, as bytes."""
    return np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)

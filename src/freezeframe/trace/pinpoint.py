"""Which frame exactly: the still laid on every frame of a window, each with its own geometry, and compared.

A homography taken at a keyframe pulls the answer towards the keyframe, so the geometry is found anew for every frame,
tracking outwards from the keyframe. Frames are then compared by what is left over, where the still can be believed: a
block that disagrees with every frame (a caption, a mark, the page around the picture) has no say. Frames whose
leftover is not significantly larger than the best one's cannot be told apart from it and make up the intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels import align as al
from freezeframe.kernels.compare import believed, indistinguishable
from freezeframe.kernels.homography import transfer
from freezeframe.types import Grey, Matrix

BLOCK = 8
"""Side of a block in template pixels."""
_SIGMA = 5.0
"""Reach of the local normalisation in template pixels."""


@dataclass(frozen=True)
class PinpointOptions:
    """How frames are compared."""

    coarse: int = 128
    """Long side of the template in the pass over all frames, pixels."""
    fine: int = 288
    """Long side of the template in the pass over the best frames, pixels."""
    most_fine: int = 24
    """Frames in the fine pass."""
    most_fine_static: int = 120
    """The same under a camera that stands still, where one geometry serves all frames."""
    standing: float = 0.5
    """Template pixels within which the geometries of all frames agree when the camera stands still."""
    doubt: float = 4.0
    """Standard errors by which a frame must be worse than the best one to be told apart from it."""


@dataclass(frozen=True)
class Laid:
    """The still laid on a run of frames at one resolution."""

    template: al.Template
    to_template: Matrix
    """Still pixels to template pixels."""
    still_to_frame: NDArray[np.float64]
    """Homographies of each frame, shape (n, 3, 3)."""
    warped: NDArray[np.float32]
    """Each frame, normalised, in template pixels, 0 where the template falls outside; shape (n, h, w)."""
    valid: NDArray[np.bool_]
    """Where the template falls on the frame, shape (n, h, w)."""
    frames: NDArray[np.int64]
    """Position of each frame in the window, shape (n,)."""

    def leftover(self) -> NDArray[np.float32]:
        """Squared difference of still and frame, shape (n, h, w)."""
        return np.asarray((self.warped - self.template.image) ** 2)


@dataclass(frozen=True)
class Pinpointed:
    """The frame of a window that the still was taken from."""

    best: int
    """Position of the best frame in the window."""
    alike: NDArray[np.bool_]
    """Which frames of the window cannot be told apart from it, shape (window,)."""
    still_to_frame: Matrix
    """Refined homography at the best frame."""
    cost: float
    """Mean squared leftover at the best frame where the still is believed, in units of local contrast."""
    coarse: Laid
    """The pass over all frames."""
    trust: NDArray[np.float32]
    """Belief in each coarse template pixel, 0 to 1, shape (h, w)."""


@dataclass(frozen=True)
class Track:
    """A run of window positions to be tracked outwards from one of them."""

    first: int
    end: int
    """Half-open."""
    start: int
    guess: Matrix
    """Still pixels to pixels of the frame at ``start``."""


def pinpoint(still: Grey, window: Sequence[Grey], tracks: Sequence[Track], options: PinpointOptions) -> Pinpointed:
    """Find the frame of ``window`` (greys of equal shape) that ``still`` was taken from.

    ``tracks`` cover the window.
    """
    coarse = lay(still, window, tracks, options.coarse)
    trust = believed(coarse.template.image, coarse.warped, coarse.valid, BLOCK)
    costs = _costs(coarse, trust)
    best = int(np.argmin(costs))
    standing = _stands_still(coarse, best, costs, options.standing)
    alike = indistinguishable(coarse.template.image, coarse.warped, trust, best, options.doubt + 2.0, BLOCK)
    alike |= costs <= np.sort(costs)[min(4, len(costs) - 1)]
    chosen = np.flatnonzero(alike)
    most = options.most_fine_static if standing else options.most_fine
    chosen = np.sort(chosen[np.argsort(costs[chosen], kind="stable")[:most]])
    fine = lay_each(still, window, chosen, coarse.still_to_frame, best if standing else None, options.fine)
    fine_trust = believed(fine.template.image, fine.warped, fine.valid, BLOCK)
    fine_trust *= cv2.resize(trust, fine_trust.shape[::-1], interpolation=cv2.INTER_LINEAR)
    fine_costs = _costs(fine, fine_trust)
    top = int(np.argmin(fine_costs))
    fine_alike = indistinguishable(fine.template.image, fine.warped, fine_trust, top, options.doubt, BLOCK)
    result = np.zeros(len(window), bool)
    result[chosen[fine_alike]] = True
    if fine_alike.mean() > 0.9 and len(chosen) < alike.sum():
        # What was looked at finely cannot be told apart; no more can what was not.
        result |= alike
    return Pinpointed(int(chosen[top]), result, fine.still_to_frame[top], float(fine_costs[top]), coarse, trust)


def _stands_still(laid: Laid, best: int, costs: NDArray[np.float64], within: float) -> bool:
    """Whether the geometry found for the better half of the frames is the same, to within so many template pixels."""
    good = costs <= np.median(costs)
    h, w = laid.template.image.shape
    places = np.stack(np.meshgrid(np.linspace(0, w, 5), np.linspace(0, h, 5)), axis=-1).reshape(-1, 2)
    in_still = transfer(_inverse(laid.to_template), places)
    here = np.linalg.inv(laid.still_to_frame[best])
    apart = [
        np.sqrt(((transfer(laid.to_template @ here @ one, in_still) - places) ** 2).sum(axis=1).mean())
        for one in laid.still_to_frame[good]
    ]
    return bool(np.median(apart) <= within)


def lay(still: Grey, window: Sequence[Grey], tracks: Sequence[Track], long_side: int) -> Laid:
    """Lay the still on every frame, each time from the geometry of the frame before, outwards from each start."""
    target, to_template, times = _template(still, tracks[0].guess, long_side)
    to_still = np.linalg.inv(to_template)
    small = [_small(frame, times) for frame in window]
    scale = _shrinking(times)
    laid: dict[int, al.Aligned] = {}
    for track in tracks:
        first = al.normalised(small[track.start], _SIGMA)
        laid[track.start] = al.align(target, first, scale @ track.guess @ to_still, steps=10, parameters=6)
        for way in (range(track.start + 1, track.end), range(track.start - 1, track.first - 1, -1)):
            at = laid[track.start].to_frame
            for i in way:
                laid[i] = al.align(target, al.normalised(small[i], _SIGMA), at, steps=4, parameters=6)
                at = laid[i].to_frame
    return _gather(target, to_template, [(laid[i], scale) for i in range(len(window))], np.arange(len(window)))


def lay_each(
    still: Grey,
    window: Sequence[Grey],
    chosen: NDArray[np.int64],
    known: NDArray[np.float64],
    shared: int | None,
    long_side: int,
) -> Laid:
    """Lay the still on some frames of the window, finer, each from its ``known`` homography (indexed by frame).

    With ``shared``, the geometry is refined on that frame and serves all: its own jitter would tell alike frames apart.
    """
    target, to_template, times = _template(still, known[chosen[0]], long_side)
    to_still = np.linalg.inv(to_template)

    def refined(i: int, homography: Matrix, steps: int) -> tuple[al.Aligned, Matrix]:
        part, offset = _around(window[i], homography, still.shape)
        small = _small(part, times)
        scale = _shrinking(times) @ offset
        guess = scale @ homography @ to_still
        return al.align(target, al.normalised(small, _SIGMA), guess / guess[2, 2], steps, parameters=8), scale

    if shared is None:
        return _gather(target, to_template, [refined(int(i), known[i], 5) for i in chosen], chosen)
    aligned, scale = refined(shared, known[shared], 10)
    common = np.linalg.inv(scale) @ aligned.to_frame @ to_template
    return _gather(target, to_template, [refined(int(i), common, 0) for i in chosen], chosen)


def _costs(laid: Laid, trust: NDArray[np.float32]) -> NDArray[np.float64]:
    """Mean leftover of each frame where the still is believed, shape (n,)."""
    total = max(float(trust.sum()), 1e-6)
    return np.asarray((laid.leftover() * trust).sum(axis=(1, 2), dtype=np.float64) / total)


def _gather(
    target: al.Template, to_template: Matrix, done: list[tuple[al.Aligned, Matrix]], frames: NDArray[np.int64]
) -> Laid:
    """``done`` holds each alignment with the scaling from frame pixels to the pixels it was made in."""
    homographies = [np.linalg.inv(scale) @ a.to_frame @ to_template for a, scale in done]
    return Laid(
        target,
        to_template,
        np.stack([h / h[2, 2] for h in homographies]),
        np.stack([a.warped for a, _ in done]),
        np.stack([a.valid > 0 for a, _ in done]),
        frames,
    )


def _template(still: Grey, guess: Matrix, long_side: int) -> tuple[al.Template, Matrix, int]:
    """The still as a template no finer than the frame, still-to-template pixels, and how often the frame is shrunk.

    The frame is shrunk by a whole number, which costs least, and the still to whatever makes the two alike.
    """
    height, width = still.shape
    centre = np.array([[width / 2, height / 2], [width / 2 + 1, height / 2], [width / 2, height / 2 + 1]])
    moved = transfer(guess, centre)
    enlargement = float(np.sqrt(abs(np.linalg.det(np.stack([moved[1] - moved[0], moved[2] - moved[0]])))))
    times = max(round(enlargement * max(height, width) / long_side), 1)
    scale = min(enlargement / times, 1.0)
    size = (max(round(width * scale), 8), max(round(height * scale), 8))
    small = np.asarray(cv2.resize(still, size, interpolation=cv2.INTER_AREA), np.uint8) if scale < 1 else still
    image = al.normalised(small, _SIGMA)
    return al.template(image, np.ones_like(image)), al.scaling(still.shape, small.shape), times


def _around(frame: Grey, homography: Matrix, still_shape: tuple[int, ...]) -> tuple[Grey, Matrix]:
    """The part of a frame that the still shows, with some margin, and frame pixels to pixels of that part."""
    height, width = still_shape[:2]
    corners = transfer(homography, np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64))
    margin = 0.08 * float(np.ptp(corners, axis=0).max()) + 8
    size = np.array([frame.shape[1], frame.shape[0]])
    low = np.clip(np.floor(corners.min(0) - margin), 0, size - 16).astype(int)
    high = np.clip(np.ceil(corners.max(0) + margin), low + 16, size).astype(int)
    part = frame[low[1] : high[1], low[0] : high[0]]
    return part, np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]], np.float64)


def _small(picture: Grey, times: int) -> Grey:
    """The picture shrunk by a whole number; what does not fill a pixel at the right and bottom border is left out."""
    if times == 1:
        return picture
    rows, columns = max(picture.shape[0] // times, 1), max(picture.shape[1] // times, 1)
    cut = picture[: rows * times, : columns * times]
    return np.asarray(cv2.resize(cut, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)


def _inverse(matrix: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(matrix), np.float64)


def _shrinking(times: int) -> Matrix:
    """The map of pixel centres that ``_small`` makes."""
    return np.array([[1 / times, 0, (1 / times - 1) / 2], [0, 1 / times, (1 / times - 1) / 2], [0, 0, 1]])

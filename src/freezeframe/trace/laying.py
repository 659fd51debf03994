"""The still laid on the frames of a window, each frame with its own geometry, so that they can be compared.

A homography taken at a keyframe pulls the answer towards the keyframe, so the geometry is found anew for every frame,
tracking outwards from where it is known.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.config import side_by_side
from freezeframe.kernels import align as al
from freezeframe.kernels.homography import transfer
from freezeframe.types import Grey, Matrix

BLOCK = 8
"""Side of a block in template pixels."""
SIGMA = 5.0
"""Reach of the local normalisation in template pixels."""
_UNRELATED = 1.0
"""Leftover of a pixel over which it tells no more against a frame."""
_LOST = 1.25
_LOST_FLOOR = 0.05
"""A cost that rises by more than this factor and this much says that frames were left out which are needed."""
_CLEARLY_BETTER = 0.8
"""Share of the cost that is left when another perspective was needed."""
_SAME_SIZE = 0.002
"""Share by which a still may be larger or smaller than its part of the frame to be shrunk as the frame is."""
_DOUBTED = 0.02
"""Weight in the fine alignment of a pixel that the coarse pass does not believe at all."""


@dataclass(frozen=True)
class Laid:
    """The still laid on a run of frames at one resolution."""

    template: al.Template
    to_template: Matrix
    """Still pixels to template pixels."""
    times: int
    """How often the frames were shrunk."""
    still_to_frame: NDArray[np.float64]
    """Homographies of each frame, shape (n, 3, 3)."""
    warped: NDArray[np.float32]
    """Each frame, normalised, in template pixels, 0 where the template falls outside; shape (n, h, w)."""
    valid: NDArray[np.bool_]
    """Where the template falls on the frame, shape (n, h, w)."""
    frames: NDArray[np.int64]
    """Position of each frame in the window, shape (n,)."""

    def costs(self, trust: NDArray[np.float32]) -> NDArray[np.float64]:
        """Mean leftover of each frame where the still is believed, shape (n,)."""
        total = max(float(trust.sum()), 1e-6)
        differences = (frame - self.template.image for frame in self.warped)
        return np.array([float(np.vdot(one * trust, one)) for one in differences]) / total

    def apart(self, one: Matrix, other: Matrix) -> float:
        """How far two geometries (still to frame pixels) lay the still apart, in template pixels (root mean square)."""
        h, w = self.template.image.shape
        places = np.stack(np.meshgrid(np.linspace(0, w, 5), np.linspace(0, h, 5)), axis=-1).reshape(-1, 2)
        in_still = transfer(np.asarray(np.linalg.inv(self.to_template), np.float64), places)
        back = transfer(self.to_template @ np.linalg.inv(one) @ other, in_still)
        return float(np.sqrt(((back - places) ** 2).sum(axis=1).mean()))

    @cached_property
    def misfits(self) -> NDArray[np.float64]:
        """Mean leftover of each frame over the whole template, no pixel counting more than an unrelated one, (n,)."""
        differences = (frame - self.template.image for frame in self.warped)
        return np.array([float(np.minimum(one * one, _UNRELATED).mean(dtype=np.float64)) for one in differences])


@dataclass(frozen=True)
class Track:
    """A run of window positions and the geometry known at one of them."""

    first: int
    end: int
    """Half-open."""
    start: int
    guess: Matrix
    """Still pixels to pixels of the frame at ``start``."""
    steady: bool = False
    """The guess is meant for whichever frame the still was taken from: nothing is tracked from frame to frame."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A still and the frames of a window at one scale, locally normalised; a frame is made when it is asked for."""

    template: al.Template
    to_template: Matrix
    """Still pixels to template pixels."""
    times: int
    """How often the frames were shrunk."""
    window: Sequence[Grey]
    _made: dict[int, al.Image] = field(default_factory=dict)

    def frame(self, position: int) -> al.Image:
        """One frame of the window."""
        if position not in self._made:
            self.make([position])
        return self._made[position]

    def make(self, positions: Sequence[int]) -> None:
        """Normalise several frames at once, which is quicker than one by one."""
        new = [i for i in positions if i not in self._made]
        made = side_by_side(lambda i: al.normalised(shrunk(self.window[i], self.times), SIGMA), new)
        self._made.update(zip(new, made, strict=True))


def prepared(still: Grey, window: Sequence[Grey], guess: Matrix, long_side: int) -> Prepared:
    """Make ready what is laid: by about ``guess`` (still to frame pixels), the template ``long_side`` pixels long."""
    target, to_template, times = _template(still, guess, long_side)
    return Prepared(target, to_template, times, window)


def lay(ready: Prepared, tracks: Sequence[Track], stride: int = 1) -> Laid:
    """Lay the still on every ``stride``-th frame, from the geometry of the one before, outwards from each start.

    ``tracks`` cover the window. Where the fit is lost between two frames, those between them are laid too.
    """
    ready.make([i for t in tracks for way in _ways(t, stride) for i in (t.start, *way)])
    laid: dict[int, al.Aligned] = {}
    for track in tracks:
        guess = _from_template(ready, track.guess)
        laid[track.start] = _started(ready, track.start, guess)
        for way in _ways(track, stride):
            if track.steady:
                laid |= {i: _next(ready, i, guess) for i in way}
            else:
                laid |= _tracked(ready, laid[track.start], [track.start, *way])
    return _gathered(ready, laid)


def lay_more(ready: Prepared, tracks: Sequence[Track], laid: Laid, positions: set[int]) -> Laid:
    """Further frames of the window laid, each from the geometry of the nearest that was laid in its track."""
    more: dict[int, al.Aligned] = {}
    known = laid.frames
    new = sorted(positions - {*known.tolist()})
    ready.make(new)
    for track in tracks:
        rows = np.flatnonzero((known >= track.first) & (known < track.end))
        for i in (i for i in new if track.first <= i < track.end):
            nearest = laid.still_to_frame[rows[np.abs(known[rows] - i).argmin()]]
            guess = track.guess if track.steady else nearest
            more[i] = _next(ready, i, _from_template(ready, guess))
    return _joined(laid, _gathered(ready, more)) if more else laid


def _ways(track: Track, stride: int) -> tuple[list[int], list[int]]:
    """Forwards and backwards from the start of a track in steps, and its two ends."""
    forwards = sorted({*range(track.start + stride, track.end, stride), track.end - 1} - {track.start})
    backwards = sorted({*range(track.start - stride, track.first - 1, -stride), track.first} - {track.start})
    return forwards, backwards[::-1]


def _from_template(ready: Prepared, still_to_frame: Matrix) -> Matrix:
    """Template pixels to pixels of the shrunk frame."""
    return np.asarray(shrinking(ready.times) @ still_to_frame @ np.linalg.inv(ready.to_template), np.float64)


def _started(ready: Prepared, position: int, guess: Matrix) -> al.Aligned:
    """A frame laid from a guess, with another perspective only where that is clearly better: it follows what moves."""
    near = al.align(ready.template, ready.frame(position), guess, steps=10, parameters=6)
    free = al.align(ready.template, ready.frame(position), near.to_frame, steps=10)
    return free if free.cost < _CLEARLY_BETTER * near.cost else near


def _next(ready: Prepared, position: int, guess: Matrix) -> al.Aligned:
    """One frame more, from the geometry of another: template pixels to pixels of the shrunk frame."""
    return al.align(ready.template, ready.frame(position), guess / guess[2, 2], steps=10, parameters=6)


def _tracked(ready: Prepared, start: al.Aligned, way: Sequence[int]) -> dict[int, al.Aligned]:
    """The frames of ``way`` after its first one, which ``start`` was laid on, one from the other."""
    laid, last = {}, start
    for before, position in itertools.pairwise(way):
        one = _next(ready, position, last.to_frame)
        if one.cost > _LOST * last.cost + _LOST_FLOOR:
            for between in range(before, position, 1 if position > before else -1):
                if between != before:
                    last = laid[between] = _next(ready, between, last.to_frame)
            one = _next(ready, position, last.to_frame)
        last = laid[position] = one
    return laid


def _gathered(ready: Prepared, laid: dict[int, al.Aligned]) -> Laid:
    scale, positions = shrinking(ready.times), sorted(laid)
    done = [(laid[i], scale) for i in positions]
    return _gather(ready.template, ready.to_template, done, np.array(positions, np.int64), ready.times)


def _joined(one: Laid, other: Laid) -> Laid:
    """Two runs of frames of one window, laid by the same template, as one."""
    frames = np.concatenate([one.frames, other.frames])
    order = np.argsort(frames, kind="stable")
    geometry, warped, valid = (
        np.concatenate([getattr(one, name), getattr(other, name)])[order]
        for name in ("still_to_frame", "warped", "valid")
    )
    return Laid(one.template, one.to_template, one.times, geometry, warped, valid, frames[order])


def lay_alike(ready: Prepared, still_to_frame: Matrix, at: int) -> Laid:
    """The still laid on every frame with the geometry of one, at a position of the window."""
    to_frame = _from_template(ready, still_to_frame)
    to_frame = al.align(ready.template, ready.frame(at), to_frame / to_frame[2, 2], steps=10).to_frame
    positions = range(len(ready.window))
    ready.make(positions)
    return _gathered(ready, {i: al.align(ready.template, ready.frame(i), to_frame, steps=0) for i in positions})


def lay_each(
    still: Grey,
    window: Sequence[Grey],
    known: Mapping[int, Matrix],
    best: int,
    long_side: int,
    trust: NDArray[np.float32],
    standing: bool,
) -> Laid:
    """Lay the still on some frames of the window, finer, each from its ``known`` homography (by window position).

    ``trust`` is the belief in each pixel of a coarser template: what was added to the picture does not pull at the
    geometry. Under a camera that is ``standing``, that of the ``best`` frame is refined and serves all: its own jitter
    would tell alike frames apart.
    """
    chosen = sorted(known)
    target, to_template, times = _template(still, known[best], long_side)
    weights = cv2.resize(trust, target.image.shape[::-1], interpolation=cv2.INTER_LINEAR)
    target = al.template(target.image, np.maximum(weights, np.float32(_DOUBTED)))
    to_still = np.linalg.inv(to_template)

    def refined(i: int, homography: Matrix, steps: int) -> tuple[al.Aligned, Matrix]:
        part, offset = _around(window[i], homography, still.shape)
        small = shrunk(part, times)
        scale = shrinking(times) @ offset
        guess = scale @ homography @ to_still
        return al.align(target, al.normalised(small, SIGMA), guess / guess[2, 2], steps, parameters=8), scale

    if not standing:
        done = side_by_side(lambda i: refined(i, known[i], 5), chosen)
    else:
        aligned, scale = refined(best, known[best], 10)
        common = np.linalg.inv(scale) @ aligned.to_frame @ to_template
        done = side_by_side(lambda i: refined(i, common, 0), chosen)
    return _gather(target, to_template, done, np.array(chosen, np.int64), times)


def _gather(
    target: al.Template,
    to_template: Matrix,
    done: list[tuple[al.Aligned, Matrix]],
    frames: NDArray[np.int64],
    times: int,
) -> Laid:
    """``done`` holds each alignment with the scaling from frame pixels to the pixels it was made in."""
    homographies = [np.linalg.inv(scale) @ a.to_frame @ to_template for a, scale in done]
    return Laid(
        target,
        to_template,
        times,
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
    if abs(enlargement - 1.0) < _SAME_SIZE:
        # Of a whole frame, each pixel is then the mean of the very pixels that it is in the frame.
        small = shrunk(still, times)
        image = al.normalised(small, SIGMA)
        return al.template(image, np.ones_like(image)), shrinking(times), times
    scale = min(enlargement / times, 1.0)
    size = (max(round(width * scale), 8), max(round(height * scale), 8))
    small = np.asarray(cv2.resize(still, size, interpolation=cv2.INTER_AREA), np.uint8) if scale < 1 else still
    image = al.normalised(small, SIGMA)
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


def shrunk(picture: Grey, times: int) -> Grey:
    """The picture shrunk by a whole number; what does not fill a pixel at the right and bottom border is left out."""
    if times == 1:
        return picture
    rows, columns = max(picture.shape[0] // times, 1), max(picture.shape[1] // times, 1)
    cut = picture[: rows * times, : columns * times]
    return np.asarray(cv2.resize(cut, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)


def shrinking(times: int) -> Matrix:
    """The map of pixel centres that ``shrunk`` makes."""
    return np.array([[1 / times, 0, (1 / times - 1) / 2], [0, 1 / times, (1 / times - 1) / 2], [0, 0, 1]])

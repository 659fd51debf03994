"""Where in a video to look frame by frame: around verified keyframes, and wherever the proxies look like the still.

Decoding is the cost of an exact answer, so a budget (in pixels decoded) bounds it. A short shot is decoded whole. In a
long one, every stored proxy is compared with the still laid on the frame by the keyframe's geometry; under a static
camera this finds the moment, under a moving one the neighbourhood of the keyframe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.kernels.align import scaling
from freezeframe.types import Grey, Matrix, Shot

_PIXELS = 130e6
"""Luma pixels decoded for one still in one video, at most: about 420 frames of 640 x 480, 63 of 1920 x 1080."""
_MOST_FRAMES = 480
_ASPECT = 0.04
"""Share by which the shapes of a still and of a frame may differ when the still may be the whole frame."""
_MARGIN = 3
"""Frames looked at on either side of what the proxies point to."""


@dataclass(frozen=True)
class Anchor:
    """A keyframe that the still was laid on by point matches."""

    frame: int
    """Frame index."""
    still_to_frame: Matrix
    log10_nfa: float


@dataclass(frozen=True)
class Span:
    """Frames to look at one by one, tracking the geometry outwards from one of them."""

    first: int
    last: int
    """Both included; frame indices."""
    start: int
    """Frame index that ``guess`` is meant for."""
    guess: Matrix


@dataclass(frozen=True)
class Look:
    """What the proxies of one shot say."""

    shot: Shot
    likeness: float
    """Best correlation of the still with a proxy of the shot, -1 to 1."""
    spans: tuple[Span, ...]


def look(still: Grey, anchors: Sequence[Anchor], fingerprint: Fingerprint) -> Look:
    """Choose the frames of one shot to be decoded. ``anchors`` lie in one shot, best first.

    A still that has the shape of the frame is compared with the proxies as a whole frame, too: what turns or moves
    before a plain ground is laid alike on every keyframe.
    """
    facts = fingerprint.facts
    shot = fingerprint.shot_of(anchors[0].frame)
    frames, grids = fingerprint.proxies.read(shot.first, shot.end)
    ways = [a.still_to_frame for a in anchors[:2]]
    shape = (facts.height, facts.width)
    if may_be_whole(still.shape, shape, float(facts.sar)):
        ways.append(whole_frame(still.shape, shape, np.linalg.det(ways[0]) < 0))
    alike = np.stack([likeness(still, way, grids, (facts.width, facts.height)) for way in ways])
    owner, best = alike.argmax(axis=0), alike.max(axis=0)
    budget = int(min(_PIXELS / (facts.width * facts.height), _MOST_FRAMES))
    top = float(best.max()) if len(best) else -1.0
    if shot.end - shot.first <= budget:
        # The whole shot, tracked from where it looks most alike.
        near = min(anchors[:2], key=lambda a: -_at(frames, best, a.frame))
        return Look(shot, top, (Span(shot.first, shot.end - 1, near.frame, near.still_to_frame),))
    wanted = _wanted(shot, anchors, frames, best, fingerprint.keyframes, budget)
    return Look(shot, top, _spans(wanted, anchors, frames, best, [ways[at] for at in owner.tolist()]))


def may_be_whole(still: tuple[int, ...], frame: tuple[int, ...], sar: float) -> bool:
    """Whether a still of one shape (height, width) may be a whole frame of another; ``sar``: sample aspect ratio."""
    aspect = (still[1] / still[0]) / (frame[1] / frame[0])
    return any(abs(aspect / one - 1.0) < _ASPECT for one in (1.0, sar))


def whole_frame(still: tuple[int, ...], frame: tuple[int, ...], mirrored: bool) -> Matrix:
    """Still pixels to frame pixels when the still is the whole frame."""
    flip = np.diag([-1.0, 1.0, 1.0])
    flip[0, 2] = still[1] - 1
    return scaling(still, frame) @ (flip if mirrored else np.eye(3))


def _wanted(
    shot: Shot,
    anchors: Sequence[Anchor],
    frames: NDArray[np.int32],
    best: NDArray[np.float64],
    keyframes: NDArray[np.int32],
    budget: int,
) -> NDArray[np.bool_]:
    """Which frames of the shot to decode, shape (frames of the shot,)."""
    wanted = np.zeros(shot.end - shot.first, bool)
    # However large the frames, one is looked at.
    wanted[anchors[0].frame - shot.first] = True

    def take(first: int, end: int, limit: int) -> None:
        first, end = max(first, shot.first), min(end, shot.end)
        if int(wanted.sum()) + end - first <= limit:
            wanted[first - shot.first : end - shot.first] = True

    ends = np.append(frames[1:], shot.end)
    order = np.argsort(-best, kind="stable")
    for i in order[:3]:
        take(int(frames[i]) - _MARGIN, int(min(ends[i], frames[i] + budget // 3)) + _MARGIN, budget)
    for anchor in anchors[:2]:
        at = int(np.searchsorted(keyframes, anchor.frame))
        before = int(keyframes[at - 1]) if at else shot.first
        after = int(keyframes[at + 1]) if at + 1 < len(keyframes) else shot.end
        reach = budget // 6
        take(max(before, anchor.frame - reach), min(after, anchor.frame + reach), budget)
    for i in order[3:200]:
        if wanted.sum() >= budget:
            break
        take(int(frames[i]) - _MARGIN, int(min(ends[i], frames[i] + budget // 3)) + _MARGIN, budget)
    return wanted


def _spans(
    wanted: NDArray[np.bool_],
    anchors: Sequence[Anchor],
    frames: NDArray[np.int32],
    best: NDArray[np.float64],
    ways: Sequence[Matrix],
) -> tuple[Span, ...]:
    """Runs of wanted frames, each started at an anchor in it or at its most alike proxy, by its way of ``ways``."""
    first = int(frames[0]) if len(frames) else anchors[0].frame
    shot_first = min(first, anchors[0].frame)
    edges = np.flatnonzero(np.diff(np.r_[0, wanted.astype(np.int8), 0]))
    spans = []
    for begin, end in zip(edges[::2] + shot_first, edges[1::2] + shot_first, strict=True):
        inside = [a for a in anchors[:2] if begin <= a.frame < end]
        within = np.flatnonzero((frames >= begin) & (frames < end))
        if inside:
            start, guess = inside[0].frame, inside[0].still_to_frame
        elif len(within):
            i = within[best[within].argmax()]
            start, guess = int(frames[i]), ways[i]
        else:
            start, guess = int(begin), anchors[0].still_to_frame
        spans.append(Span(int(begin), int(end) - 1, start, guess))
    return tuple(spans)


def _at(frames: NDArray[np.int32], values: NDArray[np.float64], frame: int) -> float:
    """The value of the proxy in force at a frame."""
    if not len(frames):
        return 0.0
    return float(values[max(int(np.searchsorted(frames, frame, side="right")) - 1, 0)])


def likeness(
    still: Grey, still_to_frame: Matrix, grids: NDArray[np.uint8], size: tuple[int, int]
) -> NDArray[np.float64]:
    """Correlation of the still, laid on the frame, with every grid where it covers whole cells, shape (n,)."""
    n, rows, columns = grids.shape
    if not n:
        return np.zeros(0)
    # Laid first on a grid four times as fine, then averaged, as the grids were.
    fine = (columns * 4, rows * 4)
    to_fine = scaling((size[1], size[0]), (fine[1], fine[0])) @ still_to_frame
    blurred = cv2.resize(still, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    from_half = scaling(blurred.shape, still.shape)
    laid = cv2.warpPerspective(blurred, to_fine @ from_half, fine, flags=cv2.INTER_AREA, borderValue=0)
    cover = cv2.warpPerspective(np.full(blurred.shape, 255, np.uint8), to_fine @ from_half, fine)
    seen = cv2.resize(cover, (columns, rows), interpolation=cv2.INTER_AREA) > 250
    if seen.sum() < 12:
        return np.zeros(n)
    query = cv2.resize(laid, (columns, rows), interpolation=cv2.INTER_AREA)[seen].astype(np.float32)
    stored = grids[:, seen].astype(np.float32)
    stored -= stored.mean(axis=1, keepdims=True)
    query -= query.mean()
    scale = np.sqrt((stored**2).sum(axis=1, dtype=np.float64) * float((query**2).sum()))
    return np.asarray((stored @ query) / np.maximum(scale, 1e-6), np.float64)

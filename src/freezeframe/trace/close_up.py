"""Frame by frame at one medium: its most promising frames read, and the still laid on them from every likely geometry.

The keyframe's geometry is carried from frame to frame first. A still that has the shape of a whole frame is tried as
one. Where no frame comes out as the still's, the geometry is found anew by the features of some frames in between:
close-ups by hand have a depth that no geometry carried from a keyframe survives.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.config import side_by_side
from freezeframe.kernels.align import scaling
from freezeframe.kernels.describe import DescribeOptions, describe
from freezeframe.trace.footage import Copies, read_frames
from freezeframe.trace.laying import Track, lay, prepared
from freezeframe.trace.pinpoint import Pinpointed, PinpointOptions, pinpoint
from freezeframe.trace.query import Variant
from freezeframe.trace.regions import Box
from freezeframe.trace.second_look import BETWEEN, CLOSER, FEW
from freezeframe.trace.verify import Verified, verify
from freezeframe.trace.windows import Span, may_be_whole, whole_frame
from freezeframe.types import Grey, Matrix

_ANEW = 12
"""Frames whose features are matched anew, spread over the window."""
_BESIDE = 6
"""And then beside the best of them."""
_NEXT = 3
"""And so many before and after the best of all."""
_EVERY = 6
"""Of so many frames one is compared first as a whole."""
_CLEARLY_BETTER = 0.8
"""Share of the misfit that is left when another medium's geometry is right and the one before was not."""
_SUREST = -3.0
"""log10 NFA at or under which a frame's features give a geometry to start from."""
_CLEAR = -15.0
"""log10 NFA over which the best frames are looked at in a higher resolution."""
_SAME = 0.5
"""Template pixels within which two geometries of a frame are the same."""


@dataclass(frozen=True)
class Window:
    """Frames of a medium to be compared with a still."""

    frames: list[Grey]
    indices: NDArray[np.int64]
    """Frame index of each, shape (n,)."""
    tracks: tuple[Track, ...]
    """How the keyframes' geometry is carried through them."""


def read_window(spans: Sequence[Span], copies: Copies, fingerprint: Fingerprint) -> Window:
    """Decode the frames of some spans.

    Raises:
        FreezeframeError: no copy of the file holds these frames any more.
    """
    frames: list[Grey] = []
    indices: list[int] = []
    tracks: list[Track] = []
    for span in spans:
        begin = len(frames)
        frames += read_frames(copies, fingerprint, span.first, span.last)
        indices += range(span.first, span.last + 1)
        tracks.append(Track(begin, len(frames), begin + span.start - span.first, span.guess))
    return Window(frames, np.array(indices, np.int64), tuple(tracks))


def close_up(still: Grey, window: Window, mirrored: bool, sar: float, ruled_out: float) -> Pinpointed:
    """The frame that fits best by the geometry carried from the keyframes, or as a whole frame.

    ``still`` is the part that shows the scene, ``sar`` the sample aspect ratio of the footage, ``ruled_out`` the
    misfit over which other footage rules this one out.
    """
    routes: list[Sequence[Track]] = [window.tracks]
    shape = window.frames[0].shape
    if may_be_whole(still.shape, shape, sar):
        # Tried first: where it fits, it needs no tracking and cannot be led astray.
        routes.insert(0, [Track(0, len(window.frames), 0, whole_frame(still.shape, shape, mirrored), steady=True)])
    return pinpoint(still, window.frames, routes, PinpointOptions(ruled_out=ruled_out))


def closer_up(
    still: Grey, window: Window, variants: Sequence[Variant], box: Box, log10_tests: float, before: Pinpointed
) -> Pinpointed | None:
    """The same with the geometry found anew by the features of frames in between.

    None when none of them match, or when the one that matches best was laid ``before`` as its features say.
    """
    tracks = _anew(window, variants, box, log10_tests, before)
    return pinpoint(still, window.frames, [tracks]) if tracks else None


def close_up_as_copy(
    still: Grey, window: Window, found: Grey, still_to_found: Matrix, misfit: float
) -> Pinpointed | None:
    """The frame that fits best if this is the footage of a frame ``found`` in another medium, in whatever size.

    None when that fits no better than ``misfit``.
    """
    at = _most_like(found, window.frames)
    track = Track(0, 1, 0, scaling(found.shape, window.frames[at].shape) @ still_to_found)
    there = lay(prepared(still, [window.frames[at]], track.guess, PinpointOptions.coarse), [track])
    if there.misfits.min() > _CLEARLY_BETTER * misfit:
        return None
    pinned = pinpoint(still, window.frames, [[replace(track, end=len(window.frames), start=at)]])
    return pinned if pinned.misfit < misfit else None


def _most_like(found: Grey, frames: Sequence[Grey]) -> int:
    """The frame that looks most like another as a whole: of every few first, then of those beside the best."""
    seen, last = _thumbnail(found), len(frames) - 1

    def most_like(places: Sequence[int]) -> int:
        return min(places, key=lambda i: float(np.abs(_thumbnail(frames[i]) - seen).sum()))

    at = most_like(range(0, last + 1, _EVERY))
    return most_like(range(max(at - _EVERY, 0), min(at + _EVERY, last) + 1))


def _thumbnail(frame: Grey) -> NDArray[np.float32]:
    return cv2.resize(frame, (32, 24), interpolation=cv2.INTER_AREA).astype(np.float32)


def _anew(window: Window, variants: Sequence[Variant], box: Box, log10_tests: float, before: Pinpointed) -> list[Track]:
    """Tracks from the frames that the still could be laid on by features, each as far as halfway to the next."""
    last, laid = len(window.frames) - 1, before.coarse.frames
    spread = np.searchsorted(laid, np.linspace(0, last, _ANEW + 2)[1:-1])
    found: dict[int, Verified] = {}
    looked_at: set[int] = set()

    def look(places: list[int], options: DescribeOptions) -> None:
        looked_at.update(places)
        results = side_by_side(lambda at: _matched(window.frames[at], options, variants, log10_tests), places)
        for at, result in zip(places, results, strict=True):
            if result is not None and result.log10_nfa <= min(_SUREST, found[at].log10_nfa if at in found else 0.0):
                found[at] = result

    look(np.unique(np.r_[laid[spread], before.best]).tolist(), BETWEEN)
    if not found:
        return []
    best = min(found, key=lambda at: found[at].log10_nfa)
    known = before.coarse.still_to_frame[np.searchsorted(laid, best)]
    if before.coarse.apart(known, found[best].still_to_frame @ box.to_still) <= _SAME:
        return []
    step = max(last // (_ANEW + 1), 1)
    near = np.linspace(max(best - step, 0), min(best + step, last), _BESIDE + 2).round().astype(int)[1:-1]
    look(sorted({*near.tolist()} - looked_at), BETWEEN)
    best = min(found, key=lambda at: found[at].log10_nfa)
    look(sorted({*range(max(best - _NEXT, 0), min(best + _NEXT, last) + 1)} - looked_at), BETWEEN)
    if min(one.log10_nfa for one in found.values()) > _CLEAR:
        look(sorted(found, key=lambda at: found[at].log10_nfa)[:FEW], CLOSER)
    places = sorted(found)
    edges = [0, *((a + b) // 2 + 1 for a, b in itertools.pairwise(places)), last + 1]
    return [
        Track(first, end, at, found[at].still_to_frame @ box.to_still)
        for first, end, at in zip(edges, edges[1:], places, strict=False)
    ]


def _matched(frame: Grey, options: DescribeOptions, variants: Sequence[Variant], log10_tests: float) -> Verified | None:
    features = describe(frame, options)
    results = [verify(variant, features, (frame.shape[1], frame.shape[0]), log10_tests) for variant in variants]
    return min((r for r in results if r is not None), key=lambda r: r.log10_nfa, default=None)

"""Frame by frame at one medium: its most promising frames read, and the still laid on them from every likely geometry.

The keyframe's geometry is carried from frame to frame first. A still that has the shape of a whole frame is tried as
one. Where no frame comes out as the still's, the geometry is found anew by the features of some frames in between:
close-ups by hand have a depth that no geometry carried from a keyframe survives.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.kernels.align import scaling
from freezeframe.kernels.describe import DescribeOptions, describe
from freezeframe.trace.footage import Copies, read_frames
from freezeframe.trace.laying import Track
from freezeframe.trace.pinpoint import Pinpointed, PinpointOptions, pinpoint
from freezeframe.trace.query import Variant
from freezeframe.trace.regions import Box
from freezeframe.trace.verify import Verified, verify
from freezeframe.trace.windows import Span
from freezeframe.types import Grey, Matrix

_ASPECT = 0.04
"""Share by which the shapes of a still and of a frame may differ when the still may be the whole frame."""
_ANEW = 6
"""Frames whose features are matched anew, spread over the window, and then two more beside the best."""
_SUREST = -3.0
"""log10 NFA at or under which a frame's features give a geometry to start from."""
_DESCRIBE = DescribeOptions(most=480)


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


def close_up(still: Grey, window: Window, mirrored: bool, sar: float, rival: float) -> Pinpointed:
    """The frame that fits best by the geometry carried from the keyframes, or as a whole frame.

    ``still`` is the part that shows the scene, ``sar`` the sample aspect ratio of the footage, ``rival`` the
    misfit of the best other footage.
    """
    routes: list[Sequence[Track]] = [window.tracks]
    shape = window.frames[0].shape
    if _may_be_whole(still.shape, shape, sar):
        routes.append([Track(0, len(window.frames), 0, _whole(still.shape, shape, mirrored), steady=True)])
    return pinpoint(still, window.frames, routes, PinpointOptions(rival=rival))


def closer_up(
    still: Grey, window: Window, variants: Sequence[Variant], box: Box, log10_tests: float
) -> Pinpointed | None:
    """The same with the geometry found anew by the features of frames in between; None when none of them match."""
    tracks = _anew(window, variants, box, log10_tests)
    return pinpoint(still, window.frames, [tracks], PinpointOptions()) if tracks else None


def _may_be_whole(still: tuple[int, ...], frame: tuple[int, ...], sar: float) -> bool:
    aspect = (still[1] / still[0]) / (frame[1] / frame[0])
    return any(abs(aspect / one - 1.0) < _ASPECT for one in (1.0, sar))


def _whole(still: tuple[int, ...], frame: tuple[int, ...], mirrored: bool) -> Matrix:
    """Still pixels to frame pixels when the still is the whole frame."""
    flip = np.diag([-1.0, 1.0, 1.0])
    flip[0, 2] = still[1] - 1
    return scaling(still, frame) @ (flip if mirrored else np.eye(3))


def _anew(window: Window, variants: Sequence[Variant], box: Box, log10_tests: float) -> list[Track]:
    """Tracks from the frames that the still could be laid on by features, each as far as halfway to the next."""
    last = len(window.frames) - 1
    steps = np.unique(np.linspace(0, last, _ANEW + 2).round().astype(int)[1:-1]).tolist()
    found: dict[int, Verified] = {}

    def look(at: int) -> None:
        result = _matched(window.frames[at], variants, log10_tests)
        if result is not None and result.log10_nfa <= _SUREST:
            found[at] = result

    for at in steps:
        look(at)
    if not found:
        return []
    best = min(found, key=lambda at: found[at].log10_nfa)
    half = max((last + 1) // (2 * (_ANEW + 1)), 1)
    for at in {max(best - half, 0), min(best + half, last)} - found.keys():
        look(at)
    places = sorted(found)
    edges = [0, *((a + b) // 2 + 1 for a, b in itertools.pairwise(places)), last + 1]
    return [
        Track(first, end, at, found[at].still_to_frame @ box.to_still)
        for first, end, at in zip(edges, edges[1:], places, strict=False)
    ]


def _matched(frame: Grey, variants: Sequence[Variant], log10_tests: float) -> Verified | None:
    features = describe(frame, _DESCRIBE)
    results = [verify(variant, features, (frame.shape[1], frame.shape[0]), log10_tests) for variant in variants]
    return min((r for r in results if r is not None), key=lambda r: r.log10_nfa, default=None)

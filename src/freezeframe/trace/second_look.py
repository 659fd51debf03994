"""A second look when nothing was found: frames between the keyframes, read and described anew.

A keyframe is kept for its neighbours, but a fast camera, a hard crop or noise can leave too few of its features in a
neighbour. For the media that got most votes, a few frames from between their keyframes are decoded and described with
more features than are stored. It costs about as much as the rest of a trace, so it is taken only where that failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Medium
from freezeframe.config import side_by_side
from freezeframe.errors import FreezeframeError
from freezeframe.kernels.describe import DescribeOptions, Features, describe
from freezeframe.trace.footage import Copies, read_frames
from freezeframe.trace.windows import likeness, may_be_whole, whole_frame
from freezeframe.types import Grey

FRAMES = 46
"""Frames described anew for one still, at most."""
MEDIA = 6
"""Media that they are taken from."""
A_MEDIUM = 2
"""Keyframes of each that they lie around."""
_SHARES = (6, 6, 6, 6, 2)
"""Frames around the first keyframe, the second, ...; the last holds for all others."""
_DECODED = 15e6
"""Luma pixels decoded around one keyframe, at most."""
BETWEEN = DescribeOptions(long_side=320, upscale_to=0, most=480)
"""Small, so that many frames can be tried: a fast scene may show what was published in one of them only."""


@dataclass(frozen=True)
class Between:
    """A frame between the keyframes, with its features."""

    medium: Medium
    index: int
    """Frame index."""
    features: Features


def frames_between(
    still: Grey, promising: Sequence[tuple[Copies, Fingerprint, int]]
) -> tuple[list[Between], tuple[str, ...]]:
    """Frames near the most promising keyframes (a medium, fingerprint, number of the keyframe), with their features.

    And for each medium whose frames could not be read, why: a line.
    """
    wanted: list[tuple[Copies, Fingerprint, list[int]]] = []
    for rank, (copies, fingerprint, number) in enumerate(promising):
        if fingerprint.facts.kind == "video":
            first, last = _around(fingerprint, number)
            share = _SHARES[min(rank, len(_SHARES) - 1)]
            spread = np.unique(np.linspace(first, last, share + 2).round().astype(int)[1:-1])
            wanted.append((copies, fingerprint, spread.tolist()))
    whole = {copies.medium.sha256: (copies, fingerprint) for copies, fingerprint, _ in promising}
    wanted += [(c, f, [at]) for c, f in whole.values() for at in _as_a_whole(still, f)]
    results = side_by_side(_read, wanted)
    read = [frame for frames in results if not isinstance(frames, FreezeframeError) for frame in frames]
    faults = {
        copies.medium.sha256: fault.line
        for (copies, _, _), fault in zip(wanted, results, strict=True)
        if isinstance(fault, FreezeframeError)
    }
    between = side_by_side(lambda one: Between(one[0], one[1], describe(one[2], BETWEEN)), read)
    return between, tuple(faults.values())


def _as_a_whole(still: Grey, fingerprint: Fingerprint) -> list[int]:
    """The frame of the most alike proxy, when the still may be a whole frame of a video."""
    facts = fingerprint.facts
    shape = (facts.height, facts.width)
    if facts.kind != "video" or not may_be_whole(still.shape, shape, float(facts.sar)):
        return []
    frames, grids = fingerprint.proxies.read(0, facts.frames)
    alike = [
        likeness(still, whole_frame(still.shape, shape, mirrored), grids, (facts.width, facts.height))
        for mirrored in (False, True)
    ]
    return [int(frames[np.max(alike, axis=0).argmax()])] if len(frames) else []


def _read(wanted: tuple[Copies, Fingerprint, list[int]]) -> list[tuple[Medium, int, Grey]] | FreezeframeError:
    """Some frames of a medium, by index, or why there are none: its file is gone or changed."""
    copies, fingerprint, chosen = wanted
    try:
        frames = read_frames(copies, fingerprint, chosen[0], chosen[-1])
    except FreezeframeError as error:
        # What was stored was looked at; the answer says that no more could be.
        return error
    return [(copies.medium, index, frames[index - chosen[0]]) for index in chosen]


def _around(fingerprint: Fingerprint, number: int) -> tuple[int, int]:
    """First and last frame between the keyframes before and after one, within its shot and what may be decoded."""
    keyframes, facts = fingerprint.keyframes, fingerprint.facts
    at = int(keyframes[number])
    shot = fingerprint.shot_of(at)
    before = int(keyframes[number - 1]) if number else shot.first
    after = int(keyframes[number + 1]) if number + 1 < len(keyframes) else shot.end - 1
    reach = max(int(_DECODED / (facts.width * facts.height)) // 2, 3)
    return max(before, shot.first, at - reach), min(after, shot.end - 1, at + reach)

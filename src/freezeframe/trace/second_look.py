"""A second look when nothing was found: frames between the keyframes, read and described anew.

A keyframe is kept for its neighbours, but a fast camera, a hard crop or noise can leave too few of its features in a
neighbour. For the media that got most votes, a few frames from between their keyframes are decoded and described with
more features than are stored. It costs about as much as the rest of a trace, so it is taken only where that failed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Medium
from freezeframe.errors import FreezeframeError
from freezeframe.kernels.describe import DescribeOptions, Features, describe
from freezeframe.trace.footage import Copies, read_frames

FRAMES = 12
"""Frames described anew for one still."""
_A_KEYFRAME = 3
"""Of these, around one keyframe."""
_DECODED = 40e6
"""Luma pixels decoded around one keyframe, at most."""
_DESCRIBE = DescribeOptions(most=480)


def frames_between(
    promising: Sequence[tuple[Copies, Fingerprint, int]],
) -> Iterator[tuple[Medium, int, Features]]:
    """Frames near the most promising keyframes (a medium, fingerprint, number of the keyframe), with their features."""
    left = FRAMES
    for copies, fingerprint, number in promising:
        if left <= 0 or copies.medium.facts.kind != "video":
            continue
        first, last = _around(fingerprint, number)
        chosen = np.unique(np.linspace(first, last, _A_KEYFRAME + 2).round().astype(int)[1:-1]).tolist()[:left]
        try:
            frames = read_frames(copies, fingerprint, chosen[0], chosen[-1])
        except FreezeframeError:
            # Nothing is lost: without the file there is only what was stored, and that was looked at.
            continue
        left -= len(chosen)
        for index in chosen:
            yield copies.medium, index, describe(frames[index - chosen[0]], _DESCRIBE)


def _around(fingerprint: Fingerprint, number: int) -> tuple[int, int]:
    """First and last frame between the keyframes before and after one, within its shot and what may be decoded."""
    keyframes, facts = fingerprint.keyframes, fingerprint.facts
    at = int(keyframes[number])
    shot = fingerprint.shot_of(at)
    before = int(keyframes[number - 1]) if number else shot.first
    after = int(keyframes[number + 1]) if number + 1 < len(keyframes) else shot.end - 1
    reach = max(int(_DECODED / (facts.width * facts.height)) // 2, 3)
    return max(before, shot.first, at - reach), min(after, shot.end - 1, at + reach)

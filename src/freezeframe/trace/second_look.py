"""A second look when nothing was found: frames between the keyframes, read and described anew.

A keyframe is kept for its neighbours, but a fast camera, a hard crop or noise can leave too few of its features in a
neighbour. For the media that got most votes, a few frames from between their keyframes are decoded and described with
more features than are stored. It costs about as much as the rest of a trace, so it is taken only where that failed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Medium
from freezeframe.config import side_by_side
from freezeframe.errors import FreezeframeError
from freezeframe.kernels.describe import DescribeOptions
from freezeframe.trace.footage import Copies, read_frames
from freezeframe.trace.windows import likeness, may_be_whole, whole_frame
from freezeframe.types import Grey

_MEDIA = 6
"""Media that are looked into around their most voted keyframes."""
_KEYFRAMES = 2
"""Keyframes of each."""
_SHARES = (6, 6, 6, 6, 2)
"""Frames around the first keyframe, the second, ...; the last holds for all others."""
_AS_A_WHOLE = 6
"""Frames that are tried because the still looks like the whole of them."""
FRAMES = 46
"""Frames described anew for one still, at most: the sum of these."""
_PROXIES = 4000
"""Proxies of one medium that a still is compared with as a whole, at most."""
_DECODED = 15e6
"""Luma pixels decoded around one keyframe, at most."""
BETWEEN = DescribeOptions(long_side=320, upscale_to=0, most=480)
"""Small, so that many frames can be tried: a fast scene may show what was published in one of them only."""
CLOSER = DescribeOptions(most=480)
"""For the few that come nearest."""
FEW = 4
"""Frames that are matched once more, at a higher resolution."""


@dataclass(frozen=True)
class Between:
    """A frame between the keyframes."""

    medium: Medium
    index: int
    """Frame index."""
    frame: Grey


Unread: TypeAlias = tuple[str, ...]
"""For each medium whose frames could not be read, why: a line that names its file."""
_Place = tuple[Copies, Fingerprint, int]
"""A medium, its fingerprint, and the number of one of its keyframes."""


def frames_between(still: Grey, voted: Sequence[_Place]) -> tuple[list[Between], Unread]:
    """Frames near the keyframes voted for, best first, and frames that the still looks like as a whole."""
    wanted = _around_keyframes(voted) + _as_a_whole(still, voted)
    results = side_by_side(_read, wanted)
    faults = {
        copies.medium.sha256: fault.line
        for (copies, _, _), fault in zip(wanted, results, strict=True)
        if isinstance(fault, FreezeframeError)
    }
    read = [frame for frames in results if not isinstance(frames, FreezeframeError) for frame in frames]
    return read, tuple(faults.values())


def _around_keyframes(voted: Sequence[_Place]) -> list[tuple[Copies, Fingerprint, list[int]]]:
    """Frames spread about the most voted keyframes of the most voted media."""
    taken: dict[str, int] = defaultdict(int)
    wanted: list[tuple[Copies, Fingerprint, list[int]]] = []
    for copies, fingerprint, number in voted:
        sha256 = copies.medium.sha256
        if sha256 in taken or len(taken) < _MEDIA:
            taken[sha256] += 1
            if taken[sha256] <= _KEYFRAMES and fingerprint.facts.kind == "video":
                first, last = _around(fingerprint, number)
                share = _SHARES[min(len(wanted), len(_SHARES) - 1)]
                spread = np.unique(np.linspace(first, last, share + 2).round().astype(int)[1:-1])
                wanted.append((copies, fingerprint, spread.tolist()))
    return wanted


def _as_a_whole(still: Grey, voted: Sequence[_Place]) -> list[tuple[Copies, Fingerprint, list[int]]]:
    """The frames whose proxies the still is most like, one a medium, where it may be a whole frame."""
    media = {copies.medium.sha256: (copies, fingerprint) for copies, fingerprint, _ in voted}
    found: list[tuple[float, int, Copies, Fingerprint]] = []
    for copies, fingerprint in media.values():
        facts = fingerprint.facts
        shape, size = (facts.height, facts.width), (facts.width, facts.height)
        few = 0 < len(fingerprint.proxies.frames) <= _PROXIES
        if facts.kind != "video" or not few or not may_be_whole(still.shape, shape, float(facts.sar)):
            continue
        frames, grids = fingerprint.proxies.read(0, facts.frames)
        alike = np.max(
            [likeness(still, whole_frame(still.shape, shape, m), grids, size) for m in (False, True)], axis=0
        )
        found.append((float(alike.max()), int(frames[alike.argmax()]), copies, fingerprint))
    found.sort(key=lambda one: -one[0])
    return [(copies, fingerprint, [at]) for _, at, copies, fingerprint in found[:_AS_A_WHOLE]]


def _read(wanted: tuple[Copies, Fingerprint, list[int]]) -> list[Between] | FreezeframeError:
    """Some frames of a medium, or why there are none: its file is gone or changed."""
    copies, fingerprint, chosen = wanted
    try:
        frames = read_frames(copies, fingerprint, chosen[0], chosen[-1])
    except FreezeframeError as error:
        # What was stored was looked at; the answer says that no more could be.
        return error
    return [Between(copies.medium, index, frames[index - chosen[0]]) for index in chosen]


def _around(fingerprint: Fingerprint, number: int) -> tuple[int, int]:
    """First and last frame between the keyframes before and after one, within its shot and what may be decoded."""
    keyframes, facts = fingerprint.keyframes, fingerprint.facts
    at = int(keyframes[number])
    shot = fingerprint.shot_of(at)
    before = int(keyframes[number - 1]) if number else shot.first
    after = int(keyframes[number + 1]) if number + 1 < len(keyframes) else shot.end - 1
    reach = max(int(_DECODED / (facts.width * facts.height)) // 2, 3)
    return max(before, shot.first, at - reach), min(after, shot.end - 1, at + reach)

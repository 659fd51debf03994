"""A second look when nothing was found: frames between the keyframes, read and described anew.

A keyframe is kept for its neighbours, but a fast camera, a hard crop or noise can leave too few of its features in a
neighbour. For the media that got most votes, a few frames from between their keyframes are decoded and described with
more features than are stored: those on whose stored proxy the picture fits best somewhere, in some size, and those
around the keyframes. It costs about as much as the rest of a trace, so it is taken only where that failed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TypeAlias

import cv2
import numpy as np

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Medium
from freezeframe.config import side_by_side
from freezeframe.errors import FreezeframeError
from freezeframe.kernels.describe import DescribeOptions, describe
from freezeframe.kernels.placing import placed
from freezeframe.kernels.shots import grid_of
from freezeframe.trace.footage import Copies, read_frames
from freezeframe.trace.query import Query
from freezeframe.trace.verify import Verified, verify
from freezeframe.types import Grey

_MEDIA = 6
"""Media that are looked into around their most voted keyframes."""
_KEYFRAMES = 2
"""Keyframes of each."""
_SHARES = (6, 6, 6, 6, 2)
"""Frames around the first keyframe, the second, ...; the last holds for all others."""
_FITTING = 6
"""Places that are tried because the still fits on their proxy."""
_AT_A_PLACE = 3
"""Frames of each that are described: of those from the proxy before to the next, the ones it fits on best. All but the
best only where the best matches a little: at a wrong place none does."""
_AT_ONCE = 2
"""Places that are looked at together."""
FRAMES = 58
"""Frames described anew for one still, at most: the sum of these."""
_LOOKED_OVER = 24
"""Media whose proxies the still is compared with, at most."""
_PROXIES = 1500
"""Proxies of one medium that it is compared with, at most: those nearest to the keyframe that was voted for."""
_REACH = 12
"""Frames on either side of a proxy that are compared, at most: in a long still scene they are all alike."""
_NEARLY = 0.05
"""Correlation by which another place may fit less well and is tried all the same."""
_APART = 3
"""Proxies on either side of the best that are the same place."""
_WIDTHS = tuple(np.geomspace(1.0, 0.33, 9).tolist())
"""Shares of the frame's width that a still may show."""
_LARGEST = 320
"""Pixels on the long side of what is compared with proxies, which have about 64 cells."""
_DECODED = 15e6
"""Luma pixels decoded around one keyframe, at most."""
BETWEEN = DescribeOptions(long_side=320, upscale_to=0, most=480)
"""Small, so that many frames can be tried: a fast scene may show what was published in one of them only."""
CLOSER = DescribeOptions(most=480)
"""For the few on which the still fits, or that come nearest."""
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


Wanted: TypeAlias = tuple[Copies, Fingerprint, list[int]]
"""Frames of a medium to be read."""


def second_look(
    query: Query, voted: Sequence[_Place], tests: int, surest: float
) -> tuple[list[tuple[Between, Verified]], Unread]:
    """Frames between the keyframes that hold up under geometry; ``voted`` are keyframes, the most voted first.

    Each frame tried counts as a test of every keyframe: ``tests`` is their number. Those around the keyframes are tried
    where the still is laid on none of those it fits on with a log10 NFA of ``surest``.
    """
    log10_tests = math.log10(tests * (FRAMES + FEW))

    def verified(frames: Sequence[Between], options: DescribeOptions) -> list[tuple[Between, Verified]]:
        results = side_by_side(lambda frame: _matched(query, frame, options, log10_tests), frames)
        pairs = [(frame, result) for frame, result in zip(frames, results, strict=True) if result is not None]
        return sorted(pairs, key=lambda one: one[1].log10_nfa)

    found: list[tuple[Between, Verified]] = []
    unread: dict[str, None] = {}
    enough = -1.0
    parts = [_small(box.of(query.grey)) for box in dict.fromkeys(variant.box for variant in query.variants)]
    fitting = _fitting(parts, voted)
    for at in range(0, len(fitting), _AT_ONCE):
        some = [one for one in fitting[at : at + _AT_ONCE] if one[0] >= enough]
        read, faults = _frames_of([wanted for _, wanted in some])
        unread.update(dict.fromkeys(faults))
        best = side_by_side(partial(_fitting_best, parts), read)
        firsts = verified([frames[0] for frames in best], CLOSER)
        matched = {(frame.medium.sha256, frame.index) for frame, _ in firsts}
        others = [f for frames in best if (frames[0].medium.sha256, frames[0].index) in matched for f in frames[1:]]
        found += firsts + verified(others, CLOSER)
        if enough < 0 and any(one.log10_nfa <= surest for _, one in found):
            # Another recording of the scene may have come first.
            enough = some[0][0] - _NEARLY
    if enough < 0:
        read, faults = _frames_of(_around_keyframes(voted))
        unread.update(dict.fromkeys(faults))
        small = verified([*chain.from_iterable(read)], BETWEEN)
        found += small + verified([frame for frame, _ in small[:FEW]], CLOSER)
    return found, tuple(unread)


def _small(part: Grey) -> Grey:
    """A part of the still, no larger than it must be to be laid on grids in many sizes."""
    scale = min(_LARGEST / max(part.shape), 1.0)
    size = (max(round(part.shape[1] * scale), 1), max(round(part.shape[0] * scale), 1))
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)


def _fitting_best(parts: Sequence[Grey], frames: Sequence[Between]) -> list[Between]:
    """The frames on which a part of the still fits best, best first."""
    grids, facts = np.stack([grid_of(one.frame) for one in frames]), frames[0].medium.facts
    fit = np.max([placed(part, grids, (facts.width, facts.height), _WIDTHS) for part in parts], axis=0)
    return [frames[i] for i in np.argsort(-fit, kind="stable")[:_AT_A_PLACE]]


def _matched(query: Query, frame: Between, options: DescribeOptions, log10_tests: float) -> Verified | None:
    features, facts = describe(frame.frame, options), frame.medium.facts
    results = [verify(variant, features, (facts.width, facts.height), log10_tests) for variant in query.variants]
    return min((one for one in results if one is not None), key=lambda one: one.log10_nfa, default=None)


def _frames_of(wanted: Sequence[Wanted]) -> tuple[list[list[Between]], Unread]:
    """Read some frames, place by place, in order; a medium whose file is gone or changed is left out."""
    results = side_by_side(_read, wanted)
    faults = {
        copies.medium.sha256: fault.line
        for (copies, _, _), fault in zip(wanted, results, strict=True)
        if isinstance(fault, FreezeframeError)
    }
    return [frames for frames in results if not isinstance(frames, FreezeframeError)], tuple(faults.values())


def _around_keyframes(voted: Sequence[_Place]) -> list[Wanted]:
    """Frames spread about the most voted keyframes of the most voted media."""
    taken: dict[str, int] = defaultdict(int)
    wanted: list[Wanted] = []
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


def _fitting(parts: Sequence[Grey], voted: Sequence[_Place]) -> list[tuple[float, Wanted]]:
    """The frames at those places on whose proxy a part of the still fits best, best first, two of a medium at most."""
    first: dict[str, _Place] = {}
    for place in voted:
        if place[1].facts.kind == "video" and (place[0].medium.sha256 in first or len(first) < _LOOKED_OVER):
            first.setdefault(place[0].medium.sha256, place)
    found = [
        one for places in side_by_side(lambda place: _best_fits(parts, place), [*first.values()]) for one in places
    ]
    found.sort(key=lambda one: -one[0])
    return found[:_FITTING]


def _best_fits(parts: Sequence[Grey], place: _Place) -> list[tuple[float, Wanted]]:
    """Of one medium the two proxies, apart from each other, that fit best: how well, and the frames to look at."""
    copies, fingerprint, number = place
    facts, at = fingerprint.facts, fingerprint.proxies.frames
    near = int(np.searchsorted(at, fingerprint.keyframes[number]))
    low = min(max(near - _PROXIES // 2, 0), max(len(at) - _PROXIES, 0))
    ends = np.append(at[1:], facts.frames)[low : low + _PROXIES]
    if not len(ends):
        return []
    frames, grids = fingerprint.proxies.read(int(at[low]), int(ends[-1]))
    fit = np.max([placed(part, grids, (facts.width, facts.height), _WIDTHS) for part in parts], axis=0)
    found = []
    for _ in range(2):
        best = int(fit.argmax())
        begin = int(frames[best])
        first = max(begin - _REACH, int(frames[max(best - 1, 0)]), 0)
        last = min(begin + _REACH, int(ends[best]), facts.frames - 1)
        spread = list(range(first, last + 1))
        found.append((float(fit[best]), (copies, fingerprint, spread)))
        fit[max(best - _APART, 0) : best + _APART + 1] = -1.0
    return [one for one in found if one[0] > 0.0]


def _read(wanted: Wanted) -> list[Between] | FreezeframeError:
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

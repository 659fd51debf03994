"""One still against one archive: the steps of a trace in their order."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.embedded import EmbeddedIndex
from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.index import Index
from freezeframe.archive.records import Medium, Source
from freezeframe.archive.store import Archive
from freezeframe.errors import FreezeframeError
from freezeframe.media import StillPicture
from freezeframe.trace.candidates import Candidate, candidates
from freezeframe.trace.footage import read_frames
from freezeframe.trace.identity import Identity, identity, is_same_frame
from freezeframe.trace.pinpoint import Pinpointed, PinpointOptions, Track, pinpoint
from freezeframe.trace.query import MIRRORS, Query, prepare
from freezeframe.trace.regions import Box
from freezeframe.trace.result import Searched
from freezeframe.trace.second_look import FRAMES, frames_between
from freezeframe.trace.verify import Verified, verify
from freezeframe.trace.windows import Anchor, Look, look
from freezeframe.types import Matrix


@dataclass(frozen=True)
class LocateOptions:
    """How far a trace goes. Thresholds are probabilities and shares, not fitted to any footage."""

    candidates: int = 40
    """Keyframes verified."""
    a_medium: int = 6
    """Keyframes verified of one medium."""
    surest: float = -3.0
    """log10 NFA at or under which chance is excluded: one false alarm in a thousand pictures."""
    weakest: float = 0.0
    """log10 NFA at or under which a candidate is still worth a lead."""
    pinpointed: int = 4
    """Media looked at frame by frame."""


@dataclass(frozen=True, eq=False)
class Located:
    """A medium that shows the scene of the still, with the frame that fits best."""

    medium: Medium
    verified: Verified
    keyframe: int
    """Frame index of the keyframe it was verified on."""
    box: Box
    """The panel of the still that shows it, or the whole still."""
    pinned: Pinpointed | None
    """None when it was not looked at frame by frame."""
    identity: Identity | None
    frames: NDArray[np.int64]
    """Frame index of each window position, empty when not pinned."""
    likeness: float
    """Best correlation of the still with the shot's proxies."""
    fault: str = ""
    """Why it could not be looked at frame by frame."""

    @property
    def still_to_frame(self) -> Matrix:
        """Pixels of the whole still to pixels of the frame, as exactly as known."""
        if self.pinned is None:
            return self.verified.still_to_frame
        return self.pinned.still_to_frame @ np.linalg.inv(self.box.to_still)


class SearchedArchive:
    """A snapshot of an archive, ready to trace many stills: what they share is loaded once."""

    def __init__(self, archive: Archive) -> None:
        """Take the snapshot: media that are added later are not seen."""
        self._archive = archive
        self.media = archive.media()
        self.sources: dict[str, Source] = {s.sha256: s for s in archive.sources()}
        self.index: Index = EmbeddedIndex(archive, self.media)
        self._bases = np.array([m.keyframe_base for m in self.media], np.int64)
        self.fingerprint = lru_cache(maxsize=512)(archive.fingerprint)

    @cached_property
    def searched(self) -> Searched:
        """What there is to search."""
        videos = [m for m in self.media if m.facts.kind == "video"]
        return Searched(
            videos=len(videos),
            pictures=len(self.media) - len(videos),
            keyframes=sum(m.keyframe_count for m in self.media),
            seconds=round(sum(m.facts.seconds for m in videos), 3),
            archive_digest=self._archive.digest(),
        )

    def tests(self, query: Query) -> int:
        """Number of hypotheses that the NFA is counted over: every keyframe, mirror and region."""
        return max(self.searched.keyframes, 1) * MIRRORS * query.regions

    def owner(self, keyframe: int) -> tuple[Medium, int]:
        """The medium of a keyframe, and its number within the medium."""
        at = int(np.searchsorted(self._bases, keyframe, side="right")) - 1
        return self.media[at], keyframe - int(self._bases[at])


def locate(still: StillPicture, archive: SearchedArchive, options: LocateOptions) -> tuple[Query, list[Located]]:
    """Every medium that shows the scene of the still, the frame found where it was looked for; unordered."""
    query = prepare(still)
    voted = candidates(query, archive.index, options.candidates * 2)
    found = _verified(query, voted, archive, options)
    if not any(v[2].log10_nfa <= options.surest for v in found):
        found = sorted(found + _second_look(query, voted, archive), key=lambda f: f[2].log10_nfa)
    sure = [v for v in found if v[2].log10_nfa <= options.surest]
    looks = _looks(query, sure, archive)
    located = _pin_in_turn(query, looks, archive, options)
    return query, located + _weak(query, found, looks, options)


def _pin_in_turn(
    query: Query, looks: dict[str, _Looked], archive: SearchedArchive, options: LocateOptions
) -> list[Located]:
    """Look frame by frame at the most promising media; once the frame is found, only at those as promising."""
    done: dict[str, Located] = {}
    for sha in _most_promising(looks, options.pinpointed):
        rivals = [looks[other] for other, one in done.items() if one.identity and is_same_frame(one.identity)]
        if all(looks[sha].as_promising_as(rival) for rival in rivals):
            done[sha] = _pinned(query, looks[sha], archive)
    return [done[sha] if sha in done else _unpinned(looks[sha]) for sha in looks]


def same_frames(located: Sequence[Located]) -> list[Located]:
    """Those that show the same frame, and fit about as well as the best of them: the same footage held twice does."""
    same = [one for one in located if one.pinned and one.identity and is_same_frame(one.identity)]
    least = min((one.pinned.cost for one in located if one.pinned), default=0.0)
    return [one for one in same if one.pinned and one.pinned.cost <= _AS_WELL * least + _AS_WELL_FLOOR]


def _most_promising(looks: dict[str, _Looked], most: int) -> list[str]:
    """Media to look at frame by frame: a moving camera shows in the geometry, a static one in the proxies."""
    by_geometry = sorted(looks, key=lambda sha: looks[sha].items[0][2].log10_nfa)
    by_likeness = sorted(looks, key=lambda sha: -looks[sha].seen.likeness)
    chosen: dict[str, None] = {}
    for pair in zip(by_likeness, by_geometry, strict=True):
        for sha in pair:
            if len(chosen) < most:
                chosen[sha] = None
    return list(chosen)


_Found = tuple[Medium, int, Verified]
"""A medium, the frame index of one of its keyframes, and how the still lies on it."""
_NEARLY_AS_LIKE = 0.03
"""Correlation by which a copy of the footage may be less like the still."""
_NEARLY_AS_IMPROBABLE = 0.5
"""Share of the log10 NFA that a copy of the footage reaches at least."""
_AS_WELL = 2.0
_AS_WELL_FLOOR = 0.01
"""Two sources fit about as well when the leftover of one is at most so many times the other's, and this much."""
_IN_PANEL = 0.9
"""Share of the matched points that lie in one panel when the panel, not the still, shows the frame."""
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class _Looked:
    """The most promising shot of a medium."""

    seen: Look
    box: Box
    items: list[_Found]
    """What was verified in it, the most improbable first."""

    def as_promising_as(self, rival: _Looked) -> bool:
        """Whether this could be the same footage again, or better: a copy is nearly as like and as improbable."""
        like = self.seen.likeness >= rival.seen.likeness - _NEARLY_AS_LIKE
        return like or self.items[0][2].log10_nfa <= _NEARLY_AS_IMPROBABLE * rival.items[0][2].log10_nfa


def _verified(
    query: Query, voted: Sequence[Candidate], archive: SearchedArchive, options: LocateOptions
) -> list[_Found]:
    """Candidates that hold up under geometry, the most improbable first."""
    log10_tests = math.log10(archive.tests(query))
    counts: dict[str, int] = defaultdict(int)
    found: list[_Found] = []
    for candidate in voted:
        medium, number = archive.owner(candidate.keyframe)
        if counts[medium.sha256] >= options.a_medium or sum(counts.values()) >= options.candidates:
            continue
        counts[medium.sha256] += 1
        fingerprint = archive.fingerprint(medium.sha256)
        size = (medium.facts.width, medium.facts.height)
        result = verify(query.variants[candidate.variant], fingerprint.features(number), size, log10_tests)
        if result is not None:
            found.append((medium, int(fingerprint.keyframes[number]), result))
    return sorted(found, key=lambda f: f[2].log10_nfa)


def _second_look(query: Query, voted: Sequence[Candidate], archive: SearchedArchive) -> list[_Found]:
    """Candidates tried again on frames between the keyframes; each frame tried counts as a test of every keyframe."""
    log10_tests = math.log10(archive.tests(query) * FRAMES)
    promising = []
    taken: dict[str, int] = defaultdict(int)
    for candidate in voted:
        medium, number = archive.owner(candidate.keyframe)
        taken[medium.sha256] += 1
        if taken[medium.sha256] <= 2:
            promising.append((medium, archive.fingerprint(medium.sha256), number))
    found: list[_Found] = []
    for medium, index, features in frames_between(promising):
        size = (medium.facts.width, medium.facts.height)
        results = [verify(variant, features, size, log10_tests) for variant in query.variants]
        best = min((r for r in results if r is not None), key=lambda r: r.log10_nfa, default=None)
        if best is not None:
            found.append((medium, index, best))
    return found


def _looks(query: Query, sure: Sequence[_Found], archive: SearchedArchive) -> dict[str, _Looked]:
    """For each medium its most promising shot."""
    shots: dict[tuple[str, int], list[_Found]] = defaultdict(list)
    for item in sure:
        medium, frame, _ = item
        shots[medium.sha256, archive.fingerprint(medium.sha256).shot_of(frame).first].append(item)
    best: dict[str, _Looked] = {}
    for (sha256, _), items in shots.items():
        box = _box(query, items[0][2])
        anchors = [Anchor(frame, v.still_to_frame @ box.to_still, v.log10_nfa) for _, frame, v in items]
        seen = look(box.of(query.grey), anchors, archive.fingerprint(sha256))
        if sha256 not in best or seen.likeness > best[sha256].seen.likeness:
            best[sha256] = _Looked(seen, box, items)
    return best


def _pinned(query: Query, looked: _Looked, archive: SearchedArchive) -> Located:
    medium, keyframe, verified = looked.items[0]
    try:
        window, tracks, frames = _window(looked.seen, medium, archive.fingerprint(medium.sha256))
    except FreezeframeError as error:
        # The file is gone or changed: what was stored still says where to look.
        return replace(_unpinned(looked), fault=error.line)
    pinned = pinpoint(looked.box.of(query.grey), window, tracks, PinpointOptions())
    return Located(medium, verified, keyframe, looked.box, pinned, identity(pinned), frames, looked.seen.likeness)


def _box(query: Query, verified: Verified) -> Box:
    """The smallest region of the still that holds nearly all matched points."""
    boxes = sorted({v.box for v in query.variants}, key=lambda box: box.area)
    return next((box for box in boxes if box.share_of(verified.support) >= _IN_PANEL), boxes[-1])


def _window(
    seen: Look, medium: Medium, fingerprint: Fingerprint
) -> tuple[list[NDArray[np.uint8]], list[Track], NDArray[np.int64]]:
    window: list[NDArray[np.uint8]] = []
    tracks: list[Track] = []
    frames: list[int] = []
    for span in seen.spans:
        begin = len(window)
        window += read_frames(Path(medium.located), fingerprint, span.first, span.last)
        frames += range(span.first, span.last + 1)
        tracks.append(Track(begin, len(window), begin + span.start - span.first, span.guess))
    return window, tracks, np.array(frames, np.int64)


def _unpinned(looked: _Looked) -> Located:
    medium, keyframe, verified = looked.items[0]
    return Located(medium, verified, keyframe, looked.box, None, None, _NONE, looked.seen.likeness)


def _weak(query: Query, found: Sequence[_Found], looks: dict[str, _Looked], options: LocateOptions) -> list[Located]:
    """The best candidate of each medium that chance could have made."""
    weak: dict[str, Located] = {}
    for medium, frame, verified in found:
        if medium.sha256 in looks or medium.sha256 in weak or verified.log10_nfa > options.weakest:
            continue
        weak[medium.sha256] = Located(medium, verified, frame, _box(query, verified), None, None, _NONE, 0.0)
    return list(weak.values())

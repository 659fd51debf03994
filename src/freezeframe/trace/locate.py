"""One still against one archive: the steps of a trace in their order."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.index import Index
from freezeframe.archive.records import Medium, Source
from freezeframe.archive.store import Archive
from freezeframe.archive.embedded import EmbeddedIndex
from freezeframe.errors import FreezeframeError
from freezeframe.media import StillPicture
from freezeframe.trace.candidates import candidates
from freezeframe.trace.footage import read_frames
from freezeframe.trace.identity import Identity, identity, is_same_frame
from freezeframe.trace.pinpoint import PinpointOptions, Pinpointed, Track, pinpoint
from freezeframe.trace.query import MIRRORS, Query, prepare
from freezeframe.trace.regions import Box
from freezeframe.trace.result import Searched
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


@dataclass(frozen=True)
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

    @property
    def still_to_frame(self) -> Matrix:
        """Pixels of the whole still to pixels of the frame, as exactly as known."""
        if self.pinned is None:
            return self.verified.still_to_frame
        to_part = np.array([[1.0, 0.0, -self.box.left], [0.0, 1.0, -self.box.top], [0.0, 0.0, 1.0]])
        return self.pinned.still_to_frame @ to_part

    @property
    def same_frame(self) -> bool:
        """Whether it is a match and not only the same scene."""
        return self.identity is not None and is_same_frame(self.identity)


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
    found = _verified(query, archive, options)
    sure = [v for v in found if v[2].log10_nfa <= options.surest]
    looks = _looks(query, sure, archive)
    chosen = sorted(looks, key=lambda sha: -looks[sha][0].likeness)[: options.pinpointed]
    located = [_pinned(query, looks[sha], archive) if sha in chosen else _unpinned(query, looks[sha]) for sha in looks]
    return query, located + _weak(query, found, looks, options)


_Found = tuple[Medium, int, Verified]
"""A medium, the frame index of one of its keyframes, and how the still lies on it."""
_IN_PANEL = 0.9
"""Share of the matched points that lie in one panel when the panel, not the still, shows the frame."""
_Looked = tuple[Look, list[_Found]]


def _verified(query: Query, archive: SearchedArchive, options: LocateOptions) -> list[_Found]:
    """Candidates that hold up under geometry, the most improbable first."""
    log10_tests = math.log10(archive.tests(query))
    counts: dict[str, int] = defaultdict(int)
    found: list[_Found] = []
    for candidate in candidates(query, archive.index, options.candidates * 2):
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


def _looks(query: Query, sure: Sequence[_Found], archive: SearchedArchive) -> dict[str, _Looked]:
    """For each medium its most promising shot."""
    shots: dict[tuple[str, int], list[_Found]] = defaultdict(list)
    for item in sure:
        medium, frame, _ = item
        shots[medium.sha256, archive.fingerprint(medium.sha256).shot_of(frame).first].append(item)
    best: dict[str, _Looked] = {}
    for (sha256, _), items in shots.items():
        anchors = [Anchor(frame, v.still_to_frame, v.log10_nfa) for _, frame, v in items]
        seen = look(query.grey, anchors, archive.fingerprint(sha256))
        if sha256 not in best or seen.likeness > best[sha256][0].likeness:
            best[sha256] = (seen, items)
    return best


def _pinned(query: Query, looked: _Looked, archive: SearchedArchive) -> Located:
    seen, items = looked
    medium, keyframe, verified = items[0]
    box = _box(query, verified)
    fingerprint = archive.fingerprint(medium.sha256)
    try:
        window, tracks, frames = _window(seen, medium, fingerprint, box)
    except FreezeframeError:
        # The file is gone or changed: what was stored still says where to look.
        return _unpinned(query, looked)
    part = query.grey[box.top : box.bottom, box.left : box.right]
    pinned = pinpoint(part, window, tracks, PinpointOptions())
    return Located(medium, verified, keyframe, box, pinned, identity(pinned), frames, seen.likeness)


def _box(query: Query, verified: Verified) -> Box:
    """The smallest region of the still that holds nearly all matched points."""
    boxes = sorted({v.box for v in query.variants}, key=lambda box: box.area)
    return next((box for box in boxes if box.share_of(verified.support) >= _IN_PANEL), boxes[-1])


def _window(
    seen: Look, medium: Medium, fingerprint: Fingerprint, box: Box
) -> tuple[list[NDArray[np.uint8]], list[Track], NDArray[np.int64]]:
    window: list[NDArray[np.uint8]] = []
    tracks: list[Track] = []
    frames: list[int] = []
    from_part = np.array([[1.0, 0.0, box.left], [0.0, 1.0, box.top], [0.0, 0.0, 1.0]])
    for span in seen.spans:
        begin = len(window)
        window += read_frames(Path(medium.located), fingerprint, span.first, span.last)
        frames += range(span.first, span.last + 1)
        tracks.append(Track(begin, len(window), begin + span.start - span.first, span.guess @ from_part))
    return window, tracks, np.array(frames, np.int64)


def _unpinned(query: Query, looked: _Looked) -> Located:
    seen, items = looked
    medium, keyframe, verified = items[0]
    return Located(medium, verified, keyframe, _box(query, verified), None, None, np.zeros(0, np.int64), seen.likeness)


def _weak(query: Query, found: Sequence[_Found], looks: dict[str, _Looked], options: LocateOptions) -> list[Located]:
    """The best candidate of each medium that chance could have made."""
    weak: dict[str, Located] = {}
    for medium, frame, verified in found:
        if medium.sha256 in looks or medium.sha256 in weak or verified.log10_nfa > options.weakest:
            continue
        none = np.zeros(0, np.int64)
        weak[medium.sha256] = Located(medium, verified, frame, _box(query, verified), None, None, none, 0.0)
    return list(weak.values())

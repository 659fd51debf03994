"""One still against one archive: the steps of a trace in their order."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.records import Medium
from freezeframe.config import begun, side_by_side
from freezeframe.errors import FreezeframeError
from freezeframe.kernels.homography import transfer
from freezeframe.kernels.outlines import alike, outer_edge
from freezeframe.media import StillPicture
from freezeframe.trace.candidates import Candidate, candidates
from freezeframe.trace.close_up import Window, close_up, close_up_as_copy, closer_up, read_window
from freezeframe.trace.identity import Identity, identity, is_same_frame
from freezeframe.trace.pinpoint import Pinpointed
from freezeframe.trace.query import Query, prepare
from freezeframe.trace.regions import Box
from freezeframe.trace.rivals import Seen, ruled_out_over, sides_with
from freezeframe.trace.searched import SearchedArchive
from freezeframe.trace.second_look import FEW, FRAMES, Unread, second_look
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
    clear: float = -15.0
    """log10 NFA over which frames between the keyframes are looked at: another recording may share as much."""
    weakest: float = 0.0
    """log10 NFA at or under which a candidate is still worth a lead."""
    pinpointed: int = 4
    """Media looked at frame by frame."""
    most_pinpointed: int = 8
    """The same while none of them shows the frame."""
    closer: int = 2
    """Media looked at again, with geometry found anew in between, when none shows the frame."""


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
    def shows_the_frame(self) -> bool:
        """Whether this is the frame of the still, not only its scene."""
        return self.identity is not None and is_same_frame(self.identity)

    @property
    def still_to_frame(self) -> Matrix:
        """Pixels of the whole still to pixels of the frame, as exactly as known."""
        if self.pinned is None:
            return self.verified.still_to_frame
        return self.pinned.still_to_frame @ np.linalg.inv(self.box.to_still)


def locate(
    still: StillPicture, archive: SearchedArchive, options: LocateOptions
) -> tuple[Query, list[Located], Unread]:
    """Every medium that shows the scene of the still, the frame found where it was looked for; unordered."""
    query = prepare(still)
    voted = [c for c in candidates(query, archive.index, options.candidates * 2) if archive.holds(c.keyframe)]
    found = _verified(query, voted, archive, options)
    unread: Unread = ()
    if not found or found[0][2].log10_nfa > options.clear:
        more, unread = _second_look(query, voted, archive, options)
        found = sorted(found + more, key=lambda f: f[2].log10_nfa)
    sure = [v for v in found if v[2].log10_nfa <= options.surest]
    looks = _looks(query, sure, archive)
    located = _pin_in_turn(query, looks, archive, options)
    return query, located + _weak(query, found, looks, options), unread


def _pin_in_turn(
    query: Query, looks: dict[_Key, _Looked], archive: SearchedArchive, options: LocateOptions
) -> list[Located]:
    """Look frame by frame at the most promising media; once the frame is found, only at those as promising."""
    done: dict[_Key, Located] = {}
    # Some are looked at twice, and decoding costs most; more than a few would take too much memory.
    reading = lru_cache(maxsize=3)(lambda key: begun(lambda: _window(looks[key], archive)))

    def finds(key: _Key) -> list[_Key]:
        """Those that show the frame, in the same part of the still."""
        return [other for other, one in done.items() if one.shows_the_frame and one.box.meets(looks[key].box)]

    def wanted(number: int, further: Sequence[_Key]) -> bool:
        """Whether that one is to be looked at, even if those ``further`` show the frame."""
        rivals = [looks[rival] for rival in (*finds(promising[number]), *further)]
        return (number < options.pinpointed or not rivals) and looks[promising[number]].as_promising_as(rivals)

    promising = _most_promising(looks, options.most_pinpointed)
    for number, key in enumerate(promising):
        if wanted(number, []):
            window = reading(key).result()
            if number + 1 < len(promising) and wanted(number + 1, [key]):
                # Read while this one is laid.
                reading(promising[number + 1])
            meeting = [one for one in done.values() if one.box.meets(looks[key].box)]
            done[key] = _pinned(query, looks[key], window, meeting)
    for key in sorted(done, key=lambda key: looks[key].items[0][2].log10_nfa)[: options.closer]:
        if not finds(key) or _fits_badly(done[key]):
            done[key] = _pinned_anew(query, looks[key], reading(key).result(), done[key], archive.tests(query))
    for key, one in done.items():
        if not one.shows_the_frame and (found := finds(key)):
            done[key] = _pinned_as_copy(query, looks[key], reading(key).result(), one, done[found[0]])
    return [done[key] if key in done else _unpinned(looks[key]) for key in looks]


def same_frames(query: Query, located: Sequence[Located]) -> list[Located]:
    """Those that show the same frame, and that no other beats where they show the same part of the still.

    The same footage held twice is not beaten by its copy.
    """
    pinned = [one for one in located if one.pinned]
    same = []
    for one in pinned:
        rivals = [other for other in pinned if other is not one and other.box.meets(one.box)]
        if one.shows_the_frame and not any(_beats(query, rival, one) for rival in rivals):
            same.append(one)
    return same


def _beats(query: Query, rival: Located, one: Located) -> bool:
    """Whether a rival rules another out: leaves much less over, or has the still on its side where the two differ.

    A rival that is itself another moment rules out whatever fits worse: the true frame would fit better.
    """
    if rival.pinned is None or one.pinned is None:
        return False
    if one.pinned.misfit > ruled_out_over(rival.pinned.misfit):
        return True
    if not rival.shows_the_frame and rival.pinned.misfit < one.pinned.misfit and rival.pinned.cost < one.pinned.cost:
        return True
    box = min(one.box, rival.box, key=lambda box: box.area)
    seen = [Seen(each.pinned.frame, each.still_to_frame @ box.to_still) for each in (rival, one) if each.pinned]
    return sides_with(box.of(query.grey), seen[0], seen[1])


def _most_promising(looks: dict[_Key, _Looked], most: int) -> list[_Key]:
    """Media to look at frame by frame: of those nearly as improbable as the best, first what the proxies show alike."""
    by_geometry = sorted(looks, key=lambda sha: looks[sha].items[0][2].log10_nfa)
    best = looks[by_geometry[0]].items[0][2].log10_nfa if looks else 0.0
    near = [sha for sha in by_geometry if looks[sha].items[0][2].log10_nfa <= _NEARLY_AS_IMPROBABLE * best]
    near.sort(key=lambda sha: -looks[sha].seen.likeness)
    return [*near, *(sha for sha in by_geometry if sha not in near)][:most]


_Key = tuple[str, Box]
"""A medium's SHA-256 and the part of the still that it shows."""
_Found = tuple[Medium, int, Verified]
"""A medium, the frame index of one of its keyframes, and how the still lies on it."""
_NEARLY_AS_LIKE = 0.03
"""Correlation by which a copy of the footage may be less like the still."""
_NEARLY_AS_IMPROBABLE = 0.5
"""Share of the log10 NFA that a copy of the footage reaches at least."""
_IN_PANEL = 0.9
"""Share of the matched points that lie in one panel when the panel, not the still, shows the frame."""
_BADLY = 0.15
"""Leftover at the best frame from which its geometry is sought anew."""
_WHOLE = 0.85
"""Share of still and frame together that they share, from which the still is taken for the whole frame."""
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class _Looked:
    """The most promising shot of a medium."""

    seen: Look
    box: Box
    items: list[_Found]
    """What was verified in it, the most improbable first."""

    def as_promising_as(self, rivals: Sequence[_Looked]) -> bool:
        """Whether this could be each rival's footage again, or better: a copy is nearly as like and as improbable."""
        return all(
            self.seen.likeness >= rival.seen.likeness - _NEARLY_AS_LIKE
            or self.items[0][2].log10_nfa <= _NEARLY_AS_IMPROBABLE * rival.items[0][2].log10_nfa
            for rival in rivals
        )


def _verified(
    query: Query, voted: Sequence[Candidate], archive: SearchedArchive, options: LocateOptions
) -> list[_Found]:
    """Candidates that hold up under geometry, the most improbable first."""
    log10_tests = math.log10(archive.tests(query))
    counts: dict[str, int] = defaultdict(int)
    chosen: list[tuple[Candidate, Medium, int]] = []
    for candidate in voted:
        medium, number = archive.owner(candidate.keyframe)
        if counts[medium.sha256] < options.a_medium and len(chosen) < options.candidates:
            counts[medium.sha256] += 1
            chosen.append((candidate, medium, number))

    def tried(one: tuple[Candidate, Medium, int]) -> _Found | None:
        candidate, medium, number = one
        fingerprint, size = archive.fingerprint(medium.sha256), (medium.facts.width, medium.facts.height)
        result = verify(query.variants[candidate.variant], fingerprint.features(number), size, log10_tests)
        return (medium, int(fingerprint.keyframes[number]), result) if result is not None else None

    found = [one for one in side_by_side(tried, chosen) if one is not None]
    return sorted(found, key=lambda f: f[2].log10_nfa)


def _second_look(
    query: Query, voted: Sequence[Candidate], archive: SearchedArchive, options: LocateOptions
) -> tuple[list[_Found], Unread]:
    """Candidates tried again on frames between the keyframes."""
    places = []
    for candidate in voted:
        medium, number = archive.owner(candidate.keyframe)
        places.append((archive.copies(medium), archive.fingerprint(medium.sha256), number))
    found, unread = second_look(query, places, archive.tests(query), options.surest)
    return [(frame.medium, frame.index, verified) for frame, verified in found], unread


def _looks(query: Query, sure: Sequence[_Found], archive: SearchedArchive) -> dict[_Key, _Looked]:
    """For each medium, and each part of the still that it shows, its most promising shot."""
    shots: dict[tuple[str, int], list[_Found]] = defaultdict(list)
    for item in sure:
        medium, frame, _ = item
        shots[medium.sha256, archive.fingerprint(medium.sha256).shot_of(frame).first].append(item)
    best: dict[_Key, _Looked] = {}
    for (sha256, _), items in shots.items():
        box = _box(query, items[0][0], items[0][2])
        anchors = [Anchor(frame, v.still_to_frame @ box.to_still, v.log10_nfa) for _, frame, v in items]
        seen = look(box.of(query.grey), anchors, archive.fingerprint(sha256))
        key = (sha256, box)
        if key not in best or seen.likeness > best[key].seen.likeness:
            best[key] = _Looked(seen, box, items)
    return best


def _pinned(query: Query, looked: _Looked, window: Window | FreezeframeError, rivals: Sequence[Located]) -> Located:
    medium, _, verified = looked.items[0]
    if isinstance(window, FreezeframeError):
        # The file is gone or changed: what was stored still says where to look.
        return replace(_unpinned(looked), fault=window.line)
    ruled_out = min((ruled_out_over(r.pinned.misfit) for r in rivals if r.pinned), default=math.inf)
    pinned = close_up(looked.box.of(query.grey), window, verified.mirrored, float(medium.facts.sar), ruled_out)
    return _located(looked, window, pinned)


def _fits_badly(one: Located) -> bool:
    """Whether more is left over than most edits leave: the geometry may have followed what moves."""
    return one.pinned is not None and max(one.pinned.cost, one.pinned.misfit) > _BADLY


def _pinned_anew(
    query: Query, looked: _Looked, window: Window | FreezeframeError, before: Located, tests: int
) -> Located:
    """Once more with the geometry found anew by features, if that fits better; of a still camera there is but one.

    Unless that fits badly: it may be a car's. Where features find the geometry that is known, nothing fits better.
    """
    if isinstance(window, FreezeframeError) or before.pinned is None:
        return before
    if before.pinned.standing and not _fits_badly(before):
        return before
    kind = (looked.box, looked.items[0][2].mirrored)
    variants = [variant for variant in query.variants if (variant.box, variant.mirrored) == kind]
    log10_tests = math.log10(tests * (FRAMES + FEW))
    pinned = closer_up(looked.box.of(query.grey), window, variants, looked.box, log10_tests, before.pinned)
    return _located(looked, window, pinned) if pinned and pinned.misfit < before.pinned.misfit else before


def _pinned_as_copy(
    query: Query, looked: _Looked, window: Window | FreezeframeError, before: Located, found: Located
) -> Located:
    """Once more with the geometry by which another medium shows the frame, as if it were the same footage."""
    if isinstance(window, FreezeframeError) or before.pinned is None or found.pinned is None:
        return before
    still = looked.box.of(query.grey)
    guess = found.still_to_frame @ looked.box.to_still
    pinned = close_up_as_copy(still, window, found.pinned.frame, guess, before.pinned.misfit)
    return _located(looked, window, pinned) if pinned else before


def _window(looked: _Looked, archive: SearchedArchive) -> Window | FreezeframeError:
    medium = looked.items[0][0]
    try:
        return read_window(looked.seen.spans, archive.copies(medium), archive.fingerprint(medium.sha256))
    except FreezeframeError as error:
        return error


def _located(looked: _Looked, window: Window, pinned: Pinpointed) -> Located:
    medium, keyframe, verified = looked.items[0]
    likeness = looked.seen.likeness
    return Located(medium, verified, keyframe, looked.box, pinned, identity(pinned), window.indices, likeness)


def _box(query: Query, medium: Medium, verified: Verified) -> Box:
    """The smallest region of the still that holds nearly all matched points; the whole where it is the whole frame.

    All points may lie in the letters of a banner, which is a panel of the picture, and the same in many frames.
    """
    boxes = sorted({v.box for v in query.variants}, key=lambda box: box.area)
    height, width = query.grey.shape
    frame = outer_edge(0, 0, medium.facts.width, medium.facts.height)
    if alike(transfer(verified.still_to_frame, outer_edge(0, 0, width, height)), frame) >= _WHOLE:
        return boxes[-1]
    return next((box for box in boxes if box.share_of(verified.support) >= _IN_PANEL), boxes[-1])


def _unpinned(looked: _Looked) -> Located:
    medium, keyframe, verified = looked.items[0]
    return Located(medium, verified, keyframe, looked.box, None, None, _NONE, looked.seen.likeness)


def _weak(query: Query, found: Sequence[_Found], looks: dict[_Key, _Looked], options: LocateOptions) -> list[Located]:
    """The best candidate of each medium that chance could have made."""
    shown = {sha256 for sha256, _ in looks}
    weak: dict[str, Located] = {}
    for medium, frame, verified in found:
        if medium.sha256 in shown or medium.sha256 in weak or verified.log10_nfa > options.weakest:
            continue
        weak[medium.sha256] = Located(medium, verified, frame, _box(query, medium, verified), None, None, _NONE, 0.0)
    return list(weak.values())

"""The whole story in order, one page: what happens to a picture from the file to the answer."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from freezeframe.archive import originals
from freezeframe.archive.store import Archive
from freezeframe.errors import FreezeframeError
from freezeframe.media import StillPicture, read_still
from freezeframe.trace.describe_match import describe_match
from freezeframe.trace.locate import Located, LocateOptions, SearchedArchive, locate, same_frames
from freezeframe.trace.recall import would_have_been_caught
from freezeframe.trace.result import Lead, Match, PictureFacts, Trace


def trace_pictures(archive: Archive, pictures: Sequence[Path], top: int = 5) -> Iterator[Trace]:
    """Trace each picture in turn; what they share (catalogue, index) is loaded once.

    ``top`` is the number of matches and of leads reported at most. A picture that cannot be read is an answer too
    (outcome ``unreadable``).

    Raises:
        Damaged: the archive is not as it was written.
    """
    searched = SearchedArchive(archive)
    for path in pictures:
        yield trace_picture(path, searched, top)


def trace_picture(path: Path, archive: SearchedArchive, top: int = 5) -> Trace:
    """Where does this picture come from?"""
    began = time.perf_counter()
    try:
        still = read_still(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except FreezeframeError as error:
        facts = PictureFacts(str(path), "", 0, 0)
        reason = f"{error.reason}; {error.advice}" if error.advice else error.reason
        return Trace(facts, "unreadable", _ms(began), (), (), archive.searched, reason)
    facts = PictureFacts(str(path), digest, still.colour.shape[1], still.colour.shape[0])
    query, located = locate(still, archive, LocateOptions())
    located = [_from_what_was_archived(found) for found in located]
    tests = archive.tests(query)
    same = same_frames(query, located)
    matches = [_described(still, found, archive, tests) for found in same]
    leads = [
        Lead(_described(still, found, archive, tests), "same_scene" if found.likeness else "weak")
        for found in located
        if found not in same
    ]
    matches.sort(key=lambda m: _order(m, archive))
    leads.sort(key=lambda lead: (lead.why == "weak", lead.match.log10_nfa))
    reason = "" if matches else _reason(located, leads, archive)
    return Trace(
        facts,
        "found" if matches else "not_found",
        _ms(began),
        tuple(matches[:top]),
        tuple(leads[:top]),
        archive.searched,
        reason,
        None if matches else would_have_been_caught(facts.width, facts.height),
    )


def _from_what_was_archived(found: Located) -> Located:
    """What was read of a file that was changed or replaced meanwhile says nothing of the source."""
    if found.pinned is None:
        return found
    try:
        originals.assure(found.medium)
    except FreezeframeError as error:
        return replace(found, pinned=None, identity=None, frames=found.frames[:0], fault=error.line)
    return found


def _described(still: StillPicture, found: Located, archive: SearchedArchive, tests: int) -> Match:
    fingerprint = archive.fingerprint(found.medium.sha256)
    return describe_match(still, found, archive.sources[found.medium.sha256], fingerprint, tests)


def _order(match: Match, archive: SearchedArchive) -> tuple[float, str, float]:
    """Best fit first; among fits that are equal (to a twentieth) the earliest published first."""
    published = archive.sources[match.sha256].published_from or "9999"
    return round(match.cost * 20), published, match.cost


def _reason(located: Sequence[Located], leads: Sequence[Lead], archive: SearchedArchive) -> str:
    if not archive.searched.keyframes:
        return "the archive holds no footage"
    fault = next((one.fault for one in located if one.fault), "")
    if fault:
        return f"the archive shows this scene, but the frames could not be compared: {fault}"
    if any(lead.why == "same_scene" for lead in leads):
        return "the archive shows the same scene or design, but not this frame"
    return "no footage in the archive shows this scene"


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000.0

"""The whole story in order, one page: what happens to a picture from the file to the answer."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from freezeframe.errors import BadInput, FreezeframeError
from freezeframe.media import StillPicture, read_still
from freezeframe.trace.describe_match import describe_match
from freezeframe.trace.footage import read_chosen, read_colour
from freezeframe.trace.locate import Located, LocateOptions, locate, same_frames
from freezeframe.trace.ocr import Reader
from freezeframe.trace.recall import would_have_been_caught
from freezeframe.trace.result import Lead, Match, PictureFacts, Trace, Why, in_order
from freezeframe.trace.searched import SearchedArchive
from freezeframe.trace.texts import StillText, with_texts

if TYPE_CHECKING:
    from freezeframe.report.exhibition import Exhibition
    from freezeframe.report.originals import Footage

_NEARBY = 0.2
"""Seconds between the frames that are read along with that of a match."""


def trace_pictures(
    archive: SearchedArchive, pictures: Sequence[Path], top: int = 5, *, text: bool = False
) -> Iterator[Trace]:
    """Trace each picture in turn; what they share (catalogue, index) is loaded once.

    ``top`` is the number of matches and of leads reported at most; ``text`` has the text read that a crop hid or that
    was added. A picture that cannot be read is an answer too (outcome ``unreadable``); media whose fingerprint is lost
    are passed over and named by the archive afterwards.

    Raises:
        Damaged: the catalogue is not as it was written.
        MissingDependency: ``text`` is asked for, and what reads it is not installed.
    """
    for path in pictures:
        yield trace_picture(path, archive, top, Reader() if text else None)


def trace_picture(path: Path, archive: SearchedArchive, top: int = 5, reader: Reader | None = None) -> Trace:
    """Where does this picture come from? With a ``reader``, the text that was hidden or added is read."""
    began = time.perf_counter()
    try:
        still, digest = _read(path)
    except FreezeframeError as error:
        facts = PictureFacts(str(path), "", 0, 0)
        reason = f"{error.reason}; {error.advice}" if error.advice else error.reason
        return Trace(facts, "unreadable", _ms(began), (), (), archive.searched, reason)
    facts = PictureFacts(str(path), digest, still.colour.shape[1], still.colour.shape[0])
    query, located, unread = locate(still, archive, LocateOptions())
    same = same_frames(query, located)
    matches = in_order([_compared(still, found, archive) for found in _first(same, still, archive, top)])
    if reader and matches:
        read = StillText(still.colour, reader)
        matches = [_with_texts(match, read, archive, reader) for match in matches]
    leads = [Lead(_described(still, one, archive), _why(one), one.fault) for one in located if one not in same]
    leads.sort(key=lambda lead: (lead.why == "weak", lead.match.log10_nfa))
    reason = "" if matches else _reason(leads, archive, unread)
    # What was measured holds for whole searches: what could not be read may be the one.
    whole = not archive.lost and not unread and not any(lead.fault for lead in leads)
    return Trace(
        facts,
        "found" if matches else "not_found",
        _ms(began),
        tuple(matches),
        tuple(leads[:top]),
        archive.searched,
        reason,
        would_have_been_caught(facts.width, facts.height) if whole and not matches else None,
        () if matches else unread,
    )


@contextmanager
def exhibits_in(folder: Path, archive: SearchedArchive, *, with_page: bool = True) -> Iterator[Exhibition]:
    """Shows the traced pictures that what it yields is given in ``folder``: there whole at the end, or not at all.

    Raises:
        FreezeframeError: the folder cannot be used, or the disk is full.
    """
    # What draws them takes a twentieth of a second to load.
    from freezeframe.report.exhibition import exhibition

    with exhibition(folder, footage_of(archive), archive.sources, with_page=with_page) as made:
        yield made


def footage_of(archive: SearchedArchive) -> Callable[[str], Footage]:
    """Opens a source of an archive by the SHA-256 of its medium; BadInput where the archive has it not."""
    from freezeframe.report.originals import Footage

    media = {medium.sha256: medium for medium in archive.media}

    def footage(sha256: str) -> Footage:
        if sha256 not in media:
            raise BadInput(sha256[:16], "is not in the archive any more", "add it again: freezeframe archive add PATH")
        return Footage(archive.copies(media[sha256]), archive.fingerprint(sha256))

    return footage


def _read(path: Path) -> tuple[StillPicture, str]:
    """A picture and its SHA-256.

    Raises:
        FreezeframeError: it cannot be read, whatever the system calls the reason.
    """
    try:
        return read_still(path), hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError) as error:
        # A name that is too long, a disk that fails: no more than this picture's own trouble.
        raise BadInput(path, f"cannot be read ({_said(error)})", "check the path") from error


def _said(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _first(same: Sequence[Located], still: StillPicture, archive: SearchedArchive, top: int) -> list[Located]:
    """Those that are reported: a still is compared with no other frames."""
    if len(same) <= top:
        return list(same)
    rough = [_described(still, one, archive) for one in same]
    return [
        next(one for one, match in zip(same, rough, strict=True) if match is first) for first in in_order(rough)[:top]
    ]


def _compared(still: StillPicture, found: Located, archive: SearchedArchive) -> Match:
    """A match, the still compared with its frame at full resolution."""
    fingerprint = archive.fingerprint(found.medium.sha256)
    best = int(found.frames[found.pinned.best]) if found.pinned else 0
    frame = read_colour(archive.copies(found.medium), fingerprint, best)
    return describe_match(still, found, archive.sources[found.medium.sha256], fingerprint, frame)


def _with_texts(match: Match, still: StillText, archive: SearchedArchive, reader: Reader) -> Match:
    """A match with the text that was hidden or added; frames nearby in its shot are read along."""
    medium = next(medium for medium in archive.media if medium.sha256 == match.sha256)
    best = match.moment.frame_index if match.moment else 0
    wanted = [best]
    if match.moment:
        fingerprint = archive.fingerprint(match.sha256)
        shot = fingerprint.shot_of(best)
        step = max(round(_NEARBY * medium.facts.frames / max(medium.facts.seconds, 1e-3)), 1)
        wanted += [i for k in (-2, -1, 1, 2) if shot.first <= (i := best + k * step) < shot.end]
    frames = read_chosen(archive.copies(medium), archive.fingerprint(match.sha256), wanted)
    return with_texts(match, still, frames[best], [frames[i] for i in wanted[1:]], reader)


def _described(still: StillPicture, found: Located, archive: SearchedArchive) -> Match:
    """A lead: what is known without its frame."""
    fingerprint = archive.fingerprint(found.medium.sha256)
    return describe_match(still, found, archive.sources[found.medium.sha256], fingerprint)


def _why(found: Located) -> Why:
    if found.fault:
        return "unchecked"
    return "same_scene" if found.likeness else "weak"


def _reason(leads: Sequence[Lead], archive: SearchedArchive, unread: Sequence[str]) -> str:
    reason = _of_what_was_read(leads, archive)
    if not unread:
        return reason
    number, files = ("1 video", "its file is") if len(unread) == 1 else (f"{len(unread)} videos", "their files are")
    return f"{reason}; {number} could not be looked at closely, because {files} gone, changed or out of reach"


def _of_what_was_read(leads: Sequence[Lead], archive: SearchedArchive) -> str:
    if not archive.searched.keyframes:
        return "no footage of the archive could be searched" if archive.lost else "the archive holds no footage"
    fault = next((lead.fault for lead in leads if lead.fault), "")
    if fault:
        return f"the archive shows this scene, but the frames could not be compared: {fault}"
    if any(lead.why == "same_scene" for lead in leads):
        return "the archive shows the same scene or design, but not this frame"
    return f"no footage {'that could be searched' if archive.lost else 'in the archive'} shows this scene"


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000.0

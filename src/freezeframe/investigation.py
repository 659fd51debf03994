"""A whole case in order, one page: from a statement and its pictures to findings, a report and a sealed bundle.

Each step goes on where it was: what still holds is not done again, so that a run that was interrupted is repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import cv2

from freezeframe.archive.store import Archive
from freezeframe.cases import sources, traced
from freezeframe.cases.document import CaseExhibit
from freezeframe.cases.folder import Case
from freezeframe.cases.state import PictureEntry, state_of
from freezeframe.cases.traced import TraceOptions
from freezeframe.errors import Damaged, FreezeframeError, environment_fault
from freezeframe.pipeline import exhibits_in, trace_picture
from freezeframe.trace.footage import read_colour
from freezeframe.trace.locate import SearchedArchive
from freezeframe.trace.ocr import Reader
from freezeframe.trace.result import Trace

Watch = Callable[[str, int, int], None]
"""Hears what is being done, how many of it are done, and how many there are."""
_MAKING = ".making"


@dataclass(frozen=True)
class _Search:
    """What the pictures of one run share."""

    archive: SearchedArchive
    reader: Reader
    options: TraceOptions
    key: dict[str, Any]


def trace_case(case: Case, home: Path, options: TraceOptions, watch: Watch) -> list[FreezeframeError]:
    """Trace every picture of a case in the archive of ``home``, with exhibits; what could not be done is returned.

    Raises:
        BadInput: there is no archive.
        Damaged: a file of the case or the catalogue is not as it was written.
    """
    faults: list[FreezeframeError] = []
    with Archive.open(home) as archive:
        key = traced.key_of(archive, options)
        pictures = state_of(case).pictures
        due = [one for one in pictures if options.again or not traced.holds(case, one, key)]
        if due:
            search = _Search(SearchedArchive(archive), Reader(), options, key)
            for number, picture in enumerate(due):
                watch(f"tracing {picture.name}", number, len(due))
                faults += _trace(case, picture, search)
            faults += [_lost(medium.path) for medium in search.archive.lost]
        traces = [traced.trace_of(case, one)[0] for one in pictures]
        found = [one["source_id"] for trace in traces if trace for one in (*trace["matches"], *trace["leads"])]
        sources.gather(case, archive, found)
    return faults


def _trace(case: Case, picture: PictureEntry, search: _Search) -> list[FreezeframeError]:
    path = traced.working_copy(case, picture)
    trace = trace_picture(path, search.archive, search.options.top, search.reader)
    exhibits, faults = _exhibits(case, picture, trace, search.archive)
    faults += _frames(case, picture, trace, search.archive)
    traced.keep(case, picture, trace.to_json(), exhibits, search.key)
    return faults


def _exhibits(
    case: Case, picture: PictureEntry, trace: Trace, archive: SearchedArchive
) -> tuple[list[CaseExhibit], list[FreezeframeError]]:
    """The exhibits of a trace, in the case, in place of those that were there; and why some could not be made."""
    at = f"{traced.EXHIBITS}/{picture.id}"
    made_in = case.fresh(f"{traced.EXHIBITS}/{_MAKING}")
    with exhibits_in(made_in, archive, with_page=False) as shown:
        faults = shown.add(trace, lambda _done, _total: None, picture.id)
    target = case.fresh(at)
    if (made_in / picture.id).is_dir():
        _moved(made_in / picture.id, target)
    case.fresh(f"{traced.EXHIBITS}/{_MAKING}")
    made = []
    for number, exhibits in enumerate(shown.matches[0]):
        for one in exhibits:
            file, recipe = (f"{traced.EXHIBITS}/{unquote(name)}" for name in (one.file, one.recipe))
            told = _json(case.folder / recipe)
            made.append(CaseExhibit(picture.id, number, file, one.operation, one.alt, told))
    return made, faults


def _frames(case: Case, picture: PictureEntry, trace: Trace, archive: SearchedArchive) -> list[FreezeframeError]:
    """The whole frame of each match, without loss: what the match can be repeated with, without the archive."""
    case.fresh(f"{traced.FRAMES}/{picture.id}")
    media = {medium.sha256: medium for medium in archive.media}
    faults: list[FreezeframeError] = []
    for number, match in enumerate(trace.matches):
        index = match.moment.frame_index if match.moment else 0
        try:
            frame = read_colour(archive.copies(media[match.sha256]), archive.fingerprint(match.sha256), index)
        except FreezeframeError as error:
            faults.append(error)
            continue
        data = cv2.imencode(".png", frame)[1].tobytes()
        case.write(traced.frame_name(picture.id, number), data)
    return faults


def _moved(made: Path, target: Path) -> None:
    try:
        made.rename(target)
    except OSError as error:
        raise environment_fault(error, target) from error


def _json(path: Path) -> dict[str, Any]:
    import json

    told: dict[str, Any] = json.loads(path.read_bytes())
    return told


def _lost(path: str) -> Damaged:
    return Damaged(path, "was not searched, its fingerprint is lost or damaged", "run: freezeframe archive check")

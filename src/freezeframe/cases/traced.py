"""Traces of a case's pictures: kept with what they were made of, and made again only when that has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from freezeframe import __version__
from freezeframe.archive.store import Archive
from freezeframe.cases import objects
from freezeframe.cases.document import CaseExhibit
from freezeframe.cases.folder import Case
from freezeframe.cases.state import PictureEntry

TRACES = "traces"
EXHIBITS = "exhibits"
FRAMES = "frames"
WORKING = "working"


@dataclass(frozen=True)
class TraceOptions:
    """How the pictures of a case are traced."""

    top: int = 5
    """Matches and leads to keep at most."""
    again: bool = False
    """Trace those too whose trace still holds."""


def key_of(archive: Archive, options: TraceOptions) -> dict[str, Any]:
    """All that a trace depends on beside the picture: the archive, what is said of its sources, the options."""
    said = [[source.id, source.title, source.published] for source in archive.sources()]
    return {"top": options.top, "archive": archive.digest(), "sources": objects.digest(said)}


def holds(case: Case, picture: PictureEntry, key: Mapping[str, Any]) -> bool:
    """Whether the trace of a picture is there and still holds."""
    last = case.journal.last("trace", picture=picture.id)
    if last is None or last.version != __version__ or last.inputs != {picture.name: picture.sha256}:
        return False
    return all(last.options.get(name) == value for name, value in key.items()) and case.whole(last.outputs)


def working_copy(case: Case, picture: PictureEntry) -> Path:
    """A copy of a picture under its own name, to work on; the original is only read.

    Raises:
        Damaged: the original is missing or changed.
    """
    original = case.original(picture.original)
    name = f"{WORKING}/{picture.id}/{picture.name}"
    if not case.whole({name: picture.sha256}):
        case.write(name, original.read_bytes())
    return case.folder / name


def keep(
    case: Case,
    picture: PictureEntry,
    answer: Mapping[str, Any],
    exhibits: Sequence[CaseExhibit],
    key: Mapping[str, Any],
) -> None:
    """Note a trace whose exhibits and frames are written already."""
    outputs = case.hashes(f"{EXHIBITS}/{picture.id}") | case.hashes(f"{FRAMES}/{picture.id}")
    at = f"{TRACES}/{picture.id}.json"
    told = {"trace": _same_every_time(answer), "exhibits": objects.to_json(exhibits)}
    outputs[at] = case.write_json(at, told)
    case.done("trace", {"picture": picture.id, **key}, {picture.name: picture.sha256}, outputs)


def trace_of(case: Case, picture: PictureEntry) -> tuple[dict[str, Any] | None, tuple[CaseExhibit, ...]]:
    """The trace of a picture and its exhibits; None when it was not traced yet.

    Raises:
        Damaged: it is missing or was changed.
    """
    at = f"{TRACES}/{picture.id}.json"
    if at not in case.outputs:
        return None, ()
    told = case.read_json(at)
    exhibits = tuple(objects.from_json(CaseExhibit, one, at) for one in told["exhibits"])
    return told["trace"], exhibits


def frame_name(picture: str, match: int) -> str:
    """Where the whole frame of a match lies in the case, as PNG: ``frames/p1/match-1.png`` is that of match 0."""
    return f"{FRAMES}/{picture}/match-{match + 1}.png"


def _same_every_time(answer: Mapping[str, Any]) -> dict[str, Any]:
    """A trace without what changes from run to run, and without the folders of this machine."""
    told = {name: value for name, value in answer.items() if name != "elapsed_ms"}
    told["picture"] = {**told["picture"], "path": PurePath(told["picture"]["path"]).name}
    for many in ("matches", "leads"):
        told[many] = [{**one, "path": PurePath(one["path"]).name} for one in told[many]]
    return told

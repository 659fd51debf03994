"""What goes into a bundle: the case's own files, its originals or their hashes, and the frames that it used."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from freezeframe.archive.files import sha256_of
from freezeframe.cases.document import CaseDocument, CasePicture
from freezeframe.cases.traced import frame_name
from freezeframe.config import side_by_side
from freezeframe.errors import BadInput, Damaged, FreezeframeError
from freezeframe.media import read_still
from freezeframe.report.originals import Footage
from freezeframe.report.phrases import Answer
from freezeframe.report.sealed.follows import Deviates
from freezeframe.report.sealed.matches import compared
from freezeframe.report.sealed.repeat import Repeated, frame_index, repeat
from freezeframe.types import Colour, Shot

FORMAT = 1
"""Of sealed.json, and of the bundle as a whole."""
CASE, JOURNAL, SEALED = "case.json", "journal.jsonl", "sealed.json"
FOLDERS = ("report", "exhibits", "captures")
"""Of the case folder, whole: readings and traces stand in case.json."""
_BESIDE = 3
"""Frames on either side of a match that are sealed with it, as far as its shot goes."""
_ENDING = re.compile(r"\.[a-z0-9]{1,8}", re.ASCII)
_RESTORE = "restore the case folder from a copy"
FootageOf = Callable[[str], Footage]
"""Opens a source by the SHA-256 of its medium; raises FreezeframeError where it is gone."""


@dataclass(frozen=True)
class Original:
    """An original of the case, inside or not."""

    of: str
    """``s1``, ``p1``, or the id of a source."""
    sha256: str
    file: str
    """In the payload; empty where it is withheld."""
    why: str = ""
    """Why it is not inside."""


@dataclass
class Filling:
    """A payload on its way into a folder."""

    folder: Path
    originals: list[Original] = field(default_factory=list)
    matches: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What a person should know of what is not inside or could not be done."""

    def write(self, name: str, data: bytes) -> None:
        """A new file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def take(self, name: str, path: Path) -> None:
        """A file of the case: the same file under another name where the disk can do that, else a copy."""
        there = self.folder / name
        there.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, there)
        except OSError:
            shutil.copyfile(path, there)

    def take_original(self, digest: str, path: Path) -> str:
        """An original, once, however many name it; returns its name in the payload."""
        ending = path.suffix.lower()
        name = f"originals/{digest}{ending if _ENDING.fullmatch(ending) else ''}"
        if not (self.folder / name).exists():
            self.take(name, path)
        return name


def fill(
    filling: Filling, document: CaseDocument, case_dir: Path, footage: FootageOf | None, withhold: frozenset[str]
) -> None:
    """Everything but what describes it.

    ``withhold`` are ids of statements, pictures and sources, or SHA-256, beside what the document itself withholds.

    Raises:
        FreezeframeError: the case folder lacks something, or cannot be read.
    """
    filling.write(CASE, json_bytes(document.to_json()))
    for name in (JOURNAL, *FOLDERS):
        _take_all(filling, case_dir, name)
    _case_originals(filling, document, case_dir, withhold)
    _source_originals(filling, document, footage, withhold)
    for picture in document.pictures:
        for number, match in enumerate(picture.matches):
            _match(filling, Wanted(document, picture, number, match), case_dir, footage)


def sealed_json(filling: Filling, sealed_at: str, by: str) -> bytes:
    """sealed.json: what was sealed, when and by whom."""
    originals = [{"of": o.of, "sha256": o.sha256, "file": o.file, "why": o.why} for o in filling.originals]
    whole = {"format": FORMAT, "sealed_at": sealed_at, "by": by, "originals": originals, "matches": filling.matches}
    return json_bytes(whole)


def json_bytes(value: object) -> bytes:
    """JSON that is read by people too; equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "backslashreplace") + b"\n"


def _take_all(filling: Filling, case_dir: Path, name: str) -> None:
    """A file or a folder of the case, whole."""
    for inside, path in files_in(case_dir, name):
        filling.take(inside, path)


def files_in(case_dir: Path, name: str) -> Iterator[tuple[str, Path]]:
    """A file of the case, or all files of a folder of it, by their path in the case; one with a dot first is nobody's.

    Raises:
        BadInput: one is a link.
    """
    top = case_dir / name
    for path in [top] if top.is_file() else sorted(top.rglob("*")):
        inside = path.relative_to(case_dir)
        if any(part.startswith(".") for part in inside.parts):
            continue
        if path.is_symlink():
            raise BadInput(path, "is a link", "a case holds its files itself: put the file there")
        if path.is_file():
            yield inside.as_posix(), path


def _case_originals(filling: Filling, document: CaseDocument, case_dir: Path, withhold: frozenset[str]) -> None:
    """The statements and the pictures; a statement's file is named by its SHA-256 alone."""
    given: list[tuple[str, str, Path | None]] = []
    for statement in document.statements:
        there = sorted((case_dir / "originals").glob(f"{statement.sha256}*"))
        given.append((statement.id, statement.sha256, there[0] if there else None))
    given += [(picture.id, picture.sha256, case_dir / picture.file) for picture in document.pictures]
    for name, digest, path in given:
        if {name, digest} & withhold:
            filling.originals.append(Original(name, digest, "", "withheld by the desk"))
            continue
        if path is None or not path.is_file():
            raise Damaged(path or case_dir / "originals" / digest, "is missing", _RESTORE)
        if sha256_of(path) != digest:
            raise Damaged(path, "is not the original any more", _RESTORE)
        filling.originals.append(Original(name, digest, filling.take_original(digest, path)))


def _source_originals(
    filling: Filling, document: CaseDocument, footage: FootageOf | None, withhold: frozenset[str]
) -> None:
    """The media of the sources that a picture was matched with."""
    matched = {match["source_id"] for picture in document.pictures for match in picture.matches}
    for name, source in sorted(document.sources.items()):
        if name not in matched:
            continue
        if source.withheld or {name, source.sha256} & withhold:
            filling.originals.append(Original(name, source.sha256, "", "withheld by the desk"))
            continue
        path = _at_hand(source.sha256, footage)
        if path is None:
            filling.notes.append(f"{name}: its original is not at hand; the bundle holds its hash and the frames used")
            filling.originals.append(Original(name, source.sha256, "", "was not at hand when the bundle was sealed"))
            continue
        filling.originals.append(Original(name, source.sha256, filling.take_original(source.sha256, path)))


def _at_hand(digest: str, footage: FootageOf | None) -> Path | None:
    """A copy of a medium that is still the one that was archived."""
    if footage is None:
        return None
    try:
        paths = footage(digest).copies.paths
    except FreezeframeError:
        # Told by the caller, as whatever is not at hand.
        return None
    return next((path for path in paths if path.is_file() and sha256_of(path) == digest), None)


@dataclass(frozen=True)
class Wanted:
    """A match whose frames are to be sealed."""

    document: CaseDocument
    picture: CasePicture
    number: int
    """From 0, as in the picture's trace."""
    match: Answer

    @property
    def name(self) -> str:
        """For a person."""
        return f"{self.picture.id}, match {self.number + 1}"

    def frames(self, shot: Shot, *, all_used: bool) -> list[int]:
        """Its frame and those beside it in its shot; ``all_used``: those too that its exhibits were made of."""
        at = frame_index(self.match)
        wanted = {index for index in range(at - _BESIDE, at + _BESIDE + 1) if shot.first <= index < shot.end}
        for exhibit in self.document.exhibits if all_used else ():
            if (exhibit.picture, exhibit.match) == (self.picture.id, self.number):
                wanted |= {int(index) for index in exhibit.recipe.get("inputs", {}).get("frames", ())}
        return sorted(wanted)


def _match(filling: Filling, wanted: Wanted, case_dir: Path, footage: FootageOf | None) -> None:
    """The frames that a match needs, and what comes of it when it is repeated from them."""
    frames, why = _frames(filling, wanted, case_dir, footage)
    files = _frame_files(filling, wanted.match["sha256"], frames)
    still = next(one.file for one in filling.originals if one.of == wanted.picture.id)
    again = repeat(read_still(filling.folder / still), frames, wanted.match) if still and frames else None
    if still and frames:
        fault = _fault(wanted, again, frames)
        filling.notes += [f"{wanted.name}: does not hold when it is repeated from its frames: {fault}"] if fault else []
    if not frames:
        filling.notes.append(f"{wanted.name}: cannot be repeated from the bundle: {why}")
    told = {"picture": wanted.picture.id, "match": wanted.number, "source": wanted.match["source_id"], "why": why}
    filling.matches.append({**told, "frames": files, "again": again.to_json() if again else None})


def _fault(wanted: Wanted, again: Repeated | None, frames: Mapping[int, Colour]) -> str:
    """Why a reader will not find what is claimed; empty where it will be found."""
    if again is None:
        return "nothing of the picture is found in the frame that is claimed"
    try:
        compared(wanted.match, again, wanted.picture, frames[frame_index(wanted.match)].shape)
    except Deviates as error:
        return str(error)
    return ""


def _frames(
    filling: Filling, wanted: Wanted, case_dir: Path, footage: FootageOf | None
) -> tuple[Mapping[int, Colour], str]:
    """The frames of a match by index, and why there are none; without its footage, the one that the case keeps."""
    name, at = wanted.match["source_id"], frame_index(wanted.match)
    try:
        if footage is None:
            raise BadInput(name, "its archive is not at hand", "seal where the archive is")
        source = footage(wanted.match["sha256"])
        if wanted.match["media"] == "picture":
            return source.colours([0]), ""
        # What an exhibit was made of can be decoded from an original that is inside.
        inside = any(one.of == name and one.file for one in filling.originals)
        return source.colours(wanted.frames(source.fingerprint.shot_of(at), all_used=not inside)), ""
    except FreezeframeError as error:
        kept = case_dir / frame_name(wanted.picture.id, wanted.number)
        if kept.is_file():
            filling.notes.append(f"{wanted.name}: the frame that fits best is sealed, none beside it: {error.reason}")
            return {at: read_still(kept).colour}, ""
        return {}, error.reason


def _frame_files(filling: Filling, source: str, frames: Mapping[int, Colour]) -> list[dict[str, Any]]:
    """Frames as PNG, which loses nothing; matches of one source share them."""
    names = {index: f"frames/{source[:16]}/{index:08d}.png" for index in sorted(frames)}
    new = [index for index, name in names.items() if not (filling.folder / name).exists()]
    for index, data in zip(new, side_by_side(lambda index: _png(frames[index]), new), strict=True):
        filling.write(names[index], data)
    return [{"index": index, "file": name, "sha256": sha256_of(filling.folder / name)} for index, name in names.items()]


def _png(frame: Colour) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(frame[..., ::-1])).save(file, "PNG", compress_level=1)
    return file.getvalue()

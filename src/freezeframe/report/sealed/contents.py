"""What goes into a bundle: the case's own files, its originals or their hashes, and the frames that it used."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from freezeframe.archive.files import sha256_of
from freezeframe.cases.document import CaseDocument, CasePicture
from freezeframe.cases.traced import frame_name
from freezeframe.errors import BadInput, Damaged, FreezeframeError
from freezeframe.media import read_still
from freezeframe.report.originals import Footage
from freezeframe.report.phrases import Answer
from freezeframe.report.sealed.repeat import Repeated, frame_index, repeat
from freezeframe.types import Colour

FORMAT = 1
"""Of sealed.json, and of the bundle as a whole."""
CASE, JOURNAL, SEALED = "case.json", "journal.jsonl", "sealed.json"
_FOLDERS = ("report", "exhibits", "captures")
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
    for name in (JOURNAL, *_FOLDERS):
        _take_all(filling, case_dir, name)
    _case_originals(filling, document, case_dir, withhold)
    _source_originals(filling, document, footage, withhold)
    for picture in document.pictures:
        _matches(filling, document, picture, case_dir, footage)


def sealed_json(filling: Filling, sealed_at: str, by: str) -> bytes:
    """sealed.json: what was sealed, when and by whom."""
    originals = [{"of": o.of, "sha256": o.sha256, "file": o.file, "why": o.why} for o in filling.originals]
    whole = {"format": FORMAT, "sealed_at": sealed_at, "by": by, "originals": originals, "matches": filling.matches}
    return json_bytes(whole)


def json_bytes(value: object) -> bytes:
    """JSON that is read by people too; equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _take_all(filling: Filling, case_dir: Path, name: str) -> None:
    """A file or a folder of the case, whole; what begins with a dot is nobody's."""
    top = case_dir / name
    for path in [top] if top.is_file() else sorted(top.rglob("*")):
        inside = path.relative_to(case_dir)
        if any(part.startswith(".") for part in inside.parts):
            continue
        if path.is_symlink():
            raise BadInput(path, "is a link", "a case holds its files itself: put the file there")
        if path.is_file():
            filling.take(inside.as_posix(), path)


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


def _matches(
    filling: Filling, document: CaseDocument, picture: CasePicture, case_dir: Path, footage: FootageOf | None
) -> None:
    """The frames that each match of a picture needs, and what comes of it when it is repeated from them."""
    for number, match in enumerate(picture.matches):
        told: dict[str, Any] = {"picture": picture.id, "match": number, "source": match["source_id"]}
        try:
            frames = _frames(document, picture.id, number, match, footage)
        except FreezeframeError as error:
            kept = case_dir / frame_name(picture.id, number)
            if not kept.is_file():
                filling.notes.append(f"{picture.id}, match {number + 1}: its frames cannot be sealed: {error.line}")
                filling.matches.append({**told, "frames": [], "again": None, "why": error.reason})
                continue
            filling.notes.append(f"{picture.id}, match {number + 1}: of its frames only the one that fits best is sealed")
            frames = {frame_index(match): read_still(kept).colour}
        files = [_frame_file(filling, match["sha256"], index, frame) for index, frame in sorted(frames.items())]
        again = _again(filling, picture.id, frames, match)
        if again is None or not again.excludes_chance:
            filling.notes.append(f"{picture.id}, match {number + 1}: is not repeated by the features of its frames")
        filling.matches.append({**told, "frames": files, "again": again.to_json() if again else None, "why": ""})


def _again(filling: Filling, picture: str, frames: Mapping[int, Colour], match: Answer) -> Repeated | None:
    original = next(one for one in filling.originals if one.of == picture)
    return repeat(read_still(filling.folder / original.file), frames, match) if original.file else None


def _frames(
    document: CaseDocument, picture: str, number: int, match: Answer, footage: FootageOf | None
) -> Mapping[int, Colour]:
    """The frame of a match, those beside it, and those that its exhibits were made of."""
    if footage is None:
        raise BadInput(match["source_id"], "its archive is not at hand", "seal where the archive is")
    source, at = footage(match["sha256"]), frame_index(match)
    if match["media"] == "picture":
        return source.colours([0])
    shot = source.fingerprint.shot_of(at)
    wanted = {index for index in range(at - _BESIDE, at + _BESIDE + 1) if shot.first <= index < shot.end}
    return source.colours(sorted(wanted | set(_of_exhibits(document, picture, number))))


def _of_exhibits(document: CaseDocument, picture: str, number: int) -> Iterator[int]:
    for exhibit in document.exhibits:
        if (exhibit.picture, exhibit.match) == (picture, number):
            yield from (int(index) for index in exhibit.recipe.get("inputs", {}).get("frames", ()))


def _frame_file(filling: Filling, source: str, index: int, frame: Colour) -> dict[str, Any]:
    """A frame as PNG, which loses nothing; matches of one source share it."""
    name = f"frames/{source[:16]}/{index:08d}.png"
    path = filling.folder / name
    if not path.exists():
        file = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(frame[..., ::-1])).save(file, "PNG", compress_level=6)
        filling.write(name, file.getvalue())
    return {"index": index, "file": name, "sha256": sha256(path.read_bytes()).hexdigest()}

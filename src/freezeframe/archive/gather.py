"""Finds the files to add: those named, and in folders those that may be media."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from freezeframe.archive.files import is_text
from freezeframe.errors import BadInput

MEDIA_SUFFIXES = frozenset(
    ".3gp .asf .avi .avif .bmp .flv .gif .heic .heif .jfif .jpeg .jpg .m2ts .m4v .mkv .mov .mp4 .mpeg .mpg .mts .mxf "
    ".ogg .ogv .png .tif .tiff .ts .vob .webm .webp .wmv".split()
)
"""A file with such a name is reported when it turns out to be no medium."""

_OTHER_SUFFIXES = frozenset(
    ".ass .bz2 .css .csv .db .doc .docx .gz .htm .html .ini .js .json .log .m3u .m3u8 .md .nfo .odt .part .pdf .ps1 "
    ".py .rtf .sh .sha256 .sqlite .srt .sub .tar .tmp .toml .txt .url .vtt .xls .xlsx .xml .xz .yaml .yml .ytdl "
    ".zip".split()
)
"""In a folder these are passed over without being opened; a text can look like a subtitle stream to a decoder."""


@dataclass(frozen=True)
class Candidate:
    """A file that is to be added."""

    path: str
    """As it was given, or the folder as it was given with the rest of the way."""
    expected: bool
    """It was named, or its name says that it is a medium: tell when it is none."""


def gather(paths: Iterable[Path], without: Path) -> tuple[list[Candidate], list[BadInput]]:
    """The files to add, each once, in order of name; and what cannot be one. ``without`` is a folder to keep out of."""
    found: dict[str, Candidate] = {}
    bad: list[BadInput] = []
    own = _identity(without)
    for path in paths:
        for candidate in _candidates(path, own, bad):
            if is_text(candidate.path):
                found.setdefault(str(Path(candidate.path).absolute()), candidate)
            else:
                bad.append(BadInput(ascii(candidate.path), "has a name that is no UTF-8", "rename the file"))
    return list(found.values()), bad


def _candidates(path: Path, own: tuple[int, int], bad: list[BadInput]) -> Iterator[Candidate]:
    def unreadable(error: OSError) -> None:
        bad.append(BadInput(str(error.filename), error.strerror or "cannot be read", "check its permissions"))

    if not _is_folder(path):
        # Also a missing file: the worker that opens it says so.
        yield Candidate(str(path), expected=True)
        return
    if _identity(path) == own:
        bad.append(BadInput(path, "is the archive's own folder", "give the folder that the footage is in"))
        return
    seen = {_identity(path), own}
    # Links to folders are followed, each folder once: links may lead round in a circle.
    for root, folders, names in os.walk(path, onerror=unreadable, followlinks=True):
        folders[:] = [f for f in sorted(folders) if not f.startswith(".") and _first_visit(Path(root, f), seen)]
        for name in sorted(names):
            suffix = Path(name).suffix.lower()
            if not name.startswith(".") and suffix not in _OTHER_SUFFIXES:
                yield Candidate(str(Path(root, name)), expected=suffix in MEDIA_SUFFIXES)


def _first_visit(folder: Path, seen: set[tuple[int, int]]) -> bool:
    """Whether a folder was not come to before, by whatever way; from now on it was."""
    identity = _identity(folder)
    if identity in seen:
        return False
    seen.add(identity)
    return True


def _identity(folder: Path) -> tuple[int, int]:
    """What a folder is, whatever leads to it; something of its own for one that cannot be looked at."""
    try:
        found = folder.stat()
    except OSError:
        return (-1, hash(folder))
    return (found.st_dev, found.st_ino)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False

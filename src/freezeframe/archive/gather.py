"""Finds the files to add: those named, and in folders those that may be media."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

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
    for path in paths:
        for candidate in _candidates(path, without.absolute(), bad):
            if _is_text(candidate.path):
                found.setdefault(str(Path(candidate.path).absolute()), candidate)
            else:
                bad.append(BadInput(ascii(candidate.path), "has a name that is no UTF-8", "rename the file"))
    return list(found.values()), bad


def _candidates(path: Path, without: Path, bad: list[BadInput]) -> Iterator[Candidate]:
    def unreadable(error: OSError) -> None:
        bad.append(BadInput(str(error.filename), error.strerror or "cannot be read", "check its permissions"))

    if not _is_folder(path):
        # Also a missing file: the worker that opens it says so.
        yield Candidate(str(path), expected=True)
        return
    for root, folders, names in os.walk(path, onerror=unreadable):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and Path(root, f).absolute() != without)
        for name in sorted(names):
            suffix = Path(name).suffix.lower()
            if not name.startswith(".") and suffix not in _OTHER_SUFFIXES:
                yield Candidate(str(Path(root, name)), expected=suffix in MEDIA_SUFFIXES)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_text(name: str) -> bool:
    """Whether a file name can be stored and shown: on POSIX it may be any bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True

"""One zip for one content: files stored as they are, in the order of their names, and nothing that could differ.

A bundle is signed as a file, so its bytes must follow from what it holds. Compression would not do: two versions of
zlib pack one text in two ways. So every header has one form only (written down in docs/bundle.md), and whoever verifies
writes the zip again from what was read of it and compares byte by byte: a comment, bytes before, between or after the
files, a second entry of a name, a local header that says something else than the directory, all show.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from freezeframe.errors import BadInput, Damaged

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_MAGIC, _CENTRAL_MAGIC, _END_MAGIC = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_MADE_BY = 0x0314
"""Version 2.0, Unix: what the permissions below are told by."""
_NEEDED = 10
_DATE = 0x0021
"""1 January 1980, the zero of the format: when a file was written is told by the journal."""
_MODE = 0o100644 << 16
_MOST_BYTES = 0xFFFF_FFFE
"""Of a bundle: beyond this a zip needs extra fields."""
_MOST_FILES = 0xFFFE
_MOST_PATH = 240
"""Characters of a path, so that it can be unpacked anywhere."""
_CHUNK = 1 << 20
_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+", re.ASCII)
"""A path of at least one folder, in letters that mean the same everywhere; no part begins with a dot."""
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
_COPY = "get the bundle again from whoever sealed it"


@dataclass(frozen=True)
class Part:
    """A file to be written into a zip."""

    name: str
    """Its path, with slashes."""
    size: int
    """Bytes."""
    crc: int
    """CRC-32 of its content."""
    content: Callable[[], Iterator[bytes]]
    """Its bytes, in pieces; may be called more than once."""


@dataclass(frozen=True)
class Entry:
    """A file of a zip, as its directory tells."""

    name: str
    size: int
    crc: int
    at: int
    """Where its local header begins."""

    @property
    def begins(self) -> int:
        """Where its content begins."""
        return self.at + _LOCAL.size + len(self.name)


def part_of(name: str, path: Path) -> Part:
    """A file on the disk, to be written as ``name``."""
    crc, size = 0, 0
    for piece in _pieces_of(path):
        crc, size = zlib.crc32(piece, crc), size + len(piece)
    return Part(name, size, crc, lambda: _pieces_of(path))


def write(parts: Sequence[Part], subject: Path) -> Iterator[bytes]:
    """The bytes of the one zip that holds these files.

    Raises:
        BadInput: a path that not every machine could unpack; too much for one zip. ``subject`` is what is named then.
    """
    ordered = sorted(parts, key=lambda part: part.name.encode())
    _refuse_names([part.name for part in ordered], subject, BadInput, "give the case's files plain names")
    total = sum(part.size + _LOCAL.size + _CENTRAL.size + 2 * len(part.name) for part in ordered) + _END.size
    if total > _MOST_BYTES or len(ordered) > _MOST_FILES:
        reason = f"would be {total / 1e9:.1f} GB in {len(ordered)} files; a bundle has at most 4.2 GB and 65,534 files"
        raise BadInput(subject, reason, "withhold the longest originals: their hashes and the frames used stay in it")
    return _written(ordered)


def _written(ordered: Sequence[Part]) -> Iterator[bytes]:
    at, directory = 0, []
    for part in ordered:
        name = part.name.encode()
        fields = (_NEEDED, 0, 0, 0, _DATE, part.crc, part.size, part.size, len(name))
        yield _LOCAL.pack(_LOCAL_MAGIC, *fields, 0) + name
        yield from part.content()
        directory.append(_CENTRAL.pack(_CENTRAL_MAGIC, _MADE_BY, *fields, 0, 0, 0, 0, _MODE, at) + name)
        at += _LOCAL.size + len(name) + part.size
    whole = b"".join(directory)
    yield whole
    yield _END.pack(_END_MAGIC, 0, 0, len(directory), len(directory), len(whole), at, 0)


class Zip:
    """A zip that may be anybody's, open for reading: nothing is unpacked, nothing it says is believed unchecked."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        """Read its directory.

        Raises:
            BadInput: it is no zip.
            Damaged: it is none that freezeframe writes; how it differs.
        """
        self.path = path
        self._file = file
        self.size = file.seek(0, 2)
        if self.size > _MOST_BYTES:
            raise Damaged(path, f"has {self.size / 1e9:.1f} GB, more than a bundle can have", _COPY)
        self._start = self._end()
        self.entries = self._directory()

    def read(self, entry: Entry) -> Iterator[bytes]:
        """The content of a file, in pieces; fewer bytes where the zip ends too early."""
        left = entry.size
        self._file.seek(entry.begins)
        while left > 0 and (piece := self._file.read(min(_CHUNK, left))):
            at = self._file.tell()
            yield piece
            self._file.seek(at)
            left -= len(piece)

    def sha256(self) -> str:
        """Of the whole file."""
        made = sha256()
        self._file.seek(0)
        while piece := self._file.read(_CHUNK):
            made.update(piece)
        return made.hexdigest()

    def digests(self) -> dict[str, str]:
        """SHA-256 of the content of every file."""
        found = {}
        for entry in self.entries:
            made = sha256()
            for piece in self.read(entry):
                made.update(piece)
            found[entry.name] = made.hexdigest()
        return found

    def must_be_canonical(self) -> None:
        """Write the zip again from what is in it, and compare.

        Raises:
            Damaged: another zip comes out; where the two differ first.
        """
        parts = [self._part(entry) for entry in self.entries]
        at = 0
        for piece in _written(sorted(parts, key=lambda part: part.name.encode())):
            self._file.seek(at)
            there = self._file.read(len(piece))
            if there != piece:
                differ = next((i for i, (a, b) in enumerate(zip(there, piece, strict=False)) if a != b), len(there))
                raise Damaged(self.path, f"is not as it was written: byte {at + differ} differs", _COPY)
            at += len(piece)
        if at != self.size:
            raise Damaged(self.path, f"is not as it was written: {self.size - at} bytes follow its end", _COPY)

    def _part(self, entry: Entry) -> Part:
        """A file as it is here, its checksum counted anew."""
        crc = 0
        for piece in self.read(entry):
            crc = zlib.crc32(piece, crc)
        return Part(entry.name, entry.size, crc, lambda: self.read(entry))

    def _end(self) -> tuple[int, int, int]:
        """Number of files, where the directory begins, and its size."""
        self._file.seek(max(self.size - _END.size, 0))
        tail = self._file.read()
        if len(tail) < _END.size or not tail.startswith(_END_MAGIC):
            self._file.seek(0)
            head, rest = self._file.read(4), self._tail()
            if head != _LOCAL_MAGIC and _END_MAGIC not in rest:
                raise BadInput(self.path, "is no bundle of freezeframe", "give the .zip that `case seal` wrote")
            more = "has a comment, or something behind its end"
            raise Damaged(self.path, more if _END_MAGIC in rest else "is cut off or damaged at its end", _COPY)
        _, disk, first, here, files, size, at, comment = _END.unpack(tail)
        if 0xFFFF in (here, files) or 0xFFFF_FFFF in (size, at):
            raise Damaged(self.path, "is larger, or says so, than a bundle can be (zip64)", _COPY)
        most = files * (_CENTRAL.size + _MOST_PATH)
        if disk or first or comment or here != files or size > most or at + size + _END.size != self.size:
            raise Damaged(self.path, "is not as it was written: its last 22 bytes say something else", _COPY)
        return files, at, size

    def _tail(self) -> bytes:
        self._file.seek(max(self.size - 0x1_0000 - _END.size, 0))
        return self._file.read()

    def _directory(self) -> tuple[Entry, ...]:
        files, at, size = self._start
        self._file.seek(at)
        data = self._file.read(size)
        entries, place = [], 0
        for _ in range(files):
            entry, place = self._entry(data, place)
            entries.append(entry)
        if place != len(data):
            raise Damaged(self.path, "is not as it was written: its directory has more than its files", _COPY)
        _refuse_names([entry.name for entry in entries], self.path, Damaged, _COPY)
        if sum(entry.size for entry in entries) > at:
            # No honest zip holds more than it has bytes; a bomb does, by files that share them.
            raise Damaged(self.path, "says that it holds more than it has bytes: refused", _COPY)
        return tuple(entries)

    def _entry(self, data: bytes, place: int) -> tuple[Entry, int]:
        if place + _CENTRAL.size > len(data):
            raise Damaged(self.path, "is not as it was written: its directory ends too early", _COPY)
        fields = _CENTRAL.unpack_from(data, place)
        magic, (flags, method), (crc, packed, size, letters, extra, comment) = fields[0], fields[3:5], fields[7:13]
        mode, at = fields[15:]
        begins = place + _CENTRAL.size
        name = data[begins : begins + letters].decode("ascii", "backslashreplace")
        if magic != _CENTRAL_MAGIC or len(data) < begins + letters:
            raise Damaged(self.path, "is not as it was written: its directory is damaged", _COPY)
        for wrong, why in (
            (flags & 1, "is encrypted"),
            (mode >> 16 & 0o170000 == 0o120000, "is a link"),
            (method or packed != size, f"is packed (it says to {size} bytes from {packed})"),
            (extra or comment, "has extra fields or a comment"),
        ):
            if wrong:
                reason = f"is refused: the file {shown(name)} in it {why}, which freezeframe never writes"
                raise Damaged(self.path, reason, _COPY)
        return Entry(name, size, crc, at), begins + letters


def shown(name: str) -> str:
    """A name as it can be printed in a line."""
    return repr(name if len(name) <= 80 else f"{name[:79]}…")


def safe(name: str) -> bool:
    """Whether every machine can unpack a path, and into the folder that it is unpacked in."""
    parts = name.casefold().split("/")
    plain = _SAFE.fullmatch(name) and len(name) <= _MOST_PATH
    return bool(plain) and not any(part.endswith(".") or part.split(".")[0] in _DEVICES for part in parts)


def _refuse_names(names: Sequence[str], subject: Path, kind: type[BadInput] | type[Damaged], advice: str) -> None:
    """Every path is safe to unpack, in one folder, and none stands twice, whatever a disk makes of capitals."""
    seen: set[str] = set()
    for name in names:
        folded = name.casefold()
        if not safe(name):
            raise kind(subject, f"is refused: {shown(name)} is no safe path", advice)
        if folded in seen:
            raise kind(subject, f"is refused: {shown(name)} stands in it twice", advice)
        seen.add(folded)
    if len({name.split("/")[0] for name in names}) > 1:
        raise kind(subject, "is refused: it holds more than one folder", advice)
    for name in seen:
        if any(other in seen for other in _folders(name)):
            raise kind(subject, f"is refused: {shown(name)} lies in a file", advice)


def _folders(name: str) -> Iterable[str]:
    parts = name.split("/")
    return ("/".join(parts[:n]) for n in range(1, len(parts)))


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece

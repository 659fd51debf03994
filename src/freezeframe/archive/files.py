"""The files of an archive: where each one is, how it is hashed, and how one is written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from freezeframe.errors import environment_fault

FINGERPRINT_SUFFIX = ".fp"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Layout:
    """Where everything is below a home folder."""

    home: Path

    @property
    def root(self) -> Path:
        """The archive's folder."""
        return self.home / "archive"

    @property
    def catalogue(self) -> Path:
        """The SQLite file."""
        return self.root / "catalogue.sqlite"

    @property
    def lock(self) -> Path:
        """The file that the one writer locks."""
        return self.root / "write.lock"

    @property
    def fingerprints(self) -> Path:
        """One file a medium, in folders of two digits."""
        return self.root / "fingerprints"

    @property
    def cache(self) -> Path:
        """What can be made again from the fingerprints."""
        return self.root / "cache"

    @property
    def captures(self) -> Path:
        """Copies of pages that attestations rest on."""
        return self.root / "captures"

    def fingerprint(self, sha256: str) -> Path:
        """The fingerprint file of a medium."""
        return self.fingerprints / sha256[:2] / f"{sha256}{FINGERPRINT_SUFFIX}"

    def make(self) -> None:
        """Make the folders that are missing.

        Raises:
            EnvironmentFault: they cannot be made.
        """
        for folder in (self.root, self.fingerprints, self.cache, self.captures):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise environment_fault(error, folder) from error


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def hold(capture: Path, captures: Path) -> tuple[str, str]:
    """Copy a capture of any size into the archive, named by its content; returns (file name, SHA-256).

    Raises:
        EnvironmentFault: the copy cannot be written, or the capture not be read.
    """
    digest = hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        try:
            for chunk in _chunks(capture):
                digest.update(chunk)
                yield chunk
        except OSError as error:
            raise environment_fault(error, capture) from error

    # Its name is known only when it is copied; what an interruption leaves of it is swept.
    copied = captures / "incoming"
    write_whole(copied, hashed())
    held = captures / f"{digest.hexdigest()}{capture.suffix.lower()}"
    try:
        copied.replace(held)
    except OSError as error:
        raise environment_fault(error, held) from error
    return held.name, digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def write_whole(path: Path, content: Iterable[bytes]) -> None:
    """Write a file, part by part, so that it is there whole or not at all, even after a power cut.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as stream:
            for part in content:
                stream.write(part)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise environment_fault(error, path) from error
        raise


def below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, in order of name; nothing when the folder is missing."""
    for root, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(root) / name for name in sorted(names))


def is_text(name: str) -> bool:
    """Whether a file name can be stored and shown: on POSIX it may be any bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True

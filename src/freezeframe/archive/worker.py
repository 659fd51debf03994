"""What a worker process does with one file: sniff, hash, ask whether it is wanted, decode, fingerprint, save."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

from freezeframe.archive.files import FINGERPRINT_SUFFIX, sha256_of
from freezeframe.archive.gather import Candidate
from freezeframe.archive.records import Fingerprinted
from freezeframe.errors import BadInput, EnvironmentFault, FreezeframeError, environment_fault
from freezeframe.types import MediaKind

PROGRESS_SECONDS = 0.2
"""Real time between two progress messages of a worker."""


@dataclass(frozen=True)
class Hashed:
    """The file is a medium with this content; the worker waits to hear whether to go on."""

    sha256: str
    kind: MediaKind
    code_version: int
    """Version of the code that would fingerprint it."""
    mtime_ns: int
    """Its time of change before it was hashed."""


@dataclass(frozen=True)
class Progress:
    """Seconds of video decoded since the last message."""

    seconds: float


@dataclass(frozen=True)
class Done:
    """The fingerprint file is written; the catalogue row is the writer's to write."""

    result: Fingerprinted


@dataclass(frozen=True)
class Refused:
    """This file cannot be added; the others can."""

    error: FreezeframeError
    no_medium: bool = False
    """It was not even taken for a medium."""


@dataclass(frozen=True)
class Failed:
    """Nothing more can be added: the disk is full or may not be written."""

    error: EnvironmentFault


Message: TypeAlias = Hashed | Progress | Done | Refused | Failed


@dataclass
class _Meter:
    """Passes on how far a decode has come, a few times a second."""

    pipe: Connection[Message, object]
    told: float = 0.0
    at: float = field(default_factory=time.monotonic)

    def __call__(self, seconds: float) -> None:
        if time.monotonic() - self.at >= PROGRESS_SECONDS:
            self.tell(seconds)

    def tell(self, seconds: float) -> None:
        """Say it now."""
        self.pipe.send(Progress(seconds - self.told))
        self.told, self.at = seconds, time.monotonic()


def work(pipe: Connection[Message, object], fingerprints: Path) -> None:
    """Handle files until the writer closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _one_thread()
    try:
        while isinstance(candidate := pipe.recv(), Candidate):
            message = _handled(pipe, Path(candidate.path), fingerprints)
            if message is not None:
                pipe.send(message)
    except (EOFError, ConnectionError):
        return


def _one_thread() -> None:
    # The processes already share out the cores: threads on top would only wait for each other.
    import cv2

    cv2.setNumThreads(1)


def _handled(pipe: Connection[Message, object], path: Path, fingerprints: Path) -> Message | None:
    """The end of a file, or None when the writer does not want it."""
    from freezeframe import media
    from freezeframe.archive.fingerprint import CODE_VERSION

    try:
        kind = media.kind_of(path)
    except BadInput as error:
        return Refused(error, no_medium=True)
    except (FreezeframeError, OSError) as error:
        return Refused(_told(path, error))
    try:
        before = path.stat()
        sha256 = sha256_of(path)
        pipe.send(Hashed(sha256, kind, CODE_VERSION, before.st_mtime_ns))
        if not pipe.recv():
            return None
        meter = _Meter(pipe)
        result = fingerprinted(path, before, sha256, kind, fingerprints, meter)
        meter.tell(result.facts.seconds)
        return Done(result)
    except _Unwritable as error:
        return Failed(error.fault)
    except (EOFError, ConnectionError):
        raise
    except Exception as error:  # noqa: BLE001 - one file that meets a fault of ours must not stop the others
        return Refused(_told(path, error))


def _told(path: Path, error: Exception) -> FreezeframeError:
    if isinstance(error, FreezeframeError):
        return error
    if isinstance(error, MemoryError):
        return BadInput(path, "needs more memory than there is", "add it on a larger machine")
    if isinstance(error, OSError):
        return BadInput(path, error.strerror or "cannot be read", "check the disk and its permissions")
    reason = f"a fault in freezeframe ({type(error).__name__}: {error})".replace("\n", " ")
    return BadInput(path, reason, "please report it with this file")


class _Unwritable(Exception):
    """The fingerprint could not be saved."""

    def __init__(self, fault: EnvironmentFault) -> None:
        self.fault = fault
        super().__init__(fault.line)


def fingerprinted(
    path: Path, before: os.stat_result, sha256: str, kind: MediaKind, fingerprints: Path, meter: _Meter | None = None
) -> Fingerprinted:
    """Decode a file, save its fingerprint, and tell what the catalogue must know; ``before`` is from before the hash.

    Raises:
        BadInput: it cannot be decoded, or it changed meanwhile.
    """
    from freezeframe.archive import fingerprint, metadata

    made = fingerprint.fingerprint_video(path, meter) if kind == "video" else fingerprint.fingerprint_picture(path)
    tags = metadata.read(path, kind)
    after = path.stat()
    if any(getattr(before, name) != getattr(after, name) for name in ("st_size", "st_mtime_ns", "st_ino", "st_dev")):
        raise BadInput(path, "changed while it was read", "add it again when it is finished")
    target = fingerprints / sha256[:2] / f"{sha256}{FINGERPRINT_SUFFIX}"
    try:
        target.parent.mkdir(exist_ok=True)
        digest = fingerprint.save(made, target)
    except OSError as error:
        raise _Unwritable(environment_fault(error, target)) from error
    except EnvironmentFault as error:
        raise _Unwritable(error) from error
    return Fingerprinted(
        path=str(path),
        located=str(path.absolute()),
        sha256=sha256,
        size=after.st_size,
        mtime_ns=after.st_mtime_ns,
        facts=made.facts,
        fingerprint_digest=digest,
        fingerprint_version=fingerprint.CODE_VERSION,
        keyframe_count=made.keyframe_count,
        tags=tags,
    )

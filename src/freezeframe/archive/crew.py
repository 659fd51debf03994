"""Worker processes that hash, decode and fingerprint, one file each at a time, and talk to the one writer by pipes.

A crash of a decoder costs its own file only: the worker is replaced. A worker whose parent is killed ends at the next
message that it cannot send.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from freezeframe.archive.gather import Candidate
from freezeframe.archive.worker import Done, Failed, Hashed, Message, Progress, Refused, work
from freezeframe.errors import BadInput

Event: TypeAlias = Progress | Done | Refused | Failed
"""What the writer hears of a file: decoded seconds, or one of its three ends."""


_WORKER_ENVIRONMENT = {
    # One file a core: threads of the matrix library would only wait for each other.
    "OPENBLAS_NUM_THREADS": "1",
    # The GNU allocator gives large blocks back at once and asks for them again with every frame (a third of the time).
    "MALLOC_TRIM_THRESHOLD_": "1000000000",
    "MALLOC_MMAP_THRESHOLD_": "1000000000",
}


@dataclass(frozen=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection[object, Message]


class Crew:
    """At most ``size`` workers, started as files come in; use as a context manager, which ends them."""

    def __init__(self, size: int, fingerprints: Path) -> None:
        self._size = size
        self._fingerprints = fingerprints
        self._idle: list[_Worker] = []
        self._busy: dict[Connection[object, Message], tuple[_Worker, Candidate]] = {}

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        workers = self._idle + [worker for worker, _ in self._busy.values()]
        for worker in workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in workers:
            worker.process.join()
            worker.process.close()

    def run(
        self, candidates: Iterator[Candidate], wanted: Callable[[Candidate, Hashed], bool]
    ) -> Iterator[tuple[Candidate, Event]]:
        """Work on every candidate; ``wanted`` says of a hashed file whether it is to be fingerprinted.

        A file that is not wanted has no further event.
        """
        while self._take(candidates) or self._busy:
            for pipe in wait(list(self._busy)):
                worker, candidate = self._busy[pipe]  # type: ignore[index] # wait() forgets the pipes' type
                message = _received(worker, candidate)
                if isinstance(message, Hashed):
                    go_on = wanted(candidate, message)
                    self._tell(worker, go_on)
                    if not go_on:
                        self._idle.append(self._busy.pop(worker.pipe)[0])
                    continue
                if not isinstance(message, Progress):
                    self._release(worker)
                yield candidate, message

    def _take(self, candidates: Iterator[Candidate]) -> bool:
        """Give each free worker a file; False when there is none left and none in hand."""
        while len(self._busy) < self._size:
            candidate = next(candidates, None)
            if candidate is None:
                break
            worker = self._idle.pop() if self._idle else _hired(self._fingerprints)
            self._busy[worker.pipe] = (worker, candidate)
            self._tell(worker, candidate)
        return bool(self._busy)

    def _tell(self, worker: _Worker, what: Candidate | bool) -> None:
        # A worker that died in this moment is noticed when its end is read.
        with contextlib.suppress(ConnectionError):
            worker.pipe.send(what)

    def _release(self, worker: _Worker) -> None:
        del self._busy[worker.pipe]
        if worker.process.exitcode is None:
            self._idle.append(worker)
        else:
            worker.pipe.close()
            worker.process.close()


def _hired(fingerprints: Path) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, fingerprints), daemon=True)
    with _interrupts_held(), _environment(_WORKER_ENVIRONMENT):
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextlib.contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    """Give processes that are started within these variables, unless the user has set them."""
    added = {name: value for name, value in wanted.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start a process to which Ctrl-C means nothing: the writer hears it and ends the workers itself."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _received(worker: _Worker, candidate: Candidate) -> Message:
    try:
        return worker.pipe.recv()
    except (EOFError, ConnectionError):
        worker.process.join()
        code = worker.process.exitcode or 0
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return Refused(BadInput(candidate.path, f"the decoder crashed on it ({how})", "convert it and add that file"))

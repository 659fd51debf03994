"""The folder that exhibits are written into: it is there whole, with everything in it, or not at all.

What is made lies in a folder of its own inside until it is finished; then all of it is moved up, the page last. A
folder that already holds anything is refused: nothing is ever written over.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from types import TracebackType

from freezeframe.errors import BadInput, EnvironmentFault, environment_fault

_UNFINISHED = ".unfinished"
_ADVICE = "give --exhibits a new or an empty folder, on a disk with room"


class ExhibitFolder:
    """A folder being filled; use it in a ``with`` statement, at whose end it is finished or, after an error, gone."""

    def __init__(self, path: Path, last: str) -> None:
        """``path`` is a new or empty folder; ``last`` the name of the entry that is moved last.

        Raises:
            BadInput: it holds something, or is no folder.
            EnvironmentFault: it cannot be made or read.
        """
        self.path = path
        self._last = last
        self._made: list[Path] = []
        self._unfinished = path / _UNFINISHED
        self._begun = False
        try:
            self._refuse_if_used()
        except OSError as error:
            raise self._fault(error) from error

    def __enter__(self) -> ExhibitFolder:
        try:
            for folder in reversed([self.path, *self.path.parents]):
                if not folder.exists():
                    folder.mkdir()
                    self._made.append(folder)
            self._unfinished.mkdir()
            self._begun = True
        except FileExistsError as error:
            raise BadInput(
                self.path, "is being written by another run", "give --exhibits a folder of its own"
            ) from error
        except OSError as error:
            self._undo([])
            raise self._fault(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._undo([])
            return
        moved: list[Path] = []
        try:
            for entry in sorted(self._unfinished.iterdir(), key=lambda path: (path.name == self._last, path.name)):
                moved.append(entry.rename(self.path / entry.name))
            self._unfinished.rmdir()
        except BaseException as fault:
            self._undo(moved)
            if isinstance(fault, OSError):
                raise self._fault(fault) from fault
            raise

    def write(self, name: str, data: bytes) -> None:
        """Write a file; ``name`` is its path below the folder.

        Raises:
            EnvironmentFault: the disk is full, or may not be written.
        """
        path = self._unfinished / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise self._fault(error) from error

    def _refuse_if_used(self) -> None:
        if self.path.is_dir():
            if next(self.path.iterdir(), None) is not None:
                raise BadInput(self.path, "is not empty", "give --exhibits a new folder, or empty this one yourself")
        elif self.path.exists() or self.path.is_symlink():
            raise BadInput(self.path, "is no folder", "give --exhibits a new or an empty folder")

    def _undo(self, moved: list[Path]) -> None:
        """Take away what was made here, and nothing else."""
        for path in (*moved, *([self._unfinished] if self._begun else [])):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        # A folder that somebody else has put something into meanwhile stays.
        with contextlib.suppress(OSError):
            for folder in reversed(self._made):
                folder.rmdir()

    def _fault(self, error: OSError) -> EnvironmentFault:
        return EnvironmentFault(self.path, environment_fault(error, self.path).reason, _ADVICE)

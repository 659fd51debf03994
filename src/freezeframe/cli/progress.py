"""A progress bar on stderr: files done, hours of video done, and how many times faster than real time."""

from __future__ import annotations

import sys
import time
from pathlib import PurePath
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from freezeframe.cli.context import plain


class Bar:
    """An ingest's observer that draws; it draws nothing, and leaves nothing, where stderr is no terminal."""

    def __init__(self, what: str) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task(what, total=None, pace="")
        self._seconds = 0.0
        self._began = time.monotonic()

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def counted(self, files: int) -> None:
        """So many files are to be looked at."""
        self._progress.update(self._task, total=files)

    def decoded(self, seconds: float) -> None:
        """So many more seconds of video are decoded."""
        self._seconds += seconds
        real = max(time.monotonic() - self._began, 1e-3)
        pace = f"{self._seconds / 3600:.2f} h of video, {self._seconds / real:.1f} x real time"
        self._progress.update(self._task, pace=pace)

    def finished(self, path: str) -> None:
        """One more file is done."""
        del path
        self._progress.advance(self._task)

    def refreshing(self, what: str) -> None:
        """The files are done; the cache is being made."""
        self._progress.update(self._task, description=what)


class ExhibitBar:
    """The exhibits of one picture as they are made, on stderr; nothing where that is no terminal."""

    def __init__(self, picture: str) -> None:
        self._progress = Progress(
            TextColumn("exhibits of {task.description}", markup=False),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            console=Console(stderr=True),
            transient=True,
            # The answer goes to stdout while this is drawn: it is to stay there.
            redirect_stdout=False,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task(plain(PurePath(picture).name), total=None)

    def __enter__(self) -> ExhibitBar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def made(self, done: int, total: int) -> None:
        """So many exhibits of so many are done."""
        self._progress.update(self._task, completed=done, total=total)


class StepBar:
    """What is being done of a case, on stderr; nothing where that is no terminal."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task("", total=None)

    def __enter__(self) -> StepBar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step(self, what: str, done: int, total: int) -> None:
        """So many of so many are done."""
        self._progress.update(self._task, description=plain(what), completed=done, total=total)

"""Where freezeframe keeps its things and how much of the machine it may use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import platformdirs

from freezeframe.errors import BadInput

HOME_VARIABLE = "FREEZEFRAME_HOME"
WORKERS_VARIABLE = "FREEZEFRAME_WORKERS"
MAX_WORKERS = 256
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Limits:
    """What is refused before it can use up the memory."""

    picture_pixels: int = 250_000_000
    """Pixels of a still or of a video's frame, width times height.

    A picture of this size with transparency was measured to take 1.9 GB at most while it is read and fingerprinted.
    """
    sidecar_bytes: int = 16_000_000
    """Bytes of a sidecar; yt-dlp's largest are near 2 MB."""
    statement_bytes: int = 64_000_000
    """Bytes of a statement's file; a WACZ of one page with its pictures is rarely over 20 MB."""
    statement_chars: int = 6_000_000
    """Code points of the text that is read out of it: some twelve hundred pages."""
    unpacked_bytes: int = 256_000_000
    """Bytes that a packed file (WACZ, gzipped WARC, PDF) may unfold into while it is read."""


LIMITS = Limits()


@dataclass(frozen=True)
class Config:
    """What a run may use; made once by the command line and handed down."""

    home: Path
    """The folder that holds everything freezeframe keeps, absolute."""
    workers: int
    """Processes that decode at the same time, at least 1."""


def load(home: Path | None = None, workers: int | None = None) -> Config:
    """Options first, then the environment, then the platform's own places.

    Raises:
        BadInput: the number of workers is no number, or out of range; the home is the folder of an unknown user.
    """
    return Config(home=_home(home), workers=_workers(workers))


def _home(option: Path | None) -> Path:
    chosen = option or os.environ.get(HOME_VARIABLE) or platformdirs.user_data_path("freezeframe", appauthor=False)
    try:
        return Path(chosen).expanduser().absolute()
    except RuntimeError as error:
        advice = "give the folder's whole path"
        raise BadInput(str(chosen), "names the folder of a user who is not known here", advice) from error


def _workers(option: int | None) -> int:
    if option is None:
        text = os.environ.get(WORKERS_VARIABLE, "")
        if not text:
            return usable_cores()
        if not text.isdecimal():
            raise BadInput(WORKERS_VARIABLE, f"{text!r} is not a number of workers", "set it to 1 or more, or unset it")
        option = int(text)
    if not 1 <= option <= MAX_WORKERS:
        raise BadInput("workers", f"{option} is out of range", f"give a number from 1 to {MAX_WORKERS}")
    return option


def usable_cores() -> int:
    """The cores that this process may run on, which in a container can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def side_by_side(work: Callable[[_Item], _Result], items: Iterable[_Item]) -> list[_Result]:
    """The results of some work on each item, in their order, on all usable cores.

    For work that spends its time in libraries which let other threads run; it must not call this again.
    """
    return list(_threads().map(work, items))


def begun(work: Callable[[], _Result]) -> Future[_Result]:
    """Work that goes on while other things are done; as for ``side_by_side``, which it must not call."""
    return _threads().submit(work)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(usable_cores(), thread_name_prefix="freezeframe")

"""Reading the frames to be compared out of a source, checked against what was stored when it was archived."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from freezeframe.archive import originals
from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Medium
from freezeframe.errors import Damaged, FreezeframeError
from freezeframe.kernels.shots import grid_of
from freezeframe.media import VideoReader, read_still
from freezeframe.types import Colour, Grey

_THREADS = 2
_SAME = 3.0
"""Mean grey levels by which a frame's grid may differ from the stored one (the decoder is the same: nearly none)."""


@dataclass(frozen=True)
class Copies:
    """A medium and every place where its content was seen, the one it was added from first."""

    medium: Medium
    paths: tuple[Path, ...]


def read_frames(copies: Copies, fingerprint: Fingerprint, first: int, last: int) -> list[Grey]:
    """Grey frames ``first`` to ``last`` of a video, or the one picture of a still, from the first copy that has them.

    Raises:
        FreezeframeError: no copy holds these frames any more; what is wrong with the first of them.
    """
    fault: FreezeframeError | None = None
    for path in copies.paths:
        try:
            return _read_copy(path, copies.medium, fingerprint, first, last)
        except FreezeframeError as error:
            fault = fault or error
    raise fault or _not_the_one(Path(copies.medium.located))


def read_colour(copies: Copies, fingerprint: Fingerprint, index: int) -> Colour:
    """Frame ``index`` of a video in colour at full resolution, or the one picture of a still, shape (h, w, 3).

    Raises:
        FreezeframeError: no copy holds this frame any more; what is wrong with the first of them.
    """
    return read_colours(copies, fingerprint, index, index)[0]


def read_colours(copies: Copies, fingerprint: Fingerprint, first: int, last: int) -> list[Colour]:
    """Frames ``first`` to ``last`` of a video in colour, checked as ``read_frames`` does; raises as it does."""
    fault: FreezeframeError | None = None
    for path in copies.paths:
        try:
            return _colours_of(path, copies.medium, fingerprint, first, last)
        except FreezeframeError as error:
            fault = fault or error
    raise fault or _not_the_one(Path(copies.medium.located))


def _colours_of(path: Path, medium: Medium, fingerprint: Fingerprint, first: int, last: int) -> list[Colour]:
    originals.assure(medium, path)
    frames: list[Colour] = []
    if medium.facts.kind == "picture":
        frames = [read_still(path).colour]
    else:
        for seek in (True, False):
            with VideoReader(path, threads=_THREADS) as reader:
                both = [(f.grey().copy(), f.colour()) for f in reader.span(first, last, fingerprint.table, seek=seek)]
            frames = [colour for _, colour in both]
            if len(both) == last - first + 1 and _as_stored([grey for grey, _ in both], fingerprint, first):
                break
        else:
            raise _not_the_one(path)
    originals.assure(medium, path)
    return frames


def _read_copy(path: Path, medium: Medium, fingerprint: Fingerprint, first: int, last: int) -> list[Grey]:
    """The frames of one file.

    A few streams decode to rubbish after a seek; the stored proxies show it, and the video is read from its beginning.
    """
    originals.assure(medium, path)
    if medium.facts.kind == "picture":
        frames = [read_still(path).grey()]
    else:
        frames = _read(path, fingerprint, first, last, seek=True)
        if len(frames) != last - first + 1 or not _as_stored(frames, fingerprint, first):
            frames = _read(path, fingerprint, first, last, seek=False)
        if len(frames) != last - first + 1 or not _as_stored(frames, fingerprint, first):
            raise _not_the_one(path)
    # It may have been replaced meanwhile.
    originals.assure(medium, path)
    return frames


def _not_the_one(path: Path) -> Damaged:
    return Damaged(path, "is not the file that was archived", "run: freezeframe archive check")


def _read(path: Path, fingerprint: Fingerprint, first: int, last: int, *, seek: bool) -> list[Grey]:
    with VideoReader(path, threads=_THREADS) as reader:
        return [np.array(f.grey()) for f in reader.span(first, last, fingerprint.table, seek=seek)]


def _as_stored(frames: list[Grey], fingerprint: Fingerprint, first: int) -> bool:
    """Whether the grids of the frames are those that were stored, where some were."""
    stored, grids = fingerprint.proxies.read(first, first + len(frames))
    for index, grid in zip(stored.tolist(), grids, strict=True):
        if index < first:
            continue
        frame = frames[index - first]
        made = grid_of(frame)
        if made.shape != grid.shape or float(np.abs(made.astype(np.float32) - grid).mean()) > _SAME:
            return False
    return True

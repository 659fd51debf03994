"""Reading the frames to be compared out of a source, checked against what was stored when it was archived."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from freezeframe.archive import originals
from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Medium
from freezeframe.errors import Damaged, FreezeframeError
from freezeframe.kernels.proxies import LEAST_CHANGE, LEAST_GAP
from freezeframe.kernels.shots import grid_of
from freezeframe.media import StillPicture, VideoFrame, VideoReader, read_still
from freezeframe.types import Colour, Grey

_THREADS = 2
_NEAR = 40
"""Frames that are decoded on the way to the next one, rather than sought."""
_A_FRAME = 0.1
"""Seconds that a frame lasts at most in footage that moves."""
_SAME = 3.0
"""Mean grey levels by which a frame's grid may differ from the stored one (the decoder is the same: nearly none)."""
_Pixels = TypeVar("_Pixels")


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
    return _from_a_copy(copies, fingerprint, (first, last), lambda frame: np.array(frame.grey()), StillPicture.grey)


def read_colours(copies: Copies, fingerprint: Fingerprint, first: int, last: int) -> list[Colour]:
    """The same in colour, each of shape (height, width, 3), at full resolution; raises as ``read_frames`` does."""
    return _from_a_copy(copies, fingerprint, (first, last), VideoFrame.colour, lambda still: still.colour)


def read_chosen(copies: Copies, fingerprint: Fingerprint, frames: Collection[int]) -> dict[int, Colour]:
    """Frames here and there in colour, by index, no others kept in memory; of a picture its only one, as frame 0.

    Raises as ``read_frames`` does.
    """
    wanted = set(frames)
    found: dict[int, Colour] = {}
    for first, last in _runs(sorted(wanted)):
        span = _from_a_copy(
            copies, fingerprint, (first, last), lambda f: f.colour() if f.index in wanted else None, lambda s: s.colour
        )
        found |= {index: colour for index, colour in enumerate(span, first) if colour is not None}
    return found


def read_colour(copies: Copies, fingerprint: Fingerprint, index: int) -> Colour:
    """Frame ``index`` of a video in colour, or the one picture of a still; raises as ``read_frames`` does."""
    return read_colours(copies, fingerprint, index, index)[0]


def _runs(frames: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending indices as spans to decode, first and last of each: over a small gap the decoder goes on."""
    first = last = frames[0]
    for frame in frames[1:]:
        if frame - last > _NEAR:
            yield first, last
            first = frame
        last = frame
    yield first, last


def _from_a_copy(
    copies: Copies,
    fingerprint: Fingerprint,
    span: tuple[int, int],
    of_frame: Callable[[VideoFrame], _Pixels],
    of_still: Callable[[StillPicture], _Pixels],
) -> list[_Pixels]:
    fault: FreezeframeError | None = None
    for path in copies.paths:
        try:
            originals.assure(copies.medium, path)
            if copies.medium.facts.kind == "picture":
                found = [of_still(read_still(path))]
            else:
                found = _read_video(path, fingerprint, span, of_frame)
            # It may have been replaced meanwhile.
            originals.assure(copies.medium, path)
            return found
        except FreezeframeError as error:
            fault = fault or error
    raise fault or _not_the_one(Path(copies.medium.located))


def _read_video(
    path: Path, fingerprint: Fingerprint, span: tuple[int, int], of_frame: Callable[[VideoFrame], _Pixels]
) -> list[_Pixels]:
    """The frames of one file.

    A few streams decode to rubbish after a seek; the stored proxies show it, and the video is read from its beginning.
    """
    first, last = span
    start = _known_from(fingerprint, first)
    kept, grids = fingerprint.proxies.read(start, last + 1)
    for seek in (True, False):
        found, made = _read(path, fingerprint, (start, last), {start, *kept.tolist()}, of_frame, seek=seek)
        if len(found) == last - start + 1 and _as_stored(made, kept, grids, start):
            return found[first - start :]
    raise _not_the_one(path)


def _read(
    path: Path,
    fingerprint: Fingerprint,
    span: tuple[int, int],
    kept: set[int],
    of_frame: Callable[[VideoFrame], _Pixels],
    *,
    seek: bool,
) -> tuple[list[_Pixels], dict[int, Grey]]:
    """The frames of a span, and the grids of those ``kept``, by index."""
    found: list[_Pixels] = []
    made: dict[int, Grey] = {}
    # A damaged stream yields fewer pictures to several threads than to the one that it was archived with.
    with VideoReader(path, threads=1 if fingerprint.facts.warning else _THREADS) as reader:
        for frame in reader.span(*span, fingerprint.table, seek=seek):
            found.append(of_frame(frame))
            if frame.index in kept:
                made[frame.index] = grid_of(frame.grey())
    return found, made


def _known_from(fingerprint: Fingerprint, first: int) -> int:
    """Where to begin reading so that what was stored can tell whether frame ``first`` is read right.

    A grid that was kept a moment before is read as well; after that, nothing changed until the next one was kept.
    """
    stored, _ = fingerprint.proxies.read(first, first + 1)
    if not len(stored) or stored[0] >= first:
        return first
    before = int(stored[0])
    table = fingerprint.table
    return before if table.seconds(first) - table.seconds(before) <= LEAST_GAP + _A_FRAME else first


def _not_the_one(path: Path) -> Damaged:
    return Damaged(path, "is not the file that was archived", "run: freezeframe archive check")


def _as_stored(made: dict[int, Grey], kept: NDArray[np.int32], grids: NDArray[np.uint8], first: int) -> bool:
    """Whether the grids of the frames from ``first`` on are those that were stored, where some were."""
    for index, grid in zip(kept.tolist(), grids, strict=True):
        # One that was kept before still holds, but for what is too little to be kept.
        now, spare = (made[first], LEAST_CHANGE) if index < first else (made[index], 0)
        if now.shape != grid.shape or float(np.abs(now.astype(np.float32) - grid).mean()) > _SAME + spare:
            return False
    return True

"""The originals that exhibits are made from, read again in full: the published picture, and frames of a source.

Each is checked: the picture by its SHA-256, a source as a trace does it (size and time of change or SHA-256, and the
small grids of its frames that were stored when it was archived).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freezeframe.archive import originals
from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Medium
from freezeframe.errors import BadInput, Damaged, FreezeframeError
from freezeframe.kernels.shots import grid_of
from freezeframe.media import StillPicture, VideoFrame, VideoReader, read_still
from freezeframe.trace.footage import Copies
from freezeframe.types import Colour

_THREADS = 2
_NEAR = 40
"""Frames that are decoded on the way to the next wanted one, rather than sought."""
_SAME = 3.0
"""Mean grey levels by which a frame's grid may differ from the stored one."""
_LONGEST = 16_000
"""Pixels of a side of a picture that an exhibit can still be made of."""
_MOST_PIXELS = 64_000_000
"""Pixels of it: a sheet holds several pictures of this size, some of them twice."""


@dataclass(frozen=True)
class Footage:
    """A source that frames are read of."""

    copies: Copies
    fingerprint: Fingerprint

    @property
    def medium(self) -> Medium:
        """What the archive knows of it."""
        return self.copies.medium

    def colours(self, frames: Sequence[int]) -> dict[int, Colour]:
        """The frames of these indices in colour, from the first copy that has them; of a picture, its only one.

        Raises:
            FreezeframeError: no copy has them any more; what is wrong with the first of them.
        """
        fault: FreezeframeError | None = None
        for path in self.copies.paths:
            try:
                return self._of_copy(path, sorted(set(frames)))
            except FreezeframeError as error:
                fault = fault or error
        raise fault or _not_the_one(Path(self.medium.located))

    def _of_copy(self, path: Path, frames: Sequence[int]) -> dict[int, Colour]:
        originals.assure(self.medium, path)
        if self.medium.facts.kind == "picture":
            found = {0: _small_enough(path, read_still(path).colour)}
        else:
            # A few streams decode to rubbish after a seek; the stored grids show it.
            found = self._decoded(path, frames, seek=True) or self._decoded(path, frames, seek=False)
        # It may have been replaced meanwhile.
        originals.assure(self.medium, path)
        if set(found) != set(frames):
            raise _not_the_one(path)
        return found

    def _decoded(self, path: Path, frames: Sequence[int], *, seek: bool) -> dict[int, Colour]:
        """The frames of one file; empty when one of them is not there, or is not as it was stored."""
        found: dict[int, Colour] = {}
        wanted = set(frames)
        with VideoReader(path, threads=_THREADS) as reader:
            for first, last in _runs(frames):
                stored = self._grids(first, last)
                for frame in reader.span(first, last, self.fingerprint.table, seek=seek):
                    if frame.index in stored and not _is(frame, stored[frame.index]):
                        return {}
                    if frame.index in wanted:
                        found[frame.index] = _small_enough(path, frame.colour())
        return found if set(found) == wanted else {}

    def _grids(self, first: int, last: int) -> dict[int, NDArray[np.uint8]]:
        indices, grids = self.fingerprint.proxies.read(first, last + 1)
        return dict(zip(indices.tolist(), grids, strict=True))


def read_picture(path: Path, sha256: str) -> StillPicture:
    """The published picture.

    Raises:
        FreezeframeError: it cannot be read, or is not the file with this SHA-256 any more.
    """
    still = read_still(path)
    _small_enough(path, still.colour)
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BadInput(path, f"cannot be read ({error.strerror})", "check the path") from error
    if digest != sha256:
        raise BadInput(path, "was changed while it was traced", "trace it again")
    return still


def _runs(frames: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending indices as spans to decode: first and last of each."""
    first = last = frames[0]
    for frame in frames[1:]:
        if frame - last > _NEAR:
            yield first, last
            first = frame
        last = frame
    yield first, last


def _is(frame: VideoFrame, grid: NDArray[np.uint8]) -> bool:
    made = grid_of(np.array(frame.grey()))
    return made.shape == grid.shape and float(np.abs(made.astype(np.float32) - grid).mean()) <= _SAME


def _small_enough(path: Path, picture: Colour) -> Colour:
    height, width = picture.shape[:2]
    if max(width, height) > _LONGEST or width * height > _MOST_PIXELS:
        advice = f"bring it under {_MOST_PIXELS // 1_000_000} megapixels and its sides under {_LONGEST} pixels first"
        raise BadInput(path, f"is {width} x {height} pixels, too large for exhibits", advice)
    return picture


def _not_the_one(path: Path) -> Damaged:
    return Damaged(path, "is not the file that was archived", "run: freezeframe archive check")

"""Small grids of a video's frames, kept so that *when* can be decided in a long shot without decoding it again.

A grid (area-averaged luma, see ``shots``) is kept when some cell has changed against the last kept one, at most a few
a second. Kept grids are differenced in time and compressed in chunks, so a static hour costs little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import zstandard
from numpy.typing import NDArray

CHUNK = 256
"""Grids a compressed chunk; each chunk can be read alone."""
LEAST_GAP = 0.3
"""Seconds of video between two kept grids, at least."""
LEAST_CHANGE = 3
"""Grey levels by which one cell must differ from the last kept grid."""


class ProxyKeeper:
    """Collects the grids of one video in order."""

    def __init__(self) -> None:
        self._grids: list[NDArray[np.uint8]] = []
        self._frames: list[int] = []
        self._last_seconds = 0.0

    def push(self, grid: NDArray[np.uint8], index: int, seconds: float, always: bool) -> None:
        """Offer the grid of frame ``index``; ``always`` keeps it (the first of a shot)."""
        if self._grids and not always:
            if seconds - self._last_seconds < LEAST_GAP:
                return
            if int(np.abs(grid.astype(np.int16) - self._grids[-1]).max()) < LEAST_CHANGE:
                return
        self._grids.append(grid)
        self._frames.append(index)
        self._last_seconds = seconds

    def packed(self) -> PackedProxies:
        """All that was kept."""
        shape = self._grids[0].shape if self._grids else (0, 0)
        grids = np.stack(self._grids) if self._grids else np.zeros((0, 0, 0), np.uint8)
        return pack(grids, np.array(self._frames, np.int32), (int(shape[0]), int(shape[1])))


@dataclass(frozen=True)
class PackedProxies:
    """Kept grids as they are stored."""

    frames: NDArray[np.int32]
    """Frame index of each grid, ascending, shape (n,)."""
    shape: tuple[int, int]
    """Rows and columns of a grid."""
    blob: NDArray[np.uint8]
    """The compressed chunks one after another."""
    ends: NDArray[np.int64]
    """Where each chunk ends in the blob, shape (chunks,)."""

    def read(self, first: int, end: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """Frame indices and grids of the kept frames in force in [first, end): shapes (n,) and (n, rows, columns).

        The grid in force at ``first`` may have been kept before it; its index is given as it was kept.
        """
        low = max(int(np.searchsorted(self.frames, first, side="right")) - 1, 0)
        high = int(np.searchsorted(self.frames, end, side="left"))
        if high <= low:
            return np.zeros(0, np.int32), np.zeros((0, *self.shape), np.uint8)
        chunks = [self._chunk(i) for i in range(low // CHUNK, (high - 1) // CHUNK + 1)]
        base = low // CHUNK * CHUNK
        return self.frames[low:high], np.concatenate(chunks)[low - base : high - base]

    def _chunk(self, i: int) -> NDArray[np.uint8]:
        start = int(self.ends[i - 1]) if i else 0
        raw = zstandard.ZstdDecompressor().decompress(self.blob[start : int(self.ends[i])].tobytes())
        steps = np.frombuffer(raw, np.uint8).reshape(-1, *self.shape)
        return np.cumsum(steps, axis=0, dtype=np.uint8)


def pack(grids: NDArray[np.uint8], frames: NDArray[np.int32], shape: tuple[int, int]) -> PackedProxies:
    """Compress grids, shape (n, rows, columns), of the given frame indices."""
    compressor = zstandard.ZstdCompressor(level=6)
    parts: list[bytes] = []
    for start in range(0, len(grids), CHUNK):
        chunk = grids[start : start + CHUNK]
        steps = np.diff(chunk, axis=0, prepend=np.zeros((1, *shape), np.uint8))
        parts.append(compressor.compress(steps.tobytes()))
    ends = np.cumsum([len(p) for p in parts], dtype=np.int64) if parts else np.zeros(0, np.int64)
    return PackedProxies(frames, shape, np.frombuffer(b"".join(parts), np.uint8), ends)

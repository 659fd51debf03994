"""Search among all stored descriptors: the protocol, and the exact search that defines the right answer.

An index answers with stored features by their keyframe. Keyframes are numbered through the whole archive
(``Medium.keyframe_base`` + number in the medium). The exact index compares every query with every stored descriptor;
the embedded one (``embedded``) is an approximation of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Medium
from freezeframe.archive.store import Archive

_CHUNK = 65536
"""Stored descriptors compared at once: bounds the memory of a search."""


@dataclass(frozen=True)
class Hits:
    """The nearest stored features of each query, nearest first; all of shape (queries, k)."""

    keyframes: NDArray[np.int64]
    """Number of the keyframe in the archive, -1 where there are fewer than k."""
    shapes: NDArray[np.uint8]
    """Stored scale and angle (see fingerprint.unpack_shapes), shape (queries, k, 2)."""
    distances: NDArray[np.float32]
    """Squared Euclidean distance of the stored bytes; infinite where there are fewer than k."""

    def nearest(self, k: int) -> Hits:
        """The k nearest of each query."""
        order = np.argsort(self.distances, axis=1, kind="stable")[:, :k]
        rows = np.arange(len(order))[:, None]
        return Hits(self.keyframes[rows, order], self.shapes[rows, order], self.distances[rows, order])


class Index(Protocol):
    """Finds the stored features that are nearest to some descriptors."""

    @property
    def lost(self) -> tuple[Medium, ...]:
        """Media that are to be searched but are not: their fingerprint is missing or damaged."""
        ...

    def search(self, descriptors: NDArray[np.int8], k: int) -> Hits:
        """The k nearest stored features of each descriptor, shape (queries, 48)."""
        ...

    def hashes(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """PDQ hash, shape (keyframes, 32), and number of every keyframe searched, shape (keyframes,)."""
        ...


@dataclass(frozen=True)
class Columns:
    """Features of some keyframes as plain columns, in the order of the keyframes."""

    descriptors: NDArray[np.int8]
    """Shape (n, 48)."""
    shapes: NDArray[np.uint8]
    """Shape (n, 2)."""
    owner: NDArray[np.int64]
    """Keyframe number of each feature, shape (n,)."""
    pdq: NDArray[np.uint8]
    """Shape (keyframes, 32)."""
    keyframes: NDArray[np.int64]
    """Number of each keyframe, shape (keyframes,)."""


def columns(archive: Archive, media: Sequence[Medium]) -> Columns:
    """Read the features of whole media.

    Raises:
        Damaged: a fingerprint file is missing or damaged.
    """
    parts = [_columns(archive.fingerprint(medium.sha256), medium.keyframe_base) for medium in media]
    if not parts:
        return Columns(
            np.zeros((0, 48), np.int8),
            np.zeros((0, 2), np.uint8),
            np.zeros(0, np.int64),
            np.zeros((0, 32), np.uint8),
            np.zeros(0, np.int64),
        )
    return Columns(
        np.concatenate([p.descriptors for p in parts]),
        np.concatenate([p.shapes for p in parts]),
        np.concatenate([p.owner for p in parts]),
        np.concatenate([p.pdq for p in parts]),
        np.concatenate([p.keyframes for p in parts]),
    )


def _columns(fingerprint: Fingerprint, base: int) -> Columns:
    numbers = base + np.arange(fingerprint.keyframe_count, dtype=np.int64)
    owner = np.repeat(numbers, np.diff(fingerprint.offsets))
    return Columns(fingerprint.descriptors, fingerprint.shapes, owner, fingerprint.pdq, numbers)


class ExactIndex:
    """Compares every query with every stored descriptor of some media."""

    lost: tuple[Medium, ...] = ()
    """See Index: what is given to this one can be read."""

    def __init__(self, stored: Columns) -> None:
        self._stored = stored

    def search(self, descriptors: NDArray[np.int8], k: int) -> Hits:
        """See Index."""
        hits = _no_hits(len(descriptors), k)
        queries = descriptors.astype(np.float32)
        for start in range(0, len(self._stored.owner), _CHUNK):
            hits = merged(hits, self._search_chunk(queries, slice(start, start + _CHUNK), k), k)
        return hits

    def hashes(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """See Index."""
        return self._stored.pdq, self._stored.keyframes

    def _search_chunk(self, queries: NDArray[np.float32], rows: slice, k: int) -> Hits:
        stored = self._stored.descriptors[rows].astype(np.float32)
        squares = (queries**2).sum(1)[:, None] + (stored**2).sum(1)[None] - 2.0 * (queries @ stored.T)
        k = min(k, squares.shape[1])
        nearest = np.argpartition(squares, k - 1, axis=1)[:, :k]
        distances = np.take_along_axis(squares, nearest, axis=1).astype(np.float32)
        return Hits(self._stored.owner[rows][nearest], self._stored.shapes[rows][nearest], distances).nearest(k)


def merged(a: Hits, b: Hits, k: int) -> Hits:
    """The k nearest of two answers to the same queries."""
    return Hits(
        np.concatenate([a.keyframes, b.keyframes], 1),
        np.concatenate([a.shapes, b.shapes], 1),
        np.concatenate([a.distances, b.distances], 1),
    ).nearest(k)


def _no_hits(queries: int, k: int) -> Hits:
    return Hits(
        np.full((queries, k), -1, np.int64),
        np.zeros((queries, k, 2), np.uint8),
        np.full((queries, k), np.inf, np.float32),
    )

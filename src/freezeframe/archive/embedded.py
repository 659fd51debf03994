"""The default index: FAISS inverted lists with 4-bit product codes, a rebuildable cache beside the fingerprints.

The cache holds nothing that the fingerprints do not: deleting it loses only time. It is written whole under a new name
and a pointer to it is renamed, so a reader sees an old cache or a new one. A reader loads it whole when it opens it,
and the writer keeps the one before the newest, so that it is not taken from under a reader. Media that were added since
it was written are searched exactly; features of media that were removed since are passed over.
"""

from __future__ import annotations

import io
import json
import math
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.files import write_whole
from freezeframe.archive.fingerprint import CODE_VERSION
from freezeframe.archive.index import Columns, ExactIndex, Hits, columns, merged
from freezeframe.archive.records import Medium
from freezeframe.archive.store import Archive
from freezeframe.errors import Damaged, EnvironmentFault, environment_fault
from freezeframe.kernels.describe import DIMENSIONS

_FORMAT = 1
_EXACT_BELOW = 20_000
"""Features up to which plain vectors are searched exactly: too few to train lists on."""
_GROWTH = 6
"""The lists are trained anew when the archive has grown by this factor."""
_PROBES = 24
"""Lists looked into for each query where there are 64; with more lists it grows as their square root.

A fixed number would look into an ever smaller share of a growing archive: 96 of 1024 lists, 136 of 2048, 272 of 8192.
(On a million features in 2048 lists, 128 found 0.93 of the nearest.)
"""
_TRAIN_A_LIST = 64
"""Features a list that training looks at."""
_ARRAYS = ("starts", "shapes", "pdq", "keyframes")
"""The arrays of a cache, a file each."""
_BATCH_ROWS = 200_000
"""Features after which a batch of media ends while the cache is written; their vectors as floats take 40 MB."""
_ATTEMPTS = 10
"""Times that a reader tries to open the cache while writers replace it."""


def refresh(archive: Archive, progress: Callable[[str], None] | None = None) -> tuple[Medium, ...]:
    """Bring the cache up to date with the catalogue: append what is new, train anew when it has grown a lot.

    Returns the media that are left out because their fingerprint is lost; ``archive check`` reports and mends them.

    Raises:
        EnvironmentFault: the disk is full or may not be written.
    """
    media = archive.media()
    cache = opened(archive.layout.cache)
    cached = set(cache.media) if cache else set()
    new, lost = _readable(archive, [medium for medium in media if _name(medium) not in cached])
    gone = cached - {_name(medium) for medium in media}
    if cache and not new and len(gone) * 4 <= len(cached):
        return lost
    rows = sum(_rows(archive, m) for m in new)
    if progress:
        progress("indexing")
    try:
        if cache and len(gone) * 4 <= len(cached) and cache.rows + rows <= _GROWTH * cache.trained_on:
            _write(archive, cache, new)
        else:
            whole, lost = _readable(archive, media)
            _write(archive, None, whole)
    except OSError as error:
        raise environment_fault(error, archive.layout.cache) from error
    except (RuntimeError, MemoryError) as error:
        # FAISS knows no other errors, and writes them with the place in its source.
        reason = f"the index could not be made ({str(error).splitlines()[0][-80:] if str(error) else 'memory'})"
        advice = "free some memory and space and run: freezeframe archive check --repair"
        raise EnvironmentFault(archive.layout.cache, reason, advice) from error
    return lost


def lacking(archive: Archive, media: Sequence[Medium]) -> int:
    """How many of some media are not in the cache; all of them where there is none that can be read."""
    cache = opened(archive.layout.cache)
    cached = set(cache.media) if cache else set()
    return sum(_name(medium) not in cached for medium in media)


def _readable(archive: Archive, media: Sequence[Medium]) -> tuple[list[Medium], tuple[Medium, ...]]:
    """Media whose fingerprint can be read, and those whose is lost."""
    whole, lost = [], []
    for medium in media:
        try:
            archive.fingerprint(medium.sha256)
        except Damaged:
            lost.append(medium)
        else:
            whole.append(medium)
    return whole, tuple(lost)


@dataclass(frozen=True)
class _Cache:
    """A cache: its vectors in memory, its arrays mapped from its files, which stay readable when they are deleted."""

    folder: Path
    media: tuple[str, ...]
    """Media in it, by name (see _name), in the order of their rows."""
    trained_on: int
    """Rows there were when the lists were trained."""
    starts: NDArray[np.int64]
    """First row of each keyframe, and the number of rows, shape (keyframes + 1,)."""
    shapes: NDArray[np.uint8]
    pdq: NDArray[np.uint8]
    keyframes: NDArray[np.int64]

    @property
    def rows(self) -> int:
        """Features in it."""
        return int(self.starts[-1])

    def owner(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The keyframe number of some rows; rows under 0 give any."""
        at = np.searchsorted(self.starts, np.maximum(rows, 0), side="right") - 1
        return np.asarray(self.keyframes[at])

    vectors: Any
    """The FAISS index, in memory; row numbers are positions in the columns."""


class EmbeddedIndex:
    """Searches the cache, and exactly what the cache does not hold yet."""

    def __init__(self, archive: Archive, media: Sequence[Medium]) -> None:
        """``media`` are those to be searched: a snapshot of the catalogue."""
        self._cache = opened(archive.layout.cache)
        held = set(self._cache.media) if self._cache else set()
        self._tail, damaged = _tail(archive, [m for m in media if _name(m) not in held])
        missing = tuple(m for m in media if _name(m) in held and not archive.fingerprint_path(m.sha256).exists())
        self.lost: tuple[Medium, ...] = (*missing, *damaged)
        """See index.Index; what the cache holds of them is passed over, since no match could be verified."""
        self._exact = ExactIndex(self._tail)
        self._alive = _alive([m for m in media if m not in self.lost] if self.lost else media)

    def search(self, descriptors: NDArray[np.int8], k: int) -> Hits:
        """See index.Index."""
        hits = self._exact.search(descriptors, k)
        if self._cache is None or not self._cache.rows or not len(descriptors):
            return hits
        distances, rows = self._cache.vectors.search(descriptors.astype(np.float32), k)
        owner = np.where(rows >= 0, self._cache.owner(rows), -1)
        dead = ~self._lives(owner)
        found = Hits(
            np.where(dead, -1, owner), self._cache.shapes[rows], np.where(dead, np.inf, distances).astype(np.float32)
        )
        return merged(hits, found, k)

    def hashes(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """See index.Index."""
        if self._cache is None:
            return self._tail.pdq, self._tail.keyframes
        alive = self._lives(self._cache.keyframes)
        return (
            np.concatenate([self._cache.pdq[alive], self._tail.pdq]),
            np.concatenate([self._cache.keyframes[alive], self._tail.keyframes]),
        )

    def _lives(self, keyframes: NDArray[np.int64]) -> NDArray[np.bool_]:
        starts, ends = self._alive
        at = np.searchsorted(starts, keyframes, side="right") - 1
        if not len(starts):
            return np.zeros(keyframes.shape, np.bool_)
        return np.asarray((at >= 0) & (keyframes < ends[np.maximum(at, 0)]))


def _tail(archive: Archive, media: Sequence[Medium]) -> tuple[Columns, tuple[Medium, ...]]:
    """The features of media that the cache does not hold, and the media whose fingerprint is lost."""
    while True:
        readable, lost = _readable(archive, media)
        try:
            return columns(archive, readable), lost
        except Damaged:
            # One was removed at this very moment: it is among the lost of the next attempt.
            media = [*readable, *lost]


def _alive(media: Sequence[Medium]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Keyframe numbers in use: starts and ends of their ranges, ascending."""
    ranges = sorted((m.keyframe_base, m.keyframe_base + m.keyframe_count) for m in media)
    both = np.array(ranges, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _name(medium: Medium) -> str:
    """What makes a medium's rows still valid: its fingerprint and the numbers it was given."""
    return f"{medium.fingerprint_digest}:{medium.keyframe_base}"


def opened(folder: Path) -> _Cache | None:
    """The newest whole cache in a folder, loaded; None where there is none that this version can read."""
    before = ""
    for _ in range(_ATTEMPTS):
        name = _current(folder)
        if not name or name == before:
            # A cache that cannot be read is no loss: everything is searched exactly until it is rebuilt.
            return None
        try:
            return _read(folder / name)
        except (OSError, EOFError, ValueError, KeyError, TypeError, RuntimeError):
            # A writer may have replaced it at this moment: then the pointer names another now.
            before = name
    return None


def _current(folder: Path) -> str:
    """The name that the pointer to the newest cache holds."""
    try:
        return (folder / "current").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def _read(current: Path) -> _Cache | None:
    import faiss

    meta = json.loads((current / "meta.json").read_text(encoding="utf-8"))
    if meta["format"] != _FORMAT or meta["code"] != CODE_VERSION:
        return None
    arrays = {n: np.load(current / f"{n}.npy", mmap_mode="r") for n in _ARRAYS}
    vectors: Any = faiss.read_index(str(current / "vectors.faiss"))
    if hasattr(vectors, "nprobe"):
        vectors.nprobe = probes(vectors.nlist)
    return _Cache(current, tuple(meta["media"]), int(meta["trained_on"]), vectors=vectors, **arrays)


def probes(lists: int) -> int:
    """How many of so many lists are looked into for a query; see _PROBES."""
    return min(lists, round(_PROBES * math.sqrt(max(lists / 64, 1.0))))


def _write(archive: Archive, base: _Cache | None, media: Sequence[Medium]) -> None:
    """Write a new cache of ``base`` and some media, make it the current one, and delete all but the one before."""
    folder = archive.layout.cache
    folder.mkdir(parents=True, exist_ok=True)
    index, trained_on = (base.vectors, base.trained_on) if base else _trained(archive, media)
    parts: dict[str, list[NDArray[Any]]] = {name: [getattr(base, name)] if base else [] for name in _ARRAYS}
    rows = base.rows if base else 0
    for batch in _batches(archive, media):
        part = columns(archive, batch)
        for at in range(0, len(part.descriptors), _BATCH_ROWS):
            index.add(part.descriptors[at : at + _BATCH_ROWS].astype(np.float32))
        counts = np.bincount(np.searchsorted(part.keyframes, part.owner), minlength=len(part.keyframes))
        starts = rows + np.cumsum(counts)
        rows = int(starts[-1]) if len(starts) else rows
        added: tuple[NDArray[Any], ...] = (starts, part.shapes, part.pdq, part.keyframes)
        for name, values in zip(_ARRAYS, added, strict=True):
            parts[name].append(values)
    if not base:
        parts["starts"].insert(0, np.zeros(1, np.int64))
    names = [*(base.media if base else ()), *(_name(m) for m in media)]
    meta = {"format": _FORMAT, "code": CODE_VERSION, "media": names, "trained_on": trained_on}
    before = _current(folder)
    new = folder / f"index-{os.getpid()}-{os.urandom(4).hex()}"
    new.mkdir()
    try:
        _save(index, {name: np.concatenate(pieces) for name, pieces in parts.items()}, meta, new)
        write_whole(folder / "current", [new.name.encode()])
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    for old in folder.glob("index-*"):
        if old.name not in (new.name, before):
            shutil.rmtree(old, ignore_errors=True)


def _save(index: Any, arrays: dict[str, NDArray[Any]], meta: dict[str, Any], folder: Path) -> None:  # noqa: ANN401
    """Write the files of a cache into a folder of its own.

    Raises:
        OSError: the disk is full or may not be written.
    """
    import faiss as untyped

    faiss: Any = untyped
    # Written by Python a full disk is an OSError that says so; FAISS and numpy tell of bytes that are lacking.
    with (folder / "vectors.faiss").open("wb") as stream:
        faiss.write_index(index, faiss.PyCallbackIOWriter(stream.write))
    for name, values in arrays.items():
        buffer = io.BytesIO()
        np.save(buffer, values)
        (folder / f"{name}.npy").write_bytes(buffer.getbuffer())
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


def _batches(archive: Archive, media: Sequence[Medium]) -> Iterator[list[Medium]]:
    """The media in batches of about _BATCH_ROWS features; one at least, so that all arrays have their shapes."""
    batch: list[Medium] = []
    rows = 0
    for medium in media:
        batch.append(medium)
        rows += _rows(archive, medium)
        if rows >= _BATCH_ROWS:
            yield batch
            batch, rows = [], 0
    if batch or not media:
        yield batch


def _rows(archive: Archive, medium: Medium) -> int:
    return int(archive.fingerprint(medium.sha256).offsets[-1])


def _trained(archive: Archive, media: Sequence[Medium]) -> tuple[Any, int]:
    """An empty FAISS index trained on a sample of the media, and how many features they have."""
    import faiss

    counts = [_rows(archive, m) for m in media]
    total = sum(counts)
    if total < _EXACT_BELOW:
        return faiss.IndexFlatL2(DIMENSIONS), max(total, _EXACT_BELOW // _GROWTH)
    lists = 1 << int(np.clip(round(np.log2(2 * total**0.5)), 6, 13))
    share = min(1.0, lists * _TRAIN_A_LIST / total)
    rng = np.random.default_rng(0)
    sample = []
    for medium, count in zip(media, counts, strict=True):
        take = rng.permutation(count)[: max(int(np.ceil(count * share)), 1)]
        sample.append(archive.fingerprint(medium.sha256).descriptors[np.sort(take)].astype(np.float32))
    index = faiss.index_factory(DIMENSIONS, f"IVF{lists},PQ{DIMENSIONS // 2}x4fs")
    index.train(np.concatenate(sample))
    return index, total

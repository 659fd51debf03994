"""Measure where descriptors are kept and searched: our files and cache, Lance, and the exact search, in one run.

    python -m bench.store --rows 1000000 --rows 5000000 [--no-lance]

The descriptors are made up (see Crowd). Lance is no part of freezeframe: `pip install pylance` to measure it too.
"""

# ruff: noqa: D102 (the methods of a Store are described there)

from __future__ import annotations

import hashlib
import importlib
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.metadata import version
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any, Protocol

import click
import numpy as np
from numpy.typing import NDArray

from bench import report
from bench.crowd import FEATURES, KEYFRAMES, Crowd, Descriptors
from freezeframe.archive import embedded
from freezeframe.archive.files import Layout, sha256_of
from freezeframe.archive.fingerprint import CODE_VERSION, Fingerprint, save
from freezeframe.archive.index import Columns, ExactIndex, Hits, Index
from freezeframe.archive.records import Description, Fingerprinted
from freezeframe.archive.store import Archive
from freezeframe.kernels.describe import DIMENSIONS

NEIGHBOURS = 20
"""Stored features that each query feature asks for, as a trace does."""
PROBES = 24
"""Lists that Lance looks into for each query: as many as our cache does."""
REPEATS = 5
"""Times that a search is measured; the median counts."""
Seconds = tuple[float, float]
"""Wall, and CPU of all threads of this process."""


class Store(Protocol):
    """What is compared. Features are numbered 256 x keyframe + number in the keyframe."""

    def __init__(self, folder: Path) -> None: ...

    def append(self, medium: Fingerprint) -> None:
        """Take in a medium so that a crash does not lose it."""

    def refresh(self) -> None:
        """Index what was appended, and whatever upkeep there is."""

    def search(self, queries: Descriptors, k: int) -> NDArray[np.int64]:
        """Numbers of the nearest features, shape (queries, k), -1 where there are fewer."""

    def sizes(self) -> tuple[int, int]:
        """Bytes on the disk, and those of them that can be built again."""

    def broken(self) -> tuple[int, int]:
        """Whole media, and features or files that are not as they were written."""


class Ours:
    """A file a medium, its row in the catalogue, and the cache, by freezeframe's own code."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with Archive.open(folder, write=True) as archive:
            self._count = len(archive.media())
        self._index: Index | None = None

    def append(self, medium: Fingerprint) -> None:
        with Archive.open(self.folder, write=True) as archive:
            name = hashlib.sha256(f"{self._count} {os.getpid()}".encode()).hexdigest()
            digest = save(medium, archive.fingerprint_path(name))
            row = Fingerprinted(name, name, name, 1, 1, medium.facts, digest, CODE_VERSION, medium.keyframe_count)
            archive.commit(row, Description(title=name[:12]))
        self._count, self._index = self._count + 1, None

    def refresh(self) -> None:
        with Archive.open(self.folder, write=True) as archive:
            embedded.refresh(archive)
        self._index = None

    def search(self, queries: Descriptors, k: int) -> NDArray[np.int64]:
        if self._index is None:
            with Archive.open(self.folder) as archive:
                self._index = embedded.EmbeddedIndex(archive, archive.media())
        return numbers(self._index.search(queries, k))

    def sizes(self) -> tuple[int, int]:
        layout = Layout(self.folder)
        return _bytes(layout.root), _bytes(layout.cache)

    def broken(self) -> tuple[int, int]:
        with Archive.open(self.folder) as archive:
            media = archive.media()
            wrong = sum(sha256_of(archive.fingerprint_path(m.sha256)) != m.fingerprint_digest for m in media)
        self.search(np.zeros((1, DIMENSIONS), np.int8), 1)
        return len(media), wrong


class Lance:
    """A Lance data set: a float16 column, IVF_PQ with codes of 24 x 8 bits."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("LANCE_LOG", "error")
        self._lance, self._arrow = lance_modules()
        self.folder, self._indexed = folder, False
        self._data: Any = self._lance.dataset(str(folder)) if folder.exists() else None
        self._base = self._data.count_rows() // FEATURES if self._data else 0

    def append(self, medium: Fingerprint) -> None:
        keyframes = self._base + np.repeat(np.arange(medium.keyframe_count), np.diff(medium.offsets))
        self._base += medium.keyframe_count
        flat = self._arrow.array(medium.descriptors.astype(np.float16).ravel())
        columns = {
            "descriptor": self._arrow.FixedSizeListArray.from_arrays(flat, DIMENSIONS),
            "keyframe": keyframes,
            "shape": medium.shapes.view(np.uint16).ravel(),
            "place": medium.places.view(np.uint32).ravel(),
        }
        mode = "append" if self._data else "create"
        self._data = self._lance.write_dataset(self._arrow.table(columns), str(self.folder), mode=mode)

    def refresh(self) -> None:
        data = self._data
        data.optimize.compact_files()
        if self._indexed:
            data.optimize.optimize_indices()
        else:
            lists = 1 << int(np.clip(round(np.log2(2 * data.count_rows() ** 0.5)), 6, 13))
            how = {"num_partitions": lists, "num_sub_vectors": DIMENSIONS // 2}
            data.create_index("descriptor", index_type="IVF_PQ", metric="L2", replace=True, **how)
        data.cleanup_old_versions(older_than=timedelta(0))
        self._data, self._indexed = self._lance.dataset(str(self.folder)), True

    def search(self, queries: Descriptors, k: int) -> NDArray[np.int64]:
        asked = {"column": "descriptor", "q": queries.astype(np.float16), "k": k, "nprobes": PROBES}
        table = self._data.to_table(columns=["keyframe", "shape", "_distance"], nearest=asked)
        query = table["query_index"].to_numpy()
        rank = np.arange(len(query)) - np.searchsorted(query, query)
        found = np.full((len(queries), k), -1, np.int64)
        found[query, rank] = table["keyframe"].to_numpy() * 256 + table["shape"].to_numpy() % 256
        return found

    def sizes(self) -> tuple[int, int]:
        return _bytes(self.folder), _bytes(self.folder / "_indices")

    def broken(self) -> tuple[int, int]:
        data = self._lance.dataset(str(self.folder))
        read = data.to_table(columns=["keyframe"]).num_rows
        return read // (KEYFRAMES * FEATURES), read % (KEYFRAMES * FEATURES)


def lance_modules() -> tuple[Any, Any]:
    """Lance and Arrow; raises ClickException where they are not installed."""
    try:
        return importlib.import_module("lance"), importlib.import_module("pyarrow")
    except ImportError as error:
        raise click.ClickException("Lance is not installed: pip install pylance, or pass --no-lance") from error


def numbers(hits: Hits) -> NDArray[np.int64]:
    """The features that were hit, as Store numbers them: the crowd keeps a feature's number in its shape."""
    return np.where(hits.keyframes < 0, -1, hits.keyframes * 256 + hits.shapes[..., 0])


@dataclass
class Row:
    """What one store cost at one size; pairs of times are wall and CPU of all threads."""

    store: str
    features: int
    append_ms: tuple[float, float] = (0.0, 0.0)
    """A medium: median and 95th percentile, wall."""
    index_s: Seconds = (0.0, 0.0)
    """Index over everything that was appended, and upkeep."""
    one_more_s: Seconds = (0.0, 0.0)
    """One medium more, appended and indexed."""
    bytes_a_feature: tuple[float, float] = (0.0, 0.0)
    """All, and the index alone."""
    load_ms: float = 0.0
    """Opening, and a search with one descriptor; files in the page cache."""
    search_ms: Seconds = (0.0, 0.0)
    recall: float = 1.0
    """Share of the exact search's nearest that are among the store's."""
    nearest: float = 1.0
    """Share of queries whose exact nearest is among the store's."""


@dataclass
class Found:
    """Everything a run measured."""

    machine: dict[str, str]
    settings: dict[str, int]
    rows: list[Row] = field(default_factory=list)
    kills: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """See survive."""


@click.command()
@click.option("--rows", multiple=True, default=(1_000_000,), show_default=True, help="Features stored; repeatable.")
@click.option("--seed", default=1, show_default=True)
@click.option("--queries", default=640, show_default=True, help="Features of a still; its mirror image has as many.")
@click.option("--exact-queries", default=256, show_default=True, help="Queries asked exactly, for recall.")
@click.option("--kills", default=5, show_default=True, help="Times a writer of each store is killed; 0 for none.")
@click.option("--lance/--no-lance", default=True, show_default=True, help="Measure Lance, too (needs pylance).")
def main(rows: tuple[int, ...], lance: bool, **settings: int) -> None:
    """Measure the stores and print a table."""
    found = Found(report.machine(), settings)
    stores: dict[str, type[Store]] = {"ours": Ours}
    if lance:
        lance_modules()
        stores["Lance"], found.machine["pylance"] = Lance, version("pylance")
    with tempfile.TemporaryDirectory(prefix="freezeframe-store-") as work:
        for features in rows:
            found.rows += measure(stores, Crowd(settings["seed"], features), Path(work), settings)
        for name, kind in stores.items():
            if settings["kills"]:
                found.kills[name] = survive(kind, Path(work, f"{name}-killed"), settings["seed"], settings["kills"])
    click.echo(markdown(found))


def measure(stores: dict[str, type[Store]], crowd: Crowd, work: Path, settings: dict[str, int]) -> list[Row]:
    """The exact search and every store, on the same features."""
    stills = [crowd.still(settings["queries"], mirrored=mirrored) for mirrored in (False, True)]
    asked = stills[0][: settings["exact_queries"]]
    exact = _exact(crowd)
    truth = numbers(exact.search(asked, NEIGHBOURS))
    wall, cpu = timed(exact.search, asked, NEIGHBOURS)
    rows = [Row(f"exact, {len(asked)} queries", crowd.features, search_ms=(1000 * wall, 1000 * cpu))]
    for name, kind in stores.items():
        store, row = kind(work / f"{name}-{crowd.features}"), Row(name, crowd.features)
        rows.append(row)
        _written(store, crowd, row)
        row.load_ms = 1000 * timed(store.search, asked[:1], NEIGHBOURS)[0]
        times = [timed(_searched, store, stills) for _ in range(REPEATS)]
        row.search_ms = (1000 * float(np.median([t[0] for t in times])), 1000 * float(np.median([t[1] for t in times])))
        row.recall, row.nearest = recall(store.search(asked, NEIGHBOURS), truth)
        row.one_more_s = timed(_one_more, store, crowd)
        sys.stderr.write(f"{row}\n")
    return rows


def _written(store: Store, crowd: Crowd, row: Row) -> None:
    """Append all media, build the index, and note what that cost."""
    walls = []
    for number in range(crowd.media):
        walls.append(1000 * timed(store.append, crowd.medium(number))[0])
    row.append_ms = (float(np.median(walls)), float(np.percentile(walls, 95)))
    row.index_s = timed(store.refresh)
    whole, index = store.sizes()
    row.bytes_a_feature = (whole / crowd.features, index / crowd.features)


def _searched(store: Store, stills: list[Descriptors]) -> None:
    for queries in stills:
        store.search(queries, NEIGHBOURS)


def _one_more(store: Store, crowd: Crowd) -> None:
    store.append(crowd.medium(crowd.media))
    store.refresh()


def _exact(crowd: Crowd) -> ExactIndex:
    media = [crowd.medium(number) for number in range(crowd.media)]
    descriptors, shapes = (np.concatenate([getattr(m, name) for m in media]) for name in ("descriptors", "shapes"))
    owner = np.arange(crowd.features, dtype=np.int64) // FEATURES
    return ExactIndex(Columns(descriptors, shapes, owner, np.zeros((0, 32), np.uint8), np.zeros(0, np.int64)))


def recall(found: NDArray[np.int64], truth: NDArray[np.int64]) -> tuple[float, float]:
    """Shares of the true neighbours, and of the true nearest, that are among those found; both (queries, k)."""
    among = (truth[:, :, None] == found[:, None, :]).any(axis=2)
    return float(among.mean()), float(among[:, 0].mean())


def survive(kind: type[Store], folder: Path, seed: int, kills: int) -> tuple[int, int, int]:
    """Kill a process that appends and indexes, so many times at random moments.

    Returns the media whose append had returned, whole media found afterwards, and features or files broken.
    """
    rng = np.random.default_rng([seed, 3])
    processes = multiprocessing.get_context("spawn")
    returned = 0
    for _ in range(kills):
        done = processes.Value("i", 0)
        writer = processes.Process(target=_write_for_ever, args=(kind, folder, seed, done))
        writer.start()
        while not done.value and writer.is_alive():
            time.sleep(0.01)
        writer.join(rng.uniform(0.0, 3.0))
        writer.kill()
        writer.join()
        returned += done.value
    return returned, *kind(folder).broken()


def _write_for_ever(kind: type[Store], folder: Path, seed: int, done: Synchronized[int]) -> None:
    crowd, store = Crowd(seed, 1), kind(folder)
    while True:
        store.append(crowd.medium(done.value))
        done.value += 1
        if done.value % 3 == 0:
            store.refresh()


def timed(work: Callable[..., object], *arguments: object) -> Seconds:
    """Run some work and time it."""
    wall, cpu = time.perf_counter(), time.process_time()
    work(*arguments)
    return time.perf_counter() - wall, time.process_time() - cpu


def markdown(found: Found) -> str:
    """The figures as a table, with what they were measured on."""
    head = "store | features | append ms (p95) | index s (CPU) | one more s (CPU) | bytes a feature (index)"
    lines = [
        ", ".join(f"{name} {value}" for name, value in found.machine.items()),
        ", ".join(f"{name} {value}" for name, value in found.settings.items()),
        "",
        f"| {head} | load ms | search ms (CPU) | recall@{NEIGHBOURS} | nearest found |",
        "|---" * 10 + "|",
    ]
    for r in found.rows:
        pairs = [(r.append_ms, 0), (r.index_s, 1), (r.one_more_s, 2), (r.bytes_a_feature, 1)]
        cells = [r.store, f"{r.features:,}", *(f"{a:.{d}f} ({b:.{d}f})" for (a, b), d in pairs), f"{r.load_ms:.0f}"]
        cells += [f"{r.search_ms[0]:.0f} ({r.search_ms[1]:.0f})", f"{r.recall:.3f}", f"{r.nearest:.3f}"]
        lines.append(f"| {' | '.join(cells)} |")
    for name, (returned, whole, broken) in found.kills.items():
        lines.append(f"\n{name}, killed: {returned} media appended, {whole} whole afterwards, {broken} broken.")
    return "\n".join(lines)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()

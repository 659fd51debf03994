"""The embedded index against the exact one, whatever was added, removed or searched before a refresh."""

from __future__ import annotations

import threading
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.archive import embedded
from freezeframe.archive.embedded import EmbeddedIndex, refresh
from freezeframe.archive.fingerprint import CODE_VERSION, Fingerprint, load, save, unpack_shapes
from freezeframe.archive.index import ExactIndex, Hits, columns, merged
from freezeframe.archive.records import Description, Fingerprinted
from freezeframe.archive.store import Archive
from freezeframe.types import MediaFacts

FACTS = MediaFacts("video", 640, 360, 0, Fraction(1), "h264", "mp4", 10, Fraction(1, 25), 0.4, grey=False)


def made(seed: int, keyframes: int = 4, each: int = 30) -> Fingerprint:
    """A fingerprint of clustered descriptors: features of one kind lie together, as a real picture's do."""
    rng = np.random.default_rng(seed)
    kinds = np.random.default_rng(0).normal(0, 35, (60, 48))
    n = keyframes * each
    values = kinds[rng.integers(0, 60, n)] + rng.normal(0, 18, (n, 48))
    arrays: dict[str, NDArray[Any]] = {
        "pts": np.arange(10, dtype=np.int64),
        "intra": np.array([0], np.int64),
        "shots": np.array([0], np.int32),
        "keyframes": np.arange(keyframes, dtype=np.int32),
        "offsets": np.arange(keyframes + 1, dtype=np.int64) * each,
        "descriptors": np.clip(np.rint(values), -127, 127).astype(np.int8),
        "places": rng.integers(0, 65536, (n, 2)).astype(np.uint16),
        "shapes": rng.integers(0, 256, (n, 2)).astype(np.uint8),
        "pdq": rng.integers(0, 256, (keyframes, 32)).astype(np.uint8),
        "proxy_frames": np.zeros(0, np.int32),
        "proxy_shape": np.zeros(2, np.int32),
        "proxy_blob": np.zeros(0, np.uint8),
        "proxy_ends": np.zeros(0, np.int64),
    }
    return Fingerprint(replace(FACTS, frames=10), arrays)


def add(archive: Archive, seed: int, keyframes: int = 4, each: int = 30) -> str:
    """Commit a made-up medium; returns its SHA-256."""
    name = sha256(str(seed).encode()).hexdigest()
    fingerprint = made(seed, keyframes, each)
    digest = save(fingerprint, archive.fingerprint_path(name))
    path = f"/footage/{seed}.mp4"
    new = Fingerprinted(path, path, name, 1, 1, FACTS, digest, CODE_VERSION, fingerprint.keyframe_count)
    archive.commit(new, Description(title=str(seed)))
    return name


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.open(tmp_path / "home", write=True)


def queries(seed: int, count: int = 200) -> NDArray[np.int8]:
    """Descriptors near stored ones."""
    stored = made(seed).descriptors[:count].astype(np.int16)
    noise = np.random.default_rng(99).integers(-9, 10, stored.shape)
    return np.asarray(np.clip(stored + noise, -127, 127), np.int8)


def both(archive: Archive) -> tuple[ExactIndex, EmbeddedIndex]:
    media = archive.media()
    return ExactIndex(columns(archive, media)), EmbeddedIndex(archive, media)


def slow(archive: Archive, query: NDArray[np.int8], k: int) -> list[int]:
    """Squared distances of the k nearest stored features of one query, one by one."""
    distances = []
    for medium in archive.media():
        for row in archive.fingerprint(medium.sha256).descriptors.tolist():
            distances.append(sum((x - y) ** 2 for x, y in zip(row, query.tolist(), strict=True)))
    return sorted(distances)[:k]


def owners(hits: Hits) -> set[int]:
    return set(hits.keyframes.ravel().tolist())


def test_the_exact_index_is_brute_force(archive: Archive) -> None:
    for seed in range(3):
        add(archive, seed)
    exact, _ = both(archive)
    some = queries(1, 5)
    hits = exact.search(some, 7)
    for row, query in enumerate(some):
        assert hits.distances[row].tolist() == slow(archive, query, 7)
    first = archive.media()[1]
    fingerprint = archive.fingerprint(first.sha256)
    assert hits.keyframes[:, 0].tolist() == [first.keyframe_base] * 5
    np.testing.assert_array_equal(hits.shapes[:, 0], fingerprint.shapes[:5])


def test_below_the_threshold_the_two_are_equal(archive: Archive) -> None:
    for seed in range(4):
        add(archive, seed)
    refresh(archive)
    exact, quick = both(archive)
    a, b = exact.search(queries(2), 10), quick.search(queries(2), 10)
    np.testing.assert_allclose(a.distances, b.distances, rtol=1e-5)
    assert (a.keyframes == b.keyframes).mean() > 0.99  # ties may come in another order
    for x, y in zip(exact.hashes(), quick.hashes(), strict=True):
        np.testing.assert_array_equal(x, y)


def test_above_the_threshold_the_nearest_is_found(archive: Archive) -> None:
    for seed in range(10):
        add(archive, seed, keyframes=10, each=250)
    refresh(archive)
    exact, quick = both(archive)
    rng = np.random.default_rng(1)
    stored = made(3, 10, 250).descriptors
    some = stored[rng.permutation(len(stored))[:300]].astype(np.int16) + rng.integers(-9, 10, (300, 48))
    asked = np.clip(some, -127, 127).astype(np.int8)
    a, b = exact.search(asked, 20), quick.search(asked, 20)
    nearest = a.keyframes[:, :1]
    assert (b.keyframes[:, :1] == nearest).mean() >= 0.9
    assert (b.keyframes == nearest).any(axis=1).mean() >= 0.95
    assert np.all(np.diff(b.distances, axis=1) >= 0)


@pytest.mark.parametrize("refreshed", [False, True])
def test_removed_media_never_come_back(archive: Archive, refreshed: bool) -> None:
    names = [add(archive, seed) for seed in range(5)]
    refresh(archive)
    gone = next(m for m in archive.media() if m.sha256 == names[2])
    archive.catalogue.remove(names[2])
    archive.sweep()
    if refreshed:
        refresh(archive)
    exact, quick = both(archive)
    numbers = set(range(gone.keyframe_base, gone.keyframe_base + gone.keyframe_count))
    hits = quick.search(queries(2), 600)  # more than there are
    assert not owners(hits) & numbers
    assert np.all(np.isinf(hits.distances[hits.keyframes < 0]))
    assert not set(quick.hashes()[1].tolist()) & numbers
    np.testing.assert_array_equal(quick.search(queries(1), 1).keyframes, exact.search(queries(1), 1).keyframes)
    # A new medium is not taken for the one that is gone.
    add(archive, 77)
    new = archive.media()[-1]
    assert new.keyframe_base not in numbers
    assert new.keyframe_base in owners(both(archive)[1].search(queries(77), 1))


def test_new_media_are_found_before_a_refresh(archive: Archive) -> None:
    for seed in range(3):
        add(archive, seed)
    refresh(archive)
    add(archive, 50)
    new = archive.media()[-1]
    exact, quick = both(archive)
    hits = quick.search(queries(50), 1)
    assert owners(hits) <= set(range(new.keyframe_base, new.keyframe_base + new.keyframe_count))
    np.testing.assert_allclose(hits.distances, exact.search(queries(50), 1).distances, rtol=1e-5)
    refresh(archive)
    np.testing.assert_array_equal(both(archive)[1].search(queries(50), 1).keyframes, hits.keyframes)


def test_an_appended_cache_is_as_good_as_a_new_one(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_BATCH_ROWS", 150)
    for seed in range(6):
        add(archive, seed, keyframes=2 + seed)
        refresh(archive)
    appended = both(archive)[1].search(queries(4), 5)
    for file in sorted(archive.layout.cache.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    refresh(archive)
    again = both(archive)[1].search(queries(4), 5)
    np.testing.assert_allclose(appended.distances, again.distances)
    assert len(list(archive.layout.cache.glob("index-*"))) == 1


def test_batches_are_bounded_by_rows(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed, keyframes in enumerate((2, 2, 9, 1, 1)):
        add(archive, seed, keyframes=keyframes)
    monkeypatch.setattr(embedded, "_BATCH_ROWS", 60)
    sizes = [len(batch) for batch in embedded._batches(archive, archive.media())]
    assert sizes == [1, 1, 1, 2]


def test_the_lists_looked_into_grow_with_their_number() -> None:
    assert [embedded.probes(lists) for lists in (8, 64, 256, 1024, 2048, 8192)] == [8, 24, 48, 96, 136, 272]


def test_an_index_that_is_open_outlives_its_cache(archive: Archive) -> None:
    add(archive, 1)
    refresh(archive)
    _, quick = both(archive)
    expected = ExactIndex(columns(archive, archive.media())).search(queries(1), 3)
    for seed in (2, 3, 4):
        add(archive, seed)
        refresh(archive)
    np.testing.assert_allclose(quick.search(queries(1), 3).distances, expected.distances, rtol=1e-5)


def test_the_cache_before_the_newest_is_kept(archive: Archive) -> None:
    pointer = archive.layout.cache / "current"
    names = []
    for seed in range(4):
        add(archive, seed)
        refresh(archive)
        names.append(pointer.read_text("utf-8"))
    assert sorted(p.name for p in archive.layout.cache.glob("index-*")) == sorted(names[-2:])


def test_a_cache_that_is_replaced_while_it_is_opened(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    add(archive, 1)
    refresh(archive)
    read, calls = embedded._read, []

    def while_writing(current: Path) -> Any:
        calls.append(current)
        if len(calls) == 1:
            # The writer goes on twice: what the pointer named is gone.
            monkeypatch.setattr(embedded, "_read", read)
            for seed in (2, 3):
                add(archive, seed)
                refresh(archive)
            assert not current.exists()
            monkeypatch.setattr(embedded, "_read", while_writing)
        return read(current)

    media = archive.media()
    monkeypatch.setattr(embedded, "_read", while_writing)
    quick = EmbeddedIndex(archive, media)
    assert len(calls) == 2
    assert quick._cache is not None
    np.testing.assert_array_equal(quick.search(queries(1), 1).distances < 20_000, True)


def test_readers_open_and_search_while_a_writer_goes_on(archive: Archive, tmp_path: Path) -> None:
    add(archive, 0)
    refresh(archive)
    expected = {0: archive.media()[0].keyframe_base}
    faults: list[BaseException] = []

    def write() -> None:
        try:
            for seed in range(1, 25):
                add(archive, seed)
                refresh(archive)
        except BaseException as error:
            faults.append(error)
            raise

    writer = threading.Thread(target=write)
    writer.start()
    opened = 0
    with Archive.open(tmp_path / "home") as reader:
        while writer.is_alive() or not opened:
            quick = EmbeddedIndex(reader, reader.media())
            assert quick.lost == ()
            assert expected[0] in owners(quick.search(queries(0, 20), 1))
            opened += 1
    writer.join()
    assert faults == []
    assert opened > 1


def test_a_medium_that_is_removed_while_an_index_is_opened(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [add(archive, seed) for seed in range(3)]
    media = archive.media()
    readable = embedded._readable

    def while_removing(*arguments: Any) -> Any:
        found = readable(*arguments)
        archive.catalogue.remove(names[1])
        archive.sweep()
        return found

    monkeypatch.setattr(embedded, "_readable", while_removing)
    quick = EmbeddedIndex(archive, media)
    assert [medium.sha256 for medium in quick.lost] == [names[1]]
    assert owners(quick.search(queries(2), 1)) <= set(range(media[2].keyframe_base, media[2].keyframe_base + 4))


@pytest.mark.parametrize("file", ["vectors.faiss", "starts.npy", "meta.json"])
def test_a_cache_with_a_broken_file_is_made_again(archive: Archive, file: str) -> None:
    add(archive, 1)
    refresh(archive)
    victim = embedded._current(archive.layout.cache)
    (archive.layout.cache / victim / file).write_bytes(b"")
    exact, quick = both(archive)
    np.testing.assert_array_equal(quick.search(queries(1), 3).distances, exact.search(queries(1), 3).distances)
    refresh(archive)
    assert embedded._current(archive.layout.cache) != victim
    assert both(archive)[1]._cache is not None


def test_a_refresh_leaves_out_what_is_lost_and_takes_it_in_later(archive: Archive) -> None:
    names = [add(archive, seed) for seed in range(3)]
    path = archive.fingerprint_path(names[1])
    content = path.read_bytes()
    path.write_bytes(content[:100])
    assert [m.sha256 for m in refresh(archive)] == [names[1]]
    assert [m.sha256 for m in refresh(archive)] == [names[1]]
    path.write_bytes(content)
    assert refresh(archive) == ()
    exact, quick = both(archive)
    assert owners(quick.search(queries(1), 1)) == owners(exact.search(queries(1), 1))


@pytest.mark.parametrize("cached", [True, False])
def test_what_is_lost_is_told_and_not_searched(archive: Archive, cached: bool) -> None:
    names = [add(archive, seed) for seed in range(3)]
    if cached:
        refresh(archive)
    lost = next(m for m in archive.media() if m.sha256 == names[1])
    archive.fingerprint_path(names[1]).unlink()
    quick = EmbeddedIndex(archive, archive.media())
    assert quick.lost == (lost,)
    numbers = set(range(lost.keyframe_base, lost.keyframe_base + lost.keyframe_count))
    assert not owners(quick.search(queries(1), 500)) & numbers
    assert not set(quick.hashes()[1].tolist()) & numbers
    assert ExactIndex(columns(archive, [m for m in archive.media() if m != lost])).lost == ()


def test_a_broken_cache_costs_only_time(archive: Archive) -> None:
    add(archive, 1)
    refresh(archive)
    (archive.layout.cache / "current").write_text("index-of-nobody", "utf-8")
    exact, quick = both(archive)
    np.testing.assert_array_equal(quick.search(queries(1), 3).distances, exact.search(queries(1), 3).distances)


def test_an_empty_archive_finds_nothing(archive: Archive) -> None:
    refresh(archive)
    exact, quick = both(archive)
    for index in (exact, quick):
        hits = index.search(queries(1, 4), 3)
        assert hits.keyframes.tolist() == [[-1] * 3] * 4
        assert len(index.hashes()[0]) == 0
    assert quick.search(np.zeros((0, 48), np.int8), 3).keyframes.shape == (0, 3)


def test_merging_keeps_the_nearest() -> None:
    def hits(*distances: float) -> Hits:
        values = np.array([distances], np.float32)
        return Hits(values.astype(np.int64), np.zeros((1, len(distances), 2), np.uint8), values)

    assert merged(hits(1, 5, 9), hits(2, 3, 10), 4).keyframes.tolist() == [[1, 2, 3, 5]]


def test_a_fingerprint_comes_back(tmp_path: Path) -> None:
    one = made(5)
    digest = save(one, tmp_path / "deep" / "one.fp")
    assert digest == sha256((tmp_path / "deep" / "one.fp").read_bytes()).hexdigest()
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["one.fp"]
    again = load(tmp_path / "deep" / "one.fp")
    assert again.facts == one.facts
    np.testing.assert_array_equal(again.descriptors, one.descriptors)
    features = again.features(2)
    assert len(features) == 30
    np.testing.assert_array_equal(features.descriptors, one.descriptors[60:90])
    # Places are kept to a 65536th of the side: centres of the cells come back.
    expected = (one.places[60:90] + 0.5) / 65536 * (640, 360) - 0.5
    np.testing.assert_allclose(features.points, expected, atol=1e-3)
    scales, angles = unpack_shapes(np.array([[32, 64]], np.uint8))
    assert (float(scales[0]), float(angles[0])) == (1.0, 90.0)

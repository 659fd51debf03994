"""The catalogue: what is committed is read back, numbers never overlap, versions are told apart."""

from __future__ import annotations

import sqlite3
import tracemalloc
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from freezeframe.archive import database, describe, files, schema
from freezeframe.archive.catalogue import Catalogue
from freezeframe.archive.records import Attestation, Description, Fingerprinted, Medium
from freezeframe.archive.store import Archive
from freezeframe.errors import BadInput, Damaged, EnvironmentFault, NewerVersion
from freezeframe.types import MediaFacts

FACTS = MediaFacts("video", 640, 360, 90, Fraction(4, 3), "h264", "mov", 250, Fraction(1, 90000), 10.0, False)


def fingerprinted(sha256: str, keyframes: int = 5) -> Fingerprinted:
    """A medium that was never decoded."""
    return Fingerprinted(
        path=f"clips/{sha256[:4]}.mp4",
        located=f"/clips/{sha256[:4]}.mp4",
        sha256=sha256,
        size=1000,
        mtime_ns=5,
        facts=FACTS,
        fingerprint_digest=f"digest of {sha256[:4]}",
        fingerprint_version=1,
        keyframe_count=keyframes,
        tags={"exif": {"Make": "Leica"}},
    )


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.open(tmp_path / "home", write=True)


def commit(archive: Archive, sha256: str, keyframes: int = 5, **said: str) -> Medium:
    """Commit a medium with what is said of it."""
    return archive.commit(fingerprinted(sha256, keyframes), Description(**said))  # type: ignore[arg-type]


def test_what_is_committed_is_read_back(archive: Archive) -> None:
    medium = commit(archive, "a" * 64, title="T")
    assert archive.media() == (medium,)
    assert medium.facts == FACTS
    assert archive.catalogue.tags("a" * 64) == {"exif": {"Make": "Leica"}}
    source = archive.source(medium.source_id)
    assert (source.title, source.source_kind, source.id) == ("T", "unknown", "S" + "a" * 12)
    assert archive.medium_of(source) == medium


def test_keyframe_numbers_are_contiguous_and_never_shared(archive: Archive) -> None:
    bases = [commit(archive, digit * 64, keyframes=3).keyframe_base for digit in "abc"]
    assert bases == [0, 3, 6]
    archive.remove(archive.source("Sb"))
    archive.remove(archive.source("Sc"))
    assert commit(archive, "d" * 64).keyframe_base == 9
    archive.catalogue.renew(fingerprinted("a" * 64, keyframes=7))
    renewed = archive.catalogue.medium("a" * 64)
    assert renewed is not None
    assert (renewed.keyframe_base, renewed.keyframe_count) == (14, 7)
    assert renewed.source_id == "S" + "a" * 12


def test_names_stay_unique_when_hashes_begin_alike(archive: Archive) -> None:
    first = commit(archive, "a" * 64)
    second = commit(archive, "a" * 12 + "b" * 52)
    assert (first.source_id, second.source_id) == ("S" + "a" * 12, "S" + "a" * 12 + "b")
    assert archive.source(first.source_id).sha256 == first.sha256
    with pytest.raises(BadInput, match="means 2 sources"):
        archive.source("Sa")


def test_a_medium_is_committed_once(archive: Archive) -> None:
    commit(archive, "a" * 64)
    with pytest.raises(Damaged):
        commit(archive, "a" * 64)
    assert len(archive.media()) == len(archive.sources()) == 1


def test_removing_takes_everything_along(archive: Archive) -> None:
    attestation = Attestation("published", "2016-06", "A")
    medium = archive.commit(fingerprinted("a" * 64), Description(title="T", attestations=(attestation,)))
    archive.catalogue.add_path(medium.sha256, "copy.mp4", "/copy.mp4")
    archive.remove(archive.source(medium.source_id))
    with sqlite3.connect(archive.layout.catalogue) as connection:
        for table in ("medium", "source", "attestation", "other_path"):
            assert connection.execute(f"select count(*) from {table}").fetchone() == (0,)
    connection.close()


def test_the_digest_says_what_is_held_in_whatever_order(tmp_path: Path) -> None:
    digests = set()
    for number, order in enumerate(("ab", "ba")):
        with Archive.open(tmp_path / str(number), write=True) as archive:
            for digit in order:
                commit(archive, digit * 64)
            digests.add(archive.digest())
    assert len(digests) == 1


def test_the_earliest_stated_publication_is_shown() -> None:
    said = (
        Attestation("published", "2016-07", "B", earliest="2016-07-01"),
        Attestation("published", "2016-06", "A", earliest="2016-06-01"),
        Attestation("published", "2016-05", "C", earliest="2016-05-01", same_item="inferred"),
        Attestation("filmed", "2015", "D", earliest="2015-01-01"),
    )
    source = describe.new_source("a" * 64, Description(attestations=said))
    assert (source.published, source.published_from) == ("2016-06", "2016-06-01")
    assert describe.new_source("a" * 64, Description()).published == ""


def test_a_description_is_completed_by_another() -> None:
    upper = Description(title="T", attestations=(Attestation("place", "X", "A"),))
    lower = Description(title="t", publisher="P", attestations=(Attestation("place", "Y", "B"),))
    both = upper.over(lower)
    assert (both.title, both.publisher, [a.value for a in both.attestations]) == ("T", "P", ["X", "Y"])


def test_migrations_make_the_same_tables(tmp_path: Path) -> None:
    made, migrated = tmp_path / "made.sqlite", tmp_path / "migrated.sqlite"
    database.create(made)
    database.migrate(migrated)
    assert database.version(migrated) == database.version(made) == schema.SCHEMA_VERSION
    assert _tables(made) == _tables(migrated)


def _tables(path: Path) -> dict[str, object]:
    engine = create_engine(f"sqlite:///{path}")
    look = inspect(engine)
    described: dict[str, object] = {
        name: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(name)),
            look.get_pk_constraint(name)["constrained_columns"],
            sorted(str(i["column_names"]) for i in look.get_indexes(name)),
            sorted((str(f["constrained_columns"]), f["referred_table"]) for f in look.get_foreign_keys(name)),
            sorted(str(c["column_names"]) for c in look.get_unique_constraints(name)),
            sorted(str(c["sqltext"]) for c in look.get_check_constraints(name)),
        )
        for name in look.get_table_names()
    }
    engine.dispose()
    return described


def test_an_older_archive_is_brought_up_to_date_by_a_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    with Archive.open(home, write=True) as archive:
        commit(archive, "a" * 64)
    monkeypatch.setattr(database, "version", lambda _: 0)
    asked: list[Path] = []
    monkeypatch.setattr(database, "migrate", asked.append)
    with Archive.open(home) as archive:
        assert len(archive.media()) == 1
    assert asked == [archive.layout.catalogue]


def test_a_newer_archive_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    database.create(path)
    with sqlite3.connect(path) as connection:
        connection.execute("update alembic_version set version_num = '0002'")
    connection.close()
    with pytest.raises(NewerVersion, match="newer freezeframe"):
        database.version(path)


def test_a_catalogue_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "catalogue.sqlite"

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(schema.metadata, "create_all", killed)
    with pytest.raises(KeyboardInterrupt):
        database.create(path)
    assert not path.exists()
    monkeypatch.undo()
    database.create(path)
    assert database.version(path) == schema.SCHEMA_VERSION


def test_readers_see_a_commit_when_it_is_made(tmp_path: Path) -> None:
    with Archive.open(tmp_path, write=True) as writer, Archive.open(tmp_path) as reader:
        assert reader.media() == ()
        commit(writer, "a" * 64)
        assert len(reader.media()) == 1


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    with Archive.open(tmp_path, write=True) as writer:
        commit(writer, "a" * 64)
    with Archive.open(tmp_path) as reader, pytest.raises(Exception, match="may not be written"):
        reader.catalogue.remove("a" * 64)


def test_complaints_of_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    database.create(path)
    with Catalogue(path, write=False) as catalogue:
        assert catalogue.complaints() == []


def test_attestations_are_checked_and_captures_held_once(archive: Archive, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("x", "utf-8")
    medium = commit(archive, "a" * 64)
    held = Attestation("published", "2016", "A", evidence="held", capture=str(page))
    source = archive.describe(archive.source(medium.source_id), Description(attestations=(held,)))
    assert source.attestations[0].capture_sha256
    again = archive.describe(source, Description(title="T"))
    assert again.attestations == source.attestations
    assert archive.orphans() == ()
    with pytest.raises(BadInput, match="names no capture"):
        archive.describe(source, Description(attestations=(replace(held, capture=""),)))


def test_a_large_capture_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    page = tmp_path / "page.WARC"
    page.write_bytes(b"head" + bytes(40_000_000) + b"tail")
    captures = tmp_path / "captures"
    tracemalloc.start()
    name, sha256 = files.hold(page, captures)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (name, sha256) == (f"{sha256}.warc", files.sha256_of(page))
    assert [path.name for path in captures.iterdir()] == [name]
    assert (captures / name).read_bytes() == page.read_bytes()
    assert peak < 4_000_000


def test_a_capture_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as told:
        files.hold(tmp_path, tmp_path / "captures")
    assert told.value.subject == str(tmp_path)
    assert list((tmp_path / "captures").iterdir()) == []

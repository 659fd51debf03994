"""The catalogue: which media the archive holds and what is said of them. Its row, written last, is the commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select

from freezeframe.archive import database, dates, rows, schema
from freezeframe.archive.records import Fingerprinted, Medium, Source, Tags
from freezeframe.errors import Damaged

SOURCE_ID_DIGITS = 12
"""Hexadecimal digits of the SHA-256 in a source's name; more where two sources would share them."""


class Catalogue:
    """An open catalogue. Each method is one transaction; the caller holds the writer's lock for those that write."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self.path = path
        self._engine = database.open_engine(path, write=write)

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    # Reading

    def media(self) -> tuple[Medium, ...]:
        """Every medium, in the order in which they were added."""
        return tuple(rows.medium_of(row) for row in self._all(_MEDIA.order_by(schema.medium.c.keyframe_base)))

    def medium(self, sha256: str) -> Medium | None:
        """The medium with this content."""
        found = self._all(_MEDIA.where(schema.medium.c.sha256 == sha256))
        return rows.medium_of(found[0]) if found else None

    def digests(self) -> list[tuple[str, str]]:
        """(SHA-256 of the medium, SHA-256 of its fingerprint file), sorted."""
        columns = (schema.medium.c.sha256, schema.medium.c.fingerprint_digest)
        return [(row.sha256, row.fingerprint_digest) for row in self._all(select(*columns).order_by(columns[0]))]

    def fingerprint_versions(self) -> dict[str, int]:
        """SHA-256 of each medium to the version of the code that made its fingerprint."""
        columns = (schema.medium.c.sha256, schema.medium.c.fingerprint_version)
        return {row.sha256: row.fingerprint_version for row in self._all(select(*columns))}

    def tags(self, sha256: str) -> Tags:
        """What the file itself says: container tags, EXIF, IPTC, XMP."""
        found = self._all(select(schema.medium.c.tags).where(schema.medium.c.sha256 == sha256))
        return dict(found[0].tags) if found else {}

    def other_paths(self, sha256: str) -> tuple[str, ...]:
        """Further files with the same content, as they were given."""
        table = schema.other_path
        query = select(table.c.path).where(table.c.sha256 == sha256).order_by(table.c.path)
        return tuple(row.path for row in self._all(query))

    def other_locations(self, sha256: str) -> tuple[Path, ...]:
        """Further files with the same content, absolute."""
        table = schema.other_path
        query = select(table.c.located).where(table.c.sha256 == sha256).order_by(table.c.located)
        return tuple(Path(row.located) for row in self._all(query))

    def sources(self) -> tuple[Source, ...]:
        """Every source, in the order in which their media were added."""
        query = select(schema.source).join(schema.medium).order_by(schema.medium.c.keyframe_base)
        table = schema.attestation
        attestations: dict[str, list[Row[Any]]] = {}
        for row in self._all(select(table).order_by(table.c.number)):
            attestations.setdefault(row.source_id, []).append(row)
        return tuple(rows.source_of(row, attestations.get(row.id, ())) for row in self._all(query))

    def source(self, source_id: str) -> Source | None:
        """The source of this name."""
        found = self._all(select(schema.source).where(schema.source.c.id == source_id))
        table = schema.attestation
        query = select(table).where(table.c.source_id == source_id).order_by(table.c.number)
        return rows.source_of(found[0], self._all(query)) if found else None

    def ids_like(self, reference: str, located: str) -> list[str]:
        """Names of the sources that ``reference`` may mean: start of a name or SHA-256, or a path."""
        source, medium, other = schema.source, schema.medium, schema.other_path
        start = reference.lower()
        means = or_(
            func.lower(source.c.id).startswith(start, autoescape=True),
            medium.c.sha256.startswith(start, autoescape=True),
            medium.c.path == reference,
            medium.c.located == located,
            other.c.path == reference,
            other.c.located == located,
        )
        joined = source.join(medium).outerjoin(other, other.c.sha256 == medium.c.sha256)
        query = select(source.c.id).select_from(joined).where(means).distinct().order_by(source.c.id)
        return [row.id for row in self._all(query)]

    def captures(self) -> dict[str, str]:
        """File name of every capture that an attestation rests on, with its SHA-256."""
        table = schema.attestation
        query = select(table.c.capture, table.c.capture_sha256).where(table.c.capture != "").distinct()
        return {row.capture: row.capture_sha256 for row in self._all(query)}

    def complaints(self) -> list[str]:
        """What SQLite finds wrong with the file; empty when all is well."""
        with database.told(self.path), self._engine.connect() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(10)")]
        return [line for line in found if line != "ok"]

    # Writing

    def commit(self, new: Fingerprinted, source: Source) -> Medium:
        """Write a medium and its source in one transaction; from this moment the archive holds it."""
        with self._transaction() as connection:
            values = rows.medium_values(new, _numbered(connection, new.keyframe_count), dates.now())
            source_id = _free_id(connection, new.sha256)
            connection.execute(schema.medium.insert().values(values))
            _insert_source(connection, replace(source, id=source_id, sha256=new.sha256))
            return rows.medium_of(connection.execute(_MEDIA.where(schema.medium.c.sha256 == new.sha256)).one())

    def renew(self, new: Fingerprinted) -> None:
        """Write the facts of a fingerprint that was made again; what is said of the medium stays."""
        table = schema.medium
        with self._transaction() as connection:
            values = rows.medium_values(new, _numbered(connection, new.keyframe_count), "")
            del values["path"], values["added_at"]
            connection.execute(table.update().where(table.c.sha256 == new.sha256).values(values))

    def write_source(self, source: Source) -> None:
        """Replace what is said of a source, its attestations included."""
        with self._transaction() as connection:
            connection.execute(schema.source.delete().where(schema.source.c.id == source.id))
            _insert_source(connection, source)

    def add_path(self, sha256: str, path: str, located: str) -> None:
        """Note a further file with the content of a medium."""
        insert = schema.other_path.insert().prefix_with("OR IGNORE")
        with self._transaction() as connection:
            connection.execute(insert.values(sha256=sha256, path=path, located=located))

    def relocate(self, sha256: str, path: str, located: str, mtime_ns: int) -> None:
        """Note where a file that was moved is now, and its time of change there."""
        table = schema.medium
        with self._transaction() as connection:
            values = {"path": path, "located": located, "mtime_ns": mtime_ns}
            connection.execute(table.update().where(table.c.sha256 == sha256).values(values))

    def remove(self, sha256: str) -> None:
        """Forget a medium, its source, its attestations and its paths."""
        with self._transaction() as connection:
            connection.execute(schema.medium.delete().where(schema.medium.c.sha256 == sha256))

    def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with database.told(self.path), self._engine.connect() as connection:
            return connection.execute(query).all()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with database.told(self.path), self._engine.begin() as connection:
            yield connection


_MEDIA = select(schema.medium, schema.source.c.id.label("source_id")).join(schema.source)


def _numbered(connection: Connection, count: int) -> int:
    """Take ``count`` keyframe numbers that no medium has or ever had; returns the first."""
    table = schema.keyframe_numbers
    first = int(connection.execute(select(table.c.next)).scalar_one())
    connection.execute(table.update().values(next=first + count))
    return first


def _free_id(connection: Connection, sha256: str) -> str:
    """``S`` and as many digits of the SHA-256 as make it unique."""
    for digits in range(SOURCE_ID_DIGITS, len(sha256) + 1):
        candidate = f"S{sha256[:digits]}"
        if connection.execute(select(schema.source.c.id).where(schema.source.c.id == candidate)).first() is None:
            return candidate
    raise Damaged(sha256, "is in the archive already", "run: freezeframe archive check")


def _insert_source(connection: Connection, source: Source) -> None:
    connection.execute(schema.source.insert().values(rows.source_values(source)))
    if source.attestations:
        values = [asdict(attestation) | {"source_id": source.id} for attestation in source.attestations]
        connection.execute(schema.attestation.insert(), values)

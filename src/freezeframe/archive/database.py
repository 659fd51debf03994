"""Opens the catalogue's SQLite file: its version, its migrations, and its faults told in freezeframe's words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, exc

from freezeframe.archive import schema
from freezeframe.errors import Damaged, EnvironmentFault, FreezeframeError, NewerVersion

BUSY_MILLISECONDS = 10_000
"""How long one write waits for another: both are short, the long work is done outside of them."""

_ENVIRONMENT = {
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space and run the command again; what was finished is kept"),
    sqlite3.SQLITE_READONLY: ("may not be written", "use a home folder that you may write"),
    sqlite3.SQLITE_IOERR: ("cannot be written or read", "look at the disk (is it full?) and run the command again"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check the home folder and its permissions"),
    sqlite3.SQLITE_PERM: ("permission denied", "use a home folder that you may write"),
    sqlite3.SQLITE_BUSY: ("another process is writing it", "wait until that one is done"),
    sqlite3.SQLITE_LOCKED: ("another process is writing it", "wait until that one is done"),
}


def create(path: Path) -> None:
    """Write a new, empty catalogue; it is under its name only when it is whole.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    fresh = path.with_name(f"{path.name}.new")
    for leftover in (fresh, *(fresh.with_name(f"{fresh.name}{end}") for end in ("-wal", "-shm"))):
        leftover.unlink(missing_ok=True)
    with told(path), connected(fresh, write=True) as connection:
        schema.metadata.create_all(connection)
        connection.execute(schema.keyframe_numbers.insert().values(next=0))
        connection.execute(schema.alembic_version.insert().values(version_num=schema.revision(schema.SCHEMA_VERSION)))
    fresh.replace(path)


def version(path: Path) -> int:
    """The schema version of a catalogue.

    Raises:
        Damaged: the file is no catalogue.
        NewerVersion: a later freezeframe wrote it.
    """
    with told(path), connected(path, write=False) as connection:
        text = connection.execute(sqlalchemy.select(schema.alembic_version.c.version_num)).scalar()
    if text is None or not str(text).isdecimal():
        raise Damaged(path, "has no schema version", "restore it from a copy, or add the media to a new home folder")
    found = int(text)
    if found > schema.SCHEMA_VERSION:
        raise NewerVersion(
            path, f"was written by a newer freezeframe (schema {found})", "update freezeframe to open this archive"
        )
    return found


def migrate(path: Path) -> None:
    """Bring an older catalogue to this version's schema, in one transaction."""
    # Migrations are rare and alembic takes half a second to load.
    import alembic.command
    import alembic.config

    settings = alembic.config.Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with told(path), connected(path, write=True) as connection:
        settings.attributes["connection"] = connection
        alembic.command.upgrade(settings, "head")


@contextmanager
def connected(path: Path, *, write: bool) -> Iterator[Connection]:
    """One transaction on a catalogue, committed when the block ends well."""
    engine = open_engine(path, write=write)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def open_engine(path: Path, *, write: bool) -> Engine:
    """An engine on an SQLite file in WAL mode: readers see whole commits and never wait for the writer."""
    engine = create_engine("sqlite://", creator=lambda: _connect(path, write), poolclass=NullPool)
    # pysqlite's own transactions leave DDL outside: begin explicitly instead.
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN"))
    return engine


def _connect(path: Path, write: bool) -> sqlite3.Connection:
    mode = "rwc" if write else "ro"
    # A home on a read-only disk: WAL needs a helper file that cannot be made there, but nobody writes either.
    if not write and not os.access(path.parent, os.W_OK) and not _size(path.with_name(f"{path.name}-wal")):
        mode = "ro&immutable=1"
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys = ON")
    if write:
        connection.execute("PRAGMA journal_mode = WAL")
    return connection


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into one line for a person.

    Raises:
        EnvironmentFault: full or read-only disk, permission, another writer.
        Damaged: the file is not what freezeframe wrote.
    """
    try:
        yield
    except exc.DBAPIError as error:
        raise _fault(path, error.orig) from error
    except sqlite3.Error as error:
        raise _fault(path, error) from error


def _fault(path: Path, error: BaseException | None) -> FreezeframeError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _ENVIRONMENT:
        return EnvironmentFault(path, *_ENVIRONMENT[code])
    return Damaged(path, f"is damaged ({error})", "restore it from a copy, or add the media to a new home folder")

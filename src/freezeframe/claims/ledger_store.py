"""The ledger's file: tables, version, and its faults in freezeframe's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import JSON, Column, Connection, ForeignKey, Integer, MetaData, String, Table, exc

from freezeframe.archive.database import open_engine
from freezeframe.errors import Damaged, EnvironmentFault, FreezeframeError, NewerVersion

FILE = "ledger.sqlite"
VERSION = 1
"""Kept in SQLite's ``user_version``."""

metadata = MetaData()

statement = Table(
    "statement",
    metadata,
    Column("id", String, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("sha256", String, nullable=False),
    Column("file", String, nullable=False),
    Column("text", String, nullable=False),
    Column("revises", String, nullable=False),
    Column("added_at", String, nullable=False),
    Column("how", String, nullable=False),
)
"""A statement as it was read; ``revises`` is the id of the version before it, or empty."""

entry = Table(
    "entry",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("statement", ForeignKey("statement.id"), nullable=False, index=True),
    Column("record", String, nullable=False),
    Column("field", String, nullable=False),
    Column("value", JSON, nullable=False),
    Column("mark", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
)
"""A value of a field; nothing is overwritten, the last one counts."""

_ENVIRONMENT = {
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space and run the command again"),
    sqlite3.SQLITE_READONLY: ("may not be written", "use a folder that you may write"),
    sqlite3.SQLITE_IOERR: ("cannot be written or read", "look at the disk (is it full?) and run the command again"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check the folder and its permissions"),
    sqlite3.SQLITE_PERM: ("permission denied", "use a folder that you may write"),
    sqlite3.SQLITE_BUSY: ("another process is writing it", "wait until that one is done"),
    sqlite3.SQLITE_LOCKED: ("another process is writing it", "wait until that one is done"),
}


@contextmanager
def connected(path: Path, *, write: bool) -> Iterator[Connection]:
    """One transaction on a ledger, committed when the block ends well; a writer makes the file where there is none.

    Raises:
        Damaged: the file is no ledger.
        NewerVersion: a later freezeframe wrote it.
        EnvironmentFault: it cannot be read or written.
    """
    engine = open_engine(path, write=write)
    try:
        with _told(path), engine.begin() as connection:
            _check(connection, path, write=write)
            yield connection
    finally:
        engine.dispose()


def _check(connection: Connection, path: Path, *, write: bool) -> None:
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
    if version > VERSION:
        raise NewerVersion(path, f"was written by a newer freezeframe (ledger {version})", "update freezeframe")
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    if version == VERSION:
        return
    if tables or not write:
        raise Damaged(path, "is no ledger", "restore it from a copy, or use another folder")
    metadata.create_all(connection)
    connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


@contextmanager
def _told(path: Path) -> Iterator[None]:
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
    return Damaged(path, f"is damaged ({error})", "restore it from a copy, or use another folder")

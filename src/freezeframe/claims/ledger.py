"""The ledger of a case: what was read of its statements, field by field, and what persons confirmed or corrected.

Every value is marked: **read** (it stands in the words), **inferred** (it was concluded from them) or **entered** by a
person. Nothing is overwritten: the value that was entered last counts, and those before it stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, RowMapping, func, select

from freezeframe.archive.dates import now
from freezeframe.claims.ledger_store import FILE, connected, entry, statement
from freezeframe.claims.records import Reading
from freezeframe.claims.revision import compared
from freezeframe.claims.to_json import reading_json
from freezeframe.errors import BadInput, environment_fault

Mark: TypeAlias = Literal["read", "inferred", "entered"]
Value: TypeAlias = Any
"""What JSON can hold."""
RECORDS = ("actors", "places", "dates", "sources", "pictures", "claims")
_NOT_FIELDS = ("id", "span", "spans")
_VOICES = ("speaker", "offered_by", "said_by")
_INFERRED_DATES = ("relative", "bounded", "no_year")


@dataclass(frozen=True)
class Kept:
    """A statement in the ledger."""

    id: str
    sha256: str
    """Of its stored text, in UTF-8."""
    file: str
    revises: str
    """The id of the version before it; empty for a first one."""
    added_at: str
    how: str
    """What read it, as ``Reading.how``."""


@dataclass(frozen=True)
class Field:
    """The value of a field, and who says so."""

    record: str
    """``article``, ``claim-3``, ``picture-1`` ..."""
    name: str
    value: Value
    mark: Mark
    by: str
    """Who entered it; empty for what was read or inferred."""
    at: str
    """UTC, YYYY-MM-DDTHH:MM:SSZ."""


class Ledger:
    """The ledger in a folder, which is made when something is added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / FILE

    def add(self, reading: Reading, *, by: str = "", revises: str = "", given: Sequence[str] = ()) -> Kept:
        """Keep what was read of a statement; ``by`` is who gave its date, and the pictures in ``given``.

        ``revises`` names the version before it: its pictures are then told to be kept, withdrawn or new.

        Raises:
            BadInput: the same text is in the ledger already, or there is no such version.
            EnvironmentFault: the folder cannot be written.
        """
        self._make_folder()
        with connected(self.path, write=True) as connection:
            before = _find(connection, revises, self.path) if revises else None
            known = connection.execute(select(statement.c.id).where(statement.c.sha256 == reading.text.sha256)).scalar()
            if known is not None:
                raise BadInput(
                    reading.text.file, f"is in the ledger already, as {known}", "see: freezeframe ledger show"
                )
            kept = _insert(connection, reading, before.id if before else "")
            fields = list(_fields(reading, kept.id, by, given))
            if before is not None:
                fields += _revised(connection, before.id, kept.id, reading)
            connection.execute(entry.insert(), fields)
        return kept

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise environment_fault(error, self.folder) from error

    def list(self) -> tuple[Kept, ...]:
        """All statements, in the order in which they were added.

        Raises:
            BadInput: there is no ledger in the folder.
        """
        with connected(self._existing(), write=False) as connection:
            rows = connection.execute(select(statement).order_by(statement.c.number)).mappings()
            return tuple(_kept(row) for row in rows)

    def show(self, name: str, *, history: bool = False) -> tuple[Kept, tuple[Field, ...]]:
        """A statement with the values that count, in the order of its records; ``history``: with all before them.

        Raises:
            BadInput: there is no such statement.
        """
        with connected(self._existing(), write=False) as connection:
            kept = _find(connection, name, self.path)
            fields = _all_fields(connection, kept.id)
        order = {record: number for number, record in enumerate(dict.fromkeys(field.record for field in fields))}
        return kept, tuple(sorted(fields if history else _last(fields), key=lambda field: order[field.record]))

    def confirm(self, name: str, record: str, fields: Sequence[str], by: str) -> tuple[Field, ...]:
        """Note that a person holds values to be right: those fields, or all of the record that are inferred.

        Raises:
            BadInput: there is no such statement, record or field, or nobody is named.
        """
        return self._enter(name, record, dict.fromkeys(fields) or None, by)

    def correct(self, name: str, record: str, field: str, value: Value, by: str) -> Field:
        """Enter another value of a field.

        Raises:
            BadInput: there is no such statement, record or field, or nobody is named.
        """
        return self._enter(name, record, {field: (value,)}, by)[0]

    def _enter(
        self, name: str, record: str, wanted: Mapping[str, tuple[Value] | None] | None, by: str
    ) -> tuple[Field, ...]:
        """Write values that a person stands for; None keeps the value that a field has."""
        if not by.strip():
            raise BadInput("--by", "is empty", "give the name of who stands for it")
        with connected(self._existing(), write=True) as connection:
            kept = _find(connection, name, self.path)
            known = {f.name: f for f in _last(_all_fields(connection, kept.id)) if f.record == record}
            if not known:
                raise BadInput(record, f"is no record of {kept.id}", f"see: freezeframe ledger show {kept.id}")
            if wanted is None:
                wanted = {field.name: None for field in known.values() if field.mark == "inferred"}
            missing = sorted(set(wanted) - set(known))
            if missing:
                raise BadInput(f"{record} {missing[0]}", "is no field of it", f"its fields: {', '.join(sorted(known))}")
            entered = [
                Field(record, field, known[field].value if new is None else new[0], "entered", by.strip(), now())
                for field, new in wanted.items()
            ]
            if entered:
                connection.execute(entry.insert(), [_row(kept.id, field) for field in entered])
        return tuple(entered)

    def _existing(self) -> Path:
        if not self.path.is_file():
            raise BadInput(self.folder, "holds no ledger", "add a statement: freezeframe ledger add STATEMENT")
        return self.path


def _insert(connection: Connection, reading: Reading, revises: str) -> Kept:
    number = int(connection.execute(select(func.max(statement.c.number))).scalar() or 0) + 1
    kept = Kept(f"statement-{number}", reading.text.sha256, reading.text.file, revises, now(), reading.how)
    connection.execute(statement.insert().values(number=number, text=reading.text.text, **vars(kept)))
    return kept


def _find(connection: Connection, name: str, path: Path) -> Kept:
    row = connection.execute(select(statement).where(statement.c.id == name)).mappings().first()
    if row is None:
        raise BadInput(name, f"is no statement in {path}", "see: freezeframe ledger list")
    return _kept(row)


def _kept(row: RowMapping) -> Kept:
    return Kept(row["id"], row["sha256"], row["file"], row["revises"], row["added_at"], row["how"])


def _fields(reading: Reading, name: str, by: str, given: Sequence[str]) -> Iterator[dict[str, Value]]:
    """All fields of a reading as rows."""
    whole = reading_json(reading)
    article = {**whole["article"]}
    dated = article["published"]["how"] == "given"
    for field, value in article.items():
        entered = field == "published" and dated
        yield _row(
            name, Field("article", field, value, *_marked(entered, inferred=_guessed(field, value), by=by), now())
        )
    for kind in RECORDS:
        for record in whole[kind]:
            for field, value in record.items():
                if field not in _NOT_FIELDS:
                    entered = kind == "pictures" and field == "file" and value in given
                    marked = _marked(entered, inferred=_is_inferred(record, field), by=by)
                    yield _row(
                        name,
                        Field(record["id"] if "id" in record else _unnamed(kind, record), field, value, *marked, now()),
                    )


def _unnamed(kind: str, record: Mapping[str, Value]) -> str:
    """A name for a record that has none: a date, by where it stands."""
    return f"{kind.removesuffix('s')}-at-{record['span'][0]}"


def _guessed(field: str, value: Value) -> bool:
    return field == "published" and value["how"] in ("bounded", "unknown")


def _is_inferred(record: Mapping[str, Value], field: str) -> bool:
    """Whether a value was concluded: a voice that says so, the chain that begins with it, a date that was counted."""
    if field in _VOICES:
        return bool(record[field] and record[field]["inferred"])
    if field == "chain":
        return bool(record["speaker"] and record["speaker"]["inferred"])
    if field == "edtf":
        return record.get("how") in _INFERRED_DATES
    return field == "same_as" and bool(record[field])


def _marked(entered: bool, *, inferred: bool, by: str) -> tuple[Mark, str]:
    if entered:
        return "entered", by
    return ("inferred", "") if inferred else ("read", "")


def _row(name: str, field: Field) -> dict[str, Value]:
    return {
        "statement": name,
        "record": field.record,
        "field": field.name,
        "value": field.value,
        "mark": field.mark,
        "by": field.by,
        "at": field.at,
    }


def _all_fields(connection: Connection, name: str) -> list[Field]:
    rows = connection.execute(select(entry).where(entry.c.statement == name).order_by(entry.c.number)).mappings()
    return [Field(r["record"], r["field"], r["value"], r["mark"], r["by"], r["at"]) for r in rows]


def _last(fields: Sequence[Field]) -> list[Field]:
    """The value that counts of each field, where the field came first."""
    found: dict[tuple[str, str], Field] = {}
    for field in fields:
        found[field.record, field.name] = field
    return list(found.values())


def _revised(connection: Connection, before: str, after: str, reading: Reading) -> list[dict[str, Value]]:
    """What became of the pictures: rows for the older statement's records and for the newer one's."""
    old: dict[str, dict[str, Value]] = {}
    for field in _last(_all_fields(connection, before)):
        if field.record.startswith("picture-"):
            old.setdefault(field.record, {})[field.name] = field.value
    rows = []
    for change in compared(old, reading):
        name = before if change.older else after
        value = {"state": change.state, "by_statement": after, "instead": change.instead}
        rows.append(_row(name, Field(change.record, "revision", value, "inferred", "", now())))
    return rows

"""Takes a statement into a case: its file kept, read, and put into the ledger of the case."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from freezeframe.archive.dates import earliest
from freezeframe.cases.document import StatementKind
from freezeframe.cases.folder import Case
from freezeframe.cases.objects import to_json
from freezeframe.cases.state import State, StatementEntry, state_of
from freezeframe.claims.ledger import Kept, Ledger
from freezeframe.claims.reading import Given, read
from freezeframe.claims.records import Reading
from freezeframe.claims.statement import read_statement
from freezeframe.claims.to_json import reading_json
from freezeframe.config import LIMITS
from freezeframe.errors import BadInput, Damaged

STDIN = "-"


@dataclass(frozen=True)
class StatementOptions:
    """What is given with a statement."""

    kind: StatementKind = "statement"
    revises: str = ""
    """Id of the statement that this one revises or replies to; of a revision or a reply the last one, if empty."""
    given: Mapping[str, str] = field(default_factory=dict)
    """date (EDTF), url, publisher ..."""
    actors: Path | None = None
    """A desk's own table of actors."""


def take_in(case: Case, path: Path, options: StatementOptions, stdin: bytes | None = None) -> StatementEntry:
    """Read a statement into the case; one that is in it already stays as it is.

    ``path`` is ``-`` for what came by standard input, ``stdin``.

    Raises:
        BadInput: it cannot be read, is in the case with something else given, or what was given does not fit.
    """
    data = bytes_of(path) if stdin is None else stdin
    state = state_of(case)
    entry = _entry(state, path, hashlib.sha256(data).hexdigest(), options)
    known = next((one for one in state.statements if one.sha256 == entry.sha256), None)
    if known is not None:
        _same(known, entry, path)
        _mend(case, known)
        return known
    if options.given.get("date"):
        earliest(options.given["date"], "--date")
    statement = read_statement(None if stdin is not None else path, stdin, LIMITS)
    reading = read(statement, Given(options.given.get("date"), options.actors))
    original, sha256 = case.keep(Path("statement.txt") if stdin is not None else path, data)
    outputs = {original: sha256}
    actors = ""
    if options.actors:
        actors, outputs[actors] = case.keep(options.actors)
    entry = replace(entry, original=original, actors=actors)
    _into_ledger(case, reading, entry)
    outputs |= _written(case, entry, reading)
    case.done("read", {"statement": to_json(entry)}, {entry.name: sha256}, outputs)
    return entry


def read_again(case: Case, entry: StatementEntry, pictures: tuple[str, ...]) -> Reading:
    """The statement once more, with pictures that were given beside it."""
    actors = case.original(entry.actors) if entry.actors else None
    statement = read_statement(case.original(entry.original), None, LIMITS)
    return read(statement, Given(entry.given.get("date"), actors, pictures))


def reading_of(case: Case, entry: StatementEntry) -> dict[str, Any]:
    """What was read of a statement, as ``read --json`` prints it, with what persons entered in the ledger.

    A voice that a person confirmed is not marked as inferred any more.

    Raises:
        Damaged: the reading or its ledger is missing or was changed.
    """
    told: dict[str, Any] = case.read_json(f"readings/{entry.id}.json")
    ledger = Ledger(case.folder)
    kept = _kept(ledger, told["text"]["sha256"]) if ledger.path.is_file() else None
    if kept is None:
        raise Damaged(ledger.path, f"does not hold {entry.id} any more", "put the ledger there again, from a copy")
    records = {record["id"]: record for kind in ("actors", "places", "pictures", "claims") for record in told[kind]}
    records["article"] = told["article"]
    for one in ledger.show(kept.id)[1]:
        record = records.get(one.record)
        if one.mark == "entered" and record is not None and one.name in record:
            confirmed = isinstance(one.value, dict) and "inferred" in one.value
            record[one.name] = {**one.value, "inferred": False} if confirmed else one.value
    return told


def bytes_of(path: Path) -> bytes:
    """The file of a statement, as far as one can be read.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(LIMITS.statement_bytes + 1)
    except IsADirectoryError as error:
        raise BadInput(path, "is a folder", "give the file of the statement that lies in it") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(path, f"cannot be read ({reason})", "look at its name and permissions") from error
    except ValueError as error:
        raise BadInput(str(path), "is no name of a file", "give the file's path") from error


def _entry(state: State, path: Path, sha256: str, options: StatementOptions) -> StatementEntry:
    """The statement as it will stand in the case, but for where its files are."""
    revises = options.revises
    if revises and options.kind == "statement":
        raise BadInput("--revises", f"{revises} is named, but not how", "add --kind revision or --kind reply")
    known = next((one for one in state.statements if one.sha256 == sha256), None)
    if options.kind != "statement" and (revises or known is None):
        revises = state.statement(revises).id
    elif known is not None:
        revises = known.revises
    given = {name: value for name, value in options.given.items() if value}
    number = f"s{len(state.statements) + 1}"
    return StatementEntry(number, sha256, path.name if str(path) != STDIN else STDIN, "", options.kind, revises, given)


def _same(known: StatementEntry, entry: StatementEntry, path: Path) -> None:
    """Refuse a statement that is in the case with something else said of it."""
    if (known.kind, known.revises, known.given) != (entry.kind, entry.revises, entry.given):
        raise BadInput(
            path, f"is in the case already, as {known.id}, with something else given", "correct it in the ledger"
        )


def _mend(case: Case, entry: StatementEntry) -> None:
    """Read it again where its reading is gone or was changed."""
    at = f"readings/{entry.id}.json"
    if case.whole({at: case.outputs[at]}):
        return
    reading = read_again(case, entry, ())
    kept = {name: case.outputs[name] for name in (entry.original, entry.actors) if name}
    outputs = kept | _written(case, entry, reading)
    case.done("read", {"statement": to_json(entry)}, {entry.name: entry.sha256}, outputs)


def _written(case: Case, entry: StatementEntry, reading: Reading) -> dict[str, str]:
    """The reading in its file, without the folders of this machine, which are nobody's business."""
    told = reading_json(reading)
    told["text"]["file"] = entry.name
    at = f"readings/{entry.id}.json"
    return {at: case.write_json(at, told)}


def _into_ledger(case: Case, reading: Reading, entry: StatementEntry) -> None:
    """Into the ledger of the case, where an interrupted step may have put it already."""
    ledger = Ledger(case.folder)
    told = {one.sha256: one for one in ledger.list()} if ledger.path.is_file() else {}
    if reading.text.sha256 in told:
        earlier = [one.id for one in state_of(case).statements if _text_of(case, one) == reading.text.sha256]
        if earlier:
            raise BadInput(entry.name, f"has the text of {earlier[0]}, which is in the case", "leave it out")
        return
    before = next((one for one in state_of(case).statements if one.id == entry.revises), None)
    revised = told.get(_text_of(case, before)) if before and entry.kind == "revision" else None
    by = case.by if entry.given.get("date") else ""
    ledger.add(reading, by=by, revises=revised.id if revised else "")


def _text_of(case: Case, entry: StatementEntry) -> str:
    """SHA-256 of the stored text of a statement."""
    return str(case.read_json(f"readings/{entry.id}.json")["text"]["sha256"])


def _kept(ledger: Ledger, sha256: str) -> Kept | None:
    return next((one for one in ledger.list() if one.sha256 == sha256), None)

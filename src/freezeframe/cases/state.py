"""What a case holds, told by its journal: statements, pictures, ratings and versions of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from freezeframe.cases import objects
from freezeframe.cases.document import Rating, ReportVersion, StatementKind
from freezeframe.cases.folder import Case
from freezeframe.cases.journal import Entry
from freezeframe.errors import BadInput


@dataclass(frozen=True)
class StatementEntry:
    """A statement of the case."""

    id: str
    sha256: str
    """Of the file as it was given."""
    name: str
    """Of the file, without folders."""
    original: str
    """In the case folder."""
    kind: StatementKind
    revises: str
    given: Mapping[str, str]
    """date, url, publisher ...; only what was given."""
    actors: str = ""
    """The desk's own table of actors in the case folder; empty for none."""


@dataclass(frozen=True)
class PictureEntry:
    """A picture of the case."""

    id: str
    sha256: str
    name: str
    original: str
    statement: str
    chosen: tuple[str, ...]
    """Claims that a person named for it; empty when the words of the statement decide."""


@dataclass(frozen=True)
class State:
    """All that was put into a case."""

    statements: tuple[StatementEntry, ...] = ()
    pictures: tuple[PictureEntry, ...] = ()
    ratings: tuple[Rating, ...] = ()
    versions: tuple[ReportVersion, ...] = ()

    def statement(self, name: str) -> StatementEntry:
        """The statement with this id; with none, the last one.

        Raises:
            BadInput: there is no such statement.
        """
        if not self.statements:
            raise BadInput("the case", "has no statement yet", "read one: freezeframe case read STATEMENT")
        if not name:
            return self.statements[-1]
        found = next((one for one in self.statements if one.id == name), None)
        if found is None:
            known = ", ".join(one.id for one in self.statements)
            raise BadInput(name, "is no statement of the case", f"its statements: {known}")
        return found


def state_of(case: Case) -> State:
    """The journal's entries, taken together."""
    return state_from(case.journal.entries)


def state_from(entries: Sequence[Entry]) -> State:
    """The same of a journal that lies in no case folder."""
    state = State()
    for entry in entries:
        state = _after(state, entry)
    return state


def _after(state: State, entry: Entry) -> State:
    options = entry.options
    match entry.step:
        case "read":
            made = objects.from_json(StatementEntry, options["statement"], "journal")
            return replace(state, statements=_with(state.statements, made))
        case "attach":
            picture = objects.from_json(PictureEntry, options["picture"], "journal")
            return replace(state, pictures=_with(state.pictures, picture))
        case "rate":
            rating = objects.from_json(Rating, {**options["rating"], "by": entry.by, "at": entry.at}, "journal")
            return replace(state, ratings=(*state.ratings, rating))
        case "report":
            version = ReportVersion(options["number"], entry.at, entry.by, options["note"])
            return replace(state, versions=(*state.versions, version))
    return state


def _with(many: tuple[objects.Record, ...], one: objects.Record) -> tuple[objects.Record, ...]:
    """With one more, or with another of the same id in its place."""
    name = one.id  # type: ignore[attr-defined]
    if any(known.id == name for known in many):  # type: ignore[attr-defined]
        return tuple(one if known.id == name else known for known in many)  # type: ignore[attr-defined]
    return (*many, one)

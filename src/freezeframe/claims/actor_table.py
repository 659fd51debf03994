"""The table of known bodies and persons that is shipped, and a desk's own in the same form."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from freezeframe.claims.tokens import Phrases
from freezeframe.errors import BadInput

_MOST_BYTES = 4_000_000
_FIELDS = {"id", "kind", "names", "different_from", "country"}


@dataclass(frozen=True)
class Known:
    """An entry: one body or person whatever it is called."""

    id: str
    kind: str
    names: tuple[str, ...]
    different_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """A state: its code, names, adjectives, and the capitals that stand for its government."""

    code: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    capitals: tuple[str, ...]


@dataclass(frozen=True)
class OfState:
    """A kind of body that every state can have."""

    id: str
    kind: str
    titles: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ActorTable:
    """All that is known of actors before a text is read."""

    known: tuple[Known, ...]
    of_states: tuple[OfState, ...]
    states: tuple[State, ...]
    forms: dict[str, frozenset[str]]
    """Lists of words: ``titles``, ``body_words``, ``metonym_verbs``, ``auxiliaries``, ``before_metonym``."""

    def agencies(self) -> Phrases[str]:
        """Names of news agencies to their ids."""
        return Phrases({name: one.id for one in self.known if one.kind == "agency" for name in one.names})


@cache
def shipped() -> ActorTable:
    """The table of the package."""
    loaded, states = _packaged("actors.toml"), _packaged("states.toml")["states"]
    return ActorTable(
        known=tuple(_known(entry, "actors.toml") for entry in loaded["actor"]),
        of_states=tuple(OfState(one["id"], one["kind"], tuple(one["titles"])) for one in loaded["of_states"]),
        states=tuple(
            State(code, tuple(one["names"]), tuple(one["adjectives"]), tuple(one["capitals"]))
            for code, one in states.items()
        ),
        forms={name: frozenset(words) for name, words in loaded["forms"].items()},
    )


def with_desk(path: Path) -> ActorTable:
    """The shipped table with a desk's own entries; one with a known id adds its names to that entry.

    Raises:
        BadInput: the file cannot be read, is no TOML, or an entry is not as the form has it.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadInput(path, f"is larger than {_MOST_BYTES // 1_000_000} MB")
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(path, f"is no TOML ({error})", "mend it; docs/reading.md shows the form") from error
    except OSError as error:
        raise BadInput(path, f"cannot be read ({error.strerror})") from error
    entries = loaded.get("actor", [])
    if set(loaded) - {"actor"} or not isinstance(entries, list) or not entries:
        raise BadInput(path, "holds something else than [[actor]] entries", "docs/reading.md shows the form")
    table = shipped()
    merged = {one.id: one for one in table.known}
    for entry in entries:
        one = _known(entry, path)
        before = merged.get(one.id, one)
        names = tuple(dict.fromkeys((*before.names, *one.names)))
        merged[one.id] = Known(one.id, one.kind, names, (*before.different_from, *one.different_from))
    return ActorTable(tuple(merged.values()), table.of_states, table.states, table.forms)


def _known(entry: object, subject: Path | str) -> Known:
    if not isinstance(entry, dict):
        raise BadInput(subject, "an [[actor]] entry is no table", "docs/reading.md shows the form")
    unknown = set(entry) - _FIELDS
    if unknown:
        raise BadInput(
            subject, f"has an unknown field {min(unknown)!r}", f"the fields are {', '.join(sorted(_FIELDS))}"
        )
    names = entry.get("names")
    if not isinstance(entry.get("id"), str) or not _texts(names) or not names:
        raise BadInput(subject, "an entry lacks its id or its names", "docs/reading.md shows the form")
    different = entry.get("different_from", [])
    if not _texts(different):
        raise BadInput(subject, f"different_from of {entry['id']!r} is not a list of ids")
    return Known(entry["id"], str(entry.get("kind", "body")), tuple(names), tuple(different))


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)


def _packaged(name: str) -> dict[str, Any]:
    stored = resources.files("freezeframe").joinpath(f"data/{name}")
    return tomllib.loads(stored.read_text(encoding="utf-8"))

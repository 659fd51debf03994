"""The journal of a case: one line a step, only ever added to, each line bound to the one before it by its hash.

A step is done when its line is written; whatever an interrupted step left behind is not spoken of, and is made again.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from freezeframe import __version__
from freezeframe.cases import objects
from freezeframe.cases.objects import Json
from freezeframe.errors import Damaged, environment_fault

FILE = "journal.jsonl"


@dataclass(frozen=True)
class Entry:
    """A step that was done."""

    number: int
    """From 1."""
    at: str
    """UTC, YYYY-MM-DDTHH:MM:SSZ."""
    by: str
    """Who did it."""
    version: str
    """Of the freezeframe that did it."""
    step: str
    """new, read, attach, offer, ledger, trace, sources, find, rate, report or seal."""
    options: Json
    inputs: Mapping[str, str]
    """Name to SHA-256."""
    outputs: Mapping[str, str]
    """File in the case folder to SHA-256."""
    previous: str
    """``sha256`` of the entry before; empty for the first."""
    sha256: str = ""
    """Over the canonical JSON of all the rest."""

    def sealed(self) -> Entry:
        """The entry with its hash."""
        rest = objects.to_json(self)
        del rest["sha256"]
        return replace(self, sha256=objects.digest(rest))


@dataclass(frozen=True)
class Step:
    """What is to be noted of a step."""

    name: str
    by: str
    at: str
    options: Json
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]


def entries_of(data: bytes, where: str) -> tuple[Entry, ...]:
    """The entries of a journal, every hash checked; a last line that was cut off was never written.

    Raises:
        Damaged: a line was changed, taken out, or put in.
    """
    found: list[Entry] = []
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        place = f"{where}, line {number}"
        try:
            entry = objects.from_json(Entry, json.loads(line), place)
        except ValueError as error:
            raise Damaged(place, "cannot be read", "restore the journal from a copy") from error
        previous = found[-1].sha256 if found else ""
        if entry.number != number or entry.previous != previous or entry != entry.sealed() or _line(entry) != line:
            raise Damaged(place, "is not as it was written: the journal was changed", "restore it from a copy")
        found.append(entry)
    return tuple(found)


class Journal:
    """The journal in a file, read and checked."""

    def __init__(self, path: Path) -> None:
        """Read it, where there is one.

        Raises:
            Damaged: it was changed.
            EnvironmentFault: it cannot be read.
        """
        self.path = path
        try:
            data = path.read_bytes() if path.exists() else b""
        except OSError as error:
            raise environment_fault(error, path) from error
        self.entries = entries_of(data, str(path))
        self._whole = data.rfind(b"\n") + 1

    @property
    def head(self) -> str:
        """SHA-256 of the last entry; empty when there is none."""
        return self.entries[-1].sha256 if self.entries else ""

    def last(self, step: str, **options: object) -> Entry | None:
        """The last entry of a step, of those with these options."""
        for entry in reversed(self.entries):
            if entry.step == step and all(entry.options.get(name) == value for name, value in options.items()):
                return entry
        return None

    def add(self, step: Step) -> Entry:
        """Write an entry, after which the step is done.

        Raises:
            EnvironmentFault: the disk is full, or may not be written.
        """
        entry = Entry(
            len(self.entries) + 1,
            step.at,
            step.by,
            __version__,
            step.name,
            objects.to_json(step.options),
            dict(step.inputs),
            dict(step.outputs),
            self.head,
        ).sealed()
        line = _line(entry) + b"\n"
        try:
            with self.path.open("ab") as stream:
                # What an interruption left of a line goes first.
                stream.truncate(self._whole)
                stream.write(line)
                stream.flush()
                os.fsync(stream.fileno())
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.truncate(self.path, self._whole)
            if isinstance(error, OSError):
                raise environment_fault(error, self.path) from error
            raise
        self._whole += len(line)
        self.entries = (*self.entries, entry)
        return entry


def _line(entry: Entry) -> bytes:
    return objects.canonical(objects.to_json(entry))

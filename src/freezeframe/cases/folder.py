"""The folder of a case: who works on it, what lies where, and that nothing in it was changed since."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from freezeframe.archive.files import below, sha256_of, write_whole
from freezeframe.cases import objects
from freezeframe.cases.clock import now
from freezeframe.cases.document import FORMAT
from freezeframe.cases.journal import FILE as JOURNAL
from freezeframe.cases.journal import Entry, Journal, Step
from freezeframe.cases.objects import Json
from freezeframe.claims.ledger_store import FILE as LEDGER
from freezeframe.errors import BadInput, Damaged, EnvironmentFault, NewerVersion, environment_fault

FILE = "case.json"
LOCK = "case.lock"
ORIGINALS = "originals"
_ALREADY = frozenset({JOURNAL, LEDGER, LOCK, f"{FILE}.tmp"})
"""What may lie in a folder that is to become a case: a ledger, and what an interrupted `case new` left."""
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True)
class Facts:
    """What ``case.json`` says."""

    format: int
    id: str
    title: str
    created: str
    """UTC, YYYY-MM-DDTHH:MM:SSZ."""


class Case:
    """An open case; one process works on it at a time."""

    def __init__(self, folder: Path, by: str, lock: FileLock | None) -> None:
        """Use :meth:`open` or :meth:`new`."""
        self.folder = folder
        self.by = by
        self._lock = lock
        self.journal = Journal(folder / JOURNAL)

    @classmethod
    def new(cls, folder: Path, title: str, by: str) -> Case:
        """Make a case in a new or empty folder, and open it.

        Raises:
            BadInput: the folder holds something, or nobody is named.
            EnvironmentFault: it cannot be made, or another process makes it.
        """
        _named(by)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held = {path.name for path in folder.iterdir()}
        except OSError as error:
            if folder.exists() and not folder.is_dir():
                raise BadInput(folder, "is a file, not a folder", "give a new folder") from error
            raise environment_fault(error, folder) from error
        if FILE in held:
            raise BadInput(folder, "holds a case already", f"go on with it: freezeframe case --case {folder} show")
        if held - _ALREADY:
            raise BadInput(folder, "is not empty", "give a new or an empty folder")
        lock = _locked(folder)
        try:
            (folder / JOURNAL).unlink(missing_ok=True)
            at = now()
            name = objects.digest({"title": title, "created": at})[:12]
            facts = Facts(FORMAT, name, title or folder.absolute().name, at)
            case = cls(folder, by, lock)
            data = pretty(objects.to_json(facts))
            outputs = {FILE: hashlib.sha256(data).hexdigest()}
            case.journal.add(Step("new", by, at, {"id": name, "title": facts.title}, {}, outputs))
            write_whole(folder / FILE, [data])
        except BaseException:
            lock.release()
            raise
        return case

    @classmethod
    def open(cls, folder: Path, by: str) -> Case:
        """Open a case to work on it.

        Raises:
            BadInput: there is none.
            Damaged: it is not as freezeframe wrote it.
            NewerVersion: a later freezeframe wrote it.
            EnvironmentFault: another process works on it.
        """
        _named(by)
        _facts(folder)
        lock = _locked(folder)
        try:
            case = cls(folder, by, lock)
            case.read(FILE)
        except BaseException:
            lock.release()
            raise
        return case

    @classmethod
    def look(cls, folder: Path) -> Case:
        """Open a case to read it only, whoever works on it meanwhile.

        Raises:
            BadInput: there is none.
            Damaged: it is not as freezeframe wrote it.
            NewerVersion: a later freezeframe wrote it.
        """
        _facts(folder)
        case = cls(folder, "", None)
        case.read(FILE)
        return case

    def __enter__(self) -> Case:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            self._lock.release()

    @property
    def facts(self) -> Facts:
        """What ``case.json`` says."""
        return _facts(self.folder)

    @property
    def outputs(self) -> dict[str, str]:
        """Every file that a step made, to its SHA-256 as the last step left it."""
        return {name: sha256 for entry in self.journal.entries for name, sha256 in entry.outputs.items()}

    def done(
        self, step: str, options: Json, inputs: Mapping[str, str], outputs: Mapping[str, str], at: str = ""
    ) -> Entry:
        """Note a step; its files were written before."""
        return self.journal.add(Step(step, self.by, at or now(), options, inputs, outputs))

    def write(self, name: str, data: bytes) -> str:
        """Write a file whole or not at all; returns its SHA-256."""
        write_whole(self.folder / name, [data])
        return hashlib.sha256(data).hexdigest()

    def write_json(self, name: str, value: object) -> str:
        """The same for a JSON value, to be read by people too."""
        return self.write(name, pretty(value))

    def read(self, name: str) -> bytes:
        """A file that a step made.

        Raises:
            Damaged: it is missing, or not as it was written.
        """
        try:
            data = (self.folder / name).read_bytes()
        except FileNotFoundError as error:
            raise self._missing(name) from error
        except OSError as error:
            raise environment_fault(error, self.folder / name) from error
        if hashlib.sha256(data).hexdigest() != self.outputs.get(name):
            raise self._changed(name)
        return data

    def read_json(self, name: str) -> Any:  # noqa: ANN401 - what JSON can hold
        """The same for a JSON value."""
        return json.loads(self.read(name))

    def keep(self, path: Path, data: bytes | None = None) -> tuple[str, str]:
        """Copy an original into the case, read-only; returns its file there and its SHA-256.

        Raises:
            BadInput: it cannot be read.
            EnvironmentFault: it cannot be written.
        """
        if data is None:
            try:
                data = path.read_bytes()
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                raise BadInput(path, f"cannot be read ({reason})", "check the path") from error
        sha256 = hashlib.sha256(data).hexdigest()
        suffix = path.suffix.lower()
        name = f"{ORIGINALS}/{sha256}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
        target = self.folder / name
        try:
            if not target.exists() or sha256_of(target) != sha256:
                self.write(name, data)
            target.chmod(0o444)
        except OSError as error:
            raise environment_fault(error, target) from error
        return name, sha256

    def original(self, name: str) -> Path:
        """An original that is there and unchanged.

        Raises:
            Damaged: it is missing or changed.
        """
        path = self.folder / name
        try:
            sha256 = sha256_of(path)
        except FileNotFoundError as error:
            raise self._missing(name) from error
        except OSError as error:
            raise environment_fault(error, path) from error
        if sha256 != self.outputs.get(name):
            raise self._changed(name)
        return path

    def whole(self, names: Mapping[str, str]) -> bool:
        """Whether these files are all there as they were written."""
        return all(self._as(name, sha256) for name, sha256 in names.items())

    def fresh(self, name: str) -> Path:
        """A folder in the case, empty: what an interrupted step left in it is taken away.

        Raises:
            EnvironmentFault: it cannot be made.
        """
        path = self.folder / name
        try:
            if path.exists():
                shutil.rmtree(path)
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise environment_fault(error, path) from error
        return path

    def hashes(self, name: str) -> dict[str, str]:
        """Every file below a folder of the case to its SHA-256."""
        found = {path.relative_to(self.folder).as_posix(): path for path in below(self.folder / name)}
        return {at: sha256_of(path) for at, path in found.items()}

    def _as(self, name: str, sha256: str) -> bool:
        try:
            return sha256_of(self.folder / name) == sha256
        except OSError:
            return False

    def _missing(self, name: str) -> Damaged:
        return Damaged(self.folder / name, "is missing from the case", _advice(name))

    def _changed(self, name: str) -> Damaged:
        return Damaged(self.folder / name, "was changed after it was put into the case", _advice(name))


def is_worked_on(folder: Path) -> bool:
    """Whether a process works on a case."""
    try:
        _locked(folder).release()
    except EnvironmentFault:
        return True
    return False


def is_case(folder: Path) -> bool:
    """Whether there is a case in a folder."""
    return (folder / FILE).is_file()


def _advice(name: str) -> str:
    if name.startswith((f"{ORIGINALS}/", FILE, "captures/")):
        return "put the same file there again, from a copy"
    return "put the same file there again, or repeat the step that made it"


def _facts(folder: Path) -> Facts:
    path = folder / FILE
    try:
        told = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        reason = "holds no case" if folder.is_dir() else "holds no case: there is no such folder"
        raise BadInput(folder, reason, "make one: freezeframe case new DIR, or give another with --case") from error
    except NotADirectoryError as error:
        raise BadInput(folder, "is a file, not the folder of a case", "give the case's folder") from error
    except OSError as error:
        raise environment_fault(error, path) from error
    except ValueError as error:
        raise Damaged(path, "is not as freezeframe wrote it", "restore it from a copy") from error
    number = told.get("format") if isinstance(told, dict) else None
    if isinstance(number, int) and number > FORMAT:
        raise NewerVersion(path, f"was written by a newer freezeframe (format {number})", "update freezeframe")
    return objects.from_json(Facts, told, str(path))


def _locked(folder: Path) -> FileLock:
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise EnvironmentFault(
            folder, "another freezeframe is working on this case", "wait until it is done, then run this again"
        ) from error
    except OSError as error:
        raise environment_fault(error, folder / LOCK) from error
    return lock


def _named(by: str) -> None:
    if not by.strip():
        raise BadInput("--by", "is empty", "give the name of who works on the case")


def pretty(value: object) -> bytes:
    """JSON as the files of a case hold it; equal values give equal bytes."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1)
    return f"{text}\n".encode("utf-8", "backslashreplace")

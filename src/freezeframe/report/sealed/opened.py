"""A bundle that is being read: its zip, its bag and the JSON in it, and how a check of it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import cv2

from freezeframe.cases.document import CaseDocument
from freezeframe.cases.journal import Entry, entries_of
from freezeframe.errors import Damaged, FreezeframeError, NewerVersion
from freezeframe.report.sealed import bags, contents, stamps, zips
from freezeframe.report.sealed.beside import FORMAT_LINE, VERIFY
from freezeframe.report.sealed.follows import Deviates
from freezeframe.report.sealed.matches import NotChecked

_MOST_READ = 256_000_000
"""Bytes of a file of the bundle that is read into the memory."""
_TELLING = (bags.BAGIT, bags.INFO, bags.MANIFEST, bags.TAGS)
FAULTS = (
    FreezeframeError,
    LookupError,
    TypeError,
    ValueError,
    ArithmeticError,
    AttributeError,
    RecursionError,
    MemoryError,
    cv2.error,
)
"""What a bundle that somebody wrote by hand can make its reader raise."""


@dataclass(frozen=True)
class Check:
    """What one check came to."""

    name: str
    ok: bool
    detail: str
    checked: bool = True
    """False where the bundle does not hold what it would take; ``ok`` then says no more than that this is in order."""


class Opened:
    """A bundle that is being read."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self.path = path
        self._zip = zips.Zip(file, path)
        self._top = self._zip.entries[0].name.partition("/")[0] if self._zip.entries else ""
        self.entries = {entry.name[len(self._top) + 1 :]: entry for entry in self._zip.entries}

    @cached_property
    def sha256(self) -> str:
        """Of the whole zip."""
        return self._zip.sha256()

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of every file, by its path in the bag."""
        return {name[len(self._top) + 1 :]: digest for name, digest in self._zip.digests().items()}

    @cached_property
    def document(self) -> CaseDocument:
        """The case."""
        return CaseDocument.from_json(self.json(contents.CASE), contents.CASE)

    @cached_property
    def sealed(self) -> Mapping[str, Any]:
        """What was sealed."""
        told = self.json(contents.SEALED)
        if not isinstance(told, dict) or told["format"] != contents.FORMAT:
            raise ValueError(f"{contents.SEALED} is not as freezeframe writes it")
        return told

    @cached_property
    def entries_of_journal(self) -> tuple[Entry, ...]:
        """Every entry of the journal, the chain checked; nothing stands behind the last one."""
        data = self.read(bags.PAYLOAD + contents.JOURNAL)
        if not data.endswith(b"\n"):
            raise Damaged(contents.JOURNAL, "has something behind its last whole line", "")
        return entries_of(data, contents.JOURNAL)

    @cached_property
    def payload(self) -> dict[str, str]:
        """SHA-256 of the payload's files, by path in it."""
        begins = len(bags.PAYLOAD)
        return {name[begins:]: digest for name, digest in self.digests.items() if name.startswith(bags.PAYLOAD)}

    def read(self, name: str) -> bytes:
        """A file's content, by its path in the bag."""
        entry = self.entries[name]
        if entry.size > _MOST_READ:
            raise Damaged(name, "is larger than freezeframe would write it", "")
        return b"".join(self._zip.read(entry))

    def json(self, name: str) -> Any:  # noqa: ANN401 - what JSON can hold
        """A file of the payload."""
        return json.loads(self.read(bags.PAYLOAD + name))

    def unpack(self, name: str, folder: Path) -> Path:
        """Put a file of the payload into a folder; its path is known to be safe."""
        path = folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.writelines(self._zip.read(self.entries[bags.PAYLOAD + name]))
        return path

    def canonical(self) -> str:
        """Written again, it is the same."""
        self._zip.must_be_canonical()
        return f"{len(self.entries)} files, {self._zip.size:,} bytes; written again it is the same, byte for byte"

    def bag(self) -> str:
        """Everything is as listed, and everything is listed."""
        files = bags.check(self.digests, {name: self.read(name) for name in _TELLING if name in self.entries})
        if VERIFY not in self.entries:
            raise Damaged(VERIFY, "is missing", "")
        return f"{files} files as listed, none missing, none beside the list"

    def refuse_newer(self) -> None:
        """Raises NewerVersion for a bundle of a later format, if that line is as it was written."""
        if not all(name in self.entries and self.entries[name].size < _MOST_READ for name in (bags.INFO, bags.TAGS)):
            return
        number = bags.read_info(self.read(bags.INFO)).get(FORMAT_LINE, "")
        listed = f"{self.digests[bags.INFO]}  {bags.INFO}\n".encode() in self.read(bags.TAGS)
        if number.isdecimal() and int(number) > contents.FORMAT and listed:
            reason = f"was sealed by a newer freezeframe (format {number})"
            raise NewerVersion(self.path, reason, "update freezeframe to check it")


def checked(name: str, check: Callable[[], str]) -> Check:
    """Make a check, whatever it comes to."""
    try:
        return Check(name, True, check())
    except NewerVersion:
        raise
    except NotChecked as error:
        return Check(name, error.in_order, str(error), checked=False)
    except (Deviates, stamps.NoStamp) as error:
        return Check(name, False, str(error))
    except FreezeframeError as error:
        return Check(name, False, error.line)
    except KeyError as error:
        return Check(name, False, f"{error} is missing")
    except FAULTS as error:
        return Check(name, False, f"is not as freezeframe writes it ({type(error).__name__}: {error})")

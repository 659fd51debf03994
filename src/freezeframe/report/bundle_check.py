"""A bundle checked from its own bytes and what lies beside it: no archive, no network, no trust in what it says.

Every check is made, whatever came of those before it. A zip that cannot be read as one, or that was made to do harm, is
refused as a whole.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import cv2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509 import Certificate

from freezeframe.cases.document import CaseDocument
from freezeframe.cases.journal import entries_of
from freezeframe.errors import (
    BadInput,
    Damaged,
    FreezeframeError,
    MissingDependency,
    NewerVersion,
    environment_fault,
)
from freezeframe.report.bundle import FORMAT_LINE, REPLY, REQUEST, SIGNATURE, VERIFY, beside
from freezeframe.report.sealed import bags, contents, crate, credentials, keys, matches, stamps, zips
from freezeframe.report.sealed.matches import Deviates

_MOST_READ = 256_000_000
"""Bytes of a file of the bundle that is read into the memory."""
_TELLING = (bags.BAGIT, bags.INFO, bags.MANIFEST, bags.TAGS)
_FAULTS = (
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
class VerifyOptions:
    """What the reader brings along."""

    key: Path | None = None
    """The desk's public key; with it, no other signature is good."""
    authority: Path | None = None
    """Certificates, in PEM, of the time-stamping authority that the reader trusts."""
    home: Path | None = None
    """A home folder, whose own key is known."""


@dataclass(frozen=True)
class Check:
    """What one check came to."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class Verified:
    """What all checks came to."""

    checks: tuple[Check, ...]
    signer: str = ""
    """Fingerprint of the key that signed; empty where there is no signature."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(check.ok for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """The object that ``verify --json`` prints."""
        return {"ok": self.ok, "signer": self.signer, "checks": [dict(check.__dict__) for check in self.checks]}


def verify(bundle: Path, options: VerifyOptions) -> Verified:
    """Check a bundle and what lies beside it.

    Raises:
        BadInput: there is no such file, or it is no bundle; the key or certificate that was given is none.
        Damaged: it is no zip that freezeframe writes: refused before anything in it is looked at.
        NewerVersion: a later freezeframe wrote it.
        EnvironmentFault: it cannot be read.
    """
    given = keys.public_key(options.key) if options.key else None
    roots = stamps.roots_in(options.authority) if options.authority else []
    try:
        with bundle.open("rb") as file:
            opened = _Bundle(file, bundle)
            opened.refuse_newer()
            signer, signed = _signature(opened, given, options.home)
            done = [
                _checked("zip", opened.canonical),
                _checked("bag", opened.bag),
                signed,
                _checked("time-stamp", lambda: _stamp(opened, roots)),
                _checked("case", lambda: _case(opened)),
                _checked("journal", lambda: _journal(opened)),
                *_credentials(opened, signer),
                *_matches(opened),
            ]
            return Verified(tuple(done), signer)
    except FileNotFoundError as error:
        raise BadInput(bundle, "there is no such file", "check the path") from error
    except IsADirectoryError as error:
        raise BadInput(bundle, "is a folder", "give the .zip that `case seal` wrote") from error
    except OSError as error:
        raise environment_fault(error, error.filename or bundle) from error


class _Bundle:
    """A bundle that is being read."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self.path = path
        self._zip = zips.Zip(file, path)
        self._top = self._zip.entries[0].name.partition("/")[0] if self._zip.entries else ""
        self.entries = {entry.name[len(self._top) + 1 :]: entry for entry in self._zip.entries}

    @cached_property
    def sha256(self) -> str:
        return self._zip.sha256()

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of every file, by its path in the bag."""
        return {name[len(self._top) + 1 :]: digest for name, digest in self._zip.digests().items()}

    @cached_property
    def document(self) -> CaseDocument:
        return CaseDocument.from_json(self.json(contents.CASE), contents.CASE)

    @cached_property
    def sealed(self) -> Mapping[str, Any]:
        told = self.json(contents.SEALED)
        if not isinstance(told, dict) or told["format"] != contents.FORMAT:
            raise ValueError(f"{contents.SEALED} is not as freezeframe writes it")
        return told

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


def _checked(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except NewerVersion:
        raise
    except Damaged as error:
        return Check(name, False, error.line)
    except (Deviates, stamps.NoStamp) as error:
        return Check(name, False, str(error))
    except FreezeframeError as error:
        return Check(name, False, error.line)
    except KeyError as error:
        return Check(name, False, f"{error} is missing")
    except _FAULTS as error:
        return Check(name, False, f"is not as freezeframe writes it ({type(error).__name__}: {error})")


def _signature(opened: _Bundle, given: Ed25519PublicKey | None, home: Path | None) -> tuple[str, Check]:
    """The signer's fingerprint, and the check of the signature."""
    path = beside(opened.path, SIGNATURE)
    try:
        found = keys.read_signature(path)
    except Damaged as error:
        return "", Check("signature", False, error.line)
    if found is None:
        return "", Check("signature", False, f"{path.name} is missing: nobody answers for this bundle")
    who = found.fingerprint
    if not found.covers(bytes.fromhex(opened.sha256)):
        why = f"the key {who} did not sign this file: it was changed after it was sealed"
        return who, Check("signature", False, why)
    return who, _by(who, given, home)


def _by(who: str, given: Ed25519PublicKey | None, home: Path | None) -> Check:
    """A good signature, by the one who was expected or by somebody else."""
    if given is None:
        if who == _own(home):
            return Check("signature", True, f"signed by this desk's own key, {who}")
        told = "signed by a key that is not known here; compare its fingerprint with the one that the desk publishes"
        return Check("signature", True, f"{told}: {who}")
    wanted = keys.fingerprint(given)
    if who != wanted:
        return Check("signature", False, f"signed by another key, {who}, not by the one given, {wanted}")
    return Check("signature", True, f"signed by the key given, {who}")


def _own(home: Path | None) -> str:
    path = home / keys.FOLDER / keys.PUBLIC if home else None
    return keys.fingerprint(keys.public_key(path)) if path and path.is_file() else ""


def _stamp(opened: _Bundle, roots: Sequence[Certificate]) -> str:
    """The time-stamp; that there is none is told, and no fault."""
    digest = bytes.fromhex(opened.sha256)
    asked = stamps.read(beside(opened.path, REQUEST))
    nonce = stamps.nonce_of(asked, digest) if asked is not None else None
    reply = stamps.read(beside(opened.path, REPLY))
    if reply is None:
        if asked is None:
            return "none: when it was sealed rests on the desk's word"
        return f"asked for, no reply yet: until then, when it was sealed rests on the desk's word ({REQUEST} is there)"
    stamp = stamps.check(reply, digest, nonce, roots)
    at = stamp.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    if stamp.trusted:
        return f"existed by {at}, says {stamp.authority}, of the authority given"
    return f"existed by {at}, says {stamp.authority}, an authority that is not known here: give --authority to check it"


def _case(opened: _Bundle) -> str:
    """The case can be read, and what it names is there or said to be withheld."""
    document, inside = opened.document, _payload(opened)
    for name in (crate.NAME, contents.JOURNAL, *(exhibit.file for exhibit in document.exhibits)):
        if name not in inside:
            raise Damaged(name, "is missing", "")
    told = {one["of"]: one for one in opened.sealed["originals"]}
    for name, digest in _originals(document).items():
        file = told[name]["file"]
        if told[name]["sha256"] != digest or (file and inside[file] != digest):
            raise ValueError(f"the original of {name} is another one than the case says")
    held = sum(bool(one["file"]) for one in told.values())
    holds = f"{len(document.pictures)} pictures, {len(document.findings)} findings"
    return f"{holds}; {held} originals inside, {len(told) - held} by their hash only"


def _originals(document: CaseDocument) -> dict[str, str]:
    """SHA-256 of every statement, picture and matched source, by id."""
    wanted = {one.id: one.sha256 for one in document.statements} | {one.id: one.sha256 for one in document.pictures}
    for picture in document.pictures:
        for match in picture.matches:
            name = match["source_id"]
            wanted[name] = document.sources[name].sha256
            if match["sha256"] != wanted[name]:
                raise ValueError(f"a match of {picture.id} is of another file than its source")
    return wanted


def _journal(opened: _Bundle) -> str:
    """Every entry is chained to the one before, the case names the last, and what it wrote is as it wrote it."""
    entries = entries_of(opened.read(bags.PAYLOAD + contents.JOURNAL), contents.JOURNAL)
    if not entries or entries[-1].sha256 != opened.document.journal_head:
        raise ValueError("its last entry is not the one that the case names")
    inside = _payload(opened)
    last = {name: digest for entry in entries for name, digest in entry.outputs.items()}
    for name, digest in last.items():
        # case.json of the folder is not that of the bundle.
        if name != contents.CASE and name in inside and inside[name] != digest:
            raise ValueError(f"{name} is not what the journal says was written")
    return f"{len(entries)} entries, from {entries[0].at} to {entries[-1].at}, each chained to the one before"


def _credentials(opened: _Bundle, signer: str) -> Iterator[Check]:
    """The Content Credentials of exhibits, where there are any; a reader without the library is told so."""
    begins = f"{bags.PAYLOAD}{credentials.FOLDER}/"
    names = [name for name in opened.entries if name.startswith(begins)]
    if not names:
        return
    try:
        wrong = list(credentials.check({name[len(begins) :]: opened.read(name) for name in names}, signer))
    except MissingDependency as error:
        yield Check("credentials", True, f"{len(names)} exhibits have them; not checked: {error.line}")
        return
    except _FAULTS as error:
        yield Check("credentials", False, f"cannot be read: {error}")
        return
    yield Check("credentials", not wrong, wrong[0] if wrong else f"{len(names)} exhibits carry those of this key")


def _payload(opened: _Bundle) -> dict[str, str]:
    """SHA-256 of the payload's files, by path in it."""
    begins = len(bags.PAYLOAD)
    return {name[begins:]: digest for name, digest in opened.digests.items() if name.startswith(bags.PAYLOAD)}


def _matches(opened: _Bundle) -> Iterator[Check]:
    """Each match repeated, and the frames of each source looked up in its original."""
    with tempfile.TemporaryDirectory(prefix="freezeframe-verify-") as folder:

        def extract(name: str) -> Path:
            return opened.unpack(name, Path(folder))

        try:
            found = matches.held(opened.document, opened.sealed)
        except NewerVersion:
            raise
        except _FAULTS as error:
            yield Check("matches", False, f"cannot be read: {error}")
            return
        for match in found:
            yield _checked(match.name, lambda match=match: matches.again(match, extract))  # type: ignore[misc]
        originals = {one["of"]: one["file"] for one in opened.sealed["originals"]}
        for name, frames in _frames_of_sources(found).items():
            original = originals.get(name)
            yield _checked(f"frames {name}", lambda f=frames, o=original: _frames(f, o, extract))  # type: ignore[misc]


def _frames_of_sources(found: Sequence[matches.Held]) -> dict[str, dict[int, str]]:
    """File of every frame in the bundle, by the id of its source and its index there."""
    frames: dict[str, dict[int, str]] = {}
    for match in found:
        if match.frames:
            frames.setdefault(match.claimed["source_id"], {}).update(match.frames)
    return frames


def _frames(frames: Mapping[int, str], original: str | None, extract: matches.Extract) -> str:
    if not original:
        return "the original is not inside: that these frames are of it cannot be seen from this bundle"
    return matches.frames_of_original(extract(original), {index: extract(file) for index, file in frames.items()})

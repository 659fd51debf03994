"""A case sealed: one zip that can be checked by anybody, with its signature and time-stamp beside it.

Inside is a bag (BagIt) with the report, the exhibits, the case as JSON, the originals or their hashes, and the frames
that the matches rest on; outside lie NAME.zip.sig, NAME.zip.tsq and, when an authority has answered, NAME.zip.tsr.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib import resources
from pathlib import Path
from string import Template

import bagit

from freezeframe import __version__
from freezeframe.archive.files import sha256_of
from freezeframe.cases.document import CaseDocument
from freezeframe.cases.journal import Journal
from freezeframe.errors import BadInput, Damaged, EnvironmentFault, FreezeframeError, environment_fault
from freezeframe.report.bundle_check import refuse_unsound
from freezeframe.report.sealed import bags, contents, crate, credentials, recorded, stamps, zips
from freezeframe.report.sealed.beside import FORMAT_LINE, REPLY, REQUEST, SIGNATURE, VERIFY, beside
from freezeframe.report.sealed.contents import FootageOf
from freezeframe.report.sealed.keys import DeskKey

_NAME = "give the bundle a plain name of Latin letters, digits, hyphens and dots that ends in .zip"


@dataclass(frozen=True)
class SealOptions:
    """How a case is sealed."""

    key: DeskKey
    sealed_at: datetime
    """UTC."""
    by: str = ""
    """The person or desk that seals it."""
    footage: FootageOf | None = None
    """Opens a source for its original and its frames; without it no match can be repeated from the bundle."""
    withhold: frozenset[str] = frozenset()
    """Ids of statements, pictures and sources, or SHA-256, whose originals stay outside; unknown ones are refused."""
    authority: str = ""
    """Address of a time-stamping authority to ask at once; empty: the request waits beside the bundle."""
    credentials: bool = False
    """Put copies of the exhibits beside them that carry Content Credentials (C2PA); needs the extra ``c2pa``."""


@dataclass(frozen=True)
class Sealed:
    """What was written."""

    bundle: Path
    sha256: str
    signature: Path
    fingerprint: str
    """Of the key that signed it."""
    request: Path
    reply: Path | None
    """None until an authority has answered."""
    files: int
    """In the bundle."""
    notes: tuple[str, ...]
    """What a person should know: originals that are not inside, matches that are not repeated, no reply."""


def seal(document: CaseDocument, case_dir: Path, out: Path, options: SealOptions) -> Sealed:
    """Seal a case into ``out``, the path of a new .zip; it is there whole, or not at all.

    Raises:
        BadInput: ``out`` is there already or has no usable name; the case holds something that cannot be sealed.
        Damaged: the case folder lacks an original, or it was changed.
        EnvironmentFault: the disk is full, or may not be written.
        MissingDependency: Content Credentials are asked for, and their library is not installed.
    """
    _refuse_place(out)
    _refuse_unknown(document, options.withhold)
    _refuse_changed(case_dir)
    if options.credentials:
        credentials.library()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".sealing-", dir=out.parent) as folder:
            bag = Path(folder) / out.stem
            notes = _bag(document, case_dir, bag, options)
            return _written(bag, out, options, notes, case_dir)
    except FreezeframeError:
        raise
    except OSError as error:
        fault = environment_fault(error, error.filename or out)
        raise EnvironmentFault(out, fault.reason, "seal it on a disk with room that may be written") from error


def _refuse_place(out: Path) -> None:
    if out.suffix != ".zip" or not zips.safe(f"{out.stem}/{bags.BAGIT}"):
        raise BadInput(out, "is no name for a bundle", _NAME)
    for path in (out, *(beside(out, ending) for ending in (SIGNATURE, REQUEST, REPLY))):
        if path.exists() or path.is_symlink():
            raise BadInput(path, "is there already", "a bundle is never written over: give another name")


def _refuse_changed(case_dir: Path) -> None:
    """What was changed since, or put there by hand, is not sealed: its own journal would speak against it."""
    entries = Journal(case_dir / contents.JOURNAL).entries
    files = [one for name in contents.FOLDERS for one in contents.files_in(case_dir, name)]
    try:
        recorded.check_files({name: sha256_of(path) for name, path in files}, entries)
    except Damaged as error:
        raise Damaged(case_dir / error.subject, error.reason, error.advice) from error


def _refuse_unknown(document: CaseDocument, withhold: frozenset[str]) -> None:
    """A slip of the pen must not hand on what was to be withheld."""
    known = set(document.sources) | {source.sha256 for source in document.sources.values()}
    for statement in document.statements:
        known |= {statement.id, statement.sha256}
    for picture in document.pictures:
        known |= {picture.id, picture.sha256}
    for name in sorted(withhold - known):
        raise BadInput(name, "is no statement, picture or source of this case", "see: freezeframe case show")


def _bag(document: CaseDocument, case_dir: Path, bag: Path, options: SealOptions) -> Sequence[str]:
    """The bag as a folder; returns what a person should know of it."""
    sealed_at = options.sealed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    filling = contents.Filling(bag / bags.PAYLOAD)
    contents.fill(filling, document, case_dir, options.footage, options.withhold)
    if options.credentials:
        signer = credentials.Signer(options.key, options.by, options.sealed_at)
        for exhibit in document.exhibits:
            copy = signer.signed(exhibit, (filling.folder / exhibit.file).read_bytes())
            filling.write(f"{credentials.FOLDER}/{exhibit.file}", copy)
    filling.write(contents.SEALED, contents.sealed_json(filling, sealed_at, options.by))
    sizes = dict(_sizes(filling.folder))
    filling.write(crate.NAME, crate.metadata(document, sealed_at, options.by, sizes))
    digests = {bags.PAYLOAD + name: sha256_of(filling.folder / name) for name in (*sizes, crate.NAME)}
    all_sizes = [*sizes.values(), (filling.folder / crate.NAME).stat().st_size]
    said = {
        "Bag-Software-Agent": f"freezeframe {__version__}",
        "Bagging-Date": sealed_at[:10],
        "External-Identifier": document.id,
        "External-Description": document.title,
        "Source-Organization": options.by,
        FORMAT_LINE: str(contents.FORMAT),
    }
    more = {VERIFY: _how_to_verify(bag.name)}
    said = {name: value for name, value in said.items() if value}
    for name, data in bags.tag_files(digests, all_sizes, said, more).items():
        (bag / name).write_bytes(data)
    # Somebody else's program has the last word on whether this is a bag.
    bagit.Bag(str(bag)).validate()
    return filling.notes


def _written(bag: Path, out: Path, options: SealOptions, notes: Sequence[str], case_dir: Path) -> Sealed:
    """The zip and what lies beside it, the zip last."""
    parts = [zips.part_of(f"{bag.name}/{name}", bag / name) for name in _sizes(bag)]
    unfinished = bag.parent / "unfinished.zip"
    made = sha256()
    with unfinished.open("xb") as file:
        for piece in zips.write(parts, out):
            made.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    refuse_unsound(unfinished, case_dir)
    digest = made.digest()
    sidecars = {SIGNATURE: options.key.sign(digest).encode(), REQUEST: stamps.request(digest)}
    reply, more = _stamped(sidecars[REQUEST], digest, options)
    if reply:
        sidecars[REPLY] = reply
    for ending, data in sidecars.items():
        (bag.parent / ending).write_bytes(data)
    for ending in sidecars:
        (bag.parent / ending).rename(beside(out, ending))
    unfinished.rename(out)
    return Sealed(
        bundle=out,
        sha256=digest.hex(),
        signature=beside(out, SIGNATURE),
        fingerprint=options.key.fingerprint,
        request=beside(out, REQUEST),
        reply=beside(out, REPLY) if reply else None,
        files=len(parts),
        notes=(*notes, *more),
    )


def _stamped(request: bytes, digest: bytes, options: SealOptions) -> tuple[bytes, tuple[str, ...]]:
    """The authority's reply where one was asked and answered; what a person should know."""
    if not options.authority:
        return b"", ()
    try:
        reply = stamps.ask(options.authority, request)
        stamps.check(reply, digest, stamps.nonce_of(request, digest), ())
    except FreezeframeError as error:
        return b"", (f"no time-stamp yet: {error.line}",)
    except stamps.NoStamp as error:
        return b"", (f"no time-stamp yet: {options.authority}: {error}",)
    return reply, ()


def _how_to_verify(name: str) -> bytes:
    text = resources.files("freezeframe").joinpath("report/templates/VERIFY.md").read_text("utf-8")
    return Template(text).substitute(name=name, version=__version__).encode()


def _sizes(folder: Path) -> Mapping[str, int]:
    """Bytes of every file in a folder, by its path there."""
    return dict(_files(folder))


def _files(folder: Path) -> Iterator[tuple[str, int]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.stat().st_size

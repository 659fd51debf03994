"""Cases to be sealed in tests, and bundles changed by somebody who knows how they are written."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import cv2

from freezeframe.archive.store import Archive
from freezeframe.cases import objects
from freezeframe.cases.assembled import content
from freezeframe.cases.assembled import files_of as files_of_case
from freezeframe.cases.document import (
    CaseDocument,
    CaseExhibit,
    CasePicture,
    CaseSource,
    CaseStatement,
    Finding,
    Rating,
    ReportVersion,
    SourceAttestation,
)
from freezeframe.cases.journal import Entry, Journal, Step, entries_of
from freezeframe.pipeline import trace_picture
from freezeframe.report.bundle import Sealed, SealOptions, seal
from freezeframe.report.bundle_check import Verified, VerifyOptions, verify
from freezeframe.report.originals import Footage
from freezeframe.report.sealed import bags, zips
from freezeframe.report.sealed.beside import REQUEST, SIGNATURE, beside
from freezeframe.report.sealed.keys import DeskKey, ready
from freezeframe.report.sealed.stamps import request
from freezeframe.trace.searched import SearchedArchive
from tests.media import texture

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CASE, SEALED, JOURNAL = "data/case.json", "data/sealed.json", "data/journal.jsonl"
BY, WHEN = "A. Desk", "2026-01-02T03:04:05Z"
STATEMENT = b"The ministry published pictures on Tuesday."


@dataclass(frozen=True)
class Desk:
    """A case folder with its document, and the key that it is sealed with."""

    folder: Path
    document: CaseDocument
    key: DeskKey
    home: Path

    def sealed(self, out: Path, document: CaseDocument | None = None, **options: Any) -> Sealed:
        """The case as a bundle; with its archive at hand unless ``footage`` is given."""
        document = document or self.document
        if "footage" in options:
            return seal(document, self.folder, out, SealOptions(self.key, AT, "A. Desk", **options))
        with Archive.open(self.home) as archive:
            searched = SearchedArchive(archive)
            media = {medium.sha256: medium for medium in searched.media}

            def footage(digest: str) -> Footage:
                return Footage(searched.copies(media[digest]), searched.fingerprint(digest))

            return seal(document, self.folder, out, SealOptions(self.key, AT, "A. Desk", footage, **options))


def desk(
    folder: Path,
    home: Path,
    pictures: Mapping[str, Path],
    more: Callable[[CaseDocument], CaseDocument] = lambda document: document,
) -> Desk:
    """A case of one statement and some pictures, traced in the archive of ``home``.

    ``more`` adds to what it says; files that this names lie in the folder already, or the journal does not know them.
    """
    originals = folder / "originals"
    (folder / "report" / "v1").mkdir(parents=True)
    (folder / "report" / "v1" / "index.html").write_text("<!doctype html><title>A case</title>", "utf-8")
    originals.mkdir()
    digest = sha256(STATEMENT).hexdigest()
    (originals / f"{digest}.txt").write_bytes(STATEMENT)
    statement = CaseStatement("s1", digest, "statement.txt", "statement", "", {}, {"claims": []})
    shown: list[CasePicture] = []
    sources: dict[str, CaseSource] = {}
    if pictures:
        with Archive.open(home) as archive:
            searched = SearchedArchive(archive)
            for name, path in pictures.items():
                answer = json.loads(json.dumps(trace_picture(path, searched).to_json()))
                shown.append(_picture(originals, name, path, answer))
                sources |= {match["source_id"]: _source(match) for match in answer["matches"]}
    document = CaseDocument("c1", "A case", WHEN, "0", (statement,), tuple(shown), sources)
    document = _noted(folder, more(document))
    return Desk(folder, document, ready(home)[0], home)


def _noted(folder: Path, document: CaseDocument) -> CaseDocument:
    """The journal of a case, written as the steps write it; returns the document with what follows from it."""
    journal = Journal(folder / "journal.jsonl")
    _add(journal, "new", {}, {})
    made = {name: sha256(data).hexdigest() for name, data in files_of_case(document).items()}
    for picture in document.pictures:
        shown = {name: digest for name, digest in _hashes(folder).items() if name.startswith(f"exhibits/{picture.id}/")}
        at = f"traces/{picture.id}.json"
        _add(journal, "trace", {"picture": picture.id}, {at: made[at], **shown})
    captures = {name: digest for name, digest in _hashes(folder).items() if name.startswith("captures/")}
    others = {name: digest for name, digest in made.items() if name in ("sources.json", "findings.json")}
    _add(journal, "sources", {}, {**others, **captures})
    for one in document.ratings:
        given = {"claim": one.claim, "rating": one.rating, "scale": one.scale, "note": one.note}
        journal.add(Step("rate", one.by, one.at, {"rating": given}, {}, {}))
    report = {name: digest for name, digest in _hashes(folder).items() if name.startswith("report/")}
    _add(journal, "report", {"number": 1, "note": "", "content": content(document)}, report)
    return replace(document, versions=(ReportVersion(1, WHEN, BY, ""),), journal_head=journal.head)


def _add(journal: Journal, step: str, options: Mapping[str, Any], outputs: Mapping[str, str]) -> None:
    journal.add(Step(step, BY, WHEN, options, {}, outputs))


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def _picture(originals: Path, name: str, path: Path, answer: dict[str, Any]) -> CasePicture:
    digest = answer["picture"]["sha256"]
    file = f"originals/{digest}{path.suffix}"
    (originals.parent / file).write_bytes(path.read_bytes())
    answer["picture"]["path"] = path.name
    size = answer["picture"]["width"], answer["picture"]["height"]
    return CasePicture(name, digest, file, path.name, "s1", *size, (), {}, answer)


def _source(match: Mapping[str, Any]) -> CaseSource:
    return CaseSource(match["title"], "", "recording", "", "", "", match["sha256"], match["media"], False, (), {})


def files_of(bundle: Path) -> dict[str, bytes]:
    """What is in a bundle, by path in the bag."""
    with zipfile.ZipFile(bundle) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def forged(bundle: Path, key: DeskKey | None, change: Callable[[dict[str, bytes]], object]) -> Path:
    """The bundle changed where it lies, everything that lists its content put right, and signed again with a key."""
    files = files_of(bundle)
    change(files)
    payload = {name: data for name, data in files.items() if name.startswith(bags.PAYLOAD)}
    known = {bags.BAGIT, bags.INFO, bags.MANIFEST, bags.TAGS}
    more = {name: data for name, data in files.items() if name not in payload and name not in known}
    said = bags.read_info(files[bags.INFO])
    said.pop("Payload-Oxum")
    digests = {name: sha256(data).hexdigest() for name, data in payload.items()}
    tags = bags.tag_files(digests, [len(data) for data in payload.values()], said, more)
    return packed(bundle, payload | tags, key)


def packed(bundle: Path, files: Mapping[str, bytes], key: DeskKey | None) -> Path:
    """A bundle with exactly these files, by path in the bag, in place of the one that is there."""
    parts = [
        zips.Part(f"{bundle.stem}/{name}", len(data), zlib.crc32(data), lambda data=data: iter([data]))  # type: ignore[misc]
        for name, data in files.items()
    ]
    data = b"".join(zips.write(parts, bundle))
    bundle.write_bytes(data)
    if key:
        digest = sha256(data).digest()
        beside(bundle, SIGNATURE).write_text(key.sign(digest), "ascii")
        beside(bundle, REQUEST).write_bytes(request(digest))
    return bundle


def in_json(files: dict[str, bytes], name: str, change: Callable[[Any], object]) -> None:
    """Change a JSON file of a bundle."""
    value = json.loads(files[name])
    change(value)
    files[name] = json.dumps(value).encode()


def failed(bundle: Path, **options: Any) -> dict[str, str]:
    """The checks that a bundle does not pass, with what they say."""
    return {check.name: check.detail for check in checked(bundle, **options).checks if not check.ok}


def checked(bundle: Path, **options: Any) -> Verified:
    return verify(bundle, VerifyOptions(**options))


def told_of(folder: Path) -> Callable[[CaseDocument], CaseDocument]:
    """Adds a finding, a rating, two exhibits and an attestation with its capture, the files in ``folder``."""
    places = {kind: f"exhibits/p1/match-1/{kind}.png" for kind in ("pair", "cut")}
    exhibits = tuple(CaseExhibit("p1", 0, at, kind, kind, {"exhibit": kind}) for kind, at in places.items())
    capture = b"<title>A page</title>"
    digest = sha256(capture).hexdigest()
    held = SourceAttestation("published", "2016-06", "A Paper", "", "held", "page.html", "stated", WHEN, digest)
    finding = Finding("f1", "earlier_source", "contradicts", "", "p1", "It is older.", (), "A later source.", "")
    rating = Rating("s1/claim-1", "Wrong", {"name": "Words", "values": ["Wrong", "Right"], "url": ""}, BY, WHEN, "")

    def more(document: CaseDocument) -> CaseDocument:
        (folder / "captures").mkdir()
        (folder / "captures" / "page.html").write_bytes(capture)
        for number, exhibit in enumerate(exhibits):
            (folder / exhibit.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / exhibit.file).write_bytes(cv2.imencode(".png", texture(number))[1].tobytes())
        sources = {name: replace(source, attestations=(held,)) for name, source in document.sources.items()}
        return replace(document, sources=sources, exhibits=exhibits, findings=(finding,), ratings=(rating,))

    return more


def noted_anew(files: dict[str, bytes]) -> None:
    """The journal of a bundle forged as well: every entry that tells of what the case says now, chained again."""
    case = json.loads(files[CASE])
    document = CaseDocument.from_json(case)
    made = {name: sha256(data).hexdigest() for name, data in files_of_case(document).items()}
    entries: list[Entry] = []
    for entry in entries_of(files[JOURNAL], "journal"):
        outputs = {name: made.get(name, digest) for name, digest in entry.outputs.items()}
        options = {**entry.options, "content": content(document)} if entry.step == "report" else entry.options
        before = entries[-1].sha256 if entries else ""
        entries.append(replace(entry, outputs=outputs, options=options, previous=before).sealed())
    files[JOURNAL] = b"".join(objects.canonical(objects.to_json(one)) + b"\n" for one in entries)
    in_json(files, CASE, lambda told: told.update(journal_head=entries[-1].sha256))

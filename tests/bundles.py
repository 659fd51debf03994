"""Cases to be sealed in tests, and bundles changed by somebody who knows how they are written."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from freezeframe.archive.store import Archive
from freezeframe.cases.document import CaseDocument, CasePicture, CaseSource, CaseStatement
from freezeframe.cases.journal import Journal, Step
from freezeframe.pipeline import trace_picture
from freezeframe.report.bundle import REQUEST, SIGNATURE, Sealed, SealOptions, beside, seal
from freezeframe.report.originals import Footage
from freezeframe.report.sealed import bags, zips
from freezeframe.report.sealed.keys import DeskKey, ready
from freezeframe.report.sealed.stamps import request
from freezeframe.trace.locate import SearchedArchive

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
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


def desk(folder: Path, home: Path, pictures: Mapping[str, Path]) -> Desk:
    """A case of one statement and some pictures, traced in the archive of ``home``."""
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
    report = sha256((folder / "report" / "v1" / "index.html").read_bytes()).hexdigest()
    journal = Journal(folder / "journal.jsonl")
    for step, outputs in (("new", {}), ("report", {"report/v1/index.html": report})):
        journal.add(Step(step, "A. Desk", "2026-01-02T03:04:05Z", {}, {}, outputs))
    document = CaseDocument(
        "c1", "A case", "2026-01-02T03:04:05Z", "0", (statement,), tuple(shown), sources, journal_head=journal.head
    )
    return Desk(folder, document, ready(home)[0], home)


def _picture(originals: Path, name: str, path: Path, answer: dict[str, Any]) -> CasePicture:
    digest = answer["picture"]["sha256"]
    file = f"originals/{digest}{path.suffix}"
    (originals.parent / file).write_bytes(path.read_bytes())
    answer["picture"]["path"] = path.name
    size = answer["picture"]["width"], answer["picture"]["height"]
    return CasePicture(name, digest, file, path.name, "s1", *size, (), {}, answer)


def _source(match: Mapping[str, Any]) -> CaseSource:
    title = match["title"] or "A recording"
    return CaseSource(title, "", "recording", "", "", "", match["sha256"], match["media"], False, (), {})


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

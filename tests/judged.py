"""Documents of cases for the tests of findings: small, made of words and figures, no media."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import freezeframe
from freezeframe.archive import sidecar
from freezeframe.cases.document import (
    CaseDocument,
    CasePicture,
    CaseSource,
    CaseStatement,
    Finding,
    SourceAttestation,
)
from freezeframe.claims.to_json import reading_json
from freezeframe.findings.weigh import findings_of
from tests.read_text import reading_of

P: Literal["published"] = "published"
F: Literal["filmed"] = "filmed"
W: Literal["place"] = "place"
SAMPLES = Path(freezeframe.__file__).parent / "samples"
SAID = (
    "Northland's Defense Ministry published a picture on Tuesday.\n\n"
    "The picture was taken by drones on November 9, 2017 and shows a convoy leaving Abu Kamal, "
    "Northland's Defense Ministry said.\n"
)
"""A statement with a picture, its day and its place."""


def statement(
    text: str = SAID, name: str = "s1", kind: Literal["statement", "revision", "reply"] = "statement", revises: str = ""
) -> CaseStatement:
    """A statement as it is read."""
    reading = json.loads(json.dumps(reading_json(reading_of(text, "2017-11-14"))))
    return CaseStatement(name, "0" * 64, f"{name}.txt", kind, revises, {}, reading)


def attested(
    of: Literal["published", "filmed", "place"],
    value: str,
    by: str = "Agency A",
    evidence: Literal["held", "cited", "none"] = "cited",
    same_item: Literal["stated", "inferred"] = "stated",
) -> SourceAttestation:
    """An attestation."""
    held = "page.html" if evidence == "held" else ""
    return SourceAttestation(of, value, by, "https://example.org/", evidence, held, same_item, "2026-11-22")


def source(*attestations: SourceAttestation, kind: str = "recording", **others: Any) -> CaseSource:
    """A source of the archive."""
    known: dict[str, Any] = {
        "title": "Raid", "publisher": "Another Ministry", "source_kind": kind, "url": "", "description": "",
        "licence": "", "sha256": "1" * 64, "media": "video", "withheld": False, "attestations": attestations,
        "container": {},
    }  # fmt: skip
    return CaseSource(**known | others)


def match(source_id: str = "a", **others: Any) -> dict[str, Any]:
    """A match as ``trace --json`` has it."""
    known: dict[str, Any] = {
        "source_id": source_id, "path": "raid.mp4", "sha256": "1" * 64, "media": "video", "title": "Raid",
        "frame_index": 12, "pts": 12, "time_base": "1/25", "seconds": 0.48, "timecode": "00:00:00.480",
        "frame_intervals": [[12, 12]], "log10_nfa": -80.0, "mirrored": False, "grey": False, "visible_fraction": 0.5,
        "alterations": [], "text_notes": [],
    }  # fmt: skip
    return known | others


def altered(kind: str, *lines: str, visible: float = 0.0, **values: float) -> dict[str, Any]:
    """An alteration as ``trace --json`` has it."""
    read = [{"text": line, "polygon": [], "confidence": 0.9, "visible": visible} for line in lines]
    where = "frame" if kind == "cut_away" else "still"
    return {"kind": kind, "polygon": [], "in": where, "text": "\n".join(lines), "lines": read, "values": values}


def picture(*matches: Mapping[str, Any], name: str = "p1", of: str = "s1", **others: Any) -> CasePicture:
    """A picture that was traced to these matches, or found in nothing."""
    answer: dict[str, Any] = {
        "outcome": "found" if matches else "not_found",
        "matches": list(matches),
        "leads": [],
        "searched": {"videos": 3, "pictures": 1, "keyframes": 40, "seconds": 7200.0, "archive_digest": "d", "lost": 0},
        "not_found": None if matches else {"reason": "nothing fits", "would_have_been_caught": {}, "measured": None},
    }
    made = CasePicture(name, name.ljust(64, "0"), f"{name}.jpg", f"{name}.jpg", of, 640, 360, (), {}, answer)
    return replace(made, **others)


def case(
    pictures: Sequence[CasePicture], sources: Mapping[str, CaseSource], *statements: CaseStatement
) -> CaseDocument:
    """A case with one statement, or with these."""
    return CaseDocument(
        "c1", "A case", "2026-11-22T00:00:00Z", "0", statements or (statement(),), tuple(pictures), sources
    )


def judged(document: CaseDocument, rule: str) -> list[Finding]:
    """What one rule concludes."""
    return [one for one in findings_of(document) if one.rule == rule]


def judged_one(document: CaseDocument, rule: str) -> Finding:
    """What one rule concludes, when it is one thing."""
    (found,) = judged(document, rule)
    return found


def sample_source(name: str) -> CaseSource:
    """A film of the sample case, by its sidecar."""
    said = sidecar.read(SAMPLES / "footage" / f"{name}.json")
    known = [
        SourceAttestation(
            one.of, one.value, one.by, one.url, one.evidence, one.capture, one.same_item, one.retrieved_at
        )
        for one in said.attestations
    ]
    return source(*known, kind=said.source_kind, title=said.title, publisher=said.publisher)


def said_of(text: str) -> str:
    """A statement that says this of its picture, by a ministry."""
    return (
        f"Northland's Defense Ministry published a picture on Tuesday.\n\n{text}, Northland's Defense Ministry said.\n"
    )


def with_source(
    *attestations: SourceAttestation, kind: str = "recording", text: str = "", **others: Any
) -> CaseDocument:
    """A picture of one statement that was taken from one source."""
    statements = (statement(said_of(text)),) if text else ()
    return case([picture(match())], {"a": source(*attestations, kind=kind, **others)}, *statements)

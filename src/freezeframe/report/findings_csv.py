"""The findings as a table for a spreadsheet, which must not take any of it for a formula."""

from __future__ import annotations

import csv
import io
import re

from freezeframe.cases.document import CaseDocument, Finding

_TURNS = re.compile(r"[\x00\u202a-\u202e\u2066-\u2069]")
"""Characters that would turn the text around them: a cell could read otherwise than it is written."""
COLUMNS = (
    "finding",
    "rule",
    "outcome",
    "claim",
    "claim's words",
    "pictures",
    "sentence",
    "evidence",
    "would be refuted by",
)
_STARTS = "=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20"
"""What a spreadsheet may take for the beginning of a formula or command, in its wide forms too."""


def table(document: CaseDocument) -> bytes:
    """CSV (RFC 4180) in UTF-8 with a byte order mark, so that spreadsheets read its letters right."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for finding in document.findings:
        writer.writerow([harmless(cell) for cell in _row(document, finding)])
    return text.getvalue().encode("utf-8-sig", "replace")


def harmless(cell: str) -> str:
    """A cell that is text for every spreadsheet: one that could be a formula gets an apostrophe before it."""
    tamed = _TURNS.sub("", cell)
    bare = tamed.lstrip(" \u00a0\ufeff\u200b")
    return f"'{tamed}" if bare[:1] and bare[0] in _STARTS else tamed


def _row(document: CaseDocument, finding: Finding) -> list[str]:
    ids = finding.pictures or ((finding.picture,) if finding.picture else ())
    pictures = [picture.name for name in ids if (picture := document.picture(name))]
    evidence = "; ".join(one.text for one in finding.evidence)
    return [
        finding.id,
        finding.rule,
        finding.outcome,
        finding.claim,
        finding.words,
        ", ".join(pictures),
        finding.sentence,
        evidence,
        finding.would_be_refuted_by,
    ]

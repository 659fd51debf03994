"""The findings as a table for a spreadsheet, which must not take any of it for a formula."""

from __future__ import annotations

import csv
import io

from freezeframe.cases.document import CaseDocument, Finding

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
    bare = cell.replace("\x00", "").lstrip(" \u00a0\ufeff\u200b")
    return f"'{cell}" if bare[:1] and bare[0] in _STARTS else cell.replace("\x00", "")


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

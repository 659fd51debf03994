"""Claims as W3C Web Annotations: the words in the statement's stored text, found by position and by quotation."""

from __future__ import annotations

import base64
from typing import Any

from freezeframe.cases.document import CaseDocument, CaseStatement
from freezeframe.cases.objects import Json
from freezeframe.report.standing import Standing, standings

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32
"""Code points before and after the words, by which they are found in a changed text."""


def annotation_page(document: CaseDocument) -> dict[str, Any]:
    """An AnnotationPage with an annotation for each claim of each statement.

    Positions count code points of the stored text, whose SHA-256 is the source's name.
    """
    items = [_annotation(one) for one in standings(document)]
    return {
        "@context": CONTEXT,
        "id": f"urn:freezeframe:{document.id}:claims",
        "type": "AnnotationPage",
        "items": items,
    }


def name_of(sha256: str) -> str:
    """A name for content by its digest (RFC 6920)."""
    try:
        digest = bytes.fromhex(sha256)
    except ValueError:
        digest = b""
    return f"ni:///sha-256;{base64.urlsafe_b64encode(digest).decode('ascii').rstrip('=')}"


def selectors(text: str, span: tuple[int, int]) -> list[dict[str, Any]]:
    """The two ways to find words: where they stand, and how they read with what is around them."""
    first, end = span
    return [
        {"type": "TextPositionSelector", "start": first, "end": end},
        {
            "type": "TextQuoteSelector",
            "exact": text[first:end],
            "prefix": text[max(first - _AROUND, 0) : first],
            "suffix": text[end : end + _AROUND],
        },
    ]


def _annotation(one: Standing) -> dict[str, Any]:
    claim = one.claim
    said = f"{one.speaker} claims this." if one.speaker and claim.get("said", True) else "The text says this itself."
    body = [{"type": "TextualBody", "purpose": "describing", "format": "text/plain", "language": "en", "value": said}]
    body += [
        {"type": "TextualBody", "purpose": "assessing", "format": "text/plain", "language": "en", "value": text}
        for text in [finding.sentence for finding in one.findings]
    ]
    return {
        "id": f"urn:freezeframe:{one.key}",
        "type": "Annotation",
        "motivation": "assessing" if one.findings else "describing",
        "body": body,
        "target": _target(one.statement, claim),
    }


def _target(statement: CaseStatement, claim: Json) -> dict[str, Any]:
    text = statement.reading["text"]
    first, end = claim["span"]
    return {"source": name_of(text["sha256"]), "selector": selectors(text["text"], (first, end))}

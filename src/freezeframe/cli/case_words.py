"""A case in words, in lines of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from freezeframe.cases.document import CaseDocument, CasePicture, CaseStatement, Finding
from freezeframe.cases.state import PictureEntry, StatementEntry
from freezeframe.cli.context import plain
from freezeframe.cli.fields import field, wrapped

_KINDS = {"statement": "a statement", "revision": "a revision of {}", "reply": "a reply to {}"}
_CLOSING = ("weighed", "not_checked")
"""Rules that say how claims stand after all others."""
_EVIDENCE = 6
"""Lines of evidence of a finding that are shown at most."""
_OUTCOMES = {"supports": "SUPPORTS", "contradicts": "CONTRADICTS", "undetermined": "UNDETERMINED"}


def statement_line(entry: StatementEntry, reading: Mapping[str, Any]) -> list[str]:
    """A statement that was read."""
    kind = _KINDS[entry.kind].format(entry.revises)
    claims, pictures = len(reading["claims"]), len(reading["pictures"])
    said = f"{entry.id}: {entry.name}, {kind}: {_count(claims, 'claim')}, speaks of {_count(pictures, 'picture')}"
    published = reading["article"]["published"]["edtf"]
    return wrapped(f"{said}; published {published or 'at an unknown date (give it with --date)'}", "", "    ")


def picture_line(entry: PictureEntry, claims: Sequence[str]) -> list[str]:
    """A picture that was attached."""
    offered = ", ".join(f"{entry.statement}/{claim}" for claim in claims)
    said = f"offered for {offered}" if offered else f"offered with {entry.statement}, for no claim that was found"
    return wrapped(f"{entry.id}: {entry.name}, {said}", "", "    ")


def page(document: CaseDocument) -> Iterator[str]:
    """The whole case."""
    yield from wrapped(f"{document.title} [{document.id}], {document.created}", "", "")
    for statement in document.statements:
        yield ""
        yield from _statement(statement, document)
    if document.findings:
        yield ""
        yield from findings(document.findings)
    for version in document.versions:
        said = f": {version.note}" if version.note else ""
        yield from wrapped(f"report {version.number}, {version.at}, by {version.by}{said}", "", "    ")


def findings(found: Sequence[Finding]) -> Iterator[str]:
    """Each finding with what it rests on."""
    for number, one in enumerate(found):
        if number:
            yield ""
        of = ", ".join(name for name in (one.claim, one.picture or ", ".join(one.pictures)) if name)
        yield plain(f"{one.id} {_OUTCOMES[one.outcome]} {of} ({one.rule})")
        yield from wrapped(one.sentence, "  ", "  ")
        yield from field("claimed", f"“{one.words}”" if one.words else "")
        for evidence in one.evidence[:_EVIDENCE]:
            yield from field("because", evidence.text)
        if len(one.evidence) > _EVIDENCE:
            yield from field("", f"and {len(one.evidence) - _EVIDENCE} more, in the report and with --json")
        yield from field("refuted by", one.would_be_refuted_by)


def sentences(found: Sequence[Finding]) -> Iterator[str]:
    """Each finding in its one sentence: first how the claims stand, then what decides, then what is open."""
    stand = sorted((one for one in found if one.rule in _CLOSING), key=lambda one: _CLOSING.index(one.rule))
    rest = [one for one in found if one not in stand]
    decided = [one for one in rest if one.outcome != "undetermined"]
    parts = (
        ("How the claims stand", stand),
        ("What that rests on", decided),
        ("What decides nothing", [one for one in rest if one not in decided]),
    )
    for title, part in parts:
        if part:
            yield from ("", title)
        for one in part:
            yield from wrapped(f"{_OUTCOMES[one.outcome]}: {one.sentence}", "  ", "    ")


def _statement(statement: CaseStatement, document: CaseDocument) -> Iterator[str]:
    article = statement.reading["article"]
    kind = _KINDS[statement.kind].format(statement.revises)
    yield from wrapped(
        f"{statement.id}: {statement.file}, {kind}: {article['headline'] or '(no headline)'}", "", "    "
    )
    yield from field("published", article["published"]["edtf"] or "not known")
    for claim in statement.claims:
        yield from _claim(statement.key(claim["id"]), claim, document)
    for picture in document.pictures_of(statement.id):
        yield from field(picture.id, _picture(picture))


def _claim(key: str, claim: Mapping[str, Any], document: CaseDocument) -> Iterator[str]:
    who = claim["speaker"]["name"] if claim["speaker"] else "the writer"
    yield from field(key, f"{who}: “{claim['text']}”")
    rating = document.rating(key)
    if rating is not None:
        note = f" ({rating.note})" if rating.note else ""
        yield from field("", f"rated “{rating.rating}” by {rating.by}, {rating.at}{note}")


def _picture(picture: CasePicture) -> str:
    found = {"found": "found", "not_found": "in no footage of the archive", "unreadable": "cannot be read"}
    match = picture.matches[0] if picture.matches else None
    said = f"taken from “{match['title']}”" if match else found.get(picture.outcome, "not traced yet")
    claims = f", offered for {', '.join(picture.claims)}" if picture.claims else ""
    return f"{picture.name}: {said}{claims}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

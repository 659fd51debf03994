"""The words of a statement, with what is claimed in them marked, and who says each claim through whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from freezeframe.cases.document import CaseStatement
from freezeframe.cases.objects import Json
from freezeframe.report.periods import said
from freezeframe.report.standing import Standing

KINDS = {
    "statement": "Statement {id}",
    "revision": "Statement {id}, read as a revision of {revises}",
    "reply": "Statement {id}: the other side replies",
}
_QUOTES = {
    "direct": "quoted word for word",
    "mixed": "partly quoted",
    "indirect": "in the text's own words",
    "none": "",
}


@dataclass(frozen=True)
class Piece:
    """A run of the text that the same claims cover."""

    text: str
    claims: Sequence[str]
    """Anchors of the claims, the one that began last first."""
    begins: Sequence[tuple[str, str]]
    """Of the claims that begin here: anchor and number."""
    speaker: bool
    """It is the name of somebody who says a claim."""


@dataclass(frozen=True)
class Paragraph:
    """A block of the text."""

    kind: str
    """headline, deck, byline, dateline, body, caption, furniture."""
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Line:
    """A claim in the list beside the text."""

    anchor: str
    number: str
    words: str
    speaker: str
    inferred: bool
    """Who says it was concluded, not read."""
    chain: Sequence[str]
    """From who says it over those who pass it on to the publisher."""
    marks: Sequence[str]
    """How it is said: quoted, hedged, negated, the writer's own."""
    standing: Standing


@dataclass(frozen=True)
class Entry:
    """A statement in the ledger."""

    anchor: str
    heading: str
    title: str
    facts: Sequence[tuple[str, str]]
    paragraphs: Sequence[Paragraph]
    lines: Sequence[Line]
    url: str
    reply: bool


def entry(statement: CaseStatement, standings: Sequence[Standing]) -> Entry:
    """A statement with its claims; ``standings`` are those of its claims."""
    article = statement.reading["article"]
    lines = [_line(number, one, statement) for number, one in enumerate(standings, 1)]
    return Entry(
        f"statement-{statement.id}",
        KINDS[statement.kind].format(id=statement.id, revises=statement.revises or "an earlier one"),
        article["headline"] or statement.file,
        list(_facts(statement)),
        paragraphs(statement.reading, {one.claim["id"]: one.anchor for one in standings}),
        lines,
        statement.given.get("url", ""),
        statement.kind == "reply",
    )


def paragraphs(reading: Json, anchors: Mapping[str, str]) -> list[Paragraph]:
    """The text in its blocks, cut wherever a claim or a speaker's name begins or ends; not a letter is lost."""
    text = reading["text"]["text"]
    numbers = {claim["id"]: str(number) for number, claim in enumerate(reading["claims"], 1)}
    found = []
    for kind, first, end in _blocks(reading, len(text)):
        pieces = list(_pieces(reading, (first, end), anchors, numbers))
        if any(piece.text.strip() for piece in pieces):
            found.append(Paragraph(kind, pieces))
    return found


def _blocks(reading: Json, length: int) -> Iterator[tuple[str, int, int]]:
    """The blocks, and as ``body`` what lies between them."""
    at = 0
    for block in sorted(reading["blocks"], key=lambda one: one["span"]):
        first, end = block["span"]
        if first > at:
            yield "body", at, first
        if end > max(first, at):
            yield block["kind"], max(first, at), end
        at = max(at, end)
    if at < length:
        yield "body", at, length


def _pieces(
    reading: Json, span: tuple[int, int], anchors: Mapping[str, str], numbers: Mapping[str, str]
) -> Iterator[Piece]:
    first, end = span
    claims = [claim for claim in reading["claims"] if claim["span"][0] < end and claim["span"][1] > first]
    names = [claim["speaker"]["span"] for claim in claims if claim.get("speaker") and claim["speaker"].get("span")]
    names += [one["speaker"]["span"] for one in reading["claims"] if one.get("speaker") and one["speaker"].get("span")]
    cuts = {first, end}
    for one in [claim["span"] for claim in claims] + names:
        cuts |= {edge for edge in one if first < edge < end}
    edges = sorted(cuts)
    for begin, stop in pairwise(edges):
        over = [claim for claim in claims if claim["span"][0] <= begin and claim["span"][1] >= stop]
        over.sort(key=lambda claim: (-claim["span"][0], claim["span"][1]))
        yield Piece(
            reading["text"]["text"][begin:stop],
            [anchors[claim["id"]] for claim in over],
            [(anchors[claim["id"]], numbers[claim["id"]]) for claim in over if claim["span"][0] == begin],
            any(name[0] <= begin and name[1] >= stop for name in names),
        )


def _line(number: int, standing: Standing, statement: CaseStatement) -> Line:
    claim = standing.claim
    voice = claim.get("speaker")
    chain = [str(name) for name in claim.get("chain", ())]
    speaker = voice["name"] if voice else chain[0] if chain else "the writer of the text"
    publisher = statement.given.get("publisher") or statement.reading["article"].get("agency") or ""
    through = [name for name in [*chain, publisher] if name and name != speaker]
    return Line(
        standing.anchor,
        str(number),
        claim["text"],
        speaker,
        bool(voice and voice.get("inferred")) or bool(voice is None and chain),
        list(dict.fromkeys(through)),
        list(_marks(claim)),
        standing,
    )


def _marks(claim: Json) -> Iterator[str]:
    if not claim.get("said", True):
        yield "the writer's own words"
    if _QUOTES.get(claim.get("quote", "none")):
        yield _QUOTES[claim["quote"]]
    if claim.get("hedge"):
        yield f"hedged: {', '.join(claim['hedge'])}"
    if claim.get("negated"):
        yield "in the negative"
    if claim.get("act", "claim") != "claim":
        yield f"a {claim['act']}"
    for edtf in claim.get("dates", ()):
        yield said(edtf)


def _facts(statement: CaseStatement) -> Iterator[tuple[str, str]]:
    given, article = statement.given, statement.reading["article"]
    if given.get("publisher"):
        yield "published by", given["publisher"]
    published = article["published"]
    if published["edtf"]:
        how = {"given": "as given with it", "dateline": "by its dateline", "metadata": "by its metadata"}
        yield "published", f"{said(published['edtf'])} ({how.get(published['how'], published['how'])})"
    yield "file", statement.file
    yield "SHA-256", statement.sha256

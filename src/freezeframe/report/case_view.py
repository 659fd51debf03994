"""What the page of a case shows of each picture: what it is said to be, what it was traced to, and how to see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from freezeframe.cases.document import CaseDocument, CasePicture, CaseSource, Finding, SourceAttestation
from freezeframe.cases.objects import Json
from freezeframe.report import phrases
from freezeframe.report.embedded import LEFT_OUT, Lost, Pictures
from freezeframe.report.exhibits import OPERATIONS
from freezeframe.report.page import Preview, without_folders
from freezeframe.report.periods import period, said
from freezeframe.report.standing import WEIGHED, about, ordered
from freezeframe.report.timeline import EVIDENCE

KINDS = {
    "recording": "a recording",
    "game": "a video game",
    "film": "a film",
    "exercise": "an exercise",
    "simulation": "a simulation",
    "generated": "generated, not recorded",
    "unknown": "of unknown kind",
}
_LAID_OVER = ("blink-picture", "blink-source")
_FIRST = ("pair", "cut-away", "added")
"""Exhibits that are seen at once; the others are unfolded."""


@dataclass(frozen=True)
class Figure:
    """An exhibit on the page."""

    title: str
    alt: str
    preview: Preview | Lost
    file: str
    """In the case folder."""


@dataclass(frozen=True)
class MatchView:
    """A source that the picture was taken from."""

    anchor: str
    heading: str
    title: str
    facts: Sequence[tuple[str, str]]
    url: str
    over: tuple[Figure, Figure] | None
    """The two that are laid over each other: the picture, then the source."""
    first: Sequence[Figure]
    rest: Sequence[Figure]


@dataclass(frozen=True)
class Offered:
    """A claim that the picture is offered for."""

    anchor: str
    words: str
    speaker: str
    dates: Sequence[str]
    places: Sequence[str]


@dataclass(frozen=True)
class PictureView:
    """A picture of the case."""

    id: str
    name: str
    sha256: str
    size: str
    thumbnail: Preview | Lost
    alone: Preview | Lost | None
    """The picture itself, large, where no exhibit shows it."""
    statement: str
    """Which statement offers it."""
    offered: Sequence[Offered]
    headline: str
    """What came of the search, in a sentence."""
    facts: Sequence[tuple[str, str]]
    """Of the source, for the overview."""
    findings: Sequence[Finding]
    matches: Sequence[MatchView]
    leads: Sequence[str]
    searched: str
    reliability: Sequence[str]
    metadata: Sequence[tuple[str, str]]

    @property
    def outcome(self) -> str:
        """The weightiest outcome of its findings; ``unchecked`` when there are none."""
        return self.findings[0].outcome if self.findings else "unchecked"


def picture_views(document: CaseDocument, pictures: Pictures) -> list[PictureView]:
    """Every picture of the case, in its order."""
    return [_view(document, picture, pictures) for picture in document.pictures]


def headline(picture: CasePicture) -> str:
    """What came of the search."""
    if picture.trace is None:
        return "Not searched for yet."
    told = picture.trace.get("not_found") or {}
    if picture.outcome == "unreadable":
        return f"It could not be read: {without_folders(str(told.get('reason') or 'no reason known'))}."
    if picture.outcome == "not_found":
        return "Found in none of the footage that was searched. That says nothing about where it is from."
    match = picture.matches[0]
    what = "A frame of" if match["media"] == "video" else "The same picture as"
    return f"{what} “{match['title']}”."


def span(dates: Sequence[str]) -> str:
    """From the date that begins first to the one that ends last, in words."""
    first = min(dates, key=lambda edtf: period(edtf).first or date.min)
    last = max(dates, key=lambda edtf: period(edtf).last or date.max)
    return said(first) if first == last else f"{said(first)} to {said(last)}"


def attested(source: CaseSource, of: str) -> list[str]:
    """Who attests which date or place of a source, a line each."""
    lines = []
    for one in source.attestations:
        if one.of == of:
            value = one.value if of == "place" else said(one.value)
            inferred = "; that it is this very item is inferred" if one.same_item == "inferred" else ""
            lines.append(f"{value}, according to {one.by} ({EVIDENCE[one.evidence]}{inferred})")
    return lines


def _view(document: CaseDocument, picture: CasePicture, pictures: Pictures) -> PictureView:
    matches = [_match(document, picture, number, pictures) for number in range(len(picture.matches))]
    shown = any(match.over or match.first for match in matches)
    told = (picture.trace or {}).get("not_found") or {}
    caught = told.get("would_have_been_caught")
    return PictureView(
        picture.id,
        picture.name,
        picture.sha256,
        f"{picture.width} x {picture.height} pixels" if picture.width else "",
        pictures.thumbnail(picture.file),
        None if shown else pictures.whole(picture.file),
        picture.statement,
        list(_offered(document, picture)),
        headline(picture),
        list(_overview(document, picture)),
        ordered(one for one in document.findings if about(one, picture) and one.rule != WEIGHED),
        matches,
        [f"“{lead['title']}”: {phrases.LEADS.get(lead['why'], lead['why'])}" for lead in picture.leads],
        phrases.searched(picture.trace["searched"]) if picture.trace else "",
        list(phrases.reliability(caught, told.get("measured") or {})) if caught else [],
        list(_tags(picture)),
    )


def _offered(document: CaseDocument, picture: CasePicture) -> Iterator[Offered]:
    statement = document.statement(picture.statement)
    for name in picture.claims:
        claim = statement.claim(name) if statement else None
        if statement is not None and claim is not None:
            voice = claim.get("speaker")
            yield Offered(
                statement.key(name).replace("/", "-"),
                claim["text"],
                voice["name"] if voice else "",
                [said(edtf) for edtf in claim["dates"]],
                [("not " if place["denied"] else "") + place["name"] for place in claim["places"]],
            )


def _overview(document: CaseDocument, picture: CasePicture) -> Iterator[tuple[str, str]]:
    """What its source is, in a few words."""
    if not picture.matches:
        return
    match = picture.matches[0]
    source = document.sources.get(match["source_id"])
    if source is None:
        return
    if source.source_kind != "unknown":
        yield "described as", KINDS.get(source.source_kind, source.source_kind)
    if source.publisher:
        yield "from", source.publisher
    dates = [one for one in source.attestations if one.of != "place"]
    if dates:
        yield "dated", f"{span([one.value for one in dates])}, {_by(dates)}"
    places: dict[str, list[SourceAttestation]] = {}
    for one in source.attestations:
        if one.of == "place":
            places.setdefault(one.value, []).append(one)
    if places:
        yield "place", "; ".join(f"{place}, {_by(ones)}" for place, ones in places.items())
    done = phrases.edits(match).removeprefix(", ")
    yield "shows", f"{phrases.of_frame(match)}{f'; {done}' if done else ''}"


def _by(attestations: Sequence[SourceAttestation]) -> str:
    """Who attests it, or how many do; how many of them rest on a copy that is held, and on an inference."""
    if len({one.by for one in attestations}) == 1:
        who = f"according to {attestations[0].by}"
    else:
        who = f"by {phrases.counted(len(attestations), 'attestation')}"
    held = sum(one.evidence == "held" for one in attestations)
    inferred = sum(one.same_item == "inferred" for one in attestations)
    if len(attestations) == 1:
        return f"{who} ({EVIDENCE[attestations[0].evidence]}{', inferred' if inferred else ''})"
    return f"{who} ({held or 'none'} held{f', {inferred} inferred' if inferred else ''})"


def _match(document: CaseDocument, picture: CasePicture, number: int, pictures: Pictures) -> MatchView:
    match = picture.matches[number]
    source = document.sources.get(match["source_id"])
    figures = {
        one.kind: Figure(
            OPERATIONS[one.kind].title if one.kind in OPERATIONS else one.kind,
            one.caption or (OPERATIONS[one.kind].title if one.kind in OPERATIONS else one.kind),
            pictures.exhibit(one),
            one.file,
        )
        for one in document.exhibits
        if (one.picture, one.match) == (picture.id, number) and one.kind not in LEFT_OUT
    }
    over = None
    if all(kind in figures for kind in _LAID_OVER):
        below, above = (figures.pop(kind) for kind in _LAID_OVER)
        over = (below, above) if not isinstance(below.preview, Lost) and not isinstance(above.preview, Lost) else None
    return MatchView(
        f"{picture.id}-match-{number + 1}",
        "Taken from" if number == 0 else "The same frame is also in",
        match["title"],
        list(_facts(picture, match, source)),
        source.url if source else "",
        over,
        [figures[kind] for kind in _FIRST if kind in figures],
        [figure for kind, figure in figures.items() if kind not in _FIRST],
    )


def _of_source(source: CaseSource) -> Iterator[tuple[str, str]]:
    if source.publisher:
        yield "publisher", source.publisher
    yield "kind", KINDS.get(source.source_kind, source.source_kind)
    if source.description:
        yield "description", source.description
    for of in ("published", "filmed", "place"):
        lines = attested(source, of)
        if lines:
            yield of, "\n".join(lines)


def _facts(picture: CasePicture, match: Json, source: CaseSource | None) -> Iterator[tuple[str, str]]:
    if source is not None:
        yield from _of_source(source)
    if match["media"] == "video":
        yield "which frame", phrases.when(match)
    size = {"width": picture.width, "height": picture.height}
    part = phrases.part(match["region"], size)
    if part:
        yield "where", part
    yield "left of the frame", phrases.left(match)
    altered = phrases.changes(match, size)
    if altered:
        yield "altered", altered
    for name, texts in phrases.texts(match):
        yield name, "\n".join(texts)
    yield "false alarm", phrases.alarm(match)
    yield "file", f"{PurePath(match['path']).name}, SHA-256 {match['sha256']}"


def _tags(picture: CasePicture) -> Iterator[tuple[str, str]]:
    """What the file says of itself."""
    for group, tags in picture.metadata.items():
        if isinstance(tags, dict):
            for name, value in tags.items():
                yield f"{group}: {name}", str(value)
        elif tags:
            yield group, str(tags)

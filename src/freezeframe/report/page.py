"""The page of a folder of exhibits: one HTML file that needs no network, no script and no other file.

Small copies of the exhibits are part of the page; the exhibits themselves lie beside it. Jinja2 escapes every value.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from PIL import Image

from freezeframe import __version__
from freezeframe.archive.records import Attestation, Source
from freezeframe.report import phrases
from freezeframe.report.exhibits import OPERATIONS, Recipe
from freezeframe.report.phrases import Answer
from freezeframe.report.places import SAID, kind_of
from freezeframe.report.placing import enlarged
from freezeframe.types import Colour

NAME = "index.html"
_PREVIEW = 1280
"""Pixels of a small copy's width."""
_TALLEST = 1600
"""Pixels of its height."""
_FIRST = ("pair", "placed")
"""Exhibits that come before the two that are laid over each other."""
_FOLDERS = re.compile(r"(?:[A-Za-z]:)?[/\\\\](?:[^/\\\\:;]+[/\\\\])+")
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_KINDS = {
    "recording": "a recording",
    "game": "a video game",
    "film": "a film",
    "exercise": "an exercise",
    "simulation": "a simulation",
    "generated": "generated",
}
_IN_BLINK = ("blink-picture", "blink-source", "blink")


@dataclass(frozen=True)
class Preview:
    """A small copy of an exhibit."""

    uri: str
    width: int
    height: int


@dataclass(frozen=True)
class Shown:
    """An exhibit on the page."""

    operation: str
    title: str
    alt: str
    file: str
    """Its address from the page."""
    recipe: str
    preview: Preview


@dataclass(frozen=True)
class Article:
    """A match or a lead on the page."""

    id: str
    heading: str
    title: str
    facts: Sequence[tuple[str, str]]
    shown: Sequence[Shown]
    fault: str

    @property
    def first(self) -> list[Shown]:
        """What comes first."""
        return [one for one in self.shown if one.operation in _FIRST]

    @property
    def rest(self) -> list[Shown]:
        """What follows after the two that are laid over each other."""
        return [one for one in self.shown if one.operation not in (*_FIRST, *_IN_BLINK)]

    @property
    def blink(self) -> Mapping[str, Shown | None] | None:
        """The two that are laid over each other; None where there are none."""
        by_name = {one.operation: one for one in self.shown}
        if "blink-picture" not in by_name or "blink-source" not in by_name:
            return None
        return {
            "picture": by_name["blink-picture"],
            "source": by_name["blink-source"],
            "animation": by_name.get("blink"),
        }


@dataclass(frozen=True)
class Section:
    """A published picture on the page."""

    id: str
    answer: Answer
    matches: Sequence[Article]
    leads: Sequence[Article]
    preview: Preview | None
    """The picture itself, where no exhibit of a match shows it."""

    @property
    def name(self) -> str:
        """The file's name; its folders are nobody's business."""
        return PurePath(self.answer["picture"]["path"]).name

    @property
    def outcome(self) -> str:
        """What came of it, in a few words."""
        told = self.answer.get("not_found") or {}
        match self.answer["outcome"]:
            case "found":
                return f"Found: {phrases.source(self.answer['matches'][0])}"
            case "unreadable":
                return f"Could not be read: {told.get('reason') or 'no reason known'}"
        return "Found in no footage of this archive"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is to be said of the picture itself, and of the search."""
        picture, told = self.answer["picture"], self.answer.get("not_found") or {}
        rows = [("SHA-256", picture["sha256"])] if picture["sha256"] else []
        if picture["width"]:
            rows.append(("size", f"{picture['width']} x {picture['height']} pixels"))
        if self.answer["outcome"] == "not_found":
            rows += [("why", without_folders(told["reason"]))]
            rows += [("not read", without_folders(why)) for why in told["unread"]]
        return [*rows, ("searched", phrases.searched(self.answer["searched"]))]

    @property
    def reliability(self) -> list[str]:
        """How often such a search finds what is there; empty where that was not measured or the picture was found."""
        told = self.answer.get("not_found") or {}
        caught = told.get("would_have_been_caught")
        return list(phrases.reliability(caught, told.get("measured") or {})) if caught else []


def render(sections: Sequence[Section], made_at: str) -> str:
    """The page; every section comes from a search of the same archive."""
    searched = sections[-1].answer["searched"]
    return (
        _environment()
        .get_template("exhibits.html")
        .render(
            pictures=sections,
            version=__version__,
            made_at=made_at,
            searched=phrases.searched(searched),
            digest=searched["archive_digest"],
        )
    )


def shown(recipe: Recipe, preview: Preview, folder: str, answer: Answer) -> Shown:
    """An exhibit for the page; ``folder`` is where it lies, seen from the page."""
    operation = OPERATIONS[recipe.operation]
    at = quote(f"{folder}/{recipe.file}"), quote(f"{folder}/{recipe.operation}.json")
    return Shown(recipe.operation, operation.title, _alt(recipe.operation, answer), *at, preview)


def preview_of(picture: Colour) -> Preview:
    """A small copy, as part of an address."""
    height, width = picture.shape[:2]
    small = enlarged(picture, min(_PREVIEW / width, _TALLEST / height, 1.0))
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(small[..., ::-1])).save(file, "WEBP", quality=80, method=2)
    uri = f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"
    return Preview(uri, small.shape[1], small.shape[0])


def match_facts(match: Answer, picture: Answer, source: Source | None) -> list[tuple[str, str]]:
    """What is to be said of a match or a lead, as names and texts."""
    rows = [("source", match["source_id"]), *_of_source(source), ("file", PurePath(match["path"]).name)]
    rows.append(("SHA-256", match["sha256"]))
    if match["media"] == "video":
        rows.append(("timecode", phrases.when(match)))
    part = phrases.part(match["region"], picture)
    rows += [("where", part)] if part else []
    rows.append(("left of the frame", phrases.left(match)))
    return [*rows, *_altered(match, picture), ("false alarm", phrases.alarm(match))]


def lead_facts(lead: Answer, source: Source | None) -> list[tuple[str, str]]:
    """What is to be said of a lead: no chance and no share of the frame, which would sound like a match."""
    rows = [("source", lead["source_id"]), *_of_source(source), ("file", PurePath(lead["path"]).name)]
    rows += [("SHA-256", lead["sha256"]), ("why no match", phrases.LEADS.get(lead["why"], lead["why"]))]
    if lead["media"] == "video" and not lead["fault"]:
        rows.append(("compared with", f"frame {lead['frame_index']}, {lead['timecode']}"))
    return rows


def without_folders(line: str) -> str:
    """A line about a file without the folders that it lies in: these are nobody's business."""
    return _FOLDERS.sub("", line)


def _of_source(source: Source | None) -> Iterator[tuple[str, str]]:
    if source is None:
        return
    if source.publisher:
        yield "publisher", source.publisher
    if source.source_kind != "unknown":
        yield "kind", _KINDS[source.source_kind]
    if source.url:
        yield "address", source.url
    for attestation in source.attestations:
        yield attestation.of, _attested(attestation)


def _attested(one: Attestation) -> str:
    """Who attests what, and on what evidence."""
    evidence = {"held": "a copy of the page is held", "cited": "cited", "none": "no evidence"}[one.evidence]
    inferred = "; that it is this very item is inferred" if one.same_item == "inferred" else ""
    return f"{one.value}, according to {one.by} ({evidence}{inferred})"


def _altered(match: Answer, picture: Answer) -> Iterator[tuple[str, str]]:
    """What was done to the frame, and the text that the crop hid or that was added."""
    changed = phrases.changes(match, picture)
    if changed:
        yield "altered", changed
    for name, texts in phrases.texts(match):
        yield name, "\n".join(texts)
    for note in match["text_notes"]:
        yield "not read", note


def _alt(operation: str, answer: Answer) -> str:
    """What a picture shows, for those who do not see it."""
    when = (
        f"frame {answer['frame_index']} at {answer['timecode']}" if answer["media"] == "video" else "the source picture"
    )
    around = "where it would lie" if "why" in answer else f"around what is shown, {phrases.of_frame(answer)}"
    said = {
        "pair": f"On the left the published picture; on the right {when}, an outline {around}.",
        "placed": f"{when}, with the published picture laid into its place; its edges meet those of the frame.",
        "blink-picture": "The published picture.",
        "blink-source": f"The same part of {when}, at the same place and size.",
        "cut-away": f"The whole of {when}; what the picture shows of it is pale. The rest: {_missing(answer)}.",
        "added": "The published picture, pale but for what was added or changed; beside it the source at that place.",
        "difference": "The published picture, the source in its tones, and a map of what differs.",
        "frames": "The frames around the match, each with a map and a figure of what is left over against the picture.",
        "seconds": f"Frames of the source from a second before {when} to a second after it.",
    }
    hidden = phrases.hidden(answer)
    read = f" Text that it does not show: {'; '.join(hidden)}." if operation == "cut-away" and hidden else ""
    return said.get(operation, OPERATIONS[operation].title) + read


def _missing(answer: Answer) -> str:
    """What is missing of a frame: cut away, covered, or both."""
    cut = [one for one in answer["alterations"] if one["kind"] == "cut_away"]
    kinds = {kind_of(one["kind"], one.get("values") or {}) for one in cut}
    return "; ".join(SAID[kind] for kind in SAID if kind in kinds) or SAID["cut_away"]


@cache
def _environment() -> Environment:
    loader = PackageLoader("freezeframe.report")
    how: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    return Environment(loader=loader, autoescape=True, finalize=tame, **how)


def tame(value: object) -> object:
    """A value without characters that could not be seen, or that would turn the text around them; markup stays."""
    return _UNSEEN.sub("", value) if type(value) is str else value

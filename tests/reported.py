"""What the tests of reports share: a small case in a folder, with every part that a page can show."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from freezeframe.cases.document import (
    CaseDocument,
    CaseExhibit,
    CasePicture,
    CaseSource,
    CaseStatement,
    Evidence,
    Finding,
    Rating,
    ReportVersion,
    SourceAttestation,
)
from tests.media import texture

TEXT = (
    "Ministry shows convoy\n\nTOWN, November 14, 2017 — The pictures were taken on November 9 near Abu Kamal, "
    "the Ministry said. It said that the other side refused to strike.\n"
)
CLAIMS = ("The pictures were taken on November 9 near Abu Kamal", "the other side refused to strike")
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{{ 7*7 }}]]>-->"
"""Words that try everything."""
SCALE = {"name": "Five words", "values": ["Wrong", "Misleading", "Unproven", "Mostly right", "Right"], "url": ""}


def reading(text: str = TEXT, claims: tuple[str, ...] = CLAIMS, date: str = "2017-11-09") -> dict[str, Any]:
    """What ``read --json`` would print of a text, as far as a report looks at it."""
    voice = {"actor": "actor-1", "name": "The Ministry", "span": None, "inferred": False}
    told = []
    for number, words in enumerate(claims, 1):
        begin = text.index(words)
        told.append(
            {
                "id": f"claim-{number}",
                "span": [begin, begin + len(words)],
                "text": words,
                "speaker": voice,
                "chain": ["The Ministry"],
                "cue": "said",
                "quote": "indirect",
                "hedge": [],
                "negated": False,
                "places": [{"name": "Abu Kamal", "denied": False}] if number == 1 else [],
                "dates": [date] if number == 1 else [],
                "pictures": [],
                "said": True,
                "act": "claim",
                "same_as": "",
            }
        )
    place = {"id": "place-1", "name": "Abu Kamal", "span": [0, 1], "lat": 34.45, "lon": 40.92, "kind": "city"}
    return {
        "text": {
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "chars": len(text),
            "file": "s.txt",
            "text": text,
        },
        "article": {
            "headline": text.partition("\n")[0],
            "deck": "",
            "agency": "",
            "published": {"edtf": "2017-11-14", "how": "dateline"},
        },
        "blocks": [{"kind": "headline", "span": [0, text.index("\n")]}],
        "actors": [{"id": "actor-1", "name": "The Ministry", "spans": [], "known": "", "kind": "ministry"}],
        "places": [place],
        "dates": [],
        "sources": [],
        "pictures": [],
        "claims": told,
        "stances": [],
        "how": "rules",
    }


def statement(name: str = "s1", kind: Any = "statement", **others: Any) -> CaseStatement:
    """A statement."""
    known = {"given": {"publisher": "A Wire"}, "revises": "", "reading": reading(), "file": f"{name}.txt"}
    return CaseStatement(**({"id": name, "sha256": "a" * 64, "kind": kind} | known | others))


def match(**others: Any) -> dict[str, Any]:
    """A match, as ``trace --json`` prints it."""
    corners = [[-0.5, -0.5], [199.5, -0.5], [199.5, 149.5], [-0.5, 149.5]]
    return {
        "source_id": "S1",
        "path": "/somebody/secret/raid.mp4",
        "sha256": "b" * 64,
        "media": "video",
        "title": "The raid",
        "published": "2016-06",
        "region": corners,
        "frame_index": 20,
        "timecode": "00:00:00.800",
        "frame_intervals": [[20, 20]],
        "log10_nfa": -100.0,
        "tests": 10,
        "inliers": 40,
        "mirrored": False,
        "grey": True,
        "visible_fraction": 0.5,
        "crop": corners,
        "text_notes": [],
        "alterations": [{"kind": "cropped", "polygon": corners, "in": "frame", "text": "", "lines": [], "values": {}}],
    } | others


def attestation(value: str, of: Any = "published", **others: Any) -> SourceAttestation:
    """Somebody's word on a date or place."""
    known = {"by": "A Paper", "url": "https://paper.example/raid", "evidence": "cited", "capture": ""}
    return SourceAttestation(of, value, **(known | {"same_item": "stated", "retrieved_at": "2026-11-22"} | others))


def source(*attestations: SourceAttestation, **others: Any) -> CaseSource:
    """A source."""
    known: dict[str, Any] = {
        "title": "The raid",
        "publisher": "Another Ministry",
        "source_kind": "recording",
        "url": "https://videos.example/1",
        "description": "",
        "licence": "CC0-1.0",
        "sha256": "b" * 64,
        "media": "video",
        "withheld": False,
        "container": {},
    }
    return CaseSource(attestations=attestations, **(known | others))


def document(folder: Path, **others: Any) -> CaseDocument:
    """A case with one traced picture and one that was not found, its files in ``folder``."""
    searched = {"videos": 3, "pictures": 0, "keyframes": 30, "seconds": 90.0, "archive_digest": "d" * 64, "lost": 0}
    trace: Mapping[str, Any] = {"outcome": "found", "matches": [match()], "leads": [], "searched": searched}
    nothing = {
        "outcome": "not_found",
        "matches": [],
        "leads": [{"title": "Alike", "why": "same_scene"}],
        "searched": searched,
        "not_found": {
            "reason": "nothing",
            "unread": [],
            "would_have_been_caught": {"grey": 0.9, "blur": None},
            "measured": {},
        },
    }
    pictures = []
    for number, told in enumerate((trace, nothing), 1):
        file = f"originals/{number}.png"
        _paint(folder / file, number)
        sha256 = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        pictures.append(
            CasePicture(
                f"p{number}", sha256, file, f"{number}.png", "s1", 200, 150, ("claim-1",), {"exif": {"Make": "X"}}, told
            )
        )
    exhibits = []
    for kind in ("pair", "blink-picture", "blink-source", "cut-away", "difference"):
        file = f"exhibits/p1/match-1/{kind}.png"
        _paint(folder / file, len(kind))
        exhibits.append(CaseExhibit("p1", 0, file, kind, "", {}))
    finding = Finding(
        "f1",
        "earlier_source",
        "contradicts",
        "s1/claim-1",
        "p1",
        "Its source is older than what is claimed.",
        (Evidence("published June 2016, according to A Paper", "S1", attestation("2016-06")),),
        "An older claim.",
        CLAIMS[0],
    )
    known: dict[str, Any] = {
        "statements": (statement(),),
        "pictures": tuple(pictures),
        "sources": {
            "S1": source(
                attestation("2016-06"), attestation("2016-09", "filmed"), attestation("near Fallujah, Iraq", "place")
            )
        },
        "findings": (finding,),
        "exhibits": tuple(exhibits),
        "journal_head": "e" * 64,
        "versions": (ReportVersion(1, "2026-11-25T10:00:00Z", "Anna Example", ""),),
    }
    return CaseDocument("case1", "A convoy", "2026-11-25T09:00:00Z", "0.1.0", **(known | others))


def rated(of: CaseDocument, word: str = "Misleading") -> CaseDocument:
    """The case with a rating of its claim."""
    return replace(
        of, ratings=(Rating("s1/claim-1", word, SCALE, "Anna Example", "2026-11-25T11:00:00Z", "See there."),)
    )


def _paint(path: Path, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(texture(seed, 150, 200), np.uint8)).save(path)

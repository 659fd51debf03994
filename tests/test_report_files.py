"""What lies beside the page for programs: the table, the annotations, the provenance, and the marks in a statement."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freezeframe.report import commands, findings_csv, ledger_view, prov
from freezeframe.report.annotations import annotation_page, name_of
from freezeframe.report.findings_csv import COLUMNS, harmless
from tests import reported

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "\u00a0=1", "\uff1d1", "|x", "%x"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_cell_keeps_its_words(cell: str) -> None:
    safe = harmless(cell)
    kept = re.sub("[\x00\u202a-\u202e\u2066-\u2069]", "", cell)
    assert safe.removeprefix("'") in {kept.removeprefix("'"), kept}
    bare = safe.lstrip(" \u00a0\ufeff\u200b")
    assert not bare or bare[0] not in "=+-@\t\r\n|%"


def test_no_cell_turns_its_letters_around() -> None:
    assert harmless("photo\u202egnp.exe\u2066") == "photognp.exe"
    assert harmless("\u202e=1") == "'=1"


def test_the_table_can_be_read_again(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    sly = replace(
        known.findings[0], id="f2", sentence='=HYPERLINK("http://x","a\nb")', pictures=("p1", "p2"), picture=""
    )
    data = findings_csv.table(replace(known, findings=(*known.findings, sly)))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1][2] == "contradicts"
    assert rows[1][5] == "1.png"
    assert rows[2][6].startswith("'=")
    assert rows[2][5] == "1.png, 2.png"


def test_annotations_point_at_the_words(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    page = annotation_page(known)
    text = reported.TEXT
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert [one["type"] for one in page["items"]] == ["Annotation", "Annotation"]
    for item, words in zip(page["items"], reported.CLAIMS, strict=True):
        position, quote = item["target"]["selector"]
        assert text[position["start"] : position["end"]] == words == quote["exact"]
        assert f"{quote['prefix']}{words}{quote['suffix']}" in text
        assert item["target"]["source"] == name_of(known.statements[0].reading["text"]["sha256"])
    assert "older than" in page["items"][0]["body"][1]["value"]


def test_a_name_by_digest_is_that_of_rfc_6920() -> None:
    # "Hello World!", the example of RFC 6920, section 8.1.
    digest = base64.urlsafe_b64decode("f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk=").hex()
    assert name_of(digest) == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"


def test_provenance_names_only_what_it_has(tmp_path: Path) -> None:
    record = prov.record(reported.rated(reported.document(tmp_path)))
    json.dumps(record)
    named = {name for kind in ("entity", "activity", "agent") for name in record[kind]}
    relations = ("used", "wasGeneratedBy", "wasDerivedFrom", "wasAssociatedWith")
    ends = [name for kind in relations for one in record[kind].values() for name in one.values()]
    assert set(ends) <= named
    made = [one["prov:entity"] for one in record["wasGeneratedBy"].values()]
    assert len(made) == len(set(made)), "everything is made once"
    assert {"ff:trace-p1", "ff:finding-f1", "ff:rating-1", "ff:report-v1"} <= set(made)
    prefixes = {name.partition(":")[0] for name in named}
    assert prefixes <= set(record["prefix"])
    derived = {(one["prov:generatedEntity"], one["prov:usedEntity"]) for one in record["wasDerivedFrom"].values()}
    assert ("ff:finding-f1", "ff:trace-p1") in derived


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=6)


@settings(deadline=None)
@given(SPANS, st.lists(st.integers(0, 80), max_size=5))
def test_not_a_letter_of_a_statement_is_lost(spans: list[tuple[int, int]], cuts: list[int]) -> None:
    text = "".join(chr(0x61 + n % 26) for n in range(80))
    claims: list[dict[str, Any]] = [
        {"id": f"claim-{n}", "span": [begin, min(begin + width, 80)], "text": "", "speaker": None}
        for n, (begin, width) in enumerate(spans)
    ]
    edges = sorted({0, *cuts})
    blocks = [{"kind": "body", "span": [a, b]} for a, b in pairwise(edges)]
    anchors = {str(claim["id"]): str(claim["id"]) for claim in claims}
    shown = ledger_view.paragraphs({"text": {"text": text}, "blocks": blocks, "claims": claims}, anchors)
    pieces = [piece for paragraph in shown for piece in paragraph.pieces]
    assert "".join(piece.text for piece in pieces) == text
    at = 0
    for piece in pieces:
        over = {str(c["id"]) for c in claims if c["span"][0] <= at and c["span"][1] >= at + len(piece.text)}
        assert set(piece.claims) == over
        at += len(piece.text)
    begun = [anchor for piece in pieces for anchor, _ in piece.begins]
    assert sorted(begun) == sorted(anchors)


def test_commands_take_any_name(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    sly = replace(known, statements=(reported.statement(file="-r; rm 'x'.txt"),))
    lines = commands.repeat(sly)
    assert "freezeframe case --case again read './-r; rm '\"'\"'x'\"'\"'.txt' --publisher 'A Wire'" in lines
    assert lines[-1].endswith("report")

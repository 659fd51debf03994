"""The statements of the sample case are read as they were meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import freezeframe
from freezeframe.claims.reading import Given, read
from freezeframe.claims.statement import read_statement
from freezeframe.claims.to_json import reading_json
from freezeframe.config import LIMITS

STATEMENTS = Path(freezeframe.__file__).parent / "samples" / "statements"
MINISTRY = "Russia's Defense Ministry"


@pytest.fixture
def reading(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The object that ``read --json`` prints."""
    found = reading_json(read(read_statement(STATEMENTS / request.param, None, LIMITS), Given()))
    return dict(json.loads(json.dumps(found)))


def _said(reading: dict[str, Any], part: str) -> dict[str, Any]:
    (found,) = (claim for claim in reading["claims"] if part in claim["text"] and claim["said"])
    return dict(found)


@pytest.mark.parametrize("reading", ["published.txt"], indirect=True)
def test_the_ministry_offers_pictures_of_9_november_at_abu_kamal(reading: dict[str, Any]) -> None:
    assert reading["article"]["published"] == {"edtf": "2017-11-14", "how": "dateline"}
    claim = _said(reading, "taken by Russian drones")
    assert claim["speaker"]["name"] == MINISTRY
    assert not claim["speaker"]["inferred"]
    assert claim["dates"] == ["2017-11-09"]
    assert {"name": "Abu Kamal", "denied": False} in claim["places"]
    (offered,) = (one for one in reading["pictures"] if one["id"] in claim["pictures"])
    assert offered["offered_by"]["name"] == MINISTRY
    assert offered["dates"] == ["2017-11-09"]
    assert "leaving Abu Kamal" in offered["offered_as"]
    (where,) = {(p["lat"], p["lon"]) for p in reading["places"] if p["name"] == "Abu Kamal"}
    assert where == pytest.approx((34.45, 40.92), abs=0.05)


@pytest.mark.parametrize("reading", ["later.txt"], indirect=True)
def test_the_same_evening_it_speaks_of_a_mistake_and_offers_two_others(reading: dict[str, Any]) -> None:
    assert reading["article"]["published"]["edtf"] == "2017-11-14"
    assert _said(reading, "by mistake")["speaker"]["name"] == MINISTRY
    offered = _said(reading, "authentic")
    assert offered["dates"] == ["2017-11-09"]
    assert [p["words"] for p in reading["pictures"] if p["id"] in offered["pictures"]] == ["two new pictures"]
    assert _said(reading, "transcripts")["speaker"]["name"] == MINISTRY


@pytest.mark.parametrize("reading", ["reply.txt"], indirect=True)
def test_the_accused_side_replies(reading: dict[str, Any]) -> None:
    speakers = [claim["speaker"]["name"] for claim in reading["claims"] if claim["said"]]
    assert speakers == ["Ryan Dillon", "Ryan Dillon", "Adrian Rankine-Galloway", "US embassy", "Heather Nauert"]


@pytest.mark.parametrize("reading", ["published.txt", "later.txt", "reply.txt"], indirect=True)
def test_every_statement_says_that_its_pictures_are_stand_ins(reading: dict[str, Any]) -> None:
    text = reading["text"]["text"]
    assert "stand-ins" in text
    assert "no agency's own text" in text
    (note,) = (text[slice(*block["span"])] for block in reading["blocks"] if block["kind"] == "furniture")
    assert note.startswith("This article was written for the sample case")

"""The readings made by hand agree with their articles: each text occurs in its article, each date is EDTF."""

import json
from typing import Any

import pytest

from freezeframe.archive.dates import earliest
from tests.gold import FOLDER, GOLD, article_text

CLAIM = {"text", "speaker", "chain", "cue", "quote", "hedge", "negated", "act", "said"}
PICTURE = {"words", "offered_by", "offered_as", "said_source", "said_by", "dates", "places"}
TOP = {"input", "date_given", "article", "actors", "dates", "denied_places", "claims", "pictures", "furniture"}
QUOTES = "\"'“”«»„\u2018\u2019"


@pytest.fixture(params=GOLD, ids=lambda path: path.name.removesuffix(".gold.json"))
def gold(request: pytest.FixtureRequest) -> dict[str, Any]:
    reading: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    return reading


def texts_of(gold: dict[str, Any]) -> list[str]:
    """Everything that must stand in the article."""
    head = gold["article"]
    texts = [
        head["headline"],
        head["deck"],
        head["agency"],
        *gold["actors"],
        *gold["denied_places"],
        *gold["furniture"],
    ]
    texts += [date["text"] for date in gold["dates"]]
    if head["dateline"]:
        texts.append(head["dateline"]["place"])
    for claim in gold["claims"]:
        texts += [claim["text"], claim["speaker"] or "", claim["cue"], *claim["chain"], *claim["hedge"]]
    for picture in gold["pictures"]:
        texts += [str(picture[field] or "") for field in PICTURE - {"dates", "places"}] + picture["places"]
    for name, others in gold.get("aliases", {}).items():
        texts += [name, *others]
    return texts


def dates_of(gold: dict[str, Any]) -> list[str]:
    head = gold["article"]
    dates = [gold["date_given"] or "", head["published"]["edtf"], *(date["edtf"] for date in gold["dates"])]
    if head["dateline"]:
        dates.append(head["dateline"]["date"])
    return dates + [date for picture in gold["pictures"] for date in picture["dates"]]


def test_there_are_enough_articles_and_each_has_a_reading() -> None:
    articles = {path.stem for path in FOLDER.iterdir() if path.suffix in (".txt", ".html")}
    assert len(articles) >= 11
    assert articles == {path.name.removesuffix(".gold.json") for path in GOLD}


def test_each_text_stands_in_its_article(gold: dict[str, Any]) -> None:
    text = article_text(FOLDER / gold["input"])
    assert [one for one in texts_of(gold) if one not in text] == []


def test_each_date_is_edtf(gold: dict[str, Any]) -> None:
    for date in dates_of(gold):
        if date:
            earliest(date, gold["input"])


def test_the_form_is_kept(gold: dict[str, Any]) -> None:
    assert set(gold) - {"aliases"} == TOP
    for claim in gold["claims"]:
        assert set(claim) - {"optional"} == CLAIM
        assert claim["quote"] in ("direct", "mixed", "indirect", "none")
        assert (claim["quote"] == "none") == (not claim["said"])
        assert claim["act"] in ("claim", "threat", "wish", "promise", "question")
        assert claim["speaker"] is None or claim["speaker"] == claim["chain"][0]
    for picture in gold["pictures"]:
        assert set(picture) == PICTURE
        assert bool(picture["said_by"]) <= bool(picture["said_source"] or picture["offered_as"])


def test_a_mixed_quotation_has_marks(gold: dict[str, Any]) -> None:
    for claim in gold["claims"]:
        if claim["quote"] == "mixed":
            text = article_text(FOLDER / gold["input"])
            at = text.index(claim["text"])
            assert set(text[max(0, at - 1) : at + len(claim["text"]) + 1]) & set(QUOTES), claim["text"]


def test_lengths_are_those_of_real_reports(gold: dict[str, Any]) -> None:
    assert 200 <= len(article_text(FOLDER / gold["input"]).split()) <= 700

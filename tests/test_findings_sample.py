"""The sample case, judged.

Its statements are as they are read, its sources as their sidecars have it, its pictures as the truth about them says:
no film is decoded here. tests/test_demo.py traces them.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from freezeframe.cases.document import CaseDocument, CasePicture, Finding
from freezeframe.findings.weigh import findings_of
from tests.judged import SAMPLES, altered, match, picture, sample_source, statement

CAPTION = ("FIRE", "Development footage.", "This is a work in progress.")
TRUTH = json.loads((SAMPLES / "truth.json").read_text("utf-8"))


def _published(number: int) -> CasePicture:
    truth = TRUTH["published"][number - 1]
    film = Path(truth["source"]["path"]).stem
    cut = [altered("cut_away", *(CAPTION if number == 1 else ()))]
    title = sample_source(film).title
    shown = match(
        film, title=title, frame_index=truth["frame_index"], visible_fraction=truth["visible_fraction"], alterations=cut
    )
    return replace(picture(shown, name=f"p{number}"), name=Path(truth["picture"]).name)


@cache
def _case() -> CaseDocument:
    texts = {
        name: (SAMPLES / "statements" / f"{name}.txt").read_text("utf-8") for name in ("published", "later", "reply")
    }
    statements = (
        replace(statement(texts["published"]), file="published.txt"),
        replace(statement(texts["later"], "s2", "revision", "s1"), file="later.txt"),
        replace(statement(texts["reply"], "s3", "reply", "s1"), file="reply.txt"),
    )
    later = [replace(picture(name=f"p{n}", of="s2"), name=f"later-{n - 5}.jpg") for n in (6, 7)]
    films = ("game-trailer", "raid-video-1", "raid-video-2")
    return CaseDocument(
        "c", "Abu Kamal", "2026-11-22T00:00:00Z", "0", statements,
        (*map(_published, range(1, 6)), *later), {film: sample_source(film) for film in films},
    )  # fmt: skip


def _found(rule: str, *pictures: str) -> Finding:
    (found,) = (one for one in findings_of(_case()) if one.rule == rule and (not pictures or one.pictures == pictures))
    return found


@pytest.mark.parametrize("pictures", [("p2",), ("p3", "p4", "p5")])
def test_four_pictures_come_from_two_raids_of_2016_near_fallujah(pictures: tuple[str, ...]) -> None:
    when, where = _found("earlier_source", *pictures), _found("elsewhere", *pictures)
    assert (when.outcome, where.outcome) == ("contradicts", "contradicts")
    assert "every attestation of it is at least 13 months before the claimed 9 November 2017" in when.sentence
    assert "between June and September 2016, according to " in when.sentence
    assert "that Associated Press (AP) and Al Jazeera speak of this very item is inferred" in when.sentence
    assert "filmed near Fallujah, Iraq, according to " in where.sentence
    assert "about 292 km from Abu Kamal" in where.sentence


def test_one_comes_from_a_game_of_2015_and_its_crop_hides_the_caption() -> None:
    game, hidden = _found("no_recording"), _found("hidden_by_crop", "p1")
    assert (game.outcome, hidden.outcome) == ("contradicts", "contradicts")
    assert "which the archive describes as a video game of Byte Conveyor Studios, dated 25 March 2015" in game.sentence
    assert "hides the words “FIRE”, “Development footage.”, “This is a work in progress.”" in hidden.sentence
    assert "at least 31 months before the claimed 9 November 2017" in _found("earlier_source", "p1").sentence


def test_the_ministrys_claim_on_the_pictures_is_contradicted_and_its_others_are_not_checked() -> None:
    first, second = (one for one in findings_of(_case()) if one.rule == "weighed")
    assert (first.outcome, second.outcome) == ("contradicts", "undetermined")
    assert first.sentence.startswith("The claim of Russia's Defense Ministry about 5 pictures is contradicted by ")
    assert first.words.startswith("The pictures were taken by Russian drones on November 9")
    unchecked = {one.sentence.partition(" (")[0]: one for one in findings_of(_case()) if one.rule == "not_checked"}
    assert list(unchecked) == [
        "5 other claims of the statement",
        "3 other claims of the revised statement",
        "5 claims of the reply",
    ]
    assert _found("one_event").outcome == "contradicts"


def test_the_evenings_statement_takes_the_pictures_back_and_its_own_are_not_found() -> None:
    revised = _found("revised")
    assert (revised.outcome, revised.pictures) == ("contradicts", ("p1", "p2", "p3", "p4", "p5"))
    assert "by mistake”; it offers 2 other pictures" in revised.sentence
    for name in ("p6", "p7"):
        found = _found("not_found", name)
        assert found.outcome == "undetermined"
        assert found.claim == "s2/claim-4"
        assert "That does not show that it is what it is said to be, nor that it is not" in found.sentence

"""Text in pictures: any script is drawn right or not at all, and never in the way."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from freezeframe.report import letters
from freezeframe.report.subject import Told
from freezeframe.trace.result import Match, Moment, PictureFacts

ARABIC = "قافلة غادرت البوكمال"
CYRILLIC = "Колонна боевиков покидает город"


@pytest.mark.parametrize("text", ["Convoy", CYRILLIC, ARABIC, "שיירה", "Σύνοδος", "Բարև", "2017, “x”…"])
def test_scripts_that_the_font_has_are_drawn(text: str) -> None:
    assert letters.drawable(text)


@pytest.mark.parametrize("text", ["车队", "コンボイ", "호송대", "काफिला", "ขบวน", "🔥", "a 车 b"])
def test_scripts_that_it_lacks_are_known(text: str) -> None:
    assert not letters.drawable(text)


def test_arabic_is_joined_and_runs_from_right_to_left() -> None:
    shown = letters._display(letters._joined(letters.isolated(ARABIC)))
    assert not any("\u0620" <= c <= "\u064a" for c in shown), "no letter is left in its lonely form"
    # The last letter of the text stands on the left.
    assert shown[1].strip("\u2068") == letters._joined(ARABIC)[-1] or shown[0] == letters._joined(ARABIC)[-1]


def test_what_stands_around_a_foreign_title_stays_in_its_place() -> None:
    line = f"Source “{letters.isolated(f'{ARABIC} (2017)')}”, frame 63"
    shown = letters._bare(letters._display(letters._joined(line)))
    assert shown.startswith("Source “")
    assert shown.endswith("”, frame 63")
    assert "(2017)" in shown


def test_a_control_character_or_a_direction_mark_is_never_drawn() -> None:
    assert letters.isolated("a\u202eb\nc\x1b[1m\u2069d") == "\u2068ab c[1md\u2069"


@given(st.text(max_size=300), st.integers(12, 60), st.integers(60, 900))
def test_lines_fit_and_nothing_is_lost(text: str, size: int, width: int) -> None:
    clean = letters._clean(text)
    lines = letters.lines_of(clean, size, width)
    assert "".join("".join(lines).split()) == "".join(clean.split())
    for line in lines:
        assert letters.width_of(line, size) <= width or len(line) == 1


@pytest.mark.parametrize("text", [ARABIC, f"{ARABIC} 2017 {CYRILLIC}", CYRILLIC * 4])
def test_an_isolate_is_whole_on_every_line(text: str) -> None:
    for line in letters.lines_of(f"“{letters.isolated(text)}” and more", 20, 160):
        assert line.count("\u2068") == line.count("\u2069")


def test_letters_leave_ink_and_stay_on_the_paper() -> None:
    paper = np.full((40, 120, 3), 255, np.uint8)
    letters.write(paper, "FIRE", 4, 4, 20)
    assert paper[4:32, 4:60].min() < 40
    before = paper.copy()
    letters.write(paper, "FIRE", 4, 60, 20)
    letters.write(paper, "FIRE", 200, 4, 20)
    assert np.array_equal(paper, before), "what lies off the paper is not written"
    letters.write(paper, "FIRE FIRE FIRE FIRE", 60, 30, 20)


def test_a_title_that_cannot_be_drawn_is_left_out_of_the_picture_and_a_drawable_one_is_not() -> None:
    facts = PictureFacts("/home/anna/车队.png", "a" * 64, 640, 360)
    told = Told.of(facts, _match("车队离开", "/srv/footage/film.mp4"), lead=False)
    assert letters.drawable(told.source)
    assert letters.drawable(told.still)
    assert "/" not in told.still + told.source
    assert "film.mp4" in told.source
    assert f"“{letters.isolated(ARABIC)}”" in Told.of(facts, _match(ARABIC, "film.mp4"), lead=False).source


def _match(title: str, path: str) -> Match:
    corners = np.zeros((4, 2))
    moment = Moment(63, 63, Fraction(1, 25), 2.52, ((63, 63),))
    return Match(
        "S1", path, "b" * 64, "video", title, "2016-06", "2016-06-01", corners, moment, (640, 360), 0, Fraction(1),
        -40.0, 1000, 60, np.eye(3), False, False, 0.5, corners, (), 0.1,
    )  # fmt: skip

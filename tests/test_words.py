"""A trace in words."""

from __future__ import annotations

from typing import Any
from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freezeframe.cli import words
from freezeframe.cli.context import plain
from freezeframe.cli.fields import WIDTH
from freezeframe.report import phrases
from freezeframe.trace.recall import EDITS, would_have_been_caught

MATCH: dict[str, Any] = {
    "source_id": "Saaaaaaaaaaaa",
    "path": "footage/trailer.mp4",
    "sha256": "a" * 64,
    "media": "video",
    "title": "Convoy engagement",
    "published": "2015-03-25",
    "region": [[0, 0], [640, 0], [640, 360], [0, 360]],
    "frame_index": 312,
    "pts": 159744,
    "time_base": "1/12800",
    "seconds": 12.48,
    "timecode": "00:00:12.480",
    "frame": {"width": 1280, "height": 720, "rotation": 0, "sar": "1"},
    "frame_intervals": [[310, 314], [600, 600]],
    "log10_nfa": -212.4,
    "tests": 100000,
    "inliers": 84,
    "still_to_frame": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "mirrored": True,
    "grey": True,
    "visible_fraction": 0.314,
    "crop": [[0, 0], [1, 0], [1, 1], [0, 1]],
    "alterations": [{"kind": "cut_away", "polygon": [], "in": "frame", "text": "FIRE"}],
}
FOUND: dict[str, Any] = {
    "picture": {"path": "a/published.jpg", "sha256": "b" * 64, "width": 640, "height": 360},
    "outcome": "found",
    "elapsed_ms": 400,
    "matches": [MATCH],
    "leads": [MATCH | {"why": "same_scene", "title": "The same valley, later"}],
    "searched": {"videos": 12, "pictures": 1, "keyframes": 900, "seconds": 360.0, "archive_digest": "c" * 64},
    "not_found": None,
}
NOT_FOUND: dict[str, Any] = FOUND | {
    "outcome": "not_found",
    "matches": [],
    "leads": [],
    "not_found": {
        "reason": "no frame fits well enough",
        "would_have_been_caught": {"resave": 0.996, "crop25": 0.85, "mirror+small": 0.85, "collage": None},
        "measured": {
            "any_size": ["crop25"],
            "size": "320 to 719",
            "seed": 5,
            "corpus": "135 videos",
            "keyframes": 766,
            "hours": 0.31,
            "stills": 10,
        },
    },
}


def test_a_page_says_where_it_comes_from() -> None:
    text = " ".join(" ".join(words.page(FOUND, set())).split())
    for part in (
        "a/published.jpg (640x360)",
        "“Convoy engagement”, published 2015-03-25 [Saaaaaaaaaaaa]",
        "00:00:12.480, frame 312; frames 310-314, 600 fit equally well",
        "31 %, mirrored, made grey",
        "hidden text “FIRE”",
        "under one in a billion if the matched points were independent (log10 NFA -212.4, 84 points)",
        "the same place or design, but not shown to be the same frame",
        "12 videos (0.10 h), 1 picture",
    ):
        assert part in text


def test_a_page_says_what_would_have_been_found() -> None:
    text = " ".join(" ".join(words.page(NOT_FOUND, set())).split())
    assert "found in no footage of this archive" in text
    assert "no frame fits well enough" in text
    for part in (
        "how reliable Not found does not prove that its footage is not in the archive.",
        "Of test stills whose video was there, the search found, by edit: "
        "99 %: saved again 85 %: three quarters cut away*; mirrored + shrunk not measured: in a collage",
        "Measured on 0.31 h of other footage, 10 stills or more an edit, of the size class “320 to 719” pixels "
        "(*: too few of this size, so stills of all sizes).",
    ):
        assert part in text
    assert "would have been found" not in text, "nobody knows how this picture was edited"


def test_how_reliable_it_is_is_said_once_for_pictures_of_one_size() -> None:
    told: set[str] = set()
    first, second = ("\n".join(words.page(NOT_FOUND, told)) for _ in range(2))
    assert "by edit" in first
    assert "by edit" not in second
    assert "as for the picture of this size above" in second


def test_an_answer_without_a_measurement_says_nothing_of_one() -> None:
    told = NOT_FOUND["not_found"] | {"would_have_been_caught": {}, "measured": None}
    assert "reliable" not in "\n".join(words.page(NOT_FOUND | {"not_found": told}, set()))


def test_every_edit_of_the_shipped_table_has_words() -> None:
    caught = would_have_been_caught(640, 480)
    assert caught is not None
    assert {part for edit in caught.recall for part in edit.split("+")} <= EDITS.keys()


def test_lines_fit_a_terminal() -> None:
    long = MATCH | {"title": "A long title of a hundred words " * 12, "region": [[0, 0], [99, 0], [99, 49], [0, 49]]}
    loop = MATCH | {"frame_intervals": [[100 * i, 100 * i + 10] for i in range(40)]}
    for answer in (FOUND, NOT_FOUND, FOUND | {"matches": [long, loop], "leads": [long | {"why": "unchecked"}]}):
        for line in [*words.page(answer, set()), *words.table([answer])]:
            assert len(line) <= WIDTH


@pytest.mark.parametrize("title", ["空襲の映像です" * 20, "قصف جوي قرب البلدة " * 9, "Авианалёт " * 15])
def test_titles_of_any_script_fit_a_terminal_and_stay_whole(title: str) -> None:
    lines = words.page(FOUND | {"matches": [MATCH | {"title": title}], "leads": []}, set())
    for line in lines:
        assert sum(2 if east_asian_width(c) in "WF" else 1 for c in line) <= WIDTH
    assert title.replace(" ", "") in "".join("".join(lines).split())


def test_a_path_stays_in_one_piece() -> None:
    path = "/archive/" + "a long folder name/" * 8 + "video.mp4"
    assert f"  file         {path}" in words.page(FOUND | {"matches": [MATCH | {"path": path}]}, set())


def test_the_part_of_a_collage_that_shows_the_frame_is_named() -> None:
    panel = MATCH | {"region": [[99.5, 19.5], [299.5, 19.5], [299.5, 169.5], [99.5, 169.5]]}
    text = " ".join(" ".join(words.page(FOUND | {"matches": [panel]}, set())).split())
    assert "where the part of the picture from 100 to 300 pixels across and 20 to 170 down" in text
    assert "the part of the picture" not in "\n".join(words.page(FOUND, set()))


def test_a_table_has_the_best_match_of_each_picture() -> None:
    text = " ".join(" ".join(words.table([FOUND, NOT_FOUND])).split())
    assert text.startswith("published.jpg taken from “Convoy engagement”, published 2015-03-25 timecode 00:00:12.480")
    assert "published.jpg found in no footage of this archive searched 12 videos" in text


def test_a_single_frame_has_no_interval() -> None:
    lines = words.table([FOUND | {"matches": [MATCH | {"frame_intervals": [[312, 312]]}]}])
    assert "fit equally well" not in "\n".join(lines)


@pytest.mark.parametrize(
    ("log10_nfa", "said"),
    [
        (-300.0, "under one in a billion if the matched points were independent"),
        (-9.0, "under one in a billion if the matched points were independent"),
        (-3.0, "about one in 1,000 if the matched points were independent"),
        (-4.7, "about one in 50,000 if the matched points were independent"),
        (0.5, "no better than chance"),
    ],
)
def test_chance_in_words(log10_nfa: float, said: str) -> None:
    assert phrases.chance(log10_nfa) == said


@given(st.floats(-1e6, 1e3))
def test_words_never_claim_more_than_one_in_a_billion(log10_nfa: float) -> None:
    said = phrases.chance(log10_nfa)
    if "about one in" in said:
        assert int(said.split()[3].replace(",", "")) <= 1_000_000_000


@given(st.floats(0, 1))
def test_what_is_left_is_never_rounded_up_to_all(fraction: float) -> None:
    assert (phrases.share(fraction) == "100 %") == (fraction >= 1)


@given(st.text())
def test_a_name_cannot_steer_the_terminal(text: str) -> None:
    shown = plain(text)
    assert "\x1b" not in shown
    assert "\n" not in shown

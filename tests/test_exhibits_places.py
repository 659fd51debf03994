"""Exhibits point at every place, each kind in its own way, and say of none what it is not."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from freezeframe.report import changes, marks, pairs
from freezeframe.report.places import ADDED, SAID, Line, Place, together
from freezeframe.report.sheet import Key, Panel, Sheet, Words
from freezeframe.report.subject import Originals, Subject
from freezeframe.trace.result import Alteration
from tests.exhibits import CUT, FRAME, box, case, outline, panel


class Spoken:
    """What is written on sheets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
        self.titles: list[str] = []
        self.says: list[str] = []
        self.keys: list[str] = []
        drawn = module.sheet

        def kept(words: Words, rows: Sequence[Sequence[Panel]], keys: Sequence[Key] = ()) -> Sheet:
            self.titles.append(words.title)
            self.says += words.says
            self.keys += [key.says for key in keys]
            return drawn(words, rows, keys)  # type: ignore[no-any-return]

        monkeypatch.setattr(module, "sheet", kept)


def marked(picture: Any, style: marks.Style) -> bool:
    return bool((picture == np.array(style.colour, np.uint8)).all(axis=2).any())


def many(count: int) -> list[Place]:
    """Marks far from each other, of 4 pixels, on a still of 640 x 480."""
    return [Place("added", box(10 + 40 * (n % 15), 10 + 40 * (n // 15), 4, 4), "", ()) for n in range(count)]


def large() -> tuple[Originals, Subject]:
    return case([[0.4, 0.0, 20.0], [0.0, 0.4, 20.0], [0.0, 0.0, 1.0]], 640, 480)


def test_every_place_of_very_many_stands_out_and_only_a_few_are_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    originals, subject = large()
    spoken, places = Spoken(monkeypatch, changes), many(150)
    still = originals.still.copy()
    for place in places:
        (x, y) = place.polygon.min(axis=0) + 0.5
        still[int(y) : int(y) + 4, int(x) : int(x) + 4] = (0, 0, 255)
    sheet = changes.added(type(originals)(still, originals.frames), subject, places)
    red = (panel(sheet, 0) == (0, 0, 255)).all(axis=2)
    margin = (red.shape[1] - 640) // 2
    # The lines that tie numbers to places cross some of the upper ones.
    for place in places[90:]:
        (x, y) = (place.polygon.min(axis=0) + 0.5).astype(int)
        assert red[y : y + 4, margin + x : margin + x + 4].sum() >= 10, "what was added keeps its colour"
    assert spoken.says == [
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12  added",
        "And 138 more added, outlined without a number.",
    ]


def test_text_is_told_however_small_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    originals, subject = large()
    spoken = Spoken(monkeypatch, changes)
    small = Place("added", box(600, 440, 3, 3), "LIVE", (Line("LIVE", box(600, 440, 3, 3), False),))
    changes.added(originals, subject, [*many(30), small])
    assert any(line.endswith("  added: “\u2068LIVE\u2069”") for line in spoken.says)


def test_what_became_darker_is_shown_under_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    originals, subject = case(CUT)
    spoken = Spoken(monkeypatch, changes)
    sheet = changes.added(originals, subject, [Place("lit", box(40, 40, 60, 50), "", ())])
    assert spoken.titles == ["What was changed"]
    assert spoken.keys == ["lighter or darker than in the source"]
    assert spoken.says == ["1  lighter or darker than in the source"]
    for n in (0, 1):
        assert marked(panel(sheet, n), marks.LIT)
        assert not marked(panel(sheet, n), marks.ADDED)


def test_a_local_tone_is_a_place_and_that_of_the_whole_is_not() -> None:
    part = Alteration("tone", box(10, 10, 20, 20), "still", values={"share": 0.02})
    whole = Alteration("tone", outline(200, 150), "still", values={"gamma": 1.4, "gain": 1.0, "shift": 0.0})
    match = Match(alterations=(part, whole))
    assert [place.kind for place in changes.added_places(match)] == ["lit"]  # type: ignore[arg-type]


class Match:
    """As much of one as places are taken from."""

    def __init__(self, alterations: tuple[Alteration, ...]) -> None:
        self.alterations = alterations


def test_kinds_are_never_merged_and_each_is_outlined_in_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    originals, subject = case(CUT)
    spoken = Spoken(monkeypatch, changes)
    kinds = ("added", "blurred", "lit")
    places = [Place(kind, box(20 + 41 * n, 40, 40, 40), "", ()) for n, kind in enumerate(kinds)]
    sheet = changes.added(originals, subject, places)
    assert sorted(spoken.says) == ["1  added", "2  blurred", "3  lighter or darker than in the source"]
    assert spoken.titles == ["What was added or changed"]
    for style in (marks.ADDED, marks.CHANGED, marks.LIT):
        assert marked(panel(sheet, 0), style)


@given(st.lists(st.tuples(st.sampled_from(sorted(ADDED)), st.floats(-20, 220), st.floats(-20, 170), st.floats(0, 90))))
def test_each_place_is_in_one_group_with_none_of_another_kind(found: list[tuple[str, float, float, float]]) -> None:
    places = [(kind, box(x, y, side, side)) for kind, x, y, side in found]
    groups = together(places, (200, 150))
    assert sorted(n for group in groups for n in group) == list(range(len(places)))
    assert all(len({places[n][0] for n in group}) == 1 for group in groups)


@pytest.mark.parametrize(("kind", "says"), [("retouched", "changed"), ("blurred", "blurred"), ("lit", SAID["lit"])])
def test_text_in_a_changed_place_is_not_said_to_be_added(monkeypatch: pytest.MonkeyPatch, kind: str, says: str) -> None:
    originals, subject = case(CUT)
    spoken = Spoken(monkeypatch, changes)
    line = Line("TANKA", box(22, 42, 30, 10), False)
    changes.added(originals, subject, [Place(kind, box(20, 40, 40, 40), "TANKA", (line,))])
    assert spoken.says == [f"1  {says}; text in this place: “\u2068TANKA\u2069”"]


def test_what_may_be_covered_is_not_said_to_be_cut_away(monkeypatch: pytest.MonkeyPatch) -> None:
    originals, subject = case(CUT)
    spoken = Spoken(monkeypatch, changes)
    text = Line("FIRE", box(20, 210, 60, 16), False)
    strip = Place("covered", box(0, 192, 320, 48), "FIRE", (text,))
    sheet = changes.cut_away(originals, subject, [Place("cut_away", box(0, 0, 320, 24), "", ()), strip], 0.3)
    assert spoken.titles == ["What was cut away, or covered"]
    assert spoken.says == [
        "10 % of the frame was cut away.",
        "20 % of the frame was covered by what was added, or cut away before: which of the two is not known.",
        "What is missing stands out here; what was kept is pale.",
        "1  covered, or hidden by the crop: “\u2068FIRE\u2069”",
    ]
    assert SAID["covered"] in spoken.keys
    assert marked(panel(sheet, 0), marks.COVERED)


def test_where_all_may_be_covered_nothing_is_said_to_be_cut_away(monkeypatch: pytest.MonkeyPatch) -> None:
    originals, subject = case(CUT)
    spoken = Spoken(monkeypatch, changes)
    changes.cut_away(originals, subject, [Place("covered", box(0, 192, 320, 48), "", ())], 0.2)
    assert not any("frame was cut away" in line for line in spoken.says)
    assert spoken.says[0].startswith("20 % of the frame was covered by")


def test_what_a_strip_over_the_picture_covers_stands_out_and_is_not_called_cut_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The still shows 160 x 120 of the 320 x 240 pixels from (60, 40); the strip lies over its lower edge."""
    originals, subject = case(CUT)
    spoken = Spoken(monkeypatch, changes)
    strip = Place("covered", box(60, 130, 160, 30), "", ())
    sheet = changes.cut_away(originals, subject, [Place("cut_away", box(0, 0, 320, 40), "", ()), strip], 0.8125)
    assert spoken.says[0] == "75 % of the frame was cut away."
    assert spoken.says[1].startswith("6 % of the frame was covered")
    shown = panel(sheet, 0)
    kept, covered = shown[120:220, 140:420], shown[280:300, 140:420]
    assert (np.ptp(kept, axis=2) == 0).all()
    assert (np.ptp(covered, axis=2) > 0).mean() > 0.9


@pytest.mark.parametrize(("share", "says"), [(0.002, "Less than 1 %"), (0.314, "31 %"), (0.9999, "99.9 %")])
def test_what_was_cut_away_is_never_nothing_and_never_all(
    monkeypatch: pytest.MonkeyPatch, share: float, says: str
) -> None:
    originals, subject = case(CUT)
    spoken = Spoken(monkeypatch, changes)
    changes.cut_away(originals, subject, [Place("cut_away", box(0, 0, 320, 24), "", ())], share)
    assert spoken.says[0].startswith(f"{says} of the frame was cut away")


def test_a_covered_piece_of_a_trace_is_told_from_one_that_was_cut_away() -> None:
    pieces = tuple(
        Alteration("cut_away", box(0, y, 320, 20), "frame", values=values)
        for y, values in ((0, {"share": 0.1}), (200, {"share": 0.1, "covered": 1.0}))
    )
    assert [place.kind for place in changes.cut_places(Match(pieces))] == ["cut_away", "covered"]  # type: ignore[arg-type]


@pytest.mark.parametrize(("strip", "share"), [({"strip": 1.0}, 0.2), ({}, 0.1)])
def test_a_strip_over_the_edge_hides_what_the_crop_left(strip: dict[str, float], share: float) -> None:
    pieces = (
        Alteration("cut_away", box(0, 0, 320, 20), "frame", values={"share": 0.1}),
        Alteration("cut_away", box(0, 200, 320, 20), "frame", values={"share": 0.1, "covered": 1.0}),
        Alteration("added", box(0, 200, 320, 20), "still", values={"share": 0.1, **strip}),
    )
    match = SimpleNamespace(alterations=pieces, visible_fraction=0.9)
    assert changes.not_shown(match) == pytest.approx(share)  # type: ignore[arg-type]


def test_what_a_strip_may_hide_stands_out_as_what_was_cut_away_does() -> None:
    originals, subject = case(CUT)
    kept = subject.placing.corners_in_frame()
    (left, top), (right, bottom) = np.rint(kept.min(axis=0)).astype(int), np.rint(kept.max(axis=0)).astype(int)
    strip = Place("covered", box(left, bottom - 20, right - left, 20), "", ())
    pale, shown = (panel(changes.cut_away(originals, subject, ones, 0.5), 0) for ones in ([], [strip]))
    times = pale.shape[1] / originals.frames[subject.frame].shape[1]

    def part(first: int, last: int) -> tuple[slice, slice]:
        return slice(round(first * times), round(last * times)), slice(
            round(left * times) + 40, round(right * times) - 40
        )

    assert (shown[part(bottom - 14, bottom - 6)] != pale[part(bottom - 14, bottom - 6)]).any(axis=2).mean() > 0.9
    assert np.array_equal(shown[part(top + 20, bottom - 40)], pale[part(top + 20, bottom - 40)])


KEYSTONE = [[0.8, 0.3, 30.0], [0.1, 0.7, 20.0], [0.0005, 0.0025, 1.0]]
MIRRORED = [[-0.8, 0.0, 230.0], [0.0, 0.8, 40.0], [0.0, 0.0, 1.0]]


@pytest.mark.parametrize("to_frame", [KEYSTONE, MIRRORED, CUT])
def test_of_a_lead_nothing_is_said_that_its_geometry_would_have_to_prove(
    monkeypatch: pytest.MonkeyPatch, to_frame: list[list[float]]
) -> None:
    originals, subject = case(to_frame)
    spoken = Spoken(monkeypatch, pairs)
    told = type(subject.told)(**subject.told.to_json() | {"lead": True})
    pairs.pair(originals, type(subject)(subject.placing, told, FRAME))
    assert spoken.says == []


@pytest.mark.parametrize(
    ("to_frame", "same"),
    [(CUT, True), (MIRRORED, True), (KEYSTONE, False), ([[0.8, 0.0, 60.0], [0.0, 1.1, 20.0], [0.0, 0.0, 1.0]], False)],
)
def test_one_scale_is_claimed_only_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, to_frame: list[list[float]], same: bool
) -> None:
    originals, subject = case(to_frame)
    spoken = Spoken(monkeypatch, pairs)
    pairs.pair(originals, subject)
    assert any("at one scale" in line for line in spoken.says) is same


def test_what_was_laid_over_a_whole_frame_covers_and_cuts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    originals, subject = case(CUT)
    spoken = Spoken(monkeypatch, changes)
    piece = Alteration("cut_away", box(0, 192, 320, 48), "frame", values={"share": 0.2, "covered": 1.0, "sure": 1.0})
    (place,) = changes.cut_places(Match((piece,)))  # type: ignore[arg-type]
    changes.cut_away(originals, subject, [place], 0.2)
    assert spoken.titles == ["What was covered"]
    assert spoken.says[0] == "20 % of the frame was covered by what was added."
    assert not any("cut away" in line for line in (*spoken.says, *spoken.keys))
    match = SimpleNamespace(alterations=(piece,), visible_fraction=1.0)
    assert changes.not_shown(match) == pytest.approx(0.2)  # type: ignore[arg-type]

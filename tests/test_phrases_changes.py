"""What was done to a frame, in words: taken literally they give the picture, and they count as the exhibits do."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from freezeframe.kernels.homography import transfer
from freezeframe.report import changes as exhibit
from freezeframe.report import page, pairs, phrases
from freezeframe.report.places import Place, kind_of
from freezeframe.report.placing import Placing
from freezeframe.trace import describe_match
from freezeframe.trace.describe_match import _sides_scaled, _turned_and_scaled
from tests.exhibits import box, outline

SIZE = {"width": 200, "height": 150}
PIXELS = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
"""A frame of 7 x 5 pixels, each another one."""
ROTATED = st.integers(0, 3)


def told(*alterations: dict[str, Any], **others: Any) -> str:
    return phrases.changes({"alterations": list(alterations), **others}, SIZE)


def placed(turns: int, *, mirrored_after: bool) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The frame turned by so many right angles clockwise, then mirrored if asked; and its still to frame."""
    across, down = np.meshgrid(np.arange(7.0), np.arange(5.0))
    rows = np.stack([across, down], axis=2)
    still, where = np.rot90(PIXELS, -turns), np.rot90(rows, -turns)
    if mirrored_after:
        still, where = still[:, ::-1], where[:, ::-1]
    start, x, y = where[0, 0], where[0, 1] - where[0, 0], where[1, 0] - where[0, 0]
    return still, np.array([[x[0], y[0], start[0]], [x[1], y[1], start[1]], [0, 0, 1]], np.float64)


def followed(words: str) -> NDArray[np.uint8]:
    """The frame after what is said was done to it literally, one after the other; 'after' puts what follows first."""
    first, _, earlier = words.partition(" after it was ")
    picture: NDArray[np.uint8] = PIXELS
    for step in re.split(r"then |, ", earlier) + re.split(r"then |, ", first):
        if "mirrored" in step:
            picture = picture[:, ::-1]
        if turn := re.search(r"turned by ([\d.]+) degrees (counter-)?clockwise", step):
            quarters = round(float(turn[1]) / 90)
            picture = np.rot90(picture, quarters if turn[2] else -quarters)
    return picture


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("turns", range(4))
def test_what_is_said_of_turn_and_mirror_gives_the_picture_when_it_is_done(turns: int, mirrored: bool) -> None:
    still, to_frame = placed(turns, mirrored_after=mirrored)
    height, width = still.shape[:2]
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    degrees = _turned_and_scaled(to_frame, middle)[0]
    rotated = [{"kind": "rotated", "values": {"degrees": degrees}}] if abs(degrees) > 0.5 else []
    match = {"alterations": rotated, "mirrored": mirrored, "grey": False, "visible_fraction": 1.0}
    # On a terminal the line of what is left, which says that it was mirrored, comes before what was altered.
    assert np.array_equal(followed(f"{phrases.left(match)}, {phrases.changes(match, SIZE)}".split(" after ")[0]), still)
    if rotated and mirrored:
        assert np.array_equal(followed(phrases.changes(match, SIZE)), still)
    corners = outline(width, height)
    placing = Placing(to_frame, corners, transfer(to_frame, corners), (width, height), (7, 5))
    assert np.array_equal(followed(" ".join(pairs._turned(placing))), still)


@given(st.floats(-179, 179), st.booleans())
def test_an_exhibit_and_a_terminal_turn_the_same_way(degrees: float, mirrored: bool) -> None:
    angle = np.radians(degrees)
    to_still = np.array([[np.cos(angle), -np.sin(angle), 3], [np.sin(angle), np.cos(angle), 5], [0, 0, 1]])
    if mirrored:
        to_still = to_still @ np.diag([-1.0, 1.0, 1.0])
    to_frame = np.linalg.inv(to_still)
    placing = Placing(to_frame, outline(20, 10), outline(20, 10), (20, 10), (20, 10))
    assert (placing.turn - degrees + 180) % 360 == pytest.approx(180, abs=1e-6)
    assert placing.mirrored is mirrored
    traced = _turned_and_scaled(to_frame, np.array([10.0, 5.0]))[0]
    assert ((-traced if mirrored else traced) - degrees + 180) % 360 == pytest.approx(180, abs=1e-6)


@pytest.mark.parametrize(("degrees", "way"), [(90.0, "clockwise"), (-7.0, "counter-clockwise")])
def test_a_turn_has_a_direction(degrees: float, way: str) -> None:
    one = {"kind": "rotated", "values": {"degrees": degrees}}
    assert told(one) == f"turned by {abs(degrees):.1f} degrees {way}"


def test_an_unequal_stretch_is_told_for_both_sides() -> None:
    turned = np.array([[0.0, 2.0, 0.0], [-4.0, 0.0, 900.0], [0.0, 0.0, 1.0]])
    across, down = _sides_scaled(turned, np.array([50.0, 50.0]))
    assert (across, down) == pytest.approx((0.5, 0.25))
    factor = _turned_and_scaled(turned, np.array([50.0, 50.0]))[1]
    said = told({"kind": "rescaled", "values": {"factor": factor, "across": across, "down": down}})
    assert said == "shrunk to 50 % across and shrunk to 25 % down (of the frame's sides)"
    assert told({"kind": "rescaled", "values": {"factor": 0.5}}) == "shrunk to 50 %"


@pytest.mark.parametrize(
    ("across", "down", "said"),
    [
        (0.9996, 0.7, "shrunk to 70 % down, its width left as it was"),
        (1.5, 1.004, "enlarged 1.5 times across, its height left as it was"),
        (1.04, 0.95, "enlarged 1.04 times across and shrunk to 95 % down"),
    ],
)
def test_a_side_that_was_left_alone_is_not_called_shrunk_to_all_of_it(across: float, down: float, said: str) -> None:
    values = {"factor": (across * down) ** 0.5, "across": across, "down": down}
    assert told({"kind": "rescaled", "values": values}) == f"{said} (of the frame's sides)"


@given(st.floats(0.02, 50), st.floats(0.02, 50))
def test_nothing_is_ever_shrunk_to_all_or_enlarged_once(across: float, down: float) -> None:
    said = told({"kind": "rescaled", "values": {"factor": (across * down) ** 0.5, "across": across, "down": down}})
    if max(abs(across - 1), abs(down - 1)) > 0.05:
        assert "100 %" not in said
        assert not re.search(r"enlarged 1\.00? times", said)


def test_what_lies_under_a_strip_is_covered_or_cut_away() -> None:
    away = {"kind": "cut_away", "values": {"share": 0.18, "covered": 1.0}}
    assert told(away) == "18 % of the frame covered by what was added, or cut away before"
    assert told({"kind": "cut_away", "values": {"share": 0.18}}) == ""


def test_words_under_a_strip_are_not_said_to_be_hidden_by_the_crop() -> None:
    pieces = [
        {"kind": "cut_away", "text": "FIRE", "values": {"share": 0.2}},
        {"kind": "cut_away", "text": "AMMO", "values": {"share": 0.1, "covered": 1.0}},
    ]
    answer = {"alterations": pieces, "media": "picture", "visible_fraction": 0.7}
    assert phrases.hidden(answer) == ["“FIRE”", "“AMMO” (covered, or cut away)"]
    alt = page._alt("cut-away", answer)
    assert "The rest: cut away; covered by what was added, or cut away before." in alt
    assert "Hidden by the crop" not in alt
    assert "covered" not in page._alt("cut-away", answer | {"alterations": pieces[:1]})


def test_a_blur_of_the_whole_is_told() -> None:
    assert told({"kind": "softened", "values": {"sigma": 3.0}}) == "all of it blurred"


@pytest.mark.parametrize(
    ("visible", "said"), [(0.996, "all of the frame"), (0.97, "all of the frame"), (0.969, "97 %")]
)
def test_a_frame_of_which_nothing_was_cut_away_is_all_of_it(visible: float, said: str) -> None:
    match = {"visible_fraction": visible, "mirrored": False, "grey": False}
    assert phrases.left(match) == said
    assert phrases.of_frame(match) == said.replace("97 %", "97 % of the frame")
    assert phrases.ALL == describe_match._CROPPED, "as the trace that tells what was cut away"


def test_a_share_is_never_said_to_be_nothing() -> None:
    assert [phrases.percent(x) for x in (0.0001, 0.0099, 0.01, 0.314)] == [
        "less than 1 %",
        "less than 1 %",
        "1 %",
        "31 %",
    ]


def changed(kind: str, polygon: NDArray[np.float64], **values: float) -> dict[str, Any]:
    return {"kind": kind, "polygon": polygon.tolist(), "in": "still", "text": "", "values": {"share": 0.01, **values}}


def test_the_terminal_counts_parts_as_the_exhibit_does() -> None:
    """A blurred face of which a strip was not seen to differ, a caption of eight letters, and a mark alone."""
    face = [box(20, 20, 20, 30), box(42, 20, 20, 30)]
    letters = [box(20 + 4 * n, 100, 3, 6) for n in range(8)]
    blurred = [changed("added", polygon, blurred=1.0) for polygon in face]
    drawn = [changed("added", polygon) for polygon in (*letters, box(150, 20, 30, 20))]
    said = told(*blurred, *drawn)
    assert "1 part blurred" in said
    assert "2 things added" in said
    places = [Place("blurred", polygon, "", ()) for polygon in face]
    places += [Place("added", np.array(one["polygon"]), "", ()) for one in drawn]
    kinds = [group.kind for group in exhibit._groups(places, (200, 150))]
    assert (kinds.count("blurred"), kinds.count("added")) == (1, 2)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([("added", {}), ("added", {"blurred": 1.0}), ("retouched", {}), ("tone", {})]),
            st.floats(0, 190),
            st.floats(0, 140),
            st.floats(0.5, 60),
        ),
        max_size=9,
    )
)
def test_whatever_was_changed_is_counted_alike(
    found: list[tuple[tuple[str, dict[str, float]], float, float, float]],
) -> None:
    alterations = [changed(kind, box(x, y, side, side), **values) for (kind, values), x, y, side in found]
    said = told(*alterations)
    places = [Place(kind_of(one["kind"], one["values"]), np.array(one["polygon"]), "", ()) for one in alterations]
    groups = exhibit._groups(places, (200, 150))
    assert sum(int(number) for number in re.findall(r"(?:^|; )(\d+) (?:thing|part)", said)) == len(groups)
    assert sorted(id(place) for group in groups for place in group.places) == sorted(id(place) for place in places)


def test_places_without_an_outline_are_counted_each() -> None:
    assert told(*[changed("added", np.zeros((0, 2)))] * 2) == "2 things added (2 % of the picture)"


def test_text_in_a_changed_place_is_not_called_added() -> None:
    def read(kind: str, text: str, **values: float) -> dict[str, Any]:
        return changed(kind, box(0, 0, 9, 9), **values) | {"text": text}

    ones = [read("added", "LIVE"), read("retouched", "TANKA"), read("added", "PLATE", blurred=1.0)]
    assert dict(phrases.texts({"alterations": ones})) == {
        "added text": ["“LIVE”"],
        "text": ["in a changed place: “TANKA”", "in a blurred place: “PLATE”"],
    }


def test_what_is_left_under_a_strip_over_a_crop_is_a_range() -> None:
    strip = {"kind": "added", "values": {"share": 0.13, "strip": 1.0}}
    away = {"kind": "cut_away", "values": {"share": 0.12, "covered": 1.0}}
    match = {"visible_fraction": 0.92, "mirrored": False, "grey": False}
    assert phrases.left(match | {"alterations": [strip, away]}) == "80 to 92 %"
    assert phrases.of_frame(match | {"alterations": [strip, away]}) == "80 to 92 % of the frame"
    assert phrases.left(match | {"alterations": [away]}) == "92 %", "beside the picture: not in what is left"


def test_what_was_laid_over_the_frame_is_covered_and_a_piece_that_is_gone_is_told() -> None:
    over = {"kind": "cut_away", "text": "DRILL", "values": {"share": 0.18, "covered": 1.0, "sure": 1.0}}
    assert told(over) == "18 % of the frame covered by what was added"
    assert phrases.hidden({"alterations": [over]}) == ["“DRILL” (covered)"]
    whole = {"visible_fraction": 0.98, "mirrored": False, "grey": False, "alterations": [over]}
    assert phrases.left(whole) == "all of the frame"
    cropped = {"kind": "cropped", "values": {"share": 0.98}}
    assert phrases.left(whole | {"alterations": [cropped]}) == "98 %"

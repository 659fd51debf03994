"""What exhibits and sentences say agrees with what they show, and recipes that cannot be followed are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from freezeframe.errors import BadInput, Damaged, FreezeframeError, NewerVersion
from freezeframe.report import changes, exhibits, phrases, strips
from freezeframe.report.exhibits import CODE_VERSION, OPERATIONS, Recipe
from freezeframe.report.pairs import clipped
from freezeframe.report.places import Place
from freezeframe.report.strips import Moment
from freezeframe.report.subject import Originals
from tests.exhibits import CUT, FRAME, case, outline


def moments() -> list[Moment]:
    return [Moment(FRAME + i, i / 25, i == 0) for i in (-1, 0, 1)]


@pytest.mark.parametrize(("others", "apart"), [((0.99, 1.0), False), ((1.3, 1.0), False), ((1.3, 2.0), True)])
def test_a_row_that_does_not_tell_frames_apart_says_so(others: tuple[float, float], apart: bool) -> None:
    _, subject = case(CUT)
    costs = np.array([others[0], 1.0, others[1]]) * 0.02
    said = strips._verdict(moments(), costs, subject)
    assert ("does not tell them apart" in said) is not apart
    assert strips._tells_apart(moments(), costs, subject) is apart


def test_a_row_of_equal_frames_does_not_ask_why_this_one() -> None:
    originals, subject = case(CUT)
    same = originals.frames[FRAME]
    alike = Originals(originals.still, {FRAME + i: same for i in (-1, 0, 1)})
    titles: list[str] = []
    words = type(subject.told).words

    class Kept(type(subject.told)):  # type: ignore[misc]
        def words(self, title: str, *says: str) -> Any:
            titles.append(title)
            return words(self, title, *says)

    object.__setattr__(subject, "told", Kept(**subject.told.to_json()))
    strips.contact(alike, subject, moments())
    assert titles == ["This frame and its neighbours"]
    assert not OPERATIONS["frames"].title.startswith("Why")


@pytest.mark.parametrize(
    ("kinds", "title"),
    [
        ({"added"}, "What was added"),
        ({"blurred"}, "What was changed"),
        ({"retouched", "blurred"}, "What was changed"),
        ({"added", "blurred"}, "What was added or changed"),
    ],
)
def test_what_was_blurred_is_not_called_added(kinds: set[str], title: str) -> None:
    assert changes._title(kinds) == title


def test_a_border_is_never_joined_with_what_lies_beside_it() -> None:
    around = np.array([[0, 0], [200, 0], [200, 10], [0, 10]], np.float64)
    beside = np.array([[50, 11], [80, 11], [80, 40], [50, 40]], np.float64)
    near = np.array([[82, 11], [99, 11], [99, 40], [82, 40]], np.float64)
    places = [
        Place(kind, polygon, "", ()) for kind, polygon in (("border", around), ("added", beside), ("added", near))
    ]
    groups = changes._groups(places, (200, 150))
    assert [(group.kind, len(group.places)) for group in groups] == [("border", 1), ("added", 2)]


def test_all_but_all_of_a_frame_is_told_with_a_decimal() -> None:
    assert [phrases.share(x) for x in (0.5, 0.986, 0.997, 0.9999, 1.0)] == ["50 %", "99 %", "99.7 %", "99.9 %", "100 %"]


def told() -> dict[str, Any]:
    _, subject = case(CUT)
    whole = {"subject": subject.to_json(), "places": [], "share": 0.5}
    return Recipe("cut-away", "a" * 64, "b" * 64, (FRAME,), whole).to_json()


def test_a_recipe_of_another_version_is_refused() -> None:
    assert Recipe.from_json(told()).to_json() == told()
    with pytest.raises(BadInput, match="version"):
        Recipe.from_json(told() | {"code_version": CODE_VERSION - 1})
    with pytest.raises(NewerVersion, match="version"):
        Recipe.from_json(told() | {"code_version": CODE_VERSION + 1})


@pytest.mark.parametrize("broken", [{"exhibit": "portrait"}, {"inputs": None}, {"inputs": {}}, {"code_version": "new"}])
def test_what_is_no_recipe_is_told_in_a_sentence(broken: dict[str, Any]) -> None:
    with pytest.raises(Damaged):
        Recipe.from_json(told() | broken)


@pytest.mark.parametrize("lost", ["subject", "places", "share"])
def test_an_option_that_is_missing_is_told_in_a_sentence(lost: str) -> None:
    originals, _ = case(CUT)
    short = told()
    del short["options"][lost]
    with pytest.raises(FreezeframeError, match=lost):
        exhibits.draw(Recipe.from_json(short), originals)


def test_a_frame_that_is_missing_is_told_in_a_sentence() -> None:
    originals, _ = case(CUT)
    with pytest.raises(Damaged, match="frames"):
        exhibits.draw(Recipe.from_json(told()), Originals(originals.still, {}))


def test_what_only_touches_a_picture_is_not_clipped_to_it() -> None:
    originals, _ = case(CUT)
    frame = originals.frames[FRAME]
    height, width = frame.shape[:2]
    inner = outline(width - 20, height - 10)
    np.testing.assert_allclose(np.ptp(clipped(inner, frame), axis=0), (width - 20, height - 10))

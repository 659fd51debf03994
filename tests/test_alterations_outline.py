"""Where the frame's picture ends in a still, on a page, in a border, under a strip; what a large patch must not do."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from freezeframe.kernels.outlines import area, common, filled
from freezeframe.trace.alterations import alterations_of
from freezeframe.types import Matrix
from tests.test_alterations import FRAME, HEIGHT, WIDTH, f1, saved, told, values

PAPER = 250


def box(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64) - 0.5


def on_page(picture: np.ndarray, words: str = "") -> tuple[np.ndarray, np.ndarray]:
    """A picture on a page with some words, and its outline there."""
    high, wide = picture.shape[:2]
    page = np.full((high + 200, wide + 160, 3), PAPER, np.uint8)
    page[110 : 110 + high, 70 : 70 + wide] = picture
    cv2.putText(page, words, (70, 80), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20,) * 3, 2)
    return page, box(70, 110, 70 + wide, 110 + high)


def shared(a: np.ndarray, b: np.ndarray) -> float:
    """What two outlines share, over both together."""
    both = area(common(a, b))
    return both / (area(a) + area(b) - both)


def a_little_off(to_frame: Matrix) -> Matrix:
    """As the place of a picture is known before it is refined: one in a hundred too small, and shifted."""
    return np.array([[1.01, 0.004, -3], [0, 1.012, 2], [0, 0, 1]]) @ to_frame


@pytest.mark.parametrize("crop", [(0, 0, WIDTH, HEIGHT), (60, 40, 450, 330)])
@pytest.mark.parametrize("missed", [0, 14])
def test_a_picture_on_a_page_ends_where_it_ends(crop: tuple[int, int, int, int], missed: int) -> None:
    """Also where its place was known roughly, and white parts at its side were taken for the page."""
    frame = FRAME.copy()
    left, top, right, bottom = crop
    frame[:, right - 30 : right] = PAPER
    page, true = on_page(frame[top:bottom, left:right], "He left the city")
    to_frame = np.array([[1.0, 0, left - 70], [0, 1, top - 110], [0, 0, 1]])
    panel = true.copy()
    panel[1:3, 0] -= missed
    altered = alterations_of(saved(page), frame, a_little_off(to_frame), panel)
    assert shared(altered.region, true) > 0.985
    assert told(altered) == {"page"}


def test_a_flat_surrounding_is_a_border_until_something_is_written_on_it() -> None:
    kinds = []
    for words in ("", "He left the city"):
        page, true = on_page(FRAME, words)
        altered = alterations_of(saved(page), FRAME, np.array([[1.0, 0, -70], [0, 1, -110], [0, 0, 1]]), true)
        kinds.append(told(altered))
    assert kinds == [{"border"}, {"page"}]


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("place", [(0, 70, 160, 190), (150, 120, 400, 220)])
def test_a_large_plain_patch_changes_nothing_else(level: int, place: tuple[int, int, int, int]) -> None:
    """A frame with much of that level elsewhere, to which the patch would bend the curves."""
    left, top, right, bottom = place
    stretched = (FRAME.astype(np.float32) - 110) * 2.2 + (215 if level else 40)
    frame = np.asarray(np.clip(stretched, 0, 255), np.uint8)
    still = frame.copy()
    still[top:bottom, left:right] = level
    altered = alterations_of(saved(still), frame, np.eye(3))
    assert told(altered) <= {"added", "retouched"}
    assert f1(altered.added | altered.differing, filled(box(*place), (WIDTH, HEIGHT))) > 0.9
    assert len(altered.alterations) == 1


@pytest.mark.parametrize("ink", [0, 255])
def test_a_plain_strip_under_a_crop_lies_beside_it(ink: int) -> None:
    kept = HEIGHT - 80
    still = np.vstack([FRAME[:kept], np.full((50, WIDTH, 3), ink, np.uint8)])
    altered = alterations_of(saved(still), FRAME, np.eye(3))
    assert told(altered) == {"border"}
    assert values(altered, "border")["beside"] == 1.0
    assert shared(altered.region, box(0, 0, WIDTH, kept)) > 0.99


@pytest.mark.parametrize("below", [True, False])
def test_an_opaque_strip_along_a_side_may_hide_what_was_cut(below: bool) -> None:
    """A see-through one hides nothing, nor does a caption that leaves a part of the side free."""
    part = slice(HEIGHT - 60, HEIGHT) if below else slice(0, 60)
    frame = FRAME if below else np.ascontiguousarray(FRAME[::-1])
    opaque, through, short = frame.copy(), frame.copy(), frame.copy()
    opaque[part] = (120, 40, 20)
    short[part, 100:400] = (120, 40, 20)
    through[part] = through[part] // 2 + 100
    for still in (opaque, through, short):
        cv2.putText(still, "leaves the city", (120, part.start + 40), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (255,) * 3, 2)
    told_of = [
        [one.values.get("strip") for one in alterations_of(saved(still), frame, np.eye(3)).alterations]
        for still in (opaque, through, short)
    ]
    assert told_of[0] == [1.0]
    assert not any(told_of[1] + told_of[2])


@pytest.mark.parametrize("degrees", [-7, 3])
def test_a_turned_picture_has_a_border(degrees: int) -> None:
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, 1.0)
    still = cv2.warpAffine(FRAME, turn, (WIDTH, HEIGHT), borderValue=(255, 255, 255))
    to_frame = np.linalg.inv(np.vstack([turn, [0, 0, 1]]))
    shifted = np.array([[1, 0, 1.5], [0, 1, -1.5], [0, 0, 1]]) @ to_frame
    assert told(alterations_of(saved(still, 60), FRAME, shifted)) == {"border"}


def test_a_strip_is_told_that_an_arrow_runs_into() -> None:
    still = FRAME.copy()
    still[HEIGHT - 50 :] = (245, 245, 245)
    cv2.arrowedLine(still, (200, 150), (260, HEIGHT - 45), (40, 220, 250), 5)
    altered = alterations_of(saved(still, 90), FRAME, np.eye(3))
    (strip,) = altered.strips
    assert shared(strip, box(0, HEIGHT - 50, WIDTH, HEIGHT)) > 0.95


def test_strips_above_and_below_are_two_and_do_not_overlap() -> None:
    frame = np.ascontiguousarray(FRAME[70:])
    still = frame.copy()
    still[:40] = still[-30:] = still[:, :6] = (30, 200, 30)
    cv2.putText(still, "leaves the city", (120, 30), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (255,) * 3, 2)
    strips = alterations_of(saved(still, 90), frame, np.eye(3)).strips
    assert len(strips) == 2
    assert not area(common(*strips))


def test_a_border_over_a_frame_that_has_its_colour_in_places_is_a_border() -> None:
    """The frame, laid on the whole still, is white beneath a third of it."""
    frame = FRAME.copy()
    frame[-60:, 100:280] = 255
    still = cv2.copyMakeBorder(frame[30:-40, 40:-40], 24, 24, 24, 24, cv2.BORDER_CONSTANT, value=(255,) * 3)
    altered = alterations_of(saved(still), frame, np.array([[1.0, 0, 16], [0, 1, 6], [0, 0, 1]]))
    assert told(altered) == {"border"}
    assert shared(altered.region, box(24, 24, 24 + WIDTH - 80, 24 + HEIGHT - 70)) > 0.97

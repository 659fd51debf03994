"""Every kind of exhibit shows things where they are: checked on stills whose place in the frame is known."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest

from freezeframe.kernels.align import scaling
from freezeframe.kernels.homography import transfer
from freezeframe.media import FrameTable
from freezeframe.report import changes, pairs, strips
from freezeframe.report.marks import ADDED, CROP
from freezeframe.report.places import Line, Place
from freezeframe.report.placing import aligned
from freezeframe.report.strips import Moment
from freezeframe.types import Colour
from tests.exhibits import CUT, FRAME, PLACES, box, case, outline, panel

PLACE = pytest.mark.parametrize("name", PLACES)


def _near(picture: Colour, colour: tuple[int, int, int], x: float, y: float, reach: int = 2) -> bool:
    """Whether a picture has just this colour within so many pixels of a place."""
    left, top = max(round(x) - reach, 0), max(round(y) - reach, 0)
    part = picture[top : round(y) + reach + 1, left : round(x) + reach + 1]
    return bool((part == np.array(colour, np.uint8)).all(axis=2).any())


@PLACE
def test_the_outline_beside_the_still_is_drawn_where_the_homography_says(name: str) -> None:
    originals, subject = case(PLACES[name])
    sheet = pairs.pair(originals, subject)
    shown, still = panel(sheet, 1), panel(sheet, 0)
    larger = scaling((240, 320), shown.shape)
    corners = transfer(larger @ subject.placing.still_to_frame, outline(200, 150))
    for x, y in corners:
        assert _near(shown, CROP.colour, x, y), (name, x, y)
    middle = corners.mean(axis=0)
    assert not _near(shown, CROP.colour, *middle)
    # Both at one scale: the same part of the view is as large in one as in the other.
    area = cv2.contourArea(corners.astype(np.float32))
    assert area == pytest.approx(still.shape[0] * still.shape[1], rel=0.15)


@PLACE
def test_the_two_that_are_laid_over_each_other_agree_pixel_by_pixel(name: str) -> None:
    originals, subject = case(PLACES[name])
    still, frame = pairs.blink_still(originals, subject), pairs.blink_frame(originals, subject)
    assert still.shape == frame.shape
    apart = np.abs(still.astype(np.int16) - frame)[4:-4, 4:-4]
    assert apart.mean() < 3.0
    moved = np.abs(still[:, 6:].astype(np.int16) - frame[:, :-6])
    assert moved.mean() > 3 * apart.mean()


def test_the_frame_is_untouched_where_the_still_is_as_fine() -> None:
    originals, subject = case([[1.0, 0.0, 60.0], [0.0, 1.0, 40.0], [0.0, 0.0, 1.0]])
    still, frame = pairs.blink_still(originals, subject), pairs.blink_frame(originals, subject)
    assert np.array_equal(still, originals.still)
    assert np.array_equal(frame, originals.frames[FRAME][40:190, 60:260])


@PLACE
def test_the_still_laid_back_continues_the_frame(name: str) -> None:
    """The still was taken from the frame without a change, so the frame must come back whole."""
    originals, subject = case(PLACES[name])
    shown = panel(pairs.placed(originals, subject), 0)
    frame = cv2.resize(originals.frames[FRAME], shown.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    apart = np.abs(shown.astype(np.int16) - frame).max(axis=2)
    # All but the corner marks.
    assert np.percentile(apart, 90) < 12
    painted = np.full_like(originals.still, (255, 0, 255))
    other = panel(pairs.placed(type(originals)(painted, originals.frames), subject), 0)
    to_shown = scaling((240, 320), other.shape) @ subject.placing.still_to_frame
    inner = np.rint(transfer(to_shown, box(6, 5, 188, 140))).astype(np.int32)
    inside = cv2.fillPoly(np.zeros(other.shape[:2], np.uint8), [inner], 1)
    assert (other[inside > 0] == (255, 0, 255)).all()


def test_a_still_of_the_whole_frame_is_laid_into_its_left_half() -> None:
    originals, subject = case([[1.6, 0.0, 0.3], [0.0, 1.6, 0.3], [0.0, 0.0, 1.0]])
    painted = type(originals)(np.full_like(originals.still, (255, 0, 255)), originals.frames)
    shown = panel(pairs.placed(painted, subject), 0)
    middle = shown.shape[1] // 2
    assert (shown[5:-5, 5 : middle - 1] == (255, 0, 255)).all()
    assert not (shown[:, middle + 1 :] == (255, 0, 255)).all(axis=2).any()


def test_what_was_cut_away_stands_out_and_what_was_kept_is_pale() -> None:
    originals, subject = case(CUT)
    text = np.array([[250, 200], [300, 200], [300, 220], [250, 220]], np.float64)
    places = [Place("cut_away", outline(320, 240), "FIRE", (Line("FIRE", text, False),))]
    sheet = changes.cut_away(originals, subject, places, 0.6)
    shown = panel(sheet, 0)
    times = 2
    margin = (shown.shape[1] - 320 * times) // 2
    frame = cv2.resize(originals.frames[FRAME], (640, 480), interpolation=cv2.INTER_CUBIC)
    inner = shown[:, margin : margin + 640]
    kept = inner[110:310, 150:420]
    assert (np.ptp(kept, axis=2) == 0).all(), "no colour is left where the picture was kept"
    assert kept.min() >= 140
    assert np.array_equal(inner[20:60, 20:600], frame[20:60, 20:600])
    x, y = transfer(scaling((240, 320), (480, 640)), text)[0] - 4
    assert _near(inner, (0, 0, 0), x, y, reach=6)


def test_what_was_added_keeps_its_colour_and_the_rest_is_pale() -> None:
    originals, subject = case(CUT)
    still = originals.still.copy()
    still[100:140, 20:180] = (0, 0, 200)
    patch = np.array([[20, 100], [180, 100], [180, 140], [20, 140]], np.float64) - 0.5
    place = Place("added", patch, "Convoy leaves", (Line("Convoy leaves", patch, False),))
    sheet = changes.added(type(originals)(still, originals.frames), subject, [place])
    left, right = panel(sheet, 0), panel(sheet, 1)
    times = right.shape[1] // 200
    margin = (left.shape[1] - 200 * times) // 2
    inner = left[:, margin : margin + 200 * times]
    assert (inner[108 * times : 132 * times, 28 * times : 172 * times] == (0, 0, 200)).all()
    assert (np.ptp(inner[10 * times : 80 * times], axis=2) == 0).all()
    for shown in (inner, right):
        # Around the patch, a little outside its edge, not on it.
        assert (shown[96 * times : 101 * times] == np.array(ADDED.colour)).all(axis=2).any()
    # The source at the same place: what lay under the patch.
    below = cv2.resize(originals.still, right.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    part = (slice(108 * times, 132 * times), slice(28 * times, 172 * times))
    assert np.abs(right[part].astype(np.int16) - below[part]).mean() < 6


def test_neighbouring_places_are_one_and_far_ones_are_not() -> None:
    letters = [box(20 + 4 * n, 100, 3, 6) for n in range(8)]
    arrow = box(150, 20, 30, 20)
    places = [Place("added", polygon, "", ()) for polygon in (*letters, arrow)]
    groups = changes._groups(places, (200, 150))
    assert sorted(len(group.places) for group in groups) == [1, 8]


def test_the_map_of_differences_is_dark_on_the_patch_and_pale_elsewhere() -> None:
    originals, subject = case(CUT)
    still = originals.still.copy()
    still[60:100, 60:120] = (30, 200, 30)
    sheet = changes.difference(type(originals)(still, originals.frames), subject)
    shown = panel(sheet, 2)
    times = shown.shape[1] // 200
    grey = cv2.cvtColor(shown, cv2.COLOR_BGR2GRAY)
    assert grey[70 * times : 90 * times, 70 * times : 110 * times].mean() < 120
    assert np.percentile(grey[5 * times : 45 * times, 5 * times : 195 * times], 10) > 200


@PLACE
def test_the_match_leaves_least_over_of_all_frames_around_it(name: str) -> None:
    originals, subject = case(PLACES[name])
    order = sorted(originals.frames)
    frames = [originals.frames[index] for index in order]
    # The whole frames move by four pixels a frame, and so does the true geometry: only what is cut off differs.
    for index, frame in originals.frames.items():
        cv2.circle(frame, (160 + 9 * (index - FRAME), 110), 14, (255, 255, 255), -1)
    still = cv2.warpPerspective(
        originals.frames[FRAME],
        subject.placing.still_to_frame,
        (200, 150),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
    )
    _, costs, _ = strips._compared(np.asarray(still, np.uint8), frames, subject, order.index(FRAME))
    assert order[int(np.argmin(costs))] == FRAME
    sheet = strips.contact(originals, subject, [Moment(i, i / 25, i == FRAME) for i in order])
    assert len(sheet.places) == 1 + len(order)


def test_seconds_are_shown_with_the_outline_in_the_middle_one_only() -> None:
    originals, subject = case(CUT)
    moments = [Moment(i, i / 4, i == FRAME) for i in sorted(originals.frames)]
    sheet = strips.seconds(originals, subject, moments)
    marked = [bool((panel(sheet, n) == np.array(CROP.colour)).all(axis=2).any()) for n in range(len(moments))]
    assert marked == [moment.frame == FRAME for moment in moments]


def test_small_pictures_are_enlarged_by_whole_numbers_and_large_ones_are_not() -> None:
    originals, subject = case(CUT)
    sheet = pairs.pair(originals, subject)
    assert [max(place[2:]) for place in sheet.places] == [400, 800]
    both = aligned(originals.still, originals.frames[FRAME], subject.placing)
    assert both.factor == 1.0
    assert both.seen.all()


@pytest.mark.parametrize("size", [(1, 1), (2000, 3), (3, 2000), (20, 16), (63, 63)])
@pytest.mark.parametrize("scale", [0.1, 3.0])
def test_stills_of_odd_shapes_are_shown(size: tuple[int, int], scale: float) -> None:
    originals, subject = case([[scale, 0.0, 5.0], [0.0, scale, 5.0], [0.0, 0.0, 1.0]], *size)
    places = [
        Place("added", outline(*size), "x", ()),
        Place("cut_away", outline(10, 10), "", (Line("y", outline(9, 9), True),)),
    ]
    shown = [
        pairs.pair(originals, subject).pixels,
        pairs.placed(originals, subject).pixels,
        pairs.blink_frame(originals, subject),
        *pairs.blink(originals, subject),
        changes.cut_away(originals, subject, places[1:], 0.9).pixels,
        changes.added(originals, subject, places[:1]).pixels,
    ]
    if subject.placing.comparable:
        shown.append(changes.difference(originals, subject).pixels)
    assert all(picture.size for picture in shown)


def test_the_seconds_around_end_where_the_video_does_and_follow_its_own_times() -> None:
    """Frames of unequal length: what is asked for is a time, not a number of frames."""
    pts = np.array([0, 10, 20, 120, 125, 130, 140, 300], np.int64)
    table = FrameTable(pts, np.array([0]), Fraction(1, 100))
    assert [strips._at(t, table, 0.125) for t in (0.0, 0.19, 0.6, 1.24, 1.4, 2.0, 3.1, -0.2)] == [
        0, 2, None, 4, 6, None, 7, None,
    ]  # fmt: skip


def test_of_a_lead_it_is_not_said_that_the_picture_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    originals, subject = case(CUT)
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(pairs, "sheet", lambda words, _, keys: said.append((words.title, keys[0].says)))
    for lead in (False, True):
        pairs.pair(originals, replace(subject, told=replace(subject.told, lead=lead)))
    (_, shows), (title, would) = said
    assert shows == "this part of the frame is what the published picture shows"
    assert would == "where the published picture would lie"
    assert title.endswith("beside this footage")

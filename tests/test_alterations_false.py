"""What must not be said of a still: a border that is the frame's, a crop under a caption, a blur that is an erasure."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from freezeframe.media import StillPicture
from freezeframe.trace.alterations import Altered, alterations_of
from tests.test_alterations import FRAME, HEIGHT, WIDTH, f1, resized, saved, told, values

BAR = 60


def barred(upright: bool) -> tuple[np.ndarray, np.ndarray]:
    """A frame with black bars at its sides, as a video has them, and the part of it between them."""
    frame = FRAME.copy()
    if upright:
        frame[:, :BAR] = frame[:, -BAR:] = 3
        box = (BAR, 0, WIDTH - BAR, HEIGHT)
    else:
        frame[:BAR] = frame[-BAR:] = 16
        box = (0, BAR, WIDTH, HEIGHT - BAR)
    left, top, right, bottom = box
    between = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64) - 0.5
    return saved(frame, 85).colour, between


@pytest.mark.parametrize("upright", [True, False])
@pytest.mark.parametrize(("quality", "factor"), [(30, 1.0), (60, 1.0), (95, 1.0), (80, 0.5), (80, 0.6), (80, 2.0)])
def test_black_bars_of_the_frame_are_no_border(upright: bool, quality: int, factor: float) -> None:
    frame, between = barred(upright)
    still, to_frame = resized(frame, factor)
    altered = alterations_of(saved(still, quality), frame, to_frame, (between + 0.5) * factor - 0.5)
    assert told(altered) == set()
    assert altered.shown.mean() > 0.99


def test_bars_in_another_colour_than_the_frame_s_were_added() -> None:
    frame, between = barred(upright=True)
    still = frame.copy()
    still[:, :BAR] = still[:, -BAR:] = 40
    altered = alterations_of(saved(still), frame, np.eye(3), between)
    assert told(altered) in ({"border"}, {"added"}, {"retouched"})
    assert f1(altered.added | altered.differing | ~altered.shown, (still != frame).any(axis=2)) > 0.9


def captioned(high: int) -> np.ndarray:
    still = FRAME.copy()
    still[HEIGHT - high :] = (120, 0, 0)
    cv2.putText(still, "leaves the city", (20, HEIGHT - high // 3), cv2.FONT_HERSHEY_SIMPLEX, high / 50, (255,) * 3, 2)
    return still


@pytest.mark.parametrize("high", [30, 60, 100])
@pytest.mark.parametrize("told_apart", [True, False])
def test_a_caption_over_the_edge_of_a_whole_frame_is_laid_over_it(high: int, told_apart: bool) -> None:
    """Whether what traced it took the strip for a part of the picture or not."""
    part = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT - high], [0, HEIGHT - high]], np.float64) - 0.5
    altered = alterations_of(saved(captioned(high)), FRAME, np.eye(3), part if told_apart else None)
    assert told(altered) == {"added"}
    assert len(altered.alterations) == 1
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[HEIGHT - high :] = True
    assert f1(altered.added, mask) > 0.9
    assert np.ptp(altered.region, axis=0).tolist() == [WIDTH, HEIGHT]


@pytest.mark.parametrize("below", [True, False])
def test_a_strip_that_begins_within_the_frame_and_ends_outside_stands_beside_the_picture(below: bool) -> None:
    still = np.full((HEIGHT + 24, WIDTH, 3), 20, np.uint8)
    kept = HEIGHT - 36
    still[:kept] = FRAME[:kept]
    cv2.putText(still, "leaves the city", (20, kept + 40), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (255,) * 3, 2)
    frame, to_frame = FRAME, np.eye(3)
    if not below:
        still, frame = np.ascontiguousarray(still[::-1]), np.ascontiguousarray(FRAME[::-1])
        to_frame[1, 2] = -24
    altered = alterations_of(saved(still, 90), frame, to_frame)
    assert told(altered) == {"added"}
    assert values(altered, "added")["beside"] == 1.0
    assert np.ptp(altered.region, axis=0)[1] == pytest.approx(kept, abs=2)


def test_a_frame_goes_on_beneath_a_logo_and_not_beneath_a_page() -> None:
    """What traced it took the lower part alone for the picture: a sky has nothing in it to hold on to."""
    frame = FRAME.copy()
    frame[:160] = np.linspace(60, 140, 160).astype(np.uint8)[:, None, None]
    wide = np.vstack([np.full((80, WIDTH, 3), 60, np.uint8), frame])
    part = np.array([[0, 160], [WIDTH, 160], [WIDTH, HEIGHT], [0, HEIGHT]], np.float64) - 0.5
    to_wide = np.array([[1.0, 0, 0], [0, 1, 80], [0, 0, 1]])
    still = frame.copy()
    still[20:120, 260:460] = (240, 250, 235)
    altered = alterations_of(saved(still, 90), wide, to_wide, part)
    assert told(altered) == {"added"}
    assert np.ptp(altered.region, axis=0).tolist() == [WIDTH, HEIGHT]
    page = frame.copy()
    page[:160] = 250
    cv2.putText(page, "A page", (40, 100), cv2.FONT_HERSHEY_SIMPLEX, 2, (20,) * 3, 3)
    other = alterations_of(saved(page, 90), wide, to_wide, part)
    assert np.ptp(other.region, axis=0)[1] == pytest.approx(HEIGHT - 160, abs=2)


def test_another_colour_of_the_same_brightness_is_no_blur() -> None:
    still = FRAME.copy()
    place = (slice(120, 240), slice(120, 260))
    soft = cv2.GaussianBlur(FRAME, (0, 0), 5.0)[place].astype(np.float32)
    still[place] = np.clip(soft + np.array([70, -25, 22]), 0, 255).astype(np.uint8)
    altered = alterations_of(saved(still, 90), FRAME, np.eye(3))
    assert not any(one.values.get("blurred") for one in altered.alterations)
    assert (altered.added | altered.differing)[place].mean() > 0.8


def test_a_frame_that_lies_a_pixel_off_adds_no_slivers() -> None:
    still = FRAME.copy()
    still[:2] = 230
    still[:, :1] = 230
    altered = alterations_of(saved(still, 90), FRAME, np.eye(3))
    assert told(altered) == set()


def erased(how: str, box: tuple[slice, slice]) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[box] = 1
    still = FRAME.copy()
    if how in ("telea", "ns"):
        return np.asarray(cv2.inpaint(still, mask, 5, cv2.INPAINT_TELEA if how == "telea" else cv2.INPAINT_NS))
    if how == "clone":
        down, across = box
        still[box] = FRAME[down.start - 80 : down.stop - 80, across.start - 90 : across.stop - 90]
    else:
        still[box] = np.median(FRAME[box].reshape(-1, 3), axis=0)
    return still


@pytest.mark.parametrize("how", ["telea", "ns", "clone", "flat"])
@pytest.mark.parametrize("box", [(slice(150, 210), slice(100, 180)), (slice(215, 290), slice(315, 390))])
def test_what_was_taken_out_is_never_called_blurred(how: str, box: tuple[slice, slice]) -> None:
    altered = alterations_of(saved(erased(how, box), 90), FRAME, np.eye(3))
    assert told(altered) <= {"added", "retouched"}
    assert told(altered)
    assert not any(one.values.get("blurred") for one in altered.alterations)
    if how in ("telea", "ns"):
        assert told(altered) == {"retouched"}


def softened(how: str) -> np.ndarray:
    if how == "squares":
        small = cv2.resize(FRAME, (WIDTH // 12, HEIGHT // 12), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST))
    if how == "box":
        return np.asarray(cv2.blur(FRAME, (15, 15)))
    return np.asarray(cv2.GaussianBlur(FRAME, (0, 0), float(how)))


@pytest.mark.parametrize("how", ["4", "9", "box", "squares"])
def test_what_was_blurred_is_told_as_blurred(how: str) -> None:
    still = FRAME.copy()
    still[120:264, 120:264] = softened(how)[120:264, 120:264]
    altered = alterations_of(saved(still, 85), FRAME, np.eye(3))
    assert values(altered, "added")["blurred"] == 1.0


def quantised(still: np.ndarray) -> np.ndarray:
    few = Image.fromarray(np.ascontiguousarray(still[..., ::-1])).quantize(64).convert("RGB")
    return np.ascontiguousarray(np.asarray(few)[..., ::-1])


def false_of(still: np.ndarray, quality: int) -> Altered:
    return alterations_of(saved(still, quality), FRAME, np.eye(3))


@pytest.mark.parametrize(("quality", "most"), [(20, 0.0), (12, 0.02)])
def test_strong_compression_blurs_and_retouches_nothing(quality: int, most: float) -> None:
    """At the lowest, specks where something flat ends are all that may be left."""
    altered = false_of(FRAME, quality)
    assert told(altered) <= {"added"}
    assert not any(one.values.get("blurred") for one in altered.alterations)
    assert (altered.added | altered.differing).mean() <= most


def test_noise_reduction_changes_nothing() -> None:
    assert told(false_of(np.asarray(cv2.medianBlur(FRAME, 5)), 85)) == set()
    assert told(false_of(np.asarray(cv2.fastNlMeansDenoisingColored(FRAME, None, 8, 8)), 90)) == set()


def test_few_colours_are_no_blur_and_no_cast() -> None:
    altered = alterations_of(StillPicture(quantised(FRAME), "gif"), FRAME, np.eye(3))
    assert told(altered) <= {"added", "retouched"}
    assert not any(one.values.get("blurred") for one in altered.alterations)
    assert (altered.added | altered.differing).mean() < 0.02


def test_a_picture_that_is_blurred_as_a_whole_is_told_so() -> None:
    altered = false_of(np.asarray(cv2.GaussianBlur(FRAME, (0, 0), 3.0)), 90)
    assert "softened" in told(altered)
    assert 1.9 <= values(altered, "softened")["sigma"] <= 4.0

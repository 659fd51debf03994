"""A still compared with its frame: what was added, changed, recoloured, and what surrounds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from freezeframe.kernels.outlines import area, filled
from freezeframe.media import StillPicture, read_still
from freezeframe.trace.alterations import Altered, alterations_of
from tests.pictures import smooth

HEIGHT, WIDTH = 360, 480


def picture() -> np.ndarray:
    """Colour, with fine detail, a flat part and something red, shape (HEIGHT, WIDTH, 3)."""
    dull = smooth(1, HEIGHT, WIDTH, reach=1.5)
    made = np.stack([dull + (smooth(2 + c, HEIGHT, WIDTH, reach=8.0) - 128) * 0.3 for c in range(3)], axis=2)
    made[:60] = (190, 170, 150)
    cv2.circle(made, (350, 250), 30, (30, 30, 210), -1)
    return np.asarray(np.clip(made, 0, 255), np.uint8)


FRAME = picture()


def saved(still: np.ndarray, quality: int = 80) -> StillPicture:
    coded = cv2.imencode(".jpg", still, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return StillPicture(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8), "jpeg")


def told(altered: Altered) -> set[str]:
    return {one.kind for one in altered.alterations}


def values(altered: Altered, kind: str) -> dict[str, float]:
    return dict(next(one for one in altered.alterations if one.kind == kind).values)


def f1(said: np.ndarray, true: np.ndarray) -> float:
    return float(2 * (said & true).sum() / max(said.sum() + true.sum(), 1))


def resized(still: np.ndarray, factor: float) -> tuple[np.ndarray, np.ndarray]:
    size = (round(still.shape[1] * factor), round(still.shape[0] * factor))
    made = cv2.resize(still, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)
    x, y = still.shape[1] / size[0], still.shape[0] / size[1]
    return np.asarray(made), np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1]])


@pytest.mark.parametrize("quality", [35, 60, 90])
def test_a_resave_adds_nothing(quality: int) -> None:
    altered = alterations_of(saved(FRAME, quality), FRAME, np.eye(3))
    assert told(altered) == set()
    assert not (altered.added | altered.differing).any()
    assert altered.shown.all()


@pytest.mark.parametrize("factor", [0.5, 0.8, 1.7])
@pytest.mark.parametrize("off", [0.0, 0.6])
def test_a_resize_adds_nothing_though_it_lies_a_little_off(factor: float, off: float) -> None:
    still, to_frame = resized(FRAME, factor)
    to_frame[:2, 2] += off
    altered = alterations_of(saved(still), FRAME, to_frame)
    assert (altered.added | altered.differing).mean() < 0.002
    np.testing.assert_allclose(altered.still_to_frame @ (0, 0, 1), resized(FRAME, factor)[1] @ (0, 0, 1), atol=0.15)


def test_a_blur_adds_nothing() -> None:
    altered = alterations_of(saved(cv2.GaussianBlur(FRAME, (0, 0), 2.0)), FRAME, np.eye(3))
    assert (altered.added | altered.differing).mean() < 0.002


def bar(still: np.ndarray, mask: np.ndarray) -> None:
    still[300:340], mask[300:340] = 15, 1
    cv2.putText(still, "said to be new", (40, 330), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (250, 250, 250), 2)


def arrow(still: np.ndarray, mask: np.ndarray) -> None:
    for canvas, colour in ((still, (30, 220, 250)), (mask, 1)):
        cv2.arrowedLine(canvas, (60, 280), (160, 120), colour, 4)


def ring(still: np.ndarray, mask: np.ndarray) -> None:
    for canvas, colour in ((still, (30, 30, 230)), (mask, 1)):
        cv2.circle(canvas, (240, 200), 50, colour, 5)


def patch(still: np.ndarray, mask: np.ndarray) -> None:
    still[150:220, 200:300], mask[150:220, 200:300] = 0, 1


@pytest.mark.parametrize("draw", [bar, arrow, ring, patch])
@pytest.mark.parametrize("grey", [False, True])
def test_what_is_drawn_is_found_to_the_pixel(draw: Callable[[np.ndarray, np.ndarray], None], grey: bool) -> None:
    still, mask = FRAME.copy(), np.zeros((HEIGHT, WIDTH), np.uint8)
    if grey:
        still = cv2.cvtColor(cv2.cvtColor(still, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    draw(still, mask)
    altered = alterations_of(saved(still), FRAME, np.eye(3))
    # A line in a strong colour bleeds by a pixel, since colour is stored at half the resolution.
    thin = mask.mean() < 0.03
    assert f1(altered.added, mask > 0) > (0.75 if thin else 0.95)
    assert altered.colours.grey is grey
    (one,) = [one for one in altered.alterations if one.kind == "added"]
    assert one.where == "still"
    assert f1(filled(one.polygon, (WIDTH, HEIGHT)), mask > 0) > (0.75 if thin else 0.95)
    assert one.values["share"] == pytest.approx(mask.mean(), rel=0.6 if thin else 0.1)


def test_a_blurred_place_is_told_as_blurred() -> None:
    still = FRAME.copy()
    still[120:240, 120:260] = cv2.GaussianBlur(FRAME, (0, 0), 8.0)[120:240, 120:260]
    altered = alterations_of(saved(still), FRAME, np.eye(3))
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[120:240, 120:260] = True
    assert f1(altered.added, mask) > 0.8
    assert values(altered, "added")["blurred"] == 1.0


def test_something_taken_out_is_retouched() -> None:
    gone = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(gone, (350, 250), 36, 1, -1)
    still = cv2.inpaint(FRAME, gone, 3, cv2.INPAINT_TELEA)
    altered = alterations_of(saved(np.asarray(still), 90), FRAME, np.eye(3))
    assert f1(altered.differing | altered.added, gone > 0) > 0.75


def test_light_that_falls_on_a_part_is_a_tone_of_that_part() -> None:
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    light = 60 * np.exp(-(((x - 300) / 60.0) ** 2) - ((y - 200) / 50.0) ** 2)
    still = np.clip(FRAME + light[..., None], 0, 255).astype(np.uint8)
    altered = alterations_of(saved(still), FRAME, np.eye(3))
    assert told(altered) == {"tone"}
    assert not (altered.added | altered.differing).any()
    (one,) = altered.alterations
    np.testing.assert_allclose(one.polygon.mean(axis=0), (300, 200), atol=15)


def test_a_border_is_outside_the_picture() -> None:
    still = np.zeros((HEIGHT + 80, WIDTH + 120, 3), np.uint8)
    still[40:-40, 60:-60] = FRAME
    to_frame = np.array([[1.0, 0, -60], [0, 1, -40], [0, 0, 1]])
    altered = alterations_of(saved(still), FRAME, to_frame)
    assert told(altered) == {"border"}
    assert area(altered.region) == pytest.approx(HEIGHT * WIDTH, rel=0.01)
    assert f1(altered.shown, np.pad(np.ones((HEIGHT, WIDTH), bool), ((40, 40), (60, 60)))) > 0.99


def test_a_border_around_a_crop_is_no_part_of_what_is_seen() -> None:
    """Under the border the frame goes on, so that only the pixels can tell."""
    still = np.full((240, 400, 3), 250, np.uint8)
    still[:, 50:-50] = FRAME[60:300, 100:400]
    to_frame = np.array([[1.0, 0, 50], [0, 1, 60], [0, 0, 1]])
    altered = alterations_of(saved(still), FRAME, to_frame)
    assert "border" in told(altered)
    np.testing.assert_allclose(altered.region.min(axis=0), (49.5, -0.5), atol=2)
    np.testing.assert_allclose(altered.region.max(axis=0), (349.5, 239.5), atol=2)


@pytest.mark.parametrize("edge", [0, 2])
def test_a_caption_on_a_strip_beside_the_picture_is_added(edge: int) -> None:
    """Even where a pixel or two of another side show nothing of the frame either."""
    still = np.full((HEIGHT + 40, WIDTH + edge, 3), 15, np.uint8)
    still[:HEIGHT, edge:] = FRAME
    cv2.putText(still, "said to be new", (40, HEIGHT + 28), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (250, 250, 250), 2)
    altered = alterations_of(saved(still), FRAME, np.array([[1.0, 0, -edge], [0, 1, 0], [0, 0, 1]]))
    assert told(altered) == {"added"}
    assert values(altered, "added")["share"] == pytest.approx(40 / (HEIGHT + 40), rel=0.1)


def test_a_page_is_around_the_picture() -> None:
    rng = np.random.default_rng(0)
    still = np.full((700, 900, 3), 252, np.uint8)
    for y in range(20, 690, 24):
        for x in range(20, 850, 40):
            still[y : y + 10, x : x + int(rng.integers(8, 36))] = 40
    still[100 : 100 + HEIGHT, 50 : 50 + WIDTH] = FRAME
    altered = alterations_of(saved(still), FRAME, np.array([[1.0, 0, -50], [0, 1, -100], [0, 0, 1]]))
    assert told(altered) == {"page"}
    np.testing.assert_allclose(altered.region.min(axis=0), (49.5, 99.5), atol=2)


def test_a_part_taken_for_a_picture_within_the_picture_is_all_of_it() -> None:
    part = np.array([[-0.5, 79.5], [WIDTH - 0.5, 79.5], [WIDTH - 0.5, HEIGHT - 0.5], [-0.5, HEIGHT - 0.5]])
    altered = alterations_of(saved(FRAME), FRAME, np.eye(3), part)
    assert told(altered) == set()
    assert area(altered.region) == HEIGHT * WIDTH
    still = FRAME.copy()
    still[:80] = FRAME[200:280, ::-1]
    # The still ends where the frame ends, so that something else was laid over its upper part.
    other = alterations_of(saved(still), FRAME, np.eye(3), part)
    assert area(other.region) == HEIGHT * WIDTH
    over = np.zeros((HEIGHT, WIDTH), bool)
    over[:80] = True
    assert f1(other.added | other.differing, over) > 0.8


def test_a_colour_cast_is_told_with_its_levels() -> None:
    still = np.clip(FRAME * np.array([1.2, 1.0, 0.8]), 0, 255).astype(np.uint8)
    altered = alterations_of(saved(still), FRAME, np.eye(3))
    assert told(altered) == {"tint"}
    assert values(altered, "tint")["blue"] > 10
    assert values(altered, "tint")["red"] < -10


@pytest.mark.parametrize("gamma", [0.6, 1.6])
def test_gamma(gamma: float) -> None:
    still = (255 * (FRAME / 255.0) ** gamma).round().astype(np.uint8)
    altered = alterations_of(saved(still, 92), FRAME, np.eye(3))
    assert "tone" in told(altered)
    assert values(altered, "tone")["gamma"] == pytest.approx(gamma, rel=0.15)
    assert not altered.added.any()


def test_contrast() -> None:
    still = np.clip((FRAME.astype(np.float64) - 128) * 0.6 + 140, 0, 255).astype(np.uint8)
    altered = alterations_of(saved(still), FRAME, np.eye(3))
    told_of = values(altered, "tone")
    assert told_of["gamma"] == 1.0
    assert told_of["gain"] == pytest.approx(0.6, abs=0.05)
    assert told_of["shift"] == pytest.approx(140 - 0.6 * 128, abs=6)


def test_a_blur_is_no_change_of_contrast() -> None:
    altered = alterations_of(saved(cv2.GaussianBlur(FRAME, (0, 0), 2.0)), FRAME, np.eye(3))
    assert "tone" not in told(altered)


def test_a_grey_frame_lost_no_colour() -> None:
    frame = np.asarray(cv2.cvtColor(cv2.cvtColor(FRAME, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), np.uint8)
    assert alterations_of(saved(frame), frame, np.eye(3)).colours.grey is None


def test_polygons_of_a_large_still_are_in_its_own_pixels() -> None:
    still, mask = resized(FRAME, 4.0)[0].copy(), np.zeros((4 * HEIGHT, 4 * WIDTH), np.uint8)
    still[600:880, 800:1200], mask[600:880, 800:1200] = 0, 1
    altered = alterations_of(saved(still), FRAME, resized(FRAME, 4.0)[1])
    (one,) = [one for one in altered.alterations if one.kind == "added"]
    assert f1(filled(one.polygon, (4 * WIDTH, 4 * HEIGHT)), mask > 0) > 0.95
    assert f1(altered.in_still(altered.added, (4 * WIDTH, 4 * HEIGHT)), mask > 0) > 0.95


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (40, 30), (63, 63), (480, 6), (5, 360)])
def test_stills_that_are_too_small_to_say_much(size: tuple[int, int]) -> None:
    still = np.ascontiguousarray(FRAME[: size[1], : size[0]])
    altered = alterations_of(saved(still, 95), FRAME, np.eye(3))
    assert altered.shown.shape == size[::-1]
    assert np.isfinite(altered.still_to_frame).all()


def test_a_still_that_lies_beside_the_frame() -> None:
    far = np.array([[1.0, 0, 5000], [0, 1, 5000], [0, 0, 1]])
    altered = alterations_of(saved(FRAME), FRAME, far)
    assert not altered.added.any()


def as_mode(mode: str) -> Callable[[Path], None]:
    rgb = Image.fromarray(np.ascontiguousarray(FRAME[..., ::-1]))
    made = {
        "RGBA": lambda: rgb.convert("RGBA"),
        "CMYK": lambda: rgb.convert("CMYK"),
        "P": lambda: rgb.quantize(255),
        "I;16": lambda: Image.fromarray(cv2.cvtColor(FRAME, cv2.COLOR_BGR2GRAY).astype(np.uint16) * 256),
    }[mode]()
    return made.save


@pytest.mark.parametrize(("mode", "suffix"), [("RGBA", "png"), ("CMYK", "tif"), ("P", "png"), ("I;16", "png")])
def test_files_of_other_kinds_are_compared_as_they_are_shown(mode: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"still.{suffix}"
    as_mode(mode)(path)
    altered = alterations_of(read_still(path), FRAME, np.eye(3))
    assert (altered.added | altered.differing).mean() < 0.01
    assert altered.colours.grey is (mode == "I;16")


def test_a_transparent_part_is_white_and_was_added(tmp_path: Path) -> None:
    rgba = np.dstack([FRAME[..., ::-1], np.full((HEIGHT, WIDTH), 255, np.uint8)])
    rgba[100:200, 100:220, 3] = 0
    Image.fromarray(rgba).save(tmp_path / "still.png")
    altered = alterations_of(read_still(tmp_path / "still.png"), FRAME, np.eye(3))
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[100:200, 100:220] = True
    assert f1(altered.added, mask) > 0.95


def test_a_turned_file_is_compared_as_it_is_shown(tmp_path: Path) -> None:
    image = Image.fromarray(np.ascontiguousarray(np.rot90(FRAME, 1)[..., ::-1]))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(tmp_path / "still.jpg", exif=exif, quality=90)
    altered = alterations_of(read_still(tmp_path / "still.jpg"), FRAME, np.eye(3))
    assert altered.shown.shape == (HEIGHT, WIDTH)
    assert not altered.added.any()


def test_every_one_of_many_things_is_told() -> None:
    still = FRAME.copy()
    for across in range(12):
        for down in range(8):
            cv2.circle(still, (25 + 39 * across, 25 + 44 * down), 6, (40, 230, 240), -1)
    altered = alterations_of(saved(still), FRAME, np.eye(3))
    assert len(altered.alterations) == 96
    assert told(altered) == {"added"}

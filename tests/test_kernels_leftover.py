"""What a still shows beyond its frame: nothing when it was only saved again, the drawn thing when one was drawn."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.kernels.leftover import drawn, leftover, smoothed_away, without_specks
from tests.pictures import smooth

HEIGHT, WIDTH = 240, 320
ALL = np.ones((HEIGHT, WIDTH), bool)
TRUST = np.ones((HEIGHT, WIDTH), np.float32)


def frame(seed: int) -> np.ndarray:
    """Colour, shape (HEIGHT, WIDTH, 3), fine enough to be hurt by compression."""
    return np.stack([smooth(seed + c, HEIGHT, WIDTH, reach=1.5) for c in range(3)], axis=2)


def luma(picture: cv2.typing.MatLike) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(picture.astype(np.float32), cv2.COLOR_BGR2GRAY), np.float32)


def saved(picture: np.ndarray, quality: int) -> np.ndarray:
    coded = cv2.imencode(
        ".jpg", np.clip(np.rint(picture), 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return np.asarray(cv2.imdecode(coded[1], cv2.IMREAD_COLOR), np.uint8)


def found(still: np.ndarray, laid: np.ndarray) -> np.ndarray:
    return drawn(still, leftover(still, laid, ALL, TRUST))


@pytest.mark.parametrize("quality", [30, 60, 90])
def test_saving_again_adds_nothing(quality: int) -> None:
    picture = frame(1)
    assert found(saved(picture, quality), picture).mean() < 0.002


def f1(said: np.ndarray, true: np.ndarray) -> float:
    return float(2 * (said & true).sum() / (said.sum() + true.sum()))


@pytest.mark.parametrize("quality", [60, 90])
def test_a_box_and_a_circle_are_found_to_the_pixel(quality: int) -> None:
    picture = frame(2)
    marked, mask = picture.copy(), np.zeros((HEIGHT, WIDTH), np.uint8)
    for canvas, colour in ((marked, (0, 0, 255)), (mask, 1)):
        cv2.circle(canvas, (200, 120), 40, colour, 4)
        cv2.rectangle(canvas, (20, 20), (90, 60), colour, -1)
    assert f1(found(saved(marked, quality), picture), mask > 0) > 0.9


def test_something_nearly_as_faint_as_the_noise_is_not_told() -> None:
    picture = frame(3)
    marked = picture.copy()
    marked[50:100, 50:100] += 4
    assert not found(saved(marked, 75), picture).any()


def test_what_is_not_shown_differs_from_nothing() -> None:
    picture = frame(4)
    still = saved(picture, 80)
    still[:, :100] = 0
    shown = ALL.copy()
    shown[:, :100] = False
    left = leftover(still, picture, shown, TRUST * shown)
    assert left.amplitude[:, :100].max() == 0
    assert not drawn(still, left)[:, :95].any()


def test_a_blurred_place_lacks_detail_and_a_blurred_picture_does_not() -> None:
    picture = frame(5)
    soft = np.asarray(cv2.GaussianBlur(picture, (0, 0), 5.0), np.float32)
    place = np.zeros((HEIGHT, WIDTH), bool)
    place[80:160, 100:220] = True
    laid = luma(picture)
    assert f1(smoothed_away(luma(np.where(place[..., None], soft, picture)), laid, ALL, TRUST), place) > 0.8
    assert not smoothed_away(luma(cv2.GaussianBlur(picture, (0, 0), 1.2)), laid, ALL, TRUST).any()


def test_specks_go_and_the_rest_stays() -> None:
    mask = np.zeros((50, 50), bool)
    mask[5:7, 5:7] = True
    mask[20:30, 20:30] = True
    kept = without_specks(mask)
    assert not kept[5, 5]
    assert kept[25, 25]


@pytest.mark.parametrize("shape", [(8, 8), (2, 300), (1, 1)])
def test_tiny_pictures(shape: tuple[int, int]) -> None:
    picture = np.full((*shape, 3), 90.0, np.float32)
    left = leftover(picture.astype(np.uint8), picture, np.ones(shape, bool), np.ones(shape, np.float32))
    assert not drawn(picture.astype(np.uint8), left).any()

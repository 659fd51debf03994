"""The laid frame is made as soft, as smeared or as sharp as the still."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from freezeframe.kernels.softness import fit_softness
from tests.pictures import smooth


def fine(seed: int) -> np.ndarray:
    return smooth(seed, 160, 220, reach=1.0)


def smeared(picture: np.ndarray) -> np.ndarray:
    return cv2.filter2D(picture, -1, np.full((1, 7), 1 / 7, np.float32))


def sharper(picture: np.ndarray) -> np.ndarray:
    return np.clip(1.6 * picture - 0.6 * cv2.GaussianBlur(picture, (0, 0), 1.5), 0, 255)


@pytest.mark.parametrize(
    "edit",
    [lambda p: cv2.GaussianBlur(p, (0, 0), 1.0), lambda p: cv2.GaussianBlur(p, (0, 0), 3.0), smeared, sharper],
    ids=["soft", "softer", "smeared", "sharper"],
)
def test_most_of_the_difference_goes(edit: object) -> None:
    frame = fine(1)
    still = np.asarray(edit(frame), np.float32)  # type: ignore[operator]
    softness = fit_softness(frame, still, np.ones_like(frame))
    before, after = np.abs(still - frame).mean(), np.abs(still - softness.apply(frame)).mean()
    assert after < 0.35 * before


def test_nothing_was_done() -> None:
    frame = fine(2)
    softness = fit_softness(frame, frame, np.ones_like(frame))
    assert np.abs(softness.apply(frame) - frame).mean() < 0.1
    assert softness.kernel.sum() == pytest.approx(1.0)


def test_what_was_drawn_does_not_matter() -> None:
    frame = fine(3)
    still = np.asarray(cv2.GaussianBlur(frame, (0, 0), 1.5), np.float32)
    drawn = still.copy()
    drawn[20:50, 20:80] = 255
    there = np.abs(still - fit_softness(frame, drawn, np.ones_like(frame)).apply(frame))
    assert there[60:].mean() < 1.5


def test_nothing_to_go_by() -> None:
    frame = fine(4)
    softness = fit_softness(frame, smeared(frame), np.zeros_like(frame))
    np.testing.assert_allclose(softness.apply(frame), frame)

"""Geometry refined at full resolution: the simplest map that fits, and what was drawn does not pull at it."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from freezeframe.kernels.homography import transfer
from freezeframe.trace.close_fit import closely_fitted
from tests.pictures import grey, seen_through, smooth

HEIGHT, WIDTH = 360, 480
FRAME = smooth(1, HEIGHT, WIDTH, reach=2.0)
UPRIGHT = np.array([[0.8, 0, 60.0], [0, 0.8, 40.0], [0, 0, 1]])
MIRRORED = UPRIGHT @ np.array([[-1.0, 0, 399], [0, 1, 0], [0, 0, 1]])
TURNED = np.array(
    [[0.8 * math.cos(0.1), -0.8 * math.sin(0.1), 80.0], [0.8 * math.sin(0.1), 0.8 * math.cos(0.1), 30.0], [0, 0, 1]]
)
ASIDE = np.array([[0.8, 0.06, 60.0], [-0.03, 0.85, 40.0], [2e-4, -1e-4, 1]])


def corners(matrix: np.ndarray) -> np.ndarray:
    return transfer(matrix, np.array([[0.0, 0], [399, 0], [399, 299], [0, 299]]))


def moved(matrix: np.ndarray, by: float) -> np.ndarray:
    """A guess whose corners are off by about so many frame pixels."""
    shift = np.array([[1 + by / 400, by / 900, by], [-by / 900, 1 - by / 500, -by], [0, 0, 1]])
    return np.asarray(shift @ matrix)


@pytest.mark.parametrize(
    ("truth", "family"),
    [(UPRIGHT, "upright"), (MIRRORED, "upright"), (TURNED, "similar"), (ASIDE, "free")],
    ids=["upright", "mirrored", "turned", "from aside"],
)
def test_the_map_and_its_family_are_found(truth: np.ndarray, family: str) -> None:
    still = grey(seen_through(FRAME, truth, 300, 400))
    fit = closely_fitted(still, grey(FRAME), moved(truth, 1.5))
    assert fit.family.name == family
    assert np.abs(corners(fit.still_to_frame) - corners(truth)).max() < (0.1 if family != "free" else 0.5)


def test_a_caption_does_not_pull() -> None:
    still = grey(seen_through(FRAME, UPRIGHT, 300, 400))
    still[250:] = 10
    cv2.putText(still, "a caption of some length", (10, 285), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 250, 2)
    fit = closely_fitted(still, grey(FRAME), moved(UPRIGHT, 1.5))
    assert np.abs(corners(fit.still_to_frame) - corners(UPRIGHT)).max() < 0.2
    assert fit.trust[: fit.trust.shape[0] // 2].mean() > 0.9
    assert fit.trust[-fit.trust.shape[0] // 20 :].mean() < 0.2


def test_where_nothing_agrees_the_guess_stays_about_where_it_was() -> None:
    still = grey(smooth(99, 300, 400, reach=2.0))
    fit = closely_fitted(still, grey(FRAME), UPRIGHT)
    assert np.abs(corners(fit.still_to_frame) - corners(UPRIGHT)).max() < 60


@pytest.mark.parametrize("size", [(8, 8), (20, 600), (600, 20), (40, 30)])
def test_small_and_long_stills(size: tuple[int, int]) -> None:
    still = grey(seen_through(FRAME, UPRIGHT, size[1], size[0]))
    fit = closely_fitted(still, grey(FRAME), UPRIGHT)
    assert np.isfinite(fit.still_to_frame).all()

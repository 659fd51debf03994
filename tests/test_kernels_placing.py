"""How well a picture fits on small grids: against a slow reference, and where it was cut from."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from freezeframe.kernels.placing import placed

ROWS, COLUMNS = 20, 32
SIZE = (COLUMNS * 8, ROWS * 8)


def scenes(seed: int, count: int) -> NDArray[np.uint8]:
    """Frames of smooth shapes, shape (count, 8 ROWS, 8 COLUMNS)."""
    noise = np.random.default_rng(seed).normal(size=(count, ROWS * 8, COLUMNS * 8)).astype(np.float32)
    soft = np.stack([cv2.GaussianBlur(one, (0, 0), 14) for one in noise])
    return np.asarray(np.clip(128 + 900 * soft, 0, 255), np.uint8)


def grids_of(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    small = [cv2.resize(one, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA) for one in frames]
    return np.asarray(np.stack(small), np.uint8)


def slow(picture: NDArray[np.uint8], grid: NDArray[np.uint8], share: float) -> float:
    """The best correlation over all places, by the definition."""
    height, width = picture.shape
    wide, high = round(COLUMNS * share), round(share * SIZE[0] * height / width * ROWS / SIZE[1])
    small = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float64)
    best = -1.0
    for template in (small, small[:, ::-1]):
        for top in range(ROWS - high + 1):
            for left in range(COLUMNS - wide + 1):
                part = grid[top : top + high, left : left + wide].astype(np.float64)
                best = max(best, float(np.corrcoef(template.ravel(), part.ravel())[0, 1]))
    return best


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.4, 0.5, 0.75]))
def test_it_agrees_with_the_definition(seed: int, share: float) -> None:
    frames = scenes(seed, 3)
    grids = grids_of(frames)
    picture = frames[1][30:110, 40:168]
    found = placed(picture, grids, SIZE, [share])
    np.testing.assert_allclose(found, [slow(picture, grid, share) for grid in grids], atol=2e-4)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_crop_fits_best_on_the_frame_it_was_cut_from(mirrored: bool) -> None:
    frames = scenes(1, 12)
    crop = np.ascontiguousarray(frames[7][16:112, 80:208][:, :: -1 if mirrored else 1])
    enlarged = cv2.resize(crop, None, fx=3, fy=3)
    found = placed(np.asarray(enlarged, np.uint8), grids_of(frames), SIZE, [1.0, 0.7, 0.5, 0.35])
    assert int(found.argmax()) == 7
    assert found[7] > 0.95
    assert np.delete(found, 7).max() < found[7] - 0.1


def test_what_is_too_small_or_higher_than_the_frame_fits_nowhere() -> None:
    grids = grids_of(scenes(2, 2))
    assert (placed(np.zeros((300, 20), np.uint8), grids, SIZE, [1.0]) == -1).all()
    assert (placed(np.zeros((10, 200), np.uint8), grids, SIZE, [0.2]) == -1).all()
    assert placed(np.zeros((10, 20), np.uint8), grids[:0], SIZE, [1.0]).shape == (0,)


def test_a_flat_picture_or_grid_is_like_nothing() -> None:
    flat = np.full((3, ROWS, COLUMNS), 90, np.uint8)
    assert (placed(scenes(3, 1)[0], flat, SIZE, [0.5]) <= 0.001).all()

"""Cuts and keyframes of made-up footage whose truth is known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from freezeframe.kernels.shots import GRID_CELLS, KeyframeChooser, KeyframeOptions, ShotCutter, grid_of, grid_size
from tests.pictures import grey, smooth

Grid = NDArray[np.uint8]
RATE = 25.0


def pan(seed: int, frames: int, step: int = 3) -> list[Grid]:
    """Grids of a camera that turns to the right."""
    wide = grey(smooth(seed, 180, 320 + step * frames, 6))
    return [grid_of(np.ascontiguousarray(wide[:, step * i : step * i + 320])) for i in range(frames)]


def still(seed: int, frames: int, noise: float = 0.0) -> list[Grid]:
    """Grids of a camera that stands still, with sensor noise."""
    rng = np.random.default_rng(seed)
    picture = smooth(seed, 180, 320, 6)
    return [grid_of(grey(picture + rng.normal(0, noise, picture.shape).astype(np.float32))) for _ in range(frames)]


def cuts(grids: list[Grid]) -> list[int]:
    cutter = ShotCutter()
    return [index for index, grid in enumerate(grids) if cutter.push(grid)]


def kept(grids: list[Grid], rate: float = RATE, options: KeyframeOptions | None = None) -> list[int]:
    cutter, chooser = ShotCutter(), KeyframeChooser(options)
    return [i for i, grid in enumerate(grids) if chooser.push(grid, i / rate, cutter.push(grid))]


def test_cuts_are_found_where_they_are() -> None:
    assert cuts(still(1, 20, 3) + still(2, 20, 3) + pan(3, 30) + still(4, 2)) == [0, 20, 40, 70]


@pytest.mark.parametrize("step", [1, 3, 8])
def test_a_pan_is_no_cut(step: int) -> None:
    assert cuts(pan(5, 60, step)) == [0]


def test_noise_and_a_change_of_light_are_no_cut() -> None:
    dark = [np.asarray(g * 0.6, np.uint8) for g in still(6, 30, 6)]
    assert cuts(still(6, 30, 6) + dark) == [0]


def test_a_cut_between_static_shots_is_one_cut() -> None:
    assert cuts(still(1, 30) + still(2, 30)) == [0, 30]


@pytest.mark.parametrize("noise", [0.0, 4.0])
def test_a_static_shot_has_one_keyframe(noise: float) -> None:
    assert kept(still(7, 500, noise)) == [0]


def test_each_shot_has_a_keyframe_at_its_start() -> None:
    # Restless cutting uses up the budget, but never a shot's first frame.
    grids = [grid for seed in range(30) for grid in still(seed, 6)]
    assert set(cuts(grids)) == set(range(0, 180, 6))
    assert kept(grids) == cuts(grids)


def test_a_moving_camera_has_more_and_the_budget_bounds_them() -> None:
    options = KeyframeOptions()
    frames = 300
    slow, fast = kept(pan(8, frames, 1)), kept(pan(8, frames, 8))
    assert 2 < len(slow) <= len(fast)
    assert len(fast) <= options.burst + options.rate * frames / RATE + 1
    assert min(b - a for a, b in pairwise(fast)) >= options.least_gap * RATE - 1e-9


def test_new_content_is_kept_soon() -> None:
    """Every frame of a pan shows most of what some keyframe shows."""
    step, frames = 2, 250
    at = np.array(kept(pan(9, frames, step)))
    for index in range(frames):
        assert np.abs(at - index).min() * step < 0.5 * 320


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 60)), min_size=1, max_size=8))
def test_no_two_keyframes_in_a_row_are_equal(runs: list[tuple[int, int]]) -> None:
    places = [still(seed, 1)[0] for seed in range(3)]
    faint = places[0].copy()
    faint[10:14, 10:14] += 2
    grids = [grid for which, length in runs for grid in [[*places, faint][which]] * length]
    chosen = kept(grids)
    assert chosen[0] == 0
    assert not any(np.array_equal(grids[a], grids[b]) for a, b in pairwise(chosen))


@given(st.integers(1, 8000), st.integers(1, 8000))
def test_a_grid_follows_the_shape(width: int, height: int) -> None:
    columns, rows = grid_size(width, height)
    assert columns >= 8
    assert rows >= 8
    if 0.1 < width / height < 10:
        assert 0.85 * GRID_CELLS < columns * rows < 1.15 * GRID_CELLS
        assert columns / rows == pytest.approx(width / height, rel=0.15)


def test_a_grid_is_the_average() -> None:
    picture = grey(smooth(4, 360, 640, 20))
    grid = grid_of(picture)
    assert grid.shape == grid_size(640, 360)[::-1]
    assert abs(float(grid.mean()) - float(picture.mean())) < 1

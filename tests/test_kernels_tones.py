"""A still's tones from its frame's: what the edit did to the colours is found, what was drawn does not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freezeframe.kernels.tones import Tones, fit_curves, fit_tones, pooled


def colours(seed: int, count: int = 4000) -> np.ndarray:
    """Mostly dull colours, some of them strong, shape (1, count, 3)."""
    rng = np.random.default_rng(seed)
    dull = rng.uniform(20, 230, (count, 1)) + rng.normal(0, 12, (count, 3))
    strong = rng.uniform(0, 255, (count, 3))
    return np.clip(np.where(rng.random((count, 1)) < 0.1, strong, dull), 0, 255).astype(np.float32)[None]


def fitted(frame: np.ndarray, still: np.ndarray, weights: np.ndarray | None = None) -> Tones:
    flat = np.clip(np.rint(still), 0, 255).astype(np.uint8).reshape(-1, 3)
    return fit_tones(frame.reshape(-1, 3), flat, np.ones(len(flat), np.float32) if weights is None else weights)


def bent(frame: np.ndarray, gain: float, gamma: float) -> np.ndarray:
    return np.asarray(255 * (np.clip((frame - 128) * gain + 128, 0, 255) / 255) ** gamma)


def cast(frame: np.ndarray, gains: tuple[float, float, float], saturation: float) -> np.ndarray:
    luma = frame @ np.array([0.114, 0.587, 0.299])
    return np.asarray(np.clip((luma[..., None] + (frame - luma[..., None]) * saturation) * np.array(gains), 0, 255))


@given(st.floats(0.7, 1.5), st.floats(0.7, 1.4), st.integers(0, 50))
@settings(max_examples=15, deadline=None)
def test_contrast_and_gamma(gain: float, gamma: float, seed: int) -> None:
    frame = colours(seed)
    still = bent(frame, gain, gamma)
    assert np.median(np.abs(fitted(frame, still).apply(frame) - still)) < 2


@given(st.tuples(*[st.floats(0.65, 1.3)] * 3), st.floats(0.4, 1.3), st.integers(0, 50))
@settings(max_examples=15, deadline=None)
def test_a_colour_cast(gains: tuple[float, float, float], saturation: float, seed: int) -> None:
    frame = colours(seed)
    still = cast(frame, gains, saturation)
    apart = np.abs(fitted(frame, still).apply(frame) - still)
    assert np.median(apart) < 2
    assert np.quantile(apart, 0.95) < 10


def test_grey_is_made_of_the_luma() -> None:
    frame = colours(1)
    luma = frame @ np.array([0.114, 0.587, 0.299], np.float32)
    still = np.repeat(bent(luma, 1.2, 0.9)[..., None], 3, axis=2)
    assert np.abs(fitted(frame, still).apply(frame) - still).mean() < 2


def test_a_small_red_thing_keeps_its_red() -> None:
    frame = colours(2)
    frame[0, :40] = (20, 20, 220)
    tones = fitted(frame, frame.copy())
    assert np.abs(tones.apply(frame)[0, :40] - frame[0, :40]).max() < 6


@pytest.mark.parametrize("level", [0, 255])
def test_what_covers_a_fifth_does_not_matter(level: int) -> None:
    frame = colours(3)
    still = bent(frame, 1.2, 1.0)
    still[0, :800] = level
    apart = np.abs(fitted(frame, still).apply(frame) - bent(frame, 1.2, 1.0))[0, 800:]
    assert np.median(apart) < 3


def test_curves_alone() -> None:
    frame = colours(4)
    still = np.clip(frame + 6, 0, 255)
    weights = np.ones(frame.shape[1], np.float32)
    flat = np.rint(still).astype(np.uint8).reshape(-1, 3)
    assert np.abs(fit_curves(frame.reshape(-1, 3), flat, weights).apply(frame) - still).mean() < 1


def test_too_little_to_go_by_leaves_everything_as_it_is() -> None:
    frame = colours(5)
    tones = fitted(frame, 255 - frame, np.zeros(frame.shape[1], np.float32))
    np.testing.assert_allclose(tones.apply(frame), frame, atol=1 / 16)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_pooling_makes_a_sequence_rise_and_keeps_its_sum(values: list[float]) -> None:
    made = pooled(np.array(values), np.ones(len(values)))
    assert (np.diff(made) >= -1e-9).all()
    assert made.sum() == pytest.approx(sum(values), abs=1e-6)
    if values == sorted(values):
        np.testing.assert_allclose(made, values)

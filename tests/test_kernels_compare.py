"""Frames that cannot be told apart, on frames whose truth is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from freezeframe.kernels.compare import believed, block_means, detail_agreement, highest, indistinguishable
from tests.pictures import smooth

Images = NDArray[np.float32]
HEIGHT, WIDTH = 64, 96
BLOCK = 8


def moving(step: float, count: int = 12, seed: int = 1) -> Images:
    """Frames of a still background before which a soft disc moves ``step`` pixels a frame, contrast about 1."""
    background = (smooth(seed, HEIGHT, WIDTH) - 127) / 50
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    discs = [2.5 * np.exp(-(((x - 20 - step * i) ** 2 + (y - 30) ** 2) / 2 / 6**2)) for i in range(count)]
    return np.stack([background + d for d in discs]).astype(np.float32)


def noisy(frame: Images, rng: np.random.Generator, size: float) -> Images:
    """With noise that is correlated between neighbours, as a codec's is."""
    white = rng.normal(size=frame.shape)
    soft = sum(np.roll(white, (i, j), (0, 1)) for i in range(3) for j in range(3)) / 3
    return np.asarray(frame + size * soft, np.float32)


def trial(frames: Images, true: int, rng: np.random.Generator, size: float) -> NDArray[np.bool_]:
    still = noisy(frames[true], rng, size)
    trust = np.ones((HEIGHT, WIDTH), np.float32)
    best = int(((frames - still) ** 2).sum(axis=(1, 2)).argmin())
    return indistinguishable(still, frames, trust, best, 3.0, BLOCK)


@pytest.mark.parametrize("size", [0.1, 0.5, 1.0])
def test_the_true_frame_is_rarely_left_out(size: float) -> None:
    rng = np.random.default_rng(11)
    frames = moving(0.4)
    left_out = 0
    for _ in range(200):
        true = int(rng.integers(12))
        left_out += not trial(frames, true, rng, size)[true]
    assert left_out <= 6


def test_the_true_frame_is_named_among_few_when_it_stands_out() -> None:
    rng = np.random.default_rng(12)
    frames = moving(3.0)
    for _ in range(50):
        true = int(rng.integers(12))
        assert np.flatnonzero(trial(frames, true, rng, 0.1)).tolist() == [true]


def test_clearly_different_frames_are_always_left_out_even_in_noise() -> None:
    rng = np.random.default_rng(13)
    frames = moving(6.0)
    for _ in range(50):
        true = int(rng.integers(12))
        alike = trial(frames, true, rng, 0.5)
        assert np.abs(np.flatnonzero(alike) - true).max() <= 1


def test_more_noise_means_more_doubt() -> None:
    rng = np.random.default_rng(14)
    frames = moving(0.5)
    lengths = [np.mean([trial(frames, 6, rng, size).sum() for _ in range(30)]) for size in (0.05, 0.4, 1.5)]
    assert lengths[0] < lengths[1] < lengths[2]


def test_equal_frames_are_never_told_apart() -> None:
    frames = np.repeat(moving(1.0, 1), 5, axis=0)
    assert trial(frames, 2, np.random.default_rng(0), 0.3).all()


def test_what_has_no_trust_decides_nothing() -> None:
    frames = moving(3.0)
    trust = np.zeros((HEIGHT, WIDTH), np.float32)
    trust[:, WIDTH - 15 :] = 1  # the disc never gets there
    assert indistinguishable(frames[4], frames, trust, 4, 3.0, BLOCK)[3:6].all()


def test_a_caption_is_not_believed_and_the_picture_is() -> None:
    frames = moving(2.0)
    still = noisy(frames[5], np.random.default_rng(1), 0.1)
    still[48:, :] = np.where(np.arange(WIDTH) // 3 % 2, 3.0, -3.0)
    belief = believed(still, frames, np.ones(frames.shape, bool), BLOCK)
    assert belief.shape == (HEIGHT, WIDTH)
    assert belief[:40].mean() > 0.95
    assert belief[54:].mean() < 0.1
    assert ((belief >= 0) & (belief <= 1)).all()


def test_where_no_frame_reaches_nothing_is_believed() -> None:
    frames = moving(2.0)
    valid = np.ones(frames.shape, bool)
    valid[:, :, :32] = False
    assert believed(frames[5], frames, valid, BLOCK)[:, :24].max() < 0.1


def test_block_means() -> None:
    values = np.arange(2 * 16 * 24, dtype=np.float32).reshape(2, 16, 24)
    by_hand = values.reshape(2, 2, 8, 3, 8).mean(axis=(2, 4))
    np.testing.assert_allclose(block_means(values, 8), by_hand, rtol=1e-5)
    assert block_means(values, 100).shape == (2, 1, 1)


def test_the_highest_of_three_channels_is_the_largest_along_their_axis() -> None:
    rng = np.random.default_rng(3)
    for picture in (rng.integers(0, 256, (7, 9, 3)).astype(np.uint8), rng.normal(size=(5, 4, 3)).astype(np.float32)):
        assert np.array_equal(highest(picture), picture.max(axis=2))


def textured(seed: int, height: int = HEIGHT, width: int = WIDTH, strength: float = 12.0) -> Images:
    """A smooth picture of grey levels with fine detail on it."""
    fine = np.random.default_rng(seed).normal(size=(height, width))
    return np.asarray(smooth(seed, height, width) * 0.6 + 40 + strength * fine, np.float32)


def agreement_by_hand(one: Images, other: Images, valid: NDArray[np.bool_], block: int) -> float | None:
    """The definition, block by block and in plain loops."""
    here, there = (picture.astype(np.float64) - cv2.GaussianBlur(picture, (0, 0), 1.0) for picture in (one, other))
    found = []
    for top in range(0, one.shape[0] - block + 1, block):
        for left in range(0, one.shape[1] - block + 1, block):
            inside = [(y, x) for y in range(top, top + block) for x in range(left, left + block) if valid[y, x]]
            both = sum(here[at] * there[at] for at in inside)
            own, others = sum(here[at] ** 2 for at in inside), sum(there[at] ** 2 for at in inside)
            if len(inside) >= 0.95 * block * block and others / block**2 > 1 / 3:
                found.append(both / np.sqrt(own * others) if own else 0.0)
    return float(np.quantile(found, 0.25)) if len(found) >= 4 else None


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    height=st.integers(16, 50),
    width=st.integers(16, 50),
    strength=st.floats(0.2, 20),
    hidden=st.integers(0, 40),
)
def test_the_agreement_of_detail_is_that_of_its_definition(
    seed: int, height: int, width: int, strength: float, hidden: int
) -> None:
    one = textured(seed, height, width, strength)
    other = one + np.random.default_rng(seed + 1).normal(size=one.shape).astype(np.float32) * strength
    valid = np.ones(one.shape, bool)
    valid[:, :hidden] = False
    found, expected = detail_agreement(one, other, valid, BLOCK), agreement_by_hand(one, other, valid, BLOCK)
    assert (found is None) == (expected is None)
    if found is not None:
        assert found == pytest.approx(expected, abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), gain=st.floats(0.3, 2.0), shift=st.floats(-60, 60))
def test_brightness_and_contrast_change_nothing_of_the_detail(seed: int, gain: float, shift: float) -> None:
    frame, valid = textured(seed), np.ones((HEIGHT, WIDTH), bool)
    still = frame + np.random.default_rng(seed + 1).normal(size=frame.shape).astype(np.float32) * 4
    plain = detail_agreement(still, frame, valid, BLOCK)
    toned = detail_agreement((gain * still + shift).astype(np.float32), frame, valid, BLOCK)
    assert plain is not None
    assert toned == pytest.approx(plain, abs=2e-3)
    assert -1.0 <= plain <= 1.0


def test_detail_tells_the_same_picture_from_one_with_the_same_shapes() -> None:
    frame, valid = textured(1), np.ones((HEIGHT, WIDTH), bool)
    edited = cv2.GaussianBlur(frame, (0, 0), 0.5) * 0.7 + 20
    edited[: HEIGHT // 8] = 255.0  # a caption bar
    same = detail_agreement(edited, frame, valid, BLOCK)
    assert same is not None
    assert same > 0.6
    grain = np.random.default_rng(2).normal(size=frame.shape)
    alike = detail_agreement(
        np.asarray(smooth(1, HEIGHT, WIDTH) * 0.6 + 40 + 12 * grain, np.float32), frame, valid, BLOCK
    )
    assert alike is not None
    assert abs(alike) < 0.25


def test_where_there_is_no_detail_it_says_nothing() -> None:
    plain, valid = np.full((HEIGHT, WIDTH), 90.0, np.float32), np.ones((HEIGHT, WIDTH), bool)
    rounding = np.random.default_rng(3).uniform(-0.5, 0.5, plain.shape).astype(np.float32)
    assert detail_agreement(textured(1), plain + rounding, valid, BLOCK) is None
    assert detail_agreement(textured(1), textured(1), np.zeros_like(valid), BLOCK) is None

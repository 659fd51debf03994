"""Alignment recovers geometry that is known, to a fraction of a pixel."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.kernels.align import Aligned, align, normalised, scaling, template
from freezeframe.kernels.homography import transfer
from tests.pictures import seen_through, smooth

HEIGHT, WIDTH = 110, 150
CORNERS = np.array([[0.0, 0.0], [WIDTH - 1, 0.0], [WIDTH - 1, HEIGHT - 1], [0.0, HEIGHT - 1]])
SIGMA = 8.0
AFFINITY = np.array([[1.04, 0.03, 33.3], [-0.02, 0.97, 22.7], [0, 0, 1.0]])
HOMOGRAPHY = np.array([[1.02, 0.05, 30.1], [-0.03, 0.98, 27.4], [2e-4, -1.5e-4, 1.0]])
MIRROR = np.array([[-1.0, 0, WIDTH - 1], [0, 1, 0], [0, 0, 1]])


def shift(x: float, y: float) -> NDArray[np.float64]:
    return np.array([[1.0, 0, x], [0, 1.0, y], [0, 0, 1]])


def aligned(to_frame: NDArray[np.float64], start: NDArray[np.float64], parameters: int) -> Aligned:
    """Lay a still that was cut out of a frame at ``to_frame`` on that frame."""
    frame = smooth(7, 200, 260) / np.float32(50)
    still = seen_through(frame, to_frame, HEIGHT, WIDTH)
    return align(template(still, np.ones((HEIGHT, WIDTH), np.float32)), frame, start, 40, parameters)


def off(found: Aligned, to_frame: NDArray[np.float64]) -> float:
    """How far the farthest corner is from where it belongs, in pixels."""
    return float(np.abs(transfer(found.to_frame, CORNERS) - transfer(to_frame, CORNERS)).max())


@pytest.mark.parametrize(("x", "y"), [(30.0, 25.0), (40.37, 31.81), (55.5, 60.25)])
def test_a_shift(x: float, y: float) -> None:
    start = shift(x + 2.3, y - 1.9)
    assert off(aligned(shift(x, y), start, 2), shift(x, y)) < 0.05


@pytest.mark.parametrize("mirror", [np.eye(3), MIRROR], ids=["as it is", "mirrored"])
@pytest.mark.parametrize(("truth", "parameters"), [(AFFINITY, 6), (HOMOGRAPHY, 8)], ids=["affinity", "homography"])
def test_an_affinity_and_a_homography(truth: NDArray[np.float64], parameters: int, mirror: NDArray[np.float64]) -> None:
    to_frame = truth @ mirror
    start = shift(1.5, -1.2) @ to_frame @ np.array([[1.01, 0.008, 0], [-0.006, 0.99, 0], [0, 0, 1]])
    found = aligned(to_frame, start, parameters)
    assert np.abs(transfer(start, CORNERS) - transfer(to_frame, CORNERS)).max() > 2
    assert off(found, to_frame) < 0.05
    assert np.sign(np.linalg.det(found.to_frame)) == np.sign(np.linalg.det(to_frame))


@pytest.mark.parametrize(("gain", "bias"), [(0.4, 90.0), (1.9, -60.0), (0.8, 0.0)])
@pytest.mark.parametrize("mirror", [np.eye(3), MIRROR], ids=["as it is", "mirrored"])
def test_gain_and_bias_do_not_matter_once_normalised(gain: float, bias: float, mirror: NDArray[np.float64]) -> None:
    frame, to_frame = smooth(7, 200, 260), HOMOGRAPHY @ mirror
    still = seen_through(frame, to_frame, HEIGHT, WIDTH) * gain + bias
    inner = np.zeros((HEIGHT, WIDTH), np.float32)
    inner[16:-16, 16:-16] = 1  # at its border a still has other surroundings than the frame has there
    target = template(normalised(still, SIGMA), inner)
    found = align(target, normalised(frame, SIGMA), shift(1.2, 1.2) @ to_frame, 40)
    assert off(found, to_frame) < 0.25


def test_the_cost_is_the_weighted_mean_square() -> None:
    frame = smooth(3, 200, 260)
    still = seen_through(frame, shift(30, 20), HEIGHT, WIDTH) + smooth(4, HEIGHT, WIDTH) * 0.2
    weights = np.zeros((HEIGHT, WIDTH), np.float32)
    weights[20:80, 30:90] = np.random.default_rng(0).random((60, 60)).astype(np.float32)
    target = template(still.astype(np.float32), weights)
    found = align(target, frame, shift(30, 20), 0)
    part = frame[20 : 20 + HEIGHT, 30 : 30 + WIDTH]
    assert found.cost == pytest.approx(float((weights * (part - still) ** 2).sum() / weights.sum()), rel=1e-4)
    np.testing.assert_allclose(found.warped, part, atol=0.05)


def test_what_falls_outside_counts_nothing_and_too_little_overlap_is_no_alignment() -> None:
    frame = smooth(3, 200, 260)
    still = seen_through(frame, shift(30, 20), HEIGHT, WIDTH)
    target = template(still, np.ones_like(still))
    partly = align(target, frame, shift(260 - WIDTH / 2, 20), 0)
    assert partly.valid[:, : WIDTH // 2 - 1].all()
    assert not partly.valid[:, WIDTH // 2 + 1 :].any()
    assert np.isfinite(partly.cost)
    assert align(target, frame, shift(260 - WIDTH / 8, 20), 5).cost == float("inf")


def test_a_still_that_says_nothing_is_laid_nowhere() -> None:
    frame, still = smooth(3, 200, 260), smooth(4, HEIGHT, WIDTH)
    nothing = template(still, np.zeros_like(still))
    assert align(nothing, frame, shift(30, 20), 5).cost == float("inf")


def test_it_never_gets_worse_than_its_start() -> None:
    frame, still = smooth(1, 200, 260), smooth(2, HEIGHT, WIDTH)
    target = template(normalised(still, SIGMA), np.ones_like(still))
    looked = normalised(frame, SIGMA)
    for x in range(0, 100, 20):
        start = shift(float(x), 30.0)
        assert align(target, looked, start, 10).cost <= align(target, looked, start, 0).cost


@pytest.mark.parametrize(("before", "after"), [((90, 160), (45, 80)), ((90, 160, 3), (135, 320)), ((7, 9), (7, 9))])
def test_scaling_keeps_edges_on_edges(before: tuple[int, ...], after: tuple[int, ...]) -> None:
    moved = transfer(scaling(before, after), np.array([[-0.5, -0.5], [before[1] - 0.5, before[0] - 0.5]]))
    np.testing.assert_allclose(moved, [[-0.5, -0.5], [after[1] - 0.5, after[0] - 0.5]])


def test_normalised_is_flat_and_even() -> None:
    picture = smooth(5, 120, 160)
    ramp = np.linspace(0, 60, 160, dtype=np.float32)[None]
    plain, tilted = normalised(picture, SIGMA), normalised(picture * 0.5 + ramp, SIGMA)
    inner = (slice(20, -20), slice(20, -20))
    assert np.corrcoef(plain[inner].ravel(), tilted[inner].ravel())[0, 1] > 0.98
    assert abs(float(plain[inner].mean())) < 0.1
    assert not normalised(np.full((50, 60), 99, np.uint8), SIGMA).any()

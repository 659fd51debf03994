"""Geometry from matches whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from freezeframe.kernels.homography import (
    Matches,
    Matrix,
    best_similarity,
    degenerate,
    errors,
    refine,
    similarities,
    transfer,
)

CORNERS = np.array([[0.0, 0.0], [639.0, 0.0], [639.0, 359.0], [0.0, 359.0]])


def similarity(scale: float, turn: float, x: float, y: float) -> Matrix:
    """Turn in degrees, then scale, then shift."""
    c, s = scale * np.cos(np.radians(turn)), scale * np.sin(np.radians(turn))
    return np.array([[c, -s, x], [s, c, y], [0.0, 0.0, 1.0]])


def through(model: Matrix, n: int, rng: np.random.Generator, noise: float = 0.0) -> Matches:
    """Matches that obey a homography, with feature shapes of its similarity at the middle."""
    a = rng.uniform((0, 0), (640, 360), (n, 2))
    axis = transfer(model, np.array([[320.0, 180.0], [330.0, 180.0]]))
    along = (axis[1] - axis[0]) / 10
    b = transfer(model, a) + rng.normal(0, noise, (n, 2)) if noise else transfer(model, a)
    scale, turn = np.log2(np.hypot(*along)), np.degrees(np.arctan2(along[1], along[0]))
    return Matches(a, b, np.full(n, scale), np.full(n, turn))


def mixed(good: Matches, outliers: int, rng: np.random.Generator) -> Matches:
    """Matches among outliers that lie anywhere with any shape, in a random order."""
    bad = Matches(
        rng.uniform((0, 0), (640, 360), (outliers, 2)),
        rng.uniform((0, 0), (640, 360), (outliers, 2)),
        rng.uniform(-3, 3, outliers),
        rng.uniform(0, 360, outliers),
    )
    order = rng.permutation(len(good.a) + outliers)

    def joined(name: str) -> NDArray[np.float64]:
        return np.asarray(np.concatenate([getattr(good, name), getattr(bad, name)])[order], np.float64)

    return Matches(joined("a"), joined("b"), joined("log2_scale"), joined("turn"))


@settings(max_examples=40)
@given(st.floats(0.1, 8), st.floats(-180, 180), st.floats(-500, 500), st.floats(-500, 500))
def test_each_single_match_fixes_the_similarity(scale: float, turn: float, x: float, y: float) -> None:
    truth = similarity(scale, turn, x, y)
    models = similarities(through(truth, 7, np.random.default_rng(0)))
    np.testing.assert_allclose(models, np.repeat(truth[None, :2], 7, axis=0), atol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_the_similarity_is_found_among_95_in_100_outliers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = similarity(rng.uniform(0.4, 2), rng.uniform(0, 360), *rng.uniform(-100, 100, 2))
    good = through(truth, 15, rng, noise=0.3)
    model, count = best_similarity(mixed(good, 285, rng), 6.0)
    assert 15 <= count <= 20
    assert np.abs(transfer(model, CORNERS) - transfer(truth, CORNERS)).max() < 3


def test_a_match_of_another_turn_or_scale_does_not_count() -> None:
    rng = np.random.default_rng(1)
    good = through(similarity(1.5, 30, 5, 5), 20, rng)
    turned = Matches(good.a, good.b, good.log2_scale, np.where(np.arange(20) < 8, good.turn + 90, good.turn))
    assert best_similarity(turned, 3.0)[1] == 12
    scaled = Matches(good.a, good.b, np.where(np.arange(20) < 8, good.log2_scale + 1.5, good.log2_scale), good.turn)
    assert best_similarity(scaled, 3.0)[1] == 12
    around = Matches(good.a, good.b, good.log2_scale, good.turn + np.where(np.arange(20) % 2, 360.0, -360.0))
    assert best_similarity(around, 3.0)[1] == 20


PERSPECTIVE = np.array([[0.9, 0.08, 12.0], [-0.05, 1.05, -8.0], [1.2e-4, -8e-5, 1.0]])


def test_refining_gets_from_a_similarity_to_the_homography() -> None:
    rng = np.random.default_rng(3)
    good = through(PERSPECTIVE, 60, rng, noise=0.2)
    matches = mixed(good, 60, rng)
    start, _ = best_similarity(matches, 20.0)
    coarse = np.abs(transfer(start, CORNERS) - transfer(PERSPECTIVE, CORNERS)).max()
    refined = refine(matches, start, 20.0)
    fine = np.abs(transfer(refined, CORNERS) - transfer(PERSPECTIVE, CORNERS)).max()
    assert coarse > 5
    assert fine < 1.0
    assert refined[2, 2] == 1.0


def test_few_matches_give_no_more_than_an_affinity() -> None:
    rng = np.random.default_rng(4)
    good = through(PERSPECTIVE, 10, rng)
    refined = refine(good, np.vstack([similarities(good)[0], [0, 0, 1]]), 40.0)
    assert refined[2].tolist() == [0, 0, 1]
    three = Matches(good.a[:3], good.b[:3], good.log2_scale[:3], good.turn[:3])
    start = similarity(1, 2, 3, 4)
    assert np.array_equal(refine(three, start, 40.0), start)


def test_errors_are_distances_in_the_second_picture() -> None:
    matches = Matches(
        np.array([[1.0, 2.0], [5.0, 5.0]]), np.array([[5.0, 8.0], [10.0, 10.0]]), np.zeros(2), np.zeros(2)
    )
    assert errors(similarity(2, 0, 0, 0), matches).tolist() == [5.0, 0.0]


def test_points_at_infinity_are_very_far_and_no_nan() -> None:
    vanishing = np.array([[1.0, 0, 0], [0, 1.0, 0], [-0.1, 0, 1.0]])
    far = transfer(vanishing, np.array([[10.0, 3.0]]))
    assert np.all(np.isfinite(far))
    assert np.abs(far).max() > 1e8


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("to a point", similarity(1e-3, 0, 50, 50)),
        ("to a line", np.array([[1.0, 0, 0], [1.0, 1e-6, 0], [0, 0, 1]])),
        ("thin", np.diag([1.0, 0.15, 1.0])),
        ("fold", np.array([[1.0, 0, 0], [0, 1.0, 0], [-1 / 300, 0, 1.0]])),
        ("edge-on", np.array([[1.0, 0, 0], [0, 1.0, 0], [1 / 200, 0, 1.0]])),
        ("enlarged without end", similarity(200, 0, 0, 0)),
        ("not a number", np.full((3, 3), np.nan)),
    ],
)
def test_degenerate_models_are_refused(name: str, model: Matrix) -> None:
    with np.errstate(invalid="ignore"):
        assert degenerate(model, CORNERS), name


@pytest.mark.parametrize(
    "model",
    [np.eye(3), np.diag([-1.0, 1.0, 1.0]), PERSPECTIVE, similarity(0.12, 200, 0, 0), similarity(8, 10, 0, 0)],
    ids=["as it is", "mirrored", "perspective", "shrunk", "enlarged"],
)
def test_honest_views_are_not(model: Matrix) -> None:
    assert not degenerate(model, CORNERS)
    assert not degenerate(model * -3.0, CORNERS)

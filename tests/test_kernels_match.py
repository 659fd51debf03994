"""Mutual nearest neighbours against brute force, and the thinning to cells."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from freezeframe.kernels.describe import QUANTUM
from freezeframe.kernels.match import mutual_nearest, one_a_cell


def slow_mutual(a: list[list[int]], b: list[list[int]], farthest: float) -> set[tuple[int, int]]:
    """Pairs that are each other's only nearest (whole numbers: ties are seen)."""

    def squares(i: int, j: int) -> int:
        return sum((x - y) ** 2 for x, y in zip(a[i], b[j], strict=True))

    pairs = set()
    for i in range(len(a)):
        j = min(range(len(b)), key=lambda j: squares(i, j))
        if min(range(len(a)), key=lambda i: squares(i, j)) == i and math.sqrt(squares(i, j)) / QUANTUM <= farthest:
            pairs.add((i, j))
    return pairs


@pytest.mark.parametrize("sizes", [(1, 1), (1, 40), (60, 25), (40, 90)])
@pytest.mark.parametrize("farthest", [0.3, 0.85, 10.0])
def test_brute_force_agrees(sizes: tuple[int, int], farthest: float) -> None:
    rng = np.random.default_rng(sizes[0] + sizes[1])
    b = rng.integers(-127, 128, (sizes[1], 48))
    near = np.clip(b[rng.integers(0, sizes[1], sizes[0])] + rng.integers(-25, 26, (sizes[0], 48)), -127, 127)
    a = np.where(rng.random((sizes[0], 1)) < 0.6, near, rng.integers(-127, 128, (sizes[0], 48)))
    rows, columns, distances = mutual_nearest(a.astype(np.int8), b.astype(np.int8), farthest)
    assert set(zip(rows.tolist(), columns.tolist(), strict=True)) == slow_mutual(a.tolist(), b.tolist(), farthest)
    assert np.all(np.diff(distances) >= 0)
    by_hand = np.linalg.norm((a[rows] - b[columns]).astype(float), axis=1) / QUANTUM
    np.testing.assert_allclose(distances, by_hand, rtol=1e-4, atol=1e-4)


def test_extremes_do_not_overflow() -> None:
    a = np.full((1, 48), -127, np.int8)
    rows, _, distances = mutual_nearest(a, -a, 100.0)
    assert rows.tolist() == [0]
    assert distances[0] == pytest.approx(254 * 48**0.5 / QUANTUM, rel=1e-5)


def test_nothing_matches_nothing() -> None:
    none, some = np.zeros((0, 48), np.int8), np.zeros((3, 48), np.int8)
    for a, b in ((none, some), (some, none), (none, none)):
        assert all(len(part) == 0 for part in mutual_nearest(a, b))


Places = list[tuple[float, float, float, float]]
PLACES = st.lists(st.tuples(*[st.floats(-50, 700, width=32)] * 4), max_size=60)


def cells_of(points: NDArray[np.float32], cell: float) -> list[tuple[int, int]]:
    return [(math.floor(x / np.float32(cell)), math.floor(y / np.float32(cell))) for x, y in points]


@settings(max_examples=60)
@given(PLACES, st.sampled_from([(4.0, 8.0), (30.0, 10.0), (200.0, 200.0)]))
def test_one_a_cell(places: Places, cells: tuple[float, float]) -> None:
    both = np.array(places, np.float32).reshape(-1, 4)
    first, second = both[:, :2], both[:, 2:]
    keep = one_a_cell(first, second, cells)
    assert np.all(np.diff(keep) > 0)
    in_first, in_second = cells_of(first, cells[0]), cells_of(second, cells[1])
    kept_first = {in_first[i] for i in keep}
    kept_second = {in_second[i] for i in keep}
    assert len(kept_first) == len(kept_second) == len(keep)
    # The most preferred match is always kept; what was left out has a more preferred one in a cell of its own.
    assert not places or keep[0] == 0
    for i in set(range(len(places))) - set(keep.tolist()):
        assert any(in_first[j] == in_first[i] or in_second[j] == in_second[i] for j in range(i))

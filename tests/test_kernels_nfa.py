"""The number of false alarms against sums of whole numbers."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from freezeframe.kernels.nfa import log10_nfa


def log10_of(value: Fraction) -> float:
    """log10 of a fraction of any size: whole numbers have no underflow."""
    return math.log10(value.numerator) - math.log10(value.denominator)


def slow_nfa(errors: list[float], sample: int, area: int, tests: int, least: float) -> dict[int, float]:
    """The log10 NFA of each k, by the formula with whole numbers; pi to sixteen places."""
    n, ordered = len(errors), sorted(max(e, least) for e in errors)
    values = {}
    for k in range(sample + 1, n + 1):
        chance = min(Fraction(math.pi) * Fraction(ordered[k - 1]) ** 2 / area, Fraction(1))
        value = tests * (n - sample) * math.comb(n, k) * math.comb(k, sample) * chance ** (k - sample)
        values[k] = log10_of(Fraction(value))
    return values


ERRORS = st.lists(st.floats(0, 400, allow_nan=False), min_size=1, max_size=40)


@given(ERRORS, st.integers(2, 4), st.integers(10_000, 10_000_000), st.integers(1, 10**9), st.sampled_from([1.0, 2.5]))
def test_it_is_the_formula(errors: list[float], sample: int, area: int, tests: int, least: float) -> None:
    value, k, bound = log10_nfa(np.array(errors), sample, float(area), math.log10(tests), least)
    if len(errors) <= sample:
        assert (value, k) == (math.log10(tests), 0)
        return
    values = slow_nfa(errors, sample, area, tests, least)
    assert value == pytest.approx(min(values.values()), abs=1e-8)
    assert value == pytest.approx(values[k], abs=1e-8), "and that of its own number of matches"
    assert bound == max(sorted(errors)[k - 1], least)


@pytest.mark.parametrize("n", [5, 1000, 200_000])
def test_the_largest_matches_do_not_underflow(n: int) -> None:
    area = 3840.0 * 2160.0
    value, k, bound = log10_nfa(np.zeros(n), 4, area, 9.0)
    by_hand = 9 + math.log10(n - 4) + math.log10(math.comb(n, 4)) + (n - 4) * math.log10(math.pi / area)
    assert (k, bound) == (n, 1.0)
    assert value == pytest.approx(by_hand, rel=1e-9)
    assert math.isfinite(value)


def test_too_few_matches_say_nothing() -> None:
    for n in range(5):
        assert log10_nfa(np.zeros(n), 4, 1e6, 5.0)[:2] == (5.0, 0)


def test_errors_as_large_as_the_picture_say_nothing() -> None:
    assert log10_nfa(np.full(30, 2000.0), 4, 1e6, 5.0)[0] >= 5.0


@given(ERRORS, st.data())
def test_it_never_falls_when_a_match_gets_worse(errors: list[float], data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(errors) - 1))
    worse = list(errors)
    worse[which] += data.draw(st.floats(0, 100))
    assert log10_nfa(np.array(worse), 2, 1e6, 3.0)[0] >= log10_nfa(np.array(errors), 2, 1e6, 3.0)[0] - 1e-9


@given(ERRORS, st.floats(0, 12), st.floats(1.01, 100))
def test_tests_count_in_full_and_room_makes_chance_rarer(errors: list[float], tests: float, growth: float) -> None:
    found = np.array(errors)
    alone = log10_nfa(found, 4, 1e6, 0.0)[0]
    assert log10_nfa(found, 4, 1e6, tests)[0] == pytest.approx(alone + tests, abs=1e-8)
    assert log10_nfa(found, 4, 1e6 * growth, 0.0)[0] <= alone + 1e-9


def test_chance_alone_rarely_looks_improbable() -> None:
    """Under the null hypothesis NFA <= x happens at most about x times a trial."""
    rng = np.random.default_rng(5)
    side = 1000.0

    def trial(n: int) -> float:
        errors: NDArray[np.float64] = np.linalg.norm(rng.uniform(0, side, (n, 2)) - side / 2, axis=1)
        return log10_nfa(errors, 2, side * side, 0.0)[0]

    values = np.array([trial(n) for n in rng.integers(5, 60, 3000)])
    for bound in (-0.5, -1.0, -2.0):
        assert (values <= bound).mean() <= 10**bound
    assert (values <= 1.5).mean() > 0.01  # nor is it so careful that it says nothing

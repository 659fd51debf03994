"""The finest detail of a still and of the frame it was laid on: the same grain, or the same scene with another."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from freezeframe.trace.identity import identity
from freezeframe.trace.laying import Track
from freezeframe.trace.pinpoint import Pinpointed, PinpointOptions, pinpoint
from freezeframe.types import Grey
from tests.pictures import grey, smooth

HEIGHT, WIDTH = 120, 160


def scene(grain: int) -> Grey:
    """One place, the same at any moment but for what is finest: leaves, water, letters."""
    fine = np.random.default_rng(grain).normal(size=(HEIGHT, WIDTH)).astype(np.float32)
    return grey(0.7 * smooth(5, HEIGHT, WIDTH) + 30 + 6 * fine)


def found_in(window: list[Grey], still: Grey, enlarged: float, options: PinpointOptions) -> Pinpointed:
    """A crop of 100 x 80 pixels, enlarged, looked for in the window."""
    size = (round(100 * enlarged), round(80 * enlarged))
    crop = np.asarray(cv2.resize(still[20:100, 30:130], size, interpolation=cv2.INTER_CUBIC), np.uint8)
    by = 1 / enlarged
    guess = np.array([[by, 0, 30 + (by - 1) / 2], [0, by, 20 + (by - 1) / 2], [0, 0, 1.0]])
    return pinpoint(crop, window, [[Track(0, len(window), 0, guess)]], options)


@pytest.mark.parametrize("enlarged", [1.0, 2.5])
@pytest.mark.parametrize("options", [PinpointOptions(), PinpointOptions(ruled_out=0.0)], ids=["fine", "ruled out"])
def test_the_same_grain_agrees_and_another_does_not(enlarged: float, options: PinpointOptions) -> None:
    window = [scene(1)] * 5
    same = found_in(window, scene(1), enlarged, options)
    other = found_in(window, scene(2), enlarged, options)
    assert same.detail is not None
    assert other.detail is not None
    assert same.detail > 0.8
    assert abs(other.detail) < 0.35
    # Were all else equal, the detail alone would speak for the one and against the other.
    apart = identity(same).evidence - identity(replace(same, detail=other.detail)).evidence
    assert apart > 1.0


def test_where_there_is_no_detail_the_measure_stands_between() -> None:
    found = replace(found_in([scene(1)] * 5, scene(1), 1.0, PinpointOptions()), detail=None)
    assert identity(found).detail == pytest.approx(math.atanh(0.3))
    good, bad = (identity(replace(found, detail=value)).evidence for value in (0.9, 0.0))
    assert bad < identity(found).evidence < good


@pytest.mark.parametrize("value", [-1.0, 1.0])
def test_the_measure_is_finite_for_any_correlation(value: float) -> None:
    found = found_in([scene(1)] * 3, scene(1), 1.0, PinpointOptions())
    assert abs(identity(replace(found, detail=value)).detail) < 3.0

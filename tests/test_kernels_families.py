"""Families of maps: the nearest member of each, and alignment that stays among them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freezeframe.kernels import align as al
from freezeframe.kernels.families import AFFINE, FAMILIES, FREE, SIMILAR, UPRIGHT, Family, align_within, nearest
from tests.pictures import seen_through, smooth

PLACES = np.stack(np.meshgrid(np.linspace(0, 99, 6), np.linspace(0, 79, 6)), axis=-1).reshape(-1, 2)
WEIGHTS = np.ones(len(PLACES))
INNER = np.zeros((80, 100), np.float32)
"""At the edge a still is normalised by what it shows, the frame by what lies around it as well."""
INNER[9:-9, 9:-9] = 1


def member(family: Family, mirrored: bool = False) -> np.ndarray:
    """A map of the family, shape (3, 3)."""
    turn = math.radians(4)
    matrices = {
        "upright": [[0.97, 0, 12], [0, 0.98, 5], [0, 0, 1]],
        "similar": [
            [0.97 * math.cos(turn), -0.97 * math.sin(turn), 12],
            [0.97 * math.sin(turn), 0.97 * math.cos(turn), 5],
            [0, 0, 1],
        ],
        "affine": [[0.97, 0.05, 12], [-0.02, 0.99, 5], [0, 0, 1]],
        "free": [[0.97, 0.05, 12], [-0.02, 0.99, 5], [2e-4, 1e-4, 1]],
    }
    flip = np.array([[-1.0, 0, 99], [0, 1, 0], [0, 0, 1]])
    matrix = np.array(matrices[family.name])
    return matrix @ flip if mirrored else matrix


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_member_is_its_own_nearest(family: Family, mirrored: bool) -> None:
    matrix = member(family, mirrored)
    np.testing.assert_allclose(nearest(family, matrix, PLACES, WEIGHTS), matrix / matrix[2, 2], atol=1e-6)


@given(st.floats(-0.05, 0.05), st.floats(-0.05, 0.05), st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_freer_family_is_never_further(a: float, b: float, mirrored: bool) -> None:
    matrix = member(FREE, mirrored)
    matrix[0, 1] += a
    matrix[1, 0] += b

    def apart(family: Family) -> float:
        near = nearest(family, matrix, PLACES, WEIGHTS)
        points = np.column_stack([PLACES, np.ones(len(PLACES))])
        moved = [(points @ m.T)[:, :2] / (points @ m.T)[:, 2:] for m in (near, matrix)]
        return float(((moved[0] - moved[1]) ** 2).sum())

    assert apart(FREE) <= apart(AFFINE) + 1e-6
    assert apart(AFFINE) <= min(apart(SIMILAR), apart(UPRIGHT)) + 1e-6


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_alignment_finds_the_member_from_nearby(family: Family) -> None:
    frame = smooth(3, 120, 160)
    truth = member(family)
    still = seen_through(frame, truth, 80, 100)
    start = truth.copy()
    start[:2, 2] += (1.2, -0.9)
    target = al.template(al.normalised(still, 5.0), INNER)
    found = align_within(family, target, al.normalised(frame, 5.0), start, steps=20).to_frame
    corners = np.array([[0, 0, 1], [99, 0, 1], [99, 79, 1], [0, 79, 1]], np.float64)
    moved = [(corners @ m.T)[:, :2] / (corners @ m.T)[:, 2:] for m in (found, truth)]
    assert np.abs(moved[0] - moved[1]).max() < 0.3


def test_an_upright_alignment_stays_upright() -> None:
    frame = smooth(4, 120, 160)
    still = seen_through(frame, member(SIMILAR), 80, 100)
    target = al.template(al.normalised(still, 5.0), INNER)
    found = align_within(UPRIGHT, target, al.normalised(frame, 5.0), member(UPRIGHT), steps=20).to_frame
    assert abs(found[0, 1]) < 1e-9
    assert abs(found[1, 0]) < 1e-9
    assert np.abs(found[2, :2]).max() < 1e-12

"""PDQ against the published implementation where it is installed, and against its text everywhere."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from freezeframe.kernels.pdq import hamming, pdq
from tests.media import texture
from tests.pictures import grey, smooth


def slow_box(values: list[list[float]], size: int) -> list[list[float]]:
    """Means along each row over ``size`` values around, fewer at the ends; an even window reaches one farther on."""
    before, after = (size - 1) // 2, size // 2
    rows = []
    for row in values:
        windows = [row[max(i - before, 0) : i + after + 1] for i in range(len(row))]
        rows.append([sum(w) / len(w) for w in windows])
    return rows


def transposed(values: list[list[float]]) -> list[list[float]]:
    return [list(column) for column in zip(*values, strict=True)]


def slow_pdq(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The hash, step by step as its paper tells it, with plain lists up to the transform."""
    values: list[list[float]] = picture.astype(float).tolist()
    height, width = picture.shape
    for _ in range(2):
        values = slow_box(values, (width + 127) // 128)
        values = transposed(slow_box(transposed(values), (height + 127) // 128))
    sampled = np.array(
        [[values[int((i + 0.5) * height / 64)][int((j + 0.5) * width / 64)] for j in range(64)] for i in range(64)]
    )
    cosines = np.array([[np.cos(np.pi * f * (2 * x + 1) / 128) for x in range(64)] for f in range(1, 17)]) / 32**0.5
    coefficients = cosines @ sampled @ cosines.T
    bits = [bool(c > np.median(coefficients)) for c in coefficients.ravel()][::-1]
    return np.packbits(np.array(bits))


PICTURES = {
    "large": grey(smooth(1, 300, 401, 6)),
    "small": grey(smooth(2, 64, 64)),
    "tall": grey(smooth(3, 517, 130)),
    "corners": np.ascontiguousarray(texture(4, 240, 320)[..., 1]),
}


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_the_text(name: str) -> None:
    assert int(hamming(pdq(PICTURES[name]), slow_pdq(PICTURES[name])[None])[0]) <= 2


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_the_published_implementation(name: str) -> None:
    if importlib.util.find_spec("pdqhash") is None:
        pytest.skip("pdqhash is not installed")
    published: Any = importlib.import_module("pdqhash")
    bits, _ = published.compute(np.repeat(PICTURES[name][..., None], 3, axis=2))
    theirs = np.packbits(np.asarray(bits).astype(bool))
    assert int(hamming(pdq(PICTURES[name]), theirs[None])[0]) <= 2


def test_half_of_the_bits_are_set() -> None:
    for picture in PICTURES.values():
        assert int(np.unpackbits(pdq(picture)).sum()) == 128


def test_another_picture_differs_in_half_and_an_edit_in_few() -> None:
    one, other = PICTURES["large"], grey(smooth(9, 300, 401, 6))
    assert 90 <= int(hamming(pdq(one), pdq(other)[None])[0]) <= 166
    noisy = np.clip(one + np.random.default_rng(0).normal(0, 8, one.shape), 0, 255).astype(np.uint8)
    assert int(hamming(pdq(one), pdq((noisy * 0.7 + 20).astype(np.uint8))[None])[0]) <= 20


@settings(max_examples=30)
@given(st.binary(min_size=32, max_size=32), st.lists(st.binary(min_size=32, max_size=32), max_size=5))
def test_hamming(a: bytes, others: list[bytes]) -> None:
    stored = np.frombuffer(b"".join(others), np.uint8).reshape(-1, 32)
    by_hand = [sum((x ^ y).bit_count() for x, y in zip(a, other, strict=True)) for other in others]
    assert hamming(np.frombuffer(a, np.uint8), stored).tolist() == by_hand

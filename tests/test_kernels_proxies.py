"""Proxies come back as they were kept, whatever range is asked for."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from freezeframe.kernels.proxies import CHUNK, LEAST_CHANGE, LEAST_GAP, ProxyKeeper, pack


def grids(n: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    rng = np.random.default_rng(seed)
    frames = np.cumsum(rng.integers(1, 9, n)) - 1 + (0 if seed % 2 else 5)
    return rng.integers(0, 256, (n, 3, 4), dtype=np.uint8), frames.astype(np.int32)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([0, 1, 2, 30, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17]), st.integers(0, 9), st.data())
def test_any_range_comes_back(n: int, seed: int, data: st.DataObject) -> None:
    kept, frames = grids(n, seed)
    packed = pack(kept, frames, (3, 4))
    most = int(frames[-1]) + 10 if n else 10
    first = data.draw(st.integers(0, most))
    end = data.draw(st.integers(first, most))
    got_frames, got = packed.read(first, end)
    # In force in [first, end): kept there, or the last one kept before.
    wanted = [i for i in range(n) if frames[i] < end and (i == n - 1 or frames[i + 1] > first)]
    assert got_frames.tolist() == frames[wanted].tolist()
    np.testing.assert_array_equal(got, kept[wanted])


def test_everything_comes_back_and_still_footage_costs_little() -> None:
    still = np.repeat(grids(1, 1)[0], 1000, axis=0)
    packed = pack(still, np.arange(1000, dtype=np.int32), (3, 4))
    np.testing.assert_array_equal(packed.read(0, 1000)[1], still)
    assert len(packed.blob) < 400
    assert len(packed.ends) == -(-1000 // CHUNK)


def test_only_what_changed_is_kept_and_not_too_often() -> None:
    keeper = ProxyKeeper()
    base = np.full((3, 4), 100, np.uint8)
    nearly, other = base + np.uint8(LEAST_CHANGE - 1), base.copy()
    other[1, 2] += LEAST_CHANGE
    late = 10.0
    for grid, index, seconds, always in (
        (base, 0, 0.0, False),
        (other, 1, LEAST_GAP * 0.9, False),  # too soon
        (other, 2, LEAST_GAP, False),
        (base, 3, LEAST_GAP * 1.5, True),  # soon, but a new shot
        (nearly, 4, late, False),  # too like
        (base, 5, late, True),
    ):
        keeper.push(grid, index, seconds, always)
    frames, got = keeper.packed().read(0, 6)
    assert frames.tolist() == [0, 2, 3, 5]
    np.testing.assert_array_equal(got, np.stack([base, other, base, base]))


def test_nothing_kept_is_nothing_read() -> None:
    frames, got = ProxyKeeper().packed().read(0, 100)
    assert len(frames) == len(got) == 0

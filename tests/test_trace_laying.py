"""The still laid on some frames of a window first and on others later: the same as on every frame at once."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.kernels.homography import transfer
from freezeframe.trace.close_up import _most_like
from freezeframe.trace.identity import identity
from freezeframe.trace.laying import Laid, Track, lay, lay_more, prepared
from freezeframe.trace.pinpoint import PinpointOptions, pinpoint
from freezeframe.types import Grey, Matrix
from tests.pictures import grey, smooth

HEIGHT, WIDTH = 120, 160
STEP = 0.7
"""Pixels that the camera moves from one frame to the next."""
CORNERS = np.array([[0, 0], [99, 0], [99, 79], [0, 79]], np.float64)


def panning(frames: int, jump: int = -1) -> list[Grey]:
    """A camera that moves along a wide place where something moves too; from ``jump`` on it looks 9 pixels lower."""
    place = smooth(3, HEIGHT + 20, WIDTH + round(STEP * frames) + 30)
    seen = []
    for number in range(frames):
        down = 9 if 0 <= jump <= number else 0
        left, part = int(STEP * number), STEP * number % 1.0
        strip = place[down : down + HEIGHT]
        view = (1 - part) * strip[:, left : left + WIDTH] + part * strip[:, left + 1 : left + WIDTH + 1]
        view = view.copy()
        view[50:62, 40 + number % 60 : 52 + number % 60] = 250
        seen.append(grey(view))
    return seen


def still_of(frame: Grey) -> tuple[Grey, Matrix]:
    """A crop of 100 x 80 pixels, and its pixels to the frame's."""
    return frame[20:100, 30:130], np.array([[1.0, 0, 30], [0, 1.0, 20], [0, 0, 1.0]])


def corners_at(laid: Laid, position: int) -> NDArray[np.float64]:
    row = int(np.flatnonzero(laid.frames == position)[0])
    return transfer(laid.still_to_frame[row], CORNERS)


def test_with_steps_the_ends_are_laid_and_the_geometry_is_that_of_every_frame() -> None:
    window = panning(48)
    still, guess = still_of(window[20])
    tracks = [Track(0, 30, 20, guess), Track(30, 48, 30, guess @ _moved(-STEP * 10))]
    ready = prepared(still, window, guess, 128)
    every, some = lay(ready, tracks), lay(ready, tracks, stride=5)
    assert every.frames.tolist() == list(range(48))
    assert {0, 20, 29, 30, 47} <= {*some.frames.tolist()}
    assert len(some.frames) < 30
    assert np.all(np.diff(some.frames) > 0)
    for position in (15, 20, 25, 30, 35):
        assert np.abs(corners_at(some, position) - corners_at(every, position)).max() < 0.3


def test_further_frames_are_laid_from_their_nearest_in_their_own_track() -> None:
    window = panning(48)
    still, guess = still_of(window[20])
    tracks = [Track(0, 48, 20, guess)]
    ready = prepared(still, window, guess, 128)
    every = lay(ready, tracks)
    more = lay_more(ready, tracks, lay(ready, tracks, stride=6), {18, 19, 21, 23})
    assert {18, 19, 21, 23} <= {*more.frames.tolist()}
    assert np.all(np.diff(more.frames) > 0), "in order of time"
    for position in (18, 19, 21, 23):
        assert np.abs(corners_at(more, position) - corners_at(every, position)).max() < 0.3
    rows = np.flatnonzero(np.isin(more.frames, [19, 20, 21]))
    assert more.frames[rows[more.misfits[rows].argmin()]] == 20, "geometry and pictures belong together"


def test_where_the_fit_is_lost_between_two_steps_those_between_are_laid() -> None:
    window = panning(40, jump=23)
    still, guess = still_of(window[16])
    some = lay(prepared(still, window, guess, 128), [Track(0, 40, 16, guess)], stride=6)
    between = set(range(17, 28)) & {*some.frames.tolist()}
    assert len(between) > 4, "more than every sixth frame around the jump"


@pytest.mark.parametrize("true", [3, 101, 190, 238])
def test_the_frame_is_found_in_a_window_longer_than_what_is_sampled(true: int) -> None:
    window = panning(240)
    still, guess = still_of(window[true])
    start = 120
    moved = guess @ _moved(STEP * (true - start))
    found = pinpoint(still, window, [[Track(0, 240, start, moved)]], PinpointOptions(sampled=40))
    assert found.best == true
    assert found.alike[true]
    assert found.alike.sum() <= 3
    assert len(found.coarse.frames) < 200, "not every frame had to be laid"
    seen = identity(found)
    assert seen.equals == pytest.approx(math.log(0.01)), "few of many cannot be told apart"
    assert seen.agreement > 0.9


def test_what_a_rival_rules_out_is_not_looked_at_finely() -> None:
    window = panning(30)
    still, guess = still_of(window[12])
    other = [Track(0, 30, 12, guess @ _moved(3.0))]
    plain = pinpoint(still, window, [other])
    quick = pinpoint(still, window, [other], PinpointOptions(ruled_out=0.0))
    assert quick.cost >= plain.cost
    assert quick.alike.sum() >= plain.alike.sum()


def test_where_nothing_changes_the_number_of_equals_tells_nothing() -> None:
    window = [panning(1)[0]] * 30
    still, guess = still_of(window[0])
    seen = identity(pinpoint(still, window, [[Track(0, 30, 7, guess)]]))
    assert (seen.singled_out, seen.excess) == (0.0, 0.0)
    assert seen.equals == pytest.approx(math.log(0.2))


def test_fewer_that_fit_as_well_speak_for_the_same_frame() -> None:
    window = panning(40)
    still, guess = still_of(window[20])
    found = pinpoint(still, window, [[Track(0, 40, 20, guess)]])
    many = identity(replace(found, alike=np.ones_like(found.alike)))
    assert many.equals == pytest.approx(math.log(40 / 41))
    assert identity(found).evidence > many.evidence + 1


def test_the_most_like_frame_lies_between_the_steps_too() -> None:
    window = panning(50)
    for at in (0, 4, 27, 49):
        assert _most_like(window[at], window) == at


def _moved(x: float) -> Matrix:
    return np.array([[1.0, 0, x], [0, 1.0, 0], [0, 0, 1.0]])

"""What led the search for the frame astray: edges, perspective, a fast camera."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.trace.laying import Track, lay, prepared
from freezeframe.types import Grey, Matrix
from tests.pictures import grey, smooth


def seen_by(place: NDArray[Any], to_place: Matrix, size: tuple[int, int]) -> Grey:
    """A view of a place, ``to_place`` being the map of its pixels."""
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return grey(np.asarray(cv2.warpPerspective(place.astype(np.float32), to_place, size, flags=flags), np.float32))


def moved(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0, x], [0, 1.0, y], [0, 0, 1.0]])


@pytest.mark.parametrize("x", [-0.4, -0.1, 0.1, 0.4])
def test_a_whole_frame_that_lies_a_part_of_a_pixel_off_leaves_nothing_over_at_its_edge(x: float) -> None:
    frame = grey(smooth(5, 120, 160))
    ready = prepared(frame, [frame], np.eye(3), 160)
    laid = lay(ready, [Track(0, 1, 0, moved(x, 0.0), steady=True)])
    assert laid.valid.all()
    assert laid.misfits[0] < 1e-3


def test_a_camera_that_moves_fast_from_frame_to_frame_is_followed() -> None:
    """Six pixels of the template, with a bit of turn and scale, from one frame to the next."""
    place = smooth(6, 500, 900, reach=6.0)
    views = []
    for number in range(9):
        turn, scale = 0.015 * number, 1.0 + 0.015 * number
        a, b = scale * np.cos(turn), scale * np.sin(turn)
        views.append(np.array([[a, -b, 60 + 12.0 * number], [b, a, 60 + 2.4 * number], [0, 0, 1.0]]))
    window = [seen_by(place, view, (256, 192)) for view in views]
    still, guess = window[8], np.linalg.inv(views[4]) @ views[8]
    laid = lay(prepared(still, window, guess, 128), [Track(0, 9, 4, guess)])
    assert int(laid.misfits.argmin()) == 8
    assert laid.misfits[8] < 0.02


def test_the_first_frame_is_laid_with_its_perspective() -> None:
    """Matched points leave a little of it over; no later frame finds what the first has not."""
    place = smooth(7, 300, 400)
    frame = seen_by(place, moved(40, 40), (320, 240))
    leaning = np.array([[1.0, 0.02, 30], [0.01, 1.0, 20], [1.5e-4, 1e-4, 1.0]])
    still = seen_by(frame, leaning, (240, 180))
    flat = leaning.copy()
    flat[2, :2] = 0.0
    flat[:2, :2] *= 0.93
    ready = prepared(still, [frame], leaning, 128)
    laid = lay(ready, [Track(0, 1, 0, flat)])
    assert laid.misfits[0] < 0.02

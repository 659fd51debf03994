"""Geometry sought anew by features: not where they say what is known, but where what is known is wrong."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.media import StillPicture
from freezeframe.trace import close_up
from freezeframe.trace.close_up import Window, closer_up
from freezeframe.trace.laying import Track
from freezeframe.trace.pinpoint import pinpoint
from freezeframe.trace.query import prepare
from freezeframe.types import Colour, Grey, Matrix
from tests.media import texture

FRAMES, TRUE, STEP = 24, 9, 4


def place() -> tuple[StillPicture, list[Grey]]:
    """A crop of one frame, and the frames: a camera that passes a place."""
    wide = texture(11, 240, 320 + STEP * FRAMES)
    frames: list[Colour] = [wide[:, STEP * i : STEP * i + 320] for i in range(FRAMES)]
    still = StillPicture(np.ascontiguousarray(frames[TRUE][30:210, 40:280]), "png")
    return still, [np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8) for frame in frames]


def at(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0, x], [0, 1.0, y], [0, 0, 1.0]])


@pytest.mark.parametrize("wrong", [False, True])
def test_only_a_geometry_that_features_do_not_find_is_replaced(wrong: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    still, frames = place()
    tracks = (Track(0, FRAMES, TRUE, at(-45, 95) if wrong else at(40, 30)),)
    before = pinpoint(still.grey(), frames, [tracks])
    described: list[Any] = []

    def counted(*given: Any) -> NDArray[Any]:
        described.append(given)
        return matched(*given)  # type: ignore[no-any-return]

    matched: Any = close_up._matched
    monkeypatch.setattr(close_up, "_matched", counted)
    variant = prepare(still).variants[0]
    window = Window(frames, np.arange(FRAMES), tracks)
    anew = closer_up(still.grey(), window, [variant], variant.box, math.log10(100), before)
    assert (anew is not None) is wrong
    if anew is None:
        # Frames spread over the window, and the best.
        assert len(described) <= 13
    else:
        assert anew.misfit < 0.5 * before.misfit

"""`trace` under a still camera: what fills the picture moves and grows, and the geometry must not follow it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from bench.clips import AS_PUBLISHED, encode
from tests.conftest import Runner
from tests.media import texture

pytestmark = pytest.mark.slow

HEIGHT, WIDTH, FRAMES, TRUE = 432, 768, 40, 23


def street() -> list[NDArray[np.uint8]]:
    """Two cars with many features that pass each other on a plain street, where nothing else holds one."""
    cars = [texture(5, 150, 420), texture(6, 110, 300)]
    plain = np.repeat(np.linspace(70, 130, HEIGHT).astype(np.uint8)[:, None, None], WIDTH, axis=1).repeat(3, axis=2)
    frames = []
    for number in range(FRAMES):
        frame = plain.copy()
        for car, x, y, size in zip(
            cars, (120 + 6.0 * number, 420 - 7.0 * number), (60, 215), (1.0, 1.01**number), strict=True
        ):
            onto = np.array([[size, 0.0, x], [0.0, size, y]])
            cv2.warpAffine(car, onto, (WIDTH, HEIGHT), dst=frame, borderMode=cv2.BORDER_TRANSPARENT)
        frames.append(frame)
    return frames


def test_a_crop_that_moving_cars_fill_is_found_at_its_own_frame(ff: Runner, tmp_path: Path) -> None:
    frames = street()
    encode(tmp_path / "street.mp4", frames, Fraction(25), AS_PUBLISHED)
    cv2.imwrite(str(tmp_path / "still.png"), frames[TRUE][60:360, 140:540])
    assert ff("archive", "add", tmp_path / "street.mp4").code == 0
    (answer,) = ff("trace", "--json", tmp_path / "still.png").json
    (match,) = answer["matches"]
    assert match["frame_index"] == TRUE
    assert {one["kind"] for one in match["alterations"]} <= {"cropped", "cut_away"}
    crop = np.array(match["crop"])
    np.testing.assert_allclose(np.r_[crop.min(axis=0), crop.max(axis=0)], [139.5, 59.5, 539.5, 359.5], atol=1.0)

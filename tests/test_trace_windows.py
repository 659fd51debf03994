"""Which frames of a long shot are decoded."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.kernels.proxies import ProxyKeeper
from freezeframe.kernels.shots import grid_of
from freezeframe.trace.windows import Anchor, look
from freezeframe.types import Grey, Matrix, MediaFacts
from tests.pictures import grey, smooth

SIZE, FRAMES = 160, 900
"""More frames than are decoded of one shot."""
SIGN = smooth(4, SIZE, SIZE)


def turned(number: int) -> Matrix:
    """A sign's turn about the middle of the picture at one frame: once around in all."""
    return np.vstack([cv2.getRotationMatrix2D((SIZE / 2, SIZE / 2), 360.0 * number / FRAMES, 1.0), [0, 0, 1]])


def frame_of(number: int) -> Grey:
    """The sign before a dark ground."""
    picture = cv2.warpAffine(SIGN, turned(number)[:2], (SIZE, SIZE), flags=cv2.INTER_LINEAR)
    ground = cv2.circle(np.zeros((SIZE, SIZE), np.float32), (SIZE // 2, SIZE // 2), 50, 1.0, -1)
    return grey(picture * ground)


def test_a_whole_frame_of_what_turns_before_a_plain_ground_is_looked_for_where_it_stands_so() -> None:
    """By points it lies alike, turned, on every keyframe."""
    proxies = ProxyKeeper()
    for number in range(0, FRAMES, 5):
        proxies.push(grid_of(frame_of(number)), number, number / 25, always=True)
    packed = proxies.packed()
    facts = MediaFacts("video", SIZE, SIZE, 0, Fraction(1), "h264", "mp4", FRAMES, Fraction(1, 25), FRAMES / 25, True)
    arrays = {
        "keyframes": np.array([0, 450], np.int32),
        "shots": np.array([0], np.int32),
        "proxy_shape": np.array(packed.shape),
        "proxy_frames": packed.frames,
        "proxy_blob": packed.blob,
        "proxy_ends": packed.ends,
    }
    true = 640
    anchors = [Anchor(at, turned(at) @ np.linalg.inv(turned(true)), -50.0) for at in (0, 450)]
    spans = look(frame_of(true), anchors, Fingerprint(facts, arrays)).spans
    assert sum(span.last - span.first + 1 for span in spans) < FRAMES
    assert any(span.first <= true <= span.last for span in spans)

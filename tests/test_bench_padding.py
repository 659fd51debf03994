"""Padding makes an archive larger and leaves what is in it alone; the long static file is what it says."""

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.clips import AS_PUBLISHED, encode
from bench.footage import decode, pixels
from bench.padding import GROUP, RATE, long_frame, long_static, pad_keyframes
from bench.tool import Tool
from freezeframe.archive.store import Archive


def test_padding_adds_keyframes_and_changes_none(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    wide = cv2.resize(rng.uniform(0, 255, (30, 120, 3)), (1280, 240), interpolation=cv2.INTER_CUBIC)
    sheet = np.asarray(np.clip(wide, 0, 255), dtype=np.uint8)
    clip = tmp_path / "clip.mp4"
    encode(clip, (sheet[:, 8 * n : 8 * n + 320] for n in range(60)), Fraction(25), AS_PUBLISHED)
    tool = Tool(tmp_path / "home")
    assert tool.add(clip).code == 0
    with Archive.open(tmp_path / "home") as archive:
        (real,) = archive.media()
        digest = archive.digest()

    assert pad_keyframes(tmp_path / "home", real.keyframe_count + 1200, rng) == real.keyframe_count + 1200

    with Archive.open(tmp_path / "home") as archive:
        media = archive.media()
        assert media[0] == real
        assert [medium.keyframe_count for medium in media[1:]] == [500, 500, 200]
        assert archive.digest() != digest
        first, made = (archive.fingerprint(medium.sha256) for medium in media[:2])
        assert made.descriptors.shape == (made.offsets[-1], first.descriptors.shape[1])
        assert made.descriptors.dtype == first.descriptors.dtype
        assert len(np.unique(made.descriptors, axis=0)) > 0.99 * len(made.descriptors)


@pytest.mark.slow
def test_long_static_file_holds_what_was_rendered(tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    assert long_static(path, 30, seed=1) == 30 * RATE
    asked = {0, 1, GROUP - 1, GROUP, GROUP + 120, 3 * GROUP - 1}
    count = 0
    for count, frame in enumerate(decode(path), start=1):
        if count - 1 in asked:
            true = long_frame(1, count - 1)
            apart = np.abs(pixels(frame).astype(int) - true)
            assert apart.mean() < 4
            # The small thing, the clock and the shadow are where they were drawn.
            assert cv2.blur(apart.mean(axis=2), (32, 32)).max() < 12
    assert count == 30 * RATE

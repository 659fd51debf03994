"""A crop of the same footage is no wrong video; another moment of it is."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from bench.clips import NEAR_LOSSLESS, encode
from bench.footage import digest
from bench.shared_footage import holds_the_frame
from bench.truth import Still, Truth
from tests.test_bench_run import moving_picture


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A recording of 160 x 120 and a crop of it, 32 pixels off on the left and 20 at the top."""
    frames = moving_picture(1, 20)
    encode(tmp_path / "whole.mp4", frames, Fraction(25), NEAR_LOSSLESS)
    encode(tmp_path / "crop.mp4", [np.ascontiguousarray(f[20:, 32:]) for f in frames], Fraction(25), NEAR_LOSSLESS)
    return {name: tmp_path / f"{name}.mp4" for name in ("whole", "crop")}


def test_the_very_frame_in_a_crop_is_shared_and_another_moment_is_not(files: dict[str, Path]) -> None:
    paths = {digest(path): path for path in files.values()}
    whole, crop = paths
    identity = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    region = ((40.0, 30.0), (150.0, 30.0), (150.0, 110.0), (40.0, 110.0))
    truth = Truth(
        video="whole.mp4",
        sha256=whole,
        group=0,
        content=(),
        frame_index=5,
        frame_count=20,
        frame_size=(160, 120),
        frame_to_still=identity,
        region=region,
        masks=(),
        mirrored=False,
        grey=False,
        visible_fraction=0.46,
    )
    still = Still(file="s.png", edit="resave", width=160, height=120, truths=(truth,))
    match = {"sha256": crop, "frame_index": 5, "still_to_frame": [[1, 0, -32], [0, 1, -20], [0, 0, 1]]}
    assert holds_the_frame(match, still, truth, paths)
    assert not holds_the_frame({**match, "frame_index": 14}, still, truth, paths)
    assert not holds_the_frame(match, still, replace(truth, frame_index=15), paths)
    assert not holds_the_frame({**match, "sha256": "unknown"}, still, truth, paths)

"""Making video files for a run: the beginning of a clip held almost without loss, a clip of a size that is lacking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np

from bench.content import Image
from bench.footage import Video, decode, pixels

NEAR_LOSSLESS = {"preset": "ultrafast", "qp": "6"}
"""x264: at this quantiser a pixel changes by about one grey level."""
AS_PUBLISHED = {"preset": "fast", "crf": "21"}
"""x264: what an ordinary upload looks like."""
GRAIN = 3.0
"""Grey levels (standard deviation) of the sensor noise put on enlarged footage, without which it decodes too easily."""


def encode(path: Path, frames: Iterable[Image], rate: Fraction, options: dict[str, str]) -> int:
    """Write frames [H, W, 3] BGR (odd sizes lose a row or column) as H.264; returns how many."""
    count = 0
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate, options=options)
        stream.thread_count = 1
        stream.pix_fmt = "yuv420p"
        for count, image in enumerate(frames, start=1):
            height, width = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
            if count == 1:
                stream.width, stream.height = width, height
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image[:height, :width]), format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return count


def hold_beginning(video: Video, share: float, path: Path) -> int:
    """Write the first `share` of a video's frames almost without loss; returns how many frames are held."""
    rate = Fraction(max(1.0, video.frames / max(video.seconds, 1e-3))).limit_denominator(1001)
    frames = (pixels(frame) for frame in islice(decode(video.path), int(video.frames * share)))
    return encode(path, frames, rate, NEAR_LOSSLESS)


def made_to_size(videos: Sequence[Video], size: tuple[int, int], path: Path, rng: np.random.Generator) -> Path:
    """A clip of `size` (width, height), 500 frames at 25 a second: five seconds each of the largest videos, grained."""
    largest = sorted(videos, key=lambda video: video.width * video.height, reverse=True)
    encode(path, islice(_resized(largest, size, rng), 500), Fraction(25), AS_PUBLISHED)
    return path


def _resized(videos: Sequence[Video], size: tuple[int, int], rng: np.random.Generator) -> Iterator[Image]:
    """Frames of all videos, up to 125 of each, stretched to one size, with grain that changes from frame to frame."""
    grain = rng.normal(0, GRAIN, (size[1] + 64, size[0] + 64, 1)).astype(np.float32)
    for video in videos:
        for frame in islice(decode(video.path), 125):
            x, y = rng.integers(64, size=2)
            large = cv2.resize(pixels(frame), size, interpolation=cv2.INTER_CUBIC)
            yield np.clip(large + grain[y : y + size[1], x : x + size[0]], 0, 255).astype(np.uint8)

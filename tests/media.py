"""Small media made for tests: never shipped, the same on every run."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image


def texture(seed: int, height: int = 180, width: int = 240) -> NDArray[np.uint8]:
    """A picture with many corners, shape (height, width, 3); another seed is another place."""
    rng = np.random.default_rng(seed)
    canvas = cv2.resize(rng.integers(40, 215, (height // 6, width // 6, 3), dtype=np.uint8), (width, height))
    for _ in range(40):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        colour = [int(c) for c in rng.integers(0, 255, 3)]
        cv2.rectangle(canvas, (x, y), (x + int(rng.integers(5, 40)), y + int(rng.integers(5, 40))), colour, -1)
    return np.asarray(canvas, np.uint8)


def write_video(
    path: Path, seed: int = 1, frames: int = 40, codec: str = "mpeg4", tags: dict[str, str] | None = None
) -> Path:
    """A panning view of a place where two things drive about; 25 frames a second, the suffix decides the container."""
    wide = texture(seed, width=240 + 2 * frames)
    with av.open(str(path), "w") as container:
        container.metadata.update(tags or {})
        stream = cast(av.VideoStream, container.add_stream(codec, rate=25))
        stream.width, stream.height, stream.pix_fmt = 240, 180, "yuv420p"
        stream.codec_context.bit_rate = 800_000
        for index in range(frames):
            view = np.ascontiguousarray(wide[:, 2 * index : 2 * index + 240])
            cv2.circle(view, (30 + 4 * index % 180, 60 + index % 60), 14, (250, 250, 250), -1)
            cv2.rectangle(view, (190 - 3 * index % 150, 110), (220 - 3 * index % 150, 130), (5, 5, 5), -1)
            frame = av.VideoFrame.from_ndarray(view, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def write_picture(path: Path, seed: int = 1) -> Path:
    """A still of one place; the suffix decides the format."""
    pillow_heif.register_heif_opener()
    Image.fromarray(texture(seed)[..., ::-1]).save(path)
    return path


def write_audio(path: Path) -> Path:
    """An MP4 file that holds sound only: a video without a single frame."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def write_huge_png(path: Path, side: int = 30_000) -> Path:
    """A real, all-black PNG of side x side pixels in a few hundred kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(1)
    row = bytes(1 + side)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b""))
    return path

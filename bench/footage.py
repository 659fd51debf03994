"""The videos of a folder as the benchmark sees them: decoded by itself, one after the other, and surveyed once.

Frames are counted from 0 in presentation order by a full decode of the first real video stream, and turned by their
display rotation, as design.md's contract says. Nothing here uses freezeframe's own decoder: it is what is tested.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import av
import av.error
import cv2
import numpy as np
from numpy.typing import NDArray

from bench.content import Image, to_grey

SUFFIXES = frozenset(".mp4 .m4v .mov .mkv .webm .avi .mpg .mpeg .ogv .ogg .ts .m2ts .wmv .flv .3gp .gif".split())
SAMPLE_SECONDS = 0.2
"""Frames at least this far apart are looked at by the survey."""
THUMB = 16
"""Pixels: the survey keeps THUMB x THUMB grey pictures to find twins."""
MOTION_WIDTH = 160
"""Pixels: camera motion is measured on frames averaged down to this width."""
MIN_GRADIENT = 6.0
"""Grey levels a pixel; motion is measured only where the picture is steeper than this."""
STATIC_SHIFT = 0.12
"""Pixels at MOTION_WIDTH; a camera whose background moves less than this in SAMPLE_SECONDS is called static."""
GREY_CHROMA = 4.0
"""Levels; footage whose channels differ by less than this on average is called grey (thermal footage is)."""


@dataclass(frozen=True, eq=False)
class Video:
    """One video of the folder and what the survey measured."""

    path: Path
    sha256: str
    width: int
    """Pixels after display rotation."""
    height: int
    frames: int
    """Frames that a full decode yields."""
    seconds: float
    """From the first shown frame to the last, plus one frame."""
    thumbs: NDArray[np.float32]
    """[samples, THUMB * THUMB] grey levels, one row each SAMPLE_SECONDS."""
    shift: float
    """Pixels at MOTION_WIDTH between samples: the 75th percentile of the background's normal flow."""
    chroma: float
    """Levels: the mean difference of the largest and the smallest channel."""

    @property
    def is_static(self) -> bool:
        """The camera does not move."""
        return self.shift < STATIC_SHIFT

    @property
    def is_grey(self) -> bool:
        """There is no colour in it: thermal, or black and white."""
        return self.chroma < GREY_CHROMA

    @property
    def content(self) -> tuple[str, ...]:
        """The content slices that it belongs to."""
        return (*(("thermal or grey",) if self.is_grey else ()), "static camera" if self.is_static else "moving camera")


def decode(path: Path) -> Iterator[av.VideoFrame]:
    """Every frame of the first real video stream, in presentation order, decoded with one thread.

    A packet that cannot be decoded costs its own frames and no others; after a damaged end nothing more comes.
    Raises av.error.FFmpegError when the file cannot be opened.
    """
    with av.open(str(path)) as container:
        streams = [s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
        if not streams:
            return
        streams[0].thread_type = "NONE"
        packets = container.demux(streams[0])
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                return
            if packet is None:
                return
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                continue
            yield from frames


def pixels(frame: av.VideoFrame) -> Image:
    """A decoded frame as [H, W, 3] BGR after its display rotation."""
    image = np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8)
    return np.ascontiguousarray(np.rot90(image, round(frame.rotation / 90) % 4))


def grey_pixels(frame: av.VideoFrame) -> Image:
    """A decoded frame as grey [H, W] after its display rotation: less work than `pixels`."""
    image = np.asarray(frame.to_ndarray(format="gray"), dtype=np.uint8)
    return np.ascontiguousarray(np.rot90(image, round(frame.rotation / 90) % 4))


def survey(path: Path) -> Video | None:
    """Decode a file once and measure it; None when no frame could be decoded."""
    thumbs: list[NDArray[np.float32]] = []
    shifts: list[float] = []
    chromas: list[float] = []
    before: NDArray[np.float32] | None = None
    count, size, first, last, next_sample = 0, (0, 0), 0.0, 0.0, -np.inf
    try:
        for count, frame in enumerate(decode(path), start=1):
            last = frame.time if frame.time is not None else last + 0.04
            first = last if count == 1 else first
            if last < next_sample:
                continue
            next_sample = last + SAMPLE_SECONDS - 1e-3
            image = pixels(frame)
            size = (image.shape[1], image.shape[0])
            thumbs.append(_thumb(image))
            chromas.append(_chroma(image))
            now = _for_motion(image)
            if before is not None:
                shifts.append(normal_flow(before, now))
            before = now
    except av.error.FFmpegError:
        return None
    if not thumbs:
        return None
    seconds = (last - first) * count / max(1, count - 1) if count > 1 else SAMPLE_SECONDS
    shift = float(np.percentile(shifts, 75)) if shifts else 0.0
    return Video(path, digest(path), *size, count, seconds, np.array(thumbs), shift, float(np.mean(chromas)))


def survey_folder(folder: Path, limit: int | None, jobs: int) -> tuple[list[Video], list[Path]]:
    """The surveyed videos of a folder by name, at most `limit` spread over it, and the files that hold no frame."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    if limit is not None and limit < len(paths):
        paths = [paths[i * len(paths) // limit] for i in range(limit)]
    with ProcessPoolExecutor(jobs) as pool:
        found = list(pool.map(survey, paths))
    return [v for v in found if v], [p for p, v in zip(paths, found, strict=True) if v is None]


def digest(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def normal_flow(before: NDArray[np.float32], now: NDArray[np.float32]) -> float:
    """The median of |change| / |gradient| over the steep pixels of two grey pictures [H, W]: pixels of motion."""
    dx, dy = cv2.Sobel(before, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(before, cv2.CV_32F, 0, 1, scale=1 / 8)
    gradient = np.hypot(dx, dy)
    steep = gradient > MIN_GRADIENT
    if int(steep.sum()) < 20:
        return 0.0
    return float(np.median(np.abs(now - before)[steep] / gradient[steep]))


def _thumb(image: Image) -> NDArray[np.float32]:
    return cv2.resize(to_grey(image), (THUMB, THUMB), interpolation=cv2.INTER_AREA).astype(np.float32).ravel()


def _chroma(image: Image) -> float:
    small = cv2.resize(image, (64, 64), interpolation=cv2.INTER_AREA).astype(np.int16)
    return float((small.max(axis=2) - small.min(axis=2)).mean())


def _for_motion(image: Image) -> NDArray[np.float32]:
    height = max(8, round(image.shape[0] * MOTION_WIDTH / image.shape[1]))
    small = cv2.resize(to_grey(image), (MOTION_WIDTH, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small.astype(np.float32), (0, 0), 1.0), dtype=np.float32)

"""Videos: every frame of a full decode, and any span of frames found again exactly."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.config import LIMITS
from freezeframe.errors import BadInput
from freezeframe.media.files import is_cover, open_container
from freezeframe.media.times import Clock, FrameTable
from freezeframe.types import Colour, Grey

_LUMA_FIRST = frozenset(
    "gray yuv420p yuv422p yuv444p yuv440p yuv411p yuv410p yuva420p yuva422p yuva444p "
    "yuvj420p yuvj422p yuvj444p yuvj440p nv12 nv21 nv16 nv24".split()
)
"""8-bit pixel formats whose first plane is the luma, so that grey costs nothing."""

_SHORT = 0.05
"""Share of the length that the header names by which a video may fall short before it counts as cut off."""
_GUESSED_DURATION = frozenset({"mpeg", "mpegts", "mpegvideo", "h264", "hevc", "m4v"})
"""Containers whose duration FFmpeg estimates from what is there."""


@dataclass(frozen=True)
class VideoFrame:
    """One decoded frame with the name that finds it again."""

    index: int
    pts: int
    """Presentation time in ticks; where the stream gives none, counted on by its frame rate."""
    intra: bool
    picture: av.VideoFrame
    size: tuple[int, int] | None = None
    """Width and height of the video's first frame as it is shown; None when not known."""
    time: int = 0
    """When it is shown, in ticks from the first frame, never going back; only in a decode from the beginning."""

    def grey(self) -> Grey:
        """Luma as coded, as it is shown (turned, mirrored), shape (height, width). May be a read-only view."""
        return self._as_first(_oriented(luma(self.picture), self.picture))

    def colour(self) -> Colour:
        """Colour, as it is shown, shape (height, width, 3), blue, green, red."""
        pixels = np.asarray(self.picture.to_ndarray(format="bgr24"), np.uint8)
        return np.ascontiguousarray(self._as_first(_oriented(pixels, self.picture)))

    @property
    def rotation(self) -> int:
        """Degrees counter-clockwise by which it is turned to be shown, after being mirrored if it is to be."""
        first, second, transposed = _orientation(self.picture)
        turns = {(1, 1): 0, (-1, -1): 180, (-1, 1): 0, (1, -1): 180}
        if transposed:
            turns = {(-1, 1): 270, (1, -1): 90, (1, 1): 90, (-1, -1): 270}
        return turns[first, second]

    def _as_first(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A stream that changes its size goes on in the size it began with, as players show it."""
        if self.size is None or pixels.shape[1::-1] == self.size:
            return pixels
        return np.asarray(cv2.resize(pixels, self.size, interpolation=cv2.INTER_AREA), np.uint8)

    def chroma_spread(self) -> float:
        """How colourful the frame is: mean distance of its chroma from grey, in 8-bit levels."""
        name = self.picture.format.name
        if name.startswith("gray"):
            return 0.0
        planar = name in _LUMA_FIRST and name.startswith("yuv")
        frame = self.picture if planar else self.picture.reformat(width=64, height=64, format="yuv444p")
        planes = [_rows(frame.planes[i]) for i in (1, 2)]
        sampled = [plane[::8, : frame.planes[i].width : 8] for i, plane in zip((1, 2), planes, strict=True)]
        return float(sum(np.abs(plane.astype(np.float32) - 128.0).mean() for plane in sampled))


def luma(picture: av.VideoFrame) -> Grey:
    """The luma plane without copying where the format allows, shape (height, width)."""
    if picture.format.name not in _LUMA_FIRST:
        return np.asarray(picture.to_ndarray(format="gray"), np.uint8)
    return _rows(picture.planes[0])[: picture.height, : picture.width]


def _rows(plane: av.video.plane.VideoPlane) -> NDArray[np.uint8]:
    """The bytes of a plane with its padding, shape (rows, line size), not copied."""
    # PyAV's types do not say that a plane is a buffer.
    return np.frombuffer(cast("memoryview", plane), np.uint8).reshape(-1, plane.line_size)


def _orientation(picture: av.VideoFrame) -> tuple[int, int, bool]:
    """How a frame is to be shown: signs of the columns' and of the rows' direction, and whether they change places.

    The display matrix (ISO 14496-12) takes coded (p, q) to (a p + c q, b p + d q), rows counted downwards; only quarter
    turns and mirrors are known here, others are taken for the nearest.
    """
    try:
        held = picture.side_data.get("DISPLAYMATRIX")
    except ValueError:  # side data of a kind that PyAV has no name for
        held = None
    if held is None:
        return 1, 1, False
    a, b, _, c, d = np.frombuffer(cast("bytes", held), np.int32)[:5].tolist()
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return (-1 if a < 0 else 1), (-1 if d < 0 else 1), False
    return (-1 if c < 0 else 1), (-1 if b < 0 else 1), True


def _oriented(pixels: NDArray[np.uint8], picture: av.VideoFrame) -> NDArray[np.uint8]:
    """Turn and mirror coded pixels as the frame's display matrix says."""
    columns, rows, transposed = _orientation(picture)
    if transposed:
        pixels = pixels.swapaxes(0, 1)
    return pixels[::rows, ::columns]


class VideoReader:
    """An open video: decodes it whole, or any span of its frames exactly.

    ``threads`` is FFmpeg's number of decoding threads. Raises BadInput when the file is no readable video.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        self.path = path
        self.warning = ""
        self._threads = threads
        self._open()
        self._declared = self._declared_seconds()

    def _open(self) -> None:
        """Open the file and its decoder, at the beginning."""
        self._started = False
        self._container = open_container(self.path)
        streams = [s for s in self._container.streams.video if not is_cover(s)]
        if not streams:
            self._container.close()
            raise BadInput(self.path, "has no video stream", "give a video or a picture")
        self.stream = streams[0]
        # PyAV's types do not say that there may be no decoder.
        codec = cast("av.VideoCodecContext | None", self.stream.codec_context)
        if codec is None:
            self._container.close()
            raise BadInput(self.path, "has a video codec that cannot be decoded", "convert it to H.264 first")
        if codec.width * codec.height > LIMITS.picture_pixels:
            self._container.close()
            reason = f"has frames of {codec.width} x {codec.height} pixels, more than can be decoded safely"
            raise BadInput(self.path, reason, f"bring them under {LIMITS.picture_pixels // 1_000_000} megapixels first")
        codec.thread_count = self._threads
        codec.thread_type = "AUTO" if self._threads > 1 else "SLICE"

    def __enter__(self) -> VideoReader:
        return self

    def __exit__(self, *exc: object) -> None:
        self._container.close()

    @property
    def time_base(self) -> Fraction:
        """Seconds a tick of the stream."""
        return self.stream.time_base or Fraction(1, 90000)

    @property
    def container_name(self) -> str:
        """FFmpeg's short name of the container."""
        return str(self._container.format.name).split(",")[0]

    @property
    def codec_name(self) -> str:
        """FFmpeg's short name of the codec."""
        return str(self.stream.codec_context.name)

    @property
    def sar(self) -> Fraction:
        """Sample aspect ratio; 1 where the file does not say."""
        ratio = self.stream.sample_aspect_ratio
        return Fraction(ratio) if ratio else Fraction(1)

    def _declared_seconds(self) -> float:
        """How long the video is by its header; 0 where the header does not say."""
        if self.container_name in _GUESSED_DURATION:
            return 0.0
        if self.container_name == "avi" and self.stream.frames:
            # Its duration is guessed from what is there, the number of frames is not.
            return float(self.stream.frames * self.time_base)
        if self.stream.duration is not None:
            return float(self.stream.duration * self.time_base)
        only = len(self._container.streams) == 1
        return float(self._container.duration or 0) / av.time_base if only else 0.0

    @property
    def _frame_ticks(self) -> int:
        """How long a frame lasts by the stream's rate, in ticks, at least 1."""
        rate = self.stream.average_rate or self.stream.guessed_rate
        return max(round(1 / (Fraction(rate) * self.time_base)), 1) if rate else 1

    def frames(self) -> Iterator[VideoFrame]:
        """Every frame from the first, in presentation order. Damage is noted in ``warning`` and passed over."""
        clock, step = Clock(self.time_base), self._frame_ticks
        last, time, lasts = -step, 0, step
        size: tuple[int, int] | None = None
        for index, picture in enumerate(self._pictures()):
            last = picture.pts if picture.pts is not None else last + step
            before, time = time, clock.tick(last)
            lasts = picture.duration or time - before or lasts
            frame = VideoFrame(index, last, bool(picture.key_frame), picture, size, time)
            if size is None:
                size = cast("tuple[int, int]", frame.grey().shape[::-1])
            yield frame
        shown = float((time + lasts) * self.time_base)
        if not self.warning and self._declared - shown > max(_SHORT * self._declared, 0.25):
            # A demuxer that meets the end of a file too early takes it for the end of the video.
            self.warning = f"ends after {shown:.1f} s of the {self._declared:.1f} s that its header names"

    def span(self, first: int, last: int, table: FrameTable, *, seek: bool = True) -> Iterator[VideoFrame]:
        """Frames ``first`` to ``last``, both included, found again exactly by the table of the full decode.

        Some containers seek to a later place than they were asked for, or cannot seek; then an earlier entry is tried,
        at last the beginning, and a frame is never taken for another. ``seek`` False decodes from the beginning in any
        case.
        """
        entry = table.entry(first) if seek else 0
        while entry > 0:
            pictures = self._known(table, entry)
            head = next(pictures, None)
            if head is not None and head.index <= first:
                yield from _between(itertools.chain([head], pictures), max(first, entry), last)
                return
            entry = table.entry(entry - 1)
        if self._started:
            # Not every file can be sought to its beginning, least of all one whose first time is not 0.
            self._container.close()
            self._open()
        yield from _between(self.frames(), first, last)

    def _known(self, table: FrameTable, entry: int) -> Iterator[VideoFrame]:
        """Decoded pictures from the entry on, named by their PTS; those of no known PTS are passed over."""
        try:
            self._container.seek(int(table.pts[entry]), stream=self.stream, backward=True)
        except av.error.FFmpegError:
            self._started = True
            return
        for picture in self._pictures():
            if picture.pts is None:
                continue
            index = int(np.searchsorted(table.pts, picture.pts))
            if index < len(table.pts) and table.pts[index] == picture.pts:
                yield VideoFrame(index, int(picture.pts), bool(picture.key_frame), picture, table.size)

    def _pictures(self) -> Iterator[av.VideoFrame]:
        """Decoded pictures packet by packet: one broken packet costs its own frames and no others."""
        self._started = True
        try:
            for packet in self._container.demux(self.stream):
                try:
                    pictures = packet.decode()
                except av.error.FFmpegError as error:
                    seconds = float(packet.pts or 0) * float(self.time_base)
                    self.warning = f"damaged near {seconds:.1f} s ({error.strerror})"
                    continue
                yield from pictures
        except av.error.FFmpegError as error:
            self.warning = f"cut off or damaged ({error.strerror})"


def _between(frames: Iterator[VideoFrame], first: int, last: int) -> Iterator[VideoFrame]:
    for frame in frames:
        if frame.index > last:
            return
        if frame.index >= first:
            yield frame

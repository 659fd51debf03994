"""Videos: every frame of a full decode, and any span of frames found again exactly."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray

from freezeframe.errors import BadInput
from freezeframe.media.files import is_cover, open_container
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
class FrameTable:
    """Where every frame of a video is: what makes a seek exact."""

    pts: NDArray[np.int64]
    """Presentation time of frame i in ticks, shape (frames,)."""
    intra: NDArray[np.int64]
    """Indices of the frames at which decoding can begin, ascending."""
    time_base: Fraction

    @property
    def seekable(self) -> bool:
        """Whether PTS name the frames uniquely and in order; otherwise decoding starts at frame 0."""
        return bool(len(self.pts) < 2 or np.all(np.diff(self.pts) > 0))

    def seconds(self, index: int) -> float:
        """Time of a frame counted from the first shown frame."""
        return float((int(self.pts[index]) - int(self.pts[0])) * self.time_base)

    def entry(self, index: int) -> int:
        """The frame at which decoding must begin to reach ``index``."""
        at = int(np.searchsorted(self.intra, index, side="right")) - 1
        return int(self.intra[at]) if at >= 0 and self.seekable else 0


@dataclass(frozen=True)
class VideoFrame:
    """One decoded frame with the name that finds it again."""

    index: int
    pts: int
    intra: bool
    picture: av.VideoFrame

    def grey(self) -> Grey:
        """Luma as coded, display rotation applied, shape (height, width). May be a read-only view."""
        return _turned(luma(self.picture), self.picture.rotation)

    def colour(self) -> Colour:
        """Colour, display rotation applied, shape (height, width, 3), blue, green, red."""
        pixels = np.asarray(self.picture.to_ndarray(format="bgr24"), np.uint8)
        return np.ascontiguousarray(_turned(pixels, self.picture.rotation))

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


def _turned(pixels: NDArray[np.uint8], degrees: int) -> NDArray[np.uint8]:
    """Apply a display rotation given in degrees counter-clockwise."""
    quarter = round(degrees / 90) % 4
    return np.rot90(pixels, quarter) if quarter else pixels


class VideoReader:
    """An open video: decodes it whole, or any span of its frames exactly.

    ``threads`` is FFmpeg's number of decoding threads. Raises BadInput when the file is no readable video.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        self.path = path
        self.warning = ""
        self._container = open_container(path)
        streams = [s for s in self._container.streams.video if not is_cover(s)]
        if not streams:
            self._container.close()
            raise BadInput(path, "has no video stream", "give a video or a picture")
        self.stream = streams[0]
        self._declared = self._declared_seconds()
        # PyAV's types do not say that there may be no decoder.
        codec = cast("av.VideoCodecContext | None", self.stream.codec_context)
        if codec is None:
            self._container.close()
            raise BadInput(path, "has a video codec that cannot be decoded", "convert it to H.264 first")
        codec.thread_count = threads
        codec.thread_type = "AUTO" if threads > 1 else "SLICE"

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
        if self.stream.duration is not None:
            return float(self.stream.duration * self.time_base)
        only = len(self._container.streams) == 1
        return float(self._container.duration or 0) / av.time_base if only else 0.0

    def frames(self) -> Iterator[VideoFrame]:
        """Every frame from the first, in presentation order. Damage is noted in ``warning`` and passed over."""
        first, last = None, -1
        for index, picture in enumerate(self._pictures()):
            pts = picture.pts if picture.pts is not None else last + 1
            first, last = pts if first is None else first, pts
            yield VideoFrame(index, pts, bool(picture.key_frame), picture)
        shown = float((last - (first or 0)) * self.time_base)
        if not self.warning and self._declared - shown > max(_SHORT * self._declared, 0.25):
            # A demuxer that meets the end of a file too early takes it for the end of the video.
            self.warning = f"ends after {shown:.1f} s of the {self._declared:.1f} s that its header names"

    def span(self, first: int, last: int, table: FrameTable, *, seek: bool = True) -> Iterator[VideoFrame]:
        """Frames ``first`` to ``last``, both included, found again exactly by the table of the full decode.

        Some containers seek to a later place than they were asked for; then an earlier entry is tried, at last the
        beginning, and a frame is never taken for another. ``seek`` False decodes from the beginning in any case.
        """
        entry = table.entry(first) if seek else 0
        while entry > 0:
            self._container.seek(int(table.pts[entry]), stream=self.stream, backward=True)
            pictures = self._known(table)
            head = next(pictures, None)
            if head is not None and head.index <= first:
                yield from _between(itertools.chain([head], pictures), max(first, entry), last)
                return
            entry = table.entry(entry - 1)
        if self._started:
            self._container.seek(0)
        yield from _between(self.frames(), first, last)

    def _known(self, table: FrameTable) -> Iterator[VideoFrame]:
        """Decoded pictures after a seek, named by their PTS; those of no known PTS are passed over."""
        for picture in self._pictures():
            if picture.pts is None:
                continue
            index = int(np.searchsorted(table.pts, picture.pts))
            if index < len(table.pts) and table.pts[index] == picture.pts:
                yield VideoFrame(index, int(picture.pts), bool(picture.key_frame), picture)

    _started = False

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

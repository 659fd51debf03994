"""Writing and reading the encoded films."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.stream import VideoStream

from samples.film import Clip
from samples.noise import Image

OPTIONS = {
    "libx264": {"preset": "slow", "x264-params": "aq-mode=2"},
    "libvpx-vp9": {"b": "0", "deadline": "good", "cpu-used": "2", "row-mt": "0"},
    "mpeg4": {},
}


def write(clip: Clip, frames: Iterable[Image], path: Path) -> int:
    """Encode frames into `path`, on one thread so that the bytes repeat; return their number."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    # "bitexact" keeps the library's version and a random segment number out of the file.
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        container.metadata["comment"] = clip.note
        stream = cast(VideoStream, container.add_stream(clip.codec, rate=clip.rate))
        stream.width, stream.height = clip.size
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1
        stream.gop_size = clip.group
        stream.options = {**OPTIONS[clip.codec], **_quality(clip)}
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="bgr24")
            picture.pts = count
            picture.time_base = Fraction(1, clip.rate)
            container.mux(stream.encode(picture))
            count += 1
        container.mux(stream.encode())
    return count


def _quality(clip: Clip) -> dict[str, str]:
    """Return the codec's own option for constant quality."""
    if clip.codec == "mpeg4":
        return {"qmin": str(clip.quality), "qmax": str(clip.quality)}
    return {"crf": str(clip.quality)}


def read(path: Path) -> Iterator[tuple[int, Image]]:
    """Decode all frames in presentation order as (pts, blue-green-red bytes)."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        for frame in container.decode(stream):
            yield int(frame.pts or 0), np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)


def frame_at(path: Path, index: int) -> tuple[int, Image]:
    """Return (pts, picture) of the frame with that index in presentation order."""
    for number, found in enumerate(read(path)):
        if number == index:
            return found
    raise IndexError(f"{path.name} has no frame {index}")


def facts(path: Path) -> dict[str, object]:
    """Return what a full decode says of a film: frames, size, time base, rate, codec."""
    count = sum(1 for _ in read(path))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return {
            "frames": count,
            "width": stream.width,
            "height": stream.height,
            "time_base": str(stream.time_base),
            "rate": str(stream.average_rate),
            "codec": stream.codec_context.name,
        }

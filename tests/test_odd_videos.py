"""Videos with odd times, sizes and display matrices: archived, and every frame found again exactly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import fingerprint_video
from freezeframe.config import LIMITS, Limits
from freezeframe.errors import BadInput
from freezeframe.media import FrameTable, VideoReader, open_container, videos
from freezeframe.media.times import Clock
from freezeframe.trace import footage
from tests.test_media import FRAMES, encode, pictures, whole

TICKS = Fraction(1, 90000)


def part(path: Path, width: int = 160, start: int = 0, codec: str = "libx264", **options: str) -> Path:
    """The pictures at a width of their own, the first shown at frame ``start``."""
    with av.open(str(path), "w", format="h264" if path.suffix == ".h264" else None) as container:
        stream = cast(av.VideoStream, container.add_stream(codec, rate=25, options=options))
        stream.width, stream.height, stream.pix_fmt = width, 120, "yuv420p"
        for index, view in enumerate(pictures(width=width)):
            frame = av.VideoFrame.from_ndarray(view, format="bgr24")
            frame.pts, frame.time_base = start + index, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def joined(path: Path, *parts: Path) -> Path:
    path.write_bytes(b"".join(one.read_bytes() for one in parts))
    return path


def found_again(path: Path) -> tuple[list[NDArray[np.uint8]], FrameTable]:
    """The frames of a full decode, after it was seen that any of them is found again by the archive's own table."""
    pixels, _ = whole(path)
    made = fingerprint_video(path)
    assert made.facts.frames == len(pixels)
    last = len(pixels) - 1
    for seek in (True, False):
        with VideoReader(path) as reader:
            for first, end in ((last - 5, last), (0, 2), (last // 2, last // 2 + 3)):
                found = [(f.index, f.grey().copy()) for f in reader.span(first, end, made.table, seek=seek)]
                assert [index for index, _ in found] == list(range(first, end + 1))
                assert all(np.array_equal(grey, pixels[index]) for index, grey in found)
    return pixels, made.table


def test_a_raw_stream_without_times(tmp_path: Path) -> None:
    path = part(tmp_path / "raw.h264", g="12", bf="2")
    pixels, table = found_again(path)
    assert len(pixels) == FRAMES
    assert table.seconds(25) == pytest.approx(1.0, abs=0.01)
    assert fingerprint_video(path).facts.seconds == pytest.approx(FRAMES / 25, abs=0.05)


def test_joined_recordings_whose_times_begin_anew(tmp_path: Path) -> None:
    one = part(tmp_path / "one.ts", codec="mpeg2video", g="12")
    path = joined(tmp_path / "joined.ts", one, one)
    _, table = found_again(path)
    told = [table.seconds(index) for index in range(len(table.pts))]
    assert np.all(np.diff(told) >= 0)
    assert told[-1] == pytest.approx((2 * FRAMES - 1) / 25, abs=0.3)


@pytest.mark.parametrize("start", [0, FRAMES], ids=["times begin anew", "times go on"])
def test_a_stream_that_changes_its_size(tmp_path: Path, start: int) -> None:
    one = part(tmp_path / "one.ts", codec="mpeg2video", g="12", bf="0")
    two = part(tmp_path / "two.ts", 240, start, codec="mpeg2video", g="12", bf="0")
    path = joined(tmp_path / "joined.ts", one, two)
    pixels, table = found_again(path)
    assert len(pixels) > FRAMES * 3 // 2
    assert {grey.shape for grey in pixels} == {(120, 160)}
    assert table.size == (160, 120)
    assert table.seekable == bool(start)
    with VideoReader(path) as reader:
        assert {frame.colour().shape for frame in reader.frames()} == {(120, 160, 3)}


def test_a_file_that_cannot_be_sought_is_read_from_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unseekable:
        """A container that refuses to seek."""

        def __init__(self, container: av.container.InputContainer) -> None:
            self._container = container

        def __getattr__(self, name: str) -> object:
            return getattr(self._container, name)

        def seek(self, *_: object, **__: object) -> None:
            raise av.error.PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(videos, "open_container", lambda path: Unseekable(open_container(path)))
    found_again(encode(tmp_path / "a.mkv", "libx264", g="12"))


def test_a_clock_never_goes_back() -> None:
    def told(*pts: int) -> list[int]:
        clock = Clock(TICKS)
        return [clock.tick(one) for one in pts]

    assert told(900, 4500, 8100) == [0, 3600, 7200]
    assert told(0, 7200, 3600, 10800) == [0, 7200, 7200, 10800]  # two frames out of order
    assert told(900_000, 903_600, 0, 3600) == [0, 3600, 7200, 10800]  # a counter that begins anew
    assert told(5, 5, 5) == [0, 0, 0]


Turn = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
MATRICES: dict[str, tuple[tuple[int, int, int, int], Turn, int]] = {
    "as it is": ((1, 0, 0, 1), lambda p: p, 0),
    "mirrored": ((-1, 0, 0, 1), lambda p: p[:, ::-1], 0),
    "upside down": ((1, 0, 0, -1), lambda p: p[::-1], 180),
    "half turn": ((-1, 0, 0, -1), lambda p: p[::-1, ::-1], 180),
    "quarter turn": ((0, -1, 1, 0), np.rot90, 90),
    "three quarters": ((0, 1, -1, 0), lambda p: np.rot90(p, 3), 270),
    "transposed": ((0, 1, 1, 0), lambda p: p.swapaxes(0, 1), 90),
    "transposed the other way": ((0, -1, -1, 0), lambda p: p[::-1, ::-1].swapaxes(0, 1), 270),
}


@pytest.mark.parametrize("name", MATRICES)
def test_a_display_matrix_is_applied_whole(tmp_path: Path, name: str) -> None:
    (a, b, c, d), shown, rotation = MATRICES[name]
    plain = encode(tmp_path / "plain.mp4", "libx264", g="12")
    data = bytearray(plain.read_bytes())
    at = data.index(b"tkhd") + 44
    matrix = np.array([a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30], ">i4")
    data[at : at + 36] = matrix.tobytes()
    path = tmp_path / "shown.mp4"
    path.write_bytes(data)
    coded, _ = whole(plain)
    pixels, _ = found_again(path)
    assert all(np.array_equal(one, shown(other)) for one, other in zip(pixels, coded, strict=True))
    assert fingerprint_video(path).facts.rotation == rotation
    with VideoReader(path) as reader:
        frame = next(reader.frames())
        assert frame.colour().shape[:2] == pixels[0].shape


def test_the_last_frame_lasts_too(tmp_path: Path) -> None:
    # Five pictures of ten seconds each: the header counts the last one's as well.
    times = [i * 10_000 for i in range(FRAMES)]
    path = encode(tmp_path / "slides.mp4", "libx264", times=times, g="1", bf="0")
    with VideoReader(path) as reader:
        assert sum(1 for _ in reader.frames()) == FRAMES
        assert reader.warning == ""


@pytest.mark.parametrize("share", [0.8, 0.66, 0.5, 0.3])
def test_an_avi_that_is_cut_off_says_so(tmp_path: Path, share: float) -> None:
    whole_file = encode(tmp_path / "whole.avi", "mpeg4", g="10").read_bytes()
    path = tmp_path / "cut.avi"
    path.write_bytes(whole_file[: int(len(whole_file) * share)])
    with VideoReader(path) as reader:
        assert sum(1 for _ in reader.frames()) < FRAMES
        assert "header names" in reader.warning


def test_frames_too_large_to_be_decoded_safely(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = encode(tmp_path / "a.mp4", "libx264", g="12")
    assert LIMITS.picture_pixels > 7680 * 4320
    monkeypatch.setattr(videos, "LIMITS", Limits(picture_pixels=10_000))
    with pytest.raises(BadInput, match="frames of 160 x 120 pixels"):
        VideoReader(path)


def test_a_video_that_breaks_off_has_the_same_frames_for_the_archive_and_for_a_trace(tmp_path: Path) -> None:
    """A decoder with several threads gives up more of the last pictures than one with a single thread."""
    path = encode(tmp_path / "whole.mp4", "libx264", muxer={"movflags": "faststart"}, g="12", bf="2")
    cut = tmp_path / "cut.mp4"
    for share in (0.55, 0.7, 0.8, 0.9):
        cut.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
        made = fingerprint_video(cut)
        assert made.facts.warning
        last = made.facts.frames - 1
        read = footage._read_video(cut, made, (0, last), lambda frame: np.array(frame.grey()))
        assert len(read) == made.facts.frames
        assert len(footage._read_video(cut, made, (last - 3, last), lambda frame: frame.index)) == 4

"""The decoder: a frame found again is the very frame, in every container and with every quirk of time."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.errors import BadInput
from freezeframe.media import FrameTable, VideoFrame, VideoReader, kind_of, read_still, stills
from tests.media import texture, write_picture

FRAMES = 48


def pictures(count: int = FRAMES, width: int = 160, height: int = 120) -> list[NDArray[np.uint8]]:
    """A pan over texture with a number of bright columns, so that no two frames are alike."""
    wide = texture(5, height, width + 3 * count)
    views = []
    for index in range(count):
        view = wide[:, 3 * index : 3 * index + width].copy()
        view[: height // 4, : 2 + index] = 255
        views.append(view)
    return views


def encode(
    path: Path,
    codec: str,
    times: list[int] | None = None,
    rotation: int = 0,
    cover: bool = False,
    muxer: dict[str, str] | None = None,
    **options: str,
) -> Path:
    """Write the pictures, shown at ``times`` in 1/1000 s (else 25 a second)."""
    with av.open(str(path), "w", options=muxer or {}) as container:
        if cover:
            still = container.add_stream("mjpeg", rate=1)
            still.width, still.height, still.pix_fmt = 64, 64, "yuvj420p"
            still.disposition = av.stream.Disposition.attached_pic
        stream = cast(av.VideoStream, container.add_stream(codec, rate=25, options=options))
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        if times:
            stream.codec_context.time_base = Fraction(1, 1000)
        if rotation:
            stream.set_display_rotation(rotation)
        if cover:
            front = av.VideoFrame.from_ndarray(texture(8, 64, 64), format="bgr24")
            front.pts = 0
            container.mux(still.encode(front))
            container.mux(still.encode())
        for index, view in enumerate(pictures()):
            frame = av.VideoFrame.from_ndarray(view, format="bgr24")
            frame.pts, frame.time_base = (times[index], Fraction(1, 1000)) if times else (index, Fraction(1, 25))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def uneven() -> list[int]:
    steps = np.random.default_rng(2).choice([17, 33, 50, 400], FRAMES - 1)
    return [0, *np.cumsum(steps).tolist()]


MADE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "B-frames in mp4": ("a.mp4", "libx264", {"bf": "3", "g": "12", "preset": "veryfast"}),
    "open groups in mkv": ("a.mkv", "libx264", {"bf": "2", "g": "10", "x264-params": "open-gop=1:keyint=10"}),
    "uneven times in mkv": ("b.mkv", "libx264", {"times": uneven(), "g": "8", "preset": "veryfast"}),
    "uneven times in mp4": ("b.mp4", "libx264", {"times": uneven(), "bf": "2", "g": "8"}),
    "MPEG-2 in mpg": ("a.mpg", "mpeg2video", {"bf": "2", "g": "9"}),
    "MPEG-2 in ts": ("a.ts", "mpeg2video", {"bf": "2", "g": "9"}),
    "H.264 in ts": ("b.ts", "libx264", {"bf": "2", "g": "9"}),
    "MPEG-4 in avi": ("a.avi", "mpeg4", {"g": "10"}),
    "VP9 in webm": ("a.webm", "libvpx-vp9", {"g": "10", "cpu-used": "8", "deadline": "realtime"}),
    "turned": ("turned.mp4", "libx264", {"rotation": 90, "bf": "2", "g": "9"}),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    for name, codec, options in MADE.values():
        encode(folder / name, codec, **options)
    return folder


def whole(path: Path) -> tuple[list[NDArray[np.uint8]], FrameTable]:
    """Every frame of one decode from the beginning, and where they are."""
    with VideoReader(path) as reader:
        frames: list[VideoFrame] = []
        pixels = []
        for frame in reader.frames():
            frames.append(frame)
            pixels.append(frame.grey().copy())
        pts = np.array([f.pts for f in frames], np.int64)
        intra = np.array([f.index for f in frames if f.intra], np.int64)
        return pixels, FrameTable(pts, intra, reader.time_base)


@pytest.mark.parametrize("what", MADE)
def test_a_span_is_the_same_frames_as_a_full_decode(made: Path, what: str) -> None:
    path = made / MADE[what][0]
    pixels, table = whole(path)
    assert len(pixels) == FRAMES
    assert table.seekable
    assert len(table.intra) > 2, "it must be possible to seek"
    assert not any(np.array_equal(a, b) for a, b in pairwise(pixels))
    for seek in (True, False):
        with VideoReader(path) as reader:
            # Backwards, forwards and across each other, in one reader.
            for first, last in ((40, 47), (0, 3), (17, 17), (30, 44), (29, 31), (11, 12), (47, 47), (0, 47)):
                found = [(f.index, f.pts, f.grey().copy()) for f in reader.span(first, last, table, seek=seek)]
                assert [index for index, _, _ in found] == list(range(first, last + 1))
                assert [pts for _, pts, _ in found] == table.pts[first : last + 1].tolist()
                assert all(np.array_equal(grey, pixels[index]) for index, _, grey in found)


@pytest.mark.parametrize("what", ["uneven times in mkv", "uneven times in mp4"])
def test_times_are_those_of_the_file(made: Path, what: str) -> None:
    _, table = whole(made / MADE[what][0])
    told = [round(table.seconds(i) * 1000) for i in range(FRAMES)]
    np.testing.assert_allclose(told, uneven(), atol=1)


def test_frames_show_what_was_put_in(made: Path) -> None:
    pixels, _ = whole(made / "a.mp4")
    for grey, view in zip(pixels, pictures(), strict=True):
        expected = view.astype(float) @ (0.114, 0.587, 0.299) * 219 / 255 + 16  # luma as coded
        assert np.abs(grey - expected).mean() < 6


def test_display_rotation_is_applied(made: Path) -> None:
    with VideoReader(made / "turned.mp4") as reader:
        frame = next(reader.frames())
        turned, colour = frame.grey().copy(), frame.colour()
        assert frame.picture.rotation % 360 == 90
    with VideoReader(made / "a.mp4") as reader:
        plain = next(reader.frames()).grey().copy()
    assert turned.shape == (160, 120)
    assert colour.shape == (160, 120, 3)
    assert np.abs(np.rot90(turned, -1).astype(int) - plain).mean() < 8
    from PIL import Image

    luma = np.asarray(Image.fromarray(colour[..., ::-1]).convert("L"))
    assert np.corrcoef(luma.ravel(), turned.ravel())[0, 1] > 0.95


def test_a_cover_picture_is_no_video(tmp_path: Path) -> None:
    path = encode(tmp_path / "cover.mp4", "libx264", cover=True, g="12")
    with av.open(str(path)) as container:
        covers = [bool(s.disposition & av.stream.Disposition.attached_pic) for s in container.streams.video]
    assert sorted(covers) == [False, True]
    pixels, _ = whole(path)
    assert len(pixels) == FRAMES
    assert pixels[0].shape == (120, 160)


def test_sound_with_a_cover_picture_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "song.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        still = container.add_stream("mjpeg", rate=1)
        still.width, still.height, still.pix_fmt = 64, 64, "yuvj420p"
        still.disposition = av.stream.Disposition.attached_pic
        sound = container.add_stream("aac", rate=44100)
        front = av.VideoFrame.from_ndarray(texture(8, 64, 64), format="bgr24")
        front.pts = 0
        container.mux(still.encode(front))
        container.mux(still.encode())
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        silence.sample_rate = 44100
        container.mux(sound.encode(silence))
        container.mux(sound.encode())
    with pytest.raises(BadInput, match="no video stream"):
        VideoReader(path)
    with pytest.raises(BadInput, match="no video stream"):
        kind_of(path)


@pytest.mark.parametrize("name", ["a.ts", "a.mpg", "a.mkv"])
def test_a_file_that_is_cut_off_yields_its_whole_frames(made: Path, tmp_path: Path, name: str) -> None:
    pixels, _ = whole(made / name)
    data = (made / name).read_bytes()
    cut = tmp_path / name
    cut.write_bytes(data[: len(data) * 6 // 10])
    found, _ = whole(cut)
    assert FRAMES // 4 < len(found) < FRAMES
    same = sum(np.array_equal(a, b) for a, b in zip(found, pixels, strict=False))
    assert same >= len(found) - 3  # the last ones may lean on what is gone


def cut_off(path: Path, target: Path, share: float) -> tuple[int, str]:
    """Frames and warning of a copy that ends early."""
    data = path.read_bytes()
    target.write_bytes(data[: int(len(data) * share)])
    with VideoReader(target) as reader:
        return sum(1 for _ in reader.frames()), reader.warning


def test_an_mp4_that_is_cut_off_says_so(tmp_path: Path) -> None:
    path = encode(tmp_path / "fast.mp4", "libx264", muxer={"movflags": "faststart"}, bf="2", g="12")
    count, warning = cut_off(path, tmp_path / "cut.mp4", 0.6)
    assert FRAMES // 4 < count < FRAMES
    assert "damaged" in warning
    assert "\n" not in warning


@pytest.mark.parametrize("name", ["a.mkv", "a.avi"])
def test_a_file_shorter_than_its_header_says_is_told(made: Path, tmp_path: Path, name: str) -> None:
    count, warning = cut_off(made / name, tmp_path / name, 0.8)
    assert 0 < count < FRAMES
    assert warning


def test_a_broken_packet_costs_its_own_frames(made: Path, tmp_path: Path) -> None:
    data = bytearray((made / "a.ts").read_bytes())
    middle = len(data) // 2 // 188 * 188
    data[middle : middle + 188 * 8] = bytes(188 * 8)
    broken = tmp_path / "broken.ts"
    broken.write_bytes(data)
    pixels, found = whole(made / "a.ts")[0], whole(broken)[0]
    assert FRAMES - 12 <= len(found) <= FRAMES
    assert all(np.array_equal(a, b) for a, b in zip(found[:9], pixels[:9], strict=True))
    assert all(np.array_equal(a, b) for a, b in zip(found[-9:], pixels[-9:], strict=True))


def test_a_cut_off_mp4_without_its_table_is_told(made: Path, tmp_path: Path) -> None:
    data = (made / "a.mp4").read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: len(data) // 2])
    with pytest.raises(BadInput):
        VideoReader(cut)


def test_a_table_that_is_not_in_order_is_never_sought_in() -> None:
    table = FrameTable(np.array([0, 2, 1, 3]), np.array([0, 3]), Fraction(1, 25))
    assert not table.seekable
    assert table.entry(3) == 0
    good = FrameTable(np.array([5, 6, 7, 8, 9]), np.array([1, 3]), Fraction(1, 25))
    assert [good.entry(i) for i in range(5)] == [0, 1, 1, 3, 3]
    assert good.seconds(4) == pytest.approx(4 / 25)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tiff", "heic", "gif"])
def test_stills_of_every_format(tmp_path: Path, suffix: str) -> None:
    path = write_picture(tmp_path / f"still.{suffix}", seed=4)
    still = read_still(path)
    assert still.colour.shape == (180, 240, 3)
    assert np.abs(still.colour.astype(int) - texture(4)).mean() < (0.01 if suffix in ("png", "tiff") else 20)


def test_orientation_and_transparency(tmp_path: Path) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6  # shown a quarter turn clockwise
    Image.fromarray(texture(4)[..., ::-1]).save(tmp_path / "turned.jpg", exif=exif, quality=95)
    turned = read_still(tmp_path / "turned.jpg").colour
    assert turned.shape == (240, 180, 3)
    assert np.abs(np.rot90(turned).astype(int) - texture(4)).mean() < 8
    glass = np.zeros((10, 10, 4), np.uint8)
    glass[:5] = (0, 0, 255, 128)
    Image.fromarray(glass).save(tmp_path / "glass.png")
    laid = read_still(tmp_path / "glass.png").colour
    assert laid[9, 0].tolist() == [255, 255, 255]
    np.testing.assert_allclose(laid[0, 0], (255, 127, 127), atol=1)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "CMYK", "I;16", "I", "F", "1", "L"])
def test_a_large_picture_is_the_same_in_stripes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    from PIL import Image

    values = np.random.default_rng(1).integers(0, 256, (90, 70, 4), np.uint8)
    if mode in ("I;16", "I", "F"):
        picture = Image.fromarray(values[..., 0].astype(np.uint16) * 200).convert(mode)
    else:
        picture = Image.fromarray(values).convert(mode)
    picture.save(tmp_path / "a.tiff")
    whole_picture = read_still(tmp_path / "a.tiff").colour
    monkeypatch.setattr(stills, "_STRIPE_PIXELS", 500)
    np.testing.assert_array_equal(read_still(tmp_path / "a.tiff").colour, whole_picture)


def test_transparency_takes_no_memory_of_its_own(tmp_path: Path) -> None:
    import tracemalloc

    from PIL import Image

    Image.new("RGBA", (4000, 4000), (10, 20, 30, 40)).save(tmp_path / "large.png", compress_level=1)
    tracemalloc.start()
    try:
        assert read_still(tmp_path / "large.png").colour[0, 0].tolist() == [220, 218, 217]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10 * 4000 * 4000  # three bytes a pixel are the answer

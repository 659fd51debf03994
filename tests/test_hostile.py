"""Files made to break a decoder or to reach outside themselves: refused in one line, never taken for what they name."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from freezeframe.archive import metadata
from freezeframe.errors import BadInput
from freezeframe.media import VideoReader, kind_of, read_still
from tests.conftest import Runner
from tests.media import texture, write_picture, write_video

EPS = b"""%!PS-Adobe-3.0 EPSF-3.0
%%BoundingBox: 0 0 10 10
%%EndComments
%%EOF
"""


def test_a_picture_that_would_start_a_program_is_none(tmp_path: Path) -> None:
    path = tmp_path / "published.jpg"
    path.write_bytes(EPS)
    with pytest.raises(BadInput, match="no picture in a format"):
        read_still(path)
    assert metadata.read(path, "picture") == {}


@pytest.mark.parametrize("error", [RuntimeError, ValueError, SyntaxError, TypeError, ZeroDivisionError])
def test_whatever_a_plug_in_raises_is_a_damaged_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    path = write_picture(tmp_path / "still.png")

    def load(_: object) -> None:
        raise error("the plug-in broke")

    monkeypatch.setattr(ImageFile.ImageFile, "load", load)
    with pytest.raises(BadInput, match="damaged or cut-off"):
        read_still(path)


@pytest.mark.parametrize("suffix", ["avif", "heic", "webp", "tiff", "png"])
def test_spoilt_pictures_are_read_or_refused(tmp_path: Path, suffix: str) -> None:
    whole = write_picture(tmp_path / f"whole.{suffix}").read_bytes()
    path = tmp_path / f"spoilt.{suffix}"
    rng = np.random.default_rng(7)
    for _ in range(30):
        spoilt = np.frombuffer(whole, np.uint8).copy()
        at = rng.integers(0, min(len(spoilt), 600), 6)
        spoilt[at] = rng.integers(0, 256, 6)
        path.write_bytes(spoilt.tobytes())
        with contextlib.suppress(BadInput):
            read_still(path)
        metadata.read(path, "picture")


def test_a_damaged_block_of_tags_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Leica"
    Image.fromarray(texture(1)).save(tmp_path / "a.jpg", exif=exif)

    def getxmp(_: object) -> None:
        raise RuntimeError("no XMP that can be read")

    monkeypatch.setattr(Image.Image, "getxmp", getxmp)
    assert metadata.read(tmp_path / "a.jpg", "picture")["exif"]["Make"] == "Leica"


@pytest.mark.parametrize("name", ["12:30.mp4", "-dash.mp4", "concat:a.mp4", "http:example.mp4", "a%03d.mp4"])
def test_a_name_is_never_taken_for_an_address(ff: Runner, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "names"
    folder.mkdir()
    write_video(folder / "plain.mp4", frames=12).rename(folder / name)
    done = ff("archive", "add", "--", name, cwd=str(folder))
    assert (done.code, done.err) == (0, "")
    (listed,) = ff("archive", "list", "--json").json
    assert listed["path"] == name
    assert listed["facts"]["frames"] == 12


def test_a_list_of_other_files_is_no_video(tmp_path: Path) -> None:
    write_video(tmp_path / "secret.mp4", frames=5)
    path = tmp_path / "list.mp4"
    path.write_bytes(b"ffconcat version 1.0\nfile 'secret.mp4'\n#\x00\xff\n")
    with pytest.raises(BadInput):
        kind_of(path)
    with pytest.raises(BadInput):
        VideoReader(path)

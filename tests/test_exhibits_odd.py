"""``freezeframe trace --exhibits`` with pictures in unusual forms and sizes, and with turned ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.conftest import Ran, Runner
from tests.exhibits import FRAME, frame_of

pytestmark = pytest.mark.slow

Pixels = NDArray[np.uint8]
NONE_DONE = {"cropped", "cut_away"}
"""Alterations of a part of a frame to which nothing was done."""
SPECK = 0.005
"""Share of the picture up to which few colours or strong compression may be taken for something that was done."""
FORMS = {
    "alpha.png": set[str](),
    "cmyk.jpg": set[str](),
    "deep.png": {"grey"},
    "turned.jpg": set[str](),
    "palette.gif": set[str](),
    "gain.jpg": set[str](),
    "two.heic": set[str](),
    "ten.avif": set[str](),
    "hdr.heic": {"tint", "tone"},
}
"""What may be told of each form. 16 bits are of greys; high dynamic range is shown as it is coded: pale and flat."""


def write(kind: str, pixels: Pixels, path: Path) -> Path:
    """A picture (h, w, 3), blue first, in an unusual form."""
    rgb = Image.fromarray(pixels[..., ::-1])
    small = rgb.convert("L").resize((rgb.width // 4, rgb.height // 4)).convert("RGB")
    match kind:
        case "alpha.png":
            rgb.putalpha(255)
            rgb.save(path)
        case "cmyk.jpg":
            rgb.convert("CMYK").save(path, quality=95)
        case "deep.png":
            Image.fromarray(np.asarray(rgb.convert("L")).astype(np.uint16) * 257).save(path)
        case "turned.jpg":
            exif = Image.Exif()
            exif[0x0112] = 6
            rgb.transpose(Image.Transpose.ROTATE_90).save(path, quality=95, exif=exif)
        case "palette.gif":
            rgb.quantize(200).save(path)
        case "gain.jpg":  # a second, smaller picture in the file, as cameras write a gain map
            rgb.save(path, format="MPO", save_all=True, append_images=[small], quality=95)
        case "two.heic":
            heic = pillow_heif.from_pillow(rgb)
            heic.add_from_pillow(small)
            heic.save(path, quality=95)
        case "ten.avif":
            rgb.save(path, quality=95)
        case "hdr.heic":
            data = (perceptual(np.asarray(rgb) / 255.0) * 65535).astype(np.uint16).tobytes()
            heic = pillow_heif.from_bytes(mode="RGB;16", size=rgb.size, data=data)
            heic.save(path, quality=95, color_primaries=9, transfer_characteristics=16, matrix_coefficients=9)
    return path


def perceptual(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Levels of a usual picture, white at 203 candela, as SMPTE ST 2084 (PQ) codes them, 0 to 1."""
    power = (levels**2.2 * 203 / 10_000) ** 0.1593017578125
    return np.asarray(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375, np.float64)


def shown(ff: Runner, folder: Path, pictures: list[Path]) -> Ran:
    done = ff("trace", "--json", "--exhibits", folder, *pictures)
    assert (done.code, done.err) == (0, "")
    assert (folder / "index.html").is_file()
    return done


def test_pictures_in_unusual_forms_are_shown(ff: Runner, filled: Path, footage: Path, tmp_path: Path) -> None:
    assert filled.exists()
    pixels = np.ascontiguousarray(frame_of(footage / "first.mp4", FRAME)[12:150, 10:220])
    done = shown(ff, tmp_path / "shown", [write(kind, pixels, tmp_path / kind) for kind in FORMS])
    for (kind, may), answer in zip(FORMS.items(), done.json, strict=True):
        assert (answer["outcome"], answer["picture"]["width"]) == ("found", 210), kind
        told = {one["kind"] for one in answer["matches"][0]["alterations"] if one["values"].get("share", 1) > SPECK}
        assert told - NONE_DONE <= may, kind
        (folder,) = (tmp_path / "shown").glob(f"*-{kind.split('.')[0]}/match-1")
        with Image.open(folder / "blink-picture.png") as picture, Image.open(folder / "blink-source.png") as source:
            assert picture.size == source.size
            a, b = (np.asarray(one.convert("L")).astype(np.int16)[5:-5, 5:-5] for one in (picture, source))
        assert kind == "hdr.heic" or np.abs(a - b).mean() < 9, kind


def test_what_is_too_small_or_too_long_is_an_answer_too(
    ff: Runner, filled: Path, footage: Path, tmp_path: Path
) -> None:
    assert filled.exists()
    frame = frame_of(footage / "first.mp4", FRAME)
    parts: dict[str, tuple[Pixels, tuple[int, int]]] = {
        "one": (frame[:1, :1], (1, 1)),
        "tiny": (frame[60:100, 60:108], (48, 40)),
        "tinier": (frame[60:100, 60:108], (24, 20)),
        "line": (frame[70:71], (2000, 1)),
        "upright": (frame[:, 70:71], (1, 900)),
        "thin": (frame[70:74], (240, 4)),
        "wide": (frame[60:100], (960, 160)),
        "tall": (frame[:, 100:116], (64, 720)),
    }
    for name, (part, size) in parts.items():
        Image.fromarray(np.ascontiguousarray(part[..., ::-1])).resize(size).save(tmp_path / f"{name}.png")
    done = shown(ff, tmp_path / "shown", [tmp_path / f"{name}.png" for name in parts])
    told = {Path(answer["picture"]["path"]).stem: answer for answer in done.json}
    assert told.keys() == parts.keys()
    (match,) = told["wide"]["matches"]
    assert match["visible_fraction"] == pytest.approx(40 / 180, abs=0.01)
    assert "page" not in {one["kind"] for one in match["alterations"]}
    for name, answer in told.items():
        assert answer["outcome"] == ("found" if answer["matches"] else "not_found"), name
        assert bool(answer["matches"]) == any((tmp_path / "shown").glob(f"*-{name}/match-1/pair.png")), name


@pytest.mark.parametrize("degrees", [90, 180, -90, 25])
def test_a_turned_picture_is_told_to_be_turned(
    ff: Runner, filled: Path, footage: Path, tmp_path: Path, degrees: int
) -> None:
    assert filled.exists()
    frame = Image.fromarray(np.ascontiguousarray(frame_of(footage / "first.mp4", FRAME)[..., ::-1]))
    turned = frame.rotate(-degrees, Image.Resampling.BICUBIC, expand=degrees % 90 == 0)
    x, y = turned.width // 2, turned.height // 2
    turned.crop((x - 58, y - 58, x + 58, y + 58)).save(tmp_path / "turned.png")
    (answer,) = shown(ff, tmp_path / "shown", [tmp_path / "turned.png"]).json
    (match,) = answer["matches"]
    (rotated,) = [one for one in match["alterations"] if one["kind"] == "rotated"]
    assert (rotated["values"]["degrees"] - degrees + 180) % 360 == pytest.approx(180, abs=0.5)
    assert not match["mirrored"]

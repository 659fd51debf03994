"""Reading text: Latin letters offline, other letters by a Tesseract that is there or is not."""

from __future__ import annotations

import shutil
import socket
import stat
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from freezeframe.errors import MissingDependency
from freezeframe.report import letters
from freezeframe.trace import ocr
from freezeframe.trace.ocr import Reader, strip

LETTERS = Path(ocr.__file__).parents[1] / "data/fonts/DejaVuSans.ttf"


def written(*lines: tuple[tuple[int, int], str], size: tuple[int, int] = (640, 240), letters: int = 26) -> np.ndarray:
    """A dull picture with text at some places."""
    rng = np.random.default_rng(0)
    picture = Image.fromarray(rng.integers(60, 90, (size[1], size[0], 3), dtype=np.uint8))
    font = ImageFont.truetype(str(LETTERS), letters)
    for place, text in lines:
        ImageDraw.Draw(picture).text(place, text, font=font, fill=(245, 245, 245))
    return np.ascontiguousarray(np.asarray(picture)[..., ::-1])


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("reading text must not use the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.mark.usefixtures("without_tesseract", "offline")
def test_lines_are_read_with_their_places_and_without_the_network() -> None:
    reader = Reader()
    lines = reader.lines(written(((40, 30), "Convoy leaving the town"), ((300, 170), "9 November")))
    assert [line.text for line in lines] == ["Convoy leaving the town", "9 November"]
    assert all(line.confidence > 0.9 for line in lines)
    np.testing.assert_allclose(lines[0].polygon[0], (40, 34), atol=8)
    np.testing.assert_allclose(lines[1].polygon.mean(axis=0), (375, 186), atol=15)
    assert reader.notes == ()


@pytest.mark.usefixtures("without_tesseract")
def test_nothing_is_read_where_nothing_is_written() -> None:
    reader = Reader()
    assert reader.lines(written()) == []
    assert reader.notes == ()


@pytest.mark.usefixtures("without_tesseract")
def test_other_letters_are_told_not_to_have_been_read() -> None:
    reader = Reader()
    assert reader.lines(written(((40, 100), "Колонна покидает город"))) == []
    (note,) = reader.notes
    assert note.startswith("1 line of what may be text could not be made out")
    assert "Tesseract, which is not installed" in note


STAND_IN = """#!{python}
import sys
if "--list-langs" in sys.argv:
    print("List of available languages:\\neng\\nosd\\nrus\\nara")
else:
    assert sys.argv[sys.argv.index("-l") + 1] == "rus+ara", sys.argv
    assert sys.stdin.buffer.read(4)[1:] == b"PNG"
    print("level\\tpage_num\\tblock_num\\tpar_num\\tline_num\\tword_num\\tleft\\ttop\\twidth\\theight\\tconf\\ttext")
    for word in ("Колонна", "", "город"):
        print("5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t" + ("93.5" if word else "-1") + "\\t" + word)
"""


def test_other_letters_are_read_by_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text(STAND_IN.format(python=sys.executable), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    lines = Reader().lines(written(((40, 30), "Колонна покидает город"), ((40, 150), "Convoy leaving the town")))
    assert [line.text for line in lines] == ["Колонна город", "Convoy leaving the town"]
    assert lines[0].confidence == pytest.approx(0.935)


def test_a_tesseract_that_fails_reads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    reader = Reader()
    assert reader.lines(written(((40, 100), "Колонна покидает город"))) == []
    assert "without a language in other letters" in reader.notes[0]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize(
    ("language", "said", "size"),
    [
        ("rus", "Колонна покидает город", 26),
        ("rus", "Съёмки 9 ноября", 14),
        ("ara", "غارة جوية على الطريق", 26),
        # Its dots make Tesseract see no line, unless it is told that there is one.
        ("ara", "مشاهد من 9 نوفمبر", 40),
    ],
)
def test_the_real_tesseract_if_it_has_the_language(language: str, said: str, size: int) -> None:
    reader = Reader()
    if language not in reader._languages:
        pytest.skip(f"Tesseract is installed without {language}: apt-get install tesseract-ocr-{language}")
    picture = written()
    letters.write(picture, letters.isolated(said), 40, 100, size, ink=245)
    (line,) = reader.lines(picture)
    assert line.text.casefold() == said.casefold()


def test_models_that_are_missing_are_an_error_and_never_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda _: None)
    with pytest.raises(MissingDependency, match="rapidocr: is not installed"):
        Reader().lines(written())


@pytest.mark.usefixtures("without_tesseract")
def test_a_picture_larger_than_a_tile_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_TILE", 400)
    monkeypatch.setattr(ocr, "_OVERLAP", 120)
    lines = Reader().lines(written(((20, 30), "first"), ((310, 90), "in both"), ((520, 170), "last")))
    assert [line.text for line in lines] == ["first", "in both", "last"]


def test_a_strip_is_straight_and_large_enough() -> None:
    picture = written(((40, 100), "straight"))
    quad = np.array([[40.0, 100], [200, 110], [198, 140], [38, 130]])
    line = strip(picture, quad)
    assert line.shape[0] >= 40
    assert line.shape[1] > 4 * line.shape[0]
    assert strip(picture, np.array([[10.0, 10], [30, 10], [30, 110], [10, 110]])).shape[1] > 200, "written downwards"


def test_a_line_that_was_found_in_two_parts_that_overlap_is_one_line() -> None:
    def box(left: float, top: float, right: float, bottom: float) -> np.ndarray:
        return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)

    first, second, below, beside = (
        box(10, 10, 210, 40),
        box(150, 12, 330, 41),
        box(10, 44, 210, 74),
        box(340, 10, 400, 40),
    )
    reader = Reader()
    reader.__dict__["_engine"] = lambda *_, **__: SimpleNamespace(boxes=[first, second, below, beside])
    found = reader._quads(np.zeros((100, 420, 3), np.uint8))
    assert [quad.tolist() for quad in found] == [quad.tolist() for quad in (box(10, 10, 330, 41), beside, below)]


@pytest.mark.usefixtures("without_tesseract")
@pytest.mark.parametrize(
    ("read", "confidence", "kept"),
    [
        ("r", 0.94, False),
        ("r", 0.96, True),
        ("17", 0.9, False),
        ("TV5", 0.7, True),
        ("اا", 0.9, False),
        ("سوق", 0.9, False),
    ],
)
def test_a_letter_or_two_are_seen_in_bricks_as_well(
    read: str, confidence: float, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader()
    quad = np.array([[10.0, 10], [60, 10], [60, 40], [10, 40]])
    monkeypatch.setattr(reader, "_quads", lambda _: [quad])
    monkeypatch.setattr(reader, "read", lambda strips: [(read, confidence) for _ in strips])
    assert [line.text for line in reader.lines(written())] == ([read] if kept else [])

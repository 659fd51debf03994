"""``freezeframe trace`` as a process: the contract of its JSON, and every kind of bad picture."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.conftest import Ran, Runner, command
from tests.media import texture, write_huge_png

KEYS = {"picture", "outcome", "elapsed_ms", "matches", "leads", "searched", "not_found"}
MATCH_KEYS = {
    "source_id", "path", "sha256", "media", "title", "published", "region", "frame_index", "pts", "time_base",
    "seconds", "timecode", "frame", "frame_intervals", "log10_nfa", "tests", "inliers", "still_to_frame", "mirrored",
    "grey", "visible_fraction", "crop", "alterations",
}  # fmt: skip


def frame(video: Path, index: int) -> NDArray[np.uint8]:
    """A frame of a video, counted in a full decode, shape (height, width, 3)."""
    with av.open(str(video)) as container:
        for number, picture in enumerate(container.decode(video=0)):
            if number == index:
                return np.asarray(picture.to_ndarray(format="bgr24"), np.uint8)
    raise AssertionError(index)


@pytest.fixture
def still(footage: Path, tmp_path: Path) -> Path:
    """Frame 20 of the first video, cropped."""
    path = tmp_path / "published.png"
    cv2.imwrite(str(path), frame(footage / "first.mp4", 20)[8:172, 12:230])
    return path


def test_a_found_picture_in_json(ff: Runner, filled: Path, footage: Path, still: Path) -> None:
    assert filled.exists()
    done = ff("trace", "--json", still)
    assert (done.code, done.err) == (0, "")
    (answer,) = done.json
    assert set(answer) >= KEYS
    assert answer["outcome"] == "found"
    assert answer["picture"]["width"] == 218
    best = answer["matches"][0]
    assert set(best) >= MATCH_KEYS
    assert best["path"] == str(footage / "first.mp4")
    assert any(first <= 20 <= last for first, last in best["frame_intervals"])
    assert sum(last - first + 1 for first, last in best["frame_intervals"]) <= 3, "everything moves here"
    assert best["seconds"] == pytest.approx(best["frame_index"] / 25, abs=1e-6)
    assert best["timecode"] == f"00:00:{best['frame_index'] / 25:06.3f}"
    assert best["sha256"] == hashlib.sha256((footage / "first.mp4").read_bytes()).hexdigest()
    assert best["log10_nfa"] < -10
    np.testing.assert_allclose(np.array(best["crop"]).min(0), (11.5, 7.5), atol=2)
    np.testing.assert_allclose(np.array(best["crop"]).max(0), (229.5, 171.5), atol=2)
    assert best["visible_fraction"] == pytest.approx(218 * 164 / (240 * 180), abs=0.02)
    assert (best["mirrored"], best["grey"]) == (False, False)
    assert best["tests"] == 2 * answer["searched"]["keyframes"], "every keyframe, as it is and mirrored"
    assert len(best["crop"]) == 4
    assert answer["searched"]["videos"] == 2
    assert answer["searched"]["pictures"] == 1


def test_a_found_picture_in_words(ff: Runner, filled: Path, still: Path) -> None:
    assert filled.exists()
    done = ff("trace", still)
    assert (done.code, done.err) == (0, "")
    assert "taken from   “The first” [S" in done.out
    assert "under one in a billion if the matched points were independent" in " ".join(done.out.split())
    assert "found in no footage" not in " ".join(done.out.split())
    assert max(len(line) for line in done.out.splitlines()[1:] if not line.startswith("  file ")) <= 80


def test_not_found_is_no_error(ff: Runner, filled: Path, tmp_path: Path) -> None:
    assert filled.exists()
    cv2.imwrite(str(tmp_path / "other.png"), texture(77))
    done = ff("trace", "--json", tmp_path / "other.png")
    (answer,) = done.json
    assert (done.code, answer["outcome"], answer["matches"]) == (0, "not_found", [])
    assert answer["leads"] == []
    assert answer["not_found"]["reason"] == "no footage in the archive shows this scene"
    assert set(answer["not_found"]["would_have_been_caught"]) >= {"resave", "crop25", "mirror"}
    said = " ".join(ff("trace", tmp_path / "other.png").out.split())
    assert "found in no footage of this archive" in said
    assert "why no footage in the archive shows this scene" in said


def test_several_pictures_are_answered_in_their_order(ff: Runner, filled: Path, footage: Path, still: Path) -> None:
    assert filled.exists()
    done = ff("trace", "--json", footage / "still.png", still)
    assert [Path(a["picture"]["path"]).name for a in done.json] == ["still.png", "published.png"]
    assert [a["matches"][0]["path"] for a in done.json] == [str(footage / "still.png"), str(footage / "first.mp4")]
    picture, video = (a["matches"][0] for a in done.json)
    assert (picture["media"], picture["frame_index"], picture["frame_intervals"]) == ("picture", None, [])
    assert video["media"] == "video"


def _bad(folder: Path, footage: Path, name: str) -> Path:
    path = folder / name
    match name:
        case "empty.jpg":
            path.write_bytes(b"")
        case "text.png":
            path.write_text("not a picture\n" * 20, "utf-8")
        case "cut.png":
            path.write_bytes((footage / "still.png").read_bytes()[:3000])
        case "huge.png":
            write_huge_png(path)
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "loop":
            path.symlink_to(path)
    return path


@pytest.mark.parametrize(
    "name", ["empty.jpg", "text.png", "cut.png", "huge.png", "folder", "absent.jpg", "pipe", "loop", "a" * 300]
)
def test_a_bad_picture_is_told_and_the_others_are_traced(
    ff: Runner, filled: Path, footage: Path, still: Path, tmp_path: Path, name: str
) -> None:
    assert filled.exists()
    folder = tmp_path / "bad"
    folder.mkdir()
    bad = _bad(folder, footage, name)
    done = ff("trace", "--json", bad, still)
    assert done.code == 2
    assert [answer["outcome"] for answer in done.json] == ["unreadable", "found"]
    _says_once(done, str(bad))
    in_words = ff("trace", bad, still)
    assert in_words.code == 2
    _says_once(in_words, str(bad))
    assert "“The first”" in in_words.out


@pytest.mark.parametrize("how", [["--json"], []])
def test_what_was_printed_before_ctrl_c_stays(filled: Path, footage: Path, how: list[str]) -> None:
    pictures = [footage / "still.png"] * 500
    with subprocess.Popen(
        command(filled, "trace", *how, *pictures), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, told = process.stdout.read(), process.stderr.read()
    assert (process.returncode, told.strip()) == (130, "freezeframe: interrupted")
    lines = [first, *rest.splitlines()]
    if how:
        assert {json.loads(line)["outcome"] for line in lines} == {"found"}
        assert 1 <= len(lines) < len(pictures)
    else:
        assert first.startswith(str(footage / "still.png"))
        assert lines[-1].startswith("  searched "), "whole answers only"


def _says_once(done: Ran, subject: str) -> None:
    assert len(done.err.splitlines()) == 1, done.err
    assert done.err.startswith(f"freezeframe: {subject}: ")
    assert "; " in done.err


def test_the_video_itself_may_be_gone(ff: Runner, footage: Path, still: Path, tmp_path: Path) -> None:
    """What the fingerprint still knows is told: the source is named as a lead that could not be checked, and why."""
    own = tmp_path / "own"
    shutil.copytree(footage, own)
    assert ff("archive", "add", own).code == 0
    shutil.rmtree(own)
    done = ff("trace", "--json", still)
    assert done.code == 0, done.err
    answer: dict[str, Any] = done.json[0]
    assert (answer["outcome"], answer["matches"]) == ("not_found", [])
    (lead,) = answer["leads"]
    assert (lead["path"], lead["why"]) == (str(own / "first.mp4"), "unchecked")
    assert lead["fault"].startswith(f"{own / 'first.mp4'}: ")
    assert lead["fault"] in answer["not_found"]["reason"]
    assert answer["not_found"]["would_have_been_caught"] == {}, "the search was not whole"
    said = " ".join(ff("trace", still).out.split())
    assert "its frames could not be compared" in said
    assert "not read" in said
    assert "resave" not in said


@pytest.mark.parametrize("trouble", ["missing", "cut short"])
def test_a_lost_fingerprint_is_not_counted_as_searched(
    ff: Runner, filled: Path, footage: Path, still: Path, tmp_path: Path, trouble: str
) -> None:
    """It is told on stderr, with exit code 4 after everything else was done."""
    (whole,) = ff("trace", "--json", still).json
    sha256 = whole["matches"][0]["sha256"]
    (fingerprint,) = (filled / "archive" / "fingerprints").glob(f"*/{sha256}.fp")
    if trouble == "missing":
        fingerprint.unlink()
    else:
        fingerprint.write_bytes(fingerprint.read_bytes()[:2000])
    done = ff("trace", "--json", tmp_path / "absent.jpg", still, footage / "still.png")
    assert done.code == 4
    told = done.err.splitlines()
    assert len(told) == 2
    assert told[1].startswith(f"freezeframe: {footage / 'first.mp4'}: was not searched")
    _, lost, other = done.json
    assert (lost["outcome"], other["outcome"]) == ("not_found", "found")
    assert lost["searched"]["videos"] == whole["searched"]["videos"] - 1
    assert lost["searched"]["keyframes"] < whole["searched"]["keyframes"]
    assert lost["searched"]["lost"] == 1
    assert lost["not_found"]["reason"] == "no footage that could be searched shows this scene"
    assert lost["not_found"]["would_have_been_caught"] == {}
    in_words = ff("trace", still)
    assert in_words.code == 4
    assert "1 more could not be searched" in " ".join(in_words.out.split())


@pytest.mark.parametrize("trouble", ["gone", "another video", "changed inside"])
def test_another_copy_is_read_when_the_first_is_gone_or_changed(
    ff: Runner, footage: Path, still: Path, tmp_path: Path, trouble: str
) -> None:
    first, second = tmp_path / "a.mp4", tmp_path / "elsewhere" / "b.mp4"
    second.parent.mkdir()
    for path in (first, second):
        shutil.copy(footage / "first.mp4", path)
        assert ff("archive", "add", path).code == 0
    if trouble == "gone":
        first.unlink()
    elif trouble == "another video":
        shutil.copy(footage / "second.mp4", first)
    else:
        # As long as before, and it still decodes: only its pictures tell.
        other = (footage / "second.mp4").read_bytes()
        size = first.stat().st_size
        first.write_bytes(other[:size] if len(other) >= size else other + bytes(size - len(other)))
    (answer,) = ff("trace", "--json", still).json
    assert answer["outcome"] == "found", answer["leads"]
    assert answer["matches"][0]["path"] == str(first)
    assert any(a <= 20 <= b for a, b in answer["matches"][0]["frame_intervals"])
    second.unlink()
    (answer,) = ff("trace", "--json", still).json
    assert [lead["why"] for lead in answer["leads"]] == ["unchecked"]
    assert answer["matches"] == []


def test_a_changed_picture_is_no_match(ff: Runner, filled: Path, footage: Path, tmp_path: Path) -> None:
    assert filled.exists()
    own = tmp_path / "own.png"
    cv2.imwrite(str(own), texture(91), [cv2.IMWRITE_PNG_COMPRESSION, 0])
    assert ff("archive", "add", own).code == 0
    published = tmp_path / "published.png"
    cv2.imwrite(str(published), texture(91)[10:170, 20:220])
    assert ff("trace", "--json", published).json[0]["outcome"] == "found"
    size = own.stat().st_size
    own.write_bytes((footage / "still.png").read_bytes()[:size].ljust(size, b"\0"))
    (answer,) = ff("trace", "--json", published).json
    assert (answer["matches"], [lead["why"] for lead in answer["leads"]]) == ([], ["unchecked"])


@pytest.mark.parametrize("top", ["0", "x"])
def test_top_is_a_number_of_sources(ff: Runner, filled: Path, still: Path, top: str) -> None:
    assert filled.exists()
    done = ff("trace", "--top", top, still)
    assert done.code == 2
    assert "--top" in done.err


def test_odd_pictures_are_searched_like_any_other(ff: Runner, filled: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    for name, shape in (("dot", (1, 1, 3)), ("wide", (3, 2000, 3)), ("tall", (2000, 3, 3)), ("flat", (200, 300, 3))):
        pixels = rng.integers(0, 255, shape, dtype=np.uint8) if name != "flat" else np.full(shape, 90, np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    Image.fromarray(rng.integers(0, 255, (90, 120, 4), dtype=np.uint8), "RGBA").save(tmp_path / "clear.png")
    Image.fromarray(rng.integers(0, 255, (90, 120, 4), dtype=np.uint8), "CMYK").save(tmp_path / "print.jpg")
    Image.fromarray(rng.integers(0, 65535, (90, 120), dtype=np.uint16)).save(tmp_path / "deep.png")
    pictures = [*sorted(tmp_path.glob("*.png")), tmp_path / "print.jpg"]
    done = ff("trace", "--json", *pictures)
    assert done.code == 0, done.err
    assert filled.exists()
    assert [answer["outcome"] for answer in done.json] == ["not_found"] * len(pictures)

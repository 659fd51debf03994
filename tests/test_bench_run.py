"""The whole benchmark against a stand-in for the command that always gives the same answer."""

import json
import sys
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from bench import report, stills
from bench.clips import NEAR_LOSSLESS, encode
from bench.content import to_grey
from bench.footage import decode, digest, grey_pixels, pixels, survey
from bench.scoring import Proportion
from bench.tool import Tool, ToolFailedError
from bench.truth import read_stills
from bench.twins import sibling_pairs, twin_groups

STAND_IN = '''#!{python}
"""Says of every picture that it is frame 3 of the video that comes first by name."""
import hashlib, json, pathlib, sys
home, arguments = pathlib.Path(sys.argv[2]), sys.argv[3:]
home.mkdir(parents=True, exist_ok=True)
if arguments[:2] == ["archive", "add"]:
    (home / "list").write_text("\\n".join(arguments[2:]))
    sys.exit()
first = pathlib.Path(sorted((home / "list").read_text().split())[0])
match = {{"path": str(first), "sha256": hashlib.sha256(first.read_bytes()).hexdigest(),
         "region": [[0, 0], [9, 0], [9, 9], [0, 9]],
         "frame_index": 3, "frame_intervals": [[0, 9]], "log10_nfa": -20.0, "mirrored": False,
         "still_to_frame": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}}
for path in arguments[1:-1]:
    print(json.dumps({{"picture": {{"path": path}}, "outcome": "found", "elapsed_ms": 7, "matches": [match],
                      "leads": [], "searched": {{"keyframes": 12}}}}))
'''


def moving_picture(seed: int, frames: int) -> list[np.ndarray]:
    """Frames [120, 160, 3] of a texture that slides by two pixels a frame."""
    rng = np.random.default_rng(seed)
    wide = cv2.resize(rng.uniform(0, 255, (15, 60, 3)), (640, 120), interpolation=cv2.INTER_CUBIC)
    sheet = np.clip(wide, 0, 255).astype(np.uint8)
    return [np.ascontiguousarray(sheet[:, 2 * n : 2 * n + 160]) for n in range(frames)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three recordings, one of them held twice, and a text file named .mp4."""
    path = tmp_path_factory.mktemp("videos")
    for name, seed in (("a", 1), ("b", 2), ("c", 3)):
        encode(path / f"{name}.mp4", moving_picture(seed, 70), Fraction(25), NEAR_LOSSLESS)
    again = {"preset": "ultrafast", "crf": "30"}
    encode(path / "a-again.mkv", (frame[:118, :158] for frame in moving_picture(1, 70)), Fraction(25), again)
    (path / "text.mp4").write_text("no video")
    return path


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    path = tmp_path / "stand-in"
    path.write_text(STAND_IN.format(python=sys.executable))
    path.chmod(0o755)
    return path


def test_survey_finds_twins_by_what_they_show(folder: Path) -> None:
    videos = [video for name in ("a.mp4", "a-again.mkv", "b.mp4") if (video := survey(folder / name))]
    assert [video.frames for video in videos] == [70, 70, 70]
    assert videos[0].seconds == pytest.approx(2.8)
    assert not any(video.is_static for video in videos)
    groups = twin_groups(videos)
    assert groups[0] == groups[1] != groups[2]
    assert not any(groups[one] == groups[other] for one, other in sibling_pairs(videos, groups))
    assert survey(folder / "text.mp4") is None


def test_decoding_counts_frames_and_keeps_pixels(folder: Path) -> None:
    true = moving_picture(2, 70)
    for index, frame in enumerate(decode(folder / "b.mp4")):
        here, there = to_grey(pixels(frame)).astype(int), to_grey(true[index]).astype(int)
        assert np.abs(here - there).mean() < 2
        assert np.abs(here - grey_pixels(frame)).mean() < 2
    assert index == 69


def test_whole_run_scores_the_stand_in(folder: Path, stand_in: Path, tmp_path: Path) -> None:
    readme, out, recall = tmp_path / "README.md", tmp_path / "out.json", tmp_path / "recall.json"
    readme.write_text(f"before\n{report.BEGIN}\nlast week\n{report.END}\nafter\n")
    negatives = tmp_path / "negatives"
    negatives.mkdir()
    cv2.imwrite(str(negatives / "n.png"), moving_picture(9, 1)[0])
    arguments = ["--videos", folder, "--negatives", negatives, "--work", tmp_path / "work", "--command", stand_in]
    arguments += ["--edits", "resave,mirror", "--per-slice", 8, "--false-queries", 4, "--calibration-queries", 10]
    arguments += ["--parts", "stills,negatives,moments,calibration"]
    arguments += ["--out", out, "--table", readme, "--recall-table", recall]
    result = CliRunner().invoke(stills.main, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == 0
    found = json.loads(out.read_text())

    drawn = read_stills(tmp_path / "work" / "stills.json")
    assert len(drawn) == 16
    # The first by name is a-again.mkv: right for it and for its twin, a.mp4, and wrong for the others.
    of_twins = sum(still.truths[0].video.startswith("a") for still in drawn)
    assert sum(score["right"] for score in found["stills"]["scores"]) == of_twins
    assert sum(score["wrong"] for score in found["stills"]["scores"]) == 16 - of_twins
    inside = [still.truths[0].video == "a-again.mkv" and still.truths[0].frame_index <= 9 for still in drawn]
    assert [score["in_interval"] for score in found["stills"]["scores"]] == inside
    assert found["stills"]["keyframes"] == 12

    assert found["negatives"]["matched"] | {"low": 0, "high": 0} == {
        "hits": 4, "trials": 4, "share": 1, "low": 0, "high": 0
    }  # fmt: skip
    assert found["moments"]["matched"]["hits"] == found["moments"]["matched"]["trials"] > 0
    alarms = {level["log10_nfa"]: level["alarms"] for level in found["calibration"]["levels"]}
    assert set(alarms.values()) == {10}

    text = readme.read_text()
    assert text.startswith("before\n")
    assert text.endswith(f"{report.END}\nafter\n")
    assert "| mirror | 8 |" in text
    assert "last week" not in text
    cell = json.loads(recall.read_text())["recall"]["mirror"]["any"]
    assert cell == {"recall": None, "low": None, "high": None, "stills": 8}


def test_stills_do_not_depend_on_the_number_of_processes(folder: Path, tmp_path: Path, stand_in: Path) -> None:
    drawn = []
    for jobs in ("1", "2"):
        work = tmp_path / jobs
        arguments = ["--videos", str(folder), "--work", str(work), "--command", str(stand_in), "--jobs", jobs]
        arguments += ["--edits", "crop25,ministry", "--per-slice", "2", "--parts", "stills"]
        assert CliRunner().invoke(stills.main, arguments, catch_exceptions=False).exit_code == 0
        drawn.append({path.name: digest(path) for path in (work / "stills").iterdir()})
    assert drawn[0] == drawn[1]


def test_a_command_that_fails_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolFailedError, match="ended with 3"):
        Tool(tmp_path, (sys.executable, "-c", "import sys; sys.exit(3)")).add(tmp_path)


def test_percent_states_its_interval() -> None:
    assert report.percent(Proportion(5, 10)) == "0.500 (0.24-0.76)"
    assert report.percent(Proportion(0, 0)) == "-"


def test_block_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("nothing")
    with pytest.raises(ValueError, match="no block"):
        report.rewrite_block(tmp_path / "x.md", "text")

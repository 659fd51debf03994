"""``freezeframe trace --exhibits`` as it is used: what is written, made again from its recipe, refused, interrupted."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import pty
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from freezeframe.archive.store import Archive
from freezeframe.errors import Damaged, EnvironmentFault, FreezeframeError
from freezeframe.pipeline import exhibits_in, trace_pictures
from freezeframe.report import exhibits
from freezeframe.report.exhibits import OPERATIONS, Recipe
from freezeframe.report.originals import Footage
from freezeframe.report.subject import Originals, Subject
from freezeframe.trace.result import Lead
from freezeframe.trace.searched import SearchedArchive
from tests.conftest import Runner, command, run
from tests.exhibits import Exhibited, published

ROOT = Path(__file__).parent.parent
MATCH = {"pair", "placed", "blink-picture", "blink-source", "blink", "cut-away", "difference", "frames", "seconds"}


@pytest.fixture
def still(footage: Path, tmp_path: Path) -> Path:
    """A part of frame 20 of the first video."""
    return published(footage, tmp_path / "published.png")


def test_a_match_is_shown_with_every_kind_of_exhibit(exhibited: Exhibited) -> None:
    done, out = exhibited.done, exhibited.out
    assert done.code == 2
    assert done.err.count("\n") == 1, "nothing but the unreadable picture is told where stderr is no terminal"
    assert done.out.rstrip().endswith(f"Exhibits: {out / 'index.html'}")
    assert sorted(path.name for path in out.iterdir()) == ["01-b-onclick-x-q", "02-still", "index.html"]
    made = {path.stem for path in exhibited.match.iterdir()}
    assert made >= MATCH
    # A picture in the archive has no neighbours and no seconds; nothing of it was cut away.
    of_picture = {path.stem for path in (out / "02-still" / "match-1").iterdir()}
    assert of_picture == MATCH - {"cut-away", "frames", "seconds"}
    for path in out.rglob("*.png"):
        with Image.open(path) as image:
            image.load()
            assert image.mode == "RGB"
    with Image.open(exhibited.match / "blink.webp") as image:
        assert getattr(image, "n_frames", 1) == 2
    with (
        Image.open(exhibited.match / "blink-picture.png") as one,
        Image.open(exhibited.match / "blink-source.png") as other,
    ):
        assert one.size == other.size == (210, 138)


def test_every_exhibit_is_made_again_from_its_recipe(exhibited: Exhibited, footage: Path) -> None:
    notes = sorted(exhibited.match.glob("*.json"))
    assert {note.stem for note in notes} >= MATCH
    still = np.asarray(cv2.imdecode(np.frombuffer(exhibited.still.read_bytes(), np.uint8), cv2.IMREAD_COLOR), np.uint8)
    with Archive.open(exhibited.home) as archive:
        searched = SearchedArchive(archive)
        media = {medium.sha256: medium for medium in searched.media}
        for note in notes:
            told = json.loads(note.read_text("utf-8"))
            recipe = Recipe.from_json(told)
            assert recipe.picture == hashlib.sha256(exhibited.still.read_bytes()).hexdigest()
            assert recipe.source == hashlib.sha256((footage / "first.mp4").read_bytes()).hexdigest()
            opened = Footage(searched.copies(media[recipe.source]), searched.fingerprint(recipe.source))
            data = exhibits.make(recipe, Originals(still, opened.colours(recipe.frames)))
            assert data == (note.parent / told["file"]).read_bytes(), note
            assert hashlib.sha256(data).hexdigest() == told["sha256"]
            assert {"freezeframe", "pillow", "opencv-python-headless"} <= told["made_with"].keys()


@pytest.mark.slow
def test_another_run_writes_the_same_exhibits_into_an_empty_folder(exhibited: Exhibited, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    assert run(exhibited.home, "trace", "--json", "--exhibits", again, exhibited.still).code == 0
    first, second = (
        {path.name: path.read_bytes() for path in folder.iterdir()}
        for folder in (exhibited.match, again / exhibited.match.relative_to(exhibited.out))
    )
    assert first == second


def test_an_unknown_option_in_a_recipe_is_refused(exhibited: Exhibited) -> None:
    told = json.loads((exhibited.match / "seconds.json").read_text("utf-8"))
    told["options"]["moments"][0]["colour"] = "red"
    recipe = Recipe.from_json(told)
    with pytest.raises(Damaged, match="colour"):
        exhibits.draw(recipe, Originals(np.zeros((9, 9, 3), np.uint8), {}))


@pytest.mark.parametrize("how", ["--json", "--top=2"])
def test_a_folder_that_holds_something_is_refused_before_anything_is_done(
    ff: Runner, filled: Path, still: Path, tmp_path: Path, how: str
) -> None:
    assert filled.exists()
    used = tmp_path / "used"
    used.mkdir()
    (used / "index.html").write_text("mine", "utf-8")
    done = ff("trace", how, "--exhibits", used, still)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"freezeframe: {used}: is not empty; give --exhibits a new folder, or empty this one yourself\n"
    assert [path.read_text("utf-8") for path in used.iterdir()] == ["mine"]
    file = ff("trace", "--exhibits", used / "index.html", still)
    assert (file.code, file.out) == (2, "")
    assert "is no folder" in file.err


def test_a_full_disk_is_one_line_and_leaves_nothing(ff: Runner, filled: Path, still: Path, small_disk: Path) -> None:
    assert filled.exists()
    done = ff("trace", "--exhibits", small_disk / "shown", *[still] * 4)
    assert done.code == 5
    advice = "give --exhibits a new or an empty folder, on a disk with room"
    assert done.err == f"freezeframe: {small_disk / 'shown'}: the disk is full; {advice}\n"
    assert "“The first”" in done.out, "the answer itself was given"
    assert not list(small_disk.iterdir())


def test_a_folder_that_may_not_be_written_is_one_line(
    ff: Runner, filled: Path, still: Path, tmp_path: Path, humbly: list[str]
) -> None:
    assert filled.exists()
    (tmp_path / "locked").mkdir(mode=0o500)
    done = ff("trace", "--exhibits", tmp_path / "locked" / "shown", still, before=humbly)
    assert (done.code, done.out) == (5, "")
    assert "permission denied" in done.err


def test_ctrl_c_leaves_nothing_behind(filled: Path, still: Path, tmp_path: Path) -> None:
    out = tmp_path / "a" / "shown"
    with subprocess.Popen(
        command(filled, "trace", "--exhibits", out, *[still] * 300),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        until = time.monotonic() + 60
        while not list(out.glob(".unfinished/*/*/pair.png")) and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert (process.returncode, told.strip()) == (130, "freezeframe: interrupted")
    assert not (tmp_path / "a").exists(), "folders that were made for it are gone too"


def test_a_source_that_goes_meanwhile_is_told_and_the_rest_is_shown(
    filled: Path, still: Path, footage: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.mp4"
    out = tmp_path / "shown"
    with Archive.open(filled) as archive:
        searched = SearchedArchive(archive)
        first, second = trace_pictures(searched, [still, footage / "still.png"])
        (footage / "first.mp4").rename(kept)
        try:
            with exhibits_in(out, searched) as shown:
                faults = [*shown.add(first, lambda *_: None), *shown.add(second, lambda *_: None)]
        finally:
            kept.rename(footage / "first.mp4")
    (fault,) = faults
    assert isinstance(fault, FreezeframeError)
    assert "is not where it was" in fault.line
    page = (out / "index.html").read_text("utf-8")
    assert "No exhibits: first.mp4: is not where it was" in page
    assert str(footage) not in page
    assert not (out / "01-published").exists()
    assert (out / "02-still" / "match-1" / "pair.png").exists()


def test_a_picture_that_changes_meanwhile_is_told(filled: Path, still: Path, footage: Path, tmp_path: Path) -> None:
    with Archive.open(filled) as archive:
        searched = SearchedArchive(archive)
        (result,) = trace_pictures(searched, [still])
        still.write_bytes((footage / "still.png").read_bytes())
        with exhibits_in(tmp_path / "shown", searched) as shown:
            (fault,) = shown.add(result, lambda *_: None)
    assert "was changed while it was traced" in fault.line
    assert "No exhibits" in (tmp_path / "shown" / "index.html").read_text("utf-8")


def test_a_lead_is_called_one_and_has_the_two_side_by_side_only(
    filled: Path, footage: Path, still: Path, tmp_path: Path
) -> None:
    """The trace is real; its match is handed on as a lead, once as one of another moment, once as one not compared."""
    assert footage.exists()
    with Archive.open(filled) as archive:
        searched = SearchedArchive(archive)
        (result,) = trace_pictures(searched, [still])
        (match,) = result.matches
        leads = (Lead(match, "same_scene"), Lead(match, "unchecked", "/some/where/first.mp4: is gone"))
        with exhibits_in(tmp_path / "shown", searched) as shown:
            assert not shown.add(replace(result, outcome="not_found", matches=(), leads=leads), lambda *_: None)
    page = (tmp_path / "shown" / "index.html").read_text("utf-8")
    assert page.count("A lead only, not a match") == 2
    assert "Not read: first.mp4: is gone" in page
    assert "Found in no footage" in page
    folder = tmp_path / "shown" / "01-published"
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*")) == [
        "lead-1/pair.json",
        "lead-1/pair.png",
    ]
    recipe = Recipe.from_json(json.loads((folder / "lead-1" / "pair.json").read_text("utf-8")))
    told = Subject.from_json(recipe.options["subject"]).told
    assert told.words("The two").title.startswith("A LEAD ONLY")


def test_a_name_that_is_no_text_and_a_title_that_cannot_be_drawn(
    ff: Runner, filled: Path, footage: Path, still: Path, tmp_path: Path
) -> None:
    assert filled.exists()
    assert ff("archive", "describe", footage / "first.mp4", "--title", "车队 नमस्ते").code == 0
    odd = tmp_path / os.fsdecode(b"caf\xe9\xff.png")
    still.rename(odd)
    done = ff("trace", "--json", "--exhibits", tmp_path / "shown", odd)
    assert (done.code, done.err) == (0, "")
    page = (tmp_path / "shown" / "index.html").read_text("utf-8")
    assert "caf.png" in page
    assert "车队 नमस्ते" in page
    assert (tmp_path / "shown" / "01-caf" / "match-1" / "pair.png").exists()


@pytest.mark.slow
def test_progress_is_drawn_on_a_terminal_and_the_answer_goes_to_stdout(
    filled: Path, still: Path, tmp_path: Path
) -> None:
    leader, follower = pty.openpty()
    environment = os.environ | {"TERM": "xterm"}
    with subprocess.Popen(
        command(filled, "trace", "--json", "--exhibits", tmp_path / "shown", still),
        stdout=subprocess.PIPE,
        stderr=follower,
        env=environment,
    ) as process:
        os.close(follower)
        seen = b""
        while True:
            try:
                more = os.read(leader, 4096)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            seen += more
        assert process.stdout is not None
        out = process.stdout.read().decode()
    os.close(leader)
    assert process.returncode == 0
    assert b"exhibits of published.png" in seen
    assert json.loads(out)["outcome"] == "found"


def test_every_kind_of_exhibit_is_described() -> None:
    page = (ROOT / "docs" / "exhibits.md").read_text("utf-8")
    for name, operation in OPERATIONS.items():
        assert f"`{name}.{operation.suffix}`" in page, name


def test_the_report_opens_no_picture_by_itself() -> None:
    """Pillow is there to draw letters and to encode; decoding is the task of ``media`` alone."""
    for path in (ROOT / "src" / "freezeframe" / "report").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in {"imread", "imdecode", "VideoCapture"}, path.name
                whole = ast.unparse(node.func)
                assert whole != "Image.open", path.name


def test_a_failing_move_takes_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from freezeframe.report.folder import ExhibitFolder

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "z.html":
            raise OSError(28, "No space left on device")
        return moved(self, target)

    moved = Path.rename
    monkeypatch.setattr(Path, "rename", refuse)
    folder = ExhibitFolder(tmp_path / "deep" / "shown", "z.html")
    folder.__enter__()
    folder.write("a/b.png", b"1")
    folder.write("z.html", b"2")
    with pytest.raises(EnvironmentFault):
        folder.__exit__(None, None, None)
    assert not (tmp_path / "deep").exists()


def test_two_runs_into_one_folder_do_not_mix(tmp_path: Path) -> None:
    from freezeframe.report.folder import ExhibitFolder

    first, second = (ExhibitFolder(tmp_path / "shown", "index.html") for _ in range(2))
    with first:
        first.write("index.html", b"first")
        with pytest.raises(FreezeframeError), second:
            pytest.fail("it must not be entered")
    assert [(p.name, p.read_bytes()) for p in (tmp_path / "shown").iterdir()] == [("index.html", b"first")]

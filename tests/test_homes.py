"""Homes, names and folders that are not what they should be: one line, and nothing made by mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from freezeframe import config
from freezeframe.archive.gather import gather
from freezeframe.errors import BadInput
from tests.conftest import Runner
from tests.media import write_picture, write_video

COMMANDS = {
    "list": ("archive", "list"),
    "show": ("archive", "show", "S1"),
    "describe": ("archive", "describe", "S1", "--title", "x"),
    "attest": ("archive", "attest", "S1", "--date", "2016", "--by", "A"),
    "check": ("archive", "check"),
    "repair": ("archive", "check", "--repair"),
    "remove": ("archive", "remove", "S1"),
    "trace": ("trace", "x.jpg"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_only_adding_makes_a_home(ff: Runner, home: Path, name: str) -> None:
    done = ff(*COMMANDS[name])
    assert done.code == 2
    (line,) = done.err.splitlines()
    assert line.startswith(f"freezeframe: {home}: holds no archive: there is no such folder; add footage first")
    assert not home.exists()
    home.mkdir()
    (line,) = ff(*COMMANDS[name]).err.splitlines()
    assert line.startswith(f"freezeframe: {home}: holds no archive; add footage first")
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("name", [*COMMANDS, "add"])
def test_a_home_that_is_a_file(ff: Runner, tmp_path: Path, footage: Path, name: str) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    arguments = COMMANDS.get(name, ("archive", "add", str(footage)))
    given = ff("--home", tmp_path / "file", *arguments)
    assert given.code == 2
    assert len(given.err.splitlines()) == 1
    assert "is a file" in given.err


def test_a_home_of_the_environment_that_is_a_file(tmp_path: Path) -> None:
    from freezeframe.archive.store import Archive

    (tmp_path / "file").write_text("x", "utf-8")
    for write in (True, False):
        with pytest.raises(BadInput, match="is a file, not a home folder"):
            Archive.open(tmp_path / "file", write=write)


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_home(ff: Runner, footage: Path, tmp_path: Path, empty: str) -> None:
    here = tmp_path / "here"
    here.mkdir()
    done = ff("--home", empty, "archive", "add", footage, cwd=str(here))
    assert done.code == 2
    (line,) = done.err.splitlines()
    assert "--home" in line
    assert "empty" in line
    assert list(here.iterdir()) == []


def test_the_home_of_nobody() -> None:
    with pytest.raises(BadInput, match="a user who is not known"):
        config.load(Path("~no-such-user-here/home"))


@pytest.mark.parametrize("bad", ["", " ", "x" * 5000, "../..", "\udcff", "%", "S_", "~nobody-here/x"])
def test_names_that_name_nothing(ff: Runner, filled: Path, bad: str) -> None:
    assert filled.exists()
    for arguments in (
        ("archive", "show", bad),
        ("archive", "remove", bad),
        ("archive", "describe", bad, "--title", "x"),
        ("archive", "attest", bad, "--date", "2016", "--by", "A"),
    ):
        done = ff(*arguments)
        assert done.code == 2, done.err
        (line,) = done.err.splitlines()
        assert "fault" not in line
        assert "; " in line
    assert len(ff("archive", "list").out.splitlines()) == 3


def test_show_goes_on_after_a_name_that_names_nothing(ff: Runner, filled: Path) -> None:
    assert filled.exists()
    names = [source["id"] for source in ff("archive", "list", "--json").json]
    done = ff("archive", "show", "--json", names[0], "Sffffffffffff", names[1])
    assert done.code == 2
    assert [source["id"] for source in done.json] == names[:2]
    assert len(done.err.splitlines()) == 1


def test_a_file_whose_name_begins_with_a_tilde(ff: Runner, tmp_path: Path) -> None:
    write_picture(tmp_path / "~odd.png")
    done = ff("archive", "add", "~odd.png", cwd=str(tmp_path))
    assert (done.code, done.err) == (0, "")


def test_links_to_folders_are_followed_once(ff: Runner, footage: Path, tmp_path: Path) -> None:
    folder, linked = tmp_path / "footage", tmp_path / "elsewhere"
    shutil.copytree(footage, folder)
    linked.mkdir()
    write_video(linked / "linked.mp4", seed=60, frames=5)
    (folder / "to elsewhere").symlink_to(linked)
    (folder / "round").symlink_to(folder)
    (linked / "back").symlink_to(folder)
    (folder / "nowhere").symlink_to(tmp_path / "absent")
    done = ff("archive", "add", folder)
    assert (done.code, done.err) == (0, "")
    paths = sorted(source["path"] for source in ff("archive", "list", "--json").json)
    names = ["first.mp4", "second.mp4", "still.png", "to elsewhere/linked.mp4"]
    assert paths == [str(folder / name) for name in names]


def test_the_archive_itself_is_not_gathered(filled: Path) -> None:
    own = filled / "archive"
    assert gather([filled], own) == ([], [])
    found, (error,) = gather([own], own)
    assert found == []
    assert "own folder" in error.line

"""Media that another process removes while a trace runs, and videos that can no longer be looked at closely."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import pytest

from freezeframe.archive.store import Archive
from freezeframe.pipeline import trace_picture
from freezeframe.trace.candidates import candidates
from freezeframe.trace.searched import SearchedArchive
from tests.conftest import Runner
from tests.media import texture


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A part of the picture in the archive."""
    path = tmp_path / "published.png"
    cv2.imwrite(str(path), texture(3)[10:170, 20:220])
    return path


def remove_picture(home: Path) -> None:
    """What `archive remove` does, in another process."""
    with Archive.open(home, write=True) as archive:
        archive.remove(next(s for s in archive.sources() if s.title == "still"))


def _while(home: Path, function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that ends when the picture was removed."""

    def removing(*arguments: Any) -> Any:
        result = function(*arguments)
        remove_picture(home)
        return result

    return removing


@pytest.mark.parametrize("when", ["the catalogue is read", "the index is opened", "candidates are voted for"])
def test_what_is_removed_during_a_trace_is_not_there(
    filled: Path, published: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    with Archive.open(filled) as archive:
        if when == "the catalogue is read":
            monkeypatch.setattr(archive, "sources", _while(filled, archive.sources))
        elif when == "the index is opened":
            monkeypatch.setattr(archive, "media", _while(filled, archive.media))
        else:
            monkeypatch.setattr("freezeframe.trace.locate.candidates", _while(filled, candidates))
        searched = SearchedArchive(archive)
        answer = trace_picture(published, searched)
    assert answer.outcome == "not_found"
    assert answer.reason == "no footage in the archive shows this scene"
    assert answer.would_have_been_caught, "the search was whole"
    assert searched.lost == ()
    assert (answer.searched.videos, answer.searched.pictures, answer.searched.lost) == (2, 0, 0)


def test_what_is_added_during_a_trace_is_not_seen(
    filled: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is it a fault that there is a medium whose source was not there yet."""
    with Archive.open(filled) as archive:
        sources = [source for source in archive.sources() if source.title != "still"]
        monkeypatch.setattr(archive, "sources", lambda: tuple(sources))
        searched = SearchedArchive(archive)
        answer = trace_picture(published, searched)
    assert answer.outcome == "not_found"
    assert (answer.searched.videos, answer.searched.pictures, answer.searched.lost) == (2, 0, 0)


@pytest.mark.parametrize("gone", [["first.mp4"], ["first.mp4", "second.mp4"]], ids=["one", "two"])
def test_videos_that_the_second_look_could_not_read_are_told(
    ff: Runner, footage: Path, tmp_path: Path, gone: list[str]
) -> None:
    own = tmp_path / "own"
    shutil.copytree(footage, own)
    assert ff("archive", "add", own).code == 0
    cv2.imwrite(str(tmp_path / "other.png"), texture(77))
    (before,) = ff("trace", "--json", tmp_path / "other.png").json
    assert before["not_found"]["unread"] == []
    assert before["not_found"]["would_have_been_caught"]
    for name in gone:
        (own / name).unlink()
    done = ff("trace", "--json", tmp_path / "other.png")
    (answer,) = done.json
    assert (done.code, done.err, answer["outcome"]) == (0, "", "not_found")
    lines = [f"{own / name}: is not where it was; run: freezeframe archive check" for name in gone]
    assert sorted(answer["not_found"]["unread"]) == lines
    files = "1 video could not be looked at closely, because its file is gone, changed or out of reach"
    if len(gone) == 2:
        files = "2 videos could not be looked at closely, because their files are gone, changed or out of reach"
    assert answer["not_found"]["reason"] == f"no footage in the archive shows this scene; {files}"
    assert answer["not_found"]["would_have_been_caught"] == {}, "the search was not whole"
    said = "".join(ff("trace", tmp_path / "other.png").out.split())
    for text in (files, *(f"not read {line}" for line in lines)):
        assert "".join(text.split()) in said
    # What is found is found, whatever else is gone.
    (found,) = ff("trace", "--json", own / "still.png").json
    assert (found["outcome"], found["not_found"]) == ("found", None)

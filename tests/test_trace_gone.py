"""Media that another process removes while a trace runs, and recordings that can no longer be looked at closely."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import pytest

from freezeframe.archive.store import Archive
from freezeframe.pipeline import trace_picture
from freezeframe.trace import locate
from freezeframe.trace.locate import SearchedArchive
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
            monkeypatch.setattr(locate, "candidates", _while(filled, locate.candidates))
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

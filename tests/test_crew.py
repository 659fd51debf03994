"""The crew of workers: a crash costs its own file, and nothing outlives the crew."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from freezeframe.archive.crew import Crew
from freezeframe.archive.gather import Candidate, gather
from freezeframe.archive.worker import Done, Hashed, Progress, Refused
from tests.media import write_picture


@pytest.fixture
def pictures(tmp_path: Path) -> list[Candidate]:
    return [Candidate(str(write_picture(tmp_path / f"{n}.png", seed=50 + n)), expected=True) for n in range(3)]


def test_a_crash_costs_its_own_file_only(pictures: list[Candidate], tmp_path: Path) -> None:
    def wanted(candidate: Candidate, hashed: Hashed) -> bool:
        assert len(hashed.sha256) == 64
        if candidate is pictures[1]:
            (victim,) = multiprocessing.active_children()
            assert victim.pid
            os.kill(victim.pid, signal.SIGKILL)
            victim.join()
        return True

    with Crew(1, tmp_path / "fingerprints") as crew:
        (tmp_path / "fingerprints").mkdir()
        events = [(c, e) for c, e in crew.run(iter(pictures), wanted) if not isinstance(e, Progress)]
    assert [type(event) for _, event in events] == [Done, Refused, Done]
    refused = events[1][1]
    assert isinstance(refused, Refused)
    assert "crashed on it (signal 9)" in refused.error.line
    assert multiprocessing.active_children() == []


def test_what_is_not_wanted_is_not_decoded(pictures: list[Candidate], tmp_path: Path) -> None:
    with Crew(2, tmp_path / "fingerprints") as crew:
        assert list(crew.run(iter(pictures), lambda _, __: False)) == []
    assert not (tmp_path / "fingerprints").exists()


def test_a_crew_that_is_left_ends_its_workers(pictures: list[Candidate], tmp_path: Path) -> None:
    def interrupted(*_: object) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Crew(2, tmp_path) as crew:
        list(crew.run(iter(pictures), interrupted))
    assert multiprocessing.active_children() == []


def test_what_is_gathered_from_folders(tmp_path: Path) -> None:
    for name in ("b.mp4", "a.bin", "c.txt", "c.json", ".hidden.mp4", "deep/d.PNG", "home/e.mp4", ".git/f.mp4"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found, bad = gather([tmp_path, tmp_path / "b.mp4", tmp_path / "c.txt"], without=tmp_path / "home")
    assert bad == []
    shown = [(Path(c.path).name, c.expected) for c in found]
    assert shown == [("a.bin", False), ("b.mp4", True), ("d.PNG", True), ("c.txt", True)]

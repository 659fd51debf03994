"""``freezeframe archive check``: what is wrong is found, and what can be is put right."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from tests.conftest import Ran, Runner
from tests.media import write_video


@pytest.fixture
def own(ff: Runner, footage: Path, tmp_path: Path) -> Path:
    """A copy of the footage, archived, that a test may spoil."""
    folder = tmp_path / "own"
    shutil.copytree(footage, folder)
    assert ff("archive", "add", folder).code == 0
    return folder


def troubles(done: Ran) -> list[str]:
    (found,) = done.json
    return [problem["trouble"] for problem in found["problems"]]


def test_all_is_well(ff: Runner, own: Path) -> None:
    assert own.exists()
    done = ff("archive", "check")
    assert (done.code, done.out) == (0, "3 media checked: all is well\n")
    assert ff("archive", "check", "--json").json == [{"ok": True, "media": 3, "problems": []}]


def test_a_missing_medium(ff: Runner, own: Path) -> None:
    (own / "first.mp4").unlink()
    done = ff("archive", "check", "--json")
    assert (done.code, troubles(done)) == (4, ["missing"])
    assert ff("archive", "check", "--repair").code == 4
    assert ff("archive", "check", "--repair", "--drop").code == 0
    assert len(ff("archive", "list").out.splitlines()) == 2
    assert ff("archive", "check", "--drop").code == 2


def test_a_changed_medium(ff: Runner, own: Path) -> None:
    write_video(own / "first.mp4", seed=9)
    done = ff("archive", "check", "--json")
    assert (done.code, troubles(done)) == (4, ["changed"])


def test_a_renamed_medium_is_found_beside_its_old_place(ff: Runner, own: Path) -> None:
    (own / "first.mp4").rename(own / "renamed.mp4")
    done = ff("archive", "check")
    assert done.code == 4
    assert "renamed.mp4 now" in done.out
    assert ff("archive", "check", "--repair").code == 0
    assert ff("archive", "check").code == 0


def test_a_moved_medium_is_found_in_a_place_that_is_offered(ff: Runner, own: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "disk2" / "deep"
    elsewhere.mkdir(parents=True)
    (own / "first.mp4").rename(elsewhere / "first.mp4")
    assert troubles(ff("archive", "check", "--json")) == ["missing"]
    assert ff("archive", "check", "--repair", tmp_path / "disk2").code == 0
    assert ff("archive", "check").code == 0


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_a_lost_fingerprint_is_made_again(ff: Runner, own: Path, home: Path, how: str) -> None:
    assert own.exists()
    victim = next(home.glob("archive/fingerprints/*/*.fp"))
    if how == "missing":
        victim.unlink()
    else:
        victim.write_bytes(victim.read_bytes()[:-10])
    done = ff("archive", "check", "--json")
    assert (done.code, troubles(done)) == (4, ["fingerprint"])
    assert done.json[0]["problems"][0]["detail"] == f"the fingerprint is {how}"
    assert ff("archive", "check", "--repair").code == 0
    assert ff("archive", "check").out == "3 media checked: all is well\n"


def test_a_lost_fingerprint_of_a_lost_medium_can_only_be_dropped(ff: Runner, own: Path, home: Path) -> None:
    victim = next(home.glob("archive/fingerprints/*/*.fp"))
    victim.unlink()
    for path in own.iterdir():
        path.unlink()
    left = ff("archive", "check", "--repair")
    assert (left.code, left.err) == (4, "")
    assert "4 left to put right" in left.out
    assert ff("archive", "check", "--repair", "--drop").code == 0
    assert ff("archive", "list").out == ""


def test_leftovers_and_a_missing_cache_are_no_damage(ff: Runner, own: Path, home: Path) -> None:
    assert own.exists()
    (home / "archive" / "fingerprints" / "ab").mkdir(exist_ok=True)
    (home / "archive" / "fingerprints" / "ab" / ".x.fp.tmp").write_bytes(b"half")
    shutil.rmtree(home / "archive" / "cache")
    done = ff("archive", "check", "--json")
    assert (done.code, troubles(done)) == (0, ["orphan", "cache"])
    assert ff("archive", "check", "--repair").code == 0
    assert ff("archive", "check", "--json").json == [{"ok": True, "media": 3, "problems": []}]


def test_a_changed_capture(ff: Runner, own: Path, home: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("then", "utf-8")
    ff("archive", "attest", own / "first.mp4", "--date", "2016", "--by", "A", "--capture", page)
    (capture,) = (home / "archive" / "captures").iterdir()
    capture.write_text("now", "utf-8")
    done = ff("archive", "check", "--json")
    assert (done.code, troubles(done)) == (4, ["capture"])


def test_a_lost_fingerprint_does_not_stop_adding(ff: Runner, own: Path, home: Path, tmp_path: Path) -> None:
    victim = next(home.glob("archive/fingerprints/*/*.fp"))
    victim.unlink()
    shutil.rmtree(home / "archive" / "cache")
    done = ff("archive", "add", write_video(tmp_path / "later.mp4", seed=9))
    assert done.code == 0
    assert done.out.startswith("added 1 ")
    (line,) = done.err.splitlines()
    assert line.startswith(f"freezeframe: {own}")
    assert line.endswith("its fingerprint is missing or damaged; run: freezeframe archive check --repair")
    (pointer,) = home.glob("archive/cache/current")
    meta = json.loads((pointer.parent / pointer.read_text("utf-8") / "meta.json").read_text("utf-8"))
    assert len(meta["media"]) == 3  # all but the lost one
    assert troubles(ff("archive", "check", "--json")) == ["fingerprint"]
    assert ff("archive", "check", "--repair").code == 0
    assert ff("archive", "check").out == "4 media checked: all is well\n"


def test_fingerprints_follow_the_umask(ff: Runner, home: Path, tmp_path: Path) -> None:
    video = write_video(tmp_path / "shared.mp4", seed=4, frames=5)
    assert ff("archive", "add", video, preexec_fn=lambda: os.umask(0o027)).code == 0
    (fingerprint,) = home.glob("archive/fingerprints/*/*.fp")
    assert stat.S_IMODE(fingerprint.stat().st_mode) == 0o640


@pytest.mark.parametrize("how", ["never", "gone", "broken", "behind"])
def test_an_index_that_is_not_up_to_date_is_told_and_made(ff: Runner, own: Path, home: Path, how: str) -> None:
    assert own.exists()
    cache = home / "archive" / "cache"
    if how == "behind":
        kept = home / "kept"
        shutil.copytree(cache, kept)
        assert ff("archive", "add", write_video(own / "later.mp4", seed=9, frames=5)).code == 0
        shutil.rmtree(cache)
        kept.rename(cache)
    elif how == "never":
        shutil.rmtree(cache)
    else:
        for file in cache.glob("index-*/*" if how == "broken" else "*/*"):
            file.write_bytes(b"") if how == "broken" else file.unlink()
    words = {
        "never": "the index is not made yet",
        "gone": "cannot be read, or is of another version",
        "broken": "cannot be read, or is of another version",
        "behind": "media that are not in the index yet: 1",
    }
    done = ff("archive", "check")
    assert done.code == 0
    assert words[how] in done.out
    assert "until archive add, or archive check --repair, makes it" in done.out
    assert ff("archive", "check", "--repair").code == 0
    assert troubles(ff("archive", "check", "--json")) == []


def test_a_repair_of_something_else_leaves_the_index(ff: Runner, own: Path, home: Path) -> None:
    before = (home / "archive" / "cache" / "current").read_text("utf-8")
    (own / "first.mp4").rename(own / "renamed.mp4")
    assert ff("archive", "check", "--repair").code == 0
    assert (home / "archive" / "cache" / "current").read_text("utf-8") == before

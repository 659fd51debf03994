"""Bad input and broken machines, really made: one clear line each, the right exit code, nothing half-written."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import Ran, Runner, command
from tests.media import write_audio, write_huge_png, write_picture, write_video

MANY = 8


def says_once(done: Ran, *parts: str) -> None:
    """One line on stderr, with the file, the reason and what to do."""
    assert len(done.err.splitlines()) == 1, done.err
    for part in ("freezeframe: ", "; ", *parts):
        assert part in done.err


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of videos that takes a while."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(MANY):
        write_video(folder / f"{number}.mp4", seed=100 + number, frames=120)
    return folder


def committed(home: Path) -> int:
    """Media in the catalogue, read as a stranger would."""
    path = home / "archive" / "catalogue.sqlite"
    if not path.exists():
        return 0
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        try:
            return int(connection.execute("select count(*) from medium").fetchone()[0])
        finally:
            connection.rollback()


def started_adding(home: Path, folder: Path) -> subprocess.Popen[str]:
    """An ``archive add`` that has committed something and is not done."""
    adding = subprocess.Popen(
        command(home, "archive", "add", folder, "--workers", "1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while committed(home) < 2:
        assert adding.poll() is None, adding.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return adding


def goes_on(ff: Runner, home: Path, folder: Path) -> None:
    """The next run adds what is left, and all is well."""
    done_before = committed(home)
    assert 2 <= done_before < MANY
    done = ff("archive", "add", folder)
    assert done.code == 0, done.err
    assert f"{done_before} known already" in done.out
    assert len(ff("archive", "list").out.splitlines()) == MANY
    assert ff("archive", "check", "--json").json == [{"ok": True, "media": MANY, "problems": []}]


def test_kill_9_loses_the_file_in_hand_only(ff: Runner, home: Path, many: Path) -> None:
    adding = started_adding(home, many)
    adding.kill()
    adding.communicate()
    goes_on(ff, home, many)


@pytest.mark.parametrize("whole_group", [True, False], ids=["ctrl-c", "to the writer only"])
def test_interrupt_stops_cleanly(ff: Runner, home: Path, many: Path, whole_group: bool) -> None:
    adding = started_adding(home, many)
    if whole_group:
        os.killpg(adding.pid, signal.SIGINT)
    else:
        adding.send_signal(signal.SIGINT)
    out, err = adding.communicate(timeout=60)
    assert adding.returncode == 130
    assert out.startswith(f"added {committed(home)}")
    assert err == "freezeframe: interrupted; what was added stays, and the same command goes on with the rest\n"
    files = [path for path in (home / "archive" / "fingerprints").rglob("*") if path.is_file()]
    assert len(files) == committed(home)
    goes_on(ff, home, many)


def test_readers_see_whole_media_while_another_adds(ff: Runner, home: Path, many: Path, footage: Path) -> None:
    adding = started_adding(home, many)
    listed = ff("archive", "list", "--json").json
    assert 2 <= len(listed) <= MANY
    (answer,) = ff("trace", "--json", footage / "still.png").json
    assert answer["searched"]["videos"] <= MANY
    for source in listed:
        assert (home / "archive" / "fingerprints" / source["sha256"][:2] / f"{source['sha256']}.fp").exists()
    adding.communicate(timeout=120)
    assert adding.returncode == 0


def test_a_second_writer_is_sent_away(ff: Runner, home: Path, many: Path, footage: Path) -> None:
    adding = started_adding(home, many)
    adding.send_signal(signal.SIGSTOP)
    done = ff("archive", "add", footage)
    adding.send_signal(signal.SIGCONT)
    assert done.code == 5
    says_once(done, "another freezeframe is writing this archive", "wait until it is done")
    adding.communicate(timeout=120)
    assert adding.returncode == 0
    assert ff("archive", "add", footage).code == 0


def test_a_full_disk(small_disk: Path, many: Path, ff: Runner) -> None:
    home = small_disk / "home"
    done = ff("--home", home, "archive", "add", many, "--workers", "1")
    assert done.code == 5
    says_once(done, str(home), "full" if "full" in done.err else "No space left")
    kept = committed(home)
    assert 1 <= kept < MANY
    assert done.out.startswith(f"added {kept}")
    assert not list(home.rglob("*.tmp"))
    assert len(ff("--home", home, "archive", "list").out.splitlines()) == kept


@pytest.mark.parametrize("allowed", [10_000, 120_000], ids=["not even a catalogue", "not a fingerprint"])
def test_files_that_may_not_grow(ff: Runner, home: Path, tmp_path: Path, allowed: int) -> None:
    video = write_video(tmp_path / "long.mp4", seed=8, frames=250)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, allowed))

    done = ff("archive", "add", video, preexec_fn=limit)
    assert done.code == 5
    says_once(done, str(home))
    assert not [p for p in home.rglob("*") if p.suffix in (".fp", ".tmp")]
    assert ff("archive", "add", video).code == 0
    assert max(p.stat().st_size for p in home.rglob("*.fp")) > allowed


def test_a_disk_that_is_full_when_the_index_is_written(ff: Runner, home: Path, many: Path) -> None:
    assert ff("archive", "add", many).code == 0
    written = [p for p in (home / "archive").rglob("*") if p.is_file()]
    index = next(p.stat().st_size for p in written if p.name == "vectors.faiss")
    largest = max(p.stat().st_size for p in written if p.name != "vectors.faiss")
    assert index > largest * 1.5
    shutil.rmtree(home)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, ((index + largest) // 2,) * 2)

    done = ff("archive", "add", many, preexec_fn=limit)
    assert done.code == 5
    says_once(done, str(home / "archive" / "cache"), "larger than is allowed")
    assert done.out.startswith(f"added {MANY} ")
    assert not list((home / "archive" / "cache").iterdir())
    # Nothing is lost, and the next run makes it.
    assert len(ff("archive", "list").out.splitlines()) == MANY
    assert ff("archive", "add", many).code == 0
    assert ff("archive", "check").code == 0


def test_a_home_below_a_file(ff: Runner, tmp_path: Path, footage: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    done = ff("--home", tmp_path / "file" / "home", "archive", "add", footage)
    assert done.code == 5
    says_once(done, "a part of this path is a file")


def test_a_read_only_home_is_read_and_not_written(small_disk: Path, ff: Runner, filled: Path, footage: Path) -> None:
    home = small_disk / "home"
    shutil.copytree(filled, home)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert len(ff("--home", home, "archive", "list").out.splitlines()) == 3
    assert '"outcome": "found"' in ff("--home", home, "trace", "--json", footage / "still.png").out
    assert ff("--home", home, "archive", "check").code == 0
    for arguments in (("archive", "add", footage), ("archive", "describe", "S", "--title", "x")):
        done = ff("--home", home, *arguments)
        assert done.code == 5
        says_once(done, "read-only")
    done = ff("--home", small_disk / "new", "archive", "add", footage)
    assert done.code == 5
    says_once(done, "read-only")


def test_a_home_without_permission(ff: Runner, tmp_path: Path, footage: Path, humbly: list[str]) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    done = ff("--home", locked / "home", "archive", "add", footage, before=humbly)
    assert done.code == 5
    says_once(done, "permission denied")


def test_an_archive_of_a_newer_version(ff: Runner, filled: Path, footage: Path) -> None:
    catalogue = filled / "archive" / "catalogue.sqlite"
    with sqlite3.connect(catalogue) as connection:
        connection.execute("update alembic_version set version_num = '0999'")
    connection.close()
    for arguments in (("archive", "list"), ("archive", "add", footage), ("archive", "check"), ("trace", "x.jpg")):
        done = ff(*arguments)
        assert done.code == 6
        says_once(done, str(catalogue), "newer freezeframe", "update freezeframe")


@pytest.mark.parametrize("content", [b"", b"not a database" * 100, None])
def test_a_damaged_catalogue(ff: Runner, filled: Path, footage: Path, content: bytes | None) -> None:
    catalogue = filled / "archive" / "catalogue.sqlite"
    spoilt = bytearray(catalogue.read_bytes())
    spoilt[100:] = bytes(len(spoilt) - 100)
    catalogue.write_bytes(bytes(spoilt) if content is None else content)
    for arguments in (("archive", "list"), ("archive", "add", footage)):
        done = ff(*arguments)
        assert done.code == 4
        says_once(done, str(catalogue))


def _truncated(footage: Path, path: Path) -> Path:
    whole = (footage / "first.mp4").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def _with(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_every_bad_file_is_listed_and_stops_nothing(ff: Runner, footage: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    bad = [
        _truncated(footage, folder / "cut.mp4"),
        _with(folder / "empty.mp4", b""),
        _with(folder / "text.mp4", b"this is a text, not a video\n" * 50),
        _with(folder / "noise.jpg", b"\xff\xd8\xff" + bytes(500)),
        _with(folder / "half.png", (footage / "still.png").read_bytes()[:2000]),
        write_audio(folder / "sound.mp4"),
        write_huge_png(folder / "huge.png"),
        folder / "absent.mp4",
    ]
    shutil.copy(footage / "first.mp4", folder / "good.mp4")
    done = ff("archive", "add", folder, folder / "absent.mp4")
    assert done.code == 2
    assert done.out.startswith("added 1")
    lines = done.err.splitlines()
    assert len(lines) == len(bad), done.err
    for path in bad:
        (line,) = [line for line in lines if line.startswith(f"freezeframe: {path}: ")]
        assert "; " in line
        assert "fault" not in line
    reasons = dict(zip((p.name for p in bad), (next(x for x in lines if str(p) in x) for p in bad), strict=True))
    assert "empty" in reasons["empty.mp4"]
    assert "text" in reasons["text.mp4"]
    assert "30000 x 30000" in reasons["huge.png"]
    assert "no such file" in reasons["absent.mp4"]
    assert len(ff("archive", "list").out.splitlines()) == 1


def test_a_video_cut_in_the_middle_of_its_data_is_added_with_a_warning(ff: Runner, tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.avi", seed=7)
    cut = _with(tmp_path / "cut.avi", whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    done = ff("archive", "add", cut)
    (listed,) = ff("archive", "list", "--json").json
    assert done.code == 0
    assert done.err == f"freezeframe: {cut}: added, but {listed['facts']['warning']}\n"
    assert "header" in listed["facts"]["warning"]
    assert 1 < listed["facts"]["frames"] < 40


def test_a_name_that_is_no_utf8(ff: Runner, footage: Path, tmp_path: Path) -> None:
    folder = tmp_path / "names"
    folder.mkdir()
    try:
        shutil.copy(footage / "still.png", os.fsdecode(os.fsencode(folder) + b"/\xff.png"))
    except OSError:
        pytest.skip("this disk takes UTF-8 names only")
    write_picture(folder / "good.png", seed=11)
    done = ff("archive", "add", folder)
    assert done.code == 2
    says_once(done, "no UTF-8", "rename")
    assert done.out.startswith("added 1")


def test_workers_must_be_a_number(ff: Runner, footage: Path) -> None:
    assert ff("archive", "add", footage, "--workers", "0").code == 2
    environment = dict(os.environ) | {"FREEZEFRAME_WORKERS": "many"}
    done = ff("archive", "add", footage, env=environment)
    assert done.code == 2
    says_once(done, "'many' is not a number of workers")


def test_a_reader_that_has_seen_enough(home: Path, filled: Path) -> None:
    assert filled.exists()
    listing = " ".join(command(home, "archive", "list"))
    done = subprocess.run(["sh", "-c", f"{listing} | true"], capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""

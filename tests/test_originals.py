"""Files that are replaced, changed or out of reach: never taken for what was archived."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import av
import cv2
import numpy as np
import pytest

from freezeframe.archive import check, files, originals, worker
from freezeframe.archive.gather import Candidate
from freezeframe.archive.ingest import Observer
from freezeframe.archive.store import Archive
from freezeframe.errors import BadInput, Damaged, EnvironmentFault
from freezeframe.media import VideoReader
from freezeframe.trace import footage
from tests.conftest import Runner
from tests.media import write_video


class Nobody:
    """Hears how a check goes on, and does nothing."""

    def counted(self, files: int) -> None: ...

    def decoded(self, seconds: float) -> None: ...

    def finished(self, path: str) -> None: ...

    def refreshing(self, what: str) -> None: ...


@pytest.fixture
def own(ff: Runner, footage: Path, tmp_path: Path) -> Path:
    """A copy of the footage, archived, that a test may spoil."""
    folder = tmp_path / "own"
    shutil.copytree(footage, folder)
    assert ff("archive", "add", folder).code == 0
    return folder


def still_of(video: Path, path: Path, index: int) -> Path:
    with av.open(str(video)) as container:
        frames = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
    cv2.imwrite(str(path), frames[index][10:170, 20:220])
    return path


def test_a_file_that_was_replaced_after_it_was_added_shows_no_frame(ff: Runner, own: Path, tmp_path: Path) -> None:
    video = own / "first.mp4"
    still = still_of(video, tmp_path / "still.png", 21)
    (answer,) = ff("trace", "--json", still).json
    assert answer["matches"][0]["frame_index"] == 21
    # The same place for as long, the same number of frames and times, but not the same film.
    before = video.stat()
    whole = write_video(tmp_path / "longer.mp4", seed=1, frames=40)
    video.write_bytes(bytes(whole.read_bytes()[:-1] + b"x"))
    os.utime(video, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    (answer,) = ff("trace", "--json", still).json
    assert answer["outcome"] == "not_found"
    assert answer["matches"] == []
    assert f"{video}: is not the file that was archived" in answer["not_found"]["reason"]
    assert [lead["path"] for lead in answer["leads"]] == [str(video)]


def test_a_file_that_is_replaced_while_its_frames_are_read(
    own: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own / "first.mp4"
    read = footage._read

    def while_replacing(*arguments: Any, **options: Any) -> Any:
        frames = read(*arguments, **options)
        shutil.copy(own / "second.mp4", path)
        return frames

    monkeypatch.setattr(footage, "_read", while_replacing)
    with Archive.open(home) as archive:
        medium = next(m for m in archive.media() if m.located == str(path))
        fingerprint = archive.fingerprint(medium.sha256)
        with pytest.raises(Damaged, match="not the file that was archived"):
            footage.read_frames(footage.Copies(medium, (path,)), fingerprint, 3, 5)


def test_a_file_that_was_only_touched_is_the_same(ff: Runner, own: Path, tmp_path: Path) -> None:
    still = still_of(own / "first.mp4", tmp_path / "still.png", 21)
    os.utime(own / "first.mp4")
    (answer,) = ff("trace", "--json", still).json
    assert answer["matches"][0]["frame_index"] == 21


def test_what_is_believed_of_a_file(own: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive.open(home) as archive:
        medium = next(m for m in archive.media() if m.path.endswith("second.mp4"))
    path = own / "second.mp4"
    hashed: list[Path] = []

    def sha256_of(asked: Path) -> str:
        hashed.append(asked)
        return files.sha256_of(asked)

    monkeypatch.setattr(originals, "sha256_of", sha256_of)
    originals.assure(medium)
    assert hashed == []
    for _ in range(3):
        os.utime(path, ns=(1, 10**18))
        originals.assure(medium)
    assert hashed == [path]
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"x")
    with pytest.raises(Damaged, match="not the file that was archived"):
        originals.assure(medium)
    path.write_bytes(content[:-1])
    with pytest.raises(Damaged, match="not the file that was archived"):
        originals.assure(medium)
    path.unlink()
    with pytest.raises(Damaged, match="not where it was"):
        originals.assure(medium)


def test_a_moved_file_is_not_hashed_by_every_trace(ff: Runner, own: Path, home: Path) -> None:
    moved = own / "moved.mp4"
    (own / "first.mp4").rename(moved)
    os.utime(moved, ns=(1, 10**18))
    assert ff("archive", "check", "--repair").code == 0
    with Archive.open(home) as archive:
        medium = next(m for m in archive.media() if m.located == str(moved))
    assert medium.mtime_ns == 10**18
    again = own / "again.mp4"
    moved.rename(again)
    os.utime(again, ns=(1, 2 * 10**18))
    assert ff("archive", "add", again).code == 0
    with Archive.open(home) as archive:
        assert next(m for m in archive.media() if m.located == str(again)).mtime_ns == 2 * 10**18


def out_of_reach(monkeypatch: pytest.MonkeyPatch, path: Path, reason: int) -> None:
    plain = files.sha256_of

    def sha256_of(asked: Path) -> str:
        if asked == path:
            raise OSError(reason, os.strerror(reason), str(asked))
        return plain(asked)

    monkeypatch.setattr(files, "sha256_of", sha256_of)
    monkeypatch.setattr(originals, "sha256_of", sha256_of)


@pytest.mark.parametrize("reason", [errno.EIO, errno.EACCES, errno.ESTALE])
def test_what_cannot_be_read_is_never_dropped(
    own: Path, home: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    path = own / "first.mp4"
    out_of_reach(monkeypatch, path, reason)
    with Archive.open(home, write=True) as archive:
        found = check.check(archive, [], cast(Observer, Nobody()))
        assert [(p.trouble, p.path) for p in found.problems] == [("unreadable", str(path))]
        assert os.strerror(reason) in found.problems[0].detail
        left = check.repair(archive, found, cast(Observer, Nobody()), 1, drop=True)
        assert not left.ok
        assert len(archive.media()) == 3
        medium = next(m for m in archive.media() if m.located == str(path))
    os.utime(path)
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        originals.assure(medium)


def test_a_file_that_changes_between_the_hash_and_the_decode_is_noticed(tmp_path: Path) -> None:
    path = write_video(tmp_path / "growing.mp4", seed=1, frames=5)
    other = write_video(tmp_path / "other.mp4", seed=2, frames=5).read_bytes()

    class Pipe:
        """The writer's end: it takes its time, and the file changes meanwhile."""

        def send(self, _: object) -> None: ...

        def recv(self) -> bool:
            path.write_bytes(other)
            return True

    fingerprints = tmp_path / "fingerprints"
    fingerprints.mkdir()
    message = worker._handled(cast(Any, Pipe()), Path(Candidate(str(path), expected=True).path), fingerprints)
    assert isinstance(message, worker.Refused)
    assert isinstance(message.error, BadInput)
    assert "changed while it was read" in message.error.line
    assert not list(fingerprints.rglob("*.fp"))


def test_a_frame_between_the_kept_ones_is_checked_after_a_seek(
    own: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream that decodes to another picture after a seek, at a frame of which no grid was kept."""
    path = own / "first.mp4"
    with Archive.open(home) as archive:
        medium = next(m for m in archive.media() if m.located == str(path))
        fingerprint = archive.fingerprint(medium.sha256)
    kept = set(fingerprint.proxies.frames.tolist())
    wanted = next(i for i in range(medium.facts.frames - 1, 0, -1) if i not in kept and i - 1 in kept)
    span = VideoReader.span

    def astray(reader: VideoReader, first: int, last: int, table: Any, *, seek: bool = True) -> Any:
        for frame in span(reader, first, last, table, seek=seek):
            if seek:
                yield replace(frame, picture=elsewhere.picture)
            else:
                yield frame

    with VideoReader(path) as reader:
        elsewhere = next(reader.frames())
    copies = footage.Copies(medium, (path,))
    (right,) = footage.read_colours(copies, fingerprint, wanted, wanted)
    monkeypatch.setattr(VideoReader, "span", astray)
    (found,) = footage.read_colours(copies, fingerprint, wanted, wanted)
    np.testing.assert_array_equal(found, right)
    (grey,) = footage.read_frames(copies, fingerprint, wanted, wanted)
    assert np.abs(grey.astype(int) - right.mean(axis=2)).mean() < 30

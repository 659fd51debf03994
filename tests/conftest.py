"""What the tests share: small media, a home that holds some, and the command line as a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import pytest

from freezeframe.report.bundle import Sealed
from tests.bundles import Desk, desk, told_of
from tests.exhibits import HOSTILE, HOSTILE_NAME, Exhibited, frame_of, published
from tests.media import write_picture, write_video


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> list[dict[str, Any]]:
        """Each line of the output as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


Runner = Callable[..., Ran]


def command(home: Path, *arguments: str | Path) -> list[str]:
    """A command line for freezeframe."""
    return [sys.executable, "-m", "freezeframe", "--home", str(home), *map(str, arguments)]


def run(home: Path, *arguments: str | Path, before: Sequence[str] = (), **options: Any) -> Ran:
    """Run freezeframe as a process of its own, by way of the command ``before`` if there is one."""
    environment: Any = {name: value for name, value in os.environ.items() if not name.startswith("FREEZEFRAME_")}
    options = {"env": environment, "cwd": str(home.parent), "timeout": 300, "encoding": "utf-8"} | options
    done = subprocess.run([*before, *command(home, *arguments)], capture_output=True, check=False, **options)
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder that is not made yet."""
    return tmp_path / "home"


@pytest.fixture
def ff(home: Path) -> Runner:
    """Runs freezeframe on :func:`home`."""

    def runner(*arguments: str | Path, **options: Any) -> Ran:
        return run(home, *arguments, **options)

    return runner


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two videos and a picture."""
    folder = tmp_path_factory.mktemp("footage")
    write_video(folder / "first.mp4", seed=1, tags={"title": "The first", "creation_time": "2016-06-29T10:00:00Z"})
    write_video(folder / "second.mp4", seed=2)
    write_picture(folder / "still.png", seed=3)
    return folder


@pytest.fixture(scope="session")
def _filled(footage: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled") / "home"
    done = run(home, "archive", "add", footage)
    assert done.code == 0, done.err
    return home


@pytest.fixture
def filled(_filled: Path, home: Path) -> Path:
    """A home that holds :func:`footage`; a copy of its own for each test."""
    shutil.copytree(_filled, home)
    return home


@pytest.fixture(scope="session")
def exhibited(_filled: Path, footage: Path, tmp_path_factory: pytest.TempPathFactory) -> Exhibited:
    """Exhibits of a picture that is found, its name and title hostile; of one in the archive; of one not readable."""
    folder = tmp_path_factory.mktemp("exhibited")
    home, out = folder / "home", folder / "shown"
    shutil.copytree(_filled, home)
    said = run(home, "archive", "describe", footage / "first.mp4", "--title", HOSTILE, "--publisher", HOSTILE)
    assert said.code == 0, said.err
    still = published(footage, folder / HOSTILE_NAME)
    broken = folder / "broken.png"
    broken.write_bytes(still.read_bytes()[:200])
    return Exhibited(home, run(home, "trace", "--exhibits", out, still, footage / "still.png", broken), still, out)


@pytest.fixture
def humbly() -> list[str]:
    """What to put before a command so that permissions hold for it. Root, too, has to obey without capabilities."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv (util-linux) is not installed, and root may write everywhere")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of one megabyte, where the machine lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="session")
def work(_filled: Path, footage: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A case of two pictures: one cropped out of a video, one that is in the archive as a picture.

    It says a thing or two of everything that a case can hold.
    """
    folder = tmp_path_factory.mktemp("desk")
    home = folder / "home"
    shutil.copytree(_filled, home)
    cv2.imwrite(str(folder / "published.png"), frame_of(footage / "first.mp4", 17)[10:170, 20:220])
    pictures = {"p1": folder / "published.png", "p2": footage / "still.png"}
    return desk(folder / "case", home, pictures, told_of(folder / "case"))


@pytest.fixture(scope="session")
def _sealed(work: Desk, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return work.sealed(tmp_path_factory.mktemp("sealed") / "case.zip")


@pytest.fixture
def bundle(_sealed: Sealed, tmp_path: Path) -> Path:
    """The sealed case with what lies beside it; a copy for each test."""
    for path in _sealed.bundle.parent.iterdir():
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / "case.zip"


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, work: Desk) -> Path:
    """A bundle of a case without pictures."""
    folder = tmp_path_factory.mktemp("tiny")
    return desk(folder / "case", work.home, {}).sealed(folder / "tiny.zip").bundle


@pytest.fixture
def tiny_copy(tiny: Path, tmp_path: Path) -> Path:
    """That with what lies beside it; a copy for each test."""
    for path in tiny.parent.glob("tiny.zip*"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / "tiny.zip"

"""The documents tell what the program does: every command, option and exit code is in them, and examples run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import av
import click
import cv2
import pytest

from freezeframe import errors
from freezeframe.cli import commands
from freezeframe.trace.result import Kind
from tests.cases import offered
from tests.conftest import Runner

ROOT = Path(__file__).parent.parent
CLI_PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")


def _walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from _walk(child, f"{name} {child.name}")


ALL = list(_walk(commands, "freezeframe"))


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_every_command_and_option_is_described(name: str, command: click.Command) -> None:
    assert f"`{name}" in CLI_PAGE
    section = CLI_PAGE.split(f"## `{name}")[1].split("\n## ")[0]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert f"`{option}" in section, f"{name} {option}"


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_every_command_has_help(name: str, command: click.Command) -> None:
    assert command.help, name
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"


def test_every_exit_code_is_described() -> None:
    codes = {value for name, value in vars(errors).items() if name.startswith("EXIT_")}
    assert codes == {0, 2, 3, 4, 5, 6, 130}
    for code in codes:
        assert re.search(rf"^\| {code} \|", CLI_PAGE, re.MULTILINE), code


def test_every_error_is_described() -> None:
    kinds = [c.__name__ for c in vars(errors).values() if isinstance(c, type) and c.__module__ == errors.__name__]
    for kind in kinds:
        assert f"`{kind}`" in CLI_PAGE, kind


def test_every_station_is_described() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    package = ROOT / "src" / "freezeframe"
    for path in package.iterdir():
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and not path.name.startswith("_"):
            assert f"`{path.stem}`" in page, path.stem


def test_every_kind_of_alteration_is_described() -> None:
    for kind in get_args(Kind):
        assert f"| `{kind}` |" in CLI_PAGE, kind


def test_every_step_of_a_trace_is_described() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("## A trace, step by step")[1]
    for path in (ROOT / "src" / "freezeframe" / "trace").glob("[a-z]*.py"):
        assert f"`{path.stem}`" in page, path.stem
    for path in (ROOT / "bench" / "same_frame.py", ROOT / "bench" / "stills.py"):
        assert f"`bench/{path.name}`" in page, path.name


def test_every_file_of_the_cases_is_described() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("## A case, step by step")[1].split("\n## ")[0]
    for path in (ROOT / "src" / "freezeframe" / "cases").glob("[a-z]*.py"):
        assert f"`{path.stem}`" in page, path.stem


def test_every_file_that_shows_is_described() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("## From an answer to its exhibits")[1]
    for path in (ROOT / "src" / "freezeframe" / "report").glob("[a-z]*.py"):
        assert f"`{path.stem}`" in page, path.stem


def test_links_between_documents_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def _examples() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("freezeframe ")]


def test_the_examples_of_the_readme_run(ff: Runner, footage: Path, tmp_path: Path) -> None:
    """In their order, in a folder that has what they speak of."""
    shutil.copytree(footage, tmp_path / "footage")
    (tmp_path / "footage" / "first.mp4").rename(tmp_path / "footage" / "raid.mp4")
    (tmp_path / "page.html").write_text("<p>the raid, 29 June 2016</p>", "utf-8")
    with av.open(str(tmp_path / "footage" / "raid.mp4")) as container:
        frame = next(container.decode(video=0)).to_ndarray(format="bgr24")
    cv2.imwrite(str(tmp_path / "published.jpg"), frame[10:170, 20:220])
    offered(footage, tmp_path)
    examples = _examples()
    assert len(examples) >= 6
    for line in examples:
        done = ff(*shlex.split(line)[1:])
        assert done.code == 0, f"{line}: {done.err}"


def test_help_answers_at_once() -> None:
    heavy = ("cv2", "av", "sqlalchemy", "alembic", "faiss", "rich", "PIL", "edtf")
    script = f"import sys, freezeframe.cli; print(*[m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")

"""The public command, run as anyone runs it: a process of its own, its JSON lines, what it cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

Answer = dict[str, Any]
"""One object of `trace --json`, as design.md's contract has it."""

BATCH = 40
"""Pictures a call of `trace`, unless told otherwise."""


class ToolFailedError(Exception):
    """The command ended in a way that the contract does not allow."""


@dataclass(frozen=True)
class Run:
    """One process that has ended."""

    code: int
    output: str
    errors: str
    wall_s: float
    cpu_s: float
    """User and system time of the process and of its workers."""


@dataclass(frozen=True)
class Tool:
    """`freezeframe` with one home."""

    home: Path
    command: tuple[str, ...] = (str(Path(sys.executable).with_name("freezeframe")),)

    def run(self, *arguments: str) -> Run:
        """Run the command and wait for it."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            began = time.monotonic()
            process = subprocess.Popen(
                [*self.command, "--home", str(self.home), *arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=err
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            texts = [_text(file) for file in (out, err)]
        return Run(process.returncode, texts[0], texts[1], wall, usage.ru_utime + usage.ru_stime)

    def add(self, *paths: Path) -> Run:
        """`archive add`; raises ToolFailedError unless it exits with 0, or with 2 for bad files among good ones."""
        run = self.run("archive", "add", *map(str, paths))
        if run.code not in (0, 2):
            raise ToolFailedError(f"archive add ended with {run.code}: {run.errors[-2000:]}")
        return run

    def trace(self, pictures: Sequence[Path], batch: int = BATCH, options: Sequence[str] = ()) -> list[Traced]:
        """`trace --json` with these options on all pictures, so many a call: one Traced each, in order."""
        traced: list[Traced] = []
        for start in range(0, len(pictures), batch):
            part = pictures[start : start + batch]
            run = self.run("trace", *map(str, part), *options, "--json")
            answers = {answer["picture"]["path"]: answer for answer in parse_lines(run.output)}
            if run.code not in (0, 2) or not answers:
                raise ToolFailedError(f"trace ended with {run.code}: {run.errors[-2000:]}")
            traced += [Traced(answers.get(str(path)), run.wall_s * 1000 / len(part)) for path in part]
        return traced

    def size(self) -> int:
        """Bytes of all files under the home."""
        return sum(path.stat().st_size for path in self.home.rglob("*") if path.is_file())


@dataclass(frozen=True)
class Traced:
    """The answer for one picture; None when the command left it out."""

    answer: Answer | None
    wall_ms: float
    """The process's wall time, start included, shared by the pictures of the call."""


def parse_lines(output: str) -> list[Answer]:
    """The objects of JSON lines; raises ToolFailedError at a line that is none."""
    answers: list[Answer] = []
    for number, line in enumerate(output.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            answers.append(json.loads(line))
        except json.JSONDecodeError as error:
            raise ToolFailedError(f"line {number} of the output is not JSON: {line[:200]}") from error
    return answers


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")

"""What all commands share: the global options, and how a line is said."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from freezeframe import config

Command = TypeVar("Command", bound=Callable[..., Any])

ACTORS_FILE = "actors.toml"
"""Of the home: a desk's own table of actors, which every reading uses."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class Settings:
    """The options before the command's name."""

    home: Path | None
    """As given; None when it is not."""
    debug: bool

    def config(self, workers: int | None = None) -> config.Config:
        """The whole configuration."""
        return config.load(self.home, workers)

    def actors(self, given: Path | None) -> Path | None:
        """A desk's own table of actors: the one that is given, else ``actors.toml`` of the home where it has one."""
        if given is not None:
            return given
        kept = self.config().home / ACTORS_FILE
        return kept if kept.is_file() else None


class HomeFolder(click.Path):
    """The value of ``--home``: a folder, made or not, and not the empty text, which would be the current folder."""

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """See click.ParamType."""
        if not str(value).strip():
            self.fail("It is empty: give a folder, or leave the option out.", param, ctx)
        return super().convert(value, param, ctx)


def plain(text: object) -> str:
    """A text from a file's metadata or name as one line that cannot steer the terminal."""
    return _CONTROL.sub(" ", str(text))


def say(line: str = "") -> None:
    """One line of the answer."""
    click.echo(line)


def say_json(value: object) -> None:
    """One JSON object on a line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")
    sys.stdout.flush()


def tell(line: str) -> None:
    """One line about the run itself, on stderr."""
    click.echo(f"freezeframe: {plain(line)}", err=True)


def json_option(command: Command) -> Command:
    """``--json``, as several commands have it."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")(command)

"""``freezeframe investigate``: a whole case in one command."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freezeframe.cli.case import about_a_statement, statement_options, told, who, written
from freezeframe.cli.context import Settings, json_option, plain, say, say_json, tell
from freezeframe.errors import BadInput

if TYPE_CHECKING:
    from freezeframe.cases.folder import Case
    from freezeframe.investigation import Investigated, Offered

_PLAIN = re.compile(r"[^A-Za-z0-9]+")


@click.command()
@click.argument("statement", type=click.Path(path_type=Path), metavar="STATEMENT")
@click.option(
    "--pictures",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder with its pictures, or one of them; repeat it.",
)
@click.option(
    "--case", "folder", type=click.Path(path_type=Path), metavar="DIR", help="The case: a new or a known one."
)
@click.option("--title", default="", help="What a new case is called; else its headline.")
@click.option("--by", metavar="NAME", help="Who works on it; else FREEZEFRAME_BY, else the name of the user.")
@click.option("--top", type=click.IntRange(1, 1000), default=5, show_default=True, help="Sources to keep at most.")
@about_a_statement
@json_option
@click.pass_obj
def investigate(
    settings: Settings,
    /,
    statement: Path,
    pictures: tuple[Path, ...],
    folder: Path | None,
    actors: Path | None,
    top: int,
    as_json: bool,
    **said: str,
) -> int:
    """Read a STATEMENT, trace its pictures, judge its claims, write the report and seal it: a case in one command.

    It may be interrupted at any moment: the same command goes on where it was. With --case a known case is continued,
    such as by a statement's revision or a reply to it.

    \b
    freezeframe investigate statement.html --pictures pictures/
    freezeframe investigate later.html --pictures new/ --case DIR --kind revision
    """
    from freezeframe.archive.store import Archive
    from freezeframe.cases.assembled import assembled
    from freezeframe.cases.traced import TraceOptions
    from freezeframe.cli import words
    from freezeframe.cli.progress import StepBar
    from freezeframe.investigation import Offered
    from freezeframe.investigation import investigate as whole

    home = settings.config().home
    # Where there is no archive, no case is begun.
    Archive.open(home).close()
    _refuse_no_picture(pictures)
    offered = Offered(statement, statement_options(settings.actors(actors), said), pictures)
    with opened(folder or _place(home, statement), offered, said["title"], who(said["by"])) as case, StepBar() as bar:
        done = whole(case, home, [offered], TraceOptions(top), bar.step)
        place, traces = case.folder, [one.trace for one in assembled(case).pictures if one.trace]
    if as_json:
        say_json(answer(place, done))
        for note in (*done.report.notes, *done.bundle.notes):
            tell(note)
    else:
        if traces:
            say("\n".join([*words.table(traces), ""]))
        show(place, done)
    return told(done.faults)


def _refuse_no_picture(pictures: Sequence[Path]) -> None:
    """A slip in the only path must not make a case, a report and a signed bundle of a statement alone.

    Raises:
        BadInput: pictures are given, and none of them is there; or a folder of them holds none.
    """
    from freezeframe.cases.attached import gathered

    if pictures and not any(path.exists() for path in gathered(pictures)):
        raise BadInput(pictures[0], "there is no such file or folder", "check the path; nothing was written")


def opened(folder: Path, offered: Offered, title: str, by: str) -> Case:
    """The case in a folder, or a new one."""
    from freezeframe.cases.folder import Case, is_case

    if is_case(folder):
        return Case.open(folder, by)
    return Case.new(folder, title or _headline(offered), by)


def show(folder: Path, done: Investigated) -> None:
    """What was found, and where the rest is."""
    from freezeframe.cli.case_words import findings

    say("\n".join(findings(done.findings)) or "nothing can be said: the case has no claims and no pictures")
    whereabouts(folder, done)


def whereabouts(folder: Path, done: Investigated) -> None:
    """Where the case, its report and its bundle are."""
    say(f"\nCase: {plain(folder)}")
    written("Report", done.report)
    written("Bundle", done.bundle)


def answer(folder: Path, done: Investigated) -> dict[str, object]:
    """The object that ``investigate --json`` prints."""
    from freezeframe.cases.objects import to_json

    return {
        "case": str(folder),
        "findings": to_json(done.findings),
        "report": str(done.report.path),
        "bundle": str(done.bundle.path),
    }


def _place(home: Path, statement: Path) -> Path:
    """The folder of a case that nobody named: by the statement, so that the same command finds it again."""
    from freezeframe.cases.statements import bytes_of

    name = _PLAIN.sub("-", statement.stem).strip("-").lower()[:40] or "case"
    return home / "cases" / f"{name}-{hashlib.sha256(bytes_of(statement)).hexdigest()[:8]}"


def _headline(offered: Offered) -> str:
    """What a statement is called; its file's name where it has no headline."""
    from freezeframe.claims.article import head_of
    from freezeframe.claims.statement import read_statement
    from freezeframe.config import LIMITS

    read = read_statement(offered.statement, None, LIMITS)
    return head_of(read, offered.options.given.get("date")).headline or offered.statement.stem

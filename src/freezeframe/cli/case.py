"""``freezeframe case``: a case, step by step."""

from __future__ import annotations

import functools
import getpass
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from freezeframe.cli.context import Settings, json_option, plain, say, say_json, tell
from freezeframe.cli.fields import wrapped
from freezeframe.errors import EXIT_DONE, BadInput, Damaged, EnvironmentFault, FreezeframeError

if TYPE_CHECKING:
    from freezeframe.cases.document import StatementKind
    from freezeframe.cases.folder import Case
    from freezeframe.cases.statements import StatementOptions
    from freezeframe.investigation import Written

BY_VARIABLE = "FREEZEFRAME_BY"
_CASE = click.option(
    "--case",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder of the case; else the current folder.",
)
_BY = click.option("--by", metavar="NAME", help=f"Who works on it; else {BY_VARIABLE}, else the name of the user.")


@dataclass(frozen=True)
class Chosen:
    """What was said before the name of the step."""

    settings: Settings
    folder: Path | None
    by: str | None


@click.group()
@_CASE
@_BY
@click.pass_context
def case(context: click.Context, /, folder: Path | None, by: str | None) -> None:
    """Work on a case: statements, their pictures, what these are traced to, what follows from it.

    A case is a folder. Every step is noted in its journal; what holds already is not done again.

    \b
    freezeframe case new abu-kamal && cd abu-kamal
    freezeframe case read statement.txt --date 2017-11-14
    freezeframe case attach pictures/
    freezeframe case trace && freezeframe case find
    freezeframe case report && freezeframe case seal
    """
    context.obj = Chosen(context.obj, folder, by)


def who(by: str | None, *, named: bool = False) -> str:
    """Who works on a case; ``named``: the name of the user on this machine is not enough.

    Raises:
        BadInput: nobody is named, and the user has no name.
    """
    said = by if by is not None else os.environ.get(BY_VARIABLE, "")
    if said.strip():
        return said.strip()
    if by is not None:
        raise BadInput("--by", "is empty", "give the name of who works on the case")
    if named:
        raise BadInput("--by", "is not given", "give the name of the person whose rating it is")
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise BadInput("--by", "is not given, and this user has no name", "give the name of who works on it") from error


def _in_case(step: Callable[..., int]) -> Callable[..., int]:
    """A step: its function is given the open case, and its own options."""

    @_CASE
    @_BY
    @click.pass_obj
    @functools.wraps(step)
    def opened(chosen: Chosen, /, folder: Path | None, by: str | None, **options: Any) -> int:  # noqa: ANN401
        from freezeframe.cases.folder import Case

        place = folder or chosen.folder or Path()
        name = who(by if by is not None else chosen.by, named=step.__name__ == "rate")
        with Case.open(place, name) as opened_case:
            return step(chosen.settings, opened_case, **options)

    return opened


@case.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--title", default="", help="What the case is called; else the name of the folder.")
@_BY
@click.pass_obj
def new(chosen: Chosen, /, folder: Path, title: str, by: str | None) -> int:
    """Make a case in a new or empty folder."""
    from freezeframe.cases.folder import Case

    with Case.new(folder, title, who(by if by is not None else chosen.by)) as made:
        say(f"{plain(folder)}: a new case, {made.facts.id}")
    return EXIT_DONE


_SAID_OF_IT = (
    click.option(
        "--kind", type=click.Choice(("statement", "revision", "reply")), default="statement", help="What it is."
    ),
    click.option("--revises", default="", metavar="ID", help="Which one it revises or replies to; else the last one."),
    click.option("--date", default="", metavar="EDTF", help="When it was published, where the statement does not say."),
    click.option("--url", default="", help="Where it was published."),
    click.option("--publisher", default="", help="Who published it."),
    click.option("--actors", type=click.Path(path_type=Path), metavar="FILE", help="A desk's own table of actors."),
)


def about_a_statement(command: Callable[..., int]) -> Callable[..., int]:
    """What can be given with a statement, as options."""
    for option in reversed(_SAID_OF_IT):
        command = option(command)
    return command


def statement_options(actors: Path | None, said: Mapping[str, str]) -> StatementOptions:
    """What was given with a statement."""
    from freezeframe.cases.statements import StatementOptions

    given = {name: said[name] for name in ("date", "url", "publisher") if said[name]}
    kind = cast("StatementKind", said["kind"])
    return StatementOptions(kind, said["revises"], given, actors)


@case.command()
@click.argument("statement", type=click.Path(path_type=Path, allow_dash=True), metavar="STATEMENT|-")
@about_a_statement
@_in_case
def read(settings: Settings, opened: Case, /, statement: Path, actors: Path | None, **said: str) -> int:
    """Read a statement into the case.

    A revision is a later version of a statement; a reply is the answer of a side that it accuses.
    """
    from freezeframe.cases.statements import reading_of, take_in
    from freezeframe.cli.case_words import statement_line
    from freezeframe.config import LIMITS

    stdin = sys.stdin.buffer.read(LIMITS.statement_bytes + 1) if str(statement) == "-" else None
    entry = take_in(opened, statement, statement_options(settings.actors(actors), said), stdin)
    say("\n".join(statement_line(entry, reading_of(opened, entry))))
    return EXIT_DONE


@case.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PICTURE...")
@click.option("--statement", default="", metavar="ID", help="The statement that offers them; else the last one.")
@click.option("--claim", "claims", multiple=True, metavar="ID", help="A claim that they are offered for; repeat it.")
@_in_case
def attach(
    settings: Settings, opened: Case, /, pictures: tuple[Path, ...], statement: str, claims: tuple[str, ...]
) -> int:
    """Attach pictures, or folders of them, to a statement."""
    del settings
    from freezeframe.cases.attached import attach as attach_pictures
    from freezeframe.cases.attached import claims_of, gathered
    from freezeframe.cli.case_words import picture_line

    done = attach_pictures(opened, gathered(pictures), statement, claims)
    for one in done.pictures:
        say("\n".join(picture_line(one, claims_of(opened, one))))
    return told(done.bad)


@case.command()
@click.option("--top", type=click.IntRange(1, 1000), default=5, show_default=True, help="Sources to keep at most.")
@click.option("--again", is_flag=True, help="Trace those too whose trace still holds.")
@_in_case
def trace(settings: Settings, opened: Case, /, top: int, again: bool) -> int:
    """Trace the pictures of the case in the archive, and make the exhibits."""
    from freezeframe.cases.assembled import assembled
    from freezeframe.cases.traced import TraceOptions
    from freezeframe.cli import words
    from freezeframe.cli.progress import StepBar
    from freezeframe.investigation import trace_case

    with StepBar() as bar:
        faults = trace_case(opened, settings.config().home, TraceOptions(top, again), bar.step)
    say("\n".join(words.table([one.trace for one in assembled(opened).pictures if one.trace])))
    return told(faults)


@case.command()
@json_option
@_in_case
def find(settings: Settings, opened: Case, /, as_json: bool) -> int:
    """Judge the claims by what the pictures were traced to: what supports them, what contradicts them."""
    del settings
    from freezeframe.cases.objects import to_json
    from freezeframe.cli.case_words import findings
    from freezeframe.investigation import find as judge

    found = judge(opened)
    if as_json:
        for one in found:
            say_json(to_json(one))
    else:
        say("\n".join(findings(found)) or "nothing can be said: the case has no claims and no pictures")
    return EXIT_DONE


@case.command()
@click.option("--note", default="", metavar="TEXT", help="What was corrected: a new version, with this on top.")
@click.option("--desk", metavar="NAME", help="Who publishes the report; else as in the version before.")
@click.option("--desk-url", metavar="URL", help="The address of who publishes it.")
@click.option("--page-url", metavar="URL", help="Where the report will be read.")
@_in_case
def report(settings: Settings, opened: Case, /, note: str, **said: str | None) -> int:
    """Write the report: a new version if the case says something else than the last one."""
    del settings
    from freezeframe.investigation import report as write

    return written("Report", write(opened, note, {name: value for name, value in said.items() if value is not None}))


@case.command()
@click.option("--withhold", multiple=True, metavar="ID", help="A statement, picture or source to leave out; repeat it.")
@click.option("--authority", default="", metavar="URL", help="A time-stamping authority (RFC 3161) to ask at once.")
@click.option("--credentials", is_flag=True, help="Add copies of the exhibits with Content Credentials (C2PA).")
@_in_case
def seal(settings: Settings, opened: Case, /, withhold: tuple[str, ...], authority: str, credentials: bool) -> int:
    """Seal the case with its report into a bundle that anybody can check, and sign it.

    Nothing is sent anywhere without --authority: the request for a time-stamp lies beside the bundle.
    """
    from freezeframe.investigation import Sealing
    from freezeframe.investigation import seal as seal_case

    options = Sealing(frozenset(withhold), authority, credentials)
    return written("Bundle", seal_case(opened, settings.config().home, options))


@case.command()
@_CASE
@_BY
@json_option
@click.pass_obj
def show(chosen: Chosen, /, folder: Path | None, by: str | None, as_json: bool) -> int:
    """Show the case: statements with the names of their claims, pictures, findings, ratings, reports.

    It only reads, also while another freezeframe works on the case.
    """
    from freezeframe.cases.assembled import assembled
    from freezeframe.cases.folder import Case, is_worked_on
    from freezeframe.cli.case_words import page

    del by
    place = folder or chosen.folder or Path()
    try:
        document = assembled(Case.look(place))
    except Damaged as error:
        if not is_worked_on(place):
            raise
        # A step writes its files first and notes them then: in between they are not as noted.
        reason, advice = "another freezeframe is changing this case just now", "run this again in a moment"
        raise EnvironmentFault(place, reason, advice) from error
    if as_json:
        say_json(document.to_json())
    else:
        say("\n".join(page(document)))
    return EXIT_DONE


@case.command()
@click.argument("claim", metavar="CLAIM")
@click.argument("rating", metavar="RATING")
@click.option("--scale", type=click.Path(path_type=Path), metavar="FILE", help="The desk's scale; else that of before.")
@click.option("--note", default="", help="Why.")
@_in_case
def rate(settings: Settings, opened: Case, /, claim: str, rating: str, scale: Path | None, note: str) -> int:
    """Note how a named person rates a claim, on the desk's own scale.

    CLAIM is a name that `case show` tells, as s1/claim-3. Give --by: a rating has a name. Without --scale the scale of
    the case's last rating is taken, else scale.toml in the home folder.
    """
    from freezeframe.cases.ratings import SCALE, Rated
    from freezeframe.cases.ratings import rate as rate_claim
    from freezeframe.cases.state import state_of

    of_desk = settings.config().home / SCALE
    if scale is None and not state_of(opened).ratings and of_desk.is_file():
        scale = of_desk
    rated = rate_claim(opened, Rated(claim, rating, note), scale)
    say(plain(f"{rated.claim}: “{rated.rating}” ({rated.scale['name']}), by {rated.by}"))
    return EXIT_DONE


def written(what: str, made: Written) -> int:
    """Tell where a report or a bundle is, and what a person should know of it."""
    say(f"{what}: {plain(made.path)}")
    for note in made.notes:
        say("\n".join(wrapped(note, "  ", "  ")))
    return EXIT_DONE


def told(faults: Sequence[FreezeframeError]) -> int:
    """Tell what was wrong, each in a line; returns the exit code."""
    for fault in faults:
        tell(fault.line)
    return max((fault.exit_code for fault in faults), default=EXIT_DONE)

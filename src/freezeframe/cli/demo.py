"""``freezeframe demo``: the whole job on the packaged samples."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freezeframe.cli.context import Settings, plain, say, tell
from freezeframe.cli.investigate import opened
from freezeframe.errors import EXIT_DONE, MissingDependency

if TYPE_CHECKING:
    from freezeframe.investigation import Investigated, Offered

STAND_INS = (
    "The pictures and videos of this demonstration are stand-ins: they were",
    "rendered for it, after the Abu Kamal case of November 2017. They are not the",
    "originals, and show no real event.",
)
_TITLE = "The Abu Kamal case, re-enacted with stand-ins"
_BY = "freezeframe demo"


@click.command()
@click.option(
    "--case",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A new folder for the case; else one is made.",
)
@click.pass_obj
def demo(settings: Settings, /, folder: Path | None) -> int:
    """The whole case of the packaged samples: a re-enactment of the Abu Kamal case, with stand-in media.

    A statement with five pictures, its revision with two more, and the reply of the other side. The footage is archived
    in a temporary folder, or in the home given by --home before the command; the case stays, with its report.
    """
    from freezeframe.cases.assembled import assembled
    from freezeframe.cases.traced import TraceOptions
    from freezeframe.cli import words
    from freezeframe.cli.progress import StepBar
    from freezeframe.investigation import investigate
    from freezeframe.report.sealed import keys

    for line in STAND_INS:
        say(line)
    with _samples() as samples, _home(settings) as home:
        say("")
        _archive(home, samples / "footage", settings)
        offered = _offered(samples)
        # Its signature is by a key of its own, which nobody is to publish.
        keys.ready(home)
        place = folder or _case_folder(settings)
        with opened(place, offered[0], _TITLE, _BY) as case:
            with StepBar() as bar:
                done = investigate(case, home, offered, TraceOptions(), bar.step)
            answers = [one.trace for one in assembled(case).pictures if one.trace]
        say("")
        say("\n".join(words.table(answers)))
        _tell_findings(place, done)
    for fault in done.faults:
        tell(fault.line)
    return max((fault.exit_code for fault in done.faults), default=EXIT_DONE)


def _offered(samples: Path) -> list[Offered]:
    """The statements of the case in their order, with their pictures."""
    from freezeframe.cases.statements import StatementOptions
    from freezeframe.investigation import Offered

    statements, pictures = samples / "statements", samples / "pictures"
    return [
        Offered(statements / "published.txt", StatementOptions(), [pictures / "published"]),
        Offered(statements / "later.txt", StatementOptions("revision", "s1"), [pictures / "later"]),
        Offered(statements / "reply.txt", StatementOptions("reply", "s1")),
    ]


def _tell_findings(place: Path, done: Investigated) -> None:
    from freezeframe.cli.case_words import sentences
    from freezeframe.cli.investigate import whereabouts

    say("\n".join(sentences(done.findings)))
    say("")
    for line in STAND_INS:
        say(line)
    whereabouts(place, done)
    say(f"Check it:  freezeframe verify {plain(done.bundle.path)}")


def _archive(home: Path, footage: Path, settings: Settings) -> None:
    from freezeframe.archive import ingest
    from freezeframe.archive.records import Description
    from freezeframe.archive.store import Archive
    from freezeframe.cli.progress import Bar
    from freezeframe.cli.show import added

    workers = settings.config().workers
    with Archive.open(home, write=True) as archive, Bar("adding the samples") as bar:
        report = ingest.add(archive, [footage], Description(), bar, workers)
    if report.interrupted:
        raise KeyboardInterrupt
    if report.fault is not None:
        raise report.fault
    for error in report.bad:
        tell(error.line)
    say(f"The footage: {added(report)}.")


@contextlib.contextmanager
def _samples() -> Iterator[Path]:
    packaged = resources.files("freezeframe") / "samples"
    if not packaged.joinpath("footage").is_dir():
        raise MissingDependency("the samples", "are not packaged with this freezeframe", "install it again")
    with resources.as_file(packaged) as folder:
        yield folder


@contextlib.contextmanager
def _home(settings: Settings) -> Iterator[Path]:
    """The home that was asked for, or one that is gone afterwards: a demonstration belongs in nobody's archive."""
    if settings.home is not None:
        yield settings.config().home
        return
    with tempfile.TemporaryDirectory(prefix="freezeframe-demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _case_folder(settings: Settings) -> Path:
    """Where the case goes: into the home that was asked for, else into a temporary folder that stays."""
    if settings.home is not None:
        return settings.config().home / "cases" / "demo"
    return Path(tempfile.mkdtemp(prefix="freezeframe-case-"))

"""``freezeframe demo``: the whole job on the packaged samples."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import click

from freezeframe.cli.context import Settings, say, tell
from freezeframe.errors import EXIT_DONE, MissingDependency

STAND_INS = (
    "The pictures and videos of this demonstration are stand-ins: they were",
    "rendered for it, after the Abu Kamal case of November 2017. They are not the",
    "originals, and show no real event.",
)


@click.command()
@click.pass_obj
def demo(settings: Settings) -> int:
    """Archive and trace the packaged samples: a re-enactment of the Abu Kamal case, with stand-in media.

    It works in a temporary folder, or in the one given by --home before the command.
    """
    from freezeframe.archive.store import Archive
    from freezeframe.cli import words
    from freezeframe.pipeline import trace_pictures
    from freezeframe.trace.locate import SearchedArchive

    for line in STAND_INS:
        say(line)
    with _samples() as samples, _home(settings) as home:
        say("")
        _archive(home, samples / "footage", settings)
        pictures = [path for folder in ("published", "later") for path in _pictures(samples / "pictures" / folder)]
        with Archive.open(home) as archive:
            traces = trace_pictures(SearchedArchive(archive), pictures, top=1, text=True)
            answers = [result.to_json() for result in traces]
        say("")
        say("\n".join(words.table(answers)))
    say("")
    for line in STAND_INS:
        say(line)
    return EXIT_DONE


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


def _pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp"))


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

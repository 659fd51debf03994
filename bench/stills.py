"""Make edited stills of a folder of videos, trace them with the public command, and score the answers.

    python -m bench.stills --videos DIR [--negatives DIR] [--parts stills,negatives,...] [--out results.json]

Everything random comes from --seed. Nothing is read but the folders named and the command's own JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from bench import parts, report
from bench.edits import EDITS
from bench.footage import survey_folder
from bench.parts import Context
from bench.report import Report
from bench.tool import Tool, ToolFailedError
from bench.truth import read_stills
from bench.twins import twin_groups

PARTS = ("stills", "negatives", "moments", "calibration", "cost", "large")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
NEW_FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True)
class Options:
    """The options of a run; `--help` says what each is."""

    videos: Path
    negatives: Path | None
    home: Path | None
    work: Path | None
    seed: int
    per_slice: int
    edits: tuple[str, ...]
    parts: tuple[str, ...]
    limit: int | None
    jobs: int
    false_queries: int
    calibration_queries: int
    pad_keyframes: int
    long_static: int
    command: str
    out: Path | None
    table: Path | None
    recall_table: Path | None


def _names(allowed: tuple[str, ...]) -> Callable[[click.Context, click.Parameter, str], tuple[str, ...]]:
    """A callback that takes a comma-separated list of names apart and refuses those that are not allowed."""

    def taken_apart(_: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
        names = tuple(name for name in value.split(",") if name)
        unknown = [name for name in names if name not in allowed]
        if unknown:
            raise click.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(allowed)}", param=parameter)
        return names

    return taken_apart


@click.command()
@click.option("--videos", type=FOLDER, required=True, help="Folder of videos.")
@click.option("--negatives", type=FOLDER, help="Folder of pictures that are in none of them.")
@click.option("--home", type=NEW_FOLDER, help="Archive to use, made when missing; without it one inside --work.")
@click.option("--work", type=NEW_FOLDER, help="Where stills and truth are kept; without it a temporary folder.")
@click.option("--seed", default=1, show_default=True)
@click.option("--per-slice", default=40, show_default=True, help="Stills of each edit.")
@click.option("--edits", default=",".join(EDITS), callback=_names(tuple(EDITS)), help="Names with commas; else all.")
@click.option(
    "--parts", default="stills,negatives,moments,cost", callback=_names(PARTS), show_default=True, help=", ".join(PARTS)
)
@click.option("--limit", type=int, help="Take only so many videos, spread over the folder.")
@click.option("--jobs", default=1, show_default=True, help="Processes that draw stills; tracing is one call at a time.")
@click.option("--false-queries", default=320, show_default=True, help="Pictures of no video that are asked.")
@click.option("--calibration-queries", default=2000, show_default=True)
@click.option("--pad-keyframes", default=100_000, show_default=True, help="large: keyframes the archive is padded to.")
@click.option("--long-static", default=7200, show_default=True, help="large: seconds of the static file; 0 for none.")
@click.option("--command", default=Tool(Path()).command[0], help="The freezeframe to run, if not this Python's own.")
@click.option("--out", type=FILE, help="Write everything, each score included, as JSON.")
@click.option("--table", type=FILE, help="Rewrite the block of this Markdown file.")
@click.option("--recall-table", type=FILE, help="Write recall by edit and size of the still as JSON.")
def main(**given: Any) -> None:  # noqa: ANN401 - click hands the options over by name
    """Score freezeframe on edited stills of the videos of a folder."""
    options = Options(**given)
    with tempfile.TemporaryDirectory(prefix="freezeframe-bench-") as temporary:
        try:
            found = run(options, Path(temporary))
        except ToolFailedError as error:
            raise click.ClickException(str(error)) from error
    text = report.markdown(found)
    click.echo(text)
    if options.out:
        options.out.write_text(report.as_json(found), encoding="utf-8")
    if options.table:
        report.rewrite_block(options.table, text)
    if options.recall_table and found.stills:
        table = report.recall_table(found, found.stills)
        options.recall_table.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def run(options: Options, temporary: Path) -> Report:
    """Survey the folder and run the chosen parts in the order of PARTS."""
    context = _context(options, options.work or temporary)
    found = Report(report.machine(), context.seed, _corpus(context))
    _say(f"seed {context.seed}; {found.corpus}; {found.machine}")
    for name in PARTS:
        if name in options.parts:
            began = time.monotonic()
            found = _with_part(found, name, context, options)
            _say(f"{name}: {time.monotonic() - began:.0f} s")
    return found


def _with_part(found: Report, name: str, context: Context, options: Options) -> Report:
    """The report with one part more."""
    match name:
        case "stills":
            found = replace(found, stills=parts.run_stills(context))
        case "negatives" if options.negatives:
            found = replace(found, negatives=parts.run_negatives(context, options.negatives, options.false_queries))
        case "moments":
            found = replace(found, moments=parts.run_moments(context))
        case "calibration":
            found = replace(found, calibration=parts.run_calibration(context, options.calibration_queries))
        case "cost":
            found = replace(found, cost=parts.run_cost(context))
        case "large":
            stills = read_stills(context.work / "stills.json")
            large = parts.run_large(context, stills, options.pad_keyframes, options.long_static)
            found = replace(found, large=large)
    return found


def _context(options: Options, work: Path) -> Context:
    """Survey the videos and find the twins."""
    work.mkdir(parents=True, exist_ok=True)
    for old in work.rglob("*-answers.jsonl"):
        old.unlink()
    videos, empty = survey_folder(options.videos, options.limit, options.jobs)
    for path in empty:
        _say(f"left out, no frame could be decoded: {path.name}")
    if not videos:
        raise click.UsageError(f"{options.videos} holds no video")
    return Context(
        videos=videos,
        groups=twin_groups(videos),
        edits=options.edits,
        per_slice=options.per_slice,
        seed=options.seed,
        jobs=options.jobs,
        command=(options.command,),
        home=options.home or work / "home",
        work=work,
    )


def _corpus(context: Context) -> str:
    """One sentence about the footage."""
    static = sum(video.is_static for video in context.videos)
    grey = sum(video.is_grey for video in context.videos)
    frames = sum(video.frames for video in context.videos)
    return (
        f"{len(context.videos)} videos of {len(set(context.groups))} recordings, {frames} frames, "
        f"{context.hours:.2f} h; camera static in {static}, {grey} thermal or grey."
    )


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()

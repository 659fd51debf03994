"""``freezeframe archive``: what is remembered, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from freezeframe.cli.context import Settings, json_option, plain, say, say_json, tell
from freezeframe.errors import EXIT_BAD_INPUT, EXIT_DAMAGED, EXIT_DONE, EXIT_INTERRUPTED, BadInput
from freezeframe.types import SOURCE_KINDS

Command = TypeVar("Command", bound=Callable[..., Any])

_DESCRIBING = (
    click.option("--title", default="", help="What the publisher calls it."),
    click.option("--publisher", default="", help="Who published it."),
    click.option("--url", default="", help="Where it is published."),
    click.option("--source-kind", type=click.Choice(SOURCE_KINDS), help="What it is."),
    click.option("--description", default="", help="What it shows, in a sentence."),
    click.option("--licence", default="", help="On what terms it may be used."),
    click.option("--retrieved-from", default="", help="Where the file was got, when that is not the publisher."),
    click.option("--retrieved-at", default="", help="When it was got, EDTF."),
)
_WORKERS = click.option("--workers", type=int, help="Processes that decode; else FREEZEFRAME_WORKERS, else all cores.")


def _describing(command: Command) -> Command:
    for option in reversed(_DESCRIBING):
        command = option(command)
    return command


@click.group()
def archive() -> None:
    """Remember videos and pictures, and who published them when.

    \b
    freezeframe archive add clips/ trailer.mp4
    freezeframe archive list
    freezeframe archive describe S0123 --title "Convoy engagement" --source-kind game
    freezeframe archive attest S0123 --date 2015-03-25 --by "the developer's blog" --url https://example.org/
    freezeframe archive check --repair
    """


@archive.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@_describing
@_WORKERS
@click.pass_obj
def add(settings: Settings, /, paths: tuple[Path, ...], workers: int | None, **said: str | None) -> int:
    """Add video and picture files, and folders of them.

    A sidecar NAME.json, or yt-dlp's NAME.info.json, beside a file describes it; an option given here goes before it.
    Content that is known already is skipped. It may be interrupted at any moment: what is finished stays, and the same
    command goes on.

    \b
    freezeframe archive add footage/
    freezeframe archive add raid.mp4 --publisher "Ministry of Defence" --source-kind recording
    """
    from freezeframe.archive import ingest
    from freezeframe.archive.store import Archive
    from freezeframe.cli.progress import Bar
    from freezeframe.cli.show import added

    chosen = settings.config(workers)
    description = _description(said)
    with Archive.open(chosen.home, write=True) as opened, Bar("adding") as bar:
        report = ingest.add(opened, paths, description, bar, chosen.workers)
    say(added(report))
    for line in report.warnings:
        tell(line)
    for error in report.bad:
        tell(error.line)
    if report.interrupted:
        tell("interrupted; what was added stays, and the same command goes on with the rest")
        return EXIT_INTERRUPTED
    if report.fault is not None:
        raise report.fault
    return EXIT_BAD_INPUT if report.bad else EXIT_DONE


@archive.command(name="list")
@json_option
@click.pass_obj
def list_(settings: Settings, /, as_json: bool) -> int:
    """List every source: name, kind, length, publication date, title."""
    from freezeframe.archive.store import Archive
    from freezeframe.cli import show as shown

    with Archive.open(settings.config().home) as opened:
        media = {medium.sha256: medium for medium in opened.media()}
        # A source that is committed between the two reads has no medium here yet: the next list has both.
        pairs = [(source, media[source.sha256]) for source in opened.sources() if source.sha256 in media]
    for source, medium in pairs:
        if as_json:
            say_json(shown.source_json(source, medium))
        else:
            say(shown.source_line(source, medium))
    return EXIT_DONE


@archive.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@json_option
@click.pass_obj
def show(settings: Settings, /, ids: tuple[str, ...], as_json: bool) -> int:
    """Show everything known of a source.

    ID is a source's name, the beginning of it or of the file's SHA-256, or the file's path.
    """
    from freezeframe.archive.store import Archive
    from freezeframe.cli import show as shown

    code = EXIT_DONE
    with Archive.open(settings.config().home) as opened:
        for reference in ids:
            try:
                source = opened.source(reference)
            except BadInput as error:
                tell(error.line)
                code = error.exit_code
                continue
            whole = shown.source_json(source, opened.medium_of(source)) | {
                "paths": opened.catalogue.other_paths(source.sha256),
                "metadata": opened.catalogue.tags(source.sha256),
            }
            if as_json:
                say_json(whole)
            else:
                say("\n".join(shown.source_page(whole)))
    return code


@archive.command()
@click.argument("source_id", metavar="ID")
@_describing
@click.pass_obj
def describe(settings: Settings, /, source_id: str, **said: str | None) -> int:
    """Say what a source is; what is not given stays as it is.

    \b
    freezeframe archive describe S0123 --title "Convoy engagement" --source-kind game
    """
    from freezeframe.archive.store import Archive

    description = _description(said)
    if not any(said.values()):
        raise BadInput(source_id, "nothing to say of it was given", "see: freezeframe archive describe --help")
    with Archive.open(settings.config().home, write=True, make=False) as opened:
        source = opened.describe(opened.source(source_id), description)
    say(f"{source.id} is described: {plain(source.title)}")
    return EXIT_DONE


@archive.command()
@click.argument("source_id", metavar="ID")
@click.option("--date", default="", help="When it was published (or --of filmed), EDTF: 2016-06-29, 2016-06, 2016~.")
@click.option(
    "--of", type=click.Choice(("published", "filmed")), default="published", help="What --date is the date of."
)
@click.option("--place", default="", help="Where it was filmed.")
@click.option("--by", required=True, help="Who says so.")
@click.option("--url", default="", help="Where they say so.")
@click.option("--retrieved-at", default="", help="When that address was read, EDTF; else now.")
@click.option(
    "--capture", type=click.Path(path_type=Path), help="A saved copy of that page; it is copied into the archive."
)
@click.option(
    "--same-item",
    type=click.Choice(("stated", "inferred")),
    default="stated",
    help="Whether they name this very item, or that it is this one is a conclusion.",
)
@click.pass_obj
def attest(settings: Settings, /, source_id: str, date: str, of: str, place: str, **said: Any) -> int:  # noqa: ANN401
    """Note who attests a date or a place of a source.

    With --capture the evidence is held, with --url it is cited, else there is none.

    \b
    freezeframe archive attest S0123 --date 2016-06 --by CIT --url https://example.org/ --capture page.html
    """
    from freezeframe.archive import attest as attesting
    from freezeframe.archive.store import Archive

    pairs = [(kind, value) for kind, value in ((of, date), ("place", place)) if value]
    attestations = attesting.attestations(pairs, subject=source_id, **said)
    with Archive.open(settings.config().home, write=True, make=False) as opened:
        source = opened.describe(opened.source(source_id), _description({}, attestations))
    say(f"{source.id} has {len(source.attestations)} attestations now")
    return EXIT_DONE


@archive.command()
@click.argument("places", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.option("--repair", is_flag=True, help="Put right what can be: new places, fingerprints, cache, leftovers.")
@click.option("--drop", is_flag=True, help="With --repair: take media that are lost out of the archive.")
@_WORKERS
@json_option
@click.pass_obj
def check(
    settings: Settings, places: tuple[Path, ...], repair: bool, drop: bool, workers: int | None, as_json: bool
) -> int:
    """Read every medium and fingerprint again: is it there, and unchanged?

    Media that were moved are looked for in the folder they were in and in each PATH.

    \b
    freezeframe archive check
    freezeframe archive check --repair /media/disk2
    """
    from freezeframe.archive import check as checking
    from freezeframe.archive.store import Archive
    from freezeframe.cli import show as shown
    from freezeframe.cli.progress import Bar

    if drop and not repair:
        raise BadInput("--drop", "does nothing without --repair", "give both")
    chosen = settings.config(workers)
    with Archive.open(chosen.home, write=repair, make=False) as opened, Bar("checking") as bar:
        found = checking.check(opened, places, bar)
        if repair:
            found = checking.repair(opened, found, bar, chosen.workers, drop=drop)
    if as_json:
        say_json(shown.findings_json(found))
    else:
        say("\n".join(shown.findings_lines(found)))
    return EXIT_DONE if found.ok else EXIT_DAMAGED


@archive.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.pass_obj
def remove(settings: Settings, /, ids: tuple[str, ...]) -> int:
    """Take sources out of the archive; the media files themselves are not touched."""
    from freezeframe.archive.store import Archive

    with Archive.open(settings.config().home, write=True, make=False) as opened:
        for source in [opened.source(reference) for reference in ids]:
            opened.remove(source)
            say(f"{source.id} is removed: {plain(source.title)}")
    return EXIT_DONE


def _description(said: dict[str, Any], attestations: tuple[Any, ...] = ()) -> Any:  # noqa: ANN401 - imported late
    from freezeframe.archive.dates import earliest
    from freezeframe.archive.records import Description

    filled = {name: value for name, value in said.items() if value}
    if "retrieved_at" in filled:
        earliest(filled["retrieved_at"], "--retrieved-at")
    return Description(**filled, attestations=attestations)

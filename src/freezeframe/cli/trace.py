"""``freezeframe trace``: where was this picture taken from?"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from freezeframe.cli.context import Settings, json_option, plain, say, say_json, tell
from freezeframe.errors import EXIT_BAD_INPUT, EXIT_DAMAGED, EXIT_DONE


@click.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PICTURE...")
@click.option("--top", type=click.IntRange(1, 1000), default=5, show_default=True, help="Sources to show at most.")
@click.option(
    "--exhibits",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A new or empty folder to show what the answer rests on, in pictures and a page.",
)
@click.option("--text", is_flag=True, help="Read the text that the crop hid and that was added; takes some seconds.")
@json_option
@click.pass_obj
def trace(
    settings: Settings, /, pictures: tuple[Path, ...], top: int, exhibits: Path | None, text: bool, as_json: bool
) -> int:
    """Tell which video of the archive, and which frame of it, each PICTURE was taken from.

    Not to be found is an answer too: what was searched is said with it. Several pictures in one call share the loading.

    \b
    freezeframe trace published.jpg
    freezeframe trace --json one.jpg two.png > traces.jsonl
    freezeframe trace --exhibits shown/ published.jpg
    """
    from freezeframe.archive.store import Archive
    from freezeframe.cli import words
    from freezeframe.cli.progress import ExhibitBar
    from freezeframe.pipeline import exhibits_in, trace_pictures
    from freezeframe.trace.searched import SearchedArchive

    code, told = EXIT_DONE, set[str]()
    with ExitStack() as open_until_done:
        archive = open_until_done.enter_context(Archive.open(settings.config().home))
        searched = SearchedArchive(archive)
        shown = open_until_done.enter_context(exhibits_in(exhibits, searched)) if exhibits else None
        for number, result in enumerate(trace_pictures(searched, pictures, top=top, text=text or exhibits is not None)):
            answer = result.to_json()
            if answer["outcome"] == "unreadable":
                tell(words.unreadable(answer))
                code = EXIT_BAD_INPUT
            if as_json:
                say_json(answer)
            elif answer["outcome"] != "unreadable":
                say("\n".join([*([""] if number else []), *words.page(answer, told)]))
            if shown:
                with ExhibitBar(result.picture.path) as bar:
                    faults = shown.add(result, bar.made)
                for fault in faults:
                    tell(f"{fault.line} (no exhibits of it)")
                    code = max(code, fault.exit_code)
        for medium in searched.lost:
            tell(f"{medium.path}: was not searched, its fingerprint is lost or damaged; run: freezeframe archive check")
            code = EXIT_DAMAGED
    if exhibits and not as_json:
        say(f"\nExhibits: {plain(exhibits / 'index.html')}")
    return code

"""``freezeframe trace``: where was this picture taken from?"""

from __future__ import annotations

from pathlib import Path

import click

from freezeframe.cli.context import Settings, json_option, say, say_json, tell
from freezeframe.errors import EXIT_BAD_INPUT, EXIT_DAMAGED, EXIT_DONE


@click.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PICTURE...")
@click.option("--top", type=click.IntRange(1, 1000), default=5, show_default=True, help="Sources to show at most.")
@json_option
@click.pass_obj
def trace(settings: Settings, /, pictures: tuple[Path, ...], top: int, as_json: bool) -> int:
    """Tell which video of the archive, and which frame of it, each PICTURE was taken from.

    Not to be found is an answer too: what was searched is said with it. Several pictures in one call share the loading.

    \b
    freezeframe trace published.jpg
    freezeframe trace --json one.jpg two.png > traces.jsonl
    """
    from freezeframe.archive.store import Archive
    from freezeframe.cli import words
    from freezeframe.pipeline import trace_pictures
    from freezeframe.trace.locate import SearchedArchive

    code = EXIT_DONE
    with Archive.open(settings.config().home) as archive:
        searched = SearchedArchive(archive)
        for number, result in enumerate(trace_pictures(searched, pictures, top=top)):
            answer = result.to_json()
            if answer["outcome"] == "unreadable":
                tell(words.unreadable(answer))
                code = EXIT_BAD_INPUT
            if as_json:
                say_json(answer)
            elif answer["outcome"] != "unreadable":
                say("\n".join(["", *words.page(answer)] if number else words.page(answer)))
        for medium in searched.lost:
            tell(f"{medium.path}: was not searched, its fingerprint is lost or damaged; run: freezeframe archive check")
            code = EXIT_DAMAGED
    return code

"""``freezeframe read``: who claims what, through whom, about which pictures?"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freezeframe.cli.context import Settings, json_option, say, say_json
from freezeframe.errors import EXIT_DONE

if TYPE_CHECKING:
    from freezeframe.claims.records import Reading


@click.command()
@click.argument("statement", type=click.Path(path_type=Path, allow_dash=True), metavar="STATEMENT|-")
@click.option("--date", metavar="EDTF", help="When it was published, where the statement does not say.")
@click.option("--actors", type=click.Path(path_type=Path), metavar="FILE", help="A desk's own table of actors.")
@click.option("--picture", "pictures", multiple=True, metavar="FILE", help="A picture that belongs to it; repeat it.")
@json_option
@click.pass_obj
def read(
    settings: Settings,
    /,
    statement: Path,
    date: str | None,
    actors: Path | None,
    pictures: tuple[str, ...],
    as_json: bool,
) -> int:
    """Read an article, a post or an official statement: who claims what, through whom, about which pictures.

    STATEMENT is a text, a page or another form that docs/reading.md tells; '-' reads standard input.

    \b
    freezeframe read article.txt
    freezeframe read --date 2017-11-15 --json article.txt
    """
    from freezeframe.claims.to_json import reading_json
    from freezeframe.cli.reading_words import page

    reading = reading_of(statement, date, settings.actors(actors), pictures)
    # What was read lives to the end of the process: no search for cycles goes through it again.
    gc.freeze()
    if as_json:
        say_json(reading_json(reading))
    else:
        say("\n".join(page(reading)))
    return EXIT_DONE


def reading_of(statement: Path, date: str | None, actors: Path | None, pictures: Sequence[str]) -> Reading:
    """What a statement says; ``-`` is standard input."""
    from freezeframe.archive.dates import earliest
    from freezeframe.claims.reading import Given
    from freezeframe.claims.reading import read as read_words
    from freezeframe.claims.statement import read_statement
    from freezeframe.config import LIMITS

    if date:
        earliest(date, "--date")
    if str(statement) == "-":
        given = read_statement(None, sys.stdin.buffer.read(LIMITS.statement_bytes + 1), LIMITS)
    else:
        given = read_statement(statement, None, LIMITS)
    return read_words(given, Given(date, actors, tuple(pictures)))

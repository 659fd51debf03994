"""``freezeframe read``: who claims what, through whom, about which pictures?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from freezeframe.cli.context import Settings, json_option, say, say_json
from freezeframe.errors import EXIT_DONE


@click.command()
@click.argument("statement", type=click.Path(path_type=Path, allow_dash=True), metavar="STATEMENT|-")
@click.option("--date", metavar="EDTF", help="When it was published, where the statement does not say.")
@json_option
@click.pass_obj
def read(settings: Settings, /, statement: Path, date: str | None, as_json: bool) -> int:
    """Read an article, a post or an official statement: who claims what, through whom, about which pictures.

    STATEMENT is a text, a page or another form that docs/reading.md tells; '-' reads standard input.

    \b
    freezeframe read article.txt
    freezeframe read --date 2017-11-15 --json article.txt
    """
    del settings
    from freezeframe.archive.dates import earliest
    from freezeframe.claims.reading import read as read_words
    from freezeframe.claims.statement import read_statement
    from freezeframe.claims.to_json import reading_json
    from freezeframe.cli.reading_words import page
    from freezeframe.config import LIMITS

    if date:
        earliest(date, "--date")
    if str(statement) == "-":
        given = read_statement(None, sys.stdin.buffer.read(LIMITS.statement_bytes + 1), LIMITS)
    else:
        given = read_statement(statement, None, LIMITS)
    reading = read_words(given, date)
    if as_json:
        say_json(reading_json(reading))
    else:
        say("\n".join(page(reading)))
    return EXIT_DONE

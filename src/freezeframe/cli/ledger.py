"""``freezeframe ledger``: what was read of a case's statements, and what persons confirmed or corrected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from freezeframe.cli.context import Settings, json_option, say, say_json
from freezeframe.errors import EXIT_DONE

_STATEMENT = click.argument("name", metavar="STATEMENT")
_BY = click.option("--by", required=True, metavar="NAME", help="Who stands for it.")


@click.group()
@click.option(
    "--case",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder of the case; else the current folder.",
)
@click.pass_context
def ledger(context: click.Context, /, folder: Path) -> None:
    """Keep what was read of statements, and confirm or correct it.

    Each field is marked: read, inferred, or entered by a person. Nothing inferred is a fact until somebody confirms it.

    \b
    freezeframe ledger add article.txt --date 2017-11-15 --by "A. Editor"
    freezeframe ledger show statement-1
    freezeframe ledger confirm statement-1 claim-3 speaker --by "A. Editor"
    freezeframe ledger correct statement-1 picture-2 said_source "the trailer" --by "A. Editor"
    """
    settings: Settings = context.obj
    context.obj = (settings, folder)


@ledger.command()
@click.argument("statement", type=click.Path(path_type=Path, allow_dash=True), metavar="STATEMENT|-")
@click.option("--date", metavar="EDTF", help="When it was published, where the statement does not say.")
@click.option("--actors", type=click.Path(path_type=Path), metavar="FILE", help="A desk's own table of actors.")
@click.option("--picture", "pictures", multiple=True, metavar="FILE", help="A picture that belongs to it; repeat it.")
@click.option("--revises", default="", metavar="STATEMENT", help="The version of it that is in the ledger already.")
@click.option("--by", default="", metavar="NAME", help="Who gives its date and pictures.")
@click.pass_obj
def add(given: tuple[Settings, Path], /, statement: Path, revises: str, by: str, **options: Any) -> int:  # noqa: ANN401
    """Read a statement, and keep what was read."""
    from freezeframe.claims.ledger import Ledger
    from freezeframe.cli.read import reading_of

    reading = reading_of(statement, options["date"], given[0].actors(options["actors"]), options["pictures"])
    kept = Ledger(given[1]).add(reading, by=by, revises=revises, given=options["pictures"])
    say(f"{kept.id}: {len(reading.claims)} claims, {len(reading.pictures)} pictures")
    return EXIT_DONE


@ledger.command("list")
@json_option
@click.pass_obj
def list_(given: tuple[Settings, Path], /, as_json: bool) -> int:
    """List the statements of the case."""
    from freezeframe.claims.ledger import Ledger
    from freezeframe.cli.ledger_words import statement_line

    for kept in Ledger(given[1]).list():
        if as_json:
            say_json(vars(kept))
        else:
            say(statement_line(kept))
    return EXIT_DONE


@ledger.command()
@_STATEMENT
@click.option("--history", is_flag=True, help="With the values that were there before.")
@json_option
@click.pass_obj
def show(given: tuple[Settings, Path], /, name: str, history: bool, as_json: bool) -> int:
    """Show what is kept of a statement: each field, and whether it was read, inferred or entered, and by whom."""
    from freezeframe.claims.ledger import Ledger
    from freezeframe.cli.ledger_words import fields_json, fields_page

    kept, fields = Ledger(given[1]).show(name, history=history)
    if as_json:
        say_json(fields_json(kept, fields))
    else:
        say("\n".join(fields_page(kept, fields)))
    return EXIT_DONE


@ledger.command()
@_STATEMENT
@click.argument("record", metavar="RECORD")
@click.argument("fields", nargs=-1, metavar="[FIELD]...")
@_BY
@click.pass_obj
def confirm(given: tuple[Settings, Path], /, name: str, record: str, fields: tuple[str, ...], by: str) -> int:
    """Confirm fields of a record; with no FIELD, all that are inferred."""
    from freezeframe.claims.ledger import Ledger
    from freezeframe.cli.ledger_words import field_lines

    with _noted(given[1], by, {"statement": name, "record": record, "confirmed": list(fields)}):
        entered = Ledger(given[1]).confirm(name, record, fields, by)
    say("\n".join(line for field in entered for line in field_lines(field)) or "nothing of it is inferred")
    return EXIT_DONE


@ledger.command()
@_STATEMENT
@click.argument("record", metavar="RECORD")
@click.argument("field", metavar="FIELD")
@click.argument("value", metavar="VALUE")
@_BY
@click.pass_obj
def correct(given: tuple[Settings, Path], /, name: str, record: str, field: str, value: str, by: str) -> int:
    """Enter another VALUE: a text, or JSON for what is no text.

    A name for speaker, offered_by or said_by is enough.
    """
    from freezeframe.claims.ledger import Ledger
    from freezeframe.cli.ledger_words import field_lines

    with _noted(given[1], by, {"statement": name, "record": record, "field": field, "value": value}):
        entered = Ledger(given[1]).correct(name, record, field, _value(field, value), by)
    say("\n".join(field_lines(entered)))
    return EXIT_DONE


@contextmanager
def _noted(folder: Path, by: str, options: dict[str, Any]) -> Iterator[None]:
    """Note what a person enters in the journal of the case too, where the folder holds one."""
    from freezeframe.cases.folder import Case, is_case

    if not is_case(folder):
        yield
        return
    with Case.open(folder, by) as case:
        yield
        case.done("ledger", options, {}, {})


def _value(field: str, text: str) -> Any:  # noqa: ANN401 - what JSON can hold
    """A value as a person types it."""
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    if field in ("speaker", "offered_by", "said_by") and isinstance(value, str):
        return {"actor": "", "name": value, "span": None, "inferred": False} if value else None
    return value

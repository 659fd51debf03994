"""The ledger in words and as JSON: each field with its mark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from freezeframe.claims.ledger import Field, Kept
from freezeframe.cli.context import plain
from freezeframe.cli.fields import field as named


def statement_line(kept: Kept) -> str:
    """A statement on one line."""
    revises = f", revises {kept.revises}" if kept.revises else ""
    return f"{kept.id}  {kept.added_at}  {plain(kept.file)}{revises}"


def fields_page(kept: Kept, fields: Sequence[Field]) -> Iterator[str]:
    """A statement's fields, record by record; those that say nothing are left out."""
    yield statement_line(kept)
    record = ""
    for field in fields:
        if not _said(field.value):
            continue
        if field.record != record:
            record = field.record
            yield plain(record)
        yield from field_lines(field)


def field_lines(field: Field) -> list[str]:
    """A field with its mark."""
    mark = "" if field.mark == "read" else f" [{field.mark}{f' by {field.by}' if field.by else ''}]"
    return named(field.name, f"{_text(field.value)}{mark}")


def fields_json(kept: Kept, fields: Sequence[Field]) -> dict[str, Any]:
    """A statement's fields as one object."""
    return {"statement": vars(kept), "fields": [vars(field) for field in fields]}


def _said(value: object) -> bool:
    return value not in ("", None, [], (), False) and value != {}


def _text(value: Any) -> str:  # noqa: ANN401 - what JSON can hold
    """A value as a person reads it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    return _object(value) if isinstance(value, dict) else json.dumps(value)


def _object(value: Mapping[str, Any]) -> str:
    match value:
        case {"name": name, **more}:
            return f"not {name}" if more.get("denied") else str(name)
        case {"state": state, "instead": instead, "by_statement": by}:
            return f"{state} by {by}{f', instead: {instead}' if instead else ''}"
        case {"edtf": edtf, "how": how}:
            return f"{edtf or 'not known'} ({how})"
        case {"place": place, "date": date}:
            return ", ".join(part for part in (place, date) if part)
    return json.dumps(value, ensure_ascii=False)

"""Frozen records to JSON objects and back: what a file of a case holds is checked before anything is made of it."""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from freezeframe.errors import Damaged

Record = TypeVar("Record")
Json = Mapping[str, Any]
"""A JSON object."""


def canonical(value: Any) -> bytes:  # noqa: ANN401 - what JSON can hold
    """The one way to write a JSON value: keys in order, no spaces, UTF-8; equal values give equal bytes."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def digest(value: Any) -> str:  # noqa: ANN401 - what JSON can hold
    """SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def to_json(value: Any) -> Any:  # noqa: ANN401 - what JSON can hold
    """A record as a JSON object, its tuples as lists; mappings are copied."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(one) for one in value]
    return value


def from_json(kind: type[Record], value: Any, where: str) -> Record:  # noqa: ANN401 - what JSON can hold
    """A record of ``kind`` from a JSON object; ``where`` names the file and the place in it.

    Raises:
        Damaged: a field is missing, unknown or of another kind.
    """
    if not isinstance(value, Mapping):
        raise _damaged(where, "an object is expected")
    hints = _hints(kind)  # type: ignore[arg-type]
    unknown = sorted(set(value) - set(hints))
    if unknown:
        raise _damaged(where, f"has a field {unknown[0]!r} that nobody knows")
    made = {}
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name in value:
            made[field.name] = _value(hints[field.name], value[field.name], f"{where}: {field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise _damaged(where, f"lacks {field.name}")
    return kind(**made)


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a type
    return get_type_hints(kind)


def _value(hint: Any, value: Any, where: str) -> Any:  # noqa: ANN401 - a type, and what JSON can hold
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any:
        return value
    if origin in (Union, types.UnionType):
        return None if value is None else _value(next(one for one in inner if one is not type(None)), value, where)
    if origin is Literal:
        return _expected(value in inner, value, where)
    if origin is not None:
        return _many(origin, inner, value, where)
    if isinstance(hint, type) and is_dataclass(hint):
        return from_json(hint, value, where)
    number = hint is float and type(value) is int
    return _expected(type(value) is hint or number, value, where)


def _many(origin: Any, inner: tuple[Any, ...], value: Any, where: str) -> Any:  # noqa: ANN401 - as above
    """A tuple or a mapping of values."""
    if origin is tuple:
        _expected(isinstance(value, list), value, where)
        return tuple(_value(inner[0], one, f"{where}[{number}]") for number, one in enumerate(value))
    _expected(isinstance(value, Mapping), value, where)
    return {key: _value(inner[1], one, f"{where}.{key}") for key, one in value.items()}


def _expected(right: bool, value: Any, where: str) -> Any:  # noqa: ANN401 - what JSON can hold
    if not right:
        raise _damaged(where, f"is not as freezeframe writes it ({value!r:.60})")
    return value


def _damaged(where: str, reason: str) -> Damaged:
    return Damaged(where, reason, "restore it from a copy")

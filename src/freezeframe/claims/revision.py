"""What a later version of a statement does with the pictures of the one before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from freezeframe.claims.records import PictureMention, Reading

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Change:
    """What became of a picture."""

    older: bool
    """The record is one of the older version."""
    record: str
    """``picture-1``."""
    state: Literal["kept", "withdrawn", "replaced", "new"]
    instead: str = ""
    """The picture of the newer version that stands in its place, or the older one whose place it takes."""


def compared(old: Mapping[str, Mapping[str, Any]], reading: Reading) -> Iterator[Change]:
    """The pictures of both versions, each with what became of it.

    A picture is kept where the newer version has the same file, or offers the same thing in the same words. One that is
    gone is replaced by a new one that is offered as the same thing, else withdrawn. All of it is a conclusion that a
    person may correct.
    """
    left = {picture.id: picture for picture in reading.pictures}
    gone: dict[str, Mapping[str, Any]] = {}
    for record, fields in old.items():
        same = next((p for p in left.values() if _is_same(fields, p)), None)
        if same is None:
            gone[record] = fields
            continue
        del left[same.id]
        yield Change(True, record, "kept", same.id)
    for record, fields in gone.items():
        other = next((p for p in left.values() if _is_for_the_same(fields, p)), None)
        yield Change(True, record, "replaced" if other else "withdrawn", other.id if other else "")
        if other is not None:
            del left[other.id]
            yield Change(False, other.id, "new", record)
    for picture in left:
        yield Change(False, picture, "new")


def _is_same(fields: Mapping[str, Any], picture: PictureMention) -> bool:
    if fields.get("file") or picture.file:
        return bool(fields.get("file") == picture.file)
    return _words(fields.get("words", "")) == _words(picture.words) and _is_for_the_same(fields, picture)


def _is_for_the_same(fields: Mapping[str, Any], picture: PictureMention) -> bool:
    """Whether both are offered as the same thing; two that are offered as nothing are not."""
    one, other = _words(fields.get("offered_as", "")), _words(picture.offered_as)
    return bool(one) and len(one & other) * 2 >= max(len(one), len(other))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))

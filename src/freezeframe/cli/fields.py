"""Named lines of 80 columns, as every answer for a person has them."""

from __future__ import annotations

import textwrap
from unicodedata import east_asian_width

from freezeframe.cli.context import plain

WIDTH = 80
_FILLER = "\u2060"
"""A word joiner: it is no space, has no width and is in no title that matters."""
_INDENT = " " * 15


def field(name: str, text: str) -> list[str]:
    """A named line, continued under its own text when it is long; nothing where there is no text."""
    return wrapped(text, f"  {name:<12} ", _INDENT)


def wrapped(text: str, first: str, following: str) -> list[str]:
    """A text as lines of 80 columns, with what begins the first one and those that follow."""
    if not text:
        return []
    # Chinese, Japanese and Korean characters take two columns: each is counted with a filler, which then goes.
    counted = "".join(c + _FILLER if east_asian_width(c) in "WF" else c for c in plain(text).replace(_FILLER, ""))
    # A break may fall between the two.
    width = WIDTH - (_FILLER in counted)
    lines = textwrap.wrap(counted, width, initial_indent=first, subsequent_indent=following)
    return [line.replace(_FILLER, "") for line in lines]

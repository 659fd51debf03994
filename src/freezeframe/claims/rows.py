"""A sentence as a row of words, marks and whole quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from freezeframe.claims.quotations import Quotation
from freezeframe.claims.records import Span
from freezeframe.claims.speech import Speech, folded
from freezeframe.claims.word_classes import ENDINGS, classes
from freezeframe.claims.words import Item, Row

_WORD = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”»]+|[@#]\w+|(?:[^\W\d_]\.){2,}(?:-[^\W_]+)*|\d+(?:[.,:/-]\w+)*%?"
    r"|[^\W_]+(?:['’.\-&/][^\W_]+)*|--+|\.\.+|\S"
)


def row_of(text: str, span: Span, quotations: Sequence[Quotation], speech: Speech, first: int = 0) -> Row:
    """The row of a sentence; ``quotations`` are the outermost in it, ``first`` the index of the first of them."""
    items: list[Item] = []
    at = span[0]
    for number, quotation in enumerate(quotations):
        start, end = max(quotation.span[0], span[0]), min(quotation.span[1], span[1])
        items += _words(text, at, start)
        items.append(Item(start, end, text[start:end], "", first + number))
        at = end
    items += _words(text, at, span[1])
    items = _settled_items(items, speech)
    tags = classes(text, items, quotations, speech, first)
    return Row(span, tuple(items), tags, speech)


def _words(text: str, start: int, end: int) -> list[Item]:
    return [Item(*m.span(), m[0], folded(m[0]), -1) for m in _WORD.finditer(text, start, end)]


def _settled_items(items: Sequence[Item], speech: Speech) -> list[Item]:
    """Part ministry and 's, they and 've; join an abbreviation and its full stop."""
    result: list[Item] = []
    for item in items:
        cut = item.low.rfind("'")
        if item.text == "." and result and _abbreviates(result[-1], item, speech):
            last = result.pop()
            result.append(Item(last.start, item.end, f"{last.text}.", f"{last.low}.", -1))
        elif cut > 0 and item.low[cut:] in ENDINGS:
            result.append(Item(item.start, item.start + cut, item.text[:cut], item.low[:cut], -1))
            result.append(Item(item.start + cut, item.end, item.text[cut:], item.low[cut:], -1))
        else:
            result.append(item)
    return result


def _abbreviates(last: Item, stop: Item, speech: Speech) -> bool:
    return last.end == stop.start and (
        f"{last.low}." in speech.abbreviations or (len(last.text) == 1 and last.text.isupper())
    )

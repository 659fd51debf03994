"""A sentence as a row of words, marks and whole quotations."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from freezeframe.claims.quotations import Quotation
from freezeframe.claims.records import Span
from freezeframe.claims.speech import Speech, folded
from freezeframe.claims.word_classes import ENDINGS, classes
from freezeframe.claims.words import Item, Row

_WORD = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”»]+|[@#]\w+|(?:[^\W\d_]\.){2,}(?:-[^\W_]+)*|\d+(?:[.,:/-]\w+)*%?"
    r"|[^\W_]+(?:['’.\-&/][^\W_]+)*|--+|\.\.+|\S"
)


class Names:
    """Where names stand in a text: their words are names whatever else they may be."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans = sorted(set(spans))
        self._starts = [span[0] for span in self._spans]

    def within(self, items: Sequence[Item]) -> frozenset[int]:
        """Indices of the items that are words of a name."""
        found: set[int] = set()
        for index, item in enumerate(items):
            place = bisect_right(self._starts, item.start) - 1
            if place >= 0 and item.end <= self._spans[place][1] and item.quotation < 0 and item.text[-1].isalnum():
                found.add(index)
        return frozenset(found)


NOBODY = Names()


@dataclass(frozen=True)
class Quoted:
    """The outermost quotations of a stretch of text."""

    quotations: Sequence[Quotation] = ()
    first: int = 0
    """Index of the first of them among those of the whole text."""


def row_of(text: str, span: Span, speech: Speech, quoted: Quoted | None = None, names: Names = NOBODY) -> Row:
    """The row of a sentence, or of any other stretch."""
    quoted = quoted or Quoted()
    items: list[Item] = []
    at = span[0]
    for number, quotation in enumerate(quoted.quotations):
        start, end = max(quotation.span[0], span[0]), min(quotation.span[1], span[1])
        items += _words(text, at, start)
        items.append(Item(start, end, text[start:end], "", quoted.first + number))
        at = end
    items += _words(text, at, span[1])
    items = _settled_items(items, speech)
    tags = classes(text, items, dict(enumerate(quoted.quotations, quoted.first)), speech, names.within(items))
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

"""Sentences as rows of words, marks and whole quotations."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from freezeframe.claims.quotations import Quotation
from freezeframe.claims.records import Span
from freezeframe.claims.speech import Speech, folded
from freezeframe.claims.word_classes import ENDINGS, class_of, classes
from freezeframe.claims.words import Item, Row

_WORD = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”»]+|[@#]\w+|(?:[^\W\d_]\.){2,}(?:-[^\W_]+)*|\d+(?:[.,:/-]\w+)*%?"
    r"|[^\W_]+(?:['’.\-&/][^\W_]+)*|--+|\.\.+|\S"
)


_LONGEST = 4_000
"""Characters of a stretch that are looked at: nobody says more than that in one breath."""


@dataclass(frozen=True)
class Quoted:
    """The outermost quotations of a stretch of text."""

    quotations: Sequence[Quotation] = ()
    first: int = 0
    """Index of the first of them among those of the whole text."""


NOTHING = Quoted()


class Rows:
    """Makes the rows of a text. ``names`` are where names stand: their words are names whatever else they may be."""

    def __init__(self, text: str, speech: Speech, names: Iterable[Span] = ()) -> None:
        self.text = text
        self.speech = speech
        self._names = sorted(set(names))
        self._starts = [span[0] for span in self._names]
        self._known: dict[str, tuple[str, str, int]] = {}
        self._plain: dict[Span, Row] = {}

    def row(self, span: Span, quoted: Quoted = NOTHING) -> Row:
        """The row of a sentence, or of any other stretch."""
        items: list[Item] = []
        tags: list[str] = []
        at = span[0]
        for number, quotation in enumerate(quoted.quotations, quoted.first):
            start, end = max(quotation.span[0], span[0]), min(quotation.span[1], span[1])
            self._words(at, start, items, tags)
            items.append(Item(start, end, self.text[start:end], "", number))
            tags.append("Q")
            at = end
        self._words(at, span[1], items, tags)
        names = self._names_in(span, items)
        for index in names:
            tags[index] = "M"
        quotations = dict(enumerate(quoted.quotations, quoted.first))
        return Row(span, tuple(items), classes(self.text, items, tags, quotations, self.speech, names), self.speech)

    def plain(self, span: Span, within: Row | None = None) -> Row:
        """The row of a stretch in which quotation marks are marks; ``within`` is a sentence that may have it."""
        if span[1] - span[0] > _LONGEST:
            words = self.plain((span[0], span[0] + _LONGEST))
            return Row(span, words.items, words.tags, words.speech)
        made = within.part(span) if within is not None else None
        if made is None:
            made = self._plain.get(span)
        if made is None:
            made = self._plain[span] = self.row(span)
        return made

    def _words(self, start: int, end: int, items: list[Item], tags: list[str]) -> None:
        """Add the words between two offsets: 's apart from its noun, an abbreviation with its full stop."""
        known = self._known
        # Half of the time that a named tuple takes is spent in its own constructor.
        new = tuple.__new__
        for match in _WORD.finditer(self.text, start, end):
            word = match[0]
            one = known.get(word)
            if one is None:
                one = known[word] = self._learn(word)
            low, tag, cut = one
            first, last = match.span()
            if cut:
                items.append(Item(first, first + cut, word[:cut], low[:cut], -1))
                items.append(Item(first + cut, last, word[cut:], low[cut:], -1))
                tags += tag
            elif word == "." and items and self._abbreviates(items[-1], first):
                before = items.pop()
                tags.pop()
                items.append(Item(before.start, last, f"{before.text}.", f"{before.low}.", -1))
                tags.append(class_of(f"{before.text}.", f"{before.low}.", self.speech))
            else:
                items.append(new(Item, (first, last, word, low, -1)))
                tags.append(tag)

    def _learn(self, word: str) -> tuple[str, str, int]:
        """A word in lower case, its class, and where it is to be parted: 0 for nowhere."""
        low = folded(word)
        cut = low.rfind("'")
        if low[: cut + 1] in self.speech.tags and cut + 1 < len(low):
            # "l'agenzia", "dell'aria"
            cut += 1
        if cut > 0 and (low[cut:] in ENDINGS or low[:cut] in self.speech.tags):
            parts = (word[:cut], low[:cut]), (word[cut:], low[cut:])
            return low, "".join(class_of(text, lower, self.speech) for text, lower in parts), cut
        return low, class_of(word, low, self.speech), 0

    def _abbreviates(self, last: Item, stop: int) -> bool:
        initial = len(last.text) == 1 and last.text.isupper()
        return last.end == stop and (initial or f"{last.low}." in self.speech.abbreviations)

    def _names_in(self, span: Span, items: Sequence[Item]) -> frozenset[int]:
        """Indices of the items that are words of a name."""
        found: set[int] = set()
        first = max(bisect_right(self._starts, span[0]) - 1, 0)
        last = bisect_left(self._starts, span[1])
        if first >= last:
            return frozenset()
        index, count = 0, len(items)
        for start, end in self._names[first:last]:
            # Names may overlap: the next one begins no earlier, but perhaps within this one.
            while index < count and items[index][0] < start:
                index += 1
            at = index
            while at < count and items[at][0] < end:
                item = items[at]
                if item.end <= end and item.quotation < 0 and item.text[-1].isalnum():
                    found.add(at)
                at += 1
        return frozenset(found)

"""Words of a sentence with their classes, guessed from small tables: enough grammar to see who says what.

A sentence becomes a row of items, and a text of the same length with a letter for the class of each item.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from freezeframe.claims.records import Span
from freezeframe.claims.speech import Speech, Verb

Phrase: TypeAlias = tuple[int, int]
"""Indices of the first and last item."""
TAGS = {
    "D": "determiner",
    "G": "possessive pronoun",
    "P": "pronoun",
    "O": "pronoun that is an object",
    "W": "relative or question word",
    "T": "the conjunction 'that'",
    "A": "auxiliary",
    "R": "adverb",
    "I": "preposition",
    "t": "'to'",
    "K": "coordinating conjunction",
    "S": "subordinating conjunction",
    "Y": "day, month, time of day",
    "V": "verb that reports nothing",
    "C": "verb that reports",
    "N": "noun or adjective",
    "M": "name",
    "#": "number",
    "'": "possessive ending",
    "Q": "quotation that can stand alone",
    "q": "quoted words that are part of a phrase",
    "H": "hashtag, address",
    ",": "comma",
    ";": "semicolon",
    ":": "colon",
    "-": "dash",
    "(": "opening bracket",
    ")": "closing bracket",
    ".": "full stop, question mark, exclamation mark",
}


class Item(NamedTuple):
    """A word, a mark, or a whole quotation."""

    start: int
    end: int
    text: str
    low: str
    """Lower case, straight apostrophe."""
    quotation: int
    """Index of the quotation that this item is; -1 for others."""


@dataclass(frozen=True)
class Row:
    """The items of a sentence and their classes."""

    span: Span
    items: tuple[Item, ...]
    tags: str
    speech: Speech

    def verbs(self, index: int) -> tuple[Verb, ...]:
        """What reporting verb an item may be, those of several words only where all of them follow."""
        found = self.speech.verbs.get(self.items[index].low, ())
        return tuple([verb for verb in found if not verb.rest or self.follow(index + 1, verb.rest)])

    def follow(self, index: int, words: Sequence[str]) -> bool:
        """Whether these words stand at an index; '*' is any one word."""
        if len(words) > len(self.items) - index:
            return False
        return all(word in ("*", self.items[at].low) for at, word in enumerate(words, index))

    def part(self, span: Span) -> Row | None:
        """The items in a span as a row of their own; None where a quotation hides some of its words."""
        if span == self.span and not ("Q" in self.tags or "q" in self.tags):
            return self if self.items else None
        first, last = self.at(span[0]), self.at(span[1])
        items = self.items[first:last]
        if any(tag in "Qq" for tag in self.tags[first:last]) or not items or items[0].start != span[0]:
            return None
        return Row(span, items, self.tags[first:last], self.speech)

    def quotes_to(self, index: int) -> bool:
        """Whether a quotation ends at an item that a reporting verb may follow without a comma."""
        if index < 0 or self.tags[index : index + 1] not in ("Q", "q"):
            return False
        return self.tags[index] == "Q" or self.items[index].text.rstrip("\"'”’»“").endswith((",", ".", "!", "?"))

    def between(self, first: int, last: int) -> Span:
        """From the first character of an item to the last one of another."""
        return self.items[first].start, self.items[last].end

    @cached_property
    def starts(self) -> list[int]:
        """Where the items begin."""
        return [item.start for item in self.items]

    def at(self, offset: int) -> int:
        """Index of the first item that begins at an offset of the text, or after it."""
        return bisect_left(self.starts, offset)

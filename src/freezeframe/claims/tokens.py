"""Words, numbers and marks of a text, each with its span: what the finders of names and dates walk over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from freezeframe.claims.records import Block

# A combining accent belongs to its letter: a stored text is never normalised. Each part starts with what the part
# before cannot hold, so that matching is linear.
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*|[^\w\s]|_")
_APOSTROPHES = dict.fromkeys((0x2019, 0x2018, 0x02BC, 0x60, 0xB4), "'")
DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014")
"""Hyphens and dashes."""
_Value = TypeVar("_Value")


class Token(NamedTuple):
    """A word, a number or a mark."""

    text: str
    low: str
    """In lower case, composed, with a straight apostrophe: what tables are asked for."""
    start: int
    end: int


@lru_cache(maxsize=1 << 17)
def fold(text: str) -> str:
    """Lower case, composed, with straight apostrophes."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return unicodedata.normalize("NFC", text).lower().translate(_APOSTROPHES)


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens between two offsets, with offsets in the whole text."""
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    # Half of the time that a named tuple takes is spent in its own constructor.
    new = tuple.__new__
    return [new(Token, (word := one[0], fold(word), *one.span())) for one in found]


def runs(text: str, blocks: Iterable[Block], left_out: Sequence[str] = ("furniture",)) -> list[list[Token]]:
    """The tokens of each block, those of some kinds left out."""
    return [tokens for kind, tokens in tokenised(text, tuple(blocks)) if kind not in left_out]


@lru_cache(maxsize=1)
def tokenised(text: str, blocks: tuple[Block, ...]) -> list[tuple[str, list[Token]]]:
    """Of the text that is being read: dates, places and actors are looked for one after the other."""
    return [(block.kind, tokens_of(text, *block.span)) for block in blocks]


def touching(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the tokens first to last, both included, are there, and not even a space between them."""
    if first < 0 or last >= len(tokens):
        return False
    return all(tokens[i].end == tokens[i + 1].start for i in range(first, last))


class Phrases(Generic[_Value]):
    """A table of phrases, asked for the longest that begins at a token."""

    def __init__(self, table: Mapping[str, _Value]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], _Value]]] = {}
        for phrase, value in table.items():
            words = tuple(token.low for token in tokens_of(phrase))
            if words:
                self._by_first.setdefault(words[0], []).append((words, value))
        for listed in self._by_first.values():
            listed.sort(key=lambda entry: -len(entry[0]))

    @property
    def firsts(self) -> frozenset[str]:
        """The first words of all phrases, folded."""
        return frozenset(self._by_first)

    def at(self, tokens: Sequence[Token], i: int) -> tuple[int, _Value] | None:
        """How many tokens the longest phrase at ``i`` has, and its value."""
        listed = self._by_first.get(tokens[i].low)
        if listed is None:
            return None
        for words, value in listed:
            if len(words) == 1 or words == tuple([token.low for token in tokens[i : i + len(words)]]):
                return len(words), value
        return None

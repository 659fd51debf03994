"""A run of tokens, asked for the parts of dates that stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from freezeframe.claims.date_words import DateWords
from freezeframe.claims.tokens import Token, touching

MOST_DAYS = 6
"""Days that one enumeration may have."""
YEARS = range(1900, 2100)
"""Numbers of four digits that can be years."""
_DAY_TO_MONTH = 4 * MOST_DAYS
"""Tokens from the first of them to the month, at most."""
_CURRENCY = frozenset("$€£₽#№")


@dataclass(frozen=True)
class Run:
    """The tokens of a block with the words of its language."""

    tokens: Sequence[Token]
    words: DateWords

    @cached_property
    def months_near(self) -> bytes:
        """For each token whether a month is named so soon after it that it may be a day of that month."""
        near = bytearray(len(self.tokens) + 1)
        months = self.words.months
        for i in [i for i, token in enumerate(self.tokens) if token.low in months]:
            if i:
                near[max(0, i - _DAY_TO_MONTH) : i] = b"\x01" * min(i, _DAY_TO_MONTH)
        return bytes(near)

    def low(self, i: int) -> str:
        """The folded token at ``i``; empty outside."""
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

    def has(self, name: str, i: int) -> bool:
        """Whether the token at ``i`` is in a list of the language."""
        return self.words.has(name, self.low(i))

    def number(self, i: int, low: int, high: int) -> int | None:
        """The number at ``i`` when it is written in digits and in range."""
        word = self.low(i)
        if not word.isascii() or not word.isdigit() or len(word) > 4:
            return None
        return int(word) if low <= int(word) <= high else None

    def year(self, i: int) -> int | None:
        """A four-digit year at ``i`` that is no part of a larger number, a sum or a code."""
        if len(self.low(i)) != 4:
            return None
        year = self.number(i, YEARS.start, YEARS.stop - 1)
        if year is None or self.low(i - 1) in _CURRENCY:
            return None
        glued = i > 0 and touching(self.tokens, i - 1, i) and self.low(i - 1) in {",", ".", "'", "/", ":"}
        more = self.low(i + 1) in {",", ".", "'"} and self.low(i + 2).isdigit() and touching(self.tokens, i, i + 2)
        return None if more or (glued and self.low(i - 2).isdigit()) else year

    def month(self, i: int) -> int | None:
        """The month that is named at ``i``."""
        return self._named(self.words.months, i)

    def weekday(self, i: int) -> int | None:
        """The weekday that is named at ``i``, 0 is Monday."""
        return self._named(self.words.weekdays, i)

    def _named(self, names: dict[str, int], i: int) -> int | None:
        known = names.get(self.low(i))
        if known is None or (self.words.capitals and not self.tokens[i].text[0].isupper()):
            return None
        return known

    def past_dot(self, i: int) -> int:
        """After a dot at ``i`` that touches the short form before it, where more of a date can follow."""
        return i + 1 if self.low(i) == "." and touching(self.tokens, i - 1, i) else i

    def past_of(self, i: int) -> int:
        """After words such as 'of' between the parts of a date."""
        return i + 1 if self.has("of", i) else i

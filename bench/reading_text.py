"""Words of a text and where they stand: what two passages share, by position where it is known."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

Span = Sequence[int]
"""[start, end) in code points."""
HALF = 0.5
"""Two passages are the same when they share at least this much of the words of each."""
MARKS = frozenset('"“”„«»')
"""Quotation marks that are nothing else."""

_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
_SMALL = frozenset(
    "a an the of in on at by to from for with and or that which who whose it its is are was were be been as this these "
    "those there".split()
)


def fold(text: str) -> str:
    """Lower case, without accents, curly marks made straight, runs of white space as one space."""
    flat = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("\u2018", "'"))
    return " ".join("".join(c for c in flat if not unicodedata.combining(c)).casefold().split())


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(fold(text))


def large_words(text: str) -> set[str]:
    """The words that carry meaning, folded."""
    return set(words(text)) - _SMALL


@dataclass(frozen=True)
class Text:
    """A stored text and its words."""

    text: str

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins."""
        return [found.start() for found in _WORD.finditer(self.text)]

    @cached_property
    def folded(self) -> str:
        """The text, folded."""
        return fold(self.text)

    def places_of(self, passage: str) -> list[tuple[int, int]]:
        """Everywhere a passage stands, whatever its white space is."""
        parts = passage.split()
        if not parts:
            return []
        return [found.span() for found in re.finditer(r"\s+".join(map(re.escape, parts)), self.text)]

    def words_in(self, spans: Iterable[Span]) -> frozenset[int]:
        """Numbers of the words that begin inside one of the spans."""
        numbers: set[int] = set()
        for start, end in spans:
            numbers.update(range(bisect_left(self.starts, start), bisect_left(self.starts, end)))
        return frozenset(numbers)

    def marked(self, spans: Iterable[Span]) -> bool:
        """A quotation mark stands in one of the spans or right beside it."""
        return any(MARKS & set(self.text[max(0, start - 1) : end + 1]) for start, end in spans)


@dataclass(frozen=True)
class Passage:
    """Some words of a text: by position, or by what they are where the position is not known."""

    at: frozenset[int]
    """Numbers of the words; empty when the position is not known."""
    said: tuple[str, ...]
    """The words, folded."""

    def shared(self, other: Passage) -> tuple[float, float]:
        """Which share of this one's words is in the other, and which of the other's in this one; 0 to 1."""
        if self.at and other.at:
            common, mine, others = len(self.at & other.at), len(self.at), len(other.at)
        else:
            common = (Counter(self.said) & Counter(other.said)).total()
            mine, others = len(self.said), len(other.said)
        return (common / mine if mine else 0.0, common / others if others else 0.0)

    def same(self, other: Passage) -> bool:
        """Half of the words of each are shared."""
        return min(self.shared(other)) >= HALF


def passages(text: Text, said: str) -> list[Passage]:
    """A passage for each place where it stands; one without a position when it stands nowhere."""
    found = [Passage(text.words_in([span]), tuple(words(said))) for span in text.places_of(said)]
    return found or [Passage(frozenset(), tuple(words(said)))]


def passage_at(text: Text, span: Span) -> Passage:
    """The passage of a span."""
    return Passage(text.words_in([span]), tuple(words(text.text[span[0] : span[1]])))


def pair(gold: Sequence[Sequence[Passage]], read: Sequence[Passage], lenient: bool = False) -> dict[int, int]:
    """Number of a gold passage -> number of the one read for it; each is used once, the closest pairs first.

    A gold passage is given by the places where it may stand. ``lenient``: half of the shorter one's words are enough.
    """
    near: list[tuple[float, int, int]] = []
    for g, places in enumerate(gold):
        for r, one in enumerate(read):
            shares = [place.shared(one) for place in places]
            best = max(max(s) if lenient else min(s) for s in shares)
            if best >= HALF:
                near.append((-max(sum(s) for s in shares), g, r))
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, g, r in sorted(near):
        if g not in pairs and r not in used:
            pairs[g] = r
            used.add(r)
    return pairs

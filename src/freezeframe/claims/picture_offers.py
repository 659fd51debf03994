"""Something that is said of a picture, and the words after a verb that tell what it is offered as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from freezeframe.claims.picture_sources import picture_verb
from freezeframe.claims.words import Phrase, Row

Kind: TypeAlias = Literal["offer", "as", "is", "source", "shows", "withdraw", "denied", "told"]


@dataclass(frozen=True)
class Predicate:
    """Something that is said of a picture."""

    kind: Kind
    phrase: Phrase | None
    """What it is offered as, what it is or shows, or where it is from."""
    agent: Phrase | None = None
    """Who shows it, or who found where it is from."""
    verb: int = -1
    """Index of the verb; -1 where there is none."""


def with_words(row: Row, at: int, last: int, agent: Phrase | None) -> Iterator[Predicate]:
    """'posted with the words "Q"', 'shared with the claim that C'."""
    nouns = row.speech.nouns
    for index in range(at, last):
        if row.items[index].low in nouns["wordings"] | nouns["claims"] and row.tags[index + 1] == "T":
            if index + 2 <= last:
                yield Predicate("as", (index + 2, last), agent, at)
            return
        if row.items[index].low in row.speech.nouns["wordings"] and row.tags[index + 1] in "qQ:":
            begin = index + 2 if row.tags[index + 1] == ":" else index + 1
            if begin <= last:
                yield Predicate("as", (begin, begin), agent, at)
            return


def to_illustrate(row: Row, at: int, last: int, agent: Phrase | None) -> Iterator[Predicate]:
    """'used by S to illustrate X', 'used a photo of Y to show X'."""
    for index in range(at, last - 1):
        if row.tags[index] == "t" and picture_verb(row, index + 1, ("illustrate", "further")) is not None:
            yield Predicate("as", (index + 2, last), agent, at)
            return
        if row.tags[index] in ",;:CVA":
            return


def as_after(row: Row, at: int, last: int, agent: Phrase | None) -> Iterator[Predicate]:
    """'posted by S as X'."""
    for index in range(at, min(at + 8, last + 1)):
        if row.follow(index, ("as", "if")):
            return
        if row.items[index].low == "as" and row.speech.has("as_time", row.items[min(index + 1, last)].low):
            return
        if row.items[index].low == "as" and index < last:
            yield Predicate("as", (index + 1, last), agent, at)
            return
        if row.tags[index] in "CVA,;":
            return

"""Who says what is said of a picture, and what the words for it tell by themselves."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from freezeframe.claims.attribution import Told
from freezeframe.claims.picture_offers import Predicate
from freezeframe.claims.picture_phrases import PicturePhrase
from freezeframe.claims.records import Span
from freezeframe.claims.spoken import Spoken
from freezeframe.claims.words import Row

_OVERLAPPING = 8
"""Statements that may hold the same words."""


def is_several(told: Told, span: Span) -> bool:
    """'six photographs', and not 'a photograph'."""
    last = told.text[slice(*span)].rpartition(" ")[2]
    return last.endswith("s") and last.lower() in told.speech.picture_words["nouns"]


def is_one(row: Row, span: Span) -> bool:
    """'The clip was shared widely' tells of a picture, 'videos were shared widely' of none in particular."""
    at = row.at(span[0])
    return at < len(row.tags) and row.tags[at] in "D#"


def is_fuller(told: Told, span: Span) -> bool:
    """'the original', 'a longer version': where this was published tells where the picture is from."""
    words = told.text[slice(*span)].lower().split()
    return bool(told.speech.picture_words["fuller"].intersection(words))


def is_word(told: Told, span: Span) -> bool:
    """'old': of what is said of where a picture is from, the least."""
    word = told.text[slice(*span)]
    return " " not in word and word.islower()


def is_shown(row: Row, predicates: Sequence[Predicate]) -> bool:
    """Whether what is said makes a picture of a 'scene' or a 'map': it is from somewhere, or shown as something."""
    kinds = {one.kind for one in predicates}
    shown = any(one.kind == "offer" and one.agent is not None for one in predicates)
    named = any(one.kind == "as" and one.phrase and row.follow(one.phrase[0] - 1, ("as",)) for one in predicates)
    return "source" in kinds or named or (shown and bool(kinds & {"as", "shows", "is"}))


def with_quoted(told: Told, row: Row, picture: PicturePhrase) -> tuple[Row, PicturePhrase] | None:
    """'the first photograph "comes from a trade fair"': the sentence as if it had no quotation marks."""
    first, last = picture.phrase
    after = last + 1
    closing = row.tags.find(",", after + 1)
    if (
        row.tags[after : after + 1] == ","
        and after < closing < after + 9
        and row.tags[closing + 1 : closing + 2] == "q"
    ):
        # 'The picture, he wrote, "was shot by my father"'
        after = closing + 1
    while row.tags[after : after + 1] in ("A", "R") and row.items[after].low not in row.speech.picture_words["nouns"]:
        # 'the picture was "provided by an eyewitness"'
        after += 1
    if row.tags[after : after + 1] != "q" or row.items[after].quotation < 0:
        return None
    inner = told.maker.plain(told.outermost[row.items[after].quotation].inner)
    if inner.tags[:1] not in ("V", "C", "A", "I", "S"):
        return None
    span = (row.items[first].start, inner.span[1])
    merged = Row(span, (*row.items[first:after], *inner.items), row.tags[first:after] + inner.tags, row.speech)
    return merged, replace(picture, phrase=(0, last - first), head=picture.head - first)


class Said:
    """Who says the words of a span."""

    def __init__(self, statements: Sequence[Spoken]) -> None:
        self._statements = sorted(statements, key=lambda s: s.statement.span)
        self._starts = [s.statement.span[0] for s in self._statements]

    def teller(self, span: Span) -> Spoken | None:
        """Who tells what is said in a span: where a thing does ('street signs show'), whoever tells of that."""
        holding = sorted(self._holding(span), key=lambda s: s.statement.span[1] - s.statement.span[0])
        somebody = (one for one in holding if one.figure is None or one.figure.kind in ("person", "body", "state"))
        return next(somebody, holding[0] if holding else None)

    def speaker(self, span: Span) -> Spoken | None:
        """The innermost statement that holds the beginning of a span."""
        return min(self._holding(span), key=lambda s: s.statement.span[1] - s.statement.span[0], default=None)

    def last_in(self, span: Span) -> Spoken | None:
        """The last statement that begins in a span and asserts something."""
        first, last = bisect_left(self._starts, span[0]), bisect_left(self._starts, span[1])
        claims = (s for s in self._statements[first:last] if s.statement.attribution.use.act == "claim")
        return max(claims, key=lambda s: s.statement.span[1], default=None)

    def _holding(self, span: Span) -> list[Spoken]:
        last = bisect_right(self._starts, span[0])
        near = self._statements[max(last - _OVERLAPPING, 0) : last]
        # 'urged Moscow to explain how pictures of a game ...': who asks asserts nothing of them.
        return [s for s in near if s.statement.span[1] > span[0] and s.statement.attribution.use.act == "claim"]

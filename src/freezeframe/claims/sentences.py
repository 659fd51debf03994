"""Sentences, as the one who writes them ends them: what is quoted does not end the sentence that quotes it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from freezeframe.claims.quotations import Quotation
from freezeframe.claims.records import Block, Span

_STOP = re.compile(r"[.!?…。！？]+[\"'”’»“)\]]*(?=\s)")
_CLOSERS = "\"'”’»“"
_OPENERS = "\"'“‘«„‚([—–-"
_INITIAL = re.compile(r"(?:^|[\s.(\"“«])(?:[^\W\d_]\.)*[^\W\d_]\.$")
_LONGEST, _QUOTED = 900, 8
"""Characters of a sentence, at most, those in quotation marks left out; a quotation counts as so many. What is longer
is no sentence that anybody wrote, and is cut."""
_LAST_WORD = re.compile(r"[^\s\"'“”«»(\[]+$")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the writer's, or a piece of one where a block has no full stop."""

    span: Span
    paragraph: int
    """Index of its block: each paragraph is one."""


def sentences(
    text: str, paragraphs: Sequence[Block], quotations: Sequence[Quotation], abbreviations: frozenset[str]
) -> tuple[Sentence, ...]:
    """The sentences of all paragraphs; a full stop within a quotation ends none, one at its very end may.

    ``abbreviations`` are the words, in lower case and with their full stop, after which a capital begins no sentence.
    """
    outer = [q.span for q in quotations if q.depth == 0]
    found: list[Sentence] = []
    index = 0
    for number, paragraph in enumerate(paragraphs):
        start = paragraph.span[0]
        for stop in _STOP.finditer(text, *paragraph.span):
            while index < len(outer) and outer[index][1] < stop.end():
                index += 1
            inside = (
                index < len(outer) and outer[index][0] < stop.start() < outer[index][1] and stop.end() < outer[index][1]
            )
            if not inside and _ends(text, stop, start, abbreviations):
                found += _piece(text, (start, stop.end()), number)
                start = stop.end()
        found += _piece(text, (start, paragraph.span[1]), number)
    return tuple(piece for one in found for piece in _bounded(text, one, outer))


def _bounded(text: str, sentence: Sentence, outer: Sequence[Span]) -> Iterator[Sentence]:
    """A sentence, or pieces of one that is too long: cut between words and outside quotations."""
    start, end = sentence.span
    if end - start <= _LONGEST:
        yield sentence
        return
    first, length = start, 0
    at = bisect_right(outer, (start, start)) - 1
    if at < 0 or outer[at][1] <= start:
        at += 1
    place = start
    while place < end:
        gap = min(outer[at][0] if at < len(outer) else end, end)
        while place < gap and length + gap - place > _LONGEST:
            cut = _between_words(text, place, min(place + _LONGEST - length, gap))
            yield from _piece(text, (first, cut), sentence.paragraph)
            first = place = cut
            length = 0
        length += max(gap - place, 0) + _QUOTED
        place = max(outer[at][1], gap) if at < len(outer) else end
        at += 1
        if length > _LONGEST and place < end:
            yield from _piece(text, (first, place), sentence.paragraph)
            first, length = place, 0
    yield from _piece(text, (first, end), sentence.paragraph)


def _between_words(text: str, first: int, last: int) -> int:
    """The last offset, after the first, at which a word ends."""
    space = text.rfind(" ", first + 1, last)
    return space if space > 0 else max(last, first + 1)


def split_inside(text: str, span: Span, abbreviations: frozenset[str]) -> Iterator[Span]:
    """The sentences within a quotation, or any other run."""
    start = span[0]
    for stop in _STOP.finditer(text, *span):
        if _ends(text, stop, start, abbreviations):
            yield from (s.span for s in _piece(text, (start, stop.end()), 0))
            start = stop.end()
    yield from (s.span for s in _piece(text, (start, span[1]), 0))


def _ends(text: str, stop: re.Match[str], start: int, abbreviations: frozenset[str]) -> bool:
    """Whether a full stop ends a sentence: what follows does not begin small, and it is not an abbreviation's."""
    after = stop.end()
    while after < len(text) and text[after].isspace():
        after += 1
    following = text[after : after + 1]
    if not following or following.islower() or following in ",;:":
        return False
    if following in "―—–" and stop.group()[-1] in _CLOSERS:
        # '"Q." — Igor Orlenko': who said it stands after a dash.
        return False
    if not stop.group().startswith(".") or stop.group().startswith("..") or len(stop.group()) > 1:
        return True
    return not _abbreviated(text, stop, start, abbreviations, text[after : after + 12])


def _abbreviated(text: str, stop: re.Match[str], start: int, abbreviations: frozenset[str], following: str) -> bool:
    word = _LAST_WORD.search(text, max(start, stop.start() - 24), stop.end())
    if word is None:
        return False
    lower = word.group().lower()
    if lower in abbreviations:
        return True
    if not _INITIAL.search(text[max(start, stop.start() - 12) : stop.end()]):
        return False
    # "J. Smith" goes on; "in the U.S. The army" does not: a small word with a capital begins a sentence.
    first = following.split(maxsplit=1)[0] if following.split() else ""
    return not (word.group().count(".") > 1 and first in _STARTERS)


_STARTERS = frozenset(
    "The A An In On At It He She They But And We If This That These Those There As For I Its His Her".split()
)


def _piece(text: str, span: Span, paragraph: int) -> Iterator[Sentence]:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Sentence((start, end), paragraph)

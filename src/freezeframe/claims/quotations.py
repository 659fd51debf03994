"""Quotations: which words stand between quotation marks of any kind, also over several paragraphs.

Marks are paired in one pass over the text. A mark whose two neighbours do not tell whether it opens or closes is
decided by what is open at that point.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from freezeframe.claims.records import Block, Span

_MARK = re.compile(r"``|''|[\"'“”„«»‘’‚‹›]")
_DOUBLE = {"“": '”"', "„": '“”"', "«": "»", "»": "«", '"': '"”', "``": "''", "''": "''", "”": "”"}
"""Marks that may open, with those that close them."""
_SINGLE = {"‘": "’", "‚": "‘’", "‹": "›", "'": "'"}
_CLOSES = _DOUBLE | _SINGLE
_BEFORE_OPENING = "([{-–—/:>"
_AFTER_CLOSING = ".,;:!?…)]}-–—/<"


@dataclass(frozen=True)
class Quotation:
    """A run of words between quotation marks."""

    span: Span
    """With its marks."""
    parts: tuple[Span, ...]
    """The words between the marks, one span a paragraph; empty ones left out."""
    depth: int
    """0 for an outermost quotation."""
    closed: bool
    """False: no mark closes it, and it ends with its paragraph."""
    single: bool
    """Between single marks."""

    @property
    def inner(self) -> Span:
        """From the first quoted character to the end of the last one."""
        return self.parts[0][0], self.parts[-1][1]


@dataclass
class _Open:
    mark: str
    at: int
    paragraph: int
    parts: list[Span] = field(default_factory=list)
    part_from: int = 0
    nested_to: int = 0
    """Where the last quotation in it ended; 0 when there is none."""


def quotations(text: str, paragraphs: Sequence[Block]) -> tuple[Quotation, ...]:
    """All quotations, ordered by where they begin, outer before inner."""
    found: list[Quotation] = []
    stack: list[_Open] = []
    for number, paragraph in enumerate(paragraphs):
        marks = _marks(text, paragraph.span)
        if stack and not _goes_on(stack[0], number, marks, paragraph):
            found += _end_of_paragraph(text, stack, paragraphs[number - 1].span[1])
        _pair(text, marks, stack, found, number)
        stack = [*stack[:1]] if stack and stack[0].mark in _DOUBLE else []
        if stack:
            stack[0].parts.append((stack[0].part_from, paragraph.span[1]))
    if stack and paragraphs:
        found += _end_of_paragraph(text, stack, paragraphs[-1].span[1])
    return _ordered(text, found)


def _marks(text: str, span: Span) -> list[re.Match[str]]:
    """The quotation marks of a paragraph; apostrophes, inches and feet are none."""
    found = []
    for mark in _MARK.finditer(text, *span):
        left, right = text[max(mark.start() - 1, 0) : mark.start()], text[mark.end() : mark.end() + 1]
        inside_word = left.isalnum() and right.isalnum()
        if mark.group() == "''" and not (left.isspace() or right.isspace() or not left or not right):
            continue
        if not (mark.group() in "'’‘" and inside_word):
            found.append(mark)
    return found


def _goes_on(opened: _Open, number: int, marks: Sequence[re.Match[str]], paragraph: Block) -> bool:
    """Whether a quotation that no mark closed is taken up by an opening mark at the next paragraph's head."""
    return (
        opened.paragraph == number - 1
        and bool(marks)
        and marks[0].start() == paragraph.span[0]
        and (marks[0].group() == opened.mark or (opened.mark in "«“" and marks[0].group() in "»”"))
    )


def _pair(text: str, marks: Sequence[re.Match[str]], stack: list[_Open], found: list[Quotation], number: int) -> None:
    first = 0
    if stack:
        # The mark at the head repeats the one that is still open.
        stack[0].paragraph, stack[0].part_from = number, marks[0].end()
        first = 1
    closers = _single_closers(text, marks)
    for index in range(first, len(marks)):
        mark = marks[index]
        kind = mark.group()
        level = _closed_level(text, mark, stack, closers[index])
        if level is not None:
            opened = stack[level]
            del stack[level:]
            opened.parts.append((opened.part_from, mark.start()))
            found.append(_quotation(text, opened, mark.end(), len(stack), closed=True))
            if stack and kind in _closers(stack[-1].mark):
                # «A «B» closes both: Russian typography has one mark for two that end together.
                stack[-1].nested_to = mark.end()
        elif _opens(text, mark, stack):
            if stack and stack[-1].mark == kind and kind != "«":
                # Nobody quotes in the same marks: the one before was never closed, and where it ends is unknown.
                stack.pop()
            stack.append(_Open(kind, mark.start(), number, [], mark.end()))


def _closed_level(text: str, mark: re.Match[str], stack: Sequence[_Open], ambiguous: bool) -> int | None:
    """Which open quotation a mark closes: the innermost that it can; None when it closes none."""
    kind = mark.group()
    if not _may_close(text, mark) or ambiguous:
        return None
    for level in range(len(stack) - 1, max(len(stack) - 4, -1), -1):
        if kind in _closers(stack[level].mark):
            same = stack[level].mark == kind and kind in "\"'"
            if same and _may_open(text, mark) and not _tight(text, mark):
                continue
            return level
        if stack[level].mark in _DOUBLE and kind in _SINGLE.values():
            return None
    return None


def _closers(mark: str) -> tuple[str, ...]:
    closers = _CLOSES[mark]
    return (closers,) if closers == "''" else tuple(closers)


def _tight(text: str, mark: re.Match[str]) -> bool:
    """Between two characters that are no white space: what is open decides."""
    left, right = text[max(mark.start() - 1, 0) : mark.start()], text[mark.end() : mark.end() + 1]
    return not left.isspace() and not right.isspace()


def _may_close(text: str, mark: re.Match[str]) -> bool:
    left, right = text[max(mark.start() - 1, 0) : mark.start()], text[mark.end() : mark.end() + 1]
    if mark.group() in "”»›«“":
        return bool(left)
    if left.isspace() and text[mark.start() - 2 : mark.start() - 1] in ("'", "’") and (not right or right.isspace()):
        # "the term 'outreach,' " he said: a space between two marks that close.
        return True
    follows = not right or right.isspace() or right in _AFTER_CLOSING or _is_mark(right)
    return bool(left) and not left.isspace() and (follows or (not right.isalnum() and mark.group() == '"'))


def _may_open(text: str, mark: re.Match[str]) -> bool:
    left, right = text[max(mark.start() - 1, 0) : mark.start()], text[mark.end() : mark.end() + 1]
    starts = not left or left.isspace() or left in _BEFORE_OPENING or _is_mark(left)
    return starts and bool(right) and not right.isspace()


def _is_mark(character: str) -> bool:
    return character in "\"'“”„«»‘’‚‹›"


def _opens(text: str, mark: re.Match[str], stack: Sequence[_Open]) -> bool:
    kind = mark.group()
    if kind not in _CLOSES or not _may_open(text, mark):
        return False
    if kind == "”" and stack:
        return False
    # A digit or a letter before a straight mark: 12" of pipe, the boys' school.
    return len(stack) < _DEEPEST


_DEEPEST = 6
"""Quotations in quotations that are followed; deeper marks are left alone."""


def _single_closers(text: str, marks: Sequence[re.Match[str]]) -> list[bool]:
    """For each mark whether it is rather a plural's apostrophe: s' before a word, with a better closing mark later."""
    later = False
    unsure = [False] * len(marks)
    for index in range(len(marks) - 1, -1, -1):
        mark = marks[index]
        if mark.group() not in "'’":
            continue
        left, right = text[max(mark.start() - 1, 0) : mark.start()], text[mark.end() : mark.end() + 2]
        possessive = left in "sS" and right[:1] == " " and right[1:].islower()
        unsure[index] = bool(left) and possessive and later
        if _may_open(text, mark) and not _may_close(text, mark):
            later = False
        elif _may_close(text, mark) and not possessive:
            later = True
    return unsure


def _end_of_paragraph(text: str, stack: list[_Open], end: int) -> list[Quotation]:
    """What is still open where its last paragraph ends."""
    opened = stack[0]
    stack.clear()
    if opened.nested_to > opened.part_from:
        opened.parts[-1] = (opened.part_from, opened.nested_to)
        return [_quotation(text, opened, opened.nested_to, 0, closed=True)]
    return [_quotation(text, opened, end, 0, closed=False)]


def _quotation(text: str, opened: _Open, end: int, depth: int, *, closed: bool) -> Quotation:
    parts = tuple(p for p in (_stripped(text, part) for part in opened.parts) if p[0] < p[1])
    parts = parts or ((opened.at + len(opened.mark),) * 2,)
    return Quotation((opened.at, end), parts, depth, closed, opened.mark in _SINGLE)


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ordered(text: str, found: list[Quotation]) -> tuple[Quotation, ...]:
    """By their beginning, with depths counted anew: an outer one may have turned out to be none."""
    ordered = sorted((q for q in found if text[q.inner[0] : q.inner[1]].strip()), key=lambda q: (q.span[0], -q.span[1]))
    ends: list[int] = []
    result = []
    for quotation in ordered:
        while ends and ends[-1] <= quotation.span[0]:
            ends.pop()
        result.append(Quotation(quotation.span, quotation.parts, len(ends), quotation.closed, quotation.single))
        ends.append(quotation.span[1])
    return tuple(result)

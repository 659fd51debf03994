"""Dates that a text names, as EDTF at the precision of its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from freezeframe.claims.date_forms import matchers_of
from freezeframe.claims.date_run import Run
from freezeframe.claims.date_values import Day, Decade, Interval, OnWeekday, Resolver, Value
from freezeframe.claims.date_words import date_words
from freezeframe.claims.records import Block, DateSpan
from freezeframe.claims.tokens import DASHES, Token, runs

_LOOK_BACK = 8
"""Tokens before a date in which a word can say that it lies ahead."""
_LEFT_OUT = ("furniture", "byline", "dateline")
_YEAR_FROM = {"metadata": "year_from_metadata", "given": "year_given", "dateline": "year_from_dateline"}


@dataclass(frozen=True)
class _Found:
    """A value and its tokens [first, last)."""

    first: int
    last: int
    value: Value


def dates_in(
    text: str, blocks: Sequence[Block], anchor: str, language: str, anchor_how: str = "metadata"
) -> tuple[DateSpan, ...]:
    """Every date that the blocks name, in the order of the text; those of bylines, dateline and furniture are left out.

    ``anchor`` is the EDTF date that relative ones count from (``article.anchor_of``), ``anchor_how`` is
    ``Published.how`` for it, ``language`` an ISO 639-1 code or empty.
    """
    words = date_words(language)
    resolver = Resolver(anchor)
    dates: list[DateSpan] = []
    for tokens in runs(text, blocks, _LEFT_OUT):
        run = Run(tokens, words)
        for found in _shared_years(run, _joined(run, _found_in(run))):
            edtf, how = resolver.resolve(found.value, _way(run, found))
            span = (tokens[found.first].start, tokens[found.last - 1].end)
            dates.append(DateSpan(span, text[slice(*span)], edtf, _how(how, edtf, anchor_how)))
    return tuple(dates)


def _how(how: str, edtf: str, anchor_how: str) -> str:
    if how != "year":
        return how
    if edtf and not edtf.startswith("XXXX"):
        return _YEAR_FROM.get(anchor_how, "year_from_metadata")
    return "bounded" if anchor_how == "bounded" else "no_year"


def _found_in(run: Run) -> list[_Found]:
    """From left to right, the first form that matches; nothing overlaps."""
    found: list[_Found] = []
    by_word, after = matchers_of(run.words), 0
    starts = [i for i, token in enumerate(run.tokens) if token.low in by_word or token.low[0].isdigit()]
    for i in starts:
        if i < after:
            continue
        matchers = by_word.get(run.tokens[i].low, by_word[""])
        value, last = next(filter(None, (matcher(run, i) for matcher in matchers)), (None, 0))
        if value is not None:
            found.append(_with_rough(run, _Found(i, last, value), after))
            after = last
    return found


def _with_rough(run: Run, found: _Found, after: int) -> _Found:
    """'early 2016', 'the beginning of June': the words before that make it rough belong to it."""
    if not isinstance(found.value, Day | Decade) or (isinstance(found.value, Day) and found.value.day):
        return found
    for back in (4, 3, 2, 1):
        first = found.first - back
        if first < after:
            continue
        phrase = run.words.multi["roughly"].at(run.tokens, first)
        if phrase is None:
            continue
        gap = first + phrase[0]
        if gap == found.first or (gap == found.first - 1 and run.low(gap) in (*DASHES, "the", "в")):
            return _Found(first, found.last, replace(found.value, roughly=True))
    return found


def _joined(run: Run, found: list[_Found]) -> list[_Found]:
    """'March 28 to April 2, 2016', 'between June and August': two dates that are the ends of one interval."""
    joined: list[_Found] = []
    for one in found:
        whole = _interval(run, joined[-1], one) if joined else None
        if whole is not None:
            joined.pop()
        joined.append(whole or one)
    return joined


def _interval(run: Run, before: _Found, after: _Found) -> _Found | None:
    first, last = before.value, after.value
    if not (isinstance(first, Day) and isinstance(last, Day) and _ends(run, before, after)):
        return None
    first = first if first.year or not last.year else replace(first, year=last.year)
    return _Found(before.first, after.last, Interval(first, last))


def _ends(run: Run, before: _Found, after: _Found) -> bool:
    first, last = before.value, after.value
    if not (isinstance(first, Day) and isinstance(last, Day)) or after.first != before.last + 1:
        return False
    if (first.day is None) != (last.day is None) or first.roughly or last.roughly:
        return False
    link = before.last
    return (
        run.low(link) in DASHES
        or (run.has("range", link) and (run.has("from", before.first - 1) or first.month is not None))
        or (run.has("and", link) and run.has("between", before.first - 1))
    )


def _shared_years(run: Run, found: list[_Found]) -> list[_Found]:
    """'March 25 and June 29, 2016': the year at the end of an enumeration is that of all its days."""
    shared = list(found)
    for i in range(len(found) - 2, -1, -1):
        here, after = shared[i], shared[i + 1]
        if not (isinstance(here.value, Day) and isinstance(after.value, Day)) or not _listed(run, here, after):
            continue
        if here.value.year is None and not here.value.same_year and after.value.year and after.value.day:
            shared[i] = replace(here, value=replace(here.value, year=after.value.year))
    return shared


def _listed(run: Run, here: _Found, after: _Found) -> bool:
    between: Sequence[Token] = run.tokens[here.last : after.first]
    return 0 < len(between) <= 3 and all(t.low == "," or run.words.has("and", t.low) or t.low == "on" for t in between)


def _way(run: Run, found: _Found) -> int:
    """1 where the words speak of what is to come, -1 of what was ('since January'), else 0."""
    return -1 if run.has("since", found.first - 1) else int(_looks_ahead(run, found))


def _looks_ahead(run: Run, found: _Found) -> bool:
    """Whether a word shortly before, in the same sentence, speaks of what is to come."""
    i = found.first
    for back in range(i - 1, max(-1, i - 1 - _LOOK_BACK), -1):
        if run.low(back) in {".", "!", "?", ";"}:
            return False
        if run.has("future", back) or (run.has("obliging", back) and run.has("deadline", i - 1)):
            return True
    return isinstance(found.value, OnWeekday) and run.has("appointed", i - 1)

"""The forms that dates take in a run of tokens; each matcher looks a bounded way ahead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TypeAlias

from freezeframe.claims.date_run import MOST_DAYS, YEARS, Run
from freezeframe.claims.date_values import Day, Decade, FromLast, InSeason, Interval, OnWeekday, Several, Shift, Value
from freezeframe.claims.date_words import DateWords
from freezeframe.claims.tokens import DASHES, touching

Found: TypeAlias = tuple[Value, int]
"""A value and the token after its last."""


def numeric(run: Run, i: int) -> Found | None:
    """2017-11-14, 14/11/2017, 14.11.17: the order of day and month is the language's, or unknown."""
    mark = run.low(i + 1)
    if mark not in {"-", "/", "."} or run.low(i + 3) != mark or i + 4 >= len(run.tokens):
        return None
    if i > 0 and run.low(i - 1) in {".", "-", "/"} and touching(run.tokens, i - 1, i):
        return None
    if not touching(run.tokens, i, i + 4) or (
        run.low(i + 5) in {mark, ":"} and run.low(i + 6).isdigit() and touching(run.tokens, i + 4, i + 6)
    ):
        return None
    parts = [run.low(i + at) for at in (0, 2, 4)]
    if not all(part.isascii() and part.isdigit() and len(part) in (1, 2, 4) for part in parts):
        return None
    value = _numeric_value(parts, run.words.numeric)
    return (value, i + 5) if value else None


def _numeric_value(parts: list[str], order: str) -> Value | None:
    lengths = [len(part) for part in parts]
    a, b, c = map(int, parts)
    if lengths[0] == 4 and lengths[1:] in ([2, 2], [1, 1], [1, 2], [2, 1]):
        day = Day(a, b, c)
        return day if _whole(day) else None
    if lengths[0] == 4 or lengths[1] == 4 or lengths[2] == 1:
        return None
    year = _full_year(c)
    orders = {"dmy": [(b, a)], "mdy": [(a, b)]}.get(order, [(a, b), (b, a)])
    days = sorted({(month, day) for month, day in orders if _whole(Day(year, month, day))})
    if not days or year not in YEARS:
        return None
    return Day(year, *days[0]) if len(days) == 1 else Several(tuple(Day(year, *day) for day in days), every=False)


def _whole(day: Day) -> bool:
    return day.month is not None and 1 <= day.month <= 12 and day.valid()


def stamp(run: Run, i: int) -> Found | None:
    """15-NOV-17, 15-Nov-2017: a wire's stamp."""
    if not run.months_near[i] or not (run.low(i + 1) in DASHES and run.low(i + 3) == run.low(i + 1)):
        return None
    day, month, year = run.number(i, 1, 31), run.month(i + 2), run.low(i + 4)
    if (
        day is None
        or month is None
        or not touching(run.tokens, i, i + 4)
        or not year.isdigit()
        or len(year) not in (2, 4)
    ):
        return None
    whole = Day(_full_year(int(year)), month, day)
    return (whole, i + 5) if whole.valid() and whole.year in YEARS else None


def _full_year(year: int) -> int:
    """Of two digits, 70 to 99 are of the last century."""
    return year if year > 99 else year + (1900 if year > 69 else 2000)


def day_month(run: Run, i: int) -> Found | None:
    """14 November [2017], 14th of November, 3-5 May, between 3 and 5 May, 28 and 29 March."""
    if not run.months_near[i]:
        return None
    days, how, at = _days(run, i, i)
    if not days or not _alone(run, i):
        return None
    at = run.past_of(at)
    month = run.month(at)
    if month is None:
        return None
    at, year, same = _year_after(run, run.past_dot(at + 1), at + 1)
    value = _of_month(days, how, Day(year, month, same_year=same))
    return (value, at) if value else None


def month_day(run: Run, i: int) -> Found | None:
    """November 14[, 2017], Nov. 9th, March 3-5, May 3 to 5, March 28 and 29."""
    month = run.month(i)
    if month is None or not run.words.has("month_first", "yes"):
        return None
    days, how, at = _days(run, run.past_dot(i + 1), i)
    if not days or _counts(run, at) or run.low(at) == ":":
        return None
    at, year, same = _year_after(run, at + (run.low(at) == "," and run.year(at + 1) is not None), at)
    value = _of_month(days, how, Day(year, month, same_year=same))
    return (value, at) if value else None


def _of_month(days: list[int], how: str, month: Day) -> Value | None:
    """The days of a month as one value; None where the calendar has no such day."""
    whole = tuple(replace(month, day=day) for day in days)
    if not all(day.valid() for day in whole):
        return None
    if how == "range":
        return Interval(whole[0], whole[-1]) if days[0] < days[-1] else None
    return whole[0] if len(whole) == 1 else Several(whole, every=how == "and")


def _days(run: Run, i: int, start: int) -> tuple[list[int], str, int]:
    """Days in digits from ``i`` on, what links them (``range``, ``and``, ``or``), and the token after them.

    ``start`` is the first token of the whole expression. A day that belongs to another month is left to it.
    """
    first = run.number(i, 1, 31)
    if first is None or len(run.low(i)) > 2:
        return [], "", i
    days, how, at = [first], "", _past_ordinal(run, i + 1)
    while len(days) < MOST_DAYS:
        link = _link(run, start, at)
        after = link[1] + run.has("determiners", link[1])
        day = run.number(after, 1, 31) if link[0] and how != "range" else None
        if (
            day is None
            or len(run.low(after)) > 2
            or (start < i and run.month(_past_ordinal(run, after + 1)) is not None)
        ):
            break
        days, how, at = [*days, day], "and" if link[0] == "," else link[0], _past_ordinal(run, after + 1)
        if run.low(at) == ":" or (start < i and _counts(run, at)):
            return days[:-1], "" if len(days) == 2 else how, at - 2
    return days, how, at


def _link(run: Run, start: int, i: int) -> tuple[str, int]:
    """What links two days, and the token after it; empty where nothing does."""
    if run.low(i) in DASHES or run.has("range", i):
        return "range", i + 1
    if run.has("and", i):
        return ("range" if run.has("between", start - 1) else "or" if run.has("or", i) else "and"), i + 1
    return (",", i + 1) if run.low(i) == "," else ("", i)


def month_year(run: Run, i: int) -> Found | None:
    """June 2016, June of 2016, 'in June', 'last June'."""
    month = run.month(i)
    if month is None:
        return None
    at, year, same = _year_after(run, run.past_dot(i + 1), i + 1)
    if year is not None or same:
        return Day(year, month, same_year=same), at
    if run.low(i - 1).isdigit() or run.low(run.past_dot(i + 1)).isdigit():
        return None  # '31 June' is no day, and no June either.
    before = run.has("before_month", i - 1)
    trap = run.low(i) in run.words.month_traps or (not run.words.capitals and len(run.low(i)) <= 3)
    if before or (not trap and run.words.capitals):
        return Day(None, month), i + 1
    return None


def with_weekday(run: Run, i: int) -> Found | None:
    """Tuesday, November 14; 'on Tuesday', 'last Tuesday', 'martedì scorso'."""
    ahead = 0
    at = i
    if (run.has("last", i) or run.has("next", i) or run.has("this", i)) and run.weekday(i + 1) is not None:
        ahead = -1 if run.has("last", i) else int(run.has("next", i))
        at = i + 1
    weekday = run.weekday(at)
    if weekday is None:
        return None
    after = run.past_dot(at + 1)
    for gap in (after, after + 1) if run.low(after) in {",", "("} else (after,):
        whole = day_month(run, gap) or month_day(run, gap)
        if whole is not None and isinstance(whole[0], Day):
            return whole
    week = run.words.phrases.at(run.tokens, at + 1) if at + 1 < len(run.tokens) else None
    if week is not None and week[1].startswith("week"):
        return OnWeekday(weekday, 0, int(week[1][4:])), at + 1 + week[0]
    if at == i and not run.words.capitals and (run.has("last", at + 1) or run.has("next", at + 1)):
        return OnWeekday(weekday, -1 if run.has("last", at + 1) else 1), at + 2
    if not _lone_weekday(run, at):
        return None
    return OnWeekday(weekday, ahead), at + 1


def _lone_weekday(run: Run, i: int) -> bool:
    low = run.low(i)
    if low in run.words.weekday_traps:
        return run.has("before_month", i - 1)
    return len(low) > 3 or run.low(i + 1) == "." or not run.words.capitals


def year_alone(run: Run, i: int) -> Found | None:
    """'in 2015', '(2015)', 'the 2016 video', '2014-2016', 'the 1990s', 'in the 1990s'."""
    decade = _decade(run, i)
    if decade is not None:
        return decade
    year = run.year(i)
    if year is None:
        return None
    end = i + 1
    worded = run.has("year_words", end)
    last = _year_range(run, i, year)
    if last is not None:
        return Interval(Day(year), Day(last[0])), last[1]
    if not worded and (_counts(run, end) or not _says_year(run, i)):
        return None
    return Day(year), end


def _says_year(run: Run, i: int) -> bool:
    before, after = run.low(i - 1), run.low(i + 1)
    if any(run.words.multi["roughly"].at(run.tokens, at) is not None for at in _just_before(run, i)):
        return not (run.has("counting", i - 1) and after.isalpha())
    if run.has("before_year", i - 1) or (before == "(" and after == ")"):
        return not (before in run.words.sets.get("and", frozenset()) and run.year(i - 2) is None)
    if before == "," and run.year(i - 2) is not None:
        return True
    return run.has("determiners", i - 1) and after.isalpha() and not run.has("counted", i + 1)


def _just_before(run: Run, i: int) -> tuple[int, ...]:
    """The places where a word such as 'early' or 'mid-' may stand before a year."""
    return tuple(at for at in ((i - 1, i - 2) if run.low(i - 1) in DASHES else (i - 1,)) if at >= 0)


def _decade(run: Run, i: int) -> Found | None:
    year = run.number(i, YEARS.start, YEARS.stop - 1)
    if year is not None and year % 10 == 0:
        suffix = i + 1 + (run.low(i + 1) in DASHES or run.low(i + 1) == "'")
        if run.has("decade_suffix", suffix) and touching(run.tokens, i, suffix):
            return Decade(year // 10), suffix + 1
    if run.has("decade_prefix", i - 1) and run.low(i) == "'":
        tens = run.number(i + 1, 20, 90)
        if tens is not None and tens % 10 == 0:
            return Decade(190 + tens // 10), i + 2
    return None


def _year_range(run: Run, i: int, year: int) -> tuple[int, int] | None:
    """The last year and the token after it, for 2014-2016, 2014-16, 'from 2014 to 2016'."""
    mark = run.low(i + 1)
    dash = mark in DASHES
    joined = run.has("range", i + 1) and (run.has("from", i - 1) or run.has("before_year", i - 1))
    between = run.has("and", i + 1) and run.has("between", i - 1)
    if not (dash or joined or between):
        return None
    last = run.year(i + 2)
    if last is None and dash and touching(run.tokens, i, i + 2) and len(run.low(i + 2)) == 2:
        short = run.number(i + 2, 0, 99)
        last = None if short is None else year // 100 * 100 + short
    return (last, i + 3) if last is not None and last > year else None


def season(run: Run, i: int) -> Found | None:
    """'summer of 2016', 'spring 2015', 'last summer'; 'first half of 2016'."""
    part = run.words.parts_of_year.at(run.tokens, i)
    if part is not None and (year := run.year(i + part[0])) is not None:
        return Day(year, part[1]), i + part[0] + 1
    code = run.words.seasons.get(run.low(i))
    if code is None:
        code = run.words.seasons.get(run.low(i + 1))
        return None if code is None else _near_season(run, code, i, i + 2)
    at = run.past_of(i + 1)
    if (year := run.year(at)) is not None:
        return Day(year, code), at + 1 + run.has("year_words", at + 1)
    return _near_season(run, code, i, i + 1)


def _near_season(run: Run, code: int, side: int, last: int) -> Found | None:
    """'last summer', 'estate scorsa': the word at ``side``, or after, tells which."""
    for at in dict.fromkeys((side, last)):
        for name, direction in (("last", -1), ("this", 0), ("next", 1)):
            if run.has(name, at):
                return InSeason(code, direction), max(at, last - 1) + 1
    return None


def relative(run: Run, i: int) -> Found | None:
    """'yesterday', 'last week', 'the same day': phrases that the language's file lists."""
    found = run.words.phrases.at(run.tokens, i)
    if found is None:
        return None
    return _phrase_value(found[1]), i + found[0]


def _phrase_value(said: str) -> Value:
    """'day-1', 'week+0', 'same+1', 'ago year 1', 'past week' as the files of languages write it."""
    kind, _, rest = said.partition(" ")
    if kind == "ago":
        unit, by = rest.split()
        return Shift(unit, -int(by), roughly=True)
    if kind == "past":
        return Shift(rest, -1, roughly=True)
    at = max(said.find("+"), said.find("-"))
    unit, by = said[:at], said[at:]
    return FromLast(int(by)) if unit == "same" else Shift(unit, int(by))


def ago(run: Run, i: int) -> Found | None:
    """'two years ago', 'due anni fa', 'vor zwei Jahren'; days exactly, longer units roughly."""
    before = run.has("ago_before", i)
    at = i + before
    count = run.words.numbers.get(run.low(at)) or run.number(at, 1, 999)
    unit = run.words.units.get(run.low(at + 1))
    if count is None or unit is None or not (before or run.has("ago_after", at + 2)):
        return None
    return Shift(unit, -count, roughly=unit != "day"), at + 2 + (not before)


def _alone(run: Run, i: int) -> bool:
    """Whether a number of a day is no part of a larger number."""
    return not (i > 0 and run.low(i - 1) in {",", ".", "'", ":"} and touching(run.tokens, i - 1, i))


def _past_ordinal(run: Run, i: int) -> int:
    """After 'th' or a German dot, with the dash that Russian puts before it."""
    dash = i + (run.low(i) in DASHES)
    for at in (dash, i):
        if run.has("ordinals", at) and touching(run.tokens, i - 1, at):
            return at + 1
    return i


def _year_after(run: Run, at: int, without: int) -> tuple[int, int | None, bool]:
    """The token after the year, the year, whether it is 'of that year'; ``without`` where none follows."""
    same = run.words.multi["same_year"].at(run.tokens, at) if at < len(run.tokens) else None
    if same is not None:
        return at + same[0], None, True
    for gap in dict.fromkeys((at, run.past_of(at), at + (run.low(at) == ","))):
        year = run.year(gap)
        if year is not None and not (gap == at + 1 and run.low(at) == "," and _counts(run, gap + 1)):
            return gap + 1 + run.has("year_words", gap + 1), year, False
    return without, None, False


def _counts(run: Run, i: int) -> bool:
    """Whether the word at ``i`` makes the number before it a count of things."""
    return run.has("counted", i) or run.low(i) == "%"


Matcher: TypeAlias = Callable[[Run, int], Found | None]
_DIGITS: tuple[Matcher, ...] = (numeric, ago, stamp, day_month, year_alone)
_WORDS: tuple[tuple[str, tuple[Matcher, ...]], ...] = (
    ("weekdays", (with_weekday,)),
    ("near", (with_weekday, season)),
    ("ago", (ago,)),
    ("months", (month_day, month_year)),
    ("seasons", (season,)),
    ("phrases", (relative,)),
    ("apostrophe", (year_alone,)),
)


@cache
def matchers_of(words: DateWords) -> dict[str, tuple[Matcher, ...]]:
    """The matchers to ask at each word with which a date can begin, in their order; those for digits under ''."""
    found: dict[str, tuple[Matcher, ...]] = {"": _DIGITS}
    for kind, matchers in _WORDS:
        for word in words.starters[kind]:
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), *matchers)))
    return found

"""What words of a date mean before it is known which day they count from, and then as EDTF."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

_YEARS = range(1, 10_000)
_ANCHOR = re.compile(r"\[?(?P<year>\d{4}|XXXX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?![\d-])")
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONG_BACK = 2
"""A day without a year is taken from the past unless it lies this much nearer in the future."""


@dataclass(frozen=True)
class Day:
    """A date as precise as its words: a part that they lack is None."""

    year: int | None = None
    month: int | None = None
    """1 ... 12, or an EDTF code of a season (21-24), quarter (33-36) or half (40, 41)."""
    day: int | None = None
    roughly: bool = False
    same_year: bool = False
    """'of that year': the year of the date before."""

    @property
    def edtf(self) -> str:
        """As EDTF; empty for what EDTF cannot say, a season without its year."""
        if self.year is None and (self.month is None or self.month > 12):
            return ""
        parts = ["XXXX" if self.year is None else f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts) + ("~" if self.roughly else "")

    def valid(self) -> bool:
        """Whether there is such a day in the calendar."""
        if self.month is None or self.day is None:
            return True
        if self.year is None:
            return 1 <= self.day <= _MONTH_DAYS[self.month - 1]
        return 1 <= self.day <= 31 and _date(self.year, self.month, self.day) is not None


@dataclass(frozen=True)
class Interval:
    """From one date to another, both included."""

    first: Day
    last: Day


@dataclass(frozen=True)
class Several:
    """Days that are named together: every one of them, or one of them."""

    days: tuple[Day, ...]
    every: bool


@dataclass(frozen=True)
class Decade:
    """'the 1990s'."""

    tens: int
    """The year without its last digit."""
    roughly: bool = False


@dataclass(frozen=True)
class Shift:
    """So many units from the anchor: 'yesterday', 'last week', 'two years ago'."""

    unit: str
    by: int
    roughly: bool = False


@dataclass(frozen=True)
class OnWeekday:
    """'on Tuesday' (0), 'last Tuesday' (-1), 'next Tuesday' (1), 'Tuesday last week' (that day of week -1)."""

    weekday: int
    """0 is Monday."""
    direction: int
    week: int | None = None
    """Weeks from that of the anchor, where the words say which."""


@dataclass(frozen=True)
class InSeason:
    """'last summer' (-1), 'this summer' (0), 'next summer' (1); the season is an EDTF code."""

    season: int
    direction: int


@dataclass(frozen=True)
class FromLast:
    """So many days from the date that was named before: 'the same day'."""

    by: int


Value: TypeAlias = Day | Interval | Several | Decade | Shift | OnWeekday | InSeason | FromLast
How = Literal["said", "relative", "year"]
"""How a value became EDTF: its own words, relative to a day, or its year taken from the anchor."""


def day_of(edtf: str) -> Day:
    """The date that relative ones count from: the first day of a set, without its time."""
    found = _ANCHOR.match(edtf)
    if found is None:
        return Day()
    year = None if found["year"] == "XXXX" or edtf.startswith("[") else int(found["year"])
    month = int(found["month"]) if found["month"] and 1 <= int(found["month"]) <= 12 else None
    day = Day(year, month, int(found["day"]) if found["day"] and month else None)
    return day if day.valid() else Day()


class Resolver:
    """Turns values into EDTF, in the order of the text: each may count from the one before."""

    def __init__(self, anchor: str) -> None:
        self._anchor = day_of(anchor)
        self._last: Day | None = None

    def resolve(self, value: Value, way: int) -> tuple[str, How]:
        """The EDTF and how it came about; ``way`` is 1 where the words look ahead, -1 where they look back, else 0."""
        if isinstance(value, Day):
            return self._day(value, way)
        if isinstance(value, Interval):
            return self._interval(value, way)
        if isinstance(value, Several):
            return self._several(value, way)
        if isinstance(value, Decade):
            return f"{value.tens:03d}X{'~' if value.roughly else ''}", "said"
        return self._keep(self._relative(value, way)), "relative"

    def _relative(self, value: Shift | OnWeekday | InSeason | FromLast, way: int) -> Day | Interval | None:
        if isinstance(value, Shift):
            return _shifted(self._anchor, value)
        if isinstance(value, OnWeekday):
            return _on_weekday(self._anchor, value, way)
        if isinstance(value, InSeason):
            return _in_season(self._anchor, value)
        return _moved(self._last, value.by) if self._last else None

    def _several(self, value: Several, way: int) -> tuple[str, How]:
        known = [replace(day, year=day.year or self._year(day, way), same_year=False) for day in value.days]
        self._last = known[-1] if value.every else None
        listed = ",".join(day.edtf for day in known)
        return f"{{{listed}}}" if value.every else f"[{listed}]", "said" if value.days[0].year else "year"

    def _keep(self, resolved: Day | Interval | None) -> str:
        if resolved is None:
            return ""
        if isinstance(resolved, Interval):
            return f"{resolved.first.edtf}/{resolved.last.edtf}"
        self._last = resolved
        return resolved.edtf

    def _day(self, value: Day, way: int) -> tuple[str, How]:
        if value.same_year:
            known = replace(value, year=self._last.year if self._last else None, same_year=False)
            return self._keep(known), "relative"
        if value.year is not None:
            return self._keep(value), "said"
        return self._keep(replace(value, year=self._year(value, way))), "year"

    def _interval(self, value: Interval, way: int) -> tuple[str, How]:
        first, last = value.first, value.last
        if first.year is not None and last.year is not None:
            self._last = last if last.day else self._last
            return f"{first.edtf}/{last.edtf}", "said"
        last = replace(last, year=self._year(last, way))
        if last.year is not None:
            later = (first.month or 0, first.day or 0) > (last.month or 0, last.day or 0)
            first = replace(first, year=last.year - later)
        self._last = last if last.day else self._last
        return f"{first.edtf}/{last.edtf}", "year"

    def _year(self, value: Day, way: int) -> int | None:
        """The year in which a day or month without one lies nearest to the anchor, the past preferred."""
        anchor = self._anchor
        if anchor.year is None:
            return None
        if value.month is None or anchor.month is None or value.month > 12:
            return anchor.year
        here = _date(anchor.year, anchor.month, anchor.day or 15)
        if here is None:
            return anchor.year

        def far(year: int) -> float:
            there = _date(year, value.month or 1, value.day or (anchor.day or 15)) or _date(year, value.month or 1, 28)
            days = (there - here).days if there and here else 0
            if value.day is None and year == anchor.year and value.month == anchor.month:
                return 0
            if way and days * way < 0:
                return float("inf")
            if way:
                return abs(days)
            return days * _LONG_BACK if days > 0 else -days

        return min((anchor.year + off for off in (-1, 0, 1)), key=far)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _moved(day: Day, by: int) -> Day | None:
    """A day later or earlier; without a year only where none can matter."""
    if day.month is None or day.day is None:
        return None if by else day
    here = _date(day.year or 2001, day.month, day.day)
    if here is None:
        return None
    try:
        there = here + datetime.timedelta(days=by)
    except OverflowError:
        return None
    if day.year is not None:
        return Day(there.year, there.month, there.day)
    leap_matters = (day.month == 3) != (there.month == 3) and 2 in (day.month, there.month)
    return None if leap_matters or there.year != 2001 else Day(None, there.month, there.day)


def _shifted(anchor: Day, value: Shift) -> Day | Interval | None:
    if value.unit == "day":
        return _moved(anchor, value.by) if anchor.day else None
    if value.unit == "week":
        return _week(anchor, value)
    if value.unit == "weekend":
        return _weekend(anchor, value.by)
    if value.unit == "month":
        return _month(anchor, value)
    years = value.by * (10 if value.unit == "decade" else 1)
    if anchor.year is None or anchor.year + years not in _YEARS:
        return None
    return Day(anchor.year + years, roughly=value.roughly)


def _week(anchor: Day, value: Shift) -> Day | Interval | None:
    """The week from Monday to Sunday; the very day, roughly, where it is so many weeks ago."""
    if anchor.day is None:
        return None
    if value.roughly:
        there = _moved(anchor, 7 * value.by)
        return replace(there, roughly=True) if there else None
    if anchor.year is None or anchor.month is None:
        return None
    here = _date(anchor.year, anchor.month, anchor.day)
    monday = _moved(anchor, 7 * value.by - here.weekday()) if here else None
    sunday = _moved(monday, 6) if monday else None
    return Interval(monday, sunday) if monday and sunday else None


def _weekend(anchor: Day, by: int) -> Interval | None:
    """The Saturday and Sunday before the anchor (-1), or after it."""
    if anchor.year is None or anchor.month is None or anchor.day is None:
        return None
    here = _date(anchor.year, anchor.month, anchor.day)
    if here is None:
        return None
    back = (here.weekday() - 5) % 7 or 7
    saturday = _moved(anchor, -back + 7 * (by + 1))
    sunday = _moved(saturday, 1) if saturday else None
    return Interval(saturday, sunday) if saturday and sunday else None


def _month(anchor: Day, value: Shift) -> Day | None:
    if anchor.month is None:
        return None
    years, month = divmod(anchor.month - 1 + value.by, 12)
    year = None if anchor.year is None else anchor.year + years
    return None if year is not None and year not in _YEARS else Day(year, month + 1, roughly=value.roughly)


def _on_weekday(anchor: Day, value: OnWeekday, way: int) -> Day | None:
    """News speak of the last such day, today included, unless their words look ahead."""
    if anchor.year is None or anchor.month is None or anchor.day is None:
        return None
    here = _date(anchor.year, anchor.month, anchor.day)
    if here is None:
        return None
    if value.week is not None:
        return _moved(anchor, 7 * value.week + value.weekday - here.weekday())
    back = (here.weekday() - value.weekday) % 7
    if value.direction < 0:
        return _moved(anchor, -(back or 7))
    ahead = value.direction > 0 or (way > 0 and back > 0)
    return _moved(anchor, 7 - back) if ahead else _moved(anchor, -back)


def _in_season(anchor: Day, value: InSeason) -> Day | None:
    """The northern season; a winter is named by the year of its January where one is counted."""
    if anchor.year is None or anchor.month is None:
        return Day(anchor.year + value.direction, value.season) if anchor.year and value.direction else None
    begins = {21: 3, 22: 6, 23: 9, 24: 12}[value.season]
    if value.direction == 0:
        return Day(anchor.year, value.season)
    if value.direction > 0:
        return Day(anchor.year + (anchor.month >= begins), value.season)
    over = anchor.month >= begins + 3
    return Day(anchor.year - (not over), value.season)

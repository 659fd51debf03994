"""The days that one EDTF date allows, unknown parts and all; intervals and sets are put together in ``times``.

A season is the northern one, as the reader of statements has it. People name a winter by the year of its beginning or
of its end: both are allowed for.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

_DATE = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>[\dX]{2})(?:-(?P<day>[\dX]{2}))?)?\Z")
_TIME = re.compile(r"(?P<h>\d{2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?\Z")
_QUALIFIERS = "~?%"
_WEEK = timedelta(days=7)
_SEASONS = {
    21: (3, 5), 25: (3, 5), 22: (6, 8), 26: (6, 8), 23: (9, 11), 27: (9, 11),
    29: (9, 11), 31: (3, 5), 32: (6, 8),
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
    37: (1, 4), 38: (5, 8), 39: (9, 12), 40: (1, 6), 41: (7, 12),
}  # fmt: skip
"""Code of EDTF to first and last month: seasons, quarters, thirds, halves."""
_WINTERS = (24, 28, 30)
"""Seasons that go over the turn of the year: the northern winter, the southern summer."""


class Unreadable(ValueError):
    """Not among the forms of EDTF that can be compared."""


@dataclass(frozen=True)
class Days:
    """What one date allows."""

    first: date | None
    """None where it is unknown or before our era."""
    last: date | None
    moment: datetime | None = None
    """Where the date has a time; without a zone it is a local one. None where that is only approximate."""
    lasting: timedelta = timedelta(seconds=1)
    """How long the moment is: a second, or the minute where no second is told."""


def days_of(text: str) -> Days:
    """The days of a date that is no interval and no set.

    A date that is approximate or uncertain is widened on either side by as much as it says: a month by a month, a year
    by a year, but a day, or a time of it, by a week. EDTF gives no figure; this one is this project's convention.

    Raises:
        Unreadable: the form is none of these, or there is no such day.
    """
    bare = "".join(char for char in text if char not in _QUALIFIERS)
    day, _, clock = bare.partition("T")
    found = _DATE.match(day)
    if found is None:
        raise Unreadable(text)
    try:
        days = _bounds(found["year"], found["month"], found["day"])
        moment = _moment(day, clock) if clock else None
    except (ValueError, OverflowError) as error:
        raise Unreadable(text) from error
    if bare != text:
        return Days(*_widened(*days))
    return Days(*days, moment, timedelta(seconds=60 if _is_minute(clock) else 1))


def _bounds(year: str, month: str | None, day: str | None) -> tuple[date | None, date | None]:
    if year == "XXXX":
        _check_day(month, day)
        return None, None
    years = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month and month.isdigit() and int(month) > 12:
        return _season(years, int(month))
    months = _digits(month, 1, 12)
    first = date(years[0], months[0], _digits(day, 1, 31)[0])
    longest = calendar.monthrange(years[1], months[1])[1]
    wanted = _digits(day, 1, 31)[1]
    if day and day.isdigit() and wanted > longest and "X" not in f"{year}{month}":
        raise ValueError(day)
    return first, date(years[1], months[1], min(wanted, longest))


def _check_day(month: str | None, day: str | None) -> None:
    if month and day and f"{month}{day}".isdigit():
        date(2000, int(month), int(day))


def _season(years: tuple[int, int], code: int) -> tuple[date, date]:
    if code in _WINTERS:
        last = date(years[1] + 1, 3, 1) - timedelta(days=1)
        return date(years[0] - 1, 12, 1), last
    if code not in _SEASONS:
        raise ValueError(code)
    first, end = _SEASONS[code]
    return date(years[0], first, 1), date(years[1], end, calendar.monthrange(years[1], end)[1])


def _digits(part: str | None, least: int, most: int) -> tuple[int, int]:
    """The least and the greatest number that a part with unknown digits can be."""
    if part is None or part == "XX":
        return least, most
    low, high = int(part.replace("X", "0")), int(part.replace("X", "9"))
    return (low, high) if "X" not in part else (max(low, least), min(high, most))


def _widened(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    if first is None or last is None:
        return first, last
    by = max(last - first + timedelta(days=1), _WEEK)
    return max(first, date.min + by) - by, min(last, date.max - by) + by


def _is_minute(clock: str) -> bool:
    """Whether a time tells no second; one that cannot be read tells nothing."""
    found = _TIME.match(clock)
    return found is not None and found["s"] is None


def _moment(day: str, clock: str) -> datetime:
    found = _TIME.match(clock)
    if found is None:
        raise Unreadable(clock)
    naive = datetime.fromisoformat(f"{day}T{found['h']}:{found['m']}:{found['s'] or '00'}")
    zone = found["zone"]
    if zone is None:
        return naive
    if zone == "Z":
        return naive.replace(tzinfo=UTC)
    off = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]) if len(zone) > 3 else 0)
    return naive.replace(tzinfo=timezone(-off if zone[0] == "-" else off))

"""Dates as spans of time, and how two of them lie to each other: only what holds for every day they allow.

A day without a time zone may be that day anywhere on Earth: it begins 14 hours before it does in Greenwich, in
Kiribati, and ends 12 hours after, on Baker Island. A day is therefore certainly before another only when two whole days
lie between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, TypeAlias

from freezeframe.findings.edtf_days import Days, Unreadable, days_of

AHEAD, BEHIND = timedelta(hours=14), timedelta(hours=12)
"""By how much the clocks of the earliest zone are before those of Greenwich, and of the latest behind."""
_DAY = timedelta(days=1)
_MONTHS = "January February March April May June July August September October November December".split()
_PLAIN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?\Z")
Relation: TypeAlias = Literal["before", "after", "between", "within", "overlaps", "unknown"]
"""Of one span to another: certainly before it, after it, inside it; maybe any of them; not comparable. Of one to
several: ``between`` when it is certainly none of them, after some and before others."""


@dataclass(frozen=True)
class Span:
    """All the time that a date allows."""

    start: datetime | None
    """First instant, UTC; None where it is open or unknown."""
    end: datetime | None
    """The instant after the last, UTC."""
    first: date | None
    """First day, as it is written."""
    last: date | None
    zoned: bool = False
    """Whether the instants are known, not only days of an unknown zone."""
    readable: bool = True
    """False for what is no EDTF that can be compared."""

    @property
    def known(self) -> bool:
        """Whether it has a bound at all."""
        return self.start is not None or self.end is not None


UNKNOWN = Span(None, None, None, None)


@lru_cache(maxsize=4096)
def span(edtf: str) -> Span:
    """The span of an EDTF date, level 0 to 2; of a set, from its first to its last date."""
    try:
        parts = [_part(one) for one in _members(edtf.strip())]
    except Unreadable:
        return Span(None, None, None, None, readable=False)
    return hull(parts)


def hull(spans: Sequence[Span]) -> Span:
    """From the first beginning to the last end; open where one of them is."""
    if not spans:
        return UNKNOWN
    starts, ends = [one.start for one in spans], [one.end for one in spans]
    firsts, lasts = [one.first for one in spans], [one.last for one in spans]
    return Span(
        min((one for one in starts if one is not None), default=None) if None not in starts else None,
        max((one for one in ends if one is not None), default=None) if None not in ends else None,
        min((one for one in firsts if one is not None), default=None) if None not in firsts else None,
        max((one for one in lasts if one is not None), default=None) if None not in lasts else None,
        all(one.zoned for one in spans),
        all(one.readable for one in spans),
    )


def relation(one: Span, other: Span) -> Relation:
    """How ``one`` certainly lies to ``other``, whatever day of theirs it was."""
    if not (one.known and other.known):
        return "unknown"
    if one.end is not None and other.start is not None and one.end <= other.start:
        return "before"
    if one.start is not None and other.end is not None and one.start >= other.end:
        return "after"
    return "within" if _inside(one, other) else "overlaps"


def spans(edtf: str) -> tuple[Span, ...]:
    """The spans of a date; of a set, that of each of its dates."""
    try:
        return tuple(_part(one) for one in _members(edtf.strip()))
    except Unreadable:
        return (Span(None, None, None, None, readable=False),)


def relation_to_any(one: Span, others: Sequence[Span]) -> Relation:
    """How ``one`` certainly lies to several spans of which any may be meant: inside one of them is enough."""
    hows = {relation(one, other) for other in others}
    for how in ("within", "unknown", "overlaps"):
        if how in hows:
            return how
    return hows.pop() if len(hows) == 1 else "between" if hows else "unknown"


def apart(one: Span, other: Span) -> str:
    """At least how long after ``one`` the other begins: '13 months', '9 days', 'some hours'; for one that is before."""
    if one.end is None or other.start is None or one.end > other.start:
        raise ValueError("the first span does not end before the other begins")
    months = (other.start.year - one.end.year) * 12 + other.start.month - one.end.month
    months -= _later(one.end, months) > other.start
    days = (other.start - one.end).days
    if months >= 1:
        return _counted(months, "month")
    return _counted(days, "day") if days >= 1 else "some hours"


def said(edtf: str) -> str:
    """A date in words where that is plain, else as it is written: '9 November 2017', '2016~'."""
    if edtf[:1] in "[{" and edtf[-1:] in "]}" and ".." not in edtf and len(edtf) > 2:
        words = [said(one.strip()) for one in edtf[1:-1].split(",")]
        joined = " or " if edtf[0] == "[" else " and "
        return joined.join(one for one in (", ".join(words[:-1]), words[-1]) if one)
    if "/" in edtf and ".." not in edtf:
        first, _, last = edtf.partition("/")
        return f"{said(first)} to {said(last)}" if first and last else edtf
    found = _PLAIN.match(edtf)
    if found is None:
        return edtf
    year, month, day = found.groups()
    return " ".join(
        part for part in (str(int(day)) if day else "", _MONTHS[int(month) - 1] if month else "", year) if part
    )


def between(dates: Sequence[str]) -> str:
    """The dates from the earliest to the latest in words: 'between June 2016 and September 2016', or the one date."""
    ordered = sorted(dict.fromkeys(dates), key=lambda one: (span(one).start is not None, str(span(one).start)))
    if len(ordered) < 2:
        return said(ordered[0]) if ordered else ""
    latest = max(ordered, key=lambda one: (span(one).end is None, str(span(one).end)))
    widest = min(ordered, key=lambda one: (str(span(one).start), -len(one)))
    first, last = said(widest), said(latest)
    if first == last:
        return last
    plain = _PLAIN.match(widest), _PLAIN.match(latest)
    if plain[0] and plain[1] and plain[0][2] and plain[1][2] and plain[0][1] == plain[1][1]:
        first = first.rpartition(" ")[0]
    return f"between {first} and {last}"


def _members(edtf: str) -> list[tuple[str, str]]:
    """The dates of a set or interval, each (first, last), '..' where it is open; a single date is both."""
    if edtf[:1] in "[{" and edtf[-1:] in "]}" and len(edtf) > 2:
        listed = [member.strip() for member in edtf[1:-1].split(",")]
        return [(a or "..", b or "..") if dots else (a, a) for a, dots, b in (one.partition("..") for one in listed)]
    first, slash, last = edtf.partition("/")
    return [(first or "..", last or "..")] if slash else [(edtf, edtf)]


def _part(ends: tuple[str, str]) -> Span:
    first = UNKNOWN if ends[0] == ".." else _span(days_of(ends[0]))
    last = UNKNOWN if ends[1] == ".." else _span(days_of(ends[1]))
    if first.first and last.last and last.last < first.first:
        raise Unreadable("/".join(ends))
    zoned = (first.zoned or ends[0] == "..") and (last.zoned or ends[1] == "..") and ends != ("..", "..")
    return Span(first.start, last.end, first.first, last.last, zoned)


def _span(days: Days) -> Span:
    if days.moment is not None and days.moment.tzinfo is not None:
        at = days.moment.astimezone(UTC)
        return Span(at, at + days.lasting, days.first, days.last, zoned=True)
    if days.moment is not None:
        at = days.moment.replace(tzinfo=UTC)
        return Span(at - AHEAD, at + days.lasting + BEHIND, days.first, days.last)
    return Span(_begins(days.first), _ends(days.last), days.first, days.last)


def _begins(day: date | None) -> datetime | None:
    if day is None or day <= date.min + _DAY:
        return None
    return datetime.combine(day, time(), UTC) - AHEAD


def _ends(day: date | None) -> datetime | None:
    if day is None or day >= date.max - 2 * _DAY:
        return None
    return datetime.combine(day + _DAY, time(), UTC) + BEHIND


def _inside(one: Span, other: Span) -> bool:
    """Whether all that ``one`` allows is inside a span with two ends: by instants where it has a zone, else by days."""
    if other.start is None or other.end is None or one.start is None or one.end is None:
        return False
    if other.zoned:
        return other.start <= one.start and one.end <= other.end
    # The days of an instant in any zone on Earth.
    first, last = ((one.start - BEHIND).date(), (one.end + AHEAD).date()) if one.zoned else (one.first, one.last)
    if first is None or last is None or other.first is None or other.last is None:
        return False
    return other.first <= first and last <= other.last


def _later(at: datetime, months: int) -> datetime:
    """So many months later, on the last day of the month where it has no such day."""
    year, month = divmod(at.month - 1 + months, 12)
    for day in range(at.day, 27, -1):
        try:
            return at.replace(year=at.year + year, month=month + 1, day=day)
        except ValueError:
            continue
    return at.replace(year=at.year + year, month=month + 1)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"

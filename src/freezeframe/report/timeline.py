"""The timeline: who attests which date of each source, as spans of days, against the day that is claimed.

Places on the axis are percentages, so that the drawing is as wide as the page and its letters keep their size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from freezeframe.cases.document import CaseDocument, CaseSource, SourceAttestation
from freezeframe.report.periods import Period, period, said

_LEAST = 0.9
"""Per cent of the axis that a span is wide at least, so that a day can be seen."""
_MARGIN = 0.06
"""Share of the span of all dates that is left free on both sides."""
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
"""Months from tick to tick."""
_MOST_TICKS = 7
_LAST_TICK = 96
"""Per cent of the axis up to which ticks are named."""
EVIDENCE = {"held": "a copy is held", "cited": "cited, no copy held", "none": "no evidence given"}


@dataclass(frozen=True)
class Bar:
    """A span on the axis."""

    left: float
    """Per cent of the axis."""
    width: float
    style: str
    """claimed, held, cited, none; the last three also with ``inferred``."""
    open_left: bool
    open_right: bool


@dataclass(frozen=True)
class Row:
    """An attestation, or a claimed date, in words and as a bar."""

    who: str
    what: str
    """published, filmed."""
    when: str
    edtf: str
    note: str
    url: str
    bar: Bar | None
    """None when its days are not known."""


@dataclass(frozen=True)
class Group:
    """The rows of one source, and how far all of them lie from what is claimed."""

    title: str
    pictures: str
    """Names of the pictures that were traced to it."""
    rows: Sequence[Row]
    gap: str
    """A sentence; empty when there is nothing to compare."""


@dataclass(frozen=True)
class Tick:
    """A day that is named on the axis."""

    at: float
    name: str


@dataclass(frozen=True)
class Timeline:
    """All of it."""

    claimed: Sequence[Row]
    groups: Sequence[Group]
    ticks: Sequence[Tick]


@dataclass(frozen=True)
class _Axis:
    first: date
    last: date

    def at(self, day: date) -> float:
        """Per cent; before and after the axis it is cut off."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return 100 * min(max(share, 0.0), 1.0)

    def bar(self, days: Period, style: str) -> Bar | None:
        if not days.known:
            return None
        left = self.at(days.first) if days.first else 0.0
        right = self.at(days.last + timedelta(1)) if days.last else 100.0
        width = max(right - left, _LEAST)
        return Bar(round(min(left, 100 - width), 3), round(width, 3), style, days.first is None, days.last is None)

    def ticks(self) -> Iterator[Tick]:
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((step for step in _STEPS if months / step <= _MOST_TICKS), _STEPS[-1])
        for number in range(self.first.year * 12 + self.first.month, self.last.year * 12 + self.last.month + 1):
            if number % step == 0 and 0 < number // 12 < 10_000:
                day = date(number // 12, number % 12 + 1, 1)
                if self.first <= day <= self.last and self.at(day) <= _LAST_TICK:
                    name = str(day.year) if step % 12 == 0 else day.strftime("%b %Y")
                    yield Tick(round(self.at(day), 3), name)


def timeline(document: CaseDocument) -> Timeline | None:
    """The timeline of a case; None when no source has a date, or no date can be drawn."""
    claimed = _claimed(document)
    sources = {key: source for key, source in _used(document) if _dated(source)}
    spans = [period(edtf) for _, edtf, _ in claimed]
    spans += [period(one.value) for source in sources.values() for one in _dated(source)]
    days = [day for span in spans for day in (span.first, span.last) if day is not None]
    if not sources or not days:
        return None
    room = timedelta(days=max(round((max(days) - min(days)).days * _MARGIN), 10))
    axis = _Axis(_safe(min(days), -room), _safe(max(days), room))
    groups = [_group(document, key, source, claimed, axis) for key, source in sources.items()]
    rows = [
        Row(who, "claimed event", said(edtf), edtf, note, "", axis.bar(period(edtf), "claimed"))
        for who, edtf, note in claimed
    ]
    return Timeline(rows, groups, list(axis.ticks()))


def gap(before: Sequence[Period], claimed: Sequence[Period]) -> str:
    """How far spans lie from what is claimed, by what holds for every one of them; empty where that is unknown."""
    first_claimed = [one.first for one in claimed]
    last_claimed = [one.last for one in claimed]
    last, first = [one.last for one in before], [one.first for one in before]
    if None not in first_claimed and None not in last and before and claimed:
        days = (min(d for d in first_claimed if d) - max(d for d in last if d)).days
        if days > 0:
            return f"Every date attested is at least {length(days)} before what is claimed."
    if None not in last_claimed and None not in first and before and claimed:
        days = (min(d for d in first if d) - max(d for d in last_claimed if d)).days
        if days > 0:
            return f"Every date attested is at least {length(days)} after what is claimed."
    return "The dates attested and the date claimed overlap, or are too open to be told apart." if claimed else ""


def length(days: int) -> str:
    """A number of days in words, never more than it is."""
    if days < 62:
        return "1 day" if days == 1 else f"{days} days"
    months = int(days / 30.4375)
    return f"{months} months ({days} days)"


def _group(
    document: CaseDocument, key: str, source: CaseSource, claimed: Sequence[tuple[str, str, str]], axis: _Axis
) -> Group:
    attested = _dated(source)
    names = [p.name for p in document.pictures if any(match["source_id"] == key for match in p.matches)]
    distance = gap([period(one.value) for one in attested], [period(edtf) for _, edtf, _ in claimed])
    return Group(source.title or key, ", ".join(names), [_row(one, axis) for one in attested], distance)


def _row(one: SourceAttestation, axis: _Axis) -> Row:
    inferred = one.same_item == "inferred"
    note = EVIDENCE[one.evidence] + ("; that it is this very item is inferred" if inferred else "")
    style = one.evidence + (" inferred" if inferred else "")
    return Row(one.by, one.of, said(one.value), one.value, note, one.url, axis.bar(period(one.value), style))


def _claimed(document: CaseDocument) -> list[tuple[str, str, str]]:
    """Who claims which date of the pictures, each date once: (who, EDTF, the words)."""
    found: dict[str, tuple[str, str, str]] = {}
    for picture in document.pictures:
        statement = document.statement(picture.statement)
        for name in picture.claims:
            claim = statement.claim(name) if statement else None
            # What the writer himself dates is when the pictures were published, not what they show.
            if claim is None or not claim.get("said"):
                continue
            voice = claim.get("speaker")
            for edtf in claim["dates"]:
                found.setdefault(edtf, (voice["name"] if voice else "the statement", edtf, claim["text"]))
    return list(found.values())


def _dated(source: CaseSource) -> list[SourceAttestation]:
    return sorted((one for one in source.attestations if one.of != "place"), key=lambda one: one.value)


def _used(document: CaseDocument) -> Iterator[tuple[str, CaseSource]]:
    """The sources that pictures were traced to, in the order of the pictures."""
    keys = dict.fromkeys(match["source_id"] for picture in document.pictures for match in picture.matches)
    return ((key, document.sources[key]) for key in keys if key in document.sources)


def _safe(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day

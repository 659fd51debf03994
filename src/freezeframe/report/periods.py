"""The days that an EDTF date allows, for a drawing: its ends, and what is open or only about so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_UNSURE = "~?%"
_MONTHS = ("January February March April May June July August September October November December").split()
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included."""

    first: date | None
    """None when its beginning is open or unknown."""
    last: date | None
    unsure: bool = False
    """Marked uncertain or approximate by who gave it."""

    @property
    def known(self) -> bool:
        """Whether it can be drawn at all."""
        return self.first is not None or self.last is not None


def period(edtf: str) -> Period:
    """The days that a date allows; unknown ones (``XXXX-11-14``, a text that is no EDTF) give a period without ends."""
    # Takes a tenth of a second to load.
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    unsure = any(mark in edtf for mark in _UNSURE)
    if not edtf or edtf.startswith("X"):
        return Period(None, None, unsure)
    try:
        parsed = parse_edtf(edtf)
    except (EDTFParseException, ValueError, AttributeError):
        # The library raises AttributeError for a date like 2016-1X, which it should read.
        return Period(None, None, unsure)
    # An unknown end (nothing before or after the slash) is guessed by the library.
    first = None if edtf.startswith("/") else _day(parsed, "lower_strict")
    last = None if edtf.endswith("/") else _day(parsed, "upper_strict")
    return Period(first, last, unsure)


def said(edtf: str) -> str:
    """A date in words: ``2016-06`` is "June 2016"; what has no plain words stays as it is written."""
    begin, slash, end = edtf.partition("/")
    if slash:
        ends = (_plain(begin), _plain(end))
        if begin in ("", ".."):
            return f"{ends[1]} or before" if end not in ("", "..") else edtf
        return f"{ends[0]} or later" if end in ("", "..") else f"{ends[0]} to {ends[1]}"
    return _plain(edtf)


def _plain(edtf: str) -> str:
    """One date in words."""
    about = "about " if edtf.endswith(("~", "%")) else ""
    maybe = " (uncertain)" if edtf.endswith(("?", "%")) else ""
    parts = edtf.rstrip(_UNSURE).split("T")[0].split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return edtf
    month = int(parts[1]) if len(parts) > 1 else 0
    if len(parts) == 1:
        return f"{about}{parts[0]}{maybe}"
    if parts[1] in _SEASONS:
        return f"{about}{_SEASONS[parts[1]]} {parts[0]}{maybe}"
    if not 1 <= month <= 12:
        return edtf
    day = f"{int(parts[2])} " if len(parts) == 3 else ""
    return f"{about}{day}{_MONTHS[month - 1]} {parts[0]}{maybe}"


def _day(parsed: object, bound: str) -> date | None:
    find = getattr(parsed, bound, None)
    found = find() if find is not None else None
    year = getattr(found, "tm_year", 0)
    if found is None or not 0 < year < 9999:
        return None
    return date(found.tm_year, found.tm_mon, found.tm_mday)

"""Extended Date/Time Format (ISO 8601-2): is a date valid, and which days does it allow."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime

from freezeframe.errors import BadInput

_WHOLE_DAY = re.compile(r"(?<![-\dY])\d{4}-\d{2}-\d{2}")


def now() -> str:
    """The present moment, UTC, to the second: YYYY-MM-DDTHH:MM:SSZ."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def earliest(edtf: str, subject: str) -> str:
    """The first day that an EDTF date allows, YYYY-MM-DD; empty when its beginning is open or has no year.

    ``subject`` is where the date was found, for the error.

    Raises:
        BadInput: the date is no valid EDTF.
    """
    # Needed only when something is written, and it takes a tenth of a second to load.
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        # The library takes 29 February of any year for a day.
        for whole_day in _WHOLE_DAY.findall(edtf):
            date.fromisoformat(whole_day)
        parsed = parse_edtf(edtf)
        first, last = _day(parsed, "lower_strict"), _day(parsed, "upper_strict")
    except (EDTFParseException, ValueError) as error:
        raise BadInput(subject, f"{edtf!r} is no EDTF date", "write it like 2016-06-29, 2016-06 or 2016-06~") from error
    if first and last and last < first:
        raise BadInput(subject, f"{edtf!r} ends before it begins", "swap the two dates")
    # An unknown beginning is guessed by the library: ten years before the end.
    return "" if edtf.startswith("/") else first


def _day(parsed: object, bound: str) -> str:
    """YYYY-MM-DD of a bound; empty where the library knows none, as for '../2016' or 'XXXX-11-14'."""
    find = getattr(parsed, bound, None)
    day = find() if find is not None else None
    if not isinstance(day, time.struct_time) or not 0 < day.tm_year < 10_000:
        return ""
    return f"{day.tm_year:04d}-{day.tm_mon:02d}-{day.tm_mday:02d}"

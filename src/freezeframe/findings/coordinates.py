"""Coordinates as people write them: '33.35, 43.79', '33.35 N 43.79 E', '33°21'36"N 43°47'E'."""

from __future__ import annotations

import re

_ONE = (
    r"(?P<{0}>[+-]?\d{{1,3}}(?:\.\d+)?)\s*[°º]?\s*(?:(?P<{0}m>\d{{1,2}}(?:\.\d+)?)\s*['\u2032\u2019]\s*)?"
    r"(?:(?P<{0}s>\d{{1,2}}(?:\.\d+)?)\s*(?:\"|\u2033|\u201d|''|\u2032\u2032)\s*)?(?P<{0}w>[NSEW])?"
)
_BOTH = re.compile(rf"\s*{_ONE.format('a')}\s*[,;\s]\s*{_ONE.format('b')}\s*\Z", re.IGNORECASE)


def point(text: str) -> tuple[float, float] | None:
    """Degrees north and east of a text that is nothing but coordinates; None where it is none, or of no such place.

    Without letters the first is the latitude; with letters either may come first.
    """
    found = _BOTH.match(text)
    if found is None:
        return None
    one, other = (_degrees(found, name) for name in "ab")
    ways = f"{found['aw'] or ''}{found['bw'] or ''}".upper()
    if ways and (len(ways) != 2 or (ways[0] in "NS") == (ways[1] in "NS")):
        return None
    north, east = (other, one) if ways[:1] in tuple("EW") else (one, other)
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None


def _degrees(found: re.Match[str], name: str) -> float:
    whole = float(found[name])
    small = float(found[f"{name}m"] or 0) / 60 + float(found[f"{name}s"] or 0) / 3600
    size = abs(whole) + small
    return -size if found[name].startswith("-") or (found[f"{name}w"] or "").upper() in ("S", "W") else size

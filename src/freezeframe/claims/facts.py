"""The dates and places of a text by where they stand, and which places a statement denies."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from freezeframe.claims.records import ClaimPlace, DateSpan, Place, Span
from freezeframe.claims.words import Row

_Item = TypeVar("_Item", DateSpan, Place)
_REACH = 5
"""Words between 'not' and the place that it denies, at most."""
_LOCATING = ("show", "film", "take", "come", "belong", "match")


@dataclass(frozen=True)
class Facts:
    """The dates and places of a text, in its order."""

    dates: Sequence[DateSpan]
    places: Sequence[Place]
    published: str = ""
    """When the text was published, EDTF; empty where nothing says it."""

    def is_past_year(self, span: Span) -> bool:
        """Whether a span names a year with all its digits that is over when the text is published."""
        bound = re.search(r"\d{4}", self.published)
        named = [d.edtf for d in _within(self.dates, self._date_starts, span) if d.how == "said"]
        years = [int(found.group()) for edtf in named if (found := re.match(r"\W*(\d{4})", edtf))]
        return any(bound is None or year < int(bound.group()) for year in years)

    @cached_property
    def _date_starts(self) -> list[int]:
        return [date.span[0] for date in self.dates]

    @cached_property
    def _place_starts(self) -> list[int]:
        return [place.span[0] for place in self.places]

    def dates_within(self, span: Span) -> tuple[str, ...]:
        """EDTF dates in a span, each once."""
        return tuple(dict.fromkeys(d.edtf for d in _within(self.dates, self._date_starts, span) if d.edtf))

    def places_within(self, span: Span) -> tuple[str, ...]:
        """Names of places in a span, each once."""
        return tuple(dict.fromkeys(p.name for p in _within(self.places, self._place_starts, span)))

    def claimed(self, row: Row, *, negated: bool) -> tuple[ClaimPlace, ...]:
        """The places of a statement, and whether it denies them: 'and not from Puno', 'does not show the Elbe'."""
        found: dict[str, bool] = {}
        for place in _within(self.places, self._place_starts, row.span):
            at = row.at(place.span[0])
            denied = _is_excluded(row, at) or (negated and _is_located(row, at))
            found[place.name] = found.get(place.name, False) or denied
        return tuple(ClaimPlace(name, denied) for name, denied in found.items())


def _within(items: Sequence[_Item], starts: Sequence[int], span: Span) -> Iterator[_Item]:
    first = bisect_left(starts, span[0])
    for item in items[first : bisect_left(starts, span[1], first)]:
        if item.span[1] <= span[1]:
            yield item


def _is_excluded(row: Row, at: int) -> bool:
    """Whether 'not' stands before the place with nothing but small words and nouns between."""
    for index in range(at - 1, max(at - 1 - _REACH, -1), -1):
        if row.speech.has("negations", row.items[index].low):
            before = row.tags[index - 1 : index]
            return before in ("K", ",", "-", "(", "")
        if row.tags[index] not in "IDGNMt'PT" or row.speech.has("counter", row.items[index].low):
            return False
    return False


def _is_located(row: Row, at: int) -> bool:
    """Whether a negated verb of showing or coming from has the place in its complement."""
    for index in range(at - 1, -1, -1):
        if row.speech.has("counter", row.items[index].low) or row.tags[index] in ";:":
            return False
        if row.tags[index] not in "CVA":
            continue
        roles = {verb.role for verb in row.speech.picture_verbs.get(row.items[index].low, ())}
        return bool(roles & set(_LOCATING))
    return False

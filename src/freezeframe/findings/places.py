"""Places as points and states, and how far what is attested lies from what is claimed.

A name that several places have stands for all of them: only what holds for every one is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from freezeframe.cases.objects import Json
from freezeframe.claims.folding import folded
from freezeframe.claims.gazetteer import gazetteer
from freezeframe.claims.places import places_in
from freezeframe.claims.records import Block, Place
from freezeframe.kernels.globe import distance_km

NEAR_KM, FAR_KM = 25.0, 100.0
"""Up to the one, two places are taken for the same, from the other on for different ones; in between nothing is
concluded. A convention of this project, wide because 'near' is: the distance itself is always told."""
_POINTS = ("city", "site")
"""Kinds of place that a point stands for; a river, a region or a sea is no point."""
_AREA = re.compile(r"\b(?:province|governorate|region|district|county|oblast|state)\b", re.IGNORECASE)
"""A name with one of these is of more than its town."""
_NUMBERS = re.compile(r"\s*([+-]?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*\Z")
Apart: TypeAlias = Literal["same", "near", "different", "unknown"]


@dataclass(frozen=True)
class Spot:
    """What a name of a place stands for."""

    name: str
    """As it was written."""
    points: tuple[tuple[float, float], ...] = ()
    """Degrees north and east of every place of that name; empty where a point says nothing."""
    states: frozenset[str] = frozenset()
    """ISO 3166-1 codes: where it lies; of a border, both; empty when unknown."""
    whole_state: bool = False
    """It is a state, not a place in it."""


def claimed_spot(name: str, reading: Json) -> Spot:
    """A place of a claim, as the reading of its statement found it."""
    for place in reading.get("places", ()):
        if place["name"] == name:
            return _spot(name, place.get("kind", ""), place.get("lat"), place.get("lon"), place.get("country", ""))
    return Spot(name)


@lru_cache(maxsize=1024)
def attested_spot(value: str) -> Spot:
    """A place as a person or a page names it: 'near Fallujah, Iraq', '33.35, 43.79', 'Syria'."""
    numbers = _NUMBERS.match(value)
    if numbers is not None and abs(float(numbers[1])) <= 90 and abs(float(numbers[2])) <= 180:
        return Spot(value, ((float(numbers[1]), float(numbers[2])),))
    found = places_in(value, [Block("body", (0, len(value)))])
    states = frozenset(one.country for one in found if one.kind == "country")
    places = [one for one in found if one.kind != "country"]
    if not places:
        first = next((one for one in found), None)
        return _spot(value, "country", None, None, first.country) if first else Spot(value)
    return _of_all_so_called(value, places[0], states)


def _of_all_so_called(value: str, place: Place, states: frozenset[str]) -> Spot:
    """The place, or every place of its name where no state is named with it."""
    entries = [one for one in gazetteer().find(folded(place.name)) if one.lat is not None and one.kind in _POINTS]
    inside = [one for one in entries if one.country in states] if states else entries
    points = tuple((one.lat, one.lon) for one in inside or entries if one.lat is not None and one.lon is not None)
    if _AREA.search(value):
        return Spot(value, (), states or frozenset(one.country for one in inside or entries))
    if place.kind in _POINTS and points:
        return Spot(value, points, states or frozenset(one.country for one in entries))
    spot = _spot(value, place.kind, place.lat, place.lon, place.country)
    return Spot(value, spot.points, spot.states or states)


def _spot(name: str, kind: str, lat: Any, lon: Any, country: str) -> Spot:  # noqa: ANN401 - what JSON can hold
    states = frozenset(code for code in (country or "").split("+") if code)
    point = ((float(lat), float(lon)),) if kind in _POINTS and lat is not None and lon is not None else ()
    return Spot(name, point, states, kind == "country")


def distance(one: Spot, other: Spot) -> float | None:
    """Kilometres between the nearest places of the two names; None where one of them has no point."""
    return min((distance_km(a, b) for a in one.points for b in other.points), default=None)


def apart(claimed: Spot, attested: Spot) -> Apart:
    """Whether what is attested is the claimed place, or in the claimed state, or certainly another place."""
    far = distance(claimed, attested)
    if far is not None:
        return "same" if far <= NEAR_KM else "different" if far >= FAR_KM else "near"
    if not (claimed.states and attested.states):
        return "unknown"
    if not claimed.states & attested.states:
        return "different"
    # A place in the claimed state is what is claimed; a state in which the claimed place lies may be anywhere in it.
    return "same" if claimed.whole_state and attested.states == claimed.states else "unknown"


def kilometres(far: float) -> str:
    """In words, no more exact than a name of a place is."""
    return f"about {far:,.0f} km" if far >= 1 else "less than 1 km"


def named(spots: Sequence[Spot]) -> str:
    """Their names, one after the other."""
    return ", ".join(dict.fromkeys(one.name for one in spots))

"""Places as points and states, and how far what is attested lies from what is claimed.

A name that several places have stands for all of them, and so do words that leave several places open ("Fallujah or
Mosul", "on the road from Fallujah to Abu Kamal"): only what holds for every one is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Any, Literal, TypeAlias

from freezeframe.cases.objects import Json
from freezeframe.claims.folding import folded
from freezeframe.claims.gazetteer import Entry, gazetteer
from freezeframe.claims.places import places_in
from freezeframe.claims.records import Block, Place
from freezeframe.findings import coordinates
from freezeframe.kernels.globe import distance_km

NEAR_KM, FAR_KM = 25.0, 100.0
"""Up to the one, two places are taken for the same, from the other on for different ones; in between nothing is
concluded. A convention of this project, wide because 'near' is: the distance itself is always told."""
_POINTS = ("city", "site")
"""Kinds of place that a point stands for; a river, a region or a sea is no point."""
_AREA = re.compile(r"\b(?:province|governorate|region|district|county|oblast|state)\b", re.IGNORECASE)
"""A name with one of these is of more than its town."""
_DENIED = re.compile(r"\b(?:not|never|no|neither|nor|except|unlike|rather than|instead of)\b", re.IGNORECASE)
"""Words with which a name may be of where it was not."""
_JOINED = re.compile(r"\b(?:or|and|to|from|between|towards?|via)\b|[;/]", re.IGNORECASE)
"""What makes several names several places, not one place and what lies around it."""
_WAY = re.compile(r"\b(?:to|from|between|towards?|via)\b", re.IGNORECASE)
"""What makes them a way, on which it may be anywhere."""
_KM = re.compile(r"(\d+(?:,\d{3})*(?:[.,]\d+)?)[\s-]*(?:(km|kilomet(?:er|re)s?)|(miles?|mi))\b", re.IGNORECASE)
_MILE_KM = 1.609344
_AWAY = re.compile(r"\b(?:north|south|east|west)[- ]?(?:east|west)?(?:ern)?(?:wards?)? of\b", re.IGNORECASE)
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
    within_km: float = 0.0
    """How far from its points it may be, by its own words: '300 km west of Fallujah'."""
    stretch: bool = False
    """It may be anywhere between its points."""

    @property
    def unsure(self) -> bool:
        """Whether its words leave more than one place open."""
        return len(self.points) > 1 or self.within_km > 0


def claimed_spot(name: str, reading: Json) -> Spot:
    """A place of a claim, as its statement was read: every place of its name, or of those in a state beside it."""
    named = reading.get("places", ())
    place = next((one for one in named if one["name"] == name), None)
    if place is None:
        return Spot(name)
    spot = _spot(name, place.get("kind", ""), place.get("lat"), place.get("lon"), place.get("country", ""))
    if not spot.points:
        return spot
    entries = _namesakes(name, _states_beside(name, named))
    if len(entries) < 2:
        return spot
    return Spot(name, _points(entries), frozenset(one.country for one in entries))


def _states_beside(name: str, named: Sequence[Json]) -> frozenset[str]:
    """States that stand right behind a name wherever it is: 'Tripoli, Lebanon', 'Tripoli in Libya'."""
    return frozenset(
        after["country"]
        for one, after in pairwise(named)
        if one["name"] == name
        and after.get("kind") == "country"
        and "span" in one
        and 0 <= after["span"][0] - one["span"][1] <= len(" in ")
    )


@lru_cache(maxsize=1024)
def attested_spot(value: str) -> Spot:
    """A place as a person or a page names it: 'near Fallujah, Iraq', '33.35, 43.79', 'Syria'."""
    at = coordinates.point(value)
    if at is not None:
        return Spot(value, (at,))
    if _DENIED.search(value):
        return Spot(value)
    found = places_in(value, [Block("body", (0, len(value)))])
    states = frozenset(one.country for one in found if one.kind == "country")
    names = [one for one in found if one.kind != "country"]
    if not names:
        return Spot(value, (), states, whole_state=len(states) == 1)
    spots = [_of_all_so_called(value, one, states) for one in names]
    if not _JOINED.search(value):
        # One place, and the region or river that it is in or on.
        spots = [one for one in spots if one.points] or spots[:1]
    return replace(_all_of(value, spots), within_km=_reach(value))


def _all_of(value: str, spots: Sequence[Spot]) -> Spot:
    """Where it is one of several places, or between them."""
    if len(spots) == 1:
        return spots[0]
    known = all(one.points for one in spots)
    points = tuple(dict.fromkeys(point for one in spots for point in one.points)) if known else ()
    sure = all(one.states for one in spots)
    states = frozenset(code for one in spots for code in one.states) if sure else frozenset[str]()
    return Spot(value, points, states, stretch=_WAY.search(value) is not None)


def _reach(value: str) -> float:
    """How far from the named place it may be: what its words say, or as wide as 'near' where they tell a direction."""
    told = _KM.search(value)
    if told is not None:
        figure = re.sub(r",(?=\d{3}\b)", "", told[1]).replace(",", ".")
        return float(figure) * (1.0 if told[2] else _MILE_KM)
    return NEAR_KM if _AWAY.search(value) else 0.0


def _of_all_so_called(value: str, place: Place, states: frozenset[str]) -> Spot:
    """The place, or every place of its name where no state is named with it."""
    entries = _namesakes(place.name, states)
    lie_in = states or frozenset(one.country for one in entries)
    if _AREA.search(value):
        return Spot(value, (), lie_in)
    if place.kind in _POINTS and entries:
        return Spot(value, _points(entries), lie_in)
    spot = _spot(value, place.kind, place.lat, place.lon, place.country)
    return Spot(value, spot.points, spot.states or states)


def _namesakes(name: str, states: frozenset[str]) -> list[Entry]:
    """The places of a name, of a state that is named with it; where there are large ones, those only."""
    entries = [one for one in gazetteer().find(folded(name)) if one.lat is not None and one.kind in _POINTS]
    inside = [one for one in entries if one.country in states] or entries
    return [one for one in inside if one.trust == "strong"] or inside


def _points(entries: Sequence[Entry]) -> tuple[tuple[float, float], ...]:
    return tuple((one.lat, one.lon) for one in entries if one.lat is not None and one.lon is not None)


def _spot(name: str, kind: str, lat: Any, lon: Any, country: str) -> Spot:  # noqa: ANN401 - what JSON can hold
    states = frozenset(code for code in (country or "").split("+") if code)
    point = ((float(lat), float(lon)),) if kind in _POINTS and lat is not None and lon is not None else ()
    return Spot(name, point, states, kind == "country")


def distances(one: Spot, other: Spot) -> tuple[float, float] | None:
    """The least and the greatest distance that two places can have, kilometres; None where one has no point."""
    far = [distance_km(a, b) for a in one.points for b in other.points]
    reach = one.within_km + other.within_km
    return (max(0.0, min(far) - reach), max(far) + reach) if far else None


def apart(claimed: Spot, attested: Spot) -> Apart:
    """Whether what is attested is the claimed place, or in the claimed state, or certainly another place."""
    far = distances(claimed, attested)
    if far is not None:
        if far[1] <= NEAR_KM:
            return "same"
        if far[0] >= FAR_KM and not (attested.stretch and lies_between(attested.points, claimed)):
            return "different"
        return "near" if far[0] == far[1] else "unknown"
    if not (claimed.states and attested.states):
        return "unknown"
    if not claimed.states & attested.states:
        return "different"
    # A place in the claimed state is what is claimed; a state in which the claimed place lies may be anywhere in it.
    return "same" if claimed.whole_state and attested.states == claimed.states else "unknown"


def any_of(claimed: Sequence[Spot], attested: Spot) -> Apart:
    """As ``apart`` for a claim that names several places: it is one of them, or none, or on the way between them."""
    hows = {apart(one, attested) for one in claimed}
    if "same" in hows:
        return "same"
    if hows == {"different"} and not lies_between([point for one in claimed for point in one.points], attested):
        return "different"
    return "near" if hows == {"near"} else "unknown"


def lies_between(ends: Sequence[tuple[float, float]], spot: Spot) -> bool:
    """Whether a place is nearer to both of two others than these are to each other: it may be on the way."""
    return any(
        max(distance_km(a, point), distance_km(point, b)) < distance_km(a, b)
        for a, b in combinations(ends, 2)
        for point in spot.points
    )


def kilometres(far: float) -> str:
    """In words, no more exact than a name of a place is."""
    return f"about {far:,.0f} km" if far >= 1 else "less than 1 km"

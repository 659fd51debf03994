"""A small map: where the pictures are said to show, and where their sources are attested to be filmed.

Nothing is fetched: the outlines are in the package. Only places that are points are drawn; a border, a region or a
country is named beside the map.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, floor, hypot, radians

from freezeframe.cases.document import CaseDocument, CasePicture
from freezeframe.cases.objects import Json
from freezeframe.claims.places import places_in
from freezeframe.claims.records import Block
from freezeframe.kernels.globe import distance_km
from freezeframe.report.land import Point, Window, area, countries, inside, path, placed

WIDTH, HEIGHT = 640, 440
"""Units of the drawing."""
_POINTS = ("city", "site")
"""Kinds of place that are a point."""
_LEAST_SPAN = 6.0
"""Degrees that the map is high at least."""
_ROOM = 2.3
"""How much higher and wider than what it shows."""
_LEAST_LABEL = 0.02
"""Share of the map that a country covers at least to be named."""
_KM_A_DEGREE = 111.195


@dataclass(frozen=True)
class Spot:
    """A place, and who names it."""

    name: str
    north: float | None
    """Degrees; None when it is no single point."""
    east: float | None
    role: str
    """claimed, denied, attested."""
    by: str
    """Who names it."""

    @property
    def point(self) -> tuple[float, float] | None:
        """Degrees north and east."""
        return None if self.north is None or self.east is None else (self.north, self.east)


@dataclass(frozen=True)
class Mark:
    """A place on the drawing."""

    number: int
    x: float
    y: float
    name: str
    role: str
    left: bool
    """Its name stands to the left of it."""
    dy: float
    """How far below the mark's middle its name stands."""


@dataclass(frozen=True)
class Distance:
    """From a place that is claimed to one that is attested."""

    claimed: str
    attested: str
    km: float
    line: tuple[float, float, float, float]
    """On the drawing, from x, y to x, y."""

    @property
    def words(self) -> str:
        """In words, no more exact than the name of a place."""
        return f"about {self.km:,.0f} km" if self.km >= 1 else "less than 1 km"


@dataclass(frozen=True)
class Map:
    """A map and what stands beside it."""

    land: Sequence[str]
    """``d`` of an SVG path for each country."""
    names: Sequence[tuple[float, float, str]]
    meridians: Sequence[tuple[float, str]]
    parallels: Sequence[tuple[float, str]]
    marks: Sequence[Mark]
    distances: Sequence[Distance]
    spots: Sequence[Spot]
    """Every place, on the map or not."""
    scale: tuple[float, str]
    """Length of the bar on the drawing, and what it stands for."""
    width: int = WIDTH
    height: int = HEIGHT


class _Sheet:
    """Takes degrees to the drawing: east and west are shortened as they are in the middle of the map."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        norths, easts = [n for n, _ in points], [e for _, e in points]
        middle_north, middle_east = (min(norths) + max(norths)) / 2, (min(easts) + max(easts)) / 2
        self._shrink = max(cos(radians(middle_north)), 0.1)
        high = max((max(norths) - min(norths)) * _ROOM, _LEAST_SPAN)
        wide = (max(easts) - min(easts)) * _ROOM * self._shrink
        self._unit = min(HEIGHT / high, WIDTH / wide if wide else HEIGHT / high)
        high, wide = HEIGHT / self._unit, WIDTH / self._unit / self._shrink
        self.window = Window(
            middle_east - wide / 2, middle_north - high / 2, middle_east + wide / 2, middle_north + high / 2
        )

    def place(self, point: Point) -> Point:
        """Degrees east and north to the drawing."""
        return (point[0] - self.window.west) * self._unit * self._shrink, (self.window.north - point[1]) * self._unit

    def km(self, units: float) -> float:
        """A length on the drawing in kilometres, in the middle of the map."""
        return units / self._unit * _KM_A_DEGREE


def map_of(document: CaseDocument) -> Map | None:
    """The map of a case; None when no place of it is a point."""
    spots = list(dict.fromkeys([*_claimed(document), *_attested(document)]))
    points = [spot.point for spot in spots if spot.point is not None]
    return drawn(spots) if points else None


def drawn(spots: Sequence[Spot]) -> Map:
    """A map of these places; at least one of them is a point."""
    sheet = _Sheet([spot.point for spot in spots if spot.point is not None])
    distances = list(_distances(spots, sheet))
    taken = [sheet.place((east, north)) for north, east in (spot.point for spot in spots if spot.point is not None)]
    taken += [_along(one.line, share) for one in distances for share in (0.15, 0.3, 0.45, 0.6, 0.75, 0.9)]
    land, names = [], []
    for country in countries():
        clipped = [sheet.window.clipped(ring) for ring in country.rings if sheet.window.meets(ring)]
        rings = [placed(ring, sheet.place) for ring in clipped if ring]
        if not rings:
            continue
        land.append(path(rings))
        largest = max(rings, key=area)
        spot = _free(largest, taken) if area(largest) >= _LEAST_LABEL * WIDTH * HEIGHT else None
        if spot is not None:
            names.append((spot[0], spot[1], country.name))
    return Map(
        [d for d in land if d],
        names,
        list(_lines(sheet, 0)),
        list(_lines(sheet, 1)),
        list(_marks(spots, sheet)),
        distances,
        spots,
        _scale(sheet),
    )


def _free(ring: Sequence[Point], taken: Sequence[Point]) -> Point | None:
    """Where in a ring on the drawing a name stands farthest from what is drawn, and from the edge."""
    best, room = None, 0.0
    for y in range(30, HEIGHT - 20, 20):
        for x in range(50, WIDTH - 40, 20):
            if not inside(ring, (x, y)):
                continue
            far = min([hypot((x - a) / 2, y - b) for a, b in taken], default=WIDTH)
            far = min(far, x / 2, (WIDTH - x) / 2, y, HEIGHT - y, *(hypot((x - a) / 2, y - b) for a, b in ring))
            if far > room:
                best, room = (float(x), float(y)), far
    return best


def _along(line: tuple[float, float, float, float], share: float) -> Point:
    return line[0] + share * (line[2] - line[0]), line[1] + share * (line[3] - line[1])


def _marks(spots: Sequence[Spot], sheet: _Sheet) -> Iterator[Mark]:
    """Each place once, whoever names it; a name gives way to those that stand above it."""
    seen: dict[tuple[tuple[float, float], str], Spot] = {}
    for spot in spots:
        if spot.point is not None:
            seen.setdefault((spot.point, spot.role), spot)
    taken: list[tuple[float, float]] = []
    for number, ((north, east), role) in enumerate(sorted(seen, key=lambda key: (-key[0][0], key[1])), 1):
        x, y = sheet.place((east, north))
        label = y
        while any(abs(label - other) < 20 and abs(x - other_x) < 200 for other_x, other in taken):
            label += 4
        taken.append((x, label))
        yield Mark(number, round(x, 1), round(y, 1), seen[(north, east), role].name, role, x > WIDTH * 0.62, label - y)


def _distances(spots: Sequence[Spot], sheet: _Sheet) -> Iterator[Distance]:
    told = set()
    for one in spots:
        for other in spots:
            if (one.role, other.role) != ("claimed", "attested") or one.point is None or other.point is None:
                continue
            if (one.point, other.point) in told:
                continue
            told.add((one.point, other.point))
            ends = [round(n, 1) for north, east in (one.point, other.point) for n in sheet.place((east, north))]
            km = distance_km(one.point, other.point)
            yield Distance(one.name, other.name, km, (ends[0], ends[1], ends[2], ends[3]))


def _lines(sheet: _Sheet, axis: int) -> Iterator[tuple[float, str]]:
    """Meridians (0) or parallels (1): where on the drawing, and what each is called."""
    window = sheet.window
    low, high = ((window.west, window.east), (window.south, window.north))[axis]
    step = next((step for step in (1, 2, 5, 10, 20, 30) if (high - low) / step <= 8), 45)
    degree = (floor(low / step) + 1) * step
    while degree < high:
        spot = sheet.place((degree, degree))[axis]
        letter = ("E" if degree > 0 else "W", "N" if degree > 0 else "S")[axis] if degree else ""
        yield round(spot, 1), f"{abs(degree)}°{letter}"
        degree += step


def _scale(sheet: _Sheet) -> tuple[float, str]:
    """The longest round length that is at most a quarter of the map."""
    most = sheet.km(WIDTH / 4)
    km = next((km for km in (2000, 1000, 500, 200, 100, 50, 20, 10) if km <= most), 5)
    return round(km / sheet.km(1), 1), f"{km} km"


def _claimed(document: CaseDocument) -> Iterator[Spot]:
    """The places of the claims that pictures are offered for."""
    for picture in document.pictures:
        statement = document.statement(picture.statement)
        for name in picture.claims:
            claim = statement.claim(name) if statement else None
            if statement is None or claim is None or not claim.get("said"):
                continue
            voice = claim.get("speaker")
            by = voice["name"] if voice else "the statement"
            for place in claim["places"]:
                yield _told(place, statement.reading, by)


def _told(place: Json, reading: Json, by: str) -> Spot:
    role = "denied" if place["denied"] else "claimed"
    known = next((one for one in reading["places"] if one["name"] == place["name"]), None)
    if known is None or known.get("kind", "city") not in _POINTS or known["lat"] is None:
        return Spot(place["name"], None, None, role, by)
    return Spot(place["name"], float(known["lat"]), float(known["lon"]), role, by)


def _attested(document: CaseDocument) -> Iterator[Spot]:
    for key, source in document.sources.items():
        if not any(_from(picture, key) for picture in document.pictures):
            continue
        for one in source.attestations:
            if one.of == "place":
                point = located(one.value)
                north, east = point or (None, None)
                yield Spot(one.value, north, east, "attested", one.by)


def _from(picture: CasePicture, source: str) -> bool:
    return any(match["source_id"] == source for match in picture.matches)


@lru_cache(maxsize=1024)
def located(value: str) -> tuple[float, float] | None:
    """Degrees north and east of a place as somebody names it ('near Fallujah, Iraq'); None when it is no point."""
    for place in places_in(value, [Block("body", (0, len(value)))]):
        if place.kind in _POINTS and place.lat is not None and place.lon is not None:
            return place.lat, place.lon
    return None

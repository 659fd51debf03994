"""The outlines of countries that the package carries, cut to a window and drawn as SVG paths."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeAlias

import zstandard

Point: TypeAlias = tuple[float, float]
"""Degrees east, degrees north: the order of a drawing."""
Ring: TypeAlias = Sequence[Point]
_GRID = 100
"""Steps a degree in the file."""
_LEAST_AREA = 1.0
"""Square units of a drawing."""


@dataclass(frozen=True)
class Window:
    """A part of the globe between two meridians and two parallels."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, ring: Ring) -> bool:
        """Whether any of a ring may lie in it."""
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        return max(xs) >= self.west and min(xs) <= self.east and max(ys) >= self.south and min(ys) <= self.north

    def clipped(self, ring: Ring) -> list[Point]:
        """The part of a ring inside, one side after the other (Sutherland and Hodgman); empty when there is none."""
        sides: tuple[tuple[int, float, int], ...] = (
            (0, self.west, 1),
            (0, self.east, -1),
            (1, self.south, 1),
            (1, self.north, -1),
        )
        for axis, edge, sign in sides:
            ring = _cut(ring, axis, edge, sign)
            if not ring:
                return []
        return list(ring)


@dataclass(frozen=True)
class Country:
    """A country's name and outlines."""

    name: str
    rings: Sequence[Ring]


@cache
def countries() -> tuple[Country, ...]:
    """Every country of the file."""
    stored = resources.files("freezeframe").joinpath("data/map/countries.zst").read_bytes()
    with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(stored)) as stream:
        document = json.loads(stream.read())
    lines = [_line(steps) for steps in document["lines"]]
    return tuple(
        Country(one["name"], [_ring(lines, numbers) for numbers in one["rings"]]) for one in document["countries"]
    )


def placed(ring: Ring, place: Callable[[Point], Point]) -> list[Point]:
    """A ring on the drawing, to half a unit, each point once; ``place`` takes degrees to the drawing."""
    return list(dict.fromkeys((round(2 * x) / 2, round(2 * y) / 2) for x, y in map(place, ring)))


def path(rings: Sequence[Ring]) -> str:
    """The ``d`` of an SVG path of rings on the drawing; what is too small to be seen is left out."""
    seen = [ring for ring in rings if len(ring) > 2 and area(ring) >= _LEAST_AREA]
    return "".join(f"M{'L'.join(f'{x:g} {y:g}' for x, y in ring)}Z" for ring in seen)


def area(ring: Ring) -> float:
    """The area inside a ring, in its own units squared."""
    twice = sum(x * y_2 - x_2 * y for (x, y), (x_2, y_2) in zip(ring, [*ring[1:], ring[0]], strict=True))
    return abs(twice) / 2


def inside(ring: Ring, point: Point) -> bool:
    """Whether a point is inside a ring, by the number of its sides that a ray from the point crosses."""
    x, y = point
    crossed = 0
    for (x_1, y_1), (x_2, y_2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        crossed += (y_1 > y) != (y_2 > y) and x < x_1 + (y - y_1) / (y_2 - y_1) * (x_2 - x_1)
    return crossed % 2 == 1


def _line(steps: Sequence[int]) -> list[Point]:
    east = north = 0
    line = []
    for x, y in zip(steps[::2], steps[1::2], strict=True):
        east, north = east + x, north + y
        line.append((east / _GRID, north / _GRID))
    return line


def _ring(lines: Sequence[Sequence[Point]], numbers: Sequence[int]) -> list[Point]:
    """A ring of lines end to end; ~n is line n walked backwards."""
    ring: list[Point] = []
    for number in numbers:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        ring += line[:-1]
    return ring


def _cut(ring: Ring, axis: int, edge: float, sign: int) -> list[Point]:
    """What of a ring lies on one side of an edge."""
    return list(_kept(ring, axis, edge, sign)) if ring else []


def _kept(ring: Ring, axis: int, edge: float, sign: int) -> Iterator[Point]:
    before = ring[-1]
    for point in ring:
        here, was = sign * (point[axis] - edge) >= 0, sign * (before[axis] - edge) >= 0
        if here != was:
            share = (edge - before[axis]) / (point[axis] - before[axis])
            yield before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])
        if here:
            yield point
        before = point

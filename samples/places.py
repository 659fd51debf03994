"""The rendered places; each is fixed by its seed. None exists outside this project."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from samples.settlement import build_town, plant_grove, plant_line, scatter_houses
from samples.terrain import DESERT, VALLEY, Place, bare, cast_shadows, lay_field, lay_road, scatter_bushes


@cache
def game_map() -> Place:
    """Make the game's level: desert, one winding road, a crossing, a few walled yards."""
    place = bare(2015, DESERT)
    lay_road(place, "main", [(-260, -120), (-150, -70), (-60, -40), (40, 10), (130, 20), (260, 95)], 7.5)
    lay_road(place, "side", [(-40, 260), (-22, 120), (-12, 40), (-10, -18), (20, -120), (10, -260)], 4.5)
    lay_road(place, "track", [(-260, 160), (-120, 110), (-22, 100), (90, 150), (260, 170)], 3.0)
    scatter_houses(place, 13, 190, 5)
    plant_line(place, [(-60, -20), (20, 32), (110, 46)], 7.0, 3)
    scatter_bushes(place, 5200)
    cast_shadows(place)
    return place


@cache
def farmland() -> Place:
    """Make the first raid's place: irrigated fields, a canal road, hamlets."""
    place = bare(628, VALLEY)
    for index, (x, y) in enumerate([(-130, 80), (-50, 98), (40, 110), (140, 70), (-120, -90), (120, -110)]):
        lay_field(place, (x, y), (74, 62), 0.28 + 0.03 * index, (0.9, 0.2, 0.7, 0.4, 0.8, 0.1)[index])
    lay_field(place, (-30, -120), (88, 70), 0.22, 0.55)
    lay_road(place, "main", [(-260, -60), (-140, -32), (-30, 8), (60, 22), (150, 14), (260, 30)], 8.0)
    lay_road(place, "side", [(70, -260), (62, -120), (54, -30), (56, 60), (90, 260)], 4.0)
    plant_line(place, [(-260, -44), (-140, -16), (-30, 24), (60, 38), (150, 30)], 6.5, 4)
    plant_grove(place, (-40, 50), (46, 40), 6.0, 9)
    scatter_houses(place, 9, 180, 6)
    scatter_bushes(place, 3000)
    cast_shadows(place)
    return place


@cache
def town() -> Place:
    """Make the second raid's place: the edge of a town, palm groves, a highway."""
    place = bare(1629, VALLEY)
    lay_field(place, (-130, -110), (90, 80), 0.5, 0.85)
    lay_field(place, (-40, -140), (70, 70), 0.5, 0.45)
    lay_road(place, "main", [(-260, -30), (-130, -44), (-20, -50), (90, -70), (260, -60)], 10.0)
    build_town(place, (55, 55), (5, 4), 0.22, 2)
    lay_road(place, "exit", [(-60, 260), (-74, 120), (-66, 20), (-52, -46), (-30, -260)], 5.5)
    plant_grove(place, (-135, 40), (80, 90), 7.0, 3)
    plant_line(place, [(-130, -56), (-20, -62), (90, -82)], 8.0, 8)
    scatter_bushes(place, 2600)
    cast_shadows(place)
    return place


@cache
def other_map() -> Place:
    """Make another level of the same game: a wide wadi, a depot."""
    place = bare(77, DESERT)
    lay_road(place, "main", [(-260, 40), (-120, 10), (0, 28), (100, -30), (260, -20)], 6.0)
    lay_road(place, "side", [(0, -260), (-30, -100), (0, 28), (60, 140), (40, 260)], 5.0)
    build_town(place, (60, 70), (2, 2), 0.7, 4)
    scatter_houses(place, 5, 190, 8)
    scatter_bushes(place, 6800)
    cast_shadows(place)
    return place


@cache
def crossing() -> Place:
    """Make the place of the evening's later pictures, which is in no sample video."""
    place = bare(1114, DESERT)
    lay_road(place, "main", [(-260, 150), (-90, 60), (0, 0), (70, -80), (120, -260)], 8.0)
    lay_road(place, "side", [(-260, -90), (-110, -40), (0, 0), (120, 70), (260, 80)], 5.0)
    scatter_houses(place, 8, 170, 4)
    plant_grove(place, (80, 20), (50, 46), 8.0, 2)
    scatter_bushes(place, 4200)
    cast_shadows(place)
    return place


@cache
def woodland() -> Place:
    """Make a forest with a clearing and a forest road."""
    place = bare(909, VALLEY, metres=320.0)
    lay_road(place, "main", [(-160, -30), (-60, 6), (40, -10), (160, 40)], 4.0)
    plant_grove(place, (-20, 84), (280, 132), 4.6, 11)
    plant_grove(place, (10, -86), (280, 130), 4.6, 12)
    scatter_bushes(place, 5000)
    cast_shadows(place)
    return place


@cache
def depot() -> Place:
    """Make a yard as a mast camera sees it."""
    place = bare(303, DESERT, metres=320.0)
    lay_road(place, "main", [(-160, -10), (-40, 2), (60, -6), (160, 10)], 9.0)
    lay_road(place, "gate", [(0, 160), (-4, 60), (0, 0)], 6.0)
    build_town(place, (-30, 66), (2, 1), 0.05, 3)
    scatter_bushes(place, 3000)
    cast_shadows(place)
    return place


PLACES: dict[str, Callable[[], Place]] = {
    "game": game_map,
    "farmland": farmland,
    "town": town,
    "other": other_map,
    "crossing": crossing,
    "woodland": woodland,
    "depot": depot,
}

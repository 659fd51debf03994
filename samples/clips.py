"""The aerial films: the game's trailer, the two raids, and others from the same places."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from samples import hud
from samples.actors import Blast, Burst, Column, Crowd
from samples.camera import Orbit
from samples.film import Clip, Frames, Look, Shot, aerial, joined
from samples.noise import Image, fbm
from samples.places import PLACES
from samples.render import Scene
from samples.sensor import Sensor
from samples.solids import Band

SMALL = (640, 360)
CONVOY = ("pickup", "truck", "pickup", "tanker", "pickup", "truck", "car", "pickup", "truck", "pickup")


@cache
def gunship_look(mission: str, seed: int) -> Look:
    """Return the look of the game: a clean rendered heat picture under the game's sights."""
    sensor = Sensor(blur=0.6, grain=2.2, columns=0.5, rows=0.4, halo=0.5, gain=1.18, vignette=0.3, seed=seed)

    def overlay(frame: Image, seconds: float) -> None:
        hud.gunship(frame, seconds, mission)

    return Look(sensor, overlay, oversample=1.25, exposures=1)


def _title(lines: tuple[str, ...], seconds: float, seed: int) -> Callable[[Clip], Frames]:
    """Return a renderer of a title card."""

    def render(clip: Clip) -> Frames:
        room = (clip.size[1] + 32, clip.size[0] + 64)
        backdrop = fbm(room, np.random.default_rng(seed), base=5, octaves=6)
        for index in range(round(seconds * clip.rate)):
            yield hud.title_card(backdrop, index / clip.rate, clip.size, lines)

    return render


def trailer() -> Clip:
    """Make the stand-in of the game's trailer: a title, then three shots of one attack."""
    place = PLACES["game"]()
    column = Column("main", CONVOY, 205.0, 7.5, gap=13.0, seed=3, halts=(99, 99, 7.4, 7.9, 8.2))
    blasts = (
        Blast(5.6, 12.0, -1.0, 1.1, 1),
        Blast(7.3, 16.0, 10.0, 1.5, 2),
        Blast(8.6, -22.0, -26.0, 1.3, 3),
        Blast(9.9, 4.0, 2.0, 1.6, 4),
        Blast(11.2, -10.0, -8.0, 1.2, 5),
    )
    bursts = (Burst(4.2, 6.0, -6.0, 10, seed=1), Burst(6.2, -30.0, -30.0, 9, seed=2))
    people = Crowd(-6.0, -20.0, 7, 7.0, 2.4, seed=8)
    scene = Scene(place, Band.THERMAL, (column, people), blasts, bursts)
    wide = Orbit((-40, -22), 300, 250, start=-96, rate=2.2, fov=31, shake=0.6, drift=(4.0, 1.6), seed=1)
    close = Orbit((-8, -10), 250, 220, start=-62, rate=3.0, fov=21, shake=1.2, drift=(2.5, 1.2), seed=2)
    last = Orbit((4, 0), 270, 190, start=-20, rate=-3.4, fov=25, zoom=-0.03, shake=1.0, seed=3)
    shots = [Shot(scene, wide, 4.0), Shot(scene, close, 4.6, 4.0), Shot(scene, last, 3.4, 8.6)]
    card = ("CONVOY ENGAGEMENT", "gunship game, gameplay trailer", "rendered stand-in, freezeframe samples")
    cut = joined(_title(card, 2.0, 25), aerial(shots, gunship_look("MSN 07  CONVOY", 1)))
    return Clip("game-trailer.mp4", (960, 540), 30, cut, quality=26, group=90)


@cache
def raid1_look(seed: int) -> Look:
    """Return the look of the first raid's camera: grey, hazy, noisy."""
    sensor = Sensor(blur=0.8, grain=4.0, columns=1.0, rows=1.2, halo=0.3, gain=1.05, lift=8, vignette=0.2, seed=seed)
    return Look(sensor, lambda frame, s: hud.scout(frame, s, "IR-W"))


def raid1() -> Clip:
    """Make the stand-in of the first raid video: grey, two shots of a hunted column."""
    place = PLACES["farmland"]()
    column = Column(
        "main",
        ("car", "pickup", "pickup", "truck", "car", "pickup", "car"),
        245.0,
        9.0,
        12.0,
        seed=11,
        halts=(99, 99, 4.0, 4.4, 4.8, 5.2, 5.6),
    )
    blasts = (Blast(3.9, 4.0, 17.0, 1.5, 11), Blast(7.2, -22.0, 12.0, 1.7, 12), Blast(9.4, -2.0, 17.0, 1.3, 13))
    scene = Scene(place, Band.THERMAL, (column, Crowd(-14, 20, 9, 6, 2.8, seed=4)), blasts)
    first = Orbit((-36, 2), 330, 240, start=-110, rate=1.6, fov=25, drift=(7.0, 2.2), shake=2.6, seed=12)
    second = Orbit((-10, 14), 320, 240, start=-74, rate=1.4, fov=17, shake=2.2, shake_rate=0.8, seed=13)
    shots = [Shot(scene, first, 5.8), Shot(scene, second, 6.0, 6.4)]
    return Clip("raid-video-1.mp4", SMALL, 25, aerial(shots, raid1_look(10)), quality=26)


@cache
def raid2_look(seed: int, dusk: bool = False) -> Look:
    """Return the look of the second raid's camera: in colour, with a green display."""
    cast = (0.80, 0.94, 1.12) if dusk else (1.0, 1.0, 1.0)
    sensor = Sensor(
        blur=0.7,
        grain=3.2,
        gain=0.98 if dusk else 1.08,
        lift=-6 if dusk else 4,
        vignette=0.3,
        saturation=0.85,
        cast=cast,
        seed=seed,
    )
    return Look(sensor, lambda frame, s: hud.strike_display(frame, s, "CAM 2 EO"))


def raid2() -> Clip:
    """Make the stand-in of the second raid video: in colour, three shots."""
    place = PLACES["town"]()
    column = Column(
        "main",
        ("pickup", "car", "pickup", "truck", "pickup", "tanker", "car", "pickup"),
        250.0,
        10.0,
        13.0,
        seed=21,
        halts=(99, 99, 99, 8.2, 8.6, 9.0, 9.4, 9.8),
    )
    leaving = Column("exit", ("car", "pickup", "car"), 205.0, 6.5, 15.0, seed=22)
    blasts = (
        Blast(2.6, -3.0, -50.0, 1.2, 21),
        Blast(5.4, -54.0, -20.0, 1.4, 22),
        Blast(8.1, 30.0, -57.0, 1.9, 23),
        Blast(10.3, 16.0, -54.0, 1.5, 24),
        Blast(12.2, 42.0, -59.0, 1.4, 25),
    )
    scene = Scene(place, Band.VISIBLE, (column, leaving, Crowd(20, -44, 8, 8, 2.6, seed=7)), blasts)
    first = Orbit((-24, -46), 320, 250, start=-80, rate=1.8, fov=25, drift=(6.0, 0.4), shake=2.0, seed=22)
    second = Orbit((-50, -16), 300, 260, start=-132, rate=2.2, fov=21, drift=(-1.0, -4.0), shake=1.8, seed=23)
    third = Orbit((26, -50), 310, 230, start=-58, rate=2.0, fov=20, drift=(1.6, -0.5), shake=2.2, seed=24)
    shots = [Shot(scene, first, 4.4), Shot(scene, second, 3.4, 4.4), Shot(scene, third, 5.6, 7.8)]
    return Clip("raid-video-2.mp4", SMALL, 25, aerial(shots, raid2_look(20)), quality=26)


def game_again() -> Clip:
    """Film the game's level a second time: same camera runs, another convoy, other fire."""
    place = PLACES["game"]()
    column = Column("main", ("truck", "truck", "car", "pickup", "truck"), 330.0, -6.0, 18.0, seed=33)
    side = Column("side", ("pickup", "pickup", "car"), 190.0, 7.0, 15.0, seed=34)
    blasts = (Blast(2.4, -30.0, -22.0, 1.4, 31), Blast(5.5, 14.0, 8.0, 1.2, 32))
    scene = Scene(place, Band.THERMAL, (column, side), blasts, (Burst(1.2, 10, -2, seed=9),))
    wide = Orbit((-40, -22), 300, 250, start=-96, rate=2.2, fov=31, shake=0.6, drift=(4.0, 1.6), seed=1)
    close = Orbit((-8, -10), 250, 220, start=-62, rate=3.0, fov=21, shake=1.2, drift=(2.5, 1.2), seed=2)
    shots = [Shot(scene, wide, 3.6), Shot(scene, close, 4.4, 3.6)]
    look = gunship_look("MSN 07  CONVOY", 31)
    return Clip("game-other-round.mp4", (960, 540), 24, aerial(shots, look), quality=29, group=96)


def game_elsewhere() -> Clip:
    """Film another level under the very same sights, buttons and caption."""
    place = PLACES["other"]()
    column = Column("main", ("pickup", "truck", "truck", "pickup"), 200.0, 8.0, 15.0, seed=41)
    scene = Scene(place, Band.THERMAL, (column, Crowd(40, 50, 6, 10, seed=41)), (Blast(3.0, -6.0, 26.0, 1.4, 41),))
    orbit = Orbit((0, 30), 280, 240, start=150, rate=3.0, fov=26, shake=0.8, drift=(2, 1), seed=42)
    look = gunship_look("MSN 11  DEPOT", 41)
    clip = aerial([Shot(scene, orbit, 8.0)], look)
    return Clip("game-other-level.mp4", (960, 540), 24, clip, quality=30, group=96)


def raid1_quiet() -> Clip:
    """Film the first raid's place on another day: the same camera run, ordinary traffic."""
    place = PLACES["farmland"]()
    going = Column("main", ("car", "truck"), 225.0, 11.0, 60.0, seed=51)
    coming = Column("side", ("tanker", "car"), 260.0, -5.0, 26.0, seed=52, dust=1.4)
    scene = Scene(place, Band.THERMAL, (going, coming, Crowd(20, 40, 5, 10, 1.1, seed=5)))
    first = Orbit((-36, 2), 330, 240, start=-110, rate=1.6, fov=25, drift=(7.0, 2.2), shake=2.2, seed=53)
    second = Orbit((-10, 14), 320, 240, start=-74, rate=1.4, fov=17, shake=2.0, shake_rate=0.8, seed=54)
    shots = [Shot(scene, first, 4.6), Shot(scene, second, 3.8, 6.2)]
    return Clip("fields-patrol.mp4", SMALL, 25, aerial(shots, raid1_look(50)), quality=28)


def raid2_dusk() -> Clip:
    """Film the second raid's town towards evening: same display, same places, other traffic."""
    place = PLACES["town"]()
    going = Column("main", ("truck", "car", "tanker"), 300.0, -8.0, 34.0, seed=61)
    exiting = Column("exit", ("truck", "car"), 300.0, -6.0, 20.0, seed=62)
    scene = Scene(place, Band.VISIBLE, (going, exiting, Crowd(-40, -30, 6, 12, seed=6)))
    first = Orbit((-24, -46), 320, 250, start=-80, rate=1.8, fov=25, drift=(6.0, 0.4), shake=2.2, seed=63)
    second = Orbit((26, -50), 310, 230, start=-58, rate=2.0, fov=20, drift=(1.6, -0.5), shake=2.0, seed=64)
    shots = [Shot(scene, first, 4.4), Shot(scene, second, 4.0, 7.8)]
    return Clip("town-evening.mp4", SMALL, 25, aerial(shots, raid2_look(60, dusk=True)), quality=28)


def forest() -> Clip:
    """Fly over a forest."""
    place = PLACES["woodland"]()
    scene = Scene(place, Band.VISIBLE, (Column("main", ("truck",), 90.0, 7.0, seed=71, dust=0.5),))
    orbit = Orbit((-50, -6), 120, 130, start=-70, rate=1.5, fov=42, drift=(7.0, 1.5), shake=0.8, seed=71)
    look = Look(Sensor(grain=2.5, gain=1.1, seed=70))
    clip = aerial([Shot(scene, orbit, 8.0)], look)
    return Clip("forest-flight.webm", SMALL, 20, clip, codec="libvpx-vp9", quality=39, group=80)


def depot_mast() -> Clip:
    """Watch a yard from a mast: a camera that never moves, few things that do."""
    place = PLACES["depot"]()
    car = Column("main", ("car",), 96.0, 5.0, seed=81, dust=0.0)
    truck = Column("gate", ("truck",), 100.0, 4.0, seed=82, dust=0.0)
    scene = Scene(place, Band.THERMAL, (car, truck, Crowd(-8, 12, 4, 9, 1.2, seed=8)))
    still = Orbit((-6, 16), 92, 44, start=-78, rate=0.0, fov=40, shake=0.0, seed=81)
    look = Look(Sensor(grain=3.0, columns=1.4, rows=0.8, halo=0.3, gain=1.1, seed=80), exposures=1)
    clip = aerial([Shot(scene, still, 10.0)], look)
    return Clip("yard-mast.mkv", SMALL, 15, clip, quality=25, group=150)


AERIAL = (
    trailer,
    raid1,
    raid2,
    game_again,
    game_elsewhere,
    raid1_quiet,
    raid2_dusk,
    forest,
    depot_mast,
)

"""The evening's second set: pictures of a place that is in none of the sample films."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samples import hud
from samples.actors import Blast, Column, Crowd
from samples.camera import Orbit
from samples.doctor import digest, save
from samples.film import Clip, Look, Shot, aerial
from samples.noise import Image
from samples.places import PLACES
from samples.render import Scene
from samples.sensor import Sensor
from samples.solids import Band


@dataclass(frozen=True)
class View:
    """One later picture."""

    name: str
    orbit: Orbit
    moment: float  # seconds on the scene's clock
    label: str


VIEWS = (
    View("later-1.jpg", Orbit((-10, 2), 330, 270, start=200, fov=27, seed=91), 3.0, "UAV-1"),
    View("later-2.jpg", Orbit((24, -14), 250, 230, start=310, fov=24, seed=92), 7.5, "UAV-2"),
)


def render_later(out: Path) -> list[dict[str, object]]:
    """Render the later pictures; return what is true of them."""
    made: list[dict[str, object]] = []
    for view in VIEWS:
        save(_picture(view), out / view.name, 72)
        made.append(
            {
                "picture": f"pictures/later/{view.name}",
                "sha256": digest(out / view.name),
                "source": None,
                "why": "rendered from a place that is in no sample video",
            }
        )
    return made


def _picture(view: View) -> Image:
    """Render one picture of the crossing, in heat."""
    cars = ("truck", "pickup", "pickup", "car", "truck", "pickup", "tanker")
    column = Column("main", cars, 270.0, 5.0, 15.0, seed=93)
    others = Column("side", ("car", "pickup"), 310.0, 4.0, 17.0, seed=94)
    scene = Scene(PLACES["crossing"](), Band.THERMAL, (column, others, Crowd(6, 10, 6, 9, seed=9)), (Blast(99, 0, 0),))
    sensor = Sensor(blur=0.9, grain=4.5, columns=1.2, rows=0.8, halo=0.25, gain=1.25, lift=14, seed=95)
    look = Look(sensor, lambda frame, seconds: hud.scout(frame, seconds + view.moment, view.label), exposures=1)
    clip = Clip(view.name, (800, 450), 25, aerial([Shot(scene, view.orbit, 0.04, view.moment)], look))
    return next(clip.render(clip))

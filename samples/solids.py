"""What stands on the ground: boxes with a tone, and the vehicles and buildings made of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from samples.camera import Doubles


class Band(Enum):
    """What the camera sees: visible light or heat."""

    VISIBLE = "visible"
    THERMAL = "thermal"


@dataclass(frozen=True)
class Tone:
    """How a surface looks in both bands."""

    colour: tuple[float, float, float]  # blue, green, red, 0..255
    heat: float  # 0..255, white is hot

    def seen(self, band: Band) -> tuple[float, float, float]:
        """Return the surface's blue, green, red in a band."""
        return self.colour if band is Band.VISIBLE else (self.heat, self.heat, self.heat)


@dataclass(frozen=True)
class Box:
    """An upright box."""

    x: float  # centre, metres
    y: float
    length: float  # along its heading, metres
    width: float  # across
    height: float
    heading: float  # radians, counter-clockwise from east
    tone: Tone
    base: float = 0.0  # height of its underside above ground, metres
    texture: int = -1  # which wall texture; -1 is plain

    def corners(self) -> Doubles:
        """Return the four base corners, 4 x 2, counter-clockwise seen from above."""
        half = np.array([[1, -1], [1, 1], [-1, 1], [-1, -1]]) * [self.length / 2, self.width / 2]
        return np.asarray(turned(half, self.heading) + np.array([self.x, self.y]), np.float64)


def turned(points: Doubles, angle: float) -> Doubles:
    """Rotate n x 2 points about the origin by `angle` radians."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(points @ np.array([[cos, sin], [-sin, cos]]), np.float64)


# One part of a vehicle: forward offset, length, width, underside, height, paint (None: as painted), heat.
Part = tuple[float, float, float, float, float, tuple[float, float, float] | None, float]

GLASS = (52.0, 46.0, 40.0)
RUBBER = (34.0, 34.0, 36.0)
VEHICLES: dict[str, list[Part]] = {
    "pickup": [
        (0.0, 5.0, 1.8, 0.25, 0.45, RUBBER, 205.0),
        (-1.4, 2.2, 1.9, 0.7, 0.5, None, 150.0),
        (0.45, 1.6, 1.8, 0.7, 1.05, GLASS, 168.0),
        (0.4, 1.3, 1.7, 1.75, 0.1, None, 185.0),
        (1.85, 1.2, 1.8, 0.7, 0.45, None, 252.0),
    ],
    "truck": [
        (0.0, 8.6, 2.1, 0.3, 0.7, RUBBER, 200.0),
        (-1.2, 5.9, 2.5, 1.0, 2.1, None, 138.0),
        (2.9, 1.6, 2.4, 1.0, 1.6, None, 190.0),
        (3.9, 0.6, 2.3, 0.8, 1.0, GLASS, 255.0),
    ],
    "car": [
        (0.0, 4.3, 1.75, 0.2, 0.5, RUBBER, 195.0),
        (0.0, 4.2, 1.7, 0.5, 0.4, None, 178.0),
        (-0.3, 2.3, 1.6, 0.9, 0.55, GLASS, 150.0),
        (1.5, 1.1, 1.6, 0.9, 0.08, None, 246.0),
    ],
    "tanker": [
        (0.0, 10.5, 2.1, 0.3, 0.8, RUBBER, 196.0),
        (-1.3, 7.3, 2.4, 1.0, 1.5, None, 96.0),
        (-1.3, 7.0, 1.4, 2.5, 0.4, None, 112.0),
        (3.8, 1.8, 2.4, 0.9, 1.9, None, 188.0),
        (4.9, 0.5, 2.2, 0.7, 1.0, GLASS, 255.0),
    ],
    "walker": [
        (0.0, 0.5, 0.55, 0.0, 1.1, (60.0, 58.0, 66.0), 232.0),
        (0.0, 0.3, 0.35, 1.1, 0.6, (88.0, 104.0, 140.0), 255.0),
    ],
    "boat": [
        (0.0, 9.0, 2.6, 0.0, 0.9, None, 150.0),
        (-0.8, 3.0, 2.0, 0.9, 1.2, (215.0, 220.0, 224.0), 190.0),
        (-4.0, 0.8, 1.2, 0.9, 0.7, RUBBER, 255.0),
    ],
}


def vehicle(kind: str, x: float, y: float, heading: float, paint: tuple[float, float, float]) -> list[Box]:
    """Assemble a vehicle (or a walker) whose centre is at (x, y), parts from the ground up."""
    ahead = np.array([np.cos(heading), np.sin(heading)])
    return [
        Box(
            x=float(x + ahead[0] * offset),
            y=float(y + ahead[1] * offset),
            length=length,
            width=width,
            height=height,
            heading=heading,
            tone=Tone(colour or paint, heat),
            base=base,
        )
        for offset, length, width, base, height, colour, heat in VEHICLES[kind]
    ]

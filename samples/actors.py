"""What moves: convoys, single vehicles, walkers, explosions, tracers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samples.camera import Doubles
from samples.noise import sway, wobble
from samples.solids import Box, vehicle
from samples.terrain import Place, offset_line

PAINTS = [
    (206.0, 208.0, 206.0),
    (58.0, 62.0, 68.0),
    (92.0, 128.0, 156.0),
    (44.0, 52.0, 118.0),
    (120.0, 92.0, 62.0),
    (150.0, 168.0, 180.0),
]


@dataclass(frozen=True)
class Column:
    """Vehicles following one another along a road."""

    road: str
    kinds: tuple[str, ...]
    start: float  # metres along the road of the first vehicle when t = 0
    speed: float  # metres a second; negative drives the road backwards
    gap: float = 14.0  # metres between vehicles
    lane: float = 0.0  # metres to the left of the road's middle
    seed: int = 0
    dust: float = 1.0
    halts: tuple[float, ...] = ()  # seconds at which one vehicle after another stops for good

    def places(self, place: Place, seconds: float) -> list[tuple[str, float, float, float]]:
        """Return kind, x, y, heading of every vehicle on the road at a time."""
        line = offset_line(place.roads[self.road], self.lane)
        lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
        found = []
        for index, kind in enumerate(self.kinds):
            along = self._along(index, seconds)
            if 1 < along < lengths[-1] - 1:
                found.append((kind, *_on_line(line, lengths, along, self.speed)))
        return found

    def _along(self, index: int, seconds: float) -> float:
        """Return how far along the road one vehicle is, each with a driver of its own."""
        until = min(seconds, self.halts[index]) if index < len(self.halts) else seconds
        drift = 2.2 * sway(wobble(self.seed * 31 + index, 0.12), until)
        behind = index * self.gap if self.speed >= 0 else -index * self.gap
        return self.start - behind + self.speed * until + drift

    def boxes(self, place: Place, seconds: float) -> list[list[Box]]:
        """Return the vehicles as lists of boxes."""
        return [
            vehicle(kind, x, y, heading, PAINTS[(self.seed + index * 5) % len(PAINTS)])
            for index, (kind, x, y, heading) in enumerate(self.places(place, seconds))
        ]


def _on_line(line: Doubles, lengths: Doubles, along: float, speed: float) -> tuple[float, float, float]:
    """Return x, y and heading at a distance along a line."""
    x, ahead_x = (float(np.interp(along + s, lengths, line[:, 0])) for s in (0, 1))
    y, ahead_y = (float(np.interp(along + s, lengths, line[:, 1])) for s in (0, 1))
    turn = 0 if speed >= 0 else np.pi
    return x, y, float(np.arctan2(ahead_y - y, ahead_x - x) + turn)


@dataclass(frozen=True)
class Crowd:
    """Walkers wandering about a spot."""

    x: float
    y: float
    count: int
    spread: float  # metres
    speed: float = 1.3  # metres a second
    seed: int = 0

    def boxes(self, place: Place, seconds: float) -> list[list[Box]]:
        """Return the walkers as lists of boxes."""
        rng = np.random.default_rng([place.seed, self.seed])
        people = []
        for index in range(self.count):
            heading = float(rng.uniform(0, 2 * np.pi))
            start = np.array([self.x, self.y]) + rng.normal(0, self.spread, 2)
            turn = heading + 0.7 * sway(wobble(self.seed * 101 + index, 0.07), seconds)
            reach = self.speed * float(rng.uniform(0.5, 1.3)) * seconds
            x, y = start + reach * np.array([np.cos(heading), np.sin(heading)])
            people.append(vehicle("walker", float(x), float(y), turn, (60.0, 60.0, 60.0)))
        return people


Mover = Column | Crowd


@dataclass(frozen=True)
class Puff:
    """One ball of fire, smoke or dust at one time."""

    position: Doubles  # metres, x y z
    radius: float  # metres
    glow: float  # 0 smoke .. 1 white fire
    shade: float  # brightness of the smoke, 0..1
    alpha: float  # 0..1
    look: int


@dataclass(frozen=True)
class Blast:
    """An explosion: flash, fireball, debris, a column of smoke that drifts."""

    at: float  # seconds
    x: float
    y: float
    size: float = 1.0
    seed: int = 0
    wind: tuple[float, float] = (1.6, 0.7)  # metres a second

    def puffs(self, seconds: float) -> list[Puff]:
        """Return the balls of fire and smoke at a time."""
        age = seconds - self.at
        if age < 0:
            return []
        rng = np.random.default_rng([self.seed, 991])
        balls = [self._ball(rng, age, index) for index in range(18)]
        balls += [self._shard(rng, age) for _ in range(14)]
        return [ball for ball in balls if ball.alpha > 0.02]

    def _ball(self, rng: np.random.Generator, age: float, index: int) -> Puff:
        """Return one rolling ball of fire turning to smoke."""
        push = rng.normal(0, 1, 3) * [4.2, 4.2, 2.0] + [0, 0, 4.5]
        born = 0.05 * index if index > 6 else 0.0
        lived = max(age - born, 0.0)
        spread = 1 - np.exp(-2.2 * lived)
        rise = 1.5 * min(lived, 9.0)
        drift = np.array([*self.wind, 0.0]) * lived * (0.5 + 0.05 * index)
        centre = np.array([self.x, self.y, 1.2]) + self.size * push * spread + drift + [0, 0, rise]
        radius = self.size * (1.4 + 3.4 * spread + 0.8 * lived) * rng.uniform(0.7, 1.2)
        glow = float(np.exp(-lived * rng.uniform(0.9, 1.8)))
        alpha = float(min(1.0, 1.15 * np.exp(-lived * rng.uniform(0.13, 0.26)))) * (age >= born)
        shade = float(rng.uniform(0.16, 0.5))
        return Puff(centre, float(radius), glow, shade, alpha, int(rng.integers(0, 5)))

    def _shard(self, rng: np.random.Generator, age: float) -> Puff:
        """Return one glowing piece on its ballistic way."""
        push = rng.normal(0, 1, 3) * [9, 9, 4] + [0, 0, 13]
        height = 1 + push[2] * age - 4.9 * age * age
        centre = np.array([self.x + push[0] * age, self.y + push[1] * age, max(height, 0.1)])
        fading = float(np.exp(-0.9 * age)) if height > 0 else 0.0
        return Puff(centre, 0.35 * self.size, 1.0, 0.5, fading, 0)

    def flash(self, seconds: float) -> float:
        """Return how much of the first flash is left (1..0)."""
        age = seconds - self.at
        return float(np.exp(-age * 11)) if age >= 0 else 0.0


def dust_behind(column: Column, place: Place, seconds: float) -> list[Puff]:
    """Return the dust that a column leaves in the air."""
    puffs: list[Puff] = []
    if column.dust <= 0:
        return puffs
    for back in range(1, 7):
        moment = seconds - 0.22 * back
        now = column.places(place, moment)
        for index, (_, x, y, heading) in enumerate(now):
            rng = np.random.default_rng([column.seed, index, back, 5])
            sway_x, sway_y = rng.normal(0, 0.35 * back, 2)
            centre = np.array([x - 2.4 * np.cos(heading) + sway_x, y - 2.4 * np.sin(heading) + sway_y, 0.8])
            alpha = 0.2 * column.dust * (1 - back / 7.5)
            puffs.append(Puff(centre, 0.8 + 0.42 * back, 0.0, 0.78, alpha, (index + back) % 5))
    return puffs


@dataclass(frozen=True)
class Burst:
    """Tracer rounds fired at a spot from the aircraft."""

    at: float  # seconds of the first round
    x: float
    y: float
    rounds: int = 8
    every: float = 0.11  # seconds
    flight: float = 0.45  # seconds
    seed: int = 0

    def streaks(self, seconds: float) -> list[tuple[float, float, float]]:
        """Return (x, y, progress 0..1) of every round in the air."""
        rng = np.random.default_rng([self.seed, 313])
        flying = []
        for index in range(self.rounds):
            x, y = rng.normal([self.x, self.y], 2.6)
            progress = (seconds - self.at - index * self.every) / self.flight
            if 0 <= progress < 1:
                flying.append((float(x), float(y), float(progress)))
        return flying

    def hits(self) -> list[Blast]:
        """Return the small blasts where the rounds strike."""
        rng = np.random.default_rng([self.seed, 313])
        small = []
        for index in range(self.rounds):
            x, y = rng.normal([self.x, self.y], 2.6)
            moment = self.at + index * self.every + self.flight
            small.append(Blast(moment, float(x), float(y), 0.28, self.seed * 50 + index))
        return small

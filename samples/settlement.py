"""Houses, walled yards, streets and groves: what people put on the bare ground."""

from __future__ import annotations

import numpy as np

from samples.camera import Doubles
from samples.noise import fbm
from samples.solids import Box, Tone, turned
from samples.terrain import Place, Tree, curve, lay_road


def plaster(rng: np.random.Generator) -> Tone:
    """Draw the tone of a house: sand, lime or bare concrete."""
    grey = float(rng.uniform(118, 206))
    warm = float(rng.uniform(0.0, 0.22))
    return Tone((grey * (1 - warm), grey * (1 - warm / 2.4), grey), float(rng.uniform(96, 176)))


def free(place: Place, x: float, y: float, reach: float) -> bool:
    """Say whether a spot is clear of roads and of the houses already there."""
    for points in place.roads.values():
        if np.min(np.hypot(points[:, 0] - x, points[:, 1] - y)) < reach + 3.5:
            return False
    return all(np.hypot(box.x - x, box.y - y) > reach + max(box.length, box.width) * 0.55 for box in place.boxes)


def house(rng: np.random.Generator, x: float, y: float, heading: float, size: tuple[float, float]) -> list[Box]:
    """Build one flat-roofed house with what stands on its roof."""
    tone = plaster(rng)
    storeys = float(rng.choice([3.2, 3.4, 6.4, 6.6, 9.6], p=[0.35, 0.2, 0.2, 0.15, 0.1]))
    look = int(rng.integers(0, 6))
    boxes = [Box(x, y, size[0], size[1], storeys, heading, tone, texture=look)]
    for _ in range(int(rng.integers(0, 4))):
        spot = turned(rng.uniform(-0.36, 0.36, (1, 2)) * size, heading)[0]
        extent = rng.uniform(0.9, 3.0, 2)
        grey = float(rng.uniform(70, 220))
        top = Tone((grey, grey, grey * 0.97), float(rng.uniform(60, 250)))
        boxes.append(
            Box(
                x + float(spot[0]),
                y + float(spot[1]),
                float(extent[0]),
                float(extent[1]),
                float(rng.uniform(0.7, 2.4)),
                heading,
                top,
                base=storeys,
            )
        )
    return boxes


def yard_wall(rng: np.random.Generator, x: float, y: float, heading: float, size: tuple[float, float]) -> list[Box]:
    """Build the four walls of a yard, with a gap for the gate."""
    tone = plaster(rng)
    length, width = size
    sides = [(0.0, width / 2, length, 0.0), (0.0, -width / 2, length * 0.7, 0.0)]
    sides += [(length / 2, 0.0, width, np.pi / 2), (-length / 2, 0.0, width, np.pi / 2)]
    walls = []
    for dx, dy, run, turn in sides:
        spot = turned(np.array([[dx, dy]]), heading)[0]
        walls.append(Box(x + float(spot[0]), y + float(spot[1]), run, 0.35, 2.0, heading + turn, tone, texture=0))
    return walls


def build_compound(place: Place, x: float, y: float, heading: float, seed: int) -> None:
    """Put up a farmstead: a walled yard with a house or two in its corners."""
    rng = np.random.default_rng([place.seed, seed])
    size = (float(rng.uniform(22, 34)), float(rng.uniform(18, 28)))
    place.boxes += yard_wall(rng, x, y, heading, size)
    for corner in rng.permutation([(-1, -1), (1, 1), (-1, 1)])[: int(rng.integers(1, 4))]:
        extent = (float(rng.uniform(7, 11)), float(rng.uniform(6, 9)))
        inset = corner * (np.array(size) / 2 - np.array(extent) / 2 - 0.8)
        spot = turned(inset[None, :], heading)[0] + [x, y]
        place.boxes += house(rng, float(spot[0]), float(spot[1]), heading, extent)


def build_town(place: Place, centre: tuple[float, float], blocks: tuple[int, int], heading: float, seed: int) -> None:
    """Build streets in a crooked grid and fill the blocks with houses."""
    rng = np.random.default_rng([place.seed, seed])
    pitch = np.array([44.0, 36.0])
    grid = _crooked_grid(rng, blocks, pitch)
    placed = turned(grid.reshape(-1, 2), heading).reshape(grid.shape) + np.array(centre)
    for row in range(grid.shape[0]):
        lay_road(place, f"street{seed}-{row}", [(p[0], p[1]) for p in placed[row]], 4.6)
    for column in range(grid.shape[1]):
        lay_road(place, f"lane{seed}-{column}", [(p[0], p[1]) for p in placed[:, column]], 3.6)
    for row in range(blocks[1]):
        for column in range(blocks[0]):
            middle = placed[row : row + 2, column : column + 2].reshape(4, 2).mean(axis=0)
            _fill_block(place, rng, middle, heading)


def _crooked_grid(rng: np.random.Generator, blocks: tuple[int, int], pitch: Doubles) -> Doubles:
    """Return street crossings, rows x columns x 2, shaken off the perfect grid."""
    columns, rows = np.meshgrid(np.arange(blocks[0] + 1), np.arange(blocks[1] + 1))
    grid = np.stack([columns - blocks[0] / 2, rows - blocks[1] / 2], axis=2) * pitch
    return np.asarray(grid + rng.normal(0, 2.0, grid.shape), np.float64)


def _fill_block(place: Place, rng: np.random.Generator, middle: Doubles, heading: float) -> None:
    """Put up to six houses into one block, back to back, some with a gap or a tree instead."""
    for across in (-11.5, 0.0, 11.5):
        for along in (-8.0, 8.0):
            spot = turned(np.array([[across, along]]), heading)[0] + middle + rng.normal(0, 0.7, 2)
            chance = rng.random()
            if chance < 0.16:
                place.trees.append(a_tree(rng, float(spot[0]), float(spot[1])))
            elif chance < 0.92:
                size = (float(rng.uniform(8, 11)), float(rng.uniform(8.5, 13)))
                place.boxes += house(rng, float(spot[0]), float(spot[1]), heading, size)


def a_tree(rng: np.random.Generator, x: float, y: float, big: float = 1.0) -> Tree:
    """Draw one tree."""
    radius = float(rng.uniform(1.3, 3.0)) * big
    return Tree(x, y, radius, radius * float(rng.uniform(0.8, 1.4)), int(rng.integers(0, 6)))


def plant_line(place: Place, controls: list[tuple[float, float]], spacing: float, seed: int) -> None:
    """Plant a row of trees along a curve."""
    rng = np.random.default_rng([place.seed, seed])
    points = curve(controls, step=spacing)
    for x, y in points + rng.normal(0, spacing * 0.18, points.shape):
        if rng.random() < 0.86:
            place.trees.append(a_tree(rng, float(x), float(y)))


def plant_grove(
    place: Place, centre: tuple[float, float], size: tuple[float, float], spacing: float, seed: int
) -> None:
    """Plant a grove; thin where noise says so."""
    rng = np.random.default_rng([place.seed, seed])
    density = fbm((64, 64), rng, base=4, octaves=3)
    for u in np.arange(0, 1, spacing / size[0]):
        for v in np.arange(0, 1, spacing / size[1]):
            if rng.random() < density[int(v * 63), int(u * 63)] * 1.5:
                x = centre[0] + (u - 0.5) * size[0] + float(rng.normal(0, spacing * 0.25))
                y = centre[1] + (v - 0.5) * size[1] + float(rng.normal(0, spacing * 0.25))
                place.trees.append(a_tree(rng, x, y))


def scatter_houses(place: Place, count: int, reach: float, seed: int) -> None:
    """Scatter compounds over the land where nothing stands yet."""
    rng = np.random.default_rng([place.seed, seed])
    for index in range(count * 4):
        x, y = rng.uniform(-reach, reach, 2)
        if count > 0 and free(place, float(x), float(y), 18):
            build_compound(place, float(x), float(y), float(rng.uniform(0, np.pi)), seed * 100 + index)
            count -= 1

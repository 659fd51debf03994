"""Grounds: large top-down maps of desert, farmland and town, in visible light and in heat."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from samples.camera import Doubles
from samples.noise import Floats, Image, fbm, ridged, smoothstep, soft_mask
from samples.solids import Band, Box, Tone, turned

SUN = np.array([0.72, -0.46])  # ground shift of a shadow for every metre of height


@dataclass(frozen=True)
class Soil:
    """The tones of a bare ground: shade, common and bright soil, and its plants."""

    dark: Tone
    common: Tone
    bright: Tone
    plant: Tone
    road: Tone


DESERT = Soil(
    dark=Tone((74, 104, 132), 62),
    common=Tone((112, 148, 178), 92),
    bright=Tone((158, 190, 212), 124),
    plant=Tone((46, 74, 70), 44),
    road=Tone((134, 158, 176), 150),
)
VALLEY = Soil(
    dark=Tone((52, 84, 96), 70),
    common=Tone((92, 126, 142), 98),
    bright=Tone((140, 168, 182), 126),
    plant=Tone((42, 76, 64), 40),
    road=Tone((128, 136, 140), 158),
)


@dataclass(frozen=True)
class Tree:
    """A round crown on the ground."""

    x: float
    y: float
    radius: float  # metres
    height: float  # of the crown's middle, metres
    look: int  # which of the drawn crowns


@dataclass
class Place:
    """A stretch of land and what stands on it."""

    seed: int
    soil: Soil
    metres: float = 520.0  # side of the map
    scale: float = 5.0  # map pixels a metre
    roads: dict[str, Doubles] = field(default_factory=dict)  # name to n x 2 points, metres
    boxes: list[Box] = field(default_factory=list)
    trees: list[Tree] = field(default_factory=list)
    colour: Floats = field(default_factory=lambda: np.zeros((0, 0, 3), np.float32))
    heat: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    @property
    def side(self) -> int:
        """Return the side of the map in pixels."""
        return int(self.metres * self.scale)

    def to_map(self) -> Doubles:
        """Return the 3x3 matrix from ground metres to map pixels."""
        half = self.side / 2
        return np.array([[self.scale, 0, half], [0, -self.scale, half], [0, 0, 1.0]])

    def on_map(self, points: Doubles) -> Doubles:
        """Take n x 2 ground points to map pixels."""
        return np.asarray(points * [self.scale, -self.scale] + self.side / 2, np.float64)

    def map_of(self, band: Band) -> Image:
        """Return the finished map as blue, green, red bytes."""
        if band is Band.VISIBLE:
            return np.clip(self.colour, 0, 255).astype(np.uint8)
        grey = np.clip(self.heat, 0, 255).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)

    def blend(self, mask: Floats, tone: Tone) -> None:
        """Cover both maps with a tone where `mask` (0..1) says so."""
        self.colour += mask[:, :, None] * (np.array(tone.colour, np.float32) - self.colour)
        self.heat += mask * (tone.heat - self.heat)

    def dim(self, mask: Floats, visible: float, thermal: float) -> None:
        """Multiply both maps by 1 - mask x amount."""
        self.colour *= (1 - visible * mask)[:, :, None]
        self.heat *= 1 - thermal * mask


def bare(seed: int, soil: Soil, metres: float = 520.0) -> Place:
    """Lay out bare ground: soils mixed by noise, relief lit from the side, gullies, fine grain."""
    place = Place(seed, soil, metres)
    rng = np.random.default_rng(seed)
    shape = (place.side, place.side)
    mix = fbm(shape, rng, base=5, octaves=7, gain=0.6)
    place.colour = np.tile(np.array(soil.common.colour, np.float32), (*shape, 1))
    place.heat = np.full(shape, soil.common.heat, np.float32)
    place.blend(smoothstep(0.5, 0.85, mix), soil.bright)
    place.blend(smoothstep(0.5, 0.15, mix), soil.dark)
    gullies = ridged(fbm(shape, rng, base=5, octaves=7, gain=0.5))
    relief = fbm(shape, rng, base=7, octaves=8, gain=0.58) - 0.35 * gullies
    _light(place, relief.astype(np.float32), rng)
    place.blend(0.55 * smoothstep(0.93, 0.995, gullies), soil.bright)
    return place


def _light(place: Place, relief: Floats, rng: np.random.Generator) -> None:
    """Shade the relief from the sun's side, and add grain down to single map pixels."""
    east = cv2.Sobel(relief, cv2.CV_32F, 1, 0, ksize=5)
    north = cv2.Sobel(relief, cv2.CV_32F, 0, 1, ksize=5)
    slope = cv2.GaussianBlur(np.asarray(-east * 0.8 + north * 0.5, np.float32), (0, 0), 1.2)
    shade = np.tanh(slope / (1.8 * float(slope.std())))
    grain = cv2.GaussianBlur(rng.normal(0, 1, relief.shape).astype(np.float32), (0, 0), 0.8)
    light = np.asarray(1 + 0.36 * shade + 0.10 * grain, np.float32)
    place.colour *= light[:, :, None]
    place.heat *= np.asarray(1 + 0.30 * shade + 0.09 * grain, np.float32)


def curve(controls: list[tuple[float, float]], step: float = 2.0) -> Doubles:
    """Run a Catmull-Rom curve through control points; return points about `step` metres apart."""
    points = np.array([controls[0], *controls, controls[-1]], np.float64)
    pieces = []
    for a, b, c, d in zip(points, points[1:], points[2:], points[3:], strict=False):
        count = max(2, int(np.linalg.norm(c - b) / step))
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate([*pieces, points[-1:]])


def lay_road(place: Place, name: str, controls: list[tuple[float, float]], width: float) -> None:
    """Lay a worn road: ragged edges, a bank of pushed-up soil, two lighter tracks."""
    points = curve(controls)
    place.roads[name] = points
    rng = np.random.default_rng([place.seed, len(place.roads)])
    ragged = fbm((place.side, place.side), rng, base=120, octaves=3, gain=0.7)
    bank = _stroke(place, points, width * 1.5, 2.5)
    place.blend(0.45 * bank * ragged, place.soil.bright)
    bed = smoothstep(0.35, 0.75, _stroke(place, points, width, 3.0) + 0.5 * (ragged - 0.5))
    place.blend(0.8 * bed, place.soil.road)
    for offset in (-0.22, 0.22):
        track = _stroke(place, offset_line(points, offset * width), width * 0.16, 1.2)
        place.dim(track * bed * ragged, 0.34, -0.30)


def offset_line(points: Doubles, metres: float) -> Doubles:
    """Shift a line sideways (to its left for positive metres)."""
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    return np.asarray(points + metres * along[:, ::-1] * [-1, 1], np.float64)


def _stroke(place: Place, points: Doubles, width: float, blur: float) -> Floats:
    """Return a mask (0..1) of a line of `width` metres, its edge softened by `blur` pixels."""
    mask = np.zeros((place.side, place.side), np.uint8)
    path = np.round(place.on_map(points) * 16).astype(np.int32)
    thickness = max(1, round(width * place.scale))
    cv2.polylines(mask, [path], False, 255, thickness, cv2.LINE_AA, 4)
    return soft_mask(mask, blur)


def _polygon(place: Place, corners: Doubles, blur: float) -> Floats:
    """Return a mask (0..1) of a filled polygon given in metres."""
    mask = np.zeros((place.side, place.side), np.uint8)
    path = np.round(place.on_map(corners) * 16).astype(np.int32)
    cv2.fillPoly(mask, [path], 255, cv2.LINE_AA, 4)
    return soft_mask(mask, blur)


def lay_field(
    place: Place, centre: tuple[float, float], size: tuple[float, float], heading: float, green: float
) -> None:
    """Plough a field with furrows along `heading` (radians) and a hedge around; `green` is 0..1."""
    rng = np.random.default_rng([place.seed, int(abs(centre[0]) * 97 + abs(centre[1]))])
    half = np.array([[1, -1], [1, 1], [-1, 1], [-1, -1]]) * np.array(size) / 2
    corners = turned(half, heading) + np.array(centre)
    patch = fbm((place.side, place.side), rng, base=26, octaves=5, gain=0.6)
    inside = _polygon(place, corners, 2.0)
    rows, cols = np.mgrid[0 : place.side, 0 : place.side].astype(np.float32)
    across = rows * np.float32(np.cos(heading)) + cols * np.float32(np.sin(heading))
    period = float(rng.uniform(1.6, 3.0)) * place.scale
    furrows = np.asarray(0.5 + 0.5 * np.sin(2 * np.pi * across / period + 3 * patch), np.float32)
    crop = Tone((58.0, 104.0 - 12 * green, 92.0 - 28 * green), 78 - 30 * green)
    place.blend(inside * (0.25 + 0.65 * green * patch + 0.1), crop)
    place.dim(inside * furrows * (0.4 + patch), 0.2, 0.16)
    hedge = _stroke(place, np.vstack([corners, corners[:1]]), 1.1, 1.4)
    place.blend(hedge * smoothstep(0.3, 0.6, patch), place.soil.plant)


def scatter_bushes(place: Place, count: int) -> None:
    """Dot the ground with shrubs and stones, each with its small shadow, in drifts."""
    rng = np.random.default_rng([place.seed, 77])
    bushes, shadows, stones = (np.zeros((place.side, place.side), np.uint8) for _ in range(3))
    density = smoothstep(0.3, 0.75, fbm((256, 256), rng, base=6, octaves=4))
    for x, y in rng.uniform(0, place.side, (count, 2)):
        if rng.random() < density[int(y * 255 / place.side), int(x * 255 / place.side)]:
            _bush(rng, bushes, shadows, (float(x), float(y)))
    for x, y in rng.uniform(0, place.side, (count * 3, 2)):
        cv2.circle(stones, (int(x * 8), int(y * 8)), int(rng.uniform(4, 13)), 210, -1, cv2.LINE_AA, 3)
    place.dim(soft_mask(shadows, 0.8), 0.5, 0.2)
    place.blend(np.float32(0.85) * soft_mask(bushes, 0.4), place.soil.plant)
    place.blend(np.float32(0.55) * soft_mask(stones, 0.4), place.soil.bright)


def _bush(rng: np.random.Generator, bushes: Image, shadows: Image, spot: tuple[float, float]) -> None:
    """Draw one shrub as a handful of tufts of unlike density."""
    radius = float(rng.gamma(2.2, 1.0)) + 1.0
    for _ in range(int(rng.integers(3, 8))):
        dx, dy = rng.normal(0, radius * 0.6, 2)
        tuft = int(8 * radius * rng.uniform(0.25, 0.7))
        centre = (int((spot[0] + dx) * 8), int((spot[1] + dy) * 8))
        shift = (centre[0] + int(7 * radius), centre[1] + int(4.5 * radius))
        cv2.circle(shadows, shift, tuft, 255, -1, cv2.LINE_AA, 3)
        cv2.circle(bushes, centre, tuft, int(rng.integers(90, 255)), -1, cv2.LINE_AA, 3)


def cast_shadows(place: Place) -> None:
    """Print the shadows of all boxes and trees on the ground, and the dirt at their feet."""
    mask = np.zeros((place.side, place.side), np.uint8)
    for box in place.boxes:
        base = box.corners()
        both = np.vstack([base, base + SUN * (box.base + box.height)])
        hull = cv2.convexHull(place.on_map(both).astype(np.float32)).astype(np.int32)
        cv2.fillConvexPoly(mask, hull, 255, cv2.LINE_AA)
    for tree in place.trees:
        spot = place.on_map(np.array([[tree.x, tree.y]]) + SUN * tree.height)[0]
        cv2.circle(mask, (int(spot[0]), int(spot[1])), int(tree.radius * place.scale), 255, -1)
    soft = soft_mask(mask, 2.0)
    place.dim(soft, 0.52, 0.22)

"""Painting one frame: ground, shadows, solids, trees, fire and smoke."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from samples.actors import Blast, Burst, Column, Mover, Puff, dust_behind
from samples.camera import Camera, Doubles
from samples.noise import Floats, Image, fbm, smoothstep
from samples.solids import Band, Box
from samples.terrain import SUN, Place

LIGHT = np.array([-0.62, 0.42, 0.66])  # towards the sun
FIRE = np.array([[24, 60, 150], [40, 140, 250], [190, 235, 255]], np.float32)


@dataclass(frozen=True)
class Scene:
    """A place with everything that moves in it, seen in one band."""

    place: Place
    band: Band
    movers: tuple[Mover, ...] = ()
    blasts: tuple[Blast, ...] = ()
    bursts: tuple[Burst, ...] = ()


class Painter:
    """Paints frames of one scene; holds the textures that all frames share."""

    def __init__(self, scene: Scene) -> None:
        """Prepare the ground map and the textures."""
        self.scene = scene
        self.ground = scene.place.map_of(scene.band)
        rng = np.random.default_rng([scene.place.seed, 4242])
        self.walls = [_wall_texture(rng) for _ in range(6)]
        self.roofs = [_roof_texture(rng) for _ in range(4)]
        self.crowns = [_crown(rng) for _ in range(6)]
        self.clouds = [_puff_shape(rng) for _ in range(5)]
        self.strikes = [*scene.blasts, *(hit for burst in scene.bursts for hit in burst.hits())]

    def paint(self, camera: Camera, seconds: float) -> Image:
        """Paint the scene as blue, green, red bytes."""
        frame = self._paint_ground(camera)
        groups = [group for mover in self.scene.movers for group in mover.boxes(self.scene.place, seconds)]
        groups = [group for group in groups if _visible(camera, group[0])]
        for group in groups:
            self._drop_shadow(frame, camera, group)
        standing = [[box] for box in self.scene.place.boxes if _visible(camera, box)]
        self._paint_standing(frame, camera, standing + groups)
        self._paint_air(frame, camera, seconds)
        return frame

    def _paint_ground(self, camera: Camera) -> Image:
        """Lay the map under the camera."""
        matrix = camera.ground() @ np.linalg.inv(self.scene.place.to_map())
        warped = cv2.warpPerspective(
            self.ground, matrix, camera.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
        return np.asarray(warped, np.uint8)

    def _paint_standing(self, frame: Image, camera: Camera, groups: list[list[Box]]) -> None:
        """Paint boxes and trees, the farthest first."""
        jobs: list[tuple[float, list[Box] | int]] = []
        for group in groups:
            jobs.append((_distance(camera, group[0]), group))
        for index, tree in enumerate(self.scene.place.trees):
            point = np.array([tree.x, tree.y, tree.height])
            if _in_view(camera, point, 30):
                jobs.append((float(np.linalg.norm(point - camera.eye)), index))
        for _, job in sorted(jobs, key=lambda entry: -entry[0]):
            if isinstance(job, int):
                self._paint_tree(frame, camera, job)
            else:
                for box in job:
                    self._paint_box(frame, camera, box)

    def _drop_shadow(self, frame: Image, camera: Camera, group: list[Box]) -> None:
        """Darken the ground beside a vehicle."""
        tall = max(box.base + box.height for box in group)
        base = group[0].corners()
        outline = np.vstack([base, base + SUN * tall])
        spots = camera.project(np.column_stack([outline, np.zeros(8)]))
        hull = cv2.convexHull(spots.astype(np.float32)).reshape(-1, 2).astype(np.float64)
        depth = 0.55 if self.scene.band is Band.VISIBLE else 0.25
        _fill(frame, hull, (0, 0, 0), depth)

    def _paint_box(self, frame: Image, camera: Camera, box: Box) -> None:
        """Paint the walls turned to the camera, then the top."""
        base = box.corners()
        tone = np.array(box.tone.seen(self.scene.band))
        low, high = (np.column_stack([base, np.full(4, z)]) for z in (box.base, box.base + box.height))
        floor, roof = camera.project(low), camera.project(high)
        for index in range(4):
            other = (index + 1) % 4
            edge = base[other] - base[index]
            normal = np.array([edge[1], -edge[0], 0]) / (np.linalg.norm(edge) + 1e-9)
            if normal @ (camera.eye - low[index]) > 0:
                quad = np.array([roof[index], roof[other], floor[other], floor[index]])
                self._wall(frame, quad, tone * self._lit(normal), box.texture)
        self._roof(frame, roof, tone * self._lit(np.array([0, 0, 1.0])), box.texture)

    def _lit(self, normal: Doubles) -> float:
        """Return the brightness of a face turned along `normal`."""
        direct = max(float(normal @ LIGHT), 0.0)
        return 0.5 + 0.62 * direct if self.scene.band is Band.VISIBLE else 0.72 + 0.34 * direct

    def _wall(self, frame: Image, quad: Doubles, tone: Doubles, texture: int) -> None:
        """Paint one wall, with windows where the house has them."""
        if texture < 0:
            _fill(frame, quad, tuple(tone), 1.0)
        else:
            _paste(frame, self.walls[texture % len(self.walls)], quad, tone)

    def _roof(self, frame: Image, quad: Doubles, tone: Doubles, texture: int) -> None:
        """Paint one flat roof."""
        if texture < 0:
            _fill(frame, quad, tuple(np.minimum(tone, 255)), 1.0)
        else:
            _paste(frame, self.roofs[texture % len(self.roofs)], quad, tone)

    def _paint_tree(self, frame: Image, camera: Camera, index: int) -> None:
        """Paint one crown as a sprite facing the camera."""
        tree = self.scene.place.trees[index]
        point = np.array([tree.x, tree.y, tree.height])
        spot = camera.project(point[None, :])[0]
        radius = tree.radius * camera.pixels_per_metre(point) * 1.15
        shape = self.crowns[tree.look]
        plant = np.array(self.scene.place.soil.plant.seen(self.scene.band), np.float32)
        _sprite(frame, shape, spot, radius, plant * self._leafage(index))

    def _leafage(self, index: int) -> Floats:
        """Return how one tree's green differs from the common one."""
        rng = np.random.default_rng([self.scene.place.seed, index])
        dry = float(rng.uniform(0, 0.35)) if self.scene.band is Band.VISIBLE else 0.0
        level = float(rng.uniform(0.66, 1.08))
        return np.array([level * (1 + 0.4 * dry), level, level * (1 + dry)], np.float32)

    def _paint_air(self, frame: Image, camera: Camera, seconds: float) -> None:
        """Paint dust, smoke, fire, tracers, and the first flash of every blast."""
        puffs: list[Puff] = []
        for mover in self.scene.movers:
            if isinstance(mover, Column):
                puffs += dust_behind(mover, self.scene.place, seconds)
        for strike in self.strikes:
            puffs += strike.puffs(seconds)
        for puff in sorted(puffs, key=lambda p: -float(np.linalg.norm(p.position - camera.eye))):
            self._paint_puff(frame, camera, puff)
        for strike in self.strikes:
            self._paint_flash(frame, camera, strike, seconds)
        for burst in self.scene.bursts:
            for x, y, progress in burst.streaks(seconds):
                _streak(frame, camera, np.array([x, y, 0.0]), progress)

    def _paint_puff(self, frame: Image, camera: Camera, puff: Puff) -> None:
        """Paint one ball of fire or smoke."""
        if not _in_view(camera, puff.position, 60):
            return
        spot = camera.project(puff.position[None, :])[0]
        radius = max(puff.radius * camera.pixels_per_metre(puff.position), 0.8)
        colour, alpha = self._puff_tone(puff)
        shape = self.clouds[puff.look].copy()
        shape[:, :, 1] *= alpha
        _sprite(frame, shape, spot, radius, colour)

    def _puff_tone(self, puff: Puff) -> tuple[Floats, float]:
        """Return the colour and opacity of fire or smoke in the scene's band."""
        if self.scene.band is Band.THERMAL:
            # Heat shows through smoke: only the hot part is opaque to this camera.
            level = 95 + 165 * puff.glow if puff.glow > 0 else 118
            return np.full(3, level, np.float32), puff.alpha * (0.35 + 0.65 * puff.glow)
        smoke = np.array([0.92, 0.97, 1.0], np.float32) * 255 * puff.shade
        step = min(puff.glow * 2.0, 1.999)
        fire = FIRE[int(step)] + (FIRE[int(step) + 1] - FIRE[int(step)]) * (step - int(step))
        part = min(puff.glow * 1.8, 1.0)
        return np.asarray(smoke * (1 - part) + fire * part, np.float32), puff.alpha

    def _paint_flash(self, frame: Image, camera: Camera, strike: Blast, seconds: float) -> None:
        """Overexpose the surroundings of a fresh blast."""
        strength = strike.flash(seconds) * min(strike.size, 1.4)
        if strength > 0.03:
            point = np.array([strike.x, strike.y, 2.0])
            spot = camera.project(point[None, :])[0]
            reach = 16 * strike.size * camera.pixels_per_metre(point)
            glow = np.dstack([np.full((65, 65), 1.0), _disc(65) * min(strength, 1.0)])
            _sprite(frame, glow.astype(np.float32), spot, reach, np.full(3, 255, np.float32))


def _visible(camera: Camera, box: Box) -> bool:
    """Say whether a box may be in the frame."""
    return _in_view(camera, np.array([box.x, box.y, box.base]), 60 + 8 * max(box.length, box.width))


def _in_view(camera: Camera, point: Doubles, margin: float) -> bool:
    """Say whether a world point falls into the frame widened by `margin` pixels."""
    if camera.matrix[2, :3] @ point + camera.matrix[2, 3] < 1:
        return False
    x, y = camera.project(point[None, :])[0]
    return bool(-margin < x < camera.size[0] + margin and -margin < y < camera.size[1] + margin)


def _distance(camera: Camera, box: Box) -> float:
    """Return how far a box is, those on top of others counted nearer."""
    middle = np.array([box.x, box.y, box.base + box.height / 2])
    return float(np.linalg.norm(middle - camera.eye)) - (6.0 if box.base > 2 else 0.0)


def _window(frame: Image, points: Doubles, margin: float = 2) -> tuple[int, int, int, int] | None:
    """Return the frame's part around points as x0, y0, x1, y1, or None outside."""
    x0, y0 = np.floor(points.min(axis=0) - margin).astype(int)
    x1, y1 = np.ceil(points.max(axis=0) + margin).astype(int)
    x0, y0 = max(x0, 0), max(y0, 0)
    x1, y1 = min(x1, frame.shape[1]), min(y1, frame.shape[0])
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def _fill(frame: Image, polygon: Doubles, colour: tuple[float, ...], opacity: float) -> None:
    """Fill a convex polygon, evenly toned."""
    if opacity >= 1:
        path = np.round(polygon * 16).astype(np.int32)
        cv2.fillConvexPoly(frame, path, [float(c) for c in colour], cv2.LINE_AA, 4)
        return
    box = _window(frame, polygon)
    if box is None:
        return
    x0, y0, x1, y1 = box
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    path = np.round((polygon - [x0, y0]) * 16).astype(np.int32)
    cv2.fillConvexPoly(mask, path, 255, cv2.LINE_AA, 4)
    share = (mask.astype(np.float32) / 255 * opacity)[:, :, None]
    part = frame[y0:y1, x0:x1].astype(np.float32)
    frame[y0:y1, x0:x1] = (part * (1 - share) + share * np.array(colour, np.float32)).astype(np.uint8)


def _paste(frame: Image, texture: Image, quad: Doubles, tone: Doubles) -> None:
    """Paint a texture (128 is neutral) times a tone onto a quadrangle."""
    box = _window(frame, quad)
    if box is None:
        return
    x0, y0, x1, y1 = box
    rows, cols = texture.shape
    source = np.array([[0, 0], [cols, 0], [cols, rows], [0, rows]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, (quad - [x0, y0]).astype(np.float32))
    size = (x1 - x0, y1 - y0)
    seen = cv2.warpPerspective(texture, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((size[1], size[0]), np.uint8)
    path = np.round((quad - [x0, y0]) * 16).astype(np.int32)
    cv2.fillConvexPoly(mask, path, 255, cv2.LINE_AA, 4)
    share = (mask.astype(np.float32) / 255)[:, :, None]
    painted = np.minimum(seen.astype(np.float32)[:, :, None] / 128 * tone.astype(np.float32), 255)
    part = frame[y0:y1, x0:x1].astype(np.float32)
    frame[y0:y1, x0:x1] = (part * (1 - share) + painted * share).astype(np.uint8)


def _sprite(frame: Image, shape: Floats, spot: Doubles, radius: float, tone: Floats) -> None:
    """Paint a square sprite (brightness, opacity) of a tone around a spot."""
    box = _window(frame, np.array([spot - radius, spot + radius]))
    if box is None:
        return
    x0, y0, x1, y1 = box
    scale = 2 * radius / shape.shape[0]
    matrix = np.array([[scale, 0, spot[0] - radius - x0], [0, scale, spot[1] - radius - y0]])
    seen = cv2.warpAffine(shape, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    painted = np.minimum(seen[:, :, :1] * tone, 255)
    share = seen[:, :, 1:]
    part = frame[y0:y1, x0:x1].astype(np.float32)
    frame[y0:y1, x0:x1] = (part * (1 - share) + painted * share).astype(np.uint8)


def _streak(frame: Image, camera: Camera, target: Doubles, progress: float) -> None:
    """Draw a tracer on its way from under the aircraft to its target."""
    end = camera.project(target[None, :])[0]
    start = np.array([camera.size[0] * 0.62, camera.size[1] * 1.15])
    head = start + (end - start) * progress
    tail = start + (end - start) * max(progress - 0.13, 0)
    ends = [tuple(int(v * 16) for v in point) for point in (tail, head)]
    cv2.line(frame, ends[0], ends[1], (235, 245, 255), 2, cv2.LINE_AA, 4)


def _disc(side: int) -> Floats:
    """Return a soft disc, 1 in the middle, 0 at the rim."""
    axis = np.linspace(-1, 1, side, dtype=np.float32)
    far = np.hypot(axis[:, None], axis[None, :]).astype(np.float32)
    return np.asarray(np.clip(1 - far, 0, 1) ** 1.6, np.float32)


def _puff_shape(rng: np.random.Generator) -> Floats:
    """Draw a billowing ball: brightness and opacity, 64 x 64 x 2."""
    axis = np.linspace(-1, 1, 64, dtype=np.float32)
    far = np.hypot(axis[:, None], axis[None, :]).astype(np.float32)
    billow = fbm((64, 64), rng, base=5, octaves=4, gain=0.65)
    opacity = smoothstep(1.0, 0.35, far + 0.75 * (billow - 0.5)) * smoothstep(1.0, 0.85, far)
    light = 0.65 + 0.7 * billow - 0.18 * axis[:, None]
    return np.dstack([light, opacity]).astype(np.float32)


def _crown(rng: np.random.Generator) -> Floats:
    """Draw a tree crown: brightness and opacity, 48 x 48 x 2."""
    axis = np.linspace(-1, 1, 48, dtype=np.float32)
    far = np.hypot(axis[:, None], axis[None, :]).astype(np.float32)
    leaves = fbm((48, 48), rng, base=9, octaves=3, gain=0.8)
    opacity = smoothstep(1.0, 0.82, far + 0.9 * (leaves - 0.5))
    light = 0.55 + 1.1 * leaves - 0.38 * axis[:, None] - 0.3 * axis[None, :]
    return np.dstack([light, opacity]).astype(np.float32)


def _wall_texture(rng: np.random.Generator) -> Image:
    """Draw a wall with stains and, mostly, windows; 128 is neutral."""
    wall = 104 + 46 * fbm((48, 96), rng, base=8, octaves=4)
    wall[40:] *= 0.86
    columns, rows = int(rng.integers(2, 5)), int(rng.integers(1, 3))
    for column in range(columns):
        for row in range(rows):
            if rng.random() < 0.8:
                x = int((column + 0.3) * 96 / columns)
                y = int((row + 0.28) * 48 / rows)
                wall[y : y + 36 // rows // 2, x : x + 34 // columns] = rng.uniform(46, 84)
    return np.clip(wall, 0, 255).astype(np.uint8)


def _roof_texture(rng: np.random.Generator) -> Image:
    """Draw a flat roof with its parapet, seams and dirt; 128 is neutral."""
    roof = 84 + 92 * fbm((64, 64), rng, base=5, octaves=5, gain=0.65)
    for _ in range(int(rng.integers(1, 4))):
        at = int(rng.integers(8, 56))
        roof[:, at : at + 1] *= 0.78
    roof[:3], roof[-3:], roof[:, :3], roof[:, -3:] = 164, 158, 164, 150
    roof[3:6, 3:-3] *= 0.66
    roof[3:-3, 3:6] *= 0.72
    return np.clip(roof, 0, 255).astype(np.uint8)

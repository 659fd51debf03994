"""Films of quite other things: a night street, the sea, the sky, a cartoon, drifting colours."""

from __future__ import annotations

import cv2
import numpy as np

from samples import hud
from samples.film import Clip, Frames
from samples.noise import Floats, Image, fbm, smoothstep, sway, wobble
from samples.sensor import Eye, Sensor

SIZE = (640, 360)
Pen = tuple[int, int, int]


def sea() -> Clip:
    """Look over a rough sea with a boat."""
    return Clip("sea-boat.mp4", SIZE, 20, _sea_frames, quality=30, group=100)


def _sea_frames(clip: Clip) -> Frames:
    eye = Eye(Sensor(blur=0.5, grain=2.0, seed=201), SIZE)
    rng = np.random.default_rng(201)
    waves = [_wave(rng, index) for index in range(22)]
    sky = fbm((150, 900), rng, base=6, octaves=6)
    for index in range(8 * clip.rate):
        seconds = index / clip.rate
        frame = np.empty((SIZE[1], SIZE[0], 3), np.float32)
        drift = int(8 * seconds)
        clouds = smoothstep(0.35, 0.8, sky[:, drift : drift + SIZE[0]])[:, :, None]
        frame[:150] = (206, 178, 150) + clouds * (np.array([236, 234, 232]) - (206, 178, 150))
        frame[150:] = _water(waves, seconds)
        painted = np.clip(frame, 0, 255).astype(np.uint8)
        _boat(painted, seconds)
        yield eye.see(painted)


def _wave(rng: np.random.Generator, index: int) -> tuple[float, float, float, float]:
    """Draw one wave train: wave numbers in x and y (rad/m), angular rate, steepness."""
    length = 26.0 * 0.8**index
    angle = rng.normal(0.5, 0.55)
    number = 2 * np.pi / length
    return (
        float(number * np.cos(angle)),
        float(number * np.sin(angle)),
        float(np.sqrt(9.8 * number)),
        float(rng.uniform(0.05, 0.11)),
    )


def _water(waves: list[tuple[float, float, float, float]], seconds: float) -> Floats:
    """Shade the water below the horizon by the slope of the waves; 210 rows."""
    rows = np.arange(210, dtype=np.float32)[:, None] + 3
    far = 2600.0 / rows
    across = (np.arange(SIZE[0], dtype=np.float32)[None, :] - SIZE[0] / 2) * far / 420
    slope = np.zeros((210, SIZE[0]), np.float32)
    for kx, ky, rate, steep in waves:
        # Waves shorter than a pixel's depth would only alias.
        visible = np.clip(1.7 - np.hypot(kx, ky) * far * far / 2600, 0, 1)
        slope += steep * visible * np.cos(kx * across + ky * far - rate * seconds)
    glitter = smoothstep(0.42, 0.75, np.asarray(slope - 0.0012 * np.abs(across), np.float32))
    shade = np.clip(0.5 + 1.1 * slope + 0.0009 * far, 0, 1.2)[:, :, None]
    water = np.array([70, 52, 22]) + shade * np.array([96, 92, 74])
    return np.asarray(water + glitter[:, :, None] * 120, np.float32)


def _boat(frame: Image, seconds: float) -> None:
    """Draw a fishing boat that rolls on its way."""
    x = 90 + 42 * seconds
    y = 196 + 3 * np.sin(1.7 * seconds)
    roll = 0.06 * np.sin(1.2 * seconds + 1)
    turn = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    parts: list[tuple[list[tuple[float, float]], Pen]] = [
        ([(-58, 0), (-50, 15), (44, 15), (64, -6), (10, -1)], (60, 46, 150)),
        ([(-52, 10), (-50, 15), (44, 15), (50, 9)], (40, 34, 40)),
        ([(-34, -22), (2, -22), (6, 0), (-38, 0)], (222, 226, 228)),
        ([(-28, -17), (-4, -17), (-2, -8), (-28, -8)], (80, 66, 50)),
        ([(-18, -52), (-15, -52), (-14, -22), (-18, -22)], (70, 74, 78)),
    ]
    for corners, colour in parts:
        points = np.array(corners) @ turn.T + [x, y]
        cv2.fillPoly(frame, [np.round(points * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)


def night_street() -> Clip:
    """Watch traffic in a wet street at night."""
    return Clip("night-street.mp4", SIZE, 20, _street_frames, quality=29, group=100)


def _street_frames(clip: Clip) -> Frames:
    eye = Eye(Sensor(blur=0.8, grain=5.0, bloom=0.9, vignette=0.4, seed=211), SIZE)
    still = _street_still(np.random.default_rng(211))
    cars = [(0.0, 1, 60.0), (2.1, -1, 46.0), (3.6, 1, 52.0), (5.0, -1, 58.0), (6.3, 1, 40.0)]
    for index in range(9 * clip.rate):
        seconds = index / clip.rate
        frame = still.copy()
        for start, way, speed in cars:
            _headlights(frame, seconds - start, way, speed / 4)
        _flicker(frame, seconds)
        frame[232:] = _wet(frame, seconds)
        yield eye.see(np.clip(frame, 0, 255).astype(np.uint8))


def _street_still(rng: np.random.Generator) -> Floats:
    """Draw the street without traffic: two rows of houses that meet far away, lamps, sky."""
    frame = np.zeros((SIZE[1], SIZE[0], 3), np.float32)
    frame[:] = np.linspace(34, 16, SIZE[1], dtype=np.float32)[:, None, None] * (1.2, 0.9, 0.8)
    for side in (-1, 1):
        facade = _facade(rng)
        rows, cols = facade.shape[:2]
        outer = 320 + side * 330
        inner = 320 + side * 34
        corners = [(outer, -150), (inner, 150), (inner, 214), (outer, 330)]
        source = np.array([(0, 0), (cols, 0), (cols, rows), (0, rows)], np.float32)
        matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
        wall = cv2.warpPerspective(facade, matrix, SIZE, flags=cv2.INTER_AREA)
        covered = cv2.warpPerspective(np.ones((rows, cols), np.float32), matrix, SIZE)[:, :, None]
        frame = frame * (1 - covered) + wall * covered
    for step in range(6):
        depth = 1.6**-step
        for side in (-1, 1):
            _glow(frame, (320 + side * 250 * depth, 205 - 150 * depth), 46 * depth, (120, 200, 255), 1.0)
    return np.asarray(frame, np.float32)


def _facade(rng: np.random.Generator) -> Floats:
    """Draw a long row of houses with some windows lit and shop signs."""
    facade = (22 + 26 * fbm((300, 900), rng, base=10, octaves=6))[:, :, None] * np.array([0.9, 0.95, 1.1])
    for left in range(0, 900, 60):
        facade[:, left : left + 60] *= rng.uniform(0.6, 1.5)
        for top in range(14, 240, 46):
            for window in (8, 34):
                lit = rng.random() < 0.36
                colour = rng.uniform(90, 235) * np.array([0.55, 0.82, 1.0]) if lit else np.array([14, 12, 10])
                facade[top : top + 27, left + window : left + window + 17] = colour
        sign = rng.uniform(40, 255, 3)
        facade[248:262, left + 6 : left + 52] = sign
        facade[264:296, left + 6 : left + 52] = sign * 0.3 + 50
    return np.asarray(facade, np.float32)


def _glow(frame: Floats, spot: tuple[float, float], radius: float, colour: Pen, strength: float) -> None:
    """Add a soft light."""
    reach = int(radius * 2) + 1
    x0, y0 = max(int(spot[0]) - reach, 0), max(int(spot[1]) - reach, 0)
    x1, y1 = min(int(spot[0]) + reach, SIZE[0]), min(int(spot[1]) + reach, SIZE[1])
    if x1 <= x0 or y1 <= y0:
        return
    rows, cols = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    far = np.hypot(cols - spot[0], rows - spot[1]) / radius
    light = np.exp(-2.2 * far * far) + 0.9 * np.exp(-60 * far * far)
    frame[y0:y1, x0:x1] += strength * light[:, :, None] * np.array(colour, np.float32)


def _headlights(frame: Floats, seconds: float, way: int, speed: float) -> None:
    """Draw a car: coming (way 1, white lamps) or going (-1, red lamps)."""
    metres = 90 - speed * seconds if way > 0 else 6 + speed * seconds
    if seconds < 0 or not 4 < metres < 92:
        return
    depth = 7 / metres
    x, y = 320 - way * 120 * depth, 208 + 90 * depth
    body = [(x - 52 * depth, y - 58 * depth), (x + 52 * depth, y + 22 * depth)]
    (x0, y0), (x1, y1) = ((int(px), int(py)) for px, py in body)
    cv2.rectangle(frame, (x0, y0), (x1, y1), (18, 16, 16), -1)
    cv2.rectangle(frame, (x0 + 3, y0 + 3), (x1 - 3, int(y - 26 * depth)), (52, 46, 40), -1)
    colour: Pen = (225, 245, 255) if way > 0 else (30, 24, 210)
    for side in (-1, 1):
        _glow(frame, (x + side * 40 * depth, y), (60 if way > 0 else 30) * depth, colour, 1.0)


def _flicker(frame: Floats, seconds: float) -> None:
    """Let one neon sign blink and one lamp tremble."""
    if int(seconds * 2.5) % 3:
        _glow(frame, (486, 182), 34, (210, 60, 230), 0.7)
    _glow(frame, (160, 116), 20, (110, 190, 255), 0.4 + 0.4 * sway(wobble(5, 3.0), seconds) / 3)


def _wet(frame: Floats, seconds: float) -> Floats:
    """Return the road: the mirrored street, smeared downwards and rippling; 128 rows."""
    mirrored = cv2.GaussianBlur(frame[232 - 128 : 232][::-1], (0, 0), sigmaX=2.5, sigmaY=14)
    rows = np.arange(128, dtype=np.float32)[:, None]
    ripple = 2.2 * np.sin(rows * 0.55 + 5 * seconds) * rows / 60
    cols = np.arange(SIZE[0], dtype=np.float32)[None, :] + ripple
    wet = cv2.remap(mirrored, cols, np.repeat(rows, SIZE[0], axis=1), cv2.INTER_LINEAR)
    lower = frame[232:].copy()
    return np.asarray(np.maximum(0.55 * wet + 10, lower * (lower.max(axis=2, keepdims=True) > 40)), np.float32)


def sky_target() -> Clip:
    """Track an airliner against clouds in the infrared."""
    return Clip("sky-airliner.mp4", SIZE, 25, _sky_frames, quality=28, group=125)


def _sky_frames(clip: Clip) -> Frames:
    eye = Eye(Sensor(blur=0.9, grain=4.0, columns=1.6, rows=0.8, halo=0.5, seed=221), SIZE)
    rng = np.random.default_rng(221)
    clouds = 60 + 120 * smoothstep(0.3, 0.85, fbm((700, 1500), rng, base=6, octaves=8, gain=0.58))
    for index in range(8 * clip.rate):
        seconds = index / clip.rate
        x, y = 80 + 86 * seconds, 240 - 16 * seconds
        view = cv2.getRectSubPix(clouds.astype(np.float32), SIZE, (x + 320, y + 100))
        frame = np.asarray(np.repeat(view[:, :, None], 3, axis=2), np.float32)
        spot = (
            320 + 26 * sway(wobble(31, 0.3), seconds) / 2,
            180 + 20 * sway(wobble(32, 0.3), seconds) / 2,
        )
        _airliner(frame, spot, -0.16 + 0.1 * np.sin(0.5 * seconds), 0.7 + 0.07 * seconds)
        seen = eye.see(np.clip(frame, 0, 255).astype(np.uint8))
        hud.scout(seen, seconds, "MWIR")
        yield seen


def _airliner(frame: Floats, spot: tuple[float, float], turn: float, size: float) -> None:
    """Draw an aeroplane from below, engines hot."""
    parts: list[tuple[list[tuple[float, float]], int]] = [
        ([(-60, -4), (52, -5), (64, 0), (52, 5), (-60, 4)], 205),
        ([(10, 0), (-22, -58), (-34, -58), (-12, 0), (-34, 58), (-22, 58)], 186),
        ([(-48, 0), (-62, -20), (-68, -20), (-62, 0), (-68, 20), (-62, 20)], 178),
        ([(2, -22), (-14, -22), (-14, -17), (2, -17)], 255),
        ([(2, 22), (-14, 22), (-14, 17), (2, 17)], 255),
    ]
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    for corners, level in parts:
        points = size * np.array(corners) @ rotation.T + spot
        cv2.fillPoly(frame, [np.round(points * 16).astype(np.int32)], (level,) * 3, cv2.LINE_AA, 4)


def cartoon() -> Clip:
    """Play a small animation: a creature hopping through hills."""
    return Clip("cartoon-hop.mp4", SIZE, 24, _cartoon_frames, quality=27, group=120)


def _cartoon_frames(clip: Clip) -> Frames:
    rng = np.random.default_rng(231)
    smooth = [fbm((8, 2400), rng, base=26, octaves=4)[4] * 60 for _ in range(4)]
    paper = rng.normal(0, 3.0, (SIZE[1], SIZE[0], 1)).astype(np.float32)
    for index in range(8 * clip.rate):
        seconds = index / clip.rate
        frame = np.linspace((235, 190, 120), (200, 225, 250), SIZE[1])[:, None, :] + np.zeros((1, SIZE[0], 1))
        painted = frame.astype(np.uint8)
        cv2.circle(painted, (520, 70), 34, (120, 225, 255), -1, cv2.LINE_AA)
        for layer, line in enumerate(smooth):
            _hills(painted, line, layer, seconds)
        _creature(painted, seconds)
        yield np.clip(painted + paper, 0, 255).astype(np.uint8)


def _hills(frame: Image, line: Floats, layer: int, seconds: float) -> None:
    """Paint one range of hills with trees, moving as fast as it is near."""
    shift = seconds * (8, 22, 50, 110)[layer]
    x = np.arange(SIZE[0], dtype=np.float32)
    heights = np.interp(x + shift, np.arange(line.size), line - line.mean())
    top = 150 + 52 * layer + heights * (2.2 - 0.4 * layer)
    colour: Pen = ((170, 160, 120), (120, 160, 90), (80, 150, 80), (60, 120, 110))[layer]
    outline = np.vstack([np.column_stack([x, top]), [(SIZE[0], SIZE[1]), (0, SIZE[1])]]).astype(np.int32)
    cv2.fillPoly(frame, [outline], colour, cv2.LINE_AA)
    cv2.polylines(frame, [outline[:-2]], False, (40, 50, 40), 2, cv2.LINE_AA)
    pitch = 97 + 31 * layer
    for number in range(int(shift // pitch), int((shift + SIZE[0]) // pitch) + 1):
        px = int(number * pitch + (number * number * 37) % 60 - shift)
        py = int(top[min(max(px, 0), SIZE[0] - 1)])
        radius = 8 + 4 * layer + (number * 7) % 9
        cv2.line(frame, (px, py + 4), (px, py - radius), (40, 70, 100), 3 + layer, cv2.LINE_AA)
        cv2.circle(frame, (px, py - radius * 2), radius, (70, 130 + (number * 29) % 80, 60), -1, cv2.LINE_AA)
        cv2.circle(frame, (px, py - radius * 2), radius, (30, 60, 30), 2, cv2.LINE_AA)


def _creature(frame: Image, seconds: float) -> None:
    """Draw the hopping creature, squeezed where it lands."""
    phase = (seconds * 1.4) % 1.0
    hop = 4 * phase * (1 - phase)
    x, y = int(210 + 60 * np.sin(0.7 * seconds)), int(268 - 92 * hop)
    wide, tall = int(38 - 8 * hop), int(30 + 10 * hop)
    cv2.ellipse(frame, (x, 304), (int(40 - 16 * hop), 7), 0, 0, 360, (50, 90, 80), -1, cv2.LINE_AA)
    cv2.ellipse(frame, (x, y), (wide, tall), 0, 0, 360, (60, 80, 225), -1, cv2.LINE_AA)
    cv2.ellipse(frame, (x, y), (wide, tall), 0, 0, 360, (20, 20, 60), 3, cv2.LINE_AA)
    for side in (-1, 1):
        cv2.circle(frame, (x + 13 * side + 6, y - 8), 9, (250, 250, 250), -1, cv2.LINE_AA)
        cv2.circle(frame, (x + 13 * side + 9, y - 8), 4, (20, 20, 20), -1, cv2.LINE_AA)
    cv2.ellipse(frame, (x + 6, y + 10), (12, 4 + int(6 * hop)), 0, 0, 180, (20, 20, 60), 3, cv2.LINE_AA)


def colours() -> Clip:
    """Fold drifting colours into one another, as station idents do."""
    return Clip("ident-colours.mkv", SIZE, 25, _colour_frames, quality=28, group=125)


def _colour_frames(clip: Clip) -> Frames:
    rng = np.random.default_rng(241)
    fields = [fbm((SIZE[1], SIZE[0]), rng, base=3, octaves=4) for _ in range(3)]
    silk = fbm((SIZE[1], SIZE[0]), rng, base=12, octaves=6, gain=0.7)
    rows, cols = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    for index in range(8 * clip.rate):
        seconds = index / clip.rate
        frame = np.empty((SIZE[1], SIZE[0], 3), np.float32)
        for band, flow in enumerate(fields):
            wave = np.sin(6 * flow + 0.5 * seconds * (band + 1) + cols / (160 + 40 * band))
            frame[:, :, band] = 96 + 46 * wave + 22 * np.sin(rows / 70 - 0.8 * seconds + 0.6 * band)
        bent_x, bent_y = cols + 18 * np.sin(rows / 40 + seconds), rows + 14 * np.cos(cols / 50)
        bent = cv2.remap(silk, bent_x, bent_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        frame += 110 * (bent - 0.5)[:, :, None]
        shown = np.clip(frame, 0, 255).astype(np.uint8)
        x = int(-260 + 150 * seconds)
        hud.put(shown, "CHANNEL ONE AND A HALF", (x, 150), 40, (250, 250, 250))
        yield shown


OTHERS = (sea, night_street, sky_target, cartoon, colours)

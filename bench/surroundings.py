"""Where a picture is met: photographed off a screen, inside a page's screenshot, one of the panels of a collage."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.content import Image
from bench.draft import Draft, embed, lay_in_quad, resize, to_width
from bench.geometry import outline, translation
from bench.paint import sentence, write

PHOTO_WIDTHS = (960, 1440)
"""Pixels: how wide a photograph of a screen is, from, to."""
PAGE_WIDTHS = (1000, 1400)
"""Pixels: how wide a page's screenshot is, from, to."""


def screen(draft: Draft, rng: np.random.Generator) -> Draft:
    """Photographed off a screen: perspective, dark surround, moire, glare, colour cast, softness, sensor noise."""
    width, height = draft.size
    wide = int(rng.integers(*PHOTO_WIDTHS))
    size = (wide, max(64, round(wide * height / width)))
    room = np.full((size[1], size[0], 3), rng.uniform(8, 45), np.float64) + rng.normal(0, 2, (size[1], size[0], 1))
    photo = lay_in_quad(draft, np.clip(room, 0, 255).astype(np.uint8), _seen_from_aside(size, rng))
    light = photo.image.astype(np.float32) * _moire(size, rng)
    light = light * rng.uniform(0.88, 1.08, 3).astype(np.float32) + _glare(size, rng)
    light = np.asarray(cv2.GaussianBlur(light, (0, 0), float(rng.uniform(0.5, 1.1)) * wide / 1100), np.float32)
    light += rng.normal(0, rng.uniform(2.5, 6.0), light.shape).astype(np.float32)
    return replace(photo, image=np.clip(light, 0, 255).astype(np.uint8))


def _seen_from_aside(size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float64]:
    """Where the screen's corners [4, 2] fall in the photograph: each up to 9 % inside, or 3 % outside."""
    span = np.array(size, dtype=np.float64)
    inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    return outline(*size) + inward * span * rng.uniform(-0.03, 0.09, (4, 2))


def _moire(size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """Factors [H, W, 3] about 1: the beat of the screen's grid with the sensor's, out of phase in the three colours."""
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    factors = np.ones((size[1], size[0], 3), np.float32)
    for period in (rng.uniform(2.5, 5.0), rng.uniform(18.0, 60.0)):
        angle, depth = rng.uniform(0, math.pi), rng.uniform(0.02, 0.06)
        bend = rng.uniform(-0.002, 0.002)
        phase = (x * math.cos(angle) + y * math.sin(angle) + bend * x * y / 10) * (2 * math.pi / period)
        for channel in range(3):
            factors[..., channel] += depth * np.sin(phase + channel * rng.uniform(0.2, 1.2))
    return factors


def _glare(size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """Light [H, W, 1] in grey levels added by one or two soft reflections and a slope across the picture."""
    x, y = np.meshgrid(np.linspace(0, 1, size[0], dtype=np.float32), np.linspace(0, 1, size[1], dtype=np.float32))
    light = rng.uniform(-12, 12) * (x - 0.5) + rng.uniform(-12, 12) * (y - 0.5)
    for _ in range(int(rng.integers(1, 3))):
        cx, cy, rx, ry = rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0.05, 0.2), rng.uniform(0.05, 0.2)
        light = light + rng.uniform(25, 90) * np.exp(-(((x - cx) / rx) ** 2) - ((y - cy) / ry) ** 2)
    return np.asarray(light[..., None], dtype=np.float32)


def page(draft: Draft, rng: np.random.Generator) -> Draft:
    """A page's screenshot: masthead, menu, headline, the picture scaled into a column, text, other small pictures."""
    wide = int(rng.integers(*PAGE_WIDTHS))
    margin = int(rng.integers(20, 90))
    column = round(wide * rng.uniform(0.45, 0.66))
    shown = to_width(draft, column)
    if shown.size[1] > 620:
        shown = resize(shown, (max(1, round(column * 620 / shown.size[1])), 620))
    top = int(rng.integers(170, 260))
    high = top + shown.size[1] + int(rng.integers(90, 320))
    canvas = _masthead(np.full((high, wide, 3), 252, np.uint8), margin, rng)
    canvas = write(canvas, sentence(rng, 6)[:-1], (margin, top - 75), 32, (15, 15, 15))
    canvas = write(canvas, sentence(rng, 9), (margin, top - 32), 15, (110, 110, 110))
    canvas = _paragraph(canvas, (margin, top + shown.size[1] + 18), column, rng)
    canvas = _sidebar(canvas, margin + column + 30, rng)
    return embed(shown, canvas, margin, top)


def _masthead(canvas: Image, margin: int, rng: np.random.Generator) -> Image:
    """The page's top: a coloured band with a name, and a row of menu words."""
    blue, green, red = (int(level) for level in rng.integers(20, 190, 3))
    band = (blue, green, red)
    canvas[:56] = band
    canvas = write(canvas, sentence(rng, 2).upper()[:-1], (margin, 12), 28, (255, 255, 255))
    for place, x in enumerate(range(margin, canvas.shape[1] - 100, 110)):
        canvas = write(canvas, sentence(rng, 1)[:-1], (x, 66), 15, (60, 60, 60) if place else band)
    canvas[92:94] = 220
    return canvas


def _paragraph(canvas: Image, place: tuple[int, int], width: int, rng: np.random.Generator) -> Image:
    """Lines of text from `place` down to the canvas's end, about `width` pixels long."""
    for y in range(place[1], canvas.shape[0] - 14, 24):
        canvas = write(canvas, sentence(rng, max(2, width // 62)), (place[0], y), 15, (35, 35, 35))
    canvas[:, place[0] + width + 12 :] = np.where(
        np.arange(canvas.shape[0])[:, None, None] >= place[1], 252, canvas[:, place[0] + width + 12 :]
    )
    return canvas


def _sidebar(canvas: Image, x: int, rng: np.random.Generator) -> Image:
    """Small pictures of gradients and noise with a headline each, from `x` to the page's right edge."""
    wide = min(240, canvas.shape[1] - x - 15)
    if wide < 60:
        return canvas
    for y in range(110, canvas.shape[0] - 170, 210):
        canvas[y : y + 120, x : x + wide] = _thumbnail(wide, 120, rng)
        canvas = write(canvas, sentence(rng, max(1, wide // 75)), (x, y + 128), 14, (20, 20, 20))
    return canvas


def _thumbnail(width: int, height: int, rng: np.random.Generator) -> Image:
    """A made-up small picture [height, width, 3]: a colour gradient, cloudy noise, a few discs."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    slope = rng.uniform(-120, 120, 3) * x[..., None] + rng.uniform(-120, 120, 3) * y[..., None]
    clouds = cv2.resize(rng.normal(0, 30, (height // 12, width // 12, 1)), (width, height))
    image = np.clip(rng.uniform(60, 190, 3) + slope + clouds[..., None], 0, 255).astype(np.uint8)
    for _ in range(int(rng.integers(0, 5))):
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.circle(image, centre, int(rng.integers(6, 40)), rng.integers(0, 255, 3).tolist(), -1, cv2.LINE_AA)
    return image


def collage(drafts: list[Draft], rng: np.random.Generator) -> list[Draft]:
    """Two to four drafts side by side or in two rows: each comes back with the same picture and its own region."""
    columns = 2 if len(drafts) == 4 or rng.random() < 0.6 else len(drafts)
    cell, gap = int(rng.integers(360, 560)), int(rng.integers(0, 13))
    panels = [to_width(draft, cell) for draft in drafts]
    high = min(panel.size[1] for panel in panels)
    panels = [_cut_to_height(panel, high) for panel in panels]
    rows = math.ceil(len(panels) / columns)
    level = int(rng.choice([0, 255]))
    canvas = np.full((rows * high + (rows - 1) * gap, columns * cell + (columns - 1) * gap, 3), level, np.uint8)
    placed: list[Draft] = []
    for number, panel in enumerate(panels):
        at = embed(panel, canvas, (number % columns) * (cell + gap), (number // columns) * (high + gap))
        canvas = at.image
        placed.append(at)
    return [replace(panel, image=canvas) for panel in placed]


def _cut_to_height(draft: Draft, height: int) -> Draft:
    """The middle `height` rows of a draft."""
    top = (draft.size[1] - height) // 2
    image = np.ascontiguousarray(draft.image[top : top + height])
    placed = replace(draft, image=image, frame_to_still=translation(0, -top) @ draft.frame_to_still)
    return replace(placed, region=outline(*placed.size))

"""What is drawn on a picture or done to a part of it, each with the pixels that it changes.

Every touch takes a picture [H, W, 3] BGR and a generator and returns the picture with the mask [H, W] of what was done:
a bar, a logo and a patch as a whole, letters, arrows and circles to the pixel.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from bench.content import Image, to_grey
from bench.paint import COLOURS, sentence, write

Mask = NDArray[np.bool_]
Touched = tuple[Image, Mask]
Touch = Callable[[Image, np.random.Generator], Touched]

VISIBLE = 8
"""Levels: a pixel that changes by less than this in every channel was not touched as far as anyone can see."""
DRAWS = 30
"""Places tried for a touch that must change something that can be seen."""


def bar(image: Image, rng: np.random.Generator) -> Touched:
    """A caption on a bar over the top or the bottom; the mask is the bar."""
    height, width = image.shape[:2]
    high = max(16, round(height * rng.uniform(0.07, 0.14)))
    top = 0 if rng.random() < 0.5 else height - high
    colours = (
        ((15,) * 3, (250,) * 3),
        ((245,) * 3, (20,) * 3),
        ((150, 40, 20), (255,) * 3),
        ((30, 30, 200), (255,) * 3),
    )
    ground, ink = colours[int(rng.integers(len(colours)))]
    out = image.copy()
    out[top : top + high] = ground
    out = write(
        out,
        sentence(rng, int(rng.integers(3, 8))),
        (round(high * 0.4), top + round(high * 0.15)),
        round(high * 0.55),
        ink,
    )
    mask = np.zeros((height, width), bool)
    mask[top : top + high] = True
    return out, mask


def text(image: Image, rng: np.random.Generator) -> Touched:
    """A line or two of letters straight on the picture, white or yellow, with a dark edge half of the time."""
    height, width = image.shape[:2]
    letters = max(12, round(height * rng.uniform(0.045, 0.1)))
    picture = PillowImage.fromarray(np.ascontiguousarray(image[:, :, ::-1]))
    ink = ((255, 255, 255), (250, 230, 40), (255, 60, 50))[int(rng.integers(3))]
    edge = max(1, letters // 12) if rng.random() < 0.5 else 0
    at = (round(width * rng.uniform(0.02, 0.3)), round(rng.uniform(0.03, 0.8) * height))
    lines = "\n".join(sentence(rng, int(rng.integers(2, 5))) for _ in range(int(rng.integers(1, 3))))
    font = ImageFont.load_default(size=letters)
    ImageDraw.Draw(picture).multiline_text(at, lines, font=font, fill=ink, stroke_width=edge, stroke_fill=(0, 0, 0))
    return _changed(image, np.ascontiguousarray(np.asarray(picture, dtype=np.uint8)[:, :, ::-1]))


def arrows(image: Image, rng: np.random.Generator) -> Touched:
    """One to three arrows."""
    height, width = image.shape[:2]
    out, thick = image.copy(), max(2, round(max(width, height) / 160))
    colour = COLOURS[int(rng.integers(len(COLOURS)))]
    for _ in range(int(rng.integers(1, 4))):
        tip = rng.uniform([0.15 * width, 0.15 * height], [0.85 * width, 0.85 * height])
        angle, length = rng.uniform(0, 2 * math.pi), rng.uniform(0.1, 0.2) * max(width, height)
        tail = tip - length * np.array([math.cos(angle), math.sin(angle)])
        cv2.arrowedLine(out, _pixel(tail), _pixel(tip), colour, thick, cv2.LINE_AA, 0, 0.28)
    return _changed(image, out)


def circle(image: Image, rng: np.random.Generator) -> Touched:
    """A circle or a rectangle drawn around something: the line only."""
    height, width = image.shape[:2]
    out, thick = image.copy(), max(2, round(max(width, height) / 180))
    colour = COLOURS[int(rng.integers(len(COLOURS)))]
    centre = rng.uniform([0.2 * width, 0.2 * height], [0.8 * width, 0.8 * height])
    radius = rng.uniform(0.07, 0.18) * max(width, height)
    if rng.random() < 0.7:
        cv2.circle(out, _pixel(centre), round(radius), colour, thick, cv2.LINE_AA)
    else:
        reach = radius * np.array([1.0, rng.uniform(0.5, 1.0)])
        cv2.rectangle(out, _pixel(centre - reach), _pixel(centre + reach), colour, thick)
    return _changed(image, out)


def logo(image: Image, rng: np.random.Generator) -> Touched:
    """A channel's sign in a corner: a coloured disc or box with letters; the mask is all of it."""
    height, width = image.shape[:2]
    size = max(28, round(min(height, width) * rng.uniform(0.12, 0.2)))
    wide = size if rng.random() < 0.5 else round(size * rng.uniform(1.5, 2.5))
    x = round(width * 0.03) if rng.random() < 0.5 else width - wide - round(width * 0.03)
    y = round(height * 0.04) if rng.random() < 0.5 else height - size - round(height * 0.04)
    mask = np.zeros((height, width), np.uint8)
    if wide == size:
        cv2.circle(mask, (x + size // 2, y + size // 2), size // 2 - 1, 1, -1)
    else:
        mask[y : y + size, x : x + wide] = 1
    ground = tuple(int(v) for v in rng.choice([20, 60, 130, 200, 240], 3))
    sign = image.copy()
    sign[mask > 0] = ground
    ink = (255, 255, 255) if sum(ground) < 400 else (10, 10, 10)
    word = "".join(rng.choice(list("ABKLMNRTV"), 2 if wide == size else 4))
    sign = write(sign, word, (x + round(wide * 0.2), y + round(size * 0.22)), round(size * 0.42), ink)
    return np.where(mask[..., None] > 0, sign, image).astype(np.uint8), mask > 0


def patch(image: Image, rng: np.random.Generator) -> Touched:
    """A part painted over in one colour that is not the colour of what was there."""

    def painted(shape: Mask) -> Image:
        there = image[shape].mean(axis=0)
        colour = max(((0, 0, 0), (255, 255, 255), (90, 90, 90)), key=lambda c: float(np.abs(there - c).sum()))
        return np.where(shape[..., None], np.array(colour, np.uint8), image).astype(np.uint8)

    return _somewhere(image, rng, painted)


def smudge(image: Image, rng: np.random.Generator) -> Touched:
    """A part blurred or made of large squares, so that nobody can tell who it is."""
    size = max(4, round(min(image.shape[:2]) * rng.uniform(0.02, 0.05)))
    if rng.random() < 0.5:
        soft = np.asarray(cv2.GaussianBlur(image, (0, 0), float(size)), np.uint8)
    else:
        small = cv2.resize(
            image, (max(1, image.shape[1] // size), max(1, image.shape[0] // size)), interpolation=cv2.INTER_AREA
        )
        soft = np.asarray(cv2.resize(small, image.shape[1::-1], interpolation=cv2.INTER_NEAREST), np.uint8)
    return _somewhere(image, rng, lambda shape: np.where(shape[..., None], soft, image).astype(np.uint8))


def clone(image: Image, rng: np.random.Generator) -> Touched:
    """A part covered with another part of the same picture, its edge feathered; the mask is what can be seen of it."""
    shift = (rng.uniform(0.2, 0.4, 2) * image.shape[:2] * rng.choice([-1, 1], 2)).round().astype(int)
    other = np.roll(image, shift.tolist(), axis=(0, 1))

    def covered(shape: Mask) -> Image:
        soft = cv2.GaussianBlur(shape.astype(np.float32), (0, 0), max(1.0, min(image.shape[:2]) / 200))[..., None]
        return np.clip(image * (1 - soft) + other * soft, 0, 255).round().astype(np.uint8)

    return _changed(image, _somewhere(image, rng, covered)[0])


def erase(image: Image, rng: np.random.Generator) -> Touched:
    """Something taken out: the part is filled in smoothly from its edge; the mask is what can be seen of it."""

    def filled(shape: Mask) -> Image:
        return np.asarray(cv2.inpaint(image, shape.astype(np.uint8), 3, cv2.INPAINT_TELEA), np.uint8)

    return _changed(image, _somewhere(image, rng, filled)[0])


def _somewhere(image: Image, rng: np.random.Generator, done: Callable[[Mask], Image]) -> Touched:
    """Something done to a box or an ellipse, at the place of several where it changes most."""
    best: Touched | None = None
    most = -1.0
    for _ in range(DRAWS):
        shape = _shape(image, rng)
        texture = float(to_grey(image)[shape].std()) if shape.any() else 0.0
        if texture > most:
            best, most = (done(shape), shape), texture
        if texture > 15:
            break
    if best is None:
        raise ValueError("no place was drawn")
    return best


def _shape(image: Image, rng: np.random.Generator) -> Mask:
    height, width = image.shape[:2]
    reach = np.maximum(rng.uniform(0.05, 0.12, 2) * [width, height], 8)
    centre = rng.uniform([0.15 * width, 0.15 * height], [0.85 * width, 0.85 * height])
    mask = np.zeros((height, width), np.uint8)
    if rng.random() < 0.5:
        cv2.rectangle(mask, _pixel(centre - reach), _pixel(centre + reach), 1, -1)
    else:
        cv2.ellipse(mask, _pixel(centre), (round(reach[0]), round(reach[1])), 0, 0, 360, 1, -1)
    return mask > 0


def _changed(before: Image, after: Image) -> Touched:
    return after, np.abs(after.astype(np.int16) - before).max(axis=2) >= VISIBLE


def _pixel(point: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


TOUCHES: dict[str, Touch] = {
    "bar": bar,
    "text": text,
    "arrows": arrows,
    "circle": circle,
    "logo": logo,
    "patch": patch,
    "smudge": smudge,
    "clone": clone,
    "erase": erase,
}
"""Every touch by its name."""

"""The steps that change what the pixels say but not where they are: grey, tint, blur, captions, arrows, circles."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from bench.content import Image
from bench.draft import Draft, extend, greyed
from bench.geometry import Points, box

COLOURS = ((40, 40, 230), (30, 220, 250), (255, 255, 255), (40, 200, 60))
"""BGR of arrows, circles and boxes: red, yellow, white, green."""
VOCABULARY = (
    "convoy column leaving the town under cover of footage shows irrefutable vehicles drone source ministry statement "
    "released armed group moving east border video road aircraft at dawn witnesses said territory operation published "
    "new evidence district north river crossing observed strike target unit officials denied report earlier this week"
)
"""What captions and pages say."""


def sentence(rng: np.random.Generator, words: int) -> str:
    """So many words out of VOCABULARY, with a capital and a full stop."""
    return " ".join(str(word) for word in rng.choice(VOCABULARY.split(), words)).capitalize() + "."


def write(image: Image, text: str, place: tuple[int, int], height: int, colour: tuple[int, int, int]) -> Image:
    """`image` with one line of text whose top left is at `place`, letters about `height` pixels, colour in BGR."""
    picture = PillowImage.fromarray(np.ascontiguousarray(image[:, :, ::-1]))
    font = ImageFont.load_default(size=max(6, height))
    ImageDraw.Draw(picture).text(place, text, font=font, fill=colour[::-1])
    return np.ascontiguousarray(np.asarray(picture, dtype=np.uint8)[:, :, ::-1])


def grey_contrast(draft: Draft, rng: np.random.Generator) -> Draft:
    """Grey, with a gain of 0.7 to 1.6, a shift of up to 30 levels and a gamma of 0.7 to 1.4."""
    grey = greyed(draft)
    gain, shift, gamma = rng.uniform(0.7, 1.6), rng.uniform(-30, 30), rng.uniform(0.7, 1.4)
    levels = np.arange(256, dtype=np.float64)
    curve = 255 * (np.clip((levels - 128) * gain + 128 + shift, 0, 255) / 255) ** gamma
    return replace(grey, image=curve.round().astype(np.uint8)[grey.image])


def tint(draft: Draft, rng: np.random.Generator) -> Draft:
    """A colour cast: one channel of three gained by up to 1.35, the others down to 0.6, saturation 0.3 to 1.3."""
    gains = rng.uniform(0.6, 0.95, 3)
    gains[int(rng.integers(3))] = rng.uniform(1.0, 1.35)
    image = draft.image.astype(np.float64)
    luma = image @ np.array([0.114, 0.587, 0.299])
    image = luma[..., None] + (image - luma[..., None]) * rng.uniform(0.3, 1.3)
    return replace(draft, image=np.clip(image * gains, 0, 255).astype(np.uint8))


def blur(draft: Draft, rng: np.random.Generator) -> Draft:
    """Out of focus by a Gaussian of 0.8 to 2.0 pixels at 640 wide, or smeared along a line of 3 to 7 such pixels."""
    unit = max(0.5, draft.size[0] / 640)
    if rng.random() < 0.7:
        image = cv2.GaussianBlur(draft.image, (0, 0), float(rng.uniform(0.8, 2.0)) * unit)
    else:
        image = cv2.filter2D(draft.image, -1, _smear(float(rng.uniform(3, 7)) * unit, float(rng.uniform(0, math.pi))))
    return replace(draft, image=np.asarray(image, dtype=np.uint8))


def _smear(length: float, angle: float) -> NDArray[np.float32]:
    """A motion-blur kernel [k, k] that sums to 1: a line of `length` pixels through its centre."""
    reach = max(1, math.ceil(length / 2))
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    dx, dy = math.cos(angle) * length / 2, math.sin(angle) * length / 2
    ends = [(round((reach + s * dx) * 16), round((reach + s * dy) * 16)) for s in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    if kernel.sum() == 0:
        kernel[reach, reach] = 1.0
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def caption(draft: Draft, rng: np.random.Generator) -> Draft:
    """A bar of text: over the top or the bottom of the picture, or added under it."""
    width, height = draft.size
    bar = max(14, round(height * rng.uniform(0.07, 0.14)))
    light = bool(rng.random() < 0.4)
    level, ink = (245, (20, 20, 20)) if light else (15, (250, 250, 250))
    where = rng.choice(["top", "bottom", "below"])
    if where == "below":
        draft, edge = extend(draft, bar, level)
        top = height
    else:
        top = 0 if where == "top" else height - bar
        edge = box(0, top, width, bar)
        image = draft.image.copy()
        image[top : top + bar] = level
        draft = replace(draft, image=image)
    letters = max(8, round(bar * 0.55))
    text = sentence(rng, int(rng.integers(4, 9)))
    image = write(draft.image, text, (round(bar * 0.4), top + round(bar * 0.15)), letters, ink)
    return replace(draft, image=image, masks=(*draft.masks, edge))


def arrows(draft: Draft, rng: np.random.Generator) -> Draft:
    """One to three arrows."""
    width, height = draft.size
    image, masks = draft.image.copy(), list(draft.masks)
    colour, thick = _colour(rng), max(2, round(max(width, height) / 160))
    for _ in range(int(rng.integers(1, 4))):
        tip = rng.uniform([0.15 * width, 0.15 * height], [0.85 * width, 0.85 * height])
        angle, length = rng.uniform(0, 2 * math.pi), rng.uniform(0.1, 0.2) * max(width, height)
        way = np.array([math.cos(angle), math.sin(angle)])
        tail = tip - way * length
        across = np.array([-way[1], way[0]]) * (0.2 * length + 2 * thick)
        cv2.arrowedLine(image, _pixel(tail), _pixel(tip), colour, thick, cv2.LINE_AA, 0, 0.28)
        ends = (tail - way * 2 * thick, tip + way * 2 * thick)
        masks.append(np.array([ends[0] - across, ends[1] - across, ends[1] + across, ends[0] + across]))
    return replace(draft, image=image, masks=tuple(masks))


def circle(draft: Draft, rng: np.random.Generator) -> Draft:
    """A circle drawn around something; its mask is the ring only."""
    width, height = draft.size
    image, thick = draft.image.copy(), max(2, round(max(width, height) / 180))
    centre = rng.uniform([0.2 * width, 0.2 * height], [0.8 * width, 0.8 * height])
    radius = rng.uniform(0.07, 0.18) * max(width, height)
    cv2.circle(image, _pixel(centre), round(radius), _colour(rng), thick, cv2.LINE_AA)
    return replace(draft, image=image, masks=(*draft.masks, ring(centre, radius - thick - 1, radius + thick + 1)))


def ring(centre: Points, inner: float, outer: float) -> Points:
    """A ring as one polygon [n, 2] with a seam: once around outside, then back around inside."""
    turn = np.linspace(0, 2 * math.pi, 33)
    way = np.column_stack([np.cos(turn), np.sin(turn)])
    return np.concatenate([centre + outer * way, centre + max(inner, 0.0) * way[::-1]])


def marks(draft: Draft, rng: np.random.Generator) -> Draft:
    """What a press office draws: arrows, a circle, a caption bar."""
    return caption(circle(arrows(draft, rng), rng), rng)


def _colour(rng: np.random.Generator) -> tuple[int, int, int]:
    return COLOURS[int(rng.integers(len(COLOURS)))]


def _pixel(point: Points) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))

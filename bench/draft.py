"""A still in the making, and the steps that move its pixels: crop, resize, mirror, rotate, photograph, embed.

Every step takes a Draft and a generator and returns a new Draft whose `frame_to_still`, `region` and `masks` follow.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from bench.content import Image, has_content, to_grey
from bench.geometry import (
    Matrix,
    Points,
    box,
    clip,
    inside_size,
    map_points,
    mirroring,
    outline,
    rotation,
    scaling,
    translation,
)

CROP_REDRAWS = 12
"""How often a crop is drawn again when nothing is in it, before the frame itself is given up."""


class NothingInItError(Exception):
    """No crop of this frame passed the content test within CROP_REDRAWS tries: draw another frame."""


@dataclass(frozen=True)
class Draft:
    """A still in the making."""

    image: Image
    """[H, W, 3] BGR."""
    frame_to_still: Matrix
    """[3, 3] float64, frame pixels to pixels of `image`."""
    region: Points
    """[n, 2], convex: where the frame's picture lies in `image`."""
    masks: tuple[Points, ...] = field(default=())
    """Polygons [n, 2] of what was drawn over the picture; filled by the even-odd rule (a ring has a seam)."""
    mirrored: bool = False
    grey: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.image.shape[1], self.image.shape[0]


def begin(frame: Image) -> Draft:
    """The frame itself [H, W, 3] as a draft."""
    height, width = frame.shape[:2]
    return Draft(frame, np.eye(3), outline(width, height))


def moved(draft: Draft, image: Image, step: Matrix) -> Draft:
    """The draft after `image` was made of it by the homography `step` (old pixels to new pixels)."""
    height, width = image.shape[:2]
    return replace(
        draft,
        image=image,
        frame_to_still=step @ draft.frame_to_still,
        region=clip(map_points(step, draft.region), width, height),
        masks=tuple(map_points(step, mask) for mask in draft.masks),
    )


def warp(draft: Draft, step: Matrix, size: tuple[int, int], border: tuple[int, int, int]) -> Draft:
    """Resample by a homography into a picture of `size`; what lies outside becomes `border` (BGR)."""
    image = cv2.warpPerspective(draft.image, step, size, flags=cv2.INTER_CUBIC, borderValue=border)
    return moved(draft, np.asarray(image, dtype=np.uint8), step)


def resize(draft: Draft, size: tuple[int, int]) -> Draft:
    """Resample to (width, height): averaged when it shrinks, cubic when it grows."""
    width, height = draft.size
    how = cv2.INTER_AREA if size[0] < width else cv2.INTER_CUBIC
    image = np.asarray(cv2.resize(draft.image, size, interpolation=how), dtype=np.uint8)
    return moved(draft, image, scaling(size[0] / width, size[1] / height))


def to_width(draft: Draft, width: int) -> Draft:
    """Resample to a width in pixels, the aspect kept to a pixel."""
    return resize(draft, (width, max(1, round(draft.size[1] * width / draft.size[0]))))


def crop(draft: Draft, rng: np.random.Generator, share: float) -> Draft:
    """Cut out `share` of the area at a random place, with 0.75 to 1.33 times the aspect.

    Raises NothingInItError when CROP_REDRAWS crops in a row fail `has_content`.
    """
    width, height = draft.size
    for _ in range(CROP_REDRAWS):
        stretch = float(np.exp(rng.uniform(np.log(0.75), np.log(1.33)))) ** 0.5
        wide = min(width, max(16, round(width * share**0.5 * stretch)))
        high = min(height, max(16, round(width * height * share / wide)))
        x, y = int(rng.integers(0, width - wide + 1)), int(rng.integers(0, height - high + 1))
        part = draft.image[y : y + high, x : x + wide]
        if has_content(part):
            return moved(draft, np.ascontiguousarray(part), translation(-x, -y))
    raise NothingInItError(f"{CROP_REDRAWS} crops of {share:.0%} failed the content test")


def mirror(draft: Draft) -> Draft:
    """Left and right exchanged."""
    turned = moved(draft, np.ascontiguousarray(draft.image[:, ::-1]), mirroring(draft.size[0]))
    return replace(turned, mirrored=not draft.mirrored)


def rotate(draft: Draft, rng: np.random.Generator) -> Draft:
    """Turn by 2 to 12 degrees either way: with a black or white border, or cut to what lies inside."""
    degrees = float(rng.uniform(2.0, 12.0)) * float(rng.choice([-1.0, 1.0]))
    if rng.random() < 0.5:
        size = inside_size(*draft.size, degrees)
        return warp(draft, rotation(degrees, draft.size, size), size, (0, 0, 0))
    corners = map_points(rotation(degrees, draft.size, (0, 0)), outline(*draft.size))
    spread = np.ceil(corners.max(axis=0) - corners.min(axis=0))
    size = (int(spread[0]), int(spread[1])) if rng.random() < 0.5 else draft.size
    level = int(rng.choice([0, 255]))
    return warp(draft, rotation(degrees, draft.size, size), size, (level, level, level))


def embed(draft: Draft, canvas: Image, x: int, y: int) -> Draft:
    """Lay the draft on a larger picture (copied) with its first pixel at (x, y); it must fit."""
    width, height = draft.size
    image = canvas.copy()
    image[y : y + height, x : x + width] = draft.image
    placed = moved(draft, image, translation(x, y))
    return replace(placed, region=clip(map_points(translation(x, y), draft.region), *placed.size))


def lay_in_quad(draft: Draft, canvas: Image, quad: Points) -> Draft:
    """Lay the draft on a larger picture (copied) so that its edge falls on `quad` [4, 2], clockwise from top left."""
    width, height = draft.size
    step = np.asarray(
        cv2.getPerspectiveTransform(outline(width, height).astype(np.float32), quad.astype(np.float32)), np.float64
    )
    size = (canvas.shape[1], canvas.shape[0])
    placed = warp(draft, step, size, (0, 0, 0))
    cover = np.asarray(
        cv2.warpPerspective(np.ones((height, width), np.float32), step, size, flags=cv2.INTER_LINEAR), np.float32
    )[..., None]
    image = placed.image * cover + canvas * (1.0 - cover)
    return replace(placed, image=np.clip(image, 0, 255).astype(np.uint8))


def extend(draft: Draft, below: int, level: int) -> tuple[Draft, Points]:
    """Add `below` rows of one grey level under the picture; returns the draft and the new strip's edge."""
    width, height = draft.size
    canvas = np.full((height + below, width, 3), level, np.uint8)
    return embed(draft, canvas, 0, 0), box(0, height, width, below)


def greyed(draft: Draft) -> Draft:
    """Colour taken away."""
    grey = to_grey(draft.image)
    return replace(draft, image=np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8), grey=True)

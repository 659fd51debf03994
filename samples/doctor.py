"""Doctoring: published pictures made out of decoded frames, with an exact record of what was done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pictures
from PIL import ImageFont

from samples import hud
from samples.camera import Doubles
from samples.noise import Image
from samples.reel import facts, frame_at

NOTE = "rendered stand-in, freezeframe samples, CC0-1.0"
Pen = tuple[int, int, int]
RED: Pen = (36, 30, 214)
YELLOW: Pen = (40, 214, 240)


@dataclass(frozen=True)
class Mark:
    """Something drawn on a picture; `points` are still pixels."""

    kind: str  # arrow, circle or caption
    points: tuple[tuple[int, int], tuple[int, int]]  # tail and tip; middle and rim; two corners
    colour: Pen = RED
    text: str = ""

    def draw(self, still: Image) -> None:
        """Draw the mark."""
        first, second = self.points
        if self.kind == "arrow":
            cv2.arrowedLine(still, first, second, self.colour, 4, cv2.LINE_AA, tipLength=0.3)
        elif self.kind == "circle":
            cv2.circle(still, first, self._radius(), self.colour, 3, cv2.LINE_AA)
        else:
            cv2.rectangle(still, first, second, self.colour, -1)
            letters = _fitting(self.text, second[0] - first[0] - 24, round((second[1] - first[1]) * 0.5))
            top = (first[1] + second[1]) // 2 - round(letters * 0.62)
            hud.put(still, self.text, (first[0] + 12, top), letters, (250, 250, 250))

    def _radius(self) -> int:
        """Return a circle's radius."""
        return round(float(np.hypot(*np.subtract(self.points[1], self.points[0]))))

    def outline(self) -> list[list[int]]:
        """Return the rectangle around the mark, four corners in still pixels."""
        first, second = self.points
        if self.kind == "circle":
            reach = self._radius() + 4
            x0, y0, x1, y1 = first[0] - reach, first[1] - reach, first[0] + reach, first[1] + reach
        else:
            room = 0 if self.kind == "caption" else 18
            x0, x1 = min(first[0], second[0]) - room, max(first[0], second[0]) + room
            y0, y1 = min(first[1], second[1]) - room, max(first[1], second[1]) + room
        return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]


def _fitting(text: str, width: int, letters: int) -> int:
    """Return the letter size, `letters` or smaller, at which a text fits into a width."""
    while ImageFont.load_default(letters).getlength(text) > width:
        letters -= 1
    return letters


@dataclass(frozen=True)
class Recipe:
    """How one published picture is made."""

    name: str
    film: str
    index: int  # of the frame, counted from 0 in presentation order
    crop: tuple[int, int, int, int]  # x, y, width, height in frame pixels
    size: tuple[int, int]  # width and height of the picture
    grey: bool
    quality: int  # JPEG
    contrast: float = 1.0
    marks: tuple[Mark, ...] = ()

    def still_to_frame(self) -> Doubles:
        """Return the homography from still to frame pixels; pixel centres are at integers."""
        x, y, width, height = self.crop
        sx, sy = width / self.size[0], height / self.size[1]
        return np.array([[sx, 0, x - 0.5 + sx / 2], [0, sy, y - 0.5 + sy / 2], [0, 0, 1]])

    def corners(self) -> list[list[float]]:
        """Return the crop's outer corners in frame pixels."""
        x, y, width, height = self.crop
        x0, y0, x1, y1 = x - 0.5, y - 0.5, x + width - 0.5, y + height - 0.5
        return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]


CAPTION_EN = "Convoy of ISIS vehicles leaving Abu Kamal towards the Syrian-Iraqi border, November 9th, 2017"
CAPTION_DAY = "Armed groups moving off towards Wadi es-Sabha, November 9th, 2017"

RECIPES = (
    Recipe("published-1.jpg", "game-trailer.mp4", 164, (144, 53, 640, 360), (1024, 576), True, 58, 1.12),
    Recipe(
        "published-2.jpg",
        "raid-video-1.mp4",
        63,
        (40, 48, 512, 288),
        (896, 504),
        True,
        60,
        1.1,
        (Mark("caption", ((0, 462), (896, 504)), (24, 24, 24), CAPTION_EN),),
    ),
    Recipe(
        "published-3.jpg",
        "raid-video-2.mp4",
        97,
        (64, 60, 480, 270),
        (800, 450),
        True,
        62,
        1.1,
        (Mark("arrow", ((262, 66), (216, 152))), Mark("arrow", ((625, 190), (582, 278)))),
    ),
    Recipe(
        "published-4.jpg",
        "raid-video-2.mp4",
        158,
        (60, 64, 512, 288),
        (832, 468),
        False,
        66,
        1.0,
        (Mark("circle", ((640, 225), (712, 225)), YELLOW),),
    ),
    Recipe(
        "published-5.jpg",
        "raid-video-2.mp4",
        268,
        (96, 20, 470, 300),
        (752, 480),
        False,
        60,
        1.05,
        (
            Mark("caption", ((0, 0), (752, 34)), (28, 22, 120), CAPTION_DAY),
            Mark("arrow", ((120, 335), (222, 268)), YELLOW),
        ),
    ),
)


def publish(recipe: Recipe, films: Path, out: Path) -> dict[str, object]:
    """Make one published picture from the encoded film's own frame; return the truth about it."""
    pts, frame = frame_at(films / recipe.film, recipe.index)
    save(doctored(recipe, frame), out / recipe.name, recipe.quality)
    return _truth(recipe, pts, frame.shape[:2], films / recipe.film, out / recipe.name)


def doctored(recipe: Recipe, frame: Image) -> Image:
    """Crop, enlarge, grey, sharpen the contrast, draw."""
    x, y, width, height = recipe.crop
    part = cv2.resize(frame[y : y + height, x : x + width], recipe.size, interpolation=cv2.INTER_CUBIC)
    if recipe.grey:
        part = cv2.cvtColor(cv2.cvtColor(part, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    level = (part.astype(np.float32) - 112) * recipe.contrast + 112
    still = np.asarray(np.clip(level, 0, 255), np.uint8)
    for mark in recipe.marks:
        mark.draw(still)
    return still


def save(still: Image, path: Path, quality: int) -> None:
    """Write a JPEG that says what it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Pictures.fromarray(np.ascontiguousarray(still[:, :, ::-1]))
    if np.array_equal(still[:, :, 0], still[:, :, 2]):
        picture = picture.convert("L")
    picture.save(path, quality=quality, comment=NOTE.encode())


def digest(path: Path) -> str:
    """Return a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _truth(recipe: Recipe, pts: int, shape: tuple[int, ...], film: Path, picture: Path) -> dict[str, object]:
    """Write down where a picture comes from and what was done to it."""
    base = str(facts(film)["time_base"])
    top, bottom = (int(part) for part in base.split("/"))
    return {
        "picture": f"pictures/published/{recipe.name}",
        "sha256": digest(picture),
        "width": recipe.size[0],
        "height": recipe.size[1],
        "source": {"path": f"footage/{recipe.film}", "sha256": digest(film)},
        "frame_index": recipe.index,
        "pts": pts,
        "time_base": base,
        "seconds": round(pts * top / bottom, 6),
        "frame": {"width": shape[1], "height": shape[0]},
        "crop": recipe.corners(),
        "still_to_frame": recipe.still_to_frame().tolist(),
        "visible_fraction": round(recipe.crop[2] * recipe.crop[3] / (shape[0] * shape[1]), 4),
        "mirrored": False,
        "grey": recipe.grey,
        "contrast": recipe.contrast,
        "jpeg_quality": recipe.quality,
        "marks": [
            {"kind": mark.kind, "polygon": mark.outline(), "in": "still", "text": mark.text or None}
            for mark in recipe.marks
        ],
    }

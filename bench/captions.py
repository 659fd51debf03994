"""Captions hidden by a crop: clips with a line of text on every frame, stills cut so that it is gone or cut through.

A clip is a few frames of a video of the folder; the text stands still while the picture moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from bench.altered import edits_between
from bench.clips import AS_PUBLISHED, encode
from bench.content import Image, has_content
from bench.footage import Video, decode, pixels
from bench.paint import sentence
from bench.tool import Answer

HEIGHTS = (10, 14, 18, 24, 32)
"""Pixels from the top of the capitals to the foot of the lowest letters."""
FRAMES = 24
"""Length of a clip."""
LEAST_WIDTH, LEAST_HEIGHT = 420, 240
"""Pixels of a video that captions are written on."""


@dataclass(frozen=True)
class Caption:
    """One still whose crop hides text."""

    still: Path
    clip: Path
    text: str
    height: int
    """Of HEIGHTS."""
    box: tuple[float, float, float, float]
    """Left, top, right, bottom of the text in frame pixels."""
    cut_through: bool
    """A part of the text can still be seen."""


@dataclass(frozen=True)
class Told:
    """What was read of one caption."""

    height: int
    cut_through: bool
    found: bool
    """The clip was matched."""
    letters: int
    wrong: int
    """Letters to insert, delete or change; all of them where nothing was read there."""
    beside: int
    """Letters read in what was cut away outside the caption's place: made up, or text of the video's own."""
    said: str
    true: str


def make(video: Video, height: int, folder: Path, number: int, rng: np.random.Generator) -> Caption | None:
    """A clip of a video with a caption, and a still of one of its frames that hides it; None when it has no content."""
    if video.width < LEAST_WIDTH or video.height < LEAST_HEIGHT or video.frames < FRAMES:
        return None
    first = int(rng.integers(0, video.frames - FRAMES + 1))
    frames = [pixels(frame) for frame in islice(decode(video.path), first, first + FRAMES)]
    text, below = _line(height, video.width, rng), bool(rng.random() < 0.5)
    written, box = _written(frames, text, height, below, rng)
    chosen = int(rng.integers(4, FRAMES - 4))
    through = bool(rng.random() < 0.4)
    part = _crop(written[chosen], box, below, through, rng)
    if len(frames) < FRAMES or not has_content(part):
        return None
    clip, still = folder / f"clip{number:04d}.mp4", folder / f"still{number:04d}.jpg"
    encode(clip, written, Fraction(25), AS_PUBLISHED)
    larger = cv2.resize(part, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
    still.write_bytes(cv2.imencode(".jpg", larger, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 92))])[1].tobytes())
    return Caption(still, clip, text, height, box, through)


def _line(height: int, wide: int, rng: np.random.Generator) -> str:
    """A sentence that fits into a width."""
    font, _ = _font(height)
    texts = [sentence(rng, words) for words in (5, 4, 3, 2)]
    return next((text for text in texts if font.getlength(text) < wide - 20), texts[-1])


def _written(
    frames: Sequence[Image], text: str, height: int, below: bool, rng: np.random.Generator
) -> tuple[list[Image], tuple[float, float, float, float]]:
    """The frames with a line of text of a height, on a bar or with a dark edge, and its box."""
    font, offset = _font(height)
    wide, high = frames[0].shape[1], frames[0].shape[0]
    length = round(font.getlength(text))
    x = int(rng.integers(8, max(wide - length - 8, 9)))
    y = high - 2 * height - 4 if below else height + 4
    barred, light = bool(rng.random() < 0.4), bool(rng.random() < 0.7)
    ink, ground = ((250, 250, 250), (12, 12, 12)) if light else ((15, 15, 15), (240, 240, 240))
    made = []
    for frame in frames:
        picture = PillowImage.fromarray(np.ascontiguousarray(frame[:, :, ::-1]))
        draw = ImageDraw.Draw(picture)
        if barred:
            draw.rectangle((0, y - height * 0.4, wide, y + height * 1.4), fill=ground)
        edge = 0 if barred else max(1, height // 12)
        draw.text((x, y - offset), text, font=font, fill=ink, stroke_width=edge, stroke_fill=ground)
        made.append(np.ascontiguousarray(np.asarray(picture, np.uint8)[:, :, ::-1]))
    return made, (float(x), float(y), float(min(x + length, wide)), float(y + height))


def _font(height: int) -> tuple[ImageFont.FreeTypeFont, int]:
    """The font whose letters reach over a height, and how far below its origin they begin."""
    for size in range(6, 4 * height):
        font = ImageFont.load_default(size=size)
        _, top, _, bottom = font.getbbox("Hgypq")
        if bottom - top >= height and isinstance(font, ImageFont.FreeTypeFont):
            return font, round(top)
    raise ValueError(f"no font of {height} pixels")


def _crop(
    frame: Image, box: tuple[float, float, float, float], below: bool, through: bool, rng: np.random.Generator
) -> Image:
    """The frame without the rows of the text, or, cut through, without all that is left or right of a place in it."""
    high, wide = frame.shape[:2]
    if not through:
        inner = frame[: int(box[1]) - 6] if below else frame[int(box[3]) + 6 :]
        return np.ascontiguousarray(inner[:, round(0.05 * wide) : round(0.95 * wide)])
    place = int(box[0] + rng.uniform(0.3, 0.7) * (box[2] - box[0]))
    inner = frame[:, :place] if place > wide / 2 else frame[:, place:]
    return np.ascontiguousarray(inner[round(0.04 * high) if below else 0 : high if below else round(0.96 * high)])


def told(caption: Caption, sha256: str, answer: Answer | None) -> Told:
    """What the answer says of the caption: the lines of what was cut away whose middle lies in its box."""
    matches = [] if answer is None else [match for match in answer["matches"] if match["sha256"] == sha256]
    every = [
        line
        for match in matches[:1]
        for one in match["alterations"]
        if one["kind"] == "cut_away"
        for line in one["lines"]
    ]
    lines = sorted((line for line in every if _within(line, caption.box)), key=_left)
    said = " ".join(" ".join(line["text"] for line in lines).split())
    beside = sum(len("".join(line["text"].split())) for line in every if not _within(line, caption.box))
    wrong = min(edits_between(said, caption.text), len(caption.text))
    return Told(
        caption.height, caption.cut_through, bool(matches), len(caption.text), wrong, beside, said, caption.text
    )


def _left(line: dict[str, Any]) -> float:
    return min(float(x) for x, _ in line["polygon"])


def _within(line: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = np.array(line["polygon"], np.float64).mean(axis=0)
    reach = box[3] - box[1]
    return bool(box[0] - reach <= x <= box[2] + reach and box[1] - reach / 2 <= y <= box[3] + reach / 2)

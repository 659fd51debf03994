"""Edits for the benchmark of alterations: what was done is known to the pixel, wherever later steps carry it.

A recipe is made of moving steps (crop, mirror, resize: the mask moves along), plain steps (tones, blur: nothing is
drawn) and drawing steps (the mask grows), and is then saved as a JPEG.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from bench import draft as moves
from bench import paint, surroundings
from bench.content import Image
from bench.draft import Draft
from bench.geometry import inverse, visible_fraction
from bench.touches import TOUCHES, Mask, Touch

Step = Callable[["Work", np.random.Generator], "Work"]


@dataclass(frozen=True)
class Work:
    """A still in the making and what was done to its pixels."""

    draft: Draft
    mask: Mask
    """[H, W] of the draft's picture: what was drawn, pasted, blurred or painted over."""
    tint: bool = False
    tone: bool = False


@dataclass(frozen=True)
class Touched:
    """A finished still and the truth about it."""

    name: str
    kind: str
    """Of its recipe."""
    data: bytes
    """A JPEG file."""
    draft: Draft
    mask: Mask
    """[H, W] of the still."""
    frame_size: tuple[int, int]
    tint: bool
    tone: bool
    """Gamma, contrast or brightness were changed; a colour cast may change them along with it."""

    @property
    def visible_fraction(self) -> float:
        """Share of the frame's area that the still shows, marks included."""
        return visible_fraction(self.draft.frame_to_still, self.draft.region, *self.frame_size)

    @property
    def outside(self) -> Mask:
        """[H, W]: the pixels of the still that lie outside the picture: page, border, a strip under it."""
        return ~_inside(self.draft)


@dataclass(frozen=True)
class Recipe:
    """How a still is made."""

    says: str
    """One line for the results table."""
    kind: str
    """clean: nothing is added. drawn: opaque captions and marks. changed: blurred, cloned, erased. around: a page."""
    steps: tuple[Step, ...]
    quality: tuple[int, int] = (60, 92)
    """JPEG quality from, to (inclusive)."""


def _moved(step: Callable[[Draft, np.random.Generator], Draft]) -> Step:
    def done(work: Work, rng: np.random.Generator) -> Work:
        after = step(work.draft, rng)
        way = after.frame_to_still @ inverse(work.draft.frame_to_still)
        mask = cv2.warpPerspective(work.mask.astype(np.float32), way, after.size, flags=cv2.INTER_LINEAR)
        return replace(work, draft=after, mask=np.asarray(mask >= 0.5))

    return done


def _plain(step: Callable[[Draft, np.random.Generator], Draft], *, tint: bool = False, tone: bool = False) -> Step:
    def done(work: Work, rng: np.random.Generator) -> Work:
        return replace(work, draft=step(work.draft, rng), tint=work.tint or tint, tone=work.tone or tone)

    return done


def drawn(touch: Touch) -> Step:
    """A touch of bench.touches as a step."""

    def done(work: Work, rng: np.random.Generator) -> Work:
        image, mask = touch(work.draft.image, rng)
        return replace(work, draft=replace(work.draft, image=image), mask=work.mask | mask)

    return done


def _sometimes(share: float, *steps: Step) -> Step:
    """One of the steps, or none."""

    def done(work: Work, rng: np.random.Generator) -> Work:
        if rng.random() >= share:
            return work
        return steps[int(rng.integers(len(steps)))](work, rng)

    return done


def _crop(low: float, high: float) -> Step:
    return _moved(lambda draft, rng: moves.crop(draft, rng, float(rng.uniform(low, high))))


def _scale(low: float, high: float) -> Step:
    """So many times the size, but 200 to 1600 pixels wide."""

    def done(draft: Draft, rng: np.random.Generator) -> Draft:
        times = float(np.exp(rng.uniform(np.log(low), np.log(high))))
        return moves.to_width(draft, int(np.clip(round(draft.size[0] * times), 200, 1600)))

    return _moved(done)


def _resave(low: int, high: int) -> Step:
    def done(draft: Draft, rng: np.random.Generator) -> Draft:
        data = cv2.imencode(".jpg", draft.image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(low, high + 1))])[1]
        return replace(draft, image=np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8))

    return _plain(done)


def _gamma(draft: Draft, rng: np.random.Generator) -> Draft:
    """Lighter or darker in the middle, with more or less contrast; colours kept."""
    gain, gamma = rng.uniform(0.75, 1.35), float(np.exp(rng.choice([-1, 1]) * rng.uniform(0.15, 0.45)))
    levels = np.arange(256, dtype=np.float64)
    curve = 255 * (np.clip((levels - 128) * gain + 128, 0, 255) / 255) ** gamma
    return replace(draft, image=curve.round().astype(np.uint8)[draft.image])


def _denoised(draft: Draft, rng: np.random.Generator) -> Draft:
    """A median of 3 or 5 pixels, a bilateral filter, or non-local means."""
    way, image = int(rng.integers(4)), draft.image
    if way < 2:
        soft = cv2.medianBlur(image, 3 + 2 * way)
    elif way == 2:
        soft = cv2.bilateralFilter(image, 7, 30, 5)
    else:
        soft = cv2.fastNlMeansDenoisingColored(image, None, 5, 5, 5, 15)
    return replace(draft, image=np.asarray(soft, np.uint8))


def _frame(draft: Draft, rng: np.random.Generator) -> Draft:
    """A border of one colour on two sides or all four."""
    width, height = draft.size
    side, level = round(rng.uniform(0.04, 0.2) * min(width, height)), int(rng.choice([0, 255, 30, 230]))
    wide, high = ((side, side), (side, 0), (0, side))[int(rng.integers(3))]
    canvas = np.full((height + 2 * high, width + 2 * wide, 3), level, np.uint8)
    return moves.embed(draft, canvas, wide, high)


def _below(draft: Draft, rng: np.random.Generator) -> Draft:
    """A caption on a strip added under the picture."""
    height = draft.size[1]
    high = max(16, round(height * rng.uniform(0.07, 0.14)))
    draft, _ = moves.extend(draft, high, 15)
    words = paint.sentence(rng, int(rng.integers(3, 8)))
    place = (round(high * 0.4), height + round(high * 0.15))
    return replace(draft, image=paint.write(draft.image, words, place, round(high * 0.55), (250, 250, 250)))


def _around(step: Callable[[Draft, np.random.Generator], Draft]) -> Step:
    """A step that lays the picture into a larger one: the larger one's own pixels are outside, not in the mask."""
    return _moved(step)


_GREY = _plain(paint.grey_contrast, tone=True)
_TINT = _plain(paint.tint, tint=True)
_TONE = _plain(_gamma, tone=True)
_BEFORE = (_sometimes(0.5, _crop(0.3, 0.8)), _sometimes(0.4, _GREY, _TINT, _TONE))
_AFTER = (_sometimes(0.5, _scale(0.5, 1.8)),)


def _with(*touches: str) -> tuple[Step, ...]:
    return (*_BEFORE, *(drawn(TOUCHES[name]) for name in touches), *_AFTER)


_MINISTRY: tuple[Step, ...] = (
    _plain(lambda draft, _: moves.greyed(draft)),
    _crop(0.3, 0.3),
    _scale(1.5, 2.5),
    *(drawn(TOUCHES[name]) for name in ("arrows", "circle", "bar")),
)

RECIPES: dict[str, Recipe] = {
    "resave": Recipe("saved again as JPEG 60 to 90", "clean", (), (60, 90)),
    "resave low": Recipe("saved twice, JPEG 30 to 50", "clean", (_resave(40, 60),), (30, 50)),
    "resave poor": Recipe("JPEG 12 to 29", "clean", (), (12, 29)),
    "denoised": Recipe("noise reduction of a common program", "clean", (_plain(_denoised),)),
    "blur": Recipe("out of focus or smeared", "clean", (_plain(paint.blur),)),
    "shrunk": Recipe("0.3 to 0.7 times the size", "clean", (_scale(0.3, 0.7),)),
    "enlarged": Recipe("1.3 to 2.5 times the size", "clean", (_scale(1.3, 2.5),)),
    "crop": Recipe("12 to 60 % of the area", "clean", (_crop(0.12, 0.6),)),
    "mirror": Recipe("left and right exchanged", "clean", (_moved(lambda draft, _: moves.mirror(draft)),)),
    "grey": Recipe("grey, contrast and brightness changed", "clean", (_GREY,)),
    "tint": Recipe("a colour cast", "clean", (_TINT,)),
    "tone": Recipe("gamma and contrast", "clean", (_TONE,)),
    "rotate": Recipe("turned by 2 to 12 degrees", "around", (_moved(moves.rotate),)),
    "bar": Recipe("a caption on a bar over the picture", "drawn", _with("bar")),
    "third": Recipe("a bar over the whole frame, at its size", "drawn", (drawn(TOUCHES["bar"]),)),
    "text": Recipe("letters straight on the picture", "drawn", _with("text")),
    "arrows": Recipe("one to three arrows", "drawn", _with("arrows")),
    "circle": Recipe("a circle or a box as a line", "drawn", _with("circle")),
    "logo": Recipe("a sign in a corner", "drawn", _with("logo")),
    "patch": Recipe("a part painted over", "drawn", _with("patch")),
    "marks": Recipe("arrows, a circle and a bar", "drawn", _with("arrows", "circle", "bar")),
    "ministry": Recipe("grey, 30 % crop, enlarged, all of these, JPEG 45", "drawn", _MINISTRY, (45, 45)),
    "smudge": Recipe("a part blurred or pixelated", "changed", _with("smudge")),
    "clone": Recipe("a part covered with another", "changed", _with("clone")),
    "erase": Recipe("a part filled in from its edge", "changed", _with("erase")),
    "below": Recipe("a caption on a strip under the picture", "around", (_around(_below), *_AFTER)),
    "border": Recipe("a border on two sides or four", "around", (*_BEFORE, _around(_frame), *_AFTER)),
    "page": Recipe(
        "inside a page's screenshot", "around", (_sometimes(0.5, _crop(0.3, 0.8)), _around(surroundings.page))
    ),
    "screen": Recipe("photographed off a screen", "around", (_around(surroundings.screen),), (65, 88)),
}
"""Every recipe by its name."""


def make(name: str, frame: Image, rng: np.random.Generator) -> Touched:
    """The still that a recipe makes of a frame [H, W, 3] BGR; the same generator state gives the same bytes.

    Raises KeyError for an unknown name, NothingInItError when no crop of this frame has anything in it.
    """
    recipe = RECIPES[name]
    work = Work(moves.begin(frame), np.zeros(frame.shape[:2], bool))
    for step in recipe.steps:
        work = step(work, rng)
    quality = int(rng.integers(recipe.quality[0], recipe.quality[1] + 1))
    data = cv2.imencode(".jpg", work.draft.image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
    mask = work.mask & _inside(work.draft)
    return Touched(name, recipe.kind, data, work.draft, mask, (frame.shape[1], frame.shape[0]), work.tint, work.tone)


def _inside(draft: Draft) -> Mask:
    mask = np.zeros(draft.size[::-1], np.uint8)
    cv2.fillPoly(mask, [np.rint(draft.region * 256).astype(np.int32)], 1, shift=8)
    return mask > 0

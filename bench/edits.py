"""The named edits: what people do to a frame before they publish it, with the geometry of what was done.

`apply(name, frame, rng)` is pure: the same name, frame and generator state give the same bytes. The homographies are
exact by construction, not estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from bench import paint, surroundings
from bench.content import Image, to_grey
from bench.draft import Draft, NothingInItError, begin, crop, greyed, mirror, rotate, to_width
from bench.geometry import Matrix, Points, visible_fraction

__all__ = ["EDITS", "Edited", "NothingInItError", "Recipe", "apply", "apply_collage"]

Step = Callable[[Draft, np.random.Generator], Draft]


@dataclass(frozen=True)
class Edited:
    """One edited still and the truth about it."""

    name: str
    """The edit's name in EDITS, or 'collage'."""
    data: bytes
    """The file's bytes."""
    suffix: Literal[".jpg", ".png"]
    width: int
    """Pixels of the decoded still."""
    height: int
    frame_to_still: Matrix
    """[3, 3] float64: frame pixels to still pixels, pixel centres at integers; negative determinant when mirrored."""
    region: Points
    """[n, 2], convex, still pixels: where the frame's picture lies in the still."""
    masks: tuple[Points, ...]
    """Polygons [n, 2], still pixels, even-odd: captions and marks drawn over the picture (or added beside it)."""
    mirrored: bool
    grey: bool
    """The edit took the colour away (a frame may have had none)."""
    visible_fraction: float
    """The share of the frame's area that the still shows; what marks cover counts as shown."""

    def decoded(self) -> Image:
        """The still [H, W, 3] BGR as a reader of the file sees it."""
        return np.asarray(cv2.imdecode(np.frombuffer(self.data, np.uint8), cv2.IMREAD_COLOR), dtype=np.uint8)


@dataclass(frozen=True)
class Recipe:
    """How an edit is made."""

    says: str
    """One line for the results table."""
    steps: tuple[Step, ...]
    """Applied from first to last."""
    quality: tuple[int, int] | None = (75, 92)
    """JPEG quality from, to (inclusive); None writes PNG."""
    png_share: float = 0.0
    """How often PNG is written instead of JPEG."""


def _crop(share: float) -> Step:
    return lambda draft, rng: crop(draft, rng, share)


def _width(pixels: int) -> Step:
    return lambda draft, _: to_width(draft, pixels)


def _resave(low: int, high: int) -> Step:
    """Through JPEG and back, once, at a quality drawn from low to high."""
    return lambda draft, rng: replace(draft, image=_reread(_jpeg(draft.image, int(rng.integers(low, high + 1)))))


def _enlarge(draft: Draft, rng: np.random.Generator) -> Draft:
    """To 1.5 to 2.5 times the size, at least 640 and at most 1600 wide: what a press office does to a small crop."""
    return to_width(draft, int(np.clip(round(draft.size[0] * rng.uniform(1.5, 2.5)), 640, 1600)))


def _always(step: Callable[[Draft], Draft]) -> Step:
    """A step that leaves nothing to chance."""
    return lambda draft, _: step(draft)


_mirror, _grey = _always(mirror), _always(greyed)

_MINISTRY: tuple[Step, ...] = (_grey, _crop(0.30), _enlarge, paint.marks)

EDITS: dict[str, Recipe] = {
    "resave": Recipe("saved again as JPEG 60 to 90", (), (60, 90)),
    "small": Recipe("240 pixels wide", (_width(240),)),
    "crop50": Recipe("half of the area", (_crop(0.50),)),
    "crop25": Recipe("a quarter of the area", (_crop(0.25),)),
    "crop12": Recipe("an eighth of the area", (_crop(0.12),)),
    "mirror": Recipe("left and right exchanged", (_mirror,)),
    "rotate": Recipe("turned by 2 to 12 degrees, with a border or cut to inside", (rotate,)),
    "grey_contrast": Recipe("grey, contrast and brightness changed", (paint.grey_contrast,)),
    "tint": Recipe("a colour cast", (paint.tint,)),
    "marks": Recipe("caption bar, arrows, circle", (paint.marks,)),
    "screen": Recipe("photographed off a screen", (surroundings.screen,), (65, 88)),
    "page": Recipe("inside a page's screenshot", (surroundings.page,), (80, 95), 0.5),
    "blur": Recipe("out of focus or smeared", (paint.blur,)),
    "ministry": Recipe("grey, 30 % crop, enlarged, caption, marks, JPEG 45", _MINISTRY, (45, 45)),
    "ministry360": Recipe("the same at 360 pixels wide", (*_MINISTRY, _width(360)), (45, 45)),
    "crop25+mirror": Recipe("a quarter, mirrored", (_crop(0.25), _mirror)),
    "grey+marks": Recipe("grey and contrast, marked", (paint.grey_contrast, paint.marks)),
    "page+crop50": Recipe("half of the area inside a page", (_crop(0.50), surroundings.page), (80, 95), 0.5),
    "screen+grey": Recipe("photographed off a screen, grey", (surroundings.screen, paint.grey_contrast), (65, 88)),
    "small+marks": Recipe("marked, then 240 pixels wide", (paint.marks, _width(240))),
    "rotate+tint": Recipe("turned, with a colour cast", (rotate, paint.tint)),
    "blur+crop50": Recipe("half of the area, blurred", (_crop(0.50), paint.blur)),
    "mirror+ministry": Recipe("ministry, mirrored", (_mirror, *_MINISTRY), (45, 45)),
    "resave2+small": Recipe("saved twice, 240 pixels wide", (_resave(50, 75), _width(240)), (50, 75)),
    "tint+marks+crop50": Recipe("half of the area, colour cast, marked", (_crop(0.50), paint.tint, paint.marks)),
}
"""Every edit by its name; the pairs are named with a plus."""


def apply(name: str, frame: Image, rng: np.random.Generator) -> Edited:
    """The edit `name` of a frame [H, W, 3] BGR.

    Raises KeyError for an unknown name, NothingInItError when no crop of this frame has anything in it.
    """
    recipe = EDITS[name]
    draft = begin(frame)
    for step in recipe.steps:
        draft = step(draft, rng)
    data, suffix = _encode(draft, recipe, rng)
    return _finished(name, draft, frame, data, suffix)


def apply_collage(frames: Sequence[Image], rng: np.random.Generator) -> list[Edited]:
    """One still out of two to four frames: an Edited for each panel, in order, all with the same bytes."""
    drafts = surroundings.collage([begin(frame) for frame in frames], rng)
    data = _jpeg(drafts[0].image, int(rng.integers(75, 93)))
    return [_finished("collage", draft, frame, data, ".jpg") for draft, frame in zip(drafts, frames, strict=True)]


def _finished(name: str, draft: Draft, frame: Image, data: bytes, suffix: Literal[".jpg", ".png"]) -> Edited:
    return Edited(
        name=name,
        data=data,
        suffix=suffix,
        width=draft.size[0],
        height=draft.size[1],
        frame_to_still=draft.frame_to_still,
        region=draft.region,
        masks=draft.masks,
        mirrored=draft.mirrored,
        grey=draft.grey,
        visible_fraction=visible_fraction(draft.frame_to_still, draft.region, frame.shape[1], frame.shape[0]),
    )


def _encode(draft: Draft, recipe: Recipe, rng: np.random.Generator) -> tuple[bytes, Literal[".jpg", ".png"]]:
    """The file's bytes and suffix; a still with no colour left (marks may have brought some) has one channel."""
    colourless = draft.grey and bool((draft.image.max(axis=2) == draft.image.min(axis=2)).all())
    image = to_grey(draft.image) if colourless else draft.image
    if recipe.quality is None or rng.random() < recipe.png_share:
        return cv2.imencode(".png", image)[1].tobytes(), ".png"
    return _jpeg(image, int(rng.integers(recipe.quality[0], recipe.quality[1] + 1))), ".jpg"


def _jpeg(image: Image, quality: int) -> bytes:
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes())


def _reread(data: bytes) -> Image:
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), dtype=np.uint8)

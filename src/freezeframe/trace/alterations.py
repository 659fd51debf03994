"""What was done to a frame before it was published: what a still adds to it, changes in it and leaves of it.

The frame is laid on the still, brought to the still's own tones and softness, and compared; what is left over beyond
the noise of the still itself was added or changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.homography import transfer
from freezeframe.kernels.leftover import Leftover, leftover
from freezeframe.kernels.outlines import as_one, common, outer_edge, outlines
from freezeframe.media import StillPicture
from freezeframe.trace.changes import Change, changes
from freezeframe.trace.recolouring import Recolouring, recolouring
from freezeframe.trace.rendering import Rendering, render, without
from freezeframe.trace.result import Alteration
from freezeframe.trace.strips import Box, strips_over
from freezeframe.trace.surroundings import Around, around
from freezeframe.types import Colour, Matrix

Mask = NDArray[np.bool_]

_LARGE = 0.01
"""Share of what is shown from which what differs is left out when the frame is brought to the still's tones."""
_MOST = 0.5
"""Share of a strip that a place must hold to be it."""
_SOFT = 2.0
"""Compared pixels of a Gaussian from which a picture is called blurred: saving and resizing take less."""
_COARSENESS = 0.75
"""Compared pixels by which an outline is simplified."""


@dataclass(frozen=True, eq=False)
class Altered:
    """A still compared with the frame it was taken from. Arrays are in *compared* pixels: the still's, or fewer.

    ``added`` and ``differing`` do not overlap, and lie where ``shown`` is true; what surrounds the picture is in none.
    """

    still_to_frame: Matrix
    """Refined on full resolution; still pixels to frame pixels."""
    to_still: Matrix
    """Compared pixels to still pixels; the identity up to 1.2 megapixels."""
    still: Colour
    """The still, shape (h, w, 3)."""
    laid: Colour
    """The frame as the still would show it if nothing had been added: same place, tones and softness; (h, w, 3)."""
    region: NDArray[np.float64]
    """The polygon in still pixels that shows the frame, shape (n, 2), convex: without border and page."""
    shown: Mask
    """The same in compared pixels, added things included; shape (h, w)."""
    added: Mask
    """Captions, arrows, circles, logos, patches painted over or blurred; shape (h, w)."""
    differing: Mask
    """Retouched: shows something else than the frame, without lines of its own; shape (h, w)."""
    difference: NDArray[np.float32]
    """Difference of still and laid frame in units of the noise expected there, 0 where not shown; shape (h, w)."""
    strips: tuple[NDArray[np.float64], ...]
    """Opaque strips over whole sides of what is shown, in still pixels, each (4, 2)."""
    colours: Recolouring
    alterations: tuple[Alteration, ...]
    """Those that the comparison finds: added, retouched, border, page, tint, tone; polygons in still pixels."""

    def in_still(self, mask: Mask, size: tuple[int, int]) -> Mask:
        """A mask in compared pixels as one in still pixels, for a still of ``size`` (width, height)."""
        if mask.shape == size[::-1]:
            return mask
        return np.asarray(cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0)


def alterations_of(
    still: StillPicture, frame: Colour, still_to_frame: Matrix, region: NDArray[np.float64] | None = None
) -> Altered:
    """Compare a still with the frame it was taken from, shape (height, width, 3), at full resolution.

    ``region`` is the polygon in still pixels that shows the frame, shape (n, 2); the whole still when not given.
    """
    rendered = render(still.colour, frame, still_to_frame, region)
    region = rendered.region
    left, places = _compared(rendered)
    foreign = np.zeros_like(rendered.shown)
    for place in places:
        place.on(foreign)
    if float(foreign.sum()) >= _LARGE * mask_size(rendered.shown):
        # It may have bent the tones, so that the rest seems changed.
        rendered = without(rendered, foreign)
        left, places = _compared(rendered)
    added, differing = np.zeros_like(rendered.shown), np.zeros_like(rendered.shown)
    for place in places:
        if place.kind != "tone":
            place.on(added if place.kind == "added" else differing)
    surround = around(rendered.still, rendered.shown, added | differing, spans=rendered.spans)
    shown = rendered.shown & ~surround.mask if surround else rendered.shown
    colours = recolouring(rendered, added | differing)
    outline = _region(rendered, frame, region, surround, still.colour.shape)
    strips = strips_over(rendered.still, rendered.toned.laid, added & shown, shown)
    found = (*_surrounding(rendered, surround), *_placed(rendered, places, shown, strips))
    found = (*found, *_recoloured(colours, outline))
    found = (*found, *_softened(rendered, outline))
    return Altered(
        still_to_frame=rendered.still_to_frame,
        to_still=rendered.to_still,
        still=rendered.still,
        laid=np.asarray(np.rint(rendered.toned.laid), np.uint8),
        region=outline,
        shown=shown,
        added=added & shown,
        differing=differing & shown & ~added,
        difference=left.difference,
        strips=tuple(transfer(rendered.to_still, outer_edge(*strip)) for strip in strips),
        colours=colours,
        alterations=found,
    )


def _compared(rendered: Rendering) -> tuple[Leftover, list[Change]]:
    """What is left over when the frame is taken from the still, and the places that it makes."""
    left = leftover(rendered.still, rendered.toned.laid, rendered.shown, rendered.trust)
    return left, changes(rendered, left)


def _region(
    rendered: Rendering,
    frame: Colour,
    region: NDArray[np.float64] | None,
    surround: Around | None,
    shape: tuple[int, ...],
) -> NDArray[np.float64]:
    """What shows the frame, in still pixels: the part that was asked about, without what surrounds it."""
    asked = region if region is not None else outer_edge(0, 0, shape[1], shape[0])
    if surround is None:
        return asked
    box = transfer(rendered.to_still, outer_edge(*surround.box))
    framed = transfer(_inverse(rendered.still_to_frame), outer_edge(0, 0, frame.shape[1], frame.shape[0]))
    if not np.all(np.isfinite(framed)) or np.abs(framed).max() > 1e5:
        return asked
    for other in (box, framed):
        both = common(asked, other)
        if len(both) < 3:
            return asked
        asked = both
    return asked


def _holds(place: Change, strip: Box) -> bool:
    """Whether most of a strip is of this place."""
    whole = np.zeros((strip[3], strip[2]), bool)
    left, top, right, bottom = place.box
    within = whole[top:bottom, left:right]
    within |= place.mask[: within.shape[0], : within.shape[1]]
    return bool(whole[strip[1] :, strip[0] :].mean() > _MOST)


def _placed(rendered: Rendering, places: Sequence[Change], shown: Mask, strips: Sequence[Box]) -> list[Alteration]:
    """Places of the picture as alterations, the largest first."""
    found = []
    for place in places:
        left, top, right, bottom = place.box
        mask = place.mask & shown[top:bottom, left:right]
        polygons = outlines(mask, _COARSENESS)
        if polygons:
            corner = np.array([left, top], np.float64)
            polygon = transfer(rendered.to_still, as_one(polygons) + corner)
            values = {"share": float(mask.sum()) / mask_size(shown), **({"blurred": 1.0} if place.blurred else {})}
            if any(place.kind == "added" and _holds(place, strip) for strip in strips):
                values["strip"] = 1.0
            found.append(Alteration(place.kind, polygon, "still", values=values))
    return found


def mask_size(shown: Mask) -> float:
    """Pixels of what is shown, at least one."""
    return max(float(shown.sum()), 1.0)


def _surrounding(rendered: Rendering, surround: Around | None) -> list[Alteration]:
    """What surrounds the picture as one alteration."""
    polygons = outlines(surround.mask, _COARSENESS) if surround else []
    if surround is None or not polygons:
        return []
    values = {"share": float(surround.mask.mean()), **({"beside": 1.0} if surround.strip else {})}
    return [Alteration(surround.kind, transfer(rendered.to_still, as_one(polygons)), "still", values=values)]


def _softened(rendered: Rendering, region: NDArray[np.float64]) -> list[Alteration]:
    """A blur of the whole picture, in still pixels; what an enlargement alone makes of the frame counts for none."""
    sigma = rendered.toned.softness.whole * float(np.sqrt(abs(np.linalg.det(rendered.to_still[:2, :2]))))
    if rendered.toned.softness.whole < _SOFT:
        return []
    return [Alteration("softened", region, "still", values={"sigma": sigma})]


def _recoloured(colours: Recolouring, region: NDArray[np.float64]) -> list[Alteration]:
    """A colour cast and a change of brightness, as alterations."""
    found = []
    if colours.tinted:
        blue, green, red = colours.cast
        values = {"blue": blue, "green": green, "red": red, "saturation": colours.saturation}
        found.append(Alteration("tint", region, "still", values=values))
    if colours.toned:
        values = {"gamma": colours.gamma, "gain": colours.gain, "shift": colours.shift}
        found.append(Alteration("tone", region, "still", values=values))
    return found


def _inverse(matrix: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(matrix), np.float64)

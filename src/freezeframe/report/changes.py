"""What was done to the frame, shown: where the two differ, what was cut away, what was added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.align import scaling
from freezeframe.kernels.homography import transfer
from freezeframe.kernels.outlines import filled
from freezeframe.media import StillPicture
from freezeframe.report import marks
from freezeframe.report.letters import drawable, isolated
from freezeframe.report.pairs import clipped, line_width
from freezeframe.report.placing import aligned, enlarged, handy
from freezeframe.report.shades import scale_bar, shaded
from freezeframe.report.sheet import Key, Panel, Sheet, sheet, unit
from freezeframe.report.subject import Originals, Subject
from freezeframe.trace.alterations import alterations_of
from freezeframe.trace.result import Alteration, Match
from freezeframe.types import Colour

_DARKEST = 8.0
"""Times the noise that is shown as the darkest shade."""
_MOST = 12
"""Places that get a number."""
_ADDED = ("added", "retouched", "border", "page")
_SAID = {
    "added": "added",
    "retouched": "changed",
    "border": "a border around the picture",
    "page": "the page around the picture",
    "cut_away": "cut away",
}
_UNWRITABLE = "text in letters that cannot be drawn here: see the page"


@dataclass(frozen=True)
class Place:
    """A part of a picture that is pointed at, with the text read there."""

    kind: str
    polygon: NDArray[np.float64]
    """Outline, shape (n, 2), even-odd, in pixels of the still or of the frame."""
    text: str
    lines: tuple[tuple[str, NDArray[np.float64]], ...]
    """Each line of text and its four corners."""

    @classmethod
    def of(cls, one: Alteration) -> Place:
        """An alteration."""
        return cls(one.kind, one.polygon, one.text, tuple((line.text, line.polygon) for line in one.lines))

    def to_json(self) -> dict[str, Any]:
        """For a recipe."""
        lines = [{"text": text, "polygon": polygon.tolist()} for text, polygon in self.lines]
        return {"kind": self.kind, "polygon": self.polygon.tolist(), "text": self.text, "lines": lines}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Place:
        """The inverse of ``to_json``."""
        lines = tuple((str(line["text"]), np.array(line["polygon"], np.float64)) for line in told["lines"])
        return cls(str(told["kind"]), np.array(told["polygon"], np.float64), str(told["text"]), lines)

    @property
    def mask(self) -> bool:
        """Whether it has an area to be pointed at."""
        return len(self.polygon) >= 3


def added_places(match: Match) -> list[Place]:
    """What was added to the still or changed in it, the largest first; in still pixels."""
    found = [Place.of(one) for one in match.alterations if one.kind in _ADDED and one.where == "still"]
    return sorted((p for p in found if p.mask), key=lambda p: -_area(p.polygon))


def cut_places(match: Match) -> list[Place]:
    """Parts of the frame that were cut away; in frame pixels."""
    return [Place.of(one) for one in match.alterations if one.kind == "cut_away" and one.where == "frame"]


def difference(originals: Originals, subject: Subject) -> Sheet:
    """Where the published picture differs from the frame by more than its own noise."""
    placing, frame = subject.placing, originals.frames[subject.frame]
    found = alterations_of(StillPicture(originals.still, ""), frame, placing.still_to_frame, placing.region)
    to_part = np.asarray(np.linalg.inv(found.to_still), np.float64)
    low = np.maximum(np.floor(transfer(to_part, np.array([placing.box[:2]], np.float64)))[0], 0).astype(int)
    high = np.ceil(transfer(to_part, np.array([placing.box[2:]], np.float64)))[0].astype(int)
    part = (slice(low[1], high[1]), slice(low[0], high[0]))
    shade = shaded((found.difference[part] - 1.0) / (_DARKEST - 1.0))
    marks.hatch(shade, ~found.shown[part], max(shade.shape[1] // 60, 8))
    times = handy(shade.shape[1], shade.shape[0])
    panels = [
        Panel("The published picture", enlarged(found.still[part], times)),
        Panel("The source, its tones brought to the picture's", enlarged(found.laid[part], times)),
        Panel("What differs", _blocky(shade, times)),
    ]
    shown = found.difference[part][found.shown[part]]
    share = float((shown > _DARKEST / 2).mean()) if shown.size else 0.0
    says = f"{100 * share:.1f} % of the shared area differ by more than {_DARKEST / 2:.0f} times the noise."
    keys = [
        Key(scale_bar(), f"pale: no more than the noise of saving; darkest: {_DARKEST:.0f} times the noise and more"),
        Key(_nothing(), "outside the frame or the picture: nothing to compare"),
    ]
    return sheet(subject.told.words("Where the published picture differs from its source", says), [panels], keys)


def cut_away(originals: Originals, subject: Subject, places: Sequence[Place], share: float) -> Sheet:
    """The whole frame, what was kept of it pale; what the crop hid stands out, with the text read there."""
    frame = originals.frames[subject.frame]
    canvas = enlarged(frame, handy(frame.shape[1], frame.shape[0]))
    larger = scaling(frame.shape, canvas.shape)
    kept = transfer(larger, clipped(subject.placing.corners_in_frame(), frame))
    marks.wash(canvas, marks.inside(kept, canvas.shape))
    marks.outline(canvas, kept, marks.CROP, line_width(canvas))
    lines = [(text, transfer(larger, polygon)) for place in places for text, polygon in place.lines][:_MOST]
    for _, polygon in lines:
        marks.outline(canvas, _box(polygon, line_width(canvas)), marks.TEXT, 0.6 * line_width(canvas))
    size = unit(canvas.shape[1], canvas.shape[0])
    if lines:
        canvas, _ = marks.numbered(canvas, [_box(polygon, 0) for _, polygon in lines], size)
    says = [f"{100 * share:.0f} % of the frame was cut away; it stands out here. What was kept is pale."]
    says += [f"{n}  hidden by the crop: {_quoted(text)}" for n, (text, _) in enumerate(lines, 1)]
    keys = [Key(marks.CROP, "the edge of the published picture")]
    keys += [Key(marks.TEXT, "text that was read in what was cut away")] if lines else []
    panel = Panel(f"{subject.told.frame_name}, whole", canvas)
    return sheet(subject.told.words("What was cut away", *says), [[panel]], keys)


def added(originals: Originals, subject: Subject, places: Sequence[Place]) -> Sheet:
    """The published picture, all of it pale but what was added; beside it what the source shows there."""
    still = originals.still
    times = handy(still.shape[1], still.shape[0])
    left = enlarged(still, times)
    larger = scaling(still.shape, left.shape)
    shapes = [filled(transfer(larger, place.polygon), (left.shape[1], left.shape[0])) for place in places]
    everything = np.any(shapes, axis=0)
    marks.wash(left, ~everything)
    beneath, to_still = _source_there(originals, subject, times)
    for place, shape in zip(places, shapes, strict=True):
        style = marks.CHANGED if place.kind == "retouched" else marks.ADDED
        _around(left, shape, style)
        _around(beneath, _moved(shape, np.linalg.inv(larger @ to_still), beneath.shape), style)
    size = unit(left.shape[1] + beneath.shape[1], left.shape[0])
    boxes = [transfer(larger, place.polygon) for place in places[:_MOST]]
    left, _ = marks.numbered(left, boxes, size)
    panels = [Panel("The published picture: what was added", left), Panel(f"{subject.told.frame_name}, there", beneath)]
    says = [f"{n}  {_SAID[place.kind]}{_read(place)}" for n, place in enumerate(places[:_MOST], 1)]
    if len(places) > _MOST:
        says.append(f"{len(places) - _MOST} smaller places are outlined without a number.")
    keys = [Key(marks.ADDED, "added to the picture")]
    keys += [Key(marks.CHANGED, "changed")] if any(p.kind == "retouched" for p in places) else []
    return sheet(subject.told.words("What was added", *says), [panels], keys)


def _source_there(originals: Originals, subject: Subject, times: int) -> tuple[Colour, NDArray[np.float64]]:
    """The source as the still's region shows it, and its pixels to those of the still."""
    both = aligned(originals.still, originals.frames[subject.frame], subject.placing)
    frame = both.frame.copy()
    marks.hatch(frame, ~both.seen, 12)
    size = (round(frame.shape[1] / both.factor * times), round(frame.shape[0] / both.factor * times))
    shown = np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
    return shown, np.asarray(both.to_still @ np.linalg.inv(scaling(frame.shape, shown.shape)), np.float64)


def _moved(mask: marks.Mask, to_there: NDArray[np.floating[Any]], shape: tuple[int, ...]) -> marks.Mask:
    there = cv2.warpPerspective(mask.astype(np.uint8), to_there, (shape[1], shape[0]), flags=cv2.INTER_NEAREST)
    return np.asarray(there > 0)


def _around(picture: Colour, mask: marks.Mask, style: marks.Style) -> None:
    """Outline a mask a little outside its edge, so that nothing of it is covered."""
    wide = 0.8 * line_width(picture)
    reach = 2 * round(1.5 * wide) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    grown = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_DILATE, kernel)
    for contour in cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_TC89_L1)[0]:
        marks.outline(picture, contour.reshape(-1, 2).astype(np.float64), style, wide)


def _box(polygon: NDArray[np.float64], by: float) -> NDArray[np.float64]:
    """The upright box around a polygon, so many pixels larger on each side, shape (4, 2)."""
    (left, top), (right, bottom) = polygon.min(axis=0) - 2 * by, polygon.max(axis=0) + 2 * by
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)


def _read(place: Place) -> str:
    return f": {_quoted(' / '.join(place.text.splitlines()))}" if place.text else ""


def _quoted(text: str) -> str:
    return f"“{isolated(text)}”" if drawable(text) else _UNWRITABLE


def _area(polygon: NDArray[np.float64]) -> float:
    return abs(float(cv2.contourArea(polygon.astype(np.float32))))


def _blocky(picture: Colour, times: int) -> Colour:
    return np.asarray(np.repeat(np.repeat(picture, times, axis=0), times, axis=1), np.uint8)


def _nothing() -> Colour:
    """A sample of the hatch."""
    sample = np.full((24, 90, 3), 255, np.uint8)
    marks.hatch(sample, np.ones(sample.shape[:2], bool), 8)
    return sample

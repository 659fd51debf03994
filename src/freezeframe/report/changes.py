"""What was done to the frame, shown: where the two differ, what was cut away, what was added."""

from __future__ import annotations

from collections import defaultdict
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
_MOST_LINES = 24
"""Lines of text that do."""
_NEIGHBOURS = 0.012
"""Share of the long side within which places are pointed at together."""
_HOLE = 0.02
"""Share of the picture over which a hole in a place is outlined too."""
_HIDDEN = {False: "hidden by the crop", True: "partly hidden by the crop"}
_ADDED = ("added", "blurred", "retouched", "border", "page")
_CHANGED_ONLY = frozenset({"blurred", "retouched"})
"""Kinds that add nothing to the picture."""
_AROUND_IT = frozenset({"border", "page"})
"""Kinds that surround the picture, and are no part of what lies on it."""
_SAID = {
    "added": "added",
    "blurred": "blurred",
    "retouched": "changed",
    "border": "a border around the picture",
    "page": "the page around the picture",
    "cut_away": "cut away",
}
_UNWRITABLE = "text in letters that cannot be drawn here: see the page"


@dataclass(frozen=True)
class Line:
    """A line of text in a picture."""

    text: str
    polygon: NDArray[np.float64]
    """Four corners."""
    partly: bool
    """The published picture shows a part of it."""


@dataclass(frozen=True)
class Place:
    """A part of a picture that is pointed at, with the text read there."""

    kind: str
    polygon: NDArray[np.float64]
    """Outline, shape (n, 2), even-odd, in pixels of the still or of the frame."""
    text: str
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, one: Alteration) -> Place:
        """An alteration."""
        kind = "blurred" if one.kind == "added" and one.values.get("blurred") else one.kind
        lines = tuple(Line(line.text, line.polygon, line.visible > 0) for line in one.lines)
        return cls(kind, one.polygon, one.text, lines)

    def to_json(self) -> dict[str, Any]:
        """For a recipe."""
        lines = [{"text": one.text, "polygon": one.polygon.tolist(), "partly": one.partly} for one in self.lines]
        return {"kind": self.kind, "polygon": self.polygon.tolist(), "text": self.text, "lines": lines}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Place:
        """The inverse of ``to_json``."""
        lines = tuple(
            Line(str(one["text"]), np.array(one["polygon"], np.float64), bool(one["partly"])) for one in told["lines"]
        )
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
    rows = [
        [
            Panel("The published picture", enlarged(found.still[part], times)),
            Panel("The source, brought to its tones", enlarged(found.laid[part], times)),
        ],
        [
            Panel("What differs", _blocky(shade, times)),
            Panel("The same over the published picture", _blocky(_over(found.still[part], shade), times)),
        ],
    ]
    shown = found.difference[part][found.shown[part]]
    share = float((shown > _DARKEST / 2).mean()) if shown.size else 0.0
    much = f"{100 * share:.1f} %" if share >= 0.001 else "Less than 0.1 %"
    says = f"{much} of the shared area differs by more than {_DARKEST / 2:.0f} times the noise."
    keys = [
        Key(scale_bar(), f"pale: no more than the noise of saving; darkest: {_DARKEST:.0f} times the noise and more"),
        Key(_nothing(), "outside the frame or the picture: nothing to compare"),
    ]
    return sheet(subject.told.words("Where the published picture differs from its source", says), rows, keys)


def cut_away(originals: Originals, subject: Subject, places: Sequence[Place], share: float) -> Sheet:
    """The whole frame, what was kept of it pale; what the crop hid stands out, with the text read there."""
    frame = originals.frames[subject.frame]
    canvas = enlarged(frame, handy(frame.shape[1], frame.shape[0]))
    larger = scaling(frame.shape, canvas.shape)
    kept = transfer(larger, clipped(subject.placing.corners_in_frame(), frame))
    marks.wash(canvas, marks.inside(kept, canvas.shape))
    marks.outline(canvas, kept, marks.CROP, line_width(canvas))
    lines = [line for place in places for line in place.lines]
    corners = [_box(transfer(larger, line.polygon)) for line in lines]
    # Lines that follow each other are framed together: a frame around each would cover the next one.
    if lines:
        _around(canvas, np.any([marks.inside(corner, canvas.shape) for corner in corners], axis=0), marks.TEXT)
        canvas, _ = marks.numbered(canvas, corners[:_MOST_LINES], unit(canvas.shape[1], canvas.shape[0]))
    says = [f"{100 * share:.0f} % of the frame was cut away; it stands out here. What was kept is pale."]
    says += [f"{n}  {_HIDDEN[line.partly]}: {_quoted(line.text)}" for n, line in enumerate(lines[:_MOST_LINES], 1)]
    if len(lines) > _MOST_LINES:
        says.append(f"Lines of text without a number, see the page: {len(lines) - _MOST_LINES}.")
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
    groups = _together(places, larger, left.shape)
    marks.wash(left, ~_without_gaps(np.any([group.mask for group in groups], axis=0)))
    beneath, to_still = _source_there(originals, subject, times)
    to_beneath = np.linalg.inv(larger @ to_still)
    for group in groups:
        style = marks.CHANGED if group.kinds <= _CHANGED_ONLY else marks.ADDED
        _around(left, group.mask, style)
        _around(beneath, _moved(group.mask, to_beneath, beneath.shape), style)
    size = unit(left.shape[1] + beneath.shape[1], left.shape[0])
    left, _ = marks.numbered(left, [group.hull for group in groups[:_MOST]], size)
    panels = [Panel("The published picture", left), Panel(f"{subject.told.frame_name}, there", beneath)]
    says = _said_of(groups[:_MOST])
    if len(groups) > _MOST:
        says.append(f"Smaller places are outlined without a number: {len(groups) - _MOST}.")
    kinds = {place.kind for place in places}
    keys = [Key(marks.ADDED, "added to the picture")] if kinds - _CHANGED_ONLY else []
    changed = " or ".join(_SAID[kind] for kind in _ADDED if kind in kinds & _CHANGED_ONLY)
    keys += [Key(marks.CHANGED, changed)] if changed else []
    return sheet(subject.told.words(_title(kinds), *says), [panels], keys)


def _title(kinds: set[str]) -> str:
    """What a sheet about places of these kinds is called."""
    if not kinds & _CHANGED_ONLY:
        return "What was added"
    return "What was added or changed" if kinds - _CHANGED_ONLY else "What was changed"


@dataclass(frozen=True, eq=False)
class _Group:
    """Places so near each other that they are pointed at together, as the letters of a caption."""

    mask: marks.Mask
    places: list[Place]

    @property
    def kinds(self) -> set[str]:
        return {place.kind for place in self.places}

    @property
    def hull(self) -> NDArray[np.float64]:
        """The convex outline around it, shape (n, 2)."""
        points = cv2.findNonZero(self.mask.astype(np.uint8))
        return np.asarray(cv2.convexHull(points).reshape(-1, 2), np.float64)

    @property
    def what(self) -> str:
        return ", ".join(_SAID[kind] for kind in _ADDED if kind in self.kinds)

    @property
    def text(self) -> str:
        return " / ".join(line for place in self.places for line in place.text.splitlines())


def _said_of(groups: Sequence[_Group]) -> list[str]:
    """A line for each place with text, then one for all others of a kind."""
    said = [f"{n}  {group.what}: {_quoted(group.text)}" for n, group in enumerate(groups, 1) if group.text]
    others: dict[str, list[str]] = defaultdict(list)
    for n, group in enumerate(groups, 1):
        if not group.text:
            others[group.what].append(str(n))
    return [*said, *(f"{', '.join(numbers)}  {what}" for what, numbers in others.items())]


def _together(places: Sequence[Place], larger: NDArray[np.float64], shape: tuple[int, ...]) -> list[_Group]:
    """Places as masks of a picture of this shape, neighbours joined, the largest first.

    What surrounds the picture is never joined with what lies on it.
    """
    height, width = shape[:2]
    outer = [place for place in places if place.kind in _AROUND_IT]
    if outer and len(outer) < len(places):
        rest = [place for place in places if place not in outer]
        groups_of = [_together(ones, larger, shape) for ones in (outer, rest)]
        return sorted((one for ones in groups_of for one in ones), key=lambda group: -int(group.mask.sum()))
    masks = [filled(transfer(larger, place.polygon), (width, height)) for place in places]
    reach = 2 * max(round(_NEIGHBOURS * max(width, height)), 1) + 1
    grown = cv2.dilate(np.any(masks, axis=0).astype(np.uint8), np.ones((reach, reach), np.uint8))
    labels = cv2.connectedComponents(grown)[1]
    groups: dict[int, _Group] = {}
    for place, mask in zip(places, masks, strict=True):
        if mask.any():
            label = int(labels[mask][0])
            old = groups.get(label)
            groups[label] = _Group(mask | old.mask, [*old.places, place]) if old else _Group(mask, [place])
    return sorted(groups.values(), key=lambda group: -int(group.mask.sum()))


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


def _without_gaps(mask: marks.Mask) -> marks.Mask:
    """A mask with its small holes filled: the letters on a bar belong to it."""
    reach = 2 * max(round(_NEIGHBOURS * max(mask.shape) / 2), 1) + 1
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    return np.asarray(closed > 0)


def _around(picture: Colour, mask: marks.Mask, style: marks.Style) -> None:
    """Outline a mask a little outside its edge, so that nothing of it is covered."""
    wide = 0.8 * line_width(picture)
    reach = 2 * round(1.5 * wide) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    grown = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_DILATE, kernel)
    contours, tree = cv2.findContours(grown, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_TC89_L1)
    for number, contour in enumerate(contours):
        # Of holes only the large ones: the picture in the middle of a page, not the letters on a bar.
        if tree[0][number][3] < 0 or cv2.contourArea(contour) > _HOLE * mask.size:
            marks.outline(picture, contour.reshape(-1, 2).astype(np.float64), style, wide)


def _box(polygon: NDArray[np.float64]) -> NDArray[np.float64]:
    """The upright box around a polygon, shape (4, 2)."""
    (left, top), (right, bottom) = polygon.min(axis=0), polygon.max(axis=0)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)


def _quoted(text: str) -> str:
    return f"“{isolated(text)}”" if drawable(text) else _UNWRITABLE


def _area(polygon: NDArray[np.float64]) -> float:
    return abs(float(cv2.contourArea(polygon.astype(np.float32))))


def _blocky(picture: Colour, times: int) -> Colour:
    return np.asarray(np.repeat(np.repeat(picture, times, axis=0), times, axis=1), np.uint8)


def _over(picture: Colour, shade: Colour) -> Colour:
    """Shades over a pale grey picture: where they are dark, they cover it."""
    pale = picture.copy()
    marks.wash(pale, np.ones(pale.shape[:2], bool), 0.5)
    return np.asarray(np.minimum(pale.astype(np.uint16), shade).astype(np.uint8))


def _nothing() -> Colour:
    """A sample of the hatch."""
    sample = np.full((24, 90, 3), 255, np.uint8)
    marks.hatch(sample, np.ones(sample.shape[:2], bool), 8)
    return sample

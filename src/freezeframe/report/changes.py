"""What was done to the frame, shown: where the two differ, what was cut away, what was added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.align import scaling
from freezeframe.kernels.homography import transfer
from freezeframe.kernels.outlines import area, filled
from freezeframe.media import StillPicture
from freezeframe.report import marks
from freezeframe.report.letters import drawable, isolated
from freezeframe.report.pairs import clipped, line_width
from freezeframe.report.phrases import percent
from freezeframe.report.places import ADDED, SAID, WRITTEN, Place, Polygon, together
from freezeframe.report.placing import aligned, enlarged, handy
from freezeframe.report.shades import scale_bar, shaded
from freezeframe.report.sheet import Key, Panel, Sheet, sheet, unit
from freezeframe.report.subject import Originals, Subject
from freezeframe.trace.alterations import alterations_of
from freezeframe.trace.result import Match
from freezeframe.types import Colour

_DARKEST = 8.0
"""Times the noise that is shown as the darkest shade."""
_MOST = 12
"""Places that get a number."""
_MOST_LINES = 24
"""Lines of text that do."""
_TOLD = 0.005
"""Share of the frame from which it is told that it was cut away, beside what was covered."""
_GAP = 0.006
"""Share of the long side up to which a gap in a place belongs to it."""
_HOLE = 0.02
"""Share of the picture over which a hole in a place is outlined too."""
_HIDDEN = {
    ("cut_away", False): "hidden by the crop",
    ("cut_away", True): "partly hidden by the crop",
    ("covered", False): "covered, or hidden by the crop",
    ("covered", True): "partly covered, or hidden by the crop",
    ("over", False): "covered by what was added",
    ("over", True): "partly covered by what was added",
}
_STYLES = {"blurred": marks.CHANGED, "retouched": marks.CHANGED, "lit": marks.LIT}
"""Lines around places that add nothing to the picture."""
_UNWRITABLE = "text in letters that cannot be drawn here: see the page"


def added_places(match: Match) -> list[Place]:
    """What was added to the still or changed in it, the largest first; in still pixels."""
    found = [Place.of(one) for one in match.alterations if one.where == "still"]
    return sorted((p for p in found if p.kind in ADDED and p.mask), key=lambda p: -_area(p.polygon))


def cut_places(match: Match) -> list[Place]:
    """Parts of the frame that were cut away or covered; in frame pixels."""
    return [Place.of(one) for one in match.alterations if one.kind == "cut_away" and one.where == "frame"]


def not_shown(match: Match) -> float:
    """The share of the frame that the still does not show, with what was laid over it."""
    over = any(one.values.get("strip") for one in match.alterations)
    covered = [one.values for one in match.alterations if one.values.get("covered")]
    under = sum(values["share"] for values in covered if over or values.get("sure"))
    return min(1.0 - match.visible_fraction + under, 1.0)


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
    """The whole frame, what was kept of it pale; what the crop hid stands out, with the text read there.

    ``share`` is that of the frame that the still does not show, what a strip over its edge hides included.
    """
    frame = originals.frames[subject.frame]
    canvas = enlarged(frame, handy(frame.shape[1], frame.shape[0]))
    larger = scaling(frame.shape, canvas.shape)
    kept = transfer(larger, clipped(subject.placing.corners_in_frame(), frame))
    over = [place for place in places if place.kind != "cut_away" and place.mask]
    marks.wash(canvas, marks.inside(kept, canvas.shape) & ~_mask(over, larger, canvas.shape))
    marks.outline(canvas, kept, marks.CROP, line_width(canvas))
    for place in over:
        marks.outline(canvas, transfer(larger, place.polygon), marks.COVERED, 0.8 * line_width(canvas))
    lines = [(place.kind, line) for place in places for line in place.lines]
    corners = [_box(transfer(larger, line.polygon)) for _, line in lines]
    # Lines that follow each other are framed together: a frame around each would cover the next one.
    if lines:
        _around(canvas, np.any([marks.inside(corner, canvas.shape) for corner in corners], axis=0), marks.TEXT)
        canvas, _ = marks.numbered(canvas, corners[:_MOST_LINES], unit(canvas.shape[1], canvas.shape[0]))
    whole = float(frame.shape[0] * frame.shape[1])
    shares = {kind: sum(area(p.polygon) for p in over if p.kind == kind) / whole for kind in ("covered", "over")}
    says = _left_out(share - sum(shares.values()), shares)
    for n, (kind, line) in enumerate(lines[:_MOST_LINES], 1):
        says.append(f"{n}  {_HIDDEN[kind, line.partly]}: {_quoted(line.text)}")
    if len(lines) > _MOST_LINES:
        says.append(f"And {len(lines) - _MOST_LINES} more lines of text, without a number: see the page.")
    keys = [Key(marks.CROP, "the edge of what the published picture shows")]
    keys += [Key(marks.COVERED, " or ".join(SAID[kind] for kind in shares if shares[kind]))] if over else []
    keys += [Key(marks.TEXT, "text that was read in what is not shown")] if lines else []
    panel = Panel(f"{subject.told.frame_name}, whole", canvas)
    cut = any(place.kind != "over" for place in places) or not over
    title = "What was cut away, or covered" if over and cut else "What was cut away" if cut else "What was covered"
    return sheet(subject.told.words(title, *says), [[panel]], keys)


def _left_out(away: float, shares: Mapping[str, float]) -> list[str]:
    """How much of the frame was cut away, and how much, by kind, lies under what was added, or may."""
    said = [f"{_much(max(away, 0.0))} of the frame was cut away."] if away >= _TOLD or not any(shares.values()) else []
    for kind, how in (("covered", ": which of the two is not known"), ("over", "")):
        said += [f"{_much(shares[kind])} of the frame was {SAID[kind]}{how}."] if shares[kind] else []
    return [*said, "What is missing stands out here; what was kept is pale."]


def _much(share: float) -> str:
    """A share of the frame, to begin a sentence with."""
    said = percent(share)
    return said[0].upper() + said[1:]


def added(originals: Originals, subject: Subject, places: Sequence[Place]) -> Sheet:
    """The published picture, all of it pale but what was added; beside it what the source shows there."""
    still = originals.still
    times = handy(still.shape[1], still.shape[0])
    left = enlarged(still, times)
    larger = scaling(still.shape, left.shape)
    masks = {kind: _mask([p for p in places if p.kind == kind], larger, left.shape) for kind in _kinds(places)}
    marks.wash(left, ~_without_gaps(np.any([np.zeros(left.shape[:2], bool), *masks.values()], axis=0)))
    beneath, to_still = _source_there(originals, subject, times)
    to_beneath = np.linalg.inv(larger @ to_still)
    for kind, mask in masks.items():
        style = _STYLES.get(kind, marks.ADDED)
        _around(left, mask, style)
        _around(beneath, _moved(mask, to_beneath, beneath.shape), style)
    size = unit(left.shape[1] + beneath.shape[1], left.shape[0])
    groups = _groups(places, (still.shape[1], still.shape[0]))
    told = _to_tell(groups)
    left, _ = marks.numbered(left, [transfer(larger, group.hull) for group in told], size)
    panels = [Panel("The published picture", left), Panel(f"{subject.told.frame_name}, there", beneath)]
    return sheet(subject.told.words(_title(set(masks)), *_said_of(told), *_more(groups, told)), [panels], _keys(masks))


def _kinds(places: Sequence[Place]) -> list[str]:
    """Kinds of places, in the order in which they are told."""
    return [kind for kind in SAID if any(place.kind == kind for place in places)]


def _keys(kinds: Collection[str]) -> list[Key]:
    """What each line around places of these kinds means."""
    keys = [Key(marks.ADDED, "added to the picture")] if any(kind not in _STYLES for kind in kinds) else []
    for style in dict.fromkeys(_STYLES.values()):
        said = [SAID[kind] for kind in kinds if _STYLES.get(kind) == style]
        keys += [Key(style, " or ".join(said))] if said else []
    return keys


def _title(kinds: Collection[str]) -> str:
    """What a sheet about places of these kinds is called."""
    changed = sum(kind in _STYLES for kind in kinds)
    if not changed:
        return "What was added"
    return "What was changed" if changed == len(kinds) else "What was added or changed"


@dataclass(frozen=True, eq=False)
class _Group:
    """Places of one kind so near each other that they are pointed at together, as the letters of a caption."""

    places: list[Place]

    @property
    def kind(self) -> str:
        return self.places[0].kind

    @property
    def hull(self) -> Polygon:
        """The convex outline around it, shape (n, 2), in still pixels."""
        points = np.concatenate([place.polygon for place in self.places]).astype(np.float32)
        return np.asarray(cv2.convexHull(points).reshape(-1, 2), np.float64)

    @property
    def area(self) -> float:
        return sum(_area(place.polygon) for place in self.places)

    @property
    def text(self) -> str:
        return " / ".join(line for place in self.places for line in place.text.splitlines())


def _groups(places: Sequence[Place], size: tuple[int, int]) -> list[_Group]:
    """Places of a still of ``size`` (width, height), neighbours joined, the largest first."""
    found = together([(place.kind, place.polygon) for place in places], size)
    return sorted((_Group([places[n] for n in ones]) for ones in found), key=lambda group: -group.area)


def _to_tell(groups: Sequence[_Group]) -> list[_Group]:
    """Those that get a number, the largest first: with text before those without, for a caption may be small."""
    chosen = sorted(groups, key=lambda group: not group.text)[:_MOST]
    return [group for group in groups if group in chosen]


def _more(groups: Sequence[_Group], told: Sequence[_Group]) -> list[str]:
    """How many are outlined only, of each kind."""
    left = [group.kind for group in groups if group not in told]
    counts = ", ".join(f"{left.count(kind)} more {SAID[kind]}" for kind in SAID if kind in left)
    return [f"And {counts}, outlined without a number."] if left else []


def _said_of(groups: Sequence[_Group]) -> list[str]:
    """A line for each place with text, then one for all others of a kind."""
    said = []
    others: dict[str, list[str]] = defaultdict(list)
    for n, group in enumerate(groups, 1):
        if group.text:
            read = ": " if group.kind in WRITTEN else "; text in this place: "
            said.append(f"{n}  {SAID[group.kind]}{read}{_quoted(group.text)}")
        else:
            others[SAID[group.kind]].append(str(n))
    return [*said, *(f"{', '.join(numbers)}  {what}" for what, numbers in others.items())]


def _mask(places: Sequence[Place], larger: NDArray[np.float64], shape: tuple[int, ...]) -> marks.Mask:
    """All of these places, however many, as one mask of a picture of this shape."""
    whole = np.zeros(shape[:2], bool)
    for place in places:
        polygon = transfer(larger, place.polygon)
        # Only the box around each is looked at: there may be hundreds, of a picture of many megapixels.
        low = np.clip(np.floor(polygon.min(axis=0)), 0, (shape[1], shape[0])).astype(int)
        high = np.clip(np.ceil(polygon.max(axis=0)) + 1, low, (shape[1], shape[0])).astype(int)
        size = (int(high[0] - low[0]), int(high[1] - low[1]))
        if min(size) > 0:
            whole[low[1] : high[1], low[0] : high[0]] |= filled(polygon - low, size)
    return whole


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
    reach = 2 * max(round(_GAP * max(mask.shape)), 1) + 1
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    return np.asarray(closed > 0)


def _around(picture: Colour, mask: marks.Mask, style: marks.Style) -> None:
    """Outline a mask a little outside its edge, so that nothing of it is covered."""
    wide = 0.8 * line_width(picture)
    # Half of the line and of its white edge, and a pixel between: a thin line has an edge that is wider than itself.
    reach = 2 * (round(1.5 * wide) + 2) + 1
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

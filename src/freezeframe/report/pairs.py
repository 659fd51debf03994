"""The still and its frame: side by side, one laid back into the other, and one over the other to blink between."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from freezeframe.kernels.align import scaling
from freezeframe.kernels.homography import transfer
from freezeframe.kernels.outlines import area, common, outer_edge
from freezeframe.report import marks, phrases
from freezeframe.report.placing import Aligned, Placing, aligned, enlarged, handy, limited, placed_back
from freezeframe.report.sheet import Key, Panel, Sheet, sheet
from freezeframe.report.subject import Originals, Subject
from freezeframe.types import Colour

_WHOLE = 0.99
"""Share of the frame from which the published picture covers it all: only half of it is laid in, to have a join."""
_SAME, _STRETCHED = 0.02, 0.05
"""Share by which scales may differ, and by which a scale may differ from one direction or place to another, that are
still called one."""
_UPRIGHT = 0.5
"""Degrees under which a picture is not called turned."""
_INSIDE = "Inside the corners is the published picture, outside them"
_WEBP_LONGEST = 1600
"""Pixels of the long side of what blinks: it is to be looked at, the aligned pictures are to be measured."""


def pair(originals: Originals, subject: Subject) -> Sheet:
    """The published picture beside the whole frame, both at one scale, its outline drawn on the frame."""
    placing, still, frame = subject.placing, originals.still, originals.frames[subject.frame]
    a = limited(placing.enlargement, still.shape[1], still.shape[0])
    b = limited(1 / placing.enlargement, frame.shape[1], frame.shape[0])
    longest = max(a * max(still.shape[:2]), b * max(frame.shape[:2]))
    times = handy(round(longest), round(longest))
    left, right = enlarged(still, a * times), enlarged(frame, b * times)
    wide = line_width(right)
    if not _whole(subject):
        marks.outline(left, transfer(scaling(still.shape, left.shape), placing.region), marks.CROP, wide)
    visible = clipped(placing.corners_in_frame(), frame)
    marks.outline(right, transfer(scaling(frame.shape, right.shape), visible), marks.CROP, wide)
    panels = [
        Panel("The published picture", left, _shown(still, left)),
        Panel(subject.told.frame_name, right, _shown(frame, right)),
    ]
    lead = subject.told.lead
    # Of a lead the geometry is not known to be that of the picture: nothing is said by it.
    says = [] if lead else [*_at_one_scale(placing, a / b), *_turned(placing)]
    words = subject.told.words(f"The published picture beside {'this footage' if lead else 'its source'}", *says)
    shows = "this part of the frame is what the published picture shows"
    key = Key(marks.CROP, "where the published picture would lie" if lead else shows)
    return sheet(words, [panels], [key])


def _at_one_scale(placing: Placing, shown: float) -> Iterator[str]:
    """That a thing is as large in one as in the other, if it is; ``shown``: enlargement of one over the other."""
    least, most = placing.enlargements
    if abs(shown - placing.enlargement) < _SAME * placing.enlargement and most - least < _STRETCHED * most:
        yield "Both are shown at one scale: a thing is as large in one as in the other."


def _turned(placing: Placing) -> Iterator[str]:
    """How the frame was mirrored and turned to become the picture, in the order in which it gives the picture."""
    turn = phrases.turned(placing.turn, mirrored=False) if abs(placing.turn) >= _UPRIGHT else ""
    if placing.mirrored:
        then = f", then {turn}" if turn else ""
        yield f"The published picture is the source mirrored (left and right have changed places){then}."
    elif turn:
        yield f"The published picture is the source {turn}."


def placed(originals: Originals, subject: Subject) -> Sheet:
    """The frame with the published picture laid back into its place; only the corners of the join are drawn."""
    frame = originals.frames[subject.frame]
    whole = _share(subject, frame) >= _WHOLE
    canvas = placed_back(originals.still, frame, subject.placing, half=whole)
    canvas = enlarged(canvas, handy(canvas.shape[1], canvas.shape[0]))
    if not whole:
        corners = transfer(scaling(frame.shape, canvas.shape), subject.placing.corners_in_frame())
        wide = 0.7 * line_width(canvas)
        marks.brackets(canvas, _grown(corners, 2 * wide), marks.CROP, wide, 0.06)
    panel = Panel(f"The published picture in {_lower(subject.told.frame_name)}", canvas, _shown(frame, canvas))
    where = "Left of the middle is the published picture, right of it" if whole else _INSIDE
    says = f"{where} the source. The join is left free: look whether roads, walls and edges run on across it."
    keys = [] if whole else [Key(marks.CROP, "corners of the published picture")]
    return sheet(subject.told.words("The published picture laid back into its source", says), [[panel]], keys)


def blink_still(originals: Originals, subject: Subject) -> Colour:
    """The published picture, or the part of it that shows the frame, to be laid under ``blink_frame``."""
    return _over_each_other(originals, subject).still


def blink_frame(originals: Originals, subject: Subject) -> Colour:
    """The frame seen through the published picture's window, pixel on pixel over ``blink_still``."""
    both = _over_each_other(originals, subject)
    frame = both.frame.copy()
    marks.hatch(frame, ~both.seen, 12)
    return frame


def blink(originals: Originals, subject: Subject) -> tuple[Colour, ...]:
    """The two sheets that an animation goes back and forth between; of one size."""
    says = "The frame is brought to the published picture's place and size, not changed otherwise."
    sheets = []
    for name, picture in (
        ("1 of 2: the published picture", blink_still(originals, subject)),
        ("2 of 2: the source", blink_frame(originals, subject)),
    ):
        shown = _at_most(enlarged(picture, handy(picture.shape[1], picture.shape[0])))
        sheets.append(sheet(subject.told.words(name, says), [[Panel("", shown)]]).pixels)
    height = max(one.shape[0] for one in sheets)
    return tuple(np.pad(one, ((height - one.shape[0], 0), (0, 0), (0, 0)), constant_values=255) for one in sheets)


def _share(subject: Subject, frame: Colour) -> float:
    """Share of a frame that the still shows."""
    seen = clipped(subject.placing.corners_in_frame(), frame)
    return abs(float(cv2.contourArea(seen.astype(np.float32)))) / float(frame.shape[0] * frame.shape[1])


def line_width(picture: Colour) -> float:
    """Pixels that lines are wide on a picture."""
    height, width = picture.shape[:2]
    return float(max(width / 360, height / 480, 2.0))


def clipped(polygon: marks.Polygon, picture: Colour) -> marks.Polygon:
    """The part of a convex polygon that lies on a picture; the polygon itself where there is none."""
    height, width = picture.shape[:2]
    shared = common(polygon, outer_edge(0, 0, width, height))
    return shared if area(shared) > 0 else polygon


def _over_each_other(originals: Originals, subject: Subject) -> Aligned:
    return aligned(originals.still, originals.frames[subject.frame], subject.placing)


def _whole(subject: Subject) -> bool:
    """Whether the whole still shows the frame."""
    left, top, right, bottom = subject.placing.box
    width, height = subject.placing.still_size
    return (right - left) * (bottom - top) >= 0.99 * width * height


def _grown(polygon: marks.Polygon, by: float) -> marks.Polygon:
    """A polygon with its corners moved so many pixels away from its middle."""
    middle = polygon.mean(axis=0)
    away = polygon - middle
    return np.asarray(polygon + by * away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6), np.float64)


def _at_most(picture: Colour) -> Colour:
    return enlarged(picture, min(_WEBP_LONGEST / max(picture.shape[:2]), 1.0))


def _shown(original: Colour, shown: Colour) -> str:
    """How large an original is, and how much larger it is shown."""
    size = f"{original.shape[1]} x {original.shape[0]} pixels"
    factor = shown.shape[1] / original.shape[1]
    return size if abs(factor - 1) < 0.01 else f"{size}, shown {factor:.1f} times as large"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]

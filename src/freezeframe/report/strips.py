"""Frames in a row: those around the match, with what is left over at each, and the second before and after it."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.kernels.align import scaling
from freezeframe.kernels.compare import believed
from freezeframe.kernels.homography import transfer
from freezeframe.media import FrameTable
from freezeframe.report import marks, values
from freezeframe.report.pairs import clipped, line_width
from freezeframe.report.placing import seen_through, shift
from freezeframe.report.shades import scale_bar, shaded
from freezeframe.report.sheet import Key, Panel, Sheet, sheet
from freezeframe.report.subject import LAST_FRAME, Originals, Subject
from freezeframe.trace.laying import BLOCK, Laid, Track, lay, prepared
from freezeframe.trace.rendering import grey
from freezeframe.trace.result import Match
from freezeframe.types import Colour

_SIDE = 3
"""Frames on either side of the match that are compared."""
_FINE = 288
"""Long side, in pixels, at which they are compared."""
_WIDE = 360
"""Pixels that a frame in a row is wide."""
_A_ROW = 4
"""Frames in one row."""
_A_ROW_OF_SECONDS = 3
"""The same, of the seconds around: of nine, the match stands in the middle."""
_STEP = 0.25
"""Seconds between them."""
_PIXELS = 250e6
"""Pixels of all frames of a strip that are held at once; of larger frames fewer are shown."""
_MOST_LEFT = 1.0
"""Leftover of a pixel that is shown as the darkest."""


@dataclass(frozen=True)
class Moment:
    """A frame in a strip."""

    frame: int
    seconds: float
    fits: bool
    """The trace could not tell it apart from the best one."""
    elsewhere: bool = False
    """It belongs to another shot than the match."""

    @classmethod
    def from_json(cls, told: object) -> Moment:
        """The inverse of its fields.

        Raises:
            ValueError: they are not these.
        """
        one = values.record(told, "a moment", ("frame", "seconds", "fits"), ("elsewhere",))
        frame = values.whole(one["frame"], "a moment's frame", 0, LAST_FRAME)
        seconds = values.number(one["seconds"], "a moment's seconds", -1e9, 1e9)
        fits, elsewhere = (values.truth(one.get(name, False), f"a moment's {name}") for name in ("fits", "elsewhere"))
        return cls(frame, seconds, fits, elsewhere)


def neighbours(match: Match, fingerprint: Fingerprint) -> list[Moment]:
    """The frames next to the match in its shot, and the first on either side that was told apart from it."""
    if match.moment is None:
        return []
    best, shot = match.moment.frame_index, fingerprint.shot_of(match.moment.frame_index)
    side = _side(match)
    wanted = {*range(best - side, best + side + 1)}
    run = next(((a, b) for a, b in match.moment.intervals if a <= best <= b), (best, best))
    wanted |= {run[0] - 1, run[0], run[1], run[1] + 1}
    return [_moment(i, match, fingerprint) for i in sorted(wanted) if shot.first <= i < shot.end]


def seconds_around(match: Match, fingerprint: Fingerprint) -> list[Moment]:
    """A frame every quarter of a second from a second before the match to a second after it, cuts and all."""
    if match.moment is None:
        return []
    table, best = fingerprint.table, match.moment.frame_index
    step = _STEP if _side(match) == _SIDE else 2 * _STEP
    wanted = np.arange(-1.0, 1.0 + step / 2, step) + table.seconds(best)
    near = {frame for t in wanted.tolist() if (frame := _at(t, table, step / 2)) is not None}
    return [_moment(i, match, fingerprint) for i in sorted(near | {best})]


def _at(seconds: float, table: FrameTable, within: float) -> int | None:
    """The frame shown nearest to a time; None where none is as near as that."""
    frames = range(len(table.pts))
    after = bisect.bisect_left(frames, seconds, key=table.seconds)
    near = min((i for i in (after - 1, after) if i in frames), key=lambda i: abs(table.seconds(i) - seconds))
    return near if abs(table.seconds(near) - seconds) <= within else None


def contact(originals: Originals, subject: Subject, moments: Sequence[Moment]) -> Sheet:
    """What the picture shows, in each frame around the match, and what is left over when the two are compared."""
    left, top, right, bottom = subject.placing.box
    still = originals.still[top:bottom, left:right]
    frames = [originals.frames[m.frame] for m in moments]
    laid, costs, trust = _compared(still, frames, subject, [m.frame for m in moments].index(subject.frame))
    size = _thumbnail(still.shape, _WIDE)
    longest = max(float(costs.max()), 1e-9)
    panels = [Panel("The published picture", _resized(still, size))]
    for n, moment in enumerate(moments):
        to_frame = laid.still_to_frame[n] @ np.linalg.inv(scaling(still.shape, (size[1], size[0])))
        view, _ = seen_through(frames[n], to_frame, size, frames[n].shape[1] / size[0])
        leftover = (laid.warped[n] - laid.template.image) ** 2
        over = _resized(shaded(np.minimum(leftover, _MOST_LEFT) * trust / _MOST_LEFT), size)
        bar = _bar(size[0], float(costs[n] / longest), moment, subject.frame)
        name = f"Frame {moment.frame}: THE MATCH" if moment.frame == subject.frame else f"Frame {moment.frame}"
        note = f"left over {costs[n]:.3f}{', fits equally well' if _equal(moment, subject) else ''}"
        panels.append(Panel(name, np.vstack([view, over, bar]), note))
    title = _TITLE if _tells_apart(moments, costs, subject) else _TITLE_OTHERWISE
    words = subject.told.words(title, _verdict(moments, costs, subject), _HOW)
    return sheet(words, _rows(panels, _A_ROW), [Key(scale_bar(), "left over: pale, nothing; dark, another picture")])


def seconds(originals: Originals, subject: Subject, moments: Sequence[Moment]) -> Sheet:
    """Whole frames from a second before the match to a second after it."""
    now = next(m for m in moments if m.frame == subject.frame)
    panels = []
    for moment in moments:
        frame = originals.frames[moment.frame]
        size = _thumbnail(frame.shape, _WIDE * _A_ROW // _A_ROW_OF_SECONDS)
        small = _resized(frame, size)
        if moment is now:
            corners = transfer(scaling(frame.shape, small.shape), clipped(subject.placing.corners_in_frame(), frame))
            marks.outline(small, corners, marks.CROP, line_width(small))
        when = "THE MATCH" if moment is now else f"{moment.seconds - now.seconds:+.2f} s"
        where = ", another shot" if moment.elsewhere else ""
        panels.append(Panel(f"{when}{where}", small, f"frame {moment.frame}"))
    words = subject.told.words("The second before and the second after, in the source")
    return sheet(words, _rows(panels, _A_ROW_OF_SECONDS), [Key(marks.CROP, "what the published picture shows")])


def _compared(
    still: Colour, frames: Sequence[Colour], subject: Subject, at: int
) -> tuple[Laid, NDArray[np.float64], NDArray[np.float32]]:
    """The still's region laid on each frame with a geometry of its own; leftover of each, and belief in each pixel."""
    guess = subject.placing.still_to_frame @ shift(*subject.placing.box[:2])
    greys = [grey(frame) for frame in frames]
    ready = prepared(grey(still), greys, guess, _FINE)
    laid = lay(ready, [Track(0, len(greys), at, guess)])
    trust = believed(laid.template.image, laid.warped, laid.valid, BLOCK)
    return laid, laid.costs(trust), trust


def _verdict(moments: Sequence[Moment], costs: NDArray[np.float64], subject: Subject) -> str:
    """What the row shows, in one sentence."""
    at = next(n for n, m in enumerate(moments) if m.frame == subject.frame)
    others = _times(moments, costs, subject)
    alike = [m.frame for m in moments if _equal(m, subject)]
    said = [f"Frame {subject.frame} leaves {costs[at]:.3f} over"]
    if others:
        least, most = (f"{times:.1f}" if times >= 1.1 else f"{times:.2f}" for times in (min(others), max(others)))
        said.append(f"the frames beside it that were told apart {least} to {most} times as much")
    if alike:
        said.append(f"of frames that could not be told apart from it, {len(alike)} are shown")
    apart = "" if _tells_apart(moments, costs, subject) else f" {_UNDECIDED}"
    return f"{'; '.join(said)}.{apart}"


def _times(moments: Sequence[Moment], costs: NDArray[np.float64], subject: Subject) -> list[float]:
    """How many times as much as the match the frames leave over that were told apart from it."""
    at = next(n for n, m in enumerate(moments) if m.frame == subject.frame)
    return [float(c / max(costs[at], 1e-6)) for m, c in zip(moments, costs, strict=True) if not m.fits]


def _tells_apart(moments: Sequence[Moment], costs: NDArray[np.float64], subject: Subject) -> bool:
    """Whether each frame that the trace told apart from the match leaves clearly more over in this row as well."""
    return min(_times(moments, costs, subject), default=np.inf) >= _CLEARLY


_TITLE, _TITLE_OTHERWISE = "Why this frame and not its neighbours", "This frame and its neighbours"
_UNDECIDED = "This row alone does not tell them apart; the trace decided by what changes over the whole shot."
_CLEARLY = 1.05
"""Times as much left over from which a row shows by itself that a frame is another one."""
_HOW = (
    "Every frame is laid on the published picture anew. Left over is the mean squared difference after brightness and"
    " contrast have been evened out, where the picture agrees with any of the frames: 0 is the same picture, 2 another."
)


def _moment(index: int, match: Match, fingerprint: Fingerprint) -> Moment:
    intervals = match.moment.intervals if match.moment else ()
    fits = any(a <= index <= b for a, b in intervals)
    here = fingerprint.shot_of(match.moment.frame_index) if match.moment else None
    return Moment(index, round(fingerprint.table.seconds(index), 6), fits, fingerprint.shot_of(index) != here)


def _equal(moment: Moment, subject: Subject) -> bool:
    return moment.fits and moment.frame != subject.frame


def _side(match: Match) -> int:
    """Frames shown on either side: fewer where they are so large that they would fill the memory."""
    width, height = match.frame_size
    return min(_SIDE, max(int(_PIXELS / (4 * width * height)), 1))


def _thumbnail(shape: tuple[int, ...], wide: int) -> tuple[int, int]:
    """Width and height at which a picture of this shape is shown in a row."""
    height, width = shape[:2]
    scale = min(wide / width, 1.2 * wide / height)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def _resized(picture: Colour, size: tuple[int, int]) -> Colour:
    kind = cv2.INTER_AREA if size[0] < picture.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=kind), np.uint8)


def _bar(width: int, share: float, moment: Moment, best: int) -> Colour:
    """A bar whose length is a share of the longest: filled for the match, hatched for its equals, open for others."""
    bar = np.full((22, width, 3), 255, np.uint8)
    end = max(round(share * (width - 2)), 2)
    if moment.frame == best:
        bar[5:19, :end] = 0
    elif moment.fits:
        mask = np.zeros(bar.shape[:2], bool)
        mask[5:19, :end] = True
        marks.hatch(bar, mask, 6, ink=60)
    cv2.rectangle(bar, (0, 5), (end, 18), (0, 0, 0), 1)
    return bar


def _rows(panels: Sequence[Panel], most: int) -> list[list[Panel]]:
    return [list(panels[i : i + most]) for i in range(0, len(panels), most)]

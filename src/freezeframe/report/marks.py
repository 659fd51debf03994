"""What is drawn on a picture to point at something: outlines, washes, hatches and numbers in the margin.

Each kind of line has a colour that the colour-blind tell apart (the palette of Okabe and Ito, 2008), a dash of its own
for print without colour, and a white edge so that it is seen on any ground. Positions have pixel centres at integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.report.letters import width_of, write
from freezeframe.types import Colour

Polygon = NDArray[np.float64]
"""Corners, shape (n, 2), closed by itself."""
Mask = NDArray[np.bool_]
_SHIFT = 4
"""Bits behind the point in OpenCV's drawing coordinates."""


@dataclass(frozen=True)
class Style:
    """How a line looks."""

    colour: tuple[int, int, int]
    """Blue, green, red."""
    dash: tuple[float, ...] = ()
    """Drawn, left out, drawn, ... in line widths; empty for a line without gaps."""


CROP = Style((0, 94, 213))
"""Vermillion, unbroken: the still's outline in the frame."""
ADDED = Style((178, 114, 0), (5.0, 3.0))
"""Blue, long dashes: what was added to the still."""
CHANGED = Style((167, 121, 204), (1.5, 2.5))
"""Purple, dots: what was changed."""
LIT = Style((0, 159, 230), (7.0, 2.0, 1.0, 2.0, 1.0, 2.0))
"""Orange, a dash and two dots: what became lighter or darker."""
COVERED = Style((115, 158, 0), (3.0, 1.5))
"""Green, short dashes: what may lie under something that was added."""
TEXT = Style((0, 0, 0), (6.0, 2.5, 1.5, 2.5))
"""Black, dash and dot: text that was read."""


def outline(picture: Colour, polygon: Polygon, style: Style, wide: float) -> None:
    """Draw a closed line ``wide`` pixels across along a polygon, in place."""
    pieces = _dashes(polygon, [wide * d for d in style.dash])
    edge = round(wide + max(2.0, wide * 0.7))
    for colour, thick in (((255, 255, 255), edge), (style.colour, round(wide))):
        for piece in pieces:
            _line(picture, piece, colour, max(thick, 1))


def brackets(picture: Colour, polygon: Polygon, style: Style, wide: float, share: float = 0.12) -> None:
    """Draw only the corners of a polygon, each as far as a ``share`` of its sides, in place: the sides stay free."""
    following, before = np.roll(polygon, -1, axis=0), np.roll(polygon, 1, axis=0)
    edge = round(wide + max(2.0, wide * 0.7))
    for colour, thick in (((255, 255, 255), edge), (style.colour, round(wide))):
        for a, b, c in zip(before, polygon, following, strict=True):
            _line(picture, np.array([b + share * (a - b), b, b + share * (c - b)]), colour, max(thick, 1))


def inside(polygon: Polygon, shape: tuple[int, ...]) -> Mask:
    """Pixels of a picture of this shape whose centres lie in a polygon or at its edge."""
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(mask, [_fixed(polygon)], 1, shift=_SHIFT)
    return mask > 0


def wash(picture: Colour, mask: Mask, share: float = 0.6) -> None:
    """Bleach the pixels of a mask to pale grey, in place, so that the others stand out."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    pale = np.rint(grey * (1.0 - share) + 255.0 * share).astype(np.uint8)
    picture[mask] = pale[mask][:, None]


def hatch(picture: Colour, mask: Mask, step: int, ink: int = 120, ground: int | None = 255) -> None:
    """Fill the pixels of a mask with slanted lines ``step`` pixels apart, in place: there is nothing to see here."""
    if ground is not None:
        picture[mask] = ground
    rows, columns = np.nonzero(mask)
    on = (rows + columns) % step < max(step // 6, 1)
    picture[rows[on], columns[on]] = ink


def numbered(picture: Colour, polygons: Sequence[Polygon], size: int) -> tuple[Colour, int]:
    """The picture with a margin on the left and the right in which each polygon has its number, tied to it by a line.

    Nothing but the thin line falls on the picture. ``size`` is that of the letters. Returns the margin's width too.
    """
    margin = round(2.2 * size)
    # A picture that is too low for its numbers gets room below it.
    below = max(round((1.5 * len(polygons) + 1) * size) - picture.shape[0], 0)
    wide = cv2.copyMakeBorder(picture, 0, below, margin, margin, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    canvas = np.asarray(wide, np.uint8)
    for side in ("left", "right"):
        mine = [n for n, p in enumerate(polygons) if _nearer(p, picture.shape[1]) == side]
        mine.sort(key=lambda n: _tip(polygons[n], side)[1])
        heights = _apart([_tip(polygons[n], side)[1] for n in mine], 1.5 * size, canvas.shape[0])
        for n, y in zip(mine, heights, strict=True):
            _number(canvas, n + 1, polygons[n] + (margin, 0), side, y, size)
    return canvas, margin


def _number(canvas: Colour, n: int, polygon: Polygon, side: str, y: float, size: int) -> None:
    """One number in the margin and the line from it to its polygon."""
    right = side == "right"
    x = canvas.shape[1] - 1 - 1.1 * size if right else 1.1 * size
    end = _tip(polygon, side)
    start = (x - 0.8 * size, y) if right else (x + 0.8 * size, y)
    for colour, thick in (((255, 255, 255), max(size // 5, 3)), ((0, 0, 0), max(size // 14, 1))):
        _line(canvas, np.array([start, end]), colour, thick)
    centre = (round(x), round(y))
    cv2.circle(canvas, centre, round(0.8 * size), (0, 0, 0), -1, cv2.LINE_AA)
    left = round(x - width_of(str(n), size, bold=True) / 2)
    write(canvas, str(n), left, round(y - 0.62 * size), size, bold=True, ink=255)


def _tip(polygon: Polygon, side: str) -> tuple[float, float]:
    """Where a polygon reaches farthest to a side; the middle of its edge there, if it has one."""
    x = float(polygon[:, 0].max() if side == "right" else polygon[:, 0].min())
    return x, float(polygon[np.abs(polygon[:, 0] - x) < 2, 1].mean())


def _nearer(polygon: Polygon, width: int) -> Literal["left", "right"]:
    return "left" if polygon[:, 0].min() < width - 1 - polygon[:, 0].max() else "right"


def _apart(wanted: Sequence[float], least: float, height: int) -> list[float]:
    """Ascending heights at least so far apart, each as near to the wanted one as that allows, inside the picture."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + least if placed else least / 2))
    limit = height - least / 2
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], limit)
        limit = placed[i] - least
    return placed


def _dashes(polygon: Polygon, pattern: Sequence[float]) -> list[Polygon]:
    """The closed line as a list of pieces, each shape (n, 2), by a pattern of lengths that runs round corners."""
    closed = np.vstack([polygon, polygon[:1]])
    if not pattern:
        return [closed]
    lengths = np.hypot(*np.diff(closed, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    pieces: list[Polygon] = []
    at, k = 0.0, 0
    while at < along[-1]:
        until = min(at + pattern[k % len(pattern)], along[-1])
        if k % 2 == 0:
            stops = np.concatenate([[at], along[(along > at) & (along < until)], [until]])
            pieces.append(np.stack([np.interp(stops, along, closed[:, axis]) for axis in (0, 1)], axis=1))
        at, k = until, k + 1
    return pieces


def _line(picture: Colour, points: Polygon, colour: tuple[int, int, int], thick: int) -> None:
    cv2.polylines(picture, [_fixed(points)], False, colour, thick, cv2.LINE_AA, _SHIFT)


def _fixed(points: Polygon) -> NDArray[np.int32]:
    """Points in OpenCV's fixed-point coordinates; what lies far outside is brought nearer."""
    return np.rint(np.clip(points, -30_000, 30_000) * (1 << _SHIFT)).astype(np.int32)

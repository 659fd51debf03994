"""A sheet: pictures side by side with a heading over each, what the lines mean, and what it was made from.

Everything that is written stands outside the pictures. Sizes go by the sheet's width, so that the writing can be read
when the whole sheet is looked at on a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from freezeframe.report.letters import height_of, lines_of, write
from freezeframe.report.marks import Style, outline
from freezeframe.types import Colour

_NARROWEST = 640
"""Pixels that a sheet is wide at least."""
_EDGE, _EDGE_GREY = 1, 150
"""Pixels and grey level of the line around each picture: a white picture is seen to be one."""
_LETTERS = 66.0
"""Size of the letters: this part of the sheet's width."""


@dataclass(frozen=True)
class Panel:
    """One picture on a sheet."""

    heading: str
    picture: Colour
    note: str = ""
    """What is written under it."""


@dataclass(frozen=True)
class Key:
    """What a kind of line, or a shade, means."""

    sample: Style | Colour
    """A line's style, or a small picture of the shade."""
    says: str


@dataclass(frozen=True)
class Words:
    """What is written on a sheet beside its panels."""

    title: str
    says: Sequence[str] = ()
    """Sentences under the pictures."""
    origin: Sequence[str] = ()
    """What it was made from, smaller."""


@dataclass(frozen=True)
class Sheet:
    """A finished sheet."""

    pixels: Colour
    places: tuple[tuple[int, int, int, int], ...]
    """Left, top, width and height of each panel's picture on it, in the order given."""


def unit(width: float, height: float) -> int:
    """The size of letters that suits a sheet with pictures of this extent, in pixels."""
    return max(round(max(width, 0.75 * height, _NARROWEST) / _LETTERS), 13)


def sheet(words: Words, rows: Sequence[Sequence[Panel]], keys: Sequence[Key] = ()) -> Sheet:
    """Lay out rows of panels under a title, with the meaning of lines, sentences and the origin below them."""
    gap = unit(*_extent(rows, 0))
    width, height = _extent(rows, gap)
    size = unit(width, height)
    inner = max(width, _NARROWEST)
    pen = _Pen(size, inner)
    pen.text(words.title, round(size * 1.35), bold=True)
    pen.space(0.3)
    for row in rows:
        pen.row(row, gap)
    pen.keys(keys)
    for sentence in words.says:
        pen.text(sentence, size)
    pen.space(0.3)
    for line in words.origin:
        pen.text(line, max(round(size * 0.8), 11), ink=70)
    return pen.done()


def _extent(rows: Sequence[Sequence[Panel]], gap: int) -> tuple[int, int]:
    """Width and height of all pictures as they are laid out."""
    width = max(sum(p.picture.shape[1] for p in row) + gap * (len(row) - 1) for row in rows)
    return width, sum(max(p.picture.shape[0] for p in row) for row in rows)


class _Pen:
    """Writes a sheet from top to bottom on paper that grows."""

    def __init__(self, size: int, inner: int) -> None:
        self._size, self._inner, self._margin = size, inner, size
        self._strips: list[Colour] = []
        self._top = self._margin
        self._places: list[tuple[int, int, int, int]] = []

    def space(self, lines: float) -> None:
        """Leave some lines free."""
        self._add(self._paper(round(lines * self._size)))

    def text(self, text: str, size: int, *, bold: bool = False, ink: int = 0) -> None:
        """A paragraph as wide as the sheet."""
        for line in lines_of(text, size, self._inner, bold=bold):
            strip = self._paper(height_of(size))
            write(strip, line, self._margin, 0, size, bold=bold, ink=ink)
            self._add(strip)

    def row(self, panels: Sequence[Panel], gap: int) -> None:
        """Panels side by side, their pictures in line at the top."""
        lefts = np.cumsum([0] + [p.picture.shape[1] + gap for p in panels])[:-1] + self._margin
        last = len(panels) - 1
        # The last one's words have the rest of the sheet.
        wide = [
            p.picture.shape[1] if i < last else self._inner + self._margin - int(lefts[i]) for i, p in enumerate(panels)
        ]
        headings = [lines_of(p.heading, self._size, w, bold=True) for p, w in zip(panels, wide, strict=True)]
        self._headings(headings, lefts.tolist())
        notes = [lines_of(p.note, self._size, w) for p, w in zip(panels, wide, strict=True)]
        high, step = [p.picture.shape[0] for p in panels], height_of(self._size)
        below = [_EDGE + h + self._size // 4 for h in high]
        strip = self._paper(max(b + step * len(lines) for b, lines in zip(below, notes, strict=True)))
        for panel, left, top, lines in zip(panels, lefts.tolist(), below, notes, strict=True):
            height, width = panel.picture.shape[:2]
            strip[: height + 2 * _EDGE, left - _EDGE : left + width + _EDGE] = _EDGE_GREY
            strip[_EDGE : _EDGE + height, left : left + width] = panel.picture
            self._places.append((left, self._top + _EDGE, width, height))
            for number, line in enumerate(lines):
                write(strip, line, left, top + number * step, self._size)
        self._add(strip)
        self.space(0.5)

    def keys(self, keys: Sequence[Key]) -> None:
        """What each line means, one below the other."""
        for key in keys:
            indent = round(4.2 * self._size)
            lines = lines_of(key.says, self._size, self._inner - indent)
            strip = self._paper(max(len(lines), 1) * height_of(self._size))
            _sample(strip, key.sample, self._margin, self._size)
            for number, line in enumerate(lines):
                write(strip, line, self._margin + indent, number * height_of(self._size), self._size)
            self._add(strip)
        if keys:
            self.space(0.2)

    def done(self) -> Sheet:
        """The sheet."""
        self._add(self._paper(self._margin))
        top = self._paper(self._margin)
        return Sheet(np.ascontiguousarray(np.vstack([top, *self._strips])), tuple(self._places))

    def _headings(self, blocks: Sequence[Sequence[str]], lefts: Sequence[int]) -> None:
        """Headings beside each other, all ending on one line."""
        most = max(len(lines) for lines in blocks)
        strip = self._paper(most * height_of(self._size) + (self._size // 4 if most else 0))
        for lines, left in zip(blocks, lefts, strict=True):
            for number, line in enumerate(lines, most - len(lines)):
                write(strip, line, left, number * height_of(self._size), self._size, bold=True)
        self._add(strip)

    def _paper(self, height: int) -> Colour:
        return np.full((height, self._inner + 2 * self._margin, 3), 255, np.uint8)

    def _add(self, strip: Colour) -> None:
        self._strips.append(strip)
        self._top += strip.shape[0]


def _sample(strip: Colour, sample: Style | Colour, left: int, size: int) -> None:
    """The sample of a key: a piece of the line, or of the shade."""
    wide, high = round(3.4 * size), round(0.9 * size)
    top = (height_of(size) - high) // 2
    if isinstance(sample, Style):
        right, bottom = left + wide, top + high
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
        outline(strip, corners, sample, max(size / 6, 2.0))
        return
    strip[top : top + high, left : left + wide] = cv2.resize(sample, (wide, high), interpolation=cv2.INTER_NEAREST)
    cv2.rectangle(strip, (left, top), (left + wide, top + high), (0, 0, 0), 1)

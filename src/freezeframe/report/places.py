"""Places of a picture that are pointed at: what they are called, and which of them are pointed at together.

The terminal, the page and the exhibits count with the same function, so that none says two where another says one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.report import values
from freezeframe.trace.result import Alteration

Polygon = NDArray[np.float64]

SAID: Mapping[str, str] = {
    "added": "added",
    "blurred": "blurred",
    "retouched": "changed",
    "lit": "lighter or darker than in the source",
    "border": "a border around the picture",
    "page": "the page around the picture",
    "cut_away": "cut away",
    "covered": "covered by what was added, or cut away before",
    "over": "covered by what was added",
}
"""Every kind of place in words, in the order in which kinds are told."""
WRITTEN = frozenset({"added", "border", "page"})
"""Kinds whose text came with them; text in any other place may be the frame's own."""
CUT = frozenset({"cut_away", "covered", "over"})
"""Kinds of places in the frame: what the published picture does not show of it."""
ADDED = frozenset(SAID) - CUT
"""Kinds of places in the published picture: what was added to it or changed in it."""
_NEIGHBOURS = 0.012
"""Share of the long side within which places are pointed at together."""
_COUNTED_ON = 800
"""Pixels of the long side on which it is looked at which places are neighbours, whatever the picture's own size."""
_DECIMALS = 3
"""Of a pixel, as in ``trace --json``: whoever counts by that counts the same."""


def kind_of(kind: str, told: Mapping[str, float]) -> str:
    """What an alteration is called by: its kind, or what its values, as ``told``, make of that."""
    if kind == "added" and told.get("blurred"):
        return "blurred"
    if kind == "cut_away" and told.get("covered"):
        return "over" if told.get("sure") else "covered"
    return "lit" if kind == "tone" and "share" in told else kind


@dataclass(frozen=True)
class Line:
    """A line of text in a picture."""

    text: str
    polygon: Polygon
    """Four corners."""
    partly: bool
    """The published picture shows a part of it."""

    @classmethod
    def from_json(cls, told: object) -> Line:
        """As it stands in a recipe.

        Raises:
            ValueError: it is none.
        """
        one = values.record(told, "a line", ("text", "polygon", "partly"))
        polygon = values.points(one["polygon"], "a line's polygon", 3)
        return cls(values.text(one["text"], "a line's text"), polygon, values.truth(one["partly"], "a line's partly"))


@dataclass(frozen=True)
class Place:
    """A part of a picture that is pointed at, with the text read there."""

    kind: str
    """A key of SAID."""
    polygon: Polygon
    """Outline, shape (n, 2), even-odd, in pixels of the still or of the frame."""
    text: str
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, one: Alteration) -> Place:
        """An alteration."""
        lines = tuple(Line(line.text, line.polygon, line.visible > 0) for line in one.lines)
        return cls(kind_of(one.kind, one.values), one.polygon, one.text, lines)

    def to_json(self) -> dict[str, Any]:
        """For a recipe."""
        lines = [{"text": one.text, "polygon": one.polygon.tolist(), "partly": one.partly} for one in self.lines]
        return {"kind": self.kind, "polygon": self.polygon.tolist(), "text": self.text, "lines": lines}

    @classmethod
    def from_json(cls, told: object) -> Place:
        """The inverse of ``to_json``.

        Raises:
            ValueError: it is none.
        """
        one = values.record(told, "a place", ("kind", "polygon", "text", "lines"))
        kind = values.text(one["kind"], "a place's kind")
        if kind not in SAID:
            raise ValueError(f"a place's kind should be one of {', '.join(SAID)}")
        lines = tuple(Line.from_json(line) for line in values.listed(one["lines"], "a place's lines"))
        polygon = values.points(one["polygon"], "a place's polygon", 0)
        return cls(kind, polygon, values.text(one["text"], "a place's text"), lines)

    @property
    def mask(self) -> bool:
        """Whether it has an area to be pointed at."""
        return len(self.polygon) >= 3


def together(places: Sequence[tuple[str, Polygon]], size: tuple[int, int]) -> list[list[int]]:
    """Kinds and outlines of places as groups of indices: places of one kind that are as near as a caption's letters.

    Outlines are in pixels of a picture of ``size`` (width, height). Places of two kinds are never one.
    """
    groups: list[list[int]] = []
    for kind in dict.fromkeys(kind for kind, _ in places):
        mine = [n for n, (other, _) in enumerate(places) if other == kind]
        labels = _labels([places[n][1] for n in mine], size)
        groups += [[n for n, label in zip(mine, labels, strict=True) if label == one] for one in dict.fromkeys(labels)]
    return groups


def _labels(polygons: Sequence[Polygon], size: tuple[int, int]) -> list[int]:
    """A number for each polygon; neighbours have the same one."""
    scale = _COUNTED_ON / max(size)
    wide, high = (max(round(side * scale), 1) for side in size)
    small = [
        np.rint(np.clip((polygon.reshape(-1, 2).round(_DECIMALS) + 0.5) * scale - 0.5, 0, (wide - 1, high - 1))).astype(
            np.int32
        )
        for polygon in polygons
    ]
    drawn = np.zeros((high, wide), np.uint8)
    for polygon in (one for one in small if len(one)):
        # An outline covers a pixel at least, however small the place; each place is in one piece by its seams.
        cv2.fillPoly(drawn, [polygon], 1)
    reach = 2 * round(_NEIGHBOURS * _COUNTED_ON) + 1
    _, labels = cv2.connectedComponents(cv2.dilate(drawn, np.ones((reach, reach), np.uint8)))
    # A place without an outline is one of its own.
    return [int(labels[one[0, 1], one[0, 0]]) if len(one) else -n for n, one in enumerate(small, 1)]

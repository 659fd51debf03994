"""What would have been caught: the share of stills found in the benchmark, by edit and size of the still."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

EDITS = {
    "resave": "saved again",
    "resave2": "saved twice",
    "small": "shrunk",
    "crop50": "half cut away",
    "crop25": "three quarters cut away",
    "crop12": "seven eighths cut away",
    "mirror": "mirrored",
    "rotate": "turned a little",
    "grey": "grey",
    "grey_contrast": "grey, other contrast",
    "tint": "tinted",
    "marks": "drawn on",
    "screen": "photographed off a screen",
    "page": "inside a page",
    "blur": "blurred",
    "ministry": "grey, cut, enlarged, drawn on",
    "ministry360": "grey, cut, enlarged, drawn on, shrunk",
    "collage": "in a collage",
}
"""The benchmark's edits in words; pairs are named with a plus."""


@dataclass(frozen=True)
class Caught:
    """How often stills whose video was in the archive were found, and what that rests on."""

    recall: dict[str, float | None]
    """Share found for each edit; None where too few stills were measured."""
    any_size: tuple[str, ...]
    """Edits of which too few stills of this size were measured: their share is that of stills of all sizes."""
    size: str
    """The class of size, by the long side in pixels."""
    seed: int
    corpus: str
    """The footage that the stills were taken from."""
    keyframes: int
    """Keyframes in the archive that was searched."""
    hours: float
    """Hours of video in it."""
    stills: int
    """Stills that each share rests on, at least."""

    def measured(self) -> dict[str, Any]:
        """What it rests on, as in the JSON."""
        return {name: value for name, value in self.__dict__.items() if name != "recall"} | {
            "any_size": list(self.any_size)
        }


def would_have_been_caught(width: int, height: int) -> Caught | None:
    """What was measured for stills of this size in pixels; None where the package holds no measurement."""
    table = _table()
    if not table:
        return None
    long_side = max(width, height)
    size = next((name for name, r in table["sizes"].items() if r["from"] <= long_side < r["below"]), "any")
    used = {edit: _cell(cells, size) for edit, cells in table["recall"].items()}
    return Caught(
        recall={edit: cell["recall"] for edit, (_, cell) in used.items()},
        any_size=tuple(edit for edit, (of, cell) in used.items() if of == "any" and cell["recall"] is not None),
        size=size,
        seed=table["seed"],
        corpus=table["corpus"],
        keyframes=table["keyframes"],
        hours=table["hours"],
        stills=min((cell["stills"] for _, cell in used.values() if cell["recall"] is not None), default=0),
    )


def _cell(cells: dict[str, Any], size: str) -> tuple[str, dict[str, Any]]:
    """The cell of this size, or of all sizes where too few of it were measured, with the name of that size."""
    cell = cells.get(size)
    return (size, cell) if cell and cell["recall"] is not None else ("any", cells["any"])


@cache
def _table() -> dict[str, Any]:
    stored = resources.files("freezeframe").joinpath("data/recall.json")
    loaded: dict[str, Any] = json.loads(stored.read_text(encoding="utf-8")) if stored.is_file() else {}
    return loaded

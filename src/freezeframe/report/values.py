"""Values of a recipe, each checked as it is read: a recipe is a file, and anybody may have written it.

Every function raises a ValueError of one line that names the value and says what it should be.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FAR = 1e6
"""Pixels from its picture's corner over which a point is no part of it: none is that far."""
_LONGEST = 10_000
"""Characters of a text."""
_MOST = 100_000
"""Items of a list."""


def record(value: object, name: str, needed: Collection[str], may: Collection[str] = ()) -> Mapping[str, Any]:
    """An object with these names and no others, but those that it ``may`` have."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} should be an object")
    for one in needed:
        if one not in value:
            raise ValueError(f"{name} lacks {one!r}")
    for one in value:
        if one not in needed and one not in may:
            raise ValueError(f"{name} has {one!r}, which is not known")
    return value


def listed(value: object, name: str, least: int = 0) -> list[Any]:
    """A list of at least so many items."""
    if not isinstance(value, list | tuple) or not least <= len(value) <= _MOST:
        raise ValueError(f"{name} should be a list of {least} to {_MOST} items")
    return list(value)


def whole(value: object, name: str, least: int, most: int) -> int:
    """A whole number in a range, both ends included."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"{name} should be a whole number from {least} to {most}")
    return value


def number(value: object, name: str, least: float, most: float) -> float:
    """A finite number in a range, both ends included."""
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    # A whole number too large for a float is compared all the same.
    if not fits or not least <= value <= most or not math.isfinite(value):  # type: ignore[operator, arg-type]
        raise ValueError(f"{name} should be a number from {least:g} to {most:g}")
    return float(value)  # type: ignore[arg-type]


def truth(value: object, name: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{name} should be true or false")
    return value


def text(value: object, name: str) -> str:
    """A text that is not too long."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError(f"{name} should be a text of at most {_LONGEST} characters")
    return value


def points(value: object, name: str, least: int) -> NDArray[np.float64]:
    """At least so many points of a picture, shape (n, 2)."""
    pairs = [listed(one, f"a point of {name}", 2) for one in listed(value, name, least)]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError(f"{name} should be points of two numbers each")
    told = [[number(x, f"a coordinate of {name}", -_FAR, _FAR) for x in pair] for pair in pairs]
    return np.array(told, np.float64).reshape(-1, 2)


def matrix(value: object, name: str) -> NDArray[np.float64]:
    """A matrix of 3 x 3 that can be inverted."""
    rows = [listed(row, f"a row of {name}") for row in listed(value, name)]
    if [len(row) for row in rows] != [3, 3, 3]:
        raise ValueError(f"{name} should be 3 rows of 3 numbers")
    told = np.array([[number(x, f"a number of {name}", -1e12, 1e12) for x in row] for row in rows], np.float64)
    # Scaled to one, for the size of a homography says nothing.
    if np.linalg.cond(told / max(float(np.abs(told).max()), 1e-300)) > 1e15:
        raise ValueError(f"{name} cannot be inverted")
    return told

"""What would have been caught: the share of stills found in the benchmark, by edit and size of the still."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any


def would_have_been_caught(width: int, height: int) -> dict[str, float | None]:
    """Measured share found for each edit, for stills of this size in pixels.

    Where too few stills of the size were measured, the share over all sizes; None where these were too few as well.
    """
    table = _table()
    long_side = max(width, height)
    size = next((name for name, r in table.get("sizes", {}).items() if r["from"] <= long_side < r["below"]), "any")
    found: dict[str, float | None] = {}
    for edit, cells in table.get("recall", {}).items():
        measured = cells.get(size, {}).get("recall")
        found[str(edit)] = cells["any"]["recall"] if measured is None else measured
    return found


@cache
def _table() -> dict[str, Any]:
    stored = resources.files("freezeframe").joinpath("data/recall.json")
    loaded: dict[str, Any] = json.loads(stored.read_text(encoding="utf-8")) if stored.is_file() else {}
    return loaded

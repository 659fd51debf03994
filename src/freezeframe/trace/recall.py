"""What would have been caught: the share of stills found in the benchmark, by edit and size of the still."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any


def would_have_been_caught(width: int, height: int) -> dict[str, float | None]:
    """Measured share found for each edit, for stills of this size in pixels; None where too few were measured."""
    table = _table()
    long_side = max(width, height)
    return {
        str(edit): next((row["recall"] for row in rows if row["from"] <= long_side < row["below"]), None)
        for edit, rows in table.get("edits", {}).items()
    }


@cache
def _table() -> dict[str, Any]:
    stored = resources.files("freezeframe").joinpath("data/recall.json")
    loaded: dict[str, Any] = json.loads(stored.read_text(encoding="utf-8")) if stored.is_file() else {}
    return loaded

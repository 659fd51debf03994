"""Makes `data/map/countries.zst`: the outlines of countries, small enough to be shipped, for the map of a report.

`python -m bench.land countries-50m.json` takes the file of that name in the npm package world-atlas 2.0.2, a TopoJSON
edition of Natural Earth 4.1 (public domain) at 1:50 million, and simplifies each line by Douglas and Peucker.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import zstandard

OUT = Path(__file__).parent.parent / "src" / "freezeframe" / "data" / "map" / "countries.zst"
_TOLERANCE = 0.02
"""Degrees that a line may be off by."""
_GRID = 100
"""Steps a degree."""
Line = list[tuple[float, float]]


def main() -> None:
    """Read, simplify, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topology", type=Path)
    topology = json.loads(parser.parse_args().topology.read_text("utf-8"))
    lines = [simplified(line) for line in _lines(topology)]
    countries = topology["objects"]["countries"]["geometries"]
    used = Counter(abs_index for one in countries for ring in _rings(one) for abs_index in map(_forward, ring))
    document = {
        "lines": [_steps(line) for line in lines],
        "borders": sorted(index for index, times in used.items() if times > 1),
        "countries": [{"name": one["properties"]["name"], "rings": list(_rings(one))} for one in countries],
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_bytes(zstandard.ZstdCompressor(19).compress(text))
    print(f"{len(lines)} lines, {sum(map(len, lines))} points, {len(text)} bytes, {OUT.stat().st_size} packed")


def simplified(line: Line) -> Line:
    """The line with as few of its points as keep it within the tolerance of all of them."""
    points = np.array(line, np.float64)
    keep = np.zeros(len(points), bool)
    keep[[0, -1]] = True
    left = [(0, len(points) - 1)]
    while left:
        begin, end = left.pop()
        if end - begin < 2:
            continue
        off = _distances(points[begin : end + 1])
        worst = int(np.argmax(off))
        if off[worst] > _TOLERANCE:
            keep[begin + worst] = True
            left += [(begin, begin + worst), (begin + worst, end)]
    return [(float(x), float(y)) for x, y in points[keep]]


def _distances(points: Any) -> Any:  # noqa: ANN401 - arrays
    """Of each point from the line between the first and the last; from the first where the two are one."""
    along = points[-1] - points[0]
    length = float(np.hypot(*along))
    offset = points - points[0]
    if length == 0:
        return np.hypot(offset[:, 0], offset[:, 1])
    return np.abs(offset[:, 0] * along[1] - offset[:, 1] * along[0]) / length


def _lines(topology: dict[str, Any]) -> Iterator[Line]:
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        steps = np.cumsum(np.array(arc, np.int64), axis=0)
        yield [(float(x) * scale[0] + shift[0], float(y) * scale[1] + shift[1]) for x, y in steps]


def _steps(line: Line) -> list[int]:
    """East and north of each point on the grid, each the step from the one before, one after the other."""
    grid = np.round(np.array(line) * _GRID).astype(int)
    return [int(n) for n in np.diff(grid, axis=0, prepend=np.zeros((1, 2), int)).ravel()]


def _rings(geometry: dict[str, Any]) -> Iterator[Sequence[int]]:
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in parts:
        yield from polygon


def _forward(index: int) -> int:
    """The number of a line that may be walked backwards (TopoJSON writes ~n)."""
    return index if index >= 0 else ~index


if __name__ == "__main__":
    main()

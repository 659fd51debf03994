"""Putative matches between the features of two pictures: mutual nearest neighbours, thinned to distinct cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.describe import QUANTUM


def mutual_nearest(
    a: NDArray[np.int8], b: NDArray[np.int8], farthest: float = 0.85
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """Pairs of rows that are each other's nearest, as (rows of a, rows of b, distances), nearest first.

    Distances are Euclidean in units of RootSIFT (two unrelated features lie about 1 apart).
    """
    if not len(a) or not len(b):
        none = np.zeros(0, np.intp)
        return none, none, np.zeros(0, np.float32)
    x, y = a.astype(np.float32), b.astype(np.float32)
    # |x - y|^2 in one product; whole numbers this small are exact in float32.
    one = np.float32(1)
    left = np.column_stack([-2 * x, (x * x).sum(1), np.full(len(x), one)])
    squares = left @ np.column_stack([y, np.full(len(y), one), (y * y).sum(1)]).T
    forward, backward = squares.argmin(1), squares.argmin(0)
    rows = np.flatnonzero(backward[forward] == np.arange(len(x)))
    distances = np.sqrt(np.maximum(squares[rows, forward[rows]], 0.0)) / np.float32(QUANTUM)
    order = np.argsort(distances, kind="stable")
    order = order[distances[order] <= farthest]
    return rows[order], forward[rows[order]], distances[order]


def one_a_cell(first: NDArray[np.float32], second: NDArray[np.float32], cells: tuple[float, float]) -> NDArray[np.intp]:
    """Of matches given in order of preference, those to keep: no two in one cell of either picture.

    ``first`` and ``second`` are the two positions of each match, shape (n, 2); ``cells`` the side of a cell in pixels
    of each picture. Repeated features (a letter, two orientations of one corner) are no independent evidence. Returns
    indices, ascending.
    """
    keep = np.arange(len(first))
    for points, cell in ((first, cells[0]), (second, cells[1])):
        columns = np.floor(points[keep] / cell).astype(np.int64)
        _, leading = np.unique(columns[:, 0] * 1_000_003 + columns[:, 1], return_index=True)
        keep = keep[np.sort(leading)]
    return keep

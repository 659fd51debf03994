"""The same footage held twice, and footage that only looks the same: measured on small frames, never by file name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.footage import Video

TWIN_LOOK = 0.90
"""Mean correlation of the small frames of two twins at the best offset in time."""
TWIN_CHANGE = 0.90
"""Mean correlation of what changes in them: each small frame less the mean frame of the span that both share."""
STILL_CHANGE = 0.3
"""Grey levels; where both change less than this (a still picture), the frames themselves decide:"""
STILL_LEVELS = 3.0
"""no pixel of the small frames may then differ by this many grey levels."""
SIBLING_LOOK = 0.80
"""Mean correlation from which two videos that are no twins look like the same scene."""
MIN_OVERLAP = 5
"""Samples that two videos must share; or half of the shorter one, if that is more (or all of it, if it is shorter)."""

Array = NDArray[np.float32]


def twin_groups(videos: Sequence[Video]) -> list[int]:
    """A group number for each video: the same number for footage held more than once."""
    group = list(range(len(videos)))
    for i, first in enumerate(videos):
        for j in range(i):
            if group[i] != group[j] and are_twins(first.thumbs, videos[j].thumbs):
                old = group[i]
                group = [group[j] if g == old else g for g in group]
    return group


def sibling_pairs(videos: Sequence[Video], groups: Sequence[int]) -> set[tuple[int, int]]:
    """Pairs (i, j), both ways round, that look like the same scene and are no twins."""
    means = [_standardised(video.thumbs.mean(axis=0, keepdims=True)) for video in videos]
    alike = np.concatenate(means) @ np.concatenate(means).T
    count = range(len(videos))
    return {(i, j) for i in count for j in count if groups[i] != groups[j] and alike[i, j] >= SIBLING_LOOK}


def are_twins(first: Array, second: Array) -> bool:
    """Whether two rows of small frames [n, d] and [m, d] are the same footage at some offset in time."""
    looks = _standardised(first) @ _standardised(second).T
    for offset in _offsets(looks):
        if float(np.diagonal(looks, offset).mean()) < TWIN_LOOK:
            continue
        shared = _overlap(first, second, offset)
        change = [rows - rows.mean(axis=0) for rows in shared]
        if max(float(rows.std()) for rows in change) < STILL_CHANGE:
            twins = float(np.abs(shared[0] - shared[1]).max()) < STILL_LEVELS
        else:
            twins = float((_normalised(change[0]) * _normalised(change[1])).sum(axis=1).mean()) >= TWIN_CHANGE
        if twins:
            return True
    return False


def _overlap(first: Array, second: Array, offset: int) -> tuple[Array, Array]:
    """The rows of both that meet when the second runs `offset` samples ahead."""
    start_first, start_second = max(0, -offset), max(0, offset)
    count = min(len(first) - start_first, len(second) - start_second)
    return first[start_first : start_first + count], second[start_second : start_second + count]


def _offsets(matrix: Array) -> list[int]:
    """The diagonals of [n, m] that are long enough to judge by."""
    n, m = matrix.shape
    shorter = min(n, m)
    need = min(shorter, max(MIN_OVERLAP, shorter // 2))
    return [k for k in range(-n + 1, m) if min(n, m, n + k, m - k) >= need]


def _standardised(rows: Array) -> Array:
    return _normalised(rows - rows.mean(axis=1, keepdims=True))


def _normalised(rows: Array) -> Array:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6), dtype=np.float32)

"""Scoring: one answer of `trace --json` against one truth, and proportions with their intervals. No files, no runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.geometry import Points, area, inverse, map_points
from bench.tool import Answer
from bench.truth import Still, Truth

SPARE_FRAMES = 2
"""A declared interval may be this many frames longer than the frames that look alike."""
PANEL_OVERLAP = 0.3
"""A match belongs to a collage's panel when their regions share this much (intersection over union)."""


@dataclass(frozen=True)
class Proportion:
    """So many of so many."""

    hits: int
    trials: int

    @property
    def share(self) -> float:
        """0 to 1; NaN without trials."""
        return self.hits / self.trials if self.trials else math.nan

    def wilson(self, z: float = 1.959964) -> tuple[float, float]:
        """The Wilson score interval (Wilson 1927), 95 % unless told otherwise; (0, 1) without trials."""
        n = self.trials
        if n == 0:
            return 0.0, 1.0
        middle = (self.share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(self.share * (1 - self.share) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Score:
    """How one picture (one panel of a collage) was answered."""

    file: str
    edit: str
    video: str
    content: tuple[str, ...]
    moving: bool
    """Truth.is_moving."""
    longest_side: int
    """Pixels of the still."""
    outcome: str
    """The answer's outcome, or 'missing' when there was none."""
    right: bool
    """The best match is the true video, a twin, or another file that holds the very frame (marked `shared`)."""
    wrong: bool
    """The best match is something else."""
    true_listed: bool
    """The true file itself is among the matches."""
    in_interval: bool
    """The true frame lies in a declared interval of the true file's match."""
    exact: bool
    """The match of the true file names the true frame."""
    off_by: int | None
    """Frames from the true one to the one named, in the true file's match."""
    declared: int | None
    """Frames in the declared intervals of the true file's match."""
    alike: int | None
    """Frames of the video that look like the true one."""
    alike_on_average: int | None
    log10_nfa: float | None
    """Of the best match."""
    corner_error: float | None
    """The largest error of `still_to_frame` over the region's corners, as a share of the frame's diagonal."""
    mirror_right: bool | None
    """`mirrored` of the true file's match is what was done."""
    lead: bool
    """Not matched, but the true video or a twin is among the leads."""
    elapsed_ms: float | None
    wall_ms: float

    @property
    def short_enough(self) -> bool:
        """The true frame is inside and the intervals are at most SPARE_FRAMES longer than what looks alike."""
        if self.declared is None or self.alike is None:
            return False
        return self.in_interval and self.declared <= self.alike + SPARE_FRAMES

    @property
    def short_on_average(self) -> bool:
        """The same by the looser reading of looking alike."""
        if self.declared is None or self.alike_on_average is None:
            return False
        return self.in_interval and self.declared <= self.alike_on_average + SPARE_FRAMES


def score(still: Still, truth: Truth, answer: Answer | None, wall_ms: float, twins: Mapping[str, int]) -> Score:
    """One answer against one truth; `twins` gives the group of every archived SHA-256."""
    matches = _matches_of_panel(answer, truth, len(still.truths))
    best = matches[0] if matches else None
    right = best is not None and (twins.get(best["sha256"]) == truth.group or bool(best.get("shared")))
    true = next((match for match in matches if match["sha256"] == truth.sha256), None)
    leads = [] if answer is None else answer.get("leads", [])
    return Score(
        file=still.file,
        edit=still.edit,
        video=truth.video,
        content=truth.content,
        moving=truth.is_moving,
        longest_side=max(still.width, still.height),
        outcome="missing" if answer is None else str(answer["outcome"]),
        right=right,
        wrong=best is not None and not right,
        true_listed=true is not None,
        in_interval=true is not None and _inside(truth.frame_index, true["frame_intervals"]),
        exact=true is not None and true["frame_index"] == truth.frame_index,
        off_by=None if true is None else int(true["frame_index"]) - truth.frame_index,
        declared=None if true is None else sum(last - first + 1 for first, last in true["frame_intervals"]),
        alike=truth.alike,
        alike_on_average=truth.alike_on_average,
        log10_nfa=None if best is None else float(best["log10_nfa"]),
        corner_error=None if true is None else corner_error(true, truth),
        mirror_right=None if true is None else bool(true["mirrored"]) == truth.mirrored,
        lead=not right and any(twins.get(lead.get("sha256", "")) == truth.group for lead in leads),
        elapsed_ms=None if answer is None else float(answer["elapsed_ms"]),
        wall_ms=wall_ms,
    )


def corner_error(match: Mapping[str, Any], truth: Truth) -> float:
    """The largest distance between where the answer and the truth put the region's corners, over the diagonal."""
    corners = np.array(truth.region)
    true = map_points(inverse(np.array(truth.frame_to_still)), corners)
    said = map_points(np.array(match["still_to_frame"], dtype=np.float64), corners)
    return float(np.linalg.norm(said - true, axis=1).max() / math.hypot(*truth.frame_size))


def _matches_of_panel(answer: Answer | None, truth: Truth, panels: int) -> list[dict[str, Any]]:
    """The matches of a still, best first; of a collage only those whose region lies on the truth's panel."""
    matches: list[dict[str, Any]] = [] if answer is None else list(answer.get("matches", []))
    if panels < 2:
        return matches
    return [match for match in matches if overlap(np.array(match["region"]), np.array(truth.region)) >= PANEL_OVERLAP]


def overlap(first: Points, second: Points) -> float:
    """Intersection over union of two convex polygons [n, 2]."""
    shared = cv2.intersectConvexConvex(first.astype(np.float32), second.astype(np.float32))[0]
    union = area(first.astype(np.float64)) + area(second) - shared
    return float(shared / union) if union > 0 else 0.0


def _inside(index: int, intervals: Sequence[Sequence[int]]) -> bool:
    return any(first <= index <= last for first, last in intervals)


@dataclass(frozen=True)
class Slice:
    """What the scores of one slice add up to."""

    name: str
    right: Proportion
    wrong: Proportion
    in_interval: Proportion
    """Of all stills, found or not."""
    exact: Proportion
    short_enough: Proportion
    """Of those whose true frame is inside."""
    short_on_average: Proportion
    moving_in_interval: Proportion
    """Of the stills where the camera or something seen moves."""
    declared_median: float | None
    alike_median: float | None
    elapsed_p50: float | None
    elapsed_p95: float | None


def summarise(name: str, scores: Sequence[Score]) -> Slice:
    """One slice of scores."""
    inside = [s for s in scores if s.in_interval]
    moving = [s for s in scores if s.moving]
    elapsed = [s.elapsed_ms for s in scores if s.elapsed_ms is not None]
    return Slice(
        name=name,
        right=count(scores, lambda s: s.right),
        wrong=count(scores, lambda s: s.wrong),
        in_interval=count(scores, lambda s: s.in_interval),
        exact=count(scores, lambda s: s.exact),
        short_enough=count(inside, lambda s: s.short_enough),
        short_on_average=count(inside, lambda s: s.short_on_average),
        moving_in_interval=count(moving, lambda s: s.in_interval),
        declared_median=quantile([s.declared for s in inside], 0.5),
        alike_median=quantile([s.alike for s in inside], 0.5),
        elapsed_p50=quantile(elapsed, 0.5),
        elapsed_p95=quantile(elapsed, 0.95),
    )


def by(scores: Iterable[Score], key: Callable[[Score], Sequence[str]]) -> dict[str, list[Score]]:
    """Scores by every name that `key` gives them, in order of first appearance."""
    slices: dict[str, list[Score]] = {}
    for one in scores:
        for name in key(one):
            slices.setdefault(name, []).append(one)
    return slices


def count(scores: Sequence[Score], hit: Callable[[Score], bool]) -> Proportion:
    """How many scores hit."""
    return Proportion(sum(hit(one) for one in scores), len(scores))


def quantile(values: Iterable[float | None], q: float) -> float | None:
    """The q-quantile of the values that are there; None without any."""
    there = [value for value in values if value is not None]
    return float(np.quantile(there, q)) if there else None


def spread(
    values: Iterable[float | None], figure: Callable[[NDArray[np.float64]], float], draws: int = 1000
) -> tuple[float, float, float] | None:
    """A figure of the values that are there and its 95 % interval by the bootstrap (Efron 1979); None without any.

    Drawn from a seed of its own, so the same values give the same interval. Too narrow for a high quantile of few.
    """
    there = np.array([value for value in values if value is not None], np.float64)
    if not len(there):
        return None
    rng = np.random.default_rng(len(there))
    drawn = [figure(there[rng.integers(0, len(there), len(there))]) for _ in range(draws)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(figure(there)), float(low), float(high)

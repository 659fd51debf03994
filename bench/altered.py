"""Scoring of alterations: what `trace --json` says was done to a frame against what was done. No files, no runs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.geometry import Matrix, Points, clip, inverse, map_points, outline
from bench.labels import Toned, false_area, label_score, said_mask, truth, whole_kinds
from bench.tool import Answer
from bench.touches import Mask


@dataclass(frozen=True)
class Done:
    """What was done to one frame."""

    file: str
    name: str
    """The edit's or recipe's name."""
    kind: str
    """clean, drawn, changed or around: see bench.touched; geometry: only where things are is scored."""
    video: str
    sha256: str
    group: int
    frame_index: int
    frame_size: tuple[int, int]
    size: tuple[int, int]
    """(width, height) of the still."""
    frame_to_still: Matrix
    region: Points
    visible_fraction: float
    mirrored: bool
    grey: bool | None
    """Whether colour that the frame has was taken away; None where the frame has hardly any."""
    toned: Toned
    bars: bool = False
    """The frame has flat bars along two of its edges."""
    mask: Mask | None = None
    """[H, W]: what was drawn or changed."""
    outside: Mask | None = None
    """[H, W]: what lies outside the picture."""


@dataclass(frozen=True)
class Scored:
    """How one still was answered.

    Where the true video was not matched, errors of place and size are None, and what can be right or wrong is wrong.
    """

    file: str
    name: str
    kind: str
    video: str
    found: bool
    """The true video is among the matches; the rest is of that match."""
    frame_off: int | None
    """Frames from the true one to the one named."""
    corner: float | None
    """The largest error of the crop's corners, % of the frame's width."""
    geometry: float | None
    """The largest error of `still_to_frame` over the true region's corners, % of the frame's width."""
    visible: float | None
    """Error of the visible fraction, points."""
    mirror_right: bool
    grey_right: bool | None
    tint_right: bool | None
    tone_right: bool | None
    factor: float | None
    """Error of the enlargement, %."""
    precision: float | None
    recall: float | None
    f1: float | None
    iou: float | None
    false_area: float | None
    """Of clean edits: % of the picture that is said to be added or changed; see `bench.labels.false_area`."""
    label_right: bool | None
    """What was done to a place is called by its name."""
    count_right: bool | None
    stray: int | None
    """Things told that lie mostly where nothing was done."""
    wrong: tuple[str, ...]
    """Kinds told that were not done."""
    bars: bool
    strip: bool
    """Something was set along one side of the picture: whether over it or beside it, the still does not tell."""
    kinds: tuple[str, ...]
    """Kinds of alteration that were told."""
    elapsed_ms: float | None


def scored(done: Done, answer: Answer | None, twins: Mapping[str, int]) -> Scored:
    """One answer against what was done; `twins` gives the group of every archived SHA-256."""
    matches = [] if answer is None else answer.get("matches", [])
    of_video = [match for match in matches if twins.get(match["sha256"]) == done.group]
    match = next((m for m in of_video if m["sha256"] == done.sha256), None)
    elapsed = None if answer is None else float(answer["elapsed_ms"])
    if match is None:
        return _missed(done, elapsed)
    did = truth(done.name, done.toned, done.visible_fraction)
    true = _true_mask(done)
    precision, recall, f1, iou = _masks(done, match, true)
    labels = label_score(did, true, match)
    whole = whole_kinds(match)
    return Scored(
        file=done.file,
        name=done.name,
        kind=done.kind,
        video=done.video,
        found=True,
        frame_off=int(match["frame_index"]) - done.frame_index,
        corner=corner_error(match["crop"], done),
        geometry=geometry_error(match["still_to_frame"], done),
        visible=100 * abs(float(match["visible_fraction"]) - done.visible_fraction),
        mirror_right=bool(match["mirrored"]) == done.mirrored,
        grey_right=None if done.grey is None else bool(match["grey"]) == done.grey,
        tint_right=None if done.toned.tint is None else ("tint" in whole) == done.toned.tint,
        tone_right=None if done.toned.tone is None else ("tone" in whole) == done.toned.tone,
        factor=factor_error(match["still_to_frame"], done),
        precision=precision,
        recall=recall,
        f1=f1,
        iou=iou,
        false_area=false_area(did, match, done.size) if done.kind == "clean" else None,
        label_right=labels.label_right,
        count_right=labels.count_right,
        stray=labels.stray,
        wrong=labels.wrong,
        bars=done.bars,
        strip=has_strip(done),
        kinds=tuple(sorted({one["kind"] for one in match["alterations"]})),
        elapsed_ms=elapsed,
    )


def _missed(done: Done, elapsed: float | None) -> Scored:
    """Nothing was told: overlaps are 0 and labels wrong where there was something to tell."""
    nothing = dict.fromkeys("frame_off corner geometry visible factor false_area stray".split())
    true = _true_mask(done)
    zero = None if true is None else 0.0
    single = truth(done.name, done.toned, done.visible_fraction).things
    return Scored(
        file=done.file,
        name=done.name,
        kind=done.kind,
        video=done.video,
        found=False,
        **nothing,
        mirror_right=False,
        grey_right=None if done.grey is None else False,
        tint_right=None if done.toned.tint is None else False,
        tone_right=None if done.toned.tone is None else False,
        **dict.fromkeys("precision recall f1 iou".split(), zero),
        label_right=None if true is None else False,
        count_right=None if true is None or single is None else False,
        wrong=(),
        bars=done.bars,
        strip=has_strip(done),
        kinds=(),
        elapsed_ms=elapsed,
    )


def has_strip(done: Done) -> bool:
    """Whether the picture fills the still across, and not down, or the other way round."""
    low, high = done.region.min(axis=0), done.region.max(axis=0)
    gaps = np.concatenate([low + 0.5, np.array(done.size) - 0.5 - high]) >= 2
    return int(gaps.sum()) == 1 and len(done.region) == 4


def true_crop(done: Done) -> Points:
    """[n, 2]: the part of the frame that the still shows, in frame pixels."""
    return clip(map_points(inverse(done.frame_to_still), done.region), *done.frame_size)


def corner_error(crop: Sequence[Sequence[float]], done: Done) -> float:
    """The largest distance of the crop's corners from the true ones, % of the frame's width.

    The order of the corners does not matter. A true shape with more or fewer than four is scored by its upright box.
    """
    said, true = np.array(crop, np.float64), true_crop(done)
    if len(true) != 4:
        said, true = _box(said), _box(true)
    orders = [np.roll(points, shift, axis=0) for points in (said, said[::-1]) for shift in range(4)]
    worst = min(float(np.linalg.norm(order - true, axis=1).max()) for order in orders)
    return 100 * worst / done.frame_size[0]


def geometry_error(still_to_frame: Sequence[Sequence[float]], done: Done) -> float:
    """The largest error over the true region's corners, % of the frame's width."""
    true = map_points(inverse(done.frame_to_still), done.region)
    said = map_points(np.array(still_to_frame, np.float64), done.region)
    return 100 * float(np.linalg.norm(said - true, axis=1).max()) / done.frame_size[0]


def factor_error(still_to_frame: Sequence[Sequence[float]], done: Done) -> float:
    """Error of the enlargement in the middle of the region, %."""
    middle = done.region.mean(axis=0)
    said = _enlargement(np.array(still_to_frame, np.float64), middle)
    return 100 * abs(said / _enlargement(inverse(done.frame_to_still), middle) - 1)


def _enlargement(still_to_frame: Matrix, place: Points) -> float:
    a, b, c = map_points(still_to_frame, place + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    return math.sqrt(abs(float(np.linalg.det(np.stack([b - a, c - a])))))


def _true_mask(done: Done) -> Mask | None:
    """[H, W]: the pixels that were changed; None where none were, or it is not known which."""
    if done.mask is None or done.outside is None or done.kind == "clean":
        return None
    true = done.mask | done.outside if done.kind == "around" else done.mask
    return true if true.any() else None


def _masks(
    done: Done, match: Mapping[str, Any], true: Mask | None
) -> tuple[float | None, float | None, float | None, float | None]:
    """Precision, recall, F1 and intersection over union of the pixels, where there is something to be found."""
    if true is None:
        return None, None, None, None
    said = said_mask(match, done.size)
    if done.kind != "around" and done.outside is not None:
        said &= ~done.outside
    return overlap(said, true)


def overlap(said: Mask, true: Mask) -> tuple[float, float, float, float]:
    """Precision, recall, F1 and intersection over union of two masks, the true one not empty."""
    both, either = float((said & true).sum()), float((said | true).sum())
    precision = both / float(said.sum()) if said.any() else 0.0
    return precision, both / float(true.sum()), 2 * both / float(said.sum() + true.sum()), both / either


def _box(points: Points) -> Points:
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return np.asarray(outline(right - left, bottom - top) + np.array([left + 0.5, top + 0.5]), np.float64)


def edits_between(said: str, true: str) -> int:
    """The least number of letters to insert, delete or change (Levenshtein 1966)."""
    row = list(range(len(true) + 1))
    for i, a in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(true, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]

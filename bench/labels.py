"""What the alterations of a still are called and how many they are, against what was done. No files, no runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.geometry import covered
from bench.touches import Mask

MASKED = ("added", "retouched", "border", "page")
"""Kinds of alteration whose polygons are compared with the pixels that were changed."""
OVERALL = ("tint", "tone", "softened")
"""Kinds that are said of the whole picture."""
WHOLE = 0.99
"""Share of the frame from which nothing counts as cut away."""
CROPPED = 0.95
"""Share of the frame under which something does."""

CALLED: dict[str, frozenset[str]] = {
    "smudge": frozenset({"blurred"}),
    "clone": frozenset({"retouched"}),
    "erase": frozenset({"retouched"}),
    "below": frozenset({"added", "border"}),
    "border": frozenset({"border"}),
    "rotate": frozenset({"border"}),
    "page": frozenset({"page"}),
    "screen": frozenset({"page", "border"}),
}
"""What may rightly be called what a recipe or an edit does; what is drawn is called added."""
DOES = frozenset(
    {*CALLED, "bar", "third", "text", "arrows", "circle", "logo", "patch", "marks", "ministry", "ministry360"}
)
"""Recipes and edits that change pixels of a place."""
SINGLE = frozenset({"bar", "third", "circle", "logo", "patch", "smudge", "clone", "erase", "border", "page", "below"})
"""Recipes that do one thing to one place."""


@dataclass(frozen=True)
class Truth:
    """What was done, in the words of `trace --json`."""

    did: frozenset[str]
    """Kinds that are to be told."""
    may: frozenset[str]
    """Kinds that are right to tell, and right to leave out."""
    called: frozenset[str]
    """What the thing that was done to a place may be called; a blurred one is no other added one."""
    things: int | None
    """How many places were changed; None where that was left to chance."""


@dataclass(frozen=True)
class LabelScore:
    """How what was done was called; None where there is nothing to call."""

    label_right: bool | None
    """What covers most of the changed pixels has a right name."""
    count_right: bool | None
    """As many things are told there as were done."""
    stray: int
    """Things told that lie mostly where nothing was done."""
    wrong: tuple[str, ...]
    """Kinds told that were not done."""


@dataclass(frozen=True)
class Toned:
    """Whether colours and tones were changed; None where it was left to chance."""

    tint: bool | None
    tone: bool | None


def toned_by(edit: str) -> Toned:
    """What an edit of `bench.edits` does to colours and tones, by its name."""
    parts = set(edit.split("+"))
    if "screen" in parts:
        return Toned(None, None)
    if "tint" in parts:
        return Toned(True, None)
    return Toned(False, bool(parts & {"grey", "grey_contrast"}))


def truth(name: str, toned: Toned, visible: float) -> Truth:
    """What an edit or a recipe did; `visible` is the share of the frame that the still shows."""
    parts = set(name.removeprefix("bars ").split("+"))
    called = frozenset[str]().union(*(CALLED.get(part, frozenset({"added"})) for part in parts if part in DOES))
    did = {kind for kind, done in (("tint", toned.tint), ("tone", toned.tone)) if done}
    may = {kind for kind, done in (("tint", toned.tint), ("tone", toned.tone)) if done is None}
    may |= {"added" if one == "blurred" else one for one in called}
    # The lamp's reflection on a screen is a part of another tone.
    may |= {"part of another tone"} if "screen" in parts else set()
    may |= {"softened"} if parts & {"blur", "screen", "denoised"} else set()
    did |= {"cut_away"} if visible < CROPPED else set()
    # A strip along an edge may lie over the frame, or beside what is left of it.
    may |= {"cut_away"} if visible < WHOLE or parts & {"bar", "third", "marks", "ministry"} else set()
    return Truth(frozenset(did), frozenset(may), called, 1 if parts & SINGLE else None)


def label_score(truth: Truth, true: Mask | None, match: Mapping[str, Any]) -> LabelScore:
    """The alterations of a match against what was done; `true` [H, W] is where, None where that is not known."""
    told = whole_kinds(match) | {one["kind"] for one in match["alterations"] if one["kind"] in (*MASKED, "cut_away")}
    told |= {"part of another tone"} if any(one["kind"] == "tone" for one in _things(match)) else set()
    wrong = tuple(sorted(told - truth.did - truth.may))
    if true is None or not true.any():
        return LabelScore(None, None, 0, wrong)
    covers = [(_name(one), cover(one, true.shape[1::-1])) for one in _things(match)]
    there = [(name, mask) for name, mask in covers if 2 * (mask & true).sum() > mask.sum()]
    areas = {name: sum(float((m & true).sum()) for n, m in there if n == name) for name, _ in there}
    most = max(areas, key=lambda name: areas[name], default=None)
    count = None if truth.things is None else len(there) == truth.things
    return LabelScore(most in truth.called, count, len(covers) - len(there), wrong)


def whole_kinds(match: Mapping[str, Any]) -> set[str]:
    """Kinds of change that are told of the whole picture; a tone may be told of a part as well."""
    return {one["kind"] for one in match["alterations"] if one["kind"] in OVERALL and not _of_part(one)}


def _of_part(one: Mapping[str, Any]) -> bool:
    return one["kind"] == "tone" and "gamma" not in (one.get("values") or {})


def _things(match: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [one for one in match["alterations"] if one["in"] == "still" and (one["kind"] in MASKED or _of_part(one))]


def _name(one: Mapping[str, Any]) -> str:
    return "blurred" if (one.get("values") or {}).get("blurred") else str(one["kind"])


def cover(one: Mapping[str, Any], size: tuple[int, int]) -> Mask:
    """[H, W]: what an alteration covers of a still of a size (width, height), by the even-odd rule."""
    return covered(np.array(one["polygon"], np.float64), *size)


def said_mask(match: Mapping[str, Any], size: tuple[int, int]) -> Mask:
    """[H, W]: what all things that are told cover in the still, parts of another tone among them."""
    whole = np.zeros(size[::-1], bool)
    for one in _things(match):
        whole |= cover(one, size)
    return whole


def false_area(truth: Truth, match: Mapping[str, Any], size: tuple[int, int]) -> float:
    """% of a still, to which nothing was added, that is said to be something else than the frame.

    All of it when a change of the whole that was not made is told; a piece said to be cut away of a frame that is whole
    counts with its share of the frame.
    """
    known = truth.did | truth.may
    if whole_kinds(match) - known:
        return 100.0
    away = 0.0
    if "cut_away" not in known:
        pieces = [one for one in match["alterations"] if one["kind"] == "cut_away"]
        away = sum(float((one.get("values") or {}).get("share", 0.0)) for one in pieces)
    return 100 * min(1.0, float(said_mask(match, size).mean()) + away)

"""What a run of the benchmark of alterations found, as tables in Markdown."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.altered import Scored
from bench.captions import HEIGHTS, Told
from bench.report import number, percent, table
from bench.scoring import Proportion, quantile


@dataclass(frozen=True)
class Found:
    """What a run found."""

    machine: dict[str, str]
    seed: int
    corpus: str
    stills: list[Scored]
    texts: list[Told]


def markdown(found: Found) -> str:
    """The tables of a run."""
    ran_on = ", ".join(f"{name} {value}" for name, value in found.machine.items())
    parts = [f"Seed {found.seed}. {found.corpus}\n\nRan on: {ran_on}."]
    geometry = [one for one in found.stills if one.f1 is None]
    masked = [one for one in found.stills if one.f1 is not None]
    if found.stills:
        parts.append(_geometry_table(found.stills))
        clean = [one for one in geometry if one.false_area is not None]
        parts.append(_false_table(clean))
    if masked:
        parts.append(_mask_table(masked))
    if found.texts:
        parts.append(_text_table(found.texts))
    return "\n\n".join(parts) + "\n"


def _by_name(stills: Sequence[Scored]) -> dict[str, list[Scored]]:
    """All together, those whose frame was named right, then by edit."""
    slices: dict[str, list[Scored]] = {
        "**all**": list(stills),
        "*right frame*": [s for s in stills if s.frame_off == 0],
    }
    for one in stills:
        slices.setdefault(one.name, []).append(one)
    return slices


def _geometry_table(stills: Sequence[Scored]) -> str:
    head = ["", "stills", "found", "corner p50 %", "p95", "geometry p50 %", "p95", "visible p50", "p95"]
    head += ["mirror right", "grey right", "scale p50 %", "p95"]
    rows = []
    for name, part in _by_name(stills).items():
        values = [[getattr(one, field) for one in part] for field in ("corner", "geometry", "visible")]
        spread = [_decimals(quantile(column, q)) for column in values for q in (0.5, 0.95)]
        found = percent(Proportion(sum(one.found for one in part), len(part)))
        told = [_right(part, field) for field in ("mirror_right", "grey_right")]
        factor = [_decimals(quantile([one.factor for one in part], q)) for q in (0.5, 0.95)]
        rows.append([name, str(len(part)), found, *spread, *told, *factor])
    return "Geometry and colour\n\n" + table(head, rows)


def _false_table(stills: Sequence[Scored]) -> str:
    head = ["nothing was added", "stills", "false area p50 %", "p90 %", "p95 %", "none told"]
    rows = []
    for name, part in _by_name(stills).items():
        areas = [one.false_area for one in part]
        none = percent(Proportion(sum(area == 0 for area in areas), len(areas)))
        rows.append([name, str(len(part)), *(_decimals(quantile(areas, q)) for q in (0.5, 0.9, 0.95)), none])
    return table(head, rows)


def _mask_table(stills: Sequence[Scored]) -> str:
    head = [
        "something was added",
        "stills",
        "F1 mean",
        "p50",
        "p10",
        "IoU mean",
        "precision",
        "recall",
        "F1 0.85 or more",
    ]
    kinds = {f"*{kind}*": [one for one in stills if one.kind == kind] for kind in ("drawn", "changed", "around")}
    rows = []
    for name, part in {**kinds, **_by_name(stills)}.items():
        f1 = [one.f1 for one in part if one.f1 is not None]
        means = [
            float(np.mean([getattr(one, key) for one in part])) if part else None
            for key in ("iou", "precision", "recall")
        ]
        mean = float(np.mean(f1)) if f1 else None
        good = percent(Proportion(sum(value >= 0.85 for value in f1), len(f1)))
        spread = [_decimals(value) for value in (mean, quantile(f1, 0.5), quantile(f1, 0.1), *means)]
        rows.append([name, str(len(part)), *spread, good])
    return table(head, rows)


def _text_table(texts: Sequence[Told]) -> str:
    head = [
        "hidden captions",
        "captions",
        "found",
        "letters",
        "CER of all %",
        "of the found %",
        "p50 %",
        "without error",
    ]
    slices: dict[str, Callable[[Told], bool]] = {"**all**": lambda _: True, "14 px and more": lambda t: t.height >= 14}
    slices |= {f"{height} px": functools.partial(_of_height, height) for height in HEIGHTS}
    slices |= {"hidden": lambda t: not t.cut_through, "cut through": lambda t: t.cut_through}
    rows = []
    for name, belongs in slices.items():
        part = [one for one in texts if belongs(one)]
        there = [one for one in part if one.found]
        clean = percent(Proportion(sum(one.wrong == 0 for one in there), len(there)))
        found = percent(Proportion(len(there), len(part)))
        each = quantile([100 * one.wrong / one.letters for one in there], 0.5)
        rates = [_rate(part), _rate(there), each]
        rows.append([name, str(len(part)), found, number(sum(t.letters for t in part)), *map(_decimals, rates), clean])
    return table(head, rows)


def _of_height(height: int, told: Told) -> bool:
    return told.height == height


def _rate(texts: Sequence[Told]) -> float | None:
    letters = sum(one.letters for one in texts)
    return 100 * sum(one.wrong for one in texts) / letters if letters else None


def _right(stills: Sequence[Scored], field: str) -> str:
    known = [getattr(one, field) for one in stills if getattr(one, field) is not None]
    return percent(Proportion(sum(known), len(known)))


def _decimals(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"

"""What a run of the benchmark of alterations found, as tables in Markdown."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.altered import Scored
from bench.captions import HEIGHTS, Told
from bench.report import number, percent, table
from bench.scoring import Proportion, spread


@dataclass(frozen=True)
class Found:
    """What a run found."""

    machine: dict[str, str]
    seed: int
    corpus: str
    stills: list[Scored]
    texts: list[Told]


def markdown(found: Found) -> str:
    """The tables of a run; figures with 95 % intervals, bootstrapped or, of shares, Wilson's."""
    ran_on = ", ".join(f"{name} {value}" for name, value in found.machine.items())
    parts = [f"Seed {found.seed}. {found.corpus}\n\nRan on: {ran_on}."]
    masked = [one for one in found.stills if one.f1 is not None]
    clean = [one for one in found.stills if one.kind == "clean"]
    if found.stills:
        parts += [_geometry_table(found.stills), _labels_table(found.stills)]
    if clean:
        parts.append(_false_table(clean))
    if masked:
        parts.append(_mask_table(masked))
    if found.texts:
        parts.append(_text_table(found.texts))
    return "\n\n".join(parts) + "\n"


def _slices(stills: Sequence[Scored]) -> dict[str, list[Scored]]:
    """All together, those that were found, those whose frame was named right, then by edit."""
    slices: dict[str, list[Scored]] = {
        "**all**": list(stills),
        "*found*": [s for s in stills if s.found],
        "*right frame*": [s for s in stills if s.frame_off == 0],
        "*no strip beside*": [s for s in stills if s.found and not s.strip],
        "*frames with bars*": [s for s in stills if s.bars],
    }
    for one in stills:
        slices.setdefault(one.name, []).append(one)
    return slices


def _geometry_table(stills: Sequence[Scored]) -> str:
    head = ["", "stills", "found", "corner p50 %", "p95", "geometry p50 %", "p95", "visible p50", "p95"]
    head += ["scale p50 %", "p95"]
    rows = []
    for name, part in _slices(stills).items():
        fields = ("corner", "geometry", "visible", "factor")
        values = [_quantile([getattr(one, field) for one in part], q) for field in fields for q in (0.5, 0.95)]
        rows.append([name, str(len(part)), _right(part, "found"), *values])
    return "Geometry, of what was found\n\n" + table(head, rows)


def _labels_table(stills: Sequence[Scored]) -> str:
    head = ["", "stills", "mirror right", "grey right", "tint right", "tone right", "name right", "number right"]
    head += ["stray things a still", "nothing told that was not done"]
    rows = []
    for name, part in _slices(stills).items():
        fields = ("mirror_right", "grey_right", "tint_right", "tone_right", "label_right", "count_right")
        told = [_right(part, field) for field in fields]
        there = [one for one in part if one.found]
        none = percent(Proportion(sum(not one.wrong for one in there), len(there)))
        rows.append([name, str(len(part)), *told, _mean([one.stray for one in part]), none])
    return "What it is called; a still that was not found counts as wrong\n\n" + table(head, rows)


def _false_table(stills: Sequence[Scored]) -> str:
    head = ["nothing was added", "stills", "false area p50 %", "p90 %", "p95 %", "none told"]
    rows = []
    for name, part in _slices(stills).items():
        areas = [one.false_area for one in part if one.false_area is not None]
        none = percent(Proportion(sum(area == 0 for area in areas), len(areas)))
        rows.append([name, str(len(areas)), *(_quantile(areas, q) for q in (0.5, 0.9, 0.95)), none])
    return "Of what was found\n\n" + table(head, rows)


def _mask_table(stills: Sequence[Scored]) -> str:
    head = ["something was added", "stills", "F1 mean", "p50", "p10", "IoU mean", "precision", "recall"]
    head += ["F1 0.85 or more"]
    kinds = {f"*{kind}*": [one for one in stills if one.kind == kind] for kind in ("drawn", "changed", "around")}
    rows = []
    for name, part in {**kinds, **_slices(stills)}.items():
        f1 = [one.f1 for one in part if one.f1 is not None]
        means = [_mean([getattr(one, key) for one in part]) for key in ("iou", "precision", "recall")]
        good = percent(Proportion(sum(value >= 0.85 for value in f1), len(f1)))
        rows.append([name, str(len(part)), _mean(f1), _quantile(f1, 0.5), _quantile(f1, 0.1), *means, good])
    return "A still that was not found counts as 0\n\n" + table(head, rows)


def _text_table(texts: Sequence[Told]) -> str:
    head = ["hidden captions", "captions", "found", "letters", "wrong of all %", "of the found %"]
    head += ["with letters read beside %", "without error"]
    slices: dict[str, Callable[[Told], bool]] = {"**all**": lambda _: True, "14 px and more": lambda t: t.height >= 14}
    slices |= {f"{height} px": functools.partial(_of_height, height) for height in HEIGHTS}
    slices |= {"hidden": lambda t: not t.cut_through, "cut through": lambda t: t.cut_through}
    rows = []
    for name, belongs in slices.items():
        part = [one for one in texts if belongs(one)]
        there = [one for one in part if one.found]
        clean = percent(Proportion(sum(one.wrong == 0 for one in there), len(there)))
        found = percent(Proportion(len(there), len(part)))
        rates = [_rate(part), _rate(there), _rate(part, beside=True)]
        rows.append([name, str(len(part)), found, number(sum(t.letters for t in part)), *rates, clean])
    return "Intervals over captions\n\n" + table(head, rows)


def _of_height(height: int, told: Told) -> bool:
    return told.height == height


def _rate(texts: Sequence[Told], *, beside: bool = False) -> str:
    """Wrong letters of a hundred; letters read beside the caption are inserted ones if asked for."""
    wrong = np.array([one.wrong + (one.beside if beside else 0) for one in texts], np.float64)
    letters = np.array([one.letters for one in texts], np.float64)
    return _shown(
        spread(range(len(texts)), lambda at: 100 * wrong[at.astype(int)].sum() / letters[at.astype(int)].sum())
    )


def _right(stills: Sequence[Scored], field: str) -> str:
    known = [getattr(one, field) for one in stills if getattr(one, field) is not None]
    return percent(Proportion(sum(known), len(known)))


def _quantile(values: Sequence[float | None], q: float) -> str:
    return _shown(spread(values, lambda drawn: float(np.quantile(drawn, q))))


def _mean(values: Sequence[float | None]) -> str:
    return _shown(spread(values, lambda drawn: float(drawn.mean())))


def _shown(found: tuple[float, float, float] | None) -> str:
    """A figure with its interval: 0.016 (0.01-0.03)."""
    return "-" if found is None else f"{found[0]:.3f} ({found[1]:.2f}-{found[2]:.2f})"

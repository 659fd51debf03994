"""What a run found, as text: tables in Markdown, the block of the README, the recall table that the package ships."""

from __future__ import annotations

import json
import math
import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench import scoring
from bench.cost import IngestCost
from bench.edits import EDITS
from bench.parts import CalibrationPart, FalsePart, LargePart, StillsPart, recall_by_size
from bench.scoring import Proportion, Slice, summarise

BEGIN, END = "<!-- bench:stills -->", "<!-- /bench:stills -->"
SIZES = {"under 320": (0, 320), "320 to 719": (320, 720), "720 and more": (720, 1_000_000)}
"""Classes of a still's longer side in pixels, from, below."""
MIN_CELL = 10
"""A recall is stated only where at least so many stills were tried."""
PACKAGES = ("freezeframe", "av", "opencv-python-headless", "numpy", "pillow", "faiss-cpu")


@dataclass(frozen=True)
class Report:
    """Everything that a run found; parts that were not run are None."""

    machine: dict[str, str]
    seed: int
    corpus: str
    stills: StillsPart | None = None
    negatives: FalsePart | None = None
    moments: FalsePart | None = None
    calibration: CalibrationPart | None = None
    cost: list[IngestCost] | None = None
    large: LargePart | None = None


def machine() -> dict[str, str]:
    """What the run ran on: processor, cores, Python and the packages that matter."""
    found = {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "python": platform.python_version(),
    }
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = re.findall(r"^model name\s*:\s*(.+)$", info.read_text(encoding="utf-8"), re.MULTILINE)
        if names:
            return str(names[0])
    return platform.processor() or "unknown"


def markdown(report: Report) -> str:
    """The whole report as Markdown."""
    parts = [_heading(report)]
    if report.stills:
        parts += _stills_tables(report.stills)
    if report.negatives or report.moments or report.calibration:
        parts.append(_false_table(report))
    if report.calibration:
        parts.append(_calibration_table(report.calibration))
    if report.cost:
        parts.append(_cost_table(report.cost))
    if report.large:
        parts.append(_large_table(report.large))
    return "\n\n".join(parts) + "\n"


def _heading(report: Report) -> str:
    ran_on = ", ".join(f"{name} {value}" for name, value in report.machine.items())
    return f"Seed {report.seed}. {report.corpus}\n\nRan on: {ran_on}."


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are numbers."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _stills_tables(part: StillsPart) -> list[str]:
    by_edit = scoring.by(part.scores, lambda score: (score.edit,))
    by_content = scoring.by(part.scores, lambda score: score.content)
    moving = scoring.by(part.scores, lambda score: ("something moves" if score.moving else "nothing moves",))
    head = ["", "stills", "right video", "wrong", "frame inside", "exact", "short enough", "p50 ms", "p95 ms"]
    slices = [summarise("**all edits**", part.scores)]
    slices += [summarise(name, by_edit[name]) for name in EDITS if name in by_edit]
    slices += [summarise(f"*{name}*", scores) for name, scores in {**by_content, **moving}.items()]
    if part.collage:
        slices.append(summarise("collage (each panel)", part.collage))
    return [table(head, [_row(one) for one in slices]), _stills_notes(part)]


def _row(one: Slice) -> list[str]:
    return [
        one.name,
        str(one.right.trials),
        percent(one.right),
        percent(one.wrong),
        percent(one.in_interval),
        percent(one.exact),
        percent(one.short_enough),
        number(one.elapsed_p50),
        number(one.elapsed_p95),
    ]


def _stills_notes(part: StillsPart) -> str:
    total = summarise("all", part.scores)
    off = [abs(score.off_by) for score in part.scores if score.off_by is not None]
    corner = [score.corner_error for score in part.scores if score.corner_error is not None]
    mirrored = [score for score in part.scores if score.mirror_right is not None]
    lines = [
        f"- where something moves (at most 5 frames in a row look like the true one): frame inside "
        f"{percent(total.moving_in_interval)} of {total.moving_in_interval.trials}",
        f"- declared frames, median {number(total.declared_median)}; frames that look alike, median "
        f"{number(total.alike_median)}; no longer than that plus two: {percent(total.short_enough)}; by the mean "
        f"difference alone: {percent(total.short_on_average)}",
        f"- of the true file's matches: frame named off by at most one: {_share(off, 1)}; corners within 1 % of the "
        f"diagonal: {_share(corner, 0.01)}; mirror told right: "
        f"{percent(scoring.count(mirrored, lambda score: score.mirror_right is True))}",
        f"- one picture a call, start included: p50 {number(scoring.quantile(part.single_wall_ms, 0.5))} ms",
        f"- archive: {part.keyframes} keyframes of {part.hours:.2f} h, {part.bytes_an_hour / 1e6:.1f} MB a video hour",
    ]
    return "\n".join(lines)


def _share(values: Sequence[float], limit: float) -> str:
    return percent(Proportion(sum(value <= limit for value in values), len(values)))


def _false_table(report: Report) -> str:
    rows: list[list[str]] = []
    named = (("pictures of no video", report.negatives), ("another moment of the same footage", report.moments))
    for name, part in named:
        if part:
            rows.append(_false_row(name, part.matched))
            if part is report.moments:
                rows += [_false_row(f"*{key}*", value) for key, value in part.by_slice.items()]
    if report.calibration:
        rows.append(_false_row("source left out, nothing like it held", report.calibration.without_sibling))
        rows.append(_false_row("source left out, same scene held", report.calibration.with_sibling))
    return table(["false matches", "pictures", "matched", "95 % up to"], rows)


def _false_row(name: str, matched: Proportion) -> list[str]:
    return [name, str(matched.trials), str(matched.hits), f"{matched.wilson()[1]:.3f}"]


def _calibration_table(part: CalibrationPart) -> str:
    rows = [
        [f"1e{level.log10_nfa:g}", str(level.alarms), f"{level.per_query:.4f}", _verdict(level.claimed, level.holds)]
        for level in part.levels
    ]
    queries = part.levels[0].queries
    return table([f"NFA below ({queries} queries)", "alarms", "a query", "at most that"], rows)


def _verdict(claimed: bool, holds: bool) -> str:
    return ("yes" if holds else "NO") if claimed else "not claimed"


def _cost_table(costs: Sequence[IngestCost]) -> str:
    head = ["ingest", "footage", "decode CPU s", "ingest CPU s", "ratio", "without start"]
    rows = [
        [
            cost.name,
            f"{cost.frames} frames, {cost.seconds:.0f} s" + (", made" if cost.made else ""),
            f"{cost.decode_cpu_s:.1f}",
            f"{cost.ingest_cpu_s:.1f}",
            f"{cost.ratio:.2f}",
            f"{cost.ratio_without_start:.2f}",
        ]
        for cost in costs
    ]
    return table(head, rows)


def _large_table(part: LargePart) -> str:
    slices = [summarise(f"archive of {part.keyframes} keyframes", part.scores)]
    text = ""
    if part.long_scores:
        slices.append(summarise(f"stills of a static file of {part.long_seconds} s", part.long_scores))
        text = (
            f"\n\nThe static file added {part.long_bytes / 1e6:.1f} MB "
            f"({part.long_bytes / 1e6 / part.long_seconds * 3600:.1f} MB an hour) in {part.long_ingest_s:.0f} s."
        )
    head = ["", "stills", "right video", "wrong", "frame inside", "exact", "short enough", "p50 ms", "p95 ms"]
    return table(head, [_row(one) for one in slices]) + text


def percent(proportion: Proportion) -> str:
    """A share with its Wilson interval: 0.92 (0.90-0.94)."""
    if not proportion.trials:
        return "-"
    low, high = proportion.wilson()
    return f"{proportion.share:.3f} ({low:.2f}-{high:.2f})"


def number(value: float | None) -> str:
    """A number without decimals; a dash for none."""
    return "-" if value is None else f"{value:.0f}"


def rewrite_block(path: Path, text: str) -> None:
    """Put `text` between the markers of a Markdown file; raises ValueError when they are not there."""
    old = path.read_text(encoding="utf-8")
    if BEGIN not in old or END not in old:
        raise ValueError(f"{path} has no block {BEGIN} ... {END}")
    head, rest = old.split(BEGIN, 1)
    path.write_text(f"{head}{BEGIN}\n{text}{END}{rest.split(END, 1)[1]}", encoding="utf-8")


def recall_table(report: Report, stills: StillsPart) -> dict[str, Any]:
    """The table `would_have_been_caught` rests on: edit -> size of the still -> recall, None where too few."""
    recalls = recall_by_size(stills.scores, {"any": (0, 1_000_000), **SIZES})
    return {
        "seed": report.seed,
        "corpus": report.corpus,
        "keyframes": stills.keyframes,
        "hours": round(stills.hours, 3),
        "sizes": {name: {"from": low, "below": high} for name, (low, high) in SIZES.items()},
        "recall": {edit: {name: _cell(one) for name, one in row.items()} for edit, row in recalls.items()},
    }


def _cell(one: Proportion) -> dict[str, float | int | None]:
    stated = one.trials >= MIN_CELL
    low, high = one.wilson()
    return {
        "recall": round(one.share, 3) if stated else None,
        "low": round(low, 3) if stated else None,
        "high": round(high, 3) if stated else None,
        "stills": one.trials,
    }


def as_json(report: Report) -> str:
    """Everything, each score included, as JSON."""
    return json.dumps(_plain(report), indent=1)


def _plain(value: object) -> object:
    """Dataclasses as objects, proportions with their share and interval, NaN as null."""
    if isinstance(value, Proportion):
        low, high = value.wilson()
        return {"hits": value.hits, "trials": value.trials, "share": _plain(value.share), "low": low, "high": high}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value

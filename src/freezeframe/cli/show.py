"""Sources, reports and checks as lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from freezeframe.archive.check import Findings, Problem
from freezeframe.archive.ingest import Report
from freezeframe.archive.records import Medium, Source
from freezeframe.archive.rows import facts_to_json
from freezeframe.cli.context import plain


def source_json(source: Source, medium: Medium) -> dict[str, Any]:
    """A source with its medium as one object."""
    said = asdict(source)
    del said["published_from"]
    return said | {
        "media": medium.facts.kind,
        "path": medium.path,
        "size": medium.size,
        "added_at": medium.added_at,
        "keyframes": medium.keyframe_count,
        "facts": facts_to_json(medium.facts),
    }


def source_line(source: Source, medium: Medium) -> str:
    """A source on one line."""
    facts = medium.facts
    extent = length(facts.seconds) if facts.kind == "video" else f"{facts.width}x{facts.height}"
    return f"{source.id}  {facts.kind:<7}  {extent:>11}  {plain(source.published) or '-':<10}  {plain(source.title)}"


def length(seconds: float) -> str:
    """A running time as H:MM:SS."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def source_page(whole: Mapping[str, Any]) -> Iterator[str]:
    """Everything known of a source, from the object that ``show --json`` prints."""
    facts = whole["facts"]
    yield f"{whole['id']}  {plain(whole['title'])}"
    for name in ("publisher", "url", "source_kind", "published", "description", "licence"):
        yield from _field(name, whole[name])
    for name in ("retrieved_from", "retrieved_at", "path", "sha256", "added_at"):
        yield from _field(name, whole[name])
    for path in whole["paths"]:
        yield from _field("also at", path)
    yield from _field("media", f"{whole['media']}, {facts['width']}x{facts['height']}, {facts['codec']}")
    if whole["media"] == "video":
        yield from _field("length", f"{length(facts['seconds'])}, {facts['frames']} frames, {facts['container']}")
    yield from _field("keyframes", whole["keyframes"])
    yield from _field("warning", facts["warning"])
    for attestation in whole["attestations"]:
        yield from _field("attested", _attestation_text(attestation))
    for group, tags in whole["metadata"].items():
        for name, value in tags.items():
            yield from _field(f"{group}: {name}", value)


def _field(name: str, value: object) -> Iterator[str]:
    if value:
        yield f"  {plain(name).replace('_', ' '):<15} {plain(value)}"


def _attestation_text(attestation: Mapping[str, str]) -> str:
    url = attestation["url"]
    cited = f"cited: {url}, read {attestation['retrieved_at'] or 'nobody noted when'}"
    nothing = f"no evidence, said to be at {url}" if url else "no evidence"
    evidence = {"held": "evidence held", "cited": cited, "none": nothing}
    inferred = ", that it is this item is inferred" if attestation["same_item"] == "inferred" else ""
    said = f"{attestation['of']} {attestation['value']}, says {attestation['by']}"
    return f"{said} ({evidence[attestation['evidence']]}{inferred})"


def added(report: Report) -> str:
    """What became of the files, in one line."""
    parts = [f"added {len(report.added)}"]
    if report.seconds:
        parts[0] += f" ({report.seconds / 3600:.2f} h of video)"
    counts = (
        (report.renewed, "fingerprinted again"),
        (report.known, "known already"),
        (report.passed_over, "passed over as no media"),
        (len(report.bad), "with something wrong"),
    )
    return ", ".join(parts + [f"{count} {what}" for count, what in counts if count])


def findings_json(findings: Findings) -> dict[str, Any]:
    """A check as one object."""
    return {"ok": findings.ok, "media": findings.media, "problems": [asdict(p) for p in findings.problems]}


def findings_lines(findings: Findings) -> Iterator[str]:
    """A check as lines, the verdict last."""
    yield from (_problem_line(problem) for problem in findings.problems)
    left = sum(problem.counts for problem in findings.problems)
    verdict = "all is well" if findings.ok else f"{left} left to put right; see: freezeframe archive check --help"
    yield f"{findings.media} media checked: {verdict}"


def _problem_line(problem: Problem) -> str:
    detail = f"it is at {problem.detail} now" if problem.trouble == "moved" else problem.detail
    name = f"{problem.source_id} " if problem.source_id else ""
    return plain(f"{problem.trouble}: {name}{problem.path}: {detail}{' (mended)' if problem.mended else ''}")

"""The whole case as one document, put together from its folder; every file is checked on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from freezeframe import __version__
from freezeframe.cases import objects
from freezeframe.cases.attached import claims_of
from freezeframe.cases.document import CaseDocument, CaseExhibit, CasePicture, CaseStatement, Finding
from freezeframe.cases.folder import Case, pretty
from freezeframe.cases.journal import Entry
from freezeframe.cases.sources import FILE as SOURCES
from freezeframe.cases.sources import sources_of
from freezeframe.cases.state import PictureEntry, StatementEntry, state_of
from freezeframe.cases.statements import reading_of
from freezeframe.cases.traced import TRACES, trace_of

FINDINGS = "findings.json"


def assembled(case: Case, *, with_findings: bool = True) -> CaseDocument:
    """The document of a case as it stands now; without its findings for those who make them.

    Raises:
        Damaged: a file of the case is missing, or was changed.
    """
    state = state_of(case)
    facts = case.facts
    shown = [_picture(case, entry) for entry in state.pictures]
    return CaseDocument(
        id=facts.id,
        title=facts.title,
        created=facts.created,
        version=__version__,
        statements=tuple(_statement(case, entry) for entry in state.statements),
        pictures=tuple(picture for picture, _ in shown),
        sources=sources_of(case),
        findings=findings_of(case) if with_findings else (),
        exhibits=tuple(exhibit for _, exhibits in shown for exhibit in exhibits),
        ratings=state.ratings,
        versions=state.versions,
        journal_head=case.journal.head,
    )


def check(case: Case) -> None:
    """Look that every file which the case stands on now is there, and as it was written.

    Raises:
        Damaged: one is missing, or was changed.
    """
    for name in current(case):
        case.original(name)


def current(case: Case) -> dict[str, str]:
    """The files that the case stands on now, to their SHA-256: not those that a later step of the kind replaced."""
    return current_of(case.journal.entries)


def current_of(entries: Sequence[Entry]) -> dict[str, str]:
    """The same of a journal that lies in no case folder."""
    last: dict[tuple[str, str], Mapping[str, str]] = {}
    for entry in entries:
        of = entry.options.get("picture", entry.options.get("statement", ""))
        name = of if isinstance(of, str) else of["id"]
        if entry.step not in ("report", "seal"):
            last[entry.step, name] = entry.outputs
    return {name: sha256 for outputs in last.values() for name, sha256 in outputs.items()}


def content(document: CaseDocument) -> str:
    """SHA-256 of what a case says, whatever its journal and the versions of its report are."""
    bare: dict[str, Any] = objects.to_json(replace(document, journal_head="", versions=()))
    return objects.digest(bare)


def files_of(document: CaseDocument) -> dict[str, bytes]:
    """Files of the case folder that follow from a document, as the steps wrote them: findings, sources, traces."""
    told: dict[str, Any] = {}
    if document.findings:
        told[FINDINGS] = {"findings": objects.to_json(document.findings)}
    if document.sources:
        told[SOURCES] = objects.to_json(document.sources)
    for picture in document.pictures:
        if picture.trace is not None:
            shown = [one for one in document.exhibits if one.picture == picture.id]
            told[f"{TRACES}/{picture.id}.json"] = {"trace": picture.trace, "exhibits": objects.to_json(shown)}
    return {name: pretty(value) for name, value in told.items()}


def findings_of(case: Case) -> tuple[Finding, ...]:
    """The findings as they were noted last; empty when there are none yet."""
    if FINDINGS not in case.outputs:
        return ()
    return tuple(objects.from_json(Finding, one, FINDINGS) for one in case.read_json(FINDINGS)["findings"])


def note_findings(case: Case, document: CaseDocument, findings: Sequence[Finding]) -> None:
    """Write down what was found of a document, unless the same was noted last."""
    told = {"findings": objects.to_json(findings)}
    judged = content(replace(document, findings=(), ratings=()))
    last = case.journal.last("find")
    if last is not None and last.options == {"judged": judged} and case.whole(last.outputs):
        before = case.read_json(FINDINGS)
        if before == told and last.version == __version__:
            return
    outputs = {FINDINGS: case.write_json(FINDINGS, told)}
    case.done("find", {"judged": judged}, {}, outputs)


def _statement(case: Case, entry: StatementEntry) -> CaseStatement:
    case.original(entry.original)
    reading = reading_of(case, entry)
    return CaseStatement(entry.id, entry.sha256, entry.name, entry.kind, entry.revises, entry.given, reading)


def _picture(case: Case, entry: PictureEntry) -> tuple[CasePicture, tuple[CaseExhibit, ...]]:
    case.original(entry.original)
    facts = case.read_json(f"pictures/{entry.id}.json")
    trace, exhibits = trace_of(case, entry)
    picture = CasePicture(
        id=entry.id,
        sha256=entry.sha256,
        file=entry.original,
        name=entry.name,
        statement=entry.statement,
        width=facts["width"],
        height=facts["height"],
        claims=claims_of(case, entry),
        metadata=facts["metadata"],
        trace=trace,
    )
    return picture, exhibits

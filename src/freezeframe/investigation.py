"""A whole case in order, one page: from a statement and its pictures to findings, a report and a sealed bundle.

Each step goes on where it was: what still holds is not done again, so that a run that was interrupted is repeated.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import cv2

from freezeframe import __version__
from freezeframe.archive.store import Archive
from freezeframe.cases import assembled, attached, sources, statements, traced
from freezeframe.cases.clock import now
from freezeframe.cases.document import CaseDocument, CaseExhibit, Finding, ReportVersion
from freezeframe.cases.folder import Case
from freezeframe.cases.state import PictureEntry, state_of
from freezeframe.cases.statements import StatementOptions
from freezeframe.cases.traced import TraceOptions
from freezeframe.errors import BadInput, Damaged, EnvironmentFault, FreezeframeError, environment_fault
from freezeframe.pipeline import exhibits_in, footage_of, trace_picture
from freezeframe.report.originals import Footage
from freezeframe.trace.ocr import Reader
from freezeframe.trace.result import Trace
from freezeframe.trace.searched import SearchedArchive

Watch = Callable[[str, int, int], None]
"""Hears what is being done, how many of it are done, and how many there are."""
BUNDLES = "bundle"
_MAKING = ".making"
_PLAIN = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Offered:
    """A statement and the pictures that come with it."""

    statement: Path
    options: StatementOptions = field(default_factory=StatementOptions)
    pictures: Sequence[Path] = ()
    """Files, and folders of them."""


@dataclass(frozen=True)
class Sealing:
    """How a case is sealed."""

    withhold: frozenset[str] = frozenset()
    """Ids of statements, pictures and sources whose originals stay outside."""
    authority: str = ""
    """Address of a time-stamping authority to ask at once; empty: the request waits beside the bundle."""
    credentials: bool = False
    """Copies of the exhibits with Content Credentials (C2PA) are sealed too."""


@dataclass(frozen=True)
class Publishing:
    """Who publishes a report, and where; what is empty is not known."""

    desk: str = ""
    desk_url: str = ""
    page_url: str = ""
    """Where the page will be read."""


@dataclass(frozen=True)
class Written:
    """A report or a bundle."""

    path: Path
    notes: tuple[str, ...] = ()
    """What a person should know of it."""


@dataclass(frozen=True)
class Investigated:
    """What came of a whole case."""

    findings: tuple[Finding, ...]
    report: Written
    bundle: Written
    faults: tuple[FreezeframeError, ...]
    """What was wrong with what could not be done; the rest was."""


def investigate(
    case: Case, home: Path, offered: Sequence[Offered], options: TraceOptions, watch: Watch
) -> Investigated:
    """Everything, from reading the statements to the sealed bundle.

    Raises:
        FreezeframeError: a statement cannot be read, there is no archive, or the case is damaged.
    """
    faults: list[FreezeframeError] = []
    for number, one in enumerate(offered):
        watch(f"reading {one.statement.name}", number, len(offered))
        statement = statements.take_in(case, one.statement, one.options)
        faults += attached.attach(case, attached.gathered(one.pictures), statement.id).bad
    faults += trace_case(case, home, options, watch)
    watch("judging", 0, 3)
    findings = find(case)
    watch("writing the report", 1, 3)
    written = report(case)
    watch("sealing", 2, 3)
    return Investigated(findings, written, seal(case, home, Sealing()), tuple(faults))


def trace_case(case: Case, home: Path, options: TraceOptions, watch: Watch) -> list[FreezeframeError]:
    """Trace every picture of a case in the archive of ``home``, with exhibits; what could not be done is returned.

    Raises:
        BadInput: there is no archive.
        Damaged: a file of the case or the catalogue is not as it was written.
    """
    faults: list[FreezeframeError] = []
    with Archive.open(home) as archive:
        key = traced.key_of(archive, options)
        pictures = state_of(case).pictures
        due = [one for one in pictures if options.again or not traced.holds(case, one, key)]
        if due:
            search = _Search(SearchedArchive(archive), Reader(), options, key)
            for number, picture in enumerate(due):
                watch(f"tracing {picture.name}", number, len(due))
                faults += _trace(case, picture, search)
            faults += [_lost(medium.path) for medium in search.archive.lost]
        traces = [traced.trace_of(case, one)[0] for one in pictures]
        found = [one["source_id"] for trace in traces if trace for one in (*trace["matches"], *trace["leads"])]
        sources.gather(case, archive, found)
    return faults


def find(case: Case) -> tuple[Finding, ...]:
    """Judge the claims of a case by the traces of its pictures.

    Raises:
        Damaged: a file of the case is not as it was written.
    """
    # The rules and their tables are needed here only.
    from freezeframe.findings.weigh import findings_of

    document = assembled.assembled(case, with_findings=False)
    findings = findings_of(replace(document, ratings=()))
    assembled.note_findings(case, document, findings)
    return findings


def report(case: Case, note: str = "", said: Mapping[str, str] = MappingProxyType({})) -> Written:
    """The page of the report: the version that holds, or a new one when the case says something else, or has a note.

    ``said`` are fields of ``Publishing``; what is not said is that of the version before.

    Raises:
        Damaged: a file of the case is missing, or was changed.
        EnvironmentFault: it cannot be written.
    """
    # The templates, and what makes a PDF, are needed here only.
    from freezeframe.report.case_page import ReportOptions, write_report

    assembled.check(case)
    document = assembled.assembled(case)
    before = _publishing(case)
    publishing = replace(before, **said)
    if not note and publishing == before and _is_reported(case, document):
        page = _report_folder(case, len(document.versions)) / "index.html"
        return Written(page, tuple(_last(case, "report").get("notes", ())))
    number = len(document.versions) + 1
    version = ReportVersion(number, now(), case.by, note or _default_note(case, number, assembled.content(document)))
    noted: dict[str, Any] = {
        "number": number,
        "note": version.note,
        "content": assembled.content(document),
        **vars(publishing),
    }
    document = replace(document, versions=(*document.versions, version))
    making = case.fresh(f"report/{_MAKING}")
    made = write_report(document, case.folder, making, ReportOptions(**vars(publishing)))
    target = case.fresh(f"report/v{number}")
    _moved(making, target)
    noted["notes"] = list(made.notes)
    case.done("report", noted, {}, case.hashes(f"report/v{number}"), version.at)
    return Written(target / "index.html", tuple(made.notes))


def _publishing(case: Case) -> Publishing:
    return Publishing(*(_last(case, "report").get(name, "") for name in ("desk", "desk_url", "page_url")))


def _last(case: Case, step: str) -> Mapping[str, Any]:
    """What was noted with the last step of a kind; nothing when there was none."""
    last = case.journal.last(step)
    return last.options if last else {}


def seal(case: Case, home: Path, options: Sealing) -> Written:
    """The sealed bundle of a case with its report: that which holds, or a new one.

    The key of the desk is made when there is none yet.

    Raises:
        BadInput: the case has no report, or says something else than the last one.
        Damaged: a file of the case is missing, or was changed.
        EnvironmentFault: it cannot be written.
    """
    # The libraries of sealing are needed here only.
    from freezeframe.report.bundle import SealOptions
    from freezeframe.report.bundle import seal as seal_bundle
    from freezeframe.report.sealed import keys

    assembled.check(case)
    document = assembled.assembled(case)
    if not _is_reported(case, document):
        what = "says something else than its last report" if document.versions else "has no report yet"
        raise BadInput(case.folder, what, "make one: freezeframe case report")
    key, is_new = keys.ready(home)
    noted = {
        "version": len(document.versions),
        "content": assembled.content(document),
        "key": key.fingerprint,
        "withhold": sorted(options.withhold),
        "authority": options.authority,
        "credentials": options.credentials,
    }
    last = case.journal.last("seal")
    same = last is not None and last.version == __version__ and {**last.options, **noted} == last.options
    if last is not None and same and case.whole(last.outputs):
        sealed = case.folder / next(name for name in last.outputs if name.endswith(".zip"))
        return Written(sealed, tuple(last.options["notes"]))
    at, out = now(), _bundle_path(case, len(document.versions))
    with ExitStack() as until_sealed:
        footage = _footage(home, until_sealed)
        moment = datetime.strptime(at, "%Y-%m-%dT%H:%M:%S%z")
        made = seal_bundle(
            document,
            case.folder,
            case.folder / out,
            SealOptions(key, moment, case.by, footage, options.withhold, options.authority, options.credentials),
        )
    outputs = {name: sha256 for name, sha256 in case.hashes(BUNDLES).items() if name.startswith(out)}
    case.done("seal", {**noted, "notes": list(made.notes)}, {}, outputs, at)
    told = (f"The desk's key was made; publish its fingerprint: {key.fingerprint}",) if is_new else ()
    return Written(made.bundle, (*told, *made.notes))


@dataclass(frozen=True)
class _Search:
    """What the pictures of one run share."""

    archive: SearchedArchive
    reader: Reader
    options: TraceOptions
    key: dict[str, Any]


def _trace(case: Case, picture: PictureEntry, search: _Search) -> list[FreezeframeError]:
    path = traced.working_copy(case, picture)
    trace = trace_picture(path, search.archive, search.options.top, search.reader)
    exhibits, faults = _exhibits(case, picture, trace, search.archive)
    faults += _frames(case, picture, trace, search.archive)
    traced.keep(case, picture, trace.to_json(), exhibits, search.key)
    return faults


def _exhibits(
    case: Case, picture: PictureEntry, trace: Trace, archive: SearchedArchive
) -> tuple[list[CaseExhibit], list[FreezeframeError]]:
    """The exhibits of a trace, in the case, in place of those that were there; and why some could not be made."""
    made_in = case.fresh(f"{traced.EXHIBITS}/{_MAKING}")
    try:
        with exhibits_in(made_in, archive, with_page=False) as shown:
            faults = shown.add(trace, lambda _done, _total: None, picture.id)
    except EnvironmentFault as fault:
        advice = "put that right and run the command again; what was finished is kept"
        raise EnvironmentFault(case.folder, fault.reason, advice) from fault
    target = case.fresh(f"{traced.EXHIBITS}/{picture.id}")
    if (made_in / picture.id).is_dir():
        _moved(made_in / picture.id, target)
    case.fresh(f"{traced.EXHIBITS}/{_MAKING}")
    made = []
    for number, exhibits in enumerate(shown.matches[0]):
        for one in exhibits:
            file, recipe = (f"{traced.EXHIBITS}/{unquote(name)}" for name in (one.file, one.recipe))
            told = json.loads((case.folder / recipe).read_bytes())
            made.append(CaseExhibit(picture.id, number, file, one.operation, one.alt, told))
    return made, faults


def _frames(case: Case, picture: PictureEntry, trace: Trace, archive: SearchedArchive) -> list[FreezeframeError]:
    """The whole frame of each match, without loss: what it can be repeated with where the archive is not at hand."""
    case.fresh(f"{traced.FRAMES}/{picture.id}")
    footage = footage_of(archive)
    for number, match in enumerate(trace.matches):
        index = match.moment.frame_index if match.moment else 0
        try:
            (frame,) = footage(match.sha256).colours([index]).values()
        except FreezeframeError as error:
            return [error]
        case.write(traced.frame_name(picture.id, number), cv2.imencode(".png", frame)[1].tobytes())
    return []


def _report_folder(case: Case, number: int) -> Path:
    return case.folder / "report" / f"v{number}"


def _is_reported(case: Case, document: CaseDocument) -> bool:
    """Whether the last version of the report says what the case says now, and is there whole."""
    last = case.journal.last("report")
    if last is None or last.options["content"] != assembled.content(document):
        return False
    return last.version == __version__ and case.whole(last.outputs)


def _default_note(case: Case, number: int, content: str) -> str:
    """Why there is a new version, where nobody says."""
    last = case.journal.last("report")
    if last is None:
        return ""
    if not case.whole(last.outputs):
        return f"The files of version {number - 1} were changed or lost after it was written; this one replaces them."
    if last.options["content"] != content:
        return f"The case was continued after version {number - 1}."
    return f"The case says what it said in version {number - 1}; only how the report is written is new."


def _bundle_path(case: Case, version: int) -> str:
    """Where the next bundle goes; what an interrupted sealing left there is taken away."""
    name = _PLAIN.sub("-", case.facts.title).strip("-").lower()[:40] or "case"
    made = sum(entry.step == "seal" and entry.options["version"] == version for entry in case.journal.entries)
    out = f"{BUNDLES}/{name}-v{version}{f'-{made + 1}' if made else ''}.zip"
    for left in (case.folder / BUNDLES).glob("*"):
        if left.name.startswith(Path(out).name):
            left.unlink()
        elif left.name.startswith(".sealing-"):
            shutil.rmtree(left)
    return out


def _footage(home: Path, until_sealed: ExitStack) -> Callable[[str], Footage] | None:
    """Opens the sources of the archive; None where there is no archive: the bundle says what it then lacks."""
    if not (home / "archive").is_dir():
        return None
    return footage_of(SearchedArchive(until_sealed.enter_context(Archive.open(home))))


def _moved(made: Path, target: Path) -> None:
    try:
        made.rename(target)
    except OSError as error:
        raise environment_fault(error, target) from error


def _lost(path: str) -> Damaged:
    return Damaged(path, "was not searched, its fingerprint is lost or damaged", "run: freezeframe archive check")

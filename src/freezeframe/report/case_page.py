"""The report of a case: one page that holds all it shows, and the files for machines beside it.

The page asks nothing of any network. Everything that comes from outside is escaped, its data for machines too; the one
script on it, for the slider, is named in the page's policy by its digest, so that no other one runs.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from freezeframe import __version__
from freezeframe.archive.files import write_whole
from freezeframe.cases.document import CaseDocument
from freezeframe.errors import environment_fault
from freezeframe.report import claimreview, commands, findings_csv, ledger_view, pdf, prov
from freezeframe.report.annotations import annotation_page
from freezeframe.report.case_view import picture_views
from freezeframe.report.embedded import Lost, Pictures
from freezeframe.report.map import map_of
from freezeframe.report.page import tame
from freezeframe.report.periods import said
from freezeframe.report.standing import OUTCOMES, Standing, main_claim, ordered, standings, topic
from freezeframe.report.timeline import timeline

PAGE = "index.html"


@dataclass(frozen=True)
class ReportOptions:
    """How a report is written."""

    pdf: bool = True
    """Also as PDF, where WeasyPrint is installed."""
    desk: str = ""
    """Who publishes the report; empty for nobody named."""
    desk_url: str = ""
    page_url: str = ""
    """Where the page will be read; ClaimReview names it."""


@dataclass(frozen=True)
class WrittenReport:
    """What was written."""

    page: Path
    files: tuple[Path, ...]
    """All of it, the page first."""
    notes: tuple[str, ...] = field(default=())
    """What was left out and why, a line each, for a person to see."""


def write_report(document: CaseDocument, case_dir: Path, out: Path, options: ReportOptions) -> WrittenReport:
    """Write the report of a case into the folder ``out``; the pictures come from ``case_dir``.

    The same document, pictures and options give the same page. A picture that cannot be read is a line on the page.

    Raises:
        EnvironmentFault: the disk is full, or may not be written.
    """
    pictures = Pictures(document, case_dir)
    text = render(document, pictures, options)
    rated = claimreview.rated(document)
    suffix = "json" if rated else "draft.json"
    contents: dict[str, bytes] = {
        PAGE: text.encode("utf-8", "replace"),
        "findings.csv": findings_csv.table(document),
        f"claimreview.{suffix}": _json(claimreview.claim_review(document, options)),
        f"mediareview.{suffix}": _json(claimreview.media_reviews(document, options)),
        "prov.json": _json(prov.record(document)),
        "annotations.jsonld": _json(annotation_page(document)),
    }
    notes: list[str] = []
    if options.pdf:
        made, note = pdf.made_from(text)
        contents |= {"report.pdf": made} if made else {}
        notes += [note] if note else []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in contents.items():
            write_whole(out / name, [data])
    except OSError as error:
        raise environment_fault(error, out) from error
    return WrittenReport(out / PAGE, tuple(out / name for name in contents), tuple(notes))


def render(document: CaseDocument, pictures: Pictures, options: ReportOptions) -> str:
    """The page."""
    stand = standings(document)
    embedded = _embedded(document, options)
    statements = [
        ledger_view.entry(one, [claim for claim in stand if claim.statement is one]) for one in document.statements
    ]
    script = _source("case.js")
    return (
        _environment()
        .get_template("case.html")
        .render(
            case=document,
            version=__version__,
            options=options,
            main=main_claim(document),
            checked=[one for one in stand if one.findings or one.rating],
            unchecked=[
                one for one in stand if not one.findings and one.statement.kind != "reply" and not _repeats(one, stand)
            ],
            free=ordered(one for one in document.findings if not one.claim and one.rule != "not_checked"),
            statements=statements,
            pictures=picture_views(document, pictures),
            timeline=timeline(document),
            map=map_of(document),
            commands=commands.repeat(document),
            data=[Markup(_in_page(one)) for one in embedded],
            script=Markup(script),
            script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii"),
            outcomes=OUTCOMES,
            width=pictures.width,
        )
    )


def _embedded(document: CaseDocument, options: ReportOptions) -> list[dict[str, Any]]:
    """The reviews that are part of the page: none before a named person has rated, and never a draft."""
    if not claimreview.rated(document):
        return []
    media = claimreview.media_reviews(document, options)
    final = [one for one in media["@graph"] if "creativeWorkStatus" not in one]
    return [claimreview.claim_review(document, options), *({"@context": media["@context"], **one} for one in final)]


def _repeats(one: Standing, every: Sequence[Standing]) -> bool:
    """Whether a claim is the headline's repetition of one in the text."""
    same = one.claim.get("same_as")
    return bool(same) and any(other.claim["id"] == same and other.statement is one.statement for other in every)


def _json(value: Any) -> bytes:  # noqa: ANN401 - what JSON can hold
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _in_page(value: Any) -> str:  # noqa: ANN401 - what JSON can hold
    """JSON that can stand in a script element: nothing in it ends that element or begins a comment."""
    text = json.dumps(value, ensure_ascii=True, indent=1)
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _source(name: str) -> str:
    return PackageLoader("freezeframe.report").get_source(_environment(), name)[0]


def _link(address: str) -> str:
    """An address that a reader may follow: of the web, and nothing else; empty for others."""
    try:
        return address if urlsplit(address).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _is_lost(picture: object) -> bool:
    return isinstance(picture, Lost)


@cache
def _environment() -> Environment:
    how: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    made = Environment(loader=PackageLoader("freezeframe.report"), autoescape=True, finalize=tame, **how)
    made.filters |= {"date": said, "link": _link, "topic": topic}
    made.tests |= {"lost": _is_lost}
    return made

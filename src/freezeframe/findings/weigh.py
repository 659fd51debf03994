"""All rules over a case, in their order, their findings numbered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from freezeframe.cases.document import CaseDocument, Finding
from freezeframe.findings.offers import Case
from freezeframe.findings.rules import CLOSING, RULES


def findings_of(document: CaseDocument) -> tuple[Finding, ...]:
    """What the rules conclude of a case: equal documents give equal findings. Those that it holds are not read."""
    found = _numbered((one for rule in RULES for one in rule.judge(Case(document))), 1)
    closing = (one for rule in CLOSING for one in rule.judge(Case(document, found)))
    return found + _numbered(closing, len(found) + 1)


def _numbered(findings: Iterable[Finding], first: int) -> tuple[Finding, ...]:
    return tuple(replace(one, id=f"f{number}") for number, one in enumerate(findings, first))

"""How a claim stands on the report's page, by the findings on it."""

from __future__ import annotations

from typing import get_args

import pytest

from freezeframe.cases.document import CaseStatement, Finding, Outcome
from freezeframe.findings.rules import CLOSING, RULES
from freezeframe.report.standing import TOPICS, Standing

STATEMENT = CaseStatement("s1", "0" * 64, "statement.txt", "statement", "", {}, {})


def finding(rule: str, outcome: Outcome) -> Finding:
    return Finding("f1", rule, outcome, "s1/claim-1", "p1", "A sentence.", (), "Something else.", "words")


def standing(weighed: Outcome | None, *outcomes: Outcome) -> Standing:
    closing = finding("weighed", weighed) if weighed else None
    return Standing("s1/claim-1", STATEMENT, {}, [finding("metadata", one) for one in outcomes], closing, None)


@pytest.mark.parametrize("weighed", get_args(Outcome))
def test_it_stands_as_it_was_weighed(weighed: Outcome) -> None:
    assert standing(weighed, "supports", "undetermined").outcome == weighed


def test_a_hint_alone_is_no_agreement() -> None:
    hinted = standing("undetermined", "supports")
    assert hinted.outcome == "undetermined"
    assert "agreed" not in hinted.summary


def test_findings_that_disagree_are_told_as_such() -> None:
    assert standing("contradicts", "supports", "contradicts").summary == "findings disagree"


def test_a_claim_without_findings_was_not_checked() -> None:
    assert standing(None).summary == "not checked"


def test_every_rule_has_a_topic() -> None:
    assert set(TOPICS) == {rule.id for rule in (*RULES, *CLOSING)}

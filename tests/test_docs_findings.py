"""The page of findings tells every rule, every outcome that it can have, and the conventions that it rests on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from freezeframe.findings import places, times
from freezeframe.findings.rules import CLOSING, RULES, Rule
from freezeframe.kernels.globe import MEAN_RADIUS_KM

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "findings.md").read_text("utf-8")


@pytest.mark.parametrize("rule", [*RULES, *CLOSING], ids=lambda rule: rule.id)
def test_every_rule_and_outcome_is_described(rule: Rule) -> None:
    (row,) = re.findall(rf"^\| `{rule.id}` \| (.*) \|$", PAGE, re.MULTILINE)
    question, _, outcomes = row.partition(" | ")
    assert question == rule.question
    if "as `" not in outcomes:
        assert {one for one in ("supports", "contradicts", "undetermined") if one in outcomes} == set(rule.outcomes)


def test_no_rule_is_described_that_there_is_not() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert rows == [rule.id for rule in (*RULES, *CLOSING)]


def test_the_conventions_are_described() -> None:
    assert f"{MEAN_RADIUS_KM} km" in PAGE
    assert f"Up to {places.NEAR_KM:.0f} km" in PAGE
    assert f"from {places.FAR_KM:.0f} km on" in " ".join(PAGE.split())
    words = " ".join(PAGE.split())
    assert f"begins {times.AHEAD.seconds // 3600} hours before" in words
    assert f"ends {times.BEHIND.seconds // 3600} hours after" in words


def test_every_file_of_findings_is_described() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("## From a case to its findings")[1]
    for path in (ROOT / "src" / "freezeframe" / "findings").glob("[a-z]*.py"):
        assert f"`{path.stem}`" in page, path.stem

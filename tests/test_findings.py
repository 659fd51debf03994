"""What holds for all findings, whatever the case."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freezeframe.cases.document import CaseDocument, Finding, SourceAttestation
from freezeframe.findings.rules import CLOSING, RULES
from freezeframe.findings.weigh import findings_of
from tests import test_findings_edits, test_findings_rules
from tests.judged import (
    F,
    P,
    W,
    altered,
    attested,
    case,
    judged_one,
    match,
    picture,
    source,
    statement,
    with_source,
)

# Properties of all findings.

SOURCES = st.lists(
    st.builds(
        attested,
        st.sampled_from((P, F)),
        st.sampled_from(
            ("2015", "2016-06", "2017-11-09", "2017-11", "2018-02", "XXXX-01", "2016~", "[..2016]", "2017/..")
        ),
        st.sampled_from(("Agency A", "Paper, as told by B")),
        st.sampled_from(("held", "cited", "none")),
        st.sampled_from(("stated", "inferred")),
    ),
    max_size=4,
)
KINDS = st.sampled_from(("recording", "game", "film", "unknown"))


@settings(deadline=None, max_examples=60)
@given(SOURCES, KINDS, st.booleans())
def test_every_finding_is_whole_and_honest(attestations: list[SourceAttestation], kind: str, is_found: bool) -> None:
    document = case([picture(*([match()] if is_found else []))], {"a": source(*attestations, kind=kind)})
    found = findings_of(document)
    assert found == findings_of(CaseDocument.from_json(json.loads(json.dumps(document.to_json()))))
    assert [one.id for one in found] == [f"f{number}" for number in range(1, len(found) + 1)]
    allowed = {rule.id: rule.outcomes for rule in (*RULES, *CLOSING)}
    for one in found:
        assert one.outcome in allowed[one.rule]
        assert one.would_be_refuted_by
        assert not re.search(r"\b(?:false|fake|lie[sd]?|hoax|fraud|true)\b", one.sentence)
        assert bool(one.claim) == bool(one.words)
        assert is_found or one.outcome == "undetermined"


@settings(deadline=None, max_examples=60)
@given(SOURCES)
def test_more_attestations_never_turn_an_outcome_round(attestations: list[SourceAttestation]) -> None:
    """Another attestation may open what was concluded, but never make the opposite of it."""
    opposite = {"supports": "contradicts", "contradicts": "supports"}
    for number in range(1, len(attestations)):
        before = judged_one(with_source(*attestations[:number]), "earlier_source").outcome
        after = judged_one(with_source(*attestations), "earlier_source").outcome
        assert after != opposite.get(before, "")


@settings(deadline=None, max_examples=60)
@given(st.dates(), st.dates())
def test_swapping_the_claimed_and_the_attested_day_turns_the_outcome(one: Any, other: Any) -> None:
    """Published well before it: contradicted; the other way round it stays open, for footage may be published late."""
    if min(one, other).year < 1000 or abs((one - other).days) < 3:
        return
    early, late = sorted((one.isoformat(), other.isoformat()))

    def outcome(claimed: str, published: str) -> str:
        document = with_source(attested(P, published))
        reading = json.loads(json.dumps(document.statements[0].reading).replace("2017-11-09", claimed))
        return judged_one(
            replace(document, statements=(replace(document.statements[0], reading=reading),)), "earlier_source"
        ).outcome

    assert (outcome(late, early), outcome(early, late)) == ("contradicts", "undetermined")


def test_every_outcome_of_every_rule_is_in_these_tables() -> None:
    """A rule that can have an outcome has a case with it."""
    shown: dict[str, set[str]] = {
        "earlier_source": {str(row[0]) for row in test_findings_rules.TIMES},
        "elsewhere": {str(row[0]) for row in test_findings_rules.PLACES},
    }
    for name, test in (vars(test_findings_rules) | vars(test_findings_edits)).items():
        for mark in getattr(test, "pytestmark", []):
            names = mark.args[0] if mark.name == "parametrize" else ()
            if "outcome" in names:
                rules = ("added", "mirrored_or_recoloured") if name == "test_edits" else (name.removeprefix("test_"),)
                for judged_by in rules:
                    shown.setdefault(judged_by.partition("_of_a")[0], set()).update(
                        row[names.index("outcome")] for row in mark.args[1]
                    )
    for rule in (*RULES, *CLOSING):
        if rule.outcomes != ("undetermined",):
            assert shown[rule.id] == set(rule.outcomes), rule.id


def _texts(found: Finding) -> str:
    return " ".join((found.sentence, *(one.text for one in found.evidence)))


def test_a_picture_that_no_claim_speaks_of_is_told_of_all_the_same() -> None:
    silent = statement("Northland's Defense Ministry met on Tuesday.\n")
    document = case([picture(match(alterations=[altered("cut_away", "FIRE")]))], {"a": source(kind="game")}, silent)
    kinds = {one.rule: one for one in findings_of(document) if one.rule in ("no_recording", "hidden_by_crop")}
    assert {one.outcome for one in kinds.values()} == {"undetermined"}
    assert all(one.claim == "" and one.pictures == ("p1",) for one in kinds.values())
    assert "FIRE" in _texts(kinds["hidden_by_crop"])


def test_a_person_may_choose_the_claim_of_a_picture() -> None:
    text = "A convoy left Abu Kamal on November 9, 2017, the ministry said. It will rain, the ministry said.\n"
    chosen = replace(picture(match()), claims=("claim-1",))
    document = case([chosen], {"a": source(attested(P, "2016-06"))}, statement(text))
    found = judged_one(document, "earlier_source")
    assert (found.outcome, found.claim, found.words) == (
        "contradicts",
        "s1/claim-1",
        "A convoy left Abu Kamal on November 9, 2017",
    )


TEXTS = sorted((Path(__file__).parent / "readings").glob("*.txt"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_statement_makes_a_rule_fall(path: Path) -> None:
    """Statements of every kind, each with a picture of a game and one that is in nothing."""
    told = statement(path.read_text("utf-8"))
    shown = [picture(match(alterations=[altered("cut_away", "FIRE"), altered("added")])), picture(name="p2")]
    document = case(shown, {"a": source(attested(P, "2015"), attested(W, "Kabul"), kind="game")}, told)
    known = {told.key(claim["id"]): claim["text"] for claim in told.claims}
    found = findings_of(document)
    assert {one.rule for one in found} >= {"no_recording", "hidden_by_crop", "added", "not_found"}
    for one in found:
        assert one.words == known.get(one.claim, "")

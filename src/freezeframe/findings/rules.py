"""Every rule by which a case is judged: its id, the question that it asks, and the outcomes that it can have.

No rule ever says that something is false: it says what supports a claim, what contradicts it, and what stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from freezeframe.cases.document import Finding, Outcome
from freezeframe.findings import (
    rules_case,
    rules_closing,
    rules_edit,
    rules_kind,
    rules_metadata,
    rules_place,
    rules_time,
)
from freezeframe.findings.offers import Case

Judge: TypeAlias = Callable[[Case], Iterator[Finding]]
_ALL: tuple[Outcome, ...] = ("supports", "contradicts", "undetermined")
_NO_SUPPORT: tuple[Outcome, ...] = ("contradicts", "undetermined")


@dataclass(frozen=True)
class Rule:
    """A rule."""

    id: str
    question: str
    """What it asks, for a person."""
    judge: Judge
    outcomes: tuple[Outcome, ...] = _ALL
    """Those that it can have."""


RULES = (
    Rule(rules_kind.NO_RECORDING, "Is the source no recording of an event?", rules_kind.no_recording),
    Rule(rules_time.EARLIER, "Was the source published or filmed at another time?", rules_time.earlier_source),
    Rule(rules_place.ELSEWHERE, "Was the source filmed at another place?", rules_place.elsewhere),
    Rule(
        rules_kind.ONE_EVENT, "Do pictures offered as one event come from several?", rules_kind.one_event, _NO_SUPPORT
    ),
    Rule(rules_time.FIRST, "Who published the footage first?", rules_time.who_first),
    Rule(rules_edit.HIDDEN, "What does the crop hide?", rules_edit.hidden_by_crop),
    Rule(rules_edit.ADDED, "What was added to the frame?", rules_edit.added, _NO_SUPPORT),
    Rule(
        rules_edit.RECOLOURED, "Was the frame mirrored or recoloured?", rules_edit.mirrored_or_recoloured, _NO_SUPPORT
    ),
    Rule(rules_metadata.METADATA, "Do the files' own tags fit the claim?", rules_metadata.metadata),
    Rule(rules_case.REVISED, "Did a later statement take the pictures back?", rules_case.revised),
    Rule(rules_case.NOT_FOUND, "Was a picture found in nothing?", rules_case.not_found, ("undetermined",)),
)
"""In the order in which they are told."""
CLOSING = (
    Rule(
        rules_closing.ONLY_FOUND,
        "Was a picture found that no claim speaks of?",
        rules_closing.only_found,
        ("undetermined",),
    ),
    Rule(rules_closing.NOT_CHECKED, "Which claims did no rule look at?", rules_closing.not_checked, ("undetermined",)),
    Rule(rules_closing.WEIGHED, "What do the findings of a claim come to?", rules_closing.weighed),
)
"""Rules that look at the findings of all others."""

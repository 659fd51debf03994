"""A finding as a rule writes it: the number comes later, when all are in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from freezeframe.cases.document import CasePicture, Evidence, Finding, Outcome
from freezeframe.findings.offers import Offer


@dataclass(frozen=True)
class About:
    """What a finding is of."""

    claim: str = ""
    """``s1/claim-3``."""
    words: str = ""
    pictures: tuple[str, ...] = ()


def about(offer: Offer, pictures: Sequence[CasePicture] = ()) -> About:
    """The claim of an offer, and its picture or those that are given."""
    return About(offer.key, offer.words, tuple(one.id for one in pictures or (offer.picture,)))


def finding(
    rule: str, of: About, outcome: Outcome, sentence: str, evidence: Sequence[Evidence], refuted_by: str
) -> Finding:
    """A finding without a number."""
    picture = of.pictures[0] if len(of.pictures) == 1 else ""
    return Finding("", rule, outcome, of.claim, picture, sentence, tuple(evidence), refuted_by, of.words, of.pictures)

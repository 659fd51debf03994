"""How each claim of a case stands: its findings and its rating, and the claim that the report is mostly about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from freezeframe.cases.document import CaseDocument, CasePicture, CaseStatement, Finding, Rating
from freezeframe.cases.objects import Json

OUTCOMES = {
    "contradicts": "contradicts the claim",
    "supports": "agrees with the claim",
    "undetermined": "decides nothing",
}
"""What a finding's outcome is called on the page."""
_ORDER = tuple(OUTCOMES)
WEIGHED = "weighed"
"""The rule whose finding only counts the others of a claim."""
TOPICS = {
    "no_recording": "kind of source",
    "earlier_source": "date",
    "elsewhere": "place",
    "one_event": "one event or several",
    "who_first": "who was first",
    "hidden_by_crop": "what the crop hides",
    "added": "what was added",
    "mirrored_or_recoloured": "mirrored or recoloured",
    "metadata": "the file's own tags",
    "revised": "later statement",
    "not_found": "search",
    "not_checked": "not checked",
    "only_found": "where it was found",
    WEIGHED: "all together",
}
"""What each rule looks at, in a word or two."""


def topic(finding: Finding) -> str:
    """What a finding is about, in a word or two."""
    return TOPICS.get(finding.rule, finding.rule.replace("_", " "))


@dataclass(frozen=True)
class Standing:
    """A claim and what there is on it."""

    key: str
    """``s1/claim-3``."""
    statement: CaseStatement
    claim: Json
    findings: Sequence[Finding]
    """Those that contradict first; without the one that counts them."""
    weighed: Finding | None
    """The one that counts them."""
    rating: Rating | None

    @property
    def outcome(self) -> str:
        """What the findings say: contradicts, supports, ``mixed``, undetermined; ``unchecked`` when there are none."""
        outcomes = {finding.outcome for finding in self.findings}
        if {"contradicts", "supports"} <= outcomes:
            return "mixed"
        if self.weighed:
            # Not every finding decides: a hint in a file's tags does not.
            return self.weighed.outcome
        return next((outcome for outcome in _ORDER if outcome in outcomes), "unchecked")

    @property
    def summary(self) -> str:
        """The same in words, with how many findings say it."""
        told = {"contradicts": "contradicted by", "supports": "agreed with by", "undetermined": "not decided by"}
        if self.outcome not in told:
            return "findings disagree" if self.outcome == "mixed" else "not checked"
        number = sum(finding.outcome == self.outcome for finding in self.findings)
        return f"{told[self.outcome]} {number} finding{'' if number == 1 else 's'}"

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return self.key.replace("/", "-")

    @property
    def speaker(self) -> str:
        """Who claims it, as the text names him; the writer of the statement where it names nobody."""
        voice = self.claim.get("speaker")
        if voice:
            return str(voice["name"])
        chain = [str(name) for name in self.claim.get("chain", ())]
        return chain[0] if chain else ""


def standings(document: CaseDocument) -> list[Standing]:
    """Every claim of the case, in the order of the statements."""
    every = []
    for key, statement, claim in document.claims():
        mine = [finding for finding in document.findings if finding.claim == key]
        weighed = next((finding for finding in mine if finding.rule == WEIGHED), None)
        others = ordered(finding for finding in mine if finding.rule != WEIGHED)
        every.append(Standing(key, statement, claim, others, weighed, document.rating(key)))
    return every


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Findings, those that contradict first, else in the order of the case."""
    return sorted(findings, key=lambda finding: _ORDER.index(finding.outcome))


def main_claim(document: CaseDocument) -> Standing | None:
    """The claim that the report is mostly about.

    Rated ones first; then the one that most findings contradict; then the one with most findings; of equal ones the
    first. None when the case has no claims.
    """
    every = [one for one in standings(document) if one.statement.kind != "reply"]

    def weight(one: Standing) -> tuple[bool, int, int, bool]:
        against = sum(finding.outcome == "contradicts" for finding in one.findings)
        return one.rating is not None, against, len(one.findings), bool(one.claim.get("said"))

    return max(every, key=weight, default=None)


def about(finding: Finding, picture: CasePicture) -> bool:
    """Whether a finding is of this picture."""
    return picture.id == finding.picture or picture.id in finding.pictures

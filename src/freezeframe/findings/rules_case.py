"""Rules about the course of a case: what a side revised itself, and what was found in nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from freezeframe.cases.document import CasePicture, CaseStatement, Evidence, Finding, Outcome
from freezeframe.cases.objects import Json
from freezeframe.findings import evidence as say
from freezeframe.findings.draft import About, about, finding
from freezeframe.findings.offers import Case, Offer, speaker_of, who
from freezeframe.trace.recall import EDITS

REVISED, NOT_FOUND = "revised", "not_found"
_PICTURES = r"(?:pictures?|photos?|photographs?|images?|videos?|footage|stills?|clips?|frames?|screenshots?)"
_TELLS_OF_PICTURES = re.compile(rf"\b{_PICTURES}\b", re.IGNORECASE)
_WITHDRAWS = re.compile(
    rf"\bwrong (?:\w+ )?{_PICTURES}\b|\b(?:withdr[ae]wn?|withdraws|retract(?:s|ed)?|not authentic|"
    r"should not have been)\b",
    re.IGNORECASE,
)
_MISTAKE = re.compile(r"\b(?:by mistake|mistaken(?:ly)?|erroneous(?:ly)?|in error)\b", re.IGNORECASE)
_SHOWN = re.compile(
    r"\b(?:attach|publish|releas|post|sen[dt]|show|includ|us(?:ed|ing)|add|upload|distribut|issu|provid|present|circulat|"
    r"shar|tweet|put|display|illustrat)",
    re.IGNORECASE,
)
"""What was a mistake takes pictures back only where it is that they were shown."""


def revised(case: Case) -> Iterator[Finding]:
    """A later statement of the same side withdraws, keeps or replaces the pictures of this one."""
    for statement in case.document.statements:
        earlier = case.document.statement(statement.revises) if statement.kind == "revision" else None
        if earlier is not None:
            yield from _revised(case, earlier, statement)


def _revised(case: Case, earlier: CaseStatement, later: CaseStatement) -> Iterator[Finding]:
    before, after = (case.document.pictures_of(one.id) for one in (earlier, later))
    withdrawn = [one for one in later.claims if _takes_back(one)]
    rows = [_said(later, one) for one in withdrawn]
    rows += [Evidence(f"{one.name} is offered with {later.file}", "", None, {"picture": one.id}) for one in after]
    for of, speaker in _offered(case, before):
        own = [one for one in withdrawn if speaker in ("", speaker_of(one))]
        outcome, told = _of_revision(own, before, after)
        whose = (
            f"In its revised statement ({later.file}) {speaker}" if speaker else f"The revised statement ({later.file})"
        )
        sentence = f"{whose} {told}."
        yield finding(REVISED, of, outcome, sentence, rows, "A statement of the same side that upholds the pictures.")


def _takes_back(claim: Json) -> bool:
    """Whether a claim says of pictures that they are wrong, withdrawn, or were shown by mistake."""
    text = claim["text"]
    if claim.get("negated") or not (claim.get("pictures") or _TELLS_OF_PICTURES.search(text)):
        return False
    return bool(_WITHDRAWS.search(text) or (_MISTAKE.search(text) and _SHOWN.search(text)))


def _said(statement: CaseStatement, claim: Json) -> Evidence:
    text = f"{who(claim)}: {claim['text']}"
    return Evidence(text, "", None, {"claim": statement.key(claim["id"])})


def _of_revision(
    withdrawn: Sequence[Json], before: Sequence[CasePicture], after: Sequence[CasePicture]
) -> tuple[Outcome, str]:
    """What the revision means for the pictures of the statement before, and in words."""
    kept = {one.sha256 for one in before} & {one.sha256 for one in after}
    new = len([one for one in after if one.sha256 not in kept])
    offers = f"offers {new} other {'picture' if new == 1 else 'pictures'}" if new else "offers no other pictures"
    if withdrawn:
        said = say.listed([f"“{one['text']}”" for one in withdrawn])
        return "contradicts", f"takes its pictures back, in these words: {said}; it {offers}"
    if before and kept == {one.sha256 for one in before}:
        return "supports", f"keeps every picture and {offers}"
    if kept:
        return "undetermined", f"keeps {len(kept)} of {len(before)} pictures without a word on the others, and {offers}"
    return "undetermined", f"{offers} and does not take those before back"


def _offered(case: Case, pictures: Sequence[CasePicture]) -> list[tuple[About, str]]:
    """The claims that the pictures of a statement are offered for, with who claims it; at least one."""
    by_claim: dict[str, Offer] = {}
    for one in pictures:
        offer = case.main_offer(one)
        by_claim.setdefault(offer.key, offer)
    made = [(about(offer, pictures), offer.speaker) for offer in by_claim.values()]
    return made or [(About(), "")]


def not_found(case: Case) -> Iterator[Finding]:
    """A picture is in nothing that was searched, or was not searched: never a support, for or against a claim."""
    for picture in case.document.pictures:
        if picture.outcome != "found":
            yield _not_found(case.main_offer(picture), picture)


def _not_found(offer: Offer, picture: CasePicture) -> Finding:
    refuted = "The footage that it was taken from: add more to the archive and trace it again."
    trace = picture.trace
    if trace is None:
        sentence = f"{picture.name} was not traced: nothing is known of where it comes from."
        return finding(NOT_FOUND, about(offer), "undetermined", sentence, [], refuted)
    reason = (trace.get("not_found") or {}).get("reason", "")
    if picture.outcome == "unreadable":
        sentence = f"{picture.name} could not be read ({reason}): nothing is known of where it comes from."
        return finding(NOT_FOUND, about(offer), "undetermined", sentence, [], refuted)
    searched, caught = trace["searched"], trace["not_found"].get("would_have_been_caught") or {}
    measured = trace["not_found"].get("measured") or {}
    rows = [Evidence(f"searched: {_searched(searched)}", "", None, dict(searched)), *_caught(caught, measured)]
    rows += [
        Evidence(f"not a match, but worth a look ({lead['why']}): “{lead['title']}”", lead["source_id"])
        for lead in picture.leads
    ]
    told = f"{picture.name} is in no footage that was searched ({_searched(searched)})"
    means = "That does not show that it is what it is said to be, nor that it is not: only that no source is known here"
    sentence = f"{told}. {means}. {_reliability(caught)}"
    return finding(NOT_FOUND, about(offer), "undetermined", sentence, rows, refuted)


def _searched(what: Json) -> str:
    lost = f"; {what['lost']} more could not be searched" if what.get("lost") else ""
    return f"{what['videos']} videos of {what['seconds'] / 3600:.2f} h, {what['pictures']} pictures{lost}"


def _reliability(caught: Mapping[str, float | None]) -> str:
    known = {edit: share for edit, share in caught.items() if share is not None}
    if not known:
        return "How often such a search finds what is there is not measured for it."
    best, worst = max(known.values()), min(known.values())
    hardest = say.listed([edit_words(edit) for edit, share in known.items() if share == worst][:2])
    return (
        f"Of test stills of this size whose video was in the archive, the search found between {100 * worst:.0f} % "
        f"({hardest}) and {100 * best:.0f} %, by edit."
    )


def _caught(caught: Mapping[str, float | None], measured: Mapping[str, Any]) -> list[Evidence]:
    """How many test stills were found, an edit a line; what it was measured on."""
    rows = []
    for edit, share in caught.items():
        told = "not measured" if share is None else f"{100 * share:.0f} % found"
        rows.append(
            Evidence(f"would have been caught: {edit_words(edit)}: {told}", "", None, {"edit": edit, "recall": share})
        )
    if measured:
        rows.append(
            Evidence(
                f"measured on: {measured.get('corpus', '')} Seed {measured.get('seed')}.", "", None, dict(measured)
            )
        )
    return rows


def edit_words(name: str) -> str:
    """An edit of the benchmark in words."""
    return " and ".join(EDITS.get(part, part) for part in name.split("+"))

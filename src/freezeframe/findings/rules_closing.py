"""Rules that look at the findings of all others: which claims nobody looked at, and what those of one claim come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from freezeframe.cases.document import CaseStatement, Evidence, Finding, Outcome
from freezeframe.cases.objects import Json
from freezeframe.findings import evidence as say
from freezeframe.findings.draft import About, finding
from freezeframe.findings.offers import Case, speaker_of, who

NOT_CHECKED, WEIGHED = "not_checked", "weighed"


def not_checked(case: Case) -> Iterator[Finding]:
    """The claims of each statement that no other rule looked at."""
    looked_at = {one.claim for one in case.found if one.claim}
    for statement in case.document.statements:
        left = [one for one in statement.claims if _asserts(one) and statement.key(one["id"]) not in looked_at]
        if left:
            yield _unchecked(statement, left)


def _asserts(claim: Json) -> bool:
    """An attributed claim of the body: what the writer says himself, and what a headline repeats, is left out."""
    return bool(claim.get("said")) and not claim.get("same_as") and claim.get("act", "claim") == "claim"


def _unchecked(statement: CaseStatement, left: Sequence[Json]) -> Finding:
    others = len([one for one in statement.claims if _asserts(one)]) > len(left)
    what = {"statement": "the statement", "revision": "the revised statement", "reply": "the reply"}[statement.kind]
    claims = f"{len(left)} {'other ' if others else ''}{'claim' if len(left) == 1 else 'claims'} of {what}"
    was = "was" if len(left) == 1 else "were"
    sentence = f"{claims} ({statement.file}) {was} not checked: no rule looked at what is said there."
    rows = [Evidence(f"{who(one)}: {one['text']}", "", None, {"claim": statement.key(one["id"])}) for one in left]
    refuted = "Nothing: it concludes nothing of these claims."
    return finding(NOT_CHECKED, About(), "undetermined", sentence, rows, refuted)


def weighed(case: Case) -> Iterator[Finding]:
    """What the findings of one claim come to: one that contradicts is enough, for a claim is of all its parts."""
    by_claim: dict[str, list[Finding]] = {}
    for one in case.found:
        if one.claim:
            by_claim.setdefault(one.claim, []).append(one)
    for key, ones in by_claim.items():
        yield _weighed(case, key, ones)


def _weighed(case: Case, key: str, ones: Sequence[Finding]) -> Finding:
    against, for_it = ([one for one in ones if one.outcome == outcome] for outcome in ("contradicts", "supports"))
    outcome: Outcome = "contradicts" if against else "supports" if for_it else "undetermined"
    claim = case.document.claim(key) or {}
    verb = {"contradicts": "is contradicted", "supports": "is supported", "undetermined": "stays open"}[outcome]
    mine = against or for_it
    rules = say.listed([one.rule for one in mine])
    by = f" by {len(mine)} of {len(ones)} findings ({rules})" if mine else f": none of {len(ones)} findings decides it"
    mixed = f"; {len(for_it)} support a part of it" if against and for_it else ""
    whose = f"The claim of {speaker_of(claim)}" if speaker_of(claim) else "The claim of somebody who is not named"
    pictures = tuple(dict.fromkeys(name for one in ones for name in one.pictures))
    about_them = f" about {len(pictures)} {'picture' if len(pictures) == 1 else 'pictures'}" if pictures else ""
    sentence = f"{whose}{about_them} {verb}{by}{mixed}. A named person rates it."
    rows = [
        Evidence(f"{one.id}, {one.rule}: {one.outcome}", "", None, {"finding": one.id, "outcome": one.outcome})
        for one in ones
    ]
    of = About(key, str(claim.get("text", "")), pictures)
    return finding(WEIGHED, of, outcome, sentence, rows, "Whatever refutes the findings that it rests on.")

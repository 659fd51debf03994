"""Rules that look at the findings of all others: which claims nobody looked at, and what those of one claim come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from freezeframe.cases.document import CasePicture, CaseStatement, Evidence, Finding, Outcome
from freezeframe.cases.objects import Json
from freezeframe.findings import evidence as say
from freezeframe.findings.draft import About, about, finding
from freezeframe.findings.offers import Case, speaker_of, who

ONLY_FOUND, NOT_CHECKED, WEIGHED = "only_found", "not_checked", "weighed"
_SUPPORT = frozenset({"no_recording", "earlier_source", "elsewhere"})
"""Rules whose finding can support a claim as a whole: what its picture is, when and where it was taken."""
_HINTS = frozenset({"metadata"})
"""Rules whose findings are no proof: alone they decide nothing."""


def only_found(case: Case) -> Iterator[Finding]:
    """A picture that was found, and that no other rule tells of: it is named all the same."""
    told = {name for one in case.found for name in (one.picture, *one.pictures)}
    for picture in case.document.pictures:
        if picture.outcome == "found" and picture.id not in told:
            yield _only_found(case, picture)


def _only_found(case: Case, picture: CasePicture) -> Finding:
    offer = case.main_offer(picture)
    sources = {match["source_id"]: f"“{match['title']}”" for match in picture.matches}
    why = (
        "there is no claim to hold it against"
        if offer.claim is None
        else "nothing that is attested of it can be held against what is claimed"
    )
    sentence = f"{picture.name} was found in {say.listed(sources.values())}; {why}."
    rows = [say.taken_from(picture, name) for name in sources]
    for name in sources:
        source = case.document.sources.get(name)
        rows += [say.attested(one, name) for one in source.attestations] if source else []
    refuted = "A claim that says when, where or of what the picture was taken: name it when the picture is attached."
    return finding(ONLY_FOUND, about(offer), "undetermined", sentence, rows, refuted)


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
    deciding = [one for one in against if one.rule not in _HINTS]
    carrying = [one for one in for_it if one.rule in _SUPPORT] if not against else []
    outcome: Outcome = "contradicts" if deciding else "supports" if carrying else "undetermined"
    claim = case.document.claim(key) or {}
    verb = {"contradicts": "is contradicted", "supports": "is supported", "undetermined": "stays open"}[outcome]
    whose = f"The claim of {speaker_of(claim)}" if speaker_of(claim) else "The claim of somebody who is not named"
    pictures = tuple(dict.fromkeys(name for one in ones for name in one.pictures))
    about_them = f" about {len(pictures)} {'picture' if len(pictures) == 1 else 'pictures'}" if pictures else ""
    told = _counted(deciding or carrying, against, for_it, len(ones))
    sentence = f"{whose}{about_them} {verb}{told}. A named person rates it."
    rows = [
        Evidence(f"{one.id}, {one.rule}: {one.outcome}", "", None, {"finding": one.id, "outcome": one.outcome})
        for one in ones
    ]
    of = About(key, str(claim.get("text", "")), pictures)
    return finding(WEIGHED, of, outcome, sentence, rows, "Whatever refutes the findings that it rests on.")


def _counted(mine: Sequence[Finding], against: Sequence[Finding], for_it: Sequence[Finding], number: int) -> str:
    """How many findings decide it, and which others speak for a part of it, or against it."""
    rules = say.listed([one.rule for one in mine])
    by = f" by {len(mine)} of {number} findings ({rules})" if mine else f": none of {number} findings decides it"
    for verb, ones in (("support", for_it), ("contradict", against)):
        left = [one.rule for one in ones if one not in mine]
        if left:
            by += f"; {len(left)} {verb}{'s' if len(left) == 1 else ''} a part of it ({say.listed(left)})"
    return by

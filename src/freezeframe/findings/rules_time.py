"""Rules about when: is the source older than what its picture is said to show, and who published it first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from freezeframe.cases.document import CasePicture, CaseSource, Evidence, Finding, Outcome, SourceAttestation
from freezeframe.claims.folding import folded
from freezeframe.findings import evidence as say
from freezeframe.findings import times
from freezeframe.findings.draft import about, finding
from freezeframe.findings.offers import Case, Group, Offer, sources_of

EARLIER, FIRST = "earlier_source", "who_first"
_FIRSTNESS = re.compile(
    r"\b(?:exclusive(?:ly)?|first (?:published|shown|time)|for the first time|unpublished|never before|"
    r"not been published)\b",
    re.IGNORECASE,
)


def earlier_source(case: Case) -> Iterator[Finding]:
    """The source was published or filmed at another time than the claim says its picture was taken."""
    for group in case.groups:
        if group.offer.dates:
            yield _timed(group)


def _timed(group: Group) -> Finding:
    offer, attestations = group.offer, say.dated(group.source)
    claimed = times.hull([times.span(one) for one in offer.dates])
    relations = [times.relation(times.span(one.value), claimed) for one in attestations]
    outcome, why = _outcome(offer, attestations, relations)
    said = say.listed([times.said(one) for one in offer.dates])
    parts = {"claimed": said, "why": why, "verb": "published" if offer.of_release else "of"}
    sentence = _sentence(outcome, group, claimed, parts)
    rows = [
        say.attested(one, group.source_id, relation=how, first=_day(one, "first"), last=_day(one, "last"))
        for one, how in zip(attestations, relations, strict=True)
    ]
    rows += [say.taken_from(one, group.source_id) for one in group.pictures]
    refuted = (
        f"A capture of {say.titled(group.source, group.source_id)} that shows another date, or an earlier or later "
        f"version of the footage, which would move it {'out of' if outcome == 'supports' else 'to'} {said}."
    )
    return finding(EARLIER, about(offer, group.pictures), outcome, sentence, rows, refuted)


def _outcome(
    offer: Offer, attestations: Sequence[SourceAttestation], relations: Sequence[times.Relation]
) -> tuple[Outcome, str]:
    """What holds for every attestation, and why nothing does where nothing does."""
    cannot = say.can_carry(attestations)
    if cannot:
        return "undetermined", cannot
    if "unknown" in relations:
        return "undetermined", "the claimed date or an attested one has no known year, or cannot be read"
    votes = [_vote(one.of, how, offer.of_release) for one, how in zip(attestations, relations, strict=True)]
    if all(vote == "contradicts" for vote in votes):
        return "contradicts", ""
    if "contradicts" in votes:
        return "undetermined", "the attestations disagree"
    of = "published" if offer.of_release else "filmed"
    those = [vote for one, vote in zip(attestations, votes, strict=True) if one.of == of]
    if those and all(vote == "supports" for vote in those):
        return "supports", ""
    return "undetermined", "the attested dates are not certainly before it, and do not say that it was filmed then"


def _vote(of: str, how: times.Relation, of_release: bool) -> Outcome:
    """What one attestation says: footage may be published long after it was filmed, but never before."""
    if how == "before":
        return "undetermined" if of_release and of == "filmed" else "contradicts"
    if how == "after":
        return "contradicts" if of == "filmed" or of_release else "undetermined"
    matters = of == ("published" if of_release else "filmed")
    return "supports" if how == "within" and matters else "undetermined"


def _sentence(outcome: Outcome, group: Group, claimed: times.Span, parts: dict[str, str]) -> str:
    attestations = say.dated(group.source)
    title = say.titled(group.source, group.source_id)
    were = f"{say.pictures(group.pictures)} {'was' if len(group.pictures) == 1 else 'were'} taken from {title}"
    if outcome == "undetermined":
        told = f" ({_told(attestations)})" if attestations else ""
        return f"{were}; whether it is older than the claimed {parts['claimed']} is open: {parts['why']}{told}."
    if outcome == "supports":
        return f"{were}; it dates from the claimed {parts['claimed']}: {_told(attestations)}."
    whole = times.hull([times.span(one.value) for one in attestations])
    if times.relation(whole, claimed) != "before":
        return (
            f"{were}; every date attested for it is another than the claimed {parts['claimed']}: {_told(attestations)}."
        )
    margin = f"at least {times.apart(whole, claimed)} before the claimed {parts['claimed']}"
    return f"{were}; every attestation of it is {margin}: {_told(attestations)}."


def _told(attestations: Sequence[SourceAttestation]) -> str:
    return f"{times.between([one.value for one in attestations])}, {say.basis(attestations)}"


def _day(attestation: SourceAttestation, bound: str) -> str:
    day = getattr(times.span(attestation.value), bound)
    return day.isoformat() if day else ""


def who_first(case: Case) -> Iterator[Finding]:
    """The same footage was published by several, or a claim says that it is new: who was certainly first."""
    seen: dict[tuple[str, tuple[str, ...]], list[Offer]] = {}
    for offer in case.offers:
        ids = tuple(sorted(one for one in sources_of(offer.picture) if one in case.document.sources))
        if ids and (len(ids) > 1 or _FIRSTNESS.search(offer.words)):
            seen.setdefault((offer.key or offer.statement.id, ids), []).append(offer)
    for (_, ids), offers in seen.items():
        sources = {one: case.document.sources[one] for one in ids}
        yield _first(offers[0], tuple(one.picture for one in offers), sources)


def _first(offer: Offer, pictures: Sequence[CasePicture], sources: dict[str, CaseSource]) -> Finding:
    spans = {one: _published(source) for one, source in sources.items()}
    first = next((one for one in spans if _is_first(one, spans)), "")
    rows: list[Evidence] = [
        say.attested(one, name) for name, source in sources.items() for one in _releases(source)
    ] + [say.taken_from(one, name) for one in pictures for name in sources if name in sources_of(one)]
    if not first:
        names = say.listed([say.titled(source, one) for one, source in sources.items()])
        sentence = f"{say.pictures(pictures)}: which of {names} was published first, the attested dates leave open."
        return finding(FIRST, about(offer, pictures), "undetermined", sentence, rows, _REFUTED)
    source = sources[first]
    told = _told(_releases(source))
    who = source.publisher or "an unnamed publisher"
    sentence = (
        f"{say.pictures(pictures)}: of what the archive holds, {say.titled(source, first)} of {who} came first ({told})"
    )
    outcome, more = _new(offer, source, spans[first])
    return finding(FIRST, about(offer, pictures), outcome, f"{sentence}{more}.", rows, _REFUTED)


_REFUTED = "An earlier publication of the same footage, or a capture that moves one of the dates."


def _new(offer: Offer, source: CaseSource, published: times.Span) -> tuple[Outcome, str]:
    """What the first publisher means for the claim."""
    speaker, publisher = folded(offer.speaker), folded(source.publisher)
    if speaker and publisher and (speaker in publisher or publisher in speaker):
        return "supports", f", and it is {offer.speaker} that claims it"
    told = str((offer.statement.reading.get("article") or {}).get("published", {}).get("edtf", ""))
    stated = (
        times.span(offer.statement.given.get("date") or told) if told or offer.statement.given.get("date") else None
    )
    if _FIRSTNESS.search(offer.words) and stated and times.relation(published, stated) == "before":
        return "contradicts", ", before the statement, which speaks of it as new"
    return "undetermined", ""


def _releases(source: CaseSource) -> tuple[SourceAttestation, ...]:
    return tuple(one for one in source.attestations if one.of == "published")


def _published(source: CaseSource) -> times.Span:
    """When it was published by all that is attested; unknown where that cannot carry a conclusion."""
    releases = _releases(source)
    return times.UNKNOWN if say.can_carry(releases) else times.hull([times.span(one.value) for one in releases])


def _is_first(one: str, spans: dict[str, times.Span]) -> bool:
    return spans[one].known and all(
        times.relation(spans[one], span) == "before" for other, span in spans.items() if other != one
    )

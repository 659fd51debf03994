"""Rules about when: is the source older than what its picture is said to show, and who published it first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from freezeframe.cases.document import CasePicture, CaseSource, Evidence, Finding, Outcome, SourceAttestation
from freezeframe.claims.actor_table import shipped
from freezeframe.claims.folding import folded
from freezeframe.findings import evidence as say
from freezeframe.findings import times
from freezeframe.findings.dating import Dating, dating
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
    claimed = offer.spans
    found = dating(attestations, claimed, offer.of_release)
    sentence = (
        f"{say.taken(group.pictures, group.source, group.source_id)}; {_dated(found, attestations, offer, claimed)}."
    )
    rows = [say.attested(one, group.source_id, **_facts(one, claimed)) for one in attestations]
    rows += [say.taken_from(one, group.source_id) for one in group.pictures]
    title, way = say.titled(group.source, group.source_id), "out of" if found.outcome == "supports" else "to"
    refuted = (
        f"A capture of {title} that shows another date, or an earlier or later version of the footage, "
        f"which would move it {way} {offer.said_dates}."
    )
    return finding(EARLIER, about(offer, group.pictures), found.outcome, sentence, rows, refuted)


def _dated(
    found: Dating, attestations: Sequence[SourceAttestation], offer: Offer, claimed: Sequence[times.Span]
) -> str:
    """What the dates come to, in words."""
    said, told = offer.said_dates, _told(found.carried_by)
    if found.outcome == "undetermined":
        return f"whether it is of the claimed {said} is open: {found.why}{f' ({told})' if attestations else ''}"
    if found.outcome == "supports":
        return f"it dates from the claimed {said}: {told}"
    whole = times.hull([times.span(one.value) for one in found.carried_by])
    part = "it" if len(found.carried_by) == len(attestations) else f"when it was {found.carried_by[0].of}"
    every = f"every attestation of {part} is"
    if times.relation_to_any(whole, claimed) != "before":
        return f"{every} of another time than the claimed {said}: {told}"
    return f"{every} at least {times.apart(whole, times.hull(claimed))} before the claimed {said}: {told}"


def _facts(attestation: SourceAttestation, claimed: Sequence[times.Span]) -> dict[str, str]:
    """The days that an attestation allows, and how they lie to the claimed ones, for machines."""
    span = times.span(attestation.value)
    first, last = (day.isoformat() if day else "" for day in (span.first, span.last))
    return {"relation": times.relation_to_any(span, claimed), "first": first, "last": last}


def _told(attestations: Sequence[SourceAttestation]) -> str:
    return f"{times.between([one.value for one in attestations])}, {say.basis(attestations)}"


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
    if not _FIRSTNESS.search(offer.words):
        return "undetermined", ""
    if same_name(offer.speaker, source.publisher):
        return "supports", ", the same that claims it"
    told = str((offer.statement.reading.get("article") or {}).get("published", {}).get("edtf", ""))
    date = offer.statement.given.get("date") or told
    if date and times.relation(published, times.span(date)) == "before":
        return "contradicts", ", before the statement, which speaks of it as new"
    return "undetermined", ""


def same_name(one: str, other: str) -> bool:
    """Whether two names are of one body: the table of actors says so, or the words of one are in the other, in order.

    One word is not enough: 'US' is not the US Central Command.
    """
    shorter, longer = sorted((folded(name).split() for name in (one, other)), key=len)
    if any({one, other} <= set(known.names) for known in shipped().known):
        return True
    if len(shorter) < 2:
        return bool(shorter) and shorter == longer
    return f" {' '.join(shorter)} " in f" {' '.join(longer)} "


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

"""Rules about what the sources are: no recording of an event, or of several events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from freezeframe.cases.document import CasePicture, CaseSource, Evidence, Finding, Outcome, SourceAttestation
from freezeframe.findings import evidence as say
from freezeframe.findings import places, times
from freezeframe.findings.draft import about, finding
from freezeframe.findings.offers import Case, Group, Offer, sources_of
from freezeframe.findings.said_places import said_places

NO_RECORDING, ONE_EVENT = "no_recording", "one_event"
KINDS = {
    "game": "a video game",
    "film": "a film",
    "exercise": "an exercise",
    "simulation": "a simulation",
    "generated": "a generated picture or video",
}
"""Kinds of source that record no such event, in words."""


def no_recording(case: Case) -> Iterator[Finding]:
    """The source is no recording of an event: a game, a film, an exercise, a simulation, a generated picture."""
    for group in case.groups:
        kind = group.source.source_kind
        if kind in KINDS or kind == "unknown":
            yield _kind(group, kind)


def _kind(group: Group, kind: str) -> Finding:
    source, offer = group.source, group.offer
    title = say.titled(source, group.source_id)
    were = say.taken(group.pictures, source, group.source_id)
    if kind == "unknown":
        sentence = f"{were}; nobody has noted what kind of source that is, so whether it records an event is open."
        outcome: Outcome = "undetermined"
    else:
        dates = say.dated(source)
        when = f", dated {times.between([one.value for one in dates])}, {say.basis(dates)}" if dates else ""
        of = f" of {source.publisher}" if source.publisher else ""
        sentence = f"{were}, which the archive describes as {KINDS[kind]}{of}{when}: no recording of an event."
        outcome = _of_kind(offer, kind)
    described = Evidence(f"{title}: kind “{kind}”, publisher {source.publisher or 'unknown'}", group.source_id)
    rows = [described, *(say.taken_from(one, group.source_id) for one in group.pictures)]
    refuted = (
        f"A description of {title} as a recording by whoever made it, or an older recording that it was made from."
    )
    return finding(NO_RECORDING, about(offer, group.pictures), outcome, sentence, rows, refuted)


def _of_kind(offer: Offer, kind: str) -> Outcome:
    """A claim that offers the picture as real is contradicted; one that names such a source itself is supported."""
    if offer.claim is None:
        return "undetermined"
    if kind in offer.said_kinds:
        return "contradicts" if offer.claim.get("negated") else "supports"
    return "undetermined" if offer.claim.get("negated") else "contradicts"


def one_event(case: Case) -> Iterator[Finding]:
    """Several pictures that are offered as one event: from one source, or of several dates, places, kinds?

    That all come from one source supports no claim: it may be any event.
    """
    by_claim: dict[str, list[Offer]] = {}
    for offer in case.offers:
        if offer.claim is not None and _source(case, offer.picture):
            by_claim.setdefault(offer.key, []).append(offer)
    for offers in by_claim.values():
        if len(offers) > 1:
            yield _of_one_event(case, offers)


def _source(case: Case, picture: CasePicture) -> str:
    """The best source of a picture that the document tells of; empty for none."""
    return next((one for one in sources_of(picture) if one in case.document.sources), "")


def _of_one_event(case: Case, offers: Sequence[Offer]) -> Finding:
    pictures = [one.picture for one in offers]
    by_source: dict[str, list[CasePicture]] = {}
    for one in pictures:
        by_source.setdefault(_source(case, one), []).append(one)
    sources = {one: case.document.sources[one] for one in by_source}
    rows = [say.taken_from(one, name) for name, ones in by_source.items() for one in ones]
    rows += [say.attested(one, name) for name, source in sources.items() for one in source.attestations]
    refuted = "Evidence that the sources were cut from one longer recording of one event, or describe it wrongly."
    counts = say.listed([f"{_of(len(ones))} {say.titled(sources[name], name)}" for name, ones in by_source.items()])
    lead = f"{len(pictures)} pictures are offered as one event; {counts}"
    differing = _differences(offers[0], sources)
    if differing:
        text = "; ".join(differing)
        shown = [one for names in differing.values() for name in names for one in by_source[name]]
        about_them = about(offers[0], [one for one in pictures if one in shown])
        return finding(
            ONE_EVENT, about_them, "contradicts", f"{lead}. They are not of one event: {text}.", rows, refuted
        )
    about_it = about(offers[0], pictures)
    if len(sources) == 1:
        sentence = f"{lead}: all come from one source, which fits one event and does not show which."
    else:
        sentence = f"{lead}. Nothing attested shows that these are different events, nor that they are one."
    return finding(ONE_EVENT, about_it, "undetermined", sentence, rows, refuted)


def _differences(offer: Offer, sources: Mapping[str, CaseSource]) -> dict[str, set[str]]:
    """Why sources are not of one event, and which of them each reason is of; empty where nothing shows it."""
    kind, of_kind = _by_kind(sources)
    if kind:
        return {kind: of_kind}
    found: dict[str, set[str]] = {}
    for (a, one), (b, other) in combinations(sources.items(), 2):
        why = _why_differing(offer, one, other)
        if why:
            found.setdefault(why, set()).update((a, b))
    return found


def _of(number: int) -> str:
    return f"{number} comes from" if number == 1 else f"{number} come from"


def _by_kind(sources: Mapping[str, CaseSource]) -> tuple[str, set[str]]:
    """That some record an event and others do not, and which; empty where nothing says so."""
    made = {name: one for name, one in sources.items() if one.source_kind in KINDS}
    recorded = {name: one for name, one in sources.items() if one.source_kind == "recording"}
    if not (made and recorded):
        return "", set()
    told = say.listed([f"{say.titled(one, name)} as {KINDS[one.source_kind]}" for name, one in made.items()])
    as_what = "a recording" if len(recorded) == 1 else "recordings"
    titles = say.listed([say.titled(one, name) for name, one in recorded.items()])
    return f"the archive describes {told}, {titles} as {as_what}", {*made, *recorded}


def _why_differing(offer: Offer, one: CaseSource, other: CaseSource) -> str:
    """Why two sources cannot be of one event by date or place; empty where nothing shows it.

    A claim that itself names several days or places does not offer its pictures as of one.
    """
    for a, b in ((one, other), (other, one)) if len(set(offer.dates)) < 2 else ():
        rests_on = _before(a, b)
        if rests_on:
            return f"“{a.title}” was published or filmed before “{b.title}” was filmed, {say.basis(rests_on)}"
    here, there = say.placed(one), say.placed(other)
    if say.can_carry(here) or say.can_carry(there) or len(said_places(offer).affirmed) > 1:
        return ""
    pairs = [(places.attested_spot(a.value), places.attested_spot(b.value)) for a in here for b in there]
    if all(places.apart(a, b) == "different" for a, b in pairs):
        return f"“{one.title}” and “{other.title}” were filmed at different places, {say.basis([*here, *there])}"
    return ""


def _before(one: CaseSource, other: CaseSource) -> list[SourceAttestation]:
    """What is attested of the one and of the filming of the other, where all of that lies before all of this."""
    mine = say.dated(one)
    theirs = [attestation for attestation in say.dated(other) if attestation.of == "filmed"]
    if say.can_carry(mine) or say.can_carry(theirs):
        return []
    before = all(times.relation(times.span(a.value), times.span(b.value)) == "before" for a in mine for b in theirs)
    return [*mine, *theirs] if before else []

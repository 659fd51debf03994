"""The rule about where: was the source filmed at another place than the claim says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from freezeframe.cases.document import Finding, Outcome, SourceAttestation
from freezeframe.cases.objects import Json
from freezeframe.findings import evidence as say
from freezeframe.findings import places
from freezeframe.findings.draft import about, finding
from freezeframe.findings.offers import Case, Group
from freezeframe.findings.said_places import SaidPlaces, said_places

ELSEWHERE = "elsewhere"


def elsewhere(case: Case) -> Iterator[Finding]:
    """The source was filmed at another place than the claim says, or at one that it denies."""
    for group in case.groups:
        attestations = say.placed(group.source)
        if group.offer.places and attestations:
            yield _placed(group, attestations)


def _placed(group: Group, attestations: Sequence[SourceAttestation]) -> Finding:
    offer = group.offer
    found = [places.attested_spot(one.value) for one in attestations]
    cannot = say.can_carry(attestations)
    outcome: Outcome = "undetermined" if cannot else _outcome(said_places(offer), found)
    told = "; ".join(_told(one, offer.statement.reading, found) for one in offer.places)
    were = say.taken(group.pictures, group.source, group.source_id)
    why = f"; nothing is concluded: {cannot}" if cannot else ""
    title = say.titled(group.source, group.source_id)
    sentence = f"{were}, filmed {_where(attestations)}, {say.basis(attestations)}: {told}{why}."
    rows = [
        say.attested(
            one, group.source_id, points=[list(point) for point in spot.points], **_far(offer.places, group, spot)
        )
        for one, spot in zip(attestations, found, strict=True)
    ]
    rows += [say.taken_from(one, group.source_id) for one in group.pictures]
    refuted = f"Landmarks in {title} that place it elsewhere, or a capture that does."
    return finding(ELSEWHERE, about(offer, group.pictures), outcome, sentence, rows, refuted)


def _told(claimed: Json, reading: Json, found: Sequence[places.Spot]) -> str:
    """How far what is attested lies from one place of the claim, in words."""
    spot, name = places.claimed_spot(claimed["name"], reading), claimed["name"]
    hows = {places.apart(spot, one) for one in found}
    fars = [far for one in found if (far := places.distances(spot, one)) is not None]
    if fars:
        told = _how_far(fars, name, spot.unsure or any(one.unsure for one in found))
    elif hows == {"different"}:
        told = f"not in the state of {name}" if spot.whole_state else f"in another state than {name}"
    elif hows == {"same"}:
        told = f"in {name}"
    elif spot.points:
        vague = say.listed([f"“{one.name}”" for one in found])
        told = f"the distance to {name} is not measured, for {vague} is read as no point"
    else:
        told = f"the distance to “{name}”, which is no point, is not measured"
    return f"{told}, which the claim denies" if claimed.get("denied") else told


def _how_far(fars: Sequence[tuple[float, float]], name: str, unsure: bool) -> str:
    least, most = min(far[0] for far in fars), max(far[1] for far in fars)
    if unsure:
        return f"between {least:,.0f} and {most:,.0f} km from {name}, for the words leave more than one place open"
    return f"{places.kilometres(least)} from {name}"


def _outcome(said: SaidPlaces, found: Sequence[places.Spot]) -> Outcome:
    """What holds for every attested place: it is one that the claim names, or none of them; or one that it denies."""
    at = {places.any_of(said.affirmed, one) for one in found} if said.affirmed else {"same"}
    denied = [{places.apart(spot, one) for one in found} for spot in said.denied]
    if at == {"different"} or {"same"} in denied:
        return "contradicts"
    return "supports" if at == {"same"} and all(hows == {"different"} for hows in denied) else "undetermined"


def _where(attestations: Sequence[SourceAttestation]) -> str:
    return say.listed([say.where(one.value) for one in attestations])


def _far(claimed: Sequence[Json], group: Group, spot: places.Spot) -> dict[str, object]:
    """Kilometres from each place of the claim, at least, for machines."""
    reading = group.offer.statement.reading
    far = {one["name"]: places.distances(places.claimed_spot(one["name"], reading), spot) for one in claimed}
    return {"distance_km": {name: round(km[0], 1) for name, km in far.items() if km is not None}}

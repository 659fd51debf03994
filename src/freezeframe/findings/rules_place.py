"""The rule about where: was the source filmed at another place than the claim says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from freezeframe.cases.document import Finding, Outcome, SourceAttestation
from freezeframe.cases.objects import Json
from freezeframe.findings import evidence as say
from freezeframe.findings import places
from freezeframe.findings.draft import about, finding
from freezeframe.findings.offers import Case, Group

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
    votes: list[tuple[Outcome, str]] = [_vote(one, offer.statement.reading, found) for one in offer.places]
    cannot = say.can_carry(attestations)
    outcome = "undetermined" if cannot else _together([vote for vote, _ in votes])
    told = "; ".join(text for _, text in votes)
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


def _vote(claimed: Json, reading: Json, found: Sequence[places.Spot]) -> tuple[Outcome, str]:
    """What holds for every attested place, for one place of the claim, and in words."""
    spot, name = places.claimed_spot(claimed["name"], reading), claimed["name"]
    hows = {places.apart(spot, one) for one in found}
    fars = [far for one in found if (far := places.distance(spot, one)) is not None]
    told = (
        f"{places.kilometres(min(fars))} from {name}"
        if fars
        else f"the distance to “{name}”, which is no point, is not measured"
    )
    if not fars and hows == {"different"}:
        told = f"not in the state of {name}" if spot.whole_state else f"in another state than {name}"
    if not fars and hows == {"same"}:
        told = f"in {name}"
    if claimed.get("denied"):
        outcomes: dict[str, Outcome] = {"same": "contradicts", "different": "supports"}
        told += ", which the claim denies"
    else:
        outcomes = {"same": "supports", "different": "contradicts"}
    return outcomes.get(next(iter(hows)), "undetermined") if len(hows) == 1 else "undetermined", told


def _together(votes: Sequence[Outcome]) -> Outcome:
    """A claim is of all its places: one that is contradicted is enough, all of them are needed to support it."""
    if "contradicts" in votes:
        return "contradicts"
    return "supports" if all(vote == "supports" for vote in votes) else "undetermined"


def _where(attestations: Sequence[SourceAttestation]) -> str:
    return say.listed([say.where(one.value) for one in attestations])


def _far(claimed: Sequence[Json], group: Group, spot: places.Spot) -> dict[str, object]:
    """Kilometres from each place of the claim, for machines."""
    reading = group.offer.statement.reading
    far = {one["name"]: places.distance(places.claimed_spot(one["name"], reading), spot) for one in claimed}
    return {"distance_km": {name: round(km, 1) for name, km in far.items() if km is not None}}

"""What all who date a source say together of a claimed day, or of several of which any may be meant.

Footage may be published long after it was filmed, but never before. So a claim of an event is set against the filming
first: where everyone who dates it agrees, a late publication changes nothing. A claim of a release is set against the
publication.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from freezeframe.cases.document import Outcome, SourceAttestation
from freezeframe.findings import evidence as say
from freezeframe.findings import times

Vote: TypeAlias = Literal["supports", "contradicts", "open", "neutral"]
"""``open``: it may be either; ``neutral``: it says nothing of the claimed day, whichever it was."""


@dataclass(frozen=True)
class Dating:
    """What they say together."""

    outcome: Outcome
    carried_by: tuple[SourceAttestation, ...]
    """The attestations that the outcome rests on; all of them where there is none."""
    why: str = ""
    """Why nothing is concluded."""


def dating(attestations: Sequence[SourceAttestation], claimed: Sequence[times.Span], of_release: bool) -> Dating:
    """What holds for every attestation of when it was filmed, or, with ``of_release``, published."""
    asked = "published" if of_release else "filmed"
    votes = [(one, vote(one, claimed, of_release)) for one in attestations]
    direct = [(one, v) for one, v in votes if one.of == asked]
    other = [(one, v) for one, v in votes if one.of != asked]
    against_direct, against_other = _all(direct, "contradicts"), _all(other, "contradicts")
    for carriers in (against_direct, against_other if against_direct or not direct else ()):
        if carriers and not say.can_carry(carriers):
            every = tuple(attestations) if against_direct and against_other else carriers
            return Dating("contradicts", every)
    for_it = _all(direct, "supports")
    if for_it and "contradicts" not in [v for _, v in other] and not say.can_carry(for_it):
        return Dating("supports", for_it)
    return Dating("undetermined", tuple(attestations), _why(votes, claimed))


def vote(attestation: SourceAttestation, claimed: Sequence[times.Span], of_release: bool) -> Vote:
    """What one attestation says of the claimed day."""
    how = times.relation_to_any(times.span(attestation.value), claimed)
    if attestation.of == ("published" if of_release else "filmed"):
        if how in ("before", "after", "between"):
            return "contradicts"
        return "supports" if how == "within" else "open"
    # Published before it was to happen; filmed after it is said to have been released.
    return "contradicts" if how == ("after" if of_release else "before") else "neutral"


def _all(votes: Sequence[tuple[SourceAttestation, Vote]], wanted: Vote) -> tuple[SourceAttestation, ...]:
    """The attestations when each says so; none when one does not."""
    return tuple(one for one, _ in votes) if all(v == wanted for _, v in votes) else ()


def _why(votes: Sequence[tuple[SourceAttestation, Vote]], claimed: Sequence[times.Span]) -> str:
    """Why nothing is concluded."""
    cannot = say.can_carry([one for one, _ in votes])
    if cannot:
        return cannot
    if any(times.relation_to_any(times.span(one.value), claimed) == "unknown" for one, _ in votes):
        return "the claimed date or an attested one has no known year, or cannot be read"
    of_a_kind = [{vote for one, vote in votes if one.of == of} for of in ("published", "filmed")]
    said = {vote for _, vote in votes} - {"neutral"}
    if len(said) > 1 or any(len(one) > 1 for one in of_a_kind):
        return "the attestations disagree"
    if said - {"open"}:
        return "what would decide it is only inferred to be of this item, or nothing is held or cited for it"
    return "the attested dates do not say that it was filmed then, and are not certainly of another time"

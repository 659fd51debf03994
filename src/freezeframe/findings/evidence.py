"""Evidence in words: who attests what, whether it is held or only cited, and what was concluded by somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from freezeframe.cases.document import CasePicture, CaseSource, Evidence, SourceAttestation
from freezeframe.findings import times

_QUOTED = re.compile("“[^”]*”")
_PLACED = re.compile(
    r"(?:near|in|at|outside|around|on|between|along|off|north|south|east|west)\b|\d+(?:\.\d+)?\s?(?:km|kilomet|mile)",
    re.IGNORECASE,
)
_EVIDENCE = {"held": "a capture is held", "cited": "cited, not held", "none": "nothing is held or cited for it"}


def attested(attestation: SourceAttestation, source: str, **details: object) -> Evidence:
    """An attestation as a thing that a finding rests on."""
    what = where(attestation.value) if attestation.of == "place" else times.said(attestation.value)
    verb = "published" if attestation.of == "published" else "filmed"
    inferred = "; that it is this very item is inferred" if attestation.same_item == "inferred" else ""
    text = f"{verb} {what}, according to {attestation.by} ({_EVIDENCE[attestation.evidence]}{inferred})"
    return Evidence(text, source, attestation, details)


def where(place: str) -> str:
    """A place as it is attested, with a word before it: 'near Fallujah', 'in Iraq', 'at 33.35, 43.79'."""
    if _PLACED.match(place):
        return place
    if place.lower().startswith("not "):
        return f"“{place}”"
    return f"at {place}" if place[:1] in "+-0123456789" else f"in {place}"


def taken_from(picture: CasePicture, source_id: str) -> Evidence:
    """That a picture was taken out of a source: the frame, and how improbable that is by chance."""
    match = next(one for one in picture.matches if one["source_id"] == source_id)
    where = f"frame {match['frame_index']} at {match['timecode']}" if match.get("timecode") else "a picture"
    details = {name: match.get(name) for name in ("frame_index", "timecode", "frame_intervals", "log10_nfa", "sha256")}
    text = f"{picture.name} shows {where} of “{match['title']}” (log10 NFA {match['log10_nfa']:.1f})"
    return Evidence(text, source_id, None, {"picture": picture.id, **details})


def according_to(attestations: Iterable[SourceAttestation]) -> str:
    """Who attests it, each once: 'according to A, B and C'."""
    return f"according to {listed([one.by for one in attestations])}"


def basis(attestations: Sequence[SourceAttestation]) -> str:
    """What a conclusion rests on, for the end of its sentence: who is only cited, whose item is inferred."""
    held = [one for one in attestations if one.evidence == "held"]
    loose = [one.by for one in attestations if one.same_item == "inferred"]
    said = according_to(attestations)
    if held and len(held) < len(attestations):
        said += f"; of {listed([one.by for one in held])} a capture is held"
    elif held:
        said += ", captures of which are held"
    empty = [one.by for one in attestations if one.evidence == "none"]
    if empty:
        said += f"; for {listed(empty)} nothing is held or cited"
    if loose:
        said += f"; that {listed(loose)} {'speak' if len(set(loose)) > 1 else 'speaks'} of this very item is inferred"
    return said


def can_carry(attestations: Sequence[SourceAttestation]) -> str:
    """Why attestations cannot carry a conclusion; empty when they can."""
    if not attestations:
        return "nobody attests it"
    if all(one.same_item == "inferred" for one in attestations):
        return "that what is attested is this very item is only inferred"
    if all(one.evidence == "none" for one in attestations if one.same_item == "stated"):
        return "nothing is held or cited for it"
    return ""


def dated(source: CaseSource) -> tuple[SourceAttestation, ...]:
    """When it was published or filmed, by everyone who attests it."""
    return tuple(one for one in source.attestations if one.of != "place")


def placed(source: CaseSource) -> tuple[SourceAttestation, ...]:
    """Where it was filmed, by everyone who attests it."""
    return tuple(one for one in source.attestations if one.of == "place")


def listed(names: Iterable[str], last_word: str = "and") -> str:
    """'A, B and C', each once; with semicolons where a name has a comma itself."""
    once = list(dict.fromkeys(names))
    if len(once) < 2:
        return "".join(once)
    comma, last = (
        ("; ", f"; {last_word} ") if any("," in _QUOTED.sub("", one) for one in once) else (", ", f" {last_word} ")
    )
    return f"{comma.join(once[:-1])}{last}{once[-1]}"


def pictures(ones: Sequence[CasePicture]) -> str:
    """'published-1.jpg', or '4 pictures (a.jpg, b.jpg ...)'."""
    names = [one.name for one in ones]
    return names[0] if len(names) == 1 else f"{len(names)} pictures ({listed(names)})"


def taken(ones: Sequence[CasePicture], source: CaseSource, source_id: str) -> str:
    """'a.jpg was taken from “Raid”'."""
    return f"{pictures(ones)} {'was' if len(ones) == 1 else 'were'} taken from {titled(source, source_id)}"


def titled(source: CaseSource, source_id: str) -> str:
    """What a source is called."""
    return f"“{source.title}”" if source.title else f"source {source_id}"

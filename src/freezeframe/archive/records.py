"""The archive's nouns: a medium, the source it belongs to, and who attests what about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal, TypeAlias

from freezeframe.types import MediaFacts, SourceKind

AttestationOf: TypeAlias = Literal["published", "filmed", "place"]
Evidence: TypeAlias = Literal["held", "cited", "none"]
SameItem: TypeAlias = Literal["stated", "inferred"]
ATTESTATION_OF: tuple[AttestationOf, ...] = ("published", "filmed", "place")
EVIDENCE: tuple[Evidence, ...] = ("held", "cited", "none")
SAME_ITEM: tuple[SameItem, ...] = ("stated", "inferred")

Tags: TypeAlias = Mapping[str, Mapping[str, str]]
"""Metadata as read from a file: group (container, stream, exif, iptc, xmp) to name to value."""


@dataclass(frozen=True)
class Attestation:
    """A date or place of a source, and who says so."""

    of: AttestationOf
    value: str
    """An EDTF date (level 0 to 2) for published and filmed, a place name for place."""
    by: str
    """The person or body that attests it."""
    url: str = ""
    retrieved_at: str = ""
    """When ``url`` was read, EDTF; empty where nobody noted it."""
    evidence: Evidence = "none"
    capture: str = ""
    """held: the capture's file name in the captures folder; before it is committed, the file to copy from."""
    capture_sha256: str = ""
    same_item: SameItem = "stated"
    """inferred: that the attested item is this very one is a conclusion, not a statement."""
    earliest: str = ""
    """First day that a date allows, YYYY-MM-DD; empty for a place or an open beginning."""


@dataclass(frozen=True)
class Description:
    """What is said of a source by its sidecar, by options or by the file's own tags; empty where nothing is said."""

    title: str = ""
    publisher: str = ""
    url: str = ""
    source_kind: SourceKind | Literal[""] = ""
    description: str = ""
    licence: str = ""
    retrieved_from: str = ""
    retrieved_at: str = ""
    attestations: tuple[Attestation, ...] = ()

    def over(self, other: Description) -> Description:
        """This description, completed by ``other`` where it says nothing; attestations of both are kept."""
        said = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}
        said["attestations"] = self.attestations + tuple(a for a in other.attestations if a not in self.attestations)
        return replace(other, **said)


@dataclass(frozen=True)
class Source:
    """A published item; in this version it has one medium."""

    id: str
    sha256: str
    title: str
    publisher: str
    url: str
    source_kind: SourceKind
    description: str
    licence: str
    retrieved_from: str
    retrieved_at: str
    published: str
    """The attested publication date, EDTF, that begins earliest; empty when nobody attests one."""
    published_from: str
    """First day that ``published`` allows, YYYY-MM-DD, for sorting; empty when unknown."""
    attestations: tuple[Attestation, ...] = ()


@dataclass(frozen=True)
class Fingerprinted:
    """A medium whose fingerprint file is on the disk and whose catalogue row is still to be written."""

    path: str
    """As it was given."""
    located: str
    """The same, absolute."""
    sha256: str
    size: int
    """Bytes."""
    mtime_ns: int
    facts: MediaFacts
    fingerprint_digest: str
    """SHA-256 of the fingerprint file."""
    fingerprint_version: int
    keyframe_count: int
    tags: Tags = field(default_factory=dict)


@dataclass(frozen=True)
class Medium:
    """A committed video or picture; its identity is its content."""

    sha256: str
    source_id: str
    path: str
    """As it was added."""
    located: str
    """The same, absolute: where it is looked for."""
    size: int
    """Bytes."""
    mtime_ns: int
    facts: MediaFacts
    fingerprint_digest: str
    """SHA-256 of the fingerprint file."""
    fingerprint_version: int
    keyframe_base: int
    """Number of its first keyframe; the numbers of a medium are contiguous and belong to no other medium."""
    keyframe_count: int
    added_at: str
    """UTC, YYYY-MM-DDTHH:MM:SSZ."""

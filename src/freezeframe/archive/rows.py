"""Rows of the catalogue made from the archive's nouns, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from freezeframe.archive.records import Attestation, Fingerprinted, Medium, Source
from freezeframe.types import MediaFacts

if TYPE_CHECKING:
    from sqlalchemy import Row

Values: TypeAlias = dict[str, Any]


def facts_to_json(facts: MediaFacts) -> Values:
    """Facts as JSON; fractions as text, '1/25', so that they stay exact."""
    return asdict(facts) | {"sar": str(facts.sar), "time_base": str(facts.time_base)}


def facts_from_json(values: Values) -> MediaFacts:
    """The inverse of :func:`facts_to_json`."""
    return MediaFacts(**values | {"sar": Fraction(values["sar"]), "time_base": Fraction(values["time_base"])})


def medium_values(new: Fingerprinted, keyframe_base: int, added_at: str) -> Values:
    """The row of a medium."""
    return {
        "sha256": new.sha256,
        "kind": new.facts.kind,
        "path": new.path,
        "located": new.located,
        "size": new.size,
        "mtime_ns": new.mtime_ns,
        "facts": facts_to_json(new.facts),
        "tags": {group: dict(tags) for group, tags in new.tags.items()},
        "fingerprint_digest": new.fingerprint_digest,
        "fingerprint_version": new.fingerprint_version,
        "keyframe_base": keyframe_base,
        "keyframe_count": new.keyframe_count,
        "added_at": added_at,
    }


def medium_of(row: Row[Any]) -> Medium:
    """A medium from its row, which has the ``source_id`` joined to it."""
    return Medium(
        sha256=row.sha256,
        source_id=row.source_id,
        path=row.path,
        located=row.located,
        size=row.size,
        mtime_ns=row.mtime_ns,
        facts=facts_from_json(row.facts),
        fingerprint_digest=row.fingerprint_digest,
        fingerprint_version=row.fingerprint_version,
        keyframe_base=row.keyframe_base,
        keyframe_count=row.keyframe_count,
        added_at=row.added_at,
    )


def source_values(source: Source) -> Values:
    """The row of a source; its attestations have a table of their own."""
    values = asdict(source)
    del values["attestations"]
    return values


def source_of(row: Row[Any], attestations: Iterable[Row[Any]]) -> Source:
    """A source from its row and the rows of its attestations."""
    return Source(**row._asdict(), attestations=tuple(attestation_of(a) for a in attestations))


def attestation_of(row: Row[Any]) -> Attestation:
    """An attestation from its row."""
    values = row._asdict()
    del values["number"], values["source_id"]
    return Attestation(**values)

"""What is said of a source, settled: which description wins, which publication date is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

from freezeframe.archive.records import Attestation, Description, Source, Tags


def new_source(sha256: str, description: Description) -> Source:
    """A source of a new medium; its name is given when it is committed."""
    nothing = Source(
        id="",
        sha256=sha256,
        title="",
        publisher="",
        url="",
        source_kind="unknown",
        description="",
        licence="",
        retrieved_from="",
        retrieved_at="",
        published="",
        published_from="",
    )
    return amended(nothing, description)


def amended(source: Source, description: Description) -> Source:
    """The source with every field that ``description`` fills replaced; its attestations are added."""
    said = {f.name: getattr(description, f.name) for f in fields(description) if getattr(description, f.name)}
    said["attestations"] = source.attestations + tuple(
        a for a in description.attestations if a not in source.attestations
    )
    shown = first_published(said["attestations"])
    said["published"], said["published_from"] = (shown.value, shown.earliest) if shown else ("", "")
    return replace(source, **said)


def unheard(source: Source, description: Description) -> list[str]:
    """The fields in which a description says something else, or attests more, than is known of a source."""
    names = [f.name for f in fields(description) if f.name != "attestations"]
    told = [n for n in names if getattr(description, n) and getattr(description, n) != getattr(source, n)]
    known = {_said(attestation) for attestation in source.attestations}
    if any(_said(attestation) not in known for attestation in description.attestations):
        told.append("attestations")
    return [name.replace("_", " ") for name in told]


def _said(attestation: Attestation) -> tuple[str, ...]:
    """What an attestation says, wherever its capture lies now."""
    return attestation.of, attestation.value, attestation.by, attestation.url, attestation.same_item


def from_tags(tags: Tags) -> Description:
    """The title that a file gives itself, for where nobody gives another."""
    titles = (group.get(name, "") for name in ("title", "headline") for group in tags.values())
    return Description(title=next(filter(None, titles), ""))


def first_published(attestations: Iterable[Attestation]) -> Attestation | None:
    """The publication that begins earliest; one that is only inferred to be this item counts where no other does."""
    published = [a for a in attestations if a.of == "published"]
    return min(published, key=lambda a: (a.same_item != "stated", a.earliest or "9999", a.value), default=None)

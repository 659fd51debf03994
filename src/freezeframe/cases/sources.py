"""What the archive knows of the sources that the pictures of a case lead to, as it was when they were traced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from freezeframe.archive.records import Attestation, Source
from freezeframe.archive.store import Archive
from freezeframe.cases import objects
from freezeframe.cases.document import CaseSource, SourceAttestation
from freezeframe.cases.folder import Case
from freezeframe.errors import BadInput, Damaged

FILE = "sources.json"
CAPTURES = "captures"
_FREE = re.compile(r"\b(?:cc0|cc[ -]by(?:[ -]sa)?|public[ -]domain|pdm)\b(?![ -]n[cd])", re.IGNORECASE)
"""Licences that let anybody hand a medium on; what forbids trade or changes is not among them."""


def gather(case: Case, archive: Archive, wanted: Iterable[str]) -> None:
    """Note what the archive says of these sources; one that it does not hold any more stays as it was noted.

    Raises:
        Damaged: a capture is missing from the archive.
        EnvironmentFault: the case cannot be written.
    """
    names = sorted(set(wanted))
    known = sources_of(case) if FILE in case.outputs and case.whole({FILE: case.outputs[FILE]}) else {}
    found = {name: _found(archive, name) for name in names}
    told = {
        **{name: known[name] for name in names if name in known},
        **{n: s for n, s in found.items() if s is not None},
    }
    captures = _captures(case, archive, told)
    whole = objects.to_json(told)
    last = case.journal.last("sources")
    digest = objects.digest(whole)
    if last is not None and last.options["digest"] == digest and case.whole(last.outputs):
        return
    outputs = {FILE: case.write_json(FILE, whole), **captures}
    case.done("sources", {"digest": digest}, {}, outputs)


def sources_of(case: Case) -> dict[str, CaseSource]:
    """The sources as they were noted, by id."""
    if FILE not in case.outputs:
        return {}
    told = case.read_json(FILE)
    return {name: objects.from_json(CaseSource, one, f"{FILE}: {name}") for name, one in told.items()}


def may_be_handed_on(licence: str) -> bool:
    """Whether a licence lets anybody hand a medium on."""
    return bool(_FREE.search(licence))


def _found(archive: Archive, name: str) -> CaseSource | None:
    try:
        source = archive.source(name)
        medium = archive.medium_of(source)
    except BadInput:
        return None
    return _source(source, medium.facts.kind, archive.catalogue.tags(source.sha256))


def _source(source: Source, kind: str, tags: Mapping[str, Mapping[str, str]]) -> CaseSource:
    whole = {
        "title": source.title,
        "publisher": source.publisher,
        "source_kind": source.source_kind,
        "url": source.url,
        "description": source.description,
        "licence": source.licence,
        "sha256": source.sha256,
        "media": kind,
        "withheld": not may_be_handed_on(source.licence),
        "attestations": [_attestation(one) for one in source.attestations],
        "container": tags,
    }
    return objects.from_json(CaseSource, objects.to_json(whole), f"source {source.id}")


def _attestation(one: Attestation) -> dict[str, str]:
    return {name: getattr(one, name) for name in SourceAttestation.__dataclass_fields__}


def _captures(case: Case, archive: Archive, sources: Mapping[str, CaseSource]) -> dict[str, str]:
    """The pages that attestations rest on, copied into the case: file to SHA-256."""
    outputs: dict[str, str] = {}
    for source in sources.values():
        for one in source.attestations:
            if not one.capture:
                continue
            name = f"{CAPTURES}/{one.capture}"
            outputs[name] = one.capture_sha256
            if case.whole({name: one.capture_sha256}):
                continue
            held = archive.layout.captures / one.capture
            try:
                data = held.read_bytes()
            except OSError as error:
                raise Damaged(held, f"cannot be read ({error.strerror})", "run: freezeframe archive check") from error
            case.write(name, data)
    return outputs

"""Attestations as a person gives them by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from freezeframe.archive import dates, sidecar
from freezeframe.archive.records import Attestation, AttestationOf, Evidence, SameItem
from freezeframe.errors import BadInput


def attestations(
    pairs: Sequence[tuple[str, str]],
    *,
    subject: str,
    by: str,
    url: str,
    retrieved_at: str,
    capture: Path | None,
    same_item: str,
) -> tuple[Attestation, ...]:
    """One attestation for each (of, value); an address that is given without a time was read now.

    Raises:
        BadInput: nothing is attested, a date is no EDTF, the capture is missing.
    """
    if not pairs:
        raise BadInput(subject, "neither a date nor a place was given", "add --date or --place")
    if capture is not None and not capture.is_file():
        raise BadInput(capture, "there is no such file", "save the page and give its path")
    held = str(capture) if capture else ""
    made = (
        Attestation(
            of=cast(AttestationOf, of),
            value=value,
            by=by,
            url=url,
            retrieved_at=retrieved_at or (dates.now() if url else ""),
            evidence=cast(Evidence, sidecar.evidence_of(held, url)),
            capture=held,
            same_item=cast(SameItem, same_item),
        )
        for of, value in pairs
    )
    return tuple(sidecar.check(attestation, subject) for attestation in made)

"""A reading as the object that ``read --json`` prints; the fields are a contract, explained in docs/cli.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from freezeframe.claims.records import Claim, PictureMention, Reading, Voice


def reading_json(reading: Reading) -> dict[str, Any]:
    """One object; equal input gives equal output."""
    text = reading.text
    return {
        "text": {
            "sha256": text.sha256,
            "chars": len(text.text),
            "file": text.file,
            "encoding": text.encoding,
            "text": text.text,
        },
        "article": asdict(reading.article),
        "blocks": [_flat(block) for block in reading.blocks],
        "actors": [_flat(actor) for actor in reading.actors],
        "places": [_flat(place) for place in reading.places],
        "dates": [_flat(date) for date in reading.dates],
        "sources": [_flat(source) for source in reading.sources],
        "pictures": [_picture(picture) for picture in reading.pictures],
        "claims": [_claim(claim) for claim in reading.claims],
        "stances": [_flat(stance) | {"speaker": _voice(stance.speaker)} for stance in reading.stances],
        "how": reading.how,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    places = [_flat(place) for place in claim.places]
    return _flat(claim) | {"speaker": _voice(claim.speaker), "places": places}


def _picture(picture: PictureMention) -> dict[str, Any]:
    return _flat(picture) | {"offered_by": _voice(picture.offered_by), "said_by": _voice(picture.said_by)}


def _flat(record: object) -> dict[str, Any]:
    """The fields of a record that holds no other; ``asdict`` would copy each of them."""
    return dict(vars(record))


def _voice(voice: Voice | None) -> dict[str, Any] | None:
    if voice is None:
        return None
    return {"actor": voice.actor, "name": voice.name, "span": _span(voice.span), "inferred": voice.inferred}


def _span(span: Sequence[int] | None) -> list[int] | None:
    return list(span) if span is not None else None

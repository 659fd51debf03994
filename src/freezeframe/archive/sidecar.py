"""Sidecars: what a person (NAME.json) or yt-dlp (NAME.info.json) noted beside a medium."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from freezeframe.archive.dates import earliest
from freezeframe.archive.records import ATTESTATION_OF, EVIDENCE, SAME_ITEM, Attestation, Description
from freezeframe.config import LIMITS
from freezeframe.errors import BadInput
from freezeframe.types import SOURCE_KINDS

_TEXTS = ("title", "publisher", "url", "source_kind", "description", "licence", "retrieved_from", "retrieved_at")
_ATTESTATION_TEXTS = ("of", "value", "by", "url", "retrieved_at", "evidence", "capture", "same_item")


def paths_of(medium: Path) -> tuple[Path, ...]:
    """The sidecars that lie beside a medium, the one to be believed first at the front."""
    names = (f"{medium.name}.json", f"{medium.stem}.json", f"{medium.name}.info.json", f"{medium.stem}.info.json")
    beside = (medium.with_name(name) for name in dict.fromkeys(names))
    return tuple(path for path in beside if path.is_file())


def read(path: Path) -> Description:
    """What one sidecar says.

    Raises:
        BadInput: it is no JSON object, or a field is not as the format has it.
    """
    content = _load(path)
    return from_info(content, path) if path.name.endswith(".info.json") else from_json(content, path)


def from_json(content: Mapping[str, Any], path: Path) -> Description:
    """A sidecar in freezeframe's own form; ``path`` names it in errors and is what captures are relative to."""
    _only(content, {*_TEXTS, "attestations"}, path)
    said = _texts(content, _TEXTS, path)
    _one_of(said["source_kind"] or "unknown", SOURCE_KINDS, "source_kind", path)
    if said["retrieved_at"]:
        earliest(said["retrieved_at"], str(path))
    listed = content.get("attestations", [])
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise _bad(path, "attestations is not a list")
    attestations = tuple(_attestation(entry, said["retrieved_at"], path) for entry in listed)
    return Description(**cast(Any, said), attestations=attestations)


def from_info(content: Mapping[str, Any], path: Path) -> Description:
    """What yt-dlp noted of a download; fields that it does not always write may be missing."""

    def text(*names: str) -> str:
        return next((value for name in names if isinstance(value := content.get(name), str) and value), "")

    platform = text("extractor_key", "extractor") or "the platform"
    fetched = content.get("epoch")
    retrieved_at = ""
    if isinstance(fetched, int | float) and 0 < fetched < 1e11:
        retrieved_at = datetime.fromtimestamp(fetched, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    url = text("webpage_url", "original_url", "url")
    described = Description(
        title=text("title", "fulltitle"),
        publisher=text("uploader", "channel"),
        url=url,
        description=text("description"),
        licence=text("license"),
        retrieved_from=url,
        retrieved_at=retrieved_at,
    )
    day = text("upload_date")
    if len(day) != 8 or not day.isdecimal():
        return described
    published = {"of": "published", "value": f"{day[:4]}-{day[4:6]}-{day[6:]}", "by": platform, "url": url}
    return Description(attestations=(_attestation(published, retrieved_at, path),)).over(described)


def check(attestation: Attestation, subject: Path | str) -> Attestation:
    """The attestation with its first day filled in, when it says what its kind must say.

    Raises:
        BadInput: a date is no EDTF, a capture or address is missing, a word is not one of those allowed.
    """
    _one_of(attestation.of, ATTESTATION_OF, "of", subject)
    _one_of(attestation.evidence, EVIDENCE, "evidence", subject)
    _one_of(attestation.same_item, SAME_ITEM, "same_item", subject)
    for name in ("value", "by"):
        if not getattr(attestation, name):
            raise _bad(subject, f"an attestation has no {name!r}")
    if attestation.evidence == "held" and not attestation.capture:
        raise _bad(subject, "an attestation is 'held' but names no capture file", "name it, or say 'cited'")
    if attestation.evidence == "cited" and not attestation.url:
        raise _bad(subject, "an attestation is 'cited' but has no url", "give the address, or say 'none'")
    if attestation.retrieved_at:
        earliest(attestation.retrieved_at, str(subject))
    first = "" if attestation.of == "place" else earliest(attestation.value, str(subject))
    known = {f.name: getattr(attestation, f.name) for f in fields(attestation)}
    return Attestation(**known | {"earliest": first})


def evidence_of(capture: str, url: str) -> str:
    """The evidence an attestation has when it does not say."""
    return "held" if capture else "cited" if url else "none"


def _attestation(entry: object, retrieved_at: str, path: Path) -> Attestation:
    if not isinstance(entry, Mapping):
        raise _bad(path, "an attestation is not an object")
    _only(entry, set(_ATTESTATION_TEXTS), path)
    said = _texts(entry, _ATTESTATION_TEXTS, path)
    said["evidence"] = said["evidence"] or evidence_of(said["capture"], said["url"])
    said["same_item"] = said["same_item"] or "stated"
    said["retrieved_at"] = said["retrieved_at"] or (retrieved_at if said["url"] else "")
    if said["capture"]:
        said["capture"] = str(_capture(said["capture"], path))
    return check(Attestation(**cast(Any, said)), path)


def _capture(name: str, path: Path) -> Path:
    """The capture that a sidecar names: beside it or in a folder below, whatever links lead where.

    Sidecars come from elsewhere together with footage; they must not be able to pull any file of this machine into an
    archive that may be handed on.
    """
    advice = "put the file there, or say 'cited'"
    try:
        capture, folder = (path.parent / name).resolve(), path.parent.resolve()
        beside = capture.is_relative_to(folder)
        there = beside and capture.is_file()
    except (OSError, ValueError, RuntimeError) as error:
        # A name with a NUL, one that is too long, links that go round in a circle.
        raise _bad(path, f"the capture {name!r} cannot be read", advice) from error
    if not beside:
        raise _bad(path, f"the capture {name!r} lies outside the sidecar's folder", advice)
    if not there:
        raise _bad(path, f"the capture {name!r} is not beside it", advice)
    return capture


def _load(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > LIMITS.sidecar_bytes:
            raise _bad(path, f"is larger than {LIMITS.sidecar_bytes // 1_000_000} MB")
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise _bad(path, "is no JSON") from error
    except OSError as error:
        raise _bad(path, f"cannot be read ({error.strerror})") from error
    if not isinstance(content, Mapping):
        raise _bad(path, "is no JSON object")
    return content


def _texts(content: Mapping[str, Any], names: Sequence[str], path: Path) -> dict[str, str]:
    said = {}
    for name in names:
        value = content.get(name)
        if value is not None and not isinstance(value, str):
            raise _bad(path, f"{name!r} is not a text")
        said[name] = (value or "").strip()
    return said


def _only(content: Mapping[str, Any], known: set[str], path: Path) -> None:
    for name in content:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            advice = f"did you mean {near[0]!r}?" if near else f"the fields are {', '.join(sorted(known))}"
            raise BadInput(path, f"has an unknown field {name!r}", advice)


def _one_of(value: str, words: Sequence[str], name: str, subject: Path | str) -> None:
    if value not in words:
        raise _bad(subject, f"{name} is {value!r}", f"it must be one of {', '.join(words)}")


def _bad(subject: Path | str, reason: str, advice: str = "mend it") -> BadInput:
    return BadInput(subject, reason, advice)

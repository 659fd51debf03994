"""RO-Crate: what is in the bundle and what it was made of, for repositories and machines (ro-crate-metadata.json)."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from typing import Any

from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate

from freezeframe import __version__
from freezeframe.cases.document import CaseDocument, CaseSource

NAME = "ro-crate-metadata.json"
_VERSION = "1.1"
"""The one that most repositories and validators know."""
_TYPES = {".jsonl": "application/jsonl", ".md": "text/markdown", ".webp": "image/webp", ".avif": "image/avif"}
_FOLDERS = {
    "report": "The report of the case, version by version",
    "credentials": "An exhibit with Content Credentials, for handing on alone",
    "exhibits": "A picture made for the report; its recipe stands in case.json",
    "frames": "A frame of a source that a picture was matched with",
    "originals": "An original, named by its SHA-256",
}
_FILES = {
    "case.json": "The case: statements, pictures, traces, sources, findings, ratings",
    "journal.jsonl": "Every step of the case, each entry chained to the one before by its SHA-256",
    "sealed.json": "What was sealed: which originals, which frames, and what the match gave again",
}
_KINDS = mimetypes.MimeTypes()
"""Those that Python knows by itself: what a machine adds would make other bundles."""
_RIGHTS = (
    "Each item stays under the rights of its owner; the licences of the sources stand beside them here. The bundle is"
    " handed on so that its findings can be checked."
)


def metadata(document: CaseDocument, sealed_at: str, by: str, files: Mapping[str, int]) -> bytes:
    """The crate's description; ``files`` are the sizes of everything in the payload, by path in it.

    ``sealed_at`` is UTC, YYYY-MM-DDTHH:MM:SSZ; ``by`` the person or desk that sealed it.
    """
    crate = ROCrate(version=_VERSION)
    crate.name = document.title or f"Case {document.id}"
    crate.description = "A case of picture verification: statements, pictures, where they come from, and findings."
    rights = crate.add(_entity(crate, "#rights", "CreativeWork", name="Rights", description=_RIGHTS))
    maker = crate.add(_entity(crate, "#desk", "Organization", name=by or "A desk that gave no name"))
    tool = _entity(crate, "#freezeframe", "SoftwareApplication", name="freezeframe", version=__version__)
    crate.license, crate.creator, crate.publisher = rights, maker, maker
    crate.root_dataset["datePublished"] = sealed_at
    crate.root_dataset["dateCreated"] = document.created
    crate.root_dataset["mentions"] = [crate.add(tool), *_sources(crate, document)]
    originals = {picture.id: picture.file for picture in document.pictures}
    based = {exhibit.file: _basis(document, exhibit.picture, exhibit.match) for exhibit in document.exhibits}
    for path, size in sorted(files.items()):
        if path != NAME:
            made_of = [originals[p] for p in based.get(path, ())[:1] if originals[p] in files]
            sources = [_source_id(name) for name in based.get(path, ())[1:]]
            told = {"isBasedOn": [{"@id": one} for one in (*made_of, *sources)]} if path in based else {}
            crate.add_file(dest_path=path, properties={**_file(path, size), **told})
    return json.dumps(crate.metadata.generate(), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _file(path: str, size: int) -> dict[str, str]:
    ending = f".{path.rpartition('.')[2]}"
    kind = _TYPES.get(ending) or _KINDS.guess_type(path)[0] or "application/octet-stream"
    described = _FILES.get(path) or _FOLDERS.get(path.partition("/")[0], "A file of the case")
    return {"name": path, "contentSize": str(size), "encodingFormat": kind, "description": described}


def _sources(crate: ROCrate, document: CaseDocument) -> list[ContextEntity]:
    return [
        crate.add(_entity(crate, _source_id(name), "CreativeWork", **_of_source(name, source)))
        for name, source in sorted(document.sources.items())
    ]


def _of_source(name: str, source: CaseSource) -> dict[str, str]:
    told = {
        "name": source.title or name,
        "identifier": f"sha256:{source.sha256}",
        "description": source.description,
        "url": source.url,
        "license": source.licence,
        "publisher": source.publisher,
        "genre": source.source_kind,
    }
    return {key: value for key, value in told.items() if value}


def _source_id(name: str) -> str:
    return f"#source-{name}"


def _basis(document: CaseDocument, picture: str, match: int) -> tuple[str, ...]:
    """The picture and the source that an exhibit was made of."""
    found = document.picture(picture)
    if found is None:
        return ()
    sources = [m["source_id"] for m in found.matches[match : match + 1] if m["source_id"] in document.sources]
    return (picture, *sources)


def _entity(crate: ROCrate, identity: str, kind: str, **properties: Any) -> ContextEntity:  # noqa: ANN401 - JSON
    return ContextEntity(crate, identity, {"@type": kind, **properties})

"""Captured pages: WARC files, and WACZ packages of them. Nothing is unpacked to the disk."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO, cast

from freezeframe.claims.draft import Draft
from freezeframe.claims.encodings import decoded
from freezeframe.claims.formats_html import declared_encoding, read_html
from freezeframe.claims.html_metadata import edtf_of
from freezeframe.claims.records import PagePicture
from freezeframe.config import Limits
from freezeframe.errors import BadInput

_CHUNK = 1 << 16
_CUT = "the WARC is cut off or damaged"
_MOST_HEADER = 1 << 16
_LENGTH = re.compile(rb"\r\nContent-Length:[ \t]{0,9}(\d{1,12})[ \t]{0,9}(?=\r\n|\Z)", re.I)
# What the reader of WARC runs into when a record lacks headers that it counts on.
_NOT_FORESEEN = (AttributeError, TypeError, KeyError, IndexError)
_MOST_MEMBERS = 50_000
_ADVICE = "capture the page anew, or give its text"


@dataclass(frozen=True)
class _Response:
    """What a server sent."""

    url: str
    kind: str
    """Of the content, as the server says: 'text/html'."""
    charset: str
    content: bytes
    moment: str
    """When it was captured, EDTF."""


def read_warc(data: bytes, subject: str, limits: Limits, wanted: str = "") -> Draft:
    """The first page of a WARC, or the one with the address ``wanted``; pictures of the same capture are named.

    Raises:
        BadInput: it is cut off, damaged, holds no page, or unfolds to more than is allowed.
    """
    responses = list(_responses([data], subject, limits))
    return _page(responses, subject, [wanted] if wanted else [])


def read_wacz(data: bytes, subject: str, limits: Limits) -> Draft:
    """The first page that a WACZ lists.

    Raises:
        BadInput: it is damaged, no WACZ, holds names that lead outside, or unfolds to more than is allowed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            _check_members(members, subject, limits)
            listed = _listed_pages(package, subject, limits)
            archives = [one for one in members if one.filename.startswith("archive/") and ".warc" in one.filename]
            if not archives:
                raise BadInput(subject, "is a ZIP file, but no WACZ with a captured page", _ADVICE)
            captures = [_member(package, one, subject, limits) for one in archives]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BadInput(subject, "the WACZ is cut off or damaged", _ADVICE) from error
    return _page(list(_responses(captures, subject, limits)), subject, listed)


def unpacked(stream: IO[bytes], subject: str, limits: Limits) -> bytes:
    """All that a stream unfolds to.

    Raises:
        BadInput: that is more than is allowed, or it is damaged.
    """
    parts, total = [], 0
    try:
        while part := stream.read(_CHUNK):
            total += len(part)
            if total > limits.unpacked_bytes:
                raise BadInput(subject, f"unfolds to more than {limits.unpacked_bytes // 1_000_000} MB", _ADVICE)
            parts.append(part)
    except (EOFError, zlib.error, OSError) as error:
        raise BadInput(subject, "is cut off or damaged", _ADVICE) from error
    return b"".join(parts)


def _check_members(members: list[zipfile.ZipInfo], subject: str, limits: Limits) -> None:
    if len(members) > _MOST_MEMBERS:
        raise BadInput(subject, f"holds more than {_MOST_MEMBERS:,} files", _ADVICE)
    for one in members:
        parts = one.filename.replace("\\", "/").split("/")
        if one.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise BadInput(subject, f"holds a file whose name leads outside ({one.filename[:80]!r})", "do not trust it")
    if sum(one.file_size for one in members) > limits.unpacked_bytes:
        raise BadInput(subject, f"unfolds to more than {limits.unpacked_bytes // 1_000_000} MB", _ADVICE)


def _member(package: zipfile.ZipFile, member: zipfile.ZipInfo, subject: str, limits: Limits) -> bytes:
    with package.open(member) as stream:
        return unpacked(stream, subject, limits)


def _listed_pages(package: zipfile.ZipFile, subject: str, limits: Limits) -> list[str]:
    """Addresses in pages/pages.jsonl, in their order."""
    try:
        raw = _member(package, package.getinfo("pages/pages.jsonl"), subject, limits)
    except KeyError:
        return []
    found = []
    for line in raw.decode("utf-8", "replace").splitlines()[:1_000]:
        try:
            page = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(page, dict) and isinstance(page.get("url"), str):
            found.append(page["url"])
    return found


def _responses(archives: Iterable[bytes], subject: str, limits: Limits) -> Iterator[_Response]:
    # A twentieth of a second, needed for captures only.
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    left = limits.unpacked_bytes
    for archive in archives:
        plain = _whole_records(archive, subject, limits)
        try:
            for record in ArchiveIterator(io.BytesIO(plain)):
                if record.rec_type in ("response", "resource"):
                    response = _response(record, subject, replace(limits, unpacked_bytes=left))
                    left -= len(response.content)
                    yield response
        except (ArchiveLoadFailed, EOFError, zlib.error, ValueError, OSError, *_NOT_FORESEEN) as error:
            raise BadInput(subject, _CUT, _ADVICE) from error


def _whole_records(archive: bytes, subject: str, limits: Limits) -> bytes:
    """The archive unpacked, when it is nothing but whole records.

    The library goes on reading through garbage and past a cut, line by line.
    """
    if archive.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=io.BytesIO(archive)) as stream:
            archive = unpacked(cast(IO[bytes], stream), subject, limits)
    at = 0
    while at < len(archive):
        end = archive.find(b"\r\n\r\n", at, at + _MOST_HEADER)
        length = _LENGTH.search(archive, at, end) if end >= 0 and archive.startswith(b"WARC/", at) else None
        after = end + 4 + int(length[1]) if length is not None else len(archive) + 1
        if after > len(archive):
            raise BadInput(subject, _CUT, _ADVICE)
        at = after
        while archive.startswith(b"\r\n", at) and at < after + 4:
            at += 2
    return archive


def _response(record: object, subject: str, limits: Limits) -> _Response:
    headers, http = record.rec_headers, record.http_headers  # type: ignore[attr-defined]
    content = unpacked(record.content_stream(), subject, limits)  # type: ignore[attr-defined]
    said = (http.get_header("Content-Type") if http else headers.get_header("Content-Type")) or ""
    kind, _, rest = said.partition(";")
    ok = http is None or (http.get_statuscode() or "").startswith("2")
    charset = rest.lower().partition("charset=")[2].split(";")[0].strip(" \"'")
    moment = edtf_of(headers.get_header("WARC-Date") or "")
    return _Response(
        headers.get_header("WARC-Target-URI") or "", kind.strip().lower() if ok else "", charset, content, moment
    )


def _page(responses: list[_Response], subject: str, listed: list[str]) -> Draft:
    pages = [one for one in responses if one.kind in ("text/html", "application/xhtml+xml") and one.content.strip()]
    if not pages:
        raise BadInput(subject, "holds no captured page", _ADVICE)
    page = next((one for url in listed for one in pages if one.url == url), pages[0])
    text, _ = decoded(page.content, subject, page.charset or declared_encoding(page.content))
    draft = read_html(text, subject, page.url)
    named = {one.file.split("?")[0].rsplit("/", 1)[-1] for one in draft.pictures}
    more = [
        PagePicture(one.url, "", None)
        for one in responses
        if one.kind in ("image/jpeg", "image/png", "image/webp")
        and one.url.split("?")[0].rsplit("/", 1)[-1] not in named
    ]
    return replace(draft, pictures=(*draft.pictures, *more))

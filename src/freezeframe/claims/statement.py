"""A statement as it was given, whatever form it came in: stored text, blocks, metadata, pictures on the page."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from typing import IO, cast

from freezeframe.claims import formats_folder, formats_html, formats_news, formats_pdf, formats_web
from freezeframe.claims.draft import Draft, laid_out, stored, with_language
from freezeframe.claims.encodings import decoded
from freezeframe.claims.plain import blocks_of
from freezeframe.claims.records import Block, Metadata, PagePicture, Statement, StoredText
from freezeframe.claims.sniff import Kind, kind_of
from freezeframe.config import Limits
from freezeframe.errors import BadInput

__all__ = ["Block", "Metadata", "PagePicture", "Statement", "StoredText", "read_statement"]

_WORDS: dict[Kind, tuple[str, str]] = {
    "empty": ("is empty", "give a statement with a text"),
    "medium": ("is a picture or a recording, not a text", "trace a picture with 'freezeframe trace'"),
    "office": ("is an office document of the old kind", "save it as text, HTML or PDF"),
    "rtf": ("is an RTF document", "save it as text, HTML or PDF"),
}


def read_statement(path: Path | None, stdin: bytes | None, limits: Limits) -> Statement:
    """The statement in a file or folder, or in the bytes that came by standard input.

    A plain text is stored as it was decoded; other forms are laid out as their paragraphs, a blank line between them.

    Raises:
        BadInput: it is empty, too large, damaged, or in no form that is known.
    """
    if path is None:
        return _read(stdin or b"", "-", limits)
    try:
        if path.is_dir():
            return _checked(laid_out(formats_folder.read_folder(path, limits), str(path)), limits)
        return _read(_bytes(path, limits), str(path), limits)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(path, f"cannot be read ({reason})", "look at its name and permissions") from error
    except ValueError as error:
        raise BadInput(str(path), "is no name of a file", "give the file's path") from error


def _bytes(path: Path, limits: Limits) -> bytes:
    """The content; a file that grows while it is read is refused as one that is too large."""
    with path.open("rb") as file:
        data = file.read(limits.statement_bytes + 1)
    return _not_larger(data, str(path), limits)


def _not_larger(data: bytes, subject: str, limits: Limits) -> bytes:
    if len(data) > limits.statement_bytes:
        reason = f"is larger than {limits.statement_bytes // 1_000_000} MB"
        raise BadInput(subject, reason, "give the article alone, without what surrounds it")
    return data


def _read(data: bytes, subject: str, limits: Limits) -> Statement:
    kind = kind_of(_not_larger(data, subject, limits))
    if kind == "gzip":
        data, kind = _unzipped(data, subject, limits)
    if kind in _WORDS:
        raise BadInput(subject, *_WORDS[kind])
    draft = _packed(data, kind, subject, limits)
    if draft is not None:
        return _checked(laid_out(draft, subject), limits)
    text, encoding = decoded(data, subject, formats_html.declared_encoding(data) if kind in ("html", "xml") else "")
    if len(text) > limits.statement_chars:
        raise BadInput(subject, f"has more than {limits.statement_chars:,} characters", "give the article alone")
    if kind == "html":
        return _checked(laid_out(formats_html.read_html(text, subject), subject, encoding), limits)
    if kind == "json":
        return _checked(laid_out(formats_news.read_ninjs(text, subject), subject, encoding), limits)
    return _checked(_plain(text, subject, encoding), limits)


def _packed(data: bytes, kind: Kind, subject: str, limits: Limits) -> Draft | None:
    """What is read from bytes, not from a text; None for the rest."""
    if kind == "pdf":
        return formats_pdf.read_pdf(data, subject, limits)
    if kind == "warc":
        return formats_web.read_warc(data, subject, limits)
    if kind == "zip":
        return formats_web.read_wacz(data, subject, limits)
    return formats_news.read_newsml(data, subject) if kind == "xml" else None


def _unzipped(data: bytes, subject: str, limits: Limits) -> tuple[bytes, Kind]:
    """A gzipped WARC as it is, since each of its records is packed alone; another file unpacked, once."""
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        try:
            head = stream.read(8_192)
        except (EOFError, zlib.error, OSError) as error:
            raise BadInput(subject, "is cut off or damaged", "give it once more") from error
        if head.startswith(b"WARC/"):
            return data, "warc"
        whole = head + formats_web.unpacked(cast(IO[bytes], stream), subject, limits)
    kind = kind_of(whole)
    if kind == "gzip":
        raise BadInput(subject, "is packed more than once", "unpack it")
    return whole, kind


def _plain(text: str, subject: str, encoding: str) -> Statement:
    return Statement(stored(text, subject, encoding), blocks_of(text), with_language(Metadata(), text))


def _checked(statement: Statement, limits: Limits) -> Statement:
    """The statement, when there is something to read in it."""
    text = statement.stored.text
    if len(text) > limits.statement_chars:
        raise BadInput(
            statement.stored.file, f"has more than {limits.statement_chars:,} characters", "give the article alone"
        )
    if not any(block.kind != "furniture" for block in statement.blocks):
        raise BadInput(statement.stored.file, "holds no text", "give a statement with a text")
    return statement

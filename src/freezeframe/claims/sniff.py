"""What a file is, by its content, whatever its name says."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["empty", "medium", "zip", "gzip", "warc", "pdf", "office", "rtf", "xml", "html", "json", "text"]

_MEDIA = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n",
    b"GIF8",
    b"\x1aE\xdf\xa3",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"OggS",
    b"ID3",
    b"fLaC",
    b"RIFF",
)
_HEAD = 4_096
_HTML = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|<(?:p|div|h1|span|table|meta|title)[\s>]", re.I
)
_ROOT = re.compile(rb"(?:\s|<\?[^>]{0,400}>|<!--[^>]{0,400}-->|<![A-Za-z][^>]{0,400}>){0,20}<([A-Za-z][\w:.-]{0,60})")
"""The first element after declarations and comments, each of bounded length."""
_NEWS = (b"newsitem", b"newsmessage", b"nitf", b"packageitem")
_MARKS = b"\xef\xbb\xbf \t\r\n\f\0"


def kind_of(data: bytes) -> Kind:
    """The kind of a statement's bytes."""
    if not data.strip(b" \t\r\n\f\v\xef\xbb\xbf\xff\xfe\0"):
        return "empty"
    head = data[:_HEAD]
    if any(head.startswith(mark) for mark in _MEDIA if mark != b"BM") or head[4:8] == b"ftyp" or _is_bmp(head):
        return "medium"
    for mark, kind in _SIGNED:
        if head.startswith(mark):
            return kind
    if b"%PDF-" in head[:1_024]:
        return "pdf"
    return _kind_of_text(head)


_SIGNED: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"WARC/", "warc"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"{\\rtf", "rtf"),
)


def _is_bmp(head: bytes) -> bool:
    return head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and len(head) > 26


def _kind_of_text(head: bytes) -> Kind:
    narrow = head.replace(b"\0", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head
    bare = narrow.lstrip(_MARKS + b"\xff\xfe")
    root = _ROOT.match(bare)
    if root is not None and root[1].lower().rpartition(b":")[2] in _NEWS:
        return "xml"
    if bare.startswith(b"<?xml") and (root is None or root[1].lower() != b"html"):
        return "xml"
    if bare.startswith(b"<") and _HTML.search(bare):
        return "html"
    return "json" if bare[:1] in (b"{", b"[") and re.match(rb"[{\[]\s*[\"{\[\]}]", bare) else "text"

"""A statement as it was given, whatever form it came in: stored text, blocks, metadata, pictures on the page."""

from __future__ import annotations

import hashlib
from pathlib import Path

from freezeframe.claims.plain import blocks_of
from freezeframe.claims.records import Metadata, Statement, StoredText
from freezeframe.config import Limits


def read_statement(path: Path | None, stdin: bytes | None, limits: Limits) -> Statement:
    """The statement in a file or folder, or in the bytes that came by standard input.

    Raises:
        BadInput: it is empty, too large, damaged, or in no form that is known.
    """
    data = path.read_bytes() if path is not None else stdin or b""
    text = data.decode("utf-8-sig")
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    stored = StoredText(text, sha256, str(path) if path is not None else "-")
    return Statement(stored, blocks_of(text), Metadata(), ())

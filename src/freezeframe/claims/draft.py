"""A statement in the making: pieces in their order, laid out as one stored text with blocks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from freezeframe.claims.datelines import wire_of
from freezeframe.claims.furniture import known_kind
from freezeframe.claims.languages import language_of, names
from freezeframe.claims.plain import with_datelines
from freezeframe.claims.records import Block, BlockKind, Metadata, PagePicture, Span, Statement, StoredText

_BETWEEN = "\n\n"


@dataclass(frozen=True)
class Piece:
    """A paragraph with its role; what is said to be body is looked at once more for furniture."""

    kind: BlockKind
    text: str


@dataclass(frozen=True)
class Draft:
    """What a format's reader makes of a page."""

    pieces: tuple[Piece, ...]
    metadata: Metadata
    pictures: tuple[PagePicture, ...] = ()
    """Their captions are looked for among the pieces."""


def stored(text: str, file: str, encoding: str = "") -> StoredText:
    """A text with its hash."""
    return StoredText(text, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), file, encoding)


def with_language(metadata: Metadata, text: str) -> Metadata:
    """The language that is declared, where it is one that is shipped; else the one that the words are in."""
    declared = metadata.language.lower().replace("_", "-").split("-")[0]
    return replace(metadata, language=declared if declared in names() else language_of(text))


def laid_out(draft: Draft, file: str, encoding: str = "") -> Statement:
    """The pieces as one text, a blank line between them; every block and caption with its span."""
    pieces = [Piece(_role(piece), " ".join(piece.text.split())) for piece in draft.pieces]
    pieces = [piece for piece in pieces if piece.text]
    spans: list[Span] = []
    at = 0
    for piece in pieces:
        spans.append((at, at + len(piece.text)))
        at += len(piece.text) + len(_BETWEEN)
    text = _BETWEEN.join(piece.text for piece in pieces)
    blocks = with_datelines(text, [(piece.kind, span) for piece, span in zip(pieces, spans, strict=True)])
    pictures = tuple(replace(one, caption_span=_caption_span(one, text, blocks)) for one in draft.pictures)
    return Statement(stored(text, file, encoding), blocks, with_language(draft.metadata, text), pictures)


def _role(piece: Piece) -> BlockKind:
    if piece.kind != "body" or len(piece.text) > 2_000:
        return piece.kind
    bare = " ".join(piece.text.split())
    return "body" if wire_of(bare, (0, len(bare))) else known_kind(bare) or "body"


def _caption_span(picture: PagePicture, text: str, blocks: Sequence[Block]) -> Span | None:
    caption = " ".join(picture.caption.split())
    same = (block.span for block in blocks if block.kind == "caption" and text[slice(*block.span)] == caption)
    return next(same, None) if caption else None

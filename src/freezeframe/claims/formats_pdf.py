"""Text of a PDF: lines joined to paragraphs, running heads and page numbers set apart."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from freezeframe.claims.datelines import wire_of
from freezeframe.claims.draft import Draft, Piece
from freezeframe.claims.furniture import ends_sentence
from freezeframe.claims.plain import kinds_of
from freezeframe.claims.records import Metadata
from freezeframe.config import Limits
from freezeframe.errors import BadInput

# What it logs of a file's faults is either nothing to the text or raised as well.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
_MOST_PAGES = 1_000
_FULL = 0.75
"""A line shorter than this share of the widest can end a paragraph."""
_PAGE_NUMBER = re.compile(
    r"(?:page\s{1,5})?[-\u2013 ]{0,3}\d{1,4}(?:\s{0,3}(?:/|of)\s{0,3}\d{1,4})?[-\u2013 ]{0,3}\Z", re.I
)


def read_pdf(data: bytes, subject: str, limits: Limits) -> Draft:
    """The text of a PDF with title and author.

    Raises:
        BadInput: it is damaged, locked, too long, or holds no text.
    """
    pages, metadata = _pages(data, subject, limits)
    if not any(line for page in pages for line in page):
        raise BadInput(subject, "the PDF holds no text, only pictures of it", "recognise its text first (OCR)")
    running = _running(pages)
    paragraphs = _paragraphs(
        [line for page in pages for line in page if line not in running and not _PAGE_NUMBER.match(line)]
    )
    wires = [wire_of(line, (0, len(line))) for line in paragraphs[:40]]
    pieces = [Piece(kind, line) for kind, line in zip(kinds_of(paragraphs, wires), paragraphs, strict=True)]
    return Draft((*pieces, *(Piece("furniture", line) for line in sorted(running))), metadata)


def _pages(data: bytes, subject: str, limits: Limits) -> tuple[list[list[str]], Metadata]:
    # A tenth of a second, needed for PDF only.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadInput(subject, "the PDF is locked with a password", "save it without one")
        if len(reader.pages) > _MOST_PAGES:
            raise BadInput(subject, f"has more than {_MOST_PAGES:,} pages", "give the pages that matter")
        pages, total = [], 0
        for page in reader.pages:
            text = page.extract_text()
            total += len(text)
            if total > limits.statement_chars:
                raise BadInput(subject, f"its text is longer than {limits.statement_chars:,} characters")
            pages.append([line.strip() for line in text.splitlines()])
        said = reader.metadata
        return pages, Metadata(title=_plain(said and said.title), author=_plain(said and said.author))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, OverflowError) as error:
        raise BadInput(subject, "the PDF is cut off or damaged", "save it anew") from error
    except (RecursionError, MemoryError, NotImplementedError) as error:
        raise BadInput(subject, "the PDF is made in a way that cannot be read", "give its text") from error


def _plain(said: object) -> str:
    return " ".join(said.split()) if isinstance(said, str) else ""


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """Lines at the head or foot of at least three pages, and of half of them."""
    ends = Counter(
        line for page in pages for line in {*[one for one in page if one][:2], *[one for one in page if one][-2:]}
    )
    return {line for line, count in ends.items() if count >= 3 and count * 2 >= len(pages)}


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Lines joined: a blank one parts, and one that ends a sentence well before the margin."""
    widest = max((len(line) for line in lines), default=0)
    paragraphs: list[str] = []
    going_on = False
    for line, after in pairwise((*lines, "")):
        if not line:
            going_on = going_on and not after[:1].isupper() and bool(after)
            continue
        if going_on and paragraphs:
            paragraphs[-1] = _linked(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        going_on = len(line) >= _FULL * widest and not (ends_sentence(line) and len(line) < 0.9 * widest)
    return paragraphs


def _linked(before: str, line: str) -> str:
    """Two lines as one; a word that was parted at the margin is whole again."""
    if len(before) > 1 and before[-1] in "-\u00ad\u2010" and before[-2].islower() and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"

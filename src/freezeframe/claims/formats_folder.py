"""An output folder of auto-archiver: its capture or its report, and the pictures that lie beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lxml import html

from freezeframe.claims.draft import Draft, Piece
from freezeframe.claims.encodings import decoded
from freezeframe.claims.formats_html import declared_encoding, read_html
from freezeframe.claims.formats_web import read_wacz, read_warc
from freezeframe.claims.html_metadata import edtf_of
from freezeframe.claims.records import Metadata, PagePicture
from freezeframe.claims.sniff import Kind, kind_of
from freezeframe.config import Limits
from freezeframe.errors import BadInput

_MOST_FILES = 2_000
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF")
_MADE_BY = "github.com/bellingcat/auto-archiver"
_ADVICE = "give the file of the statement itself"


def read_folder(folder: Path, limits: Limits) -> Draft:
    """The statement in a folder: a WACZ or WARC before the report, and that before any other page or text.

    Raises:
        BadInput: the folder holds no statement, or several that might be it.
    """
    kinds = {path: _kind(path) for path in _files(folder)}
    pictures = tuple(
        PagePicture(str(path.relative_to(folder)), "", None)
        for path, kind in kinds.items()
        if kind == "medium" and _is_picture(path)
    )
    for wanted in (("zip",), ("warc", "gzip")):
        captures = [path for path, kind in kinds.items() if kind in wanted]
        if captures:
            draft = _read_capture(_only(captures, folder), limits)
            return replace(draft, pictures=(*draft.pictures, *pictures))
    pages = {path: _page_text(path, limits) for path, kind in kinds.items() if kind == "html"}
    reports = [path for path, text in pages.items() if _MADE_BY in text]
    if reports:
        path = _only(reports, folder)
        return replace(read_report(pages[path], str(path)), pictures=pictures)
    texts = [path for path, kind in kinds.items() if kind in ("html", "text")]
    if not texts:
        raise BadInput(folder, "holds no statement", _ADVICE)
    path = _only(texts, folder)
    draft = read_html(pages[path], str(path)) if path in pages else _plain(path, limits)
    return replace(draft, pictures=(*draft.pictures, *pictures))


def read_report(text: str, subject: str) -> Draft:
    """The page that auto-archiver writes of an item: a table of what the platform said of it.

    Raises:
        BadInput: the table has neither a title nor a text.
    """
    said: dict[str, str] = {}
    tree = html.document_fromstring(text)
    for row in tree.xpath("//table[contains(@class, 'metadata')]//tr"):
        cells = row.findall("td")
        if len(cells) == 2:
            said.setdefault(" ".join(cells[0].text_content().split()), cells[1].text_content().strip())
    body = said.get("content") or said.get("description") or said.get("text") or ""
    title = " ".join(said.get("title", "").split())
    if not body and not title:
        raise BadInput(subject, "the report of auto-archiver holds no text of the item", _ADVICE)
    repeated = bool(body) and " ".join(body.split()).startswith(title.rstrip(".\u2026"))
    pieces = [] if repeated or not title else [Piece("headline" if body else "body", title)]
    metadata = Metadata(
        title=title,
        published=edtf_of(said.get("timestamp", "")),
        author=said.get("uploader") or said.get("author") or said.get("channel") or "",
        url=said.get("url", ""),
    )
    return Draft((*pieces, *(Piece("body", line) for line in body.splitlines() if line.strip())), metadata)


def _files(folder: Path) -> list[Path]:
    """Files in the folder and one below, in the order of their names; links are not followed."""
    found = sorted(
        path for pattern in ("*", "*/*") for path in folder.glob(pattern) if path.is_file() and not path.is_symlink()
    )
    if len(found) > _MOST_FILES:
        raise BadInput(folder, f"holds more than {_MOST_FILES:,} files", _ADVICE)
    return [path for path in found if not path.name.startswith(".")]


def _kind(path: Path) -> Kind:
    with path.open("rb") as file:
        return kind_of(file.read(8_192))


def _is_picture(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(16)
    return head.startswith(_PICTURES) and (head[:4] != b"RIFF" or head[8:12] == b"WEBP")


def _only(paths: Sequence[Path], folder: Path) -> Path:
    if len(paths) > 1:
        listed = ", ".join(str(path.relative_to(folder)) for path in paths[:3])
        raise BadInput(
            folder,
            f"holds {len(paths)} files that might be the statement ({listed}{', ...' * (len(paths) > 3)})",
            _ADVICE,
        )
    return paths[0]


def _bytes(path: Path, limits: Limits) -> bytes:
    if path.stat().st_size > limits.statement_bytes:
        raise BadInput(path, f"is larger than {limits.statement_bytes // 1_000_000} MB", _ADVICE)
    return path.read_bytes()


def _page_text(path: Path, limits: Limits) -> str:
    data = _bytes(path, limits)
    return decoded(data, str(path), declared_encoding(data))[0]


def _read_capture(path: Path, limits: Limits) -> Draft:
    data = _bytes(path, limits)
    return read_wacz(data, str(path), limits) if data.startswith(b"PK") else read_warc(data, str(path), limits)


def _plain(path: Path, limits: Limits) -> Draft:
    text, _ = decoded(_bytes(path, limits), str(path))
    return Draft(tuple(Piece("body", line) for line in text.splitlines() if line.strip()), Metadata())

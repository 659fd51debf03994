"""Files that cannot be read as a statement: one clear line each, whatever they do to a parser."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from freezeframe.claims.statement import read_statement
from freezeframe.config import LIMITS
from freezeframe.errors import BadInput
from tests import statements as made
from tests.conftest import Runner

SMALL = replace(LIMITS, statement_bytes=200_000, statement_chars=100_000, unpacked_bytes=1_000_000)


def refused(data: bytes) -> str:
    """The one line with which bytes are refused."""
    with pytest.raises(BadInput) as caught:
        read_statement(None, data, SMALL)
    assert "\n" not in caught.value.line
    return caught.value.line


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    """A WACZ whose capture unfolds a thousandfold."""
    return made.wacz({"archive/bomb.warc": b"\0" * 30_000_000})


def lying_bomb() -> bytes:
    """The same, but its directory says that it holds ten bytes."""
    data = bytearray(made.wacz({"archive/bomb.warc": b"\0" * 3_000_000}))
    size = (3_000_000).to_bytes(4, "little")
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = (10).to_bytes(4, "little")
        at = data.find(size)
    return bytes(data)


def gzip_bomb_in_a_record() -> bytes:
    """A page that the server sent packed, and that unfolds to more than is allowed."""
    content = gzip.compress(b"<p>" + b"a" * 30_000_000)
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + content
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/\r\nWARC-Date: 2017-11-15T08:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


ENTITIES = """<?xml version="1.0"?><!DOCTYPE newsItem [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><newsItem><contentMeta><headline>&c;</headline></contentMeta></newsItem>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<nitf><body><body.content><p>&x;</p></body.content></body></nitf>"""
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "-: is empty"),
    "white space": (lambda: b"\xef\xbb\xbf \n\t\r\n", "is empty"),
    "binary": (lambda: bytes(range(256)) * 50, "is no text"),
    "noise": (lambda: random.Random(7).randbytes(5_000), "-: "),
    "picture": (lambda: b"\xff\xd8\xff\xe0" + b"x" * 99, "is a picture or a recording"),
    "video": (lambda: b"\0\0\0\x18ftypmp42" + b"\0" * 99, "is a picture or a recording"),
    "word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "office document"),
    "docx": (lambda: zipped({"word/document.xml": b"<x/>"}), "no WACZ"),
    "rtf": (lambda: b"{\\rtf1 text}", "RTF"),
    "broken utf-8": (lambda: ("снимки колонны " * 50).encode()[:-5] + b"\xff\xfe." * 2, "is damaged: byte"),
    "utf-16 cut": (lambda: made.TEXT.encode("utf-16")[:-1], "cut off or damaged"),
    "too large": (lambda: b"word " * 50_000, "is larger than 0 MB"),
    "too long": (lambda: b"word " * 30_000, "has more than 100,000 characters"),
    "furniture only": (
        lambda: b"Home | World | Sport | Contact us\n\xc2\xa9 2017 All rights reserved\n",
        "holds no text",
    ),
    "page without text": (lambda: b"<html><head><title></title></head><body><img src=a></body></html>", "no text"),
    "page of nothing": (lambda: b"<html><!-- -->", "no text"),
    "json": (lambda: b'{"a": 1}', "no ninjs item"),
    "json cut": (lambda: made.ninjs()[:300], "no JSON that can be read"),
    "json nested": (lambda: b'{"a":' + b"[" * 90_000, "no JSON that can be read"),
    "xml": (lambda: b"<?xml version='1.0'?><feed><p>x</p></feed>", "no NewsML"),
    "xml cut": (lambda: made.NEWSML.encode()[:700], "no XML that can be read"),
    "xml entities": (ENTITIES.encode, "declares entities"),
    "xml from outside": (OUTSIDE.encode, "declares entities"),
    "pdf cut": (lambda: made.pdf([made.HEADLINE])[:200], "PDF is cut off or damaged"),
    "pdf of pictures": (lambda: made.pdf([]), "holds no text"),
    "warc cut": (lambda: made.warc(packed=False)[:900], "cut off"),
    "warc.gz cut": (lambda: made.warc()[: len(made.warc()) // 2], "cut off"),
    "warc.gz cut in the second record": (lambda: made.warc()[:-60], "cut off"),
    "warc with garbage after it": (lambda: made.warc(packed=False) + b"\r\n" * 90_000, "cut off or damaged"),
    "wacz of garbage": (lambda: made.wacz({"archive/x.warc": b"\0" * 900_000}), "cut off or damaged"),
    "warc without a page": (
        lambda: made.warc(packed=False)[made.warc(packed=False).rfind(b"WARC/1.0") :],
        "no captured",
    ),
    "gzip cut": (lambda: gzip.compress(made.TEXT.encode())[:-20], "cut off or damaged"),
    "gzip twice": (lambda: gzip.compress(gzip.compress(b"text")), "packed more than once"),
    "gzip bomb": (lambda: gzip.compress(b"a" * 30_000_000), "unfolds to more than 1 MB"),
    "gzip bomb in a record": (gzip_bomb_in_a_record, "unfolds to more than 1 MB"),
    "wacz cut": (lambda: made.wacz()[:400], "cut off or damaged"),
    "wacz bomb": (bomb, "unfolds to more than 1 MB"),
    "wacz bomb that lies": (lying_bomb, "-: "),
    "wacz with a name outside": (lambda: made.wacz({"../../evil": b"x"}), "leads outside"),
    "wacz with a whole path": (lambda: made.wacz({"/etc/cron.d/evil": b"x"}), "leads outside"),
    "wacz without a capture": (lambda: zipped({"pages/pages.jsonl": b"{}", "datapackage.json": b"{}"}), "no WACZ"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_is_refused_in_one_line(name: str) -> None:
    make, reason = BAD[name]
    assert reason in refused(make())


@pytest.mark.parametrize("name", ["empty", "binary", "warc cut", "wacz bomb", "xml entities", "picture"])
def test_the_command_says_so_and_ends_with_two(name: str, ff: Runner, tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(BAD[name][0]())
    done = ff("read", str(path))
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert str(path) in done.err


def test_a_hundred_megabytes_are_refused_at_once(ff: Runner, tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    done = ff("read", str(path))
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "is larger than 64 MB" in done.err


@pytest.mark.parametrize("how", ["absent", "folder", "long name", "nul"])
def test_a_path_that_is_no_statement(how: str, tmp_path: Path) -> None:
    names = {"absent": "none.txt", "folder": "", "long name": "x" * 5_000, "nul": "a\0b"}
    with pytest.raises(BadInput) as caught:
        read_statement(tmp_path / names[how], None, LIMITS)
    assert "\n" not in caught.value.line


def test_a_folder_with_two_texts_is_not_guessed_at(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(made.TEXT, encoding="utf-8")
    with pytest.raises(BadInput, match="2 files that might be the statement"):
        read_statement(tmp_path, None, LIMITS)


@pytest.mark.parametrize("form", ["html", "ninjs", "newsml", "warc", "warc.gz", "wacz", "pdf", "text"])
def test_spoilt_bytes_are_read_or_refused(form: str) -> None:
    """Cut anywhere, and with bytes changed anywhere: no other error comes out."""
    whole = {
        "html": made.HTML.encode(),
        "ninjs": made.ninjs(),
        "newsml": made.NEWSML.encode(),
        "warc": made.warc(packed=False),
        "warc.gz": made.warc(),
        "wacz": made.wacz(),
        "pdf": made.pdf([made.HEADLINE, "", "The ministry said so on Tuesday."]),
        "text": made.TEXT.encode(),
    }[form]
    rng = random.Random(11)
    for _ in range(60):
        spoilt = bytearray(whole[: rng.randrange(1, len(whole) + 1)])
        for _ in range(rng.randrange(12)):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        try:
            statement = read_statement(None, bytes(spoilt), SMALL)
        except BadInput:
            continue
        assert statement.stored.text

"""The same short article in every form that a statement can come in, made on the spot."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

URL = "https://news.example.org/2017/11/14/proof"
HEADLINE = "Ministry shows pictures of a convoy near Abu Kamal"
PARAGRAPHS = (
    "MOSCOW, November 14. /TASS/. Russia’s Defense Ministry has published pictures of a convoy that was let out of "
    "Abu Kamal on November 9, and called them irrefutable evidence.",
    "The pictures were taken by drones near the Syrian-Iraqi border, spokesman Igor Konashenkov said on Tuesday, "
    "adding that they showed the coalition’s cover for the militants.",
    "One of them was a frame of a video that had been released in June 2016, the Conflict Intelligence Team (CIT) "
    "said.",
)
CAPTION = "A convoy on the road, in a picture handed out by the ministry"
PICTURE = "https://news.example.org/media/convoy.jpg"
TEXT = "\n\n".join((HEADLINE, *PARAGRAPHS)) + "\n"
HTML = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{HEADLINE} - Example News</title>
<meta property="og:site_name" content="Example News">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "{HEADLINE}",
"datePublished": "2017-11-14T15:03:00+0300", "author": {{"@type": "Person", "name": "Ann Writer"}},
"publisher": {{"@type": "Organization", "name": "Example News"}}}}</script></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>
<article><h1>{HEADLINE}</h1><p>By Ann Writer, correspondent</p>
<p>{PARAGRAPHS[0]}</p>
<figure><img src="{PICTURE}" alt="convoy"><figcaption>{CAPTION}</figcaption></figure>
<p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p></article>
<aside><h3>Most read</h3><ul><li>Ten best walks</li></ul></aside>
<footer>© 2017 Example News. All rights reserved.</footer></body></html>
"""


def pdf(lines: list[str]) -> bytes:
    """A PDF of one page with these lines, in the plainest form."""
    shown = "".join(f"({_escaped(line)}) Tj T* " for line in lines)
    content = f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (A statement) /Author (The ministry) >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").replace("’", "'")


def ninjs(**fields: object) -> bytes:
    """A ninjs item."""
    item = {
        "uri": "urn:example:1",
        "type": "text",
        "language": "en",
        "headline": HEADLINE,
        "versioncreated": "2017-11-14T12:03:00Z",
        "byline": "Ann Writer",
        "body_html": "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS),
        "associations": {
            "main": {
                "type": "picture",
                "description_text": CAPTION,
                "renditions": {"full": {"href": PICTURE}},
            }
        },
    }
    return json.dumps(item | fields).encode()


NEWSML = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:example:2" xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/>
<provider literal="TASS"/><versionCreated>2017-11-14T12:03:00Z</versionCreated></itemMeta>
<contentMeta><headline>{HEADLINE}</headline><by>Ann Writer</by></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>
{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}</body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:example:3"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta>
<contentMeta><headline>Convoy</headline><description role="drol:caption">{CAPTION}</description></contentMeta>
<contentSet><remoteContent href="{PICTURE}"/></contentSet></newsItem></itemSet></newsMessage>
"""
NITF = f"""<?xml version="1.0"?><nitf><head><docdata><date.issue norm="20171114T120300Z"/></docdata></head>
<body><body.head><hedline><hl1>{HEADLINE}</hl1></hedline><byline>By Ann Writer</byline></body.head>
<body.content>{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}
<media media-type="image"><media-reference source="convoy.jpg"/><media-caption>{CAPTION}</media-caption></media>
</body.content></body></nitf>
"""


def warc(html: str = HTML, *, packed: bool = True) -> bytes:
    """A WARC with a page and a picture of it, each record packed alone."""
    records = [
        _record(URL, "text/html; charset=utf-8", html.encode()),
        _record(PICTURE, "image/jpeg", b"\xff\xd8\xff" + b"x" * 500),
    ]
    return b"".join(gzip.compress(record) if packed else record for record in records)


def _record(url: str, kind: str, content: bytes) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n%s" % (kind.encode(), content)
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2017-11-15T08:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def wacz(members: dict[str, bytes] | None = None) -> bytes:
    """A WACZ of that capture, with further members."""
    out = io.BytesIO()
    pages = '{"format": "json-pages-1.0", "id": "pages"}\n' + json.dumps({"url": URL, "title": HEADLINE}) + "\n"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("pages/pages.jsonl", pages)
        package.writestr("archive/data.warc.gz", warc())
        for name, content in (members or {}).items():
            package.writestr(name, content)
    return out.getvalue()


REPORT = f"""<html><head><title>auto-archiver</title></head><body><h2 class="center">metadata</h2>
<table class="metadata"><tr><th>key</th><th>value</th></tr>
<tr><td>url</td><td><span class="copy">https://social.example.org/1</span></td></tr>
<tr><td>title</td><td><span class="copy">{HEADLINE}</span></td></tr>
<tr><td>timestamp</td><td><span class="copy">2017-11-14 09:30:00+00:00</span></td></tr>
<tr><td>content</td><td><span class="copy">{" ".join(PARAGRAPHS)}</span></td></tr></table>
<p class="center">Made with <a href="https://github.com/bellingcat/auto-archiver">bellingcat/auto-archiver</a></p>
</body></html>"""


def archived_folder(folder: Path, *, capture: bool = False) -> Path:
    """What auto-archiver leaves: a report, a picture, and maybe a capture."""
    inner = folder / "social-example-org-1"
    inner.mkdir(parents=True)
    (inner / "9f8e7d.html").write_text(REPORT, encoding="utf-8")
    (inner / "0a1b2c.jpg").write_bytes(b"\xff\xd8\xff" + b"x" * 100)
    if capture:
        (inner / "3d4e5f.wacz").write_bytes(wacz())
    return folder

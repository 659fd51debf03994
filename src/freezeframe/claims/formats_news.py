"""What news agencies exchange: IPTC ninjs (JSON) and NewsML-G2 (XML), with NITF inside or alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError

from freezeframe.claims.draft import Draft, Piece
from freezeframe.claims.formats_html import read_html
from freezeframe.claims.html_metadata import edtf_of
from freezeframe.claims.records import BlockKind, Metadata, PagePicture
from freezeframe.errors import BadInput

_BODY_TAGS = frozenset("p li h2 h3 h4 blockquote pre hl2".split())
_ROLES: dict[str, BlockKind] = {
    "hl1": "headline",
    "h1": "headline",
    "hl2": "deck",
    "byline": "byline",
    "media-caption": "caption",
}
_MOST_PARTS = 10_000


def read_ninjs(text: str, subject: str) -> Draft:
    """An item of ninjs 1, 2 or 3.

    Raises:
        BadInput: it is no JSON, or no ninjs item with a text.
    """
    try:
        item = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(subject, "is no JSON that can be read", "mend it, or give the article's text") from error
    if isinstance(item, list) and len(item) == 1:
        item = item[0]
    if not isinstance(item, Mapping):
        raise BadInput(subject, "is JSON, but no ninjs item", "give a ninjs item, or the article's text")
    html, plain = _bodies(item)
    if not html and not plain:
        raise BadInput(subject, "is JSON, but no ninjs item with a text", "give a ninjs item, or the article's text")
    metadata = _ninjs_metadata(item)
    pictures = tuple(_ninjs_pictures(item))
    body = (
        read_html(f"<article>{html}</article>", subject).pieces
        if html
        else [Piece("body", line) for line in plain.splitlines()]
    )
    pieces = [Piece("headline", metadata.title), Piece("byline", _said(item, "byline"))]
    pieces += [piece for piece in body if piece.text.strip() and piece.kind != "headline"]
    pieces += [Piece("caption", one.caption) for one in pictures]
    pieces.append(Piece("furniture", _said(item, "copyrightnotice", "usageterms")))
    return Draft(tuple(pieces), metadata, pictures)


def _bodies(item: Mapping[str, Any]) -> tuple[str, str]:
    """The body as HTML and as plain text; either may be empty."""
    html, plain = _said(item, "body_html", "body_xhtml"), _said(item, "body_text")
    for body in _objects(item.get("bodies")):
        value = _said(body, "value")
        if "html" in _said(body, "contenttype", "role"):
            html = html or value
        else:
            plain = plain or value
    return html, plain


def _ninjs_metadata(item: Mapping[str, Any]) -> Metadata:
    headlines = [_said(one, "value") for one in _objects(item.get("headlines"))]
    provider = item.get("provider")
    sources = [_said(one, "name") for one in _objects(item.get("infosources"))]
    return Metadata(
        title=_line(_said(item, "headline") or next(filter(None, headlines), "") or _said(item, "title")),
        published=edtf_of(
            _said(
                item,
                "contentcreated",
                "firstcreated",
                "versioncreated",
                "contentCreated",
                "firstCreated",
                "versionCreated",
            )
        ),
        author=_line(_said(item, "byline", "by")),
        publisher=_line(
            (_said(provider, "name") if isinstance(provider, Mapping) else "")
            or next(filter(None, sources), "")
            or _said(item, "copyrightholder", "copyrightHolder")
        ),
        language=_said(item, "language"),
        url=_said(item, "uri", "altids"),
    )


def _ninjs_pictures(item: Mapping[str, Any]) -> Iterator[PagePicture]:
    listed = item.get("associations")
    linked = list(listed.values()) if isinstance(listed, Mapping) else listed
    for one in _objects(linked):
        if _said(one, "type") in ("picture", "graphic") or one.get("renditions"):
            renditions = one.get("renditions")
            each = _objects(list(renditions.values()) if isinstance(renditions, Mapping) else renditions)
            file = next((href for rendition in each if (href := _said(rendition, "href"))), "") or _said(one, "uri")
            descriptions = [_said(text, "value") for text in _objects(one.get("descriptions"))]
            caption = _said(one, "description_text", "description") or next(filter(None, descriptions), "")
            if file:
                yield PagePicture(file, _line(caption), None, _line(_said(one, "headline")))


def _objects(value: object) -> list[Mapping[str, Any]]:
    listed = value if isinstance(value, list) else []
    return [cast(Mapping[str, Any], one) for one in listed[:200] if isinstance(one, Mapping)]


def _said(item: Mapping[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := item.get(name), str) and value.strip()), "")


def _line(text: str) -> str:
    return " ".join(text.split())


def read_newsml(data: bytes, subject: str) -> Draft:
    """A NewsML-G2 item or message, or a NITF document.

    Raises:
        BadInput: it is no XML, holds entities, or no news item with a text.
    """
    root = _root(data, subject)
    items = [one for one in root.iter() if _tag(one) == "newsItem"] or [root]
    texts = [item for item in items if any(True for _ in _paragraphs(item))]
    if not texts or _tag(root) not in ("newsItem", "newsMessage", "nitf", "packageItem"):
        raise BadInput(
            subject, "is XML, but no NewsML-G2 or NITF item with a text", "give such an item, or the article's text"
        )
    item = texts[0]
    metadata = _newsml_metadata(item)
    pictures = tuple(dict.fromkeys(picture for one in items for picture in _newsml_pictures(one)))
    inner = [piece for piece in _paragraphs(item) if piece.kind != "headline"]
    pieces = [Piece("headline", metadata.title), *inner, *(Piece("caption", one.caption) for one in pictures)]
    return Draft(tuple(_once(pieces)), metadata, pictures)


def _root(data: bytes, subject: str) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return cast(Element, fromstring(data))
    except DefusedXmlException as error:
        raise BadInput(
            subject, "is XML that declares entities, which can fill up the memory", "remove its <!ENTITY> lines"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise BadInput(
            subject, f"is no XML that can be read ({error})", "mend it, or give the article's text"
        ) from error


def _tag(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _inner(element: Element) -> str:
    return _line("".join(element.itertext()))


def _first(item: Element, *names: str) -> str:
    """The text of the first element of these names, in the order of the names."""
    for name in names:
        for element in item.iter():
            if _tag(element) == name and (text := _inner(element)):
                return text
    return ""


def _newsml_metadata(item: Element) -> Metadata:
    language = next((_attribute(one, "tag") for one in item.iter() if _tag(one) == "language"), "")
    provider = next((one for one in item.iter() if _tag(one) in ("provider", "infoSource", "doc.copyright")), None)
    named = _first(provider, "name") if provider is not None else ""
    literal = "" if provider is None else _attribute(provider, "literal") or _attribute(provider, "holder")
    issued = next((_attribute(one, "norm") for one in item.iter() if _tag(one) in ("date.issue", "story.date")), "")
    moments = (
        _first(item, "contentCreated"),
        _first(item, "firstCreated"),
        _first(item, "versionCreated"),
        _basic(issued),
    )
    return Metadata(
        title=_first(item, "headline", "hl1", "h1") or _first(item, "title"),
        published=next((edtf for moment in moments if (edtf := edtf_of(moment))), ""),
        author=_first(item, "by", "byline"),
        publisher=named or literal or _first(item, "creditline"),
        language=language or _attribute(item, "lang"),
        url=_attribute(item, "guid"),
    )


def _basic(issued: str) -> str:
    """NITF's 20171114T120300Z with the marks of the extended form."""
    day, _, rest = issued.partition("T")
    if len(day) != 8 or not day.isdecimal():
        return issued
    moment = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    return (
        f"{moment}T{rest[:2]}:{rest[2:4]}:{rest[4:6]}{rest[6:]}" if len(rest) >= 6 and rest[:6].isdecimal() else moment
    )


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == name), "")


def _paragraphs(item: Element) -> Iterator[Piece]:
    """Of the item's content, NITF or XHTML; plain text where it is no XML."""
    contents = [one for one in item.iter() if _tag(one) in ("inlineXML", "inlineData", "body")]
    for content in contents[:1]:
        if _tag(content) == "inlineData" and not len(content):
            yield from (Piece("body", line) for line in (content.text or "").splitlines() if line.strip())
            continue
        for element in content.iter():
            tag = _tag(element)
            role = _ROLES.get(tag) or ("body" if tag in _BODY_TAGS else None)
            nested = any(_tag(child) in _BODY_TAGS for child in element)
            if role is not None and not nested and (text := _inner(element)):
                yield Piece(role, text)


def _newsml_pictures(item: Element) -> Iterator[PagePicture]:
    classes = [_attribute(one, "qcode") for one in item.iter() if _tag(one) == "itemClass"]
    if any(code.endswith(("picture", "graphic")) for code in classes):
        files = [_attribute(one, "href") for one in item.iter() if _tag(one) == "remoteContent"]
        descriptions = [one for one in item.iter() if _tag(one) == "description"]
        captions = [one for one in descriptions if "caption" in _attribute(one, "role")] or descriptions
        if files:
            yield PagePicture(files[0], _inner(captions[0]) if captions else "", None, _first(item, "headline"))
    for media in (one for one in item.iter() if _tag(one) == "media"):
        sources = [_attribute(one, "source") for one in media.iter() if _tag(one) == "media-reference"]
        if sources and sources[0] and _attribute(media, "media-type") in ("", "image", "photo"):
            yield PagePicture(sources[0], _first(media, "media-caption"), None)


def _once(pieces: Sequence[Piece]) -> Iterable[Piece]:
    """Each headline and caption once."""
    seen: set[str] = set()
    for piece in pieces[:_MOST_PARTS]:
        if piece.kind == "body" or piece.text not in seen:
            seen.add(piece.text)
            yield piece

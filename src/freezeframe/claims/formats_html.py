"""Web pages: what trafilatura takes for the article, with captions, bylines and what is left over set apart."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from lxml import etree, html
from lxml.html import HtmlElement

from freezeframe.claims.draft import Draft, Piece
from freezeframe.claims.furniture import ends_sentence, known_kind
from freezeframe.claims.html_metadata import metadata_of
from freezeframe.claims.records import Metadata, PagePicture
from freezeframe.errors import BadInput

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{2,40})", re.I)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_:.-]{2,40})")
_HEAD = 4_096
_UNSEEN = tuple("script style noscript template svg iframe object select textarea button".split())
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del em font i ins kbd mark q s small span strong sub sup time u var".split()
)
_CAPTION_CLASS = re.compile(r"caption|didascalia|pie-?foto|bildunterschrift", re.I)
_DECK_CLASS = re.compile(
    r"deck|subtitle|sub-?head|standfirst|sottotitolo|occhiello|entradilla|dek\b|lead\b|summary", re.I
)
# What these libraries log is about their own search for the article, no matter of the person who asked.
for _noisy in ("trafilatura", "htmldate"):
    logging.getLogger(_noisy).setLevel(logging.CRITICAL)
_MOST_LEFT_OVER = 2_000
"""Lines of page furniture that are kept."""


def declared_encoding(data: bytes) -> str:
    """The encoding that a page declares in its first bytes; empty when it does not."""
    for pattern in (_XML_CHARSET, _CHARSET):
        found = pattern.search(data[:_HEAD])
        if found is not None:
            return found[1].decode("ascii")
    return ""


def read_html(text: str, subject: str, url: str = "") -> Draft:
    """A page as pieces: headline, deck, bylines, the article, captions; then what is left over, as furniture.

    Raises:
        BadInput: it holds no text.
    """
    tree = _tree(text, subject)
    metadata, summary, addresses = metadata_of(tree, url)
    metadata = metadata if metadata.published else replace(metadata, published=_marked_date(tree, metadata.url))
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
    pictures = _with_addresses(_pictures(tree), addresses)
    headline = _headline(tree, metadata)
    deck = _deck(tree, summary, headline)
    lines = list(dict.fromkeys(_lines(tree)))
    title = metadata.title or headline
    _drop_captions(tree)
    article = [piece for piece in _article(tree, metadata) if _same(piece.text) not in {_same(headline), _same(deck)}]
    if not any(piece.kind == "body" for piece in article):
        raise BadInput(subject, "no text was found in the page", "save the page anew, or give its text")
    pieces = [Piece("headline", headline), Piece("deck", deck), *article]
    pieces += [Piece("caption", picture.caption) for picture in pictures if picture.caption]
    return Draft((*pieces, *_left_over(lines, pieces)), replace(metadata, title=title), pictures)


def _tree(text: str, subject: str) -> HtmlElement:
    bare = re.sub(r"^\s{0,100}<\?xml[^>]{0,200}\?>", "", text[:_HEAD]) + text[_HEAD:]
    try:
        tree = html.document_fromstring(bare.replace("\0", ""))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise BadInput(subject, "is no page that can be read", "save the page anew, or give its text") from error
    return tree


def _headline(tree: HtmlElement, metadata: Metadata) -> str:
    """The first heading that is shown; the page's title where there is none."""
    shown = [_words(heading) for heading in tree.iter("h1")]
    title = _words(tree.find(".//title")) if tree.find(".//title") is not None else ""
    whole = _same(metadata.title) + "\n" + _same(title)
    lower = [_words(heading) for heading in tree.iter("h2")] if not shown else []
    alike = [line for line in (*shown, *lower) if len(line.split()) > 1 and _same(line) in whole]
    longest = max(shown, key=len, default="")
    return (alike or [longest if len(longest.split()) > 2 else ""])[0] or metadata.title or title


def _marked_date(tree: HtmlElement, url: str) -> str:
    """A date that the address or the markup of a page without metadata gives away."""
    from htmldate import find_date  # Heavy, and rarely needed.

    return (
        find_date(tree, extensive_search=False, original_date=True, url=url or None, deferred_url_extractor=True) or ""
    )


def _deck(tree: HtmlElement, summary: str, headline: str) -> str:
    """A line under the headline: named so by its class, or the page's own summary where it is shown."""
    for element in tree.iter("h2", "h3", "p", "div"):
        line = _words(element) if _DECK_CLASS.search(element.get("class") or "") else ""
        if 4 <= len(line.split()) <= 60 and _same(line) != _same(headline) and element.find(".//p") is None:
            return line
    wanted = _same(summary)
    if wanted and wanted != _same(headline):
        for element in tree.iter("h2", "h3", "p"):
            if _same(_words(element)) == wanted and not element.xpath("preceding::p[string-length(.) > 200]"):
                return _words(element)
    return ""


def _article(tree: HtmlElement, metadata: Metadata) -> list[Piece]:
    """The paragraphs of the article, in their order."""
    # Takes a sixth of a second to load, and is needed for web pages only.
    import trafilatura

    document: Any = trafilatura.bare_extraction(
        tree, url=metadata.url or None, include_comments=False, include_tables=True, with_metadata=False
    )
    body = getattr(document, "body", None)
    pieces = [] if body is None else [Piece("body", line) for line in _flat(body)]
    if sum(len(piece.text) for piece in pieces) >= 40:
        return pieces
    # Too little for trafilatura to call it an article: a post, a short note. Every paragraph is taken then.
    return [
        Piece("body", line) for element in tree.iter("p", "blockquote", "pre", "li") if (line := _words(element))
    ] or [Piece("body", line) for line in _lines(tree)]


def _flat(body: HtmlElement) -> Iterator[str]:
    for element in body.iterchildren():
        if element.tag in ("list", "table"):
            for part in element.iter("item", "row"):
                yield " ".join(" ".join(part.itertext()).split())
        elif element.tag != "graphic":
            yield " ".join("".join(_with_breaks(element)).split())


def _with_breaks(element: HtmlElement) -> Iterator[str]:
    for part in element.iter():
        if part.tag == "lb":
            yield " "
        else:
            yield part.text or ""
        yield (part.tail or "") if part is not element else ""


def _pictures(tree: HtmlElement) -> list[PagePicture]:
    found = []
    for image in tree.iter("img"):
        file = image.get("src") or image.get("data-src") or (image.get("srcset") or "").split(" ")[0]
        small = any((image.get(side) or "").isdigit() and int(image.get(side)) < 100 for side in ("width", "height"))
        if not file or file.startswith("data:") or file.split("?")[0].endswith(".svg") or small:
            continue
        frame = _frame(image)
        caption = _caption(frame) if frame is not None else ""
        in_article = any(above.tag in ("article", "main") for above in image.iterancestors())
        if frame is not None or in_article:
            found.append(PagePicture(file.strip(), caption, None, " ".join((image.get("alt") or "").split())))
    return list({one.file: one for one in reversed(found)}.values())[::-1]


def _frame(image: HtmlElement) -> HtmlElement | None:
    """The element that holds a picture with its caption."""
    for depth, above in enumerate(image.iterancestors()):
        if above.tag == "figure" or (depth < 3 and _CAPTION_CLASS.search(above.get("class") or "")):
            return above
        if depth < 2 and above.tag == "div" and any(_is_caption(child) for child in above):
            return above
    return None


def _is_caption(element: HtmlElement) -> bool:
    return element.tag == "figcaption" or bool(
        isinstance(element.tag, str)
        and element.tag in ("p", "div", "span")
        and _CAPTION_CLASS.search(element.get("class") or "")
    )


def _caption(frame: HtmlElement) -> str:
    return next((_words(element) for element in frame.iter() if element is not frame and _is_caption(element)), "")


def _drop_captions(tree: HtmlElement) -> None:
    """So that they are not taken for paragraphs of the article."""
    for element in [one for one in tree.iter("figcaption", "p", "div", "span") if _is_caption(one)]:
        if element.tag == "figcaption" or (_frame_of_caption(element) and len(_words(element)) < 1_000):
            element.drop_tree()


def _frame_of_caption(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and next(parent.iter("img"), None) is not None and next(element.iter("img"), None) is None


def _with_addresses(pictures: list[PagePicture], addresses: Iterable[str]) -> tuple[PagePicture, ...]:
    """And those that only the page's metadata name."""
    known = {_file_name(one.file) for one in pictures}
    more = [PagePicture(address, "", None) for address in addresses if _file_name(address) not in known]
    return (*pictures, *more)


def _file_name(address: str) -> str:
    return address.split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]


def _lines(tree: HtmlElement) -> Iterator[str]:
    """The text of the page line by line, as its blocks part it."""
    body = tree.find("body")
    parts: list[str] = []
    for event, element in etree.iterwalk(body if body is not None else tree, events=("start", "end")):
        if element.tag not in _INLINE:
            line = " ".join("".join(parts).split())
            parts = []
            if line:
                yield line
        parts.append((element.text if event == "start" else element.tail) or "")
    line = " ".join("".join(parts).split())
    if line:
        yield line


def _left_over(lines: Iterable[str], pieces: Iterable[Piece]) -> list[Piece]:
    """What the page shows besides: bylines by their words, all else furniture."""
    taken = {_same(piece.text) for piece in pieces}
    whole = "\n".join(taken)
    left = [line for line in lines if _same(line) not in taken]
    kept = []
    for line in left[:_MOST_LEFT_OVER]:
        inside = len(line) > 20 and _same(line) in whole
        if not inside:
            byline = known_kind(line) == "byline" and not ends_sentence(line)
            kept.append(Piece("byline" if byline else "furniture", line))
    return kept


def _words(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split()) if isinstance(element.tag, str) else ""


def _same(line: str) -> str:
    return "".join(line.split()).casefold()

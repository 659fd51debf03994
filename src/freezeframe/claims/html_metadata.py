"""What a web page says of itself: JSON-LD first, then OpenGraph, meta tags and <time>."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from lxml.html import HtmlElement

from freezeframe.claims.records import Metadata

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d{1,9})?\s?(Z|[+-]\d\d:?\d\d)?)?(?![\d-])", re.ASCII
)
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
    "mediator_published_time",
)
_PUBLISHERS = ("og:site_name", "dc.publisher", "publisher", "application-name")
_MOST_SCRIPTS, _MOST_NODES = 50, 2_000
_ARTICLES = ("article", "posting", "webpage", "report")


def edtf_of(said: str) -> str:
    """A day or moment as EDTF: of ISO 8601 or of an e-mail's date; empty for anything else."""
    found = _ISO.match(said.strip())
    try:
        if found is None:
            moment = parsedate_to_datetime(said.strip()[:80])
            return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
        day, minutes, seconds, zone = found.groups()
        datetime.fromisoformat(day)
        if minutes is None:
            return str(day)
        zone = zone if zone is None or zone == "Z" or ":" in zone else f"{zone[:3]}:{zone[3:]}"
        datetime.fromisoformat(f"{day}T{minutes}{seconds or ':00'}")
        return f"{day}T{minutes}{seconds or ':00'}{zone or ''}"
    except (ValueError, TypeError, IndexError):
        return ""


def metadata_of(tree: HtmlElement, url: str) -> tuple[Metadata, str, tuple[str, ...]]:
    """Title, dates and names; the page's own summary; the addresses of its pictures."""
    article = _article(tree)
    meta = _meta(tree)
    title = _text(article.get("headline")) or meta.get("og:title", "") or meta.get("twitter:title", "")
    published = next(filter(None, (edtf_of(said) for said in _dates(tree, article, meta))), "")
    metadata = Metadata(
        title=title,
        published=published,
        author=_names(article.get("author")) or meta.get("author", "") or meta.get("article:author", ""),
        publisher=_names(article.get("publisher")) or _first(meta, _PUBLISHERS),
        language=(tree.get("lang") or meta.get("content-language", "") or meta.get("og:locale", "")),
        url=_canonical(tree) or meta.get("og:url", "") or url,
    )
    summary = _text(article.get("description")) or meta.get("og:description", "") or meta.get("description", "")
    return metadata, summary, tuple(dict.fromkeys((*_addresses(article.get("image")), *_values(meta, "og:image"))))


def _dates(tree: HtmlElement, article: Mapping[str, Any], meta: Mapping[str, str]) -> Iterator[str]:
    yield _text(article.get("datePublished"))
    yield _text(article.get("dateCreated"))
    for name in _PUBLISHED:
        yield meta.get(name, "")
    for moment in tree.iter("time"):
        yield moment.get("datetime") or ""


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The first content of each name, in lower case."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv") or ""
        content = " ".join((tag.get("content") or "").split())
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _first(meta: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _canonical(tree: HtmlElement) -> str:
    links = (link for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    return next((link.get("href") or "" for link in links), "")


def _article(tree: HtmlElement) -> Mapping[str, Any]:
    """The JSON-LD object of the page's article; the first that has a headline or a date."""
    best: Mapping[str, Any] = {}
    for node in _json_nodes(tree):
        kinds = node.get("@type")
        named = " ".join(map(str, kinds if isinstance(kinds, list) else [kinds])).lower()
        if any(kind in named for kind in _ARTICLES):
            if node.get("headline") and node.get("datePublished"):
                return node
            best = best or (node if node.get("headline") or node.get("datePublished") else {})
    return best


def _json_nodes(tree: HtmlElement) -> Iterator[Mapping[str, Any]]:
    scripts = [s for s in tree.iter("script") if "ld+json" in (s.get("type") or "").lower()]
    for script in scripts[:_MOST_SCRIPTS]:
        try:
            waiting: list[Any] = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue  # Pages often hold broken JSON-LD; the other tags are asked then.
        for _ in range(_MOST_NODES):
            if not waiting:
                break
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, Mapping):
                yield cast(Mapping[str, Any], node)
                waiting.extend(value for value in (node.get("@graph"), node.get("mainEntity")) if value)


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _names(value: object) -> str:
    listed = value if isinstance(value, list) else [value]
    names = [one.get("name") if isinstance(one, Mapping) else one for one in listed[:20]]
    return ", ".join(text for name in names if (text := _text(name)) and "://" not in text)


def _addresses(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    found = [one.get("url") or one.get("contentUrl") if isinstance(one, Mapping) else one for one in listed[:50]]
    return tuple(_text(one) for one in found if _text(one))


def _values(meta: Mapping[str, str], name: str) -> tuple[str, ...]:
    return (meta[name],) if name in meta else ()

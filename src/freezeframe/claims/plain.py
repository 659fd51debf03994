"""Blocks of a plain text: headline, deck, byline, dateline, news, captions, page furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise, takewhile

from freezeframe.claims.datelines import Wire, wire_of
from freezeframe.claims.dates import dates_in
from freezeframe.claims.furniture import (
    count_words,
    ends_sentence,
    is_time_line,
    known_kind,
    masthead_of,
    opens_related,
)
from freezeframe.claims.languages import names
from freezeframe.claims.records import Block, BlockKind, Span
from freezeframe.claims.tokens import tokens_of

_LINE = re.compile(r"[^\n\r\v\f\u0085\u2028\u2029]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_HEADLINE_WORDS, _LABEL_WORDS, _NEWS_WORDS = 40, 4, 8
"""Words: of a headline at most; of a label in a menu at most; of a sentence that opens the news at least."""
_HEAD_LINES = 40
"""Paragraphs among which the beginning of the news is looked for."""
_ACCOUNT = frozenset(("official", "official account", "official channel", "verified", "verified account"))
_LONG, _LONG_SENTENCE = 700, 300
"""Characters of a paragraph that can be nothing but news; of one that ends as a sentence."""
_WRAPPED = range(45, 101)
"""Characters of the lines of a text that was wrapped by hand."""


def blocks_of(text: str) -> tuple[Block, ...]:
    """A block for each paragraph, that with a dateline in two; together all that is not white space."""
    spans = _paragraphs(text)
    return with_datelines(text, tuple(zip(_kinds(text, spans), spans, strict=True)))


def moment_of(byline: str) -> str:
    """The day that a byline says the text was published on, EDTF; empty where it says none, or not its year."""
    if not is_time_line(tokens_of(byline)) and not masthead_of(byline):
        return ""
    days = [
        span.edtf
        for language in names()
        for span in dates_in(byline, (Block("body", (0, len(byline))),), "", language)
        if span.how == "said" and _DAY.match(span.edtf)
    ]
    return days[0] if days else ""


def with_datelines(text: str, paragraphs: Sequence[tuple[BlockKind, Span]]) -> tuple[Block, ...]:
    """The blocks, the dateline of the first paragraph of news that has one split off."""
    blocks: list[Block] = []
    found = False
    for kind, span in paragraphs:
        sought = kind in ("body", "dateline") and not found and len(blocks) < _HEAD_LINES
        wire = wire_of(text, span) if sought else None
        if wire is None or kind == "dateline":
            blocks.append(Block(kind, span))
            found = found or kind == "dateline"
            continue
        found = True
        rest = wire.block[1] + len(text[wire.block[1] : span[1]]) - len(text[wire.block[1] : span[1]].lstrip())
        blocks += [Block("dateline", wire.block), *([Block("body", (rest, span[1]))] if rest < span[1] else [])]
    return tuple(blocks)


def _paragraphs(text: str) -> list[Span]:
    """Spans of the paragraphs: lines, or runs of lines where the text was wrapped by hand."""
    lines = [stripped(text, line.span()) for line in _LINE.finditer(text)]
    lines = [line for line in lines if line[0] < line[1]]
    if not _is_wrapped(text, lines):
        return lines
    joined: list[Span] = []
    for line in lines:
        if joined and _goes_on(text, joined[-1], line):
            joined[-1] = (joined[-1][0], line[1])
        else:
            joined.append(line)
    return joined


def stripped(text: str, span: Span) -> Span:
    """The span without the white space at its ends."""
    inner = text[slice(*span)]
    start = span[0] + len(inner) - len(inner.lstrip())
    return (start, max(start, span[0] + len(inner.rstrip())))


def _is_wrapped(text: str, lines: Sequence[Span]) -> bool:
    """Whether most lines end within a sentence at about the same width."""
    followed = [(line, after) for line, after in pairwise(lines) if _next_line(text, line, after)]
    if len(followed) < 2:
        return False
    inside = [
        line for line, _ in followed if line[1] - line[0] in _WRAPPED and not ends_sentence(text[slice(*line)][-80:])
    ]
    return len(inside) * 2 > len(followed) and max(end - start for start, end in lines) <= _WRAPPED.stop + 20


def _next_line(text: str, line: Span, after: Span) -> bool:
    return text[line[1] : after[0]].count("\n") == 1


def _goes_on(text: str, paragraph: Span, line: Span) -> bool:
    if not _next_line(text, paragraph, line):
        return False
    last = text[max(paragraph[0], text.rfind("\n", paragraph[0], paragraph[1]) + 1) : paragraph[1]]
    return len(last) in _WRAPPED


def _kinds(text: str, spans: Sequence[Span]) -> list[BlockKind]:
    """What each paragraph is, by its own words first, then by where it stands."""
    lines = [text[slice(*span)] for span in spans]
    return kinds_of(lines, [wire_of(text, span) for span in spans[:_HEAD_LINES]])


def kinds_of(lines: Sequence[str], wires: Sequence[Wire | None]) -> list[BlockKind]:
    """What each paragraph is; ``wires`` are the datelines of the first of them."""
    own = [None if _is_surely_news(line) else known_kind(line) for line in lines]
    own = [_of_wire(wires[i], lines[i]) if i < len(wires) and wires[i] else kind for i, kind in enumerate(own)]
    news = [kind is None and ends_sentence(line) for kind, line in zip(own, lines, strict=True)]
    start = _news_start(lines, own, news, wires)
    kinds = _below(lines, own, news, start)
    alone = [i for i in range(len(wires)) if i <= start and own[i] is None and _is_all(wires[i], lines[i])]
    head = alone[0] if alone else start
    kinds[:head] = _head(lines[:head], own[:head])
    kinds[head:start] = ["dateline" if i in alone[:1] else own[i] or "body" for i in range(head, start)]
    return kinds


def _is_surely_news(line: str) -> bool:
    return len(line) > _LONG or (len(line) > _LONG_SENTENCE and ends_sentence(line))


def _of_wire(wire: Wire | None, line: str) -> BlockKind | None:
    """A post's line of place and day stands wherever it likes in the head: what it is, it says itself."""
    return (
        "dateline" if _is_all(wire, line) and wire is not None and not wire.agency and wire.date is not None else None
    )


def _is_all(wire: Wire | None, line: str) -> bool:
    """Whether a dateline is all that stands in its paragraph."""
    return wire is not None and wire.block[1] - wire.block[0] >= len(line.rstrip())


def _news_start(
    lines: Sequence[str], own: Sequence[BlockKind | None], news: Sequence[bool], wires: Sequence[Wire | None]
) -> int:
    """The paragraph that the news begin with: the first with a dateline, else the first of some sentences."""
    for i, wire in enumerate(wires):
        if wire is not None and count_words(lines[i]) >= _NEWS_WORDS:
            return i
    opening = (i for i, line in enumerate(lines) if news[i] and count_words(line[:400]) >= _NEWS_WORDS)
    first = next(opening, None)
    if first is not None:
        soon = takewhile(lambda i: i - first <= 4, opening)
        parted = next((i for i in soon if "byline" in own[first:i]), None)
        only_deck = parted is not None and first <= 4 and any(kind is None for kind in own[:first])
        return parted if parted is not None and only_deck else first
    unknown = [i for i, kind in enumerate(own) if kind is None]
    return unknown[-1] if unknown else len(lines)


def _head(lines: Sequence[str], own: Sequence[BlockKind | None]) -> list[BlockKind]:
    """Above the news: labels, the headline, the deck."""
    free = [i for i, kind in enumerate(own) if kind is None]
    kinds: list[BlockKind] = [kind or "furniture" for kind in own]
    if not free:
        return kinds
    if free[0] == 0 and _is_letterhead(lines[0], own):
        free = free[1:]
    for i in free[:2]:
        if _is_poster(lines, own, i):
            kinds[i], free = "byline", [other for other in free if other != i]
    if not free:
        return kinds
    worded = [i for i in free if _LABEL_WORDS <= count_words(lines[i]) <= _HEADLINE_WORDS]
    headline = worded[0] if worded else max(free, key=lambda i: (count_words(lines[i]), -i))
    kinds[headline] = "headline"
    decks = [i for i in free if i > headline and (count_words(lines[i]) >= _LABEL_WORDS or ends_sentence(lines[i]))]
    for i in decks[:2]:
        kinds[i] = "deck"
    return kinds


def _is_letterhead(line: str, own: Sequence[BlockKind | None]) -> bool:
    """Whether a body stands over the text, in capitals, with its place and day below, or its address between."""
    return line.isupper() and len(line.split()) > 2 and bool({"dateline", "byline"} & set(own[1:3])) and None in own[2:]


def _is_poster(lines: Sequence[str], own: Sequence[BlockKind | None], i: int) -> bool:
    """Whether a line is the name of who posts: a handle or the time follows, or it is called an official account."""
    after = i + 1
    words = [token for token in tokens_of(lines[i]) if token.text[0].isalpha()]
    named = 0 < len(words) <= 8 and all(word.text[0].isupper() or len(word.text) <= 3 for word in words)
    if not named:
        return False
    marked = lines[i].rpartition("|")[2].strip().lower() in _ACCOUNT and "|" in lines[i]
    handle = after < len(lines) and lines[after].startswith("@") and own[after] == "byline"
    timed = after < len(lines) and own[after] == "byline" and None in own[after:]
    return marked or handle or (timed and i == 0)


def _below(lines: Sequence[str], own: Sequence[BlockKind | None], news: Sequence[bool], start: int) -> list[BlockKind]:
    """From the beginning of the news on: crossheads stay, menus and titles of other articles do not."""
    last_news = max((i for i in range(start, len(lines)) if news[i]), default=start)
    kinds: list[BlockKind] = []
    related = False
    for i, line in enumerate(lines):
        kind = own[i]
        if kind == "furniture":
            related = related or opens_related(line)
        elif kind is None:
            related = related and not news[i]
            kind = "furniture" if related or (i > max(last_news, start)) else "body"
        kinds.append(kind)
    return _without_menus(lines, kinds, news, start)


def _without_menus(lines: Sequence[str], kinds: list[BlockKind], news: Sequence[bool], start: int) -> list[BlockKind]:
    """Three or more short lines in a row, that are no sentences, are a menu."""

    def is_label(i: int) -> bool:
        return i > start and kinds[i] == "body" and not news[i] and count_words(lines[i][:200]) <= _LABEL_WORDS

    cleaned = list(kinds)
    for label, run in groupby(range(len(lines)), key=is_label):
        indices = list(run)
        if label and len(indices) >= 3:
            for i in indices:
                cleaned[i] = "furniture"
    return cleaned

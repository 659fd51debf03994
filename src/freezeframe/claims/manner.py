"""How something is said: in quotation marks or not, with words that keep a distance, denied, threatened, wished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from freezeframe.claims.attribution import Attribution, Told
from freezeframe.claims.records import Quote, Span
from freezeframe.claims.rows import row_of
from freezeframe.claims.speech import Act, folded
from freezeframe.claims.words import Item, Row

_LONG_WORD = 3
"""Letters up to which a word of a title may begin small."""


@dataclass(frozen=True)
class Manner:
    """How a statement is said."""

    span: Span
    """Of the statement; a quotation's own marks are left out."""
    quote: Quote
    hedge: tuple[str, ...]
    negated: bool
    act: Act


def manner_of(told: Told, attribution: Attribution | None, parts: Sequence[Span]) -> Manner:
    """How the statement in ``parts`` is said; with no attribution it is the writer's own."""
    span = _bare(told, (parts[0][0], parts[-1][1]), parts)
    row = row_of(told.text, span, told.speech)
    quote: Quote = "none" if attribution is None else _quote(told, attribution, parts)
    scare = _scare_quotes(told, parts) if quote in ("mixed", "none") else ()
    if quote == "mixed" and scare and len(scare) == len(_quoted(told, parts)):
        quote = "indirect"
    return Manner(
        span=span,
        quote=quote,
        hedge=(*_hedges(row), *scare, *_cue_hedges(told, attribution)),
        negated=_is_negated(row) or bool(attribution and (attribution.use.denies or attribution.negated)),
        act=_act(told, attribution, row),
    )


def _bare(told: Told, span: Span, parts: Sequence[Span]) -> Span:
    """Without the marks of a quotation that is the whole statement, or begins and ends it."""
    outer = _quoted(told, parts)
    start, end = span
    if outer and outer[0][0] == start and all(any(p == q for q in outer) for p in parts):
        inner = [q for q in told.quotations if q.depth == 0 and q.span in outer]
        return inner[0].inner[0], inner[-1].inner[1]
    del end
    return span


def _quoted(told: Told, parts: Sequence[Span]) -> list[Span]:
    """The outermost quotations in some parts, names in quotation marks left out."""
    return [
        q.span
        for q in told.outer_in((parts[0][0], parts[-1][1]))
        if any(p[0] <= q.span[0] and q.span[1] <= p[1] for p in parts) and not _is_name(told.text[slice(*q.inner)])
    ]


def _is_name(words: str) -> bool:
    """Whether quoted words are a title: the longer ones begin with capitals, and no full stop ends them."""
    return len(words.split()) > 1 and all(
        w.strip(",.:;'\"()")[:1].isupper() or w[:1].isdigit()
        for w in words.split()
        if len(w.strip(",.:;")) > _LONG_WORD
    )


def _quote(told: Told, attribution: Attribution, parts: Sequence[Span]) -> Quote:
    quoted = _quoted(told, parts)
    if not quoted:
        return "indirect"
    if sum(e - s for s, e in quoted) < sum(e - s for s, e in parts):
        return "mixed"
    clausal = attribution.use.frame in ("quote", "clause", "that") or told.text[quoted[0][1] - 2] in ".!?,"
    return "direct" if clausal else "mixed"


def _scare_quotes(told: Told, parts: Sequence[Span]) -> tuple[str, ...]:
    """Quoted words that name a thing and are not said of it: a noun follows them, or they are the subject."""
    found = []
    for start, end in _quoted(told, parts):
        following = told.text[end : end + 24].lstrip().split(maxsplit=1)
        word = folded(following[0]) if following else ""
        own_place = any(p[0] == start and p[1] > end for p in parts)
        noun = word.isalpha() and told.speech.tags.get(word) is None and word not in told.speech.verbs
        if own_place or (noun and word not in told.speech.other_verbs):
            inner = next(q.inner for q in told.quotations if q.span == (start, end))
            found.append(told.text[slice(*inner)])
    return tuple(found)


def _hedges(row: Row) -> tuple[str, ...]:
    return tuple(item.text for item in row.items if row.speech.has("hedges", item.low))


def _cue_hedges(told: Told, attribution: Attribution | None) -> tuple[str, ...]:
    if attribution is None or attribution.cue is None:
        return ()
    return _hedges(row_of(told.text, attribution.cue, told.speech))


def _is_negated(row: Row) -> bool:
    """Whether the main verb, its subject or its object is negated."""
    first = next((at for at, tag in enumerate(row.tags) if tag in "AVC" and at), None)
    if first is None:
        return row.tags[:1] != "" and _negates(row, row.items[0])
    last = first
    while last + 1 < len(row.tags) and row.tags[last + 1] in "AVCR":
        last += 1
    group = range(first, min(last + 2, len(row.items)))
    subject = range(max(first - 1, 0)) if first else range(0)
    begins = next((at for at in [*subject, first - 1] if at >= 0 and row.tags[at] not in "KR,(.-"), None)
    negative = begins is not None and _negates(row, row.items[begins])
    return (
        negative
        or any(_negates(row, row.items[at]) for at in group)
        or any(_negates(row, row.items[at]) for at in range(first) if row.tags[at] == "R")
    )


def _negates(row: Row, item: Item) -> bool:
    return row.speech.has("negations", item.low) or item.low.endswith("n't")


def _act(told: Told, attribution: Attribution | None, row: Row) -> Act:
    if attribution is not None and attribution.use.act != "claim":
        return attribution.use.act
    if told.text[row.span[0] : row.span[1]].rstrip("\"'”’»“").endswith("?"):
        return "question"
    low = tuple(item.low for item in row.items[:4])
    for act, purpose in (("wish", "wishing"), ("promise", "promising"), ("threat", "threatening")):
        if any(low[: len(words)] == words for words in row.speech.words.get(purpose, ())):
            return act  # type: ignore[return-value]
    return "claim"

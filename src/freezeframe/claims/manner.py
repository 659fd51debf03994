"""How something is said: in quotation marks or not, with words that keep a distance, denied, threatened, wished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from freezeframe.claims.attribution import Attribution, Told
from freezeframe.claims.records import Quote, Span
from freezeframe.claims.speech import Act, Use, folded
from freezeframe.claims.verb_groups import is_past, main_group
from freezeframe.claims.words import Item, Row

CLAIM = Use("quote", "claim", denies=False, attitude=False)
_LONG_WORD = 3
"""Letters up to which a word of a title may begin small."""


@dataclass(frozen=True)
class Manner:
    """How a statement is said."""

    row: Row
    """The statement's words; a quotation's own marks are left out."""
    quote: Quote
    hedge: tuple[str, ...]
    negated: bool
    act: Act


def manner_of(
    told: Told, attribution: Attribution | None, parts: Sequence[Span], sentence: Row, *, goes_on: bool = False
) -> Manner:
    """How the statement in ``parts`` is said; with no attribution it is the writer's own."""
    span = _bare(told, (parts[0][0], parts[-1][1]), parts)
    row = told.maker.plain(span, sentence)
    quote: Quote = "none" if attribution is None else _quote(told, attribution, parts, row)
    scare = _scare_quotes(told, parts) if quote in ("mixed", "none") else ()
    if quote == "mixed" and scare and len(scare) == len(_quoted(told, parts)):
        quote = "indirect"
    rows = [row] if len(parts) == 1 else [told.maker.plain(part, sentence) for part in parts]
    return Manner(
        row=row,
        quote=quote,
        hedge=(*_hedges(row), *scare, *_cue_hedges(attribution, sentence)),
        negated=_denied(told, attribution) or any(_is_negated(one) for one in rows),
        # What follows a question is none.
        act=_act(told, replace(attribution, use=CLAIM) if attribution and goes_on else attribution, row),
    )


def _denied(told: Told, attribution: Attribution | None) -> bool:
    """Whether the cue denies, or nobody says it: 'None of them believes'."""
    if attribution is None:
        return False
    speaker = told.text[slice(*attribution.speaker)].split() if attribution.speaker else []
    nobody = bool(speaker) and told.speech.has("negations", folded(speaker[0]))
    return attribution.use.denies or attribution.negated or nobody


def _bare(told: Told, span: Span, parts: Sequence[Span]) -> Span:
    """Without the marks of a quotation that is the whole statement, or begins and ends it."""
    outer = _quoted(told, parts)
    start, end = span
    if outer and outer[0][0] == start and all(any(p == q for q in outer) for p in parts):
        inner = [q for q in told.outer_in((start, end)) if q.span in outer]
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


def _quote(told: Told, attribution: Attribution, parts: Sequence[Span], row: Row) -> Quote:
    quoted = _quoted(told, parts)
    if not quoted:
        return "indirect"
    if sum(e - s for s, e in quoted) < sum(e - s for s, e in parts):
        return "mixed"
    whole = told.text[quoted[0][1] - 2] in ".!?," and told.text[quoted[0][0] + 1].isupper()
    clausal = attribution.use.frame == "quote" or whole or main_group(row) is not None
    return "direct" if clausal else "mixed"


def _scare_quotes(told: Told, parts: Sequence[Span]) -> tuple[str, ...]:
    """Quoted words that name a thing and are not said of it: a noun follows them, or they are the subject."""
    found = []
    for start, end in _quoted(told, parts):
        inner = next(told.outer_in((start, end))).inner
        if not _is_nominal(told, inner):
            continue
        following = told.text[end : end + 24].lstrip().split(maxsplit=1)
        word = folded(following[0]) if following else ""
        tag = told.speech.tags.get(word, "")
        noun = word in told.speech.nouns["pictures"]
        verb = not noun and (word in told.speech.verbs or word in told.speech.other_verbs)
        begins = any(p[0] == start and p[1] > end for p in parts) and tag not in ("T", "K")
        if begins or (word.isalpha() and not tag and not verb):
            found.append(told.text[slice(*inner)])
    return tuple(found)


def _is_nominal(told: Told, inner: Span) -> bool:
    """Whether quoted words can be a name for something: no verb in them, no small word before them."""
    row = told.maker.plain(inner)
    if row.tags[:2] in ("VN", "CN") and is_past(row, 0):
        return not set(row.tags[1:]) & set("AVC")
    return row.tags[:1] in ("N", "M", "D", "#") and not set(row.tags) & set("AVC")


def _hedges(row: Row) -> tuple[str, ...]:
    return tuple(item.text for item in row.items if row.speech.has("hedges", item.low))


def _cue_hedges(attribution: Attribution | None, sentence: Row) -> tuple[str, ...]:
    if attribution is None or attribution.cue is None:
        return ()
    cue = range(sentence.at(attribution.cue[0]), sentence.at(attribution.cue[1]))
    return tuple(sentence.items[at].text for at in cue if sentence.speech.has("hedges", sentence.items[at].low))


def _is_negated(row: Row) -> bool:
    """Whether the main verb, its subject or its object is negated."""
    group = main_group(row)
    if group is None:
        return bool(row.items) and _negates(row, row.items[0])
    first, last = group
    start = row.tags.rfind(",", 0, first) + 1 if row.tags[:1] == "S" else 0
    subject = [at for at in range(start, _subject_end(row, start, first)) if row.tags[at] not in "K(.-:"]
    if any(_negates(row, row.items[at]) for at in subject if at == subject[0] or row.tags[at] == "R"):
        return True
    if any(_negates(row, row.items[at]) for at in range(first, last + 1)):
        return True
    after = row.items[last + 1 : last + 3]
    # "was asked not to publish" is no denial; "had received no call", "did so never" are.
    return any(_negates(row, item) for item in after[:1]) and row.tags[last + 2 : last + 3] != "t"


def _subject_end(row: Row, start: int, verb: int) -> int:
    """Where a relative clause begins between the subject and its verb."""
    relative = row.tags.find("W", start + 1, verb)
    return verb if relative < 0 else relative


def _negates(row: Row, item: Item) -> bool:
    return row.speech.has("negations", item.low) or item.low.endswith("n't")


def _act(told: Told, attribution: Attribution | None, row: Row) -> Act:
    """What kind of speech it is: by its cue, or by its own words."""
    by_cue = attribution.use.act if attribution is not None else "claim"
    if told.text[row.span[0] : row.span[1]].rstrip("\"'”’»“").endswith("?"):
        return "question"
    if by_cue not in ("claim", "promise") or not row.items:
        return by_cue
    low = [item.low for item in row.items]
    words, single = set(low), row.speech.single
    future = by_cue == "promise" or not words.isdisjoint(single["future"])
    if future and (not words.isdisjoint(single["threatening"]) or _warns(told, attribution, row)):
        return "threat"
    if any(
        tuple(low[at : at + len(run)]) == run for at in range(2) for run in row.speech.runs("wishing", low[at : at + 1])
    ):
        return "wish"
    promises = len(low) > 1 and row.tags[0] == "P" and low[1] in single["future"] and low[0] != "you"
    own = attribution is None and future and len(low) > 2 and low[2] in single["future"]
    return "promise" if promises or own else by_cue


def _warns(told: Told, attribution: Attribution | None, row: Row) -> bool:
    """'If he stays, we will ...', he warned."""
    if attribution is None or attribution.cue is None or not row.items:
        return False
    cue = folded(told.text[slice(*attribution.cue)])
    return (
        any(row.speech.has("warning", word) for word in cue.split()) and row.speech.has("conditions", row.items[0].low)
    ) or (any(row.speech.has("warning", word) for word in cue.split()) and row.speech.has("whoever", row.items[0].low))

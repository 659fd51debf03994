"""The head of a wire report: 'MOSCOW, November 14. /TASS/.', '(ANSA) - Rome, June 3 -', 'BEIRUT (AP) -'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from freezeframe.claims.actor_table import shipped
from freezeframe.claims.date_forms import day_month, month_day, numeric, with_weekday
from freezeframe.claims.date_run import Run
from freezeframe.claims.date_values import Day
from freezeframe.claims.date_words import date_words
from freezeframe.claims.folding import folded
from freezeframe.claims.gazetteer import gazetteer
from freezeframe.claims.languages import names, table
from freezeframe.claims.records import Span
from freezeframe.claims.tokens import DASHES, Phrases, Token, tokens_of

_HEAD_CHARS = 200
"""A dateline is looked for in so many characters of a paragraph."""
_LINE, _MOST_NAME = 60, 5
"""Characters of a line that is no more than place and day; tokens of its place."""
_TIMES = frozenset("at gmt utc msk cet cest eet est edt bst a p m am pm h hrs hours local time".split())
_MOST_PLACE, _MOST_PARTS = 10, 6
"""Tokens of a place; parts (place, date, agency) of a dateline."""
_PARTICLES = frozenset("al el ez es as ash the de del della di la le los las of am an der den im upon sur на".split())
_OPEN, _CLOSE = frozenset("(/["), frozenset(")/]")


@dataclass(frozen=True)
class Wire:
    """A dateline as its words have it."""

    place: str
    date: Day | None
    """Without a year where the words have none."""
    agency: str
    """As it is written; empty when none is named."""
    span: Span
    """Place and date."""
    block: Span
    """With the agency and the dash or dot that end it: the news begin after it."""


@dataclass(frozen=True)
class _Parts:
    """What was read so far: token ranges [first, last), and the token to go on at."""

    at: int = 0
    place: tuple[int, int] = (0, 0)
    date: tuple[int, int] = (0, 0)
    day: Day | None = None
    agency: tuple[int, int] = (0, 0)


def wire_of(text: str, span: Span) -> Wire | None:
    """The dateline with which a paragraph begins; None when it begins with none."""
    tokens = tokens_of(text, span[0], min(span[1], span[0] + _HEAD_CHARS))
    parts = _agency_first(tokens)
    parts = _place(tokens, parts)
    if parts.place[0] == parts.place[1]:
        return None
    for _ in range(_MOST_PARTS):
        more = _part(tokens, parts)
        if more == parts:
            break
        parts = more
    end = _end(tokens, parts)
    if end is None and _is_place_and_day(text, tokens, parts, span):
        end = len(tokens)
    return None if end is None else _wire(text, tokens, parts, end)


def _is_place_and_day(text: str, tokens: Sequence[Token], parts: _Parts, span: Span) -> bool:
    """'Sofia, 14 October, 11:40' is all of a line, and the place is known; 'The Courier, 14 May' is none."""
    if parts.day is None or is_capitals(tokens[parts.place[0]].text):
        return False
    if not 0 < parts.place[1] - parts.place[0] <= _MOST_NAME or "\n" in text[slice(*span)].strip():
        return False
    if not all(token.low in _TIMES or not token.text[0].isalpha() for token in tokens[parts.at :]):
        return False
    name = text[tokens[parts.place[0]].start : tokens[parts.place[1] - 1].end]
    return span[1] - span[0] <= _LINE and bool(gazetteer().find(folded(_alone(name))))


def _alone(place: str) -> str:
    return place.partition(",")[0].strip()


def is_capitals(word: str) -> bool:
    """Whether a word of some letters is all in capitals."""
    return len(word) > 1 and word.upper() == word and word.lower() != word


def _wire(text: str, tokens: Sequence[Token], parts: _Parts, end: int) -> Wire:
    ranges = [one for one in (parts.place, parts.date) if one[0] < one[1]]
    first, last = min(one[0] for one in ranges), max(one[1] for one in ranges)
    return Wire(
        place=text[tokens[parts.place[0]].start : tokens[parts.place[1] - 1].end],
        date=parts.day,
        agency=text[tokens[parts.agency[0]].start : tokens[parts.agency[1] - 1].end] if parts.agency[1] else "",
        span=(tokens[first].start, tokens[last - 1].end),
        block=(tokens[0].start, tokens[end - 1].end),
    )


def _agency_first(tokens: Sequence[Token]) -> _Parts:
    """'(ANSA) - ' and 'AFP - ' before the place."""
    opened = int(_low(tokens, 0) in _OPEN)
    hit = _agencies().at(tokens, opened) if opened < len(tokens) else None
    if hit is None:
        return _Parts()
    at = opened + hit[0]
    if opened and _low(tokens, at) not in _CLOSE:
        return _Parts()
    at += opened
    dash = _low(tokens, at) in DASHES
    return _Parts(at + dash, agency=(opened, opened + hit[0])) if opened or dash else _Parts()


def _place(tokens: Sequence[Token], parts: _Parts) -> _Parts:
    """Words with capitals, up to a mark that ends a place."""
    i, last = parts.at, parts.at
    while i < min(len(tokens), parts.at + _MOST_PLACE):
        token = tokens[i]
        if token.text[0].isalpha():
            if not (token.text[0].isupper() or (i > parts.at and token.low in _PARTICLES)) or _date(tokens, i):
                break
            last = i + 1
        elif not _inside_place(tokens, i, parts.at) or _date(tokens, i + 1):
            break
        i += 1
    if last > parts.at and len(tokens[last - 1].text) == 1 and _low(tokens, last) == ".":
        last += 1
    return replace(parts, at=last, place=(parts.at, last))


def _inside_place(tokens: Sequence[Token], i: int, first: int) -> bool:
    """Whether a mark belongs to a place: 'Al-Qaim', 'WASHINGTON, D.C.', 'LONDON/BEIRUT', 'BEIRUT, Lebanon'."""
    mark, following = tokens[i].low, tokens[i + 1] if i + 1 < len(tokens) else None
    if i == first or following is None or not following.text[0].isalpha():
        return mark == "." and i > first and len(tokens[i - 1].text) == 1
    glued = tokens[i - 1].end == tokens[i].start and tokens[i].end == following.start
    if mark == "/" and _agencies().at(tokens, i + 1):
        return False
    if mark == "," and following.text[0].isupper():
        return _agencies().at(tokens, i + 1) is None
    return (glued and (mark in DASHES or mark in {"'", "/", "\u2019"})) or (
        mark == "." and len(tokens[i - 1].text) == 1
    )


def _part(tokens: Sequence[Token], parts: _Parts) -> _Parts:
    """With one more date or agency, when one follows."""
    at = parts.at
    while _low(tokens, at) in {",", "."}:
        at += 1
    dashed = _low(tokens, at) in DASHES
    opened = _low(tokens, at + dashed) in _OPEN
    inner = at + dashed + opened
    if not parts.day and not dashed and (found := _date(tokens, inner)):
        if opened and _low(tokens, found[1]) not in _CLOSE:
            return parts
        return replace(parts, at=found[1] + opened, date=(inner, found[1]), day=found[0])
    after = inner if parts.agency[1] else _past_agency(tokens, inner, opened)
    return parts if after == inner else replace(parts, at=after + opened, agency=(inner, after))


def _past_agency(tokens: Sequence[Token], i: int, opened: bool) -> int:
    """The token after an agency's name, which stands in brackets or before a mark; ``i`` where there is none."""
    if i >= len(tokens):
        return i
    hit = _agencies().at(tokens, i)
    if hit is None:
        return _unknown_agency(tokens, i) if opened else i
    following = _low(tokens, i + hit[0])
    ends = following in _CLOSE if opened else following in DASHES or following in {".", ":"}
    return i + hit[0] if ends else i


def _unknown_agency(tokens: Sequence[Token], i: int) -> int:
    """The token after a name in brackets that a dash follows: '(Nordic Wire) --'; ``i`` where there is none."""
    last = i
    while last < min(len(tokens), i + 5) and tokens[last].text[0].isupper():
        last += 1
    return last if _low(tokens, last) in _CLOSE and _low(tokens, last + 1) in DASHES else i


def _date(tokens: Sequence[Token], i: int) -> tuple[Day, int] | None:
    """A day at ``i``, in any language: a dateline's language may not be that of the report."""
    if i >= len(tokens):
        return None
    for language in names():
        run = Run(tokens, date_words(language))
        for matcher in (with_weekday, day_month, month_day, numeric):
            found = matcher(run, i)
            if found is not None and isinstance(found[0], Day):
                return found[0], found[1]
    return None


def _end(tokens: Sequence[Token], parts: _Parts) -> int | None:
    """The token after the mark that ends the dateline; None when it is no dateline."""
    at, marked, dashed = parts.at, False, False
    while at < len(tokens) and (_low(tokens, at) in {".", ":"} or _low(tokens, at) in DASHES):
        marked, dashed, at = True, dashed or _low(tokens, at) in DASHES, at + 1
    if at >= len(tokens) and tokens and not marked:
        return None
    words = [token.text for token in tokens[parts.place[0] : parts.place[1]] if token.text[0].isalpha()]
    shouted = is_capitals(words[0])
    named = bool(parts.agency[1])
    if named and (marked or (parts.day is not None and shouted)):
        return at
    if parts.day is not None and marked and (dashed or shouted):
        return at
    if words[0].lower() in _shouts():
        return None
    return at if shouted and dashed and _glued_dash_is_absent(tokens, at) else None


def _glued_dash_is_absent(tokens: Sequence[Token], at: int) -> bool:
    """Whether the dash before ``at`` stands free: 'MOSCOW - The', not 'US-led'."""
    return at < len(tokens) and (tokens[at - 1].end < tokens[at].start or tokens[at - 2].end < tokens[at - 1].start)


def _low(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].low if 0 <= i < len(tokens) else ""


@cache
def _shouts() -> frozenset[str]:
    """Words in capitals that stand where a place would: 'BREAKING - '."""
    return frozenset(word for language in names() for word in table(language)["page"]["shouts"])


@cache
def _agencies() -> Phrases[str]:
    return shipped().agencies()

"""Persons and bodies that a text names."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from freezeframe.claims.actor_forms import ActorReader
from freezeframe.claims.actor_names import Mention, Names, Seen
from freezeframe.claims.actor_table import ActorTable, shipped
from freezeframe.claims.languages import language_of
from freezeframe.claims.languages import table as table_of
from freezeframe.claims.records import Actor, Block, Place, Span
from freezeframe.claims.tokens import Token, fold, tokenised, tokens_of

_TITLED = ("headline", "deck")
_MOST_SHORT = 4
"""Words of a short form."""
_MOST_FITTING = 20
"""Full names that a short form is compared with."""
_MOSTLY = 0.6
"""Share of words with capitals from which on a headline is written in capitals throughout."""


@dataclass
class _Gathered:
    """What is said of one actor so far."""

    kind: str
    known: str
    spans: list[Span] = field(default_factory=list)


def actors_in(
    text: str, blocks: Sequence[Block], places: Sequence[Place], table: ActorTable | None = None
) -> tuple[Actor, ...]:
    """Every person or body with all its mentions, in the order of their first mention.

    A short form joins the full one where it fits one actor only. ``table`` is the shipped one, or a desk's own
    (``actor_table.with_desk``). 'The ministry' and 'he' are nobody here: who is meant is told by ``speakers``.
    """
    names = _names(table or shipped())
    listed = [(kind, tokens) for kind, tokens in tokenised(text, tuple(blocks)) if kind != "furniture"]
    seen = _seen([tokens for kind, tokens in listed if kind != "byline"])
    found: dict[str, _Gathered] = {}
    bodies: list[tuple[str, Mention, Span]] = []
    starts = [place.span[0] for place in places]
    capitals_tell = not table_of(language_of(text)).get("nouns_with_capitals", False)
    for kind, tokens in listed:
        reader = ActorReader(text, tokens, names, _places_of(tokens, places, starts))
        known_only = not capitals_tell or kind == "dateline" or (kind in _TITLED and _is_titled(tokens))
        for one in reader.mentions(seen, by_form=kind != "byline", bodies=not known_only):
            if kind == "byline" and not _is_poster(tokens, one):
                continue
            span = (tokens[one.first].start, tokens[one.last - 1].end)
            bodies.append((_key(text[slice(*span)], one), one, span))
    keys = _joined([key for key, _, _ in bodies], text, bodies)
    for (_, one, span), key in zip(bodies, keys, strict=True):
        entry = found.setdefault(key, _Gathered(one.kind, one.known))
        entry.kind = entry.kind or one.kind
        entry.spans.append(span)
    return tuple(
        Actor(f"actor-{n}", _fullest(text, one.spans), tuple(one.spans), one.known, one.kind)
        for n, one in enumerate(found.values(), 1)
    )


@lru_cache(maxsize=4)
def _names(table: ActorTable) -> Names:
    return Names(table)


def _places_of(tokens: Sequence[Token], places: Sequence[Place], starts: Sequence[int]) -> list[tuple[int, int]]:
    """The places that lie in a run, as its tokens."""
    if not tokens:
        return []
    first, last = bisect_left(starts, tokens[0].start), bisect_left(starts, tokens[-1].end)
    if first == last:
        return []
    at = {token.start: i for i, token in enumerate(tokens)}
    ends = {token.end: i + 1 for i, token in enumerate(tokens)}
    inside = [place.span for place in places[first:last]]
    return [(at[start], ends[end]) for start, end in inside if start in at and end in ends]


def _is_poster(tokens: Sequence[Token], one: Mention) -> bool:
    """Whether a line over a post is somebody's name; one that only contains it tells who worked on the text."""
    return one.first == 0 and (one.last == len(tokens) or tokens[one.last].low in ("|", ",", "@"))


def _seen(listed: Sequence[Sequence[Token]]) -> Seen:
    small = frozenset(token.low for tokens in listed for token in tokens if token.text[0].islower())
    inside = frozenset(
        token.low
        for tokens in listed
        for before, token in pairwise(tokens)
        if token.text[0].isupper() and before.text[0].isalnum()
    )
    return Seen(small, inside)


def _is_titled(tokens: Sequence[Token]) -> bool:
    words = [token for token in tokens if token.text[0].isalpha() and len(token.text) > 3]
    return len(words) > 3 and sum(word.text[0].isupper() for word in words) >= _MOSTLY * len(words)


def _key(name: str, one: Mention) -> str:
    """Equal for mentions that are surely of one actor."""
    if one.known:
        return f"known:{one.known}"
    if one.title:
        return f"title:{one.title}"
    words = [token.low for token in tokens_of(name) if token.text[0].isalnum()]
    kept = [word for word in words if word not in ("the", "s")]
    return f"name:{' '.join(kept).replace('defense', 'defence')}"


def _joined(keys: Sequence[str], text: str, mentions: Sequence[tuple[str, Mention, Span]]) -> list[str]:
    """The keys, those of short forms replaced by the full one's where only one fits."""
    last_words: dict[str, set[str]] = defaultdict(set)
    titles: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        name = key.removeprefix("name:")
        if key.startswith("name:") and " " in name:
            words = name.split()
            for at in range(max(1, len(words) - _MOST_SHORT), len(words)):
                last_words[" ".join(words[at:])].add(key)
        elif key.startswith("known:") and "/" in key:
            titles[key.rpartition("/")[2]].add(key)
    short = _abbreviations(text, mentions)
    return [_full(key, last_words, titles, short) for key in keys]


def _full(key: str, last_words: dict[str, set[str]], titles: dict[str, set[str]], short: dict[str, str]) -> str:
    kind, _, name = key.partition(":")
    if kind == "name" and name in short:
        return short[name]
    fitting = last_words.get(name, set()) if kind == "name" else titles.get(name, set()) if kind == "title" else set()
    if not fitting or len(fitting) > _MOST_FITTING:
        return key
    longest = [one for one in fitting if not any(other.endswith(one[5:]) for other in fitting if other != one)]
    return longest[0] if len(longest) == 1 else key


def _abbreviations(text: str, mentions: Sequence[tuple[str, Mention, Span]]) -> dict[str, str]:
    """'CIT' to the key of 'Conflict Intelligence Team (CIT)'."""
    found: dict[str, str] = {}
    for key, _, span in mentions:
        following = tokens_of(text, span[1], min(len(text), span[1] + 16))
        if len(following) >= 3 and following[0].low == "(" and following[2].low == ")":
            short, words = following[1], [t.text for t in tokens_of(text, *span) if t.text[0].isupper()]
            initials = "".join(word[0] for word in words)
            if short.text.isupper() and len(short.text) > 1 and fold(initials).startswith(short.low[:2]):
                found[short.low] = key
    return found


def _fullest(text: str, spans: Iterable[Span]) -> str:
    """The longest form in the text; of equal ones the first."""
    return max((text[slice(*span)] for span in spans), key=len)

"""Words around a name of a place or actor: adjectives of states, verbs by which they speak, names of days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from freezeframe.claims.actor_table import shipped
from freezeframe.claims.date_words import date_words
from freezeframe.claims.gazetteer import gazetteer
from freezeframe.claims.languages import names, table
from freezeframe.claims.tokens import Phrases, Token, tokens_of


def speaks(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a state or capital stands for its government: 'Moscow has denied', 'according to Ankara'."""
    forms = shipped().forms
    at = last
    while at < min(len(tokens), last + 3) and tokens[at].low in forms["auxiliaries"]:
        at += 1
    said = at < len(tokens) and tokens[at].low in forms["metonym_verbs"]
    if said and not _is_noun_phrase(tokens, at):
        return first == 0 or tokens[first - 1].low not in gazetteer().words["before"]
    return first >= 2 and f"{tokens[first - 2].low} {tokens[first - 1].low}" in forms["before_metonym"]


def _is_noun_phrase(tokens: Sequence[Token], at: int) -> bool:
    """'Syria backed by Iran': a participle, no verb of which the state is the subject."""
    return at + 1 < len(tokens) and tokens[at + 1].low == "by"


def is_written(tokens: Sequence[Token], i: int, name: str) -> bool:
    """Whether the table's capitals are the text's: 'IS' is a group, 'is' a verb."""
    first = _first_word(name)
    return tokens[i].text == first or (tokens[i].text[0].isupper() and not (first.isupper() and len(first) > 1))


@cache
def _first_word(name: str) -> str:
    return tokens_of(name[:40])[0].text


def ends_adjective(tokens: Sequence[Token], at: int) -> Iterator[bool]:
    """Whether the token at ``at`` is the last of an adjective of a state."""
    for back in (0, 1):
        hit = adjectives().at(tokens, at - back) if at - back >= 0 else None
        yield hit is not None and at - back + hit[0] == at + 1


@cache
def adjectives() -> Phrases[str]:
    """Adjectives and names of states to their codes."""
    states = shipped().states
    return Phrases({word: state.code for state in states for word in (*state.adjectives, *state.names)})


@cache
def adjective_words() -> frozenset[str]:
    """Adjectives of states in lower case."""
    return frozenset(word.lower() for state in shipped().states for word in state.adjectives)


@cache
def actor_names() -> Phrases[str]:
    """Names of actors that are no states, to themselves."""
    return Phrases({name: name for one in shipped().known for name in one.names})


@cache
def state_titles() -> Phrases[str]:
    """Titles of the bodies that every state can have, to the ids of their kinds."""
    return Phrases({title: one.id for one in shipped().of_states for title in one.titles})


@cache
def common_words() -> frozenset[str]:
    """The commonest words of every language that is shipped."""
    return frozenset(word for language in names() for word in table(language)["common"])


def is_date_word(low: str) -> bool:
    """Whether a folded word is the name of a month or weekday in English."""
    return low in _date_words()


@cache
def _date_words() -> frozenset[str]:
    words = date_words("en")
    return frozenset((*words.months, *words.weekdays))

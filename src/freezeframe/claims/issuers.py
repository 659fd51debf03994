"""Who publishes a text, where a line over it has no more than the name: a newspaper's masthead, a body's letterhead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from freezeframe.claims.furniture import ends_sentence, is_time_line
from freezeframe.claims.records import Statement
from freezeframe.claims.speech import folded, speech_of
from freezeframe.claims.tokens import tokens_of

_LONGEST = 8
"""Words of such a name, at most."""
_SMALL = 3
"""Letters up to which a word of a name may begin small: 'of the'."""
_RIGHTS = ("©", "copyright", "(c)")


def issuer_of(statement: Statement) -> str:
    """The first such name over the headline, as the news write it; empty where none stands there.

    A body's name ends or begins with what it is ('... Agency', 'Ministry of ...'); so does a newspaper's ('The ...
    Chronicle'). Any other name counts only where the line of copyright has it too.
    """
    text = statement.stored.text
    rights = " ".join(_rights(statement))
    for line in _over_headline(statement):
        name = line.strip(" .:|")
        if _is_name(name) and (_says_what(name, statement.metadata.language) or (rights and _plain(name) in rights)):
            return _as_written(text, name)
    return ""


def _over_headline(statement: Statement) -> Iterator[str]:
    text = statement.stored.text
    above = takewhile(lambda block: block.kind not in ("headline", "deck", "body"), statement.blocks)
    yield from (text[slice(*block.span)] for block in above if block.kind in ("furniture", "byline"))


def _rights(statement: Statement) -> Iterator[str]:
    text = statement.stored.text
    for block in statement.blocks:
        line = text[slice(*block.span)][:200] if block.kind == "furniture" else ""
        if line.lower().startswith(_RIGHTS):
            yield _plain(line)


def _plain(name: str) -> str:
    return name.lower().removeprefix("the ")


def _is_name(line: str) -> bool:
    words = [token.text for token in tokens_of(line) if token.text[0].isalnum()]
    if not 2 <= len(words) <= _LONGEST or ends_sentence(line) or is_time_line(tokens_of(line)):
        return False
    letters = all(mark.isalnum() or mark in " .,&'’-" for mark in line)
    return letters and words[0][0].isupper() and all(word[0].isupper() or len(word) <= _SMALL for word in words)


def _says_what(name: str, language: str) -> bool:
    """Whether its first or last word tells that it is a body or a newspaper."""
    nouns = speech_of(language or "en").nouns
    words = [folded(word) for word in re.findall(r"[^\W\d_]+", name)]
    bodies = nouns["bodies"] | nouns["mastheads"]
    heads = [first for first, joint in pairwise(words[:3]) if joint in ("of", "for")]
    return words[-1] in bodies or (len(words) > 2 and any(head in nouns["bodies"] for head in heads))


def _as_written(text: str, name: str) -> str:
    """A name in capitals as the news write it, where they do."""
    if name.upper() != name:
        return name
    found = re.search(rf"\b{re.escape(name)}\b", text.replace(name, " " * len(name)), re.IGNORECASE)
    return found.group() if found else name

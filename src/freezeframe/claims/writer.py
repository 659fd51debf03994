"""Who wrote a statement, and whether he is a party to what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from freezeframe.claims.attribution import Told
from freezeframe.claims.claim import Writer
from freezeframe.claims.records import Actor, Voice
from freezeframe.claims.speech import folded


def writer_of(name: str, actors: Sequence[Actor], told: Told) -> Writer:
    """The writer by the name of agency, outlet or account; its name is empty where nobody is known.

    A ministry, an army or a service that publishes is a party, and so is whoever says 'we' outside of quotation marks;
    a newspaper is none.
    """
    actor = next((a for a in actors if a.name == name or any(told.text[slice(*s)] == name for s in a.spans)), None)
    voice = Voice(actor.id if actor else "", name, None, inferred=True)
    return Writer(voice, party=bool(name) and _is_party(name, told))


def under_full_name(actors: Sequence[Actor], name: str) -> tuple[Actor, ...]:
    """The actors, the writer of a page among them under its full name.

    The Ministry of Transport of its own page is the Ministry of Transport of Dravinia, as its title has it.
    """
    if any(actor.name == name for actor in actors):
        return tuple(actors)
    words = name.split()
    known = max((a for a in actors if _begins(words, a.name.split())), key=lambda a: len(a.name), default=None)
    return tuple(replace(actor, name=name) if actor is known else actor for actor in actors)


def _begins(words: Sequence[str], short: Sequence[str]) -> bool:
    return 1 < len(short) < len(words) and list(words[: len(short)]) == list(short)


def _is_party(name: str, told: Told) -> bool:
    words = {folded(word) for word in name.split()}
    if words & told.speech.nouns["media"] or folded(name.rsplit(maxsplit=1)[-1]) in told.speech.nouns["mastheads"]:
        return False
    return bool(words & told.speech.nouns["bodies"]) or any(_says_we(told, number) for number in range(len(told.rows)))


def _says_we(told: Told, number: int) -> bool:
    row = told.rows[number]
    body = told.blocks[told.sentences[number].paragraph].kind == "body"
    pairs = zip(row.items, row.tags, strict=True)
    return body and any(tag in "PGO" and told.speech.has("first_person", item.low) for item, tag in pairs)

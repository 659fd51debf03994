"""Places that a text names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from freezeframe.claims.name_words import adjectives
from freezeframe.claims.place_reader import Found, Reader, Told
from freezeframe.claims.records import Block, Place, Span
from freezeframe.claims.tokens import Phrases, Token, runs

_LEFT_OUT = ("furniture", "byline")


def places_in(text: str, blocks: Sequence[Block]) -> tuple[Place, ...]:
    """Every mention of a place, in the order of the text; bylines and furniture are left out.

    A state or capital that speaks ('Washington said'), a name within an actor's name and a person's name are none. A
    name that the gazetteer lacks is a place where its words say so ('the Tovra district'), then wherever it stands.
    """
    listed = [Reader(text, tokens) for tokens in runs(text, blocks, _LEFT_OUT)]
    told = Told(
        states=frozenset(code for reader in listed for code in _states_of(reader.tokens)),
        surnames=frozenset(name for reader in listed for name in reader.surnames()),
        words=frozenset(token.low for reader in listed for token in reader.tokens if token.text[0].islower()),
    )
    named = {name for reader in listed for name in reader.unknown_names(told)}
    known = Phrases(dict.fromkeys(named, ""))
    found = [(reader, _found_in(reader, told, known)) for reader in listed]
    believed = _believed(found, told)
    places = [
        (_span(reader.tokens, one), one.entry)
        for reader, here in found
        for one in sorted((*here, *_again(reader, here, believed)), key=lambda one: one.first)
    ]
    return tuple(
        Place(f"place-{n}", text[slice(*span)], span, one.lat, one.lon, one.kind, one.country, one.known)
        for n, (span, one) in enumerate(places, 1)
    )


def _found_in(reader: Reader, told: Told, unknown: Phrases[str]) -> list[Found]:
    """The places of a run of tokens, none overlapping another."""
    found: list[Found] = []
    after = 0
    for i in reader.starts:
        if i < after:
            continue
        one, after = None, i + reader.actor(i)
        if after == i:
            one = reader.border(i)
            if one is None:
                one, after = reader.place(i, found[-1] if found else None, told)
                one = one or (None if after > i else reader.same_unknown(i, unknown))
        if one is not None:
            found.append(one)
            after = one.last
    return found


def _believed(found: Sequence[tuple[Reader, Sequence[Found]]], told: Told) -> Phrases[Found]:
    """Small towns that the words around one mention make places: they are places at their other mentions too."""
    names = {
        " ".join(token.text for token in reader.tokens[one.first : one.last]): one
        for reader, here in found
        for one in here
        if one.entry.trust == "weak"
        and one.entry.kind == "city"
        and reader.tokens[one.last - 1].low not in told.surnames
    }
    return Phrases(names)


def _again(reader: Reader, here: Sequence[Found], believed: Phrases[Found]) -> Iterator[Found]:
    """Further mentions of these, where nothing was found."""
    taken = {at for one in here for at in range(one.first, one.last)}
    for i in reader.starts if believed.firsts else ():
        hit = believed.at(reader.tokens, i) if i not in taken and reader.tokens[i].low in believed.firsts else None
        if hit is not None and not taken & set(range(i, i + hit[0])) and reader.is_alone(i, i + hit[0], hit[1].entry):
            yield Found(i, i + hit[0], hit[1].entry)


def _span(tokens: Sequence[Token], one: Found) -> Span:
    return (tokens[one.first].start, tokens[one.last - 1].end)


def _states_of(tokens: Sequence[Token]) -> Iterator[str]:
    for i in [i for i, token in enumerate(tokens) if token.text[0].isupper()]:
        hit = adjectives().at(tokens, i)
        if hit is not None:
            yield hit[1]

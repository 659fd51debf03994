"""Reads a statement: the order of the work on one page."""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from freezeframe.claims.actor_table import with_desk
from freezeframe.claims.actors import actors_in
from freezeframe.claims.article import anchor_of, head_of
from freezeframe.claims.attribution import Told
from freezeframe.claims.attribution import told as tell
from freezeframe.claims.claim import claims_of, numbered
from freezeframe.claims.dates import dates_in
from freezeframe.claims.facts import Facts
from freezeframe.claims.languages import language_of
from freezeframe.claims.parsed import with_parsed
from freezeframe.claims.parser import MOST_CHARS, name_of_parser, parser
from freezeframe.claims.picture_files import with_given, with_page
from freezeframe.claims.picture_found import Found, by_offerers, mentions, sources
from freezeframe.claims.pictures import Pictures
from freezeframe.claims.places import places_in
from freezeframe.claims.records import Reading, Span, Statement
from freezeframe.claims.speakers import Speakers
from freezeframe.claims.speech import speech_of
from freezeframe.claims.spoken import spoken
from freezeframe.claims.stance import stances_of
from freezeframe.claims.writer import under_full_name, writer_of


@dataclass(frozen=True)
class Given:
    """What a person adds to a statement."""

    date: str | None = None
    """When it was published, EDTF."""
    actors: Path | None = None
    """A desk's own table of actors."""
    pictures: tuple[str, ...] = ()
    """Files of the pictures that belong to it."""


def read(statement: Statement, given: Given | None = None) -> Reading:
    """All that a statement says: who claims what, through whom, about which pictures.

    Raises:
        BadInput: the desk's table of actors cannot be read.
    """
    with _uncollected():
        return _read(statement, given or Given())


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: a long text makes millions of records and hardly a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(statement: Statement, given: Given) -> Reading:
    text = statement.stored.text
    article = head_of(statement, given.date)
    language = statement.metadata.language or language_of(text)
    places = places_in(text, statement.blocks)
    table = with_desk(given.actors) if given.actors else None
    actors = actors_in(text, statement.blocks, places, table)
    dates = dates_in(text, statement.blocks, anchor_of(article), language, article.published.how)
    names = [*(span for actor in actors for span in actor.spans), *(place.span for place in places)]
    told = tell(text, statement.blocks, speech_of(language), names)
    told, how = _parsed(told)
    actors = under_full_name(actors, article.agency)
    writer = writer_of(article.agency, actors, told)
    speakers = Speakers(told, actors, "" if writer.party else writer.voice.actor)
    statements, stances = spoken(told, speakers)
    facts = Facts(dates, places, "" if article.published.how == "bounded" else article.published.edtf)
    found = Pictures(told, speakers, statements, facts, writer).read()
    statements = by_offerers(statements, found)
    found = with_given(with_page(found, statement.page_pictures), given.pictures)
    claims = numbered(claims_of(told, statements, facts, writer), _Shown(found).within)
    return Reading(
        text=statement.stored,
        blocks=statement.blocks,
        article=article,
        actors=actors,
        places=places,
        dates=dates,
        sources=sources(found, told, facts, speakers.cast),
        pictures=mentions(found, text, facts),
        claims=claims,
        stances=stances_of(told, stances),
        how=how,
    )


def _parsed(told: Told) -> tuple[Told, str]:
    """With what the optional parser adds, where it is installed and made for the language; and how it was done."""
    model = parser() if told.speech.code == "en" else None
    if model is None:
        return told, "rules"
    if len(told.text) > MOST_CHARS:
        return told, f"rules (the text is longer than the {MOST_CHARS:,} characters that the parser is used for)"
    return with_parsed(told, model), f"rules and {name_of_parser()}"


class _Shown:
    """Which pictures the words between two offsets are about."""

    def __init__(self, found: Sequence[Found]) -> None:
        spans = sorted((span, number) for number, one in enumerate(found, 1) for span in one.spans)
        self._spans = spans
        self._starts = [span[0] for span, _ in spans]
        self._longest = max((span[1] - span[0] for span, _ in spans), default=0)

    def within(self, span: Span) -> tuple[str, ...]:
        """The ids of the pictures."""
        first = bisect_left(self._starts, span[0] - self._longest)
        last = bisect_left(self._starts, span[1])
        numbers = {number for (_, end), number in self._spans[first:last] if end > span[0]}
        return tuple(f"picture-{number}" for number in sorted(numbers))

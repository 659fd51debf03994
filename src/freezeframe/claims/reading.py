"""Reads a statement: the order of the work on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from freezeframe.claims.actors import actors_in
from freezeframe.claims.article import anchor_of, head_of
from freezeframe.claims.attribution import told as tell
from freezeframe.claims.claim import claims_of, numbered
from freezeframe.claims.dates import dates_in
from freezeframe.claims.facts import Facts
from freezeframe.claims.languages import language_of
from freezeframe.claims.pictures import Found, Pictures, mentions
from freezeframe.claims.places import places_in
from freezeframe.claims.records import Claim, Reading, Span, Statement
from freezeframe.claims.rows import Names
from freezeframe.claims.speakers import Speakers
from freezeframe.claims.speech import speech_of
from freezeframe.claims.spoken import spoken
from freezeframe.claims.writer import writer_of


def read(statement: Statement, given_date: str | None = None, actors_file: Path | None = None) -> Reading:
    """All that a statement says: who claims what, through whom, about which pictures.

    ``given_date`` is the publication date, EDTF, that the user knows; ``actors_file`` a desk's own table of actors.
    """
    del actors_file
    text = statement.stored.text
    article = head_of(statement, given_date)
    language = statement.metadata.language or language_of(text)
    places = places_in(text, statement.blocks)
    actors = actors_in(text, statement.blocks, places)
    dates = dates_in(text, statement.blocks, anchor_of(article), language, article.published.how)
    names = Names([*(span for actor in actors for span in actor.spans), *(place.span for place in places)])
    told = tell(text, statement.blocks, speech_of(language), names)
    writer = writer_of(article.agency, actors, told)
    speakers = Speakers(told, actors, {}, article.agency)
    statements = spoken(told, speakers)
    facts = Facts(dates, places)
    found = Pictures(told, speakers, statements, facts, writer.voice).read()
    pictures = mentions(found, text, facts)
    claims = numbered(claims_of(told, statements, facts, writer))
    return Reading(
        text=statement.stored,
        blocks=statement.blocks,
        article=article,
        actors=actors,
        places=places,
        dates=dates,
        sources=(),
        pictures=pictures,
        claims=tuple(_with_pictures(claim, found) for claim in claims),
    )


def _with_pictures(claim: Claim, found: Sequence[Found]) -> Claim:
    """A claim with the pictures that its words are about."""
    about = [f"picture-{n}" for n, one in enumerate(found, 1) if any(_overlap(claim.span, s) for s in one.spans)]
    return replace(claim, pictures=tuple(about))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]

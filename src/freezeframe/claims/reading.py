"""Reads a statement: the order of the work on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from freezeframe.claims.actors import actors_in
from freezeframe.claims.article import anchor_of, head_of
from freezeframe.claims.attribution import told as tell
from freezeframe.claims.claim import claims_of, spoken
from freezeframe.claims.dates import dates_in
from freezeframe.claims.languages import language_of
from freezeframe.claims.pictures import Facts, Pictures, mentions
from freezeframe.claims.places import places_in
from freezeframe.claims.records import Actor, Reading, Statement, Voice
from freezeframe.claims.rows import Names
from freezeframe.claims.speakers import Speakers
from freezeframe.claims.speech import speech_of


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
    dates = dates_in(text, statement.blocks, anchor_of(article), language)
    names = Names([*(s for actor in actors for s in actor.spans), *(place.span for place in places)])
    told = tell(text, statement.blocks, speech_of(language), names)
    speakers = Speakers(told, actors, {}, article.agency)
    statements = spoken(told, speakers)
    facts = Facts(dates, places)
    pictures = Pictures(told, speakers, statements, facts, writer_of(article.agency, actors)).read()
    claims = claims_of(told, statements, article.agency)
    return Reading(
        text=statement.stored,
        blocks=statement.blocks,
        article=article,
        actors=actors,
        places=places,
        dates=dates,
        sources=(),
        pictures=mentions(pictures, text, facts),
        claims=tuple(replace(claim, id=f"claim-{number}") for number, claim in enumerate(claims, 1)),
    )


def writer_of(name: str, actors: Sequence[Actor]) -> Voice:
    """The voice of whoever wrote the statement; its name is empty where nobody is known to have."""
    actor = next((a.id for a in actors if a.name == name), "")
    return Voice(actor, name, None, inferred=True)

"""Reads a statement: the order of the work on one page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from freezeframe.claims.actors import actors_in
from freezeframe.claims.article import anchor_of, head_of
from freezeframe.claims.attribution import told as tell
from freezeframe.claims.claim import claims_of, spoken
from freezeframe.claims.dates import dates_in
from freezeframe.claims.languages import language_of
from freezeframe.claims.places import places_in
from freezeframe.claims.records import Reading, Statement
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
    told = tell(text, statement.blocks, speech_of(language))
    speakers = Speakers(told, actors, {}, article.agency)
    claims = claims_of(told, spoken(told, speakers), article.agency)
    return Reading(
        text=statement.stored,
        blocks=statement.blocks,
        article=article,
        actors=actors,
        places=places,
        dates=dates,
        sources=(),
        pictures=(),
        claims=tuple(replace(claim, id=f"claim-{number}") for number, claim in enumerate(claims, 1)),
    )

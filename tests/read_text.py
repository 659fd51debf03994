"""Statements for the tests, read in this process."""

from __future__ import annotations

from freezeframe.claims.reading import Given, read
from freezeframe.claims.records import Claim, PictureMention, Reading
from freezeframe.claims.statement import read_statement
from freezeframe.config import LIMITS


def reading_of(text: str, date: str | None = None, pictures: tuple[str, ...] = ()) -> Reading:
    """What a plain text says."""
    return read(read_statement(None, text.encode(), LIMITS), Given(date=date, pictures=pictures))


def attributed(text: str, date: str | None = None) -> list[Claim]:
    """The claims of others that a text has."""
    return [claim for claim in reading_of(text, date).claims if claim.said]


def who_says_what(text: str) -> list[tuple[str, str]]:
    """Speaker and words of each attributed claim; an empty speaker where nobody is named."""
    return [(claim.speaker.name if claim.speaker else "", claim.text) for claim in attributed(text)]


def pictures(text: str) -> list[PictureMention]:
    """The pictures that a text speaks of."""
    return list(reading_of(text).pictures)

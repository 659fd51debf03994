"""A text of megabytes, and whatever nobody would write: it is read, and in linear time."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freezeframe.claims.reading import read
from freezeframe.claims.statement import read_statement
from freezeframe.config import LIMITS
from freezeframe.errors import BadInput

READINGS = Path(__file__).parent / "readings"
HEAD = "Ministry shows pictures of a convoy\n\nMOSCOW, November 14 (Reuters) - "
WORDS = (
    "the a photo photos video image still frame of from by said which that it was were are is shows showing taken as "
    ', . : ; " “ ” ( ) — not and but or Ministry ministry its two one them first released published purports to '
    "in fact claimed who whose where Syria on Tuesday 2016"
).split()


def seconds(text: str) -> float:
    statement = read_statement(None, text.encode(), LIMITS)
    began = time.process_time()
    read(statement)
    return time.process_time() - began


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_no_order_of_words_is_too_much(words: list[str]) -> None:
    try:
        statement = read_statement(None, (HEAD + " ".join(words)).encode(), LIMITS)
    except BadInput:
        return
    for claim in read(statement).claims:
        assert claim.text


@pytest.mark.parametrize("words", ["its but video as", "In pictures and is “the video", "the two photos, are from"])
def test_a_sentence_that_breaks_off_is_read(words: str) -> None:
    read(read_statement(None, (HEAD + words).encode(), LIMITS))


def test_a_sentence_that_never_ends_is_cut_between_words() -> None:
    text = HEAD + "The ministry said that the convoy left and " * 100
    claims = read(read_statement(None, text.encode(), LIMITS)).claims
    assert len(claims) > 50
    assert all(len(claim.text) < 1_000 for claim in claims)


UNITS = (
    "the ministry said ",
    '"',
    '"A b," he said. ',
    "x and ",
    "the photo of the photo ",
    "The ministry said. ",
    "taken from a film from a game ",
    "X is quoted by Y as saying that ",
    "The Ministry of X said.\n\n",
    "which it said ",
)


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_whatever_is_repeated_is_read_in_linear_time(unit: str) -> None:
    small, large = (seconds(HEAD + unit * (size // len(unit))) for size in (25_000, 100_000))
    assert large < 6 * small + 0.5


@pytest.mark.slow
def test_megabytes_of_articles_are_read_in_linear_time() -> None:
    """Every paragraph of the readings in an order of chance, so that hardly two stretches are alike."""
    chance = random.Random(4)
    paragraphs = [p for file in sorted(READINGS.glob("*.txt")) for p in file.read_text("utf-8").split("\n\n")]
    text = HEAD
    while len(text) < 1_250_000:
        text += "\n\n".join(chance.sample(paragraphs, len(paragraphs))) + "\n\n"
    part, whole = seconds(text[:250_000]), seconds(text[:1_250_000])
    assert whole < 20
    assert whole < 7 * part

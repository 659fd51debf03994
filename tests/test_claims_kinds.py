"""Kinds of sentences that the first articles written apart had, and the rules had not met: each in words of its own."""

from __future__ import annotations

import pytest

from freezeframe.claims.records import Reading
from tests.read_text import reading_of

HEAD = "MINSK, 4 May 2021 (Interfax) - The Defence Ministry of Belarus on Tuesday published seven photographs.\n\n"


def said(reading: Reading) -> list[tuple[str, str]]:
    return [(one.speaker.name if one.speaker else "", one.text) for one in reading.claims if one.said]


@pytest.mark.parametrize(
    ("sentence", "speaker", "claim"),
    [
        ("The portal „Trakia News“ claims that the film is old.", "Trakia News", "the film is old"),
        (
            "“It was lying under the stairs” (Inspector Dora Vell).",
            "Inspector Dora Vell",
            "It was lying under the stairs",
        ),
        ("The bridge fell. So says Anna Lis, who saw it.", "Anna Lis", "The bridge fell"),
        (
            "A valve was open for six hours, Mayor Ivo Senn was quoted by the daily Reka as saying.",
            "Ivo Senn",
            "A valve was open for six hours",
        ),
        (
            "In a letter on Sunday the town's mayor, Ivo Senn, acknowledged that the picture was old.",
            "Ivo Senn",
            "the picture was old",
        ),
        (
            "Ivo Senn noted in a bulletin dated 30 April that the valley was empty.",
            "Ivo Senn",
            "the valley was empty",
        ),
        ("Anna Lis rules out that it comes from Kesh.", "Anna Lis", "it comes from Kesh"),
        ("Anna Lis let it be known that she was abroad.", "Anna Lis", "she was abroad"),
        (
            "Officials in Brest put the loss at nine tonnes; others disagree.",
            "Officials in Brest",
            "the loss at nine tonnes",
        ),
    ],
)
def test_who_says_what(sentence: str, speaker: str, claim: str) -> None:
    assert (speaker, claim) in said(reading_of(HEAD + sentence))


def test_nobody_denies_what_stands_under_a_condition() -> None:
    found = said(reading_of(HEAD + "Anna Lis warned that they would leave if Kyiv went on denying the leak."))
    assert "the leak" not in [claim for _, claim in found]


PICTURES = [
    ("The first photo was shown by the army as early as March 2009, Anna Lis said.", "", "2009-03"),
    ("A second one, of crates on a quay, was cropped from a film shot after a raid in May 2014, Anna Lis said.",
     "crates on a quay", "2014-05"),
    ("The fourth does show the trawler Ita, though not before the 1940s, the museum accepts.", "", "194X"),
    ("The pictures show a refinery, seen from the south in October 2020, Anna Lis said.", "", "2020-10"),
    ("The fifth, a blurred group on a slipway, may be anything.", "a blurred group on a slipway", ""),
    ("The oldest of the seven, of men in boats, was taken in June 2014, Anna Lis said.", "men in boats", "2014-06"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "shown", "date"), PICTURES)
def test_a_picture_is_read_to_the_end_of_its_words(sentence: str, shown: str, date: str) -> None:
    picture = reading_of(HEAD + sentence).pictures[-1]
    assert picture.offered_by is not None
    assert picture.offered_by.name == "Defence Ministry of Belarus"
    assert picture.offered_as == shown
    assert picture.dates == ((date,) if date else ())


POST = """\
NATIONAL HARBOUR AGENCY
Press centre
Sofia, 14 October, 11:40

TWO ANCHORS FOUND IN THE HARBOUR AFTER THE STORM

The National Harbour Agency announces that divers found two anchors on the night of 12 October 2014.

Photo 1 - the divers on the quay, 13 October.
Photo 2 - for comparison: a similar anchor. Source: Museum of the Sea.
"""


def test_a_letterhead_names_who_posts_and_where() -> None:
    reading = reading_of(POST)
    assert reading.article.agency == "National Harbour Agency"
    assert reading.article.headline == "TWO ANCHORS FOUND IN THE HARBOUR AFTER THE STORM"
    assert reading.article.dateline is not None
    assert reading.article.dateline.place == "Sofia"
    assert reading.article.published.edtf == "[2014-10-14..]"


def test_listed_photos_are_the_posters() -> None:
    first, second = reading_of(POST).pictures
    assert [one.offered_by.name if one.offered_by else "" for one in (first, second)] == ["National Harbour Agency"] * 2
    assert second.said_source == "Museum of the Sea"


@pytest.mark.parametrize(
    ("sentence", "edtf"),
    [
        ("If they are not withdrawn by Friday, we will sue.", "2021-05-07"),
        ("The envoy was summoned for Friday.", "2021-05-07"),
        ("By Friday it had been shared often.", "2021-04-30"),
        ("It shows a rocket of about 1919.", "1919~"),
    ],
)
def test_dates_ahead_and_about(sentence: str, edtf: str) -> None:
    assert edtf in [date.edtf for date in reading_of(HEAD + sentence).dates]


@pytest.mark.parametrize(
    "sentence", ["It comes from Perperik.", "It was filmed at Cape Two Stones.", "It was taken in Kapitan Andrev."]
)
def test_an_unknown_place_where_a_picture_is_from(sentence: str) -> None:
    assert reading_of(HEAD + sentence).places[-1].name in sentence.removesuffix(".")

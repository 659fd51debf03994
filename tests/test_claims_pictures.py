"""Pictures in words: who offers which picture, as what, and who says where it is from."""

from __future__ import annotations

from pathlib import Path

import pytest

from freezeframe.claims.records import PictureMention, Voice
from tests.read_text import pictures, reading_of

SENTENCES = [
    tuple(field.strip() for field in line.split("|"))
    for line in Path(__file__).with_name("picture_sentences.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def name_of(voice: Voice | None) -> str:
    return voice.name if voice is not None else ""


def told_of(picture: PictureMention) -> tuple[str, str, str, str, str]:
    return (
        picture.words,
        name_of(picture.offered_by),
        picture.offered_as,
        picture.said_source,
        name_of(picture.said_by),
    )


@pytest.mark.parametrize(("sentence", "fields"), [(one[0], one[1:]) for one in SENTENCES])
def test_what_one_sentence_says_of_a_picture(sentence: str, fields: tuple[str, ...]) -> None:
    (picture,) = pictures(sentence)
    assert told_of(picture) == fields


ABU_KAMAL = """\
MOSCOW, November 16 (North News) - Russia's Defence Ministry on Tuesday posted five photographs as "irrefutable proof" \
that the coalition covered the retreat of militants from Abu Kamal.

One of them was taken from the trailer of a mobile phone game, the research group Bellingcat said. The Conflict \
Intelligence Team said the other four were freeze-frames from videos that Iraq's Defence Ministry released in June \
2016, and that they show Fallujah and not Abu Kamal.

The ministry later replaced the pictures with new ones, which it said were genuine.
"""


def test_each_picture_has_its_own_source_and_all_are_the_ministrys() -> None:
    found = [told_of(one) for one in pictures(ABU_KAMAL)]
    ministry = "Russia's Defence Ministry"
    offered = '"irrefutable proof" that the coalition covered the retreat of militants from Abu Kamal'
    assert found == [
        ("five photographs", ministry, offered, "", ""),
        ("One of them", ministry, "", "the trailer of a mobile phone game", "Bellingcat"),
        (
            "the other four",
            ministry,
            "",
            "videos that Iraq's Defence Ministry released in June 2016",
            "Conflict Intelligence Team",
        ),
        ("new ones", ministry, "genuine", "", ""),
    ]


def test_sources_are_named_with_kind_publisher_and_date() -> None:
    sources = [(one.text, one.kind, one.publisher, one.dates) for one in reading_of(ABU_KAMAL).sources]
    assert sources == [
        ("the trailer of a mobile phone game", "game", "", ()),
        ("videos that Iraq's Defence Ministry released in June 2016", "video", "Iraq's Defence Ministry", ("2016-06",)),
    ]


def test_places_of_a_source_are_those_it_really_shows() -> None:
    other = pictures(ABU_KAMAL)[2]
    assert "Fallujah" in other.places
    assert "Abu Kamal" not in other.places
    assert other.dates == ("2016-06",)


def test_claims_point_to_the_pictures_they_are_about() -> None:
    reading = reading_of(ABU_KAMAL)
    by_text = {claim.text: claim.pictures for claim in reading.claims}
    assert by_text["One of them was taken from the trailer of a mobile phone game"] == ("picture-2",)
    assert all(number in {one.id for one in reading.pictures} for ids in by_text.values() for number in ids)


@pytest.mark.parametrize(
    "text",
    [
        "The reporter asked whether the picture was from a game.",
        "Whether the pictures are from Syria, nobody can say, Marta Brito said.",
        "The ministry promised to publish a longer video.",
        "The government has produced no photographs of the camp.",
        "She paints pictures of the sea.",
        "The film director Jan Aas said the game was over.",
    ],
)
def test_nothing_is_said_to_come_from_anywhere(text: str) -> None:
    assert [one.said_source for one in pictures(text) if one.said_source] == []


def test_a_denied_source_is_none() -> None:
    (picture,) = pictures("The party never wrote that the photographs were from Syria, Marta Brito said.")
    assert picture.said_source == ""


def test_what_a_correction_shows_is_the_source() -> None:
    text = (
        "The Ministry of Transport published two photographs as evidence that the runway had been repaired. "
        "The ministry withdraws one of them. Photograph No. 2 shows the runway in May 2016."
    )
    last = pictures(text)[-1]
    assert (last.words, last.said_source) == ("Photograph No. 2", "the runway in May 2016")


def test_pronouns_go_on_with_the_picture() -> None:
    text = "A photograph of a broken bridge worries people, the police said. It is a film set in Hungary, Jan Aas said."
    (picture,) = pictures(text)
    assert told_of(picture) == ("A photograph", "", "", "a film set in Hungary", "Jan Aas")


def test_a_search_leads_to_a_source() -> None:
    text = (
        "A photograph of a broken bridge was passed on for days.\n\nA reverse image search leads to the website of a "
        "set builder. There the picture has been online since June 2019."
    )
    last = pictures(text)[-1]
    assert (last.said_source, last.dates) == ("the website of a set builder", ("2019-06",))


def test_lists_of_photographs() -> None:
    text = (
        "Ministry of Rescue of Karsova\n\n"
        "Photo 1: the bridge at Tovra this morning\nPhoto 2: frame from the viral video"
    )
    first, second = pictures(text)
    assert (first.words, first.offered_as, first.said_source) == ("Photo 1", "the bridge at Tovra this morning", "")
    assert (second.words, second.offered_as, second.said_source) == ("Photo 2", "", "the viral video")


def test_given_pictures_stand_for_what_is_offered() -> None:
    text = "The ministry posted a photograph as proof of a retreat from Abu Kamal."
    reading = reading_of(text, pictures=("tweet.png",))
    given = [one for one in reading.pictures if one.file == "tweet.png"]
    assert len(given) == 1
    assert given[0].offered_as == "proof of a retreat from Abu Kamal"


def test_as_many_given_pictures_as_listed_are_those() -> None:
    text = "Ministry of Rescue of Karsova\n\nPhoto 1: the bridge at Tovra\nPhoto 2: the mill at Kesh"
    reading = reading_of(text, pictures=("a.png", "b.png"))
    assert [(one.words, one.file) for one in reading.pictures] == [("Photo 1", "a.png"), ("Photo 2", "b.png")]


def test_who_is_named_only_later_offers_the_picture() -> None:
    text = (
        "Photographs circulated by an opposition party as proof of a fire were taken abroad, the police said.\n\n"
        "The party, Clean Coast, did not comment."
    )
    assert name_of(pictures(text)[0].offered_by) == "Clean Coast"


def test_of_two_ministries_each_offers_its_own_pictures() -> None:
    text = (
        "The Ministry of Defence of Karsova published a video of a drone. The Ministry of Defence of Lemuria published "
        "photographs of a launcher. The Lemurian ministry said its photographs showed a base near Kesh."
    )
    assert [name_of(one.offered_by) for one in pictures(text)] == [
        "Ministry of Defence of Karsova",
        "Ministry of Defence of Lemuria",
        "Ministry of Defence of Lemuria",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The scene was quiet, the mayor said.",
        "The map shows the new borders of the district.",
        "An edit of the law was proposed by the party, the speaker said.",
    ],
)
def test_a_word_that_seldom_means_a_picture_is_none_where_nothing_makes_it_one(text: str) -> None:
    assert pictures(text) == []


def test_what_somebody_says_that_it_shows_is_an_offer_once_it_is_told_where_it_is_from() -> None:
    text = (
        "Social media users claimed the photograph showed ballots burned in Ohio. The county's election board said it "
        "was taken at a recycling plant in Oregon."
    )
    (picture,) = pictures(text)
    assert told_of(picture) == (
        "the photograph",
        "Social media users",
        "ballots burned in Ohio",
        "taken at a recycling plant in Oregon",
        "The county's election board",
    )


def test_a_headline_that_ends_with_who_says_so() -> None:
    text = (
        "Video of depot fire was filmed in Tuvalia in 2017 - researchers\n\n"
        "KESH, Nov 6 (Reuters) - Footage said by authorities in Lemuria to show a depot ablaze after shelling "
        "from Tuvalia was filmed far away in March 2017, two groups of researchers said on Monday."
    )
    first, second = pictures(text)
    assert (first.said_source, name_of(first.said_by)) == ("filmed in Tuvalia in 2017", "researchers")
    assert second.offered_as == "a depot ablaze after shelling from Tuvalia"
    assert (second.said_source, name_of(second.said_by)) == (
        "filmed far away in March 2017",
        "two groups of researchers",
    )

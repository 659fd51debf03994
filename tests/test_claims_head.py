"""The head of a report, and what of a page is no news."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freezeframe.claims.article import anchor_of, head_of
from freezeframe.claims.datelines import wire_of
from freezeframe.claims.plain import blocks_of
from freezeframe.claims.records import Statement
from freezeframe.claims.statement import read_statement
from freezeframe.config import LIMITS
from freezeframe.errors import BadInput


def statement(text: str) -> Statement:
    return read_statement(None, text.encode(), LIMITS)


def by_kind(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for block in blocks_of(text):
        found.setdefault(block.kind, []).append(text[slice(*block.span)])
    return found


@pytest.mark.parametrize(
    ("text", "place", "date", "agency"),
    [
        ("MOSCOW, November 14. /TASS/. The ministry", "MOSCOW", "XXXX-11-14", "TASS"),
        ("MOSCOW, November 14 /TASS/. The ministry", "MOSCOW", "XXXX-11-14", "TASS"),
        ("(ANSA) - Rome, June 3 - The man", "Rome", "XXXX-06-03", "ANSA"),
        ("ROMA, 14 NOV - Il ministero", "ROMA", "XXXX-11-14", ""),
        ("ROMA (ANSA) - Il ministero", "ROMA", "", "ANSA"),
        ("(AGI) Roma, 14 nov. - Il ministero", "Roma", "XXXX-11-14", "AGI"),
        ("Roma, 14 nov. (askanews) - Il ministero", "Roma", "XXXX-11-14", "askanews"),
        ("BEIRUT (AP) — A man", "BEIRUT", "", "AP"),
        ("BEIRUT, Lebanon (AP) — A man", "BEIRUT, Lebanon", "", "AP"),
        ("WASHINGTON, D.C. (AP) — A man", "WASHINGTON, D.C.", "", "AP"),
        ("Deir ez-Zor, Syria (AP) — A man", "Deir ez-Zor, Syria", "", "AP"),
        ("Paris, June 3, 2016 (AFP) - The", "Paris", "2016-06-03", "AFP"),
        ("Beirut, 14 Nov 2017 (AFP) — The", "Beirut", "2017-11-14", "AFP"),
        ("AMMAN (Reuters) - Two men", "AMMAN", "", "Reuters"),
        ("LONDON/BEIRUT (Reuters) - Two men", "LONDON/BEIRUT", "", "Reuters"),
        ("Berlin (dpa) - Das", "Berlin", "", "dpa"),
        ("Madrid, 14 nov (EFE).- El ministerio", "Madrid", "XXXX-11-14", "EFE"),
        ("МОСКВА, 14 ноября. /ТАСС/. Министерство", "МОСКВА", "XXXX-11-14", "ТАСС"),
        ("МОСКВА, 14 ноя — РИА Новости. Министерство", "МОСКВА", "XXXX-11-14", "РИА Новости"),
        ("Москва. 14 ноября. INTERFAX.RU - Министерство", "Москва", "XXXX-11-14", "INTERFAX.RU"),
        ("MOSCOW. Nov 14 (Interfax) - The", "MOSCOW", "XXXX-11-14", "Interfax"),
        ("HELSINKI, Jan. 21 (Nordic Wire) -- A clip", "HELSINKI", "XXXX-01-21", "Nordic Wire"),
        ("DAMASCUS, Tuesday, Nov. 14 (SANA)- The", "DAMASCUS", "XXXX-11-14", "SANA"),
        ("UNITED NATIONS (AP) — The", "UNITED NATIONS", "", "AP"),
        ("CITTÀ DEL VATICANO, 14 NOV - Il", "CITTÀ DEL VATICANO", "XXXX-11-14", ""),
        ("BAGHDAD, 15 November 2017 — The", "BAGHDAD", "2017-11-15", ""),
        ("WASHINGTON — The senator", "WASHINGTON", "", ""),
    ],
)
def test_datelines_of_the_wires(text: str, place: str, date: str, agency: str) -> None:
    wire = wire_of(text, (0, len(text)))
    assert wire is not None
    assert (wire.place, wire.date.edtf if wire.date else "", wire.agency) == (place, date, agency)
    assert text[slice(*wire.span)].startswith(place)
    assert wire.block[0] == 0
    assert text[wire.block[1] :].strip()[0].isalpha()


@pytest.mark.parametrize(
    "text",
    [
        "On Tuesday, the ministry said that",
        "US-led forces struck a convoy",
        "The Ministry, on November 14, said - as it had",
        "BREAKING - The ministry",
        "EXCLUSIVE: The ministry",
        "MOSCOW has denied it - again",
        "A man, June 3, was",
        "",
        "(",
        "MOSCOW, November 14",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert wire_of(text, (0, len(text))) is None


PAGE = """TASS
Home
Politics
World
Sign up

Military & Defense
November 14, 2017, 12:03 UTC+3
Russia’s Defense Ministry shows proof of US covering for IS

The pictures were taken by drones on November 9, it said
Share

MOSCOW, November 14. /TASS/. Russia’s Defense Ministry has published pictures that it calls “irrefutable evidence”.

“The pictures show a convoy,” spokesman Maj. Gen. Igor Konashenkov said.

Photo: a convoy near Abu Kamal

Read also
Syrian army enters Abu Kamal
Pentagon denies claims by Moscow

He declined to comment on other pictures of the same day.
Tags
Syria
Russia
© TASS, 2017. All rights reserved
"""


def test_page_furniture_is_set_apart_in_a_plain_text() -> None:
    found = by_kind(PAGE)
    assert found["headline"] == ["Russia’s Defense Ministry shows proof of US covering for IS"]
    assert found["deck"] == ["The pictures were taken by drones on November 9, it said"]
    assert found["dateline"] == ["MOSCOW, November 14. /TASS/."]
    assert found["byline"] == ["November 14, 2017, 12:03 UTC+3"]
    assert found["caption"] == ["Photo: a convoy near Abu Kamal"]
    assert [line[:12] for line in found["body"]] == ["Russia’s Def", "“The picture", "He declined "]
    assert {"Home", "Share", "Read also", "Syrian army enters Abu Kamal", "Tags", "Syria"} <= set(found["furniture"])
    assert found["furniture"][-1].startswith("©")


def test_the_head_of_that_page() -> None:
    article = head_of(statement(PAGE), None)
    assert (article.agency, article.published.edtf, article.published.how) == ("TASS", "2017-11-14", "dateline")
    assert article.dateline is not None
    assert article.dateline.date == anchor_of(article) == "2017-11-14"


NEWS = (
    "MOSCOW, November 14. /TASS/. The ministry published pictures that it had taken in June {year}, it said on Monday."
)


def test_the_year_is_never_guessed_silently() -> None:
    text = "A headline of some words\n\n" + NEWS
    bounded = head_of(statement(text.format(year=2016)), None)
    assert (bounded.published.edtf, bounded.published.how) == ("[2016-11-14..]", "bounded")
    assert bounded.dateline is not None
    assert bounded.dateline.date == "XXXX-11-14"
    given = head_of(statement(text.format(year=2016)), "2017-11-14")
    assert (given.published.edtf, given.published.how) == ("2017-11-14", "given")
    assert given.dateline is not None
    assert given.dateline.date == anchor_of(given) == "2017-11-14"
    unknown = head_of(statement(text.replace("in June {year}, ", "there, ")), None)
    assert (unknown.published.edtf, unknown.published.how) == ("XXXX-11-14", "dateline")


def test_a_given_date_that_is_none() -> None:
    with pytest.raises(BadInput, match="--date: 'yesterday' is no EDTF date"):
        head_of(statement("A text of the ministry."), "yesterday")


@given(year=st.integers(1950, 2015), other=st.integers(1950, 2015))
def test_the_bound_follows_the_latest_year_that_the_text_names(year: int, other: int) -> None:
    text = f"A headline of some words\n\nMOSCOW, May 3 (AP) — Pictures of June {year} were shown again in {other}."
    article = head_of(statement(text), None)
    latest = year + 1 if year >= other else other
    assert article.published.edtf == f"[{latest}-05-03..]"


def test_a_post_without_a_headline() -> None:
    said = "The pictures prove that the convoy was let out of the city."
    text = f"Russian Defence Ministry\n@mod_russia\n14 Nov 2017\n{said}"
    found = by_kind(text)
    assert "headline" not in found
    assert found["body"] == [said]
    assert head_of(statement(text), None).published.edtf == "2017-11-14"


def test_a_single_sentence_is_news() -> None:
    assert by_kind("The ministry denies it.") == {"body": ["The ministry denies it."]}
    assert by_kind("ministry denies") == {"body": ["ministry denies"]}


def test_lines_wrapped_by_hand_are_one_paragraph() -> None:
    paragraph = (
        "The ministry said on Tuesday that the pictures had been taken by\n"
        "drones near the border, and that they proved what it had said for\n"
        "years about the cover that others gave to the militants there.\n"
    )
    text = f"Ministry shows pictures of a convoy\n\n{paragraph}\n{paragraph}"
    assert len(by_kind(text)["body"]) == 2


@given(st.text(alphabet="ab .\n\r\t|/©:A1,\u2028\u00a0", max_size=200))
def test_blocks_hold_all_that_is_not_white_space(text: str) -> None:
    at = 0
    for block in blocks_of(text):
        assert at <= block.span[0] < block.span[1]
        assert not text[at : block.span[0]].strip()
        at = block.span[1]
    assert not text[at:].strip()


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["a", "MOSCOW, ", "Read also\n", "| "])
def test_anything_is_parted_in_linear_time(unit: str) -> None:
    import time

    took = []
    for size in (150_000, 600_000):
        text = unit * (size // len(unit))
        began = time.process_time()
        blocks_of(text)
        took.append(time.process_time() - began)
    assert took[1] < 12
    assert took[1] < 6 * took[0] + 0.5

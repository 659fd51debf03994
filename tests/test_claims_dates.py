"""Dates in words become EDTF at the words' own precision, and nothing else does."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freezeframe.archive.dates import earliest
from freezeframe.claims.dates import dates_in
from freezeframe.claims.records import Block, DateSpan

ANCHOR = "2017-11-14"
"""A Tuesday."""


def read(text: str, anchor: str = ANCHOR, language: str = "en", how: str = "metadata") -> list[DateSpan]:
    found = dates_in(text, (Block("body", (0, len(text))),), anchor, language, how)
    for one in found:
        assert text[slice(*one.span)] == one.text
    return list(found)


def edtf(text: str, anchor: str = ANCHOR, language: str = "en") -> list[str]:
    return [one.edtf for one in read(text, anchor, language)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a video released in June 2016 by", {"June 2016": "2016-06"}),
        ("in 2015", {"2015": "2015"}),
        ("on 25 March 2015 near", {"25 March 2015": "2015-03-25"}),
        ("on March 25, 2015, near", {"March 25, 2015": "2015-03-25"}),
        ("on March 25", {"March 25": "2017-03-25"}),
        ("November 9th, 2017", {"November 9th, 2017": "2017-11-09"}),
        ("on the 14th of November", {"14th of November": "2017-11-14"}),
        ("on Nov. 9 at 12:03", {"Nov. 9": "2017-11-09"}),
        ("on Tuesday", {"Tuesday": "2017-11-14"}),
        ("on Monday evening", {"Monday": "2017-11-13"}),
        ("last Tuesday", {"last Tuesday": "2017-11-07"}),
        ("next Friday", {"next Friday": "2017-11-17"}),
        ("on Tuesday last week", {"Tuesday last week": "2017-11-07"}),
        ("Tuesday, November 14,", {"Tuesday, November 14": "2017-11-14"}),
        ("last week", {"last week": "2017-11-06/2017-11-12"}),
        ("over the weekend", {"over the weekend": "2017-11-11/2017-11-12"}),
        ("last month and last year", {"last month": "2017-10", "last year": "2016"}),
        ("yesterday evening", {"yesterday": "2017-11-13"}),
        ("two weeks ago", {"two weeks ago": "2017-10-31~"}),
        ("three days ago", {"three days ago": "2017-11-11"}),
        ("a year ago", {"a year ago": "2016~"}),
        ("between 3 and 5 May", {"3 and 5 May": "2017-05-03/2017-05-05"}),
        ("on May 3-5, 2016", {"May 3-5, 2016": "2016-05-03/2016-05-05"}),
        ("3–5 May 2016", {"3–5 May 2016": "2016-05-03/2016-05-05"}),
        ("from March 28 to April 2, 2016", {"March 28 to April 2, 2016": "2016-03-28/2016-04-02"}),
        ("from June to September 2016", {"June to September 2016": "2016-06/2016-09"}),
        ("on March 28 and 29, 2016", {"March 28 and 29, 2016": "{2016-03-28,2016-03-29}"}),
        ("on 8 or 9 November", {"8 or 9 November": "[2017-11-08,2017-11-09]"}),
        (
            "March 25, June 29 and July 2, 2016",
            {"March 25": "2016-03-25", "June 29": "2016-06-29", "July 2, 2016": "2016-07-02"},
        ),
        ("from 2014 to 2016", {"2014 to 2016": "2014/2016"}),
        ("in 2014-16", {"2014-16": "2014/2016"}),
        ("in 2014, 2015 and 2016", {"2014": "2014", "2015": "2015", "2016": "2016"}),
        ("early 2016", {"early 2016": "2016~"}),
        ("in mid-2016", {"mid-2016": "2016~"}),
        ("in late June 2016", {"late June 2016": "2016-06~"}),
        ("at the beginning of June 2016", {"the beginning of June 2016": "2016-06~"}),
        ("in the summer of 2016", {"summer of 2016": "2016-22"}),
        ("last summer", {"last summer": "2017-22"}),
        ("in the first half of 2016", {"first half of 2016": "2016-40"}),
        ("in the third quarter of 2016", {"third quarter of 2016": "2016-35"}),
        ("in the 1990s", {"1990s": "199X"}),
        ("14/11/2017", {"14/11/2017": "2017-11-14"}),
        ("03/04/2017", {"03/04/2017": "[2017-03-04,2017-04-03]"}),
        ("2017-11-14", {"2017-11-14": "2017-11-14"}),
        ("14.11.2017", {"14.11.2017": "2017-11-14"}),
        ("the 2016 video", {"2016": "2016"}),
        ("the film (2015)", {"2015": "2015"}),
        ("In 2016, on June 3 of that year", {"2016": "2016", "June 3 of that year": "2016-06-03"}),
        ("On 9 November he left. The same day", {"9 November": "2017-11-09", "The same day": "2017-11-09"}),
        ("On March 31. The next day", {"March 31": "2017-03-31", "The next day": "2017-04-01"}),
        ("will be held on March 5", {"March 5": "2018-03-05"}),
        ("on December 25", {"December 25": "2017-12-25"}),
        ("in May", {"May": "2017-05"}),
    ],
)
def test_what_words_mean(text: str, found: dict[str, str]) -> None:
    read_out = read(text)
    assert {one.text: one.edtf for one in read_out} == found
    for one in read_out:
        earliest(one.edtf, "it is EDTF")


@pytest.mark.parametrize(
    "text",
    [
        "He asked for a second time, and in a second he was gone.",
        "They may march in the morning, and march they may.",
        "May I come? March on!",
        "2,500 people and 2015 soldiers in a convoy of 2,015 cars",
        "2016 people were killed, 1,999 km away, for $2015",
        "an Il-2015 with resolution 1973 and flight 2014",
        "the man sat in the sun at 12:03",
        "version 10.1.2 at 192.168.10.11, ratio 1/2/3",
        "on 31 June and February 30",
        "decades of work, centuries of war",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("it", "il 3 giugno 2016", ["2016-06-03"]),
        ("it", "il 1° giugno", ["2017-06-01"]),
        ("it", "nel 2015", ["2015"]),
        ("it", "martedì scorso", ["2017-11-07"]),
        ("it", "due anni fa e l'anno scorso", ["2015~", "2016"]),
        ("it", "nell'estate del 2016", ["2016-22"]),
        ("it", "dal 3 al 5 maggio 2016", ["2016-05-03/2016-05-05"]),
        ("it", "il 03/04/2017", ["2017-04-03"]),
        ("it", "negli anni '90", ["199X"]),
        ("it", "una marcia di 2015 persone", []),
        ("ru", "14 ноября 2017 года", ["2017-11-14"]),
        ("ru", "в июне 2016 года", ["2016-06"]),
        ("ru", "в 2015 году и в прошлом году", ["2015", "2016"]),
        ("ru", "два года назад", ["2015~"]),
        ("ru", "во вторник, 25-го марта", ["2017-03-25"]),
        ("ru", "в 1990-х годах", ["199X"]),
        ("ru", "в среду", ["2017-11-08"]),
        ("ru", "окружающая среда", []),
        ("es", "el 14 de noviembre de 2017", ["2017-11-14"]),
        ("es", "hace dos años", ["2015~"]),
        ("de", "am 14. November 2017", ["2017-11-14"]),
        ("de", "vor zwei Jahren, im Juni 2016", ["2015~", "2016-06"]),
    ],
)
def test_other_languages_are_data(language: str, text: str, found: list[str]) -> None:
    assert edtf(text, language=language) == found


def test_since_looks_back() -> None:
    assert [one.edtf for one in read("It has killed 19 since January", "2022-11-17")] == ["2022-01"]
    assert [one.edtf for one in read("It opens in January", "2022-11-17")] == ["2023-01"]


def test_how_each_came_about() -> None:
    text = "on November 9, on Tuesday, in June 2016"
    for how, year in (("metadata", "year_from_metadata"), ("given", "year_given"), ("dateline", "year_from_dateline")):
        assert [one.how for one in read(text, how=how)] == [year, "relative", "said"]
    unknown = read(text, "XXXX-11-14", how="dateline")
    assert [(one.edtf, one.how) for one in unknown] == [
        ("XXXX-11-09", "no_year"),
        ("", "relative"),
        ("2016-06", "said"),
    ]
    bounded = read("on November 9", "[2016-11-14..]", how="bounded")
    assert [(one.edtf, one.how) for one in bounded] == [("XXXX-11-09", "bounded")]
    assert [one.edtf for one in read("yesterday, last month", "XXXX-11-14")] == ["XXXX-11-13", "XXXX-10"]
    assert [one.edtf for one in read("yesterday, on November 9", "")] == ["", "XXXX-11-09"]


def test_bylines_and_furniture_are_not_read() -> None:
    text = "Published 3 May 2016\nOn 4 May 2016 it rained.\nRead also: 5 May 2016"
    blocks = (Block("byline", (0, 20)), Block("body", (21, 45)), Block("furniture", (46, len(text))))
    assert [one.edtf for one in dates_in(text, blocks, "", "en")] == ["2016-05-04"]


MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
}
FORMS = {
    "en": (
        "{m} {d}, {y}",
        "{d} {m} {y}",
        "{m} {d}th, {y}",
        "the {d}th of {m} {y}",
        "{y}-{n:02d}-{d:02d}",
        "{d} {m}, {y}",
    ),
    "it": ("{d} {m} {y}", "{d:02d}/{n:02d}/{y}", "{d}.{n}.{y}"),
    "ru": ("{d} {m} {y} года", "{d} {m} {y}", "{d:02d}.{n:02d}.{y}", "{d}-го {m} {y} года"),
    "es": ("{d} de {m} de {y}", "{d:02d}/{n:02d}/{y}"),
    "de": ("{d}. {m} {y}", "{d:02d}.{n:02d}.{y}"),
}
DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2040, 12, 31))


@given(day=DAYS, form=st.sampled_from([(lang, form) for lang, forms in FORMS.items() for form in forms]), anchor=DAYS)
def test_a_day_written_in_any_form_comes_back(day: datetime.date, form: tuple[str, str], anchor: datetime.date) -> None:
    language, pattern = form
    words = pattern.format(d=day.day, m=MONTHS[language][day.month - 1], y=day.year, n=day.month)
    found = read(f"xx {words} xx", anchor.isoformat(), language)
    assert [one.edtf for one in found] == [day.isoformat()]


@given(day=DAYS, back=st.integers(0, 180))
def test_a_day_without_its_year_is_the_last_one(day: datetime.date, back: int) -> None:
    anchor = day + datetime.timedelta(days=back)
    words = f"{MONTHS['en'][day.month - 1]} {day.day}"
    assert edtf(f"on {words} it rained", anchor.isoformat()) == [day.isoformat()]


@given(anchor=DAYS, name=st.sampled_from("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()))
def test_a_weekday_is_the_last_one_today_included(anchor: datetime.date, name: str) -> None:
    (found,) = edtf(f"on {name}", anchor.isoformat())
    day = datetime.date.fromisoformat(found)
    assert day.strftime("%A") == name
    assert 0 <= (anchor - day).days < 7


@given(year=st.integers(1900, 2099), other=st.integers(1900, 2099))
def test_another_year_is_read_as_another_year(year: int, other: int) -> None:
    text = f"filmed in June {year} and shown again in {other}"
    assert edtf(text) == [f"{year}-06", str(other)]


@settings(max_examples=300)
@given(st.text(alphabet="abc May June 1236 2016-14/.,'th of and to the last week ago Tuesday\n", max_size=120))
def test_whatever_is_written_spans_hold_and_edtf_is_valid(text: str) -> None:
    for anchor in (ANCHOR, "XXXX-11-14", ""):
        for one in read(text, anchor):
            if one.edtf:
                earliest(one.edtf, one.text)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["1, ", "May ", "in 2015 and ", "1-1-", "a"])
def test_anything_is_read_in_linear_time(unit: str) -> None:
    took = []
    for size in (150_000, 600_000):
        text = unit * (size // len(unit))
        began = time.process_time()
        dates_in(text, (Block("body", (0, len(text))),), ANCHOR, "en")
        took.append(time.process_time() - began)
    assert took[1] < 12
    assert took[1] < 6 * took[0] + 0.5

"""Dates as spans of time: unknown parts, intervals, zones, and how two of them lie to each other."""

from __future__ import annotations

import calendar
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from freezeframe.findings import times
from freezeframe.findings.rules_time import same_name
from freezeframe.findings.times import UNKNOWN, Relation, relation, span

OPPOSITE: dict[Relation, Relation] = {"before": "after", "after": "before", "unknown": "unknown"}


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2016-06-29", "2016-06-29", "2016-06-29"),
        ("2016-06", "2016-06-01", "2016-06-30"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2016", "2016-01-01", "2016-12-31"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2016-XX", "2016-01-01", "2016-12-31"),
        ("2016-XX-09", "2016-01-09", "2016-12-09"),
        ("2016-1X", "2016-10-01", "2016-12-31"),
        ("2016-0X-15", "2016-01-15", "2016-09-15"),
        ("2016-06-XX", "2016-06-01", "2016-06-30"),
        ("2016-06-2X", "2016-06-20", "2016-06-29"),
        ("2016-06-3X", "2016-06-30", "2016-06-30"),
        ("XXXX-11-09", None, None),
        ("XXXX-11", None, None),
        ("XXXX", None, None),
        # Approximate and uncertain: as much again on either side, a day by a week.
        ("2016-06-29~", "2016-06-22", "2016-07-06"),
        ("2016-06?", "2016-05-02", "2016-07-30"),
        ("2016%", "2014-12-31", "2018-01-01"),
        ("2016-~06", "2016-05-02", "2016-07-30"),
        # Seasons, quarters, halves; a winter may be named by either of its years.
        ("2016-22", "2016-06-01", "2016-08-31"),
        ("2016-24", "2015-12-01", "2017-02-28"),
        ("2016-30", "2015-12-01", "2017-02-28"),
        ("2016-31", "2016-03-01", "2016-05-31"),
        ("2016-33", "2016-01-01", "2016-03-31"),
        ("2016-40", "2016-01-01", "2016-06-30"),
        # Intervals and sets.
        ("2016-06/2016-09", "2016-06-01", "2016-09-30"),
        ("2016-06~/2016-09", "2016-05-02", "2016-09-30"),
        ("../2016", None, "2016-12-31"),
        ("/2016", None, "2016-12-31"),
        ("2016/..", "2016-01-01", None),
        ("[2016-11-14..]", "2016-11-14", None),
        ("[..2016-06]", None, "2016-06-30"),
        ("[2017-11-08,2017-11-09]", "2017-11-08", "2017-11-09"),
        ("{2017-03-28, 2017-03-29}", "2017-03-28", "2017-03-29"),
        ("[2016,2018-05..]", "2016-01-01", None),
        ("2016-11-14T23:30:00+03:00", "2016-11-14", "2016-11-14"),
    ],
)
def test_the_days_that_a_date_allows(edtf: str, first: str | None, last: str | None) -> None:
    found = span(edtf)
    assert found.readable
    assert (found.first, found.last) == tuple(date.fromisoformat(day) if day else None for day in (first, last))


@pytest.mark.parametrize(
    "edtf",
    ["", "soon", "2016-02-30", "2017-02-29", "2016-06-31", "2016-13", "2016-42", "Y-20000", "-0044", "2016/2015",
     "1950S2", "2016-06-29T99:00:00Z", "2016-06-29T10", "XXXX-13-01", "[", "{}"],
)  # fmt: skip
def test_what_cannot_be_compared_is_unknown_and_says_so(edtf: str) -> None:
    found = span(edtf)
    assert not found.readable
    assert relation(found, span("2016")) == "unknown"


@pytest.mark.parametrize(
    ("edtf", "start", "end"),
    [
        # A day somewhere on Earth.
        ("2017-11-09", "2017-11-08T10:00:00", "2017-11-10T12:00:00"),
        ("2017-11-09T12:00:00", "2017-11-08T22:00:00", "2017-11-10T00:00:01"),
        ("2017-11-09T12:00:00Z", "2017-11-09T12:00:00", "2017-11-09T12:00:01"),
        # No second is told: the whole minute.
        ("2017-11-09T12:00Z", "2017-11-09T12:00:00", "2017-11-09T12:01:00"),
        # About then: no moment, but the week on either side that its day would have.
        ("2017-11-09T12:00:00Z~", "2017-11-01T10:00:00", "2017-11-17T12:00:00"),
        ("2017-11-09T01:00:00+03:00", "2017-11-08T22:00:00", "2017-11-08T22:00:01"),
        ("2017-11-09T20:00:00-09:30", "2017-11-10T05:30:00", "2017-11-10T05:30:01"),
        ("2017-11-09T20:00:00+02", "2017-11-09T18:00:00", "2017-11-09T18:00:01"),
    ],
)
def test_zones(edtf: str, start: str, end: str) -> None:
    found = span(edtf)
    assert (found.start, found.end) == tuple(datetime.fromisoformat(at).replace(tzinfo=UTC) for at in (start, end))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        ("2016", "before"), ("2017-10", "before"), ("2017-11-06", "before"), ("[..2017-11-01]", "before"),
        # The day before, and the one before that, may be over only when the claimed one has begun elsewhere on Earth.
        ("2017-11-07", "overlaps"), ("2017-11-08", "overlaps"), ("2017-11-10", "overlaps"), ("2017-11-11", "overlaps"),
        ("2017-11-12", "after"), ("2018", "after"), ("2017-12/..", "after"),
        ("2017-11-09", "within"), ("2017-11", "overlaps"), ("2017", "overlaps"), ("2017-11-09~", "overlaps"),
        ("2016/..", "overlaps"), ("XXXX-11-09", "unknown"), ("XXXX", "unknown"),
        ("2017-11-08T09:59:59Z", "before"), ("2017-11-08T10:00:00Z", "overlaps"),
        ("2017-11-10T11:59:59Z", "overlaps"), ("2017-11-10T12:00:00Z", "after"),
        # The same clock, two zones.
        ("2017-11-08T12:30:00+03:00", "before"), ("2017-11-08T12:30:00+02:00", "overlaps"),
    ],
)  # fmt: skip
def test_how_a_date_lies_to_9_november_2017(one: str, expected: Relation) -> None:
    assert relation(span(one), span("2017-11-09")) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2016-06-29", "2016-06", "within"), ("2016-06", "2016-06-29", "overlaps"), ("2016-06", "2016", "within"),
        ("2016-06-15T12:00:00Z", "2016-06", "within"), ("2016-06-01T05:00:00Z", "2016-06", "overlaps"),
        ("2016-06-01T12:00:00Z", "2016-06-01T11:00:00Z/2016-06-01T13:00:00Z", "within"),
        ("2016-06-01", "2016-06-01T00:00:00Z/2016-06-01T23:59:59Z", "overlaps"),
        ("2018", "[2017-11-09..]", "overlaps"), ("2016", "[2017-11-09..]", "before"),
        ("2018", "[..2017-11-09]", "after"),
        ("2016", "XXXX-11-09", "unknown"), ("..", "2016", "unknown"),
    ],
)  # fmt: skip
def test_how_two_dates_lie_to_each_other(one: str, other: str, expected: Relation) -> None:
    assert relation(span(one), span(other)) == expected


@pytest.mark.parametrize(
    ("one", "margin"),
    [
        # The case: the latest attestation of the raids, and the trailer.
        ("2016-09", "13 months"), ("2016-06/2016-09", "13 months"), ("2015-03-25", "31 months"),
        ("2017-10-06", "1 month"), ("2017-10-07", "30 days"), ("2017-11-06", "some hours"), ("2017-11-05", "1 day"),
        ("2017-11-04", "2 days"),
    ],
)  # fmt: skip
def test_how_long_before_9_november_2017(one: str, margin: str) -> None:
    assert times.apart(span(one), span("2017-11-09")) == margin


def test_no_margin_where_one_is_not_before_the_other() -> None:
    with pytest.raises(ValueError, match="does not end before"):
        times.apart(span("2017"), span("2016"))


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["2016-06", "2016-06-29", "2016-07-01", "2016-07", "2016-09"], "between June and September 2016"),
        (["2016-09", "2015"], "between 2015 and September 2016"),
        (["2016-06-29", "2016-06-29"], "29 June 2016"),
        (["2016~"], "2016~"),
        (["2016-06/2016-09"], "June 2016 to September 2016"),
        ([], ""),
    ],
)
def test_dates_in_words(dates: list[str], words: str) -> None:
    assert times.between(dates) == words


DAYS = st.dates(date(1000, 1, 1), date(2200, 12, 31))


@st.composite
def dates(draw: st.DrawFn) -> str:
    """A date of any of the forms that have a year."""
    day = draw(DAYS)
    other = draw(DAYS)
    first, last = sorted((day, other))
    zone = draw(st.sampled_from(("", "Z", "+03:00", "-11:00", "+14:00")))
    forms = (
        f"{day:%Y}".zfill(4), f"{day:%Y-%m}", day.isoformat(), f"{day.isoformat()}~", f"{day:%Y-%m}?",
        f"{day:%Y}"[:3] + "X",
        f"{day:%Y}-XX-{min(day.day, 28):02d}", f"{day:%Y}-{draw(st.sampled_from((21, 22, 23, 24, 33, 40)))}",
        f"{first}/{last}", f"../{last}", f"{first}/..", f"[{first},{last}]", f"[{first}..]",
        f"{day}T{draw(st.times()).strftime('%H:%M:%S')}{zone}",
    )  # fmt: skip
    return draw(st.sampled_from(forms))


@settings(deadline=None)
@given(dates(), dates())
@example("2016", "2016-12-31")
def test_swapping_two_dates_swaps_before_and_after(one: str, other: str) -> None:
    there, back = relation(span(one), span(other)), relation(span(other), span(one))
    assert back == OPPOSITE.get(there, back)
    assert (there in OPPOSITE) == (back in OPPOSITE)


@settings(deadline=None)
@given(DAYS, DAYS)
def test_days_against_the_calendar(one: date, other: date) -> None:
    """The slow and obvious way: three days apart are in order whatever the zones, up to two are not."""
    found = relation(span(one.isoformat()), span(other.isoformat()))
    far = (other - one).days
    assert found == ("before" if far > 2 else "after" if far < -2 else "within" if far == 0 else "overlaps")


@settings(deadline=None)
@given(DAYS, st.integers(1, 4000))
def test_a_margin_never_says_too_much(one: date, days: int) -> None:
    """Whatever the zones are, so many months or days after the end of the one, the other has not begun."""
    other = one + timedelta(days=days)
    a, b = span(one.isoformat()), span(other.isoformat())
    if relation(a, b) != "before":
        return
    number, _, unit = times.apart(a, b).partition(" ")
    least = 28 * int(number) if unit.startswith("month") else int(number) if number != "some" else 0
    assert one + timedelta(days=least) < other


@settings(deadline=None)
@given(dates(), dates())
def test_a_hull_holds_both(one: str, other: str) -> None:
    whole = times.hull([span(one), span(other)])
    for part in (span(one), span(other)):
        assert whole.start is None or (part.start is not None and whole.start <= part.start)
        assert whole.end is None or (part.end is not None and whole.end >= part.end)


@settings(deadline=None)
@given(dates())
def test_nothing_is_before_or_after_itself(one: str) -> None:
    assert relation(span(one), span(one)) in ("within", "overlaps")
    assert relation(span(one), UNKNOWN) == "unknown"


@settings(deadline=None)
@given(st.one_of(DAYS.map(date.isoformat), DAYS.map("{:%Y-%m}".format), DAYS.map("{:%Y}".format)))
def test_plain_dates_have_the_bounds_that_the_edtf_library_gives(edtf: str) -> None:
    """Another's code for the forms that it has right."""

    def day(at: time.struct_time) -> date:
        return date(at.tm_year, at.tm_mon, min(at.tm_mday, calendar.monthrange(at.tm_year, at.tm_mon)[1]))

    parsed = parse_edtf(edtf)
    assert (span(edtf).first, span(edtf).last) == (day(parsed.lower_strict()), day(parsed.upper_strict()))


@settings(deadline=None)
@given(st.text(alphabet="0123456789X-/~?%.[]{},TZ:+", max_size=24))
def test_no_text_makes_it_fall(edtf: str) -> None:
    found = span(edtf)
    assert found.start is None or found.end is None or found.start <= found.end


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        ("2017-11-09", "within"), ("2017-11-14", "within"), ("2017-10", "before"), ("2018", "after"),
        ("2017-11-11T12:00:00Z", "between"), ("2017-11-11", "overlaps"), ("2017-11", "overlaps"), ("XXXX", "unknown"),
    ],
)  # fmt: skip
def test_how_a_date_lies_to_two_days(one: str, expected: Relation) -> None:
    assert times.relation_to_any(span(one), times.spans("{2017-11-09,2017-11-14}")) == expected
    assert times.relation_to_any(span(one), [span("2017-11-14"), span("2017-11-09")]) == expected


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("[2017-11-09,2017-11-14]", "9 November 2017 or 14 November 2017"),
        ("{2017-11-09, 2017-11-14}", "9 November 2017 and 14 November 2017"),
        ("[2016,2017,2018]", "2016, 2017 or 2018"),
        ("[2016..2018]", "[2016..2018]"),
    ],
)
def test_a_set_in_words(edtf: str, words: str) -> None:
    assert times.said(edtf) == words


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("US", "Russian Ministry of Defence", False),
        ("US", "US Central Command", False),
        ("US", "US", True),
        ("Northland's Defense Ministry", "Press service of Northland's Defense Ministry", True),
        ("BBC", "BBC News", True),
        ("", "BBC News", False),
    ],
)
def test_names_of_one_body(one: str, other: str, expected: bool) -> None:
    assert same_name(one, other) is expected
    assert same_name(other, one) is expected

"""The timeline, the days of dates, and the map: places on paper, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freezeframe.report import land, map, periods, timeline
from freezeframe.report.map import Spot
from freezeframe.report.periods import Period, period
from tests import reported

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("edtf", "first", "last", "unsure", "words"),
    [
        ("2016-06-29", date(2016, 6, 29), date(2016, 6, 29), False, "29 June 2016"),
        ("2016-06", date(2016, 6, 1), date(2016, 6, 30), False, "June 2016"),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29), False, "February 2016"),
        ("2016", date(2016, 1, 1), date(2016, 12, 31), False, "2016"),
        ("2016-06~", date(2016, 6, 1), date(2016, 6, 30), True, "about June 2016"),
        ("2016?", date(2016, 1, 1), date(2016, 12, 31), True, "2016 (uncertain)"),
        ("2016-22", date(2016, 6, 1), date(2016, 8, 31), False, "summer 2016"),
        ("201X", date(2010, 1, 1), date(2019, 12, 31), False, "201X"),
        ("2016-06/2016-09", date(2016, 6, 1), date(2016, 9, 30), False, "June 2016 to September 2016"),
        ("../2016", None, date(2016, 12, 31), False, "2016 or before"),
        ("/2016", None, date(2016, 12, 31), False, "2016 or before"),
        ("2016-06/..", date(2016, 6, 1), None, False, "June 2016 or later"),
        ("XXXX-11-14", None, None, False, "XXXX-11-14"),
        ("2016-1X", None, None, False, "2016-1X"),
        ("last summer", None, None, False, "last summer"),
        ("", None, None, False, ""),
    ],
)
def test_the_days_that_a_date_allows(
    edtf: str, first: date | None, last: date | None, unsure: bool, words: str
) -> None:
    assert period(edtf) == Period(first, last, unsure)
    assert periods.said(edtf) == words


@settings(deadline=None)
@given(st.text(max_size=12))
def test_no_text_breaks_a_period(text: str) -> None:
    span = period(text)
    assert span.first is None or span.last is None or span.first <= span.last


@settings(deadline=None)
@given(DAYS, st.integers(0, 5000), st.integers(1, 5000))
def test_a_gap_holds_for_every_date(first: date, width: int, gap: int) -> None:
    last = first + timedelta(width)
    claimed = last + timedelta(gap)
    before = [Period(first, first), Period(first, last)]
    assert timeline.length(gap) in timeline.gap(before, [Period(claimed, claimed)])
    assert timeline.length(gap) in timeline.gap([Period(claimed, claimed)], [Period(first, first), Period(first, last)])
    # An open end says nothing.
    assert "too open" in timeline.gap([Period(first, None)], [Period(claimed, claimed)])
    assert "overlap" in timeline.gap([Period(first, claimed)], [Period(last, last)])


def test_months_are_never_more_than_passed() -> None:
    assert timeline.length(1) == "1 day"
    assert timeline.length(61) == "61 days"
    assert timeline.length(404).startswith("13 months")
    assert timeline.length(395).startswith("12 months"), "a day short of 13 mean months"


def test_every_bar_is_on_the_axis_and_as_long_as_its_date_is_vague(tmp_path: Path) -> None:
    source = reported.source(
        *(
            reported.attestation(value)
            for value in ("2015", "2016-06", "2016-06-29", "../2014", "2016-12/..", "XXXX-11")
        ),
        reported.attestation("2016-07", evidence="held", same_item="inferred"),
    )
    drawn = timeline.timeline(replace(reported.document(tmp_path), sources={"S1": source}))
    assert drawn is not None
    rows = {row.edtf: row for row in drawn.groups[0].rows}
    bars = {edtf: row.bar for edtf, row in rows.items() if row.bar}
    assert set(rows) - set(bars) == {"XXXX-11"}
    for bar in bars.values():
        assert 0 <= bar.left <= bar.left + bar.width <= 100.001
    assert bars["2015"].width > bars["2016-06"].width > bars["2016-06-29"].width
    assert bars["../2014"].open_left
    assert bars["2016-12/.."].open_right
    assert bars["2016-07"].style == "held inferred"
    (claimed,) = drawn.claimed
    assert claimed.bar is not None
    assert claimed.bar.left > bars["2016-07"].left
    assert all(0 <= tick.at <= 100 for tick in drawn.ticks)


def test_a_case_without_dates_has_no_timeline(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    assert timeline.timeline(replace(known, sources={"S1": reported.source()})) is None
    undated = reported.source(reported.attestation("XXXX-11-14"))
    told = reported.statement(reading=reported.reading(date="XXXX-11-09"))
    assert timeline.timeline(replace(known, statements=(told,), sources={"S1": undated})) is None


def test_the_map_places_and_measures(tmp_path: Path) -> None:
    drawn = map.map_of(reported.document(tmp_path))
    assert drawn is not None
    (distance,) = drawn.distances
    assert distance.words == "about 292 km"
    names = {mark.name: mark for mark in drawn.marks}
    assert names["Abu Kamal"].x < names["near Fallujah, Iraq"].x, "west is left"
    assert names["Abu Kamal"].y < names["near Fallujah, Iraq"].y, "north is up"
    for mark in drawn.marks:
        assert 0 < mark.x < drawn.width
        assert 0 < mark.y < drawn.height
    # Along the line the drawing's scale agrees with the globe to within a few per cent.
    x, y, x_2, y_2 = distance.line
    bar, said = drawn.scale
    assert ((x - x_2) ** 2 + (y - y_2) ** 2) ** 0.5 / bar * float(said.split()[0]) == pytest.approx(292, rel=0.03)
    assert {name for _, _, name in drawn.names} >= {"Syria", "Iraq"}


@settings(deadline=None, max_examples=20)
@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(-89, 89), st.floats(-180, 180))
def test_two_places_anywhere_can_be_drawn(north: float, east: float, north_2: float, east_2: float) -> None:
    drawn = map.drawn([Spot("A", north, east, "claimed", "X"), Spot("B", north_2, east_2, "attested", "Y")])
    for mark in drawn.marks:
        assert -0.1 <= mark.x <= drawn.width + 0.1
        assert -0.1 <= mark.y <= drawn.height + 0.1


def test_what_is_no_point_is_named_but_not_drawn() -> None:
    spots = [Spot("Town", 10.0, 10.0, "claimed", "X"), Spot("a border", None, None, "claimed", "X")]
    drawn = map.drawn(spots)
    assert [mark.name for mark in drawn.marks] == ["Town"]
    assert list(drawn.spots) == spots
    assert map.located("somewhere in Iraq") is None


def test_outlines_are_whole() -> None:
    names = {country.name for country in land.countries()}
    assert {"Syria", "Iraq", "France", "Brazil"} <= names
    for country in land.countries():
        for ring in country.rings:
            assert all(-180 <= x <= 180.01 and -90 <= y <= 90 for x, y in ring), country.name
    # Two towns are inside their countries, and only in these.
    for point, name in (((43.79, 33.35), "Iraq"), ((36.29, 33.51), "Syria"), ((2.35, 48.85), "France")):
        found = [one.name for one in land.countries() if sum(land.inside(ring, point) for ring in one.rings) % 2]
        assert found == [name]


@settings(deadline=None)
@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.1, 5), st.floats(0.1, 5))
def test_a_clipped_ring_is_the_part_inside(west: float, south: float, wide: float, high: float) -> None:
    window = land.Window(west, south, west + wide, south + high)
    square = [(-2.0, -2.0), (3.0, -2.0), (3.0, 4.0), (-2.0, 4.0)]
    left, right = max(west, -2.0), min(west + wide, 3.0)
    bottom, top = max(south, -2.0), min(south + high, 4.0)
    expected = max(right - left, 0.0) * max(top - bottom, 0.0)
    clipped = window.clipped(square)
    assert (land.area(clipped) if clipped else 0.0) == pytest.approx(expected, abs=1e-9)

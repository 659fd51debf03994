"""EDTF: which dates are valid and which day each begins with."""

from __future__ import annotations

import pytest

from freezeframe.archive import dates, metadata
from freezeframe.errors import BadInput


@pytest.mark.parametrize(
    ("date", "first"),
    [
        ("2016", "2016-01-01"),
        ("2016-06", "2016-06-01"),
        ("2016-06-29", "2016-06-29"),
        ("2016-06-29T21:00:00+03:00", "2016-06-29"),
        ("2016-06~", "2016-06-01"),
        ("201X", "2010-01-01"),
        ("2016-06/2016-09", "2016-06-01"),
        ("[2016-06,2016-07]", "2016-06-01"),
        ("2016-06-15/..", "2016-06-15"),
        ("../2016", ""),
        ("/2016", ""),
        ("XXXX-11-14", ""),
    ],
)
def test_the_first_day(date: str, first: str) -> None:
    assert dates.earliest(date, "x") == first


@pytest.mark.parametrize(
    "date", ["", "..", "June 2016", "2016-6", "2016-13", "2016-02-30", "2017-02-29", "2016-06/2015-01", "29.06.2016"]
)
def test_what_is_no_date(date: str) -> None:
    with pytest.raises(BadInput, match="x: "):
        dates.earliest(date, "x")


def test_now_is_edtf() -> None:
    assert dates.earliest(dates.now(), "now") == dates.now()[:10]


@pytest.mark.parametrize(
    ("tag", "moment"),
    [
        ("2016:06:29 10:20:30", "2016-06-29T10:20:30"),
        ("2016-06-29T10:20:30.000000Z", "2016-06-29T10:20:30Z"),
        ("2016-06-29", "2016-06-29"),
        ("0000:00:00 00:00:00", ""),
        ("long ago", ""),
    ],
)
def test_moments_of_cameras_and_containers(tag: str, moment: str) -> None:
    assert metadata.edtf_moment(tag) == moment

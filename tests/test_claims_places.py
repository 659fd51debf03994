"""Places are found whatever way they are written, and nothing else is taken for one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from bench import gazetteer as build
from freezeframe.claims.folding import folded, without_article
from freezeframe.claims.gazetteer import gazetteer
from freezeframe.claims.places import places_in
from freezeframe.claims.records import Block, Place

SHIPPED = Path(build.PLACES)


def read(text: str) -> tuple[Place, ...]:
    found = places_in(text, (Block("body", (0, len(text))),))
    for one in found:
        assert text[slice(*one.span)] == one.name
    return found


def names(text: str) -> list[str]:
    return [one.name for one in read(text)]


ABU_KAMAL = "geonames:174448"


@pytest.mark.parametrize(
    "name",
    [
        "Abu Kamal",
        "Abu-Kamal",
        "Boukamal",
        "Al-Bukamal",
        "al-Bukamal",
        "El Boukamal",
        "Albu Kamal",
        "Abou Kamal",
        "ABU KAMAL",
        "Abū Kamāl",
        "Абу-Камаль",
    ],
)
def test_one_place_by_all_its_names(name: str) -> None:
    (found,) = read(f"a convoy near {name}, it said")
    assert (found.known, found.country, found.kind) == (ABU_KAMAL, "SY", "city")
    assert (found.lat, found.lon) == (34.45, 40.92)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("near Wadi al-Sabha, on the Euphrates", [("Wadi al-Sabha", "site", "SY"), ("Euphrates", "river", "")]),
        ("on the Syrian-Iraqi border", [("Syrian-Iraqi border", "border", "IQ+SY")]),
        ("the Turkey-Syria border", [("Turkey-Syria border", "border", "SY+TR")]),
        ("in Deir ez-Zor province", [("Deir ez-Zor province", "region", "SY")]),
        (
            "from Fallujah to Mosul, Iraq",
            [("Fallujah", "city", "IQ"), ("Mosul", "city", "IQ"), ("Iraq", "country", "IQ")],
        ),
        ("at al-Qaim and Raqqa", [("al-Qaim", "city", "IQ"), ("Raqqa", "city", "SY")]),
        ("in Khan Sheikhoun and Saraqib", [("Khan Sheikhoun", "city", "SY"), ("Saraqib", "city", "SY")]),
        ("He lives in Paris, Texas.", [("Paris", "city", "US"), ("Texas", "region", "US")]),
        ("He lives in Paris, France.", [("Paris", "city", "FR"), ("France", "country", "FR")]),
        ("the US in the U.S. report", [("U.S.", "country", "US")]),
        ("in the Tovra district", [("Tovra", "", "")]),
        ("in Siria e a Mosca", [("Siria", "country", "SY"), ("Mosca", "city", "RU")]),
    ],
)
def test_what_is_found(text: str, found: list[tuple[str, str, str]]) -> None:
    assert [(one.name, one.kind, one.country) for one in read(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "He was reading. Of course, he said. Said Ahmed was there.",
        "It was a nice split, most mobile.",
        "Jordan Smith and Paris Hilton met Igor Konashenkov.",
        "Mr. Jackson told Warren that Lincoln was right.",
        "Washington said so. Moscow has denied it, according to Ankara.",
        "Iraq’s defence ministry and the US-led coalition",
        "the Washington Post and The New York Times",
        "in Parliament, in Congress, in English, in March",
        "the Islamic State group, Al Jazeera, the Syrian army",
    ],
)
def test_what_is_none(text: str) -> None:
    assert names(text) == []


def test_an_ambiguous_name_needs_its_words() -> None:
    assert names("Reading is fun. The man from Reading") == []
    assert [one.country for one in read("in Reading, England")] == ["GB", "GB"]


def test_a_surname_is_no_city() -> None:
    text = "Elizabeth Warren spoke in Boston. Warren said so to Warren."
    assert names(text) == ["Boston"]


def test_a_name_of_several_places_is_the_one_in_the_state_that_is_spoken_of() -> None:
    assert read("The Lebanese army entered Tripoli.")[0].country == "LB"
    assert read("The Libyan army entered Tripoli.")[0].country == "LY"


def test_a_place_that_no_table_has_is_known_again() -> None:
    text = "There is no flood in the Tovra district. The water at the Tovra bridge is low, not from Tovra."
    assert names(text) == ["Tovra", "Tovra", "Tovra"]


def test_bylines_and_furniture_are_not_read_but_datelines_are() -> None:
    text = "By A in Rome\nMOSCOW (AP) -\nin Berlin\nParis"
    blocks = (
        Block("byline", (0, 12)),
        Block("dateline", (13, 26)),
        Block("body", (27, 36)),
        Block("furniture", (37, 42)),
    )
    assert [one.name for one in places_in(text, blocks)] == ["MOSCOW", "Berlin"]


@pytest.mark.parametrize("change", [str.upper, lambda n: n.replace("-", " "), lambda n: n.replace("a", "ā")])
@pytest.mark.parametrize("name", ["Deir ez-Zor", "Khan Sheikhoun", "Wadi al-Sabha", "Nagorno-Karabakh"])
def test_case_accents_and_hyphens_do_not_count(name: str, change: Callable[[str], str]) -> None:
    (found,) = read(f"it happened in {change(name)}, he said")
    assert found.known == read(f"it happened in {name}, he said")[0].known


@given(st.sampled_from(["Abu Kamal", "Mosul", "Raqqa"]), st.sampled_from(["Fallujah", "Aleppo", "Damascus"]))
def test_another_place_is_read_as_another_place(one: str, other: str) -> None:
    text = "The convoy left {} on Tuesday and not from {}."
    assert names(text.format(one, other)) == [one, other]
    assert names(text.format(other, one)) == [other, one]


@given(st.text(alphabet="AaBlr. -’'sSyriaMoscow\n,ofinthe", max_size=100))
def test_whatever_is_written_spans_hold(text: str) -> None:
    read(text)


def test_folding() -> None:
    assert folded("Al-Qā’im") == "al qaim"
    assert without_article("al qaim") == "qaim"
    assert folded("ŁÓDŹ") == folded("Lodz")
    assert without_article("al") == "al"


def test_the_tables_are_small_and_made_by_the_script(tmp_path: Path) -> None:
    assert sum((SHIPPED / f"{name}.zst").stat().st_size for name in ("names", "places")) < 4_000_000
    assert "Creative Commons Attribution 4.0" in (SHIPPED / "README.md").read_text("utf-8")
    city = {
        "geonameid": 1,
        "name": "Al Ābād",
        "latitude": 1.234,
        "longitude": 5.678,
        "countrycode": "SY",
        "population": 20_000,
        "alternatenames": ["Abad", "ABD", "Абад", "مدينة", "x"],
    }
    small = city | {"geonameid": 2, "name": "Hamlet", "population": 10}
    made = build.write({"1": city, "2": small}, {}, tmp_path)
    rows = [zstandard.ZstdDecompressor().decompress(path.read_bytes()).decode() for path in made]
    assert rows == ["abad\t0\nal abad\t0\nабад\t-1", "1\t1.23\t5.68\tSY\t20000"]
    assert gazetteer().find("no such place") == ()


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["in A ", "Abu Kamal ", "in Syria, ", "Al-", "A. B. "])
def test_anything_is_read_in_linear_time(unit: str) -> None:
    took = []
    for size in (150_000, 600_000):
        text = unit * (size // len(unit))
        began = time.process_time()
        places_in(text, (Block("body", (0, len(text))),))
        took.append(time.process_time() - began)
    assert took[1] < 12
    assert took[1] < 6 * took[0] + 0.5


def test_a_name_that_only_others_give_a_far_place_has_no_coordinates() -> None:
    """Mação lies in Portugal, and is too small for the table; Macau, which some call so, does not."""
    (_, found) = read("In Portugal the fire reached the town of Mação.")
    assert (found.name, found.known, found.lat) == ("Mação", "", None)

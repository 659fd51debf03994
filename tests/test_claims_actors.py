"""Persons and bodies: by the table, by their form, with their short forms."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freezeframe.claims.actor_table import shipped, with_desk
from freezeframe.claims.actors import actors_in
from freezeframe.claims.places import places_in
from freezeframe.claims.records import Actor, Block
from freezeframe.errors import BadInput
from tests.conftest import Ran, Runner


def read(text: str, desk: Path | None = None) -> tuple[Actor, ...]:
    blocks = (Block("body", (0, len(text))),)
    found = actors_in(text, blocks, places_in(text, blocks), with_desk(desk) if desk else None)
    for one in found:
        assert one.name in [text[slice(*span)] for span in one.spans]
    return found


def named(text: str) -> dict[str, str]:
    return {one.name: one.known or one.kind for one in read(text)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Russian Defence Ministry said", {"Russian Defence Ministry": "ru/defence-ministry"}),
        ("Russia's Ministry of Defense said", {"Russia's Ministry of Defense": "ru/defence-ministry"}),
        ("The Ministry of Defence of Russia said", {"Ministry of Defence of Russia": "ru/defence-ministry"}),
        ("Iraq’s defence ministry said", {"Iraq’s defence ministry": "iq/defence-ministry"}),
        ("the Pentagon said", {"Pentagon": "us/defence-ministry"}),
        ("the U.S.-led coalition said", {"U.S.-led coalition": "us-led-coalition"}),
        ("Moscow has denied it", {"Moscow": "state:RU"}),
        ("according to Washington", {"Washington": "state:US"}),
        ("the Islamic State group, or ISIS", {"Islamic State group": "islamic-state"}),
        ("BBC and Al Jazeera", {"BBC": "bbc", "Al Jazeera": "al-jazeera"}),
        ("the civil protection department said", {"civil protection department": "body"}),
        ("Dresden police directorate said", {"Dresden police directorate": "body"}),
        ("the Interior Ministry in Dresden said", {"Interior Ministry in Dresden": "ministry"}),
        ("the Ministry of Mines and Energy said", {"Ministry of Mines and Energy": "body"}),
        ("the daily Morski Vestnik reported", {"Morski Vestnik": "body"}),
        ("the Hawar agency reported", {"Hawar": "media"}),
        ("spokesman Maj. Gen. Igor Konashenkov said", {"Igor Konashenkov": "person"}),
        ("Kremlin spokesman Dmitry Peskov said", {"Kremlin": "ru/presidency", "Dmitry Peskov": "person"}),
        ("Russian President Vladimir Putin said", {"Vladimir Putin": "person"}),
        ("Environment Minister Petar Donev said", {"Petar Donev": "person"}),
        ("Member of Parliament Ivo Tesar asked", {"Ivo Tesar": "person"}),
        ("D. Velin wrote", {"D. Velin": "person"}),
        ("the Institute for Image Research said", {"Institute for Image Research": "body"}),
    ],
)
def test_who_is_named(text: str, found: dict[str, str]) -> None:
    assert named(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "He is right, it said, and is was here.",
        "The ministry said that the agency knew.",
        "They met in Moscow, not in Washington.",
        "On Tuesday the photographs were shown again.",
        "However, nobody spoke. Meanwhile, it rained.",
    ],
)
def test_who_is_not(text: str) -> None:
    assert read(text) == ()


def test_a_short_form_joins_the_full_one() -> None:
    text = "Igor Konashenkov spoke. Konashenkov said that Gen. Konashenkov knew."
    (one,) = read(text)
    assert (one.name, len(one.spans)) == ("Igor Konashenkov", 3)


def test_a_short_form_of_two_joins_neither() -> None:
    text = "Igor Petrov and Ivan Petrov spoke. Mr. Petrov said no."
    assert [one.name for one in read(text)] == ["Igor Petrov", "Ivan Petrov", "Petrov"]


def test_an_acronym_joins_its_body() -> None:
    text = "The Bureau of Frame Analysis (BFA) said so. The BFA said no more."
    (one,) = [one for one in read(text) if one.kind == "body"]
    assert one.name == "Bureau of Frame Analysis"


def test_two_ministries_stay_two() -> None:
    text = (
        "Russia's Defense Ministry showed it. Iraq's Defense Ministry had released it. The Defense Ministry was silent."
    )
    assert {one.known for one in read(text)} == {"ru/defence-ministry", "iq/defence-ministry", ""}
    swapped = text.replace("Russia's", "X's").replace("Iraq's", "Russia's").replace("X's", "Iraq's")
    first, last = read(text), read(swapped)
    assert [one.known for one in first[:2]] == [one.known for one in last[1::-1]]


def test_one_ministry_takes_the_name_without_its_state() -> None:
    text = "Russia's Defense Ministry showed it. The Defense Ministry was silent."
    (one,) = read(text)
    assert (one.known, len(one.spans)) == ("ru/defence-ministry", 2)


def test_a_desks_own_table(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(
        '[[actor]]\nid = "x-desk"\nkind = "body"\nnames = ["Frame Desk", "the Deskers"]\n', encoding="utf-8"
    )
    text = "Frame Desk said so. The Deskers agreed."
    (one,) = read(text, path)
    assert (one.known, one.kind, len(one.spans)) == ("x-desk", "body", 2)
    path.write_text('[[actor]]\nid = "cit"\nnames = ["the Leviev team"]\n', encoding="utf-8")
    assert [one.known for one in read("CIT and the Leviev team", path)] == ["cit"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[[actor]\n", "is no TOML"),
        ("x = 1\n", "something else than"),
        ("[[actor]]\nid = 'a'\n", "lacks its id or its names"),
        ("[[actor]]\nid = 'a'\nnames = ['b']\nname = 'c'\n", "unknown field 'name'"),
        ("[[actor]]\nid = 'a'\nnames = [1]\n", "lacks its id or its names"),
        ("[[actor]]\nid = 'a'\nnames = ['b']\ndifferent_from = 'c'\n", "not a list of ids"),
    ],
)
def test_a_desks_table_that_cannot_be_used(content: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=r"desk\.toml") as caught:
        with_desk(path)
    assert reason in caught.value.line
    with pytest.raises(BadInput, match="cannot be read"):
        with_desk(tmp_path / "absent.toml")


def test_the_shipped_table_holds_together() -> None:
    table = shipped()
    ids = [one.id for one in table.known]
    assert len(ids) == len(set(ids))
    owned = {f"{state.code.lower()}/{body.id}" for state in table.states for body in table.of_states}
    for one in table.known:
        assert set(one.different_from) <= set(ids) | owned, one.id
    names = [name for one in table.known for name in one.names]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@given(st.text(alphabet="ABcd. -’'s of the Ministry said Gen\n,", max_size=100))
def test_whatever_is_written_spans_hold(text: str) -> None:
    read(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "Ministry of ",
        "A. ",
        "the interior ",
        "Gen. ",
        "Aa Bb Cc ",
        "A",
        "Russia's ",
        "said Xx ",
        "Mr. ",
        "(CIT) ",
        "a-",
    ],
)
def test_anything_is_read_in_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        began = time.process_time()
        actors_in(text, (Block("body", (0, len(text))),), ())
        return time.process_time() - began

    # What else the machine does shows in the time of a process too: the better of two counts.
    took = [min(seconds(size), seconds(size)) for size in (150_000, 600_000)]
    assert took[1] < 12
    assert took[1] < 6 * took[0] + 0.5


DESK = '[[actor]]\nid = "our-collective"\nkind = "body"\nnames = ["Frame Collective", "the Framers"]\n'
SPOKEN = "The Framers said that the bridge was closed.\n\nFrame Collective said nothing else at that hour.\n"


def known_of(ran: Ran) -> set[str]:
    return {actor["known"] for actor in json.loads(ran.out)["actors"]}


def test_the_command_uses_the_table_that_is_given_or_kept_in_the_home(ff: Runner, home: Path, tmp_path: Path) -> None:
    statement, table = tmp_path / "statement.txt", tmp_path / "desk.toml"
    statement.write_text(SPOKEN, encoding="utf-8")
    table.write_text(DESK, encoding="utf-8")
    assert "our-collective" not in known_of(ff("read", "--json", statement))
    assert "our-collective" in known_of(ff("read", "--json", "--actors", table, statement))
    home.mkdir(parents=True, exist_ok=True)
    (home / "actors.toml").write_text(DESK, encoding="utf-8")
    assert "our-collective" in known_of(ff("read", "--json", statement))


@pytest.mark.parametrize("content", ["[[actor]\n", "[[actor]]\nid = 1\n", "x = 1\n"])
def test_a_bad_table_is_one_clear_line(content: str, ff: Runner, home: Path, tmp_path: Path) -> None:
    statement = tmp_path / "statement.txt"
    statement.write_text(SPOKEN, encoding="utf-8")
    home.mkdir(parents=True, exist_ok=True)
    (home / "actors.toml").write_text(content, encoding="utf-8")
    ran = ff("read", statement)
    assert (ran.code, ran.out) == (2, "")
    assert "actors.toml" in ran.err
    assert len(ran.err.strip().splitlines()) == 1

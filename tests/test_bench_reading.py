"""The scorer of readings on readings made by hand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.reading import read_article, stored_text
from bench.reading_score import Marks, like, nothing_read, score_reading
from bench.tool import Tool, ToolFailedError
from tests.gold import FOLDER, GOLD, article_text, load, perfect

NAMES = [path.name.removesuffix(".gold.json") for path in GOLD]
AP = "ap_game_photos"


def score(name: str, read: dict[str, Any]) -> Marks:
    gold = load(name)
    text = article_text(FOLDER / gold["input"])
    return score_reading(text, text, gold, read)


def shares(marks: Marks, *names: str) -> list[tuple[int, int]]:
    return [(marks.counts[name].hits, marks.counts[name].trials) for name in names]


def claim_with(read: dict[str, Any], words: str) -> dict[str, Any]:
    claim: dict[str, Any] = next(claim for claim in read["claims"] if words in claim["text"])
    return claim


@pytest.mark.parametrize("name", NAMES)
def test_a_reading_that_says_all_that_the_gold_says_is_all_right(name: str) -> None:
    marks = score(name, perfect(load(name)))
    assert {what: (one.hits, one.trials) for what, one in marks.counts.items() if one.hits < one.trials} == {}
    assert marks.inventions == []


@pytest.mark.parametrize("name", NAMES)
def test_a_reading_that_says_nothing_finds_nothing_and_invents_nothing(name: str) -> None:
    marks = nothing_read(load(name))
    assert marks.counts["claims found"].hits == marks.counts["pictures found"].hits == 0
    assert marks.counts["claims found"].trials == sum(
        claim["said"] and not claim.get("optional", False) for claim in load(name)["claims"]
    )
    assert marks.inventions == []


def test_a_claim_is_found_when_half_of_the_words_of_each_are_shared() -> None:
    read = perfect(load(AP))
    claim = claim_with(read, "mistakes happen")
    start, end = claim["span"]
    claim["span"], claim["text"] = [start, end + len(", that")], "mistakes happen, that"
    assert score(AP, read).counts["claims found"].share == 1
    claim["span"] = [start - len("Dmitry Peskov said Wednesday that "), end]
    claim["text"] = "Dmitry Peskov said Wednesday that mistakes happen"
    marks = score(AP, read)
    assert shares(marks, "claims found", "claims found, however cut") == [(18, 19), (19, 19)]
    assert marks.counts["claims right"].hits == marks.counts["claims right"].trials - 1


def test_one_claim_that_was_read_is_not_two_of_the_gold() -> None:
    read = perfect(load(AP))
    first, second = claim_with(read, "They cut away"), claim_with(read, "What is left")
    read["claims"].remove(second)
    first["span"] = [first["span"][0], second["span"][1]]
    first["text"] = article_text(FOLDER / f"{AP}.txt")[slice(*first["span"])]
    marks = score(AP, read)
    assert shares(marks, "claims found", "claims found, however cut") == [(17, 19), (19, 19)]


def test_an_optional_claim_counts_neither_way() -> None:
    read = perfect(load(AP))
    with_it = score(AP, read)
    read["claims"] = [claim for claim in read["claims"] if not claim.get("optional")]
    without = score(AP, read)
    for what in ("claims found", "claims right"):
        assert with_it.counts[what] == without.counts[what]


def test_a_claim_of_the_writers_own_is_no_attributed_one() -> None:
    read = perfect(load(AP))
    claim_with(read, "mistakes happen")["said"] = False
    assert shares(score(AP, read), "claims found") == [(18, 19)]


def test_swapped_ministries_are_wrong_speakers() -> None:
    read = perfect(load(AP))
    claim_with(read, "its drones")["speaker"]["name"] = "Iraqi Defense Ministry"
    assert shares(score(AP, read), "speakers right") == [(18, 19)]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("the Russian Defense Ministry", True),
        ("Russian defence ministry", True),
        ("The Russian ministry", True),
        ("Defense Ministry", False),  # two of them
        ("ministry", False),
        ("Dmitry Peskov", False),
        ("", False),
        ("it", False),
    ],
)
def test_which_names_are_the_ministry(name: str, right: bool) -> None:
    read = perfect(load(AP))
    claim_with(read, "its drones")["speaker"]["name"] = name
    assert (score(AP, read).counts["speakers right"].hits == 19) is right


@pytest.mark.parametrize(("name", "right"), [("Peskov", True), ("Dmitry", False), ("Mr. Peskov", True)])
def test_a_last_name_is_the_person(name: str, right: bool) -> None:
    read = perfect(load(AP))
    claim_with(read, "mistakes happen")["speaker"]["name"] = name
    assert (score(AP, read).counts["speakers right"].hits == 19) is right


def test_a_pronoun_is_right_through_its_actor_and_wrong_through_a_merged_one() -> None:
    read = perfect(load(AP))
    text = article_text(FOLDER / f"{AP}.txt")
    spans = [[text.index(name), text.index(name) + len(name)] for name in ("Russian Defense Ministry", "The ministry")]
    read["actors"].append({"id": "actor-x", "name": "The ministry", "spans": spans})
    claim_with(read, "the accusation itself")["speaker"] |= {"name": "It", "actor": "actor-x"}
    assert score(AP, read).counts["speakers right"].share == 1
    other = "Iraqi Defense Ministry"
    read["actors"][-1]["spans"].append([text.index(other), text.index(other) + len(other)])
    assert shares(score(AP, read), "speakers right") == [(18, 19)]


def test_nobody_is_nobody() -> None:
    read = perfect(load(AP))
    claim_with(read, "come from a game")["speaker"] = {
        "actor": "",
        "name": "Bellingcat",
        "span": None,
        "inferred": True,
    }
    assert shares(score(AP, read), "speakers right") == [(18, 19)]


def test_quote_negation_act_and_chain() -> None:
    read = perfect(load("afp_depot"))
    claim = claim_with(read, "sent in by residents")
    claim |= {"quote": "direct", "negated": True, "act": "threat", "chain": ["Stoyan Marinov", "AFP"], "cue": "sang"}
    marks = score("afp_depot", read)
    for what in ("quote right", "negated right", "act right", "chains right", "cues right"):
        assert marks.counts[what].trials - marks.counts[what].hits == 1, what


def test_a_changed_year_is_wrong_and_an_invented_one_is_an_invention() -> None:
    read = perfect(load(AP))
    date = next(date for date in read["dates"] if date["text"] == "June 2016")
    date |= {"edtf": "2017-06", "how": "said"}
    marks = score(AP, read)
    assert shares(marks, "dates exact in EDTF", "dates read as the gold has them") == [(4, 5), (4, 5)]
    assert marks.inventions == []  # 2017 is the year that was given
    date["edtf"] = "1999-06"
    assert any("1999" in one for one in score(AP, read).inventions)


def test_a_date_without_a_year_must_not_get_one() -> None:
    name = "tass_retraction"
    read = perfect(load(name))
    date = next(date for date in read["dates"] if date["text"] == "November 9")
    date |= {"edtf": "2017-11-09", "how": "year_from_metadata"}
    marks = score(name, read)
    assert shares(marks, "dates exact in EDTF") == [(1, 2)]
    assert marks.inventions != []


def test_names_and_words_that_are_not_in_the_text_are_inventions() -> None:
    read = perfect(load(AP))
    claim_with(read, "mistakes happen")["speaker"]["name"] = "Sergei Peskov"
    claim_with(read, "its drones")["chain"] = ["Russian Defense Ministry", "Interfax"]
    read["pictures"][0]["said_source"] = "a film of 1998"
    claim_with(read, "I would bet")["text"] = "I would not bet on that"
    read["places"].append({"name": "Raqqa", "span": [0, 7]})
    marks = score(AP, read)
    for words in ("Sergei Peskov", "Interfax", "a film of 1998", "I would not bet on that", "Raqqa"):
        assert any(words in one for one in marks.inventions), words


def test_a_name_of_the_table_of_known_actors_is_no_invention_where_the_text_speaks_of_them() -> None:
    read = perfect(load(AP))
    read["actors"][0] |= {"name": "Ministry of Defence of the Russian Federation", "known": "ru-mod"}
    claim_with(read, "its drones")["speaker"] |= {"name": read["actors"][0]["name"], "actor": "actor-0"}
    marks = score(AP, read)
    assert marks.inventions == []
    assert marks.counts["speakers right"].share == 1
    read["actors"][0]["known"] = ""
    assert score(AP, read).inventions != []


def test_pictures_and_their_said_source() -> None:
    read = perfect(load(AP))
    four = next(one for one in read["pictures"] if one["words"] == "the other four")
    four["said_by"]["name"] = "Bellingcat"
    assert shares(score(AP, read), "pictures found", "pictures found and their said source right") == [(5, 5), (4, 5)]
    four["said_by"]["name"] = "Conflict Intelligence Team"
    four["said_source"] = "videos"
    assert shares(score(AP, read), "pictures found and their said source right") == [(4, 5)]
    read["pictures"].remove(four)
    assert shares(score(AP, read), "pictures found", "pictures found and their said source right") == [(4, 5), (4, 5)]


def test_a_source_that_nobody_told_is_wrong() -> None:
    read = perfect(load(AP))
    read["pictures"][0] |= {"said_source": "a computer game"}
    assert shares(score(AP, read), "pictures found and their said source right") == [(4, 5)]


def test_a_picture_is_found_by_its_noun_or_by_the_whole_phrase() -> None:
    read = perfect(load(AP))
    text = article_text(FOLDER / f"{AP}.txt")
    start = read["pictures"][0]["span"][0]
    read["pictures"][0]["span"] = [start + len("aerial "), start + len("aerial photographs")]
    read["pictures"][1]["span"] = [read["pictures"][1]["span"][0], text.index(".\n", start)]
    assert score(AP, read).counts["pictures found"].share == 1


def test_furniture_that_is_read_as_news() -> None:
    name = "reuters_tanker"
    read = perfect(load(name))
    text = article_text(FOLDER / f"{name}.txt")
    start = text.index("Joan Mather")
    read["actors"].append({"id": "a", "name": "Joan Mather", "spans": [[start, start + 11]]})
    assert shares(score(name, read), "furniture left out") == [(2, 3)]


def test_denied_places_found_and_right() -> None:
    read = perfect(load(AP))
    read["claims"][0]["places"] = [{"name": "Fallujah", "denied": True}]
    assert shares(score(AP, read), "denied places found", "denied places right") == [(0, 1), (0, 1)]


def test_sources_are_alike_by_the_words_that_carry_meaning() -> None:
    assert like("the trailer of a game", "trailer of the game")
    assert not like("the trailer of a game", "the recordings of a ministry")
    assert not like("videos that the ministry released in June 2016", "videos")


FAKE = """
import json, pathlib, sys
arguments = sys.argv[sys.argv.index("read") + 1:]
name = pathlib.Path(arguments[0]).stem
given = arguments[arguments.index("--date") + 1] if "--date" in arguments else None
sys.path.insert(0, {root!r})
from tests.gold import load, perfect
gold = load(name)
if given != gold["date_given"]:
    sys.exit("the date that was given did not arrive")
if name == {broken!r}:
    sys.exit("cannot read this")
print(json.dumps(perfect(gold)))
"""


def run_bench(tmp_path: Path, broken: str, *options: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[1]
    script = tmp_path / "fake.py"
    script.write_text(FAKE.format(root=str(root), broken=broken), encoding="utf-8")
    command = [sys.executable, "-m", "bench.reading", str(FOLDER), *options, "--command", sys.executable, str(script)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_the_benchmark_runs_the_command_and_prints_a_table(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    run = run_bench(tmp_path, "", "--out", str(out))
    assert run.returncode == 0, run.stderr
    assert "| speakers right |" in run.stdout
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["failed"] == []
    assert all(one["hits"] == one["trials"] for one in found["counts"].values())


def test_an_article_that_could_not_be_read_counts_as_missed_and_is_named(tmp_path: Path) -> None:
    run = run_bench(tmp_path, AP, "--show")
    assert run.returncode == 1
    assert f"Failed: {AP}.txt: read ended with 1: cannot read this" in run.stdout
    assert "claims found: mistakes happen" in run.stdout


def test_the_stored_text_must_be_the_one_that_was_hashed(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("\ufeffOne two.", encoding="utf-8")
    sha256 = "bd50cd0d9a3a4a0eb7b0ef9a8a6a84f8b4bb6b4e44d5d0bdc0a1bbbdb1b3a5b2"
    with pytest.raises(ToolFailedError, match="stored text"):
        stored_text({"text": {"sha256": sha256}}, article)
    read = perfect(load(AP))
    assert stored_text({"text": {key: read["text"][key] for key in ("sha256",)}}, FOLDER / f"{AP}.txt").startswith(
        "Rus"
    )


def test_output_that_is_no_reading_is_refused(tmp_path: Path) -> None:
    tool = Tool(tmp_path, (sys.executable, "-c", "print('{}')"))
    with pytest.raises(ToolFailedError, match="lacks actors"):
        read_article(tool, FOLDER / f"{AP}.txt", None)

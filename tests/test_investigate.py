"""A whole case in one command: its answer, what stays the same, and what a later statement changes."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cases import REVISION, SCALE, offered
from tests.conftest import Ran, run

WHEN = {"SOURCE_DATE_EPOCH": "1510650000"}


def _investigate(home: Path, statement: Path, *arguments: str | Path, at: bool = False) -> Ran:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FREEZEFRAME_")}
    return run(home, "investigate", statement, *arguments, "--by", "A. Desk", env=kept | (WHEN if at else {}))


@pytest.fixture
def attested(filled: Path, footage: Path) -> Path:
    """A home in which the first video is a game's, published in 2015."""
    for line in (
        ("describe", footage / "first.mp4", "--source-kind", "game", "--licence", "CC0-1.0", "--title", "Convoy"),
        (
            "attest",
            footage / "first.mp4",
            "--date",
            "2015-03-25",
            "--by",
            "the developer",
            "--url",
            "https://example.org",
        ),
    ):
        done = run(filled, "archive", *line)
        assert done.code == 0, done.err
    return filled


def _files(case: Path, *without: str) -> dict[str, bytes]:
    found = {path.relative_to(case).as_posix(): path for path in sorted(case.rglob("*")) if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in found.items()
        if not name.startswith((*without, "ledger", "case.lock"))
    }


@pytest.mark.slow
def test_the_answer_is_that_of_the_contract(attested: Path, footage: Path, tmp_path: Path) -> None:
    statement, pictures = offered(footage, tmp_path / "offered")
    done = _investigate(attested, statement, "--pictures", pictures, "--json")
    assert done.code == 0, done.err
    (answer,) = done.json
    assert set(answer) == {"case", "findings", "report", "bundle"}
    case = Path(answer["case"])
    assert case.parent == attested / "cases"
    assert Path(answer["report"]) == case / "report" / "v1" / "index.html"
    for one in answer["findings"]:
        assert {"id", "rule", "outcome", "claim", "picture", "sentence", "evidence", "would_be_refuted_by"} <= set(one)
        assert one["outcome"] in ("supports", "contradicts", "undetermined")
        assert "false" not in one["sentence"].lower()
    outcomes = {(one["rule"], one["picture"]): one["outcome"] for one in answer["findings"]}
    assert outcomes["no_recording", "p1"] == outcomes["earlier_source", "p1"] == "contradicts"
    assert outcomes["not_found", "p2"] == "undetermined"
    page = Path(answer["report"]).read_text("utf-8")
    assert "Convoy" in page
    assert str(tmp_path) not in page
    rows = list(csv.DictReader((case / "report" / "v1" / "findings.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == len(answer["findings"])
    checked = run(attested, "verify", answer["bundle"], "--json")
    assert checked.code == 0, checked.out
    assert checked.json[0]["ok"]


@pytest.mark.slow
def test_a_case_that_is_made_twice_is_the_same_to_the_byte(attested: Path, footage: Path, tmp_path: Path) -> None:
    statement, pictures = offered(footage, tmp_path / "offered")
    made = []
    for name in ("one", "two"):
        done = _investigate(attested, statement, "--pictures", pictures, "--case", tmp_path / name, at=True)
        assert done.code == 0, done.err
        made.append(_files(tmp_path / name, "bundle/", "journal"))
    assert made[0] == made[1]
    assert "report/v1/index.html" in made[0]
    heads = [
        [json.loads(line)["sha256"] for line in (tmp_path / name / "journal.jsonl").read_text("utf-8").splitlines()]
        for name in ("one", "two")
    ]
    # All steps but the sealing, whose request for a time-stamp has a number of its own.
    assert heads[0][:-1] == heads[1][:-1]


@pytest.mark.slow
def test_a_second_run_changes_nothing_and_a_later_statement_makes_another_version(
    attested: Path, footage: Path, tmp_path: Path
) -> None:
    statement, pictures = offered(footage, tmp_path / "offered")
    case = tmp_path / "case"
    first = _investigate(attested, statement, "--pictures", pictures, "--case", case, "--json")
    assert first.code == 0, first.err
    before = _files(case)
    assert _investigate(attested, statement, "--pictures", pictures, "--case", case, "--json").out == first.out
    assert _files(case) == before

    later, new = tmp_path / "later.txt", tmp_path / "new"
    later.write_text(REVISION, "utf-8")
    new.mkdir()
    shutil.copy(pictures / "strange.png", new / "authentic.png")
    (new / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = _investigate(attested, later, "--pictures", new, "--case", case, "--kind", "revision")
    assert done.code == 2
    assert "broken.png" in done.err
    table = done.out.partition("\nf1 ")[0]
    assert "published.png" in table, "where the pictures were found comes first"
    assert "first.mp4" in table or "Convoy" in table
    after = _files(case)
    assert {name: after[name] for name in before if name.startswith("report/")} == {
        name: data for name, data in before.items() if name.startswith("report/")
    }
    page = after["report/v2/index.html"].decode()
    assert "The case was continued after version 1." in page
    bundles = [name for name in after if name.endswith(".zip")]
    assert len(bundles) == 2
    assert [run(attested, "verify", case / name).code for name in bundles] == [0, 0]


@pytest.mark.slow
def test_a_rating_and_a_correction_are_in_the_next_report(attested: Path, footage: Path, tmp_path: Path) -> None:
    statement, pictures = offered(footage, tmp_path / "offered")
    case, scale = tmp_path / "case", tmp_path / "scale.toml"
    scale.write_text(SCALE, "utf-8")
    assert _investigate(attested, statement, "--pictures", pictures, "--case", case).code == 0
    document = run(attested, "case", "show", "--case", case, "--json").json[0]
    claim = f"s1/{document['pictures'][0]['claims'][0]}"
    rated = run(attested, "case", "rate", claim, "misleading", "--case", case, "--by", "B. Editor", "--scale", scale)
    assert rated.code == 0, rated.err
    unsealed = run(attested, "case", "seal", "--case", case)
    assert unsealed.code == 2
    assert "says something else than its last report" in unsealed.err
    done = run(attested, "case", "report", "--case", case, "--note", "Rated by an editor.", "--desk", "The Desk")
    assert done.code == 0, done.err
    page = (case / "report" / "v2" / "index.html").read_text("utf-8")
    for words in ("Rated by an editor.", "misleading", "B. Editor"):
        assert words in page, words
    assert '"ClaimReview"' in page
    assert '"ClaimReview"' not in (case / "report" / "v1" / "index.html").read_text("utf-8")
    assert run(attested, "case", "seal", "--case", case, "--withhold", "p1").code == 0
    with (case / "report" / "v2" / "index.html").open("ab") as file:
        file.write(b"x")
    assert run(attested, "case", "report", "--case", case).code == 0
    page = (case / "report" / "v3" / "index.html").read_text("utf-8")
    assert "version 2 were changed or lost after it was written" in page
    refused = run(attested, "case", "seal", "--case", case)
    assert refused.code == 4
    assert "report/v2/index.html: is not what the journal says was written" in refused.err


def test_a_slip_in_the_only_path_makes_no_case(filled: Path, footage: Path, tmp_path: Path) -> None:
    statement, _ = offered(footage, tmp_path / "offered")
    (tmp_path / "empty").mkdir()
    for wrong in (tmp_path / "nowhere", tmp_path / "empty"):
        done = _investigate(filled, statement, "--pictures", wrong, "--case", tmp_path / "case")
        assert (done.code, done.out) == (2, "")
        assert wrong.name in done.err
        assert not (tmp_path / "case").exists()


def test_a_statement_or_archive_that_is_not_there_is_one_line(home: Path, footage: Path, tmp_path: Path) -> None:
    statement, pictures = offered(footage, tmp_path / "offered")
    for done in (
        _investigate(home, tmp_path / "none.txt", "--pictures", pictures),
        _investigate(home, statement, "--pictures", tmp_path / "nowhere"),
        _investigate(home, statement, "--pictures", pictures),
        _investigate(home, tmp_path, "--pictures", pictures),
    ):
        assert done.code == 2
        assert done.err.startswith("freezeframe: ")

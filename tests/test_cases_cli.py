"""A case, step by step, as it is used: what is kept, what goes on, and what is refused."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.cases import REVISION, SCALE, offered
from tests.conftest import Ran, command, run


def _case(home: Path, *arguments: str | Path, **options: Any) -> Ran:
    return run(home, "case", *arguments, "--case", home.parent / "case", "--by", "A. Desk", **options)


@pytest.fixture
def begun(home: Path, footage: Path, tmp_path: Path) -> Path:
    """A case with a statement and two pictures."""
    statement, pictures = offered(footage, tmp_path / "offered")
    assert run(home, "case", "new", tmp_path / "case", "--title", "A case").code == 0
    assert _case(home, "read", statement).code == 0
    done = _case(home, "attach", pictures)
    assert done.code == 0, done.err
    return tmp_path / "case"


def _journal(case: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (case / "journal.jsonl").read_text("utf-8").splitlines()]


def _files(case: Path) -> dict[str, bytes]:
    found = {path.relative_to(case).as_posix(): path for path in sorted(case.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if "sqlite" not in name}


def test_originals_are_kept_read_only_by_their_content_and_every_step_is_noted(begun: Path, home: Path) -> None:
    originals = list((begun / "originals").iterdir())
    assert len(originals) == 3
    assert all(not path.stat().st_mode & 0o222 for path in originals)
    journal = _journal(begun)
    assert [entry["step"] for entry in journal] == ["new", "read", "attach", "attach", "offer"]
    assert all(entry["by"] == "A. Desk" for entry in journal[1:])
    document = _case(home, "show", "--json").json[0]
    assert document["journal_head"] == journal[-1]["sha256"]
    assert [one["name"] for one in document["pictures"]] == ["published.png", "strange.png"]
    (claim,) = {claim for one in document["pictures"] for claim in one["claims"]}
    words = next(one["text"] for one in document["statements"][0]["reading"]["claims"] if one["id"] == claim)
    assert "leaving Abu Kamal" in words
    assert str(begun.parent) not in json.dumps(document)


def test_what_is_in_the_case_already_is_not_done_again(begun: Path, home: Path) -> None:
    before = _files(begun)
    folder = begun.parent / "offered"
    assert _case(home, "read", folder / "statement.txt").out.startswith("s1: ")
    assert _case(home, "attach", folder / "pictures").out.startswith("p1: ")
    assert _files(begun) == before
    changed = _case(home, "read", folder / "statement.txt", "--date", "2018")
    assert changed.code == 2
    assert "is in the case already, as s1, with something else given" in changed.err


@pytest.mark.slow
def test_a_trace_is_made_once_and_again_when_the_archive_changed(begun: Path, home: Path, filled: Path) -> None:
    assert filled == home
    done = _case(home, "trace")
    assert (done.code, done.err) == (0, "")
    assert "taken from   “The first”" in done.out
    before = _files(begun)
    assert "exhibits/p1/match-1/pair.png" in before
    document = _case(home, "show", "--json").json[0]
    assert [one["trace"]["outcome"] for one in document["pictures"]] == ["found", "not_found"]
    match = document["pictures"][0]["trace"]["matches"][0]
    source = document["sources"][match["source_id"]]
    assert (source["title"], source["media"], source["withheld"]) == ("The first", "video", True)
    assert source["container"]["dates"]["created"].startswith("2016-06-29")
    assert {one["picture"] for one in document["exhibits"]} == {"p1"}
    assert match["path"] == "first.mp4"
    assert _case(home, "trace").out == done.out
    assert _files(begun) == before
    assert (
        run(home, "archive", "describe", match["source_id"], "--title", "Another", "--licence", "CC BY 4.0").code == 0
    )
    assert "“Another”" in _case(home, "trace").out
    document = _case(home, "show", "--json").json[0]
    assert not document["sources"][match["source_id"]]["withheld"]


def test_several_statements_stand_in_one_case(begun: Path, home: Path) -> None:
    later = begun.parent / "later.txt"
    later.write_text(REVISION, "utf-8")
    assert "a revision of s1" in _case(home, "read", later, "--kind", "revision").out
    done = _case(
        home, "read", "-", "--kind", "reply", "--revises", "s1", input="LONDON, 15 November 2017 - No, they said.\n"
    )
    assert "a reply to s1" in done.out, done.err
    document = _case(home, "show", "--json").json[0]
    assert [(one["id"], one["kind"], one["revises"]) for one in document["statements"]] == [
        ("s1", "statement", ""),
        ("s2", "revision", "s1"),
        ("s3", "reply", "s1"),
    ]
    ledger = run(home, "ledger", "--case", begun, "list", "--json").json
    assert [(one["id"], one["revises"]) for one in ledger] == [
        ("statement-1", ""),
        ("statement-2", "statement-1"),
        ("statement-3", ""),
    ]


def test_what_a_person_corrects_in_the_ledger_counts_in_the_case(begun: Path, home: Path) -> None:
    name = "The General Staff"
    done = run(
        home, "ledger", "--case", begun, "correct", "statement-1", "claim-1", "speaker", name, "--by", "B. Editor"
    )
    assert done.code == 0, done.err
    document = _case(home, "show", "--json").json[0]
    assert document["statements"][0]["reading"]["claims"][0]["speaker"]["name"] == name
    assert _journal(begun)[-1]["step"] == "ledger"
    assert _journal(begun)[-1]["by"] == "B. Editor"


def test_a_named_person_rates_a_claim_on_the_desks_own_scale(begun: Path, home: Path) -> None:
    without = _case(home, "rate", "claim-1", "false")
    assert without.code == 2
    assert "has no scale yet" in without.err
    scale = begun.parent / "scale.toml"
    scale.write_text(SCALE, "utf-8")
    nobody = run(home, "case", "rate", "claim-1", "false", "--case", begun, "--scale", scale)
    assert nobody.code == 2
    assert "give the name of the person whose rating it is" in nobody.err
    wrong = _case(home, "rate", "s1/claim-1", "pants on fire", "--scale", scale)
    assert wrong.code == 2
    assert "false, misleading, true" in wrong.err
    assert _case(home, "rate", "s1/claim-99", "false", "--scale", scale).code == 2
    assert _case(home, "rate", "s1/claim-1", "misleading", "--scale", scale, "--note", "by the trailer").code == 0
    assert "by A. Desk" in _case(home, "rate", "claim-1", "false").out
    ratings = _case(home, "show", "--json").json[0]["ratings"]
    assert [(one["claim"], one["rating"], one["by"]) for one in ratings] == [
        ("s1/claim-1", "misleading", "A. Desk"),
        ("s1/claim-1", "false", "A. Desk"),
    ]
    assert ratings[0]["scale"]["values"] == ["false", "misleading", "true"]


@pytest.mark.parametrize(
    "text", ["", "values = 3", 'name = "x"\nvalues = ["a"]', 'name = "x"\nvalues = ["a", "a"]', "\x00"]
)
def test_a_scale_that_is_none_is_refused(text: str, begun: Path, home: Path) -> None:
    scale = begun.parent / "scale.toml"
    scale.write_text(text, "utf-8")
    assert _case(home, "rate", "claim-1", "a", "--scale", scale).code == 2


def test_there_must_be_a_case(home: Path, tmp_path: Path) -> None:
    done = run(home, "case", "show", cwd=str(tmp_path))
    assert done.code == 2
    assert "holds no case" in done.err
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").write_text("x")
    assert "is not empty" in run(home, "case", "new", tmp_path / "full").err
    assert run(home, "case", "new", tmp_path / "full" / "something").code == 2


def test_a_case_of_a_newer_freezeframe_is_told_so(begun: Path, home: Path) -> None:
    told = json.loads((begun / "case.json").read_text("utf-8"))
    (begun / "case.json").write_text(json.dumps({**told, "format": told["format"] + 1, "new": 1}), "utf-8")
    done = _case(home, "show")
    assert done.code == 6
    assert "was written by a newer freezeframe" in done.err


def test_a_missing_or_changed_file_is_one_clear_line(begun: Path, home: Path) -> None:
    journal, (original, *_) = begun / "journal.jsonl", sorted((begun / "originals").glob("*.png"))
    kept = original.read_bytes()
    original.unlink()
    done = _case(home, "show")
    assert done.code == 4
    assert f"{original}: is missing from the case; put the same file there again" in done.err
    original.write_bytes(kept + b"\0")
    assert "was changed after it was put into the case" in _case(home, "show").err
    original.write_bytes(kept)
    assert _case(home, "show").code == 0
    for name in ("readings/s1.json", "pictures/p1.json", "case.json"):
        data = (begun / name).read_bytes()
        (begun / name).write_bytes(data.replace(b'"', b' "', 1))
        assert _case(home, "show").code == 4, name
        (begun / name).write_bytes(data)
    journal.write_bytes(journal.read_bytes().replace(b"A. Desk", b"B. Desk", 1))
    done = _case(home, "show")
    assert done.code == 4
    assert "the journal was changed" in done.err


def test_what_was_read_is_made_again_where_it_is_gone(begun: Path, home: Path) -> None:
    before = _files(begun)
    (begun / "readings" / "s1.json").unlink()
    (begun / "pictures" / "p2.json").write_text("{}", "utf-8")
    (begun / "pictures" / "offered-s1.json").unlink()
    folder = begun.parent / "offered"
    assert _case(home, "show").code == 4
    assert _case(home, "read", folder / "statement.txt").code == 0
    assert _case(home, "attach", folder / "pictures").code == 0
    done = _case(home, "show")
    assert done.code == 0, done.err
    after = _files(begun)
    del before["journal.jsonl"], after["journal.jsonl"]
    assert after == before
    (begun / "ledger.sqlite").unlink()
    assert "does not hold s1 any more" in _case(home, "show").err


def test_a_case_that_was_not_made_whole_is_made(home: Path, tmp_path: Path) -> None:
    """The journal is written first; a kill before case.json leaves no case, and is no obstacle."""
    assert run(home, "case", "new", tmp_path / "case").code == 0
    (tmp_path / "case" / "case.json").unlink()
    assert run(home, "case", "--case", tmp_path / "case", "show").code == 2
    assert run(home, "case", "new", tmp_path / "case").code == 0
    assert len(_journal(tmp_path / "case")) == 1
    again = run(home, "case", "new", tmp_path / "case")
    assert again.code == 2
    assert "holds a case already" in again.err


def test_two_processes_do_not_work_on_one_case(begun: Path, home: Path) -> None:
    with FileLock(begun / "case.lock"):
        done = _case(home, "attach", begun.parent / "offered" / "pictures")
        shown = _case(home, "show")
    assert done.code == 5
    assert "another freezeframe is working on this case" in done.err
    assert shown.code == 0, "reading disturbs nobody"
    assert "s1" in shown.out


def test_pictures_that_cannot_be_read_are_told_when_the_others_are_attached(begun: Path, home: Path) -> None:
    folder = begun.parent / "more"
    folder.mkdir()
    (folder / "a-broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    shutil.copy(begun.parent / "offered" / "pictures" / "published.png", folder / "z.png")
    (folder / "z.png").write_bytes((folder / "z.png").read_bytes() + b"\0")
    done = _case(home, "attach", folder, folder / "none.png")
    assert done.code == 2
    assert done.out.startswith("p3: z.png")
    assert done.err.count("\n") == 2
    (folder / "empty").mkdir()
    assert "holds no picture" in _case(home, "attach", folder / "empty").err


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_was_ended_goes_on(how: signal.Signals, begun: Path, home: Path, filled: Path) -> None:
    """Ended as soon as the first picture is traced: it is kept, and the next run does the rest."""
    assert filled == home
    line = command(home, "case", "trace", "--case", begun, "--by", "A. Desk")
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=begun.parent) as process:
        deadline = time.monotonic() + 200
        while not any(entry["step"] == "trace" for entry in _journal(begun)) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(how)
        _, err = process.communicate(timeout=100)
    # An interruption while the entry is written takes it back.
    steps = [entry["step"] for entry in _journal(begun)]
    assert steps.count("trace") <= 1
    if how == signal.SIGINT:
        assert (process.returncode, err.decode()) == (130, "\nfreezeframe: interrupted\n")
    done = _case(home, "trace")
    assert (done.code, done.err) == (0, "")
    assert [entry["options"]["picture"] for entry in _journal(begun) if entry["step"] == "trace"] == ["p1", "p2"]


@pytest.mark.slow
def test_a_full_disk_is_one_line_and_what_was_finished_stays(
    small_disk: Path, filled: Path, footage: Path, tmp_path: Path
) -> None:
    statement, pictures = offered(footage, tmp_path / "offered")
    case = small_disk / "case"
    assert run(filled, "case", "new", case).code == 0
    assert run(filled, "case", "read", statement, "--case", case).code == 0
    assert run(filled, "case", "attach", pictures / "published.png", "--case", case).code == 0
    done = run(filled, "case", "trace", "--case", case)
    assert (done.code, done.err.count("\n")) == (5, 1)
    assert "the disk is full" in done.err
    assert run(filled, "case", "show", "--case", case).code == 0
    assert [entry["step"] for entry in _journal(case)] == ["new", "read", "attach", "offer"]

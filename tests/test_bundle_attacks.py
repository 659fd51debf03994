"""Bundles whose case was replaced by somebody who lists all anew and signs it with the desk's own key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bundles import CASE, JOURNAL, SEALED, Desk, checked, failed, forged, in_json, noted_anew
from tests.conftest import run

Files = dict[str, bytes]
PAGE = "data/report/v1/index.html"


def _claim(change: Callable[[Any], object], only: str = "") -> Callable[[Files], None]:
    """Changes every match of the case, or those of one picture."""

    def of_all(case: Any) -> None:
        for picture in case["pictures"]:
            for match in picture["trace"]["matches"] if picture["id"] == (only or picture["id"]) else ():
                change(match)

    return lambda files: in_json(files, CASE, of_all)


def _case(change: Callable[[Any], object]) -> Callable[[Files], None]:
    return lambda files: in_json(files, CASE, change)


def _laid_elsewhere(match: Any) -> None:
    """Another map, that agrees with the claimed one at one place; and a region that is only that place."""
    (a, b, c), (d, e, f), (g, h, i) = match["still_to_frame"]
    x = y = 80.0
    w = g * x + h * y + i
    there = ((a * x + b * y + c) / w, (d * x + e * y + f) / w)
    match["still_to_frame"] = [[0.1, 0, there[0] - 0.1 * x], [0, 0.1, there[1] - 0.1 * y], [0, 0, 1]]
    match.update(region=[[x, y]] * 4, visible_fraction=0.01, timecode="99:99:99.000", title="ALTERED")


def _no_frames(files: Files) -> None:
    _claim(lambda match: match.update(still_to_frame=[[1, 0, 0], [0, 1, 0], [0, 0, 1]]))(files)

    def emptied(sealed: Any) -> None:
        for match in sealed["matches"]:
            match.update(frames=[], why="the footage is withheld")

    in_json(files, SEALED, emptied)


def _no_still(files: Files) -> None:
    _claim(lambda match: match.update(still_to_frame=[[1, 0, 0], [0, 1, 0], [0, 0, 1]]))(files)

    def emptied(sealed: Any) -> None:
        for one in sealed["originals"]:
            if one["of"].startswith("p"):
                files.pop(f"data/{one['file']}", None)
                one.update(file="", why="withheld")

    in_json(files, SEALED, emptied)


def _interval(match: Any) -> None:
    match.update(frame_intervals=[[0, 10**6]], mirrored=not match["mirrored"], alterations=[])
    match.update(visible_fraction=0.999, seconds=1e6)


def _findings(case: Any) -> None:
    for finding in case["findings"]:
        finding.update(outcome="supports", sentence="ALTERED")


def _sources(case: Any) -> None:
    for source in case["sources"].values():
        for one in source["attestations"]:
            one.update(value="1999", evidence="held", capture="none.html")


def _no_capture(files: Files) -> None:
    files.pop("data/captures/page.html")


def _new_report(files: Files) -> None:
    files["data/report/v9/index.html"] = b"<h1>forged later version</h1>"


def _no_report(files: Files) -> None:
    for name in [name for name in files if name.startswith("data/report/")]:
        del files[name]


def _short_journal(files: Files) -> None:
    lines = files[JOURNAL].splitlines(keepends=True)[:2]
    files[JOURNAL] = b"".join(lines)
    head = lines[-1].split(b'"sha256":"')[-1][:64].decode()
    in_json(files, CASE, lambda case: case.update(journal_head=head))


def _long_journal(files: Files) -> None:
    files[JOURNAL] += b'{"by":"secret note not checked"}'


def _exchanged(begins: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        names = [name for name in files if name.startswith(begins) and name.endswith(".png")]
        files[names[0]], files[names[-1]] = files[names[-1]], files[names[0]]

    return change


ATTACKS: dict[str, tuple[Callable[[Files], object], str]] = {
    "report": (lambda files: files.update({PAGE: b"<p>ALTERED</p>"}), "journal"),
    "report-new": (_new_report, "journal"),
    "report-gone": (_no_report, "journal"),
    "finding": (_case(_findings), "journal"),
    "ratings": (_case(lambda case: case.update(ratings=[])), "journal"),
    "source": (_case(_sources), "case"),
    "source-said": (_case(lambda case: [s.update(publisher="B") for s in case["sources"].values()]), "journal"),
    "statement": (_case(lambda case: case["statements"][0]["reading"].update(claims=[{"text": "ALTERED"}])), "journal"),
    "version": (_case(lambda case: case.update(versions=[])), "journal"),
    "capture-gone": (_no_capture, "case"),
    "exhibit": (_exchanged("data/exhibits/"), "journal"),
    "exhibit-gone": (lambda files: files.pop("data/exhibits/p1/match-1/cut.png"), "case"),
    "swap": (_exchanged("data/frames/"), "case"),
    "homog": (_claim(lambda match: match.update(still_to_frame=[[1, 0, 0], [0, 1, 0], [0, 0, 1]])), "match p1/1"),
    "homog-region": (_claim(_laid_elsewhere), "match p1/1"),
    "noframes": (_no_frames, "match p1/1"),
    "still-withheld": (_no_still, "journal"),
    "interval": (_claim(_interval), "match p1/1"),
    "alterations": (_claim(lambda match: match.update(alterations=[])), "journal"),
    "journal": (_short_journal, "journal"),
    "journal-tail": (_long_journal, "journal"),
}
"""What is done to a bundle, and the check that it does not pass at least."""


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_found(bundle: Path, work: Desk, name: str) -> None:
    change, check = ATTACKS[name]
    forged(bundle, work.key, change)
    assert check in failed(bundle)


def _wider(match: Any) -> None:
    match["frame_intervals"] = [[0, 10**6]]


FORGED: dict[str, tuple[Callable[[Any], object], str]] = {
    "region that is a point": (lambda match: match.update(region=[[80.0, 80.0]] * 4), "match p1/1"),
    "region outside": (lambda match: match.update(region=[[0, 0], [9999, 0], [9999, 99], [0, 99]]), "match p1/1"),
    "region elsewhere": (lambda match: match.update(region=[[0, 0], [9, 0], [9, 9], [0, 9]]), "match p1/1"),
    "mirrored": (lambda match: match.update(mirrored=True), "match p1/1"),
    "share of the frame": (lambda match: match.update(visible_fraction=0.999), "match p1/1"),
    "timecode": (lambda match: match.update(timecode="99:99:99.000"), "match p1/1"),
    "interval without the frame": (lambda match: match.update(frame_intervals=[[0, 1]]), "match p1/1"),
    "seconds": (lambda match: match.update(seconds=3600.0, timecode="01:00:00.000"), "frames"),
    "pts": (lambda match: match.update(pts=match["pts"] + 1), "frames"),
    "time base": (lambda match: match.update(time_base="1/7"), "frames"),
    "interval beyond the end": (_wider, "frames"),
}
"""What is claimed of a match, its journal forged as well, and the check that shows it."""


@pytest.mark.parametrize("name", FORGED)
def test_what_follows_from_a_match_is_worked_out_anew(bundle: Path, work: Desk, name: str) -> None:
    change, check = FORGED[name]

    def with_its_journal(files: Files) -> None:
        _claim(change, "p1")(files)
        noted_anew(files)

    forged(bundle, work.key, with_its_journal)
    wrong = failed(bundle)
    assert not {"case", "journal"} & set(wrong)
    assert any(one.startswith(check) for one in wrong), wrong


def test_a_journal_noted_anew_without_a_change_holds(bundle: Path, work: Desk) -> None:
    forged(bundle, work.key, noted_anew)
    assert failed(bundle) == {}


def test_what_is_not_repeated_is_counted_apart(work: Desk, tmp_path: Path) -> None:
    sealed = work.sealed(tmp_path / "case.zip", withhold=frozenset({"p1"}))
    found = checked(sealed.bundle)
    assert found.ok
    assert [check.name for check in found.unchecked] == ["match p1/1"]
    told = run(tmp_path / "home", "verify", sealed.bundle).out.splitlines()[0]
    assert told.endswith(f"{len(found.checks) - 1} checks passed, 1 match NOT repeated")


def test_frames_that_nobody_says_are_withheld_are_missed(work: Desk, tmp_path: Path) -> None:
    """Neither the archive nor a frame was at hand: the bundle alone does not bear the match out, and says so."""
    sealed = work.sealed(tmp_path / "case.zip", footage=None)
    assert any("cannot be repeated from the bundle" in note for note in sealed.notes)
    assert set(failed(sealed.bundle)) == {"match p1/1", "match p2/1"}

"""A case sealed and verified: as a desk does it, and as a reader does it without us."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import replace
from pathlib import Path

import pytest
import rocrate

from freezeframe.errors import BadInput, Damaged
from freezeframe.report.sealed import keys
from freezeframe.report.sealed.beside import SIGNATURE, beside
from tests.bundles import (
    CASE,
    Desk,
    checked,
    files_of,
)
from tests.conftest import run
from tests.exhibits import frame_of


def test_what_a_desk_seals_is_verified_without_its_archive(bundle: Path, work: Desk) -> None:
    done = run(bundle.parent / "nowhere", "verify", bundle, "--key", work.key.public_path, "--json")
    (answer,) = done.json
    assert done.code == 0, answer
    assert answer["ok"] is True
    assert answer["signer"] == work.key.fingerprint
    details = {check["name"]: check["detail"] for check in answer["checks"]}
    assert list(details)[:6] == ["zip", "bag", "signature", "time-stamp", "case", "journal"]
    assert "frame 17" in details["match p1/1"]
    assert "repeated on the source picture" in details["match p2/1"]
    assert sum("of the original" in detail for detail in details.values()) == 2
    assert not (bundle.parent / "nowhere").exists()


def test_the_words_for_a_person_fit_eighty_columns(bundle: Path, work: Desk) -> None:
    done = run(work.home, "verify", bundle)
    assert done.code == 0
    assert "all 10 checks passed" in done.out
    assert "this desk's own key" in " ".join(done.out.split())
    assert max(map(len, done.out.splitlines()[1:])) <= 80


def test_the_same_case_sealed_at_the_same_time_is_the_same_file(work: Desk, bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    again = work.sealed(tmp_path / "again" / "case.zip")
    assert again.bundle.read_bytes() == bundle.read_bytes()
    assert beside(again.bundle, SIGNATURE).read_bytes() == beside(bundle, SIGNATURE).read_bytes()


def test_nothing_is_written_over_and_nothing_is_left_behind(work: Desk, bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is there already"):
        work.sealed(bundle)
    original = next((work.folder / "originals").glob("*.txt"))
    text = original.read_bytes()
    original.write_bytes(b"another text")
    try:
        with pytest.raises(Damaged, match="is not the original"):
            work.sealed(tmp_path / "new" / "other.zip")
    finally:
        original.write_bytes(text)
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("name", ["case.tar", "a case.zip", ".zip", "über.zip", "con.zip"])
def test_a_bundle_has_a_plain_name(work: Desk, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="no name for a bundle"):
        work.sealed(tmp_path / name)


def test_what_is_withheld_stays_outside(work: Desk, tmp_path: Path) -> None:
    source = work.document.pictures[0].matches[0]
    sealed = work.sealed(tmp_path / "case.zip", withhold=frozenset({source["source_id"]}))
    files = files_of(sealed.bundle)
    assert not any(source["sha256"] in name for name in files)
    held = checked(sealed.bundle)
    assert held.ok
    details = {check.name: check.detail for check in held.checks}
    assert "cannot be seen from this bundle" in details[f"frames {source['source_id']}"]
    assert "1 by their hash only" in details["case"]
    assert "repeated on frame 17" in details["match p1/1"]


def test_a_picture_that_is_withheld_is_said_not_to_be_repeated(work: Desk, tmp_path: Path) -> None:
    sealed = work.sealed(tmp_path / "case.zip", withhold=frozenset({"p1"}))
    details = {check.name: check.detail for check in checked(sealed.bundle).checks}
    assert details["match p1/1"] == "NOT repeated: the picture is withheld"


def test_without_the_archive_the_frame_that_the_case_keeps_is_sealed(work: Desk, tmp_path: Path, footage: Path) -> None:
    import cv2

    folder = tmp_path / "case"
    shutil.copytree(work.folder, folder)
    (folder / "frames" / "p1").mkdir(parents=True)
    cv2.imwrite(str(folder / "frames" / "p1" / "match-1.png"), frame_of(footage / "first.mp4", 17))
    sealed = replace(work, folder=folder).sealed(tmp_path / "case.zip", footage=None)
    assert any("p2, match 1: cannot be repeated from the bundle" in note for note in sealed.notes)
    details = {check.name: check.detail for check in checked(sealed.bundle).checks}
    assert "repeated on frame 17" in details["match p1/1"]
    assert "NOT repeated: its frames are not in the bundle" in details["match p2/1"]


# Without freezeframe.


def test_bagit_accepts_the_bag(tiny_copy: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(tiny_copy, tmp_path / "unpacked")
    done = subprocess.run(
        [sys.executable, "-m", "bagit", "--validate", str(tmp_path / "unpacked" / "tiny")],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr


_CONTEXT_AT_HAND = """
import email.message, os, urllib.request, urllib.response
import requests

ADDRESS = "w3id.org/ro/crate"
ask, send = urllib.request.urlopen, requests.adapters.HTTPAdapter.send

def urlopen(request, *rest, **options):
    address = request if isinstance(request, str) else request.full_url
    if ADDRESS not in address:
        return ask(request, *rest, **options)
    head = email.message.Message()
    head["Content-Type"] = "application/ld+json"
    return urllib.response.addinfourl(open(os.environ["CONTEXT"], "rb"), head, address, 200)

def answered(adapter, request, *rest, **options):
    if ADDRESS not in request.url:
        return send(adapter, request, *rest, **options)
    answer = requests.Response()
    answer.status_code, answer.url, answer.request = 200, request.url, request
    answer.headers["Content-Type"] = "application/ld+json"
    answer.raw = open(os.environ["CONTEXT"], "rb")
    return answer

urllib.request.urlopen, requests.adapters.HTTPAdapter.send = urlopen, answered
"""
"""The validator reads the context from the network; here it is given the one that the rocrate library ships."""


def test_roc_validator_accepts_the_crate(bundle: Path, tmp_path: Path) -> None:
    program = shutil.which("rocrate-validator") or shutil.which("rocrate-validator", path=sysconfig.get_path("scripts"))
    if program is None:
        pytest.skip("rocrate-validator (pip install roc-validator) is not installed")
    shutil.unpack_archive(bundle, tmp_path / "unpacked")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(_CONTEXT_AT_HAND, "ascii")
    context = Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld"
    crate = str(tmp_path / "unpacked" / "case" / "data")
    done = subprocess.run(
        [program, "--no-interactive", "validate", "-p", "ro-crate-1.1", "--no-cache", crate],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site"), "CONTEXT": str(context)},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_commands_of_verify_md_run_as_they_stand(tiny_copy: Path, work: Desk) -> None:
    for program in ("openssl", "unzip", "sha256sum", "bash"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    text = files_of(tiny_copy)["VERIFY.md"].decode()
    blocks = [block.split("```")[0] for block in text.split("```sh\n")[1:]]
    scripts = Path(sys.executable).parent
    told = []
    for block in (block for block in blocks if "openssl ts" not in block):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=tiny_copy.parent,
            env={"PATH": f"{scripts}:/usr/local/bin:/usr/bin:/bin"},
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr + done.stdout
        told.append(done.stdout)
    assert "Signature Verified Successfully" in told[0]
    assert work.key.fingerprint in told[0]
    assert json.loads(files_of(tiny_copy)[CASE])["journal_head"] in told[-1]


# The key.


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "key", "show").code == 2
    made = run(home, "key", "new")
    assert made.code == 0
    path = home / keys.FOLDER / keys.PRIVATE
    assert path.stat().st_mode & 0o777 == 0o600
    (shown,) = run(home, "key", "show", "--json").json
    assert shown["fingerprint"] in made.out
    before = path.read_bytes()
    again = run(home, "key", "new")
    assert again.code == 2
    assert path.read_bytes() == before
    path.chmod(0o644)
    assert "chmod 600" in run(home, "key", "show").err
    path.chmod(0o600)
    path.write_bytes(b"nonsense")
    assert run(home, "key", "show").code == 4


@pytest.mark.parametrize("name", ["report/v1/index.html", "exhibits/p1/match-1/pair.png", "captures/page.html"])
def test_what_was_changed_since_is_not_sealed(work: Desk, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "case"
    shutil.copytree(work.folder, folder)
    (folder / name).write_bytes(b"x")
    with pytest.raises(Damaged, match="not what the journal says") as told:
        replace(work, folder=folder).sealed(tmp_path / "out" / "case.zip", footage=None)
    assert told.value.subject.endswith(name)
    (folder / name).unlink()
    with pytest.raises(Damaged, match="is missing"):
        replace(work, folder=folder).sealed(tmp_path / "out" / "case.zip", footage=None)
    assert not (tmp_path / "out").exists()


def test_what_no_step_wrote_is_not_sealed(work: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(work.folder, folder)
    (folder / "report" / "notes.txt").write_text("a note")
    with pytest.raises(Damaged, match="written by no step"):
        replace(work, folder=folder).sealed(tmp_path / "out" / "case.zip", footage=None)


def test_a_case_that_its_own_journal_speaks_against_is_not_sealed(work: Desk, tmp_path: Path) -> None:
    """What is sealed is looked at as a reader will, before it is there."""
    with pytest.raises(Damaged, match="its journal would not hold"):
        work.sealed(tmp_path / "case.zip", replace(work.document, title="Another title"), footage=None)
    assert list(tmp_path.iterdir()) == []

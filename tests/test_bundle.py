"""A case sealed and verified: as a desk does it, as a reader does it without us, and as somebody forges it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rocrate

from freezeframe.errors import BadInput, Damaged, FreezeframeError, NewerVersion
from freezeframe.report.bundle import REQUEST, SIGNATURE, Sealed, beside
from freezeframe.report.bundle_check import Verified, VerifyOptions, verify
from freezeframe.report.sealed import keys
from tests.bundles import Desk, desk, files_of, forged, in_json, packed
from tests.conftest import run
from tests.exhibits import frame_of
from tests.media import texture

CASE, SEALED, JOURNAL = "data/case.json", "data/sealed.json", "data/journal.jsonl"


@pytest.fixture(scope="module")
def work(_filled: Path, footage: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A case of two pictures: one cropped out of a video, one that is in the archive as a picture."""
    import cv2

    folder = tmp_path_factory.mktemp("desk")
    home = folder / "home"
    shutil.copytree(_filled, home)
    cv2.imwrite(str(folder / "published.png"), frame_of(footage / "first.mp4", 17)[10:170, 20:220])
    return desk(folder / "case", home, {"p1": folder / "published.png", "p2": footage / "still.png"})


@pytest.fixture(scope="module")
def _sealed(work: Desk, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return work.sealed(tmp_path_factory.mktemp("sealed") / "case.zip")


@pytest.fixture
def bundle(_sealed: Sealed, tmp_path: Path) -> Path:
    """The sealed case with what lies beside it; a copy for each test."""
    for path in _sealed.bundle.parent.iterdir():
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / "case.zip"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory, work: Desk) -> Path:
    """A bundle of a case without pictures."""
    folder = tmp_path_factory.mktemp("tiny")
    return desk(folder / "case", work.home, {}).sealed(folder / "tiny.zip").bundle


@pytest.fixture
def tiny_copy(tiny: Path, tmp_path: Path) -> Path:
    """That with what lies beside it; a copy for each test."""
    for path in tiny.parent.glob("tiny.zip*"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / "tiny.zip"


def failed(bundle: Path, **options: Any) -> dict[str, str]:
    """The checks that a bundle does not pass, with what they say."""
    return {check.name: check.detail for check in checked(bundle, **options).checks if not check.ok}


def checked(bundle: Path, **options: Any) -> Verified:
    return verify(bundle, VerifyOptions(**options))


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
    assert sum("those of the original" in detail for detail in details.values()) == 2
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
    assert details["match p1/1"] == "not repeated: the picture is withheld"


def test_without_the_archive_the_frame_that_the_case_keeps_is_sealed(work: Desk, tmp_path: Path, footage: Path) -> None:
    import cv2

    folder = tmp_path / "case"
    shutil.copytree(work.folder, folder)
    (folder / "frames" / "p1").mkdir(parents=True)
    cv2.imwrite(str(folder / "frames" / "p1" / "match-1.png"), frame_of(footage / "first.mp4", 17))
    sealed = replace(work, folder=folder).sealed(tmp_path / "case.zip", footage=None)
    assert any("p2, match 1: its frames cannot be sealed" in note for note in sealed.notes)
    details = {check.name: check.detail for check in checked(sealed.bundle).checks}
    assert "repeated on frame 17" in details["match p1/1"]
    assert "not repeated: its frames are not in the bundle" in details["match p2/1"]


# Changed by somebody.


def test_a_byte_changed_anywhere_is_found(bundle: Path) -> None:
    """In files of every kind, without what lies beside it too."""
    data = bundle.read_bytes()
    for at in random.Random(1).sample(range(len(data)), 4):
        bundle.write_bytes(data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :])
        assert _found(bundle), f"byte {at}"


def test_a_byte_changed_in_any_file_and_header_is_found(tiny: Path, tmp_path: Path) -> None:
    """Some of every file, and of the zip's own structure."""
    data = tiny.read_bytes()
    bundle = tmp_path / "tiny.zip"
    shutil.copy(beside(tiny, SIGNATURE), beside(bundle, SIGNATURE))
    places = {*range(0, len(data), 97), *range(len(data) - 22, len(data))}
    with zipfile.ZipFile(tiny) as archive:
        for info in archive.infolist():
            begins = info.header_offset + 30 + len(info.filename)
            places |= {info.header_offset + 6, begins - 1, begins, begins + info.file_size - 1}
    for at in sorted(places):
        bundle.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert _found(bundle), f"byte {at}"


@pytest.mark.slow
def test_a_byte_changed_at_any_place_of_a_tiny_bundle_is_found(tiny: Path, tmp_path: Path) -> None:
    data = tiny.read_bytes()
    bundle = tmp_path / "tiny.zip"
    shutil.copy(beside(tiny, SIGNATURE), beside(bundle, SIGNATURE))
    for at in range(len(data)):
        bundle.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert _found(bundle), f"byte {at}"


def _found(bundle: Path) -> bool:
    """Whether the zip or the bag shows a change by itself; no signature is needed for it."""
    try:
        wrong = failed(bundle)
    except Damaged:
        return True
    return bool({"zip", "bag"} & set(wrong)) and "signature" in wrong


@pytest.mark.parametrize("ending", [SIGNATURE, REQUEST])
def test_a_byte_changed_beside_a_bundle_is_found(tiny_copy: Path, work: Desk, ending: str) -> None:
    path = beside(tiny_copy, ending)
    data = path.read_bytes()
    # A request has a number that nobody else knows: of it, only the reply can tell.
    places = range(len(data)) if ending == SIGNATURE else range(58)
    for at in places:
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert failed(tiny_copy, key=work.key.public_path), f"byte {at}"


def test_a_file_that_is_not_listed_is_refused(tiny_copy: Path, work: Desk) -> None:
    for name in ("data/more.txt", "more.txt"):
        packed(tiny_copy, files_of(tiny_copy) | {name: b"more"}, work.key)
        assert f"not listed: {name}" in failed(tiny_copy)["bag"]


def test_a_file_that_is_taken_out_is_missed(tiny_copy: Path, work: Desk) -> None:
    files = files_of(tiny_copy)
    del files["data/report/v1/index.html"]
    packed(tiny_copy, files, work.key)
    assert "missing: data/report/v1/index.html" in failed(tiny_copy)["bag"]


@pytest.mark.parametrize("name", ["bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "VERIFY.md", CASE])
def test_every_file_of_the_bag_is_needed(tiny_copy: Path, work: Desk, name: str) -> None:
    files = files_of(tiny_copy)
    del files[name]
    packed(tiny_copy, files, work.key)
    assert name.removeprefix("data/") in failed(tiny_copy)["bag"]


def _first(document: Any) -> Any:
    return document["pictures"][0]["trace"]["matches"][0]


def _moved(document: Any) -> None:
    _first(document)["still_to_frame"][0][2] += 12.0


def _surer(document: Any) -> None:
    _first(document)["log10_nfa"] *= 10


def _fewer_tests(document: Any) -> None:
    _first(document).update(tests=10**300, log10_nfa=-2000.0)


def _another_frame(document: Any) -> None:
    _first(document).update(frame_index=14, frame_intervals=[[14, 14]])


def _no_frame(document: Any) -> None:
    _first(document).update(frame_index=3, frame_intervals=[[3, 3]])


def _not_a_number(document: Any) -> None:
    _first(document)["still_to_frame"] = [[1, 0], [0, 1]]


@pytest.mark.parametrize("change", [_moved, _surer, _fewer_tests, _another_frame, _no_frame, _not_a_number])
def test_a_claim_that_its_own_frames_do_not_bear_out_is_found(
    bundle: Path, work: Desk, change: Callable[[Any], None]
) -> None:
    """Everything else is put right and signed by the desk itself: only repeating the match shows it."""
    forged(bundle, work.key, lambda files: in_json(files, CASE, change))
    assert list(failed(bundle)) == ["match p1/1"]


def test_a_frame_of_another_place_is_found(bundle: Path, work: Desk) -> None:
    import cv2

    other = cv2.imencode(".png", texture(9))[1].tobytes()

    def change(files: dict[str, bytes]) -> None:
        for name in [name for name in files if name.startswith("data/frames/")]:
            files[name] = other

    forged(bundle, work.key, change)
    wrong = failed(bundle)
    assert {"match p1/1", "match p2/1"} <= set(wrong)
    assert sum("is not that of the original" in why for why in wrong.values()) == 2


def test_a_frame_of_another_moment_is_found(bundle: Path, work: Desk, footage: Path) -> None:
    """The frames of a later moment under the names of the claimed one: the original inside shows it."""
    import cv2

    def change(files: dict[str, bytes]) -> None:
        for name in [name for name in files if name.startswith("data/frames/") and not name.endswith("00000000.png")]:
            later = frame_of(footage / "first.mp4", int(Path(name).stem) + 1)
            files[name] = cv2.imencode(".png", later)[1].tobytes()

    forged(bundle, work.key, change)
    assert any("is not that of the original" in why for why in failed(bundle).values())


def test_a_journal_that_was_changed_is_found(tiny_copy: Path, work: Desk) -> None:
    def change(files: dict[str, bytes]) -> None:
        files[JOURNAL] = files[JOURNAL].replace(b"A. Desk", b"B. Desk", 1)

    forged(tiny_copy, work.key, change)
    assert "journal" in failed(tiny_copy)


def test_a_journal_without_its_last_entry_is_found(tiny_copy: Path, work: Desk) -> None:
    forged(tiny_copy, work.key, lambda files: files.update({JOURNAL: files[JOURNAL].splitlines(keepends=True)[0]}))
    assert "not the one that the case names" in failed(tiny_copy)["journal"]


def test_a_report_that_the_journal_does_not_know_is_found(tiny_copy: Path, work: Desk) -> None:
    forged(tiny_copy, work.key, lambda files: files.update({"data/report/v1/index.html": b"another report"}))
    assert "report/v1/index.html is not what the journal says" in failed(tiny_copy)["journal"]


def test_another_original_is_found(tiny_copy: Path, work: Desk) -> None:
    def change(files: dict[str, bytes]) -> None:
        files[next(name for name in files if name.endswith(".txt") and "originals" in name)] = b"other words"

    forged(tiny_copy, work.key, change)
    assert "the original of s1 is another one" in failed(tiny_copy)["case"]


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"null", b'{"format": 1}', b"[" * 100_000, b"\xff\xfe", b'{"format": "x"}']
)
@pytest.mark.parametrize("name", [CASE, SEALED, JOURNAL])
def test_any_nonsense_is_told_in_words(tiny_copy: Path, work: Desk, name: str, text: bytes) -> None:
    forged(tiny_copy, work.key, lambda files: files.update({name: text}))
    wrong = failed(tiny_copy)
    assert {"case", "journal"} & set(wrong)
    assert all(why.isprintable() for why in wrong.values())


# Who, and by what.


def test_a_bundle_signed_by_an_unknown_key_says_so_and_is_still_checked(bundle: Path, tmp_path: Path) -> None:
    other = keys.make(tmp_path / "other")
    forged(bundle, other, lambda files: in_json(files, CASE, _moved))
    found = checked(bundle)
    detail = next(check for check in found.checks if check.name == "signature")
    assert detail.ok
    assert "not known here" in detail.detail
    assert found.signer == other.fingerprint
    assert list(failed(bundle)) == ["match p1/1"]


def test_with_a_key_any_other_signature_is_not_ok(tiny_copy: Path, tmp_path: Path) -> None:
    other = keys.make(tmp_path / "other")
    done = run(tmp_path / "home", "verify", tiny_copy, "--key", other.public_path)
    assert done.code == 4
    assert "NOT OK: signed by another key" in " ".join(done.out.split())


def test_without_its_signature_nobody_answers_for_a_bundle(tiny_copy: Path) -> None:
    beside(tiny_copy, SIGNATURE).unlink()
    assert list(failed(tiny_copy)) == ["signature"]


def test_without_a_request_it_is_said_that_nobody_attests_the_time(tiny_copy: Path) -> None:
    beside(tiny_copy, REQUEST).unlink()
    found = checked(tiny_copy)
    assert found.ok
    assert next(c.detail for c in found.checks if c.name == "time-stamp").startswith("none")


@pytest.mark.parametrize("content", [b"", b"nonsense", b"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n"])
def test_a_file_that_is_no_signature_or_key_is_told(tiny_copy: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "desk.pub"
    path.write_bytes(content)
    assert run(tmp_path / "home", "verify", tiny_copy, "--key", path).code == 2
    beside(tiny_copy, SIGNATURE).write_bytes(content)
    assert list(failed(tiny_copy)) == ["signature"]


def test_a_newer_bundle_is_told_as_one(tiny_copy: Path, work: Desk) -> None:
    def newer(files: dict[str, bytes]) -> None:
        files["bag-info.txt"] = files["bag-info.txt"].replace(b"Bundle-Format: 1", b"Bundle-Format: 2")

    forged(tiny_copy, work.key, newer)
    with pytest.raises(NewerVersion):
        checked(tiny_copy)
    assert run(tiny_copy.parent / "home", "verify", tiny_copy).code == 6


def test_a_newer_case_in_a_bundle_is_told_as_one(tiny_copy: Path, work: Desk) -> None:
    forged(tiny_copy, work.key, lambda files: in_json(files, CASE, lambda case: case.update(format=2)))
    assert run(tiny_copy.parent / "home", "verify", tiny_copy).code == 6


def test_what_is_no_bundle_is_one_line(tmp_path: Path, tiny_copy: Path) -> None:
    data = tiny_copy.read_bytes()
    for name, content, code in (
        ("cut.zip", data[:-30], 4),
        ("text.zip", b"hello", 2),
        ("half.zip", data[: len(data) // 2], 4),
    ):
        (tmp_path / name).write_bytes(content)
        done = run(tmp_path / "home", "verify", tmp_path / name)
        assert (done.code, done.out, done.err.count("\n")) == (code, "", 1), done.err
    for path in (tmp_path / "missing.zip", tmp_path):
        assert run(tmp_path / "home", "verify", path).code == 2
    (answer,) = run(tmp_path / "home", "verify", "--json", tmp_path / "cut.zip").json
    assert answer["ok"] is False


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
    assert work.document.journal_head in told[-1]


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


def test_whatever_is_wrong_with_a_bundle_is_told_in_words(tmp_path: Path, tiny: Path) -> None:
    data = tiny.read_bytes()
    chance = random.Random(2)
    path = tmp_path / "random.zip"
    for _ in range(150):
        at, size = chance.randrange(len(data)), chance.randrange(1, 400)
        path.write_bytes(data[:at] + chance.randbytes(size) + data[at + size * chance.randrange(2) :])
        assert _told(path)


def _told(path: Path) -> bool:
    """Whether a bundle is not ok, and every word of why can be printed."""
    try:
        wrong = list(failed(path).values())
    except FreezeframeError as error:
        wrong = [error.line]
    return bool(wrong) and all(why.isprintable() for why in wrong)

"""Bundles that somebody changed: by a byte, or as somebody does who knows how they are written."""

from __future__ import annotations

import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from freezeframe.errors import Damaged, FreezeframeError, NewerVersion
from freezeframe.report.sealed import keys
from freezeframe.report.sealed.beside import REQUEST, SIGNATURE, beside
from tests.bundles import (
    CASE,
    JOURNAL,
    SEALED,
    Desk,
    checked,
    failed,
    files_of,
    forged,
    in_json,
    noted_anew,
    packed,
)
from tests.conftest import run
from tests.exhibits import frame_of
from tests.media import texture


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
    """Every place of the zip's own structure, and every third of the files: none of these is shorter than that."""
    data = tiny.read_bytes()
    bundle = tmp_path / "tiny.zip"
    shutil.copy(beside(tiny, SIGNATURE), beside(bundle, SIGNATURE))
    for at in sorted({*range(0, len(data), 3), *_structure(tiny)}):
        bundle.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert _found(bundle), f"byte {at}"


def _structure(bundle: Path) -> Iterator[int]:
    """Places of the local headers, and of the directory behind the last file."""
    with zipfile.ZipFile(bundle) as archive:
        for info in archive.infolist():
            yield from range(info.header_offset, info.header_offset + 30 + len(info.filename))
        yield from range(archive.start_dir, bundle.stat().st_size)


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
    """All else is put right, the journal too, and signed by the desk itself: only repeating the match shows it."""

    def with_its_journal(files: dict[str, bytes]) -> None:
        in_json(files, CASE, change)
        noted_anew(files)

    forged(bundle, work.key, with_its_journal)
    wrong = failed(bundle)
    assert "match p1/1" in wrong
    assert not {"case", "journal"} & set(wrong)


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
    assert "report/v1/index.html: is not what the journal says" in failed(tiny_copy)["journal"]


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
    assert list(failed(bundle)) == ["journal", "match p1/1"]


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

"""The zip of a bundle: one form for one content, and every other form refused."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freezeframe.errors import BadInput, Damaged, FreezeframeError
from freezeframe.report.sealed.zips import Part, Zip, safe, write

FILES = {"case/bagit.txt": b"BagIt", "case/data/a.txt": b"one", "case/data/folder/b.bin": bytes(range(256))}


def part(name: str, data: bytes) -> Part:
    return Part(name, len(data), zlib.crc32(data), lambda: iter([data]))


def made(files: Mapping[str, bytes]) -> bytes:
    return b"".join(write([part(name, data) for name, data in files.items()], Path("case.zip")))


def fault(data: bytes) -> FreezeframeError | None:
    """Why a zip is refused or not the one that was written; None where nothing is wrong with it."""
    try:
        opened = Zip(io.BytesIO(data), Path("case.zip"))
        opened.must_be_canonical()
    except FreezeframeError as error:
        return error
    return None


def contents(data: bytes) -> dict[str, bytes]:
    opened = Zip(io.BytesIO(data), Path("case.zip"))
    return {entry.name: b"".join(opened.read(entry)) for entry in opened.entries}


_NAME = st.from_regex(r"case/[a-z0-9]{1,8}(/[a-z0-9]{1,8}\.[a-z]{3})?", fullmatch=True)


@given(st.dictionaries(_NAME, st.binary(max_size=40), min_size=1, max_size=6))
def test_one_content_gives_one_zip_that_others_can_read(files: dict[str, bytes]) -> None:
    names = {name.split("/")[1] for name in files if name.count("/") == 1}
    files = {name: data for name, data in files.items() if name.count("/") == 1 or name.split("/")[1] not in names}
    data = made(files)
    assert made(dict(reversed(files.items()))) == data
    assert fault(data) is None
    assert contents(data) == files
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {info.filename: archive.read(info) for info in archive.infolist()} == files
        assert archive.namelist() == sorted(files)


def test_every_change_of_one_byte_is_found() -> None:
    data = made(FILES)
    for at in range(len(data)):
        for change in (0x01, 0x80, 0xFF):
            other = bytearray(data)
            other[at] ^= change
            assert isinstance(fault(bytes(other)), Damaged), f"byte {at} of {len(data)}"


def test_every_cut_is_found() -> None:
    data = made(FILES)
    for end in range(len(data)):
        assert fault(data[:end]) is not None, f"cut at {end}"


@pytest.mark.parametrize("at", [0, 40, 200])
@pytest.mark.parametrize("more", [b"\0", b"#!/bin/sh\n", b"PK\x05\x06"])
def test_every_byte_put_in_is_found(at: int, more: bytes) -> None:
    data = made(FILES)
    assert isinstance(fault(data[:at] + more + data[at:]), Damaged)
    assert isinstance(fault(data + more), Damaged)


def _zipped(fill: Callable[[zipfile.ZipFile], object]) -> bytes:
    """What Python's own library writes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        fill(archive)
    return file.getvalue()


def _named(*names: str) -> Callable[[zipfile.ZipFile], None]:
    """A zip of small files."""

    def fill(archive: zipfile.ZipFile) -> None:
        for name in names:
            archive.writestr(_info(name), b"x")

    return fill


def _info(name: str, mode: int = 0o100644, **more: object) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.external_attr = mode << 16
    for field, value in more.items():
        setattr(info, field, value)
    return info


def _commented(archive: zipfile.ZipFile) -> None:
    archive.writestr(_info("case/a.txt"), b"one")
    archive.comment = b"hello"


def _twice(archive: zipfile.ZipFile) -> None:
    archive.writestr(_info("case/a.txt"), b"one")
    with pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(_info("case/a.txt"), b"two")


def _packed(archive: zipfile.ZipFile) -> None:
    archive.writestr(_info("case/bomb.bin", compress_type=zipfile.ZIP_DEFLATED), bytes(50_000_000))


REFUSED: dict[str, tuple[Callable[[zipfile.ZipFile], object], str]] = {
    "zip-slip": (lambda z: z.writestr(_info("case/../../evil.txt"), b"x"), "no safe path"),
    "absolute": (lambda z: z.writestr(_info("/etc/evil.txt"), b"x"), "no safe path"),
    "drive": (lambda z: z.writestr(_info("C:/evil.txt"), b"x"), "no safe path"),
    "backslash": (lambda z: z.writestr(_info("case/..\\evil.txt"), b"x"), "no safe path"),
    "device": (lambda z: z.writestr(_info("case/NUL.txt"), b"x"), "no safe path"),
    "no folder": (lambda z: z.writestr(_info("evil.txt"), b"x"), "no safe path"),
    "folder": (lambda z: z.writestr(_info("case/data/", 0o040755), b""), "no safe path"),
    "escape": (lambda z: z.writestr(_info("case/\x1b[2Ja.txt"), b"x"), "no safe path"),
    "symlink": (lambda z: z.writestr(_info("case/a.txt", stat.S_IFLNK | 0o777), b"/etc/passwd"), "is a link"),
    "bomb": (_packed, "is packed"),
    "comment": (_commented, "comment"),
    "comment of a file": (lambda z: z.writestr(_info("case/a.txt", comment=b"hello"), b"x"), "comment"),
    "extra field": (lambda z: z.writestr(_info("case/a.txt", extra=b"\x99\x99\x01\x00x"), b"x"), "extra field"),
    "twice": (_twice, "twice"),
    "twice for some": (_named("case/a.txt", "case/A.txt"), "twice"),
    "two folders": (_named("case/a.txt", "other/a.txt"), "more than one"),
    "in a file": (_named("case/a", "case/a/b"), "lies in a file"),
    "program": (lambda z: z.writestr(_info("case/a.sh", 0o100755), b"x"), "differs"),
    "another time": (lambda z: z.writestr(zipfile.ZipInfo("case/a", (2020, 1, 1, 0, 0, 0)), b"x"), "differs"),
    "another order": (_named("case/b", "case/a"), "differs"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_freezeframe_never_writes_is_refused(kind: str) -> None:
    fill, why = REFUSED[kind]
    error = fault(_zipped(fill))
    assert isinstance(error, Damaged)
    assert why in error.line
    assert error.line.isprintable()


def test_encrypted_is_refused() -> None:
    data = bytearray(made({"case/a.txt": b"one"}))
    at = data.index(b"PK\x01\x02") + 8
    data[at] |= 1
    data[6] |= 1
    error = fault(bytes(data))
    assert isinstance(error, Damaged)
    assert "encrypted" in error.line


def test_files_that_share_their_bytes_are_refused() -> None:
    """The bomb of overlapping files: many entries of the directory for one stretch of data."""
    big = bytes(10_000)
    data = made({f"case/{n}": big if n == 0 else b"" for n in range(5)})
    changed = bytearray(data)
    for at in [i for i in range(len(data)) if data[i : i + 4] == b"PK\x01\x02"]:
        struct.pack_into("<3I", changed, at + 16, zlib.crc32(big), len(big), len(big))
    error = fault(bytes(changed))
    assert isinstance(error, Damaged)
    assert "more than it has bytes" in error.line


def test_a_bundle_over_four_gigabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.write(made(FILES))
        file.truncate(5 << 30)
    with path.open("rb") as file, pytest.raises(Damaged, match=r"5\.4 GB"):
        Zip(file, path)


def test_what_is_no_zip_is_bad_input() -> None:
    for data in (b"", b"hello", b"<html>" * 1000):
        assert isinstance(fault(data), BadInput)


def test_too_much_for_a_bundle_is_said_before_it_is_written() -> None:
    parts = [Part(f"case/{n}.mp4", 3 << 30, 0, lambda: iter([])) for n in range(2)]
    with pytest.raises(BadInput, match=r"at most 4\.2 GB"):
        write(parts, Path("case.zip"))


@given(st.text(max_size=30))
def test_a_safe_path_stays_in_its_folder(name: str) -> None:
    if safe(name):
        root = Path("/somewhere")
        assert (root / name).resolve().is_relative_to(root)
        assert name.isascii()


def test_a_directory_that_lies_about_a_file_is_found() -> None:
    """Local header and directory disagree: what is unpacked depends on who reads it."""
    data = made({"case/a.txt": b"one", "case/b.txt": b"two"})
    local = data.index(b"case/b.txt")
    changed = data[:local] + b"case/c.txt" + data[local + 10 :]
    assert isinstance(fault(changed), Damaged)

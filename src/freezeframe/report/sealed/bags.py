"""BagIt (RFC 8493): what a bag's own files say, in one form only, and whether they say it of what is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from freezeframe.errors import Damaged

PAYLOAD = "data/"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAGIT, INFO, MANIFEST, TAGS = "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
_NAMED = 3
"""Files that a fault names, at most."""


def manifest(digests: Mapping[str, str]) -> bytes:
    """The lines of a manifest: SHA-256 and path, in the order of the paths."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def info(said: Mapping[str, str]) -> bytes:
    """The lines of bag-info.txt, in their order."""
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in said.items()).encode()


def read_info(data: bytes) -> dict[str, str]:
    """What bag-info.txt says; the last of several lines of one name."""
    pairs = (line.partition(": ") for line in data.decode("utf-8", "replace").splitlines())
    return {name: value for name, _, value in pairs}


def oxum(sizes: Iterable[int]) -> str:
    """Payload-Oxum: bytes and files of the payload."""
    all_sizes = list(sizes)
    return f"{sum(all_sizes)}.{len(all_sizes)}"


def tag_files(
    payload: Mapping[str, str], sizes: Iterable[int], said: Mapping[str, str], more: Mapping[str, bytes]
) -> dict[str, bytes]:
    """All files of a bag but its payload.

    ``payload`` are the SHA-256 of its files, by path in the bag; ``said`` goes into bag-info.txt; ``more`` are further
    files at the top.
    """
    files = {BAGIT: DECLARATION, INFO: info({**said, "Payload-Oxum": oxum(sizes)}), MANIFEST: manifest(payload), **more}
    return {**files, TAGS: manifest({name: sha256(data).hexdigest() for name, data in files.items()})}


def check(digests: Mapping[str, str], read: Mapping[str, bytes]) -> int:
    """Whether a bag is whole, and holds nothing that it does not list; returns the number of files in its payload.

    ``digests`` are the SHA-256 of everything in it, by path in the bag; ``read`` the content of its own files. A file
    beside the payload must be listed too, which BagIt does not ask for.

    Raises:
        Damaged: what is wrong; without a subject of its own.
    """
    for name in (BAGIT, INFO, MANIFEST, TAGS):
        if name not in digests:
            raise Damaged(name, "is missing", "")
    if read[BAGIT] != DECLARATION:
        raise Damaged(BAGIT, "is not as freezeframe writes it", "")
    payload = {name: digest for name, digest in digests.items() if name.startswith(PAYLOAD)}
    tags = {name: digest for name, digest in digests.items() if name not in payload and name != TAGS}
    _compare(TAGS, read[TAGS], tags)
    _compare(MANIFEST, read[MANIFEST], payload)
    return len(payload)


def _compare(name: str, text: bytes, there: Mapping[str, str]) -> None:
    if text == manifest(there):
        return
    lines = (line.partition("  ") for line in text.decode("utf-8", "replace").splitlines())
    listed = {file: digest for digest, _, file in lines}
    wrong = [
        (sorted(set(listed) - set(there)), "missing"),
        (sorted(set(there) - set(listed)), "not listed"),
        (sorted(file for file in set(there) & set(listed) if there[file] != listed[file]), "changed"),
    ]
    told = "; ".join(f"{what}: {_some(files)}" for files, what in wrong if files)
    raise Damaged(name, told or "is not as freezeframe writes it", "")


def _some(files: list[str]) -> str:
    more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
    return ", ".join(file if file.isprintable() else repr(file) for file in files[:_NAMED]) + more

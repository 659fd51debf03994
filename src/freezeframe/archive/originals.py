"""Media files in their places: is a file still the one that was archived?"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from freezeframe.archive.files import sha256_of
from freezeframe.archive.records import Medium
from freezeframe.errors import Damaged, EnvironmentFault

_ADVICE = "run: freezeframe archive check"


def assure(medium: Medium, copy: Path | None = None) -> None:
    """Ask this when frames were read again: a file with other content would show other frames under the old names.

    Size and time of change as they were archived are believed; otherwise the content is hashed, once a process. A
    ``copy`` elsewhere is always hashed: its time of change is not known.

    Raises:
        Damaged: the file is gone, or is not the one that was archived.
        EnvironmentFault: it cannot be read.
    """
    first = Path(medium.located)
    path = copy or first
    try:
        now = path.stat()
        if path == first and now.st_size == medium.size and now.st_mtime_ns == medium.mtime_ns:
            return
        same = now.st_size == medium.size and _hashed(path, now.st_size, now.st_mtime_ns) == medium.sha256
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Damaged(path, "is not where it was", _ADVICE) from error
    except OSError as error:
        raise EnvironmentFault(
            path, f"cannot be read ({error.strerror})", "check the disk and its permissions"
        ) from error
    if not same:
        raise Damaged(path, "is not the file that was archived", _ADVICE)


@lru_cache(maxsize=1024)
def _hashed(path: Path, size: int, mtime_ns: int) -> str:  # noqa: ARG001 - what makes the hash still valid
    return sha256_of(path)

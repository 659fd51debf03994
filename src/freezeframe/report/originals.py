"""The originals that exhibits are made from, read again in full: the published picture, and frames of a source.

Each is checked: the picture by its SHA-256, a source as a trace does it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Medium
from freezeframe.errors import BadInput
from freezeframe.media import StillPicture, read_still
from freezeframe.trace.footage import Copies, read_chosen
from freezeframe.types import Colour

_LONGEST = 16_000
"""Pixels of a side of a picture that an exhibit can still be made of."""
_MOST_PIXELS = 64_000_000
"""Pixels of it: a sheet holds several pictures of this size, some of them twice."""


@dataclass(frozen=True)
class Footage:
    """A source that frames are read of."""

    copies: Copies
    fingerprint: Fingerprint

    @property
    def medium(self) -> Medium:
        """What the archive knows of it."""
        return self.copies.medium

    def colours(self, frames: Collection[int]) -> dict[int, Colour]:
        """The frames of these indices in colour, from the first copy that has them; of a picture, its only one.

        Raises:
            FreezeframeError: no copy has them any more; what is wrong with the first of them.
        """
        found = read_chosen(self.copies, self.fingerprint, frames)
        return {index: _small_enough(Path(self.medium.located), colour) for index, colour in found.items()}


def read_picture(path: Path, sha256: str) -> StillPicture:
    """The published picture.

    Raises:
        FreezeframeError: it cannot be read, or is not the file with this SHA-256 any more.
    """
    still = read_still(path)
    _small_enough(path, still.colour)
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BadInput(path, f"cannot be read ({error.strerror})", "check the path") from error
    if digest != sha256:
        raise BadInput(path, "was changed while it was traced", "trace it again")
    return still


def _small_enough(path: Path, picture: Colour) -> Colour:
    height, width = picture.shape[:2]
    if max(width, height) > _LONGEST or width * height > _MOST_PIXELS:
        advice = f"bring it under {_MOST_PIXELS // 1_000_000} megapixels and its sides under {_LONGEST} pixels first"
        raise BadInput(path, f"is {width} x {height} pixels, too large for exhibits", advice)
    return picture

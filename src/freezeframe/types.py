"""The nouns that every station shares; see ``docs/words.md`` for the one meaning of each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Grey: TypeAlias = NDArray[np.uint8]
"""A grey picture, shape (height, width)."""
Colour: TypeAlias = NDArray[np.uint8]
"""A colour picture, shape (height, width, 3), channels blue, green, red."""
Matrix: TypeAlias = NDArray[np.float64]
"""A 3x3 homography acting on column vectors (x, y, 1), pixel centres at integers."""

MediaKind: TypeAlias = Literal["video", "picture"]
SourceKind: TypeAlias = Literal["recording", "game", "film", "exercise", "simulation", "generated", "unknown"]
SOURCE_KINDS: tuple[SourceKind, ...] = (
    "recording",
    "game",
    "film",
    "exercise",
    "simulation",
    "generated",
    "unknown",
)


@dataclass(frozen=True)
class MediaFacts:
    """What was measured of a video or a still when it was decoded whole."""

    kind: MediaKind
    width: int
    """Pixels, after display rotation (video) or EXIF orientation (picture); pixel aspect not applied."""
    height: int
    """Pixels, as ``width``."""
    rotation: int
    """Display rotation in degrees, counter-clockwise, already applied: 0, 90, 180 or 270."""
    sar: Fraction
    """Sample aspect ratio (pixel width / pixel height); 1 for pictures."""
    codec: str
    """FFmpeg's or Pillow's short name of the codec or format."""
    container: str
    """FFmpeg's or Pillow's short name of the container."""
    frames: int
    """Frames that a full decode yields; 1 for a picture."""
    time_base: Fraction
    """Seconds a tick; 1 for a picture."""
    seconds: float
    """From the first shown frame to the end of the last one; 0 for a picture."""
    grey: bool
    """True when no keyframe has colour."""
    warning: str = ""
    """What a full decode complained of, e.g. a file that was cut in the middle; empty when all is well."""


@dataclass(frozen=True)
class Shot:
    """A half-open span [first, end) of frame indices without a cut."""

    first: int
    end: int

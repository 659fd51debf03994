"""The answer for one still, and its JSON as others script against it (docs/cli.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from freezeframe.trace.recall import Caught
from freezeframe.types import Matrix, MediaKind

_EQUALLY_WELL = 0.05
"""Leftover (see Match.cost) by which two sources of the same frame may differ and still fit equally well."""
_UNDATED = "9999"
Outcome = Literal["found", "not_found", "unreadable"]
Why = Literal["same_scene", "weak", "unchecked"]
"""``unchecked``: its frames could not be read, so whether it holds the same frame is not known."""


@dataclass(frozen=True)
class PictureFacts:
    """The still that was asked about."""

    path: str
    sha256: str
    """Empty when the file could not be read."""
    width: int
    height: int


@dataclass(frozen=True)
class Moment:
    """A frame of a video."""

    frame_index: int
    pts: int
    time_base: Fraction
    seconds: float
    """From the first shown frame."""
    intervals: tuple[tuple[int, int], ...]
    """All frames that fit equally well: first and last of each run, ascending."""

    @property
    def timecode(self) -> str:
        """HH:MM:SS.mmm."""
        return timecode_of(self.seconds)


def timecode_of(seconds: float) -> str:
    """HH:MM:SS.mmm."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


Kind = Literal[
    "cropped",
    "cut_away",
    "added",
    "retouched",
    "border",
    "page",
    "mirrored",
    "rotated",
    "rescaled",
    "grey",
    "tint",
    "tone",
    "softened",
]
"""``cropped``: what is left of the frame. ``cut_away``: a part that is not. ``added``: drawn, pasted, blurred.
``retouched``: shows something else than the frame, without lines of its own. ``border``, ``page``: around the picture,
in one colour or not. ``softened``: all of it blurred.
``tint``: a colour cast. ``tone``: gamma, contrast or brightness. See docs/cli.md.
"""


@dataclass(frozen=True)
class TextLine:
    """A line of text that was read in a picture."""

    text: str
    polygon: NDArray[np.float64]
    """Four corners from the line's top left, clockwise as it is read, shape (4, 2), in pixels of that picture."""
    confidence: float
    """The reader's own, 0 to 1."""
    visible: float = 0.0
    """Of a line of the frame: the share of it that the still shows; 0 when it is hidden altogether."""


@dataclass(frozen=True)
class Alteration:
    """What was done to the frame: a kind, and where it can be seen."""

    kind: Kind
    polygon: NDArray[np.float64]
    """Outline, shape (n, 2), in pixels of the picture named by ``where``, filled by the even-odd rule: a hole is joined
    to the outside by a seam without width."""
    where: Literal["still", "frame"]
    lines: tuple[TextLine, ...] = ()
    """Text read there, in the order of reading; empty when none was asked for."""
    values: Mapping[str, float] = field(default_factory=dict)
    """How much, by name: degrees, factor, across, down, gamma, gain, shift, blue, green,
    red, saturation, share, blurred, beside, covered, sigma."""

    @property
    def text(self) -> str:
        """The lines of text, one under the other."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Match:
    """A source that a still, or one region of it, was laid on."""

    source_id: str
    path: str
    sha256: str
    media: MediaKind
    title: str
    published: str
    published_from: str
    """First day that ``published`` allows, YYYY-MM-DD; empty when nobody attests a date. Not in the JSON."""
    region: NDArray[np.float64]
    """Corners in still pixels of what shows the frame, shape (n, 2)."""
    moment: Moment | None
    """None for a picture."""
    frame_size: tuple[int, int]
    """Width and height after display rotation."""
    rotation: int
    sar: Fraction
    log10_nfa: float
    tests: int
    inliers: int
    still_to_frame: Matrix
    mirrored: bool
    grey: bool
    visible_fraction: float
    """Share of the frame's area that the still shows."""
    crop: NDArray[np.float64]
    """Four corners in frame pixels around the part of the frame that the still shows, shape (4, 2)."""
    alterations: tuple[Alteration, ...]
    text_notes: tuple[str, ...] = field(default=(), kw_only=True)
    """What a person should know of text that was not read."""
    cost: float
    """What the edit and the compression left over at the best frame; orders matches among themselves."""


@dataclass(frozen=True)
class Lead:
    """A source that is no match but worth a look, and why."""

    match: Match
    why: Why
    fault: str = ""
    """unchecked: why its frames could not be read."""


@dataclass(frozen=True)
class Searched:
    """What was searched."""

    videos: int
    pictures: int
    keyframes: int
    seconds: float
    archive_digest: str
    lost: int = 0
    """Media that are not among these: their fingerprint is missing or damaged."""


@dataclass(frozen=True)
class Trace:
    """The answer for one still."""

    picture: PictureFacts
    outcome: Outcome
    elapsed_ms: float
    matches: tuple[Match, ...]
    leads: tuple[Lead, ...]
    searched: Searched
    reason: str = ""
    """Why nothing was found, or why the picture could not be read."""
    would_have_been_caught: Caught | None = None
    """Measured share found of stills of this size, by edit; None where the search was not whole."""
    unread: tuple[str, ...] = ()
    """Not found: for each video that could not be looked at closely, why: a line that names its file."""

    def to_json(self) -> dict[str, Any]:
        """The object that ``trace --json`` prints."""
        return {
            "picture": dict(self.picture.__dict__),
            "outcome": self.outcome,
            "elapsed_ms": round(self.elapsed_ms, 1),
            "matches": [_match(m) for m in self.matches],
            "leads": [{**_match(lead.match), "why": lead.why, "fault": lead.fault} for lead in self.leads],
            "searched": dict(self.searched.__dict__),
            "not_found": None if self.outcome == "found" else self._not_found(),
        }

    def _not_found(self) -> dict[str, Any]:
        caught = self.would_have_been_caught
        return {
            "reason": self.reason,
            "would_have_been_caught": dict(caught.recall) if caught else {},
            "measured": caught.measured() if caught else None,
            "unread": list(self.unread),
        }


def in_order(matches: Sequence[Match]) -> list[Match]:
    """Best fit first; of several sources that fit a part of the still equally well, the earliest published first.

    Sources without an attested date come after those with one, the better fit first.
    """
    left = sorted(matches, key=lambda m: m.cost)
    ordered: list[Match] = []
    while left:
        best = left[0]
        equals = [m for m in left if m.cost <= best.cost + _EQUALLY_WELL and _meet(m.region, best.region)]
        ordered += sorted(equals, key=lambda m: (m.published_from or _UNDATED, m.cost))
        left = [m for m in left if not any(m is one for one in equals)]
    return ordered


def _meet(a: NDArray[np.float64], b: NDArray[np.float64]) -> bool:
    """Whether at least half of the smaller of the upright boxes around two polygons lies in the other."""
    shared = np.maximum(np.minimum(a.max(axis=0), b.max(axis=0)) - np.maximum(a.min(axis=0), b.min(axis=0)), 0)
    smaller = min(np.prod(np.ptp(a, axis=0)), np.prod(np.ptp(b, axis=0)))
    return bool(2 * np.prod(shared) >= smaller)


def _match(match: Match) -> dict[str, Any]:
    moment = match.moment
    width, height = match.frame_size
    return {
        "source_id": match.source_id,
        "path": match.path,
        "sha256": match.sha256,
        "media": match.media,
        "title": match.title,
        "published": match.published,
        "region": _corners(match.region),
        "frame_index": moment.frame_index if moment else None,
        "pts": moment.pts if moment else None,
        "time_base": f"{moment.time_base.numerator}/{moment.time_base.denominator}" if moment else None,
        "seconds": round(moment.seconds, 6) if moment else None,
        "timecode": moment.timecode if moment else None,
        "frame": {
            "width": width,
            "height": height,
            "rotation": match.rotation,
            "sar": f"{match.sar.numerator}:{match.sar.denominator}",
        },
        "frame_intervals": [list(run) for run in moment.intervals] if moment else [],
        "log10_nfa": round(match.log10_nfa, 2),
        "tests": match.tests,
        "inliers": match.inliers,
        "still_to_frame": match.still_to_frame.tolist(),
        "mirrored": match.mirrored,
        "grey": match.grey,
        "visible_fraction": round(match.visible_fraction, 4),
        "crop": _corners(match.crop),
        "alterations": [_alteration(one) for one in match.alterations],
        "text_notes": list(match.text_notes),
    }


def _alteration(one: Alteration) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "polygon": _corners(one.polygon),
        "in": one.where,
        "text": one.text,
        "lines": [
            {
                "text": line.text,
                "polygon": _corners(line.polygon),
                "confidence": round(line.confidence, 3),
                "visible": round(line.visible, 3),
            }
            for line in one.lines
        ],
        "values": {name: round(value, 4) for name, value in one.values.items()},
    }


def _corners(polygon: NDArray[np.float64]) -> list[list[float]]:
    return [[round(float(x), 3), round(float(y), 3)] for x, y in polygon]

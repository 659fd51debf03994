"""What is known about each still: where it really comes from. Kept as JSON beside the stills."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Truth:
    """Where one picture of a still really comes from; a collage has one for each panel."""

    video: str
    """The video's file name."""
    sha256: str
    """Of the video's file."""
    group: int
    """Videos of the same group hold the same footage."""
    content: tuple[str, ...]
    """Content slices of the video: thermal or grey, static camera, moving camera."""
    frame_index: int
    frame_count: int
    frame_size: tuple[int, int]
    """(width, height) after display rotation."""
    frame_to_still: tuple[tuple[float, ...], ...]
    """3 x 3."""
    region: tuple[tuple[float, float], ...]
    """Polygon of the picture in the still."""
    masks: tuple[tuple[tuple[float, float], ...], ...]
    mirrored: bool
    grey: bool
    visible_fraction: float
    run: tuple[int, int] | None = None
    """First and last frame of the unbroken run that looks like the true frame (bench.alike)."""
    alike: int | None = None
    """How many frames of the whole video look like the true frame, itself included."""
    alike_on_average: int | None = None
    """The same by the mean difference alone: never fewer."""

    @property
    def is_moving(self) -> bool:
        """The camera or something seen moves: at most MOVING_RUN frames in a row look like the true one."""
        return self.run is not None and self.run[1] - self.run[0] + 1 <= MOVING_RUN


MOVING_RUN = 5
"""Frames: see Truth.is_moving."""


@dataclass(frozen=True)
class Still:
    """One edited picture on the disk."""

    file: str
    """Relative to the folder of the stills."""
    edit: str
    width: int
    height: int
    truths: tuple[Truth, ...]
    """Empty for a picture of no video."""


def write_stills(path: Path, stills: Sequence[Still]) -> None:
    """All stills as one JSON file."""
    path.write_text(json.dumps([asdict(still) for still in stills]), encoding="utf-8")


def read_stills(path: Path) -> list[Still]:
    """What `write_stills` wrote."""
    return [_still(record) for record in json.loads(path.read_text(encoding="utf-8"))]


def _still(record: dict[str, object]) -> Still:
    truths = record.pop("truths")
    if not isinstance(truths, list):
        raise TypeError("truths must be a list")
    return Still(**record, truths=tuple(Truth(**_tuples(truth)) for truth in truths))  # type: ignore[arg-type]


def _tuples(truth: dict[str, object]) -> dict[str, object]:
    """JSON's lists as the tuples they were."""
    return {name: _tupled(value) for name, value in truth.items()}


def _tupled(value: object) -> object:
    return tuple(_tupled(part) for part in value) if isinstance(value, list) else value

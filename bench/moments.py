"""False matches on another moment of the same camera: only the first part of each clip is held, the last is asked for.

A still out of the last part that visibly differs from every held frame (bench.alike, after a shift onto it) must not
be answered with a match: a lead or not found is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench import clips
from bench.alike import DIFFERS_BLOCK
from bench.drawing import Order, Slot, draw_from_video
from bench.footage import Video
from bench.runs import nearest
from bench.truth import Still

HELD_SHARE = 0.45
"""The part of each clip that the archive holds."""
ASKED_FROM = 0.55
"""Stills are drawn from here to the end."""
MIN_FRAMES = 60
"""Shorter clips are left out."""
DRAWN_FOR_ONE = 2
"""Stills drawn for each one wanted: those too like a held frame are dropped."""


@dataclass(frozen=True)
class Trimmed:
    """One clip of which only the beginning is held."""

    held: Path
    stills: list[Still]
    """Of its end; each visibly differs from every held frame."""
    dropped: int
    """Stills that looked like a held frame."""


@dataclass(frozen=True)
class Task:
    """What one worker does."""

    order: Order
    held: Path


def trimmed_clips(
    videos: Sequence[Video], groups: Sequence[int], slots: Sequence[Slot], folder: Path, seed: int, jobs: int
) -> list[Trimmed]:
    """One clip of each group of twins with MIN_FRAMES or more, its beginning written to `folder`, its end drawn from.

    The slots go round the clips; a clip's stills that look like a held frame are dropped.
    """
    (folder / "held").mkdir(parents=True, exist_ok=True)
    (folder / "stills").mkdir(exist_ok=True)
    chosen = [number for number in _longest_of_groups(videos, groups) if videos[number].frames >= MIN_FRAMES]
    tasks = [
        Task(
            Order(
                videos[number],
                groups[number],
                tuple(slots[place :: len(chosen)]),
                (seed, 6, number),
                folder / "stills",
                (ASKED_FROM, 1.0),
            ),
            folder / "held" / f"{videos[number].path.stem}.mp4",
        )
        for place, number in enumerate(chosen)
    ]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(trim, [task for task in tasks if task.order.slots]))


def trim(task: Task) -> Trimmed:
    """Hold the beginning of one clip and draw from its end."""
    video = task.order.video
    held = clips.hold_beginning(video, HELD_SHARE, task.held)
    stills = draw_from_video(task.order).stills
    seen = [(still.truths[0], (still.width, still.height)) for still in stills]
    apart = nearest(video.path, seen, held) if seen else []
    kept = [still for still, levels in zip(stills, apart, strict=True) if levels >= DIFFERS_BLOCK]
    return Trimmed(task.held, kept, len(stills) - len(kept))


def _longest_of_groups(videos: Sequence[Video], groups: Sequence[int]) -> list[int]:
    """The number of the longest video of each group."""
    longest: dict[int, int] = {}
    for number, (video, group) in enumerate(zip(videos, groups, strict=True)):
        if group not in longest or video.frames > videos[longest[group]].frames:
            longest[group] = number
    return sorted(longest.values())

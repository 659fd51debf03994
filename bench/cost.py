"""What taking footage in costs: CPU beside merely decoding the same files in the same run, and bytes a video hour."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import clips
from bench.footage import Video, decode
from bench.tool import Tool

ENOUGH_SECONDS = 20.0
"""Footage of a class that is enough to measure by; where the folder has less, a clip of that size is made."""
AT_MOST_SECONDS = 60.0
"""Footage of a class that is measured."""


@dataclass(frozen=True)
class SizeClass:
    """One class of resolution."""

    name: str
    size: tuple[int, int]
    """(width, height) of a clip that is made."""
    heights: tuple[int, int]
    """Pixels from, to, of videos that count."""
    widths: tuple[int, int]


CLASSES = (
    SizeClass("1080p", (1920, 1080), (1000, 1100), (1400, 2000)),
    SizeClass("720p", (1280, 720), (700, 740), (1200, 1300)),
    SizeClass("640x360", (640, 360), (340, 380), (600, 680)),
)


@dataclass(frozen=True)
class IngestCost:
    """CPU of `archive add` on files of one class."""

    name: str
    files: int
    made: bool
    """The clip was made by resizing others and adding grain."""
    frames: int
    seconds: float
    decode_cpu_s: float
    """Merely decoding every frame with one thread."""
    ingest_cpu_s: float
    """User and system time of `archive add` and its workers, the program's start included."""
    start_cpu_s: float
    """The same on no footage at all: what starting costs."""

    @property
    def ratio(self) -> float:
        """Ingest over decoding, the start included."""
        return self.ingest_cpu_s / max(self.decode_cpu_s, 1e-9)

    @property
    def ratio_without_start(self) -> float:
        """Ingest over decoding, for a long file."""
        return (self.ingest_cpu_s - self.start_cpu_s) / max(self.decode_cpu_s, 1e-9)


def ingest_costs(videos: Sequence[Video], command: tuple[str, ...], folder: Path, seed: int) -> list[IngestCost]:
    """One measurement for each class, each with an archive of its own under `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, 7])
    start = _start_cpu(command, folder)
    return [_measure(kind, videos, command, folder, start, rng) for kind in CLASSES]


def _measure(
    kind: SizeClass,
    videos: Sequence[Video],
    command: tuple[str, ...],
    folder: Path,
    start: float,
    rng: np.random.Generator,
) -> IngestCost:
    paths = _of_class(kind, videos, rng)
    made = not paths
    if made:
        paths = [clips.made_to_size(videos, kind.size, folder / f"{kind.name}.mp4", rng)]
    frames, seconds, cpu = _decode_cpu(paths)
    run = Tool(folder / f"home-{kind.name}", command).add(*paths)
    return IngestCost(kind.name, len(paths), made, frames, seconds, cpu, run.cpu_s, start)


def _of_class(kind: SizeClass, videos: Sequence[Video], rng: np.random.Generator) -> list[Path]:
    """Videos of a class in random order, AT_MOST_SECONDS of them; none when they are not ENOUGH_SECONDS."""
    chosen: list[Path] = []
    total = 0.0
    for number in rng.permutation(len(videos)):
        video = videos[number]
        fits = kind.heights[0] <= video.height <= kind.heights[1] and kind.widths[0] <= video.width <= kind.widths[1]
        if fits and total + video.seconds <= AT_MOST_SECONDS:
            chosen.append(video.path)
            total += video.seconds
    return chosen if total >= ENOUGH_SECONDS else []


def _decode_cpu(paths: Sequence[Path]) -> tuple[int, float, float]:
    """Frames, seconds of footage, and CPU seconds of decoding every frame with one thread."""
    frames, footage = 0, 0.0
    began = time.process_time()
    for path in paths:
        first = last = 0.0
        count = 0
        for count, frame in enumerate(decode(path), start=1):
            last = frame.time or 0.0
            first = last if count == 1 else first
        frames += count
        footage += last - first
    return frames, footage, time.process_time() - began


def _start_cpu(command: tuple[str, ...], folder: Path) -> float:
    """CPU seconds of `archive add` on a folder without media, in a home of its own."""
    empty = folder / "empty"
    empty.mkdir(exist_ok=True)
    return Tool(folder / "home-empty", command).run("archive", "add", str(empty)).cpu_s

"""How far every frame of a video is from the frame that a still was made of, in what the still shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from bench import alike
from bench.footage import Video, decode, grey_pixels
from bench.truth import Still, Truth

Seen = tuple[Truth, tuple[int, int]]
"""A truth and its still's (width, height)."""


def with_runs(stills: Sequence[Still], videos: Sequence[Video], jobs: int) -> list[Still]:
    """The stills with `run` and `alike` of every truth measured over the whole of its video."""
    by_video: dict[str, list[tuple[int, int, Seen]]] = {}
    for place, still in enumerate(stills):
        for panel, truth in enumerate(still.truths):
            by_video.setdefault(truth.sha256, []).append((place, panel, (truth, (still.width, still.height))))
    paths = {video.sha256: video.path for video in videos}
    with ProcessPoolExecutor(jobs) as pool:
        seen = [[one for _, _, one in entries] for entries in by_video.values()]
        results = pool.map(measured, [paths[sha] for sha in by_video], seen)
        found = {
            (place, panel): truth
            for entries, truths in zip(by_video.values(), results, strict=True)
            for (place, panel, _), truth in zip(entries, truths, strict=True)
        }
    return [
        replace(still, truths=tuple(found[place, panel] for panel in range(len(still.truths))))
        for place, still in enumerate(stills)
    ]


def measured(path: Path, seen: Sequence[Seen]) -> list[Truth]:
    """Truths of one video with `run` and `alike` filled in."""
    rows: list[list[alike.Difference]] = [[] for _ in seen]
    for differences in differences_of_frames(path, seen):
        for row, difference in zip(rows, differences, strict=True):
            row.append(difference)
    return [_with_run(truth, row) for (truth, _), row in zip(seen, rows, strict=True)]


def nearest(path: Path, seen: Sequence[Seen], frames: int) -> list[float]:
    """For each truth the smallest block difference, in grey levels, to any of the video's first `frames` frames.

    Each frame is also shifted onto the true one first: what a shaking hand alone explains is no difference.
    """
    smallest = np.full(len(seen), np.inf)
    for differences in differences_of_frames(path, seen, frames, shifted=True):
        smallest = np.minimum(smallest, [difference.block for difference in differences])
    return [float(value) for value in smallest]


def differences_of_frames(
    path: Path, seen: Sequence[Seen], frames: int | None = None, shifted: bool = False
) -> Iterator[list[alike.Difference]]:
    """For each frame of a video (of its first `frames`) its difference to every truth's own frame, in its view."""
    views = [view_of_truth(truth, size) for truth, size in seen]
    true = _true_views(path, [truth.frame_index for truth, _ in seen], views)
    compare = alike.shifted_difference if shifted else alike.difference
    for frame in islice(decode(path), frames):
        pyramid = alike.Pyramid(grey_pixels(frame))
        yield [
            compare(alike.seen(pyramid, view), reference, view.mask)
            for view, reference in zip(views, true, strict=True)
        ]


def _with_run(truth: Truth, apart: Sequence[alike.Difference]) -> Truth:
    """The truth with its run, given how far every frame of the video is from the true one."""
    flags = [difference.is_alike for difference in apart]
    loose = sum(difference.is_alike_on_average for difference in apart)
    return replace(truth, run=alike.run_around(flags, truth.frame_index), alike=sum(flags), alike_on_average=loose)


def _true_views(path: Path, indices: Sequence[int], views: Sequence[alike.View]) -> list[alike.Grey]:
    """Each view of its own frame of one video."""
    found: dict[int, alike.Grey] = {}
    for index, frame in enumerate(islice(decode(path), max(indices, default=-1) + 1)):
        if index in indices:
            pyramid = alike.Pyramid(grey_pixels(frame))
            for place in (place for place, wanted in enumerate(indices) if wanted == index):
                found[place] = alike.seen(pyramid, views[place])
    return [found[place] for place in range(len(views))]


def view_of_truth(truth: Truth, size: tuple[int, int]) -> alike.View:
    """The view that a still of `size` (width, height) gives of its frame."""
    masks = [np.array(mask) for mask in truth.masks]
    return alike.view_of(np.array(truth.frame_to_still), np.array(truth.region), masks, size)

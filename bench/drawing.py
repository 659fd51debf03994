"""Drawing the stills: random frames of random videos, edited, written to a folder, each with its truth.

Every video is decoded twice from its first frame: once to take the frames out, once to see which other frames look
like them. The order of the work does not change what is drawn: each video has a generator of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bench.content import Image, has_content
from bench.edits import Edited, NothingInItError, apply, apply_collage
from bench.footage import Video, decode, pixels
from bench.truth import Still, Truth

SPARE_FRAMES = 3
"""Frames drawn for each still wanted, so that one with nothing in it can be drawn again."""
ROUNDS = 6
"""How often stills that a video could not give are passed on to others."""


@dataclass(frozen=True)
class Slot:
    """One still to be drawn."""

    number: int
    """Counts all stills of the run: part of the file name."""
    edit: str


@dataclass(frozen=True)
class Order:
    """What one video is asked for."""

    video: Video
    group: int
    slots: tuple[Slot, ...]
    seed: tuple[int, ...]
    folder: Path
    span: tuple[float, float] = (0.0, 1.0)
    """The part of the video that frames are drawn from."""


@dataclass(frozen=True)
class Delivery:
    """What one video gave."""

    stills: list[Still]
    left: list[Slot]
    """Slots for which no frame had anything in it."""
    spare: tuple[int, Image] | None
    """A frame with content that no still was made of: (index, picture), for collages."""


def draw_stills(
    videos: Sequence[Video],
    groups: Sequence[int],
    slots: Sequence[Slot],
    folder: Path,
    seed: int,
    jobs: int,
) -> list[Still]:
    """The stills of all slots, balanced over the videos, by number; fewer when no video has content enough."""
    folder.mkdir(parents=True, exist_ok=True)
    deal = np.random.default_rng([seed, 1])
    stills: list[Still] = []
    pending = list(slots)
    for turn in range(ROUNDS):
        if not pending:
            break
        orders = _orders(videos, groups, _dealt(pending, len(videos), deal), (seed, 2, turn), folder)
        with ProcessPoolExecutor(jobs) as pool:
            deliveries = list(pool.map(draw_from_video, orders))
        stills += [still for delivery in deliveries for still in delivery.stills]
        pending = [slot for delivery in deliveries for slot in delivery.left]
    return sorted(stills, key=lambda still: still.file)


def slots_for(edits: Sequence[str], per_slice: int, first: int = 0) -> list[Slot]:
    """`per_slice` slots for each edit, numbered from `first`."""
    names = [edit for edit in edits for _ in range(per_slice)]
    return [Slot(first + number, edit) for number, edit in enumerate(names)]


def _dealt(slots: Sequence[Slot], videos: int, rng: np.random.Generator) -> list[list[Slot]]:
    """Slots dealt like cards: every video gets as many as any other, give or take one, of mixed edits."""
    hands: list[list[Slot]] = [[] for _ in range(videos)]
    deck: list[int] = []
    for slot in slots:
        if not deck:
            deck = rng.permutation(videos).tolist()
        hands[deck.pop()].append(slot)
    return hands


def _orders(
    videos: Sequence[Video], groups: Sequence[int], hands: list[list[Slot]], seed: tuple[int, ...], folder: Path
) -> list[Order]:
    return [
        Order(video, group, tuple(hand), (*seed, number), folder)
        for number, (video, group, hand) in enumerate(zip(videos, groups, hands, strict=True))
        if hand
    ]


def draw_from_video(order: Order) -> Delivery:
    """Draw the stills of one order; frames that fail `has_content` are passed over."""
    rng = np.random.default_rng(order.seed)
    first, end = (round(share * order.video.frames) for share in order.span)
    wanted = rng.integers(first, max(end, first + 1), len(order.slots) * SPARE_FRAMES + SPARE_FRAMES).tolist()
    frames = _take(order.video.path, set(wanted))
    usable = [index for index in wanted if index in frames and has_content(frames[index])]
    stills: list[Still] = []
    left: list[Slot] = []
    for slot in order.slots:
        still = _first_that_works(order, slot, usable, frames, rng)
        if still is None:
            left.append(slot)
        else:
            stills.append(still)
    spare = next(((index, frames[index]) for index in usable), None)
    return Delivery(stills, left, spare)


def _take(path: Path, wanted: set[int]) -> dict[int, Image]:
    """The wanted frames of a video by their index."""
    return {index: pixels(frame) for index, frame in enumerate(decode(path)) if index in wanted}


def _first_that_works(
    order: Order, slot: Slot, usable: list[int], frames: dict[int, Image], rng: np.random.Generator
) -> Still | None:
    """The slot's edit of the first usable frame that allows it; that frame is then used up."""
    for place, index in enumerate(usable):
        try:
            edited = apply(slot.edit, frames[index], rng)
        except NothingInItError:
            continue
        del usable[place]
        truth = truth_of(edited, order.video, order.group, index)
        return written(slot, edited, (truth,), order.folder)
    return None


def truth_of(edited: Edited, video: Video, group: int, index: int) -> Truth:
    """The truth about an edit of one frame of a video; runs are measured later."""
    return Truth(
        video=video.path.name,
        sha256=video.sha256,
        group=group,
        content=video.content,
        frame_index=index,
        frame_count=video.frames,
        frame_size=(video.width, video.height),
        frame_to_still=tuple(tuple(row) for row in edited.frame_to_still.tolist()),
        region=_corners(edited.region),
        masks=tuple(_corners(mask) for mask in edited.masks),
        mirrored=edited.mirrored,
        grey=edited.grey,
        visible_fraction=edited.visible_fraction,
    )


def _corners(polygon: np.ndarray) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in polygon)


def written(slot: Slot, edited: Edited, truths: tuple[Truth, ...], folder: Path) -> Still:
    """The still after its file was written to `folder`."""
    name = f"{slot.number:05d}_{slot.edit.replace('+', '-')}{edited.suffix}"
    (folder / name).write_bytes(edited.data)
    return Still(name, slot.edit, edited.width, edited.height, truths)


def draw_collages(
    videos: Sequence[Video], groups: Sequence[int], slots: Sequence[Slot], folder: Path, seed: int, jobs: int
) -> list[Still]:
    """Collages of two to four frames of different videos."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, 3])
    orders = [
        Order(video, group, (), (seed, 4, number), folder)
        for number, (video, group) in enumerate(zip(videos, groups, strict=True))
    ]
    with ProcessPoolExecutor(jobs) as pool:
        spares = [delivery.spare for delivery in pool.map(draw_from_video, orders)]
    usable = [number for number, spare in enumerate(spares) if spare is not None]
    stills: list[Still] = []
    for slot in slots:
        chosen = rng.choice(usable, min(len(usable), int(rng.integers(2, 5))), replace=False).tolist()
        parts = [(number, spare) for number in chosen if (spare := spares[number]) is not None]
        panels = apply_collage([picture for _, (_, picture) in parts], rng)
        truths = tuple(
            truth_of(panel, videos[number], groups[number], index)
            for panel, (number, (index, _)) in zip(panels, parts, strict=True)
        )
        stills.append(written(slot, panels[0], truths, folder))
    return stills


def draw_negatives(folder_in: Path, edits: Sequence[str], count: int, folder: Path, seed: int) -> list[Still]:
    """Pictures of no video under the same edits in turn, at least `count` of them where crops have content."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, 5])
    paths = sorted(path for path in folder_in.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"})
    stills: list[Still] = []
    for number in range(2 * count):
        if len(stills) == count or not paths:
            break
        image = cv2.imread(str(paths[number % len(paths)]), cv2.IMREAD_COLOR)
        slot = Slot(number, edits[number % len(edits)])
        try:
            if image is not None:
                stills.append(written(slot, apply(slot.edit, image.astype(np.uint8), rng), (), folder))
        except NothingInItError:
            continue
    return stills

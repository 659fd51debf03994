"""The parts of a run, each a function from the context to a result: what is asked, of which archive, and what came."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench import calibration, cost, moments, scoring
from bench.drawing import Slot, draw_collages, draw_negatives, draw_stills, slots_for
from bench.edits import apply
from bench.footage import Video
from bench.runs import with_runs
from bench.scoring import Proportion, Score, count
from bench.shared_footage import holds_the_frame
from bench.tool import Answer, Tool, Traced
from bench.truth import Still, Truth, write_stills
from bench.twins import sibling_pairs

CALIBRATION_FIRST = 100_000
MOMENTS_FIRST = 200_000
COLLAGE_FIRST = 300_000
LONG_FIRST = 400_000
"""Numbers of the first still of each part: file names never clash."""
SINGLES = 10
"""Pictures asked one a call, to see what a call costs."""
LARGE_PICTURES = 200
"""Pictures asked of the padded archive."""
LONG_EDITS = ("resave", "small", "crop50", "crop25", "mirror", "grey_contrast", "ministry", "page")


@dataclass(frozen=True)
class Context:
    """What every part works on."""

    videos: list[Video]
    groups: list[int]
    """Group of each video: twins share one."""
    edits: tuple[str, ...]
    per_slice: int
    seed: int
    jobs: int
    command: tuple[str, ...]
    home: Path
    """The archive of all videos."""
    work: Path
    """Everything else that a run writes."""

    @property
    def twins(self) -> dict[str, int]:
        """Group by SHA-256."""
        return {video.sha256: group for video, group in zip(self.videos, self.groups, strict=True)}

    @property
    def paths(self) -> dict[str, Path]:
        """File by SHA-256."""
        return {video.sha256: video.path for video in self.videos}

    @property
    def hours(self) -> float:
        """Hours of footage."""
        return sum(video.seconds for video in self.videos) / 3600


@dataclass(frozen=True)
class StillsPart:
    """The main part: stills of archived videos."""

    scores: list[Score]
    collage: list[Score]
    """One for each panel; an extra slice that counts in no total."""
    single_wall_ms: list[float]
    """Wall time of calls with one picture, the program's start included."""
    keyframes: int | None
    """Held by the archive, as the command says."""
    bytes_an_hour: float
    hours: float


@dataclass(frozen=True)
class FalsePart:
    """Pictures to which any match is a false one."""

    matched: Proportion
    by_slice: dict[str, Proportion]
    leads: dict[str, int] = field(default_factory=dict)
    """How many answers have a lead of a kind."""
    files: dict[str, str] = field(default_factory=dict)
    """The pictures that were matched, and the file of the best match."""


@dataclass(frozen=True)
class CalibrationPart:
    """The NFA against the alarms counted."""

    levels: list[calibration.Level]
    without_sibling: Proportion
    """Queries answered with a match though nothing of the scene is held."""
    with_sibling: Proportion
    """Queries answered with a match where another clip of the scene is held."""


@dataclass(frozen=True)
class LargePart:
    """The archive made large."""

    keyframes: int
    long_seconds: int
    """Length of the static file; 0 without."""
    scores: list[Score]
    """Of the pictures of the main part."""
    long_scores: list[Score]
    """Of stills of the static file."""
    long_bytes: int
    """What the static file added to the archive."""
    long_ingest_s: float
    """Wall seconds of adding it."""


def run_stills(context: Context) -> StillsPart:
    """Add all videos, draw the stills, trace them."""
    tool = Tool(context.home, context.command)
    tool.add(*(video.path for video in context.videos))
    size = tool.size()
    folder = context.work / "stills"
    slots = slots_for(context.edits, context.per_slice)
    stills = draw_stills(context.videos, context.groups, slots, folder, context.seed, context.jobs)
    stills = with_runs(stills, context.videos, context.jobs)
    write_stills(context.work / "stills.json", stills)
    traced = ask(context, context.home, folder, stills)
    singles = tool.trace([folder / still.file for still in stills[:: max(1, len(stills) // SINGLES)]][:SINGLES], 1)
    collages: list[Still] = []
    if len(context.videos) > 1:
        panels = slots_for(["collage"], max(1, context.per_slice // 2), COLLAGE_FIRST)
        collages = draw_collages(context.videos, context.groups, panels, folder, context.seed, context.jobs)
        collages = with_runs(collages, context.videos, context.jobs)
    keyframes = next((one.answer["searched"]["keyframes"] for one in traced if one.answer), None)
    return StillsPart(
        scores=scored(stills, traced, context.twins, context.paths),
        collage=scored(collages, ask(context, context.home, folder, collages), context.twins, context.paths),
        single_wall_ms=[one.wall_ms for one in singles],
        keyframes=keyframes,
        bytes_an_hour=size / context.hours,
        hours=context.hours,
    )


def ask(context: Context, home: Path, folder: Path, stills: Sequence[Still]) -> list[Traced]:
    """Trace stills of a folder in an archive; the answers are kept beside the folder as JSON lines."""
    traced = Tool(home, context.command).trace([folder / still.file for still in stills])
    with folder.with_name(f"{folder.name}-answers.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(one.answer) + "\n" for one in traced)
    return traced


def scored(
    stills: Sequence[Still], traced: Sequence[Traced], twins: dict[str, int], paths: dict[str, Path]
) -> list[Score]:
    """A score for each truth of each still; `paths` gives the file of every SHA-256."""
    return [
        scoring.score(still, truth, _with_shared(one.answer, still, truth, twins, paths), one.wall_ms, twins)
        for still, one in zip(stills, traced, strict=True)
        for truth in still.truths
    ]


def _with_shared(
    answer: Answer | None, still: Still, truth: Truth, twins: dict[str, int], paths: dict[str, Path]
) -> Answer | None:
    """The answer, each match to another file that holds the very frame marked as shared footage."""
    if answer is None:
        return None
    matches = [
        {**match, "shared": twins.get(match["sha256"]) != truth.group and holds_the_frame(match, still, truth, paths)}
        for match in answer.get("matches", [])
    ]
    return {**answer, "matches": matches}


def run_negatives(context: Context, pictures: Path, queries: int) -> FalsePart:
    """Trace pictures of no video, under the same edits, in the archive of all videos."""
    folder = context.work / "negatives"
    stills = draw_negatives(pictures, context.edits, queries, folder, context.seed)
    traced = ask(context, context.home, folder, stills)
    return false_part([(still, (still.edit,), one.answer) for still, one in zip(stills, traced, strict=True)])


def run_moments(context: Context) -> FalsePart:
    """Trace stills of the end of clips in an archive that holds only their beginnings."""
    folder = context.work / "moments"
    slots = slots_for(context.edits, moments.DRAWN_FOR_ONE * context.per_slice // 2, MOMENTS_FIRST)
    order = np.random.default_rng([context.seed, 9]).permutation(len(slots))
    mixed = [slots[place] for place in order]
    clips = moments.trimmed_clips(context.videos, context.groups, mixed, folder, context.seed, context.jobs)
    stills = [still for clip in clips for still in clip.stills]
    write_stills(context.work / "moments.json", stills)
    Tool(folder / "home", context.command).add(*(clip.held for clip in clips))
    traced = ask(context, folder / "home", folder / "stills", stills)
    return false_part([(still, still.truths[0].content, one.answer) for still, one in zip(stills, traced, strict=True)])


def false_part(asked: Sequence[tuple[Still, tuple[str, ...], Answer | None]]) -> FalsePart:
    """Count the answers with a match, by the slices named for each."""
    by_slice: dict[str, list[bool]] = {}
    leads: dict[str, int] = {}
    for _, slices, answer in asked:
        for name in slices:
            by_slice.setdefault(name, []).append(is_matched(answer))
        for why in {lead["why"] for lead in (answer or {}).get("leads", [])}:
            leads[why] = leads.get(why, 0) + 1
    files = {still.file: answer["matches"][0]["path"] for still, _, answer in asked if answer and is_matched(answer)}
    parts = {name: Proportion(sum(hits), len(hits)) for name, hits in by_slice.items()}
    return FalsePart(Proportion(len(files), len(asked)), parts, leads, files)


def is_matched(answer: Answer | None) -> bool:
    """Whether an answer holds any match."""
    return bool(answer and answer.get("matches"))


def run_calibration(context: Context, queries: int) -> CalibrationPart:
    """Trace stills of each fold in an archive of the others."""
    per_edit = -(-queries // len(context.edits))
    folder = context.work / "calibration"
    slots = slots_for(context.edits, per_edit, CALIBRATION_FIRST)
    stills = draw_stills(context.videos, context.groups, slots, folder / "stills", context.seed + 1, context.jobs)
    fold = calibration.folds(context.groups, 2, np.random.default_rng([context.seed, 10]))
    siblings = _siblings(context)
    asked: list[calibration.Asked] = []
    for number in sorted(set(fold)):
        held = [video for video, own in zip(context.videos, fold, strict=True) if own != number]
        names = frozenset(video.sha256 for video in held)
        home = folder / f"home-{number}"
        Tool(home, context.command).add(*(video.path for video in held))
        mine = [still for still in stills if still.truths[0].sha256 not in names]
        traced = ask(context, home, folder / "stills", mine)
        asked += [
            calibration.Asked(still, one.answer, siblings.get(still.truths[0].sha256, frozenset()) & names)
            for still, one in zip(mine, traced, strict=True)
        ]
    return CalibrationPart(
        calibration.levels(asked),
        calibration.false_matches(asked, with_siblings=False),
        calibration.false_matches(asked, with_siblings=True),
    )


def _siblings(context: Context) -> dict[str, frozenset[str]]:
    """For each video the SHA-256 of those that look like the same scene and are no twins."""
    found: dict[str, frozenset[str]] = {}
    for one, other in sibling_pairs(context.videos, context.groups):
        name = context.videos[one].sha256
        found[name] = found.get(name, frozenset()) | {context.videos[other].sha256}
    return found


def run_cost(context: Context) -> list[cost.IngestCost]:
    """CPU of taking footage in beside decoding it."""
    return cost.ingest_costs(context.videos, context.command, context.work / "cost", context.seed)


def run_large(context: Context, stills: Sequence[Still], keyframes: int, long_seconds: int) -> LargePart:
    """Pad a copy of the archive and trace some of the main part's stills in it, and stills of a long static file."""
    # The padding is the one part that looks inside the program: the rest of the bench runs without it.
    from bench import padding

    home = context.work / "home-large"
    shutil.copytree(context.home, home)
    tool = Tool(home, context.command)
    long_file = context.work / "long-static.mp4"
    before, wall = tool.size(), 0.0
    if long_seconds:
        padding.long_static(long_file, long_seconds, context.seed)
        wall = tool.add(long_file).wall_s
    added = tool.size() - before
    held = padding.pad_keyframes(home, keyframes, np.random.default_rng([context.seed, 11]))
    some = list(stills[:: max(1, len(stills) // LARGE_PICTURES)])
    tool.trace([context.work / "stills" / some[0].file])  # makes what is made once after a change of the archive
    traced = ask(context, home, context.work / "stills", some)
    asked = long_stills(context, long_file, long_seconds) if long_seconds else []
    answers = ask(context, home, context.work / "long", asked)
    twins = {**context.twins, **{truth.sha256: truth.group for still in asked for truth in still.truths}}
    paths = {**context.paths, **{truth.sha256: long_file for still in asked for truth in still.truths}}
    return LargePart(
        held, long_seconds, scored(some, traced, twins, paths), scored(asked, answers, twins, paths), added, wall
    )


def long_stills(context: Context, path: Path, seconds: int) -> list[Still]:
    """Stills of random frames of the long static file, rendered again instead of decoded."""
    from bench import padding
    from bench.drawing import truth_of, written
    from bench.footage import digest

    folder = context.work / "long"
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng([context.seed, 12])
    frames = seconds * padding.RATE // padding.GROUP * padding.GROUP
    video = Video(path, digest(path), 1920, 1080, frames, seconds, np.zeros((1, 1), np.float32), 0.0, 50.0)
    stills: list[Still] = []
    for number, edit in enumerate(LONG_EDITS * 5):
        index = int(rng.integers(frames))
        edited = apply(edit, padding.long_frame(context.seed, index), rng)
        truths: tuple[Truth, ...] = (truth_of(edited, video, -1, index),)
        stills.append(written(Slot(LONG_FIRST + number, edit), edited, truths, folder))
    return stills


def recall_by_size(scores: Sequence[Score], sizes: dict[str, tuple[int, int]]) -> dict[str, dict[str, Proportion]]:
    """Right video by edit and by the still's longer side: edit -> size -> proportion."""
    table: dict[str, dict[str, Proportion]] = {}
    for edit, own in scoring.by(scores, lambda score: (score.edit,)).items():
        table[edit] = {
            name: count([s for s in own if low <= s.longest_side < high], lambda s: s.right)
            for name, (low, high) in sizes.items()
        }
    return table

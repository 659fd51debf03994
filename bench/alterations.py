"""Edit frames in ways that are known to the pixel, trace them, and score what is said to have been done.

    python -m bench.alterations --videos DIR [--half first|second] [--parts edits,touches,text] [--out results.json]

Everything random comes from --seed. Nothing is read but the folder named and the command's own JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from bench import captions, edits, touched
from bench.alterations_report import Found, markdown
from bench.altered import Done, Scored, scored
from bench.captions import HEIGHTS, Caption, Told
from bench.content import Image, has_content
from bench.draft import NothingInItError
from bench.footage import THUMB, Video, decode, digest, pixels, survey_folder
from bench.labels import Toned, toned_by
from bench.report import machine
from bench.stills import FOLDER, NEW_FOLDER
from bench.tool import Tool, ToolFailedError
from bench.twins import twin_groups

PARTS = ("edits", "touches", "bars", "text")
CLEAN = tuple(
    "resave small crop50 crop25 crop12 mirror grey_contrast tint blur crop25+mirror blur+crop50 resave2+small".split()
)
"""Edits of bench.edits after which nothing was added."""
BARS = "bars "
"""Before the names of recipes that are applied to frames with bars of their own."""
ON_BARS = ("resave", "resave low", "resave poor", "shrunk", "enlarged")
"""Recipes for the frames that have bars of their own."""
LEAST_BAR = 0.03
"""Share of the frame's side that a bar takes at least."""
FLAT = 4.0
"""Levels of deviation within a bar at most."""
SPARE = 4
"""Frames drawn for each still wanted."""
COLOURED = 4.0
"""Levels by which a frame's channels differ on average from which it has colour to lose."""


@dataclass(frozen=True)
class Order:
    """What one video is asked for."""

    video: Video
    group: int
    names: tuple[str, ...]
    """Edits of bench.edits, with a prefix of "edit:", and recipes of bench.touched."""
    seed: tuple[int, ...]
    folder: Path


def draw(order: Order) -> list[Done]:
    """The stills of one video, written to the folder; fewer where its frames have nothing in them."""
    rng = np.random.default_rng(order.seed)
    wanted = rng.integers(0, order.video.frames, len(order.names) * SPARE).tolist()
    frames = {i: pixels(frame) for i, frame in enumerate(decode(order.video.path)) if i in set(wanted)}
    usable = [i for i in wanted if i in frames and has_content(frames[i])]
    found: list[Done] = []
    for place, name in enumerate(order.names):
        while usable:
            index = usable.pop()
            if name.startswith(BARS) and not has_bars(frames[index]):
                continue
            try:
                found.append(_still(order, name, place, (index, frames[index]), rng))
                break
            except NothingInItError:
                continue
    return found


def _still(order: Order, name: str, place: int, chosen: tuple[int, Image], rng: np.random.Generator) -> Done:
    """One still and what was done."""
    index, frame = chosen
    stem = f"{order.video.sha256[:10]}_{place:03d}_{name.replace(':', '-').replace('+', '-').replace(' ', '-')}"
    shared: dict[str, Any] = {
        "name": name.removeprefix("edit:"),
        "video": order.video.path.name,
        "sha256": order.video.sha256,
        "group": order.group,
        "frame_index": index,
        "frame_size": (frame.shape[1], frame.shape[0]),
        "bars": has_bars(frame),
    }
    if name.startswith("edit:"):
        return _edited(order.folder / stem, edits.apply(name.removeprefix("edit:"), frame, rng), frame, shared)
    made = touched.make(name.removeprefix(BARS), frame, rng)
    path = order.folder / f"{stem}.jpg"
    path.write_bytes(made.data)
    return Done(
        **shared,
        file=path.name,
        kind=made.kind,
        size=made.draft.size,
        frame_to_still=made.draft.frame_to_still,
        region=made.draft.region,
        visible_fraction=made.visible_fraction,
        mirrored=made.draft.mirrored,
        grey=made.draft.grey if _coloured(frame) else None,
        toned=_toned(made),
        mask=made.mask,
        outside=made.outside,
    )


def _edited(stem: Path, made: edits.Edited, frame: Image, shared: dict[str, Any]) -> Done:
    path = stem.with_suffix(made.suffix)
    path.write_bytes(made.data)
    return Done(
        **shared,
        file=path.name,
        kind="clean" if made.name in CLEAN else "geometry",
        size=(made.width, made.height),
        frame_to_still=made.frame_to_still,
        region=made.region,
        visible_fraction=made.visible_fraction,
        mirrored=made.mirrored,
        grey=made.grey if _coloured(frame) else None,
        toned=toned_by(made.name),
    )


def _toned(made: touched.Touched) -> Toned:
    if made.name == "screen":
        return Toned(None, None)
    return Toned(made.tint, True if made.tone else None if made.tint else False)


def may_have_bars(video: Video) -> bool:
    """Whether the outermost of the survey's small pictures' rows or columns stay flat all through a video."""
    small = video.thumbs.reshape(-1, THUMB, THUMB)
    sides = ((small[:, 0], small[:, -1]), (small[:, :, 0], small[:, :, -1]))
    return any(all(float(np.median(side.std(axis=1))) < FLAT for side in pair) for pair in sides)


def has_bars(frame: Image) -> bool:
    """Whether a frame [H, W, 3] has flat bars at the top and the bottom, or left and right."""
    for picture in (frame, frame.swapaxes(0, 1)):
        high = max(2, round(LEAST_BAR * picture.shape[0]))
        ends = (picture[:high], picture[-high:])
        if all(float(end.std(axis=(0, 1)).max()) < FLAT for end in ends) and float(picture.std()) > 4 * FLAT:
            return True
    return False


def _coloured(frame: Image) -> bool:
    return float(np.ptp(frame[::4, ::4].astype(np.int16), axis=2).mean()) >= COLOURED


def draw_all(
    videos: Sequence[tuple[Video, int]], names: Sequence[str], seed: int, jobs: int, folder: Path
) -> list[Done]:
    """Stills of all names, dealt evenly over the videos; what one video cannot give is passed on."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, 11])
    pending = list(names)
    found: list[Done] = []
    for turn in range(4):
        if not pending:
            break
        hands: list[list[str]] = [[] for _ in videos]
        deck: list[int] = []
        for name in pending:
            deck = deck or rng.permutation(len(videos)).tolist()
            hands[deck.pop()].append(name)
        orders = [
            Order(video, group, tuple(hand), (seed, 12, turn, place), folder / str(turn))
            for place, ((video, group), hand) in enumerate(zip(videos, hands, strict=True))
            if hand
        ]
        (folder / str(turn)).mkdir(exist_ok=True)
        with ProcessPoolExecutor(jobs) as pool:
            given = list(pool.map(draw, orders))
        found += [replace(done, file=f"{turn}/{done.file}") for part in given for done in part]
        pending = list((Counter(names) - Counter(_full_name(done) for done in found)).elements())
    return found


def _full_name(done: Done) -> str:
    """As in an order."""
    return done.name if done.mask is not None else f"edit:{done.name}"


def draw_captions(videos: Sequence[Video], count: int, seed: int, folder: Path) -> list[Caption]:
    """So many captioned clips and stills of each height, dealt over the videos."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, 13])
    found: list[Caption] = []
    for height in HEIGHTS:
        made = 0
        for place in rng.permutation(len(videos)).tolist() * 3:
            if made == count:
                break
            one = captions.make(videos[place], height, folder, len(found), rng)
            if one is not None:
                found.append(one)
                made += 1
    return found


@dataclass(frozen=True)
class Options:
    """The options of a run; `--help` says what each is."""

    videos: Path
    half: str
    parts: tuple[str, ...]
    only: tuple[str, ...]
    per_edit: int
    captions: int
    seed: int
    limit: int | None
    jobs: int
    work: Path | None
    home: Path | None
    command: str
    out: Path | None


def run(options: Options, work: Path) -> Found:
    """Draw, trace and score the chosen parts."""
    every, _ = survey_folder(options.videos, options.limit, options.jobs)
    groups = twin_groups(every)
    pairs = [(video, group) for video, group in zip(every, groups, strict=True) if _in_half(every[group], options.half)]
    corpus = f"{len(every)} videos archived; stills of {len(pairs)} of them ({options.half} half)."
    _say(f"seed {options.seed}; {corpus}")
    texts: list[Told] = []
    stills = _run_stills(options, every, pairs, work) if {"edits", "touches", "bars"} & set(options.parts) else []
    if "text" in options.parts:
        texts = _run_captions(options, [video for video, _ in pairs], work)
    return Found(machine(), options.seed, corpus, stills, texts)


def _run_stills(
    options: Options, every: Sequence[Video], pairs: Sequence[tuple[Video, int]], work: Path
) -> list[Scored]:
    """Edited stills of the videos that were chosen, traced among all of them."""
    tool = Tool(options.home or work / "home", (options.command,))
    tool.add(*(video.path for video in every))
    names = [f"edit:{name}" for name in edits.EDITS] if "edits" in options.parts else []
    names += list(touched.RECIPES) if "touches" in options.parts else []
    barred = [pair for pair in pairs if may_have_bars(pair[0])] if "bars" in options.parts else []
    done: list[Done] = []
    for folder, chosen, of in (("s", names, pairs), ("bars", [BARS + name for name in ON_BARS], barred)):
        asked = [n for n in chosen if not options.only or n in options.only for _ in range(options.per_edit)]
        if asked and of:
            drawn = draw_all(of, asked, options.seed, options.jobs, work / folder)
            done += [replace(one, file=f"{folder}/{one.file}") for one in drawn]
    _say(f"{len(done)} stills")
    traced = tool.trace([work / one.file for one in done])
    twins = {video.sha256: group for video, group in zip(every, twin_groups(every), strict=True)}
    return [scored(one, answer.answer, twins) for one, answer in zip(done, traced, strict=True)]


def _run_captions(options: Options, videos: Sequence[Video], work: Path) -> list[Told]:
    """Captioned clips in an archive of their own; their stills traced with their text read."""
    made = draw_captions(videos, options.captions, options.seed, work / "captions")
    tool = Tool(work / "captions-home", (options.command,))
    tool.add(*(one.clip for one in made))
    _say(f"{len(made)} captions")
    traced = tool.trace([one.still for one in made], options=("--text",))
    return [captions.told(one, digest(one.clip), answer.answer) for one, answer in zip(made, traced, strict=True)]


def _in_half(first_of_group: Video, half: str) -> bool:
    """Twins are in the same half; which one does not depend on the other files of the folder."""
    second = bool(zlib.crc32(first_of_group.sha256.encode()) % 2)
    return half == "all" or (half == "second") == second


@click.command()
@click.option("--videos", type=FOLDER, required=True, help="Folder of videos; all of them are archived.")
@click.option("--half", type=click.Choice(["all", "first", "second"]), default="all", help="Of which stills are made.")
@click.option("--parts", default=",".join(PARTS), show_default=True, help="With commas.")
@click.option("--only", default="", help="Recipes, and edits with edit: before them, with commas; else all.")
@click.option("--per-edit", default=10, show_default=True, help="Stills of each edit.")
@click.option("--captions", default=20, show_default=True, help="Hidden captions of each height.")
@click.option("--seed", default=1, show_default=True)
@click.option("--limit", type=int, help="Take only so many videos, spread over the folder.")
@click.option("--jobs", default=1, show_default=True, help="Processes that draw stills.")
@click.option("--work", type=NEW_FOLDER, help="Where stills are kept; without it a temporary folder.")
@click.option("--home", type=NEW_FOLDER, help="Archive to use, made when missing; without it one inside --work.")
@click.option("--command", default=Tool(Path()).command[0], help="The freezeframe to run, if not this Python's own.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write every score as JSON.")
def main(**given: Any) -> None:  # noqa: ANN401 - click hands the options over by name
    """Score what freezeframe says was done to a picture."""
    given |= {key: tuple(part for part in given[key].split(",") if part) for key in ("parts", "only")}
    options = Options(**given)
    if unknown := [part for part in options.parts if part not in PARTS]:
        raise click.UsageError(f"{', '.join(unknown)}: choose parts from {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="freezeframe-bench-") as temporary:
        try:
            found = run(options, options.work or Path(temporary))
        except ToolFailedError as error:
            raise click.ClickException(str(error)) from error
    click.echo(markdown(found))
    if options.out:
        options.out.write_text(json.dumps(asdict(found), indent=1), encoding="utf-8")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()

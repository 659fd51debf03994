"""The matches of a bundle, repeated from its own pictures and frames and held against what the case claims."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from freezeframe.cases.document import CaseDocument, CasePicture
from freezeframe.media import VideoReader, kind_of, read_still
from freezeframe.report.phrases import Answer
from freezeframe.report.sealed import follows
from freezeframe.report.sealed.follows import Deviates
from freezeframe.report.sealed.repeat import Repeated, apart, frame_index, repeat
from freezeframe.types import Colour

PLACE = 0.01
"""Share of the frame's diagonal by which the corners of the picture may lie elsewhere than claimed."""
STRENGTH = 0.5
"""Share of the claimed log10 NFA that must come out again: a trace counts it on a frame nearby, told more coarsely."""
_SAME = 2.0
"""Mean levels (of 255) by which a frame that is decoded anew may differ: other versions of a decoder differ by less."""
_FARTHEST = 30_000
"""Frames of an original that are decoded on the way to the last one; what lies beyond is said not to be looked up."""
_MOST_PIXELS = 1_000_000_000
"""Of all frames of a match together: 120 of 4K, 3 GB in memory."""
_WITHHELD = "withheld"
"""In the reason of an original that a desk keeps outside."""
Extract = Callable[[str], Path]
"""Puts a file of the payload on the disk."""


class NotChecked(Exception):
    """Why a match cannot be repeated; the text is a clause."""

    def __init__(self, why: str, *, in_order: bool) -> None:
        super().__init__(why)
        self.in_order = in_order
        """The bundle says that what it would take is withheld; else it should be inside."""


@dataclass(frozen=True)
class Held:
    """A match and what the bundle holds of it."""

    picture: CasePicture
    number: int
    """From 0, as in the picture's trace."""
    claimed: Answer
    still: str
    """File of the picture; empty where it is withheld."""
    frames: Mapping[int, str]
    """File of each frame by its index."""
    why: str
    """Why there are no frames."""
    original: str
    """File of the source; empty where it is not inside."""
    apart: Mapping[str, str]
    """Why an original is not inside, by what it is of."""

    @property
    def name(self) -> str:
        """As a check is called."""
        return f"match {self.picture.id}/{self.number + 1}"


def held(document: CaseDocument, sealed: Mapping[str, Any]) -> list[Held]:
    """Every match that the case claims, with what sealed.json says of it.

    Raises:
        KeyError, TypeError, ValueError: sealed.json is not as freezeframe writes it.
    """
    told = {(one["picture"], int(one["match"])): one for one in sealed["matches"]}
    files = {one["of"]: str(one["file"]) for one in sealed["originals"]}
    whys = {one["of"]: str(one["why"]) for one in sealed["originals"]}
    found = []
    for picture in document.pictures:
        for number, claimed in enumerate(picture.matches):
            one = told.pop((picture.id, number))
            frames = {int(frame["index"]): str(frame["file"]) for frame in one["frames"]}
            original = files[claimed["source_id"]]
            found.append(Held(picture, number, claimed, files[picture.id], frames, str(one["why"]), original, whys))
    if told:
        raise ValueError("sealed.json speaks of matches that the case does not claim")
    return found


def again(match: Held, extract: Extract) -> str:
    """Repeat a match; returns what came of it, in a clause.

    Raises:
        NotChecked: the bundle does not hold what it takes.
        Deviates: it is not what is claimed.
        FreezeframeError: a picture cannot be read.
    """
    _refuse_lacking(match)
    at = frame_index(match.claimed)
    if at not in match.frames:
        raise Deviates(f"frame {at}, which is claimed, is not in the bundle")
    still = read_still(extract(match.still))
    if still.colour.shape[:2] != (match.picture.height, match.picture.width):
        raise Deviates("the picture has another size than the case says")
    frames = _frames(match, extract)
    found = repeat(still, frames, match.claimed)
    if found is None:
        raise Deviates("nothing of the picture is found in the frame that is claimed")
    return compared(match.claimed, found, match.picture, frames[at].shape)


def _refuse_lacking(match: Held) -> None:
    """What is withheld is not repeated, and said to be; what should be inside is missed."""
    if not match.still:
        why = match.apart.get(match.picture.id, "")
        raise NotChecked("NOT repeated: the picture is withheld", in_order=_WITHHELD in why)
    if match.frames:
        return
    if match.original:
        raise Deviates("its original is inside, but no frame of it is")
    why = match.apart.get(match.claimed["source_id"], "")
    told = f"NOT repeated: its frames are not in the bundle ({match.why or 'no reason is given'})"
    raise NotChecked(told, in_order=_WITHHELD in why)


def _frames(match: Held, extract: Extract) -> dict[int, Colour]:
    """The frames, none of another size than is claimed, and not more of them than fit into memory."""
    width, height = int(match.claimed["frame"]["width"]), int(match.claimed["frame"]["height"])
    if width * height * len(match.frames) > _MOST_PIXELS:
        raise Deviates("has more frames, or larger ones, than freezeframe would seal")
    frames = {}
    for index, file in match.frames.items():
        frames[index] = read_still(extract(file)).colour
        if frames[index].shape[:2] != (height, width):
            raise Deviates(f"frame {index} has another size than the match says")
    return frames


def compared(claimed: Answer, found: Repeated, picture: CasePicture, shape: Sequence[int]) -> str:
    """Homography, NFA and frame against what is claimed, and what follows from them; what came of it, in a clause.

    ``shape`` is the frame's, (height, width, ...).

    Raises:
        Deviates: it is not what is claimed.
    """
    there = np.asarray(claimed["still_to_frame"], np.float64)
    if there.shape != (3, 3) or not np.isfinite(there).all() or not there[2, 2]:
        raise Deviates("the match is not told as a trace tells it")
    size = (shape[1], shape[0])
    # Where the two are compared follows from what was found: a claim must not choose it.
    away = apart(found.still_to_frame, there, found.shown(size), size)
    stated, nfa = float(claimed["log10_nfa"]), found.log10_nfa
    if not found.excludes_chance or nfa > STRENGTH * stated:
        raise Deviates(f"log10 NFA comes out as {nfa:.1f}, claimed is {stated:.1f}")
    if not away <= PLACE:
        raise Deviates(
            f"the picture comes to lie {away:.4f} of the frame's diagonal elsewhere than claimed (allowed {PLACE})"
        )
    follows.check(claimed, found, (picture.width, picture.height), size)
    at = frame_index(claimed)
    which = f"frame {at}" if claimed["media"] == "video" else "the source picture"
    return (
        f"repeated on {which}: log10 NFA {nfa:.1f} over {claimed['tests']} tests (claimed {stated:.1f}), corners within"
        f" {away:.4f} of the frame's diagonal (allowed {PLACE})"
    )


def frames_of_original(path: Path, frames: Mapping[int, Path], claims: Sequence[Answer]) -> str:
    """Whether the frames of a source are those of its original, at the times that its matches claim.

    ``frames`` are pictures by index in the source. Returns what came of it, in a clause.

    Raises:
        Deviates: one is another.
        FreezeframeError: the original cannot be decoded.
    """
    if kind_of(path) == "picture":
        if set(frames) != {0} or _differ(read_still(path).colour, read_still(frames[0]).colour):
            raise Deviates("frame 0 is not that of the original")
        return "its picture is that of the original"
    ends = {int(last) for claim in claims for _, last in claim["frame_intervals"]}
    far = [index for index in frames if index > _FARTHEST]
    wanted = {*frames, *(frame_index(claim) for claim in claims), *ends} - {*far, *(e for e in ends if e > _FARTHEST)}
    with VideoReader(path) as video:
        # By its header the file may hold frames that are never shown, but no fewer than are.
        if video.stream.frames and max(ends, default=-1) >= video.stream.frames:
            raise Deviates(f"the original has {video.stream.frames} frames, fewer than a match claims")
        for frame in itertools.takewhile(lambda frame: frame.index <= max(wanted, default=-1), video.frames()):
            if frame.index not in wanted:
                continue
            wanted.remove(frame.index)
            if frame.index in frames and _differ(frame.colour(), read_still(frames[frame.index]).colour):
                raise Deviates(f"frame {frame.index} is not that of the original")
            for claim in claims:
                if frame_index(claim) == frame.index:
                    follows.check_time(claim, frame.pts, video.time_base, frame.time)
    if wanted:
        raise Deviates(f"the original has no frame {min(wanted)}")
    told = f"{len(frames) - len(far)} frames are those of the original"
    return f"{told}; {len(far)} beyond frame {_FARTHEST} were not looked up" if far else told


def _differ(one: Colour, other: Colour) -> bool:
    if one.shape != other.shape:
        return True
    return bool(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean() > _SAME)

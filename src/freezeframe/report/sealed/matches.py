"""The matches of a bundle, repeated from its own pictures and frames and held against what the case claims."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from freezeframe.cases.document import CaseDocument, CasePicture
from freezeframe.media import VideoReader, kind_of, read_still
from freezeframe.report.phrases import Answer
from freezeframe.report.sealed.repeat import Repeated, apart, frame_index, repeat
from freezeframe.types import Colour

PLACE = 0.01
"""Share of the frame's diagonal by which the corners of the picture may lie elsewhere than claimed."""
STRENGTH = 0.5
"""Share of the claimed log10 NFA that must come out again: a trace counts it on a frame nearby, told more coarsely."""
BESIDE = 1
"""Frames by which the best of those inside may lie outside the claimed interval: neighbours can differ by less than the
rounding of a frame to PNG does."""
_SAME = 2.0
"""Mean levels (of 255) by which a frame that is decoded anew may differ: other versions of a decoder differ by less."""
_FARTHEST = 30_000
"""Frames of an original that are decoded on the way to the last one; what lies beyond is said not to be looked up."""
_MOST_PIXELS = 1_000_000_000
"""Of all frames of a match together: 120 of 4K, 3 GB in memory."""
Extract = Callable[[str], Path]
"""Puts a file of the payload on the disk."""


class Deviates(ValueError):
    """Why what comes out is not what is claimed; the text is a clause."""


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
    stills = {one["of"]: str(one["file"]) for one in sealed["originals"]}
    found = []
    for picture in document.pictures:
        for number, claimed in enumerate(picture.matches):
            one = told.pop((picture.id, number))
            frames = {int(frame["index"]): str(frame["file"]) for frame in one["frames"]}
            found.append(Held(picture, number, claimed, stills[picture.id], frames, str(one["why"])))
    if told:
        raise ValueError("sealed.json speaks of matches that the case does not claim")
    return found


def again(match: Held, extract: Extract) -> str:
    """Repeat a match; returns what came of it, in a clause.

    Raises:
        Deviates: it is not what is claimed.
        FreezeframeError: a picture cannot be read.
    """
    if not match.still:
        return "not repeated: the picture is withheld"
    if not match.frames:
        return f"not repeated: its frames are not in the bundle ({match.why or 'no reason is given'})"
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
    return _compared(match.claimed, found, frames[at].shape)


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


def _compared(claimed: Answer, found: Repeated, shape: Sequence[int]) -> str:
    """Homography, NFA and frame against what is claimed."""
    region = np.asarray(claimed["region"], np.float64)
    there = np.asarray(claimed["still_to_frame"], np.float64)
    if there.shape != (3, 3) or region.ndim != 2 or region.shape[1] != 2 or not np.isfinite(there).all():
        raise Deviates("the match is not told as a trace tells it")
    away = apart(found.still_to_frame, there, region, (shape[1], shape[0]))
    stated, nfa = float(claimed["log10_nfa"]), found.log10_nfa
    if not found.excludes_chance or nfa > STRENGTH * stated:
        raise Deviates(f"log10 NFA comes out as {nfa:.1f}, claimed is {stated:.1f}")
    if not away <= PLACE:
        raise Deviates(
            f"the picture comes to lie {away:.4f} of the frame's diagonal elsewhere than claimed (allowed {PLACE})"
        )
    at = frame_index(claimed)
    runs = claimed["frame_intervals"] or [[at, at]]
    near = any(first - BESIDE <= found.best <= last + BESIDE for first, last in runs)
    if at not in found.alike and not near:
        raise Deviates(f"frame {found.best} fits better than frame {at}, which is claimed")
    which = f"frame {at}" if claimed["media"] == "video" else "the source picture"
    return (
        f"repeated on {which}: log10 NFA {nfa:.1f} over {claimed['tests']} tests (claimed {stated:.1f}), corners within"
        f" {away:.4f} of the frame's diagonal (allowed {PLACE})"
    )


def frames_of_original(path: Path, frames: Mapping[int, Path]) -> str:
    """Whether the frames of a source are those of its original; returns what came of it, in a clause.

    ``frames`` are pictures by index in the source.

    Raises:
        Deviates: one is another.
        FreezeframeError: the original cannot be decoded.
    """
    wanted = dict(frames)
    far = [index for index in wanted if index > _FARTHEST]
    for index in far:
        del wanted[index]
    for index, colour in _decoded(path, frozenset(wanted)):
        if _differ(colour, read_still(wanted.pop(index)).colour):
            raise Deviates(f"frame {index} is not that of the original")
    if wanted:
        raise Deviates(f"the original has no frame {min(wanted)}")
    told = f"{len(frames) - len(far)} frames are those of the original"
    return f"{told}; {len(far)} beyond frame {_FARTHEST} were not looked up" if far else told


def _decoded(path: Path, wanted: frozenset[int]) -> Iterator[tuple[int, Colour]]:
    if kind_of(path) == "picture":
        if 0 in wanted:
            yield 0, read_still(path).colour
        return
    with VideoReader(path) as video:
        for frame in itertools.takewhile(lambda frame: frame.index <= max(wanted, default=-1), video.frames()):
            if frame.index in wanted:
                yield frame.index, frame.colour()


def _differ(one: Colour, other: Colour) -> bool:
    if one.shape != other.shape:
        return True
    return bool(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean() > _SAME)

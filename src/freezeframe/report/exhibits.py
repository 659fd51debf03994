"""Exhibits: pictures that show what a match rests on, each with the recipe that makes it again.

A recipe names the originals by SHA-256, the operation and all of its options; drawing goes by the recipe alone, so the
same recipe gives the same bytes (with the same versions of the libraries, which it names).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import Any, Literal, TypeAlias

import numpy as np
from PIL import Image

from freezeframe import __version__
from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.report import changes, pairs, strips
from freezeframe.report.changes import Place
from freezeframe.report.strips import Moment
from freezeframe.report.subject import Originals, Subject
from freezeframe.trace.result import Match, PictureFacts
from freezeframe.types import Colour

CODE_VERSION = 1
"""Raised whenever the same recipe would give another picture."""

_LEAST_CUT = 0.005
"""Share of the frame that must be missing for what was cut away to be shown."""
_BLINK_MS = 800
"""How long each of the two is seen."""
_LIBRARIES = ("av", "numpy", "opencv-python-headless", "pillow")

Options: TypeAlias = Mapping[str, Any]
Drawing: TypeAlias = Callable[[Originals, Subject, Options], Sequence[Colour]]


@dataclass(frozen=True)
class Operation:
    """A kind of exhibit."""

    draw: Drawing
    title: str
    """What it is called on the page."""
    suffix: Literal["png", "webp"] = "png"


def _contact(originals: Originals, subject: Subject, options: Options) -> Sequence[Colour]:
    return [strips.contact(originals, subject, _moments(options)).pixels]


def _seconds(originals: Originals, subject: Subject, options: Options) -> Sequence[Colour]:
    return [strips.seconds(originals, subject, _moments(options)).pixels]


def _cut_away(originals: Originals, subject: Subject, options: Options) -> Sequence[Colour]:
    return [changes.cut_away(originals, subject, _places(options), float(options["share"])).pixels]


def _added(originals: Originals, subject: Subject, options: Options) -> Sequence[Colour]:
    return [changes.added(originals, subject, _places(options)).pixels]


OPERATIONS: Mapping[str, Operation] = {
    "pair": Operation(lambda o, s, _: [pairs.pair(o, s).pixels], "The published picture beside its source"),
    "placed": Operation(lambda o, s, _: [pairs.placed(o, s).pixels], "The published picture laid back into its source"),
    "blink-picture": Operation(lambda o, s, _: [pairs.blink_still(o, s)], "To be laid over each other: the picture"),
    "blink-source": Operation(lambda o, s, _: [pairs.blink_frame(o, s)], "To be laid over each other: the source"),
    "blink": Operation(lambda o, s, _: pairs.blink(o, s), "The two in turn, an animation", "webp"),
    "cut-away": Operation(_cut_away, "What was cut away"),
    "added": Operation(_added, "What was added"),
    "difference": Operation(lambda o, s, _: [changes.difference(o, s).pixels], "Where the two differ"),
    "frames": Operation(_contact, "Why this frame and not its neighbours"),
    "seconds": Operation(_seconds, "The second before and the second after"),
}
"""Every kind of exhibit by its name, which is the name of its file too, in the order of a page."""


@dataclass(frozen=True)
class Recipe:
    """All that an exhibit is made of."""

    operation: str
    """A key of OPERATIONS."""
    picture: str
    """SHA-256 of the published picture's file."""
    source: str
    """SHA-256 of the source's file."""
    frames: tuple[int, ...]
    """Frames of the source that it needs, ascending; (0,) for a picture."""
    options: Options
    """JSON: ``subject``, and what the operation needs beside it."""
    code_version: int = CODE_VERSION

    @property
    def file(self) -> str:
        """The exhibit's file name."""
        return f"{self.operation}.{OPERATIONS[self.operation].suffix}"

    def to_json(self) -> dict[str, Any]:
        """As it stands beside the exhibit."""
        return {
            "exhibit": self.operation,
            "inputs": {"picture": self.picture, "source": self.source, "frames": list(self.frames)},
            "options": self.options,
            "code_version": self.code_version,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Recipe:
        """The inverse of ``to_json``; what else stands beside it is not read."""
        inputs = told["inputs"]
        frames = tuple(int(index) for index in inputs["frames"])
        return cls(
            told["exhibit"], inputs["picture"], inputs["source"], frames, told["options"], int(told["code_version"])
        )


def recipes_of(picture: PictureFacts, match: Match, fingerprint: Fingerprint) -> list[Recipe]:
    """The exhibits that a match deserves, in the order of a page."""
    subject = Subject.of(picture, match)
    neighbours, around = strips.neighbours(match, fingerprint), strips.seconds_around(match, fingerprint)
    added, cut = changes.added_places(match), changes.cut_places(match)
    hidden = 1.0 - match.visible_fraction
    wanted: dict[str, Options] = {name: {} for name in ("pair", "placed", "blink-picture", "blink-source", "blink")}
    if hidden >= _LEAST_CUT:
        wanted["cut-away"] = {"places": [place.to_json() for place in cut], "share": hidden}
    if added:
        wanted["added"] = {"places": [place.to_json() for place in added]}
    if subject.placing.comparable:
        wanted["difference"] = {}
    if len(neighbours) > 1 and subject.placing.comparable:
        wanted["frames"] = {"moments": [moment.__dict__ for moment in neighbours]}
    if len(around) > 1:
        wanted["seconds"] = {"moments": [moment.__dict__ for moment in around]}
    return [_recipe(name, picture, match, subject, options) for name, options in wanted.items()]


def recipe_of_lead(picture: PictureFacts, lead: Match) -> Recipe:
    """The one exhibit of a lead: the two side by side, marked as a lead."""
    return _recipe("pair", picture, lead, Subject.of(picture, lead, lead=True), {})


def draw(recipe: Recipe, originals: Originals) -> Sequence[Colour]:
    """An exhibit's picture, or the pictures of an animation in their order."""
    subject = Subject.from_json(recipe.options["subject"])
    return OPERATIONS[recipe.operation].draw(originals, subject, recipe.options)


def encoded(recipe: Recipe, pictures: Sequence[Colour]) -> bytes:
    """The bytes of the exhibit's file."""
    images = [Image.fromarray(np.ascontiguousarray(picture[..., ::-1])) for picture in pictures]
    file = io.BytesIO()
    if OPERATIONS[recipe.operation].suffix == "webp":
        rest = images[1:]
        images[0].save(
            file, "WEBP", save_all=True, append_images=rest, duration=_BLINK_MS, loop=0, quality=88, method=2
        )
    else:
        images[0].save(file, "PNG", compress_level=3)
    return file.getvalue()


def make(recipe: Recipe, originals: Originals) -> bytes:
    """An exhibit from its recipe and the decoded originals that it names."""
    return encoded(recipe, draw(recipe, originals))


def document(recipe: Recipe, data: bytes) -> dict[str, Any]:
    """What is written beside an exhibit: its recipe, what came of it, and what it was made with."""
    made_with = {"freezeframe": __version__} | {name: version(name) for name in _LIBRARIES}
    made = {"file": recipe.file, "sha256": sha256(data).hexdigest(), "bytes": len(data)}
    return {**recipe.to_json(), **made, "made_with": made_with}


def _recipe(name: str, picture: PictureFacts, match: Match, subject: Subject, options: Options) -> Recipe:
    frames = {subject.frame, *(int(moment["frame"]) for moment in options.get("moments", ()))}
    whole = {"subject": subject.to_json(), **options}
    return Recipe(name, picture.sha256, match.sha256, tuple(sorted(frames)), whole)


def _moments(options: Options) -> list[Moment]:
    return [Moment.from_json(told) for told in options["moments"]]


def _places(options: Options) -> list[Place]:
    return [Place.from_json(told) for told in options["places"]]

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
from freezeframe.errors import BadInput, Damaged, NewerVersion
from freezeframe.report import changes, pairs, strips
from freezeframe.report.changes import Place
from freezeframe.report.strips import Moment
from freezeframe.report.subject import Originals, Subject
from freezeframe.trace.result import Match, PictureFacts
from freezeframe.types import Colour

CODE_VERSION = 2
"""Raised whenever the same recipe would give another picture."""

_AGAIN = "make the exhibits again from the match"
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
    needs: tuple[str, ...] = ()
    """Names of the options that it cannot be drawn without."""


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
    "cut-away": Operation(_cut_away, "What was cut away", needs=("places", "share")),
    "added": Operation(_added, "What was added or changed", needs=("places",)),
    "difference": Operation(lambda o, s, _: [changes.difference(o, s).pixels], "Where the two differ"),
    "frames": Operation(_contact, "This frame and its neighbours", needs=("moments",)),
    "seconds": Operation(_seconds, "The second before and the second after", needs=("moments",)),
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
        """The inverse of ``to_json``; what else stands beside it is not read.

        Raises:
            Damaged: it is not a recipe.
            BadInput: it is of an earlier version, whose pictures the present code would not make again.
            NewerVersion: it is of a later one.
        """
        try:
            inputs = told["inputs"]
            frames = tuple(int(index) for index in inputs["frames"])
            recipe = cls(
                told["exhibit"], inputs["picture"], inputs["source"], frames, told["options"], int(told["code_version"])
            )
            known = recipe.operation in OPERATIONS
        except (KeyError, TypeError, ValueError) as error:
            raise Damaged("a recipe", f"is not one of an exhibit: {error!r}", _AGAIN) from error
        if recipe.code_version > CODE_VERSION:
            raise NewerVersion("a recipe", f"is of version {recipe.code_version}", "use a newer freezeframe")
        if recipe.code_version < CODE_VERSION:
            raise BadInput(
                "a recipe", f"is of version {recipe.code_version}, the present one is {CODE_VERSION}", _AGAIN
            )
        if not known:
            raise Damaged("a recipe", f"names no exhibit that is known: “{recipe.operation}”", _AGAIN)
        return recipe


def recipes_of(picture: PictureFacts, match: Match, fingerprint: Fingerprint) -> list[Recipe]:
    """The exhibits that a match deserves, in the order of a page."""
    subject = Subject.of(picture, match)
    neighbours, around = strips.neighbours(match, fingerprint), strips.seconds_around(match, fingerprint)
    added, cut = changes.added_places(match), changes.cut_places(match)
    hidden = 1.0 - match.visible_fraction
    wanted: dict[str, Options] = {name: {} for name in ("pair", "placed", "blink-picture", "blink-source", "blink")}
    if cut:
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
    """An exhibit's picture, or the pictures of an animation in their order.

    Raises:
        Damaged: the recipe's options are not those of its exhibit.
    """
    name = f"the recipe of {recipe.operation}"
    try:
        subject = Subject.from_json(recipe.options["subject"])
        # What is wrong with them is told before anything is drawn.
        for option in OPERATIONS[recipe.operation].needs:
            _READ[option](recipe.options)
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(name, f"cannot be drawn by: {error!r}", _AGAIN) from error
    missing = [index for index in recipe.frames if index not in originals.frames]
    if missing:
        raise Damaged(name, f"needs frames that are not there: {missing}", _AGAIN)
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


def _share(options: Options) -> float:
    return float(options["share"])


_READ: Mapping[str, Callable[[Options], object]] = {"moments": _moments, "places": _places, "share": _share}
"""How each of the options is read that an operation may need."""

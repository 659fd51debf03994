"""Exhibits: pictures that show what a match rests on, each with the recipe that makes it again.

A recipe names the originals by SHA-256, the operation and all of its options; drawing goes by the recipe alone, so the
same recipe gives the same bytes (with the same versions of the libraries, which it names).
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, TypeAlias

import cv2
import numpy as np
from PIL import Image

from freezeframe import __version__
from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.errors import BadInput, Damaged, NewerVersion
from freezeframe.report import changes, pairs, strips, values
from freezeframe.report.places import ADDED, CUT, Place
from freezeframe.report.strips import Moment
from freezeframe.report.subject import LAST_FRAME, Originals, Subject
from freezeframe.trace.result import Match, PictureFacts
from freezeframe.types import Colour

CODE_VERSION = 3
"""Raised whenever the same recipe would give another picture."""

_AGAIN = "make the exhibits again from the match"
_BESIDE = ("file", "sha256", "bytes", "made_with")
"""What stands beside a recipe in its file."""
_FEW = 5
"""Frames that are named in an error."""
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
    shows: frozenset[str] = frozenset()
    """Kinds of the places that it points at."""


def _contact(originals: Originals, subject: Subject, options: Options) -> Sequence[Colour]:
    return [strips.contact(originals, subject, _moments(options)).pixels]


def _seconds(originals: Originals, subject: Subject, options: Options) -> Sequence[Colour]:
    return [strips.seconds(originals, subject, _moments(options)).pixels]


def _cut_away(originals: Originals, subject: Subject, options: Options) -> Sequence[Colour]:
    return [changes.cut_away(originals, subject, _places(options), _share(options)).pixels]


def _added(originals: Originals, subject: Subject, options: Options) -> Sequence[Colour]:
    return [changes.added(originals, subject, _places(options)).pixels]


OPERATIONS: Mapping[str, Operation] = {
    "pair": Operation(lambda o, s, _: [pairs.pair(o, s).pixels], "The published picture beside its source"),
    "placed": Operation(lambda o, s, _: [pairs.placed(o, s).pixels], "The published picture laid back into its source"),
    "blink-picture": Operation(lambda o, s, _: [pairs.blink_still(o, s)], "To be laid over each other: the picture"),
    "blink-source": Operation(lambda o, s, _: [pairs.blink_frame(o, s)], "To be laid over each other: the source"),
    "blink": Operation(lambda o, s, _: pairs.blink(o, s), "The two in turn, an animation", "webp"),
    "cut-away": Operation(_cut_away, "What was cut away or covered", needs=("places", "share"), shows=CUT),
    "added": Operation(_added, "What was added or changed", needs=("places",), shows=ADDED),
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
    at: str = field(default="", compare=False)
    """The file that it was read from; empty for one that was not."""

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
    def read(cls, path: Path) -> Recipe:
        """The recipe in a file.

        Raises:
            FreezeframeError: it cannot be read, or is no recipe that the present code can follow.
        """
        try:
            told = json.loads(path.read_bytes())
        except OSError as error:
            raise BadInput(path, f"cannot be read ({error.strerror})", "check the path") from error
        except (ValueError, RecursionError) as error:
            raise Damaged(path, "is no JSON", _AGAIN) from error
        return cls.from_json(told, str(path))

    @classmethod
    def from_json(cls, told: object, at: str = "") -> Recipe:
        """The inverse of ``to_json``; what else stands beside it is not read. ``at`` is the file that it came from.

        Raises:
            Damaged: it is not a recipe.
            BadInput: it is of an earlier version, whose pictures the present code would not make again.
            NewerVersion: it is of a later one.
        """
        name = at or "a recipe"
        try:
            whole = values.record(told, "it", ("exhibit", "inputs", "options", "code_version"), _BESIDE)
            of = values.whole(whole["code_version"], "code_version", 0, 10**9)
            inputs = values.record(whole["inputs"], "inputs", ("picture", "source", "frames"))
            frames = [
                values.whole(one, "a frame", 0, LAST_FRAME) for one in values.listed(inputs["frames"], "frames", 1)
            ]
            picture, source = (_digest(inputs[which], which) for which in ("picture", "source"))
            options = values.record(whole["options"], "options", ("subject",), tuple(_READ))
            operation = values.text(whole["exhibit"], "exhibit")
        except ValueError as error:
            raise Damaged(name, f"is not one of an exhibit: {error}", _AGAIN) from error
        if of > CODE_VERSION:
            raise NewerVersion(name, f"is of version {of}", "use a newer freezeframe")
        if of < CODE_VERSION:
            raise BadInput(name, f"is of version {of}, the present one is {CODE_VERSION}", _AGAIN)
        if operation not in OPERATIONS:
            raise Damaged(name, f"names no exhibit that is known: {operation[:40]!r}", _AGAIN)
        return cls(operation, picture, source, tuple(frames), options, of, at)


def _digest(told: object, name: str) -> str:
    """A SHA-256."""
    text = values.text(told, name)
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError(f"{name} should be a SHA-256")
    return text


def recipes_of(picture: PictureFacts, match: Match, fingerprint: Fingerprint) -> list[Recipe]:
    """The exhibits that a match deserves, in the order of a page."""
    subject = Subject.of(picture, match)
    neighbours, around = strips.neighbours(match, fingerprint), strips.seconds_around(match, fingerprint)
    added, cut = changes.added_places(match), changes.cut_places(match)
    wanted: dict[str, Options] = {name: {} for name in ("pair", "placed", "blink-picture", "blink-source", "blink")}
    if cut:
        wanted["cut-away"] = {"places": [place.to_json() for place in cut], "share": changes.not_shown(match)}
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
        Damaged: the recipe's options are not those of its exhibit, or do not fit the originals.
    """
    name, operation = recipe.at or f"{recipe.operation}.json", OPERATIONS[recipe.operation]
    try:
        # What is wrong with them is told before anything is drawn.
        values.record(recipe.options, "options", ("subject", *operation.needs))
        for option in operation.needs:
            _READ[option](recipe.options)
        subject = _subject(recipe, originals)
        if "moments" in operation.needs and subject.frame not in (one.frame for one in _moments(recipe.options)):
            raise ValueError("moments without that of the match")
        if "places" in operation.needs and not {one.kind for one in _places(recipe.options)} <= operation.shows:
            raise ValueError("places of a kind that it does not show")
    except ValueError as error:
        raise Damaged(name, f"cannot be drawn by: {error}", _AGAIN) from error
    try:
        # What a match says never divides by nothing; what somebody wrote may, and it is no matter for stderr.
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            return operation.draw(originals, subject, recipe.options)
    except (ArithmeticError, LookupError, ValueError, cv2.error) as error:
        # Numbers that are possible each may be impossible together, which only the drawing finds out.
        reason = f"cannot be drawn by: its numbers do not fit its pictures ({type(error).__name__})"
        raise Damaged(name, reason, _AGAIN) from error


def _subject(recipe: Recipe, originals: Originals) -> Subject:
    """What it is about, all of whose pictures are there.

    Raises:
        ValueError: it is not about these.
    """
    subject = Subject.from_json(recipe.options["subject"])
    missing = [index for index in recipe.frames if index not in originals.frames]
    if missing:
        raise ValueError(f"frames that are not there: {missing[:_FEW]}")
    wanted = {subject.frame, *(moment.frame for moment in _moments(recipe.options))}
    if not wanted <= {*recipe.frames}:
        raise ValueError(f"frames that it does not name: {sorted(wanted - {*recipe.frames})[:_FEW]}")
    if subject.placing.still_size != originals.still.shape[1::-1]:
        raise ValueError("another size of the picture than it has")
    return subject


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
    return [Moment.from_json(told) for told in values.listed(options.get("moments", []), "moments")]


def _places(options: Options) -> list[Place]:
    return [Place.from_json(told) for told in values.listed(options["places"], "places")]


def _share(options: Options) -> float:
    return values.number(options["share"], "share", 0.0, 1.0)


_READ: Mapping[str, Callable[[Options], object]] = {"moments": _moments, "places": _places, "share": _share}
"""How each of the options is read that an operation may need."""

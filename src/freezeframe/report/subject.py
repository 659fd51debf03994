"""What every exhibit of one match is about: how the still lies on the frame, and the words that name the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import PurePath
from typing import Any

from freezeframe.report import values
from freezeframe.report.letters import drawable, isolated
from freezeframe.report.placing import Placing
from freezeframe.report.sheet import Words
from freezeframe.trace.result import Match, PictureFacts
from freezeframe.types import Colour

_LONGEST = 90
"""Characters of a title or a file name that are shown."""
LAST_FRAME = 2**40
"""Index that no frame is beyond."""
_A_LEAD = "A LEAD ONLY, not shown to be the same frame. "


@dataclass(frozen=True)
class Originals:
    """The decoded originals of an exhibit."""

    still: Colour
    frames: Mapping[int, Colour]
    """By frame index; a source that is a picture has frame 0."""


@dataclass(frozen=True)
class Told:
    """The words of an exhibit that come from its match; part of its recipe, so that it can be made again."""

    still: str
    """What the published picture is called."""
    source: str
    """What the source is called."""
    moment: str
    """Which frame of it, and when; empty for a picture."""
    lead: bool
    """It is no match but a lead."""

    @classmethod
    def of(cls, picture: PictureFacts, match: Match, *, lead: bool) -> Told:
        """As a match says."""
        still = (
            f"{_name(picture.path)}, {picture.width} x {picture.height} pixels, SHA-256 begins {picture.sha256[:16]}"
        )
        width, height = match.frame_size
        title = f"“{_short(match.title)}”, " if match.title and drawable(match.title) else ""
        # No date: who attests which stands in the report, and an exhibit has no room to say so.
        named = f"{title}{_name(match.path)} [{match.source_id}]"
        source = f"{named}, {width} x {height} pixels, SHA-256 begins {match.sha256[:16]}"
        moment = f"frame {match.moment.frame_index}, {match.moment.timecode}" if match.moment else ""
        return cls(still, source, moment, lead)

    @classmethod
    def from_json(cls, told: object) -> Told:
        """The inverse of its fields.

        Raises:
            ValueError: they are not these.
        """
        one = values.record(told, "told", [field.name for field in fields(cls)])
        still, source, moment = (values.text(one[name], name) for name in ("still", "source", "moment"))
        return cls(still, source, moment, values.truth(one["lead"], "lead"))

    def to_json(self) -> dict[str, Any]:
        """Its fields."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def frame_name(self) -> str:
        """The source's frame in a heading."""
        return f"The source, {self.moment}" if self.moment else "The source picture"

    def words(self, title: str, *says: str) -> Words:
        """A sheet's words; a lead is called one on top."""
        origin = (f"Published picture: {self.still}.", f"Source: {self.source}{self._of_moment}.")
        return Words(f"{_A_LEAD if self.lead else ''}{title}", says, origin)

    @property
    def _of_moment(self) -> str:
        return f", {self.moment}" if self.moment else ""


@dataclass(frozen=True)
class Subject:
    """One still and the frame that it lies on."""

    placing: Placing
    told: Told
    frame: int
    """Index of the frame; 0 for a picture."""

    @classmethod
    def of(cls, picture: PictureFacts, match: Match, *, lead: bool = False) -> Subject:
        """As a match says."""
        placing = Placing.of(match, (picture.width, picture.height))
        told = Told.of(picture, match, lead=lead)
        return cls(placing, told, match.moment.frame_index if match.moment else 0)

    def to_json(self) -> dict[str, Any]:
        """For a recipe."""
        return {"placing": self.placing.to_json(), "told": self.told.to_json(), "frame": self.frame}

    @classmethod
    def from_json(cls, told: object) -> Subject:
        """The inverse of ``to_json``.

        Raises:
            ValueError: it is none.
        """
        one = values.record(told, "subject", ("placing", "told", "frame"))
        frame = values.whole(one["frame"], "frame", 0, LAST_FRAME)
        return cls(Placing.from_json(one["placing"]), Told.from_json(one["told"]), frame)


def _short(text: str) -> str:
    return isolated(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def _name(path: str) -> str:
    """A file's name without its folders: these are nobody's business."""
    name = PurePath(path).name
    return _short(name) if drawable(name) else "(its name is in letters that cannot be drawn here)"

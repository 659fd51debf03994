"""One article with its two readings: the one made by hand and the one that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.reading_names import Cast, names_read, same_voice
from bench.reading_text import Text

Gold = Mapping[str, Any]
"""A reading made by hand, as tests/readings/README.md has it."""
Reading = Mapping[str, Any]
"""An object of `read --json`, as design.md's contract has it."""


def name_of(voice: Mapping[str, Any] | None) -> str:
    """The name of a voice; empty for nobody."""
    return "" if voice is None else str(voice.get("name") or "")


@dataclass(frozen=True)
class Pages:
    """One article with its two readings."""

    text: Text
    raw: str
    """What was given: the stored text may lack what a page's head says."""
    gold: Gold
    read: Reading
    cast: Cast
    actors: Mapping[str, Mapping[str, Any]]

    def names(self, voice: Mapping[str, Any] | None) -> list[str]:
        """All names that the reading gives a voice."""
        return names_read(voice, self.actors, self.text.text)

    def voice_is(self, voice: Mapping[str, Any] | None, gold: str | None) -> bool:
        """Is it the voice that the gold names, or nobody where it names nobody?"""
        names = self.names(voice)
        return same_voice(gold, self.cast, names) if gold else not names

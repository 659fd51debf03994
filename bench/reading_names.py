"""Are two names the same voice?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.reading_text import HALF, fold

_LEFT_OUT = frozenset(("the", "a", "an", "its", "his", "her", "their", "mr", "mrs", "ms", "dr"))
_JOINTS = frozenset(("of", "for", "from", "in", "at", "and"))
_PART = re.compile(r"[\w.]+(?:-[\w.]+)*")


def parts(name: str) -> tuple[str, ...]:
    """The words of a name, folded: no articles, titles, possessives or marks. US and U.S. are one."""
    flat = re.sub(r"'s\b|(?<=s)'(?=\s|$)", "", fold(name))
    flat = flat.replace("defense", "defence")
    return tuple(p for word in _PART.findall(flat) if (p := word.replace(".", "")) and p not in _LEFT_OUT)


@dataclass(frozen=True)
class Cast:
    """Who appears in an article, by its gold."""

    names: tuple[str, ...]
    aliases: Mapping[str, Sequence[str]]

    def names_of(self, name: str) -> list[str]:
        """All names under which the voice is right."""
        return [name, *self.aliases.get(name, ())]

    def strangers(self, name: str) -> list[str]:
        """Everybody else: names that share no name with this one."""
        own = {parts(one) for one in self.names_of(name)}
        return [other for other in self.names if not own & {parts(one) for one in self.names_of(other)}]


def cast_of(gold: Mapping[str, Any]) -> Cast:
    """Everybody whom a gold reading names."""
    names = [*gold["actors"], *(claim["speaker"] for claim in gold["claims"])]
    names += [picture[field] for picture in gold["pictures"] for field in ("offered_by", "said_by")]
    return Cast(tuple(dict.fromkeys(name for name in names if name)), gold.get("aliases", {}))


def same_voice(name: str, cast: Cast, read: Sequence[str]) -> bool:
    """Is one of the names that were read for one voice this voice, and no other?

    Equal but for case, accents, articles and titles; or one is the other's last name; or the shorter one's words are
    at least half of the longer one's. What fits a stranger as well is nobody, and so is what bears a stranger's name.
    """
    own = [parts(one) for one in cast.names_of(name)]
    strangers = [parts(one) for one in cast.strangers(name)]
    called = [parts(one) for one in read if parts(one)]
    if any(one in strangers for one in called):
        return False
    if any(one in own for one in called):
        return True
    return any(
        _near(one, mine) and not any(_near(one, other) for other in strangers) for one in called for mine in own if mine
    )


def _near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[-1] == other[-1]
    short, long = sorted((set(one) - _JOINTS, set(other) - _JOINTS), key=len)
    return short <= long and len(short) >= HALF * len(long)


def names_read(voice: Mapping[str, Any] | None, actors: Mapping[str, Mapping[str, Any]], text: str) -> list[str]:
    """All names that a reading gives a voice: its own, its actor's, and every mention of that actor; best first."""
    if voice is None:
        return []
    names = [str(voice.get("name") or "")]
    actor = actors.get(str(voice.get("actor") or ""))
    if actor is not None:
        names += [str(actor["name"]), *(text[slice(*span)] for span in actor["spans"])]
    return list(dict.fromkeys(name for name in names if _is_name(name)))


def _is_name(name: str) -> bool:
    """A pronoun names nobody."""
    return bool(parts(name)) and fold(name) not in ("he", "she", "it", "they", "we", "i", "who", "which")


def any_same(name: str, cast: Cast, everyone: Iterable[Sequence[str]]) -> bool:
    """Is this voice among those read?"""
    return any(same_voice(name, cast, names) for names in everyone)

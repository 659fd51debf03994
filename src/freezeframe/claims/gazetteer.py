"""The places that the package knows: GeoNames' cities, states, and what reports speak of besides."""

from __future__ import annotations

import io
import tomllib
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

import zstandard

from freezeframe.claims.actor_table import shipped
from freezeframe.claims.folding import folded, without_article

Trust = Literal["strong", "weak", "ambiguous"]
"""Is a name believed wherever it stands with a capital, only where words of place stand before it, or hardly ever?"""
_LARGE, _LARGE_BY_OTHER_NAME = 100_000, 300_000
"""Inhabitants of a city that is known by its own name, or by another, wherever that stands."""


@dataclass(frozen=True)
class Entry:
    """A place of the gazetteer, under one of its names."""

    known: str
    """Equal for all names of the place."""
    kind: str
    country: str
    lat: float | None
    lon: float | None
    size: int
    """Inhabitants; 0 where that means nothing."""
    trust: Trust
    own: bool = True
    """Whether the name is the place's own, not one that others give it."""
    capital: bool = False


class Gazetteer:
    """Asked with folded names."""

    def __init__(self) -> None:
        self._names = _table("names").split("\n")
        self._rows = _table("places").split("\n")
        aliases = _aliases()
        self.words: dict[str, frozenset[str]] = {name: frozenset(listed) for name, listed in aliases["words"].items()}
        self._own: dict[str, Entry] = {}
        for state in shipped().states:
            entry = Entry(f"country:{state.code}", "country", state.code, None, None, 0, "strong")
            adjectives = {folded(adjective) for adjective in state.adjectives}
            for name in state.names:
                key = folded(name)
                trust: Trust = "weak" if key in adjectives or self._is_ambiguous(key) else "strong"
                self._own.setdefault(key, replace(entry, trust=trust))
        by_id = {row.partition("\t")[0]: number for number, row in enumerate(self._rows)}
        for place in aliases["place"]:
            self._add_alias(place, by_id)
        self._first_words = {key.partition(" ")[0] for key in self._own}

    def _is_ambiguous(self, key: str) -> bool:
        return key in self.words["ambiguous"]

    def _add_alias(self, place: dict[str, Any], by_id: dict[str, int]) -> None:
        trust: Trust = "ambiguous" if place.get("ambiguous") else "strong"
        if "same" in place:
            entry = self._row(by_id[str(place["same"])], trust)
        else:
            key = folded(place["names"][0]).replace(" ", "-")
            where = place.get("lat"), place.get("lon")
            entry = Entry(f"{place['kind']}:{key}", place["kind"], place.get("country", ""), *where, 0, trust)
        for name in place["names"]:
            self._own[folded(name)] = entry

    @lru_cache(maxsize=1 << 16)  # noqa: B019 - there is one gazetteer, which lives as long as the program.
    def begins(self, word: str) -> bool:
        """Whether any name begins with this folded word; a word with an article before may be asked without it."""
        if word in self._first_words:
            return True
        at = bisect_left(self._names, word)
        return at < len(self._names) and self._names[at].startswith(word)

    @lru_cache(maxsize=1 << 14)  # noqa: B019 - as above.
    def find(self, key: str) -> tuple[Entry, ...]:
        """The places of a folded name, the largest first; those of the alias file and states before all others."""
        own = self._own.get(key) or self._own.get(without_article(key))
        if own is not None:
            return (own,)
        at = bisect_left(self._names, key + "\t")
        if at == len(self._names) or not self._names[at].startswith(key + "\t"):
            return ()
        rows = [int(row) for row in self._names[at].partition("\t")[2].split(",")]
        return tuple(self._city(key, row) for row in rows)

    def _city(self, key: str, row: int) -> Entry:
        mine = row >= 0
        entry = self._row(row if mine else -row - 1, "weak")
        capital = self._rows[row if mine else -row - 1].endswith("*")
        large = entry.size >= (_LARGE if mine else _LARGE_BY_OTHER_NAME) or capital
        unsure = self._is_ambiguous(key) or len(key) < 4
        return replace(entry, own=mine, capital=capital, trust="ambiguous" if unsure else "strong" if large else "weak")

    def _row(self, number: int, trust: Trust) -> Entry:
        key, lat, lon, country, size = self._rows[number].split("\t")
        return Entry(f"geonames:{key}", "city", country, float(lat), float(lon), int(size.rstrip("*")), trust)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the package; loading it takes a tenth of a second."""
    return Gazetteer()


def _table(name: str) -> str:
    stored = resources.files("freezeframe").joinpath(f"data/places/{name}.zst").read_bytes()
    with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(stored)) as stream:
        return stream.read().decode("utf-8")


def _aliases() -> dict[str, Any]:
    stored = resources.files("freezeframe").joinpath("data/places/aliases.toml")
    return tomllib.loads(stored.read_text(encoding="utf-8"))

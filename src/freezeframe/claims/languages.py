"""Languages as data: the words by which dates, datelines, bylines and page furniture are known."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from freezeframe.claims.tokens import tokens_of

DEFAULT = "en"
_SAMPLE_CHARS = 20_000


@cache
def table(language: str) -> dict[str, Any]:
    """What ``data/languages/LANGUAGE.toml`` holds; English where there is no such file."""
    known = language if language in names() else DEFAULT
    stored = resources.files("freezeframe").joinpath(f"data/languages/{known}.toml")
    return tomllib.loads(stored.read_text(encoding="utf-8"))


@cache
def names() -> tuple[str, ...]:
    """The languages that are shipped, as ISO 639-1 codes, English first."""
    folder = resources.files("freezeframe").joinpath("data/languages")
    found = sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return (DEFAULT, *(name for name in found if name != DEFAULT))


def language_of(text: str) -> str:
    """The shipped language whose commonest words are most frequent in the text; English where none is."""
    words = [token.low for token in tokens_of(text[:_SAMPLE_CHARS])]
    counts = {name: sum(word in _common(name) for word in words) for name in names()}
    return max(counts, key=counts.__getitem__)


@cache
def _common(language: str) -> frozenset[str]:
    return frozenset(table(language)["common"])

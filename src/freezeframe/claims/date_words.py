"""The words of dates in one language, ready to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from freezeframe.claims.languages import table
from freezeframe.claims.tokens import Phrases, fold

_HALF, _QUARTER = 40, 33
"""The first of the codes that EDTF level 2 has for halves and quarters of a year in place of a month."""
_NUMBERED = {"months": 1, "weekdays": 0, "seasons": 21}
"""Lists whose order counts, and what their first entry counts as."""


@dataclass(frozen=True, eq=False)
class DateWords:
    """Of one language; all words folded (``tokens.fold``)."""

    months: dict[str, int]
    """Every form to 1 ... 12."""
    weekdays: dict[str, int]
    """Every form to 0 (Monday) ... 6."""
    month_traps: frozenset[str]
    """Months that are common words too when they stand alone."""
    weekday_traps: frozenset[str]
    capitals: bool
    numeric: str
    units: dict[str, str]
    numbers: dict[str, int]
    phrases: Phrases[str]
    parts_of_year: Phrases[int]
    """'first half of' to an EDTF code, a year to follow."""
    seasons: dict[str, int]
    sets: dict[str, frozenset[str]]
    """All other lists of the file, by their names."""
    multi: dict[str, Phrases[int]]
    """Those that hold phrases of several words: ``roughly``, ``same_year``."""
    starters: dict[str, frozenset[str]]
    """The words with which a date can begin, by the kind of form; it can begin with digits too."""

    def has(self, name: str, word: str) -> bool:
        """Whether a folded word is in a list of the file."""
        return word in self.sets.get(name, frozenset())


@cache
def date_words(language: str) -> DateWords:
    """The words of a language; those of English where it is not shipped."""
    data: dict[str, Any] = table(language)["dates"]
    lists = {name: value for name, value in data.items() if isinstance(value, list) and value}
    months, weekdays, seasons = (_numbered(data[name], at) for name, at in _NUMBERED.items())
    phrases, parts = (
        Phrases(data["phrases"]),
        Phrases(_codes(data["halves"], _HALF) | _codes(data["quarters"], _QUARTER)),
    )
    return DateWords(
        months=months,
        weekdays=weekdays,
        month_traps=_folded(data.get("month_traps", [])),
        weekday_traps=_folded(data.get("weekday_traps", [])),
        capitals=data["capitals"],
        numeric=data["numeric"],
        units={fold(form): unit for unit, forms in data["units"].items() for form in forms},
        numbers={fold(word): number for word, number in data["numbers"].items()},
        phrases=phrases,
        parts_of_year=parts,
        seasons=seasons,
        sets={name: _folded(value) for name, value in lists.items() if isinstance(value[0], str)}
        | {f"ago_{side}": _folded(data["ago"][side]) for side in ("before", "after")},
        multi={name: Phrases(dict.fromkeys(data[name], 1)) for name in ("roughly", "same_year")},
        starters={
            "months": frozenset(months),
            "weekdays": frozenset(weekdays),
            "seasons": frozenset((*seasons, *parts.firsts)),
            "phrases": phrases.firsts,
            "ago": _folded([*data["ago"]["before"], *data["numbers"]]),
            "near": _folded([*data["last"], *data["next"], *data["this"]]),
            "apostrophe": frozenset("'" if data["decade_prefix"] else ""),
        },
    )


def _numbered(forms: list[list[str]], first: int) -> dict[str, int]:
    return {fold(form): number for number, listed in enumerate(forms, first) for form in listed}


def _codes(phrases: list[str], first: int) -> dict[str, int]:
    return {phrase: code for code, phrase in enumerate(phrases, first)}


def _folded(words: list[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)

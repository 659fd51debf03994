"""When two words name the same country or body: 'Russian' and 'Russia', 'Finland' and 'Finnish'."""

from __future__ import annotations

from functools import cache

from freezeframe.claims.actor_table import shipped
from freezeframe.claims.speech import folded

_STEM = 4
"""Letters by which 'Russian' is known for 'Russia'."""


class Countries:
    """Words to the codes of the states that they are names, adjectives or capitals of."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._states = frozenset(folded(name) for state in shipped().states for name in state.names)
        for state in shipped().states:
            for name in (*state.names, *state.adjectives, *state.capitals):
                if len(name.split()) == 1:
                    self._codes[folded(name)] = state.code

    def is_state(self, word: str) -> bool:
        """Whether a word is the name of a state, no adjective and no capital."""
        return word in self._states

    def code(self, word: str) -> str:
        """The state's code, or an empty text."""
        return self._codes.get(word, "")


@cache
def countries() -> Countries:
    """The states of the package."""
    return Countries()


def related(one: str, other: str, known: Countries | None) -> bool:
    """Whether two words in lower case say the same of a body."""
    if one == other:
        return True
    code = known.code(one) if known is not None else ""
    if code:
        return known is not None and known.code(other) == code
    short = min(len(one), len(other), _STEM)
    return short >= _STEM and one[:_STEM] == other[:_STEM]

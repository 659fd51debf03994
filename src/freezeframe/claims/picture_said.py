"""Who says what is said of a picture."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from freezeframe.claims.attribution import Told
from freezeframe.claims.records import Span
from freezeframe.claims.spoken import Spoken

_OVERLAPPING = 8
"""Statements that may hold the same words."""


def is_several(told: Told, span: Span) -> bool:
    """'six photographs', and not 'a photograph'."""
    last = told.text[slice(*span)].rpartition(" ")[2]
    return last.endswith("s") and last.lower() in told.speech.picture_words["nouns"]


class Said:
    """Who says the words of a span."""

    def __init__(self, statements: Sequence[Spoken]) -> None:
        self._statements = sorted(statements, key=lambda s: s.statement.span)
        self._starts = [s.statement.span[0] for s in self._statements]

    def speaker(self, span: Span) -> Spoken | None:
        """The innermost statement that holds the beginning of a span."""
        last = bisect_right(self._starts, span[0])
        near = self._statements[max(last - _OVERLAPPING, 0) : last]
        # 'urged Moscow to explain how pictures of a game ...': who asks asserts nothing of them.
        holding = [s for s in near if s.statement.span[1] > span[0] and s.statement.attribution.use.act == "claim"]
        return min(holding, key=lambda s: s.statement.span[1] - s.statement.span[0], default=None)

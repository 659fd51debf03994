"""Is the NFA what it says? Queries with the true source and all its twins left out of the archive.

The groups of twins are dealt into folds; stills of one fold are asked of an archive that holds the others only. Every
match or weak lead with NFA < x is an alarm; there may be x of them a query, and that can be claimed only down to
10 / queries. Every match here is false: also where another clip of the same scene (a sibling) is held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.scoring import Proportion
from bench.tool import Answer
from bench.truth import Still

LOG10_LEVELS = tuple(-k / 2 for k in range(0, 13))
"""log10 of the x at which alarms are counted: 1, 0.3, 0.1 ... 1e-6."""
CLAIM = 10.0
"""Levels below CLAIM / queries are not claimed."""


@dataclass(frozen=True)
class Level:
    """Alarms at one level."""

    log10_nfa: float
    alarms: int
    queries: int
    claimed: bool

    @property
    def per_query(self) -> float:
        """Alarms a query."""
        return self.alarms / self.queries if self.queries else 0.0

    @property
    def holds(self) -> bool:
        """At most x alarms a query."""
        return self.per_query <= 10**self.log10_nfa


@dataclass(frozen=True)
class Asked:
    """One query of the calibration."""

    still: Still
    answer: Answer | None
    siblings: frozenset[str]
    """SHA-256 of held clips that look like the same scene as the left-out one."""


def folds(groups: Sequence[int], count: int, rng: np.random.Generator) -> list[int]:
    """A fold for each video; twins share theirs."""
    names = sorted(set(groups))
    fold_of = dict(zip(names, (rng.permutation(len(names)) % count).tolist(), strict=True))
    return [fold_of[group] for group in groups]


def levels(asked: Sequence[Asked]) -> list[Level]:
    """Alarms at each of LOG10_LEVELS."""
    values = np.array([value for one in asked for value in alarms(one.answer)])
    return [
        Level(level, int((values < level).sum()), len(asked), 10**level >= CLAIM / max(1, len(asked)))
        for level in LOG10_LEVELS
    ]


def alarms(answer: Answer | None) -> list[float]:
    """log10 NFA of every match and every weak lead of an answer."""
    if answer is None:
        return []
    weak = [lead for lead in answer.get("leads", []) if lead.get("why") == "weak"]
    return [float(candidate["log10_nfa"]) for candidate in [*answer.get("matches", []), *weak]]


def false_matches(asked: Sequence[Asked], with_siblings: bool) -> Proportion:
    """How many queries were answered with a match, among those with a sibling held (or without)."""
    chosen = [one for one in asked if bool(one.siblings) == with_siblings]
    return Proportion(sum(bool(one.answer and one.answer.get("matches")) for one in chosen), len(chosen))

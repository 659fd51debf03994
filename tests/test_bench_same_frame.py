"""The fit of what tells the same frame from the same scene: what it is fitted on, and what it is judged on."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from bench.same_frame import LEAST_AGREEMENT, MEASURES, Comparison, fit, left_out, told
from freezeframe.trace import identity
from freezeframe.trace.identity import Identity


def comparisons(seed: int, count: int, families: int) -> list[Comparison]:
    """Two kinds that lie apart in the first measure only."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(count):
        same = number % 2 == 0
        measures = rng.normal((2.0 if same else -2.0, *[0.0] * (len(MEASURES) - 1)))
        made.append(Comparison(f"{number}.jpg", "resave", number // 2 % families, same, tuple(map(float, measures))))
    return made


def test_the_model_takes_what_the_program_measures() -> None:
    assert {"agreement", *MEASURES} <= {field.name for field in fields(Identity)}
    assert LEAST_AGREEMENT == identity._LEAST_AGREEMENT


def test_the_evidence_of_the_program_is_the_model_with_its_weights() -> None:
    """Each measure has the weight that the script prints for it under the same name."""
    zero = Identity(1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0).evidence
    for name in MEASURES:
        one = Identity(**{"agreement": 1.0, **dict.fromkeys(MEASURES, 0.0), name: 1.0})
        assert one.evidence - zero == pytest.approx(getattr(identity, f"_{name.upper()}"))
    assert zero == pytest.approx(identity._CONSTANT + identity.PRIOR)


def test_the_fit_finds_what_tells_the_kinds_apart() -> None:
    some = comparisons(1, 400, 8)
    rows, same = np.array([c.measures for c in some]), np.array([c.same for c in some])
    model = fit(rows, same)
    assert model.weights[0] > 5 * np.abs(model.weights[1:]).max()
    assert ((model.evidence(rows) > 0) == same).mean() > 0.95


def test_a_family_is_judged_by_a_model_that_has_not_seen_it() -> None:
    """One family with the kinds the other way round: the others, left to themselves, get it wrong."""
    some = comparisons(2, 400, 8)
    turned = [
        Comparison(c.still, c.edit, c.family, c.same, (-c.measures[0], *c.measures[1:])) if c.family == 3 else c
        for c in some
    ]
    evidence, same = left_out(turned), np.array([c.same for c in turned])
    odd = np.array([c.family == 3 for c in turned])
    assert ((evidence > 0) == same)[odd].mean() < 0.1
    assert ((evidence > 0) == same)[~odd].mean() > 0.9


def test_what_is_told_has_the_counts_and_every_weight() -> None:
    said = told(comparisons(3, 200, 5))
    assert said.startswith("100 of the same frame, 100 of the same scene")
    assert all(name in said for name in (*MEASURES, "constant"))

"""The scorer on hand-made answers."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.calibration import Asked, alarms, false_matches, folds, levels
from bench.scoring import Proportion, by, overlap, quantile, score, summarise
from bench.tool import ToolFailedError, parse_lines
from bench.truth import Still, Truth, read_stills, write_stills

TRUTH = Truth(
    video="a.mp4",
    sha256="aa",
    group=0,
    content=("static camera",),
    frame_index=50,
    frame_count=100,
    frame_size=(640, 480),
    frame_to_still=((0.5, 0.0, -0.25), (0.0, 0.5, -0.25), (0.0, 0.0, 1.0)),
    region=((-0.5, -0.5), (319.5, -0.5), (319.5, 239.5), (-0.5, 239.5)),
    masks=(),
    mirrored=False,
    grey=False,
    visible_fraction=1.0,
    run=(49, 52),
    alike=4,
    alike_on_average=9,
)
STILL = Still("00000_small.jpg", "small", 320, 240, (TRUTH,))
TWINS = {"aa": 0, "bb": 0, "cc": 1}


def match(sha256: str = "aa", **changes: object) -> dict[str, Any]:
    """A match as the contract has it, of the true frame unless changed."""
    return {
        "sha256": sha256,
        "region": [list(corner) for corner in TRUTH.region],
        "frame_index": 50,
        "frame_intervals": [[49, 52]],
        "log10_nfa": -40.0,
        "still_to_frame": [[2.0, 0.0, 0.5], [0.0, 2.0, 0.5], [0.0, 0.0, 1.0]],
        "mirrored": False,
        **changes,
    }


def answer(*matches: dict[str, Any], leads: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """An answer as the contract has it."""
    return {
        "picture": {"path": "x.jpg"},
        "outcome": "found" if matches else "not_found",
        "elapsed_ms": 300,
        "matches": list(matches),
        "leads": list(leads),
    }


def test_true_frame() -> None:
    one = score(STILL, TRUTH, answer(match()), 400.0, TWINS)
    assert (one.right, one.wrong, one.in_interval, one.exact, one.short_enough) == (True, False, True, True, True)
    assert one.off_by == 0
    assert one.declared == 4
    assert one.corner_error == pytest.approx(0, abs=1e-9)
    assert one.mirror_right


def test_twin_is_right_but_gives_no_frame() -> None:
    one = score(STILL, TRUTH, answer(match("bb", frame_index=50)), 400.0, TWINS)
    assert one.right
    assert not one.exact
    assert not one.in_interval
    both = score(STILL, TRUTH, answer(match("bb", frame_index=12), match(frame_index=51)), 400.0, TWINS)
    assert both.right
    assert both.in_interval
    assert both.off_by == 1


def test_another_video_is_wrong_even_when_the_true_one_comes_second() -> None:
    one = score(STILL, TRUTH, answer(match("cc"), match()), 400.0, TWINS)
    assert not one.right
    assert one.wrong
    assert one.true_listed


def test_not_found_is_neither() -> None:
    one = score(STILL, TRUTH, answer(leads=({"sha256": "aa", "why": "weak", "log10_nfa": -1.0},)), 400.0, TWINS)
    assert not one.right
    assert not one.wrong
    assert one.lead
    assert score(STILL, TRUTH, None, 400.0, TWINS).outcome == "missing"


@pytest.mark.parametrize(
    ("intervals", "inside", "short", "loose"),
    [
        ([[50, 50]], True, True, True),
        ([[48, 53]], True, True, True),
        ([[48, 54]], True, False, True),
        ([[45, 60]], True, False, False),
        ([[10, 12], [49, 51]], True, True, True),
        ([[10, 19], [49, 51]], True, False, False),
        ([[51, 52]], False, False, False),
    ],
)
def test_intervals(intervals: list[list[int]], inside: bool, short: bool, loose: bool) -> None:
    one = score(STILL, TRUTH, answer(match(frame_intervals=intervals)), 400.0, TWINS)
    assert (one.in_interval, one.short_enough, one.short_on_average) == (inside, short, loose)


def test_geometry_error_is_a_share_of_the_diagonal() -> None:
    shifted = match(still_to_frame=[[2.0, 0.0, 8.5], [0.0, 2.0, 0.5], [0.0, 0.0, 1.0]])
    assert score(STILL, TRUTH, answer(shifted), 1.0, TWINS).corner_error == pytest.approx(8 / 800)


def test_collage_panel_takes_its_own_matches() -> None:
    left = tuple((x / 2, y) for x, y in TRUTH.region)
    right = tuple((x / 2 + 160, y) for x, y in TRUTH.region)
    panels = (replace(TRUTH, region=left), replace(TRUTH, region=right, sha256="cc", group=1))
    still = Still("c.jpg", "collage", 320, 240, panels)
    said = answer(match("cc", region=[list(p) for p in right]), match("aa", region=[list(p) for p in left]))
    assert all(score(still, panel, said, 1.0, TWINS).right for panel in panels)
    assert not any(score(still, panel, said, 1.0, {**TWINS, "cc": 5, "aa": 6}).right for panel in panels)


def test_overlap() -> None:
    square = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]])
    assert overlap(square, square + np.array([1.0, 0.0])) == pytest.approx(1 / 3)
    assert overlap(square, square + np.array([5.0, 0.0])) == 0


def test_alarms_are_matches_and_weak_leads_only() -> None:
    leads = ({"why": "same_scene", "log10_nfa": -90.0}, {"why": "weak", "log10_nfa": -2.0})
    assert alarms(answer(leads=leads)) == [-2.0]
    assert alarms(answer(match(), leads=leads)) == [-40.0, -2.0]
    assert alarms(None) == []


def test_calibration_claims_nothing_below_ten_over_queries() -> None:
    weak = {"why": "weak", "log10_nfa": -0.7}
    asked = [Asked(STILL, answer(leads=(weak,)) if n < 30 else answer(), frozenset()) for n in range(200)]
    at = {level.log10_nfa: level for level in levels(asked)}
    assert (at[0.0].alarms, at[-0.5].alarms, at[-1.0].alarms) == (30, 30, 0)
    assert at[0.0].holds
    assert at[-0.5].holds
    assert at[-1.0].claimed
    assert not at[-1.5].claimed


def test_false_matches_are_told_apart_by_siblings() -> None:
    asked = [Asked(STILL, answer(match("cc")), frozenset({"cc"})), Asked(STILL, answer(), frozenset())]
    assert false_matches(asked, with_siblings=True) == Proportion(1, 1)
    assert false_matches(asked, with_siblings=False) == Proportion(0, 1)


def test_twins_share_a_fold() -> None:
    groups = [0, 1, 0, 2, 3, 1]
    dealt = folds(groups, 2, np.random.default_rng(0))
    assert dealt[0] == dealt[2]
    assert dealt[1] == dealt[5]
    assert set(dealt) == {0, 1}


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_interval_against_published_values(hits: int, trials: int, low: float, high: float) -> None:
    # 81 of 263: Newcombe (1998), Statistics in Medicine 17, table I, method 3.
    assert Proportion(hits, trials).wilson() == pytest.approx((low, high), abs=5e-5)


def test_no_trials() -> None:
    assert math.isnan(Proportion(0, 0).share)
    assert Proportion(0, 0).wilson() == (0.0, 1.0)
    assert quantile([None], 0.5) is None


def test_summary_counts_each_metric_over_its_own_base() -> None:
    scores = [
        score(STILL, TRUTH, answer(match()), 1.0, TWINS),
        score(STILL, TRUTH, answer(match(frame_intervals=[[0, 99]])), 1.0, TWINS),
        score(STILL, TRUTH, answer(), 1.0, TWINS),
        score(STILL, TRUTH, answer(match("cc")), 1.0, TWINS),
    ]
    total = summarise("all", scores)
    assert (total.right, total.wrong) == (Proportion(2, 4), Proportion(1, 4))
    assert total.in_interval == Proportion(2, 4)
    assert total.short_enough == Proportion(1, 2)
    assert total.moving_in_interval == Proportion(2, 4)
    assert set(by(scores, lambda s: s.content)) == {"static camera"}


def test_json_lines() -> None:
    lines = json.dumps(answer()) + "\n\n" + json.dumps(answer(match())) + "\n"
    assert [one["outcome"] for one in parse_lines(lines)] == ["not_found", "found"]
    with pytest.raises(ToolFailedError, match="line 2"):
        parse_lines('{"a": 1}\nTraceback (most recent call last):')


def test_stills_survive_the_disk(tmp_path: Path) -> None:
    write_stills(tmp_path / "truth.json", [STILL, Still("n.jpg", "resave", 5, 6, ())])
    assert read_stills(tmp_path / "truth.json") == [STILL, Still("n.jpg", "resave", 5, 6, ())]

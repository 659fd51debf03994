"""The benchmark of alterations: what is done is known to the pixel, and answers are scored as they should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import altered, captions, touched
from bench.altered import Done, edits_between, overlap, said_mask, scored
from bench.captions import HEIGHTS, Caption, told
from bench.footage import decode, pixels, survey
from bench.geometry import box, clip, inverse, map_points, outline
from bench.touches import TOUCHES, VISIBLE
from tests.test_bench_run import moving_picture


def frame() -> np.ndarray:
    rng = np.random.default_rng(3)
    coarse = rng.integers(30, 220, (15, 20, 3), dtype=np.uint8)
    return np.repeat(np.repeat(coarse, 24, axis=0), 24, axis=1)


@pytest.mark.parametrize("name", TOUCHES)
def test_a_touch_changes_what_its_mask_says_and_nothing_else(name: str) -> None:
    before = frame()
    after, mask = TOUCHES[name](before, np.random.default_rng(1))
    changed = np.abs(after.astype(np.int16) - before).max(axis=2) >= VISIBLE
    assert mask.any()
    assert not (changed & ~mask).any()
    assert (changed & mask).sum() > 0.5 * mask.sum()


@pytest.mark.parametrize("name", touched.RECIPES)
def test_a_recipe_is_the_same_every_time_and_its_truth_fits_its_picture(name: str) -> None:
    first, second = (touched.make(name, frame(), np.random.default_rng(5)) for _ in range(2))
    assert first.data == second.data
    assert first.mask.shape == first.outside.shape == first.draft.size[::-1]
    assert not (first.mask & first.outside).any()
    assert first.mask.any() == (first.kind in ("drawn", "changed"))
    assert 0 < first.visible_fraction <= 1 + 1e-9


def done(**changes: Any) -> Done:
    """A still of 200 x 100 that shows [100, 300) x [50, 150) of a frame of 400 x 300; a box was drawn on it."""
    mask = np.zeros((100, 200), bool)
    mask[10:30, 20:60] = True
    told_of: dict[str, Any] = {
        "file": "a.jpg",
        "name": "patch",
        "kind": "drawn",
        "video": "a.mp4",
        "sha256": "a",
        "group": 0,
        "frame_index": 7,
        "frame_size": (400, 300),
        "size": (200, 100),
        "frame_to_still": np.array([[1.0, 0, -100], [0, 1, -50], [0, 0, 1]]),
        "region": outline(200, 100),
        "visible_fraction": 1 / 6,
        "mirrored": False,
        "grey": False,
        "mask": mask,
        "outside": np.zeros((100, 200), bool),
    }
    return Done(**{**told_of, **changes})


def answer(**changes: Any) -> dict[str, Any]:
    match = {
        "sha256": "a",
        "frame_index": 7,
        "crop": [[99.5, 49.5], [299.5, 49.5], [299.5, 149.5], [99.5, 149.5]],
        "still_to_frame": [[1, 0, 100], [0, 1, 50], [0, 0, 1]],
        "visible_fraction": 1 / 6,
        "mirrored": False,
        "grey": False,
        "alterations": [{"kind": "added", "in": "still", "polygon": box(20, 10, 40, 20).tolist(), "lines": []}],
    }
    return {"elapsed_ms": 5.0, "matches": [{**match, **changes}]}


def test_a_perfect_answer() -> None:
    score = scored(done(), answer(), {"a": 0})
    assert (score.found, score.frame_off, score.mirror_right, score.grey_right) == (True, 0, True, True)
    assert score.corner == pytest.approx(0, abs=1e-9)
    assert score.geometry == pytest.approx(0, abs=1e-9)
    assert score.factor == pytest.approx(0, abs=1e-9)
    assert score.visible == pytest.approx(0, abs=1e-9)
    assert (score.precision, score.recall, score.f1, score.iou) == (1.0, 1.0, 1.0, 1.0)


def test_errors_are_in_percent_of_the_width_and_points() -> None:
    crop = [[303.5, 49.5], [303.5, 149.5], [99.5, 149.5], [99.5, 49.5]]
    score = scored(done(), answer(crop=crop, visible_fraction=0.2, mirrored=True, grey=True), {"a": 0})
    assert score.corner == pytest.approx(1.0), "whatever the order of the corners"
    assert score.visible == pytest.approx(100 * (0.2 - 1 / 6))
    assert (score.mirror_right, score.grey_right) == (False, False)


def test_a_match_of_another_video_is_no_match() -> None:
    score = scored(done(), answer(sha256="b"), {"a": 0, "b": 1})
    assert (score.found, score.f1, score.corner) == (False, None, None)
    assert not scored(done(), None, {"a": 0}).found


def test_a_clean_still_is_scored_by_what_is_said_of_it() -> None:
    score = scored(done(kind="clean"), answer(), {"a": 0})
    assert score.f1 is None
    assert score.false_area == pytest.approx(100 * 800 / 20000)
    assert scored(done(kind="clean"), answer(alterations=[]), {"a": 0}).false_area == 0


def test_a_hole_is_no_part_of_what_is_said() -> None:
    ring = np.concatenate(
        [box(0, 0, 60, 60), box(0, 0, 60, 60)[:1], box(20, 20, 20, 20)[::-1], box(20, 20, 20, 20)[-1:]]
    )
    mask = said_mask({"alterations": [{"kind": "added", "in": "still", "polygon": ring.tolist()}]}, (80, 80))
    assert mask[5, 5]
    assert not mask[30, 30]
    assert overlap(mask, mask) == (1.0, 1.0, 1.0, 1.0)


def test_letters_that_differ() -> None:
    assert edits_between("kitten", "sitting") == 3
    assert edits_between("", "abc") == 3
    assert edits_between("same", "same") == 0


def test_a_turned_crop_is_scored_by_the_box_around_it() -> None:
    turn = np.array([[np.cos(0.3), -np.sin(0.3), 60], [np.sin(0.3), np.cos(0.3), -30], [0, 0, 1]])
    region = clip(map_points(turn, outline(400, 300)), 300, 200)
    one = done(frame_to_still=turn, region=region, size=(300, 200))
    true = altered.true_crop(one)
    assert len(true) != 4
    low, high = true.min(axis=0), true.max(axis=0)
    upright = [low.tolist(), [high[0], low[1]], high.tolist(), [low[0], high[1]]]
    assert altered.corner_error(upright, one) == pytest.approx(0, abs=1e-6)
    assert altered.geometry_error(inverse(turn).tolist(), one) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("height", HEIGHTS)
def test_letters_are_as_high_as_they_are_said_to_be(height: int) -> None:
    font, top = captions._font(height)
    _, upper, _, lower = font.getbbox("Hgypq")
    assert lower - upper == pytest.approx(height, abs=1)
    assert upper == top


def test_a_caption_is_on_every_frame_and_not_in_the_still(tmp_path: Path) -> None:
    from fractions import Fraction

    from bench.clips import NEAR_LOSSLESS, encode

    wide = [np.repeat(np.repeat(one, 4, axis=0), 4, axis=1) for one in moving_picture(1, 30)]
    encode(tmp_path / "a.mp4", wide, Fraction(25), NEAR_LOSSLESS)
    video = survey(tmp_path / "a.mp4")
    assert video is not None
    made = captions.make(video, 24, tmp_path, 0, np.random.default_rng(2))
    assert made is not None
    left, top, right, bottom = (round(side) for side in made.box)
    clip = [pixels(one) for one in decode(made.clip)]
    assert len(clip) == captions.FRAMES
    for one in clip:
        assert one[top:bottom, left:right].std() > 20
    still = np.abs(np.diff([one[top:bottom, left:right].astype(float).mean() for one in clip])).max()
    assert still < 20


def test_what_is_read_of_a_caption_is_what_lies_in_its_box() -> None:
    caption = Caption(Path("s.jpg"), Path("c.mp4"), "Convoy column.", 14, (20, 280, 200, 294), False)
    lines = [
        {"text": "column.", "polygon": box(110, 280, 90, 14).tolist()},
        {"text": "Convoi", "polygon": box(20, 280, 80, 14).tolist()},
        {"text": "a sign", "polygon": box(20, 20, 80, 14).tolist()},
    ]
    said = told(caption, "a", answer(alterations=[{"kind": "cut_away", "in": "frame", "polygon": [], "lines": lines}]))
    assert (said.said, said.wrong, said.letters, said.found) == ("Convoi column.", 1, 14, True)
    assert told(caption, "a", answer(alterations=[])).wrong == 14
    assert not told(caption, "b", answer()).found

"""The benchmark of alterations: what is done is known to the pixel, and answers are scored as they should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import alterations, altered, captions, touched
from bench.alterations_report import Found, markdown
from bench.altered import Done, edits_between, overlap, scored
from bench.captions import HEIGHTS, Caption, told
from bench.footage import decode, pixels, survey
from bench.geometry import box, clip, inverse, map_points, outline
from bench.labels import Toned, said_mask, toned_by, truth
from bench.scoring import spread
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
        "toned": Toned(False, False),
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
    assert (score.found, score.corner, score.visible) == (False, None, None)
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


def test_what_is_missed_counts_as_nothing_right() -> None:
    missed = scored(done(), None, {"a": 0})
    assert (missed.f1, missed.iou, missed.precision, missed.recall) == (0, 0, 0, 0)
    told = (missed.mirror_right, missed.grey_right, missed.tint_right, missed.tone_right)
    assert told == (False, False, False, False)
    assert (missed.label_right, missed.count_right) == (False, False)
    clean = scored(done(kind="clean", name="resave", grey=None), None, {"a": 0})
    assert (clean.f1, clean.label_right, clean.count_right, clean.grey_right) == (None, None, None, None)
    assert "| **all** | 2 | 0.500" in markdown(Found({}, 1, "", [scored(done(), answer(), {"a": 0}), missed], []))


def thing(kind: str, at: tuple[float, float, float, float] = (20, 10, 40, 20), **values: float) -> dict[str, Any]:
    return {"kind": kind, "in": "still", "polygon": box(*at).tolist(), "lines": [], "values": values}


@pytest.mark.parametrize(
    ("name", "told", "right"),
    [
        ("patch", thing("added"), True),
        ("patch", thing("added", blurred=1.0), False),
        ("patch", thing("retouched"), False),
        ("smudge", thing("added", blurred=1.0), True),
        ("smudge", thing("added"), False),
        ("erase", thing("retouched"), True),
        ("erase", thing("added"), False),
        ("patch", thing("added", (120, 60, 40, 20)), False),
    ],
)
def test_a_thing_has_a_name(name: str, told: dict[str, Any], right: bool) -> None:
    score = scored(done(name=name), answer(alterations=[told]), {"a": 0})
    assert score.label_right is right


def test_the_name_is_that_of_what_covers_most() -> None:
    pieces = [thing("added", (20, 10, 30, 20)), thing("retouched", (50, 10, 10, 20))]
    score = scored(done(), answer(alterations=pieces), {"a": 0})
    assert (score.label_right, score.count_right, score.stray, score.wrong) == (True, False, 0, ("retouched",))


def test_a_thing_where_nothing_was_done_is_astray() -> None:
    pieces = [thing("added"), thing("added", (120, 60, 40, 20))]
    score = scored(done(), answer(alterations=pieces), {"a": 0})
    assert (score.count_right, score.stray) == (True, 1)


@pytest.mark.parametrize("kind", ["tint", "tone", "softened"])
def test_a_false_change_of_the_whole_is_an_error_all_over(kind: str) -> None:
    whole = thing(kind, (0, 0, 200, 100), **({"gamma": 0.7} if kind == "tone" else {}))
    clean = scored(done(kind="clean", name="resave"), answer(alterations=[whole]), {"a": 0})
    assert (clean.false_area, clean.wrong) == (100.0, (kind,))
    assert (clean.tint_right, clean.tone_right) == (kind != "tint", kind != "tone")
    did = scored(done(kind="clean", name="blur", toned=Toned(True, True)), answer(alterations=[whole]), {"a": 0})
    assert (did.false_area, did.wrong) == (0.0, ())


def test_a_part_of_another_tone_is_a_place_and_no_change_of_the_whole() -> None:
    clean = scored(done(kind="clean", name="resave"), answer(alterations=[thing("tone", share=0.04)]), {"a": 0})
    assert clean.false_area == pytest.approx(4)
    assert (clean.tone_right, clean.wrong) == (True, ("part of another tone",))


def test_a_strip_along_one_side_is_told_from_a_border() -> None:
    def strip(height: int, left: float = 0) -> bool:
        return altered.has_strip(done(size=(200, height), region=outline(200, 100) + np.array([left, 0])))

    assert strip(130)
    assert not strip(100)
    assert not strip(130, 10)


def test_a_piece_cut_away_of_a_whole_frame_is_an_error() -> None:
    piece = {"kind": "cut_away", "in": "frame", "polygon": box(0, 0, 400, 30).tolist(), "values": {"share": 0.1}}
    whole = scored(done(kind="clean", visible_fraction=1.0), answer(alterations=[piece]), {"a": 0})
    assert whole.false_area == pytest.approx(10)
    assert whole.wrong == ("cut_away",)
    part = scored(done(kind="clean"), answer(alterations=[piece]), {"a": 0})
    assert (part.false_area, part.wrong) == (0, ())


def test_what_edits_and_recipes_do_to_colours_and_tones() -> None:
    assert toned_by("tint+marks+crop50") == Toned(True, None)
    assert toned_by("grey+marks") == Toned(False, True)
    assert toned_by("mirror+ministry") == Toned(False, False)
    assert toned_by("screen") == Toned(None, None)
    assert truth("rotate+tint", Toned(True, None), 0.5).did == {"tint", "cut_away"}
    for name in touched.RECIPES:
        did = truth(name, Toned(False, False), 1.0)
        assert bool(did.called) == (touched.RECIPES[name].kind != "clean"), name


def test_frames_with_bars_are_told_from_others() -> None:
    plain = frame()
    assert not alterations.has_bars(plain)
    for high in (True, False):
        barred = plain.copy()
        side = barred if high else barred.swapaxes(0, 1)
        side[:30] = side[-30:] = 0
        assert alterations.has_bars(barred)
    assert not alterations.has_bars(np.zeros_like(plain))


def test_an_interval_holds_its_figure_and_is_the_same_every_time() -> None:
    values = [1.0, 2.0, None, 3.0, 10.0]
    found = spread(values, lambda drawn: float(np.median(drawn)))
    assert found is not None
    assert found[0] == 2.5
    assert found[1] <= found[0] <= found[2]
    assert found == spread(values, lambda drawn: float(np.median(drawn)))
    assert spread([None], lambda drawn: float(drawn.mean())) is None


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
    assert said.beside == len("asign"), "letters read elsewhere"
    table = markdown(Found({}, 1, "", [], [said]))
    assert "7.143" in table
    assert "42.857" in table, "with the five letters beside"
    assert told(caption, "a", answer(alterations=[])).wrong == 14
    assert not told(caption, "b", answer()).found

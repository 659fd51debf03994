"""The edits do what they say, and their homographies are true."""

import cv2
import numpy as np
import pytest

from bench.alike import ALIKE_MEAN, Pyramid, difference, run_around, seen, shifted_difference, view_of
from bench.content import Image, has_content
from bench.edits import EDITS, Edited, NothingInItError, apply, apply_collage
from bench.geometry import area, clip, inverse, map_points, mirroring, outline, rotation, scaling, visible_fraction

WIDTH, HEIGHT = 480, 320


def made_up_frame(seed: int = 0) -> np.ndarray:
    """A frame [HEIGHT, WIDTH, 3] with structure everywhere: clouds of several sizes and discs."""
    rng = np.random.default_rng(seed)
    image = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for cell in (8, 24, 80):
        coarse = rng.normal(0, 40, (HEIGHT // cell + 2, WIDTH // cell + 2, 3)).astype(np.float32)
        image += cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    frame = np.clip(image + 128, 0, 255).astype(np.uint8)
    for _ in range(12):
        centre = (int(rng.integers(WIDTH)), int(rng.integers(HEIGHT)))
        cv2.circle(frame, centre, int(rng.integers(6, 30)), rng.integers(0, 255, 3).tolist(), -1)
    return frame


def softened(frame: np.ndarray) -> Image:
    """A frame without detail finer than a few pixels."""
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), 4), dtype=np.uint8)


def agreement(frame: np.ndarray, edited: Edited, homography: np.ndarray) -> float:
    """Correlation of the frame, carried by a homography, with the still where the picture shows unmarked."""
    still = edited.decoded()
    shrink = min(1.0, float(abs(np.linalg.det(homography[:2, :2]))) ** 0.5)
    soft = cv2.GaussianBlur(frame, (0, 0), 0.45 / shrink) if shrink < 0.9 else frame
    carried = cv2.warpPerspective(soft, homography, (edited.width, edited.height), flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.ones(frame.shape[:2], np.uint8), homography, (edited.width, edited.height))
    outside = np.ones(still.shape[:2], np.uint8)
    cv2.fillConvexPoly(outside, np.round(edited.region).astype(np.int32), 0)
    mask[outside > 0] = 0
    for drawn in edited.masks:
        cv2.fillPoly(mask, [np.round(drawn).astype(np.int32)], 0)
    inner = cv2.erode(mask, np.ones((5, 5), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    assert inner.sum() > 1000
    pair = np.array([cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[inner > 0] for image in (still, carried)])
    return float(np.corrcoef(pair)[0, 1])


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_homography_carries_the_frame_onto_the_still(name: str, seed: int) -> None:
    frame = made_up_frame(seed)
    edited = apply(name, frame, np.random.default_rng(seed))
    true = agreement(frame, edited, edited.frame_to_still)
    assert true > 0.8
    # Two pixels of the still off must be worse on every side: the homography is right, not only near.
    for dx, dy in ((2.5, 0), (-2.5, 0), (0, 2.5), (0, -2.5)):
        moved = np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1.0]]) @ edited.frame_to_still
        assert agreement(frame, edited, moved) < true


@pytest.mark.parametrize("name", EDITS)
def test_edit_states_the_truth_about_itself(name: str) -> None:
    frame = made_up_frame()
    edited = apply(name, frame, np.random.default_rng(5))
    assert edited.decoded().shape == (edited.height, edited.width, 3)
    assert edited.frame_to_still.dtype == np.float64
    assert (np.linalg.det(edited.frame_to_still) < 0) == edited.mirrored == ("mirror" in name)
    assert edited.grey == ("grey" in name or "ministry" in name)
    assert 0 < edited.visible_fraction <= 1 + 1e-9
    assert area(clip(edited.region, edited.width, edited.height)) == pytest.approx(area(edited.region))
    assert bool(edited.masks) == ("marks" in name or "ministry" in name)


@pytest.mark.parametrize(
    ("name", "share"), [("crop50", 0.5), ("crop25", 0.25), ("crop12", 0.12), ("ministry", 0.3), ("page+crop50", 0.5)]
)
def test_crop_leaves_the_stated_share(name: str, share: float) -> None:
    edited = apply(name, made_up_frame(), np.random.default_rng(8))
    assert edited.visible_fraction == pytest.approx(share, rel=0.05)


def test_sizes_are_as_named() -> None:
    frame = made_up_frame()
    for name, width in (("small", 240), ("ministry360", 360), ("small+marks", 240), ("resave2+small", 240)):
        assert apply(name, frame, np.random.default_rng(1)).width == width


def test_same_seed_same_bytes() -> None:
    frame = made_up_frame()
    for name in EDITS:
        first, again, other = (apply(name, frame, np.random.default_rng(seed)) for seed in (4, 4, 5))
        assert first.data == again.data
        assert first.data != other.data or name in {"small", "mirror"}


def test_empty_frame_gives_no_crop() -> None:
    sky = np.full((HEIGHT, WIDTH, 3), 180, np.uint8)
    sky[:, :, 0] = np.linspace(150, 230, HEIGHT, dtype=np.uint8)[:, None]
    assert not has_content(sky)
    with pytest.raises(NothingInItError):
        apply("crop25", sky, np.random.default_rng(0))


def test_content_is_seen_where_there_is_some() -> None:
    assert has_content(made_up_frame())
    noise = np.random.default_rng(0).normal(128, 40, (HEIGHT, WIDTH, 3)).clip(0, 255).astype(np.uint8)
    assert not has_content(noise)


def test_unknown_edit_is_refused() -> None:
    with pytest.raises(KeyError):
        apply("sepia", made_up_frame(), np.random.default_rng(0))


def test_collage_panels_share_the_file_and_map_each_frame() -> None:
    frames = [made_up_frame(seed) for seed in range(4)]
    panels = apply_collage(frames, np.random.default_rng(2))
    assert len({panel.data for panel in panels}) == 1
    for frame, panel in zip(frames, panels, strict=True):
        assert agreement(frame, panel, panel.frame_to_still) > 0.9


def test_geometry_follows_the_pixel_convention() -> None:
    assert map_points(scaling(2, 2), np.array([[0.0, 0.0]])) == pytest.approx(np.array([[0.5, 0.5]]))
    assert map_points(mirroring(10), np.array([[0.0, 3.0]])) == pytest.approx(np.array([[9.0, 3.0]]))
    centre = np.array([[4.5, 2.5]])
    assert map_points(rotation(90, (10, 6), (6, 10)), centre) == pytest.approx(np.array([[2.5, 4.5]]))
    assert area(outline(10, 6)) == pytest.approx(60)
    assert visible_fraction(scaling(2, 2), outline(10, 12), 10, 6) == pytest.approx(0.5)


def test_clip_keeps_what_lies_inside() -> None:
    diamond = np.array([[0.0, -5.0], [5.0, 0.0], [0.0, 5.0], [-5.0, 0.0]])
    assert area(clip(diamond, 100, 100)) == pytest.approx(17.5)  # a quarter, two strips, the corner's half pixel
    assert area(clip(diamond + 1000, 100, 100)) == 0


def test_frames_look_alike_until_something_small_moves() -> None:
    frame = made_up_frame()
    edited = apply("crop50", frame, np.random.default_rng(1))
    view = view_of(edited.frame_to_still, edited.region, edited.masks, (edited.width, edited.height))
    here = seen(Pyramid(frame), view)
    noisy = np.clip(frame + np.random.default_rng(1).normal(0, 1.0, frame.shape), 0, 255).astype(np.uint8)
    assert difference(seen(Pyramid(noisy), view), here, view.mask).is_alike
    middle = map_points(inverse(edited.frame_to_still), np.array([[edited.width / 2, edited.height / 2]]))[0]
    changed = frame.copy()
    cv2.circle(changed, (round(middle[0]), round(middle[1])), 7, (0, 0, 0), -1)
    apart = difference(seen(Pyramid(changed), view), here, view.mask)
    assert apart.mean <= ALIKE_MEAN
    assert not apart.is_alike
    assert apart.is_visible


def test_a_shaking_hand_is_no_difference_but_another_place_is() -> None:
    frame = softened(made_up_frame())
    edited = apply("resave", frame, np.random.default_rng(1))
    view = view_of(edited.frame_to_still, edited.region, edited.masks, (edited.width, edited.height))
    here = seen(Pyramid(frame), view)
    shaken = np.roll(frame, (2, 4), axis=(0, 1))
    shaken[:2], shaken[:, :4] = frame[:2], frame[:, :4]
    assert difference(seen(Pyramid(shaken), view), here, view.mask).is_visible
    assert not shifted_difference(seen(Pyramid(shaken), view), here, view.mask).is_visible
    elsewhere = softened(made_up_frame(7))
    assert shifted_difference(seen(Pyramid(elsewhere), view), here, view.mask).is_visible


def test_run_is_unbroken() -> None:
    assert run_around([True, False, True, True, True, False, True], 3) == (2, 4)
    assert run_around([True, True], 0) == (0, 1)

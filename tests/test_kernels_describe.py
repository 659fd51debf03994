"""Local features: what a mirror does to them, and what brightness must not do."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.kernels.describe import (
    DIMENSIONS,
    DescribeOptions,
    Features,
    RawFeatures,
    describe,
    describe_raw,
    mirrored,
    project,
    rootsift,
)
from freezeframe.kernels.match import mutual_nearest
from tests.media import texture

OPTIONS = DescribeOptions()


def scene(seed: int = 3, height: int = 360, width: int = 480) -> NDArray[np.uint8]:
    soft = cv2.GaussianBlur(texture(seed, height, width)[..., 1], (0, 0), 1.2)
    return np.asarray(soft * 0.7 + 30, np.uint8)


def partners(a: Features | RawFeatures, b: Features | RawFeatures) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Features of both in the same place with the same scale and angle: rows of a, rows of b."""
    apart = np.linalg.norm(a.points[:, None] - b.points[None], axis=2)
    turn = np.abs((a.angles[:, None] - b.angles[None] + 180) % 360 - 180)
    scale = np.abs(np.log2(a.scales[:, None] / b.scales[None]))
    same = (apart < 1.5) & (turn < 12) & (scale < 0.3)
    return np.flatnonzero(same.any(1)), same.argmax(1)[same.any(1)]


def test_mirrored_features_are_those_of_the_mirrored_picture() -> None:
    picture = scene()
    told = mirrored(describe_raw(picture, OPTIONS), picture.shape[1])
    seen = describe_raw(np.ascontiguousarray(picture[:, ::-1]), OPTIONS)
    rows, columns = partners(told, seen)
    assert len(rows) > 0.7 * len(told.points)
    likeness = (told.descriptors[rows] * seen.descriptors[columns]).sum(axis=1)
    assert np.median(likeness) > 0.97
    assert (likeness > 0.9).mean() > 0.85
    # Without the mirror they would be strangers.
    plain = describe_raw(picture, OPTIONS).descriptors
    assert np.median((plain[rows] * seen.descriptors[columns]).sum(axis=1)) < 0.9


def test_mirroring_twice_changes_nothing() -> None:
    raw = describe_raw(scene(), OPTIONS)
    twice = mirrored(mirrored(raw, 480), 480)
    np.testing.assert_allclose(twice.points, raw.points, atol=1e-4)
    np.testing.assert_allclose((twice.angles - raw.angles + 180) % 360, 180, atol=1e-3)
    np.testing.assert_array_equal(twice.descriptors, raw.descriptors)


@pytest.mark.parametrize(("gain", "bias"), [(1.0, 25.0), (0.6, 10.0), (0.5, 100.0)])
def test_brightness_and_contrast_do_not_matter(gain: float, bias: float) -> None:
    picture = scene()
    a = describe(picture, OPTIONS)
    b = describe(np.clip(np.rint(picture * gain + bias), 0, 255).astype(np.uint8), OPTIONS)
    rows, columns = partners(a, b)
    assert len(rows) > 0.75 * len(a)
    matched = dict(zip(*(part.tolist() for part in mutual_nearest(a.descriptors, b.descriptors)[:2]), strict=True))
    agree = [matched.get(r) == c for r, c in zip(rows.tolist(), columns.tolist(), strict=True)]
    assert np.mean(agree) > 0.85


def test_a_turned_picture_turns_its_features() -> None:
    """Angles run clockwise from +x as y points down, as the field says."""
    picture = scene(5, 400, 400)
    a = describe_raw(picture, OPTIONS)
    b = describe_raw(np.ascontiguousarray(np.rot90(picture, -1)), OPTIONS)  # a quarter clockwise
    turned = RawFeatures(
        np.stack([399 - a.points[:, 1], a.points[:, 0]], axis=1), a.scales, (a.angles + 90) % 360, a.descriptors
    )
    rows, columns = partners(turned, b)
    assert len(rows) > 0.7 * len(a.points)
    assert np.median((turned.descriptors[rows] * b.descriptors[columns]).sum(axis=1)) > 0.97


def test_positions_are_in_pixels_of_the_picture_given() -> None:
    large = scene(6, 720, 960)
    small = np.asarray(cv2.resize(large, (480, 360), interpolation=cv2.INTER_AREA), np.uint8)
    a, b = describe_raw(large, OPTIONS), describe_raw(small, OPTIONS)
    points = np.asarray((a.points + 0.5) / 2 - 0.5, np.float32)
    halved = RawFeatures(points, np.asarray(a.scales / 2, np.float32), a.angles, a.descriptors)
    rows, columns = partners(halved, b)
    assert len(rows) > 0.4 * len(b.points)
    assert np.abs(np.median(halved.points[rows] - b.points[columns], axis=0)).max() < 0.15


def test_strong_corners_do_not_take_all_the_room() -> None:
    picture = scene(7)
    picture[:180] = np.asarray((picture[:180].astype(int) - 100) // 3 + 100, np.uint8)  # weak texture above
    evenly, by_strength = describe(picture, OPTIONS), describe(picture, DescribeOptions(discount=1.0))
    assert len(evenly) == len(by_strength) == OPTIONS.most
    above = [int((found.points[:, 1] < 180).sum()) for found in (evenly, by_strength)]
    assert above[0] > 2 * above[1]
    assert above[0] > 10


def test_a_flat_picture_has_none() -> None:
    none = describe(np.full((200, 300), 128, np.uint8), OPTIONS)
    assert len(none) == 0
    assert none.descriptors.shape == (0, DIMENSIONS)
    assert none.points.shape == (0, 2)


def test_the_projection_keeps_distances() -> None:
    raw = describe_raw(scene(), OPTIONS).descriptors
    np.testing.assert_allclose(np.linalg.norm(raw, axis=1), 1, atol=1e-4)
    stored = project(raw).astype(float) / 200
    i, j = np.triu_indices(len(raw), 1)
    true, kept = np.linalg.norm(raw[i] - raw[j], axis=1), np.linalg.norm(stored[i] - stored[j], axis=1)
    assert np.corrcoef(true, kept)[0, 1] > 0.9


def test_rootsift_is_the_root_of_shares() -> None:
    one = rootsift(np.array([[1.0, 3.0, 0.0, 0.0]], np.float32))
    np.testing.assert_allclose(one, [[0.5, 0.75**0.5, 0, 0]], rtol=1e-6)
    assert not rootsift(np.zeros((1, 4), np.float32)).any()

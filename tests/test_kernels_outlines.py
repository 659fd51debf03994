"""Masks as polygons and back, and what is left of a picture outside a convex shape."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freezeframe.kernels.outlines import area, as_one, common, filled, outlines, pieces_outside


def blobs(seed: int, height: int = 40, width: int = 60) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=(height, width)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 2.0) > 0.05)


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_a_mask_comes_back_from_its_one_polygon(seed: int) -> None:
    mask = blobs(seed)
    polygons = outlines(mask, 0.0)
    again = filled(as_one(polygons), (60, 40))
    # Holes of a pixel or two are closed on purpose.
    assert (again != mask).sum() <= 0.01 * mask.size


def test_a_ring_keeps_its_hole() -> None:
    ring = np.zeros((60, 60), np.uint8)
    cv2.circle(ring, (30, 30), 20, 1, 4)
    polygons = outlines(ring > 0, 0.5)
    assert len(polygons) == 1
    again = filled(polygons[0], (60, 60))
    assert not again[30, 30]
    assert (again != (ring > 0)).mean() < 0.01


def test_a_line_one_pixel_wide_has_an_outline() -> None:
    mask = np.zeros((10, 20), bool)
    mask[5, 3:15] = True
    (polygon,) = outlines(mask, 0.0)
    np.testing.assert_allclose(polygon.min(axis=0), (2.5, 4.5), atol=0.26)
    np.testing.assert_allclose(polygon.max(axis=0), (14.5, 5.5), atol=0.26)
    assert (filled(polygon, (20, 10)) == mask).all()


def test_shapes_that_touch_along_a_side() -> None:
    square = np.array([[0.0, 0], [10, 0], [10, 10], [0, 10]])
    assert area(common(square, square)) == pytest.approx(100)
    assert area(common(square, square + np.array([10, 0]))) == pytest.approx(0)
    assert area(common(square, square + np.array([4, 0]))) == pytest.approx(60)
    assert common(square, square + np.array([20, 0])).shape == (0, 2)


def test_nothing_has_no_outline() -> None:
    assert outlines(np.zeros((8, 8), bool), 1.0) == []


corner = st.floats(-20, 120, allow_nan=False)


@given(st.lists(st.tuples(corner, corner), min_size=3, max_size=6), st.booleans())
@settings(max_examples=80, deadline=None)
def test_shape_and_pieces_make_up_the_picture(points: list[tuple[float, float]], turned: bool) -> None:
    if len(np.unique(np.array(points), axis=0)) < 3:
        return
    hull = cv2.convexHull(np.array(points, np.float32)).reshape(-1, 2).astype(np.float64)
    if area(hull) < 50:
        return
    size = (100, 80)
    hull = hull[::-1] if turned else hull
    frame = np.array([[-0.5, -0.5], [99.5, -0.5], [99.5, 79.5], [-0.5, 79.5]])
    pieces = pieces_outside(hull, size)
    assert sum(map(area, pieces)) + area(common(hull, frame)) == pytest.approx(8000, abs=8)
    assert area(common(frame, hull)) == pytest.approx(area(common(hull, frame)), abs=1e-6)
    for piece in pieces:
        assert area(common(piece, hull)) < 1
    masks = [filled(polygon, size) for polygon in (*pieces, hull)]
    assert (np.sum(masks, axis=0) == 1).mean() > 0.98, "no pixel is in two, and hardly any in none"


def test_a_rectangle_leaves_four_rectangles() -> None:
    shape = np.array([[9.5, 9.5], [59.5, 9.5], [59.5, 49.5], [9.5, 49.5]])
    pieces = pieces_outside(shape, (100, 80))
    assert [len(piece) for piece in pieces] == [4, 4, 4, 4]
    assert [area(piece) for piece in pieces] == sorted((area(piece) for piece in pieces), reverse=True)


def test_all_of_the_picture_leaves_nothing() -> None:
    assert pieces_outside(np.array([[-1.0, -1], [100, -1], [100, 80], [-1, 80]]), (100, 80)) == []

"""What is reported of a located source: its number of tests, four corners, what is left of the frame."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Medium, Source
from freezeframe.media import StillPicture
from freezeframe.trace.describe_match import describe_match
from freezeframe.trace.locate import Located
from freezeframe.trace.regions import Box
from freezeframe.trace.result import Match, in_order
from freezeframe.trace.verify import Verified
from freezeframe.types import Matrix, MediaFacts

WIDTH, HEIGHT = 400, 300
FACTS = MediaFacts("picture", WIDTH, HEIGHT, 0, Fraction(1), "png", "png", 1, Fraction(1), 0.0, False)
MEDIUM = Medium("a" * 64, "S1", "a.png", "/a.png", 1, 0, FACTS, "", 1, 0, 1, "")
SOURCE = Source("S1", MEDIUM.sha256, "A title", "", "", "unknown", "", "", "", "", "", "")


def described(still_to_frame: Matrix, size: tuple[int, int], log10_tests: float = 2.0) -> Match:
    """A still of ``size`` (width, height) laid on a frame of 400 x 300."""
    verified = Verified(still_to_frame, -20.0, log10_tests, 40, 50, np.zeros((40, 2)), False)
    box = Box(0, 0, *size)
    located = Located(MEDIUM, verified, 0, box, None, None, np.zeros(0, np.int64), 0.0)
    colour = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    return describe_match(StillPicture(colour, "PNG"), located, SOURCE, Fingerprint(FACTS, {}))


def turned(degrees: float, size: tuple[int, int], scale: float = 1.0) -> Matrix:
    """The still's middle on the frame's middle, turned and enlarged."""
    c, s = scale * math.cos(math.radians(degrees)), scale * math.sin(math.radians(degrees))
    x, y = (size[0] - 1) / 2, (size[1] - 1) / 2
    return np.array([[c, -s, (WIDTH - 1) / 2 - c * x + s * y], [s, c, (HEIGHT - 1) / 2 - s * x - c * y], [0, 0, 1]])


def area(polygon: NDArray[np.float64]) -> float:
    x, y = polygon.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def test_the_tests_are_those_that_the_nfa_of_this_match_was_counted_over() -> None:
    assert described(np.eye(3), (WIDTH, HEIGHT), math.log10(9600)).tests == 9600
    assert described(np.eye(3), (WIDTH, HEIGHT), math.log10(9600 * 12)).tests == 9600 * 12


@pytest.mark.parametrize("degrees", [0.0, 4.0, 20.0, 45.0, 90.0, 200.0])
@pytest.mark.parametrize("scale", [0.5, 0.9, 1.3, 2.0])
@pytest.mark.parametrize("size", [(400, 300), (300, 400), (500, 200)])
def test_a_crop_has_four_corners_inside_the_frame(degrees: float, scale: float, size: tuple[int, int]) -> None:
    match = described(turned(degrees, size, scale), size)
    assert match.crop.shape == (4, 2)
    assert match.crop.min() >= -0.51
    assert (match.crop.max(axis=0) <= np.array([WIDTH, HEIGHT]) - 0.49).all()
    assert area(match.crop) >= 0.97 * match.visible_fraction * WIDTH * HEIGHT, "it holds all that is seen"


def test_what_is_left_of_the_frame_is_the_shape_itself_not_the_box_around_it() -> None:
    """A square standing on its corner, its four corners cut by the frame: 300 x 300 turned by 45 degrees."""
    match = described(turned(45.0, (300, 300)), (300, 300))
    corner = (300 * math.sqrt(2) - HEIGHT) / 2
    seen = 300 * 300 - 2 * corner**2 - 2 * max((300 * math.sqrt(2) - WIDTH) / 2, 0) ** 2
    assert match.visible_fraction == pytest.approx(seen / (WIDTH * HEIGHT), abs=0.01)
    assert area(match.crop) > 1.2 * seen


def test_the_crop_of_a_still_inside_the_frame_is_its_own_outline() -> None:
    match = described(np.array([[0.5, 0, 40.0], [0, 0.5, 30.0], [0, 0, 1.0]]), (300, 200))
    truth = [[39.75, 29.75], [189.75, 29.75], [189.75, 129.75], [39.75, 129.75]]
    np.testing.assert_allclose(match.crop, truth)
    assert {"cropped", "rescaled"} <= {one.kind for one in match.alterations}


@pytest.mark.parametrize("turn", [*itertools.permutations(range(5))])
def test_of_equal_fits_the_earliest_published_comes_first(turn: tuple[int, ...]) -> None:
    """Whatever order they come in; how well they fit is compared with the best of them, not with fixed steps."""
    some = described(np.eye(3), (WIDTH, HEIGHT))
    fits = [
        ("early", "2015-03-25", 0.026),
        ("late", "2017-11-14", 0.024),
        ("undated, better", "", 0.020),
        ("undated", "", 0.030),
        ("much worse, earliest", "2001-01-01", 0.4),
    ]
    matches = [replace(some, title=title, published_from=day, cost=cost) for title, day, cost in fits]
    ordered = in_order([matches[i] for i in turn])
    assert [match.title for match in ordered] == [title for title, _, _ in fits]


def test_panels_of_a_collage_are_ordered_each_by_itself() -> None:
    some = described(np.eye(3), (WIDTH, HEIGHT))
    left, right = some.region * [0.4, 1], some.region * [0.4, 1] + [235, 0]
    best = replace(some, title="left", region=left, cost=0.02, published_from="2017-01-01")
    older = replace(some, title="right", region=right, cost=0.04, published_from="2001-01-01")
    assert [match.title for match in in_order([older, best])] == ["left", "right"]

"""What is reported of a located source: its number of tests, four corners, what is left of the frame."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Medium, Source
from freezeframe.media import StillPicture
from freezeframe.trace.describe_match import describe_match
from freezeframe.trace.locate import Located
from freezeframe.trace.regions import Box
from freezeframe.trace.result import Match
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

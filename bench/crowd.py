"""Made-up media for measuring stores: descriptors clustered and varied about as those of real footage are."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.kernels.describe import DIMENSIONS
from freezeframe.types import MediaFacts

KEYFRAMES, FEATURES = 100, 240
"""Keyframes a medium, and features a keyframe (at most 256: see numbers)."""
SPREAD = 7.0 + 37.0 * np.exp(-np.arange(DIMENSIONS) / 10.0)
"""Standard deviation of each component, near that of real stored descriptors."""
FACTS = MediaFacts("video", 640, 360, 0, Fraction(1), "h264", "mp4", KEYFRAMES * 10, Fraction(1, 25), 40.0, False)

Descriptors = NDArray[np.int8]


class Crowd:
    """Made-up media. A feature lasts for ten keyframes, varying a little; what lasts are visual words, varied.

    In parts of SPREAD: a word 0.7 (Gaussian, of 20,000), a lasting feature 0.7 about its word, each keyframe 0.25 about
    it, a query 0.5 about a stored feature (about what a resize and recompression did to a real one).
    """

    def __init__(self, seed: int, features: int) -> None:
        self.seed, self.media = seed, max(1, features // (KEYFRAMES * FEATURES))
        self.features = self.media * KEYFRAMES * FEATURES
        self.words = np.random.default_rng([seed, 0]).normal(0, 0.7, (20_000, DIMENSIONS)).astype(np.float32)

    def medium(self, number: int) -> Fingerprint:
        """One medium; the same number gives the same."""
        rng = np.random.default_rng([self.seed, 1, number])
        lasting = self._lasting(KEYFRAMES // 10 * FEATURES, rng).reshape(-1, 1, FEATURES, DIMENSIONS)
        each = lasting + rng.normal(0, 0.25, (len(lasting), 10, FEATURES, DIMENSIONS)).astype(np.float32)
        count = KEYFRAMES * FEATURES
        shapes = np.stack([np.arange(count) % FEATURES, rng.integers(0, 256, count)], 1)
        arrays: dict[str, NDArray[Any]] = {
            "keyframes": np.arange(KEYFRAMES, dtype=np.int32) * 10,
            "offsets": np.arange(KEYFRAMES + 1, dtype=np.int64) * FEATURES,
            "descriptors": _as_stored(each.reshape(-1, DIMENSIONS)),
            "places": rng.integers(0, 65536, (count, 2)).astype(np.uint16),
            "shapes": shapes.astype(np.uint8),
            "pdq": rng.integers(0, 256, (KEYFRAMES, 32)).astype(np.uint8),
        }
        return Fingerprint(FACTS, arrays)

    def still(self, count: int, *, mirrored: bool) -> Descriptors:
        """Descriptors of a still: of an edited keyframe of one medium, or, mirrored, of nothing that is stored."""
        rng = np.random.default_rng([self.seed, 2, int(mirrored)])
        if mirrored:
            return _as_stored(self._lasting(count, rng))
        stored = self.medium(self.media // 2).descriptors
        chosen = stored[rng.choice(len(stored), count, replace=False)] / SPREAD
        return _as_stored(chosen + rng.normal(0, 0.5, chosen.shape))

    def _lasting(self, count: int, rng: np.random.Generator) -> NDArray[np.float32]:
        words = self.words[rng.integers(len(self.words), size=count)]
        return words + rng.normal(0, 0.7, words.shape).astype(np.float32)


def _as_stored(parts: NDArray[Any]) -> Descriptors:
    return np.clip(np.rint(parts * SPREAD), -127, 127).astype(np.int8)

"""Which keyframes may show the same as a still: votes of matching features that agree on scale and turn.

Each query feature votes for the keyframes of its nearest stored features, with more weight the nearer they are; votes
count together only when the features' scales and angles changed alike (weak geometry; Jegou, Douze & Schmid, 2008).
Whole-frame hashes add keyframes that have too little texture to vote.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import unpack_shapes
from freezeframe.archive.index import Hits, Index
from freezeframe.kernels.describe import Features
from freezeframe.kernels.pdq import hamming
from freezeframe.kernels.pdq import pdq as pdq_of
from freezeframe.trace.query import Query

NEIGHBOURS = 20
"""Stored features that each query feature votes for."""
_TURNS = 24
"""Bins of the turn, 15 degrees each."""
_OCTAVES = 16
"""Bins of the change of scale, one octave each."""
_HASH_BITS = 60
"""Bits of 256 by which the whole-frame hashes of the same picture may differ (PDQ's own advice for a match is 31)."""


@dataclass(frozen=True)
class Candidate:
    """A keyframe to be verified against one variant of the query."""

    keyframe: int
    """Number in the archive."""
    variant: int
    """Position in Query.variants."""
    votes: float


def candidates(query: Query, index: Index, most: int) -> list[Candidate]:
    """The keyframes most voted for over all variants, best first, at most ``most`` (and a few by hash)."""
    found: dict[int, Candidate] = {}
    for number, variant in enumerate(query.variants):
        keyframes, votes = _votes(variant.features, index.search(variant.features.descriptors, NEIGHBOURS))
        order = np.argsort(-votes, kind="stable")[:most]
        # A panel's votes are compared as shares: it has fewer features than the whole.
        share = votes[order] / max(len(variant.features), 1)
        for keyframe, value in zip(keyframes[order].tolist(), share.tolist(), strict=True):
            if keyframe not in found or found[keyframe].votes < value:
                found[keyframe] = Candidate(keyframe, number, value)
    chosen = sorted(found.values(), key=lambda c: (-c.votes, c.keyframe))[:most]
    taken = {c.keyframe for c in chosen}
    return chosen + [c for c in _by_hash(query, index) if c.keyframe not in taken]


def _votes(features: Features, hits: Hits) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Keyframes with their votes: the best bin of (turn, change of scale) for each."""
    farthest = np.where(np.isfinite(hits.distances), hits.distances, 0).max(axis=1, keepdims=True)
    nearness = np.sqrt(np.maximum(1.0 - hits.distances / np.maximum(farthest, 1.0), 0.0))
    live = (hits.keyframes >= 0) & (nearness > 0)
    if not live.any():
        return np.zeros(0, np.int64), np.zeros(0)
    scales, angles = unpack_shapes(hits.shapes[live])
    row = np.nonzero(live)[0]
    turn = (angles - features.angles[row]) % 360 * (_TURNS / 360)
    octave = np.log2(scales / features.scales[row]) + _OCTAVES / 2
    return _best_bins(hits.keyframes[live], turn, octave, nearness[live].astype(np.float64))


def _best_bins(
    keyframes: NDArray[np.int64], turn: NDArray[np.float32], octave: NDArray[np.float32], weight: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Each vote goes to the two nearest bins of turn and of scale, so that no border splits a group."""
    keys, weights = [], []
    for turn_side in (0, 1):
        for octave_side in (0, 1):
            t = (np.floor(turn - 0.5).astype(np.int64) + turn_side) % _TURNS
            o = np.clip(np.floor(octave - 0.5).astype(np.int64) + octave_side, 0, _OCTAVES - 1)
            keys.append((keyframes * _TURNS + t) * _OCTAVES + o)
            weights.append(weight)
    bins, place = np.unique(np.concatenate(keys), return_inverse=True)
    totals = np.bincount(place, np.concatenate(weights))
    owner = bins // (_TURNS * _OCTAVES)
    unique, start = np.unique(owner, return_index=True)
    return unique, np.maximum.reduceat(totals, start)


def _by_hash(query: Query, index: Index) -> list[Candidate]:
    hashes, numbers = index.hashes()
    if not len(hashes):
        return []
    found = []
    for number, variant in enumerate(query.variants):
        box = variant.box
        part = query.grey[box.top : box.bottom, box.left : box.right]
        bits = hamming(pdq_of(part[:, ::-1] if variant.mirrored else part), hashes)
        near = np.flatnonzero(bits <= _HASH_BITS)
        near = near[np.argsort(bits[near], kind="stable")[:4]]
        found += [Candidate(int(numbers[i]), number, 0.0) for i in near]
    return found

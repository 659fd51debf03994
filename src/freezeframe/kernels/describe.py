"""Local features: SIFT found evenly over a picture, as RootSIFT projected to 48 dimensions of one byte.

SIFT is Lowe's (2004), by OpenCV; RootSIFT is Arandjelovic & Zisserman's (2012). The projection is a principal
component basis that ships with the package (``data/rootsift_basis.npz``). Weak texture (night, thermal, blur) is let in
by a low contrast threshold; features are then chosen by strength with a discount for every stronger one in the same
cell, so that a crop of any part of the picture still finds some.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 48
"""Bytes of a stored descriptor."""
_LEAST_SIDE = 16
"""Pixels of the shorter side under which a picture has no features (and SIFT no octave)."""
QUANTUM = 200.0
"""Stored byte = round(QUANTUM * component), clipped to -127..127."""


@dataclass(frozen=True)
class Features:
    """Local features of one picture, strongest for their place first."""

    points: NDArray[np.float32]
    """Columns x, y in pixels of the picture given, shape (n, 2)."""
    scales: NDArray[np.float32]
    """Diameter of the feature in pixels of the picture given, shape (n,)."""
    angles: NDArray[np.float32]
    """Orientation in degrees, clockwise from +x as y points down, shape (n,)."""
    descriptors: NDArray[np.int8]
    """Projected RootSIFT, shape (n, DIMENSIONS)."""

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True)
class DescribeOptions:
    """How features are found."""

    long_side: int = 512
    """The picture is brought down to this many pixels on its long side first; never up."""
    upscale_to: int = 512
    """A picture whose long side is shorter is brought up to this many pixels first (0: never)."""
    most: int = 240
    """Features kept."""
    contrast: float = 0.006
    """SIFT's contrast threshold (OpenCV's default is 0.04)."""
    edge: float = 12.0
    """SIFT's edge threshold."""
    cells: int = 10
    """The picture's long side is divided into so many cells for the even choice."""
    discount: float = 0.85
    """Each stronger feature in the same cell multiplies a feature's strength by this."""


def describe(grey: NDArray[np.uint8], options: DescribeOptions) -> Features:
    """Features of a grey picture, shape (height, width); positions in its own pixels."""
    raw = describe_raw(grey, options)
    return Features(raw.points, raw.scales, raw.angles, project(raw.descriptors))


@dataclass(frozen=True)
class RawFeatures:
    """As Features, with the 128 RootSIFT components as float32, shape (n, 128)."""

    points: NDArray[np.float32]
    scales: NDArray[np.float32]
    angles: NDArray[np.float32]
    descriptors: NDArray[np.float32]


def mirrored(raw: RawFeatures, width: int) -> RawFeatures:
    """The features that the left-right mirrored picture would have, without looking at it again.

    In a keypoint's own frame a mirror keeps the orientation axis and turns the other one around: rows of the 4x4
    histogram swap ends and the 8 gradient directions change sign.
    """
    histogram = raw.descriptors.reshape(-1, 4, 4, 8)[:, ::-1][..., (-np.arange(8)) % 8]
    points = raw.points * _f32([-1, 1]) + _f32([width - 1, 0])
    angles = (180 - raw.angles) % 360
    return RawFeatures(points, raw.scales, angles, np.ascontiguousarray(histogram.reshape(-1, 128)))


def project(rootsift: NDArray[np.float32]) -> NDArray[np.int8]:
    """RootSIFT, shape (n, 128), to the stored bytes, shape (n, DIMENSIONS)."""
    mean, basis = _basis()
    return np.clip(np.rint((rootsift - mean) @ basis * QUANTUM), -127, 127).astype(np.int8)


def rootsift(descriptors: NDArray[np.float32]) -> NDArray[np.float32]:
    """SIFT descriptors, shape (n, 128), as unit vectors whose dot product is the Hellinger kernel."""
    sums = np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6)
    return np.asarray(np.sqrt(descriptors / sums), np.float32)


@cache
def _basis() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    with resources.files("freezeframe").joinpath("data/rootsift_basis.npz").open("rb") as file, np.load(file) as stored:
        return stored["mean"].astype(np.float32), stored["basis"].astype(np.float32)


def describe_raw(grey: NDArray[np.uint8], options: DescribeOptions) -> RawFeatures:
    """As ``describe``, before the projection."""
    height, width = grey.shape
    long_side = max(width, height)
    target = min(max(long_side, options.upscale_to), options.long_side)
    scale = target / long_side
    if scale != 1:
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        size = (max(round(width * scale), 1), max(round(height * scale), 1))
        grey = np.asarray(cv2.resize(grey, size, interpolation=way), np.uint8)
    if min(grey.shape) < _LEAST_SIDE:
        return _nothing()
    sift = cv2.SIFT.create(nfeatures=0, contrastThreshold=options.contrast, edgeThreshold=options.edge)
    found = sift.detect(np.ascontiguousarray(grey), None)
    if len(found) < options.most // 4:
        # Haze, sky, night: what little there is, is stretched until it can be told from flat.
        grey = _stretched(grey)
        found = sift.detect(grey, None)
    chosen = _evenly(found, grey.shape, options)
    keypoints, descriptors = sift.compute(grey, chosen)
    if descriptors is None or not len(keypoints):
        return _nothing()
    factor = _f32([width / grey.shape[1], height / grey.shape[0]])
    points = (_f32([k.pt for k in keypoints]) + 0.5) * factor - 0.5
    scales = _f32([k.size for k in keypoints]) * factor[0]
    return RawFeatures(
        points, scales, _f32([k.angle for k in keypoints]), rootsift(np.asarray(descriptors, np.float32))
    )


def _nothing() -> RawFeatures:
    """No features."""
    none = np.zeros(0, np.float32)
    return RawFeatures(none.reshape(0, 2), none, none, none.reshape(0, 128))


def _stretched(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture less its surroundings, its contrast brought to a fixed level (at most 12 times its own)."""
    values = grey.astype(np.float32)
    values -= cv2.blur(values, (61, 61))
    gain = min(24.0 / max(float(values.std()), 1e-3), 12.0)
    return np.asarray(np.clip(values * gain + 128.0, 0, 255), np.uint8)


def _f32(values: Sequence[object]) -> NDArray[np.float32]:
    return np.array(values, np.float32)


def _evenly(found: Sequence[cv2.KeyPoint], shape: tuple[int, ...], options: DescribeOptions) -> list[cv2.KeyPoint]:
    """The features to keep: by response, discounted by rank within the cell."""
    if not found:
        return []
    points = np.array([k.pt for k in found])
    response = np.array([k.response for k in found])
    cell = max(shape) / options.cells
    cells = (points // cell).astype(np.int64) @ np.array([1, 1000])
    order = np.lexsort((-response, cells))
    starts = np.r_[0, np.flatnonzero(np.diff(cells[order])) + 1]
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    value = np.empty(len(order))
    value[order] = response[order] * options.discount**rank
    keep = np.argsort(-value, kind="stable")[: options.most]
    return [found[i] for i in keep]

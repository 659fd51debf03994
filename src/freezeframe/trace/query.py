"""A published picture made ready for search: its features, those of its mirror image, and its panels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from freezeframe.kernels.describe import DescribeOptions, Features, RawFeatures, describe_raw, mirrored, project
from freezeframe.media import StillPicture
from freezeframe.trace.regions import Box, panels
from freezeframe.types import Grey

QUERY = DescribeOptions(long_side=720, upscale_to=640, most=640)
"""Features of a whole still."""
PANEL = DescribeOptions(long_side=640, upscale_to=640, most=400)
"""Features of one panel."""
MIRRORS = 2
"""A still is looked up as it is and mirrored."""


@dataclass(frozen=True)
class Variant:
    """Features of one region of a still, as it is or mirrored; positions in pixels of the whole still."""

    features: Features
    mirrored: bool
    box: Box


@dataclass(frozen=True)
class Query:
    """A still ready for search."""

    grey: Grey
    variants: tuple[Variant, ...]
    """Each region as it is and mirrored."""

    @property
    def regions(self) -> int:
        """Regions looked up: the whole still and each panel."""
        return len(self.variants) // MIRRORS


def prepare(still: StillPicture) -> Query:
    """Describe a still, its panels and their mirror images."""
    grey = still.grey()
    height, width = grey.shape
    whole = Box(0, 0, width, height)
    variants = [*_variants(grey, whole, QUERY)]
    for box in panels(still.colour):
        variants += _variants(grey, box, PANEL)
    return Query(grey, tuple(variants))


def _variants(grey: Grey, box: Box, options: DescribeOptions) -> tuple[Variant, ...]:
    raw = describe_raw(np.ascontiguousarray(grey[box.top : box.bottom, box.left : box.right]), options)
    offset = np.array([box.left, box.top], np.float32)
    plain = RawFeatures(raw.points + offset, raw.scales, raw.angles, raw.descriptors)
    # The mirrored features keep the places they have in the still: only their look and angle change.
    flipped = mirrored(raw, box.right - box.left)
    turned = RawFeatures(plain.points, flipped.scales, flipped.angles, flipped.descriptors)
    return (
        Variant(_projected(plain), False, box),
        Variant(_projected(turned), True, box),
    )


def _projected(raw: RawFeatures) -> Features:
    return Features(raw.points, raw.scales, raw.angles, project(raw.descriptors))

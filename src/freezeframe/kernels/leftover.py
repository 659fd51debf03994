"""What a still shows beyond the frame laid on it: where it differs by more than its own noise.

The noise is taken from the still: how far it strays from the frame where it is believed, as a rising function of how
much goes on there (compression and a little misalignment do most harm where edges are). What was drawn spreads a halo
when it is compressed and resized, in proportion to the step that it makes: that halo is not part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.compare import highest
from freezeframe.kernels.tones import pooled

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

_SAMPLES = 40_000
_BINS = 20
_FEWEST = 50
"""Pixels a bin of the noise rests on at least."""
_QUANTILE, _OF_NORMAL = 0.7, 1.036
"""The noise's spread is its 70 % quantile over that of the normal distribution."""
_BUSY_STEPS = 8
_BUSY = np.arange(1024 * _BUSY_STEPS, dtype=np.float64) / _BUSY_STEPS
"""How much can go on at a pixel, in levels, in steps that are finer than matters."""
_FLOORS = (1.0, 0.7, 0.7)
"""Levels: rounding alone makes about so much, in luma and in the two colours."""
_TRUSTED = 0.5
_CHROMA_REACH = 1.5
"""Pixels: colour is stored at half the resolution, and compared so."""
_FRAYS = 15
"""Pixels across which it errs: blocks of 8 x 8 at half the resolution."""
_CHROMA_EDGE = 0.8
"""The same where it is asked how far something reaches."""
_SURE = 5.0
"""Times the noise, over a few pixels, under which nothing was certainly drawn."""
_SUREST = 10.0
"""What is taken for that at most: of what was drawn, some may count as noise."""
_TAIL = (0.03, 0.01)
"""Shares of the largest differences between which the tail of the noise is measured."""
_LARGE = 0.01
"""Share of the picture from which something is no noise, whatever that is like."""
_MAY_BE = 2.5
"""Times the noise at which what touches it is part of it."""
_VISIBLE = 10.0
"""Levels by which something drawn differs from the frame somewhere."""
_HALO = 0.2
"""Share of the step nearby that compression spreads to its neighbours."""
_HALO_REACH = 7
"""Pixels across which a step is looked for."""
_FINE = 2.0
"""Pixels: detail is what a blur by this takes away."""
_DETAIL_REACH = 2.5
"""Pixels over which detail is measured."""
_LEAST_DETAIL = 1.5
"""Levels of detail in the frame, under which none can be missed."""
_LOST = 0.45
"""Share of the detail that the still usually keeps, under which it may have been taken away on purpose."""
_LEAST_KEPT, _FAR_UNDER, _MOSTLY = 0.03, 0.3, 0.75
"""Quantile of what is kept elsewhere that tells how little a still keeps of itself, the share of that under which a
place was treated apart, and how much of the place must be. Strong compression and noise reduction lose detail
everywhere, here more and there less."""
_TELLS = 0.25
"""Share kept at that quantile under which a still is too poor to tell that anything is missing from it."""
_FEW_COLOURS, _FEW_GREYS = 256, 64
"""Colours of a still, or greys of one without colour, up to which it was brought to a palette, which takes detail."""
_SOME = 8_000
"""Pixels of a still whose colours are counted first."""
_NEARBY = 9
"""Pixels around such a place that are not elsewhere."""
_HEAVY, _HEAVIEST = (0.97, 2.0), 2.0
"""Quantile of the difference where the frame is believed, the most that it is in noise, and the most times more that
is taken for a noise with heavier tails, as strong compression has."""


@dataclass(frozen=True, eq=False)
class Leftover:
    """A still less the frame laid on it, each of shape (h, w)."""

    difference: Image
    """Over the noise expected there, over a few pixels."""
    amplitude: Image
    """Levels, luma and colour together, colour out of focus; 0 outside what is shown."""
    edge: Image
    """The same, colour nearly as sharp as it can be stored: noisier, and tells better how far something reaches."""
    sure: float
    """The difference from which no noise of this still comes: ``_SURE``, or more where the noise has a longer tail."""


def leftover(still: NDArray[np.uint8], laid: Image, shown: Mask, trust: Image) -> Leftover:
    """Compare a still (h, w, 3) with the frame laid on it in its tones and softness, where ``shown``.

    ``trust`` is the belief that a pixel shows the frame, 0 to 1: the noise is measured where it is high.
    """
    trusted = (trust > _TRUSTED) & shown
    chosen = _sample(trusted)
    busy = _busyness(laid)
    noisiness = [_noisiness(one, chosen) for one in (busy, busy + _colourfulness(laid))]
    energy = np.zeros(shown.shape, np.float32)
    power, sharp = np.zeros(shown.shape, np.float32), np.zeros(shown.shape, np.float32)
    pairs = zip(_opponent(still.astype(np.float32)), _opponent(laid), _FLOORS, strict=True)
    for number, (seen, expected, floor) in enumerate(pairs):
        apart = seen - expected
        sharp += (cv2.GaussianBlur(apart, (0, 0), _CHROMA_EDGE) if number else apart) ** 2
        if number:
            apart = np.asarray(cv2.GaussianBlur(apart, (0, 0), _CHROMA_REACH), np.float32)
        bins, steps = noisiness[min(number, 1)]
        energy += (apart / _noise(np.abs(apart.ravel()[chosen]), bins, floor).take(steps)) ** 2
        power += apart**2
    energy *= shown
    difference = np.sqrt(cv2.GaussianBlur(energy, (0, 0), 1.0) / 3)
    sure = _SURE
    if len(chosen):
        tail = float(np.quantile(difference.ravel()[chosen], _HEAVY[0])) / _HEAVY[1]
        difference = difference / np.float32(np.clip(tail, 1.0, _HEAVIEST))
        sure = float(np.clip(_longest(difference.ravel()[chosen], int(trusted.sum())), _SURE, _SUREST))
    amplitude, edge = (np.asarray(np.sqrt(levels) * shown, np.float32) for levels in (power, sharp))
    return Leftover(np.asarray(difference, np.float32), amplitude, edge, sure)


def _longest(differences: NDArray[np.floating], pixels: int) -> float:
    """What the largest of so many differences would be if their tail, (n,) of them known, goes on as an exponential."""
    at, beyond = np.quantile(differences, [1 - share for share in _TAIL])
    scale = float(beyond - at) / np.log(_TAIL[0] / _TAIL[1])
    return float(at + scale * np.log(max(_TAIL[0] * pixels, 1.0)))


def drawn(still: NDArray[np.uint8], left: Leftover) -> Mask:
    """What was drawn on a still or pasted into it, to the pixel, without the halo of its compression."""
    kernel = np.ones((_HALO_REACH, _HALO_REACH), np.uint8)
    steps = cv2.subtract(cv2.dilate(still, kernel), cv2.erode(still, kernel))
    far = np.float32(_HALO) * highest(steps)
    body = (left.amplitude > far) & (left.edge > far) & (left.amplitude > _VISIBLE / 2)
    seen = cv2.GaussianBlur(left.amplitude, (0, 0), 0.7) > _VISIBLE
    grown = _touching(body & (left.difference > _MAY_BE), body & (left.difference > _SURE) & seen)
    if left.sure > _SURE:
        # The tail of a noise is no large thing; a light that falls on the picture is.
        grown = without_specks(grown, round(_LARGE * grown.size)) | _touching(grown, left.difference > left.sure)
    closed = cv2.morphologyEx(grown.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)) > 0
    return without_specks(closed)


def smoothed_away(still: Image, laid: Image, shown: Mask, trust: Image) -> Mask:
    """Where a still, as grey (h, w), lacks detail that the frame has and that it keeps elsewhere: blurred, wiped."""
    here, there = _detail(still), _detail(laid)
    enough = there > _LEAST_DETAIL**2
    trusted = (trust > _TRUSTED) & shown & enough
    chosen = _sample(trusted)
    if len(chosen) < 10 * _FEWEST:
        return np.zeros(shown.shape, bool)
    kept = here.ravel()[chosen] / there.ravel()[chosen]
    bins = _bins(np.log(there.ravel()[chosen]), 8)
    shares = [min(float(np.median(kept[members])), 1.0) for members in bins.members]
    expected = np.interp(np.log(np.maximum(there, 1e-6)), bins.centres, shares)
    lost = (enough & shown & (here < _LOST * expected * there)).astype(np.uint8)
    opened = cv2.morphologyEx(lost, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    level = np.maximum(there, np.float32(1e-6))
    apart = _unlike_elsewhere(
        opened > 0, np.asarray(here / level, np.float32), np.asarray(np.log(level), np.float32), trusted
    )
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (21, 21))
    joined = cv2.morphologyEx(apart.astype(np.uint8), cv2.MORPH_CLOSE, disc) > 0
    return without_specks(joined & shown, 400)


def has_palette(still: NDArray[np.uint8]) -> bool:
    """Whether a still (h, w, 3) has so few colours that it was brought to a palette."""
    pixels = still.reshape(-1, 3)
    # Nearly every still shows in a part of its pixels that it has more.
    return all(_few_colours(some) for some in (pixels[:: max(len(pixels) // _SOME, 1)], pixels))


def _few_colours(pixels: NDArray[np.uint8]) -> bool:
    parts = pixels.astype(np.uint32)
    colours = np.unique(parts[:, 0] | parts[:, 1] << 8 | parts[:, 2] << 16)
    grey = bool((colours >> 16 == colours & 255).all())
    return len(colours) <= (_FEW_GREYS if grey else _FEW_COLOURS)


def _unlike_elsewhere(lost: Mask, kept: Image, level: Image, trusted: Mask) -> Mask:
    """The connected parts of a mask that keep far less than the least that is kept of as much detail elsewhere."""
    near = cv2.dilate(lost.astype(np.uint8), np.ones((_NEARBY, _NEARBY), np.uint8)) > 0
    chosen = _sample(trusted & ~near)
    if len(chosen) < 10 * _FEWEST:
        return np.zeros_like(lost)
    bins = _bins(level.ravel()[chosen], 8)
    least = [float(np.quantile(kept.ravel()[chosen][members], _LEAST_KEPT)) for members in bins.members]
    usual = np.interp(level, bins.centres, least)
    under = (kept < _FAR_UNDER * usual) & (usual >= _TELLS)
    count, labels = cv2.connectedComponents(lost.astype(np.uint8), connectivity=8)
    sizes = np.bincount(labels.ravel(), minlength=count)
    keep = np.bincount(labels[under], minlength=count) > _MOSTLY * sizes
    keep[0] = False
    return np.asarray(keep[labels])


def without_specks(mask: Mask, least: int = 12) -> Mask:
    """A mask without its parts of fewer than ``least`` pixels, or of a fifty-thousandth of the picture."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    keep = stats[:count, cv2.CC_STAT_AREA] >= max(least, 2e-5 * mask.size)
    keep[0] = False
    return np.asarray(keep[labels])


def _touching(mask: Mask, seeds: Mask) -> Mask:
    """The connected parts of a mask that hold a seed."""
    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    keep = np.zeros(count, bool)
    keep[np.unique(labels[seeds & mask])] = True
    keep[0] = False
    return np.asarray(keep[labels])


def _opponent(picture: Image) -> tuple[Image, Image, Image]:
    """Luma, blue and red difference (BT.601) of blue, green, red, shape (h, w, 3)."""
    blue, green, red = picture[..., 0], picture[..., 1], picture[..., 2]
    luma = np.float32(0.114) * blue + np.float32(0.587) * green + np.float32(0.299) * red
    return luma, (blue - luma) * np.float32(0.564), (red - luma) * np.float32(0.713)


def _busyness(laid: Image) -> Image:
    """How much goes on at a pixel and around it: steepness there and on average nearby, in levels a pixel, (h, w)."""
    luma = _opponent(laid)[0]
    across = cv2.Sobel(luma, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(luma, cv2.CV_32F, 0, 1, scale=1 / 8)
    steep = np.hypot(across, down)
    return np.asarray(cv2.dilate(steep, np.ones((3, 3), np.uint8)) + cv2.boxFilter(steep, -1, (9, 9)), np.float32)


def _colourfulness(laid: Image) -> Image:
    """The same for colour, over the reach of its compression: a strong colour frays where it ends."""
    steep = [
        np.hypot(cv2.Sobel(one, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(one, cv2.CV_32F, 0, 1, scale=1 / 8))
        for one in _opponent(laid)[1:]
    ]
    kernel = np.ones((_FRAYS, _FRAYS), np.uint8)
    return np.asarray(2 * cv2.dilate(np.maximum(*steep), kernel), np.float32)


def _noisiness(busy: Image, chosen: NDArray[np.int64]) -> tuple[Bins, NDArray[np.int32]]:
    """Chosen pixels in bins by how much goes on there, and for every pixel (h, w) its place in ``_BUSY``."""
    steps = np.minimum(busy * _BUSY_STEPS, len(_BUSY) - 1).astype(np.int32)
    return _bins(busy.ravel()[chosen], _BINS), steps


def _noise(sizes: Image, bins: Bins, floor: float) -> Image:
    """Spread of the differences that is expected where so much goes on, rising with it, at each of ``_BUSY``.

    ``sizes`` are the differences of pixels, shape (n,), that fall into ``bins`` by how much goes on there.
    """
    if len(sizes) < 10 * _FEWEST:
        return np.full(len(_BUSY), max(_spread(sizes), floor) if len(sizes) else floor, np.float32)
    spreads = np.array([max(_spread(sizes[members]), floor) for members in bins.members])
    return np.asarray(np.interp(_BUSY, bins.centres, pooled(spreads, np.ones(len(spreads)))), np.float32)


def _sample(where: Mask) -> NDArray[np.int64]:
    """Places of a mask in the flattened picture, evenly thinned to what is enough."""
    chosen = np.flatnonzero(where.ravel())
    return chosen[:: max(len(chosen) // _SAMPLES, 1)]


def _spread(sizes: NDArray[np.floating]) -> float:
    return float(np.quantile(sizes, _QUANTILE)) / _OF_NORMAL


def _detail(grey: Image) -> Image:
    """Mean square of the fine detail around a pixel, shape (h, w)."""
    fine = grey - cv2.GaussianBlur(grey, (0, 0), _FINE)
    return np.asarray(cv2.GaussianBlur(fine * fine, (0, 0), _DETAIL_REACH), np.float32)


@dataclass(frozen=True, eq=False)
class Bins:
    """Amounts put into bins of about equal number."""

    centres: NDArray[np.float64]
    """The middle amount of each, rising, shape (bins,)."""
    members: list[NDArray[np.int64]]
    """Places of the amounts of each."""


def _bins(amount: NDArray[np.float32], bins: int) -> Bins:
    """Amounts (n,) in at most so many bins, those of fewer than ``_FEWEST`` left out; at least one bin if n > 0."""
    if not len(amount):
        return Bins(np.zeros(0), [])
    edges = np.unique(np.quantile(amount, np.linspace(0, 1, bins + 1)))
    which = np.clip(np.searchsorted(edges, amount, side="right") - 1, 0, max(len(edges) - 2, 0))
    order = np.argsort(which, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(which[order])) + 1)
    members = [part for part in parts if len(part) >= _FEWEST] or [np.arange(len(amount))]
    return Bins(np.array([float(np.median(amount[part])) for part in members]), members)

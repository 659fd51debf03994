"""Which frame exactly: the frames of a window compared by what is left over when the still is laid on them.

Only what can be believed is compared: a block that disagrees with every frame (a caption, a mark, the page around the
picture) has no say. Frames whose leftover is not significantly larger than the best one's cannot be told apart from it
and make up the intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.compare import believed, indistinguishable
from freezeframe.trace.detail import detail
from freezeframe.trace.laying import BLOCK, Laid, Prepared, Track, lay, lay_alike, lay_each, lay_more, prepared
from freezeframe.types import Grey, Matrix


@dataclass(frozen=True)
class PinpointOptions:
    """How frames are compared."""

    coarse: int = 128
    """Long side of the template in the pass over all frames, pixels."""
    fine: int = 288
    """Long side of the template in the pass over the best frames, pixels."""
    sampled: int = 56
    """Frames of a window that are laid first; then those around the best of them."""
    nearest: int = 4
    """How many of the best have their neighbours laid."""
    most_fine: int = 24
    """Frames in the fine pass."""
    most_fine_static: int = 64
    """The same under a camera that stands still, where one geometry serves all frames."""
    standing: float = 0.5
    """Template pixels within which the geometries of all frames agree when the camera stands still."""
    doubt: float = 4.0
    """Standard errors by which a frame must be worse than the best one to be told apart from it."""
    fits: float = 0.15
    """Misfit under which a route needs no other beside it that turns or scales the still as it does."""
    apart: float = 0.06
    """Difference of two routes' turn, scale or shear from which both are laid, however well the first fits."""
    ruled_out: float = float("inf")
    """Misfit over which other footage rules this one out: it is not looked at finely."""


@dataclass(frozen=True)
class Pinpointed:
    """The frame of a window that the still was taken from."""

    best: int
    """Position of the best frame in the window."""
    frame: Grey
    """That frame."""
    alike: NDArray[np.bool_]
    """Which frames of the window cannot be told apart from it, shape (window,)."""
    still_to_frame: Matrix
    """Refined homography at the best frame."""
    cost: float
    """Mean squared leftover at the best frame where the still is believed, in units of local contrast."""
    coarse: Laid
    """The pass over the frames of the window, or over enough of them."""
    trust: NDArray[np.float32]
    """Belief in each coarse template pixel, 0 to 1, shape (h, w)."""
    standing: bool
    """Whether the camera stands still: one geometry serves all frames."""
    detail: float | None
    """How far the finest detail agrees at the best frame, -1 to 1 (a correlation); None where it has none."""

    @property
    def misfit(self) -> float:
        """What is left over at the best-fitting frame, whether the still is believed there or not."""
        return float(self.coarse.misfits.min())


def pinpoint(
    still: Grey,
    window: Sequence[Grey],
    routes: Sequence[Sequence[Track]],
    options: PinpointOptions = PinpointOptions(),
) -> Pinpointed:
    """Find the frame of ``window`` (greys of equal shape) that ``still`` was taken from.

    Each of ``routes`` covers the window, the likeliest first; the one by which some frame fits best is taken.
    """
    ready, tracks, coarse = _best_laid(still, window, routes, options)
    trust, costs, best = _compared(coarse)
    standing = _stands_still(coarse, best, costs, options.standing)
    if standing:
        coarse = lay_alike(ready, coarse.still_to_frame[best], int(coarse.frames[best]))
    else:
        coarse = _filled(ready, tracks, coarse, options)
    trust, costs, best = _compared(coarse)
    alike = _alike(coarse, trust, best, options)
    if float(coarse.misfits.min()) > options.ruled_out:
        at = int(coarse.frames[best])
        every, geometry = _in_window(coarse.frames[alike], len(window)), coarse.still_to_frame[best]
        fine_detail = detail(still, window[at], coarse, best)
        return Pinpointed(at, window[at], every, geometry, float(costs[best]), coarse, trust, standing, fine_detail)
    alike |= costs <= np.sort(costs)[min(4, len(costs) - 1)]
    chosen = np.flatnonzero(alike)
    most = options.most_fine_static if standing else options.most_fine
    chosen = np.sort(chosen[np.argsort(costs[chosen], kind="stable")[:most]])
    known = dict(zip(coarse.frames[chosen].tolist(), coarse.still_to_frame[chosen], strict=True))
    fine = lay_each(still, window, known, int(coarse.frames[best]), options.fine, trust, standing)
    fine_trust = believed(fine.template.image, fine.warped, fine.valid, BLOCK)
    fine_trust *= cv2.resize(trust, fine_trust.shape[::-1], interpolation=cv2.INTER_LINEAR)
    fine_costs = fine.costs(fine_trust)
    top = int(np.argmin(fine_costs))
    fine_alike = indistinguishable(fine.template.image, fine.warped, fine_trust, top, options.doubt, BLOCK)
    result = _in_window(fine.frames[fine_alike], len(window))
    if fine_alike.mean() > 0.9 and len(chosen) < alike.sum():
        # What was looked at finely cannot be told apart; no more can what was not.
        result |= _in_window(coarse.frames[alike], len(window))
    at, geometry = int(fine.frames[top]), fine.still_to_frame[top]
    fine_detail = detail(still, window[at], fine, top)
    return Pinpointed(at, window[at], result, geometry, float(fine_costs[top]), coarse, trust, standing, fine_detail)


def _in_window(positions: NDArray[np.int64], length: int) -> NDArray[np.bool_]:
    """Which places of a window are among some positions, shape (length,)."""
    where = np.zeros(length, bool)
    where[positions] = True
    return where


def _alike(laid: Laid, trust: NDArray[np.float32], best: int, options: PinpointOptions) -> NDArray[np.bool_]:
    """Which laid frames cannot be told apart from the best one in the coarse pass, shape (laid,)."""
    return indistinguishable(laid.template.image, laid.warped, trust, best, options.doubt + 2.0, BLOCK)


def _filled(ready: Prepared, tracks: Sequence[Track], laid: Laid, options: PinpointOptions) -> Laid:
    """With the frames that were left out beside those that cannot be told apart from the best, until none is."""
    before = 0
    while len(laid.frames) > before:
        before = len(laid.frames)
        trust, _, best = _compared(laid)
        laid = _with_neighbours(ready, tracks, laid, np.flatnonzero(_alike(laid, trust, best, options)))
    return laid


def _with_neighbours(ready: Prepared, tracks: Sequence[Track], laid: Laid, rows: NDArray[np.int64]) -> Laid:
    """With the frames that were left out before and after some of those that were laid."""
    edges = np.r_[-1, laid.frames, len(ready.window)]
    wanted = {i for row in rows.tolist() for i in range(edges[row] + 1, edges[row + 2])}
    return lay_more(ready, tracks, laid, wanted)


def _best_laid(
    still: Grey, window: Sequence[Grey], routes: Sequence[Sequence[Track]], options: PinpointOptions
) -> tuple[Prepared, Sequence[Track], Laid]:
    """The still laid along the first route that fits well, or along the best of all."""
    found: list[tuple[Prepared, Sequence[Track], Laid]] = []
    stride = max(len(window) // options.sampled, 1)
    for tracks in routes:
        ready = prepared(still, window, tracks[0].guess, options.coarse)
        laid = lay(ready, tracks, stride)
        laid = _with_neighbours(ready, tracks, laid, np.argsort(_compared(laid)[1], kind="stable")[: options.nearest])
        found.append((ready, tracks, laid))
        if laid.misfits.min() < options.fits and all(_turns_alike(tracks, other, options.apart) for other in routes):
            break
    return min(found, key=lambda one: float(one[2].misfits.min()))


def _turns_alike(tracks: Sequence[Track], others: Sequence[Track], apart: float) -> bool:
    """Whether two routes turn and scale the still alike: where the camera only moves, they do."""
    one, other = (found[0].guess[:2, :2] / found[0].guess[2, 2] for found in (tracks, others))
    return bool(np.abs(np.linalg.solve(one, other) - np.eye(2)).max() <= apart)


def _compared(laid: Laid) -> tuple[NDArray[np.float32], NDArray[np.float64], int]:
    """Belief in each template pixel, the cost of each frame, and the frame of the least."""
    trust = believed(laid.template.image, laid.warped, laid.valid, BLOCK)
    costs = laid.costs(trust)
    return trust, costs, int(np.argmin(costs))


def _stands_still(laid: Laid, best: int, costs: NDArray[np.float64], within: float) -> bool:
    """Whether the geometry found for the better half of the frames is the same, to within so many template pixels."""
    good = costs <= np.median(costs)
    here = laid.still_to_frame[best]
    return bool(np.median([laid.apart(here, one) for one in laid.still_to_frame[good]]) <= within)

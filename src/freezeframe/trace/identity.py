"""The same frame, or the same scene at another moment? Decided by what moves.

Inliers cannot tell: the background, the camera and the channel's design fit at any moment. Six things can.

- How far the best frame is singled out. Let F be the best frame, G another, T the still. If T is F and noise, then
  |T - G|^2 - |T - F|^2 is |F - G|^2 on average, whatever the noise: the ratio of the two sums is 1. If T is another
  moment or another recording, it is no nearer to F than to G where they differ, and the ratio is about 0. An edit that
  takes contrast away lowers the ratio as it lowers the correlation of T and F, so it is divided by that. A caption over
  a moving part counts nothing in the upper sum and something in the lower one: it can only pull the ratio down.
- How far it stands out: how much better it fits than the usual frame of the footage.
- The excess: another moment fits as well as the edits allow where nothing moves, and worse where something does.
- How many frames of the footage cannot be told apart from the best one: the still's own footage has few, while
  another recording, or one in which the frame is not, has many that are equally wrong.
- What is left over at the best frame: another recording, however alike, leaves more than most edits do.
- Whether the finest detail agrees there: edits add to what is left over, but seldom put detail somewhere else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.compare import block_means
from freezeframe.trace.laying import BLOCK, Laid
from freezeframe.trace.pinpoint import Pinpointed

_TEXTURED = 0.1
"""Energy (in units of local contrast) over which a block shows something."""
CHANGED = 0.25
"""Energy by which a block must differ to count as changed: grain and recoded sky stay under it."""
DIFFERS = 0.3
"""Share of its energy by which a block of another frame differs from the best frame's to count as changed."""
_LEAST_AGREEMENT = 0.25
"""Share of the textured blocks that fit, under which only a logo or a HUD is shared."""
_LEAST_SINGLED_OUT = -0.2
"""Under which the still sides with none of the frames where they differ: another moment, whatever else fits."""
_SINGLED_OUT, _STANDS_OUT, _EXCESS, _EQUALS, _LEFTOVER, _DETAIL = 0.56, 0.35, -0.34, -0.71, -1.36, 1.87
_CONSTANT = -6.17
"""Weights of the logistic model in ``evidence``: ``python -m bench.same_frame`` fits them."""
PRIOR = math.log(1.5)
"""Log-odds before anything is compared: of five recordings that show the scene, three are the still's."""
_FEWEST_EQUALS = 0.01
"""Share of the frames under which their number tells no more."""
_UNTOLD = math.log(0.2)
"""Identity.equals at most where nothing changes: with nothing else to go by, the leftover must be under 0.05."""
_COMPARED = 48
"""Frames of the recording that the still is compared with, at most."""
_ENOUGH = 3.0
"""Natural logarithm of the number of blocks (and one) from which the ratio is believed in full."""
_FAINTEST = 0.3
"""Correlation of still and frame that the ratio is divided by, at least."""
_OFTEN = 0.1
"""Share of the frames in which a block differs from the best one to count as a moving part."""
_FEW = 4
"""Blocks on which a mean can rest."""
_DRAWN = 2.0
"""Times the contrast (energy) of every frame that a block of the still must have to be taken for drawn on."""
_LEAST = 0.003
"""Added to leftovers before their logarithm is taken: nothing fits better than this."""
_LEAST_DETAIL, _MOST_DETAIL, _NO_DETAIL = -0.5, 0.98, 0.3
"""Correlations of detail that none counts less than, none counts more than, and that stands where there is none."""
_LEAST_SHARE = 0.02
"""The same for leftovers as shares of the contrast."""
_FITS = 0.5
"""Leftover over energy under which a block of the still fits the frame (0: equal, 1: unrelated)."""


@dataclass(frozen=True)
class Identity:
    """What the comparison of a still with the best frame and with the other frames of the recording gives."""

    agreement: float
    """Share of the textured blocks under the still that fit the best frame."""
    singled_out: float
    """The ratio above less a half, from -1 to 1, made smaller where few blocks change; 0 where nothing changes."""
    stands_out: float
    """Natural logarithm of the median frame's misfit over the best frame's."""
    excess: float
    """Natural logarithm of the leftover of moving parts over that of the rest; 0 where either is missing."""
    equals: float
    """Natural logarithm of the share of the other frames that cannot be told apart from the best: (k + 1) / (n + 2)
    for k of n, at least a hundredth, so that long windows count no more than 100 frames. Where no block changes (a
    still camera on a still scene, a picture) many equals tell nothing, and count as a fifth; few of them still tell."""
    leftover: float
    """Natural logarithm of what is left over at the best frame in the fine pass, where the still is believed."""
    detail: float
    """How far the finest detail of still and best frame agrees: the inverse hyperbolic tangent of a correlation, which
    spreads evenly what lies near 1 (Fisher's z)."""

    @property
    def evidence(self) -> float:
        """Log-odds that it is the same frame rather than the same scene at another moment.

        A logistic model fitted on edited stills compared with their own recording and with others of the same scene
        (decision 10 says how, and how well it does on kinds of footage that were left out of the fit).
        """
        return (
            PRIOR
            + _SINGLED_OUT * self.singled_out
            + _STANDS_OUT * self.stands_out
            + _EXCESS * self.excess
            + _EQUALS * self.equals
            + _LEFTOVER * self.leftover
            + _DETAIL * self.detail
            + _CONSTANT
        )


def is_same_frame(seen: Identity) -> bool:
    """Whether what was seen speaks for the same frame rather than the same scene at another moment."""
    shared = seen.agreement >= _LEAST_AGREEMENT and seen.singled_out >= _LEAST_SINGLED_OUT
    return shared and seen.evidence > 0.0


def identity(found: Pinpointed) -> Identity:
    """Compare the still with all frames of the coarse pass, block by block."""
    laid, best = _some(found.coarse, found.best)
    still, frames = laid.template.image, laid.warped
    shared = (laid.valid & laid.valid[best]).astype(np.float32)
    apart = block_means((frames - frames[best]) ** 2 * shared, BLOCK)
    leftover = _blocks((still - frames[best]) ** 2)
    energy = 0.5 * (_blocks(still**2) + _blocks(frames[best] ** 2))
    drawn = _blocks(still**2) > _DRAWN * block_means(frames**2, BLOCK).max(axis=0) + CHANGED
    textured = (_blocks(laid.valid[best].astype(np.float32)) > 0.9) & (energy > _TEXTURED) & ~drawn
    misfits = laid.misfits
    stands_out = math.log((float(np.median(misfits)) + _LEAST) / (float(misfits.min()) + _LEAST))
    left, detail = math.log(found.cost + _LEAST), _detail(found.detail)
    equals = math.log(max(float(found.alike.sum()) / (len(found.alike) + 1), _FEWEST_EQUALS))
    if not textured.any():
        # Nothing to compare block by block: what is left over, and how far the frame stands out, decide alone.
        return Identity(1.0, 0.0, stands_out, 0.0, min(equals, _UNTOLD), left, detail)
    agreement = float((leftover < _FITS * energy)[textured].mean())
    changed = (apart > np.maximum(DIFFERS * energy, CHANGED)) & textured
    moving = changed.mean(axis=0) > _OFTEN
    excess = _excess(leftover, energy, moving, textured & ~moving)
    counts = changed.sum(axis=(1, 2))
    if not counts.max():
        return Identity(agreement, 0.0, stands_out, excess, min(equals, _UNTOLD), left, detail)
    worse = block_means(((still - frames) ** 2 - (still - frames[best]) ** 2) * shared, BLOCK)
    # Frames that differ little from the best one say little: those that differ most decide.
    telling = counts >= max(1, counts.max() // 2)
    ratio = float((worse * changed)[telling].sum() / (apart * changed)[telling].sum())
    ratio /= max(_correlation(still, frames[best], textured), _FAINTEST)
    weight = min(math.log1p(float(counts[telling].mean())), _ENOUGH) / _ENOUGH
    singled_out = (min(max(ratio, -0.5), 1.5) - 0.5) * weight
    return Identity(agreement, singled_out, stands_out, excess, equals, left, detail)


def _detail(correlation: float | None) -> float:
    """See Identity.detail."""
    known = _NO_DETAIL if correlation is None else correlation
    return math.atanh(min(max(known, _LEAST_DETAIL), _MOST_DETAIL))


def _some(laid: Laid, best: int) -> tuple[Laid, int]:
    """A spread of the laid frames with the one at window position ``best`` among them, and its row."""
    at = int(np.searchsorted(laid.frames, best))
    # Spread over time, not over what was laid: beside the best frame every one is.
    spread = np.linspace(laid.frames[0], laid.frames[-1], _COMPARED)
    rows = np.unique(np.r_[np.searchsorted(laid.frames, spread), at])
    some = replace(
        laid,
        still_to_frame=laid.still_to_frame[rows],
        warped=laid.warped[rows],
        valid=laid.valid[rows],
        frames=laid.frames[rows],
    )
    return some, int(np.searchsorted(rows, at))


def _correlation(still: NDArray[np.float32], frame: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    """Of a still and a frame, over some blocks."""
    both, one, other = (float(_blocks(values)[where].sum()) for values in (still * frame, still**2, frame**2))
    return both / math.sqrt(one * other + 1e-9)


def _excess(
    leftover: NDArray[np.float32], energy: NDArray[np.float32], moving: NDArray[np.bool_], rest: NDArray[np.bool_]
) -> float:
    """See Identity.excess."""
    if not moving.any() or rest.sum() < _FEW:
        return 0.0
    there, elsewhere = (float(leftover[part].sum() / energy[part].sum()) for part in (moving, rest))
    return math.log((there + _LEAST_SHARE) / (elsewhere + _LEAST_SHARE))


def _blocks(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Block means of one picture."""
    return np.asarray(block_means(values[None], BLOCK)[0], np.float32)

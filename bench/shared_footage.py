"""A match to another file that holds the very frame: an excerpt, a crop or a cut of the same footage is no wrong video.

Twins are found by whole frames; a file that was cropped or cut together from another's footage is none. What counts in
the end is what the answer shows: the frame that it names, laid by its own homography where the still shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from bench import alike
from bench.footage import decode, grey_pixels
from bench.geometry import inverse
from bench.runs import view_of_truth
from bench.truth import Still, Truth

LEAST_CORRELATION = 0.95
"""Of the two frames in what the still shows, with no block that visibly differs (bench.alike)."""


def holds_the_frame(match: Mapping[str, Any], still: Still, truth: Truth, paths: Mapping[str, Path]) -> bool:
    """Whether the frame that a match names looks like the true one in what the still shows.

    `paths` gives the file of every SHA-256.
    """
    path, true_path = paths.get(match["sha256"]), paths.get(truth.sha256)
    if path is None or true_path is None or match.get("frame_index") is None:
        return False
    view = view_of_truth(truth, (still.width, still.height))
    still_to_grid = view.frame_to_grid @ inverse(np.array(truth.frame_to_still))
    frame_to_still = inverse(np.array(match["still_to_frame"], dtype=np.float64))
    # On the grid of the true frame, whatever the size of the other file.
    other_view = alike.View(np.asarray(still_to_grid @ frame_to_still, dtype=np.float64), view.mask)
    true = _seen(true_path, truth.frame_index, view)
    other = _seen(path, int(match["frame_index"]), other_view)
    if true is None or other is None:
        return False
    apart = alike.shifted_difference(other, true, view.mask)
    return not apart.is_visible and _correlation(true[view.mask], other[view.mask]) >= LEAST_CORRELATION


def _seen(path: Path, index: int, view: alike.View) -> alike.Grey | None:
    frame = next(islice(decode(path), index, None), None)
    return None if frame is None else alike.seen(alike.Pyramid(grey_pixels(frame)), view)


def _correlation(one: alike.Grey, other: alike.Grey) -> float:
    a, b = one - one.mean(), other - other.mean()
    return float((a * b).sum() / max(float(np.sqrt((a * a).sum() * (b * b).sum())), 1e-6))

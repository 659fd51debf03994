"""From a located frame to the Match that is reported: region, crop, what is left of the frame, simple alterations."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Source
from freezeframe.kernels.homography import transfer
from freezeframe.media import StillPicture
from freezeframe.trace.locate import Located
from freezeframe.trace.result import Alteration, Match, Moment
from freezeframe.types import Matrix

_COLOURLESS = 6.0
"""Mean distance of a still's colour channels from each other (8-bit levels) under which it counts as grey."""
_SAMPLED = 256
"""Rows and columns of a region whose colour is looked at, about."""
_WHOLE = 0.9
"""A region that covers this share of the still is the whole still."""
_NEAR = 0.01
"""Share of the frame's diagonal within which a corner is where it is."""
_RESCALED = 0.05
"""A still enlarged or shrunk by less than this share counts as unscaled."""


def describe_match(still: StillPicture, located: Located, source: Source, fingerprint: Fingerprint) -> Match:
    """Work out what is reported of one located medium."""
    medium, facts = located.medium, located.medium.facts
    to_frame = located.still_to_frame
    size = (facts.width, facts.height)
    region = _region(still, located, to_frame, size)
    laid = transfer(to_frame, region)
    seen = _inside(laid, size)
    crop = _four_corners(laid, seen, size)
    visible = min(_area(seen) / float(facts.width * facts.height), 1.0)
    mirrored = bool(np.linalg.det(to_frame) < 0)
    grey = bool(_colourless(still, region) and not facts.grey)
    return Match(
        source_id=source.id,
        path=medium.path,
        sha256=medium.sha256,
        media=facts.kind,
        title=source.title,
        published=source.published,
        published_from=source.published_from,
        region=region,
        moment=_moment(located, fingerprint) if facts.kind == "video" else None,
        frame_size=size,
        rotation=facts.rotation,
        sar=facts.sar,
        log10_nfa=located.verified.log10_nfa,
        tests=round(10.0**located.verified.log10_tests),
        inliers=located.verified.inliers,
        still_to_frame=to_frame / to_frame[2, 2],
        mirrored=mirrored,
        grey=grey,
        visible_fraction=visible,
        crop=crop,
        alterations=_alterations(region, laid, crop, visible, mirrored, grey),
        cost=located.pinned.misfit if located.pinned else float("inf"),
    )


def _moment(located: Located, fingerprint: Fingerprint) -> Moment:
    if located.pinned:
        best = int(located.frames[located.pinned.best])
        runs = _runs(located.frames[located.pinned.alike])
    else:
        best, runs = located.keyframe, ((located.keyframe, located.keyframe),)
    table = fingerprint.table
    return Moment(best, int(table.pts[best]), table.time_base, table.seconds(best), runs)


def _runs(frames: NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """Ascending frame indices as runs of neighbours, first and last included."""
    breaks = np.flatnonzero(np.diff(frames) > 1)
    firsts = np.r_[frames[:1], frames[breaks + 1]]
    lasts = np.r_[frames[breaks], frames[-1:]]
    return tuple((int(a), int(b)) for a, b in zip(firsts, lasts, strict=True))


def _region(still: StillPicture, located: Located, to_frame: Matrix, size: tuple[int, int]) -> NDArray[np.float64]:
    """The part of the still that shows the frame: where its panel lies inside the frame and can be believed."""
    height, width = still.colour.shape[:2]
    whole = _outline(0, 0, width, height)
    box = located.box
    panel = _outline(box.left, box.top, box.right, box.bottom)
    outline = transfer(_inverse(to_frame), _outline(0, 0, *size))
    if not np.all(np.isfinite(outline)) or np.abs(outline).max() > 1e5:
        return whole
    area, inside = cv2.intersectConvexConvex(_hull(panel), _hull(outline))
    if inside is None or area <= 0:
        return whole
    if area < _WHOLE * width * height:
        return np.asarray(inside.reshape(-1, 2), np.float64)
    believed = _believed_box(located)
    return believed if believed is not None and _area(believed) < _WHOLE * width * height else whole


def _believed_box(located: Located) -> NDArray[np.float64] | None:
    """The upright box around what agrees with some frame, in still pixels; None when not looked at frame by frame."""
    if located.pinned is None:
        return None
    trusted = cv2.morphologyEx((located.pinned.trust > 0.5).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    rows, columns = np.flatnonzero(trusted.mean(axis=1) > 0.1), np.flatnonzero(trusted.mean(axis=0) > 0.1)
    if not len(rows) or not len(columns):
        return None
    corners = _outline(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    offset = np.array([located.box.left, located.box.top], np.float64)
    return transfer(_inverse(located.pinned.coarse.to_template), corners) + offset


def _outline(left: int, top: int, right: int, bottom: int) -> NDArray[np.float64]:
    """Corners of the pixels [left, right) x [top, bottom): half a pixel outside the outermost centres, shape (4, 2)."""
    edges = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
    return edges - 0.5


def _alterations(
    region: NDArray[np.float64],
    laid: NDArray[np.float64],
    crop: NDArray[np.float64],
    visible: float,
    mirrored: bool,
    grey: bool,
) -> tuple[Alteration, ...]:
    """Simple alterations; ``laid`` is the region on the frame."""
    found = []
    if visible < 0.97:
        found.append(Alteration("cropped", crop, "frame"))
    if mirrored:
        found.append(Alteration("mirrored", region, "still"))
    if grey:
        found.append(Alteration("grey", region, "still"))
    if abs(float(np.sqrt(_area(laid) / max(_area(region), 1.0))) - 1) > _RESCALED:
        found.append(Alteration("rescaled", region, "still"))
    return tuple(found)


def _colourless(still: StillPicture, region: NDArray[np.float64]) -> bool:
    low = np.maximum(np.floor(region.min(0)), 0).astype(int)
    high = np.ceil(region.max(0)).astype(int)
    part = still.colour[low[1] : high[1] + 1, low[0] : high[0] + 1]
    # A sample of pixels tells as much as all of them.
    part = part[:: max(part.shape[0] // _SAMPLED, 1), :: max(part.shape[1] // _SAMPLED, 1)].astype(np.int16)
    return bool(np.median(part.max(axis=2) - part.min(axis=2)) < _COLOURLESS) if part.size else False


def _inside(laid: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float64]:
    """The part of a convex polygon that lies in the frame, shape (n, 2); without area where there is none."""
    area, inside = cv2.intersectConvexConvex(_hull(laid), _hull(_outline(0, 0, *size)))
    return np.asarray(inside.reshape(-1, 2), np.float64) if inside is not None and area > 0 else _kept(laid[:1], size)


def _kept(points: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float64]:
    """The points, those outside the frame brought to its outline."""
    return np.clip(points, -0.5, np.array(size, np.float64) - 0.5)


def _four_corners(laid: NDArray[np.float64], seen: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float64]:
    """Four corners in the frame around what is ``seen`` of it, shape (4, 2).

    They are the region's own where these lie in the frame, or very near it; else those of the shape that is left, where
    that has four; else those of the upright box around it.
    """
    edge = _NEAR * float(np.hypot(*size))
    kept = _kept(laid, size)
    if len(laid) == 4 and np.abs(kept - laid).max() <= edge:
        return kept
    simple = cv2.approxPolyDP(_hull(seen), edge, closed=True).reshape(-1, 2)
    if len(simple) == 4:
        return np.asarray(simple, np.float64)
    (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)


def _inverse(matrix: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(matrix), np.float64)


def _hull(polygon: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(cv2.convexHull(polygon.astype(np.float32)), np.float32)


def _area(polygon: NDArray[np.float64]) -> float:
    return abs(float(cv2.contourArea(polygon.astype(np.float32))))

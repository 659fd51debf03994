"""From a located frame to the Match that is reported: region, crop, what is left of the frame, what was done to it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint
from freezeframe.archive.records import Source
from freezeframe.kernels.homography import transfer
from freezeframe.kernels.outlines import area, common, outer_edge, pieces_outside
from freezeframe.media import StillPicture
from freezeframe.trace.alterations import alterations_of
from freezeframe.trace.locate import Located
from freezeframe.trace.result import Alteration, Match, Moment
from freezeframe.types import Colour, Matrix

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
_CROPPED = 0.97
"""Share of the frame over which it is nearly whole."""
_PIECE = 0.005
"""Share of the frame under which a piece that was cut away is not told."""
_SLIVER, _DEEP = 0.01, 3.0
"""Share of the frame, and its depth in still pixels, from which a piece of a frame that is nearly whole is told: a line
of text may be in it."""
_TURNED = 0.5
"""Degrees under which a still is upright."""


@dataclass(frozen=True)
class _Seen:
    """What a still shows of its frame, and what was found by comparing the two."""

    still_to_frame: Matrix
    region: NDArray[np.float64]
    grey: bool
    alterations: tuple[Alteration, ...]
    strips: tuple[NDArray[np.float64], ...] = ()
    """Opaque strips over its edges, in still pixels."""


def describe_match(
    still: StillPicture, located: Located, source: Source, fingerprint: Fingerprint, frame: Colour | None = None
) -> Match:
    """Work out what is reported of one located medium.

    ``frame`` is the one that fits best, in colour, shape (height, width, 3); without it the two are not compared, and
    only what follows from the geometry is reported.
    """
    medium, facts = located.medium, located.medium.facts
    size = (facts.width, facts.height)
    seen = _without_frame(still, located, size) if frame is None else _compared(still, located, frame)
    laid = transfer(seen.still_to_frame, seen.region)
    inside = _inside(laid, size)
    crop = _four_corners(laid, inside, size)
    visible = min(area(inside) / float(facts.width * facts.height), 1.0)
    mirrored = bool(np.linalg.det(seen.still_to_frame) < 0)
    return Match(
        source_id=source.id,
        path=medium.path,
        sha256=medium.sha256,
        media=facts.kind,
        title=source.title,
        published=source.published,
        published_from=source.published_from,
        region=seen.region,
        moment=_moment(located, fingerprint) if facts.kind == "video" else None,
        frame_size=size,
        rotation=facts.rotation,
        sar=facts.sar,
        log10_nfa=located.verified.log10_nfa,
        tests=round(10.0**located.verified.log10_tests),
        inliers=located.verified.inliers,
        still_to_frame=seen.still_to_frame / seen.still_to_frame[2, 2],
        mirrored=mirrored,
        grey=seen.grey,
        visible_fraction=visible,
        crop=crop,
        alterations=(
            *_cut(still, seen, inside, crop, size),
            *_placed(seen, mirrored),
            *seen.alterations,
        ),
        cost=located.pinned.misfit if located.pinned else float("inf"),
    )


def _without_frame(still: StillPicture, located: Located, size: tuple[int, int]) -> _Seen:
    region = _region(still, located, located.still_to_frame, size)
    grey = _colourless(still, region) and not located.medium.facts.grey
    return _Seen(located.still_to_frame, region, grey, ())


def _compared(still: StillPicture, located: Located, frame: Colour) -> _Seen:
    height, width = still.colour.shape[:2]
    box = located.box
    panel = outer_edge(box.left, box.top, box.right, box.bottom)
    whole = area(panel) >= _WHOLE * width * height
    found = alterations_of(still, frame, located.still_to_frame, None if whole else panel)
    grey = found.colours.grey
    if grey is None:
        # What is seen of the frame has hardly any colour; the rest of the video may tell.
        grey = _without_any(found.still[found.shown]) and not located.medium.facts.grey
    return _Seen(found.still_to_frame, found.region, grey, found.alterations, found.strips)


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
    """The part of the still that shows the frame: where its panel lies inside the frame and is believed."""
    height, width = still.colour.shape[:2]
    whole = outer_edge(0, 0, width, height)
    box = located.box
    panel = outer_edge(box.left, box.top, box.right, box.bottom)
    outline = transfer(_inverse(to_frame), outer_edge(0, 0, *size))
    if not np.all(np.isfinite(outline)) or np.abs(outline).max() > 1e5:
        return whole
    inside = common(panel, outline)
    if not len(inside):
        return whole
    if area(inside) < _WHOLE * width * height:
        return inside
    box_of = _believed_box(located)
    return box_of if box_of is not None and area(box_of) < _WHOLE * width * height else whole


def _believed_box(located: Located) -> NDArray[np.float64] | None:
    """The upright box around what agrees with some frame, in still pixels; None when not looked at frame by frame."""
    if located.pinned is None:
        return None
    trusted = cv2.morphologyEx((located.pinned.trust > 0.5).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    rows, columns = np.flatnonzero(trusted.mean(axis=1) > 0.1), np.flatnonzero(trusted.mean(axis=0) > 0.1)
    if not len(rows) or not len(columns):
        return None
    corners = outer_edge(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    offset = np.array([located.box.left, located.box.top], np.float64)
    return transfer(_inverse(located.pinned.coarse.to_template), corners) + offset


def _under(still: StillPicture, seen: _Seen, size: tuple[int, int]) -> NDArray[np.float64] | None:
    """The part of the frame within the outline of a still that has a strip along one side, shape (n, 2).

    Whether the strip was laid over the picture or set beside it when that had been cut cannot be seen. None where the
    still has no such strip.
    """
    if not any(one.values.get("beside") for one in seen.alterations):
        return None
    height, width = still.colour.shape[:2]
    laid = transfer(seen.still_to_frame, outer_edge(0, 0, width, height))
    return _inside(laid, size) if np.all(np.isfinite(laid)) else None


def _over(seen: _Seen, size: tuple[int, int]) -> list[NDArray[np.float64]]:
    """Parts of the frame that lie under an opaque strip over an edge of the still, each (n, 2)."""
    return [_inside(transfer(seen.still_to_frame, common(strip, seen.region)), size) for strip in seen.strips]


def _cut(
    still: StillPicture, seen: _Seen, inside: NDArray[np.float64], crop: NDArray[np.float64], size: tuple[int, int]
) -> list[Alteration]:
    """What is left of the frame, and the pieces that are not; ``inside`` is the shape of what is seen of it.

    Pieces under a strip beside the picture, or of it where a strip lies over its edge, were covered by it or cut away,
    and are told apart; over the edge of a whole frame a strip covers it.
    """
    whole, under = float(size[0] * size[1]), _under(still, seen, size)
    visible = min(area(inside) / whole, 1.0)
    away = [p for p in pieces_outside(inside if under is None else under, size) if area(p) >= _PIECE * whole]
    if visible >= _CROPPED:
        # So little may be an outline that is a pixel off.
        away = [piece for piece in away if area(piece) >= _SLIVER * whole and _depth(piece, seen) >= _DEEP]
    covered = [] if under is None else [common(piece, under) for piece in pieces_outside(inside, size)]
    covered = [piece for piece in (*covered, *_over(seen, size)) if area(piece) >= _PIECE * whole]
    cropped = visible < _CROPPED or bool(away)
    told = {"covered": 1.0} if cropped else {"covered": 1.0, "sure": 1.0}
    found = [Alteration("cropped", crop, "frame", values={"share": visible})] if cropped else []
    found += [Alteration("cut_away", piece, "frame", values={"share": area(piece) / whole}) for piece in away]
    return found + [
        Alteration("cut_away", piece, "frame", values={"share": area(piece) / whole, **told}) for piece in covered
    ]


def _depth(piece: NDArray[np.float64], seen: _Seen) -> float:
    """How deep a piece of the frame is, in still pixels."""
    in_still = transfer(_inverse(seen.still_to_frame), piece)
    return area(in_still) / max(float(np.ptp(in_still, axis=0).max()), 1e-6)


def _placed(seen: _Seen, mirrored: bool) -> list[Alteration]:
    """How the still was turned and resized, and whether its colour was taken away."""
    found = []
    if mirrored:
        found.append(Alteration("mirrored", seen.region, "still"))
    degrees, factor = _turned_and_scaled(seen.still_to_frame, seen.region.mean(axis=0))
    if abs(degrees) >= _TURNED:
        found.append(Alteration("rotated", seen.region, "still", values={"degrees": degrees}))
    across, down = _sides_scaled(seen.still_to_frame, seen.region.mean(axis=0))
    if max(abs(factor - 1), abs(across - 1), abs(down - 1)) > _RESCALED:
        values = {"factor": factor, "across": across, "down": down}
        found.append(Alteration("rescaled", seen.region, "still", values=values))
    if seen.grey:
        found.append(Alteration("grey", seen.region, "still"))
    return found


def _turned_and_scaled(still_to_frame: Matrix, place: NDArray[np.float64]) -> tuple[float, float]:
    """Degrees by which the still was turned, clockwise, and times by which it was enlarged, at a place of the still.

    Of a mirrored still: after left and right were exchanged.
    """
    here, right, down = transfer(still_to_frame, place + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    to_still = np.linalg.inv(np.column_stack([right - here, down - here]))
    if np.linalg.det(to_still) < 0:
        to_still = np.diag([-1.0, 1.0]) @ to_still
    angle = np.arctan2(to_still[1, 0] - to_still[0, 1], to_still[0, 0] + to_still[1, 1])
    return float(np.degrees(angle)), float(np.sqrt(np.linalg.det(to_still)))


def _sides_scaled(still_to_frame: Matrix, place: NDArray[np.float64]) -> tuple[float, float]:
    """Times by which the frame was enlarged along its width and along its height, at a place of the still."""
    here, right, down = transfer(still_to_frame, place + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    to_still = np.linalg.inv(np.column_stack([right - here, down - here]))
    return float(np.linalg.norm(to_still[:, 0])), float(np.linalg.norm(to_still[:, 1]))


def _colourless(still: StillPicture, region: NDArray[np.float64]) -> bool:
    low = np.maximum(np.floor(region.min(0)), 0).astype(int)
    high = np.ceil(region.max(0)).astype(int)
    part = still.colour[low[1] : high[1] + 1, low[0] : high[0] + 1]
    # A sample of pixels tells as much as all of them.
    part = part[:: max(part.shape[0] // _SAMPLED, 1), :: max(part.shape[1] // _SAMPLED, 1)].astype(np.int16)
    return bool(np.median(part.max(axis=2) - part.min(axis=2)) < _COLOURLESS) if part.size else False


def _without_any(colours: NDArray[np.uint8]) -> bool:
    """Whether the channels of nearly all pixels, shape (n, 3), are equal, as in a grey file."""
    return bool(colours.size) and bool((np.ptp(colours, axis=1) <= 1).mean() >= _WHOLE)


def _inside(laid: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float64]:
    """The part of a convex polygon that lies in the frame, shape (n, 2); without area where there is none."""
    inside = common(laid, outer_edge(0, 0, *size))
    return inside if len(inside) else _kept(laid[:1], size)


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

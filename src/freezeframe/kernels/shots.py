"""Where a video changes: cuts between shots, and the frames worth keeping.

Works on small grids (area-averaged luma) of every frame, so it costs little beside decoding. A cut is a sudden loss of
correlation that stands out from the motion around it. A keyframe is kept at the start of a shot and then whenever the
picture has moved on: the camera has moved so far that part of the view is new, or the view has changed where the camera
has not moved. A budget (a token bucket in video time) keeps restless footage from filling the disk.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

GRID_CELLS = 2304
"""Cells of a grid, about 64 x 36; each side follows the picture's shape."""


@dataclass(frozen=True)
class KeyframeOptions:
    """When a frame is kept. Times in seconds of video, grey levels of 255."""

    least_gap: float = 0.5
    """Within a shot no two keyframes are nearer than this."""
    look_every: float = 0.12
    """How often a frame is compared with the last keyframe: a comparison costs more than a small frame's decoding."""
    rate: float = 0.6
    """Keyframes a second that the budget earns."""
    burst: float = 6.0
    """Keyframes that the budget can save up."""
    overlap: float = 0.80
    """A camera that has moved on until less than this share of the last keyframe is in view is new content."""
    alike: float = 0.85
    """Correlation with the last keyframe, after its motion is undone, under which the view has changed."""
    block_change: float = 14.0
    """Mean grey difference of a block (after motion) that counts as changed."""
    blocks_changed: float = 0.08
    """Share of blocks changed that makes new content."""
    texture_alike: float = 0.5
    """Correlation of the fine texture, less its surroundings, under which weak texture (clouds) has moved on."""
    texture_gap: float = 1.5
    """Seconds after the last keyframe before the fine texture counts: in noise it never agrees."""


def grid_size(width: int, height: int) -> tuple[int, int]:
    """Columns and rows of the grid for a picture of this size."""
    columns = round((GRID_CELLS * width / height) ** 0.5)
    columns = min(max(columns, 8), GRID_CELLS // 8)
    return columns, max(round(GRID_CELLS / columns), 8)


def grid_of(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Area-averaged luma, shape (rows, columns) of ``grid_size``."""
    height, width = grey.shape
    step = max(1, min(width, height) // 320)
    grid = cv2.resize(grey[::step, ::step], grid_size(width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(grid, np.uint8)


def correlation(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Pearson correlation of two equal-shaped arrays; 1 when both are flat and equal, 0 when only one is flat."""
    x, y = a - a.mean(), b - b.mean()
    spread = float(np.sqrt((x * x).mean() * (y * y).mean()))
    if spread < 0.25:
        return 1.0 if float(np.abs(a - b).mean()) < 2.0 else 0.0
    return float((x * y).mean()) / spread


@dataclass
class ShotCutter:
    """Says of each grid in turn whether a new shot begins with it."""

    _last: NDArray[np.float32] | None = None
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=12))

    def push(self, grid: NDArray[np.uint8]) -> bool:
        """True when ``grid`` is the first of a shot (always for the first)."""
        now, last, self._last = grid.astype(np.float32), self._last, grid.astype(np.float32)
        if last is None:
            return True
        change = float(np.abs(now - last).mean())
        cut = change > 6.0 and change > 4.0 * self._usual() and correlation(now, last) < 0.6
        if cut:
            self._recent.clear()
        else:
            self._recent.append(change)
        return cut

    def _usual(self) -> float:
        """The change that is usual from one frame to the next."""
        return float(np.median(self._recent)) if self._recent else 0.0


class KeyframeChooser:
    """Says of each grid in turn whether its frame is to be kept."""

    def __init__(self, options: KeyframeOptions | None = None) -> None:
        self._options = options or KeyframeOptions()
        self._kept: NDArray[np.float32] | None = None
        self._kept_at = 0.0
        self._tokens = self._options.burst
        self._clock = 0.0
        self._looked_at = 0.0

    def push(self, grid: NDArray[np.uint8], seconds: float, new_shot: bool) -> bool:
        """True when the frame shown at ``seconds`` is to be kept; ``new_shot`` keeps it whatever the budget says."""
        earned = max(seconds - self._clock, 0.0) * self._options.rate
        self._tokens = min(self._tokens + earned, self._options.burst)
        self._clock = seconds
        if not new_shot:
            if seconds - self._kept_at < self._options.least_gap or self._tokens < 1.0:
                return False
            if seconds - self._looked_at < self._options.look_every:
                return False
            self._looked_at = seconds
            late = seconds - self._kept_at >= self._options.texture_gap
            if not self._moved_on(grid.astype(np.float32), late):
                return False
        self._kept, self._kept_at = grid.astype(np.float32), seconds
        self._tokens = max(self._tokens - 1.0, -self._options.burst)
        return True

    def _moved_on(self, now: NDArray[np.float32], late: bool) -> bool:
        kept = self._kept
        if kept is None:
            return True
        rows, columns = now.shape
        # OpenCV multiplies its inputs by the window in place when their size needs no padding.
        (dx, dy), _ = cv2.phaseCorrelate(kept.copy(), now.copy(), _window(columns, rows))
        dx, dy = round(dx), round(dy)
        if max(1 - abs(dx) / columns, 0) * max(1 - abs(dy) / rows, 0) < self._options.overlap:
            dx = dy = 0
        candidates = [_overlap(kept, now, 0, 0)]
        if dx or dy:
            candidates.append(_overlap(kept, now, dx, dy))
        if all(self._differs(a, b) for a, b in candidates):
            return True
        return late and correlation(_texture(kept), _texture(now)) < self._options.texture_alike

    def _differs(self, a: NDArray[np.float32], b: NDArray[np.float32]) -> bool:
        if correlation(a, b) < self._options.alike:
            return True
        change = np.abs(a - b - float(np.median(a - b)))
        rows, columns = a.shape
        blocks = cv2.resize(change, (max(columns // 6, 1), max(rows // 6, 1)), interpolation=cv2.INTER_AREA)
        return bool((blocks > self._options.block_change).mean() > self._options.blocks_changed)


def _texture(grid: NDArray[np.float32]) -> NDArray[np.float32]:
    """What a grid shows beside its surroundings of five cells, stretched so that weak texture is not taken for none."""
    return np.asarray(16.0 * (grid - cv2.blur(grid, (5, 5))), np.float32)


def _window(columns: int, rows: int) -> NDArray[np.float32]:
    return np.asarray(cv2.createHanningWindow((columns, rows), cv2.CV_32F), np.float32)


def _overlap(
    a: NDArray[np.float32], b: NDArray[np.float32], dx: int, dy: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The parts of ``a`` and of ``b`` (``a`` moved by dx, dy) that show the same."""
    rows, columns = a.shape
    top, left = max(dy, 0), max(dx, 0)
    height, width = rows - abs(dy), columns - abs(dx)
    moved = b[top : top + height, left : left + width]
    return a[top - dy : top - dy + height, left - dx : left - dx + width], moved

"""When the frames of a video are shown: the table of a full decode, and a clock for streams whose times go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_RESET_SECONDS = 1.0
"""A PTS that lies further back than this begins a new count (joined recordings, a broadcast's counter)."""


class Clock:
    """Times that never go back, in ticks, from PTS that may.

    A PTS a little under the ones before shows a frame at once; one far back goes on from the last one.
    """

    def __init__(self, time_base: Fraction) -> None:
        self._reset = round(_RESET_SECONDS / time_base)
        self._latest: int | None = None
        self._offset = 0
        self._step = 0

    def tick(self, pts: int) -> int:
        """When a frame is shown, in ticks from the first."""
        if self._latest is None:
            self._latest, self._offset = 0, -pts
            return 0
        time = pts + self._offset
        if time < self._latest - self._reset:
            self._offset += self._latest + self._step - time
            time = self._latest + self._step
        time = max(time, self._latest)
        self._step = time - self._latest or self._step
        self._latest = time
        return time


@dataclass(frozen=True)
class FrameTable:
    """Where every frame of a video is: what makes a seek exact."""

    pts: NDArray[np.int64]
    """Presentation time of frame i in ticks, shape (frames,)."""
    intra: NDArray[np.int64]
    """Indices of the frames at which decoding can begin, ascending."""
    time_base: Fraction
    size: tuple[int, int] | None = None
    """Width and height of the first frame as it is shown, which all frames are brought to; None when not known."""

    @property
    def seekable(self) -> bool:
        """Whether PTS name the frames uniquely and in order; otherwise decoding starts at frame 0."""
        return bool(len(self.pts) < 2 or np.all(np.diff(self.pts) > 0))

    @cached_property
    def _shown(self) -> NDArray[np.int64]:
        """When each frame is shown, in ticks from the first, never going back."""
        if self.seekable:
            return self.pts - self.pts[:1]
        clock = Clock(self.time_base)
        return np.array([clock.tick(pts) for pts in self.pts.tolist()], np.int64)

    def seconds(self, index: int) -> float:
        """Time of a frame counted from the first shown frame."""
        return float(int(self._shown[index]) * self.time_base)

    def entry(self, index: int) -> int:
        """The frame at which decoding must begin to reach ``index``."""
        at = int(np.searchsorted(self.intra, index, side="right")) - 1
        return int(self.intra[at]) if at >= 0 and self.seekable else 0

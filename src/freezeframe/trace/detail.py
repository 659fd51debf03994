"""The finest detail of a still beside that of the frame it was laid on.

Another recording of a scene, or another moment, has the same large shapes; its grain, leaves, faces and letters are not
where the still has them. An edit takes detail away or adds some in places, and leaves the rest where it was.
"""

from __future__ import annotations

import cv2
import numpy as np

from freezeframe.kernels.compare import detail_agreement
from freezeframe.trace.laying import BLOCK, Laid, shrinking, shrunk
from freezeframe.types import Grey


def detail(still: Grey, frame: Grey, laid: Laid, row: int) -> float | None:
    """How far the detail of a still and of the frame in a row of ``laid`` agrees, -1 to 1; None where there is none.

    Of the plain pictures at the size they were laid at: normalising would enlarge the noise of what is smooth.
    """
    size = laid.template.image.shape[::-1]
    small = still if still.shape[::-1] == size else cv2.resize(still, size, interpolation=cv2.INTER_AREA)
    to_frame = shrinking(laid.times) @ laid.still_to_frame[row] @ np.linalg.inv(laid.to_template)
    there = cv2.warpPerspective(
        shrunk(frame, laid.times).astype(np.float32),
        to_frame,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return detail_agreement(small.astype(np.float32), np.asarray(there, np.float32), laid.valid[row], BLOCK)

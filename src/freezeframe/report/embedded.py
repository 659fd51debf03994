"""Small copies of a case's pictures, as parts of the page: as large as the number of them allows."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from freezeframe.cases.document import CaseDocument, CaseExhibit
from freezeframe.config import side_by_side
from freezeframe.errors import FreezeframeError
from freezeframe.media import read_still
from freezeframe.report.page import Preview, without_folders
from freezeframe.report.placing import enlarged

WIDTHS = ((40, 1280), (90, 960), (200, 720))
"""Up to so many exhibits, so wide; a page of a large case must still open."""
_LEAST_WIDTH = 480
_TALLEST = 1600
_THUMBNAIL = 320
_QUALITY = 80
LEFT_OUT = frozenset({"blink"})
"""Kinds that the page has already: it lays the two over each other itself."""


@dataclass(frozen=True)
class Lost:
    """A picture that cannot be shown."""

    why: str


class Pictures:
    """Reads the pictures of a case folder and makes small copies."""

    def __init__(self, document: CaseDocument, folder: Path) -> None:
        self._folder = folder
        number = sum(exhibit.kind not in LEFT_OUT for exhibit in document.exhibits)
        self.width = next((width for most, width in WIDTHS if number <= most), _LEAST_WIDTH)
        """Pixels that a copy of an exhibit is wide at most."""
        files = dict.fromkeys(exhibit.file for exhibit in document.exhibits if exhibit.kind not in LEFT_OUT)
        made = side_by_side(lambda file: self._copy(file, self.width), files)
        self._exhibits = dict(zip(files, made, strict=True))

    def thumbnail(self, file: str) -> Preview | Lost:
        """A copy for an overview."""
        return self._copy(file, _THUMBNAIL)

    def whole(self, file: str) -> Preview | Lost:
        """A copy as large as an exhibit's."""
        return self._copy(file, self.width)

    def exhibit(self, exhibit: CaseExhibit) -> Preview | Lost:
        """A copy of an exhibit."""
        return self._exhibits[exhibit.file]

    def _copy(self, file: str, width: int) -> Preview | Lost:
        try:
            picture = read_still(self._folder / file).colour
        except FreezeframeError as error:
            return Lost(without_folders(f"{Path(file).name}: {error.reason}"))
        high, wide = picture.shape[:2]
        small = enlarged(picture, min(width / wide, _TALLEST / high, 1.0))
        written = io.BytesIO()
        # Not optimize=True: Pillow's buffer for it is too small for noise, and libjpeg then gives up.
        Image.fromarray(np.ascontiguousarray(small[..., ::-1])).save(written, "JPEG", quality=_QUALITY, subsampling=0)
        text = base64.b64encode(written.getvalue()).decode("ascii")
        return Preview(f"data:image/jpeg;base64,{text}", small.shape[1], small.shape[0])

"""Stills: picture files decoded to 8-bit colour."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from freezeframe.config import LIMITS
from freezeframe.errors import BadInput, FreezeframeError
from freezeframe.media.files import must_be_file
from freezeframe.types import Colour, Grey

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP")
"""The formats that may be tried, by Pillow's names: an EPS would start Ghostscript, others are rarely looked after."""


@dataclass(frozen=True)
class StillPicture:
    """A still decoded after its EXIF orientation, transparency laid on white."""

    colour: Colour
    format: str
    """Pillow's name of the format, lower case."""

    def grey(self) -> Grey:
        """Luma (BT.601), shape (height, width)."""
        return np.asarray(cv2.cvtColor(self.colour, cv2.COLOR_BGR2GRAY), np.uint8)


@contextlib.contextmanager
def open_picture(path: Path) -> Iterator[Image]:
    """Open a picture file in one of the known formats, not yet decoded; Pillow's warnings are silenced meanwhile.

    Raises whatever Pillow and its plug-ins raise.
    """
    # Half of the start-up time.
    from PIL import Image

    _register_heif()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.MAX_IMAGE_PIXELS = None  # ours is checked by read_still, with an advice of its own
        with Image.open(path, formats=_FORMATS) as image:
            yield image


def read_still(path: Path) -> StillPicture:
    """Decode a picture file; of an animation its first frame.

    Raises BadInput for anything that is not a whole picture of a size that fits into memory, and EnvironmentFault for
    a file that may not be read.
    """
    from PIL import ImageOps, UnidentifiedImageError

    must_be_file(path)
    try:
        with open_picture(path) as image:
            if image.width * image.height > LIMITS.picture_pixels:
                raise BadInput(
                    path,
                    f"has {image.width} x {image.height} pixels, more than can be decoded safely",
                    f"bring it under {LIMITS.picture_pixels // 1_000_000} megapixels first",
                )
            image.load()
            turned = ImageOps.exif_transpose(image)
            return StillPicture(_as_bgr(turned), str(image.format or "").lower())
    except FreezeframeError:
        raise
    except UnidentifiedImageError as error:
        advice = "give JPEG, PNG, WebP, HEIC or AVIF"
        raise BadInput(path, "is no picture in a format that can be read", advice) from error
    except MemoryError as error:
        raise BadInput(path, "does not fit into memory", "bring it to a smaller size first") from error
    except Exception as error:  # plug-ins raise anything at files that were made to break them
        reason = "is a damaged or cut-off picture" if not isinstance(error, PermissionError) else "may not be read"
        raise BadInput(path, reason, "get the file again from where it came") from error


_heif_registered = False


def _register_heif() -> None:
    global _heif_registered  # noqa: PLW0603 (a plug-in can be registered once)
    if not _heif_registered:
        # Loads a codec library.
        import pillow_heif

        pillow_heif.register_heif_opener()
        _heif_registered = True


def _as_bgr(image: Image) -> Colour:
    """Any Pillow mode as 8-bit blue, green, red; 16-bit and float greys are brought to their own range."""
    if image.mode in {"I", "I;16", "I;16B", "I;16L", "F"}:
        values = np.asarray(image).astype(np.float64)
        top = 65535.0 if image.mode.startswith("I") and values.max() > 255 else max(float(values.max()), 1.0)
        grey = np.clip(values / top * 255.0, 0, 255).astype(np.uint8)
        return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        rgba = np.asarray(image.convert("RGBA")).astype(np.float32)
        alpha = rgba[..., 3:] / 255.0
        rgb = np.rint(rgba[..., :3] * alpha + 255.0 * (1.0 - alpha)).astype(np.uint8)
    else:
        rgb = np.asarray(image.convert("RGB"))
    return np.ascontiguousarray(rgb[..., ::-1])

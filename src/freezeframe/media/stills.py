"""Stills: picture files decoded to 8-bit colour."""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Callable, Iterator
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

_STRIPE_PIXELS = 1 << 20
"""Pixels that are converted at once."""


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
            ImageOps.exif_transpose(image, in_place=True)
            return StillPicture(_as_bgr(image), str(image.format or "").lower())
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
    """Any Pillow mode as 8-bit blue, green, red; 16-bit and float greys are brought to their own range.

    It goes by stripes: whatever the mode, beside the decoded picture only the answer takes memory.
    """
    convert: Callable[[Image], Colour]
    if image.mode in {"I", "I;16", "I;16B", "I;16L", "F"}:
        most = max(float(np.asarray(stripe).max()) for _, stripe in _stripes(image))
        top = 65535.0 if image.mode.startswith("I") and most > 255 else max(most, 1.0)
        convert = functools.partial(_grey_stripe, top=top)
    elif image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        convert = _on_white
    else:
        convert = _plain_stripe
    colour = np.empty((image.height, image.width, 3), np.uint8)
    for first, stripe in _stripes(image):
        colour[first : first + stripe.height] = convert(stripe)
    return colour


def _stripes(image: Image) -> Iterator[tuple[int, Image]]:
    """The picture in stripes of some rows each, with the number of their first row."""
    rows = max(_STRIPE_PIXELS // max(image.width, 1), 1)
    for first in range(0, image.height, rows):
        yield first, image.crop((0, first, image.width, min(first + rows, image.height)))


def _grey_stripe(stripe: Image, top: float) -> Colour:
    grey = np.clip(np.asarray(stripe).astype(np.float64) / top * 255.0, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def _on_white(stripe: Image) -> Colour:
    rgba = np.asarray(stripe.convert("RGBA")).astype(np.float32)
    alpha = rgba[..., 3:] / 255.0
    return np.asarray(np.rint(rgba[..., 2::-1] * alpha + 255.0 * (1.0 - alpha)), np.uint8)


def _plain_stripe(stripe: Image) -> Colour:
    return np.asarray(stripe.convert("RGB"))[..., ::-1]

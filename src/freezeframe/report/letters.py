"""Text in pictures: the packaged fonts, lines that fit, and right-to-left scripts in their reading order.

Letters are joined and put in order here, not by the drawing library: its own way depends on what else is installed,
and the same exhibit must have the same pixels everywhere.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from freezeframe.types import Colour

_FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
_ISOLATE, _END = "\u2068", "\u2069"
"""First strong isolate and its end (UAX #9): what is between them is ordered on its own."""
_ISOLATED = re.compile(f"{_ISOLATE}[^{_END}]*{_END}")
_MISSING = "\U0010ffff"
"""A code point that no font draws."""


def isolated(text: str) -> str:
    """A foreign text (a title, a file name) to be put into a sentence: its direction stays its own."""
    return f"{_ISOLATE}{_clean(text)}{_END}"


def drawable(text: str) -> bool:
    """Whether the packaged font has every letter of a text; it has no Chinese, Japanese, Korean or Indic ones."""
    return all(_has(c) for c in _joined(_clean(text)) if not c.isspace() and c not in {_ISOLATE, _END})


def width_of(text: str, size: int, *, bold: bool = False) -> float:
    """Pixels that a text in one line takes."""
    return _font(size, bold).getlength(_bare(_joined(text)))


def lines_of(text: str, size: int, width: float, *, bold: bool = False) -> list[str]:
    """A text broken into lines of at most ``width`` pixels, in logical order; a longer word is broken anywhere."""
    lines, line = [], ""
    for word in _pieces(text, size, width, bold):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size, bold=bold) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return _closed([*lines, line] if line else lines)


def height_of(size: int) -> int:
    """Pixels from one line to the next."""
    return round(size * 1.3)


def write(canvas: Colour, line: str, left: int, top: int, size: int, *, bold: bool = False, ink: int = 0) -> None:
    """Write one line onto a picture, in place; ``ink`` is its grey level."""
    text = _bare(_display(_joined(line)))
    font = _font(size, bold)
    mask = Image.new("L", (int(font.getlength(text)) + size, height_of(size)), 0)
    ImageDraw.Draw(mask).text((0, 0), text, font=font, fill=255)
    below, right = min(mask.height, canvas.shape[0] - top), min(mask.width, canvas.shape[1] - left)
    if below <= 0 or right <= 0:
        return
    cover = np.asarray(mask, np.uint16)[:below, :right, None]
    under = canvas[top : top + below, left : left + right]
    under[:] = ((under * (255 - cover) + ink * cover + 127) // 255).astype(np.uint8)


def _clean(text: str) -> str:
    """One line without control and direction marks; letters and their marks as one where there is one for both."""
    kept = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def _bare(text: str) -> str:
    return text.replace(_ISOLATE, "").replace(_END, "")


@lru_cache(maxsize=4096)
def _joined(text: str) -> str:
    """Arabic letters in the form that they have beside their neighbours."""
    return _reshaper()(text) if any("\u0600" <= c <= "\u08ff" for c in text) else text


@cache
def _reshaper() -> Callable[[str], str]:
    # Rarely needed.
    from arabic_reshaper import ArabicReshaper

    reshape: Callable[[str], str] = ArabicReshaper(configuration={"delete_harakat": False}).reshape
    return reshape


def _display(text: str) -> str:
    """From logical order to the order in which the letters stand, from left to right.

    The sentence around runs from left to right; each isolate is ordered on its own, by its first letter.
    """
    return _ISOLATED.sub(lambda found: _ordered(found[0]), text)


def _ordered(text: str) -> str:
    if all(unicodedata.bidirectional(c) not in {"R", "AL", "AN"} for c in text):
        return text
    # Rarely needed.
    from bidi.algorithm import get_display

    return str(get_display(_bare(text)))


def _pieces(text: str, size: int, width: float, bold: bool) -> Iterator[str]:
    """Words, those that are wider than a line cut into parts that are not."""
    for word in text.split():
        while width_of(word, size, bold=bold) > width and len(_bare(word)) > 1:
            at = max(next(i for i in range(1, len(word) + 1) if width_of(word[:i], size, bold=bold) > width) - 1, 1)
            yield word[:at]
            word = word[at:]  # noqa: PLW2901 - what is left of it
        yield word


def _closed(lines: list[str]) -> list[str]:
    """An isolate that runs over the end of a line is ended there and begun again on the next one."""
    done, deep = [], 0
    for line in lines:
        whole = _ISOLATE * deep + line
        deep = max(whole.count(_ISOLATE) - whole.count(_END), 0)
        done.append(whole + _END * deep)
    return done


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    data = resources.files("freezeframe").joinpath("data", "fonts", _FILES[bold]).read_bytes()
    return ImageFont.truetype(io.BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    font = _font(24, False)
    return bytes(font.getmask(letter)) != bytes(font.getmask(_MISSING))

"""Reading text in pictures: Latin letters by RapidOCR, whose models come with its wheel; others by Tesseract.

Tesseract is used if it is installed. Nothing is ever downloaded: the paths of the models are given, and a missing one
is an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.errors import MissingDependency
from freezeframe.trace.result import TextLine
from freezeframe.types import Colour

if TYPE_CHECKING:
    from rapidocr import RapidOCR

Quad = NDArray[np.float64]
"""Four corners of a line of text from its top left, clockwise as it is read, shape (4, 2)."""

_TILE, _OVERLAP = 1600, 200
"""Pixels of a side of the parts that a large picture is searched in, and by which they overlap."""
_SURE = 0.9
"""Confidence under which another reader is asked as well."""
_READ = 0.6
"""Confidence under which nothing was read."""
_FEWEST, _FEWEST_OTHER = 3, 4
"""Letters and figures, Latin and other, under which something is seen in bricks and foliage as well."""
_CERTAIN = 0.95
"""Confidence under which so few were not read."""
_LETTER = 0.5
"""Width of a usual letter over the height of its line."""
_FEW = 0.35
"""Share of the letters that a line has room for, under which it is in letters that this reader does not know."""
_LEVEL, _SAME_HEIGHT = 0.2, 0.7
"""Rise of a line over its height up to which it is level, and the share of the higher of two at one height."""
_LAST_LATIN = "\u024f"
_LINE = 3.0
"""Width over height from which what cannot be read is taken for a line of text."""
_ROTATED = 1.5
"""Height over width from which a line is written downwards."""
_HEIGHT = 48
"""Pixels of height that a line is enlarged to at least."""
_TESSERACT_SECONDS = 20.0
_LATIN = frozenset(
    "afr aze bos bre cat ceb ces cos cym dan deu dan_frak deu_frak deu_latf eng enm epo equ est eus fao fil fin fra "
    "frk frm fry gla gle glg hat hrv hun iku ind isl ita ita_old jav lat lav lit ltz mlt mri msa nld nor oci osd pol "
    "por que ron slk slk_frak slv spa spa_old sqi sun swa swe tgl ton tur uzb vie yor".split()
)
"""Tesseract's names of languages in Latin letters, which are read already, and of what is no language."""


@dataclass(eq=False)
class Reader:
    """Reads text; the models are loaded when the first picture comes."""

    unread: int = field(default=0, init=False)
    """Lines that were seen and that no reader could make out."""

    def lines(self, picture: Colour) -> list[TextLine]:
        """The lines of text in a picture, shape (h, w, 3), from top to bottom.

        Raises:
            MissingDependency: RapidOCR or its models are not installed.
        """
        quads = self._quads(picture)
        strips = [strip(picture, quad) for quad in quads]
        found: list[TextLine] = []
        for quad, line, (text, confidence) in zip(quads, strips, self.read(strips), strict=True):
            if text and confidence >= (_CERTAIN if _is_short(text) else _READ):
                found.append(TextLine(text, quad, confidence))
            elif line.shape[1] >= _LINE * line.shape[0]:
                self.unread += 1
        return found

    def read(self, strips: Sequence[Colour]) -> list[tuple[str, float]]:
        """Text and confidence (0 to 1) of each strip with one line; empty where nothing can be made out."""
        found: list[tuple[str, float]] = []
        for one in strips:
            text, confidence = self._latin(one)
            if confidence < _SURE or _too_few(text, one):
                confidence = 0.0 if _too_few(text, one) else confidence
                text, confidence = max([(text, confidence), self._other(one)], key=lambda read: read[1])
            found.append((text, confidence))
        return found

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of what was not read."""
        if not self.unread:
            return ()
        lines = "1 line of what may be text" if self.unread == 1 else f"{self.unread} lines of what may be text"
        if self._tesseract is None:
            why = "letters other than Latin need Tesseract, which is not installed"
        elif not self._languages:
            why = "Tesseract is installed without a language in other letters than Latin"
        else:
            why = f"tried: Latin letters, and by Tesseract {', '.join(self._languages)}"
        return (f"{lines} could not be made out ({why})",)

    @cached_property
    def _engine(self) -> RapidOCR:
        spec = find_spec("rapidocr")
        if spec is None or spec.origin is None:
            raise MissingDependency("rapidocr", "is not installed", "install freezeframe again with its dependencies")
        models = {
            kind: sorted((Path(spec.origin).parent / "models").glob(f"*_{kind}_*.onnx")) for kind in ("det", "rec")
        }
        for kind, paths in models.items():
            if not paths:
                raise MissingDependency("rapidocr", f"has no model to {kind}", "install rapidocr again, as a wheel")
        # Takes a second.
        from rapidocr import RapidOCR

        options = {f"{kind.capitalize()}.model_path": str(paths[0]) for kind, paths in models.items()}
        return RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False, **options})

    @cached_property
    def _tesseract(self) -> str | None:
        return shutil.which("tesseract")

    @cached_property
    def _languages(self) -> tuple[str, ...]:
        """The installed languages in letters other than Latin, by Tesseract's names."""
        if self._tesseract is None:
            return ()
        told = _ran([self._tesseract, "--list-langs"])
        names = [line.strip() for line in told.splitlines()[1:]]
        return tuple(name for name in names if name and name not in _LATIN and "/" not in name)

    def _quads(self, picture: Colour) -> list[Quad]:
        """Where lines of text are, from top to bottom."""
        found: list[Quad] = []
        for left, top in _tiles(picture.shape):
            part = np.ascontiguousarray(picture[top : top + _TILE, left : left + _TILE])
            boxes = getattr(self._engine(part, use_det=True, use_cls=False, use_rec=False), "boxes", None)
            for box in boxes if boxes is not None else ():
                quad = np.asarray(box, np.float64) + np.array([left, top], np.float64)
                found = _with(found, quad)
        return sorted(found, key=lambda quad: (round(float(quad[:, 1].mean()) / 8), float(quad[:, 0].min())))

    def _latin(self, line: Colour) -> tuple[str, float]:
        read = self._engine(line, use_det=False, use_cls=False, use_rec=True)
        texts, scores = getattr(read, "txts", None), getattr(read, "scores", None)
        return (str(texts[0]).strip(), float(scores[0])) if texts and scores else ("", 0.0)

    def _other(self, line: Colour) -> tuple[str, float]:
        """What Tesseract reads with all languages in other letters; nothing without it."""
        if self._tesseract is None or not self._languages:
            return "", 0.0
        coded = cv2.imencode(".png", cv2.copyMakeBorder(line, 12, 12, 12, 12, cv2.BORDER_REPLICATE))[1].tobytes()
        languages = "+".join(self._languages)
        # One line; if it sees none there, one as it stands, not looked for: then the order of languages matters.
        read = self._by_tesseract(coded, "7", languages)
        if read[0]:
            return read
        orders = {languages, "+".join(reversed(self._languages))}
        return max((self._by_tesseract(coded, "13", order) for order in sorted(orders)), key=lambda one: one[1])

    def _by_tesseract(self, coded: bytes, mode: str, languages: str) -> tuple[str, float]:
        """What Tesseract reads in a strip as a PNG, in a mode of segmenting it, and its mean confidence."""
        told = _ran([str(self._tesseract), "-", "-", "--psm", mode, "-l", languages, "tsv"], coded)
        rows = [row.split("\t") for row in told.splitlines()[1:]]
        words = [(row[11].strip(), float(row[10]) / 100) for row in rows if len(row) > 11 and row[11].strip()]
        if not words:
            return "", 0.0
        return " ".join(word for word, _ in words), float(np.mean([confidence for _, confidence in words]))


def strip(picture: Colour, quad: Quad) -> Colour:
    """One line of text made straight and level, shape (h, w, 3), large enough to be read."""
    wide = max(float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[2] - quad[3])), 1.0)
    high = max(float(np.linalg.norm(quad[3] - quad[0])), float(np.linalg.norm(quad[2] - quad[1])), 1.0)
    larger = max(_HEIGHT / min(high, wide), 1.0)
    size = (max(round(wide * larger), 1), max(round(high * larger), 1))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32) - 0.5
    step = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    line = cv2.warpPerspective(picture, step, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    upright = np.rot90(line) if size[1] > _ROTATED * size[0] else line
    return np.ascontiguousarray(upright, np.uint8)


def _too_few(text: str, line: Colour) -> bool:
    """Whether a line has room for many more letters than were read."""
    room = line.shape[1] / (_LETTER * line.shape[0])
    return bool(sum(letter.isalnum() for letter in text) < _FEW * room)


def _is_short(text: str) -> bool:
    """Whether so little was read that it may be none."""
    signs = [sign for sign in text if sign.isalnum()]
    other = any(sign > _LAST_LATIN for sign in signs)
    return len(signs) < (_FEWEST_OTHER if other else _FEWEST)


def _tiles(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """Left and top of the parts of a picture, row by row."""
    starts = [
        list(range(0, max(side - _OVERLAP, 1), _TILE - _OVERLAP)) if side > _TILE else [0] for side in shape[1::-1]
    ]
    return [(left, top) for top in starts[1] for left in starts[0]]


def _with(found: list[Quad], quad: Quad) -> list[Quad]:
    """Lines with one more: left out where it is there, joined to that whose end it repeats."""
    if any(_same(quad, other) for other in found):
        return found
    parts = [other for other in found if _runs_on(quad, other)]
    if not parts:
        return [*found, quad]
    points = np.concatenate([quad, *parts])
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    whole = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    return [*(other for other in found if not any(other is part for part in parts)), whole]


def _runs_on(a: Quad, b: Quad) -> bool:
    """Whether two level lines stand at one height and overlap by half a letter or more, so that they are one."""
    if any(np.ptp(side[:2, 1]) > _LEVEL * np.ptp(side[:, 1]) for side in (a, b)):
        return False
    shared = np.minimum(a.max(axis=0), b.max(axis=0)) - np.maximum(a.min(axis=0), b.min(axis=0))
    height = max(np.ptp(a[:, 1]), np.ptp(b[:, 1]))
    return bool(shared[1] >= _SAME_HEIGHT * height and shared[0] >= _LETTER / 2 * height)


def _same(a: Quad, b: Quad) -> bool:
    """Whether half of the smaller of the upright boxes around two lines lies in the other."""
    shared = np.maximum(np.minimum(a.max(axis=0), b.max(axis=0)) - np.maximum(a.min(axis=0), b.min(axis=0)), 0)
    return bool(2 * np.prod(shared) >= min(np.prod(np.ptp(a, axis=0)), np.prod(np.ptp(b, axis=0))))


def _ran(command: Sequence[str], given: bytes = b"") -> str:
    """What a program says; nothing when it fails."""
    # For one line of text, its threads cost more than they help.
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    options: Any = {"capture_output": True, "timeout": _TESSERACT_SECONDS, "env": environment}
    try:
        done = subprocess.run(command, input=given, check=False, **options)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""

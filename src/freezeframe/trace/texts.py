"""Which words a crop hid, and which were added: text of the frame and of the still, by where it lies.

What could not be read clearly in the frame is read in frames nearby as well: where the text stays the same while the
picture moves, the reading that most of them agree on is taken.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from freezeframe.kernels.homography import transfer
from freezeframe.kernels.outlines import area, common, filled, outer_edge
from freezeframe.trace.ocr import Reader, strip
from freezeframe.trace.result import Alteration, Match, TextLine
from freezeframe.types import Colour

_SEEN = 0.9
"""Share of a line that the still shows from which nothing of it is hidden."""
_UNSEEN = 0.1
"""The same under which all of it is."""
_ADDED = 0.5
"""Share of a line or word in the still that was added, from which it is an added one."""
_CLEAR = 0.95
"""Confidence from which a line needs no other frames. A counter that runs is read in each of them as clearly."""
_STROKE = 0.02
"""Share of a word that changed when one of its letters or figures was exchanged, at least."""
_LEGIBLE = 0.9
"""Confidence from which a word is taken for another because it is read as another."""
_SAME_WORDS = 0.8
"""Likeness of two readings from which the words are the same."""
_STAYS = 0.8
"""Correlation with another frame from which a line is taken to stand there as well."""
_ON_PAGE = "the text of the page around the picture: only what lies on the picture itself is read"
_IN_STILL = ("added", "border", "retouched")


@dataclass(eq=False)
class StillText:
    """The text of a still, read when it is first asked for."""

    colour: Colour
    """Shape (h, w, 3)."""
    reader: Reader

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.colour.shape[1], self.colour.shape[0]

    @cached_property
    def lines(self) -> list[TextLine]:
        """Everything that can be read in it."""
        return self.reader.lines(self.colour)


def with_texts(match: Match, still: StillText, frame: Colour, nearby: Sequence[Colour], reader: Reader) -> Match:
    """A match with the text that its alterations hide or add.

    ``frame`` is the frame of the match and ``nearby`` are frames around it in the same shot, all (height, width, 3).

    Raises:
        MissingDependency: what reads text is not installed.
    """
    alterations = list(match.alterations)
    added = [one for one in alterations if one.kind in _IN_STILL and one.where == "still"]
    lines = reader.lines(frame) if added or any(one.kind == "cut_away" for one in alterations) else []
    new = _added(match, added, still, lines) if added else []
    if lines:
        for line in _agreed(_hidden(match, lines), frame, nearby, reader):
            _attach(alterations, line, ("cut_away",), "frame")
        for line, over in _beneath(match, lines, [one for one in added if _covers(one, new)], still):
            if not any(_covered(one, line) for one in alterations if one.kind == "cut_away"):
                alterations.append(_piece_under(match, over, frame))
            _attach(alterations, line, ("cut_away",), "frame")
    for line in new:
        _attach(alterations, line, _IN_STILL, "still")
    page = any(one.kind == "page" for one in alterations)
    return replace(match, alterations=tuple(alterations), text_notes=(*reader.notes, *([_ON_PAGE] if page else [])))


def _covers(one: Alteration, new: Sequence[TextLine]) -> bool:
    """Whether something was laid over the frame: what was blurred covers nothing, nor what was taken out.

    Unless other words stand there: they were laid over it, for all that they have no edges of their own.
    """
    laid_over = one.kind == "added" and not one.values.get("blurred")
    return laid_over or (one.kind in _IN_STILL and any(_covered(one, line) for line in new))


def _hidden(match: Match, lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines of the frame that the still does not show, or shows a part of."""
    seen = transfer(match.still_to_frame, match.region)
    found = []
    for line in lines:
        shared = area(common(line.polygon, seen)) / max(area(line.polygon), 1e-6)
        if shared < _SEEN:
            found.append(replace(line, visible=shared if shared > _UNSEEN else 0.0))
    return found


def _beneath(
    match: Match, lines: Sequence[TextLine], added: Sequence[Alteration], still: StillText
) -> list[tuple[TextLine, Alteration]]:
    """Words of the frame that something added lies over, each with that, unless the still has the same words there."""
    seen, to_still = transfer(match.still_to_frame, match.region), np.asarray(np.linalg.inv(match.still_to_frame))
    mask, found = _mask(added, still.size), []
    for line in lines if added else ():
        if area(common(line.polygon, seen)) < _SEEN * area(line.polygon):
            continue
        for part in _foreign(replace(line, polygon=transfer(to_still, line.polygon)), mask, still.lines):
            over = max(added, key=lambda one: _covered(one, part))
            found.append((replace(part, polygon=transfer(match.still_to_frame, part.polygon)), over))
    return found


def _foreign(line: TextLine, mask: NDArray[np.uint8], others: Sequence[TextLine]) -> list[TextLine]:
    """The parts of a line in a mask (h, w) whose words stand in none of the lines of the other picture.

    All of it where all of it lies in the mask. Of a word that was exchanged only a few strokes may have changed: where
    both lines are read clearly, it is enough that its reading differs and that something changed in it.
    """
    words = _words(line)
    if all(_lies_in(mask, word) for word in words):
        return [] if _stand(words, others) else [line]
    found: list[list[TextLine]] = [[]]
    for word in words:
        there = [other for other in others if area(common(other.polygon, word.polygon)) > 0]
        clear = bool(there) and min(one.confidence for one in (line, *there)) >= _LEGIBLE
        if (_lies_in(mask, word) or (clear and _touches(mask, word))) and not _stand([word], there):
            found[-1].append(word)
        elif found[-1]:
            found.append([])
    return [_from_to(part) for part in found if part]


def _words(line: TextLine) -> list[TextLine]:
    """The words of a line, each where it is about: as if all letters were equally wide."""
    found, end, (a, b, c, d) = [], 0, line.polygon
    if _runs_leftwards(line.text):
        a, b, c, d = b, a, d, c
    for word in line.text.split():
        begin = line.text.index(word, end)
        end = begin + len(word)
        first, last = begin / len(line.text), end / len(line.text)
        corners = [a + first * (b - a), a + last * (b - a), d + last * (c - d), d + first * (c - d)]
        if _runs_leftwards(line.text):
            corners = [corners[1], corners[0], corners[3], corners[2]]
        found.append(replace(line, text=word, polygon=np.array(corners)))
    return found


def _runs_leftwards(text: str) -> bool:
    """Whether most letters of a text are Arabic, Hebrew or others that are written from right to left."""
    kinds = [unicodedata.bidirectional(letter) for letter in text]
    return sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L")


def _from_to(words: Sequence[TextLine]) -> TextLine:
    """A part of a line, from one of its words to another."""
    first, last = words[0].polygon, words[-1].polygon
    if _runs_leftwards(words[0].text):
        first, last = last, first
    polygon = np.array([first[0], last[1], last[2], first[3]])
    return replace(words[0], text=" ".join(word.text for word in words), polygon=polygon)


def _stand(words: Sequence[TextLine], lines: Sequence[TextLine]) -> bool:
    """Whether each of some words is in one of the lines that lie where it is."""
    return all(
        any(
            _same_word(word.text, other)
            for line in lines
            if area(common(line.polygon, word.polygon)) > 0
            for other in line.text.split()
        )
        for word in words
    )


def _same_word(one: str, other: str) -> bool:
    """Whether two readings are of one word; of numbers, every figure counts."""
    a, b = ("".join(letter for letter in word.casefold() if letter.isalnum()) for word in (one, other))
    if any(letter.isdigit() for letter in a + b):
        return a == b
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _SAME_WORDS


def _piece_under(match: Match, over: Alteration, frame: Colour) -> Alteration:
    """The piece of the frame under something added, as one that it covers."""
    size = (frame.shape[1], frame.shape[0])
    hull = cv2.convexHull(transfer(match.still_to_frame, over.polygon).astype(np.float32)).reshape(-1, 2)
    piece = common(hull.astype(np.float64), outer_edge(0, 0, *size))
    share = area(piece) / float(size[0] * size[1])
    return Alteration("cut_away", piece, "frame", values={"share": share, "covered": 1.0, "sure": 1.0})


def _agreed(lines: Sequence[TextLine], frame: Colour, nearby: Sequence[Colour], reader: Reader) -> list[TextLine]:
    """Each line as most frames have it, those counted in which it stays where it is."""
    found = []
    for line in lines:
        if line.confidence >= _CLEAR:
            found.append(line)
            continue
        here = strip(frame, line.polygon)
        stable = [other for one in nearby if _alike(here, other := strip(one, line.polygon))]
        if stable:
            mean = np.rint(np.mean([here, *stable], axis=0)).astype(np.uint8)
            found.append(_elected(line, reader.read([mean, *stable])))
        else:
            found.append(line)
    return found


def _elected(line: TextLine, others: Sequence[tuple[str, float]]) -> TextLine:
    """The reading with the most confidence behind it; the line's own wins a tie."""
    votes: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, str]] = {}
    for text, confidence in [(line.text, line.confidence), *others]:
        key = "".join(text.split())
        votes[key] += confidence
        best[key] = max(best.get(key, (0.0, "")), (confidence, text))
    votes["".join(line.text.split())] += 1e-6
    confidence, text = best[max(votes, key=lambda key: votes[key])]
    return replace(line, text=text, confidence=confidence) if text else line


def _alike(a: Colour, b: Colour) -> bool:
    """Whether two strips of one size show the same."""
    x, y = (cv2.cvtColor(one, cv2.COLOR_BGR2GRAY).astype(np.float64) for one in (a, b))
    x, y = x - x.mean(), y - y.mean()
    return float((x * y).sum()) >= _STAYS * float(np.sqrt((x * x).sum() * (y * y).sum()) + 1e-9)


def _added(match: Match, added: Sequence[Alteration], still: StillText, of_frame: Sequence[TextLine]) -> list[TextLine]:
    """Lines of the still that lie where something was added, and of others the words that were exchanged."""
    mask, to_still = _mask(added, still.size), np.asarray(np.linalg.inv(match.still_to_frame))
    before = [replace(line, polygon=transfer(to_still, line.polygon)) for line in of_frame]
    found = []
    for line in still.lines:
        found += [line] if _lies_in(mask, line) else _foreign(line, mask, before)
    return found


def _mask(added: Sequence[Alteration], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Where something was added to a still of a width and height, shape (height, width)."""
    mask = np.zeros(size[::-1], np.uint8)
    for one in added:
        mask |= filled(one.polygon, size).astype(np.uint8)
    return mask


def _touches(mask: NDArray[np.uint8], word: TextLine) -> bool:
    """Whether a part of a word lies in a mask (h, w)."""
    return float(_around(mask, word).sum()) >= _STROKE * area(word.polygon)


def _around(mask: NDArray[np.uint8], line: TextLine) -> NDArray[np.uint8]:
    """The part of a mask (h, w) in the upright box around a line or word; empty outside the picture."""
    (left, top), (right, bottom) = np.floor(line.polygon.min(axis=0)), np.ceil(line.polygon.max(axis=0))
    return mask[max(int(top), 0) : max(int(bottom) + 1, 0), max(int(left), 0) : max(int(right) + 1, 0)]


def _lies_in(mask: NDArray[np.uint8], line: TextLine) -> bool:
    """Whether a line or word lies in a mask (h, w); letters added one by one count with the gaps between them."""
    part = _around(mask, line)
    if not part.size:
        return False
    gap = 2 * max(round(float(np.ptp(line.polygon[:, 1])) / 3), 1) + 1
    closed = cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    return float(closed.mean()) >= _ADDED


def _attach(alterations: list[Alteration], line: TextLine, kinds: Sequence[str], where: str) -> None:
    """Add a line to the alteration that covers most of it; to the nearest where none does."""
    places = [i for i, one in enumerate(alterations) if one.kind in kinds and one.where == where]
    if places:
        best = max(places, key=lambda i: (_covered(alterations[i], line), -_apart(alterations[i], line)))
        alterations[best] = replace(alterations[best], lines=(*alterations[best].lines, line))


def _covered(one: Alteration, line: TextLine) -> float:
    """Pixels of a line that lie in an alteration's outline."""
    low = np.floor(line.polygon.min(axis=0))
    size = np.maximum(np.ceil(line.polygon.max(axis=0)) - low, 1).astype(int) + 1
    box = (int(size[0]), int(size[1]))
    return float((filled(one.polygon - low, box) & filled(line.polygon - low, box)).sum())


def _apart(one: Alteration, line: TextLine) -> float:
    middle = line.polygon.mean(axis=0)
    return float(np.linalg.norm(np.clip(middle, one.polygon.min(axis=0), one.polygon.max(axis=0)) - middle))

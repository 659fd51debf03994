"""Who is on stage: the named actors and the unnamed speakers of a text, what they are called, when they appear.

'the ministry', 'he', 'its statement' are found by what each of them was called before, and by who was last speaking.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from freezeframe.claims.records import Actor, Span
from freezeframe.claims.speech import Speech, folded
from freezeframe.claims.words import Row

Kind: TypeAlias = Literal["person", "body", "thing", "unknown"]
_WORD = re.compile(r"[^\W\d_]+")
_STEM = 4
"""Letters by which 'Russian' is known for 'Russia'."""
SPEAKS, ACTS, APPEARS = 3.0, 2.0, 0.5
_FAR = 8
"""Sentences after which nobody is meant any more by a pronoun."""


@dataclass(eq=False)
class Figure:
    """Somebody who is named or described."""

    name: str
    span: Span
    """Of the first mention under this name."""
    actor: Actor | None
    kind: Kind
    called: set[str] = field(default_factory=set)
    """Words that were said of it, in lower case: 'ministry', 'russian', 'spokesman'."""
    plural: bool = False
    gender: Literal["", "f", "m"] = ""


@dataclass(frozen=True)
class Appearance:
    """A figure in a sentence."""

    row: int
    at: int
    """Offset in the text."""
    figure: Figure
    weight: float


class Cast:
    """The figures of a text, in the order of their appearance."""

    def __init__(
        self, text: str, rows: Sequence[Row], actors: Sequence[Actor], speech: Speech, kinds: dict[str, str]
    ) -> None:
        self.text = text
        self.rows = rows
        self.speech = speech
        self._kinds = kinds
        spans = sorted((span, actor) for actor in actors for span in actor.spans)
        self.spans: list[tuple[Span, Actor]] = [(span, actor) for span, actor in spans]
        self._starts = [span[0] for span, _ in self.spans]
        self.figures: dict[str, Figure] = {}
        self._unnamed: dict[str, Figure] = {}
        self._appearances: dict[int, list[Appearance]] = {}
        for actor in actors:
            self.figures[actor.id] = self._figure_of(actor)
        for span, actor in self.spans:
            self._learn(span, self.figures[actor.id])

    def actors_in(self, span: Span) -> list[tuple[Span, Actor]]:
        """The mentions of actors that lie in a span or reach over its end, in their order."""
        first = bisect_left(self._starts, span[0])
        if first > 0 and self.spans[first - 1][0][1] > span[0]:
            first -= 1
        found = []
        for place in range(first, len(self.spans)):
            if self.spans[place][0][0] >= span[1]:
                break
            found.append(self.spans[place])
        return found

    def _figure_of(self, actor: Actor) -> Figure:
        called = {folded(w) for span in actor.spans for w in _WORD.findall(self.text[slice(*span)])}
        called |= {folded(w) for w in _WORD.findall(actor.name)}
        kind = self._kind_of(actor, called)
        return Figure(actor.name, actor.spans[0], actor, kind, called)

    def _kind_of(self, actor: Actor, called: set[str]) -> Kind:
        known = self._kinds.get(actor.known, "")
        if known:
            return "person" if known == "person" else "body"
        if called & self.speech.nouns["bodies"]:
            return "body"
        words = actor.name.split()
        looks = 1 < len(words) < 5 and all(w[:1].isupper() and not w.isupper() and w.isalpha() for w in words)
        return "person" if looks else "unknown"

    def is_medium(self, figure: Figure) -> bool:
        """Whether somebody passes on what it is told: an agency, a newspaper, a broadcaster."""
        known = self._kinds.get(figure.actor.known, "") if figure.actor else ""
        return known in ("agency", "media") or bool(figure.called & self.speech.nouns["media"])

    def _learn(self, span: Span, figure: Figure) -> None:
        """What is said of a figure beside its name: 'Kremlin spokesman Dmitry Peskov', 'Dolan, an image analyst'."""
        row = self.row_at(span[0])
        if row is None:
            return
        first, last = row.at(span[0]), row.at(span[1]) - 1
        before = first - 1
        words: list[str] = []
        while before >= 0 and row.tags[before] in "NM'" and first - before < 6:
            words.append(row.items[before].low)
            before -= 1
        if row.tags[before : before + 1] == "," and row.tags[last + 1 : last + 2] in (",", "."):
            words += self._phrase_before(row, before)
        figure.called |= set(words)
        if row.tags[last + 1 : last + 2] == ",":
            figure.called |= set(self._apposition(row, last + 2))
        self._settle(figure)

    def _phrase_before(self, row: Row, comma: int) -> list[str]:
        """'The union's president, Argyris Fotiou,': what the phrase before the comma says of him."""
        words: list[str] = []
        at = comma - 1
        while at >= 0 and row.tags[at] in "NMI'DG" and comma - at < 12:
            if row.tags[at] == "I":
                words.clear()
            elif row.tags[at] in "NM":
                words.append(row.items[at].low)
            at -= 1
        return words

    def _apposition(self, row: Row, at: int) -> list[str]:
        """', an image analyst in Prague'."""
        if row.tags[at : at + 1] not in ("D", "G", "N"):
            return []
        words = []
        while at < len(row.tags) and row.tags[at] in "DGNM#q":
            if row.tags[at] == "N":
                words.append(row.items[at].low)
            at += 1
        return words

    def _settle(self, figure: Figure) -> None:
        nouns = self.speech.nouns
        if figure.kind == "unknown":
            if figure.called & nouns["bodies"]:
                figure.kind = "body"
            elif figure.called & nouns["persons"]:
                figure.kind = "person"
        if figure.kind == "person" and not figure.gender:
            if figure.called & nouns["female"]:
                figure.gender = "f"
            elif figure.called & nouns["male"]:
                figure.gender = "m"

    def row_at(self, offset: int) -> Row | None:
        """The sentence that an offset lies in."""
        low, high = 0, len(self.rows)
        while low < high:
            middle = (low + high) // 2
            if self.rows[middle].span[1] <= offset:
                low = middle + 1
            else:
                high = middle
        return self.rows[low] if low < len(self.rows) and self.rows[low].span[0] <= offset else None

    def unnamed(self, name: str, span: Span, called: Iterable[str], kind: Kind, *, plural: bool) -> Figure:
        """A new figure that is described and not named."""
        figure = Figure(name, span, None, kind, set(called), plural)
        self._settle(figure)
        self._unnamed[name] = figure
        return figure

    def called(self, name: str) -> Figure | None:
        """The figure that was described in these words before."""
        return self._unnamed.get(name)

    def enter(self, row: int, at: int, figure: Figure, weight: float) -> None:
        """Note that a figure appears."""
        self._appearances.setdefault(row, []).append(Appearance(row, at, figure, weight))

    def last(self, row: int, at: int, fits: Callable[[Figure], bool]) -> Figure | None:
        """The figure that is most on stage before an offset, of those that fit."""
        best: tuple[float, int] | None = None
        chosen: Figure | None = None
        for distance in range(_FAR + 1):
            for appearance in self._appearances.get(row - distance, ()):
                if appearance.at >= at or not fits(appearance.figure):
                    continue
                score = (appearance.weight - distance, appearance.at)
                if best is None or score > best:
                    best, chosen = score, appearance.figure
        return chosen


class Fits:
    """What a pronoun or a description asks of a figure."""

    def __init__(
        self,
        speech: Speech,
        *,
        kinds: frozenset[Kind],
        plural: bool | None = None,
        gender: str = "",
        head: str = "",
        words: frozenset[str] = frozenset(),
        not_: Figure | None = None,
    ) -> None:
        self._speech = speech
        self._kinds = kinds
        self._plural = plural
        self._gender = gender
        self._heads = speech.alike(head) if head else frozenset()
        self._words = words
        self._not = not_

    def __call__(self, figure: Figure) -> bool:
        """Whether a figure can be meant."""
        if figure is self._not or figure.kind not in self._kinds:
            return False
        if self._plural is not None and figure.plural != self._plural:
            return False
        if self._gender and figure.gender and figure.gender != self._gender:
            return False
        if self._heads and not (figure.called & self._heads):
            return False
        return all(self._matches(word, figure) for word in self._words)

    def _matches(self, word: str, figure: Figure) -> bool:
        return any(word == called or _related(word, called) for called in figure.called)


def _related(one: str, other: str) -> bool:
    """'Russian' and 'Russia', 'Peruvian' and 'Peru'."""
    short = min(len(one), len(other), _STEM)
    return short >= _STEM and one[:_STEM] == other[:_STEM]

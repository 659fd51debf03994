"""Who is on stage: the named actors and the unnamed speakers of a text, what they are called, when they appear.

'the ministry', 'he', 'its statement' are found by what each of them was called before, and by who was last speaking.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, TypeAlias

from freezeframe.claims.names import Countries, countries, related
from freezeframe.claims.records import Actor, Span
from freezeframe.claims.speech import Speech, folded
from freezeframe.claims.words import Row

Kind: TypeAlias = Literal["person", "body", "state", "thing", "unknown"]
_WORD = re.compile(r"[^\W\d_]+")
SPEAKS, ACTS, APPEARS, MODIFIES = 3.0, 2.0, 0.5, 0.2
"""How much on stage somebody is: a speaker, a subject, named elsewhere, part of another phrase."""
_FAR = 8
"""Sentences after which nobody is meant any more by a pronoun."""
_SHORT_NAME = 2
"""Words of a name that says no more than whose body it is."""
_NEAR_NAME = 12
"""Items before a name in which a phrase may say more of it."""
_REMEMBERED = 600
"""Appearances after which nobody is meant by a description any more: no reader remembers so far back."""


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
    of: Figure | None = None
    """The body that a person is said to belong to: 'Kremlin spokesman', "the Front's spokeswoman"."""


@dataclass(frozen=True)
class Appearance:
    """A figure in a sentence."""

    at: int
    """Offset in the text."""
    figure: Figure
    weight: float


class Cast:
    """The figures of a text, in the order of their appearance."""

    def __init__(self, text: str, rows: Sequence[Row], actors: Sequence[Actor], speech: Speech) -> None:
        self.text = text
        self.rows = rows
        self.speech = speech
        self._row_ends = [row.span[1] for row in rows]
        self.spans = sorted(((span, actor) for actor in actors for span in actor.spans), key=lambda one: one[0])
        self._starts = [span[0] for span, _ in self.spans]
        self.figures: dict[str, Figure] = {actor.id: self._figure_of(actor) for actor in actors}
        self._unnamed: dict[str, Figure] = {}
        self._appearances: dict[int, list[Appearance]] = {}
        self._only: dict[Fits, Figure | None] = {}
        by_word = _by_word(self.figures.values())
        for actor in actors:
            self.figures[actor.id] = self._longer(actor, by_word)
        for span, actor in self.spans:
            self._learn(span, self.figures[actor.id])
        self._by_word = _by_word({id(one): one for one in self.figures.values()}.values())

    def _longer(self, actor: Actor, by_word: Mapping[str, Sequence[Figure]]) -> Figure:
        """Whom a short name means that was named in full before: 'the Lemurian ministry'."""
        own = self.figures[actor.id]
        words = [folded(word) for word in _WORD.findall(actor.name)]
        if len(words) != _SHORT_NAME or not self.speech.nouns["bodies"] & {words[-1]}:
            return own
        fits = Fits(
            frozenset({"body"}), heads=frozenset({words[-1]}), words=frozenset(words[:1]), countries=countries()
        )
        alike = (one for one in by_word.get(words[-1], ()) if one.actor and self.figures[one.actor.id] is one)
        found = [one for one in alike if one.span < own.span and one is not own and fits(one)]
        return found[0] if len(found) == 1 else own

    def actors_in(self, span: Span) -> list[tuple[Span, Actor]]:
        """The mentions of actors that lie in a span or reach over its ends, in their order."""
        first = bisect_left(self._starts, span[0])
        if first > 0 and self.spans[first - 1][0][1] > span[0]:
            first -= 1
        return self.spans[first : bisect_left(self._starts, span[1])]

    def _figure_of(self, actor: Actor) -> Figure:
        called = {folded(w) for span in set(actor.spans) for w in _WORD.findall(self.text[slice(*span)])}
        called |= {folded(w) for w in _WORD.findall(actor.name)}
        return Figure(actor.name, actor.spans[0], actor, self._kind_of(actor, called), called)

    def _kind_of(self, actor: Actor, called: set[str]) -> Kind:
        if actor.kind == "person":
            return "person"
        if actor.kind == "state":
            return "state"
        return "body" if actor.kind or called & self.speech.nouns["bodies"] else "unknown"

    def is_medium(self, figure: Figure) -> bool:
        """Whether somebody passes on what it is told: an agency, a newspaper, a broadcaster."""
        known = figure.actor is not None and figure.actor.kind in ("agency", "media")
        return known or bool(figure.called & self.speech.nouns["media"])

    def _learn(self, span: Span, figure: Figure) -> None:
        """What is said of a figure beside its name: 'Kremlin spokesman Dmitry Peskov', 'Dolan, an image analyst'."""
        number = self.number_at(span[0])
        if number is None:
            return
        row = self.rows[number]
        first, last = row.at(span[0]), row.at(span[1]) - 1
        before = first - 1
        if row.tags[last + 1 : last + 2] == "," and row.speech.has(
            "of_things", row.items[last + 2].low if last + 2 < len(row.items) else ""
        ):
            # 'Thetis Maritime, which owns the ship': no person.
            figure.kind = "body"
        self._belongs(span, row, figure)
        words: list[str] = []
        while before >= 0 and row.tags[before] in "NM'" and first - before < 6:
            if row.tags[before] == "'" and figure.kind == "person":
                # "the department's officer, X": X is no department.
                break
            words.append(row.items[before].low)
            before -= 1
        if row.tags[before : before + 1] == "," and row.tags[last + 1 : last + 2] in (",", ".", ""):
            words += self._phrase_before(row, before)
        figure.called |= set(words)
        if row.tags[last + 1 : last + 2] == ",":
            figure.called |= set(self._apposition(row, last + 2))
        self._settle(figure)

    def _belongs(self, span: Span, row: Row, figure: Figure) -> None:
        """The body named right before a person: 'Kremlin spokesman Dmitry Peskov', "the Front's spokeswoman, Y"."""
        if figure.kind != "person" or figure.of is not None:
            return
        at = row.at(span[0]) - 1
        start = at
        while start >= 0 and row.tags[start] in "NMI'DGt," and at - start < _NEAR_NAME:
            start -= 1
        if start < at:
            for _, actor in reversed(self.actors_in((row.items[start + 1].start, span[0]))):
                other = self.figures[actor.id]
                if other is not figure and other.kind == "body":
                    figure.of = other
                    return

    def _phrase_before(self, row: Row, comma: int) -> list[str]:
        """'The union's president, Argyris Fotiou,': what the phrase before the comma says of him."""
        words: list[str] = []
        at = comma - 1
        while at >= 0 and row.tags[at] in "NMI'DGt" and comma - at < _NEAR_NAME:
            if row.tags[at] == "'":
                break
            if row.tags[at] in "It":
                words.clear()
            elif row.tags[at] in "NM":
                words.append(row.items[at].low)
            at -= 1
        return words

    def _apposition(self, row: Row, at: int) -> list[str]:
        """', an image analyst in Prague'."""
        words: list[str] = []
        if row.tags[at : at + 1] in ("D", "G", "N"):
            while at < len(row.tags) and row.tags[at] in "DGNM#q":
                if row.tags[at] == "N":
                    words.append(row.items[at].low)
                at += 1
        # "from the film X, the army said": the army is not what X is called.
        return words if row.tags[at : at + 1] not in ("A", "V", "C") else []

    def _settle(self, figure: Figure) -> None:
        nouns = self.speech.nouns
        if figure.kind == "unknown":
            if figure.called & nouns["bodies"] or figure.called & nouns["media"]:
                figure.kind = "body"
            elif figure.called & nouns["persons"] or any(w.endswith(PERSON_ENDINGS) for w in figure.called):
                figure.kind = "person"
        if figure.kind == "person" and not figure.gender:
            if figure.called & nouns["female"]:
                figure.gender = "f"
            elif figure.called & nouns["male"]:
                figure.gender = "m"

    def number_at(self, offset: int) -> int | None:
        """Index of the sentence that an offset lies in."""
        number = bisect_right(self._row_ends, offset)
        return number if number < len(self.rows) and self.rows[number].span[0] <= offset else None

    def unnamed(self, name: str, span: Span, called: Iterable[str], kind: Kind, *, plural: bool) -> Figure:
        """A new figure that is described and not named."""
        figure = Figure(name, span, None, kind, set(called), plural)
        self._settle(figure)
        self._unnamed[name] = figure
        return figure

    def described(self, name: str) -> Figure | None:
        """The figure that was described in these words before."""
        return self._unnamed.get(name)

    def enter(self, row: int, at: int, figure: Figure, weight: float) -> None:
        """Note that a figure appears."""
        self._appearances.setdefault(row, []).append(Appearance(at, figure, weight))

    def last(self, row: int, at: int, fits: Callable[[Figure], bool]) -> Figure | None:
        """The figure that is most on stage before an offset, of those that fit."""
        best: tuple[float, int] | None = None
        chosen: Figure | None = None
        for distance in range(_FAR + 1):
            if best is not None and SPEAKS - distance < best[0]:
                break
            for appearance in self._appearances.get(row - distance, ()):
                if appearance.at >= at:
                    continue
                score = (appearance.weight - distance, appearance.at)
                if (best is None or score > best) and fits(appearance.figure):
                    best, chosen = score, appearance.figure
        return chosen

    def topical(self, at: int, fits: Callable[[Figure], bool]) -> Figure | None:
        """The figure that last spoke or acted, of those that fit, however long ago; else the one last named."""
        named: Figure | None = None
        asked: dict[int, bool] = {}
        everyone = (one for row in reversed(self._appearances.values()) for one in reversed(row))
        for appearance in islice(everyone, _REMEMBERED):
            figure = appearance.figure
            if appearance.at >= at or (named is not None and appearance.weight < ACTS):
                continue
            fitting = asked.get(id(figure))
            if fitting is None:
                fitting = asked[id(figure)] = fits(figure)
            if fitting and appearance.weight >= ACTS:
                return figure
            named = figure if fitting else named
        return named

    def first(self, at: int, fits: Callable[[Figure], bool]) -> Figure | None:
        """The figure of those that fit that is named first after an offset."""
        for _, actor in islice(self.spans, bisect_left(self._starts, at), None):
            if fits(self.figures[actor.id]):
                return self.figures[actor.id]
        return None

    def only(self, fits: Fits) -> Figure | None:
        """The named figure that fits, wherever it is named, when it is the only one; ``fits`` asks for heads."""
        if fits not in self._only:
            named = {id(one): one for head in fits.heads for one in self._by_word.get(head, ())}
            found = [figure for figure in named.values() if fits(figure)]
            self._only[fits] = found[0] if len(found) == 1 else None
        return self._only[fits]


def _by_word(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    """The figures by what they are called."""
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        for word in figure.called:
            found.setdefault(word, []).append(figure)
    return found


PERSON_ENDINGS = ("ist", "ian", "man", "woman", "eer", "ster")


@dataclass(frozen=True)
class Fits:
    """What a pronoun or a description asks of a figure."""

    kinds: frozenset[Kind]
    plural: bool | None = None
    gender: str = ""
    heads: frozenset[str] = frozenset()
    """One of them must have been said of it; empty when any will do."""
    words: frozenset[str] = frozenset()
    """All of them must: 'Russian' of 'the Russian ministry'."""
    countries: Countries | None = None
    but_not: Callable[[Figure], bool] | None = None

    def __call__(self, figure: Figure) -> bool:
        """Whether a figure can be meant."""
        if figure.kind not in self.kinds or (self.plural is not None and figure.plural != self.plural):
            return False
        if self.gender and figure.gender and figure.gender != self.gender:
            return False
        if self.heads and not (figure.called & self.heads):
            return False
        if self.but_not is not None and self.but_not(figure):
            return False
        return all(any(related(word, c, self.countries) for c in figure.called) for word in self.words)

"""Who speaks: the phrase, pronoun or silence beside a word of attribution, taken for somebody of the cast."""

from __future__ import annotations

from collections.abc import Sequence

from freezeframe.claims.attribution import Attribution, Told
from freezeframe.claims.cast import ACTS, APPEARS, SPEAKS, Cast, Figure, Fits, Kind
from freezeframe.claims.phrases import Phrase, core_after, with_complements
from freezeframe.claims.records import Actor, Span, Voice
from freezeframe.claims.words import Row

_PERSON: frozenset[Kind] = frozenset({"person"})
_BODY: frozenset[Kind] = frozenset({"body", "unknown"})
_ANY: frozenset[Kind] = frozenset({"person", "body", "unknown"})
_PRONOUNS: dict[str, tuple[frozenset[Kind], bool | None, str]] = {
    "he": (_PERSON, False, "m"), "him": (_PERSON, False, "m"), "his": (_PERSON, False, "m"),
    "she": (_PERSON, False, "f"), "her": (_PERSON, False, "f"),
    "it": (_BODY, False, ""), "its": (_BODY, False, ""),
    "they": (_ANY, True, ""), "them": (_ANY, True, ""), "their": (_ANY, True, ""),
}  # fmt: skip


class Speakers:
    """Finds the voice of each attribution, in the order of the text."""

    def __init__(self, told: Told, actors: Sequence[Actor], kinds: dict[str, str], publisher: str) -> None:
        self.told = told
        self.speech = told.speech
        self.publisher = publisher
        self.cast = Cast(told.text, told.rows, actors, told.speech, kinds)
        self._entered = -1
        self.documents: list[tuple[int, str, Figure]] = []

    def enter_until(self, row: int) -> None:
        """Let everybody appear who is named up to and in a sentence."""
        while self._entered < row:
            self._entered += 1
            self._enter(self._entered)

    def _enter(self, number: int) -> None:
        row = self.told.rows[number]
        subject_end = self._subject_end(row)
        for span, actor in self.cast.actors_in(row.span):
            first = row.at(span[0])
            free = first == 0 or row.tags[first - 1] not in "It"
            weight = ACTS if free and span[0] < subject_end else APPEARS
            self.cast.enter(number, span[0], self.cast.figures[actor.id], weight)

    def _subject_end(self, row: Row) -> int:
        """Where the first finite verb of a sentence begins; before it stands its subject."""
        for at, tag in enumerate(row.tags):
            if at and tag in "AVC":
                return row.items[at].start
        return row.span[0]

    def of(self, attribution: Attribution) -> tuple[Figure | None, Voice | None]:
        """The figure that speaks, and the voice that tells it; None where nobody is named."""
        self.enter_until(attribution.row)
        if attribution.speaker is None:
            return None, None
        row = self.cast.row_at(attribution.speaker[0])
        if row is None:
            return None, None
        first, last = row.at(attribution.speaker[0]), row.at(attribution.speaker[1]) - 1
        number = self._number(attribution.speaker[0])
        figure, inferred = self.figure(number, row, (first, last))
        if figure is None:
            return None, None
        at = attribution.cue[0] if attribution.cue else attribution.speaker[0]
        self.cast.enter(attribution.row, max(at, attribution.statements[0][0][0]), figure, SPEAKS)
        silent = attribution.kind == "orphan"
        inferred = inferred or attribution.kind in ("orphan", "ellipsis")
        return figure, Voice(
            figure.actor.id if figure.actor else "", figure.name, None if silent else attribution.speaker, inferred
        )

    def _number(self, offset: int) -> int:
        low, high = 0, len(self.told.rows)
        while low < high:
            middle = (low + high) // 2
            if self.told.rows[middle].span[1] <= offset:
                low = middle + 1
            else:
                high = middle
        return low

    def figure(self, number: int, row: Row, phrase: Phrase) -> tuple[Figure | None, bool]:
        """Who a phrase names or means, and whether that is inferred."""
        first, last = phrase
        if first == last and row.tags[first] in "POG" and row.items[first].low in _PRONOUNS:
            return self._pronoun(number, row, first), True
        if first == last and row.tags[first] in "POG" and row.items[first].low in ("we", "i", "us", "our", "my"):
            return None, True
        named = self._named(row, phrase)
        if named is not None:
            return named, False
        return self._described(number, row, phrase)

    def _pronoun(self, number: int, row: Row, at: int) -> Figure | None:
        kinds, plural, gender = _PRONOUNS[row.items[at].low]
        offset = row.items[at].start
        found = self.cast.last(number, offset, Fits(self.speech, kinds=kinds, plural=plural, gender=gender))
        if found is None and plural:
            found = self.cast.last(number, offset, Fits(self.speech, kinds=_BODY))
        if found is None and kinds == _PERSON:
            found = self.cast.last(number, offset, Fits(self.speech, kinds=frozenset({"unknown"})))
        if found is not None and gender and not found.gender:
            found.gender = "f" if gender == "f" else "m"
        return found

    def _named(self, row: Row, phrase: Phrase) -> Figure | None:
        """The actor whose name the phrase's head is, or that stands beside it: 'the party, Clean Coast,'."""
        first, last = phrase
        head = self._head(row, phrase)
        span = (row.items[first].start, row.items[last].end)
        for place, actor in self.cast.actors_in(span):
            if place[0] <= row.items[head].start < place[1]:
                return self.cast.figures[actor.id]
        if row.items[head].low in self.speech.nouns["findings"] | self.speech.nouns["documents"]:
            core = (row.items[first].start, row.items[head].end)
            owner = [actor for place, actor in self.cast.actors_in(core)]
            if owner:
                return self.cast.figures[owner[-1].id]
        return self._beside(row, last)

    def _beside(self, row: Row, last: int) -> Figure | None:
        """The actor in apposition: ', Clean Coast,'."""
        if row.tags[last + 1 : last + 2] != "," or last + 2 >= len(row.items):
            return None
        at = row.items[last + 2].start
        for place, actor in self.cast.actors_in((at, at + 1)):
            after = row.at(place[1])
            if place[0] == at and row.tags[after : after + 1] in (",", ".", "", "A", "C"):
                return self.cast.figures[actor.id]
        return None

    def _head(self, row: Row, phrase: Phrase) -> int:
        """The last item of the phrase's first noun phrase."""
        first, last = phrase
        end = core_after(row, first)
        head = min(end if end is not None else last, last)
        return head - 1 if row.tags[head] == "'" and head > first else head

    def _described(self, number: int, row: Row, phrase: Phrase) -> tuple[Figure | None, bool]:
        """'the ministry', 'its spokesman', 'a driver': somebody of the cast, or somebody new."""
        first, last = phrase
        head = self._head(row, phrase)
        word = row.items[head].low
        span = (row.items[first].start, row.items[last].end)
        words = frozenset(row.items[at].low for at in range(first, head) if row.tags[at] in "NM")
        if row.tags[first] in "DG" and self._definite(row, first) and head == last:
            owner = self._document_owner(number, row, first, head)
            if owner is not None:
                return owner, True
            found = self.cast.last(number, span[0], Fits(self.speech, kinds=_ANY, head=word, words=words))
            if found is None and not words and word in self.speech.nouns["loose"]:
                found = self.cast.last(number, span[0], Fits(self.speech, kinds=frozenset({"unknown"})))
            if found is not None:
                return found, True
        return self._new(row, phrase, span, word), False

    def _definite(self, row: Row, first: int) -> bool:
        return row.items[first].low in self.speech.definite

    def _document_owner(self, number: int, row: Row, first: int, head: int) -> Figure | None:
        """'its statement said', 'the statement said': who made the last one."""
        if row.items[head].low not in self.speech.nouns["documents"]:
            return None
        if row.tags[first] == "G":
            return self._pronoun(number, row, first) if row.items[first].low in _PRONOUNS else None
        for _, word, owner in reversed(self.documents):
            if word == row.items[head].low:
                return owner
        return None

    def _new(self, row: Row, phrase: Phrase, span: Span, head: str) -> Figure:
        nouns = self.speech.nouns
        name = self.told.text[slice(*span)]
        known = self.cast.called(name)
        if known is not None:
            return known
        kind: Kind = "unknown"
        if head in nouns["persons"] or head in nouns["female"] or head in nouns["male"]:
            kind = "person"
        elif head in nouns["bodies"]:
            kind = "body"
        called = {row.items[at].low for at in range(phrase[0], self._head(row, phrase) + 1) if row.tags[at] in "NM"}
        plural = head in nouns["plurals"] or (head.endswith("s") and head not in nouns["bodies"])
        plural = plural or row.items[phrase[0]].low in (
            "some",
            "many",
            "several",
            "all",
            "both",
            "two",
            "three",
            "four",
        )
        if kind == "unknown" and row.tags[phrase[0]] in "DP#" and not plural:
            kind = "person" if head not in nouns["documents"] | nouns["findings"] | nouns["pictures"] else "thing"
        return self.cast.unnamed(name, span, called, kind, plural=plural)

    def is_nobody(self, attribution: Attribution) -> bool:
        """'nobody had reported': no voice."""
        words = self.told.text[slice(*attribution.speaker)].split() if attribution.speaker else []
        return bool(words) and self.speech.has("negations", words[0].lower())

    def body_before(self, number: int, at: int) -> Figure | None:
        """The body that was last on stage before an offset."""
        return self.cast.last(number, at, Fits(self.speech, kinds=frozenset({"body"})))

    def is_pronoun(self, parts: Sequence[Span]) -> bool:
        """Whether a statement is no more than a pronoun."""
        row = self.cast.row_at(parts[0][0])
        if row is None or len(parts) > 1:
            return False
        first, last = row.at(parts[0][0]), row.at(parts[0][1]) - 1
        return first == last and row.tags[first] in "POTD"

    def relay(self, number: int, span: Span) -> tuple[Figure | None, bool]:
        """Through whom something is told; whether it is inferred."""
        row = self.cast.row_at(span[0])
        if row is None:
            return None, False
        first, last = row.at(span[0]), row.at(span[1]) - 1
        return self.figure(number, row, (first, with_complements(row, last)))

"""Who speaks: the phrase, pronoun or silence beside a word of attribution, taken for somebody of the cast."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from freezeframe.claims.attribution import Attribution, Told
from freezeframe.claims.cast import ACTS, APPEARS, MODIFIES, SPEAKS, Cast, Figure, Fits, Kind
from freezeframe.claims.names import countries
from freezeframe.claims.phrases import can_speak, core_after, core_before, with_complements
from freezeframe.claims.records import Actor, Span, Voice
from freezeframe.claims.verb_groups import is_reduced
from freezeframe.claims.words import Phrase, Row

_PERSON: frozenset[Kind] = frozenset({"person"})
_BODY: frozenset[Kind] = frozenset({"body", "unknown"})
_ANY: frozenset[Kind] = frozenset({"person", "body", "unknown"})
_SOON = 4
"""Sentences within which a body is named that was only described."""
_TITLE = 3
"""Words of a title that may stand between a comma and the name that explains a phrase."""


class Speakers:
    """Finds the voice of each attribution, in the order of the text."""

    def __init__(self, told: Told, actors: Sequence[Actor], outlet: str = "") -> None:
        """``outlet`` is the id of the actor that publishes the text and is no party to it."""
        self.told = told
        self.speech = told.speech
        self.cast = Cast(told.text, told.rows, actors, told.speech)
        self._outlet = self.cast.figures.get(outlet)
        self._entered = -1

    def enter_until(self, number: int) -> None:
        """Let everybody appear who is named up to and in a sentence."""
        while self._entered < number:
            self._entered += 1
            self._enter(self._entered)

    def _enter(self, number: int) -> None:
        row = self.told.rows[number]
        verb = next((at for at, tag in enumerate(row.tags) if at and tag in "AVC"), 0)
        subject_end = row.items[verb].start if verb else row.span[0]
        mentions = self.cast.actors_in(row.span)
        for span, actor in mentions:
            first, last = row.at(span[0]), row.at(span[1]) - 1
            figure = self.cast.figures[actor.id]
            free = first == 0 or row.tags[first - 1] not in "It"
            follows = row.tags[last + 1 : last + 2]
            acts = span[0] < subject_end or (follows in ("A", "V", "C") and not is_reduced(row, last + 1))
            weight = ACTS if free and acts else APPEARS
            if row.tags[last + 1 : last + 2] in ("N", "M") and figure.kind != "person":
                weight = MODIFIES
            self.cast.enter(number, span[0], figure, weight)
        if verb and not any(span[0] < subject_end for span, _ in mentions):
            self._enter_unnamed(number, row, verb)
        self._enter_described(number, row, verb)

    def _enter_unnamed(self, number: int, row: Row, verb: int) -> None:
        """A subject without a name that can be meant by 'he' or 'they' later: 'One of them', 'The opposition'."""
        last = core_after(row, 0)
        if last is None or last >= verb or row.tags[0] in "OY#" or not _may_speak(row, last):
            return
        if row.tags[last + 1 : last + 2] == "'":
            return
        figure, _ = self.figure(number, row, (0, min(with_complements(row, last), verb - 1)))
        if figure is not None:
            # "His source, he told the paper, was ...": he is not his source.
            late = row.tags[0] == "G" and figure.kind == "person"
            self.cast.enter(number, row.items[-1 if late else 0].start, figure, ACTS)

    def _enter_described(self, number: int, row: Row, verb: int) -> None:
        """'... the first time that the party has had to': a subject further on that was named before."""
        at = row.tags.find("DN", verb)
        while verb and at > 0:
            definite = row.items[at].low in self.speech.definite and row.tags[at + 2 : at + 3] in ("A", "V", "C")
            if definite and can_speak(row, at + 1):
                figure = self._meant(number, row, (at, at + 1), at + 1)
                if figure is not None:
                    self.cast.enter(number, row.items[at].start, figure, ACTS)
            at = row.tags.find("DN", at + 1)

    def of(self, attribution: Attribution, *, asserts: bool) -> tuple[Figure | None, Voice | None]:
        """The figure that speaks, and the voice that tells it; None where nobody is named."""
        self.enter_until(attribution.row)
        spoken = attribution.speaker
        number = self.cast.number_at(spoken[0]) if spoken is not None else None
        if spoken is None or number is None:
            return None, None
        row = self.told.rows[number]
        figure, inferred = self.figure(number, row, (row.at(spoken[0]), row.at(spoken[1]) - 1))
        if figure is None:
            return None, None
        at = attribution.cue[0] if attribution.cue else spoken[0]
        weight = SPEAKS if asserts else ACTS
        self.cast.enter(attribution.row, max(at, attribution.statements[0][0][0]), figure, weight)
        inferred = inferred or attribution.kind in ("orphan", "ellipsis")
        return figure, voice_of(figure, None if attribution.kind == "orphan" else spoken, inferred=inferred)

    def figure(self, number: int, row: Row, phrase: Phrase) -> tuple[Figure | None, bool]:
        """Who a phrase names or means, and whether that is inferred."""
        first, last = phrase
        if first == last and row.tags[first] in "POGWT":
            return self._pronoun(number, row, first), True
        owner = row.tags.find("'", first, last)
        if owner > first and row.items[self._head(row, phrase)].low in self.speech.picture_words["posts"]:
            # "The ministry's Facebook post": the ministry shows it.
            return self.figure(number, row, (first, owner - 1))
        # "Finland's said": not the state, but its ministry that was spoken of.
        named = self._named(row, phrase) if row.tags[last] != "'" else None
        if named is not None:
            return named, False
        return self._described(number, row, phrase)

    def _pronoun(self, number: int, row: Row, at: int) -> Figure | None:
        """Who 'he', 'it', 'its', 'they' is; nobody for 'we' and 'I'."""
        low, offset = row.items[at].low, row.items[at].start
        has = self.speech.has
        if has("first_person", low):
            return None
        if has("he", low) or has("she", low):
            gender = "m" if has("he", low) else "f"
            antecedent = self._antecedent(number, row, at)
            if antecedent is not None:
                return antecedent
            found = self._person(number, offset, gender)
            if found is not None and not found.gender:
                found.gender = "f" if gender == "f" else "m"
            return found
        if has("they", low):
            many = self.cast.last(number, offset, Fits(_ANY, plural=True))
            return many or self.cast.last(number, offset, Fits(_BODY, but_not=self._publishes))
        return self.cast.last(number, offset, Fits(_BODY, plural=False, but_not=self._publishes))

    def _antecedent(self, number: int, row: Row, at: int) -> Figure | None:
        """'a recording of the foreman, in which he ...': whom the noun before the relative clause names."""
        if row.tags[max(at - 3, 0) : at] != ",IW":
            return None
        first = core_before(row, at - 4)
        if first is None or (row.items[at - 4].low not in self.speech.nouns["persons"] and row.tags[at - 4] != "M"):
            return None
        figure = self.figure(number, row, (first, at - 4))[0]
        return figure if figure is not None and figure.kind == "person" else None

    def _publishes(self, figure: Figure) -> bool:
        """Whether a figure is the agency or newspaper itself: nobody means it by 'it'."""
        return figure is self._outlet

    def _person(self, number: int, offset: int, gender: str) -> Figure | None:
        found = self.cast.last(number, offset, Fits(_PERSON, plural=False, gender=gender))
        return found or self.cast.last(number, offset, Fits(frozenset({"unknown"}), plural=False, gender=gender))

    def _named(self, row: Row, phrase: Phrase) -> Figure | None:
        """The actor whose name the phrase's head is, or that stands beside it: 'the party, Clean Coast,'."""
        first, last = phrase
        head = self._head(row, phrase)
        item, nouns = row.items[head], self.speech.nouns
        inside = self.cast.actors_in((row.items[first].start, row.items[last].end))
        for place, actor in inside:
            if place[0] < item.end and item.start < place[1]:
                return self.cast.figures[actor.id]
        if item.low in nouns["findings"] | nouns["documents"] | nouns["claims"] | self.speech.picture_words["posts"]:
            makers = [a for place, a in inside if place[0] > item.end and _is_maker(row, row.at(place[0]))]
            if makers:
                # "a fact-check by the news site Misbar"
                return self.cast.figures[makers[0].id]
        owners = nouns["findings"] | nouns["documents"] | nouns["media"] | nouns["bodies"] | nouns["loose"]
        if item.low in owners and row.tags[first] != "G":
            before = [actor for place, actor in inside if place[1] <= item.start and actor.kind != "state"]
            between = row.tags[head - 1 : head]
            if before and between != "'":
                return self.cast.figures[before[-1].id]
        known = item.low in nouns["bodies"] or item.low in nouns["persons"]
        return self._beside(row, last, many=not known and item.low.endswith("s") and not item.low.endswith("ss"))

    def _beside(self, row: Row, last: int, *, many: bool = False) -> Figure | None:
        """The actor in apposition: ', Clean Coast,', ', Colonel Jaro Tamm,'; ``many`` are no person."""
        if row.tags[last + 1 : last + 2] != "," or last + 2 >= len(row.items):
            return None
        if row.tags[last + 2] in "WVC":
            return self._so_called(row, last + 2)
        at = row.items[last + 2].start
        for place, actor in self.cast.actors_in((at, row.span[1]))[:1]:
            start, after = row.at(place[0]), row.at(place[1])
            title = row.tags[last + 2 : start]
            if actor.kind == "person" and many:
                # "supporters of the candidate, Dario Menti,": he is the candidate.
                return None
            if actor.kind == "person":
                # "its author, the photographer Rana Diab,"
                title = title.replace("D", "")
            if start - last - 2 <= _TITLE and set(title) <= set("NM") and row.tags[after : after + 1] in _AFTER_NAME:
                return self.cast.figures[actor.id]
        return None

    def _so_called(self, row: Row, at: int) -> Figure | None:
        """The actor of ', who goes by the name of X,' or ', known as X,'."""
        closing = row.tags.find(",", at)
        for index in range(at, closing if closing > 0 else len(row.items)):
            for words in self.speech.runs("naming", [item.low for item in row.items[index : index + 3]]):
                after = index + len(words)
                if after < len(row.items):
                    for place, actor in self.cast.actors_in((row.items[after].start, row.items[after].end)):
                        if place[0] <= row.items[after].end:
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
        if row.tags[last] != "'":
            last = min(last, with_complements(row, self._core_end(row, phrase)))
        head = self._head(row, phrase)
        span = (row.items[first].start, row.items[last].end)
        if self._is_definite(row, first, last):
            found = self._meant(number, row, (first, last), head)
            if found is not None:
                return found, True
        later = self._later(number, row, (first, last), row.items[head].low)
        if later is not None:
            return later, True
        return self._new(row, (first, last), span, row.items[head].low), False

    def _core_end(self, row: Row, phrase: Phrase) -> int:
        end = core_after(row, phrase[0])
        return end if end is not None else phrase[1]

    def _is_definite(self, row: Row, first: int, last: int) -> bool:
        """Whether a phrase can mean somebody who was spoken of: 'the ministry', 'Finland's'."""
        return row.items[first].low in self.speech.definite or row.tags[last] == "'"

    def _meant(self, number: int, row: Row, phrase: Phrase, head: int) -> Figure | None:
        """Who is meant by a description."""
        first, last = phrase
        offset, low = row.items[first].start, row.items[head].low
        words = frozenset(
            row.items[at].low
            for at in range(first, head)
            if row.tags[at] in "NM" and not self.speech.has("same", row.items[at].low)
        )
        owned = row.tags[first] == "G" and low in self.speech.nouns["findings"]
        if (low in self.speech.nouns["documents"] or owned) and head == last:
            return self._maker(number, row, first, words)
        if row.tags[last] == "'" or self.speech.has("counted", low):
            # "Finland's said", "the Peruvian one": the same kind of body as was spoken of.
            asked = words | (frozenset({low}) if row.tags[last] == "'" else frozenset())
            return self.cast.last(number, offset, Fits(_BODY, words=asked, countries=countries()))
        if head != last:
            # "the ministry in London": only where the place says which.
            words |= {row.items[at].low for at in range(head + 1, last + 1) if row.tags[at] == "M"}
            if not any(row.tags[at] == "M" for at in range(head + 1, last + 1)):
                return None
        spelt = [row.items[at].text for at in range(first, head) if row.tags[at] in "NM"]
        heads = self.speech.alike(low)
        found = self.cast.topical(offset, Fits(_ANY, heads=heads, words=words, countries=countries()))
        if found is None and not words and low in self.speech.nouns["loose"]:
            found = self.cast.last(number, offset, Fits(frozenset({"unknown"})))
        if found is None:
            found = self._generic(number, offset, low, spelt)
        return found or (self.cast.only(Fits(_ANY, heads=heads, words=words, countries=countries())) if words else None)

    def _generic(self, number: int, offset: int, low: str, spelt: Sequence[str]) -> Figure | None:
        """'the humanitarian organisation', 'the diplomat', 'the British broadcaster': who is named, lately."""
        fits: Fits | None = None
        small = all(word.islower() for word in spelt)
        if self.speech.has("generic_bodies", low) and small:
            fits = Fits(frozenset({"body"}), plural=False, but_not=self.cast.is_medium)
        elif self.speech.has("generic_persons", low) and not spelt:
            fits = Fits(_PERSON, plural=False)
        elif self.speech.has("generic_media", low):
            alike = self.speech.alike(low)

            def unlike(figure: Figure) -> bool:
                called = figure.called & self.speech.nouns["media"]
                abroad = any(countries().code(word) for word in figure.called) and bool(spelt)
                own = not self.cast.is_medium(figure) or self._publishes(figure)
                return abroad or own or bool(called and not called & alike)

            fits = Fits(_BODY, plural=False, but_not=unlike)
        found = self.cast.last(number, offset, fits) if fits is not None else None
        return found if found is not None and found.actor is not None else None

    def _maker(self, number: int, row: Row, first: int, words: frozenset[str]) -> Figure | None:
        """Who made 'its statement', 'the original message': of one that nobody owns, the body that acted last."""
        if row.tags[first] == "G":
            maker = self._pronoun(number, row, first)
            if maker is not None and self.cast.is_medium(maker):
                maker = self.body_before(number, row.items[first].start) or maker
            return maker
        del words
        offset = row.items[first].start
        last = self.cast.last(number, offset, Fits(_ANY, but_not=self.cast.is_medium))
        return last.of if last is not None and last.of is not None else self.body_before(number, offset)

    def _later(self, number: int, row: Row, phrase: Phrase, head: str) -> Figure | None:
        """Who is named only later: 'an opposition party ... The party, Clean Coast,'; in a headline, whoever comes."""
        if self.speech.has("indefinite", row.items[phrase[0]].low):
            return next((one for at, word, one in self._explained if word == head and 0 < at - number <= _SOON), None)
        kind = self.told.blocks[self.told.sentences[number].paragraph].kind
        called = self.speech.nouns
        if kind not in ("headline", "deck") or head not in called["bodies"] | called["loose"] | called["persons"]:
            return None
        words = frozenset(row.items[at].low for at in range(phrase[0], phrase[1]) if row.tags[at] in "NM")
        return self.cast.first(
            row.span[1], Fits(_ANY, heads=self.speech.alike(head), words=words, countries=countries())
        )

    @cached_property
    def _explained(self) -> list[tuple[int, str, Figure]]:
        """'The party, Clean Coast,': sentence, noun and figure of each."""
        found = []
        for number, row in enumerate(self.told.rows):
            at = row.tags.find("N,M")
            while at > 0:
                if row.items[at - 1].low in self.speech.definite and row.tags[at - 1] == "D":
                    figure = self._beside(row, at)
                    if figure is not None:
                        found.append((number, row.items[at].low, figure))
                at = row.tags.find("N,M", at + 1)
        return found

    def _new(self, row: Row, phrase: Phrase, span: Span, head: str) -> Figure:
        nouns = self.speech.nouns
        name = self.told.text[slice(*span)]
        known = self.cast.described(name)
        if known is not None:
            return known
        kind: Kind = "unknown"
        if head in nouns["documents"] | nouns["findings"] | nouns["pictures"] | nouns["wordings"]:
            kind = "thing"
        elif head in nouns["bodies"]:
            kind = "body"
        elif head in nouns["persons"] or head in nouns["female"] or head in nouns["male"]:
            kind = "person"
        elif phrase[0] == phrase[1] and countries().is_state(head):
            kind = "state"
        low = row.items[phrase[0]].low
        if self.speech.has("somebody", low) and row.tags[phrase[0]] in "PD#":
            kind = "person" if kind == "unknown" else kind
        called = {row.items[at].low for at in range(phrase[0], self._head(row, phrase) + 1) if row.tags[at] in "NM"}
        plural = head in nouns["plurals"] or (head.endswith("s") and head not in nouns["bodies"])
        plural = plural or self.speech.has("several", low)
        return self.cast.unnamed(name, span, called, kind, plural=plural)

    def body_before(self, number: int, at: int) -> Figure | None:
        """The body that was last on stage before an offset; one that passes on what it is told is not meant."""
        return self.cast.last(number, at, Fits(frozenset({"body"}), but_not=self.cast.is_medium))

    def is_nobody(self, attribution: Attribution) -> bool:
        """'nobody had reported': no voice."""
        words = self.told.text[slice(*attribution.speaker)].split() if attribution.speaker else []
        return len(words) == 1 and self.speech.has("negations", words[0].lower())

    def is_pronoun(self, parts: Sequence[Span]) -> bool:
        """Whether a statement is no more than a pronoun."""
        number = self.cast.number_at(parts[0][0])
        if number is None or len(parts) > 1:
            return False
        row = self.told.rows[number]
        first, last = row.at(parts[0][0]), row.at(parts[0][1]) - 1
        return first == last and row.tags[first] in "POTD"

    def relay(self, number: int, span: Span) -> Figure | None:
        """Through whom something is told."""
        row = self.told.rows[number]
        first, last = row.at(span[0]), row.at(span[1]) - 1
        return self.figure(number, row, (first, last))[0]


def _is_maker(row: Row, at: int) -> bool:
    """Whether 'by', 'of', 'from' stands before a name, or before its article."""
    return row.items[at - 1 - (row.tags[at - 1] in "DG")].low in _MAKERS


def _may_speak(row: Row, head: int) -> bool:
    if row.tags[head] == "P":
        return row.speech.has("somebody", row.items[head].low)
    return can_speak(row, head)


_MAKERS = frozenset("by of from the site agency group newspaper".split())
_AFTER_NAME = (",", ".", "", "A", "C", ";", ")")


def voice_of(figure: Figure, span: Span | None, *, inferred: bool) -> Voice:
    """A figure as a record."""
    return Voice(figure.actor.id if figure.actor else "", figure.name, span, inferred)

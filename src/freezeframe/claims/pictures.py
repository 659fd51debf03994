"""Pictures in words: who offers which picture, as what, and who says where it comes from.

A picture that is spoken of again inherits who offered it: 'the other four' are as much the ministry's as the first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from freezeframe.claims.attribution import Told
from freezeframe.claims.cast import Figure
from freezeframe.claims.facts import Facts
from freezeframe.claims.noun_cues import owner_of
from freezeframe.claims.phrases import Phrase
from freezeframe.claims.picture_found import Found
from freezeframe.claims.picture_lists import caption_in, listed_in
from freezeframe.claims.picture_phrases import PicturePhrase, is_new, is_news, pictures_in
from freezeframe.claims.picture_predicates import Predicate, predicates_of
from freezeframe.claims.records import Span, Voice
from freezeframe.claims.speakers import Speakers, voice_of
from freezeframe.claims.spoken import Spoken
from freezeframe.claims.words import Row

_NEAR = 3
"""Sentences within which 'the fourth' is taken for a picture that was spoken of."""
_OVERLAPPING = 8
"""Statements that may hold the same words."""


class Pictures:
    """Finds the pictures of a text, in its order."""

    def __init__(
        self, told: Told, speakers: Speakers, statements: Sequence[Spoken], facts: Facts, writer: Voice
    ) -> None:
        self.told = told
        self.speakers = speakers
        self.facts = facts
        self.writer = writer
        self.found: list[Found] = []
        self._said = Said(statements)
        unsaid = [a for a in told.attributions if a.irreal or a.use.frame == "whether"]
        self._unsaid = sorted(part for a in unsaid for parts in a.statements for part in parts)
        self._offerer: tuple[Voice | None, Figure | None] = (None, None)
        self._last = -_NEAR - 1

    def read(self) -> list[Found]:
        """All pictures that something is said of, in the order of the text."""
        for number, row in enumerate(self.told.rows):
            if self._list(number, row):
                continue
            for inner in self._rows(row):
                self._sentence(number, inner)
            self._date_source(number, row)
        return [one for one in self.found if one.told]

    def _rows(self, row: Row) -> Iterator[Row]:
        """The sentence, and what is quoted in it."""
        yield row
        for item in row.items:
            if item.quotation >= 0:
                quotation = self.told.outermost[item.quotation]
                for part in quotation.parts:
                    if part[0] >= row.span[0] and part[1] <= row.span[1]:
                        yield self.told.maker.plain(part)

    def _list(self, number: int, row: Row) -> bool:
        """'Photo 1: the bridge', 'Two photographs attached: the drone; its wing'."""
        listed = listed_in(row)
        for item in listed:
            one = Found(number, row.between(*item.phrase), told=True, listed=True)
            one.offered_by = self.writer if self.writer.name else None
            one.offered_as = row.between(*item.shows) if item.shows else None
            if item.source:
                one.said_source, one.said_by = row.between(*item.source), self.writer if self.writer.name else None
            self.found.append(one)
            self._last = number
        return bool(listed)

    def _sentence(self, number: int, row: Row) -> None:
        taken = -1
        caption = self.told.blocks[self.told.sentences[number].paragraph].kind == "caption"
        phrases = list(caption_in(row) if caption else pictures_in(row))
        for picture in phrases:
            if row.items[picture.phrase[0]].start < taken or (picture.elliptic and number - self._last > _NEAR):
                continue
            predicates = list(predicates_of(row, picture))
            quoted = self._with_quoted(row, picture)
            merged = list(predicates_of(*quoted)) if quoted else []
            if picture.elliptic and not any(
                p.kind in ("source", "shows", "offer", "as") for p in (*predicates, *merged)
            ):
                continue
            taken = max(taken, self._take(number, row, picture, predicates))
            for predicate in merged:
                taken = max(taken, self._apply(number, quoted[0] if quoted else row, self.found[-1], predicate))

    def _with_quoted(self, row: Row, picture: PicturePhrase) -> tuple[Row, PicturePhrase] | None:
        """'the first photograph "comes from a trade fair"': the sentence as if it had no quotation marks."""
        first, last = picture.phrase
        after = last + 1
        if row.tags[after : after + 1] != "q" or row.items[after].quotation < 0:
            return None
        inner = self.told.maker.plain(self.told.outermost[row.items[after].quotation].inner)
        if inner.tags[:1] not in ("V", "C", "A"):
            return None
        span = (row.items[first].start, inner.span[1])
        merged = Row(span, (*row.items[first:after], *inner.items), row.tags[first:after] + inner.tags, row.speech)
        return merged, replace(picture, phrase=(0, last - first), head=picture.head - first)

    def _take(self, number: int, row: Row, picture: PicturePhrase, predicates: Sequence[Predicate]) -> int:
        """Note a picture and what is said of it; returns where the last of these words end."""
        if picture.pronoun:
            one = self._again(number, predicates)
        else:
            one = Found(number, row.between(*picture.phrase), told=is_news(row, picture))
            self.found.append(one)
        if one is None:
            return -1
        self._last = number
        if not picture.pronoun and not is_new(row, picture):
            # Known before its predicates are read: who offers it decides what 'shows' means.
            self._inherit(one)
            self._owned(number, row, picture, one)
        one.told = one.told or any(p.kind == "denied" for p in predicates)
        end = -1
        for predicate in predicates:
            end = max(end, self._apply(number, row, one, predicate))
        if picture.title is not None and one.offered_as is None:
            one.offered_as, one.told = self._inner(row, picture.title), True
        return end

    def _inner(self, row: Row, index: int) -> Span:
        quotation = self.told.outermost[row.items[index].quotation]
        return quotation.inner

    def _again(self, number: int, predicates: Sequence[Predicate]) -> Found | None:
        """'it', 'they': the last picture, when this can be said of one."""
        if not self.found or number - self.found[-1].row > _NEAR:
            return None
        clear = any(p.kind in ("source", "shows") for p in predicates)
        return self.found[-1] if clear or number - self.found[-1].row <= 1 else None

    def _apply(self, number: int, row: Row, one: Found, predicate: Predicate) -> int:
        span = row.between(*predicate.phrase) if predicate.phrase else None
        one.told = one.told or predicate.verb < 0 or predicate.kind != "as" or number == one.row
        if predicate.kind in ("offer", "withdraw"):
            self._offered(number, row, one, predicate)
        elif span is None or predicate.kind == "denied" or self._is_asked(span):
            return -1
        elif (
            predicate.kind == "as" and number != one.row and self.facts.places_within(span) and one.said_source is None
        ):
            # 'It is a film set in Hungary.'
            one.said_source, one.said_by = span, self._voice(number, row, predicate.agent, span)
        elif predicate.kind == "as":
            self._shown_as(number, row, one, predicate, span)
        elif predicate.kind == "shows":
            self._shows(one, span)
        elif predicate.kind == "source" and one.said_source is None:
            one.said_source = span
            one.said_by = self._voice(number, row, predicate.agent, span)
        return span[1] if span else -1

    def _is_asked(self, span: Span) -> bool:
        """'asked whether the image was from a game': nobody says so."""
        last = bisect_right(self._unsaid, (span[0], span[1] + 1))
        return any(end >= span[1] for _, end in self._unsaid[max(last - _OVERLAPPING, 0) : last])

    def _offered(self, number: int, row: Row, one: Found, predicate: Predicate) -> None:
        if predicate.agent is None:
            return
        figure, inferred = self._who(number, row, predicate.agent)
        if figure is None:
            return
        before = one.figure or self._offerer[1]
        span = (row.items[predicate.verb].start, row.items[predicate.agent[1]].end)
        teller = self._said.speaker(span)
        passive = predicate.agent[0] > predicate.verb
        if (
            passive
            and before not in (None, figure)
            and teller is not None
            and teller.figure not in (None, figure, before)
        ):
            # 'CIT said that it was released by another ministry': where it is from, not who offers it here.
            if one.said_source is None:
                one.said_source, one.said_by = span, teller.speaker
            return
        one.figure = figure
        one.offered_by = voice_of(figure, row.between(*predicate.agent), inferred=inferred)
        self._offerer = (one.offered_by, figure)

    def _who(self, number: int, row: Row, agent: Phrase) -> tuple[Figure | None, bool]:
        """Who shows a picture: of an employee, the body that he works for."""
        figure, inferred = self.speakers.figure(number, row, agent)
        if figure is None or figure.actor is not None or not figure.called & self.told.speech.nouns["servants"]:
            return figure, inferred
        teller = self._said.speaker(row.between(*agent))
        body = teller.figure if teller is not None and teller.figure is not None else None
        return self._offerer[1] or body or self.speakers.body_before(number, row.items[agent[0]].start) or figure, True

    def _shown_as(self, number: int, row: Row, one: Found, predicate: Predicate, span: Span) -> None:
        vouches = self._said.speaker(span) if one.offered_by is None and predicate.agent is None else None
        evidence = self.told.speech.picture_words["evidence"]
        words = {word.strip("\"'”’»“„«‘.,").lower() for word in self.told.text[slice(*span)].split()[:4]}
        if vouches is not None and vouches.figure is not None and vouches.speaker is not None and words & evidence:
            # 'The ministry said that the photos were irrefutable evidence.'
            one.figure, one.offered_by = vouches.figure, replace(vouches.speaker, inferred=True)
            self._offerer = (one.offered_by, one.figure)
        if one.offered_as is None:
            one.offered_as = span
        if predicate.agent is not None and one.offered_by is None:
            self._offered(number, row, one, predicate)

    def _shows(self, one: Found, span: Span) -> None:
        """What it shows: as its offerer says, what it is offered as; as anybody else says, where it is from."""
        speaker = self._said.speaker(span)
        offerer = one.figure or self._offerer[1]
        if speaker is None or speaker.figure is None or speaker.figure is offerer:
            one.offered_as = one.offered_as or span
        elif one.said_source is None:
            one.said_source, one.said_by = span, speaker.speaker
        else:
            one.also.append(span)

    def _inherit(self, one: Found) -> None:
        """Who offers a picture, where it is not said again."""
        voice, figure = self._offerer
        if voice is not None:
            one.offered_by, one.figure = replace(voice, span=None, inferred=True), figure

    def _owned(self, number: int, row: Row, picture: PicturePhrase, one: Found) -> None:
        """'its pictures', 'the ministry's pictures'."""
        owner = owner_of(row, picture.head)
        if owner is None or owner.phrase[0] < picture.phrase[0]:
            return
        figure, _ = self.speakers.figure(number, row, owner.phrase)
        if figure is not None:
            one.figure, one.offered_by = figure, voice_of(figure, row.between(*owner.phrase), inferred=True)
            self._offerer = (one.offered_by, figure)

    def _voice(self, number: int, row: Row, agent: Phrase | None, span: Span) -> Voice | None:
        speaker = self._said.speaker(span)
        if speaker is not None:
            return speaker.speaker
        if agent is not None:
            figure, inferred = self.speakers.figure(number, row, agent)
            if figure is not None:
                return voice_of(figure, row.between(*agent), inferred=inferred)
        return self.writer if self.writer.name else None

    def _date_source(self, number: int, row: Row) -> None:
        """'The trailer was put on YouTube in March 2015': the date of the source that was named before."""
        if row.tags[:2] != "DN" or row.tags[2:3] not in ("A", "V", "C", "W"):
            return
        for one in reversed(self.found):
            if number - one.row > _NEAR or one.said_source is None:
                continue
            words = self.told.text[slice(*one.said_source)].lower().split()
            if row.items[1].low in words[:4]:
                one.dated.append(row.span)
                return


class Said:
    """Who says the words of a span."""

    def __init__(self, statements: Sequence[Spoken]) -> None:
        self._statements = sorted(statements, key=lambda s: s.statement.span)
        self._starts = [s.statement.span[0] for s in self._statements]

    def speaker(self, span: Span) -> Spoken | None:
        """The innermost statement that holds the beginning of a span."""
        last = bisect_right(self._starts, span[0])
        near = self._statements[max(last - _OVERLAPPING, 0) : last]
        # 'urged Moscow to explain how pictures of a game ...': who asks asserts nothing of them.
        holding = [s for s in near if s.statement.span[1] > span[0] and s.statement.attribution.use.act == "claim"]
        return min(holding, key=lambda s: s.statement.span[1] - s.statement.span[0], default=None)

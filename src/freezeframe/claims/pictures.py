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
from freezeframe.claims.picture_found import Found
from freezeframe.claims.picture_lists import SOURCES, caption_in, credited_in, listed_in
from freezeframe.claims.picture_phrases import PicturePhrase, is_new, is_news, pictures_in
from freezeframe.claims.picture_predicates import predicates_of
from freezeframe.claims.picture_said import Said, is_fuller, is_one, is_several, is_shown, is_word, with_quoted
from freezeframe.claims.picture_sources import end_of_clause, end_of_source, is_original, picture_verb, where_from
from freezeframe.claims.picture_verbs import Predicate
from freezeframe.claims.records import Span, Voice
from freezeframe.claims.speakers import Speakers, voice_of
from freezeframe.claims.spoken import Spoken
from freezeframe.claims.words import Phrase, Row

_NEAR = 3
"""Sentences within which 'the fourth' is taken for a picture that was spoken of."""
_FAR = 12
"""The same, for 'the fifth' and 'the oldest of the five'."""
_JOINT = 3
"""Words between two things that are told of where a picture is from: 'and was'."""
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
        unsaid = [a for a in told.attributions if (a.irreal and a.use.frame != "object") or a.use.frame == "whether"]
        self._unsaid = sorted(part for a in unsaid for parts in a.statements for part in parts)
        self._offerer: tuple[Voice | None, Figure | None] = (None, None)
        self._last = -_NEAR - 1
        self._withdrawn = False
        self._traced: Span | None = None
        """Where a search led to, for the next sentence's picture."""

    def read(self) -> list[Found]:
        """All pictures that something is said of, in the order of the text."""
        for number, row in enumerate(self.told.rows):
            if self._list(number, row) or self._credit(number, row):
                continue
            self._sentence(number, row)
            self._date_source(number, row)
            self._trace(number, row)
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
            self._offerer = (one.offered_by, self.speakers.cast.figures.get(self.writer.actor))
            one.figure = self._offerer[1]
            if item.source:
                one.said_source, one.said_by = row.between(*item.source), self.writer if self.writer.name else None
            self.found.append(one)
            self._last = number
        return bool(listed)

    def _credit(self, number: int, row: Row) -> bool:
        """'Photo 4: a similar head. Source: Interpol': the line goes on with where it is from."""
        one, source = (self.found[-1] if self.found else None), credited_in(row)
        if one is None or not one.listed or source is None or one.said_source is not None:
            return False
        if self.told.sentences[one.row].paragraph != self.told.sentences[number].paragraph:
            return False
        one.said_source, one.said_by = row.between(*source), self.writer if self.writer.name else None
        return True

    def _sentence(self, number: int, sentence: Row) -> None:
        """The pictures of a sentence and of what is quoted in it, in their order."""
        if self.told.blocks[self.told.sentences[number].paragraph].kind == "caption":
            self._caption(number, sentence)
            return
        phrases = [(row, picture) for row in self._rows(sentence) for picture in pictures_in(row)]
        taken: dict[Span, int] = {}
        for row, picture in sorted(phrases, key=lambda one: one[0].items[one[1].phrase[0]].start):
            start = row.items[picture.phrase[0]].start
            told = any(one.said_source and one.said_source[0] <= start < one.said_source[1] for one in self.found[-2:])
            if start >= taken.get(row.span, -1) and not told:
                taken[row.span] = max(taken.get(row.span, -1), self._picture(number, row, picture))

    def _caption(self, number: int, row: Row) -> None:
        for picture in caption_in(row):
            self._picture(number, row, picture)
            one = self.found[-1] if self.found else None
            if one is not None and one.offered_by is None and one.said_by is not None:
                one.offered_by = replace(one.said_by, inferred=True)

    def _picture(self, number: int, row: Row, picture: PicturePhrase) -> int:
        """Read what is said of a picture; returns where the last of these words end."""
        if picture.elliptic and number - self._last > (_FAR if picture.marked else _NEAR):
            return -1
        if row.speech.has("none", row.items[picture.phrase[0]].low) and not picture.elliptic:
            return -1
        predicates = list(predicates_of(row, picture))
        quoted = with_quoted(self.told, row, picture)
        merged = list(predicates_of(*quoted)) if quoted else []
        if picture.weak and not is_shown(row, [*predicates, *merged]):
            word = picture.word(row)
            if not any(self.told.text[slice(*one.span)].lower().endswith(word) for one in self.found):
                return -1
        self._withdrawn = self._withdrawn or any(p.kind == "withdraw" for p in predicates)
        if picture.elliptic and all(p.kind == "withdraw" for p in (*predicates, *merged)):
            return -1
        end = self._take(number, row, picture, predicates)
        for predicate in merged if self.found else ():
            end = max(end, self._apply(number, quoted[0] if quoted else row, self.found[-1], predicate))
        return end

    def _trace(self, number: int, row: Row) -> None:
        """'A reverse image search leads to X. There the picture has been online since ...'."""
        words = row.speech.picture_words["searches"]
        at = next((n for n, tag in enumerate(row.tags) if tag in "CV" and n), 0)
        if not at or not any(item.low in words for item in row.items[:at]):
            return
        verb = picture_verb(row, at, ("belong",))
        source = where_from(row, at + 1, verb) if verb is not None else None
        if source is None:
            return
        span = row.between(*source)
        following = self.told.rows[number + 1] if number + 1 < len(self.told.rows) else row
        if row.speech.has("there", following.items[0].low if following.items else ""):
            self._traced = span
        elif self.found and number - self.found[-1].row <= _NEAR:
            self._from(number, row, self.found[-1], span)

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
        if not picture.pronoun and (not is_new(row, picture) or self._is_of_set(number, picture, predicates)):
            # Known before its predicates are read: who offers it decides what 'shows' means.
            self._inherit(one)
            self._owned(number, row, picture, one)
        end = -1
        if self._traced is not None and row.speech.has("there", row.items[0].low):
            one.said_source, one.said_by = self._traced, self._voice(number, row, None, self._traced)
        self._traced = None
        for predicate in predicates:
            end = max(end, self._apply(number, row, one, predicate))
        if picture.title is not None and one.offered_as is None:
            one.offered_as, one.told = self._span(row, (picture.title, picture.title)), True
        return end

    def _is_of_set(self, number: int, picture: PicturePhrase, predicates: Sequence[Predicate]) -> bool:
        """'A picture captioned X matches Y', after several were shown: one of them."""
        several = any(one.figure is not None and is_several(self.told, one.span) for one in self.found[-_OVERLAPPING:])
        kinds = {predicate.kind for predicate in predicates}
        headed = self.told.blocks[self.told.sentences[number].paragraph].kind in ("headline", "deck")
        return several and "source" in kinds and "offer" not in kinds and not headed and picture.phrase[0] == 0

    def _span(self, row: Row, phrase: Phrase) -> Span:
        """Of words that are quoted as a whole, what stands within the marks."""
        first, last = phrase
        if first < last or row.items[first].quotation < 0:
            return row.between(first, last)
        start, end = self.told.outermost[row.items[first].quotation].inner
        return start, end - (self.told.text[end - 1] in ",.")

    def _again(self, number: int, predicates: Sequence[Predicate]) -> Found | None:
        """'it', 'they': the last picture, when this can be said of one."""
        if not self.found or number - self.found[-1].row > _NEAR:
            return None
        clear = any(p.kind in ("source", "shows") for p in predicates) and all(p.kind != "told" for p in predicates)
        return self.found[-1] if clear or number - self.found[-1].row <= 1 else None

    def _apply(self, number: int, row: Row, one: Found, predicate: Predicate) -> int:
        span = self._span(row, predicate.phrase) if predicate.phrase else None
        if predicate.kind not in ("offer", "withdraw", "as", "is") and not (span and self._is_asked(span)):
            one.told = True
        elif predicate.kind == "as" or (predicate.kind == "offer" and (predicate.agent or is_one(row, one.span))):
            one.told = one.told or predicate.verb < 0 or number == one.row
        if predicate.kind in ("offer", "withdraw"):
            self._offered(number, row, one, predicate)
            return -1
        if span is None or predicate.kind == "denied" or self._is_asked(span):
            return -1
        if predicate.kind == "told":
            one.dated.append(span)
        elif predicate.kind == "as":
            self._shown_as(number, row, one, predicate, span)
        elif predicate.kind == "shows":
            self._shows(number, row, one, predicate, span)
        elif predicate.kind == "is":
            self._is(number, row, one, predicate, span)
        elif one.said_source is None or self._is_better(number, row, one, span):
            one.said_source, one.weakly = span, -1
            one.said_by = self._finder(number, row, predicate) or self._voice(number, row, predicate.agent, span)
        elif self._is_joined(one, span, predicate):
            one.said_source = (one.said_source[0], span[1])
        else:
            one.also.append(span)
        return span[1] if span else -1

    def _is_joined(self, one: Found, span: Span, predicate: Predicate) -> bool:
        """'dates from November 2019 and was taken in the Gulf of Tonkin': both tell where it is from."""
        if one.said_source is None or predicate.kind not in ("source", "shows"):
            return False
        between = self.told.text[one.said_source[1] : span[0]].split()
        return 0 < len(between) <= _JOINT and between[0] in ("and", ",")

    def _is_better(self, number: int, row: Row, one: Found, span: Span) -> bool:
        """Whether it is told where a picture is from of which it was only said what it shows; that is kept elsewhere."""
        if one.said_source is None or (one.weakly < 0 and not row.span[0] <= one.said_source[0] < row.span[1]):
            return False
        claimed, voice = one.said_by, self._voice(number, row, None, span)
        rival = claimed is not None and claimed.name and voice is not None and voice.name != claimed.name
        if one.weakly < 0:
            # "The footage, which S says was shot on Tuesday, is from 2019, T said."
            one.figure = one.figure or (self.speakers.cast.figures.get(claimed.actor) if rival and claimed else None)
            one.offered_by = one.offered_by or (claimed if rival else None)
            return bool(rival) and one.offered_by is claimed
        if rival and one.offered_by is None and one.offered_as is None:
            # "Users claimed that it showed X. The board said that it was taken in Y."
            one.offered_by, one.offered_as = claimed, one.said_source
        elif number == one.weakly and not rival:
            return False
        else:
            one.also.append(one.said_source)
        return True

    def _finder(self, number: int, row: Row, predicate: Predicate) -> Voice | None:
        """'was geolocated to X by S': S says so."""
        agent = predicate.agent
        if agent is None or agent[0] < predicate.verb or not picture_verb(row, predicate.verb, ("locate", "belong", "match")):
            return None
        figure, inferred = self.speakers.figure(number, row, agent)
        return voice_of(figure, row.between(*agent), inferred=inferred) if figure is not None else None

    def _is_asked(self, span: Span) -> bool:
        """'asked whether the image was from a game': nobody says so."""
        last = bisect_right(self._unsaid, (span[0], span[1] + 1))
        return any(end >= span[1] for _, end in self._unsaid[max(last - _OVERLAPPING, 0) : last])

    def _offered(self, number: int, row: Row, one: Found, predicate: Predicate) -> None:
        if predicate.agent is None:
            self._first_shown(number, row, one, predicate)
            return
        figure, inferred = self._who(number, row, predicate.agent)
        if figure is None:
            return
        before = one.figure or self._offerer[1]
        span = (row.items[predicate.verb].start, row.items[predicate.agent[1]].end)
        teller = self._said.speaker(span)
        passive = predicate.agent[0] > predicate.verb
        others = teller is not None and teller.figure not in (None, figure, before)
        # "A third image, shared by the embassy, dates from 2019, S said": the embassy does offer it.
        others = others and row.tags[predicate.verb - 1 : predicate.verb] in ("A", "R")
        fuller = is_fuller(self.told, one.span)
        original = fuller or is_original(row, predicate.verb)
        told = before not in (None, figure) or (original and teller is not None) or fuller
        if passive and (original or others) and told:
            # 'CIT said that it was released by another ministry': where it is from, not who offers it here.
            if one.said_source is None or is_word(self.told, one.said_source):
                last = predicate.agent[1]
                # ", who asked not to be named" tells nothing of the picture.
                last = last if row.tags[last + 1 : last + 2] == "," else max(last, end_of_clause(row, predicate.verb))
                span = row.between(predicate.verb, last)
                one.said_source, one.said_by = span, self._voice(number, row, None, span)
                one.told = True
            return
        one.figure = figure
        one.offered_by = voice_of(figure, row.between(*predicate.agent), inferred=inferred)
        self._offerer = (one.offered_by, figure)

    def _first_shown(self, number: int, row: Row, one: Found, predicate: Predicate) -> None:
        """'was first published in 2011': where it is from, though nobody is named who did."""
        if predicate.phrase is None or one.said_source is not None:
            return
        if not is_original(row, predicate.verb) and not is_fuller(self.told, one.span):
            return
        last = max(predicate.phrase[1], end_of_source(row, predicate.verb, len(row.items) - 1))
        span = row.between(predicate.phrase[0], last)
        if self.facts.dates_within(span) or self.facts.places_within(span):
            one.said_source, one.said_by, one.told = span, self._voice(number, row, None, span), True

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

    def _shows(self, number: int, row: Row, one: Found, predicate: Predicate, span: Span) -> None:
        """What it shows: as its offerer says, what it is offered as; as anybody else says, where it is from."""
        speaker = self._said.speaker(span)
        offerer = one.figure or self._offerer[1]
        said = speaker is not None and speaker.speaker is not None
        if said and speaker is not None and offerer is None and self._introduces(number, row, one):
            # 'Satellite images show two launchers, the ministry said.'
            one.figure, one.offered_as = speaker.figure, span
            one.offered_by = replace(speaker.speaker, inferred=True) if speaker.speaker else None
            self._offerer = (one.offered_by, one.figure)
        elif (
            (said and speaker is not None and speaker.figure is not offerer)
            or (not said and one.offered_as is not None and one.figure is not None)
            or self._corrects(row, one, predicate, said=said)
        ):
            self._from(number, row, one, span)
        else:
            one.offered_as = one.offered_as or span

    def _introduces(self, number: int, row: Row, one: Found) -> bool:
        """Whether a picture is new to the text: 'images show', 'a video shows', not 'the video shows'."""
        if self.told.blocks[self.told.sentences[number].paragraph].kind in ("headline", "deck"):
            return False
        return row.tags[row.at(one.span[0])] in "N#M" or row.speech.has(
            "indefinite", row.items[row.at(one.span[0])].low
        )

    def _corrects(self, row: Row, one: Found, predicate: Predicate, *, said: bool) -> bool:
        """Whether it is told what an offered picture really shows: one was withdrawn, 'in fact', 'it does show'."""
        if any(row.speech.has("emphatic", item.low) for item in row.items[max(predicate.verb - 1, 0) : predicate.verb]):
            return True
        truly = any(row.speech.has("truly", item.low) for item in row.items)
        return not said and one.figure is not None and (self._withdrawn or truly)

    def _is(self, number: int, row: Row, one: Found, predicate: Predicate, span: Span) -> None:
        """'It is a film set in Hungary', 'is a fake', 'is genuine', 'called it a fake'."""
        speaker = self._said.speaker(span)
        words = {item.low for item in row.items if span[0] <= item.start < span[1]}
        fakes = bool(words & self.told.speech.picture_words["fakes"])
        if predicate.agent is not None:
            # 'called the footage "beyond dispute"' tells nothing of where it is from.
            if fakes or any(words & self.told.speech.picture_words[kind] for kind in SOURCES):
                self._from(number, row, one, span, predicate.agent)
                one.told = True
            return
        one.told = True
        others = speaker is not None and speaker.figure is not None and speaker.figure is not one.figure
        span_text = self.told.text[slice(*span)]
        placed = bool(self.facts.places_within(span) or self.facts.dates_within(span))
        begin = row.at(span[0])
        # 'were authentic' tells nothing of where they are from.
        noun = row.tags[begin : begin + 1] in tuple("DG#Mq") or (
            row.tags[begin : begin + 1] == "N" and (" " in span_text or row.speech.has("owning", span_text.lower()))
        )
        # 'is in fact a mock-up', 'is a copy of a film poster' of what somebody else shows as something.
        others = others or (speaker is None and one.figure is not None and row.tags[row.at(span[0])] in "DG")
        fakes = fakes or (noun and any(row.speech.has("truly", row.items[at].low) for at in range(row.at(span[0]))))
        if fakes or (others and noun and (one.figure is not None or placed)) or (placed and number != one.row):
            self._from(number, row, one, span)
        elif one.offered_as is None:
            one.offered_as = span

    def _from(self, number: int, row: Row, one: Found, span: Span, agent: Phrase | None = None) -> None:
        if one.said_source is None:
            one.said_source, one.said_by = span, self._voice(number, row, agent, span)
            one.weakly = number
        else:
            one.also.append(span)

    def _inherit(self, one: Found) -> None:
        """Who offers a picture, where it is not said again: whoever offered one that is called the same, lately."""
        voice, figure = self._offerer
        word = self.told.text[slice(*one.span)].lower().rpartition(" ")[2]
        for before in reversed(self.found[:-1] if self.found and self.found[-1] is one else self.found):
            if one.row - before.row > _NEAR:
                break
            if before.offered_by is not None and self.told.text[slice(*before.span)].lower().endswith(word):
                voice, figure = before.offered_by, before.figure
                break
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
        found = speaker is not None and speaker.speaker is not None and speaker.speaker.name.lower().split()[-1:]
        if speaker is not None and not (found and found[0] in self.told.speech.picture_words["searches"]):
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
            if number - one.row > _NEAR:
                return
            if one.said_source is None:
                continue
            words = self.told.text[slice(*one.said_source)].lower().split()
            if row.items[1].low in words[:4]:
                one.dated.append(row.span)
                return

"""Pictures in words: who offers which picture, as what, and who says where it comes from.

A picture that is spoken of again inherits who offered it: 'the other four' are as much the ministry's as the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from freezeframe.claims.cast import Figure
from freezeframe.claims.noun_cues import owner_of
from freezeframe.claims.picture_clauses import further_of
from freezeframe.claims.picture_found import Found
from freezeframe.claims.picture_lists import caption_in, credited_in, listed_in
from freezeframe.claims.picture_offers import Predicate
from freezeframe.claims.picture_phrases import PicturePhrase, is_new, is_news, pictures_in
from freezeframe.claims.picture_predicates import predicates_of
from freezeframe.claims.picture_said import is_several, is_shown, with_quoted
from freezeframe.claims.picture_sources import picture_verb, where_from
from freezeframe.claims.picture_told import NEAR, ToldOfPictures
from freezeframe.claims.picture_verbs import of_noun
from freezeframe.claims.records import Span
from freezeframe.claims.speakers import voice_of
from freezeframe.claims.subjects import clause_subject, subject_before
from freezeframe.claims.words import Row

_FAR = 12
"""The same, for 'the fifth' and 'the oldest of the five'."""
_DEPICTING = frozenset("image picture photo photograph video clip footage shot recording".split())
"""What stands after 'of' is seen on it: 'an image of a woman', and not 'a still of a film'."""
_OVERLAPPING = 8
"""Statements that may hold the same words."""


class Pictures(ToldOfPictures):
    """Finds the pictures of a text, in its order."""

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
            one.offered_as = row.between(*item.shows) if item.shows else None
            if self.party or self._offerer[0] is None:
                voice = self.writer if self.writer.name else None
                self._offerer = (voice, self.speakers.cast.figures.get(self.writer.actor))
            # Who is no party goes through the pictures of somebody else.
            one.offered_by, one.figure = self._offerer
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
        ordered = sorted(phrases, key=lambda one: one[0].items[one[1].phrase[0]].start)
        for place, (row, picture) in enumerate(ordered):
            start = row.items[picture.phrase[0]].start
            told = any(one.said_source and one.said_source[0] <= start < one.said_source[1] for one in self.found[-2:])
            if start >= taken.get(row.span, -1) and not told:
                if self._apposed(number, row, picture):
                    continue
                count = len(self.found)
                taken[row.span] = max(taken.get(row.span, -1), self._picture(number, row, picture))
                if not picture.pronoun and len(self.found) > count and not self._denied:
                    following = (p for r, p in ordered[place + 1 :] if r is row and not p.pronoun)
                    self._further(number, row, picture, next(following, None))

    def _apposed(self, number: int, row: Row, picture: PicturePhrase) -> bool:
        """'The picture, a still from a game, was ...', 'The photo, one of a series by S, ...': they are one."""
        first = picture.phrase[0]
        one = self.found[-1] if self.found and self.found[-1].row == number else None
        begins = row.speech.has("indefinite", row.items[first].low) or row.follow(first, ("one", "of"))
        if one is None or first < 2 or row.tags[first - 1] != "," or not begins:
            return False
        if one.span[1] != row.items[first - 2].end or row.span[0] > one.span[0]:
            return False
        closing = row.tags.find(",", picture.phrase[1])
        if closing < 0 or row.tags[closing + 1 : closing + 2] not in ("A", "V", "C", "W", "R"):
            return False
        for predicate in of_noun(row, first - 1, first, closing - 1):
            shown = predicate.phrase is not None and row.items[predicate.phrase[0] - 1].low == "of"
            depicts = predicate.kind == "source" and shown and picture.word(row) in _DEPICTING
            if predicate.kind == "source":
                self._apply(number, row, one, replace(predicate, kind="as") if depicts else predicate)
        return True

    def _further(self, number: int, row: Row, picture: PicturePhrase, following: PicturePhrase | None) -> None:
        """Where a picture is from by any verb of its sentence, when what stands beside its noun does not tell."""
        one = self.found[-1]
        end = following.phrase[0] if following is not None else len(row.items)
        for predicate in further_of(row, picture, end):
            if one.said_source is not None:
                return
            self._apply(number, row, one, predicate)

    def _caption(self, number: int, row: Row) -> None:
        for picture in caption_in(row):
            self._picture(number, row, picture)
            one = self.found[-1] if self.found else None
            if one is not None and one.offered_by is None and one.said_by is not None:
                one.offered_by = replace(one.said_by, inferred=True)

    def _picture(self, number: int, row: Row, picture: PicturePhrase) -> int:
        """Read what is said of a picture; returns where the last of these words end."""
        if picture.elliptic and number - self._last > (_FAR if picture.marked else NEAR):
            return -1
        if row.speech.has("none", row.items[picture.phrase[0]].low) and not picture.elliptic:
            return -1
        predicates = list(predicates_of(row, picture))
        self._denied = any(p.kind == "denied" for p in predicates)
        quoted = with_quoted(self.told, row, picture)
        merged = list(predicates_of(*quoted)) if quoted else []
        if picture.weak and not is_shown(row, [*predicates, *merged]):
            if picture.word(row) not in self._called and row.tags[picture.phrase[0]] == "D":
                # What goes on with a pronoun may make it one, as in "the scene: it was recorded at an exercise".
                self.found.append(Found(number, row.between(*picture.phrase), weak=True))
            if picture.word(row) not in self._called:
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
        elif self.found and number - self.found[-1].row <= NEAR:
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
        self._called.add(picture.word(row))
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

    def _again(self, number: int, predicates: Sequence[Predicate]) -> Found | None:
        """'it', 'they': the last picture, when this can be said of one."""
        near = [one for one in self.found[-_OVERLAPPING:] if number - one.row <= NEAR]
        last = next((one for one in reversed(near) if not one.weak), near[-1] if near else None)
        if near and near[-1].weak and self._in_paragraph(number, near[-1].row):
            last = near[-1]
        soon = last is not None and (last.row == number or self._in_paragraph(number, last.row))
        if last is None or (last.weak and not (soon and any(p.kind == "source" for p in predicates))):
            return None
        clear = any(p.kind in ("source", "shows") for p in predicates) and all(p.kind != "told" for p in predicates)
        return last if clear or number - last.row <= 1 else None

    def _in_paragraph(self, number: int, row: int) -> bool:
        """Whether a sentence follows another right away, in its paragraph."""
        sentences = self.told.sentences
        return number - row <= 1 and sentences[number].paragraph == sentences[row].paragraph

    def _inherit(self, one: Found) -> None:
        """Who offers a picture, where it is not said again: whoever offered one that is called the same, lately."""
        voice, figure = self._offerer
        word = self.told.text[slice(*one.span)].lower().rpartition(" ")[2]
        for before in reversed(self.found):
            if one.row - before.row > NEAR:
                break
            if (
                before is not one
                and before.offered_by is not None
                and self.told.text[slice(*before.span)].lower().endswith(word)
            ):
                voice, figure = before.offered_by, before.figure
                break
        if voice is not None:
            one.offered_by, one.figure = replace(voice, span=None, inferred=True), figure

    def _owned(self, number: int, row: Row, picture: PicturePhrase, one: Found) -> None:
        """'its pictures', 'the ministry's pictures'."""
        owner = owner_of(row, picture.head)
        if owner is None or owner.phrase[0] < picture.phrase[0]:
            return
        figure = self._sender(number, row, owner.phrase[0]) if owner.kind == "pronoun" else None
        figure = figure or self.speakers.figure(number, row, owner.phrase)[0]
        if figure is not None:
            one.figure, one.offered_by = figure, voice_of(figure, row.between(*owner.phrase), inferred=True)
            self._offerer = (one.offered_by, figure)

    def _sender(self, number: int, row: Row, at: int) -> Figure | None:
        """'Colombia handed the UN a dossier. Several of its pictures ...': whose the dossier is."""
        before = number - 1
        if not row.follow(at, ("its",)) or before < 0 or not self._in_paragraph(number, before):
            return None
        last = self.told.rows[before]
        words = self.told.speech.picture_words
        sent = [n for n, item in enumerate(last.items) if item.low in words["documents"] | words["reports"]]
        verb = next((n for n in range(sent[-1], 0, -1) if last.tags[n] in "VC"), 0) if sent else 0
        subject = (subject_before(last, verb) or clause_subject(last, verb)) if verb else None
        figure = self.speakers.figure(before, last, subject.phrase)[0] if subject is not None else None
        return figure if figure is not None and figure.kind in ("body", "state") else None

    def _date_source(self, number: int, row: Row) -> None:
        """'The trailer was put on YouTube in March 2015': the date of the source that was named before."""
        if row.tags[:2] != "DN" or row.tags[2:3] not in ("A", "V", "C", "W"):
            return
        for one in reversed(self.found):
            if number - one.row > NEAR:
                return
            if one.said_source is None:
                continue
            words = self.told.text[slice(*one.said_source)].lower().split()
            if row.items[1].low in words[:4]:
                one.dated.append(row.span)
                return

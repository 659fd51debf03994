"""What is told of a picture, weighed: who offers it, as what, where it is from, and who says so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from freezeframe.claims.attribution import Attribution, Told
from freezeframe.claims.cast import Figure
from freezeframe.claims.claim import Writer
from freezeframe.claims.facts import Facts
from freezeframe.claims.phrases import core_after
from freezeframe.claims.picture_asides import over_name
from freezeframe.claims.picture_earlier import is_earlier, is_new_here
from freezeframe.claims.picture_found import Found
from freezeframe.claims.picture_lists import SOURCES
from freezeframe.claims.picture_offers import Predicate
from freezeframe.claims.picture_said import Said, is_fuller, is_one, is_word
from freezeframe.claims.picture_sources import end_of_clause, end_of_source, is_original, picture_verb
from freezeframe.claims.records import Span, Voice
from freezeframe.claims.speakers import Speakers, voice_of
from freezeframe.claims.spoken import Spoken
from freezeframe.claims.verb_groups import group_before, is_past
from freezeframe.claims.words import Phrase, Row

NEAR = 3
"""Sentences within which 'the fourth' is taken for a picture that was spoken of."""
_JOINT = 3
"""Words between two things that are told of where a picture is from: 'and was'."""
_OVERLAPPING = 8
"""Statements that may hold the same words."""


class ToldOfPictures:
    """Notes what is told of one picture after the other, in the order of the text."""

    def __init__(
        self, told: Told, speakers: Speakers, statements: Sequence[Spoken], facts: Facts, writer: Writer
    ) -> None:
        self.told = told
        self.speakers = speakers
        self.facts = facts
        self.writer = writer.voice
        self.party = writer.party
        self.found: list[Found] = []
        self._said = Said(statements)
        asked = (a for a in told.attributions if (a.irreal and a.use.frame != "object") or a.use.frame == "whether")
        unsaid = [a for a in asked if not _is_shown(told, a)]
        self._unsaid = sorted(part for a in unsaid for parts in a.statements for part in parts)
        self._offerer: tuple[Voice | None, Figure | None] = (None, None)
        self._last = -NEAR - 1
        self._withdrawn = False
        self._denied = False
        """Something was denied of the last picture."""
        self._called: set[str] = set()
        """The nouns of the pictures that were spoken of."""
        self._traced: Span | None = None
        """Where a search led to, for the next sentence's picture."""

    def _span(self, row: Row, phrase: Phrase) -> Span:
        """Of words that are quoted as a whole, what stands within the marks."""
        first, last = phrase
        if first < last or row.items[first].quotation < 0:
            return row.between(first, last)
        start, end = self.told.outermost[row.items[first].quotation].inner
        return start, end - (self.told.text[end - 1] in ",.")

    def _apply(self, number: int, row: Row, one: Found, predicate: Predicate) -> int:
        span = self._span(row, predicate.phrase) if predicate.phrase else None
        if self._is_presented(number, row, one, predicate):
            one.told = True
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
        else:
            self._told_from(number, row, one, predicate, span)
        return span[1]

    def _is_presented(self, number: int, row: Row, one: Found, predicate: Predicate) -> bool:
        """'deleted a photograph', 'Old photo of flood recirculates' over the news: it is news that there is one."""
        if predicate.kind == "withdraw" and predicate.agent and is_new_here(row, one.span):
            return True
        headline = self.told.blocks[self.told.sentences[number].paragraph].kind == "headline"
        return headline and predicate.kind in ("offer", "withdraw") and number == one.row

    def _told_from(self, number: int, row: Row, one: Found, predicate: Predicate, span: Span) -> None:
        """Where it is from, for the first time or better than before; else what is told beside it."""
        vague = one.said_source is not None and is_word(self.told, one.said_source)
        if one.said_source is None or vague or self._is_better(number, row, one, span):
            one.said_source, one.weakly = span, -1
            one.said_by = self._finder(number, row, predicate) or self._voice(number, row, predicate.agent, span)
        elif self._is_joined(one, span) or self._is_coordinated(row, one, predicate.verb):
            one.said_source = (one.said_source[0], span[1])
        else:
            one.also.append(span)

    def _is_joined(self, one: Found, span: Span) -> bool:
        """'dates from November 2019 and was taken in the Gulf of Tonkin': both tell where it is from."""
        if one.said_source is None:
            return False
        between = self.told.text[one.said_source[1] : span[0]].split()
        if between[:1] == [","]:
            return len(between) == 1 or (between[1] in ("and", "but") and len(between) <= _JOINT)
        return 0 < len(between) <= _JOINT and between[0] == "and"

    def _goes_on(self, one: Found, span: Span) -> bool:
        """The same, joined by 'and' and nothing else."""
        joint = self.told.text[one.said_source[1] : span[0]].split() if one.said_source else []
        return joint[:1] == ["and"] and len(joint) <= _JOINT

    def _is_coordinated(self, row: Row, one: Found, verb: int) -> bool:
        """'was posted by a soldier, and geolocated to Y': another participle goes on with where it is from."""
        if one.said_source is None or verb < 1 or not row.span[0] <= one.said_source[0] < row.items[verb].start:
            return False
        between = self.told.text[one.said_source[1] : row.items[verb].start].strip(" ,")
        return between == "and" and is_past(row, verb)

    def _is_better(self, number: int, row: Row, one: Found, span: Span) -> bool:
        """Whether it is told where it is from, of a picture of which it was only said what it shows."""
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
        if (
            agent is None
            or agent[0] < predicate.verb
            or not picture_verb(row, predicate.verb, ("locate", "belong", "match"))
        ):
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
        known = teller is not None or one.said_source is not None
        told = before not in (None, figure) or (original and known) or fuller
        earlier = is_earlier(row, one.span, predicate.verb, self.facts, offered=self._offerer[0] is not None) and (
            passive or before not in (None, figure)
        )
        if earlier and not passive:
            # "Back then, the police had published it after a raid."
            span = row.between(predicate.agent[0], max(end_of_clause(row, predicate.verb), predicate.verb))
            if one.said_source is None:
                one.said_source, one.said_by, one.told = span, self._voice(number, row, None, span), True
            return
        if passive and (((original or others) and told) or earlier):
            # 'CIT said that it was released by another ministry': where it is from, not who offers it here.
            joined = one.said_source is not None and self._is_joined(one, row.between(predicate.verb, predicate.verb))
            if one.said_source is None or joined or is_word(self.told, one.said_source):
                last = predicate.agent[1]
                # ", who asked not to be named" tells nothing of the picture.
                named = over_name(row, last)
                ended = named > last or row.tags[last + 1 : last + 2] == ","
                last = named if ended else max(last, end_of_clause(row, predicate.verb))
                span = row.between(predicate.verb, last)
                span = (one.said_source[0], span[1]) if joined and one.said_source else span
                one.said_source, one.said_by = span, self._voice(number, row, None, span)
                one.told = True
            return
        one.figure = figure
        one.offered_by = voice_of(figure, row.between(*predicate.agent), inferred=inferred)
        self._offerer = (one.offered_by, figure)

    def _first_shown(self, number: int, row: Row, one: Found, predicate: Predicate) -> None:
        """'was first published in 2011': where it is from, though nobody is named who did."""
        if predicate.phrase is None:
            return
        if one.said_source is not None:
            if self._is_coordinated(row, one, predicate.verb):
                # "was recorded by players and posted on YouTube"
                last = max(end_of_clause(row, predicate.verb), predicate.verb)
                one.said_source = (one.said_source[0], row.items[last].end)
            return
        earlier = is_earlier(row, one.span, predicate.verb, self.facts, offered=self._offerer[0] is not None)
        if not earlier and not is_original(row, predicate.verb) and not is_fuller(self.told, one.span):
            return
        last = max(predicate.phrase[1], end_of_source(row, predicate.verb, len(row.items) - 1))
        span = row.between(predicate.phrase[0], last)
        if self.facts.dates_within(span) or self.facts.places_within(span):
            one.said_source, one.said_by, one.told = span, self._voice(number, row, None, span), True

    def _who(self, number: int, row: Row, agent: Phrase) -> tuple[Figure | None, bool]:
        """Who shows a picture: of an employee, the body that he works for."""
        figure, inferred = self.speakers.figure(number, row, agent)
        head = row.items[agent[0]].low
        if self.party and row.speech.has("first_person", head):
            return self.speakers.cast.figures.get(self.writer.actor), True
        core = core_after(row, agent[0])
        document = core is not None and row.items[core].low in self.told.speech.nouns["documents"]
        if document and core == agent[1] and row.speech.has("definite", head) and self._offerer[1] is not None:
            # "The statement also carried a video": of those whose pictures it held before.
            return self._offerer[1], True
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
        described = predicate.verb >= 0 and row.speech.is_gerund(row.items[predicate.verb].low)
        if one.offered_as is None or (one.described and not described and number == one.row):
            one.offered_as, one.described = span, described
        if predicate.agent is not None and one.offered_by is None:
            self._offered(number, row, one, predicate)

    def _shows(self, number: int, row: Row, one: Found, predicate: Predicate, span: Span) -> None:
        """What it shows: as its offerer says, what it is offered as; as anybody else says, where it is from."""
        speaker = self._said.speaker(span)
        offerer = one.figure or self._offerer[1]
        said = speaker is not None and speaker.speaker is not None
        own = said and speaker is not None and offerer is not None and speaker.figure is offerer
        if not own and one.said_source and row.span[0] <= one.said_source[0] and self._goes_on(one, span):
            # "dates from 2016 and shows a camp"
            last = end_of_source(row, row.at(span[0]), len(row.items) - 1)
            span = (span[0], min(span[1], row.items[last].end))
            self._from(number, row, one, span)
            return
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
        elif self._is_joined(one, span):
            # "appeared in a forum and shows a square in Bariloche"
            one.said_source = (one.said_source[0], span[1])
        else:
            one.also.append(span)

    def _voice(self, number: int, row: Row, agent: Phrase | None, span: Span) -> Voice | None:
        speaker = self._said.teller(span)
        found = speaker is not None and speaker.speaker is not None and speaker.speaker.name.lower().split()[-1:]
        if speaker is not None and not (found and found[0] in self.told.speech.picture_words["searches"]):
            return speaker.speaker
        if agent is not None:
            figure, inferred = self.speakers.figure(number, row, agent)
            if figure is not None:
                return voice_of(figure, row.between(*agent), inferred=inferred)
        reported = self._reported(number, row, span)
        return reported or (self.writer if self.writer.name else None)

    def _reported(self, number: int, row: Row, span: Span) -> Voice | None:
        """'... its chairman said. The image had been bought from X.': he goes on, as the past perfect tells."""
        at = min(row.at(span[0]), len(row.items) - 1)
        while at > 0 and row.tags[at] != "A":
            at -= 1
        group = {item.low for item in row.items[group_before(row, at) : at + 1]}
        before = self.told.sentences[number - 1].paragraph if number else -1
        if "had" not in group or before != self.told.sentences[number].paragraph:
            return None
        last = self._said.last_in(self.told.rows[number - 1].span)
        return (
            replace(last.speaker, span=None, inferred=True) if last is not None and last.speaker is not None else None
        )


def _is_shown(told: Told, attribution: Attribution) -> bool:
    """'said to show X': nobody is asked anything."""
    if attribution.cue is None:
        return False
    words = told.text[slice(*attribution.cue)].lower().split()
    shows = any(verb.role == "show" for verb in told.speech.picture_verbs.get(words[-1], ()))
    return shows and told.text[max(attribution.cue[0] - 4, 0) : attribution.cue[0]].endswith(" to ")

"""Attributed statements: whose words are whose, over a whole text.

``cues`` finds what one sentence says of itself. Here quotations that stand alone find their speaker in the sentences
around them, and everything is told in spans of the stored text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from freezeframe.claims.cues import QUOTE, SAID, Cue, verb_cue
from freezeframe.claims.noun_cues import colon_cue, phrase_cue
from freezeframe.claims.phrases import core_after, phrase_before
from freezeframe.claims.quotations import Quotation, quotations
from freezeframe.claims.records import Block, Span
from freezeframe.claims.relays import with_relays
from freezeframe.claims.rows import Quoted, Rows
from freezeframe.claims.sentences import Sentence, sentences
from freezeframe.claims.speech import Speech, Use
from freezeframe.claims.subjects import clause_subject, subject_after, subject_before
from freezeframe.claims.words import Phrase, Row

_SO = 4
"""Items from the verb of 'Or so the ministry says' to the end, at most."""


@dataclass(frozen=True)
class Attribution:
    """Who is said to say what, in spans of the text."""

    row: int
    """Index of the sentence with the cue."""
    use: Use
    cue: Span | None
    speaker: Span | None
    """The whole phrase; None where the words name nobody."""
    kind: str
    """``phrase``, ``pronoun``, ``relative``, ``ellipsis``, ``orphan`` (a quotation whose speaker was named before) or
    ``none``."""
    statements: tuple[tuple[Span, ...], ...]
    """Each in its parts; those at the end that ``going_on`` counts stand alone in the same paragraph."""
    going_on: int = 0
    about: Span | None = None
    """Whom an accusation is about."""
    relays: tuple[Span, ...] = ()
    receiver: Span | None = None
    """Who is told."""
    negated: bool = False
    irreal: bool = False
    hedged: bool = False
    via: str = "rules"

    @property
    def extent(self) -> Span:
        """From the first to the last character of its speaker, cue and content."""
        spans = [s for s in (self.cue, self.speaker if self.kind not in ("orphan", "ellipsis") else None) if s]
        spans += [part for parts in self.statements for part in parts]
        return min(s[0] for s in spans), max(s[1] for s in spans)


@dataclass(frozen=True)
class Told:
    """A text with its sentences and quotations, and who says what in it."""

    text: str
    blocks: Sequence[Block]
    speech: Speech
    maker: Rows
    quotations: tuple[Quotation, ...]
    sentences: tuple[Sentence, ...]
    rows: tuple[Row, ...]
    attributions: tuple[Attribution, ...]

    def outer_in(self, span: Span) -> Iterator[Quotation]:
        """The outermost quotations that begin in a span."""
        for place in range(bisect_left(self._starts, span[0]), len(self._starts)):
            if self._starts[place] >= span[1]:
                return
            yield self.outermost[place]

    @cached_property
    def outermost(self) -> list[Quotation]:
        """The outermost quotations, as the rows number them."""
        return [q for q in self.quotations if q.depth == 0]

    @cached_property
    def _starts(self) -> list[int]:
        return [q.span[0] for q in self.outermost]


def told(text: str, blocks: Sequence[Block], speech: Speech, names: Iterable[Span] = ()) -> Told:
    """Read a text: quotations, sentences, attributions. Page furniture is left out."""
    blocks = [block for block in blocks if block.kind != "furniture"]
    quoted = quotations(text, blocks)
    split = sentences(text, blocks, quoted, speech.abbreviations)
    maker = Rows(text, speech, names)
    rows = _rows(maker, split, [q for q in quoted if q.depth == 0])
    found = []
    for number, row in enumerate(rows):
        head = blocks[split[number].paragraph].kind in ("headline", "deck")
        so = _so_says(rows, split, number)
        found += [so] if so is not None else [_of_cue(row, number, cue) for cue in cues_of(row, headline=head)]
    return Told(text, blocks, speech, maker, quoted, split, rows, tuple(_joined(rows, split, found)))


def _so_says(rows: Sequence[Row], split: Sequence[Sentence], number: int) -> Attribution | None:
    """'So says S', 'Or so S claims': what the sentence before it says."""
    row = rows[number]
    at = int(row.items[0].low == "or") if row.items else 0
    if number == 0 or not (at < len(row.items) and row.speech.has("so", row.items[at].low)):
        return None
    who, verb = subject_after(row, at + 1), at + 1
    if row.tags[verb : verb + 1] != "C" or who is None:
        verb = next((n for n in range(at + 1, len(row.tags)) if row.tags[n] in "AVC"), 0)
        who = subject_before(row, verb) if row.tags[verb : verb + 1] == "C" and len(row.items) - verb < _SO else None
    before = rows[number - 1]
    if who is None or not before.items or split[number - 1].paragraph != split[number].paragraph:
        return None
    if not any(v.use("clause", "quote") for v in row.verbs(verb)):
        return None
    last = len(before.items) - 1 - (before.tags[-1] == ".")
    said = ((before.between(0, max(last, 0)),),)
    cue = row.between(at, verb)
    return Attribution(number, SAID, cue, row.between(*who.phrase), who.kind, said)


def _rows(maker: Rows, split: Sequence[Sentence], outer: Sequence[Quotation]) -> tuple[Row, ...]:
    rows = []
    at = 0
    for sentence in split:
        start, end = sentence.span
        while at < len(outer) and outer[at].span[1] <= start:
            at += 1
        last = at
        while last < len(outer) and outer[last].span[0] < end:
            last += 1
        rows.append(maker.row(sentence.span, Quoted(outer[at:last], at)))
    return tuple(rows)


def _of_cue(row: Row, number: int, cue: Cue) -> Attribution:
    def span(phrase: Phrase | None) -> Span | None:
        return row.between(*phrase) if phrase else None

    return Attribution(
        row=number,
        use=cue.use,
        cue=row.between(*cue.phrase),
        speaker=span(cue.subject.phrase) if cue.subject else None,
        kind=cue.subject.kind if cue.subject else "none",
        statements=tuple(tuple(row.between(*part) for part in parts) for parts in cue.statements if parts),
        about=span(cue.about),
        relays=tuple(row.between(*relay) for relay in cue.relays),
        receiver=span(cue.receiver),
        negated=cue.negated,
        irreal=cue.irreal,
        hedged=cue.hedged,
    )


def cues_of(row: Row, *, headline: bool = False) -> tuple[Cue, ...]:
    """All attributions of a sentence, in the order of their words."""
    found: list[Cue] = []
    colon = colon_cue(row) if headline else None
    if colon is not None:
        return (colon,)
    floor = 0
    reporting = "CV" if "Q" in row.tags or "q" in row.tags else "C"
    starts = row.speech.phrase_starts
    for index, tag in enumerate(row.tags):
        if found and index <= found[-1].phrase[1]:
            continue
        cue = verb_cue(row, index, floor) if tag in reporting else None
        if cue is None and (row.items[index].low in starts or (tag in "qQ" and row.tags[index + 1 : index + 2] == "(")):
            cue = phrase_cue(row, index, floor)
        if cue is None or _is_repeated(cue, found):
            continue
        found.append(cue)
        if cue.shape in ("after", "around"):
            floor = _after(cue)
    return with_relays(row, found)


def _is_repeated(cue: Cue, found: Sequence[Cue]) -> bool:
    """'said in a statement that C': the noun and the verb have one content."""
    starts = {parts[0][0] for other in found for parts in other.statements if parts}
    noun = cue.phrase[0] == cue.phrase[1] and cue.subject is not None and cue.subject.kind == "pronoun"
    silent = cue.subject is None or cue.hedged or cue.borrowed or cue.subject.kind == "ellipsis" or noun
    return silent and any(parts and parts[0][0] in starts for parts in cue.statements)


def _after(cue: Cue) -> int:
    """Where the words after a cue that follows its content begin."""
    ends = [part[1] for parts in cue.statements for part in parts]
    return max(cue.phrase[1], cue.subject.phrase[1] if cue.subject else 0, *ends) + 1


def _joined(rows: Sequence[Row], split: Sequence[Sentence], found: Sequence[Attribution]) -> list[Attribution]:
    """With the quotations that stand alone given to whoever spoke before, or speaks after."""
    by_row: dict[int, list[Attribution]] = {}
    for attribution in found:
        by_row.setdefault(attribution.row, []).append(attribution)
    result: list[Attribution] = []
    at: dict[int, int] = {}
    """Where in the result an attribution stands, by its identity."""
    last: Attribution | None = None
    for number, row in enumerate(rows):
        here = by_row.get(number, [])
        alone = _alone(row, here)
        opened = next((a for a in here if not a.statements), None)
        for quotation in alone:
            span = row.between(quotation, quotation)
            given = _give(rows, split, number, quotation, span, last, by_row)
            if given and given[0].kind == "orphan" and last and id(last) in at and _goes_on(split, last, number):
                place = at[id(last)]
                last = replace(last, statements=(*last.statements, (span,)), going_on=last.going_on + 1)
                result[place], at[id(last)] = last, place
            else:
                result += given
        at |= {id(a): len(result) + n for n, a in enumerate(a for a in here if a.statements)}
        result += [a for a in here if a.statements]
        spoken = [
            a for a in here if a.use.frame in ("clause", "quote", "that") and a.kind != "none" and not a.use.attitude
        ]
        if opened is not None and not opened.statements and opened not in spoken:
            spoken.append(opened)
        last = spoken[-1] if spoken else (last if alone or _near(split, last, number) else None)
    return sorted(result, key=lambda a: a.statements[0][0])


def _goes_on(split: Sequence[Sentence], before: Attribution, number: int) -> bool:
    """Whether a quotation without a speaker goes on with the one before it, in the same paragraph."""
    return split[before.row].paragraph == split[number].paragraph


def _near(split: Sequence[Sentence], last: Attribution | None, number: int) -> bool:
    """Whether the last speaker may still be meant: the same paragraph or the one after."""
    return last is not None and split[number].paragraph - split[last.row].paragraph <= 1


def _alone(row: Row, here: Sequence[Attribution]) -> list[int]:
    """The quotations of a sentence that can stand alone and are nobody's yet."""
    taken = [span for a in here for parts in a.statements for span in parts]
    return [
        index
        for index, tag in enumerate(row.tags)
        if tag == "Q" and not any(s <= row.items[index].start < e for s, e in taken)
    ]


def _signed(row: Row, quotation: int) -> Span | None:
    """'"Q" — Igor Orlenko, a driver': who is named after a dash, when nothing else is left of the line."""
    if row.tags[quotation + 1 : quotation + 2] != "-" or quotation + 2 >= len(row.tags):
        return None
    last = core_after(row, quotation + 2)
    if last is None or "M" not in row.tags[quotation + 2 : last + 1] or set(row.tags[last + 1 :]) & set("AVCQq"):
        return None
    return row.between(quotation + 2, last)


def _give(
    rows: Sequence[Row],
    split: Sequence[Sentence],
    number: int,
    index: int,
    span: Span,
    last: Attribution | None,
    by_row: dict[int, list[Attribution]],
) -> list[Attribution]:
    row = rows[number]
    if index > 0 and row.tags[index - 1] == ":":
        subject = clause_subject(row, index)
        phrase = subject.phrase if subject is not None else phrase_before(row, index - 2)
        if phrase is not None:
            who = row.between(*phrase)
            colon = row.between(index - 1, index - 1)
            return [Attribution(number, QUOTE, colon, who, "phrase", ((span,),))]
    signed = _signed(row, index)
    if signed is not None:
        return [Attribution(number, QUOTE, row.between(index + 1, index + 1), signed, "phrase", ((span,),))]
    following = next((a for a in by_row.get(number + 1, ()) if not a.statements), None)
    if following is not None and split[number].paragraph == split[number + 1].paragraph:
        return [replace(following, statements=((span,),), row=number)]
    if last is None:
        return []
    kind = last.kind if not last.statements else "orphan"
    return [Attribution(number, QUOTE, last.cue, last.speaker, kind, ((span,),))]

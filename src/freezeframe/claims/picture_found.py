"""A picture as it is being read, and the records that it becomes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from freezeframe.claims.attribution import Told
from freezeframe.claims.cast import Cast, Figure
from freezeframe.claims.facts import Facts
from freezeframe.claims.records import NamedSource, PictureMention, Span, Voice
from freezeframe.claims.spoken import Spoken

_KINDS = (
    ("games", "game"),
    ("films", "film"),
    ("videos", "video"),
    ("reports", "report"),
    ("statements", "statement"),
    ("posts", "post"),
    ("documents", "document"),
)


@dataclass
class Found:
    """A picture as it is being read."""

    row: int
    span: Span
    offered_by: Voice | None = None
    figure: Figure | None = None
    """Who offers it."""
    offered_as: Span | None = None
    said_source: Span | None = None
    said_by: Voice | None = None
    also: list[Span] = field(default_factory=list)
    """What else is said of where it is from: its dates and places count."""
    dated: list[Span] = field(default_factory=list)
    """Where else its source is dated."""
    described: bool = False
    """What it is offered as is no more than what the writer sees in it: 'showing a long line'."""
    weakly: int = -1
    """The sentence that tells no more of its source than what somebody says that it shows or is."""
    told: bool = False
    """Something is said of it."""
    file: str = ""
    """Of the picture itself, where it is there."""
    weak: bool = False
    """It is called by a word that seldom means a picture, and nothing is said yet that makes it one."""
    listed: bool = False
    """It stands in a list of the statement's own pictures."""
    stands_for: Span | None = None
    """Where the picture is spoken of that this file stands for."""

    @property
    def spans(self) -> Iterator[Span]:
        """All the words that are about it."""
        yield self.stands_for or self.span
        yield from (span for span in (self.offered_as, self.said_source, *self.also) if span is not None)


def mentions(found: Sequence[Found], text: str, facts: Facts) -> tuple[PictureMention, ...]:
    """The records of the pictures, numbered."""
    return tuple(_mention(number, one, text, facts) for number, one in enumerate(found, 1))


def _mention(number: int, one: Found, text: str, facts: Facts) -> PictureMention:
    about = [one.said_source, *one.also] if one.said_source else [one.offered_as]
    words = one.span if one.file == "" else None
    spans = [span for span in about if span is not None]
    return PictureMention(
        id=f"picture-{number}",
        span=one.span,
        offered_by=one.offered_by,
        offered_as=text[slice(*one.offered_as)] if one.offered_as else "",
        said_source=text[slice(*one.said_source)] if one.said_source else "",
        said_by=one.said_by if one.said_source else None,
        dates=tuple(
            dict.fromkeys(
                date for span in (*spans, *one.dated, *([words] if words else [])) for date in facts.dates_within(span)
            )
        ),
        places=tuple(dict.fromkeys(place for span in spans for place in facts.places_within(span))),
        file=one.file,
        words=text[slice(*one.span)],
    )


def sources(found: Sequence[Found], told: Told, facts: Facts, cast: Cast) -> tuple[NamedSource, ...]:
    """What the pictures are said to come from, each once, in the order of the text."""
    named = sorted({one.said_source: one for one in found if one.said_source}.items())
    return tuple(
        NamedSource(
            id=f"source-{number}",
            span=span,
            text=told.text[slice(*span)],
            kind=_kind(told, span),
            publisher=_publisher(told, span, cast),
            dates=tuple(dict.fromkeys(date for at in (span, *one.dated) for date in facts.dates_within(at))),
        )
        for number, (span, one) in enumerate(named, 1)
    )


def by_offerers(statements: Sequence[Spoken], found: Sequence[Found]) -> tuple[Spoken, ...]:
    """'They were said to show X': what nobody is named for, whoever offers the pictures says of them."""
    offered = sorted(
        ((one.offered_as, one.offered_by) for one in found if one.offered_as and one.offered_by), key=lambda one: one[0]
    )
    starts = [span[0] for span, _ in offered]
    return tuple(_by_offerer(one, offered, starts) for one in statements)


def _by_offerer(one: Spoken, offered: Sequence[tuple[Span, Voice]], starts: Sequence[int]) -> Spoken:
    start, end = one.statement.span
    at = bisect_left(starts, start)
    inside = at < len(offered) and offered[at][0][1] <= end + 1
    if one.speaker is None and one.statement.attribution.hedged and inside:
        return replace(one, speaker=replace(offered[at][1], span=None, inferred=True))
    return one


def _kind(told: Told, span: Span) -> str:
    """By its nouns: a trailer is a game's whatever it is otherwise; else by the first that has a kind."""
    words = told.speech.picture_words
    low = [item.low for item in told.maker.plain(span).items]
    if any(word in words["games"] for word in low):
        return "game"
    return next((kind for word in low for noun, kind in _KINDS if word in words[noun]), "unknown")


def _publisher(told: Told, span: Span, cast: Cast) -> str:
    """The body that 'released by', 'that ... released' or a possessive names in the phrase."""
    row = told.maker.plain(span)
    for place, actor in cast.actors_in(span):
        first, last = row.at(place[0]), row.at(place[1]) - 1
        before = row.items[first - 1].low if first else ""
        after = row.items[last + 1] if last + 1 < len(row.items) else None
        published = after is not None and any(
            verb.role in ("publish", "film") for verb in row.speech.picture_verbs.get(after.low, ())
        )
        if row.speech.has("by", before) or before == "of" or published or (after is not None and after.low == "'s"):
            return actor.name
    return ""

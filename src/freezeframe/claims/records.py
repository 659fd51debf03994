"""What is read out of a statement: every record points at the words it rests on.

A span is [start, end) in code points of the stored text (``StoredText.text``). Nothing here was invented: a field that
the words do not fill is empty, and what was inferred says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
"""[start, end) in code points of the stored text."""
Quote = Literal["direct", "mixed", "indirect", "none"]
BlockKind = Literal["headline", "deck", "byline", "dateline", "body", "caption", "furniture"]
Language: TypeAlias = str
"""ISO 639-1 code."""


@dataclass(frozen=True)
class StoredText:
    """The text that every span refers to; for plain text the file decoded, its BOM dropped, nothing else changed."""

    text: str
    sha256: str
    """Of the text in UTF-8."""
    file: str
    """As it was given; '-' for standard input."""
    encoding: str = ""
    """How its bytes were decoded, 'cp1251 (detected)' where nothing declared it; empty where it was not bytes."""


@dataclass(frozen=True)
class Block:
    """A run of the text with one role; together the blocks hold all that is not white space."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True)
class Metadata:
    """What the file says of itself, apart from its words; empty where it says nothing."""

    title: str = ""
    published: str = ""
    """EDTF."""
    author: str = ""
    publisher: str = ""
    """The agency or outlet."""
    language: Language = ""
    url: str = ""


@dataclass(frozen=True)
class PagePicture:
    """A picture that stands on the page."""

    file: str
    """Its address or file name, as the page has it."""
    caption: str
    caption_span: Span | None
    """Of the caption in the stored text; None when it is not part of it."""
    alt: str = ""


@dataclass(frozen=True)
class Statement:
    """What was given to be read, in one form whatever it came in."""

    stored: StoredText
    blocks: tuple[Block, ...]
    """In their order; each paragraph is a block of its own."""
    metadata: Metadata = Metadata()
    page_pictures: tuple[PagePicture, ...] = ()


@dataclass(frozen=True)
class Dateline:
    """'MOSCOW, November 14' at the head of a report."""

    place: str
    date: str
    """EDTF; ``XXXX-11-14`` where the year is not there and nothing says it."""
    span: Span


@dataclass(frozen=True)
class Published:
    """When the statement was published."""

    edtf: str
    """Empty when nothing says it."""
    how: str
    """``metadata``, ``given``, ``dateline`` (or a line over or under the text that has its day), ``bounded`` (no
    earlier than a day that the text speaks of as past, as ``[2016-11-14..]``) or ``unknown``."""


@dataclass(frozen=True)
class Article:
    """The head of a statement."""

    headline: str
    deck: str
    agency: str
    dateline: Dateline | None
    published: Published


@dataclass(frozen=True)
class Actor:
    """A person or body that is named."""

    id: str
    """``actor-1`` ... in order of first mention."""
    name: str
    """The fullest form in the text, or the table's name of a known body."""
    spans: tuple[Span, ...]
    known: str = ""
    """Key in the table of actors; empty when it is not in it."""
    kind: str = ""
    """``person``, ``body``, ``ministry``, ``force``, ``group``, ``agency``, ``media``, ``company``, ``state`` or
    empty."""


@dataclass(frozen=True)
class Place:
    """A place that is named."""

    id: str
    name: str
    """As it stands in the text."""
    span: Span
    lat: float | None
    lon: float | None
    """Degrees north and east; None where the gazetteer has it not."""
    kind: str = ""
    """``city``, ``country``, ``region``, ``river``, ``border``, ``sea``, ``site`` or empty."""
    country: str = ""
    """ISO 3166-1 alpha-2, upper case; several joined by '+', as for a border."""
    known: str = ""
    """Key in the gazetteer: equal for every name of the same place."""


@dataclass(frozen=True)
class DateSpan:
    """A date that is named, at the precision of its words."""

    span: Span
    text: str
    edtf: str
    """Empty when its words are relative to a day that nobody knows."""
    how: str
    """``said``, ``relative`` (to the dateline or publication), ``year_from_metadata``, ``year_given``,
    ``year_from_dateline``, ``bounded`` (no year, but the publication is bounded) or ``no_year``."""


@dataclass(frozen=True)
class Voice:
    """Who says or offers something."""

    actor: str
    """Actor.id; empty when nobody is named."""
    name: str
    span: Span | None
    inferred: bool
    """Not in these words: found by what went before (a pronoun, an orphan quotation, an ellipsis)."""


@dataclass(frozen=True)
class ClaimPlace:
    """A place in a claim, or one that the claim denies."""

    name: str
    denied: bool


@dataclass(frozen=True)
class Claim:
    """What is asserted, by whom, through whom, in which words."""

    id: str
    span: Span
    """Of the content, without the words of attribution; from the first to the last word when it is in parts."""
    text: str
    speaker: Voice | None
    chain: tuple[str, ...]
    """Names from the first speaker to whoever tells it here: ('X', 'Y', publisher)."""
    cue: str
    """The word of attribution: 'said', 'according to'."""
    quote: Quote
    hedge: tuple[str, ...]
    """Words that keep a distance: alleged, presumed, so-called."""
    negated: bool
    places: tuple[ClaimPlace, ...]
    dates: tuple[str, ...]
    """EDTF."""
    pictures: tuple[str, ...]
    """PictureMention.id."""
    said: bool
    """True: an attributed claim; False: the writer's own."""
    act: Literal["claim", "threat", "wish", "promise", "question"] = "claim"
    """A speech act that asserts nothing is kept, and marked."""
    same_as: str = ""
    """Claim.id of the body's claim that this one (of a headline) repeats."""


@dataclass(frozen=True)
class Stance:
    """What somebody wants, likes, refuses, plans, could say: told of him, but asserted by nobody."""

    id: str
    span: Span
    """Of what it is about."""
    text: str
    speaker: Voice | None
    """Whose it is."""
    cue: str
    """'supports', 'declined to'."""
    negated: bool


@dataclass(frozen=True)
class PictureMention:
    """A picture that the words speak of, or that stands on the page."""

    id: str
    span: Span
    offered_by: Voice | None
    offered_as: str
    """What it is said to show, in the text's words."""
    said_source: str
    """Where somebody says that it was taken from, in the text's words."""
    said_by: Voice | None
    """Who says so."""
    dates: tuple[str, ...]
    """EDTF, of the said source where there is one, else of what it is said to show."""
    places: tuple[str, ...]
    file: str = ""
    """Of a picture on the page, or one that was given: its address or file."""
    words: str = ""
    """As it is spoken of; empty for a picture that only stands on the page."""


@dataclass(frozen=True)
class NamedSource:
    """A document, video, film or report that the words name as where something comes from."""

    id: str
    span: Span
    text: str
    kind: str
    """``game``, ``film``, ``video``, ``report``, ``statement``, ``post``, ``document`` or ``unknown``."""
    publisher: str
    dates: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """All that was read: the object that ``read --json`` prints."""

    text: StoredText
    blocks: tuple[Block, ...]
    article: Article
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    dates: tuple[DateSpan, ...]
    sources: tuple[NamedSource, ...]
    pictures: tuple[PictureMention, ...]
    claims: tuple[Claim, ...]
    stances: tuple[Stance, ...] = ()
    how: str = "rules"
    """What found the attributions: ``rules``, or ``rules and`` the name and version of a language model."""

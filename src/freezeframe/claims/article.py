"""The head of a statement: headline, deck, agency, dateline and when it was published."""

from __future__ import annotations

import datetime
import re
from functools import cache

from freezeframe.archive.dates import earliest
from freezeframe.claims.actor_table import shipped
from freezeframe.claims.date_values import Day, Resolver, day_of
from freezeframe.claims.datelines import Wire, wire_of
from freezeframe.claims.dates import dates_in
from freezeframe.claims.furniture import is_time_line, known_kind, masthead_of
from freezeframe.claims.issuers import issuer_of
from freezeframe.claims.languages import table
from freezeframe.claims.plain import moment_of
from freezeframe.claims.records import Article, BlockKind, Dateline, Published, Statement
from freezeframe.claims.tokens import Phrases, tokens_of

_FULL_YEAR = re.compile(r"\d{4}(?![\dX])")
_SIGNED_CHARS = 60
"""An agency signs within so many characters of the end of a paragraph."""


def head_of(statement: Statement, given: str | None) -> Article:
    """What stands at the head; ``given`` is the publication date in EDTF that the user entered.

    Raises:
        BadInput: ``given`` is no EDTF date.
    """
    if given:
        earliest(given, "--date")
    wire = _wire(statement)
    published = _published(statement, wire, given)
    return Article(
        headline=_joined(statement, "headline") or statement.metadata.title,
        deck=_joined(statement, "deck"),
        agency=_agency(statement, wire),
        dateline=_dateline(wire, published),
        published=published,
    )


def anchor_of(article: Article) -> str:
    """The EDTF date that 'yesterday' and 'November 9' count from: the dateline's, else the publication's; or empty."""
    said = article.dateline.date if article.dateline is not None else ""
    if said and not said.startswith("X"):
        return said
    published = article.published.edtf
    return said or published if article.published.how == "bounded" else published or said


def _wire(statement: Statement) -> Wire | None:
    block = next((block for block in statement.blocks if block.kind == "dateline"), None)
    if block is None:
        return None
    text = statement.stored.text
    after = next((other.span[1] for other in statement.blocks if other.span[0] >= block.span[1]), block.span[1])
    return wire_of(text, block.span) or wire_of(text, (block.span[0], after))


def _joined(statement: Statement, kind: BlockKind) -> str:
    """The words of all blocks of a kind, a line each."""
    return "\n".join(statement.stored.text[slice(*block.span)] for block in statement.blocks if block.kind == kind)


def _published(statement: Statement, wire: Wire | None, given: str | None) -> Published:
    if given:
        return Published(given, "given")
    if statement.metadata.published:
        return Published(statement.metadata.published.partition("T")[0], "metadata")
    said = wire.date if wire is not None else None
    moment = said.edtf if said is not None and said.year is not None else _byline_moment(statement)
    if moment:
        return Published(moment, "dateline")
    first = _latest_past(statement)
    if first is not None:
        return Published(f"[{_not_before(first, wire)}..]", "bounded")
    return Published(said.edtf, "dateline") if said is not None else Published("", "unknown")


def _byline_moment(statement: Statement) -> str:
    """The day that stands over or under the text, with its year."""
    text = statement.stored.text
    bylines = (text[slice(*block.span)] for block in statement.blocks if block.kind == "byline")
    return next((moment for line in bylines if (moment := moment_of(line[:400]))), "") or _as_of(statement)


def _as_of(statement: Statement) -> str:
    """The day that a headline says it reports on: 'the situation as of 06:00, 3 March 2022'."""
    text, language = statement.stored.text, statement.metadata.language
    for block in statement.blocks:
        headline = text[slice(*block.span)] if block.kind == "headline" else ""
        at = max((headline.lower().find(phrase) for phrase in table(language)["page"]["as_of"]), default=-1)
        dates = dates_in(text, (block,), "", language) if at >= 0 else ()
        for date in dates:
            if date.how == "said" and len(date.edtf) == 10 and date.span[0] > block.span[0] + at:
                return date.edtf
    return ""


def _latest_past(statement: Statement) -> Day | None:
    """The latest day, month or year that the text itself names with its year, and that is not to come."""
    spans = dates_in(statement.stored.text, statement.blocks, "", statement.metadata.language)
    today = datetime.date.today()
    here = (today.year, today.month, today.day)
    days = [day_of(span.edtf) for span in spans if span.how == "said" and _FULL_YEAR.match(span.edtf)]
    past = [day for day in days if day.year is not None and (day.year, day.month or 1, day.day or 1) <= here]
    return max(past, key=lambda day: (day.year or 0, day.month or 1, day.day or 1), default=None)


def _not_before(first: Day, wire: Wire | None) -> str:
    """The first day of the dateline's name that is not before ``first``; ``first`` itself where there is none."""
    if wire is None or wire.date is None or wire.date.month is None or first.year is None:
        return first.edtf
    said = (wire.date.month, wire.date.day or 1)
    year = first.year + (said < (first.month or 1, first.day or 1))
    return Day(year, wire.date.month, wire.date.day).edtf


def _dateline(wire: Wire | None, published: Published) -> Dateline | None:
    if wire is None:
        return None
    edtf = Resolver(published.edtf).resolve(wire.date, way=0)[0] if wire.date is not None else ""
    return Dateline(_alone(wire.place), edtf, wire.span)


def _alone(place: str) -> str:
    """The place without the state after it: 'Varna' of 'Varna, Bulgaria', but 'WASHINGTON, D.C.' as it is."""
    first, _, rest = place.partition(", ")
    return place if len(rest.split(".")[0]) == 1 else first


def _agency(statement: Statement, wire: Wire | None) -> str:
    """The agency as the text writes it: in the dateline, as a signature, in a byline; else as the file names it."""
    if wire is not None and wire.agency:
        return wire.agency
    text = statement.stored.text
    for block in statement.blocks:
        if block.kind == "body" and (
            signed := _signature(text[max(block.span[0], block.span[1] - _SIGNED_CHARS) : block.span[1]])
        ):
            return signed
    bylines = [text[slice(*block.span)][:400] for block in statement.blocks if block.kind == "byline"]
    named = next((name for line in bylines if (name := _named(line))), "") or statement.metadata.publisher
    named = named or next((name for line in bylines if (name := _named(line, _media()))), "")
    named = named or next((name for line in bylines if (name := masthead_of(line) or _poster(line))), "")
    return named or issuer_of(statement) or _right_holder(statement)


def _right_holder(statement: Statement) -> str:
    """The agency or medium that a line of copyright names: 'Copyright 2017 BBC'."""
    text = statement.stored.text
    for block in statement.blocks:
        line = text[slice(*block.span)][:200] if block.kind == "furniture" else ""
        if line.lower().startswith(("©", "copyright", "(c)")) and (named := _named(line, _media())):
            return named
    return ""


def _poster(line: str) -> str:
    """'Border Service of Lemuria' of 'Border Service of Lemuria | Official', or of a post's first line."""
    name = line.partition("|")[0].strip()
    words = [token for token in tokens_of(name) if token.text[0].isalpha()]
    several = len(words) >= 2 and all(word.text[0].isupper() or len(word.text) <= 3 for word in words)
    return name if several and not is_time_line(tokens_of(name)) and known_kind(name) is None else ""


def _signature(tail: str) -> str:
    """'(ANSA).' or '/TASS/' at the very end of a paragraph."""
    bare = tail.rstrip(" .-")
    if not bare or bare[-1] not in ")/":
        return _last_words(bare)
    opened = max(bare.rfind("(", 0, -1), bare.rfind("/", 0, -1))
    name = bare[opened + 1 : -1].strip()
    tokens = tokens_of(name)
    hit = _agencies().at(tokens, 0) if opened >= 0 and tokens else None
    return name if hit is not None and hit[0] == len(tokens) else ""


def _last_words(tail: str) -> str:
    """'EFE' after the full stop of the last sentence."""
    name = tail.rpartition(". ")[2].strip()
    tokens = tokens_of(name)
    hit = _agencies().at(tokens, 0) if tokens and name != tail else None
    return name if hit is not None and hit[0] == len(tokens) else ""


def _named(line: str, known: Phrases[str] | None = None) -> str:
    """The first agency, or other name that is known, in a line."""
    tokens, known = tokens_of(line), known or _agencies()
    for i, token in enumerate(tokens):
        hit = known.at(tokens, i) if token.text[0].isupper() or token.text == "dpa" else None
        if hit is not None:
            return line[token.start : tokens[i + hit[0] - 1].end]
    return ""


@cache
def _agencies() -> Phrases[str]:
    return shipped().agencies()


@cache
def _media() -> Phrases[str]:
    kinds = ("agency", "media")
    return Phrases({name: one.id for one in shipped().known if one.kind in kinds for name in one.names})

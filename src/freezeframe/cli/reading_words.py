"""A reading for a person, in lines of 80 columns: who claims what, through whom; pictures; dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from freezeframe.claims.records import Article, Claim, DateSpan, NamedSource, PictureMention, Reading, Voice
from freezeframe.cli.context import plain
from freezeframe.cli.fields import field, wrapped

INFERRED = "(inferred)"
_STANCE = "what somebody wants, supports, refuses or could say."
_QUOTES = {"direct": "in quotation marks", "mixed": "partly in quotation marks", "indirect": "not in quotation marks"}
_PUBLISHED = {
    "metadata": "says the file",
    "given": "as you gave it",
    "dateline": "by its dateline",
    "bounded": "no earlier than what it speaks of as past",
    "unknown": "",
}
_DATES = {
    "said": "",
    "relative": "counted from the dateline or publication",
    "year_from_metadata": "the year from the file",
    "year_given": "the year from the date you gave",
    "year_from_dateline": "the year from the dateline",
    "bounded": "its year is not known, only that of the publication at the earliest",
    "no_year": "no year is said",
}


def page(reading: Reading) -> list[str]:
    """Everything that was read."""
    lines = list(_head(reading.article))
    attributed = [claim for claim in reading.claims if claim.said]
    lines += _section("Claims", [line for claim in attributed for line in _claim(claim)])
    own = [claim for claim in reading.claims if not claim.said]
    lines += _section("In the writer's own words", [line for claim in own for line in _own(claim)])
    lines += _section("Pictures", [line for picture in reading.pictures for line in _picture(picture)])
    lines += _section("Sources that are named", [line for source in reading.sources for line in _source(source)])
    lines += _section("Dates", list(_dates(reading.dates)))
    if reading.stances:
        lines += ["", *wrapped(f"Besides, {len(reading.stances)} stances (--json has them): {_STANCE}", "", "")]
    if any(INFERRED in line for line in lines):
        note = f"What is {INFERRED} is not in these words: it was concluded from what went before, and is no fact."
        lines += ["", *wrapped(note, "", "")]
    return lines


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *lines] if lines else []


def _head(article: Article) -> Iterator[str]:
    yield from wrapped(article.headline or "(no headline)", "", "")
    yield from field("deck", article.deck)
    yield from field("agency", article.agency)
    if article.dateline is not None:
        yield from field(
            "dateline", ", ".join(part for part in (article.dateline.place, article.dateline.date) if part)
        )
    how = _PUBLISHED[article.published.how]
    yield from field("published", f"{article.published.edtf} ({how})" if article.published.edtf else "not known")


def _claim(claim: Claim) -> Iterator[str]:
    yield plain(claim.id)
    yield from field("who", _voice(claim.speaker) or "nobody is named")
    through = claim.chain[1:] if claim.speaker is not None else claim.chain
    yield from field("through", ", then ".join(through))
    yield from field("says", claim.text)
    yield from field("how", "; ".join(_manner(claim)))
    yield from _about(claim)


def _own(claim: Claim) -> Iterator[str]:
    yield plain(claim.id)
    yield from field("says", claim.text)
    yield from field("how", "; ".join(_manner(claim)))
    yield from _about(claim)


def _manner(claim: Claim) -> Iterator[str]:
    if claim.cue:
        yield f"“{claim.cue}”"
    if claim.said:
        yield _QUOTES[claim.quote]
    if claim.negated:
        yield "denies"
    if claim.hedge:
        yield f"at a distance: {', '.join(claim.hedge)}"
    if claim.act != "claim":
        yield f"a {claim.act}, which asserts nothing"


def _about(claim: Claim) -> Iterator[str]:
    places = ", ".join(f"not {place.name}" if place.denied else place.name for place in claim.places)
    yield from field("places", places)
    yield from field("dates", ", ".join(claim.dates))
    yield from field("pictures", ", ".join(claim.pictures))
    yield from field("repeats", claim.same_as)


def _picture(picture: PictureMention) -> Iterator[str]:
    yield plain(picture.id)
    yield from field("words", picture.words)
    yield from field("offered by", _voice(picture.offered_by))
    yield from field("offered as", picture.offered_as)
    yield from field("said source", picture.said_source)
    yield from field("says who", _voice(picture.said_by))
    yield from field("dates", ", ".join(picture.dates))
    yield from field("places", ", ".join(picture.places))
    yield from field("file", picture.file)


def _source(source: NamedSource) -> Iterator[str]:
    yield plain(source.id)
    yield from field("words", source.text)
    yield from field("kind", source.kind if source.kind != "unknown" else "")
    yield from field("publisher", source.publisher)
    yield from field("dates", ", ".join(source.dates))


def _dates(dates: Sequence[DateSpan]) -> Iterator[str]:
    for date in dates:
        how = f" ({_DATES[date.how]})" if _DATES.get(date.how) else ""
        yield from field(date.edtf or "not known", f"“{date.text}”{how}")


def _voice(voice: Voice | None) -> str:
    if voice is None:
        return ""
    return f"{voice.name} {INFERRED}" if voice.inferred else voice.name

"""Inventions: what a reading says that is not in what was given."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bench.reading_pages import Pages, Reading, name_of
from bench.reading_text import fold, words


def inventions(pages: Pages) -> list[str]:
    """Every name, date, place or picture of the reading that is not in what was given; empty is what is asked."""
    return [*_invented_words(pages), *_invented_spans(pages), *_invented_years(pages)]


def _invented_words(pages: Pages) -> Iterable[str]:
    known = {fold(actor["name"]) for actor in pages.read["actors"] if actor.get("known") and actor["spans"]}
    given = fold(pages.raw)
    stored = pages.text.folded
    for what, said in _everything_said(pages.read):
        flat = fold(said)
        if flat and flat not in stored and flat not in given and flat not in known:
            yield f"{what} {said!r}"


def _everything_said(read: Reading) -> Iterable[tuple[str, str]]:
    head = read["article"]
    yield from ((key, head[key] or "") for key in ("headline", "deck", "agency"))
    yield "dateline", (head["dateline"] or {}).get("place", "")
    yield from (("actor", actor["name"]) for actor in read["actors"])
    yield from (("place", place["name"]) for place in read["places"])
    yield from (("date", date["text"]) for date in read["dates"])
    for claim in read["claims"]:
        yield "speaker", name_of(claim["speaker"])
        yield from (("chain", name) for name in claim["chain"])
        yield from (("place", place["name"]) for place in claim["places"])
    for one in read["pictures"]:
        yield from ((key, one[key] or "") for key in ("offered_as", "said_source"))
        yield from ((key, name_of(one[key])) for key in ("offered_by", "said_by"))
        yield from (("place", place) for place in one["places"])


def _invented_spans(pages: Pages) -> Iterable[str]:
    """A span must hold something, and what is said to stand there must stand there."""
    length = len(pages.text.text)
    for key in ("claims", "pictures", "dates", "places"):
        for one in pages.read[key]:
            start, end = one["span"]
            inside = 0 <= start < end <= length
            said = one.get("text") if key == "dates" else one.get("name")
            if not inside or (said is not None and fold(pages.text.text[start:end]) != fold(said)):
                yield f"span {one['span']} of {key}: {said!r}"
            elif key == "claims" and not _in_order(words(one["text"]), words(pages.text.text[start:end])):
                yield f"claim {one['text']!r}"


def _in_order(said: list[str], there: list[str]) -> bool:
    """The words stand there in this order; those of the attribution may stand between."""
    rest = iter(there)
    return all(word in rest for word in said)


def _invented_years(pages: Pages) -> Iterable[str]:
    """A year of a date must be in the words, the input or the date given; a relative date may be one year off."""
    years = {int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", f"{pages.raw} {pages.gold['date_given']}")}
    near = years | {year + step for year in years for step in (-1, 1)}
    dates = [(date["text"], date["edtf"], date.get("how") == "relative") for date in pages.read["dates"]]
    dates.append(("published", str(pages.read["article"]["published"]["edtf"]), True))
    for text, edtf, relative in dates:
        for year in re.findall(r"(?<![\d-])\d{4}(?!\d)", edtf):
            if int(year) not in (near if relative else years) and not _short_year(text, year):
                yield f"year of {text!r}: {edtf}"


def _short_year(text: str, year: str) -> bool:
    return re.search(rf"(?<!\d){year[2:]}(?!\d)", text) is not None

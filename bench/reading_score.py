"""Scoring a reading: one object of `read --json` against one made by hand. No files, no runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.reading_inventions import inventions
from bench.reading_names import any_same, cast_of, parts, same_voice
from bench.reading_pages import Gold, Pages, Reading, name_of
from bench.reading_text import HALF, Text, fold, large_words, pair, passage_at, passages
from bench.scoring import Proportion


@dataclass
class Marks:
    """What was counted, by name, and a line for each thing that went wrong."""

    counts: dict[str, Proportion] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    inventions: list[str] = field(default_factory=list)
    """What was read that is not in what was given."""

    def mark(self, what: str, right: bool, remark: str = "") -> None:
        """Count one trial."""
        old = self.counts.get(what, Proportion(0, 0))
        self.counts[what] = Proportion(old.hits + right, old.trials + 1)
        if not right:
            self.remarks.append(f"{what}: {remark}")

    def add(self, other: Marks, name: str) -> None:
        """Add what was counted in another article."""
        for what, one in other.counts.items():
            old = self.counts.get(what, Proportion(0, 0))
            self.counts[what] = Proportion(old.hits + one.hits, old.trials + one.trials)
        self.remarks += [f"{name}: {remark}" for remark in other.remarks]
        self.inventions += [f"{name}: {invention}" for invention in other.inventions]


def score_reading(text: str, raw: str, gold: Gold, read: Reading) -> Marks:
    """Everything about one article; ``text`` is the stored text, ``raw`` the input as it was given."""
    actors = {str(actor["id"]): actor for actor in read["actors"]}
    pages = Pages(Text(text), raw, gold, read, cast_of(gold), actors)
    marks = Marks()
    _claims(pages, marks)
    _pictures(pages, marks)
    _dates(pages, marks)
    _actors(pages, marks)
    _denied(pages, marks)
    _article(pages, marks)
    _furniture(pages, marks)
    marks.inventions += inventions(pages)
    return marks


def nothing_read(gold: Gold) -> Marks:
    """The marks of an article that could not be read: all missed."""
    empty: dict[str, Any] = {key: [] for key in ("actors", "places", "dates", "sources", "pictures", "claims")}
    head: dict[str, Any] = {"headline": "", "deck": "", "agency": "", "dateline": None, "published": {"edtf": ""}}
    return score_reading("", "", gold, {**empty, "article": head})


def _claims(pages: Pages, marks: Marks) -> None:
    gold = [claim for claim in pages.gold["claims"] if claim["said"]]
    read = [claim for claim in pages.read["claims"] if claim["said"]]
    pairs = _pair_claims(pages, gold, read)
    back = {r: g for g, r in pairs.items()}
    covered = _covered(pages, read)
    for number, claim in enumerate(gold):
        if not claim.get("optional"):
            marks.mark("claims found", number in pairs, claim["text"])
            marks.mark("claims found, however cut", number in pairs or covered(claim["text"]))
            if number in pairs:
                _found_claim(pages, marks, claim, read[pairs[number]])
    for number, claim in enumerate(read):
        of = gold[back[number]] if number in back else None
        if of is None or not of.get("optional"):
            marks.mark("claims right", of is not None, f"{claim['text']!r} by {name_of(claim['speaker'])!r}")
    own = [claim for claim in pages.gold["claims"] if not claim["said"] and not claim.get("optional")]
    found = _pair_claims(pages, own, [claim for claim in pages.read["claims"] if not claim["said"]])
    for number, claim in enumerate(own):
        marks.mark("the writer's own claims found", number in found, claim["text"])


def _pair_claims(pages: Pages, gold: Sequence[Gold], read: Sequence[Reading]) -> dict[int, int]:
    places = [passages(pages.text, claim["text"]) for claim in gold]
    return pair(places, [passage_at(pages.text, claim["span"]) for claim in read])


def _covered(pages: Pages, read: Sequence[Reading]) -> Callable[[str], bool]:
    """Does half of a text lie in claims that were read, however they are cut?"""
    everything = pages.text.words_in(claim["span"] for claim in read)

    def covered(said: str) -> bool:
        places = passages(pages.text, said)
        return any(len(place.at & everything) >= HALF * len(place.at) for place in places if place.at)

    return covered


def _found_claim(pages: Pages, marks: Marks, gold: Gold, read: Reading) -> None:
    short = gold["text"][:60]
    speaker = f"{short!r}: {name_of(read['speaker'])!r}, not {gold['speaker']!r}"
    marks.mark("speakers right", pages.voice_is(read["speaker"], gold["speaker"]), speaker)
    marks.mark("chains right", _same_chain(pages, gold["chain"], read), f"{short!r}: {read['chain']}")
    for key in ("quote", "negated", "act"):
        said = read.get(key, "claim" if key == "act" else None)
        marks.mark(f"{key} right", said == gold[key], f"{short!r}: {said}, not {gold[key]}")
    cue = not gold["cue"] or bool(set(parts(gold["cue"])) & set(parts(read["cue"])))
    marks.mark("cues right", cue, f"{short!r}: {read['cue']!r}, not {gold['cue']!r}")
    heard = set().union(*(parts(hedge) for hedge in read["hedge"]), ())
    for hedge in gold["hedge"]:
        marks.mark("hedges kept", bool(heard & set(parts(hedge))), f"{short!r}: {hedge}")


def _same_chain(pages: Pages, gold: Sequence[str], read: Reading) -> bool:
    chain = list(read["chain"])
    if len(chain) != len(gold):
        return False
    voices = [[name] for name in chain]
    if gold and read["speaker"] and parts(chain[0]) == parts(name_of(read["speaker"])):
        voices[0] = pages.names(read["speaker"])
    return all(same_voice(one, pages.cast, names) for one, names in zip(gold, voices, strict=True))


def _pictures(pages: Pages, marks: Marks) -> None:
    gold, read = pages.gold["pictures"], pages.read["pictures"]
    places = [passages(pages.text, one["words"]) for one in gold]
    pairs = pair(places, [passage_at(pages.text, one["span"]) for one in read], lenient=True)
    for number, one in enumerate(gold):
        found = read[pairs[number]] if number in pairs else None
        marks.mark("pictures found", found is not None, one["words"])
        right = found is not None and _same_source(pages, one, found)
        marks.mark("pictures found and their said source right", right, _source_remark(one, found))
        if found is not None:
            _found_picture(pages, marks, one, found)
    for number, one in enumerate(read):
        marks.mark("pictures read that the gold has", number in pairs.values(), pages.text.text[slice(*one["span"])])


def _same_source(pages: Pages, gold: Gold, read: Reading) -> bool:
    """The same words for where it comes from, told by the same voice; or neither has any."""
    if not gold["said_source"]:
        return not read["said_source"]
    # Where the article itself says so, some write nobody's name and some its agency's.
    own = gold["said_by"] is None and pages.voice_is(read["said_by"], pages.gold["article"]["agency"])
    voiced = own or pages.voice_is(read["said_by"], gold["said_by"])
    return like(gold["said_source"], read["said_source"]) and voiced


def like(gold: str, read: str) -> bool:
    """Half of the words that carry meaning are shared, both ways."""
    mine, others = large_words(gold), large_words(read)
    common = len(mine & others)
    return bool(common) and common >= HALF * len(mine) and common >= HALF * len(others)


def _source_remark(gold: Gold, read: Reading | None) -> str:
    said = "not found" if read is None else f"{read['said_source']!r} by {name_of(read['said_by'])!r}"
    return f"{gold['words']!r}: {said}, not {gold['said_source']!r} by {gold['said_by']!r}"


def _found_picture(pages: Pages, marks: Marks, gold: Gold, read: Reading) -> None:
    words = gold["words"][:60]
    if gold["offered_by"]:
        right = pages.voice_is(read["offered_by"], gold["offered_by"])
        marks.mark("offered by whom", right, f"{words!r}: {name_of(read['offered_by'])!r}, not {gold['offered_by']!r}")
    if gold["offered_as"]:
        right = like(gold["offered_as"], read["offered_as"])
        marks.mark("offered as what", right, f"{words!r}: {read['offered_as']!r}, not {gold['offered_as']!r}")
    for date in gold["dates"]:
        marks.mark("dates of pictures", date in read["dates"], f"{words!r}: {read['dates']}, not {date}")
    for place in gold["places"]:
        near = any(set(parts(place)) <= set(parts(one)) for one in read["places"])
        marks.mark("places of pictures", near, f"{words!r}: {read['places']}, not {place}")


def _dates(pages: Pages, marks: Marks) -> None:
    read = [(passage_at(pages.text, date["span"]), date) for date in pages.read["dates"]]
    for gold in pages.gold["dates"]:
        places = passages(pages.text, gold["text"])
        said = {date["edtf"] for one, date in read if any(place.same(one) for place in places)}
        right = gold["edtf"] in said or (not gold["edtf"] and not said)
        marks.mark("dates exact in EDTF", right, f"{gold['text']!r}: {sorted(said)}, not {gold['edtf']!r}")
    for date in pages.read["dates"]:
        asked = [gold["edtf"] for gold in pages.gold["dates"] if fold(gold["text"]) == fold(date["text"])]
        if asked:
            marks.mark("dates read as the gold has them", date["edtf"] in asked, f"{date['text']!r}: {date['edtf']}")


def _actors(pages: Pages, marks: Marks) -> None:
    everyone = [pages.names({"name": actor["name"], "actor": actor["id"]}) for actor in pages.read["actors"]]
    for name in pages.gold["actors"]:
        marks.mark("actors found", any_same(name, pages.cast, everyone), name)


def _denied(pages: Pages, marks: Marks) -> None:
    read = {parts(place["name"]) for claim in pages.read["claims"] for place in claim["places"] if place["denied"]}
    gold = {parts(place) for place in pages.gold["denied_places"]}
    for place in gold:
        marks.mark("denied places found", place in read, " ".join(place))
    for place in read:
        marks.mark("denied places right", place in gold, " ".join(place))


def _article(pages: Pages, marks: Marks) -> None:
    gold, read = pages.gold["article"], pages.read["article"]
    for key in ("headline", "deck", "agency"):
        same = parts(gold[key]) == parts(read[key] or "") or (bool(gold[key]) and like(gold[key], read[key] or ""))
        marks.mark("head right", same, f"{key}: {read[key]!r}, not {gold[key]!r}")
    lines = [(line or {}).get("place", "") or "" for line in (gold["dateline"], read["dateline"])]
    marks.mark("head right", parts(lines[0]) == parts(lines[1]), f"dateline: {lines[1]!r}, not {lines[0]!r}")
    days = [(line or {}).get("date", "") or "" for line in (gold["dateline"], read["dateline"])]
    marks.mark("head right", days[0] == days[1], f"date of the dateline: {days[1]!r}, not {days[0]!r}")
    published, asked = str(read["published"]["edtf"] or ""), gold["published"]["edtf"]
    # Metadata may tell the hour as well.
    same = published.split("T", maxsplit=1)[0] == asked
    marks.mark("publication right", same, f"{published!r}, not {asked!r}")


def _furniture(pages: Pages, marks: Marks) -> None:
    spans = [one["span"] for key in ("claims", "pictures", "dates", "places") for one in pages.read[key]]
    spans += [span for actor in pages.read["actors"] for span in actor["spans"]]
    for furniture in pages.gold["furniture"]:
        places = pages.text.places_of(furniture)
        inside = [span for span in spans if any(a < span[1] and span[0] < b for a, b in places)]
        marks.mark("furniture left out", not inside, f"{furniture!r}: {[pages.text.text[slice(*s)] for s in inside]}")

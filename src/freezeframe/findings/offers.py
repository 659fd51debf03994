"""Which picture is offered for which claim, and what the claim says of it: its day, its place, its origin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from freezeframe.cases.document import CaseDocument, CasePicture, CaseSource, CaseStatement, Finding
from freezeframe.cases.objects import Json
from freezeframe.findings import evidence as say
from freezeframe.findings import times

_RELEASED = re.compile(r"\b(?:released|published|uploaded|posted|broadcast|aired|shared|appeared)\b", re.IGNORECASE)
_MADE = {
    "game": re.compile(r"\bgames?\b", re.IGNORECASE),
    "film": re.compile(r"\b(?:feature film|film|movie)s?\b", re.IGNORECASE),
    "exercise": re.compile(r"\b(?:exercise|drill|training)s?\b", re.IGNORECASE),
    "simulation": re.compile(r"\bsimulat(?:ion|or)s?\b", re.IGNORECASE),
    "generated": re.compile(r"\b(?:computer-generated|AI-generated|generated)\b", re.IGNORECASE),
}
"""Kinds of source that record no event, and how a statement names them."""


@dataclass(frozen=True)
class Offer:
    """A picture as one claim offers it."""

    picture: CasePicture
    statement: CaseStatement
    claim: Json | None
    """None where no claim says anything of it."""
    dates: tuple[str, ...] = ()
    """EDTF: when it is said to have been taken, or, with ``of_release``, published."""
    places: tuple[Json, ...] = ()
    """{name, denied}: where it is said to have been taken."""
    of_release: bool = False
    said_kinds: frozenset[str] = frozenset()
    """Kinds of the sources that the claim itself names for it: game, film."""

    @property
    def spans(self) -> tuple[times.Span, ...]:
        """Each day that the claim names; any one of them may be the picture's."""
        return tuple(one for edtf in self.dates for one in times.spans(edtf))

    @property
    def said_dates(self) -> str:
        """The days in words: '9 November 2017 or 14 November 2017'."""
        return say.listed([times.said(one) for one in self.dates], "or")

    @property
    def key(self) -> str:
        """How the case names the claim; empty for none."""
        return self.statement.key(self.claim["id"]) if self.claim else ""

    @property
    def words(self) -> str:
        """The claim's own words."""
        return str(self.claim["text"]) if self.claim else ""

    @property
    def speaker(self) -> str:
        """Who claims it; empty where nobody is named."""
        return speaker_of(self.claim) if self.claim else ""


@dataclass(frozen=True)
class Group:
    """Pictures of one claim that were taken from one source."""

    offer: Offer
    """Of the first of them; the claim is the same for all."""
    pictures: tuple[CasePicture, ...]
    source_id: str
    source: CaseSource


class Case:
    """A document with what several rules ask of it."""

    def __init__(self, document: CaseDocument, found: tuple[Finding, ...] = ()) -> None:
        self.document = document
        self.found = found
        """What the rules before concluded, for those that look at it."""

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """Every picture with every claim that says something of it; at least one for each picture."""
        return tuple(offer for picture in self.document.pictures for offer in _offers_of(self.document, picture))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The pictures of each claim by the source that they were taken from, every matched source."""
        found: dict[tuple[str, str], list[Offer]] = {}
        for offer in self.offers:
            for source_id in sources_of(offer.picture):
                if source_id in self.document.sources:
                    found.setdefault((offer.key or offer.statement.id, source_id), []).append(offer)
        return tuple(
            Group(offers[0], tuple(one.picture for one in offers), source_id, self.document.sources[source_id])
            for (_, source_id), offers in found.items()
        )

    def main_offer(self, picture: CasePicture) -> Offer:
        """The first claim that says something of the picture, those with a date or place before others."""
        mine = [offer for offer in self.offers if offer.picture.id == picture.id]
        return next((offer for offer in mine if offer.dates or offer.places), mine[0])


def speaker_of(claim: Json) -> str:
    """The name of who claims it; empty where nobody is named."""
    return str((claim.get("speaker") or {}).get("name", ""))


def who(claim: Json) -> str:
    """Who claims it, or through whom it is told where its speaker is not named."""
    through = next(iter(claim.get("chain", ())), "")
    return speaker_of(claim) or (f"somebody, through {through}" if through else "nobody named")


def sources_of(picture: CasePicture) -> tuple[str, ...]:
    """The sources that it was matched to, the best first."""
    return tuple(dict.fromkeys(match["source_id"] for match in picture.matches))


def _offers_of(document: CaseDocument, picture: CasePicture) -> Sequence[Offer]:
    statement = document.statement(picture.statement)
    if statement is None:
        statement = CaseStatement(picture.statement, "", "", "statement", "", {}, {"claims": []})
    made = [offer for claim in _claims_for(statement, picture) if (offer := _offer(picture, statement, claim))]
    return made or [Offer(picture, statement, None)]


def _claims_for(statement: CaseStatement, picture: CasePicture) -> Iterator[Json]:
    """The claims that a person or the case chose; where none was, all that speak of pictures."""
    for claim in statement.claims:
        chosen = claim["id"] in picture.claims if picture.claims else bool(claim.get("pictures"))
        if chosen and not claim.get("same_as") and claim.get("act", "claim") == "claim":
            yield claim


def _offer(picture: CasePicture, statement: CaseStatement, claim: Json) -> Offer | None:
    """None when the claim speaks of pictures but says nothing that could be looked at."""
    mentions = [one for one in statement.reading.get("pictures", ()) if one["id"] in claim.get("pictures", ())]
    told = " ".join(f"{one.get('offered_as', '')} {one.get('said_source', '')}" for one in mentions)
    dates = [one for one in claim.get("dates", ()) if not mentions or any(one in m["dates"] for m in mentions)]
    places = [one for one in claim.get("places", ()) if not mentions or _is_told(one, mentions, told)]
    if claim.get("negated"):
        # What a claim denies as a whole it does not date; a place that it denies is marked.
        dates, places = [], [one for one in places if one.get("denied")]
    kinds = _kinds_named(statement, claim, mentions)
    if mentions and not (told.strip() or dates or places or kinds):
        return None
    return Offer(
        picture,
        statement,
        claim,
        tuple(dates),
        tuple(places),
        any(_RELEASED.search(one.get("said_source", "")) for one in mentions),
        kinds,
    )


def _is_told(place: Json, mentions: Sequence[Json], told: str) -> bool:
    """Whether the place is said of the picture, not of something else in the same sentence."""
    return bool(place.get("denied")) or place["name"] in told or any(place["name"] in m["places"] for m in mentions)


def _kinds_named(statement: CaseStatement, claim: Json, mentions: Sequence[Json]) -> frozenset[str]:
    """Kinds that record no event, of the sources that the claim itself says it was taken from, or was not."""
    said = [one["said_source"] for one in mentions if one.get("said_source")]
    said += [claim["text"]] if claim.get("negated") and mentions else []
    named = statement.reading.get("sources", ())
    kinds = {one["kind"] for one in named if any(one["text"] in text or text in one["text"] for text in said)}
    kinds |= {kind for kind, word in _MADE.items() if any(word.search(text) for text in said)}
    return frozenset(kinds & _MADE.keys())

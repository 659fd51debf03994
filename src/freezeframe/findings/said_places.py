"""Where a claim says that its picture was taken: one of the places that it names, and none that it denies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from freezeframe.findings.offers import Offer
from freezeframe.findings.places import Spot, claimed_spot


@dataclass(frozen=True)
class SaidPlaces:
    """The places of an offer that can be compared."""

    affirmed: tuple[Spot, ...]
    """It is at one of these, or on the way between them; without the state around a place, and without where something
    that is shown leaving is bound for."""
    denied: tuple[Spot, ...]


def said_places(offer: Offer) -> SaidPlaces:
    """What an offer says of where."""
    spots = [(one, claimed_spot(one["name"], offer.statement.reading)) for one in offer.places]
    affirmed = [spot for one, spot in spots if not one.get("denied")]
    mine = [one for one in affirmed if not (_is_goal(one, affirmed, offer.words) or _is_around(one, affirmed))]
    return SaidPlaces(tuple(mine), tuple(spot for one, spot in spots if one.get("denied")))


def _is_goal(spot: Spot, others: Sequence[Spot], words: str) -> bool:
    """'Leaving Abu Kamal for the border' is at Abu Kamal."""
    return any(
        re.search(
            rf"\b(?:leav(?:ing|es?)|departing(?: from)?)\s+{re.escape(one.name)}\s+(?:for|towards?)\s+(?:the\s+)?"
            rf"{re.escape(spot.name)}",
            words,
            re.IGNORECASE,
        )
        for one in others
        if one is not spot
    )


def _is_around(spot: Spot, others: Sequence[Spot]) -> bool:
    """'Abu Kamal, Syria' is one place."""
    return spot.whole_state and any(one.points and one.states <= spot.states for one in others)

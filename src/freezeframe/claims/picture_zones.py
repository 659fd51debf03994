"""What stands right after the words for a picture and says more of it: 'taken from X', 'that S posted', 'as proof'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from freezeframe.claims.phrases import core_after, with_complements
from freezeframe.claims.picture_phrases import is_contact
from freezeframe.claims.picture_sources import kept_in
from freezeframe.claims.small_clauses import is_small
from freezeframe.claims.verb_groups import begins_group, is_adverbial, is_past, is_reduced, without_adverbs
from freezeframe.claims.words import Row


@dataclass(frozen=True)
class Zone:
    """Words that say more of a noun phrase."""

    kind: str
    """``prep``, ``as``, ``participle``, ``ing``, ``relative``, ``bracket``; ``content`` ('in which C'),
    ``of`` (', of X,'), ``kept`` (', on the site of S,'), ``hedged`` ('purportedly of X'), ``aside``."""
    first: int
    last: int


_AFTER = ("W", "T", "I", "V", "C", ",", ".", "S")
"""What may follow the second noun of 'of X and Y'."""


def zones_after(row: Row, last: int) -> Iterator[Zone]:
    """What stands after a noun phrase and belongs to it, up to its verb."""
    at = last + 1
    for number in range(8):
        zone = _zone(row, at) or _over_name(row, at)
        if zone is None or (number == 0 and row.tags[at] == "K"):
            return
        yield zone
        if zone.kind == "prep" and _is_other(row, zone):
            # "matched the photo with a video of X, published by S"
            return
        if zone.kind == "prep" and row.speech.has("under", row.items[zone.first].low) and _is_picture(row, zone.last):
            # "with new ones, which it said were genuine": what follows is said of those.
            return
        at = zone.last + 1


def _over_name(row: Row, at: int) -> Zone | None:
    """The clause behind a name in apposition: 'spread by supporters of the candidate, Dario Menti, which ...'."""
    if row.tags[at : at + 2] != ",M":
        return None
    closing = row.tags.find(",", at + 1)
    named = closing > 0 and set(row.tags[at + 1 : closing]) == {"M"} and row.tags[closing + 1 : closing + 2] == "W"
    return _zone(row, closing) if named else None


def _is_other(row: Row, zone: Zone) -> bool:
    """Whether a phrase names what the picture is compared with: what follows is said of that."""
    if row.items[zone.first].low not in ("with", "to"):
        return False
    core = core_after(row, zone.first + 1)
    return core is not None and row.items[core].low in row.speech.picture_words["nouns"]


def _is_picture(row: Row, at: int) -> bool:
    words = row.speech.picture_words
    return row.items[at].low in words["nouns"] or row.items[at].low in words["quantities"]


def _zone(row: Row, at: int) -> Zone | None:  # noqa: PLR0911 - one return a form.
    tags = row.tags
    if at >= len(tags):
        return None
    if tags[at] in "It":
        return _preposition(row, at)
    if tags[at] in "(,":
        return _bracket(row, at) if tags[at] == "(" else _after_comma(row, at)
    if row.items[at].low == "being" and tags[at + 1 : at + 2] in ("C", "V"):
        # 'the poster being shared by S'
        return _participle(row, at + 1)
    if row.speech.has("hedges", row.items[at].low) and tags[at + 1 : at + 2] == "I":
        # 'pictures purportedly of X'
        return Zone("hedged", at, _end_of_phrase(row, at + 1))
    if row.items[at].low == "as" and tags[at] == "S":
        return Zone("as", at, _end_of_phrase(row, at + 1))
    if tags[at] in "RK" and tags[at + 1 : at + 2] and tags[at + 1] in "RCV":
        # 'widely shared by S', 'released by S and said to show X'
        following = _zone(row, at + 1)
        return following if following is not None and following.kind in ("participle", "ing") else None
    return _clause(row, at)


def _preposition(row: Row, at: int) -> Zone | None:
    if row.tags[at + 1 : at + 2] == "W" and row.items[at].low == "in":
        # 'a clip in which two women count papers'
        return Zone("content", at, _end_of_relative(row, at + 1))
    if row.tags[at + 1 : at + 2] == "W" and row.items[at].low == "of":
        # 'pictures of what it called a mass grave'
        return Zone("prep", at, _end_of_relative(row, at + 1))
    # "of snow-covered palm trees"
    bare = row.tags[at + 1 : at + 2] in ("V", "C") and row.tags[at + 2 : at + 3] in ("N", "M") and is_past(row, at + 1)
    end = core_after(row, at + 1 + bare)
    if end is None:
        return None
    end = with_complements(row, end)
    joined = core_after(row, end + 2) if row.tags[end + 1 : end + 2] == "K" and row.items[at].low == "of" else None
    # "of rifles and machetes that ..."
    return Zone("prep", at, joined if joined is not None and row.tags[joined + 1 : joined + 2] in _AFTER else end)


def _clause(row: Row, at: int) -> Zone | None:
    """A relative clause, with its pronoun or without, or a participle."""
    tags = row.tags
    truly = row.speech.has("truly", row.items[min(at + 2, len(row.items) - 1)].low)
    if tags[at] == "W" or (tags[at] == "T" and (tags[at + 1 : at + 2] in tuple("PDGNMAR") or truly)):
        return Zone("relative", at, _end_of_relative(row, at))
    if tags[at] in "PDGM" and is_contact(row, at):
        return Zone("relative", at - 1, _end_of_relative(row, at - 1))
    return _participle(row, at)


def _bracket(row: Row, at: int) -> Zone | None:
    closing = row.tags.find(")", at)
    return Zone("bracket", at, closing) if closing > 0 else None


def _participle(row: Row, at: int) -> Zone | None:
    if row.tags[at] not in "CV" or row.tags[at - 1] in "PO":
        return None
    if row.speech.is_gerund(row.items[at].low):
        return Zone("ing", at, _end_of_phrase(row, at + 1))
    following = row.tags[at + 1 : at + 2]
    low = row.items[at].low
    finite = any(v.role == "purport" for v in row.speech.picture_verbs.get(low, ()))
    past = is_past(row, at) and low not in row.speech.intransitive and not finite
    captioned = any(v.role in ("caption", "bear") for v in row.speech.picture_verbs.get(low, ()))
    if past and (is_adverbial(row, at + 1) or (captioned and following in ("q", "#", "M", ":"))):
        return Zone("participle", at, _end_of_phrase(row, at + 1))
    return None


def _after_comma(row: Row, at: int) -> Zone | None:  # noqa: PLR0911 - one return a form.
    """', which ...,' and ', taken from ...,'."""
    following = row.tags[at + 1 : at + 2]
    if following == "W":
        return Zone("relative", at + 1, _end_of_relative(row, at + 1))
    if row.tags[at + 1 : at + 3] == "KW":
        # ', and which he described as X,'
        return Zone("relative", at + 2, _end_of_relative(row, at + 2))
    if at + 1 < len(row.items) and row.speech.has("hedges", row.items[at + 1].low):
        return _zone(row, at + 1)
    if following == "I" and row.items[at + 1].low == "of":
        closing = row.tags.find(",", at + 2)
        return Zone("of", at + 1, closing if closing > 0 else _end_of_phrase(row, at + 2))
    if row.follow(at + 1, ("from",)) and row.tags[at + 2 : at + 3] in ("M", "D"):
        # "my picture, from Barranquilla"
        return _preposition(row, at + 1)
    kept = kept_in(row, at + 1) if following == "I" else None
    if kept is not None:
        closing = row.tags.find(",", kept[0])
        return Zone("kept", kept[0], closing - 1 if closing > 0 else kept[1])
    if following in ("V", "N", "q") and row.tags[at + 2 : at + 3] == ",":
        return Zone("aside", at + 1, at + 1 + (row.tags[at + 3 : at + 4] not in ("V", "C")))
    shows = (
        any(v.role == "show" for v in row.speech.picture_verbs.get(row.items[at + 1].low, ())) if following else False
    )
    if following in ("C", "V") and (shows or not any(v.form == "ing" for v in row.verbs(at + 1))):
        zone = _participle(row, at + 1)
        if zone is not None:
            closing = row.tags.find(",", zone.last)
            return Zone(zone.kind, zone.first, closing if closing == zone.last + 1 else zone.last)
    return None


def _end_of_phrase(row: Row, at: int) -> int:
    """Last item before the next finite verb that has no subject of its own here, or the end of the clause."""
    clauses = 0
    for index in range(at, len(row.tags)):
        tag = row.tags[index]
        if tag in "TW" or (tag == "S" and row.items[index].low != "as" and not is_small(row, index)):
            clauses += 1
        elif tag in ",;:" or (tag == "." and index == len(row.tags) - 1) or (clauses == 0 and _joins(row, index)):
            return index - 1
        elif _is_attributive(row, at, index):
            # "the first known pictures"
            continue
        elif tag in "AVC" and not row.speech.is_gerund(row.items[index].low) and begins_group(row, index):
            if clauses > 0 or not is_reduced(row, index):
                clauses -= 1
            if clauses < 0:
                return without_adverbs(row, at, index - 1)
    return len(row.tags) - 1


def _is_attributive(row: Row, first: int, at: int) -> bool:
    """'the first known pictures': a participle with a determiner before it and its noun after it."""
    if row.tags[at] not in "VC" or row.tags[at + 1 : at + 2] not in ("N", "M") or not is_past(row, at):
        return False
    if at - first <= 1 and row.tags[at - 1] == "I":
        # "of looted shops"
        return True
    index = at - 1
    while index > first and row.tags[index] in "RN#":
        index -= 1
    return row.tags[index] in "DG" and at - index <= 3


def _joins(row: Row, at: int) -> bool:
    """'released by S and said to show X': a conjunction before another participle."""
    return row.tags[at] == "K" and row.tags[at + 1 : at + 2] in ("C", "V") and is_past(row, at + 1)


def _end_of_relative(row: Row, at: int) -> int:
    """Last item of a relative clause that begins at its pronoun."""
    verbs, allowed = 0, 1
    limit = len(row.tags)
    index = at + 1
    if row.tags[index : index + 1] == ",":
        closing = row.tags.find(",", index + 1)
        index = closing + 1 if closing > 0 else index
    while index < limit:
        tag = row.tags[index]
        following = row.tags[index + 1 : index + 2]
        if tag == "," and (following in ("W", "K", "S", "") or (verbs and following in ("A", "V", "C"))):
            return index - 1
        if tag in ";:" or (tag == "." and index == limit - 1):
            return index - 1
        if _is_attributive(row, at, index):
            pass
        elif begins_group(row, index) and not row.speech.is_gerund(row.items[index].low):
            verbs += verbs == 0 or not is_reduced(row, index)
            if verbs > allowed and row.tags[index - 1] not in "KD":
                return without_adverbs(row, at, index - 1)
        elif tag in "TW":
            allowed += 1
        index += 1
    return limit - 1

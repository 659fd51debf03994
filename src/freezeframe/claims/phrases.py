"""Noun phrases: where one begins and ends, with the prepositional phrases that belong to it.

Everything here works on a ``Row`` and indices of its items; a phrase is a pair (first, last), both included.
"""

from __future__ import annotations

from collections.abc import Iterator

from freezeframe.claims.verb_groups import is_past
from freezeframe.claims.words import Phrase, Row

_INSIDE = "NM#q'YH"
"""Classes of which a noun phrase is made, after its determiner."""
ENDS_PHRASE = "NMq#Y)HPO'"
CLAUSE_STARTS = ",;:-.QTSKW("
LOOSE_TITLES = ("ian", "ist", "ish", "ese", "ese", "or", "er", "man", "ic", "al", "ey")
_DEEPEST = 4
"""Phrases joined by 'and' that are followed."""
_LONGEST = 60
"""Items that are looked at on either side of a verb: no subject is longer."""


def core_before(row: Row, last: int) -> int | None:
    """First item of the noun phrase that ends at ``last``, prepositional phrases left out; else None."""
    tags = row.tags
    if last < 0 or tags[last] not in ENDS_PHRASE:
        return None
    if tags[last] in "PO":
        return last
    if tags[last] == ")":
        return _before_bracket(row, last)
    first = last
    while first > 0 and last - first < _LONGEST and _joins(row, first - 1, first):
        first -= 1
    return first if any(tag in "NMq#HY" for tag in tags[first : last + 1]) else None


def _before_bracket(row: Row, last: int) -> int | None:
    opening = row.tags.rfind("(", 0, last)
    return core_before(row, opening - 1) if opening > 0 else None


def _joins(row: Row, left: int, right: int) -> bool:
    """Whether two neighbours belong to one noun phrase."""
    before, after = row.tags[left], row.tags[right]
    if after in "DG":
        return before == after == "D"
    if before in "DG":
        return after != "'"
    if before == "q" and row.quotes_to(left):
        # '... is "not enough," general Tamm said': the comma within the marks parts them.
        return False
    if before in "RCV":
        return _modifies(row, left, after)
    return before in _INSIDE and after in _INSIDE and _continues(row, left, right)


def _modifies(row: Row, left: int, after: str) -> bool:
    """'the heavily armed men', 'the alleged convoy', 'retired Colonel Orlenko'."""
    at = left - 1
    while at > 0 and (
        row.tags[at] == "R"
        or row.speech.has("hedges", row.items[at].low)
        or (row.tags[at] in "CV" and is_past(row, at))
    ):
        # "the supposed leaked photos"
        at -= 1
    determined = left > 0 and row.tags[at] in "DG"
    if row.tags[left] == "R":
        return determined and after in "NVC"
    starts = row.tags[left] == "V" and starts_clause(row, left)
    further = after in "CV" and determined and is_past(row, left + 1)
    return (determined or starts) and (after in "NM" or further) and is_past(row, left)


def _continues(row: Row, left: int, right: int) -> bool:
    """Whether one noun goes on with the next: no new name begins, no number follows."""
    before, after = row.tags[left], row.tags[right]
    if before == "Y":
        return after in "Y'"
    if before == "N" and after == "M":
        return _titles(row, left)
    if before in "NM" and after == "q":
        return row.tags[right + 1 : right + 2] in ("N", "M")
    return not (before in "NM" and after == "#")


def _titles(row: Row, index: int) -> bool:
    """Whether a small word can stand before a name: 'spokesman Igor', but not 'statement Igor'."""
    low = row.items[index].low
    nouns = row.speech.nouns
    if any(low in nouns[kind] for kind in ("persons", "bodies", "female", "male", "media", "loose")):
        return True
    if low in nouns["titles"]:
        return True
    document = low in nouns["documents"] or low in nouns["receivers"]
    return not document and low.endswith(LOOSE_TITLES)


def phrase_before(row: Row, last: int, depth: int = 0) -> Phrase | None:
    """The noun phrase that ends at ``last``, with the prepositional phrases that belong to it."""
    first = core_before(row, last)
    if first is None:
        return None
    for _ in range(_LONGEST):
        longer = _governor(row, first, depth)
        if longer is None:
            break
        first = longer
    return first, last


def _governor(row: Row, first: int, depth: int) -> int | None:
    """First item of the noun phrase on which a prepositional phrase beginning before ``first`` depends."""
    tags = row.tags
    at = first - 1
    if at < 1 or tags[at] not in "It":
        return _joined(row, first, depth)
    at -= 1
    if tags[at] in "CV" and is_past(row, at):
        # "pictures published by the ministry": a participle, not a verb, where a noun stands before it.
        at -= 1
    if at < 0 or tags[at] not in "NMq)#H":
        return None
    return core_before(row, at)


def _joined(row: Row, first: int, depth: int) -> int | None:
    """'A and B' as one phrase, only where A begins its clause."""
    tags = row.tags
    at = first - 1
    if at < 1 or tags[at] != "K" or row.items[at].low not in ("and", "&", "или", "и", "e"):
        return None
    if depth > _DEEPEST or tags[at - 1] in "P":
        return None
    left = phrase_before(row, at - 1, depth + 1)
    return left[0] if left is not None and starts_clause(row, left[0]) else None


def starts_clause(row: Row, index: int) -> bool:
    """Whether a clause can begin at an item."""
    while index > 0 and row.tags[index - 1] == "R":
        index -= 1
    return index == 0 or row.tags[index - 1] in CLAUSE_STARTS or row.quotes_to(index - 1)


def can_speak(row: Row, head: int) -> bool:
    """Whether a noun is a name, or a word for a person or a body."""
    low, nouns = row.items[head].low, row.speech.nouns
    if row.tags[head] == "M":
        return True
    part = low.rpartition("-")[2]
    kinds = ("persons", "bodies", "plurals", "media", "loose", "male", "female")
    return any(low in nouns[kind] or part in nouns[kind] for kind in kinds)


def core_after(row: Row, first: int) -> int | None:
    """Last item of the noun phrase that begins at ``first``, without prepositional phrases."""
    tags = row.tags
    if first >= len(tags):
        return None
    if tags[first] in "PO":
        return first
    if tags[first] not in "DGNM#qYH":
        return None
    last = first
    while last + 1 < len(tags) and last - first < _LONGEST and _joins(row, last, last + 1):
        last += 1
    while last > first and tags[last] in "DG'RCV":
        last -= 1
    return last if any(tag in "NMq#HYDG" for tag in tags[first : last + 1]) else None


def with_complements(row: Row, last: int) -> int:
    """Extend a noun phrase by 'of ...', 'for ...' and the like."""
    tags = row.tags
    for _ in range(_LONGEST):
        if (
            last + 2 >= len(tags)
            or tags[last + 1] not in "It"
            or not row.speech.has("complements", row.items[last + 1].low)
        ):
            break
        following = core_after(row, last + 2)
        if following is None or tags[last + 2] == "Y":
            break
        last = following
    return last


def adjuncts_after(row: Row, at: int) -> Iterator[int]:
    """Positions after a verb at which its content may begin, the nearest first: each steps over one more adjunct."""
    yield at
    for _ in range(6):
        following = _over_adjunct(row, at)
        if following is None:
            return
        at = following
        yield at


def _over_adjunct(row: Row, at: int) -> int | None:
    """The index after the adjunct that begins at one: an adverb, a day, a prepositional phrase."""
    tags = row.tags
    if at >= len(tags):
        return None
    if tags[at] in "RY":
        return at + 1
    day = tags[at + 1 : at + 2] == "Y"
    if day and (tags[at] == "#" or (tags[at] in "DN" and row.speech.has("before_days", row.items[at].low))):
        return at + 2
    return _over_preposition(row, at) if tags[at] in "It" else None


def _over_preposition(row: Row, at: int) -> int | None:
    last = core_after(row, at + 1)
    if last is None:
        return None
    last = with_complements(row, last)
    if row.tags[last + 1 : last + 2] == "K":
        # 'on Twitter and Facebook that ...'
        joined = core_after(row, last + 2)
        names = joined is not None and row.tags[last] == "M" == row.tags[joined]
        if joined is not None and (names or row.tags[joined + 1 : joined + 2] in ("T", ":", "Q", ",")):
            last = joined
    return _over_participle(row, last) or last + 1


def _over_participle(row: Row, last: int) -> int:
    """The index of 'that' after 'in a bulletin dated 30 August'; 0 where no such words stand between."""
    at = last + 1
    if row.tags[at : at + 1] not in ("C", "V") or not is_past(row, at) or row.tags[at + 1 : at + 2] == "T":
        return 0
    for index in range(at + 1, min(at + 8, len(row.tags))):
        if row.tags[index] in "T:":
            return index
        if row.tags[index] not in "IDNM#YR":
            return 0
    return 0

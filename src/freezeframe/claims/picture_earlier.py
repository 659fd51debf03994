"""Was a picture published before it was offered here? Then that tells where it is from, and not who offers it."""

from __future__ import annotations

from freezeframe.claims.facts import Facts
from freezeframe.claims.picture_sources import end_of_clause, is_original
from freezeframe.claims.picture_verbs import BE
from freezeframe.claims.records import Span
from freezeframe.claims.verb_groups import group_before
from freezeframe.claims.words import Row


def is_earlier(row: Row, picture: Span, verb: int, facts: Facts, *, offered: bool) -> bool:
    """'was posted in 2014 by a soldier', 'had been broadcast by Al Hadath': that was before it was offered here.

    Of a picture that the text knows; a new one ('A video posted in 2014 by S shows X') is offered by whom it names.
    ``offered``: somebody is known to offer pictures. Of an active verb ('the police had published it') only a word for
    the time tells.
    """
    words = {item.low for item in row.items[group_before(row, verb) : verb]}
    begin = row.at(picture[0])
    passive = bool(words & BE) and verb > begin
    if is_new_here(row, picture) or not (passive or ("had" in words and offered)):
        return False
    last = _end_of_deed(row, verb)
    if _is_offered_as(row, verb, last):
        # "had been distributed by the army as proof": there it was offered.
        return False
    clause = row.between(verb, last)
    past = facts.is_past_year(clause) or any(item.low == "ago" for item in row.items[verb : last + 1])
    purpose = "truly" if passive else "then"
    told = past or any(row.speech.has(purpose, item.low) for item in row.items[:verb])
    dated = bool(facts.dates_within(clause)) and is_original(row, verb)
    return told or (passive and (dated or "had" in words))


def is_new_here(row: Row, picture: Span) -> bool:
    """'a video': another one, introduced by this sentence."""
    return row.span[0] <= picture[0] and row.speech.has("indefinite", row.items[row.at(picture[0])].low)


def _end_of_deed(row: Row, verb: int) -> int:
    """Last item of what a verb says, without relative clauses and asides: 'shared, including one that was filmed'."""
    last = max(end_of_clause(row, verb), verb)
    parted = (n for n in range(verb + 1, last) if row.tags[n] in "WT" or row.tags[n : n + 2] in (",I", ",W"))
    return next(parted, last)


def _is_offered_as(row: Row, verb: int, last: int) -> bool:
    """'posted as proof', and not 'posted as early as 2011'."""
    timed = {n + 1 for n in range(verb, last) if row.speech.has("as_time", row.items[n].low)}
    timed |= {n - 2 for n in timed}
    return any(row.items[n].low == "as" and n not in timed for n in range(verb, last))

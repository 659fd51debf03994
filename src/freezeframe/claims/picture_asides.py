"""What stands between a picture and what is said of it, and is stepped over: ', it said,', 'in fact'."""

from __future__ import annotations

from freezeframe.claims.phrases import core_after
from freezeframe.claims.picture_sources import picture_verb
from freezeframe.claims.verb_groups import is_adverbial, is_past
from freezeframe.claims.words import Row

_OWN = ("show", "come", "belong", "match", "kept", "dates")
"""What a picture does itself."""


def over_parenthesis(row: Row, at: int) -> int:
    """Step over ', however,' and ', it said,'."""
    if row.tags[at : at + 1] == ",":
        closing = row.tags.find(",", at + 1)
        # ", belongs to an agency, where it is ...": the verb itself.
        own = picture_verb(row, at + 1, _OWN)
        verb = row.tags[at + 1 : at + 2] == "A" or (own is not None and own.form in ("third", "base"))
        if 0 < closing < at + 9 and not verb:
            return closing + 1
    return at


def complement_after(row: Row, after: int, last: int) -> int:
    """Step over 'in fact', adverbs, and ', it said,' after 'is'."""
    while after <= last and row.tags[after] in "R":
        after += 1
    if row.follow(after, ("in",)) and row.speech.has("truly", row.items[min(after + 1, last)].low):
        # "in fact", "in reality"
        after += 2
    than = next((n for n in range(after + 1, min(after + 4, last)) if row.items[n].low == "than"), 0)
    if row.speech.has("merely", row.items[min(after, last)].low) and row.follow(after + 1, ("but",)):
        # "nothing but stock photos"
        return after + 2
    if than and any(row.speech.has("merely", row.items[n].low) for n in range(after, than)):
        # "nothing more than a scene from a game"
        return than + 1
    if row.tags[after : after + 1] == "," and after < last:
        closing = row.tags.find(",", after + 1)
        after = closing + 1 if 0 < closing < after + 6 else after
    return after


def over_name(row: Row, last: int) -> int:
    """Last item of a name in apposition to the phrase that ends at ``last``: 'a soldier, Stanislav Tarasov'."""
    at = last + 1
    while row.tags[at + 1 : at + 2] == "M" and (at == last + 1 or row.tags[at] == "M"):
        at += 1
    return at if row.tags[last + 1 : last + 2] == "," and row.tags[at + 1 : at + 2] in ("", ",", ".") else last


def over_auxiliaries(row: Row, at: int) -> int:
    """Index after helping verbs, adverbs, and 'in fact', 'in 2015' where a verb goes on behind them."""
    begin = at
    while row.tags[at : at + 1] and row.tags[at] in "AR":
        at += 1
    if row.tags[at + 1 : at + 2] == "t" and row.tags[at + 2 : at + 3] in ("V", "C") and _is_beginning(row, at):
        return at + 2
    if at == begin or row.tags[at : at + 1] != "I":
        return at
    last = core_after(row, at + 1)
    if last is None:
        return at
    after = last + 1 + (row.tags[last + 1 : last + 2] == ",")
    while row.tags[after : after + 1] == "R":
        after += 1
    goes_on = row.tags[after : after + 1] in ("V", "C") and is_past(row, after) and is_adverbial(row, after + 1)
    aside = row.tags[last] in "Y#" or row.speech.has("truly", row.items[last].low)
    return after if goes_on and aside else at


def _is_beginning(row: Row, at: int) -> bool:
    """'began to circulate', 'continues to be shared'."""
    return row.tags[at] in "VC" and row.speech.has("beginning", row.items[at].low)

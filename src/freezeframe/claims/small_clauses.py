"""What begins like a clause and has no verb: 'after an inspection in Paita', 'though not before the 1940s'."""

from __future__ import annotations

from freezeframe.claims.phrases import core_after
from freezeframe.claims.verb_groups import begins_group
from freezeframe.claims.words import Row


def end_of_infinitive(row: Row, at: int, last: int) -> int:
    """Last item of what an infinitive at ``at`` governs: 'said to show a depot ablaze' of '... was filmed abroad'."""
    clauses = 0
    for index in range(at + 1, last + 1):
        tag = row.tags[index]
        if tag in "TWKQq" or (tag == "S" and not is_small(row, index)):
            clauses += 1
        elif tag == "A" and begins_group(row, index):
            if clauses == 0:
                return index - 1
            clauses -= 1
    return last


def is_small(row: Row, at: int) -> bool:
    """'after an inspection in Paita', 'though not before the 1940s': no clause, for all that it begins like one."""
    low, after = row.items[at].low, at + 1
    if row.tags[at] not in "SK" or not row.speech.has("small", low):
        return False
    while row.tags[after : after + 1] == "R":
        after += 1
    if row.tags[after : after + 1] in ("I", "S"):
        return True
    last = core_after(row, after)
    aside = row.speech.has("contrasts", low)
    return (
        not aside
        and last is not None
        and row.tags[after] not in "P"
        and row.tags[last + 1 : last + 2] not in tuple("AVC")
    )

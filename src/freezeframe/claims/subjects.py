"""Who a verb's subject is: before it, after it, behind a parenthesis, or left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from freezeframe.claims.phrases import (
    can_speak,
    core_after,
    core_before,
    phrase_before,
    starts_clause,
    with_complements,
)
from freezeframe.claims.verb_groups import group_before
from freezeframe.claims.words import Phrase, Row

_LONGEST = 60
"""Items between a subject and its verb, at most."""


@dataclass(frozen=True)
class Subject:
    """Who a verb's subject is."""

    phrase: Phrase
    """The whole phrase, from which the name is taken."""
    kind: Literal["phrase", "pronoun", "relative", "ellipsis"]
    """relative: the antecedent of 'who'; ellipsis: the subject of another verb of the sentence."""
    first: int
    """Where the clause's own words begin: the phrase, with what stands in front of it."""
    inverted: bool = False
    """The verb stands before its subject."""


def subject_before(row: Row, verb: int) -> Subject | None:
    """The subject that stands before a verb."""
    group = group_before(row, verb)
    tags = row.tags
    at = _before_adjunct(row, group - 1)
    if at < 0 or row.quotes_to(at):
        return None
    if tags[at] == "O" and at > 0 and row.items[at].low.endswith(("self", "selves")):
        at -= 1
    if tags[at] == "W":
        return _relative(row, at)
    if tags[at] == ",":
        return _around_parenthesis(row, at)
    if tags[at] == ")":
        opening = tags.rfind("(", 0, at)
        at = opening - 1 if opening > 0 else at
    phrase = phrase_before(row, at)
    found = _subject(row, phrase) if phrase else None
    if found is not None and found.kind == "pronoun" and row.tags[at - 1 : at] in ("V", "C"):
        # "two diplomats who have watched it said": it was watched, and says nothing.
        found = _with_relative(row, group) or found
    return found or _with_relative(row, group)


def _with_relative(row: Row, group: int) -> Subject | None:
    """'..., a teacher who is heard in it told the police': the noun that a relative clause stands behind."""
    comma = max(row.tags.rfind(mark, 0, group) for mark in ",;:T")
    last = core_after(row, comma + 1)
    if last is None or last + 2 >= group or row.tags[last + 1] != "W" or not can_speak(row, last):
        return None
    clause = row.tags[last + 2 : group]
    return Subject((comma + 1, last), "phrase", comma + 1) if set(clause) & set("AVC") and "Q" not in clause else None


def _subject(row: Row, phrase: Phrase) -> Subject | None:
    first, last = phrase
    if first > 0 and row.tags[first - 1] in "It" and _is_adjunct_start(row, first - 1):
        return None
    if row.tags[last] == "O" and first == last:
        return None
    kind: Literal["phrase", "pronoun"] = "pronoun" if row.tags[first] == "P" and first == last else "phrase"
    return Subject(phrase, kind, first)


def _is_adjunct_start(row: Row, index: int) -> bool:
    """Whether a preposition begins an adjunct, whose noun is then no subject."""
    return row.items[index].low not in ("about", "over", "than")


def _before_adjunct(row: Row, at: int) -> int:
    """Step over 'on Tuesday' and 'Tuesday' between a subject and its verb."""
    tags = row.tags
    moved = at
    while moved >= 0 and tags[moved] in "Y#R":
        moved -= 1
    if moved == at or moved < 0:
        return at
    if tags[moved] == "I":
        return moved - 1 if moved > 0 and tags[moved - 1] in "NM),qW" else at
    return moved if tags[moved] in "NMPq)" and "Y" in tags[moved + 1 : at + 1] else at


def _relative(row: Row, at: int) -> Subject | None:
    """The antecedent of 'who' or 'which' at ``at``: the nearest phrase that can speak, else the whole one."""
    last = at - 2 if at > 1 and row.tags[at - 1] == "," else at - 1
    if not row.speech.has("relative", row.items[at].low):
        return None
    phrase = phrase_before(row, last)
    core = core_before(row, last)
    if phrase is None or core is None:
        return None
    if phrase[0] < core and can_speak(row, last):
        phrase = (core, last)
    return Subject(phrase, "relative", phrase[0])


def _around_parenthesis(row: Row, closing: int) -> Subject | None:
    """The subject before ', a spokesman for the ministry,' or ', who was there,' that ends at ``closing``."""
    tags = row.tags
    best: Subject | None = None
    at = closing
    for _ in range(4):
        opening = tags.rfind(",", 0, at)
        if opening < 1 or closing - opening > _LONGEST or not _is_parenthesis(row, opening + 1, at - 1):
            break
        phrase = phrase_before(row, opening - 1)
        if phrase is not None and (starts_clause(row, phrase[0]) or _after_adjunct(row, phrase[0])):
            found = _subject(row, phrase)
            if found is not None and (best is None or _has_name(row, found.phrase)):
                best = found
        at = opening
    return best


def _after_adjunct(row: Row, first: int) -> bool:
    """'In an email on Sunday the department's officer, ...': no comma parts an adjunct from its clause."""
    before = row.tags[:first]
    return before[:1] in ("I", "t") and set(before) <= set("ItDGNM#YR'") and row.tags[first] in "DGM"


def _has_name(row: Row, phrase: Phrase) -> bool:
    """Whether the head of a phrase is a name."""
    end = core_after(row, phrase[0])
    return row.tags[min(end if end is not None else phrase[1], phrase[1])] == "M"


def _is_parenthesis(row: Row, first: int, last: int) -> bool:
    """Whether what stands between two commas says more of a noun: no clause of its own."""
    inside = row.tags[first : last + 1]
    if inside[:2] == "PI":
        # ", one of the states concerned,"
        inside = inside[1:]
    if not inside or inside[0] in "KP;.Q":
        return False
    if inside[0] in "WIYR":
        return True
    if inside[0] == "C":
        return row.items[first].low.endswith(("ing", "ed"))
    if inside[0] == "V":
        return row.items[first].low.endswith(("ing", "ed", "en"))
    return "A" not in inside and "P" not in inside and not _has_finite(row, first, last)


def _has_finite(row: Row, first: int, last: int) -> bool:
    tags = row.tags
    for index in range(first, last + 1):
        if tags[index] == "C" and not row.items[index].low.endswith(("ing", "ed")):
            return True
        if tags[index] == "V" and row.speech.other_verbs.get(row.items[index].low, frozenset()) & {"past", "third"}:
            return True
    return False


def subject_after(row: Row, verb: int) -> Subject | None:
    """The subject of an inverted verb: 'said Igor Konashenkov, a spokesman'."""
    tags = row.tags
    at = verb + 1
    if at < len(tags) and row.speech.has("told_first", row.items[at].low):
        # "сообщил журналистам Песков": who is told stands before who tells.
        at += 1
    if at >= len(tags) or tags[at] not in "DGNM#qPYH":
        return None
    last = core_after(row, at)
    if last is None:
        return None
    last = with_complements(row, last)
    kind: Literal["phrase", "pronoun"] = "pronoun" if tags[at] == "P" and last == at else "phrase"
    return Subject((at, last), kind, at, inverted=True)


def clause_subject(row: Row, verb: int) -> Subject | None:
    """The subject of the first verb of the sentence before ``verb``, for a verb that has none of its own."""
    tags = row.tags
    for index in range(1, min(verb, len(tags))):
        if tags[index] in "AVC" and not row.speech.is_gerund(row.items[index].low):
            if row.tags[index - 1] in "K":
                continue
            found = subject_before(row, index)
            if found is not None and found.kind != "relative":
                return Subject(found.phrase, "ellipsis", verb)
    return None


def governor_subject(row: Row, infinitive: int) -> Subject | None:
    """The subject of the verb that an infinitive depends on: 'the party has had to explain'."""
    at = infinitive - 2
    while at > 0 and row.tags[at] in "RAVC":
        at -= 1
    found = subject_before(row, at + 1) if 0 <= at < infinitive - 2 else None
    return Subject(found.phrase, "ellipsis", infinitive) if found is not None and found.kind != "relative" else None

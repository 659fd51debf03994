"""Noun phrases around a verb: who is its subject, and where what is said begins and ends.

Everything here works on a ``Row`` and indices of its items; a phrase is a pair (first, last), both included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from freezeframe.claims.words import Row

Phrase: TypeAlias = tuple[int, int]
"""Indices of the first and last item."""
_INSIDE = "NM#q'YH"
"""Classes of which a noun phrase is made, after its determiner."""
ENDS_PHRASE = "NMq#Y)HPO'"
CLAUSE_STARTS = ",;:-.QTSKW("
LOOSE_TITLES = ("ian", "ist", "ish", "ese", "ese", "or", "er", "man", "ic", "al", "ey")
_DEEPEST = 4
"""Phrases joined by 'and' that are followed."""
_LONGEST = 60
"""Items that are looked at on either side of a verb: no subject is longer."""


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
    if before in "RCV":
        return _modifies(row, left, after)
    return before in _INSIDE and after in _INSIDE and _continues(row, left, right)


def _modifies(row: Row, left: int, after: str) -> bool:
    """'the heavily armed men', 'the alleged convoy', 'retired Colonel Orlenko'."""
    determined = left > 0 and row.tags[left - 1] in "DG"
    if row.tags[left] == "R":
        return determined and after in "NVC"
    starts = row.tags[left] == "V" and (left == 0 or row.tags[left - 1] in CLAUSE_STARTS)
    return (determined or starts) and after in "NM" and is_past(row, left)


def _continues(row: Row, left: int, right: int) -> bool:
    """Whether one noun goes on with the next: no new name begins, no number follows."""
    before, after = row.tags[left], row.tags[right]
    if before == "Y":
        return after == "Y"
    if before == "N" and after == "M":
        return _titles(row, left)
    if before in "NM" and after == "q":
        return row.tags[right + 1 : right + 2] in ("N", "M")
    return not (before in "NM" and after == "#")


def is_past(row: Row, index: int) -> bool:
    """Whether a form can be a past participle."""
    low = row.items[index].low
    forms = {verb.form for verb in row.speech.verbs.get(low, ())}
    forms |= row.speech.other_verbs.get(low, frozenset()) | {v.form for v in row.speech.picture_verbs.get(low, ())}
    return bool(forms & {"past", "participle"}) or row.speech.endings.get(low[-2:]) == "V"


def is_reduced(row: Row, index: int) -> bool:
    """Whether a past form after a noun stands for 'that was ...': a preposition, an adverb or a day follows."""
    if row.tags[index] not in "CV" or index == 0 or row.tags[index - 1] not in "NM#Y)'q,":
        return False
    return is_past(row, index) and row.tags[index + 1 : index + 2] in ("I", "R", "Y", "t", "D", "S", "#")


def _titles(row: Row, index: int) -> bool:
    """Whether a small word can stand before a name: 'spokesman Igor', but not 'statement Igor'."""
    low = row.items[index].low
    nouns = row.speech.nouns
    if any(low in nouns[kind] for kind in ("persons", "bodies", "female", "male", "media", "loose")):
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
    return index == 0 or row.tags[index - 1] in CLAUSE_STARTS


def group_before(row: Row, verb: int) -> int:
    """First item of the verb group that ends at ``verb``: its auxiliaries and adverbs."""
    first = verb
    while first > 0 and row.tags[first - 1] in "AR":
        first -= 1
    return first


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
    return _subject(row, phrase) if phrase else None


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
        return moved - 1 if moved > 0 and tags[moved - 1] in "NM),q" else at
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


def begins_group(row: Row, index: int) -> bool:
    """Whether a verb group begins at a verb: no verb of the same group stands before it, adverbs left aside."""
    if row.tags[index] not in "AVC":
        return False
    before = index - 1
    while before >= 0 and row.tags[before] == "R":
        before -= 1
    return before < 0 or row.tags[before] not in "AVCt"


def can_speak(row: Row, head: int) -> bool:
    """Whether a noun is a name, or a word for a person or a body."""
    low, nouns = row.items[head].low, row.speech.nouns
    if row.tags[head] == "M":
        return True
    part = low.rpartition("-")[2]
    kinds = ("persons", "bodies", "plurals", "media", "loose", "male", "female")
    return any(low in nouns[kind] or part in nouns[kind] for kind in kinds)


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
        if phrase is not None and starts_clause(row, phrase[0]):
            found = _subject(row, phrase)
            if found is not None and (best is None or _has_name(row, found.phrase)):
                best = found
        at = opening
    return best


def _has_name(row: Row, phrase: Phrase) -> bool:
    """Whether the head of a phrase is a name."""
    end = core_after(row, phrase[0])
    return row.tags[min(end if end is not None else phrase[1], phrase[1])] == "M"


def _is_parenthesis(row: Row, first: int, last: int) -> bool:
    """Whether what stands between two commas says more of a noun: no clause of its own."""
    inside = row.tags[first : last + 1]
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


def is_finite(row: Row, index: int) -> bool:
    """Whether a verb form can carry a clause: no infinitive, no -ing."""
    low = row.items[index].low
    return row.tags[index] == "A" or not (low.endswith("ing") or row.tags[index - 1 : index] == "t")


def main_group(row: Row) -> Phrase | None:
    """The verb group of the main clause: not that of a relative or a subordinate clause, not a participle."""
    tags = row.tags
    at, found = 0, None
    subordinate = tags[:1] == "S"
    while at < len(tags):
        if subordinate and tags[at] == ",":
            subordinate, found = False, None
        if tags[at] not in "AVC" or subordinate:
            at += 1
            continue
        last = at
        while last + 1 < len(tags) and tags[last + 1] in "AVCR" and not (tags[last] in "VC" and tags[last + 1] == "A"):
            last += 1
        while tags[last] == "R":
            last -= 1
        group = (at, last)
        if not _is_dependent(row, group):
            return group
        found = found or group
        at = last + 1
    return found


def _is_dependent(row: Row, group: Phrase) -> bool:
    """Whether a verb group belongs to a relative clause, or is a participle that says more of a noun."""
    first, last = group
    before = row.tags[first - 1 : first]
    if before in ("W", "t") or row.items[first].low.endswith("ing"):
        return True
    subject = first - 1
    while subject >= 0 and row.tags[subject] in "DGNMPq#R'":
        subject -= 1
    relative = subject >= 0 and row.tags[subject] == "W" and subject > 0
    return relative or (first == last and first > 0 and is_reduced(row, first) and has_later_verb(row, last))


def has_later_verb(row: Row, at: int) -> bool:
    """Whether a finite verb follows that no conjunction or relative pronoun begins a clause for."""
    for index in range(at + 1, len(row.tags)):
        if row.tags[index] in "TWSK;:":
            return False
        if row.tags[index] == "A" or (row.tags[index] in "VC" and not row.items[index].low.endswith("ing")):
            return not is_reduced(row, index)
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


def clause_subject(row: Row, verb: int) -> Subject | None:
    """The subject of the first verb of the sentence before ``verb``, for a verb that has none of its own."""
    tags = row.tags
    for index in range(1, min(verb, len(tags))):
        if tags[index] in "AVC" and not row.items[index].low.endswith("ing"):
            if row.tags[index - 1] in "K":
                continue
            found = subject_before(row, index)
            if found is not None and found.kind != "relative":
                return Subject(found.phrase, "ellipsis", verb)
    return None


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
    return last + 1

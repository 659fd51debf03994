"""Verb groups: which verb carries a clause, and what is a participle that only says more of a noun."""

from __future__ import annotations

from freezeframe.claims.words import Phrase, Row


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
    if row.items[index].low in row.speech.intransitive:
        return False
    if any(
        verb.role == "purport"
        and row.follow(index + 1, verb.rest)
        and row.tags[index + 1 + len(verb.rest) :][:1] == "t"
        for verb in row.speech.picture_verbs.get(row.items[index].low, ())
    ):
        # "images circulated by the rebels purported to show": the verb of the sentence.
        return False
    return is_past(row, index) and is_adverbial(row, index + 1)


def is_adverbial(row: Row, at: int) -> bool:
    """Whether what follows a verb is no object: a preposition, an adverb, a day, 'the same day'."""
    following = row.tags[at : at + 1]
    if row.follow(at + 1, ("of", "times")):
        # "shared thousands of times"
        return True
    if following == "#" and any(row.items[n].low == "times" for n in range(at + 1, min(at + 4, len(row.items)))):
        # "viewed 2.4 million times"
        return True
    if following in ("D", "#"):
        timed = range(at + 1, min(at + 3, len(row.items)))
        return any(row.tags[n] == "Y" or row.speech.has("durations", row.items[n].low) for n in timed)
    if following == "N" and row.speech.has("before_days", row.items[at].low):
        # "tweeted last night by S"
        return row.tags[at + 1 : at + 2] == "Y"
    return following in ("I", "R", "Y", "t", "S")


def group_before(row: Row, verb: int) -> int:
    """First item of the verb group that ends at ``verb``: its auxiliaries and adverbs."""
    first = verb
    while first > 0 and row.tags[first - 1] in "AR":
        first -= 1
    return first


def begins_group(row: Row, index: int) -> bool:
    """Whether a verb group begins at a verb: no verb of the same group stands before it, adverbs left aside."""
    if row.tags[index] not in "AVC":
        return False
    before = index - 1
    while before >= 0 and row.tags[before] == "R":
        before -= 1
    if row.tags[index] == "A" and before >= 0 and row.tags[before] in "VC":
        # "the copy we could find was uploaded": a helping verb follows no verb but in "which it said was from X".
        shared = any(v.role == "publish" for v in row.speech.picture_verbs.get(row.items[before].low, ()))
        return shared or not any(verb.use("clause") for verb in row.verbs(before))
    return before < 0 or row.tags[before] not in "AVCt"


def is_finite(row: Row, index: int) -> bool:
    """Whether a verb form can carry a clause: no infinitive, no -ing."""
    low = row.items[index].low
    return row.tags[index] == "A" or not (row.speech.is_gerund(low) or row.tags[index - 1 : index] == "t")


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
    if before in ("W", "t") or row.speech.is_gerund(row.items[first].low):
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
        if row.tags[index] == "A" or (row.tags[index] in "VC" and not row.speech.is_gerund(row.items[index].low)):
            return not is_reduced(row, index)
    return False


def without_adverbs(row: Row, first: int, last: int) -> int:
    """'the ministry never came': the adverb belongs to the verb."""
    while last > first and row.tags[last] == "R":
        last -= 1
    return last

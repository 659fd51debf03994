"""Where a statement ends: at words where another attribution begins, at conjunctions that join two statements."""

from __future__ import annotations

from collections.abc import Iterator

from freezeframe.claims.phrases import core_after, with_complements
from freezeframe.claims.speech import Verb
from freezeframe.claims.verb_groups import begins_group, is_finite, is_reduced
from freezeframe.claims.words import Phrase, Row

_CLAUSE_IN_QUOTES = 3
"""Spaces in quoted words from which they are taken to hold a verb."""


def has_verb(row: Row, phrase: Phrase) -> bool:
    """Whether a stretch can be a clause: a quotation in it, or a subject with a finite verb."""
    first, last = phrase
    if "Q" in row.tags[first : last + 1]:
        return True
    for at in range(first + (row.tags[first] != "q"), last + 1):
        tag = row.tags[at]
        if tag == "q" and row.items[at].text.count(" ") >= _CLAUSE_IN_QUOTES:
            return True
        verb = tag == "A" or (tag in "CV" and not row.speech.is_gerund(row.items[at].low))
        if verb and row.tags[at - 1] not in "It":
            return True
    return False


def has_main_verb(row: Row, phrase: Phrase) -> bool:
    """The same, and the verb is not that of a relative clause: 'tweeted a video which had been filmed there'."""
    relatives = 0
    for at in range(phrase[0], phrase[1] + 1):
        tag = row.tags[at]
        if tag == "Q" or (tag == "q" and row.items[at].text.count(" ") >= _CLAUSE_IN_QUOTES):
            return True
        if tag in ",;" and row.tags[at + 1 : at + 2] == "K" and clause_follows(row, at + 2):
            return False
        if tag == "W" and at > phrase[0]:
            relatives += 1
        elif begins_group(row, at) and not row.speech.is_gerund(row.items[at].low) and not is_reduced(row, at):
            if relatives == 0:
                return True
            relatives -= 1
    return False


def clause_follows(row: Row, at: int) -> bool:
    """Whether a subject and its verb begin at an index."""
    last = core_after(row, at)
    return last is not None and row.tags[last + 1 : last + 2] in ("A", "V", "C")


def pieces_from(row: Row, start: int, joint: str = "", relative: bool = False) -> Iterator[Phrase]:
    """The stretches of content from ``start``: 'that A, that B and that C' are three."""
    tags = row.tags
    first = start
    at = start + 1
    while at < len(tags):
        tag = tags[at]
        following = _joined_clause(row, at, joint)
        if following:
            yield first, at - 1
            first = at = following
        elif (tag in ",;:K-S" and breaks_at(row, at)) or (
            relative and tag == "," and tags[at + 1 : at + 2] in ("A", "V", "C") and is_finite(row, at + 1)
        ):
            yield first, at - 1
            return
        at += 1
    yield first, len(tags) - 1


def _resumes(row: Row, at: int) -> bool:
    """Whether the sentence goes on with its own verb after a comma that ends a relative clause."""
    after = at + 1
    if row.tags[at] != ",":
        return False
    if row.tags[after : after + 1] == "K":
        after += 1
    return row.tags[after : after + 1] in ("A", "V", "C") and is_finite(row, after)


def _joined_clause(row: Row, at: int, joint: str) -> int:
    """Index after ', and that' or 'and of', where that joins two statements; else 0."""
    tags = row.tags
    if tags[at] == ":" and tags[at - 1] in "qQ" and clause_follows(row, at + 1):
        # The jetty, she said, "is not ours": the pictures show another.
        return at + 1
    if tags[at] not in ",K":
        return 0
    after = at + 1 if tags[at] == "," else at
    if tags[after : after + 1] == "K":
        after += 1
        while tags[after : after + 1] == "R":
            after += 1
    if joint and row.items[after].low == joint if after < len(tags) else False:
        return after + 1
    return after + 1 if tags[after : after + 1] == "T" and tags[after + 1 : after + 2] not in ("", ",") else 0


def breaks_at(row: Row, at: int) -> bool:
    """Whether other words of attribution begin after a comma or a conjunction."""
    tags = row.tags
    following = at + 1
    if tags[at] == ":":
        comma = tags.find(",", at)
        parted = row.tags[comma + 2 : comma + 4] in ("C,", "V,")
        return 0 < comma < at + 8 and (clause_at(row, comma + 1) or parted)
    if tags[at] in "SK":
        return _conjunction_breaks(row, at)
    if following >= len(tags):
        return False
    if _participle_at(row, following) or _according_at(row, following) or _as_clause_at(row, following):
        return True
    if tags[following] in "KS":
        return _joint_breaks(row, following) or _emerges_at(row, following + 1)
    return clause_at(row, following) or _inverted_at(row, following)


def _emerges_at(row: Row, at: int) -> bool:
    """'... after it emerged that': what follows is the writer's own."""
    emerged = row.items[at + 1].low if at + 1 < len(row.items) else ""
    return row.tags[at : at + 1] == "P" and row.speech.has("emerging", emerged)


def _conjunction_breaks(row: Row, at: int) -> bool:
    """The same at a conjunction without a comma."""
    if row.tags[at] == "S":
        return row.speech.has("contrasts", row.items[at].low) and clause_at(row, at + 1, loose=True)
    return _verb_at(row, at + 1) or clause_at(row, at + 1) or _denies_at(row, at + 1)


def _denies_at(row: Row, at: int) -> bool:
    """'... and the mayor denied both': a new subject with a verb of denying is another statement's."""
    last = core_after(row, at)
    if last is None or row.tags[at] == "P":
        return False
    verb = with_complements(row, last) + 1
    return verb < len(row.tags) and row.tags[verb] == "C" and any(use.denies for v in row.verbs(verb) for use in v.uses)


def _joint_breaks(row: Row, at: int) -> bool:
    """The same after ', and' or ', while'."""
    loose = row.speech.has("contrasts", row.items[at].low) or row.tags[at] == "S"
    if clause_at(row, at + 1, loose=loose):
        return True
    if row.tags[at] == "K":
        return _verb_at(row, at + 1) or _participle_at(row, at + 1)
    return row.items[at].low == "while" and _participle_at(row, at + 1)


def _as_clause_at(row: Row, at: int) -> bool:
    """', as the agency reported', ', as some portals hastened to write'."""
    if row.items[at].low != "as":
        return False
    if clause_at(row, at + 1, loose=True):
        return True
    last = core_after(row, at + 1)
    infinitive = row.tags.find("tC", last + 2, last + 5) if last is not None else -1
    return infinitive > 0 and any(verb.use("clause") for verb in row.verbs(infinitive + 1))


def _verb_at(row: Row, at: int) -> bool:
    """A finite reporting verb without a subject of its own: '... and said'."""
    while at < len(row.tags) and row.tags[at] in "R":
        at += 1
    if at >= len(row.tags) or row.tags[at] != "C":
        return False
    shared = any(verb.role == "publish" for verb in row.speech.picture_verbs.get(row.items[at].low, ()))
    if shared and row.tags[at + 1 : at + 2] in ("I", "t") and not set(row.tags[at + 1 :]) & set("TQq:"):
        # "recorded by players and posted on YouTube": nothing is said.
        return False
    return any(
        verb.form in ("past", "third", "any")
        and ((verb.use("clause", "that") and _has_content(row, at, verb)) or verb.use("to", "order", "of") is not None)
        for verb in row.verbs(at)
    )


def _has_content(row: Row, at: int, verb: Verb) -> bool:
    after = row.tags[at + 1 + len(verb.rest) : at + 2 + len(verb.rest)]
    if verb.use("clause") is not None:
        return after == "" or after in "TDGPNMQ:,.IYR#qAtWO"
    return after in ("T", ".", "")


def _participle_at(row: Row, at: int) -> bool:
    """', saying ...'."""
    while at < len(row.tags) and row.tags[at] == "R":
        at += 1
    if at >= len(row.tags) or row.tags[at] != "C":
        return False
    return any(verb.form == "ing" and verb.use("clause", "that", "name", "of", "as") for verb in row.verbs(at))


def _according_at(row: Row, at: int) -> bool:
    return any(row.follow(at, words) for words in row.speech.words["according"])


def _inverted_at(row: Row, at: int) -> bool:
    """', said X'."""
    if row.tags[at] != "C":
        return False
    return any(v.form in ("past", "third", "any") and v.use("clause", "quote") for v in row.verbs(at))


def clause_at(row: Row, at: int, *, loose: bool = False) -> bool:
    """Whether 'S said ...' begins at an index; ``loose``: or 'S denied it'."""
    tags = row.tags
    last = core_after(row, at)
    if last is None:
        return False
    at = with_complements(row, last) + 1
    if tags[at : at + 1] == "K":
        # "two insurers and a harbour pilot told"
        joined = core_after(row, at + 1)
        at = with_complements(row, joined) + 1 if joined is not None else at
    while at < len(tags) and tags[at] in "AR":
        at += 1
    if at >= len(tags) or tags[at] != "C":
        return False
    return any(
        verb.form in ("past", "third", "participle", "base", "any")
        and ((verb.use("clause", "that") and _has_content(row, at, verb)) or (loose and not verb.use("to")))
        for verb in row.verbs(at)
    )


def trimmed(row: Row, phrase: Phrase) -> Phrase | None:
    """Without the marks and conjunctions at either end."""
    first, last = phrase
    tags = row.tags
    while first <= last and tags[first] in ",;:-.":
        first += 1
    while last >= first and tags[last] in ",;:-.K":
        last -= 1
    return (first, last) if first <= last else None

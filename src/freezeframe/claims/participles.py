"""Whose a participle of saying is: 'X left, saying C', 'C, X said, adding D', 'a statement saying C'."""

from __future__ import annotations

from dataclasses import replace

from freezeframe.claims.phrases import core_after, with_complements
from freezeframe.claims.subjects import Subject, clause_subject, subject_after, subject_before
from freezeframe.claims.words import Row


def subject_of_participle(row: Row, group: int, found: Subject | None) -> Subject | None:
    """'X left, saying C' or 'a statement saying C'."""
    before = row.tags[group - 1] if group else ""
    if before in ("N", "M") and found is not None:
        low = row.items[group - 1].low
        if low in row.speech.nouns["documents"] or low in row.speech.nouns["persons"]:
            return replace(found, kind="relative")
    told = _told_before(row, group) if before == "," else None
    return told or clause_subject(row, group) or (_main_after(row, group) if group == 0 else None)


def _told_before(row: Row, group: int) -> Subject | None:
    """'C, its director said, adding that D': who said it adds to it, and not the subject of what he said."""
    for at in range(group - 2, 0, -1):
        if row.tags[at] in ";:.QqTWK":
            return None
        if row.tags[at] == "C" and any(v.form in ("past", "third") and v.use("clause", "quote") for v in row.verbs(at)):
            subject = subject_before(row, at)
            stated = subject is not None and row.tags[subject.first - 1] in ",Qq" and subject.first > 0
            if not stated:
                subject = subject_after(row, at) if row.tags[at - 1] in "Qq," else None
            return Subject(subject.phrase, "ellipsis", group) if subject is not None else None
        if row.tags[at] in "AV":
            return None
    return None


def _main_after(row: Row, group: int) -> Subject | None:
    """The subject of the clause after a participle that begins the sentence: 'Citing a worker, the daily reported'."""
    comma = row.tags.find(",", group)
    last = core_after(row, comma + 1) if comma > 0 else None
    if last is None:
        return None
    return Subject((comma + 1, with_complements(row, last)), "ellipsis", group)

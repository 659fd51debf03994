"""Through whom something is told: ', quoted by Y,', 'citing X, Y reported'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from freezeframe.claims.cues import Cue, agent_at
from freezeframe.claims.phrases import core_after, with_complements
from freezeframe.claims.subjects import Subject
from freezeframe.claims.words import Row


def with_relays(row: Row, cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """With those through whom it is told: ', quoted by Y,' after a speaker; 'citing X' makes X the speaker."""
    return tuple(_cited(row, _quoted_between(row, cue), cues) for cue in cues)


def _quoted_between(row: Row, cue: Cue) -> Cue:
    """'X, quoted by Y, said C', 'told Y, which was cited by Z, that C'."""
    subject = cue.subject
    if subject is None or subject.kind in ("ellipsis", "pronoun") or (cue.relays and cue.receiver is None):
        return cue
    last = cue.receiver[1] if cue.receiver else subject.phrase[1]
    found = []
    at = last + 1
    while at < len(row.tags) and at <= last + 4 and row.tags[at] in ",WACR":
        if row.tags[at] == "C" and any(row.speech.has("quoting", v.lemma) for v in row.verbs(at)):
            agent, _ = agent_at(row, at + 1)
            if agent is not None:
                found.append(agent)
            break
        at += 1
    return replace(cue, relays=(*found, *cue.relays)) if found else cue


def _cited(row: Row, cue: Cue, cues: Sequence[Cue]) -> Cue:
    """'Citing X, Y reported that C', 'Y reported, citing X, that C': X speaks, Y tells it."""
    if cue.subject is None or cue.relays or cue.use.attitude:
        return cue
    for at, tag in enumerate(row.tags):
        if tag != "C" or not any(row.speech.has("quoting", v.lemma) and v.form == "ing" for v in row.verbs(at)):
            continue
        last = core_after(row, at + 1)
        beside = at == 0 or row.tags[at - 1] == ","
        if (
            last is None
            or not beside
            or any(other is not cue and at < other.phrase[0] < cue.phrase[0] for other in cues)
        ):
            continue
        source = (at + 1, with_complements(row, last))
        return replace(cue, subject=Subject(source, "phrase", cue.subject.first), relays=(cue.subject.phrase,))
    return cue

"""What words of attribution a sentence has, and which of its words each of them governs.

One function a shape: ``S said that C``, ``C, said S``, ``S was quoted by Y as saying C``. The shapes come from grammar,
the words from the language's file. Shapes without a verb are in ``noun_cues``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from freezeframe.claims.boundaries import has_verb
from freezeframe.claims.contents import (
    Content,
    Parts,
    left_content,
    receiver_after,
    rest_content,
    right_content,
)
from freezeframe.claims.participles import subject_of_participle
from freezeframe.claims.phrases import core_after, phrase_before, with_complements
from freezeframe.claims.small_clauses import end_of_infinitive
from freezeframe.claims.speech import Use, Verb
from freezeframe.claims.subjects import Subject, clause_subject, governor_subject, subject_after, subject_before
from freezeframe.claims.verb_groups import group_before
from freezeframe.claims.words import Phrase, Row

QUOTE = Use("quote", "claim", denies=False, attitude=False)
SAID = Use("clause", "claim", denies=False, attitude=False)
_BE = frozenset("is are was were be been being am isn't aren't wasn't weren't 's 're 'm".split())


@dataclass(frozen=True)
class Cue:
    """Words of attribution with their subject and their content, as indices of a row."""

    phrase: Phrase
    """The verb with its auxiliaries, or 'according to'."""
    use: Use
    subject: Subject | None
    statements: tuple[Parts, ...]
    shape: str = "before"
    """Where subject and verb stand: ``before``, ``after`` or ``around`` their content; ``open``: it is elsewhere."""
    about: Phrase | None = None
    """Whom an accusation is about."""
    relays: tuple[Phrase, ...] = ()
    """Through whom it is told: 'by Y' of 'X was quoted by Y as saying'."""
    receiver: Phrase | None = None
    """Who is told."""
    negated: bool = False
    """'did not say': what follows is not said."""
    irreal: bool = False
    """'could say', 'declined to say': nothing is said."""
    hedged: bool = False
    """'is said to have left': nobody is named who says it."""
    borrowed: bool = False
    """'said in a statement that': the noun's owner is the subject of the verb before it."""


def verb_cue(row: Row, index: int, floor: int) -> Cue | None:
    """The attribution that the verb at an index makes; ``floor`` is where the words of an earlier one end."""
    verbs = row.verbs(index)
    group = group_before(row, index)
    if row.speech.has("habitual", row.items[index].low) and row.tags[index + 1 : index + 3] == "tC":
        # "as she liked to remark": the next verb says it.
        return None
    if row.speech.has("naysaying", row.items[group - 1].low if group else ""):
        # "neither confirmed nor denied the report"
        return None
    gerund = row.speech.is_gerund(row.items[index].low)
    if gerund and row.tags[index + 1 : index + 2] == "O" and row.speech.has("reflexive", row.items[index + 1].low):
        # "a group calling itself the Border Command"
        return None
    if not verbs:
        return _of_unknown_verb(row, index, group, floor)
    passive = _is_passive(row, group, index)
    for verb in verbs:
        cue = _passive(row, index, group, verb) if passive else _active(row, index, group, verb, floor)
        if cue is not None and _is_heard(row, group) and cue.subject is not None:
            teller = clause_subject(row, group)
            others = teller is not None and teller.phrase != cue.subject.phrase
            cue = replace(cue, relays=(teller.phrase,)) if teller is not None and others else cue
        if cue is not None:
            return replace(cue, negated=_is_negated(row, group, index), irreal=_is_irreal(row, group, index, verb))
    return None


def _is_heard(row: Row, group: int) -> bool:
    """'aired a recording in which he is heard to say': who airs it, passes it on."""
    return group > 1 and row.tags[group - 1] == "t" and row.speech.has("heard", row.items[group - 2].low)


def _is_passive(row: Row, group: int, index: int) -> bool:
    """'is said', 'photos said to come from a game', 'a helicopter, said by its owner to have been filmed there'."""
    forms = {verb.form for verb in row.verbs(index)}
    if not forms & {"past", "participle"}:
        return False
    if any(item.low in _BE for item in row.items[group:index]):
        return True
    before = row.tags[index - 1 : index]
    if group != index or before not in ("N", "M", ","):
        return False
    agent, after = agent_at(row, index + 1)
    raising = any(row.speech.has("raising", v.lemma) for v in row.verbs(index))
    infinitive = row.tags[after : after + 1] == "t" and row.tags[after + 1 : after + 2] in ("C", "V", "A")
    return (raising and infinitive) or (agent is not None and before != ",")


def _is_negated(row: Row, group: int, index: int) -> bool:
    return any(row.speech.has("negations", row.items[at].low) for at in range(group, index))


def _is_irreal(row: Row, group: int, index: int, verb: Verb) -> bool:
    """Whether nothing is said: a modal verb, or an infinitive."""
    if any(row.speech.has("modals", row.items[at].low) for at in range(group, index)):
        return True
    if _is_conditional(row, group):
        return True
    infinitive = verb.form == "base" and row.tags[group - 1 : group] == "t"
    return infinitive and not any(row.speech.has(kind, row.items[group - 2].low) for kind in ("habitual", "heard"))


def _is_conditional(row: Row, group: int) -> bool:
    """'if Astana went on denying it': nobody says that it does."""
    for at in range(group - 1, -1, -1):
        if row.tags[at] in ",;:.Qq-":
            return False
        if row.speech.has("conditions", row.items[at].low):
            return at == 0 or row.tags[at - 1] != "C" or row.items[at].low != "if"
    return False


def _active(row: Row, index: int, group: int, verb: Verb, floor: int) -> Cue | None:
    end = index + len(verb.rest)
    subject = _subject_of(row, index, group, verb)
    quoted = _quotes_somebody(row, (group, end), verb, subject)
    if quoted is not None:
        return quoted
    content = right_content(row, end + 1, verb, subject)
    start = subject.first if subject is not None and subject.kind != "ellipsis" else group
    before = row.tags[start - 1] if start > 0 else ""
    if content is not None and not content.marked and verb.use("quote", "clause") and verb.form != "ing":
        silent = subject is None or subject.kind == "ellipsis"
        if row.quotes_to(start - 1) or (silent and before in ("-", ",")):
            content = None
    first = content.statements[0][0][0] if content is not None else 0
    if start > 0 and row.tags[start - 1] == "Q" and row.tags[first - 1 : first + 1] == ",Q":
        # '"Q," S said, "Q"': one statement, and not the second half of it.
        content = None
    if content is not None and not _swallows(content, subject):
        return _preceding(row, (group, end), verb, subject, content)
    if verb.use("quote", "clause", "that") is None or verb.form == "ing":
        return None
    if verb.form == "base" and (subject is None or subject.kind == "ellipsis"):
        return None
    inverted = subject_after(row, end) if subject is None or subject.kind == "ellipsis" else None
    who = subject if subject is not None and subject.kind != "ellipsis" else inverted
    return _following(row, (group, end), verb, who, floor) if who is not None else None


def _swallows(content: Content, subject: Subject | None) -> bool:
    """Whether what looks like content is the inverted verb's subject: 'C, said Igor Konashenkov'."""
    if content.use.frame != "clause" or content.marked or content.has_verb:
        return False
    return subject is None or subject.kind == "ellipsis"


def _subject_of(row: Row, index: int, group: int, verb: Verb) -> Subject | None:
    found = subject_before(row, index)
    before = row.tags[group - 1] if group else ""
    if verb.form == "ing" and not any(item.low in _BE for item in row.items[group:index]):
        return subject_of_participle(row, group, found)
    if found is not None:
        return found
    if before == "t" and row.speech.has("habitual", row.items[group - 2].low):
        # "as she liked to remark"
        return subject_before(row, group - 2)
    if before == "t":
        return governor_subject(row, group) or clause_subject(row, group)
    return clause_subject(row, group) if before == "K" else None


def _quotes_somebody(row: Row, phrase: Phrase, verb: Verb, subject: Subject | None) -> Cue | None:
    """'MDR quotes an engineer as saying that C': the engineer speaks, MDR tells it."""
    if not row.speech.has("quoting", verb.lemma) or subject is None:
        return None
    at = phrase[1] + 1
    last = core_after(row, at)
    found: Phrase | None
    if last is not None:
        found, after = (at, with_complements(row, last)), with_complements(row, last) + 1
    else:
        found, after = _antecedent(row, subject), at
    while after < len(row.items) and row.items[after].low != "as" and row.tags[after] not in ",.;:":
        after += 1
    if found is None or not row.follow(after, ("as",)):
        return None
    said = _saying(row, after + 1)
    speaker = Subject(found, "phrase", min(found[0], subject.first))
    if said is None:
        return _said_before(row, phrase, speaker, (subject.phrase,), after + 1)
    return Cue(phrase, said.use, speaker, said.statements, relays=(subject.phrase,))


def _antecedent(row: Row, subject: Subject) -> Phrase | None:
    """'an officer, whom he quotes': who 'whom' is."""
    if subject.first < 2 or row.tags[subject.first - 1] != "W":
        return None
    last = subject.first - 3 if row.tags[subject.first - 2] == "," else subject.first - 2
    return phrase_before(row, last)


def _saying(row: Row, at: int) -> Content | None:
    """What follows 'saying', 'having said', 'having told him'."""
    while at < len(row.tags) and row.tags[at] in "AR":
        at += 1
    for verb in row.verbs(at) if at < len(row.items) else ():
        if verb.form in ("ing", "past", "participle"):
            content = right_content(row, at + 1 + len(verb.rest), verb, None)
            if content is not None:
                return content
    return None


def _preceding(row: Row, phrase: Phrase, verb: Verb, subject: Subject | None, content: Content) -> Cue | None:
    """``S said that C``."""
    if subject is None:
        # 'Said X: "Q"'; anything else without a subject is a participle or an order.
        subject = subject_after(row, phrase[1]) if content.use.frame == "quote" and verb.form == "past" else None
        if subject is None:
            return None
    return Cue(phrase, content.use, subject, content.statements, about=content.about, receiver=content.receiver)


def _following(row: Row, phrase: Phrase, verb: Verb, who: Subject, floor: int) -> Cue | None:
    """``C, S said`` and ``C, said S``; with more content after it, ``C, S said, C``."""
    use = verb.use("clause", "quote", "that") or QUOTE
    first = min(who.first, phrase[0])
    if first > 0 and row.items[first - 1].low == "as":
        first -= 1
    last = max(phrase[1], who.phrase[1])
    relative = _in_relative(row, first, last, verb)
    if relative is not None:
        return Cue(phrase, use, who, (relative,), shape="around")
    left = left_content(row, first - 1, floor, quoted_only=verb.use("clause", "that") is None)
    if left is not None and row.items[first].low == "as" and _is_refuted(row, left, verb):
        return None
    if left is None:
        return Cue(phrase, use, who, (), shape="open") if _is_open(row, first, last) else None
    rest = rest_content(row, last + 1, verb, left)
    if not has_verb(row, left) and not (rest and rest[0]):
        return None
    if who.inverted and rest and rest[0] and has_verb(row, left) and row.tags[rest[0][0][0]] in "DGNM#PRI":
        # 'said X, a founder of Y who ...'
        rest = ()
    receiver = receiver_after(row, last + 1, verb) if not who.inverted else None
    return Cue(phrase, use, who, joined(left, rest), "around" if rest else "after", receiver=receiver)


def _is_refuted(row: Row, left: Phrase, verb: Verb) -> bool:
    """'It does not show X, as posts claim': they say the opposite of what stands before."""
    negated = any(row.speech.has("negations", item.low) for item in row.items[left[0] : left[1] + 1])
    return negated and row.speech.has("doubting", verb.lemma)


def joined(left: Phrase, rest: tuple[Parts, ...]) -> tuple[Parts, ...]:
    """What stands before the words of attribution, with what goes on after them."""
    return ((left, *rest[0]), *rest[1:]) if rest else ((left,),)


def _in_relative(row: Row, first: int, last: int, verb: Verb) -> Parts | None:
    """'photographs which, it said, were taken by firefighters': what follows, to the end of the relative clause."""
    if first < 2 or row.tags[first - 1] != "," or row.tags[first - 2] != "W":
        return None
    rest = rest_content(row, last + 1, verb, (first - 2, first - 2))
    if not rest or not rest[0]:
        return None
    begin, end = rest[0][0]
    for at in range(begin, end):
        if row.tags[at] == "," and row.tags[at + 1] in "AVC":
            return ((begin, at - 1),)
    return ((begin, end),)


def _is_open(row: Row, first: int, last: int) -> bool:
    """Whether subject and verb are all of the sentence, or a colon ends it: what is said stands before or after it."""
    if row.tags[-1] == ":":
        return True
    return first == 0 and all(tag in "RYI#.NMDtO" for tag in row.tags[last + 1 :])


def _passive(row: Row, index: int, group: int, verb: Verb) -> Cue | None:  # noqa: PLR0911 - one return a form.
    """'X is quoted by Y as saying C', 'it was reported by Y that C', 'X is said to have left'."""
    agent, after = agent_at(row, index + 1 + len(verb.rest))
    subject = subject_before(row, index)
    phrase = (group, index + len(verb.rest))
    if row.speech.has("quoting", verb.lemma) and row.follow(after, ("as",)):
        said = _saying(row, after + 1)
        if subject is None:
            return None
        relays = (agent,) if agent else ()
        if said is None:
            return _said_before(row, phrase, subject, relays, after + 1)
        return Cue(phrase, said.use, subject, said.statements, relays=relays)
    speaker = Subject(agent, "phrase", agent[0]) if agent else None
    if row.tags[after : after + 1] == "t" and row.tags[after + 1 : after + 2] in ("C", "V", "A", "R"):
        if not row.speech.has("raising", verb.lemma):
            return None
        return _raised(row, phrase, after + 1, speaker)
    content = right_content(row, after, verb, None, bare=False)
    if content is None or content.use.attitude or content.use.frame not in ("clause", "that", "quote", "whether", "as"):
        return None
    return Cue(phrase, content.use, speaker, content.statements, hedged=speaker is None)


def _said_before(row: Row, phrase: Phrase, speaker: Subject, relays: tuple[Phrase, ...], at: int) -> Cue | None:
    """'C, X was quoted by Y as saying': what is said stands before."""
    saying = at < len(row.items) and any(v.form == "ing" and v.use("clause", "quote") for v in row.verbs(at))
    if not saying or row.tags[at + 1 : at + 2] not in ("", ".", ",", ";", "I", "Y"):
        return None
    first = min([speaker.first, *(relay[0] for relay in relays)])
    left = left_content(row, first - 1, 0, quoted_only=False)
    if left is None or not has_verb(row, left):
        return None
    return Cue((phrase[0], at), SAID, speaker, ((left,),), "after", relays=relays)


def _raised(row: Row, phrase: Phrase, at: int, speaker: Subject | None) -> Cue | None:
    """'is said to have left': the infinitive is what is said."""
    rest = rest_content(row, at, None, None, relative=True)
    if not rest or not rest[0]:
        return None
    first, last = rest[0][0]
    cut = (first, end_of_infinitive(row, first, last))
    return Cue(phrase, SAID, speaker, ((cut, *rest[0][1:]),), hedged=speaker is None)


def agent_at(row: Row, at: int) -> tuple[Phrase | None, int]:
    """The phrase of 'by Y' at an index, and where the words after it begin."""
    if at < len(row.items) and row.speech.has("by", row.items[at].low):
        last = core_after(row, at + 1)
        if last is not None:
            # "geolocated by us to X": nothing belongs to a pronoun.
            last = last if row.tags[last] in "PO" else with_complements(row, last)
            return (at + 1, last), last + 1
    return None, at


def _of_unknown_verb(row: Row, index: int, group: int, floor: int) -> Cue | None:
    """``"Q," S shrugged``: whatever verb stands beside a quotation and its speaker reports it."""
    subject = subject_before(row, index)
    if subject is None:
        return _of_unknown_inverted(row, index, floor)
    if not row.quotes_to(subject.first - 1):
        return None
    after = row.tags[index + 1 : index + 2]
    left = left_content(row, subject.first - 1, floor, quoted_only=True)
    if left is None or (after and after not in ".,IRYSt"):
        return None
    return Cue((group, index), QUOTE, subject, ((left,),), shape="after")


def _of_unknown_inverted(row: Row, index: int, floor: int) -> Cue | None:
    """``"Q", summed up S``."""
    before = row.tags[max(index - 2, 0) : index]
    if before[-1:] != "Q" and before not in ("Q,", "Q-"):
        return None
    end = index + 1 if row.tags[index + 1 : index + 2] in ("I", "R") else index
    who = subject_after(row, end)
    left = left_content(row, index - 1, floor, quoted_only=True)
    if who is None or left is None or row.tags[who.phrase[1] + 1 : who.phrase[1] + 2] not in (",", ".", ""):
        return None
    return Cue((index, end), QUOTE, who, ((left,),), shape="after")

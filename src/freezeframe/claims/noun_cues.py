"""Attribution without a verb of saying: 'according to S', 'in S's words', 'the claim by S that C', 'as S has it'."""

from __future__ import annotations

from dataclasses import replace

from freezeframe.claims.boundaries import has_verb, trimmed
from freezeframe.claims.contents import Parts, left_content, rest_content
from freezeframe.claims.cues import QUOTE, SAID, Cue, agent_at, joined
from freezeframe.claims.names import countries
from freezeframe.claims.phrases import can_speak, core_after, core_before, phrase_before, with_complements
from freezeframe.claims.speech import Act
from freezeframe.claims.subjects import Subject, clause_subject, subject_before
from freezeframe.claims.words import Phrase, Row

_KINDS: tuple[tuple[str, Act], ...] = (
    ("claims", "claim"),
    ("promises", "promise"),
    ("threats", "threat"),
    ("wishes", "wish"),
    ("questions", "question"),
)


_MARKS = "„“”«»‘’(),.'" + '"'
_SENTENCE = 4
"""Words of a quotation that a name in brackets may sign, at least."""
_LONGEST_NAME = 6
"""Items of a name in a headline, less one."""


def phrase_cue(row: Row, index: int, floor: int) -> Cue | None:  # noqa: PLR0911 - one return a form.
    """The attribution that begins at an index without a verb of saying."""
    if row.tags[index] in "qQ":
        return _bracketed(row, index)
    for words in row.speech.words["according"]:
        if row.follow(index, words):
            return _according(row, index, index + len(words), floor)
    if row.items[index].low == "in":
        return _in_words(row, index, floor)
    if row.items[index].low == "as":
        return _as_established(row, index, floor)
    if row.tags[index] != "N" and not (row.tags[index] == "M" and index == 0):
        return None
    if row.items[index].low in row.speech.nouns.get("wordings", ()):
        found = _wording(row, index)
        if found is not None:
            return found
    return _of_noun(row, index)


def _bracketed(row: Row, index: int) -> Cue | None:
    """``"Q" (Chief Inspector S)``."""
    last = core_after(row, index + 2) if row.tags[index + 1 : index + 2] == "(" else None
    if last is None or row.tags[last + 1 : last + 2] != ")" or not can_speak(row, last):
        return None
    words = row.items[index].text.split()
    titled = len(words) < _SENTENCE or all(word.strip(_MARKS)[:1].isupper() for word in words if len(word) > 4)
    if titled or "#" in row.tags[index + 2 : last + 1]:
        return None
    return Cue(
        (index + 1, index + 1), QUOTE, Subject((index + 2, last), "phrase", index + 2), (((index, index),),), "after"
    )


def colon_cue(row: Row) -> Cue | None:
    """A headline's ``S: C`` and ``C: S``."""
    at = row.tags.find(":")
    if at < 0 and row.tags.count("-") == 1:
        # "Video of fire was filmed in Ukraine - researchers"
        at = row.tags.find("-")
        left, right = (0, at - 1), (at + 1, len(row.tags) - 1)
        named = 1 < at < right[1] + 1 and set(row.tags[:at]) & set("AVC") and _names_somebody(row, right)
        return Cue((at, at), QUOTE, Subject(right, "phrase", right[0]), ((left,),), "after") if named else None
    if at < 1 or row.tags.count(":") > 1 or at == len(row.tags) - 1:
        return None
    left, right = (0, at - 1), (at + 1, len(row.tags) - 1)
    if _names_somebody(row, left) and not _names_somebody(row, right):
        return Cue((at, at), QUOTE, Subject(left, "phrase", 0), ((right,),))
    if _names_somebody(row, right) and right[1] - right[0] < left[1]:
        return Cue((at, at), QUOTE, Subject(right, "phrase", right[0]), ((left,),), "after")
    return None


def _names_somebody(row: Row, phrase: Phrase) -> bool:
    """Whether a part of a headline is a noun phrase that can speak."""
    first, last = phrase
    if last - first > _LONGEST_NAME or any(
        row.speech.has("labels", row.items[at].low) for at in range(first, last + 1)
    ):
        return False
    if set(row.tags[first : last + 1]) & set("AVCQq#-("):
        return False
    shouted = [row.items[at] for at in range(first, last + 1) if row.items[at].text.isupper()]
    if len(shouted) > 1 and any(item.low in row.speech.verbs or item.low in row.speech.other_verbs for item in shouted):
        # A verb in a headline in capitals.
        return False
    low = row.items[last].low
    if can_speak(row, last) and row.tags[last] != "M":
        return True
    # "Syria: ..." is what it is about; "Moscow: ..." speaks. Only English has a table of states to tell.
    topic = first == last and (row.speech.code != "en" or countries().is_state(low))
    return row.tags[last] == "M" and not topic


def _according(row: Row, index: int, at: int, floor: int) -> Cue | None:
    """``according to S, C``; ``C, according to S``; ``C, according to S, C``."""
    if row.tags[at : at + 1] == "W":
        return _according_to_what(row, index, at)
    last = core_after(row, at)
    if last is None:
        return None
    last = with_complements(row, last)
    kind = "pronoun" if row.tags[at] in "PO" else "phrase"
    subject = Subject((at, last), kind, at)  # type: ignore[arg-type]
    return _around(row, (index, at - 1), subject, index, last, floor)


def _around(row: Row, phrase: Phrase, subject: Subject, first: int, last: int, floor: int) -> Cue | None:
    """Words of attribution, from item ``first`` to ``last``, before, after or within what is said."""
    if first <= floor or row.tags[first - 1] in ";:K" or (first == floor + 1 and row.tags[floor] in "KR,"):
        content = rest_content(row, _past_parenthesis(row, last + 1), None, None)
        return Cue(phrase, SAID, subject, content) if content else None
    left = left_content(row, first - 1, floor, quoted_only=False, comma=False)
    if left is None:
        return None
    rest = rest_content(row, last + 1, None, left)
    if not has_verb(row, left) and not rest:
        return None
    return Cue(phrase, SAID, subject, joined(left, rest), "around" if rest else "after")


def _according_to_what(row: Row, index: int, at: int) -> Cue | None:
    """'D. Velin, according to whom C'; 'according to what the mayor told the radio, C'."""
    if row.items[at].low in ("whom", "which"):
        last = index - 2 if row.tags[index - 1 : index] == "," else index - 1
        phrase = phrase_before(row, last)
        rest = rest_content(row, at + 1, None, None, relative=True)
        return Cue((index, at), SAID, Subject(phrase, "relative", phrase[0]), rest[:1]) if phrase and rest else None
    for verb in range(at + 1, min(at + 12, len(row.tags))):
        if row.tags[verb] == "C":
            subject = subject_before(row, verb)
            told = core_after(row, verb + 1)
            end = with_complements(row, told) if told is not None else verb
            content = rest_content(row, _past_parenthesis(row, end + 1), None, None)
            receiver = (verb + 1, end) if told is not None else None
            return Cue((index, verb), SAID, subject, content, receiver=receiver) if subject and content else None
    return None


def _past_parenthesis(row: Row, at: int) -> int:
    """After ``, a spokesman,`` or ``, which was cited by Z,`` where that stands between a name and the clause."""
    if row.tags[at : at + 1] == ",":
        closing = row.tags.find(",", at + 1)
        inside = row.tags[at + 1 : closing] if closing > 0 else ""
        if inside and (
            inside[0] == "W" or _is_cited(row, at + 1) or (inside[0] in "DN" and not set(inside) & set("ACV"))
        ):
            return closing
    return at


def _is_cited(row: Row, at: int) -> bool:
    return any(row.speech.has("quoting", v.lemma) and v.form == "participle" for v in row.verbs(at))


def _as_established(row: Row, index: int, floor: int) -> Cue | None:
    """``As established by S, C``, ``C, as reported by S``."""
    at = index + 1
    while row.tags[at : at + 1] == "R":
        at += 1
    if row.tags[at : at + 1] != "C" or not any(v.use("clause", "that") for v in row.verbs(at)):
        return None
    agent, after = agent_at(row, at + 1)
    if agent is None:
        return None
    return _around(row, (index, at), Subject(agent, "phrase", agent[0]), index, after - 1, floor)


def _in_words(row: Row, index: int, floor: int) -> Cue | None:
    """``In his words, C``, ``in the ministry's view``."""
    for at in range(index + 1, min(index + 8, len(row.items))):
        if row.speech.has("accounts", row.items[at].low):
            owner = owner_of(row, at)
            return _around(row, (index, at), owner, index, at, floor) if owner is not None else None
        if row.tags[at] not in "DGNM'":
            return None
    return None


def _of_noun(row: Row, index: int) -> Cue | None:
    """``S's claim that C``, ``the claim by S that C``, ``S's suspicion is that C``, ``claims by S about N``."""
    act = next((act for kind, act in _KINDS if row.items[index].low in row.speech.nouns.get(kind, ())), None)
    if act is None:
        return None
    owner, after = _agent_or_maker(row, index)
    owner = owner or owner_of(row, index)
    content = _clause_after(row, after, act, owned=owner is not None)
    if content is None:
        return None
    denies = row.items[index].low in row.speech.nouns.get("denials", ())
    borrowed = owner is None and _borrows(row, index)
    if borrowed:
        owner = _nearest_subject(row, index)
    return Cue(
        (index, index),
        replace(SAID, denies=denies, act=act),
        owner,
        (content,),
        hedged=owner is None,
        borrowed=borrowed,
    )


def _agent_or_maker(row: Row, index: int) -> tuple[Subject | None, int]:
    """'by S', 'from S' or 'of S' after a noun, and where the words after it begin."""
    agent, after = agent_at(row, index + 1)
    if agent is None and index + 1 < len(row.items) and row.items[index + 1].low in ("from", "of"):
        last = core_after(row, index + 2)
        if last is not None:
            last = with_complements(row, last)
            follows = row.tags[last + 1 : last + 3]
            if follows[:1] in ("T", "W", "S") or follows in (",S", ",T"):
                return Subject((index + 2, last), "phrase", index + 2), last + 1
        return None, index + 1
    return (Subject(agent, "phrase", agent[0]) if agent else None), after


def _clause_after(row: Row, after: int, act: Act, *, owned: bool) -> Parts | None:
    """What a noun of saying announces."""
    tags = row.tags
    if tags[after : after + 1] == "," and tags[after + 1 : after + 2] == "S":
        after += 1
    following = tags[after : after + 1]
    if following == "T":
        return _to_matrix_verb(row, after + 1)
    if following == "A" and tags[after + 1 : after + 2] == "T" and owned:
        return _to_matrix_verb(row, after + 2)
    if following in ("S", "W") and row.items[after].low in ("whether", "if") and act == "question":
        return _to_matrix_verb(row, after)
    if following == "q" and owned:
        return ((after, after),)
    if following == "I" and owned and row.items[after].low == "about":
        last = core_after(row, after + 1)
        return ((after + 1, with_complements(row, last)),) if last is not None else None
    return _to_infinitive(row, after) if following == "t" and act != "claim" and owned else None


def _to_infinitive(row: Row, at: int) -> Parts | None:
    if row.tags[at + 1 : at + 2] not in ("V", "C", "A"):
        return None
    return _to_matrix_verb(row, at + 1)


def _to_matrix_verb(row: Row, at: int) -> Parts | None:
    """A clause after a noun: to the end, or to the verb that the noun is the subject of."""
    content = rest_content(row, at, None, None)
    if not content or not content[0]:
        return None
    first, last = content[0][0]
    groups = _verb_groups(row, first, last)
    if len(groups) > 1 and groups[1] - 1 > first:
        last = groups[1] - 1
    phrase = trimmed(row, (first, last))
    return (phrase,) if phrase else None


def _verb_groups(row: Row, first: int, last: int) -> list[int]:
    """Where the verb groups begin that no conjunction ties to another."""
    found = []
    at = first
    while at <= last:
        if row.tags[at] in "AVC":
            if row.tags[at - 1] not in "KTWSt," and not row.speech.is_gerund(row.items[at].low):
                found.append(at)
            while at < last and row.tags[at + 1] in "AVCRt" and not (row.tags[at] in "VC" and row.tags[at + 1] == "A"):
                at += 1
        at += 1
    return found


def _nearest_subject(row: Row, index: int) -> Subject | None:
    """The subject of the verb before a noun: of 'shared the clip with the comment that', who shared it."""
    for at in range(index - 1, 0, -1):
        if row.tags[at] in "CV" and not row.speech.is_gerund(row.items[at].low):
            return subject_before(row, at) or clause_subject(row, index)
    return None


def _borrows(row: Row, index: int) -> bool:
    """Whether a noun of saying is what the clause's subject says something with: 'with the comment that C'."""
    at = index
    while at > 0 and row.tags[at - 1] in "DGN":
        at -= 1
    return at > 0 and row.items[at - 1].low in ("with", "as", "in", "under")


def _wording(row: Row, index: int) -> Cue | None:
    """``posted it with the words "Q"``, ``Above it stood the words: "Q"``."""
    at = index + 1
    if row.tags[at : at + 1] == ":":
        at += 1
    if row.tags[at : at + 1] not in ("q", "Q"):
        return None
    first = core_before(row, index)
    words = row.items[at].text.strip(_MARKS)
    if (
        first is not None
        and row.tags[first - 1] == "C"
        and row.tags[at] == "q"
        and words[:1].islower()
        and " " in words
    ):
        # 'said the videos "speak for themselves"': the subject of what is quoted.
        return None
    agent = next((agent_at(row, n)[0] for n in range(index) if row.speech.has("by", row.items[n].low)), None)
    owner = (
        Subject(agent, "phrase", agent[0])
        if agent
        else (_nearest_subject(row, index) if _borrows(row, index) else None)
    )
    return Cue((index, index), QUOTE, owner, (((at, at),),), hedged=owner is None)


def owner_of(row: Row, index: int) -> Subject | None:
    """Who owns a noun: 'Russia's claim', 'its claim'."""
    at = index - 1
    while at >= 0 and row.tags[at] in "DGNM#q'":
        if row.tags[at] == "G":
            return Subject((at, at), "pronoun", at)
        if row.tags[at] == "'":
            phrase = phrase_before(row, at - 1)
            return Subject(phrase, "phrase", phrase[0]) if phrase else None
        at -= 1
    return None

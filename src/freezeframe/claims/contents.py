"""Where what is said begins and ends: the words that a verb of attribution governs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from freezeframe.claims.boundaries import clause_at, has_main_verb, has_verb, pieces_from, trimmed
from freezeframe.claims.phrases import adjuncts_after, core_after, with_complements
from freezeframe.claims.speech import Use, Verb
from freezeframe.claims.subjects import Subject
from freezeframe.claims.words import Phrase, Row

Parts: TypeAlias = tuple[Phrase, ...]
"""The stretches of one statement, which words of attribution may part."""
_FAR = 24
"""Items of the object of an accusation, at most."""
_NOMINAL_START = "DGPNM#qHW"


@dataclass(frozen=True)
class Content:
    """The words that a verb governs."""

    use: Use
    statements: tuple[Parts, ...]
    """Several where clauses are joined: 'that A and that B'."""
    marked: bool
    """A conjunction, a colon or a quotation mark begins it."""
    has_verb: bool
    about: Phrase | None = None
    """Whom an accusation is about, before its own words."""
    receiver: Phrase | None = None
    """Who is told."""


def right_content(row: Row, at: int, verb: Verb, subject: Subject | None, *, bare: bool = True) -> Content | None:
    """What follows a reporting verb at ``at``, the index after it, by the frames of the verb."""
    for start, receiver in _starts(row, at, verb):
        found = _marked(row, start, verb, receiver)
        if found is not None:
            return found
    gap = _after_gap(row, at, verb, subject)
    if gap is not None:
        return gap
    if verb.use("clause", "that") is not None and bare and not _is_shown(row, verb, subject):
        found = _bare(row, at, verb)
        if found is not None:
            return found
    return _other(row, at, verb)


def _is_shown(row: Row, verb: Verb, subject: Subject | None) -> bool:
    """'footage that a deputy posted last week as proof': the footage is posted, and what follows is no content."""
    first = subject.first if subject is not None else 0
    relative = first > 1 and row.tags[first - 1] in "TW" and row.tags[first - 2] in "NM#,"
    return relative and any(v.role == "publish" for v in row.speech.picture_verbs.get(verb.lemma, ()))


def receiver_after(row: Row, at: int, verb: Verb) -> Phrase | None:
    """Who is told: 'told the agency Lempress', 'admitted to the newspaper'."""
    start = at
    if at < len(row.tags) and row.tags[at] == "t":
        start = at + 1
    elif verb.use("receiver") is None:
        return None
    last = core_after(row, start)
    return (start, with_complements(row, last)) if last is not None else None


def starts_after(row: Row, at: int, verb: Verb) -> list[int]:
    """Where words may begin that are no adjunct of the verb."""
    return [start for start, _ in _starts(row, at, verb)]


def _starts(row: Row, at: int, verb: Verb) -> list[tuple[int, Phrase | None]]:
    """Where content may begin: after adjuncts, and after somebody addressed where the verb has a place for them."""
    receiver = receiver_after(row, at, verb)
    found: list[tuple[int, Phrase | None]] = [(start, None) for start in adjuncts_after(row, at)]
    if receiver is not None:
        found += [(start, receiver) for start in adjuncts_after(row, receiver[1] + 1)]
    for start, told in list(found):
        if row.tags[start : start + 1] == ",":
            closing = row.tags.find(",", start + 1)
            if closing > 0 and row.tags[closing + 1 : closing + 2] == "T":
                found.append((closing + 1, told))
    return [(start, told) for start, told in found if start < len(row.tags)]


def _marked(row: Row, start: int, verb: Verb, receiver: Phrase | None) -> Content | None:
    tags = row.tags
    tag, following = tags[start], tags[start + 1 : start + 2]
    use: Use | None = None
    if tag == "T":
        use, start = verb.use("clause", "that"), start + 1
    elif tag == "," and following == "T" and row.speech.has("comma_before_that", row.items[start + 1].low):
        use, start = verb.use("clause", "that"), start + 2
    elif (tag == "," and following == "Q") or (tag == ":" and following):
        use, start = verb.use("quote", "clause", "that"), start + 1
    elif tag == "Q":
        use = verb.use("quote", "clause", "that")
    elif row.items[start].low == "as" and following in ("q", "Q"):
        use = verb.use("quote")
        return Content(use, (((start + 1, start + 1),),), marked=True, has_verb=True) if use else None
    elif tag in "SW" and not row.speech.has("no_questions", row.items[start].low):
        use = verb.use("whether")
    elif (
        tag == "t" and row.speech.has("learning", row.items[start + 1].low) and row.tags[start + 2 : start + 3] in "SW"
    ):
        # "wants to know whether"
        return None
    elif tag == "t" and following and following in "CVARqQ":
        use, start = verb.use("to"), start + 1
    return _made(row, use, start, marked=True, receiver=receiver) if use else None


def _after_gap(row: Row, at: int, verb: Verb, subject: Subject | None) -> Content | None:
    """'which it said were authentic', 'that it described as proof', 'what he called a lie'."""
    if subject is None or subject.first == 0 or at >= len(row.tags):
        return None
    before = row.tags[subject.first - 1]
    if before not in "WT" and not (before in "NMq" and row.tags[at] in "AqQ"):
        return None
    if row.tags[at] in "AVC" and verb.use("clause") is not None:
        use = verb.use("clause")
        return _made(row, use, at, marked=True, relative=True) if use else None
    as_at = next((s for s in adjuncts_after(row, at) if row.items[min(s, len(row.items) - 1)].low == "as"), None)
    if as_at is not None and verb.use("as") is not None:
        use = verb.use("as")
        end = _gap_end(row, as_at + 1)
        return Content(use, (((as_at + 1, end),),), marked=True, has_verb=True) if use and end > as_at else None
    use = verb.use("name")
    last = core_after(row, at) if use else None
    if use is None or last is None or (before != "W" and row.tags[at] not in "qQ"):
        return None
    end = with_complements(row, last)
    if row.tags[end + 1 : end + 2] == "T":
        # 'what it called "proof" that it left'
        end = max(_gap_end(row, end + 1), end)
    return Content(use, (((at, end),),), marked=True, has_verb=True)


def _gap_end(row: Row, at: int) -> int:
    """Last item of a noun phrase in a relative clause: before the sentence's verb, or its next part."""
    allowed = 0
    for index in range(at, len(row.tags)):
        tag = row.tags[index]
        if tag == "T":
            allowed += 1
        elif tag in ",;:" or (tag == "." and index == len(row.tags) - 1):
            following = row.tags[index + 1 : index + 3]
            if tag != "," or not following or following[0] in "AVCKWS" or following == "IW" or allowed:
                return index - 1
        elif tag in "AVC" and row.tags[index - 1] not in "AVCRtWI" and not row.speech.is_gerund(row.items[index].low):
            allowed -= 1
            if allowed < 0:
                return index - 1
    return len(row.tags) - 1


def _bare(row: Row, at: int, verb: Verb) -> Content | None:
    use = verb.use("clause") or verb.use("that")
    starts = [one for one in _starts(row, at, verb) if row.tags[one[0]] in _NOMINAL_START]
    if verb.use("receiver") is not None:
        receiver = receiver_after(row, at, verb)
        told_of = [one for one in starts if one[1] is not None]
        ends = receiver is not None and row.tags[receiver[1] + 1 : receiver[1] + 2] in (",", ".", ";", ":", "")
        starts = told_of or ([] if ends else starts)
    if verb.use("clause") is None:
        # "indicated it was filmed": without "that" only before a pronoun and its verb.
        starts = [
            one
            for one in starts
            if row.tags[one[0] : one[0] + 1] == "P" and row.tags[one[0] + 1 : one[0] + 2] in ("A", "V")
        ]
    for start, told in starts:
        found = _made(row, use, start, marked=False, receiver=told) if use else None
        if found is not None and found.has_verb and has_main_verb(row, (start, found.statements[0][0][1])):
            return found
    if verb.use("clause") is None:
        return None
    there = [s for s, _ in _starts(row, at, verb) if row.tags[s] == "R" and _is_there(row, s)]
    return _made(row, use, there[0], marked=False) if use and there else None


def _is_there(row: Row, at: int) -> bool:
    """'there is', 'there remains'."""
    following = row.tags[at + 1 : at + 2]
    return following == "A" or (following in ("V", "C") and row.speech.has("there", row.items[at].low))


def _other(row: Row, at: int, verb: Verb) -> Content | None:
    """Orders, gerunds, 'X as Y', 'X of Y', plain objects."""
    tags = row.tags
    if at >= len(tags):
        return None
    while at + 1 < len(tags) and tags[at] in "R":
        at += 1
    if tags[at] in "CV" and row.speech.is_gerund(row.items[at].low):
        use = verb.use("gerund")
        return _made(row, use, at, marked=False) if use else None
    if tags[at] == "A" and row.items[at].low in ("having", "being"):
        use = verb.use("gerund")
        return _made(row, use, at, marked=False) if use else None
    last = core_after(row, at) if tags[at] not in "P" or row.items[at].low in ("it", "this", "that") else None
    if tags[at] == "T" and tags[at + 1 : at + 2] in ("q", "Q"):
        last = at
    if last is None:
        return None
    found = _of_object(row, at, with_complements(row, last) + 1, last + 1, verb)
    use = verb.use("object")
    return found or (_made(row, use, at, marked=False) if use else None)


def _of_object(row: Row, start: int, after: int, core: int, verb: Verb) -> Content | None:
    """A noun phrase and what is said of it."""
    following = row.tags[after : after + 1]
    use = verb.use("order")
    if use is not None and following == "t":
        return _made(row, use, start, marked=False)
    joint = _joint_after(row, core, verb)
    if joint is not None:
        at, use = joint
        if use.frame == "at":
            end = next((n for n in range(at, len(row.tags)) if row.tags[n] in ",;:.KS-"), len(row.tags)) - 1
            return Content(use, (((start, end),),), marked=False, has_verb=True)
        if use.frame != "of":
            return _made(row, use, start, marked=False)
        found = _made(row, use, at + 1, marked=True, joint="of")
        return replace(found, about=(start, at - 1)) if found else None
    use = verb.use("name")
    named = row.tags[core : core + 1]
    if use is not None and any(row.tags[at : at + 1] == "q" for at in adjuncts_after(row, after)):
        # "called its report on Saturday 'a lie'"
        following = "q"
    if use is not None and ((named and named in "qDQNGM") or (following and following in "qDQ")):
        return _made(row, use, start, marked=False)
    return None


def _joint_after(row: Row, at: int, verb: Verb) -> tuple[int, Use] | None:
    """Where 'as', 'of' or 'for' stands that the verb takes; what stands between two commas is stepped over."""
    last = min(at + _FAR, len(row.items))
    while at < last:
        low = row.items[at].low
        use = verb.use(low) if low in ("as", "of", "for", "at") else None
        if low == "at" and "#" not in row.tags[at + 1 : at + 3]:
            use = None
        if low == "to" and row.tags[at + 1 : at + 2] in tuple("DGNMqQ"):
            # "likened the rules to a lie"
            use = verb.use("like")
        if use is not None:
            return at, use
        if row.tags[at] == ",":
            at = row.tags.find(",", at + 1)
            if at < 0:
                return None
        elif row.tags[at] in ";:.":
            return None
        at += 1
    return None


def _made(
    row: Row,
    use: Use,
    start: int,
    *,
    marked: bool,
    receiver: Phrase | None = None,
    joint: str = "",
    relative: bool = False,
) -> Content | None:
    """The content that begins at ``start``, cut where other words of attribution begin."""
    pieces = [
        piece for piece in (trimmed(row, p) for p in pieces_from(row, start, joint, relative)) if piece is not None
    ]
    if not pieces:
        return None
    clear = row.tags[pieces[0][0]] == "Q" or has_verb(row, pieces[0])
    return Content(use, tuple((piece,) for piece in pieces), marked, clear, receiver=receiver)


def left_content(row: Row, last: int, floor: int, *, quoted_only: bool, comma: bool = True) -> Phrase | None:
    """What stands before ', S said': from the floor to the comma or the closing quotation mark at ``last``."""
    tags = row.tags
    if last < floor:
        return None
    if tags[last] in ",-" or not comma:
        while last > floor and tags[last] in ",-":
            last -= 1
    elif not row.quotes_to(last):
        return None
    first = floor
    for colon in range(last - 1, floor, -1):
        if tags[colon] in ":;" and "Q" not in tags[floor:colon]:
            first = colon + 1
            break
    while first <= last and tags[first] in "K,;-:.":
        first += 1
    if first > last:
        return None
    if tags[last] in "Qq" and quoted_only:
        first = last
    return None if quoted_only and not set(tags[first : last + 1]) & set("Qq") else (first, last)


def rest_content(
    row: Row, at: int, verb: Verb | None, left: Phrase | None, *, relative: bool = False
) -> tuple[Parts, ...]:
    """What goes on after ', S said,'; with nothing before, what follows 'according to S,'.

    What a conjunction joins is a statement of its own; the first statement is then empty where all of it is joined.
    """
    tags = row.tags
    starts = [at] if left is None or verb is None else starts_after(row, at, verb)
    for start in starts:
        if start >= len(tags):
            return ()
        if tags[start] in ",-" or left is None:
            begin = start + 1 if tags[start] in ",-" else start
            if left is not None and tags[left[1]] == "Q" and tags[begin : begin + 2] in ("KQ", "Kq"):
                # '"Q," he said, but "q"'
                begin += 1
            if begin >= len(tags) or (left is not None and not _goes_on(row, begin, left)):
                return ()
            pieces = [
                p
                for p in (trimmed(row, piece) for piece in pieces_from(row, begin, relative=relative))
                if p is not None
            ]
            return _parted(row, pieces, left)
    return ()


def _parted(row: Row, pieces: list[Phrase], left: Phrase | None) -> tuple[Parts, ...]:
    """The first piece goes on with what stands on the left, unless a conjunction begins a clause of its own."""
    if not pieces or left is None:
        return tuple((piece,) for piece in pieces)
    first, last = pieces[0]
    if row.tags[first] == "S" and not row.speech.has("contrasts", row.items[first].low):
        return ()
    own = row.tags[first] in "KS" and has_verb(row, (first, last)) and row.tags[left[1]] != "Q"
    if own:
        begin = first + 1 if row.tags[first] in "KS" else first
        return ((), ((begin, last),), *((piece,) for piece in pieces[1:]))
    return (((first, last),), *((piece,) for piece in pieces[1:]))


def _goes_on(row: Row, at: int, left: Phrase) -> bool:
    """Whether the words after ', S said,' go on with what was said before."""
    tags = row.tags
    if tags[left[1]] == "Q":
        return tags[at] == "Q" or tags[at - 1 : at + 1] == "Kq"
    if tags[at] in "W" or (tags[at] == "C" and row.speech.is_gerund(row.items[at].low)):
        return False
    return not (tags[at] in "KS" and clause_at(row, at + 1))

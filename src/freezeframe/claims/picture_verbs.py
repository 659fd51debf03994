"""What the verb says that a picture is the subject of: 'was taken from X', 'shows X', 'was posted by S'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from freezeframe.claims.boundaries import breaks_at
from freezeframe.claims.cues import agent_at
from freezeframe.claims.phrases import can_speak, core_after
from freezeframe.claims.picture_asides import complement_after, over_auxiliaries, over_parenthesis
from freezeframe.claims.picture_offers import Kind, Predicate, as_after, to_illustrate, with_words
from freezeframe.claims.picture_sources import end_of_clause, end_of_source, picture_verb, where_from
from freezeframe.claims.speech import PictureVerb
from freezeframe.claims.verb_groups import is_adverbial, is_past
from freezeframe.claims.words import Phrase, Row

_SHORT = 3
"""Items of 'genuine' or 'a fake' after 'is', less one; longer ones begin with a determiner."""
_PARTING = (":", ",V", ",C")
"""Marks after which more than 'is X' is told: 'is ours, filmed in Sfax'."""
_JOINED = 3
"""Verbs that one picture may be the subject of: 'was posted by S and shows X'."""
BE = frozenset("is are was were be been being isn't aren't wasn't weren't 's 're".split())


_ALL = (
    "publish",
    "withdraw",
    "take",
    "film",
    "come",
    "locate",
    "belong",
    "match",
    "show",
    "receive",
    "caption",
    "bear",
)


def main_of(row: Row, at: int) -> Iterator[Predicate]:
    """The verbs that the picture is the subject of."""
    at = over_parenthesis(row, at)
    at += row.tags[at : at + 1] == ","
    passive = False
    for _ in range(_JOINED):
        group = at
        at = over_auxiliaries(row, at)
        if at >= len(row.tags):
            return
        helped = {item.low for item in row.items[group:at]}
        last = end_of_clause(row, at)
        passive = bool(helped & BE) or (passive and group == at and row.tags[at] in "CV" and is_past(row, at))
        negated = any(row.speech.has("negations", word) or word.endswith("n't") for word in helped)
        yield from _clause(row, at, last, passive=passive, negated=negated)
        if row.tags[last + 1 : last + 2] == ",":
            # "was used in error, it said, and came from an agency"
            parted = over_parenthesis(row, last + 1)
            last = parted - 1 if row.tags[parted : parted + 1] == "K" else last
        if row.tags[last + 1 : last + 4] in (",KV", ",KC") and is_past(row, last + 3) and is_adverbial(row, last + 4):
            # "was posted by a soldier, Tarasov, and geolocated to Y"
            last += 1
        joined = row.tags[last + 1 : last + 2] == "K" and row.tags[last + 2 : last + 3] in ("A", "V", "C", "R")
        if not joined or breaks_at(row, last + 1):
            return
        at = last + 2


def _clause(row: Row, at: int, last: int, *, passive: bool, negated: bool) -> Iterator[Predicate]:
    """What one verb says; of 'was not filmed in X but in Y', that X is denied and Y is said."""
    instead = next((n for n in range(at, last) if row.speech.has("instead", row.items[n].low)), last + 1)
    end = instead - 1 if negated else last
    if row.tags[at] in "CV":
        helped = passive and not row.speech.is_gerund(row.items[at].low)
        found = passive_of(row, at, end) if helped else verb_of(row, at, end)
    elif passive:
        found = of_be(row, at - 1, end)
    else:
        return
    if not negated:
        yield from found
        return
    denied = list(found)
    yield from (Predicate("denied", p.phrase, p.agent, p.verb) for p in denied)
    if not denied:
        yield Predicate("denied", None, None, at)
    aside = over_parenthesis(row, last + 1)
    if instead < last:
        yield _corrected(row, at, (instead + 1, last), denied)
    elif last + 2 < len(row.items) and row.speech.has("instead", row.items[last + 1].low):
        if row.speech.has("counted", row.items[last + 2].low):
            # "is not the Kakhovka dam but one in Laos"
            yield _corrected(row, at, (last + 2, end_of_source(row, last + 2, len(row.tags) - 1)), denied)
    elif aside > last + 1 and row.speech.has("instead", row.items[aside].low):
        # "were not from Syria, the ministry admitted, but from a film"
        yield _corrected(row, at, (aside + 1, end_of_clause(row, aside)), denied)


def _corrected(row: Row, at: int, phrase: Phrase, denied: list[Predicate]) -> Predicate:
    """'... but Y'."""
    first, last = phrase
    if row.tags[first] in "RK" and first < last:
        first += 1
    if row.tags[first] in "It" and first < last:
        first += 1
    kinds = {p.kind for p in denied}
    return Predicate("source" if kinds <= {"source"} and kinds else "is", (first, last), None, at)


def verb_of(row: Row, at: int, last: int) -> Iterator[Predicate]:
    """An active verb with the picture as its subject, or a participle with its helping verb before it."""
    if at > 0 and row.items[at - 1].low in BE and not row.speech.is_gerund(row.items[at].low):
        yield from passive_of(row, at, last)
        return
    if purporting(row, at):
        found = _purported(row, at + purporting(row, at), last)
        # "turned out to depict X": what it shows in truth.
        shown: Kind = "source" if row.speech.has("revealing", row.items[at].low) else "as"
        yield from (replace(p, kind=shown) if p.kind == "as" and p.agent is None else p for p in found)
        return
    dated = list(_dated(row, at, last))
    yield from dated
    if dated:
        return
    verb = picture_verb(row, at, ("show", "come", "belong", "match", "kept", "emerge"))
    if verb is None and row.tags[at - 1 : at] != "P":
        # "a photograph which he said proved X", but not "it illustrated a story with a photograph"
        verb = picture_verb(row, at, ("illustrate",))
    if verb is None:
        return
    after = at + 1 + len(verb.rest)
    if verb.role in ("show", "illustrate"):
        yield from _shown_by(row, at, after, last)
    elif verb.role == "emerge":
        since = any(row.speech.has("since", item.low) for item in row.items[after : last + 1])
        yield Predicate("source" if since else "offer", (at, last), None, at)
        yield from as_after(row, after, last, None)
    else:
        source = where_from(row, after, verb)
        if source is not None:
            yield Predicate("source", source, None, at)


def _dated(row: Row, at: int, last: int) -> Iterator[Predicate]:
    """'dates back to 2012', 'bears the date 14 January'."""
    since = _dated_from(row, at) if picture_verb(row, at, ("dates",)) is not None else 0
    if since:
        yield Predicate("source", (since, end_of_source(row, since, last)), None, at)
    elif picture_verb(row, at, ("bear",)) is not None and row.tags[at + 1 : at + 2] not in ("", "I"):
        comma = row.tags.find(",W", at, last)
        yield Predicate("told", (at + 1, comma - 1 if comma > 0 else last), None, at)


def _shown_by(row: Row, at: int, after: int, last: int) -> Iterator[Predicate]:
    """'shows X'; what somebody shows, and what metadata show, a picture does not."""
    if row.tags[after : after + 1] == "T":
        # "the picture's metadata show that ..."
        yield Predicate("told", None, None, at)
    elif not _is_handed(row, after):
        yield Predicate("shows", (after, last), None, at) if after <= last else Predicate("shows", None)


def _dated_from(row: Row, at: int) -> int:
    """Index of what follows 'dates from', 'dates back to', 'goes back to'; 0 where it is none."""
    after = at + 1
    back = row.follow(after, ("back",))
    after += back
    if row.follow(after, ("to",)) if back else row.follow(after, ("from",)):
        return after + 1 if after + 1 < len(row.items) else 0
    return 0


def _purported(row: Row, at: int, last: int) -> Iterator[Predicate]:
    """'purports to show X', 'appears to come from X', 'seems to have been taken from X'."""
    helped = False
    while at <= last and row.tags[at] in "AR":
        helped = helped or row.items[at].low in BE
        at += 1
    if at > last:
        return
    if row.tags[at] not in "CV":
        yield from of_be(row, at - 1, last)
    elif helped:
        yield from passive_of(row, at, last)
    elif picture_verb(row, at, ("show",)) is not None and at < last:
        yield Predicate("as", (at + 1, last), None, at)
    else:
        yield from verb_of(row, at, last)


def _is_handed(row: Row, at: int) -> bool:
    """'showed Reuters what ...', 'showed the court a video': somebody shows it, no picture does."""
    last = core_after(row, at)
    return last is not None and row.tags[last + 1 : last + 2] in ("W", "D") and can_speak(row, last)


def purporting(row: Row, at: int) -> int:
    """Items of 'purports to' or 'turned out to' at an index; 0 where it is none."""
    verb = picture_verb(row, at, ("purport",))
    length = 1 + len(verb.rest) if verb is not None else 0
    return length + 1 if length and row.follow(at + length, ("to",)) else 0


def passive_of(row: Row, at: int, last: int) -> Iterator[Predicate]:
    """'circulated by S as X', 'taken from X', 'filmed in X', 'said to show X', 'presented as X'."""
    verb = picture_verb(row, at, _ALL)
    if verb is None:
        yield from _found_in(row, at, last) or _supplied(row, at, last) or _said_to(row, at, last)
        return
    after = at + 1 + len(verb.rest)
    instead = _instead_of(row, after, last)
    if verb.role in ("publish", "withdraw"):
        yield from _published(row, at, after, last, "offer" if verb.role == "publish" else "withdraw")
    elif verb.role in ("caption", "bear"):
        as_what: Kind = "as" if verb.role == "caption" else "told"
        yield Predicate(as_what, (after, last), None, at) if after <= last else Predicate("told", None, None, at)
    elif instead:
        # "was taken not in X but in Y"
        yield _corrected(row, at, (instead + 1, last), [Predicate("source", None)])
    else:
        yield from _taken(row, at, after, last, verb)


def _published(row: Row, at: int, after: int, last: int, kind: Kind) -> Iterator[Predicate]:
    """'circulated by S as X', 'posted with the words "Q"'."""
    agent = _agent_within(row, after, last)
    handed = row.tags[after : after + 2] in ("tO", "tP") or row.tags[at - 1] in "AR"
    if agent is not None and handed and picture_verb(row, at, ("supply",)) is not None:
        # "was sent to him by a voter", "was sent in by a reader": where it is from.
        yield Predicate("source", (at, end_of_source(row, agent[0], last)), None, at)
        return
    if agent is not None:
        yield Predicate(kind, None, agent, at)
    yield from as_after(row, after if agent is None else agent[1] + 1, last, agent)
    yield from with_words(row, after, last, agent)
    yield from to_illustrate(row, after, last, agent)
    if agent is None:
        yield Predicate("offer", (at, last), None, at)


def _taken(row: Row, at: int, after: int, last: int, verb: PictureVerb) -> Iterator[Predicate]:
    """'taken from X', 'filmed in X', 'traced by S to X'."""
    agent = _agent_within(row, after, last)
    if any(row.speech.has("no_origins", item.low) for item in row.items[after : after + 3]):
        # "taken out of context"
        yield Predicate("told", None, None, at)
        return
    filmed = picture_verb(row, at, ("film",))
    source = where_from(row, after, verb) if verb.role != "film" else None
    if source is not None:
        finder = verb.role in ("locate", "belong", "match") and agent is not None and agent[0] > source[0] + 1
        if finder and agent is not None:
            # "was geolocated to X by S, which said ..."
            source = (source[0], agent[0] - 2)
        found = verb.role in ("locate", "belong", "match", "receive")
        yield Predicate("source", source, agent if found else None, at)
    elif verb.role == "take" and filmed is None and set(row.tags[after + 1 : after + 4]) & set("Y#"):
        # "was acquired on 3 May 2020"
        yield Predicate("source", (at, end_of_source(row, after, last)), None, at)
    elif verb.role == "take" and filmed is None:
        # "had been cropped"
        yield Predicate("told", None, None, at)
    elif filmed is not None and (
        row.tags[after : after + 1] in ("I", "Y", "R", "t", "N", "D") or row.speech.has("made_up", filmed.lemma)
    ):
        first = at - 1 if row.tags[at - 1 : at] == "R" and row.tags[after : after + 1] not in ("I", "t") else at
        yield Predicate("source", (first, max(end_of_source(row, after, last), at)), None, at)


def _instead_of(row: Row, at: int, last: int) -> int:
    """Index of the 'but' of 'not in X but in Y'; 0 where nothing is denied."""
    if not row.speech.has("negations", row.items[min(at, last)].low):
        return 0
    return next((n for n in range(at, last) if row.speech.has("instead", row.items[n].low)), 0)


def _found_in(row: Row, at: int, last: int) -> list[Predicate]:
    """'can be found in the archive of X', 'is seen at 0:22 of Y'."""
    start = over_parenthesis(row, at + 1) + 1
    last = max(last, start) if start < len(row.items) else last
    kept = picture_verb(row, at, ("seen",)) is not None and row.items[min(start - 1, last)].low in ("in", "on", "at")
    return [Predicate("source", (start, end_of_source(row, start, last)), None, at)] if kept and start <= last else []


def _supplied(row: Row, at: int, last: int) -> list[Predicate]:
    """'was supplied by a partner'."""
    agent = _agent_within(row, at + 1, last) if picture_verb(row, at, ("supply",)) is not None else None
    return [Predicate("source", (at, end_of_source(row, agent[0], last)), None, at)] if agent is not None else []


def _said_to(row: Row, at: int, last: int) -> Iterator[Predicate]:
    """'said to show X', 'called X', 'described as X'."""
    agent = _agent_within(row, at + 1, last)
    after = agent[1] + 1 if agent is not None else at + 1
    while agent is not None and row.tags[after : after + 1] and row.tags[after] in "INMG'DY#" and after < last:
        # As in "said by authorities in Moldova's breakaway region to show X".
        after += 1
    if row.tags[after : after + 1] == "t" and after + 1 <= last:
        inner = after + 1
        while inner <= last and row.tags[inner] in "AR":
            inner += 1
        if inner <= last and row.tags[inner] in "CV":
            found = verb_of(row, inner, last)
            yield from (replace(p, kind="as", agent=agent) if agent and p.kind == "shows" else p for p in found)
        elif row.items[inner - 1].low in BE:
            yield from of_be(row, inner - 1, last)
        return
    verbs = row.verbs(at)
    if any(v.use("as") for v in verbs):
        yield from as_after(row, at + 1, last, agent)
    elif any(v.use("name") for v in verbs) and after <= last:
        while last > after and row.tags[last] == "R":
            last -= 1
        yield Predicate("as", (after, last), agent, at)


def _agent_within(row: Row, at: int, last: int) -> Phrase | None:
    """The phrase of 'by S' before the clause ends."""
    for index in range(at, min(last + 1, at + 14)):
        if row.tags[index] in ",;:CV" and index > at:
            return None
        agent, _ = agent_at(row, index)
        if agent is not None:
            return agent
    return None


def of_be(row: Row, at: int, last: int) -> Iterator[Predicate]:
    """'are stills from X', 'is from X', 'was the original', 'are genuine'."""
    after = complement_after(row, at + 1, last)
    if after > last:
        return
    online = any(item.low in row.speech.picture_words["online"] for item in row.items[after : after + 3])
    since = any(row.speech.has("since", item.low) for item in row.items[after : min(after + 5, last)])
    if online and (since or row.tags[after] == "I"):
        yield Predicate("source", (after, last), None, at)
    elif row.tags[after] in "CV":
        yield from passive_of(row, after, last)
    elif row.follow(after, ("at", "least")) and after + 2 <= last:
        yield from of_noun(row, at, after + 2, last)
    elif row.tags[after] in "It":
        yield from _of_preposition(row, at, after, last)
    else:
        yield from of_noun(row, at, after, last)


def _of_preposition(row: Row, at: int, after: int, last: int) -> Iterator[Predicate]:
    """'is from Japan', 'is on the site of the broadcaster', 'is of a bridge'."""
    core = core_after(row, after + 1)
    kept = core is not None and row.items[core].low in row.speech.picture_words["posts"]
    if row.items[after].low in ("from", "of") or kept:
        kind: Kind = "shows" if row.items[after].low == "of" else "source"
        yield Predicate(kind, (after + 1, end_of_source(row, after + 1, last)), None, at)


def of_noun(row: Row, at: int, after: int, last: int) -> Iterator[Predicate]:
    """'are stills from X', 'is footage of X', 'are genuine'."""
    words = row.speech.picture_words
    core = core_after(row, after)
    noun = row.items[core].low if core is not None else ""
    taken = (
        list(passive_of(row, core + 1, last)) if core is not None and core < last and row.tags[core + 1] in "CV" else []
    )
    if noun in words["parts"] | words["nouns"] and any(
        p.kind == "source" and p.phrase[0] > p.verb for p in taken if p.phrase
    ):
        yield from taken
    elif (
        core is not None
        and "M" in row.tags[after:core]
        and row.items[core + 1 : core + 2]
        and row.tags[core + 2 : core + 3] in ("#", "Y")
    ):
        # "a Google Earth image from 2013"
        yield Predicate("source", (after, end_of_source(row, after, last)), None, at)
    elif core is not None and noun in words["parts"] and core + 2 <= last and row.items[core + 1].low in ("from", "of"):
        yield Predicate("source", (core + 2, end_of_source(row, core + 2, last)), None, at)
    elif noun in words["works"] and row.follow((core or 0) + 1, ("of",)):
        yield Predicate("source", (after, end_of_source(row, after, last)), None, at)
    elif row.follow(after, ("one", "of")) and after + 2 <= last:
        # "is one of a series that S took in X"
        yield Predicate("source", (after + 2, end_of_source(row, after + 2, last)), None, at)
    elif core is not None and core < last and noun in words["nouns"] | words["weak"]:
        yield Predicate("source", (after, end_of_source(row, after, last)), None, at)
    elif noun in words["alike"] or row.items[after].low in words["alike"]:
        to = next((n for n in range(after, last) if row.tags[n] in "tS" or row.items[n].low == "with"), last)
        if to < last:
            yield Predicate("source", (to + 1, end_of_source(row, to + 1, last)), None, at)
    elif row.tags[after] in "DqQG#" or last - after < _SHORT or row.speech.has("owning", row.items[after].low):
        marks = [mark for mark in (row.tags.find(one, after, last) for one in _PARTING) if mark > after]
        yield Predicate("is", (after, min(marks) - 1 if marks else last), None, at)

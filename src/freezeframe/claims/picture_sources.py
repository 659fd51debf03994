"""Where a picture is from, and where the words that tell it end."""

from __future__ import annotations

from freezeframe.claims.boundaries import breaks_at
from freezeframe.claims.phrases import core_after
from freezeframe.claims.small_clauses import is_small
from freezeframe.claims.speech import PictureVerb
from freezeframe.claims.verb_groups import begins_group, is_adverbial, is_past, is_reduced, without_adverbs
from freezeframe.claims.words import Phrase, Row


def picture_verb(row: Row, at: int, roles: tuple[str, ...]) -> PictureVerb | None:
    """The picture verb at an index, in one of some roles."""
    if at < 0 or at >= len(row.items):
        return None
    return next(
        (
            verb
            for verb in row.speech.picture_verbs.get(row.items[at].low, ())
            if verb.role in roles and row.follow(at + 1, verb.rest)
        ),
        None,
    )


def where_from(row: Row, at: int, verb: PictureVerb) -> Phrase | None:
    """The phrase after 'from', 'out of', 'to', 'with', for the verbs that take it; adjuncts may stand before."""
    wanted = {
        "locate": ("in", "at", "near", "to", "on", "outside"),
        "belong": ("to",),
        "match": ("with", "to"),
        "kept": ("in", "on", "from"),
    }.get(verb.role, ("from", "of", "off"))
    tags = row.tags
    if tags[at : at + 1] == "," and verb.role in ("come", "take"):
        # "comes, the report says, from X"
        closing = tags.find(",", at + 1)
        at = closing + 1 if at < closing < at + 9 else at
    for index in range(at, min(at + 10, len(tags) - 1)):
        low = row.items[index].low
        if low == "out" and row.follow(index + 1, ("of",)):
            continue
        if tags[index] == "t" and row.items[index - 1].low == "according":
            # "belong, according to the police, to a network"
            continue
        if tags[index] in "It" and low in wanted and row.speech.has("negations", row.items[index - 1].low):
            # "came not from X but from Y"
            continue
        if low == "of" and index > at and row.items[index - 1].low != "out":
            # "taken by one of our patrols in X", "taken in the state of X"
            break
        if tags[index] in "It" and low in wanted:
            return index + 1, end_of_source(row, index + 1, len(tags) - 1)
        if tags[index] in ",;:.CVA" and index > at:
            break
    if verb.role == "match" and core_after(row, at) is not None:
        return at, end_of_source(row, at, len(tags) - 1)
    return None


def kept_in(row: Row, at: int) -> Phrase | None:
    """'on the website of X', 'in an archive': where a picture was found, not the drawer that it lay in."""
    for index in range(at, min(at + 4, len(row.items) - 1)):
        if row.tags[index] == "I" and row.items[index].low in ("in", "on", "among"):
            core = core_after(row, index + 1)
            words = row.speech.picture_words
            sources = words["posts"] | words["documents"] | words["videos"] | words["films"] | words["reports"]
            platform = core is not None and row.tags[core] == "M" and row.items[index].low == "on"
            if core is not None and (platform or row.items[core].low in sources | words["games"]):
                return index + 1, end_of_source(row, index + 1, len(row.tags) - 1)
            return None
        if row.tags[index] not in "RY":
            return None
    return None


def end_of_source(row: Row, at: int, last: int) -> int:
    """Last item of a phrase that tells where something is from, with the clauses that say more of it."""
    clauses = 0
    for index in range(at, last + 1):
        tag = row.tags[index]
        if tag in "TW" or (index > at and _is_contact(row, index)):
            clauses += 1
        elif index > at and tag == "t" and picture_verb(row, index + 1, ("illustrate",)) is not None:
            # "a still from a game to illustrate the report"
            return index - 1
        elif (tag == "S" and row.items[index].low not in ("as", "than") and not is_small(row, index)) or _ends(
            row, index
        ):
            return index - 1
        elif tag == ",":
            if not _goes_on(row, index):
                return index - 1
        elif (tag == "K" and _parts(row, at, index)) or (index > at and _is_means(row, index)):
            return index - 1
        elif tag == "A" or (tag in "CV" and _is_finite(row, index) and not _is_deed(row, at, index)):
            clauses -= begins_group(row, index)
            if clauses < 0:
                return without_adverbs(row, at, index - 1)
    return last


def _parts(row: Row, at: int, index: int) -> bool:
    """Whether a conjunction begins something else than more of where it is from."""
    following = row.tags[index + 1 : index + 2]
    return (
        breaks_at(row, index)
        or (following in ("q", "Q") and not _is_title(row, index + 1))
        or (following in ("T", "R", "P", "A", "V", "C") and not _is_joined(row, at, index))
        or row.tags[index + 1 : index + 3] in ("#I", "DI", "NI")
    )


def _is_title(row: Row, at: int) -> bool:
    """Whether quoted words begin with a capital: 'a video game and "Arma"', but 'and "should have been checked"'."""
    return row.items[at].text.strip("\"'“”«»„‘’")[:1].isupper()


def _is_means(row: Row, at: int) -> bool:
    """'traced it to Radom by comparing the roofs': how it was found."""
    after = row.tags[at + 1 : at + 2]
    by = row.speech.has("by", row.items[at].low)
    return by and after in ("C", "V", "N") and row.speech.is_gerund(row.items[at + 1].low)


def _ends(row: Row, at: int) -> bool:
    """Whether a sentence ends at a mark, or a headline at its only dash: 'was filmed in 2017 - researchers'."""
    tag = row.tags[at]
    return tag in ";:" or (tag == "." and at == len(row.tags) - 1) or (tag == "-" and row.tags.count("-") == 1)


def _is_contact(row: Row, at: int) -> bool:
    """'a video the ministry had uploaded in June': a clause without its pronoun says more of a noun."""
    if row.tags[at] not in "DP" or row.tags[at - 1] not in "NMq#":
        return False
    last = core_after(row, at)
    return last is not None and row.tags[last + 1 : last + 2] in ("A", "V", "C") and not is_reduced(row, last + 1)


def _goes_on(row: Row, comma: int) -> bool:
    """Whether a phrase goes on after a comma: with a place, a date, a name in apposition, a relative clause."""
    following = row.tags[comma + 1 : comma + 2]
    if following and (_says_more(row, comma) or is_small(row, comma + 1)):
        return True
    if not following or breaks_at(row, comma) or following in "KSPTAVCR":
        return False
    if following == "#" and row.tags[comma + 2 : comma + 3] == "N":
        # ", two people told Reuters"
        return False
    item = row.items[comma + 1]
    named = row.tags[comma + 2 : comma + 3] == "M" and (item.text == "The" or row.speech.has("compass", item.low))
    return following in "IWqQM#Y" or named or row.speech.has("indefinite", item.low)


def _says_more(row: Row, comma: int) -> bool:
    """', seen from the south in October 2021', ', shot near Gdansk': how it was taken."""
    at = comma + 1
    roles = {verb.role for verb in row.speech.picture_verbs.get(row.items[at].low, ())}
    seen = bool(roles & {"film", "take"}) or row.speech.has("heard", row.items[at].low)
    return row.tags[at] in "VC" and seen and is_past(row, at) and is_adverbial(row, at + 1)


def _is_joined(row: Row, first: int, at: int) -> bool:
    """'shot near Gdansk and released in 1959': another participle goes on with the first."""
    index = at + 1
    if row.tags[index] not in "VC" or not is_past(row, index) or not is_adverbial(row, index + 1):
        return False
    if row.items[index].low in row.speech.intransitive:
        return False
    return any(row.tags[n] in "VC" and is_reduced(row, n) for n in range(first + 1, at))


def verb_after(row: Row, at: int) -> int:
    """First item of the verb group that a phrase which ends before ``at`` is the subject of.

    Between them may stand what says more of it: 'of X', 'in which two women count papers', 'shared on X, said to show
    Y,'. The number of items where there is no such verb.
    """
    clauses = 0
    for index in range(at, len(row.tags)):
        tag = row.tags[index]
        if tag in ";:" or (tag == "K" and breaks_at(row, index)) or (tag == "S" and not clauses):
            break
        if tag == "," and not clauses and row.tags[index + 1 : index + 2] in tuple("DMNP#GK"):
            # Another phrase: its verb follows.
            break
        if _lacks_object(row, index) and not clauses:
            return index + 2
        if tag in "TW" or _is_contact(row, index):
            clauses += 1
        elif (tag == "A" or (tag in "CV" and _is_finite(row, index))) and begins_group(row, index):
            if not clauses and not (index == at and _is_parted(row, index)) and row.tags[index - 1] not in "ID":
                return index
            clauses = max(clauses - 1, 0)
    return len(row.tags)


def _lacks_object(row: Row, at: int) -> bool:
    """'the clip Reuters found was posted': a name and its verb between a noun and the noun's own verb."""
    verb = at + 1
    named = row.tags[at] == "M" and row.tags[at - 1] == "N" and row.tags[verb : verb + 1] in ("C", "V")
    return named and row.tags[verb + 1 : verb + 2] in ("A", "V", "C")


def _is_parted(row: Row, at: int) -> bool:
    """'A video viewed thousands of times on X does not show': a past form, and a verb that needs no other later on."""
    return row.tags[at] in "CV" and is_past(row, at) and "A" in row.tags[at + 1 :]


def _is_finite(row: Row, index: int) -> bool:
    """Whether a verb has a subject of its own: no participle that says more of a noun, as 'a game called X' has."""
    naming = any(len(run) == 1 for run in row.speech.runs("naming", [row.items[index].low]))
    if naming and row.tags[index - 1] in "NM" and row.tags[index + 1 : index + 2] in ("M", "q"):
        return False
    return not row.speech.is_gerund(row.items[index].low) and not is_reduced(row, index)


def _is_deed(row: Row, first: int, index: int) -> bool:
    """'footage of Iraqi air force strikes near Falluja': a noun that looks like a verb."""
    third = "third" in row.speech.kinds(row.items[index].low)
    within = row.tags[index - 1] in "NM" and row.tags[index + 1 : index + 2] == "I" and "I" in row.tags[first:index]
    return third and within and not set(row.tags[first:index]) & set("TWAC,")


def end_of_clause(row: Row, at: int) -> int:
    """Last item before the next clause."""
    for index in range(at + 1, len(row.tags)):
        tag = row.tags[index]
        if tag in ";" or (tag == "." and index == len(row.tags) - 1):
            return index - 1
        if index == len(row.tags) - 1:
            return index
        if tag in ",S" and (is_small(row, index + (tag == ",")) or (tag == "," and _says_more(row, index))):
            continue
        if tag in ",K-" and (
            breaks_at(row, index) or row.tags[index + 1 : index + 2] in ("K", "S", "T", "P", "A", "V", "C")
        ):
            return index - 1
        if tag in "K," and row.speech.has("negations", row.items[min(index + 1, len(row.items) - 1)].low):
            return index - 1
        if tag == "S" and row.speech.has("contrasts", row.items[index].low):
            return index - 1
    return len(row.tags) - 1


def is_original(row: Row, verb: int) -> bool:
    """'first published', 'had already been shown', 'was shown as early as March 2009'."""
    before = range(max(verb - 3, 0), verb)
    if any(row.speech.has("originally", row.items[at].low) for at in before):
        return True
    after = range(verb, end_of_clause(row, verb))
    return any(row.speech.has("originally", row.items[at].low) or row.follow(at, ("as", "early", "as")) for at in after)

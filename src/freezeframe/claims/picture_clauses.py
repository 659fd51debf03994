"""Where a picture is from, told by any verb of the sentence that it is the subject of, however far from its noun.

The close reading of what stands beside the noun comes first; this is asked only where that found no source. A verb
belongs to the picture when its subject holds the picture's noun, is a pronoun for it, or is left out after such a one.
"""

from __future__ import annotations

from collections.abc import Iterator

from freezeframe.claims.picture_asides import over_auxiliaries
from freezeframe.claims.picture_offers import Predicate
from freezeframe.claims.picture_phrases import PicturePhrase
from freezeframe.claims.picture_sources import picture_verb
from freezeframe.claims.picture_verbs import BE, main_of, passive_of
from freezeframe.claims.subjects import clause_subject, subject_before
from freezeframe.claims.verb_groups import begins_group, is_adverbial, is_past
from freezeframe.claims.words import Phrase, Row

_ORIGINS = ("take", "film", "come", "locate", "belong", "match", "dates", "kept", "receive")
"""What a verb says of a picture that tells where it is from."""


def further_of(row: Row, picture: PicturePhrase, end: int) -> Iterator[Predicate]:
    """Sources told by the verbs after a picture's phrase; ``end``: where the next picture's phrase begins."""
    for at in range(picture.phrase[1] + 1, end):
        if row.tags[at] not in "AVC" or not begins_group(row, at):
            continue
        verb = over_auxiliaries(row, at)
        helped = any(item.low in BE for item in row.items[at:verb])
        if helped and _is_ours(row, picture, at):
            yield from (one for one in main_of(row, at) if one.kind == "source")
        elif _is_reduced(row, at) and _is_led(row, picture, at):
            last = row.tags.find(",", at)
            found = passive_of(row, at, last - 1 if last > 0 else len(row.items) - 1)
            yield from (one for one in found if one.kind == "source")
        elif picture_verb(row, verb, ("come", "dates", "kept", "belong", "match")) and _is_ours(row, picture, at):
            yield from (one for one in main_of(row, at) if one.kind == "source")


def _is_reduced(row: Row, at: int) -> bool:
    """', filmed in Sfax': a participle that says more of a noun."""
    origin = picture_verb(row, at, _ORIGINS) is not None
    return origin and row.tags[at - 1] in ",(K" and is_past(row, at) and is_adverbial(row, at + 1)


def _is_led(row: Row, picture: PicturePhrase, at: int) -> bool:
    """Whether a participle after a comma can only be the picture's: nothing but its own clause stands before."""
    subject = clause_subject(row, at)
    return subject is not None and _holds(row, picture, subject.phrase)


def _is_ours(row: Row, picture: PicturePhrase, at: int) -> bool:
    """Whether the subject of a verb group is the picture."""
    subject = subject_before(row, at)
    if subject is None and row.tags[at - 1] in "K,VC)":
        subject = clause_subject(row, at)
    return subject is not None and _holds(row, picture, subject.phrase)


def _holds(row: Row, picture: PicturePhrase, phrase: Phrase) -> bool:
    """Whether a subject holds the picture's noun, or is a pronoun for it."""
    first, last = phrase
    pronoun = first == last and row.speech.has("picture_pronouns", row.items[first].low)
    return pronoun or first <= picture.head <= last

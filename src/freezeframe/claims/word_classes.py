"""The class of each word of a sentence: by the tables where they know it, by its neighbours where they do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from freezeframe.claims.quotations import Quotation
from freezeframe.claims.speech import Speech
from freezeframe.claims.words import Item

ENDINGS = frozenset("'s 've 're 'll 'd 'm".split())
"""Of contracted words, which are items of their own."""
_PUNCTUATION = {mark: mark for mark in ",;:()"} | {
    "[": "(", "]": ")", ".": ".", "?": ".", "!": ".", "…": ".", "..": ".", "...": ".",
    "—": "-", "–": "-", "―": "-", "--": "-", "-": "-", "---": "-", "،": ",", "؛": ";",
}  # fmt: skip
_ADJECTIVES = ("ish", "ian", "ese", "can", "ean", "ench", "utch")
_SHORT_QUOTE = 3
"""Quoted words up to this number stand alone only when punctuation within their marks, or a colon, says so."""


def classes(
    text: str,
    items: Sequence[Item],
    tags: list[str],
    quotations: Mapping[int, Quotation],
    speech: Speech,
    names: frozenset[int],
) -> str:
    """One letter an item; ``tags`` are the classes of the words alone, ``names`` the indices of words of a name."""
    for index, tag in enumerate(tags):
        if tag == "C" and not _is_verb_here(items, index, speech):
            tags[index] = "V"
        elif tag in "AO" and items[index].low in speech.only_with_more and _is_verb_here(items, index, speech):
            # "ha detto": the helping verb begins the verb of saying.
            tags[index] = "C"
    if quotations:
        for index, item in enumerate(items):
            if item.quotation >= 0:
                tags[index] = _quotation_tag(text, quotations[item.quotation], index, tags)
    return _settled(items, tags, speech, names)


def _is_verb_here(items: Sequence[Item], index: int, speech: Speech) -> bool:
    """Whether a form is a reporting verb in itself, or its other words follow: 'fire' is none, 'fire back' is."""
    low = items[index].low
    if low not in speech.only_with_more:
        return True
    following = [item.low for item in items[index + 1 : index + 6]]
    return any(
        len(verb.rest) <= len(following) and all(w in ("*", f) for w, f in zip(verb.rest, following, strict=False))
        for verb in speech.verbs[low]
    )


def class_of(word: str, low: str, speech: Speech) -> str:
    """The class of a word by itself."""
    if word in _PUNCTUATION:
        return _PUNCTUATION[word]
    if low == "'s" or word in "'’":
        return "'"
    if low in ENDINGS:
        return "A"
    if low in speech.tags:
        return _small(word, low, speech)
    return _mark_or_number(word) or _open_class(word, low, speech)


def _small(word: str, low: str, speech: Speech) -> str:
    """The class of a word of the tables: May may be a month, US is no pronoun."""
    tag = speech.tags[low]
    if tag == "A" and word[0].isupper() and low == "may":
        return "Y"
    return "M" if word.isupper() and low in speech.acronyms else tag


def _mark_or_number(word: str) -> str:
    if word[0].isdigit():
        return "#"
    if word[0] in "@#" or "://" in word:
        return "H"
    if not word[0].isalpha():
        return "-" if word in "•·|/*" else "."
    return ""


def _open_class(word: str, low: str, speech: Speech) -> str:
    if word[0].isupper():
        return "M"
    if low in speech.verbs:
        return "C"
    if low in speech.other_verbs or (low in speech.picture_verbs and low not in speech.picture_words["nouns"]):
        return "V"
    ending = next((tag for end, tag in speech.endings.items() if low.endswith(end) and len(low) > len(end) + 2), "N")
    return "N" if low in speech.exceptions else ending


def _quotation_tag(text: str, quotation: Quotation, index: int, tags: Sequence[str]) -> str:
    """Q for a quotation that can stand alone, q for quoted words within a phrase."""
    start, end = quotation.inner
    inner = text[start:end]
    words = inner.split()
    before = tags[index - 1] if index else "."
    if len(quotation.parts) > 1 or before == ":":
        return "Q"
    if (before in "IDG'" or (len(words) > 1 and inner[-1] not in ",.!?")) and _is_title(words):
        return "q"
    if inner[-1] in ",.!?…;—–-":
        # Editors put the comma within the marks; what is quoted is still part of a phrase when it begins small.
        return "q" if inner[0].islower() and before not in ",.:-Q(;" else "Q"
    if len(words) <= _SHORT_QUOTE and not (before in ",." and inner[0].isupper()):
        return "q"
    return "Q" if inner[0].isupper() and before in ",.:-VCNMYR" else "q"


def _is_title(words: Sequence[str]) -> bool:
    """Whether quoted words are a name: all of the longer ones begin with a capital."""
    return all(
        word.strip(",.:;'\"()")[:1].isupper() or word[:1].isdigit() for word in words if len(word.strip(",.:;")) > 3
    )


def _stands_alone(items: Sequence[Item], index: int, after: str, speech: Speech) -> bool:
    """Whether 'all' or 'some' is not followed by its noun."""
    if after not in "CV":
        return after in "AR,."
    following = items[index + 1].low
    return "third" not in speech.kinds(following) and following not in speech.picture_words["nouns"]


def _settled(items: Sequence[Item], tags: list[str], speech: Speech, names: frozenset[int]) -> str:
    """Decide what a word alone does not tell, from its neighbours."""
    before = "."
    last = len(tags) - 1
    for index, tag in enumerate(tags):
        if (
            tag not in _UNSURE
            or (tag == "N" and before != "t" and not speech.is_gerund(items[index].low))
            or (tag == "M" and before not in _HEADS)
        ):
            before = tag
            continue
        after = tags[index + 1] if index < last else "."
        if tag == "'":
            if before in "PWT":
                # "she's done": after a pronoun it is a verb.
                tags[index] = "A"
                tags[index - 1] = "P" if before == "T" else before
        elif index not in names:
            tags[index] = _DECIDE[tag](items, index, before, after, speech)
        before = tags[index]
    return "".join(tags)


_UNSURE = frozenset("MCVNRTPDG'IS")
_HEADS = frozenset(".Q:(-")
"""After these a capital may be no name's."""


def _of_capital(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> str:
    return _first_word(items[index], after, speech) if index == 0 or before in "Q.:(" else "M"


def _of_reporting(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> str:
    return "N" if _is_noun(items, index, before, after, speech) else "C"


def _of_verb(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> str:  # noqa: PLR0911 - one return a form.
    low = items[index].low
    kinds = speech.kinds(low)
    if _is_recording(items, index, before, after, speech) or _is_shot(low, before, after, speech):
        return "N"
    if index + 1 < len(items) and _is_coming(low, items[index + 1].low, before, speech):
        return "V"
    if kinds & {"base", "third"} and index and items[index - 1].low == "as" and after in "I,.A":
        # "broadcast as live from Tripoli"
        return "N"
    by = index + 1 < len(items) and speech.has("by", items[index + 1].low)
    if kinds >= {"base", "past"} and before in "NM" and (after in _OBJECTS or (after == "I" and (by or before == "M"))):
        # "the channel broadcast pictures", "Rossiya-1 broadcast as proof": the forms are alike.
        return "V"
    if "base" in kinds and before in "NM" and speech.has("also_nouns", low):
        shown = after in "DGNM#qP" and _shows_many(items[:index], low, speech)
        return "V" if shown or _is_plural_item(items[index - 1], speech) else "N"
    if before == "#" and "third" in kinds and low in speech.picture_words["nouns"]:
        # "six photographs it called proof"
        return "N"
    if before == "#" and "base" in kinds:
        return "N" if speech.has("also_nouns", low) else "V"
    third = "third" in kinds and (
        (low in speech.picture_words["nouns"] | speech.picture_words["parts"] and after not in "DGPMN#q")
        or before + after == "NV"
    )
    noun = third or (before in "IDG'" and bool(kinds & {"base", "third"}))
    return "N" if noun or (before in "DG'#" and after not in "DGPT") else "V"


def _is_recording(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> bool:
    """'a nine-minute recording': a picture noun in -ing."""
    low = items[index].low
    whose = index + 1 < len(items) and speech.has("whose", items[index + 1].low)
    picture = low in speech.picture_words["nouns"] and "ing" in speech.kinds(low)
    if picture and before in "CV" and after == "S":
        # "cites recording as proof"
        return True
    return picture and before in "NMDG#'" and (whose or after not in "DGPNMq#")


def _is_shot(low: str, before: str, after: str, speech: Speech) -> bool:
    """'the same shot had been used': a picture noun, since another verb follows."""
    return low in speech.picture_words["nouns"] and before in "NM" and after == "A"


def _is_coming(low: str, following: str, before: str, speech: Speech) -> bool:
    """'stem from', 'date back', 'hail from' after a noun: no nouns."""
    roles = {verb.role for verb in speech.picture_verbs.get(low, ()) if verb.form in ("base", "third")}
    return before in "NM" and bool(roles & {"come", "dates"}) and following in ("from", "back")


_OBJECTS = frozenset("DGPTSYQq")


def _of_noun(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> str:
    # "a photograph accompanying the article"
    if before == "t" and index > 1 and items[index - 2].low == "according":
        return "N"
    participle = before in "NM)" and after in "DPG" and speech.is_gerund(items[index].low)
    # "to parliament by": a verb that no table has seldom stands so.
    return "V" if participle or (before == "t" and after not in "I.,AVCK") else "N"


def _of_adverb(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> str:
    still = items[index].low in speech.picture_words["nouns"] and after in "TW("
    return "N" if before in "DG'" and (still or after in "ItK,.:AVC") else "R"


def _of_that(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> str:
    last = items[index - 1].low if index else ""
    if index + 1 < len(items) and speech.has("there", items[index + 1].low) and before in "NM":
        # "the claim that there are"
        return "T"
    return _that(before, after, last, speech)


def _of_small(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> str:
    """'has since admitted': between a helping verb and its verb a preposition is an adverb."""
    tag = speech.tags.get(items[index].low, "I")
    return "R" if before == "A" and after in "CV" and speech.has("since", items[index].low) else tag


def _of_pronoun(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> str:
    if not speech.has("counted", items[index].low):
        return "P"
    if after in "CV" and index + 1 < len(items) and items[index + 1].low in speech.picture_words["nouns"]:
        # "one photograph had appeared": no verb.
        return "#"
    if before in "DMNG#" and before:
        return "N"
    # "one user": a number.
    return "#" if after in "NM" else "P"


def _of_determiner(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> str:
    low = items[index].low
    if before == "A" and after in "CV" and speech.has("floating", low):
        # "were both cropped from"
        return "R"
    alone = speech.has("alone", low) and _stands_alone(items, index, after, speech)
    alone = alone or (low == "this" and after == "q")
    return "P" if alone else "D"


def _of_possessive(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> str:
    del before
    following = items[index + 1].low if index + 1 < len(items) else ""
    kinds = speech.kinds(following)
    noun = after in "CV" and bool(kinds & {"base", "third", "ing"} or following in speech.picture_words["nouns"])
    return "P" if after in "ACV,." and not noun else "G"


_DECIDE: dict[str, Callable[[Sequence[Item], int, str, str, Speech], str]] = {
    "M": _of_capital,
    "C": _of_reporting,
    "V": _of_verb,
    "N": _of_noun,
    "R": _of_adverb,
    "T": _of_that,
    "P": _of_pronoun,
    "D": _of_determiner,
    "I": _of_small,
    "S": _of_small,
    "G": _of_possessive,
}


def _first_word(item: Item, after: str, speech: Speech) -> str:
    """The class of a capital at a sentence's head: a small word's, if it is one."""
    low = item.low
    if low in speech.tags:
        return speech.tags[low]
    if item.text.isupper() and len(item.text) > 1:
        return "M"
    kinds = {verb.form for verb in speech.verbs.get(low, ())}
    if kinds and kinds <= {"ing", "past", "participle"}:
        return "C"
    if after == "," and _open_class(low, low, speech) == "R":
        return "R"
    if any(low in words for words in speech.nouns.values()) and after not in "M'":
        return "N"
    return "M"


def _is_noun(items: Sequence[Item], index: int, before: str, after: str, speech: Speech) -> bool:  # noqa: PLR0911 - one return a form.
    """Whether a word that can be a reporting verb is a noun or an adjective here."""
    kinds = {str(verb.form) for verb in speech.verbs[items[index].low]}
    if "any" in kinds:
        return False
    if before in "PWAtR":
        return before == "t" and kinds == {"third"}
    if before in "DG'":
        more = any(verb.rest for verb in speech.verbs[items[index].low]) and after in "IR"
        return not (before != "G" and "past" in kinds and (more or after in "TPDGQ:"))
    if before == "#":
        if "third" in kinds and index > 1 and speech.tags.get(items[index - 2].low) in ("D", "G"):
            # "the 2019 protests"
            return True
        return not kinds & {"past", "third"} and after in "ICV,."
    if before in "CV" and kinds == {"third"} and index and speech.is_gerund(items[index - 1].low):
        # "showing volunteers with a boat"
        return True
    if before == "S" and kinds == {"third"} and items[index - 1].low == "as":
        # "shown as plans of the attack"
        return True
    if before == "I":
        return "ing" not in kinds or after not in "TDGPNMQ:O"
    return bool(kinds & {"base", "third"}) and _is_bare_noun(items, index, before, after, kinds, speech)


def _is_bare_noun(items: Sequence[Item], index: int, before: str, after: str, kinds: set[str], speech: Speech) -> bool:  # noqa: PLR0911 - one return a form.
    """'a news report said': a base or third form after a noun that is no plural, or before another verb."""
    if kinds == {"third"} and not any(speech.has("also_nouns", verb.lemma) for verb in speech.verbs[items[index].low]):
        # "which the armed wing says was shot on Tuesday": no noun has this form.
        return False
    if before in "NM" and after in "DGNM#qP" and _shows_many(items[:index], items[index].low, speech):
        return False
    if before in "NM" and after in "CAV":
        return True
    if before == "M" and after == "N" and items[index - 1].low.endswith(_ADJECTIVES):
        # "a British signals officer"
        return True
    if "base" in kinds and before in "NM":
        plural = _is_plural_item(items[index - 1], speech) or not speech.has("also_nouns", items[index].low)
        ends = after == "." and any(item.text == "," for item in items[:index])
        return not (plural or ends)
    if "third" in kinds and before == "N" and index > 1:
        # "of shootings demands that": no noun, after a plural.
        return speech.tags.get(items[index - 2].low) == "I" and not (
            after == "T" and _is_plural_item(items[index - 1], speech)
        )
    if before == "q" and "third" in kinds and after == "T" and _is_named_body(items, index - 2, speech):
        return False
    return before == "q" and not items[index - 1].text.rstrip("\"'”’»“").endswith((",", ".", "!", "?"))


def _is_named_body(items: Sequence[Item], at: int, speech: Speech) -> bool:
    """'The portal "Trakia Dnes" claims that': the quoted words are a name."""
    kinds = ("media", "bodies", "loose")
    return at >= 0 and any(items[at].low in speech.nouns[kind] for kind in kinds)


def _shows_many(before: Sequence[Item], low: str, speech: Speech) -> bool:
    """'Photos obtained by Human Rights Watch show graves': a verb, though a name stands right before it."""
    shows = any(verb.role == "show" and verb.form == "base" for verb in speech.picture_verbs.get(low, ()))
    return shows and any(item.low in speech.picture_words["nouns"] and item.low.endswith("s") for item in before)


def _is_plural_item(item: Item, speech: Speech) -> bool:
    """Whether a noun is a plural; 'US' is none."""
    return not item.text.isupper() and _is_plural(item.low, speech)


def _is_plural(noun: str, speech: Speech) -> bool:
    if noun.endswith("s") and not noun.endswith("ss") and noun not in speech.exceptions:
        return True
    return any(noun in speech.nouns.get(kind, ()) for kind in ("plurals", "receivers", "findings"))


def _that(before: str, after: str, last: str, speech: Speech) -> str:
    """Whether 'that' is a conjunction (T), relative (W), a determiner (D), or a pronoun (P)."""
    if before == "C":
        return "P" if after in ",." else "T"
    if after in "AVCR" and (before in "NM#YqH" or speech.has("counted", last)):
        return "W"
    if before == "I":
        return "T" if speech.has("particles", last) else "D"
    return "P" if after in "AVC,." else "T"

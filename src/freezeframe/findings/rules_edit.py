"""Rules about what was done to a frame: what the crop hides, what was added, mirrored or recoloured.

An edit contradicts a claim only where the claim says that there is none, or where what it hides speaks of itself: a
picture may be cropped in good faith. What the edit is, is told in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from freezeframe.cases.document import Evidence, Finding, Outcome
from freezeframe.cases.objects import Json
from freezeframe.claims.dates import dates_in
from freezeframe.claims.records import Block
from freezeframe.findings import evidence as say
from freezeframe.findings import times
from freezeframe.findings.draft import about, finding
from freezeframe.findings.offers import Case, Offer

HIDDEN, ADDED, RECOLOURED = "hidden_by_crop", "added", "mirrored_or_recoloured"
_PICTURES = (
    r"(?:pictures?|photos?|photographs?|images?|videos?|footage|stills?|clips?|frames?|screenshots?|recordings?)"
)
_NOT_SHOWN = r"(?:(?!(?:show|depict|captur|prov|confirm|reveal|of\b))[\w'-]+,?\s+){0,8}?"
"""Words between the picture and what is said of it, none of which leads on to what it shows."""


def _of_pictures(words: str) -> re.Pattern[str]:
    """A word where it is said of pictures: 'authentic pictures', 'the pictures were authentic', 'were authentic'."""
    is_so = rf"(?:is|are|was|were|been|be|being|as)\s+(?P<no>not\s+|never\s+)?(?:\w+ly\s+|all\s+|both\s+)?{words}"
    return re.compile(
        rf"\b{words}(?:\s+[\w-]+){{0,2}}?\s+{_PICTURES}\b"
        rf"|(?:\b{_PICTURES},?\s+{_NOT_SHOWN}|\A(?:they\s+|these\s+|it\s+)?){is_so}"
        r"\b(?=\s*(?:\Z|[^\w\s]|and\b|or\b|but\b|with\b|by\b|in\b|from\b|before\b))",
        re.IGNORECASE,
    )


_UNALTERED = _of_pictures(r"(?:authentic|genuine|original|unedited|unaltered|untouched|unretouched|uncropped|raw)")
_ALTERED = _of_pictures(
    r"(?:doctored|edited|altered|manipulated|retouched|cropped|mirrored|flipped|photoshopped|recolou?red)"
)
_NO_RECORDING = re.compile(
    r"\b(?:gameplay|in-game (?:footage|video)|(?:video ?)?game (?:footage|trailer|engine)|official (?:game )?trailer|"
    r"development footage|(?:training|military) exercise|exercise footage|training (?:video|footage)|simulated footage|"
    r"dramati[sz]ation|re-?enactment|artist'?s impression|archive footage|file footage)\b",
    re.IGNORECASE,
)
"""Words that say of footage that it records no event, or an older one: whole phrases, for any one of their words
may stand on a sign in the picture."""
_MAY_TELL = re.compile(
    r"\b(?:video ?games?|in-game|exercise|training|trailer|simulat(?:ed|ion|or)|reconstruction|work in progress)\b",
    re.IGNORECASE,
)
"""Words that may be said of the footage, and may as well stand on a sign in it."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_TOLD = 6
"""Lines that a sentence quotes at most; the evidence has all."""
_DRAWN = ("added", "retouched", "border", "page")
_ADDED_WORDS = {"added": "thing added", "retouched": "part changed", "border": "border", "page": "page around it"}
_OVERALL = {"grey": "made grey", "tint": "recoloured", "tone": "changed in brightness or contrast"}


def hidden_by_crop(case: Case) -> Iterator[Finding]:
    """The crop hides words that the frame shows: a caption, a name, a button, a time."""
    for offer, match in _best(case):
        cut = [one for one in match["alterations"] if one["kind"] == "cut_away"]
        hidden = {by: [line for one in cut if _by(one) == by for line in _lines(one)] for by in (_CROP, _STRIP, _ADDED)}
        if any(hidden.values()):
            yield _hides(offer, match, hidden)
        elif cut and match.get("text_notes"):
            notes = "; ".join(match["text_notes"])
            sentence = (
                f"{offer.picture.name} leaves parts of the frame out; what words stood there was not read ({notes})."
            )
            yield finding(HIDDEN, about(offer), "undetermined", sentence, [_taken(offer, match)], _CROP_REFUTED)


_CROP, _STRIP, _ADDED = "its crop", "a strip at its edge (over it, or in its place)", "what was laid over it"
_CROP_REFUTED = "An earlier publication by the same side that shows the frame whole, or a frame that lacks these words."


def _by(one: Json) -> str:
    """What hides a piece of the frame: the crop, a strip that lies there or stands where it was cut, or an addition."""
    values = one.get("values") or {}
    if not values.get("covered"):
        return _CROP
    return _ADDED if values.get("sure") else _STRIP


def _hides(offer: Offer, match: Json, hidden: Mapping[str, Sequence[Json]]) -> Finding:
    lines = [line for some in hidden.values() for line in some]
    words = [line["text"] for line in lines]
    outcome, why = _of_hidden(offer, words)
    percent = 100 * match["visible_fraction"]
    lead = f"{offer.picture.name} shows {percent:.0f} % of the frame of “{match['title']}”"
    by = [what for what, some in hidden.items() if some]
    hides = f"{' and '.join(by)} {'hide' if len(by) > 1 else 'hides'}"
    sentence = f"{lead}; {hides} the words {_quoted(lines)}, as read by machine{why}."
    rows = [
        Evidence(f"in the frame, as read by machine: “{line['text']}”", match["source_id"], None, dict(line))
        for line in lines
    ]
    return finding(HIDDEN, about(offer), outcome, sentence, [*rows, _taken(offer, match)], _CROP_REFUTED)


def _quoted(lines: Sequence[Json]) -> str:
    """The lines with most words, in the order of the frame: a display has many figures, a caption has words."""
    chosen = sorted(range(len(lines)), key=lambda at: -len(_WORD.findall(lines[at]["text"])))[:_TOLD]
    told = [f"“{lines[at]['text']}”{' (in part)' if lines[at].get('visible', 0) > 0 else ''}" for at in sorted(chosen)]
    more = (
        f" and {len(lines) - _TOLD} more {'line' if len(lines) == _TOLD + 1 else 'lines'}" if len(lines) > _TOLD else ""
    )
    return f"{', '.join(told)}{more}"


def _of_hidden(offer: Offer, words: Sequence[str]) -> tuple[Outcome, str]:
    """What hidden words mean for the claim, and in words."""
    if offer.claim is None:
        return "undetermined", ""
    text = " ".join(words)
    if _NO_RECORDING.search(text) and not offer.said_kinds:
        tell = say.listed([f"“{found[0]}”" for found in _NO_RECORDING.finditer(text)])
        return (
            "contradicts",
            f"; words like {tell} stand on footage that was made, or is older, not on a record of the event",
        )
    stamped = _of_stamps(offer, _dates_in(text))
    if stamped is not None:
        return stamped
    edited = _about_edits(offer)
    if edited == "contradicts":
        return edited, ", though the claim calls the picture unaltered"
    may_tell = say.listed([f"“{found[0]}”" for found in _MAY_TELL.finditer(text)])
    if may_tell and not offer.said_kinds:
        return "undetermined", f"; whether {may_tell} is said of the footage, or stands on something in it, is open"
    return "undetermined", ""


def _of_stamps(offer: Offer, stamped: Sequence[str]) -> tuple[Outcome, str] | None:
    """What days that stand in the frame mean for a claim with a day; None where they mean nothing."""
    if not (stamped and offer.dates) or offer.of_release:
        return None
    hows = {times.relation_to_any(times.span(one), offer.spans) for one in stamped}
    said = say.listed([times.said(one) for one in stamped])
    if hows <= {"before", "after", "between"}:
        return "contradicts", f"; among them {said}, another date than the claimed one"
    return ("supports", f"; among them {said}, the claimed date") if hows == {"within"} else None


def _dates_in(text: str) -> list[str]:
    """Whole days that stand in a text, EDTF."""
    found = dates_in(text, [Block("body", (0, len(text)))], "", "en")
    return [one.edtf for one in found if re.fullmatch(r"\d{4}-\d\d-\d\d", one.edtf)]


def added(case: Case) -> Iterator[Finding]:
    """Something was drawn, written, blurred or pasted on the frame, or set around it."""
    for offer, match in _best(case):
        ones = [one for one in match["alterations"] if one["kind"] in _DRAWN]
        if not ones:
            continue
        words = [line["text"] for one in ones for line in _lines(one)]
        quoted = f", with the words {', '.join(f'“{word}”' for word in words)} (as read by machine)" if words else ""
        outcome = _about_edits(offer)
        lead = f"On {offer.picture.name} there is what “{match['title']}” does not show"
        sentence = f"{lead}: {_counted(ones)}{quoted}{_but(offer)}."
        rows = [_altered(one, match) for one in ones]
        refuted = "Another copy of the source that carries the same marks."
        yield finding(ADDED, about(offer), outcome, sentence, [*rows, _taken(offer, match)], refuted)


def mirrored_or_recoloured(case: Case) -> Iterator[Finding]:
    """The frame was mirrored, made grey, or given other colours or tones."""
    for offer, match in _best(case):
        kinds = {one["kind"] for one in match["alterations"]}
        grey = match["grey"] or "grey" in kinds
        done = ["mirrored"] if match["mirrored"] or "mirrored" in kinds else []
        done += [word for kind, word in _OVERALL.items() if kind in kinds or (kind == "grey" and grey)]
        if not done:
            continue
        outcome = _about_edits(offer)
        sentence = f"{offer.picture.name} is the frame of “{match['title']}” {say.listed(done)}{_but(offer)}."
        ones = [one for one in match["alterations"] if one["kind"] in ("mirrored", *_OVERALL)]
        refuted = "Another copy of the source that already looks so."
        rows = [*(_altered(one, match) for one in ones), _taken(offer, match)]
        yield finding(RECOLOURED, about(offer), outcome, sentence, rows, refuted)


def _about_edits(offer: Offer) -> Outcome:
    """Against a claim that calls the picture unaltered; open for all others: an edit supports no claim."""
    denied = bool(offer.claim and offer.claim.get("negated"))
    unaltered, altered = _UNALTERED.search(offer.words), _ALTERED.search(offer.words)
    if unaltered is not None:
        return "undetermined" if denied or unaltered["no"] else "contradicts"
    return "contradicts" if altered is not None and (denied or altered["no"]) else "undetermined"


def _but(offer: Offer) -> str:
    """What the claim says of edits, for the end of a sentence."""
    if _about_edits(offer) == "contradicts":
        return ", though the claim calls it unaltered"
    denied = bool(offer.claim and offer.claim.get("negated"))
    return ", as the claim says of it" if _ALTERED.search(offer.words) and not denied else ""


def _best(case: Case) -> Iterator[tuple[Offer, Json]]:
    """Each picture's main claim, with its best match."""
    for picture in case.document.pictures:
        if picture.matches:
            yield case.main_offer(picture), picture.matches[0]


def _lines(one: Json) -> list[dict[str, Any]]:
    lines = one.get("lines") or ([{"text": one["text"]}] if one.get("text") else [])
    return [dict(line) for line in lines]


def _altered(one: Json, match: Json) -> Evidence:
    share = (one.get("values") or {}).get("share", 0.0)
    over = f", over {100 * share:.1f} % of the picture" if share else ""
    words = f": “{' / '.join(line['text'] for line in _lines(one))}”" if one.get("text") else ""
    text = f"{_OVERALL.get(one['kind']) or _ADDED_WORDS.get(one['kind'], one['kind'])}{over}{words}"
    details = {name: one.get(name) for name in ("kind", "polygon", "in", "values")}
    return Evidence(text, match["source_id"], None, details)


def _taken(offer: Offer, match: Json) -> Evidence:
    return say.taken_from(offer.picture, match["source_id"])


def _counted(ones: Sequence[Json]) -> str:
    words = [_ADDED_WORDS[one["kind"]] for one in ones]
    blurred = [bool((one.get("values") or {}).get("blurred")) for one in ones]
    words = ["part blurred" if is_blurred else word for word, is_blurred in zip(words, blurred, strict=True)]
    return say.listed([_plural(words.count(word), word) for word in dict.fromkeys(words)])


def _plural(number: int, what: str) -> str:
    if number == 1:
        return f"1 {what}"
    first, _, rest = what.partition(" ")
    return f"{number} {first}s {rest}".rstrip()

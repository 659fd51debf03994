"""A trace, as `trace --json` prints it, in words and lines of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, TypeAlias

from freezeframe.cli.context import plain
from freezeframe.cli.fields import field as _field

Answer: TypeAlias = Mapping[str, Any]
"""One object of the `trace --json` contract."""

SURE = -9.0
"""log10: in words no match is ever called less likely by chance than this."""

_NEARLY_ALL = 0.9
"""Share of the picture from which no part of it is named."""

_TOLD = ("cropped", "mirrored", "grey", "rescaled")
"""Alterations that the line on what is left of the frame tells already."""

_EDITS = {
    "resave": "saved again",
    "resave2": "saved twice",
    "small": "shrunk",
    "crop50": "half cut away",
    "crop25": "three quarters cut away",
    "crop12": "seven eighths cut away",
    "mirror": "mirrored",
    "rotate": "turned a little",
    "grey": "grey",
    "grey_contrast": "grey, other contrast",
    "tint": "tinted",
    "marks": "drawn on",
    "screen": "photographed off a screen",
    "page": "inside a page",
    "blur": "blurred",
    "ministry": "grey, cut, enlarged, drawn on",
    "ministry360": "grey, cut, enlarged, drawn on, shrunk",
    "collage": "in a collage",
}
"""The benchmark's edits; pairs are named with a plus."""

_LEADS = {
    "same_scene": "the same place or design, but not shown to be the same frame",
    "weak": "too weak to be called a match",
    "unchecked": "its frames could not be compared, so it may be the same frame or not",
}


def unreadable(answer: Answer) -> str:
    """Why a picture could not be read: one line."""
    return f"{answer['picture']['path']}: {(answer.get('not_found') or {}).get('reason') or 'cannot be read'}"


def page(answer: Answer) -> list[str]:
    """Everything that a trace says, for a person."""
    picture = answer["picture"]
    lines = [plain(f"{picture['path']} ({picture['width']}x{picture['height']})")]
    if answer["outcome"] == "found":
        for match in answer["matches"]:
            lines += _match(match, picture)
    else:
        lines += _not_found(answer)
    for lead in answer["leads"]:
        lines += _lead(lead)
    return [*lines, *_field("searched", _searched(answer["searched"]))]


def table(answers: Sequence[Answer]) -> list[str]:
    """The best match of each picture, a few lines a picture."""
    lines: list[str] = []
    for answer in answers:
        lines += [*_row(answer), ""]
    return lines[:-1]


def chance(log10_nfa: float) -> str:
    """The number of false alarms in words, never more certain than one in a billion."""
    if log10_nfa <= SURE:
        return "under one in a billion if the matched points were independent"
    if log10_nfa >= 0:
        return "no better than chance"
    one_in = 10.0**-log10_nfa
    rounded = round(one_in, 1 - len(str(int(one_in))))
    return f"about one in {int(rounded):,} if the matched points were independent"


def share(fraction: float) -> str:
    """A fraction of the frame as a percentage; what is left of it is never called all when it is not."""
    percent = 100 * fraction
    return "100 %" if fraction >= 1 else f"{min(percent, 99.0):.0f} %"


def _row(answer: Answer) -> list[str]:
    lines = [plain(PurePath(answer["picture"]["path"]).name)]
    if answer["outcome"] != "found":
        lines += _field("found", "in no footage of this archive")
        return lines + _field("searched", _searched(answer["searched"]))
    match = answer["matches"][0]
    lines += _field("taken from", _source(match))
    lines += _field("timecode", _when(match))
    lines += _field("frame left", f"{share(match['visible_fraction'])}{_edits(match)}")
    lines += _field("false alarm", _alarm(match))
    return lines


def _match(match: Answer, picture: Answer) -> Iterator[str]:
    yield from _field("taken from", f"{_source(match)} [{match['source_id']}]")
    # A path stays in one piece, so that it can be copied.
    yield f"  {'file':<12} {plain(match['path'])}"
    yield from _field("where", _part(match["region"], picture))
    if match["media"] == "video":
        yield from _field("timecode", _when(match))
    yield from _field("frame left", f"{share(match['visible_fraction'])}{_edits(match)}")
    for alteration in match["alterations"]:
        if alteration["text"] or alteration["kind"] not in _TOLD:
            yield from _field("altered", _alteration(alteration))
    yield from _field("false alarm", _alarm(match))


def _lead(lead: Answer) -> Iterator[str]:
    why = _LEADS.get(lead["why"], lead["why"])
    yield from _field("a lead only", f"{_source(lead)} [{lead['source_id']}]: {why}")
    if lead.get("fault"):
        yield from _field("not read", lead["fault"])


def _source(match: Answer) -> str:
    published = f", published {match['published']}" if match.get("published") else ""
    return f"“{match['title']}”{published}"


def _part(region: Sequence[Sequence[float]], picture: Answer) -> str:
    """Which part of the picture shows the frame; empty when it is (nearly) all of it."""
    (left, right), (top, bottom) = ((min(side), max(side)) for side in zip(*region, strict=True))
    if (right - left) * (bottom - top) >= _NEARLY_ALL * picture["width"] * picture["height"]:
        return ""
    across, down = (f"{max(round(a + 0.5), 0)} to {round(b + 0.5)}" for a, b in ((left, right), (top, bottom)))
    return f"the part of the picture from {across} pixels across and {down} down"


def _when(match: Answer) -> str:
    intervals = match["frame_intervals"]
    if match["media"] != "video":
        return "a picture, not a video"
    where = f"{match['timecode']}, frame {match['frame_index']}"
    if not intervals or intervals == [[match["frame_index"], match["frame_index"]]]:
        return where
    spans = ", ".join(f"{first}-{last}" if first != last else f"{first}" for first, last in intervals[:4])
    more = f" and {len(intervals) - 4} more spans" if len(intervals) > 4 else ""
    return f"{where}; frames {spans}{more} fit equally well"


def _edits(match: Answer) -> str:
    edits = [word for word, present in (("mirrored", match["mirrored"]), ("made grey", match["grey"])) if present]
    return f", {', '.join(edits)}" if edits else ""


def _alteration(alteration: Answer) -> str:
    text = f": “{alteration['text']}”" if alteration.get("text") else ""
    return f"{str(alteration['kind']).replace('_', ' ')}{text}"


def _alarm(match: Answer) -> str:
    return f"{chance(match['log10_nfa'])} (log10 NFA {match['log10_nfa']:.1f}, {match['inliers']} points)"


def _searched(searched: Answer) -> str:
    hours = searched["seconds"] / 3600
    lost = f"; {searched['lost']} more could not be searched" if searched.get("lost") else ""
    return f"{_counted(searched['videos'], 'video')} ({hours:.2f} h), {_counted(searched['pictures'], 'picture')}{lost}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _not_found(answer: Answer) -> Iterator[str]:
    told = answer.get("not_found") or {}
    yield from _field("found", "in no footage of this archive")
    yield from _field("why", told.get("reason") or "")
    for fault in told.get("unread") or ():
        yield from _field("not read", fault)
    if told.get("would_have_been_caught"):
        yield from _reliability(told["would_have_been_caught"], told.get("measured") or {})


def _reliability(caught: Mapping[str, float | None], measured: Answer) -> Iterator[str]:
    """How often such a search finds what is there; it says nothing of where this picture comes from."""
    yield from _field("how reliable", "Not found does not prove that its footage is not in the archive.")
    yield from _field("", "Of test stills whose video was there, the search found, by edit:")
    for recall in sorted({r for r in caught.values() if r is not None}, reverse=True):
        edits = "; ".join(_edit(edit, measured) for edit, value in caught.items() if value == recall)
        yield from _field("", f"{share(recall)}: {edits}")
    unmeasured = [_edit(edit, {}) for edit, value in caught.items() if value is None]
    if unmeasured:
        yield from _field("", f"not measured: {'; '.join(unmeasured)}")
    if measured:
        sizes = " (*: too few of this size, so stills of all sizes)" if measured["any_size"] else ""
        of = f"{measured['hours']:.2f} h of other footage, {measured['stills']} stills or more an edit"
        yield from _field("", f"Measured on {of}, of the size class “{measured['size']}” pixels{sizes}.")


def _edit(name: str, measured: Answer) -> str:
    """An edit of the benchmark in words, marked when its share is that of stills of all sizes."""
    said = " + ".join(_EDITS.get(part, plain(part)) for part in name.split("+"))
    return f"{said}*" if name in measured.get("any_size", ()) else said

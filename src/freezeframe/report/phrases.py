"""The sentences that a trace is told in, on a terminal and on a page.

They take one object of the ``trace --json`` contract and return plain text, as it came: who shows it escapes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from freezeframe.report.places import SAID, WRITTEN, kind_of, together
from freezeframe.trace.recall import EDITS

Answer: TypeAlias = Mapping[str, Any]
"""One object of the `trace --json` contract, or a part of it."""

SURE = -9.0
"""log10: in words no match is ever called less likely by chance than this."""

ALL = 0.97
"""Share of the frame from which it is all of it, unless a trace tells that a piece was cut away."""
_STRETCHED = 0.03
"""Share by which one side was resized more than the other, from which each is told on its own."""
_UNCHANGED = 0.01
"""Share by which a side may be resized and is still called unchanged beside one that was."""
_NEARLY_ALL = 0.9
"""Share of the picture from which no part of it is named."""


LEADS = {
    "same_scene": "the same place or design, but not shown to be the same frame",
    "weak": "too weak to be called a match",
    "unchecked": "its frames could not be compared, so it may be the same frame or not",
}


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
    if fraction >= 1:
        return "100 %"
    return f"{100 * fraction:.0f} %" if fraction <= 0.99 else f"{min(100 * fraction, 99.9):.1f} %"


def of_frame(match: Answer) -> str:
    """How much of the frame can be seen: all of it, where no part was cut away that a trace tells."""
    return "all of the frame" if _is_whole(match) else f"{_seen(match)} of the frame"


def left(match: Answer) -> str:
    """What is left of the frame, and what was done to the whole of it."""
    return f"{of_frame(match) if _is_whole(match) else _seen(match)}{edits(match)}"


def _is_whole(match: Answer) -> bool:
    """Whether nothing worth telling was cut away."""
    cropped = any(one["kind"] == "cropped" for one in match.get("alterations", ()))
    return bool(match["visible_fraction"] >= ALL) and not cropped


def _seen(match: Answer) -> str:
    """A share of the frame; two where a strip over the edge of a crop covers the frame, or stands where it was cut."""
    visible = match["visible_fraction"]
    over = any(_values(one).get("strip") for one in match.get("alterations", ()))
    under = sum(
        _values(one).get("share", 0.0) for one in match.get("alterations", ()) if over and _kind(one) == "covered"
    )
    return f"{share(max(visible - under, 0.0)).removesuffix(' %')} to {share(visible)}" if under else share(visible)


def percent(fraction: float) -> str:
    """A share that is there, however small, as a percentage; never all when it is not, nor nothing."""
    return share(fraction) if fraction >= 0.01 else "less than 1 %"


def _rate(recall: float) -> str:
    """A share of test stills, which are too few for decimals; never all when it is not."""
    return "100 %" if recall >= 1 else f"{min(100 * recall, 99.0):.0f} %"


def source(match: Answer) -> str:
    """What a source is called, and since when it is attested."""
    published = f", published {match['published']}" if match.get("published") else ""
    return f"“{match['title']}”{published}"


def part(region: Sequence[Sequence[float]], picture: Answer) -> str:
    """Which part of the picture shows the frame; empty when it is (nearly) all of it."""
    (left, right), (top, bottom) = ((min(side), max(side)) for side in zip(*region, strict=True))
    if (right - left) * (bottom - top) >= _NEARLY_ALL * picture["width"] * picture["height"]:
        return ""
    across, down = (f"{max(round(a + 0.5), 0)} to {round(b + 0.5)}" for a, b in ((left, right), (top, bottom)))
    return f"the part of the picture from {across} pixels across and {down} down"


def when(match: Answer) -> str:
    """Which frame, and which others fit equally well."""
    intervals = match["frame_intervals"]
    if match["media"] != "video":
        return "a picture, not a video"
    where = f"{match['timecode']}, frame {match['frame_index']}"
    if not intervals or intervals == [[match["frame_index"], match["frame_index"]]]:
        return where
    spans = ", ".join(f"{first}-{last}" if first != last else f"{first}" for first, last in intervals[:4])
    more = f" and {len(intervals) - 4} more spans" if len(intervals) > 4 else ""
    return f"{where}; frames {spans}{more} fit equally well"


def edits(match: Answer) -> str:
    """What was done to the whole of it, to follow on what is left of the frame."""
    done = [word for word, present in (("mirrored", match["mirrored"]), ("made grey", match["grey"])) if present]
    return f", {', '.join(done)}" if done else ""


def changes(match: Answer, picture: Answer) -> str:
    """What else was done to the frame, the text apart; empty when nothing was. ``picture`` has a width and height."""
    by_kind: dict[str, list[Answer]] = defaultdict(list)
    for one in match["alterations"]:
        by_kind[_kind(one)].append(one)
    said = [_CHANGED[kind](_values(one)) for kind, ones in by_kind.items() if kind in _CHANGED for one in ones]
    said += [_turned(_values(one), mirrored=bool(match.get("mirrored"))) for one in by_kind["rotated"]]
    for kind, (thing, things) in _COUNTED.items():
        if ones := by_kind[kind]:
            number = _number(ones, (picture["width"], picture["height"]))
            said.append(f"{number} {thing if number == 1 else things} ({_of_it(ones)} of the picture)")
    said += [f"{_of_it(by_kind[kind])} of the frame {SAID[kind]}" for kind in ("covered", "over") if by_kind[kind]]
    return "; ".join(said)


def _number(ones: Sequence[Answer], size: tuple[int, int]) -> int:
    """How many places these are, neighbours pointed at together, as in the exhibits."""
    return len(together([("", np.array(one["polygon"], np.float64)) for one in ones], size))


def hidden(match: Answer) -> list[str]:
    """The text that the crop hid, a string for each piece of the frame; what can be seen in part is marked."""
    ones = [one for one in match["alterations"] if one["kind"] == "cut_away" and one.get("text")]
    how = {"covered": " (covered, or cut away)", "over": " (covered)"}
    return [f"{_lines(one)}{how.get(_kind(one), '')}" for one in ones]


def added(match: Answer) -> list[str]:
    """The text that was added, each added thing in a string."""
    return [_lines(one) for one in match["alterations"] if one.get("text") and _kind(one) in WRITTEN]


def changed(match: Answer) -> list[str]:
    """The text that is read in changed places, each in a string: it may be the frame's own."""
    where = {"retouched": "in a changed place", "blurred": "in a blurred place"}
    ones = [one for one in match["alterations"] if one.get("text") and _kind(one) in where]
    return [f"{where[_kind(one)]}: {_lines(one)}" for one in ones]


def texts(match: Answer) -> Iterator[tuple[str, list[str]]]:
    """Text that was hidden, that was added, or that is read where the picture was changed, by what it is called."""
    for name, found in (("hidden text", hidden(match)), ("added text", added(match)), ("text", changed(match))):
        if found:
            yield name, found


def _kind(one: Answer) -> str:
    return kind_of(one["kind"], _values(one))


def _values(one: Answer) -> Answer:
    return one.get("values") or {}


def _lines(one: Answer) -> str:
    lines = one.get("lines") or [{"text": one["text"]}]
    return " / ".join(f"“{line['text']}”{_part_seen(line.get('visible', 0.0))}" for line in lines)


def _part_seen(visible: float) -> str:
    return " (a part of it can be seen)" if visible > 0 else ""


def _of_it(ones: Sequence[Answer]) -> str:
    return percent(sum(_values(one).get("share", 0.0) for one in ones))


def _resized(values: Answer) -> str:
    factor = values.get("factor", 1.0)
    across, down = values.get("across", factor), values.get("down", factor)
    if abs(across / down - 1) <= _STRETCHED:
        return _by(factor)
    sides = [(across, "across", "width"), (down, "down", "height")]
    told = [f"{_by(by)} {way}" for by, way, _ in sides if abs(by - 1) > _UNCHANGED]
    same = next((f", its {other} left as it was" for by, _, other in sides if abs(by - 1) <= _UNCHANGED), "")
    return f"{' and '.join(told)}{same} (of the frame's sides)"


def _by(factor: float) -> str:
    if factor > 1:
        return f"enlarged {factor:.1f} times" if factor >= 1.1 else f"enlarged {factor:.2f} times"
    return f"shrunk to {percent(factor)}"


def turned(degrees: float, *, mirrored: bool) -> str:
    """A turn, clockwise where it is positive; of what was mirrored, a turn that came after that."""
    way = f"turned by {abs(degrees):.1f} degrees {'clockwise' if degrees > 0 else 'counter-clockwise'}"
    return f"{way} after it was mirrored" if mirrored else way


def _turned(values: Answer, *, mirrored: bool) -> str:
    # A trace tells the turn that comes before the mirroring, which turns it the other way round.
    degrees = values.get("degrees", 0.0)
    return turned(-degrees if mirrored else degrees, mirrored=mirrored)


_COUNTED: Mapping[str, tuple[str, str]] = {
    "added": ("thing added", "things added"),
    "blurred": ("part blurred", "parts blurred"),
    "retouched": ("part changed", "parts changed"),
    "lit": ("part lighter or darker", "parts lighter or darker"),
}
"""Places that are counted, one and several of them."""
_CHANGED: Mapping[str, Callable[[Answer], str]] = {
    "rescaled": _resized,
    "tint": lambda _: "colours changed",
    "tone": lambda _: "brightness or contrast changed",
    "softened": lambda _: "all of it blurred",
    "border": lambda _: "a border around it",
    "page": lambda _: "shown on a page",
}
"""Alterations of the whole picture in words, from their values; the turn apart."""


def alarm(match: Answer) -> str:
    """The chance of a false alarm, in words and figures."""
    return f"{chance(match['log10_nfa'])} (log10 NFA {match['log10_nfa']:.1f}, {match['inliers']} points)"


def searched(what: Answer) -> str:
    """How much was searched."""
    hours = what["seconds"] / 3600
    lost = f"; {what['lost']} more could not be searched" if what.get("lost") else ""
    return f"{counted(what['videos'], 'video')} ({hours:.2f} h), {counted(what['pictures'], 'picture')}{lost}"


def counted(number: int, what: str) -> str:
    """A number of things."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def reliability(caught: Mapping[str, float | None], measured: Answer) -> Iterator[str]:
    """How often such a search finds what is there, a sentence at a time; it says nothing of this picture's origin."""
    yield "Not found does not prove that its footage is not in the archive."
    yield "Of test stills whose video was there, the search found, by edit:"
    for recall in sorted({r for r in caught.values() if r is not None}, reverse=True):
        edits = "; ".join(_edit(edit, measured) for edit, value in caught.items() if value == recall)
        yield f"{_rate(recall)}: {edits}"
    unmeasured = [_edit(edit, {}) for edit, value in caught.items() if value is None]
    if unmeasured:
        yield f"not measured: {'; '.join(unmeasured)}"
    if measured:
        sizes = " (*: too few of this size, so stills of all sizes)" if measured["any_size"] else ""
        of = f"{measured['hours']:.2f} h of other footage, {measured['stills']} stills or more an edit"
        yield f"Measured on {of}, of the size class “{measured['size']}” pixels{sizes}."


def _edit(name: str, measured: Answer) -> str:
    """An edit of the benchmark in words, marked when its share is that of stills of all sizes."""
    said = " + ".join(EDITS.get(part, part) for part in name.split("+"))
    return f"{said}*" if name in measured.get("any_size", ()) else said

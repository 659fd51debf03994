"""A trace, as `trace --json` prints it, in words and lines of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from freezeframe.cli.context import plain
from freezeframe.cli.fields import field as _field
from freezeframe.report import phrases
from freezeframe.report.phrases import Answer


def unreadable(answer: Answer) -> str:
    """Why a picture could not be read: one line."""
    return f"{answer['picture']['path']}: {(answer.get('not_found') or {}).get('reason') or 'cannot be read'}"


def page(answer: Answer, told: set[str]) -> list[str]:
    """Everything that a trace says, for a person; ``told`` holds what need not be said twice in one run."""
    picture = answer["picture"]
    lines = [plain(f"{picture['path']} ({picture['width']}x{picture['height']})")]
    if answer["outcome"] == "found":
        for match in answer["matches"]:
            lines += _match(match, picture)
    else:
        lines += _not_found(answer, told)
    for lead in answer["leads"]:
        lines += _lead(lead)
    return [*lines, *_field("searched", phrases.searched(answer["searched"]))]


def table(answers: Sequence[Answer]) -> list[str]:
    """The best match of each picture, a few lines a picture."""
    lines: list[str] = []
    for answer in answers:
        lines += [*_row(answer), ""]
    return lines[:-1]


def _row(answer: Answer) -> list[str]:
    lines = [plain(PurePath(answer["picture"]["path"]).name)]
    if answer["outcome"] != "found":
        lines += _field("found", "in no footage of this archive")
        return lines + _field("searched", phrases.searched(answer["searched"]))
    match = answer["matches"][0]
    lines += _field("taken from", phrases.source(match))
    lines += _field("timecode", phrases.when(match))
    lines += _field("frame left", phrases.left(match))
    lines += _done(match, answer["picture"])
    lines += _field("false alarm", phrases.alarm(match))
    return lines


def _match(match: Answer, picture: Answer) -> Iterator[str]:
    yield from _field("taken from", f"{phrases.source(match)} [{match['source_id']}]")
    # A path stays in one piece, so that it can be copied.
    yield f"  {'file':<12} {plain(match['path'])}"
    yield from _field("where", phrases.part(match["region"], picture))
    if match["media"] == "video":
        yield from _field("timecode", phrases.when(match))
    yield from _field("frame left", phrases.left(match))
    yield from _done(match, picture)
    yield from _field("false alarm", phrases.alarm(match))


def _done(match: Answer, picture: Answer) -> Iterator[str]:
    """What was done to the frame, and the text that was hidden, added, or read in what was changed."""
    yield from _field("altered", phrases.changes(match, picture))
    for name, found in phrases.texts(match):
        for text in found:
            yield from _field(name, text)
    for note in match.get("text_notes") or ():
        yield from _field("not read", note)


def _lead(lead: Answer) -> Iterator[str]:
    why = phrases.LEADS.get(lead["why"], lead["why"])
    yield from _field("a lead only", f"{phrases.source(lead)} [{lead['source_id']}]: {why}")
    if lead.get("fault"):
        yield from _field("not read", lead["fault"])


def _not_found(answer: Answer, told: set[str]) -> Iterator[str]:
    missing = answer.get("not_found") or {}
    yield from _field("found", "in no footage of this archive")
    yield from _field("why", missing.get("reason") or "")
    for fault in missing.get("unread") or ():
        yield from _field("not read", fault)
    if missing.get("would_have_been_caught"):
        said = list(phrases.reliability(missing["would_have_been_caught"], missing.get("measured") or {}))
        whole = " ".join(said)
        if whole in told:
            said = ["as for the picture of this size above"]
        told.add(whole)
        for number, sentence in enumerate(said):
            yield from _field("" if number else "how reliable", sentence)

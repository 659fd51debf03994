"""A bundle's case held against its own files and its journal: nothing missing, added, or said otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from freezeframe.cases import assembled
from freezeframe.cases.document import CaseDocument
from freezeframe.cases.journal import Entry
from freezeframe.cases.state import state_from
from freezeframe.errors import Damaged
from freezeframe.report.sealed import contents, crate, credentials
from freezeframe.report.sealed.follows import Deviates
from freezeframe.report.sealed.opened import Opened


def case(opened: Opened) -> str:
    """The case can be read, what it names is there or said to be withheld, and nothing is there that nobody names.

    Raises:
        Damaged, Deviates, LookupError, TypeError: it is not so.
    """
    document, inside = opened.document, opened.payload
    for name in (crate.NAME, contents.JOURNAL, *(exhibit.file for exhibit in document.exhibits)):
        if name not in inside:
            raise Damaged(name, "is missing", "")
    told = {one["of"]: one for one in opened.sealed["originals"]}
    wanted = _originals(document)
    if set(told) != set(wanted):
        raise Deviates(f"{contents.SEALED} speaks of other originals than the case")
    for name, digest in wanted.items():
        file = told[name]["file"]
        if told[name]["sha256"] != digest or (file and inside[file] != digest):
            raise Deviates(f"the original of {name} is another one than the case says")
        if not file and not told[name]["why"]:
            raise Deviates(f"the original of {name} is not inside, and nothing says why")
    _captures(document, inside)
    _refuse_unnamed(opened)
    held = sum(bool(one["file"]) for one in told.values())
    holds = f"{len(document.pictures)} pictures, {len(document.findings)} findings"
    return f"{holds}; {held} originals inside, {len(told) - held} by their hash only"


def journal(opened: Opened) -> str:
    """Every entry is chained to the one before, and the case and its files are as the journal says.

    Raises:
        Damaged, Deviates, LookupError, TypeError: it is not so.
    """
    entries, document = opened.entries_of_journal, opened.document
    if not entries or entries[-1].sha256 != document.journal_head:
        raise Deviates("its last entry is not the one that the case names")
    check_files(opened.payload, entries)
    _check_said(document, entries)
    return f"{len(entries)} entries, from {entries[0].at} to {entries[-1].at}, each chained to the one before"


def check_files(inside: Mapping[str, str], entries: Sequence[Entry]) -> None:
    """Reports, exhibits and captures are those that the journal says were written, all that hold now and no others.

    ``inside`` are the SHA-256 of files by their path in the case.

    Raises:
        Damaged: one is missing, was changed, or was written by no step.
    """
    known = {name: digest for entry in entries for name, digest in entry.outputs.items()}
    for name, digest in inside.items():
        if not name.startswith(_FOLDERS):
            continue
        if name not in known:
            raise Damaged(name, "was written by no step that the journal tells of", "take it out of the case")
        if known[name] != digest:
            raise Damaged(name, "is not what the journal says was written", _AGAIN)
    reports = {name for entry in entries if entry.step == "report" for name in entry.outputs}
    for name in sorted({*assembled.current_of(entries), *reports}):
        if name.startswith(_FOLDERS) and name not in inside:
            raise Damaged(name, "is missing, though the journal says that it was written", _AGAIN)


_FOLDERS = tuple(f"{name}/" for name in contents.FOLDERS)
_AGAIN = "put the file there again, from a copy (every bundle that was sealed of the case holds one)"


def _check_said(document: CaseDocument, entries: Sequence[Entry]) -> None:
    """What the case says is what its steps noted; no step is repeated for it."""
    state = state_from(entries)
    if document.versions != state.versions or document.ratings != state.ratings:
        raise Deviates("the case has other ratings, or other versions of its report, than the journal tells of")
    last = {name: digest for entry in entries for name, digest in entry.outputs.items()}
    for name, data in assembled.files_of(document).items():
        if last.get(name) != sha256(data).hexdigest():
            raise Deviates(f"what the case says is not what the journal says was written in {name}")
    told = next((entry.options["content"] for entry in reversed(entries) if entry.step == "report"), None)
    if told is None:
        raise Deviates("it tells of no report")
    if told != assembled.content(document):
        raise Deviates("the case says something else than what its last report was made of")


def _captures(document: CaseDocument, inside: Mapping[str, str]) -> None:
    """Whatever is said to be held is there."""
    for name, source in document.sources.items():
        for one in source.attestations:
            if one.evidence != "held" and not one.capture:
                continue
            if inside.get(f"captures/{one.capture}") != one.capture_sha256:
                raise Deviates(f"a capture that is said to be held of {name} is not inside, or another one is")


def _originals(document: CaseDocument) -> dict[str, str]:
    """SHA-256 of every statement, picture and matched source, by id."""
    wanted = {one.id: one.sha256 for one in document.statements} | {one.id: one.sha256 for one in document.pictures}
    for picture in document.pictures:
        for match in picture.matches:
            name = match["source_id"]
            source = document.sources[name]
            wanted[name] = source.sha256
            if match["sha256"] != source.sha256:
                raise Deviates(f"a match of {picture.id} is of another file than its source")
            if match["title"] != source.title:
                raise Deviates(f"a match of {picture.id} has another title than its source")
    return wanted


def _refuse_unnamed(opened: Opened) -> None:
    """A frame or an original that nobody names could be one that a match is said to lack."""
    named = {contents.CASE, contents.SEALED, contents.JOURNAL, crate.NAME, *_named(opened)}
    for name in opened.payload:
        if name not in named and not name.startswith(_FOLDERS):
            raise Damaged(name, "is inside, and nothing in the case names it", "")


def _named(opened: Opened) -> Iterator[str]:
    for one in opened.sealed["originals"]:
        yield one["file"]
    for match in opened.sealed["matches"]:
        for frame in match["frames"]:
            if opened.payload[frame["file"]] != frame["sha256"]:
                raise Deviates(f"{frame['file']} is not the frame that was sealed")
            yield frame["file"]
    for exhibit in opened.document.exhibits:
        yield f"{credentials.FOLDER}/{exhibit.file}"

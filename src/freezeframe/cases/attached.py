"""Pictures that are attached to a statement of a case, and the claims that each is offered for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from freezeframe.archive.files import is_text
from freezeframe.archive.gather import MEDIA_SUFFIXES
from freezeframe.archive.metadata import read as read_tags
from freezeframe.cases.folder import Case
from freezeframe.cases.objects import to_json
from freezeframe.cases.state import PictureEntry, StatementEntry, state_of
from freezeframe.cases.statements import read_again, reading_of
from freezeframe.claims.records import PictureMention, Reading, Voice
from freezeframe.errors import BadInput, FreezeframeError
from freezeframe.media import read_still

_VIDEOS = frozenset(
    ".3gp .asf .avi .flv .m2ts .m4v .mkv .mov .mp4 .mpeg .mpg .mts .mxf .ogg .ogv .ts .vob .webm .wmv".split()
)
"""Of what a folder holds these are passed over: a video is footage for the archive, no picture of a statement."""


@dataclass(frozen=True)
class Attached:
    """What became of the pictures that were to be attached."""

    pictures: tuple[PictureEntry, ...]
    """Those that are in the case now, in the order in which they were given."""
    bad: tuple[FreezeframeError, ...]
    """Why others are not."""


def gathered(paths: Iterable[Path]) -> list[Path]:
    """The pictures that are named, and those in folders that are named, in order of name.

    Raises:
        BadInput: a folder holds none, or cannot be read.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        try:
            inside = sorted(one for one in path.iterdir() if one.suffix.lower() in MEDIA_SUFFIXES - _VIDEOS)
        except OSError as error:
            raise BadInput(path, f"cannot be read ({error.strerror})", "check its permissions") from error
        if not inside:
            raise BadInput(path, "holds no picture", "give the folder that the pictures of the statement are in")
        found += inside
    return found


def attach(case: Case, paths: Sequence[Path], statement: str = "", claims: Sequence[str] = ()) -> Attached:
    """Put pictures into the case for a statement, the last one if none is named; what is in it already stays.

    ``claims`` are those that a person says they are offered for; else the words of the statement decide.

    Raises:
        BadInput: there is no such statement or claim.
    """
    entry = state_of(case).statement(statement)
    chosen = _checked(case, entry, claims)
    made: list[PictureEntry] = []
    bad: list[FreezeframeError] = []
    for path in paths:
        try:
            made.append(_attached(case, path, entry, chosen))
        except BadInput as error:
            bad.append(error)
    if made:
        _offer(case, entry)
    return Attached(tuple(made), tuple(bad))


def claims_of(case: Case, picture: PictureEntry) -> tuple[str, ...]:
    """The claims that a picture is offered for."""
    if picture.chosen:
        return picture.chosen
    told = case.read_json(_offered(picture.statement))
    return tuple(told.get(picture.id, ()))


def _attached(case: Case, path: Path, statement: StatementEntry, chosen: tuple[str, ...]) -> PictureEntry:
    original, sha256 = _checked_picture(case, path)
    pictures = state_of(case).pictures
    known = next((one for one in pictures if one.sha256 == sha256 and one.statement == statement.id), None)
    if known is not None and known.chosen == chosen and _is_whole(case, known):
        return known
    name = known.id if known else f"p{len(pictures) + 1}"
    picture = PictureEntry(name, sha256, path.name, original, statement.id, chosen)
    kept = case.folder / original
    height, width = read_still(kept).colour.shape[:2]
    facts = {"width": width, "height": height, "metadata": read_tags(kept, "picture")}
    at = f"pictures/{name}.json"
    outputs = {original: sha256, at: case.write_json(at, facts)}
    case.done("attach", {"picture": to_json(picture)}, {path.name: sha256}, outputs)
    return picture


def _is_whole(case: Case, picture: PictureEntry) -> bool:
    """Whether what was noted of a picture is there as it was written."""
    at = f"pictures/{picture.id}.json"
    return case.whole({at: case.outputs[at]})


def _checked_picture(case: Case, path: Path) -> tuple[str, str]:
    """A picture that can be read, kept in the case: its file there and its SHA-256."""
    if not is_text(path.name):
        raise BadInput(ascii(path.name), "has a name that is no UTF-8", "rename the file")
    read_still(path)
    return case.keep(path)


def _offer(case: Case, statement: StatementEntry) -> None:
    """Note which claims the words of a statement offer each of its pictures for."""
    pictures = tuple(one.id for one in state_of(case).pictures if one.statement == statement.id)
    last = case.journal.last("offer", statement=statement.id)
    if last is not None and last.options["pictures"] == list(pictures) and case.whole(last.outputs):
        return
    reading = read_again(case, statement, pictures)
    told = {picture: _claims_by_words(reading, picture) for picture in pictures}
    at = _offered(statement.id)
    outputs = {at: case.write_json(at, told)}
    case.done("offer", {"statement": statement.id, "pictures": list(pictures)}, {}, outputs)


def _claims_by_words(reading: Reading, picture: str) -> list[str]:
    """The claims that speak of a picture; of one without a place of its own in the words, all that speak of pictures.

    Those are the claims by whose words its side says something of its pictures: what they show, whence, when, where.
    """
    own = next((one for one in reading.pictures if one.file == picture), None)
    if own is None:
        return []
    unbound = [one for one in reading.pictures if not one.file]
    side = own.offered_by.name if own.offered_by else ""
    general = own.span == (0, 0) or any(one.span == own.span for one in unbound)
    told = {one.id for one in unbound if general and _says_something(one) and _is_of(one.offered_by, side)}
    return [
        claim.id
        for claim in reading.claims
        if own.id in claim.pictures or (told & set(claim.pictures) and _is_of(claim.speaker, side))
    ]


def _says_something(mention: PictureMention) -> bool:
    return bool(mention.offered_as or mention.said_source or mention.dates or mention.places)


def _is_of(voice: Voice | None, side: str) -> bool:
    """Whether a voice may be that of a side: it is, or nobody is named."""
    return voice is None or not voice.name or not side or voice.name == side


def _offered(statement: str) -> str:
    return f"pictures/offered-{statement}.json"


def _checked(case: Case, statement: StatementEntry, claims: Sequence[str]) -> tuple[str, ...]:
    """Claims that are in the reading, as it names them."""
    if not claims:
        return ()
    known = [claim["id"] for claim in reading_of(case, statement)["claims"]]
    names = tuple(claim.removeprefix(f"{statement.id}/") for claim in claims)
    for name in names:
        if name not in known:
            raise BadInput(name, f"is no claim of {statement.id}", "see: freezeframe case show")
    return names

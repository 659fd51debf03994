"""Pictures in lists and captions: 'Photo 1: the bridge', 'Two photographs attached: the drone; its wing'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from freezeframe.claims.boundaries import trimmed
from freezeframe.claims.phrases import core_after, with_complements
from freezeframe.claims.picture_phrases import PicturePhrase, pictures_in
from freezeframe.claims.words import Phrase, Row

SOURCES = ("parts", "games", "films", "videos", "reports", "posts", "documents", "nouns")


@dataclass(frozen=True)
class Listed:
    """A picture in a list."""

    phrase: Phrase
    """What names it: 'Photo 1', or the words that say what it shows."""
    shows: Phrase | None
    source: Phrase | None


def listed_in(row: Row) -> list[Listed]:
    """The pictures that a line lists after a colon; empty for other sentences."""
    head = next(pictures_in(row), None)
    colon = _separator(row, head)
    if colon < 1 or colon == len(row.tags) - 1:
        return []
    if head is None or head.elliptic or head.phrase[1] >= colon or set(row.tags[:colon]) & set("AWTQ,"):
        return []
    numbered = row.tags[head.phrase[1]] == "#" and head.phrase[1] == colon - 1
    attached = any(
        v.role == "publish" for at in range(colon) for v in row.speech.picture_verbs.get(row.items[at].low, ())
    )
    if numbered:
        return [_numbered(row, head.phrase, colon + 1)]
    return list(_items(row, colon + 1)) if attached and ";" in row.tags[colon:] else []


def _separator(row: Row, head: PicturePhrase | None) -> int:
    """The colon of 'Photo 1: the bridge'; the dash of 'Photo 1 - the bridge'."""
    if head is not None and not head.elliptic and row.tags[head.phrase[1] :][:2] == "#-":
        return head.phrase[1] + 1
    return row.tags.find(":")


def credited_in(row: Row) -> Phrase | None:
    """What 'Source: the Interpol database' names."""
    if len(row.items) < 3 or row.tags[1] != ":" or not row.speech.has("credits", row.items[0].low):
        return None
    return trimmed(row, (2, len(row.tags) - 1))


def _numbered(row: Row, name: Phrase, at: int) -> Listed:
    """What 'Photo 1: frame from the viral video, 0:41' shows, and where it is from."""
    words = row.speech.picture_words
    end = len(row.tags) - 1
    if row.tags[at : at + 3] == "IN:":
        # After "for comparison:".
        at += 3
    opening = row.tags.find("(", at)
    if opening > at and row.tags[opening:].rstrip(".").endswith(")"):
        # "the head (Inspector Veleva)": who is quoted.
        end = opening - 1
    shows = trimmed(row, (at, end))
    for index in range(at, end):
        if row.tags[index] == "I" and row.items[index].low in ("from", "in", "of"):
            core = core_after(row, index + 1)
            if core is None or not any(row.items[core].low in words[kind] for kind in SOURCES):
                continue
            part = row.items[index - 1].low in words["parts"]
            source = trimmed(row, (index + 1, end))
            return Listed(name, None if part else trimmed(row, (at, index - 1)), source)
    return Listed(name, shows, None)


def _items(row: Row, at: int) -> Iterator[Listed]:
    first = at
    for index in range(at, len(row.tags) + 1):
        if index == len(row.tags) or row.tags[index] == ";":
            phrase = trimmed(row, (first, index - 1))
            if phrase is not None:
                yield Listed(phrase, phrase, None)
            first = index + 1


def caption_in(row: Row) -> Iterator[PicturePhrase]:
    """What a caption stands under: its picture noun, or the first thing that it names."""
    named = next((p for p in pictures_in(row) if not p.elliptic), None)
    if named is not None:
        if row.tags[named.phrase[1] + 1 : named.phrase[1] + 2] != ":":
            yield named
        return
    last = core_after(row, 0)
    if last is not None:
        yield PicturePhrase((0, with_complements(row, last)), last, elliptic=False)


def described_in(row: Row, picture: PicturePhrase) -> Phrase | None:
    """', a blurred group on a slipway,' after 'the fifth': what it shows."""
    at = picture.phrase[1] + 1
    if not picture.elliptic or row.tags[at : at + 1] != "," or at + 1 >= len(row.items):
        return None
    closing, last = row.tags.find(",", at + 1), core_after(row, at + 1)
    words = row.speech.picture_words
    if closing < 0 or last is None or not row.speech.has("indefinite", row.items[at + 1].low):
        return None
    pictures = row.items[last].low in words["parts"] | words["nouns"]
    return None if pictures or row.tags[closing + 1 : closing + 2] not in tuple("AVC") else (at + 1, closing - 1)

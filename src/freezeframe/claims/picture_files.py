"""Pictures that are there: those on the page, and those given beside a statement, tied to what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from freezeframe.claims.picture_found import Found
from freezeframe.claims.records import PagePicture, Voice


def with_page(found: Sequence[Found], page: Sequence[PagePicture]) -> list[Found]:
    """The pictures of a text, those with their captions under a picture of the page having its file.

    A picture that nothing is said of is added at the end; it stands for what its statement offers.
    """
    result = list(found)
    for picture in page:
        span = picture.caption_span
        index = next((n for n, one in enumerate(result) if span and span[0] <= one.span[0] < span[1]), None)
        if index is not None:
            result[index] = replace(result[index], file=picture.file)
        elif span is not None:
            result.append(Found(len(result), span, file=picture.file, told=True))
        else:
            result.append(_like(offering(found), picture.file))
    return sorted(result, key=lambda one: one.span)


def with_given(found: Sequence[Found], files: Sequence[str]) -> list[Found]:
    """The pictures of a text, and those that a person gave beside it.

    Where the statement lists as many pictures as were given, each is the one in its place; else each stands for what
    the statement offers.
    """
    listed = [one for one in found if one.listed]
    if files and len(listed) == len(files):
        files_of = dict(zip(map(id, listed), files, strict=True))
        return [replace(one, file=files_of.get(id(one), one.file)) for one in found]
    return [*found, *(_like(offering(found), file) for file in files)]


def offering(found: Sequence[Found]) -> Found | None:
    """The picture by which a statement offers its pictures: the first that somebody offers as something, if any."""
    offered = [one for one in found if one.offered_by is not None]
    return next((one for one in offered if one.offered_as), offered[0] if offered else None)


def _like(one: Found | None, file: str) -> Found:
    """A picture without words of its own, which stands for one that is spoken of."""
    if one is None:
        return Found(0, (0, 0), file=file, told=True)
    offered_by: Voice | None = replace(one.offered_by, inferred=True) if one.offered_by else None
    return replace(one, offered_by=offered_by, file=file, stands_for=one.span)

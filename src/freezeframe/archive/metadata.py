"""What a file says of itself: container tags, EXIF, IPTC, XMP. Kept and shown, never taken as an attestation."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import av
from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from freezeframe.archive.records import Tags
from freezeframe.errors import FreezeframeError
from freezeframe.media import open_container, open_picture
from freezeframe.types import MediaKind

MAX_CHARACTERS = 2000
"""A longer value is cut: tags hold whole scripts and thumbnails at times."""

_IPTC_NAMES = {
    (2, 5): "title",
    (2, 25): "keywords",
    (2, 55): "date_created",
    (2, 60): "time_created",
    (2, 80): "by_line",
    (2, 90): "city",
    (2, 101): "country",
    (2, 105): "headline",
    (2, 110): "credit",
    (2, 115): "source",
    (2, 116): "copyright",
    (2, 120): "caption",
}
_MOMENT = re.compile(r"(\d{4})[-:](\d{2})[-:](\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$")


def read(path: Path, kind: MediaKind) -> Tags:
    """Every tag of a file that can be read; a damaged tag is left out, the rest is kept."""
    groups = _video_tags(path) if kind == "video" else _picture_tags(path)
    created = edtf_moment(_first(groups, ("creation_time", "DateTimeOriginal", "DateTimeDigitized", "date")))
    if created:
        groups["dates"] = {"created": created}
    return {group: tags for group, tags in groups.items() if tags}


def edtf_moment(text: str) -> str:
    """A container's or a camera's date as EDTF; empty when it is none. Without a zone it stays a local time."""
    found = _MOMENT.match(text.strip())
    if found is None or found[1] == "0000":
        return ""
    day = f"{found[1]}-{found[2]}-{found[3]}"
    return f"{day}T{found[4]}{found[5] or ''}" if found[4] else day


def _first(groups: Mapping[str, Mapping[str, str]], names: Iterable[str]) -> str:
    return next((tags[name] for name in names for tags in groups.values() if tags.get(name)), "")


def _video_tags(path: Path) -> dict[str, dict[str, str]]:
    try:
        with contextlib.closing(open_container(path)) as container:
            stream = container.streams.video[0]
            return {"container": _texts(container.metadata), "stream": _texts(stream.metadata)}
    except (FreezeframeError, av.error.FFmpegError, IndexError):
        return {}


def _picture_tags(path: Path) -> dict[str, dict[str, str]]:
    readers: dict[str, Callable[[Image.Image], dict[str, str]]] = {"exif": _exif, "iptc": _iptc, "xmp": _xmp}
    groups: dict[str, dict[str, str]] = {}
    # Whatever a damaged block of tags makes a plug-in raise costs that block only: the picture was decoded before.
    with contextlib.suppress(Exception), open_picture(path) as picture:
        for group, reader in readers.items():
            with contextlib.suppress(Exception):
                groups[group] = reader(picture)
    return groups


def _exif(picture: Image.Image) -> dict[str, str]:
    found = picture.getexif()
    tags = {ExifTags.TAGS.get(number, str(number)): value for number, value in found.items()}
    for block in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
        names = ExifTags.GPSTAGS if block is ExifTags.IFD.GPSInfo else ExifTags.TAGS
        tags |= {names.get(number, str(number)): value for number, value in found.get_ifd(block).items()}
    return _texts(tags)


def _iptc(picture: Image.Image) -> dict[str, str]:
    found = (IptcImagePlugin.getiptcinfo(picture) if isinstance(picture, ImageFile.ImageFile) else None) or {}
    named = {_IPTC_NAMES[key]: value for key, value in found.items() if key in _IPTC_NAMES}
    return {name: _decoded(value)[:MAX_CHARACTERS] for name, value in named.items()}


def _decoded(value: bytes | list[bytes]) -> str:
    parts = value if isinstance(value, list) else [value]
    return "; ".join(part.decode("utf-8", "replace") for part in parts)


def _xmp(picture: Image.Image) -> dict[str, str]:
    """XMP as dotted names: the last two steps of the path to each value."""
    flat: dict[str, str] = {}
    _flatten(picture.getxmp(), (), flat)
    return _texts(flat)


def _flatten(node: Any, path: tuple[str, ...], flat: dict[str, str]) -> None:  # noqa: ANN401 - whatever the XML held
    if isinstance(node, Mapping):
        for name, child in node.items():
            _flatten(child, path if name in ("text", "Alt", "Seq", "Bag", "li") else (*path, str(name)), flat)
    elif isinstance(node, list):
        for child in node:
            _flatten(child, path, flat)
    elif node is not None and path:
        name = path[-1]
        flat[name] = f"{flat[name]}; {node}" if name in flat else str(node)


def _texts(tags: Mapping[Any, Any]) -> dict[str, str]:
    """Tags as text, without control characters; raw bytes (thumbnails, makers' notes) are left out."""
    kept = {str(name): str(value) for name, value in tags.items() if not isinstance(value, bytes | Mapping)}
    return {name: _CONTROL.sub(" ", value).strip()[:MAX_CHARACTERS] for name, value in kept.items() if value.strip()}


_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")

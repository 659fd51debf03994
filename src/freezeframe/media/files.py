"""Opening files: what is a video, what is a picture, and nothing but the file itself is ever read."""

from __future__ import annotations

import contextlib
from pathlib import Path

import av

from freezeframe.errors import BadInput, EnvironmentFault
from freezeframe.types import MediaKind

# A Python log callback together with threaded decoding can deadlock: keep FFmpeg's own, and keep it quiet.
av.logging.restore_default_callback()
av.logging.set_libav_level(av.logging.PANIC)

_PICTURE_CODECS = frozenset({"png_pipe", "jpeg_pipe", "image2", "webp_pipe", "gif", "tiff_pipe", "bmp_pipe"})

_READ_OTHER_FILES = frozenset({"concat", "dash", "hls", "imf", "lavfi", "rtsp", "sdp", "video4linux2,v4l2"})
"""Formats that are lists of other files, addresses or devices to read."""

_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(sorted(av.formats_available - _READ_OTHER_FILES)),
}


def open_container(path: Path) -> av.container.InputContainer:
    """Open a media file; its name is never taken for an address, and what it refers to is never opened.

    Raises:
        BadInput: there is no such file, or FFmpeg knows no format of it.
        EnvironmentFault: it may not be read.
    """
    try:
        return av.open(f"file:{path.absolute()}", metadata_errors="replace", options=_OPTIONS)
    except FileNotFoundError as error:
        raise BadInput(path, "there is no such file", "check the path") from error
    except PermissionError as error:
        raise EnvironmentFault(path, "may not be read", "check its permissions") from error
    except (av.error.FFmpegError, ValueError) as error:
        raise BadInput(path, "is no video that can be read", "check that the file is whole") from error


def is_cover(stream: av.VideoStream) -> bool:
    """Whether a stream is only a cover picture that is attached to a recording."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def kind_of(path: Path) -> MediaKind:
    """Whether a file is a video or a picture, by its content.

    Raises BadInput with the reason when it is neither.
    """
    must_be_file(path)
    with path.open("rb") as file:
        head = file.read(4096)
    if _looks_like_picture(head):
        return "picture"
    if _is_text(head):
        raise BadInput(path, "is a text file", "give a video or a picture")
    with contextlib.closing(open_container(path)) as container:
        if container.format.name in _PICTURE_CODECS:
            return "picture"
        if not any(not is_cover(s) for s in container.streams.video):
            raise BadInput(path, "has no video stream", "give a video or a picture")
    return "video"


def _looks_like_picture(head: bytes) -> bool:
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")):
        return True
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return True
    return head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"heim", b"heis", b"mif1", b"avif"}


def _is_text(head: bytes) -> bool:
    try:
        text = head[: len(head) - 3].decode("utf-8") if len(head) > 3 else head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text


def must_be_file(path: Path) -> None:
    """Raises BadInput for what is no file, or an empty one."""
    if not path.exists():
        raise BadInput(path, "there is no such file", "check the path")
    if not path.is_file():
        raise BadInput(path, "is not a file", "give a video or a picture")
    if path.stat().st_size == 0:
        raise BadInput(path, "is empty (0 bytes)", "get the file again from where it came")

"""The only decoder: stills and videos in, pixels out, every frame named by its index and PTS.

A still is taken after its EXIF orientation; a frame after display rotation and mirroring; pixel aspect is not applied.
A video is its first real video stream (an attached cover picture is none). The index of a frame counts the frames that
a full decode yields, from 0, so a variable frame rate needs no special case.
"""

from freezeframe.media.files import kind_of, open_container
from freezeframe.media.stills import StillPicture, open_picture, read_still
from freezeframe.media.times import FrameTable
from freezeframe.media.videos import VideoFrame, VideoReader, luma

__all__ = [
    "FrameTable",
    "StillPicture",
    "VideoFrame",
    "VideoReader",
    "kind_of",
    "luma",
    "open_container",
    "open_picture",
    "read_still",
]

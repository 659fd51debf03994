"""What the archive remembers of one medium: its frames' times, its keyframes with their features, its proxies.

A fingerprint is one immutable file (the safetensors format: a JSON header and plain arrays), made in one decoding pass
and read lazily: opening it maps the file, and only the keyframes that are asked for are read.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as to_bytes

from freezeframe.archive.files import write_whole
from freezeframe.archive.rows import facts_from_json, facts_to_json
from freezeframe.errors import BadInput, Damaged
from freezeframe.kernels.describe import DescribeOptions, Features, describe
from freezeframe.kernels.pdq import pdq
from freezeframe.kernels.proxies import PackedProxies, ProxyKeeper
from freezeframe.kernels.shots import KeyframeChooser, ShotCutter, grid_of
from freezeframe.media import FrameTable, VideoFrame, VideoReader, read_still
from freezeframe.types import MediaFacts, Shot

CODE_VERSION = 3
"""Raised whenever the same medium would give another fingerprint."""

_COLOURLESS = 4.0
"""A keyframe whose chroma lies nearer to grey than this (8-bit levels, mean of both planes summed) has no colour."""

_SCALE_STEPS = 16.0
"""Steps an octave in which a feature's scale is stored."""


@dataclass(frozen=True)
class Fingerprint:
    """A fingerprint, its arrays in memory or mapped from its file."""

    facts: MediaFacts
    arrays: dict[str, NDArray[Any]] | _Mapped

    @property
    def keyframe_count(self) -> int:
        """Number of keyframes kept."""
        return len(self.keyframes)

    @cached_property
    def keyframes(self) -> NDArray[np.int32]:
        """Frame index of each keyframe, ascending, shape (k,)."""
        return self.arrays["keyframes"]

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Features of keyframe i are rows offsets[i] to offsets[i + 1], shape (k + 1,)."""
        return self.arrays["offsets"]

    @cached_property
    def pdq(self) -> NDArray[np.uint8]:
        """PDQ hash of each keyframe, shape (k, 32)."""
        return self.arrays["pdq"]

    @cached_property
    def descriptors(self) -> NDArray[np.int8]:
        """Descriptors of all keyframes, shape (n, 48)."""
        return self.arrays["descriptors"]

    @cached_property
    def shapes(self) -> NDArray[np.uint8]:
        """Stored scale and angle of all features, shape (n, 2); see ``features``."""
        return self.arrays["shapes"]

    @cached_property
    def places(self) -> NDArray[np.uint16]:
        """Stored position of all features, shape (n, 2): 65536ths of the width and of the height."""
        return self.arrays["places"]

    @cached_property
    def table(self) -> FrameTable:
        """The times of all frames."""
        size = (self.facts.width, self.facts.height)
        return FrameTable(self.arrays["pts"], self.arrays["intra"], self.facts.time_base, size)

    @cached_property
    def shots(self) -> tuple[Shot, ...]:
        """The shots in order, covering all frames."""
        starts = self.arrays["shots"].tolist()
        return tuple(Shot(a, b) for a, b in zip(starts, [*starts[1:], self.facts.frames], strict=True))

    @cached_property
    def proxies(self) -> PackedProxies:
        """The kept grids."""
        rows, columns = (int(v) for v in self.arrays["proxy_shape"])
        a = self.arrays
        return PackedProxies(a["proxy_frames"], (rows, columns), a["proxy_blob"], a["proxy_ends"])

    def shot_of(self, frame: int) -> Shot:
        """The shot that holds a frame."""
        starts = self.arrays["shots"]
        return self.shots[int(np.searchsorted(starts, frame, side="right")) - 1]

    def features(self, keyframe: int) -> Features:
        """Features of the keyframe with this number (not frame index), positions in frame pixels."""
        rows = slice(int(self.offsets[keyframe]), int(self.offsets[keyframe + 1]))
        size = np.array([self.facts.width, self.facts.height], np.float32)
        points = np.asarray((self.places[rows].astype(np.float32) + 0.5) / 65536 * size - 0.5, np.float32)
        scales, angles = unpack_shapes(self.shapes[rows])
        return Features(points, scales, angles, self.descriptors[rows])


def unpack_shapes(shapes: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Stored scale and angle, shape (n, 2), as diameters in pixels and degrees, each of shape (n,)."""
    scales = np.exp2(shapes[:, 0].astype(np.float32) / np.float32(_SCALE_STEPS) - 2)
    return scales, shapes[:, 1].astype(np.float32) * np.float32(360 / 256)


def fingerprint_video(path: Path, progress: Callable[[float], None] | None = None) -> Fingerprint:
    """Decode a video once, whole, and take its fingerprint; ``progress`` hears the seconds decoded so far.

    Raises BadInput when the file is no video or yields no frame.
    """
    with VideoReader(path) as reader:
        making = _Making(reader.time_base)
        for frame in reader.frames():
            making.push(frame)
            if progress and frame.index % 50 == 0:
                progress(making.seconds)
        if not making.pts:
            raise BadInput(path, "has no frame that can be decoded", reader.warning or "check that the file is whole")
        facts = MediaFacts(
            kind="video",
            width=making.size[0],
            height=making.size[1],
            rotation=making.rotation,
            sar=reader.sar,
            codec=reader.codec_name,
            container=reader.container_name,
            frames=len(making.pts),
            time_base=reader.time_base,
            seconds=making.duration(),
            grey=making.grey,
            warning=reader.warning,
        )
        return Fingerprint(facts, making.arrays())


def fingerprint_picture(path: Path) -> Fingerprint:
    """Take the fingerprint of a picture: one keyframe and no proxies.

    Raises BadInput when the file is no whole picture.
    """
    still = read_still(path)
    grey = still.grey()
    # By rows: a picture of the largest size that is allowed would need some gigabytes at once.
    spread = np.mean([np.abs(row.astype(np.int16) - row[:, 1:2]).mean() for row in still.colour])
    height, width = grey.shape
    making = _Making(Fraction(1))
    making.keep(0, grey)
    making.pts, making.size = [0], (width, height)
    facts = MediaFacts(
        kind="picture",
        width=width,
        height=height,
        rotation=0,
        sar=Fraction(1),
        codec=still.format,
        container=still.format,
        frames=1,
        time_base=Fraction(1),
        seconds=0.0,
        grey=bool(spread < _COLOURLESS),
    )
    return Fingerprint(facts, making.arrays())


class _Making:
    """A fingerprint being made, frame by frame."""

    def __init__(self, time_base: Fraction) -> None:
        self.time_base = time_base
        self.pts: list[int] = []
        self.intra: list[int] = []
        self.size = (0, 0)
        self.rotation = 0
        self.grey = True
        self.seconds = 0.0
        self._ticks = 0
        self._shots: list[int] = []
        self._keyframes: list[int] = []
        self._features: list[Features] = []
        self._hashes: list[NDArray[np.uint8]] = []
        self._cutter, self._chooser, self._proxies = ShotCutter(), KeyframeChooser(), ProxyKeeper()

    def push(self, frame: VideoFrame) -> None:
        """Take in the next frame."""
        grey = frame.grey()
        if not self.pts:
            self.size, self.rotation = (grey.shape[1], grey.shape[0]), frame.rotation
        self.pts.append(frame.pts)
        self._ticks = frame.time
        seconds = self.seconds = float(frame.time * self.time_base)
        if frame.intra:
            self.intra.append(frame.index)
        grid = grid_of(grey)
        cut = self._cutter.push(grid)
        if cut:
            self._shots.append(frame.index)
        self._proxies.push(grid, frame.index, seconds, cut)
        if self._chooser.push(grid, seconds, cut):
            self.grey = self.grey and frame.chroma_spread() < _COLOURLESS
            self.keep(frame.index, grey)

    def keep(self, index: int, grey: NDArray[np.uint8]) -> None:
        """Keep a keyframe."""
        self._keyframes.append(index)
        self._features.append(describe(grey, DescribeOptions()))
        self._hashes.append(pdq(_at_most(grey, 512)))

    def duration(self) -> float:
        """Seconds from the first shown frame to the end of the last one, which lasts as long as most do."""
        last = float(np.median(np.diff(np.array(self.pts, np.int64)))) if len(self.pts) > 1 else 0.0
        return max(float((self._ticks + last) * float(self.time_base)), 0.0)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays as they are stored."""
        size = np.array(self.size, np.float64)
        points = np.concatenate([f.points for f in self._features])
        scales = np.concatenate([f.scales for f in self._features])
        angles = np.concatenate([f.angles for f in self._features])
        shapes = np.stack([(np.log2(np.maximum(scales, 0.25)) + 2) * _SCALE_STEPS, angles * 256 / 360], axis=1)
        shapes[:, 1] %= 256
        proxies = self._proxies.packed()
        return {
            "pts": np.array(self.pts, np.int64),
            "intra": np.array(self.intra, np.int64),
            "shots": np.array(self._shots or [0], np.int32),
            "keyframes": np.array(self._keyframes, np.int32),
            "offsets": np.cumsum([0] + [len(f) for f in self._features], dtype=np.int64),
            "descriptors": np.concatenate([f.descriptors for f in self._features]),
            "places": np.clip((points + 0.5) / size * 65536, 0, 65535).astype(np.uint16),
            "shapes": np.clip(shapes, 0, 255).astype(np.uint8),
            "pdq": np.stack(self._hashes),
            "proxy_frames": proxies.frames,
            "proxy_shape": np.array(proxies.shape, np.int32),
            "proxy_blob": proxies.blob,
            "proxy_ends": proxies.ends,
        }


def save(fingerprint: Fingerprint, path: Path) -> str:
    """Write a fingerprint so that the file is there whole or not at all; returns the file's SHA-256.

    Raises EnvironmentFault when the disk is full or may not be written.
    """
    metadata = {"facts": json.dumps(facts_to_json(fingerprint.facts)), "version": str(CODE_VERSION)}
    data = to_bytes(dict(fingerprint.arrays), metadata=metadata)
    write_whole(path, [data])
    return sha256(data).hexdigest()


def load(path: Path) -> Fingerprint:
    """Open a stored fingerprint; its arrays are read as they are asked for.

    Raises Damaged when the file is missing or not as it was written.
    """
    try:
        # The methods of safetensors have no types.
        file: Any = safe_open(str(path), framework="numpy")
        metadata = file.metadata() or {}
        return Fingerprint(facts_from_json(json.loads(metadata["facts"])), _Mapped(file))
    except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
        advice = "run: freezeframe archive check --repair"
        raise Damaged(path, "this fingerprint is missing or damaged", advice) from error


class _Mapped:
    """The arrays of a fingerprint file, each read when first asked for."""

    def __init__(self, file: Any) -> None:  # noqa: ANN401 - its methods have no types
        self._file = file

    def __getitem__(self, name: str) -> NDArray[Any]:
        values: NDArray[Any] = self._file.get_tensor(name)
        return values

    def keys(self) -> list[str]:
        return list(self._file.keys())


def _at_most(grey: NDArray[np.uint8], long_side: int) -> NDArray[np.uint8]:
    height, width = grey.shape
    scale = long_side / max(width, height)
    return grey if scale >= 1 else _resized(grey, (max(round(width * scale), 1), max(round(height * scale), 1)))


def _resized(grey: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)

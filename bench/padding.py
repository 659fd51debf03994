"""Making an archive large: keyframes that belong to no footage, and a two-hour file of a camera that does not move.

The keyframes' fingerprints are not random noise, which no index would find hard: places and scales are those of real
keyframes of the archive, descriptors are drawn from its real ones and each is moved by JITTER times their spread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from bench.content import Image
from bench.paint import write
from freezeframe.archive.fingerprint import CODE_VERSION, Fingerprint, save
from freezeframe.archive.records import Description, Fingerprinted, Medium
from freezeframe.archive.store import Archive

JITTER = 0.5
"""Standard deviations of a descriptor's component over the archive that each component is moved by (Gaussian)."""
KEYFRAMES_A_MEDIUM = 500
"""Keyframes of each medium that is made up: about ten minutes of moving footage."""
POOL = 200_000
"""Real descriptors that made-up ones are drawn from."""

RATE = 25
"""Frames a second of the long file."""
GROUP = 250
"""Frames from one IDR frame to the next."""
X264 = {
    "preset": "ultrafast",
    "x264-params": f"keyint={GROUP}:min-keyint={GROUP}:scenecut=0:bframes=0:ref=1:weightp=0:rc-lookahead=0:"
    "qp=24:ipratio=1.0:threads=1:mbtree=0:aud=0:sync-lookahead=0:forced-idr=1",
}


@dataclass(frozen=True)
class Stock:
    """What padding is made of: real fingerprints of the archive."""

    media: tuple[Medium, ...]
    fingerprints: tuple[Fingerprint, ...]
    pool: NDArray[np.int8]
    """[n, d]: real descriptors."""

    def jittered(self, count: int, rng: np.random.Generator) -> NDArray[np.int8]:
        """Made-up descriptors [count, d]."""
        spread = self.pool.std(axis=0, dtype=np.float32) * np.float32(JITTER)
        chosen = self.pool[rng.integers(len(self.pool), size=count)].astype(np.float32)
        chosen += rng.standard_normal(chosen.shape, dtype=np.float32) * spread
        return np.clip(np.rint(chosen), -127, 127).astype(np.int8)


def pad_keyframes(home: Path, keyframes: int, rng: np.random.Generator) -> int:
    """Add made-up media to an archive until it holds at least `keyframes`; returns how many keyframes it holds."""
    with Archive.open(home, write=True) as archive:
        held = sum(medium.keyframe_count for medium in archive.media())
        stock = _stock(archive, rng)
        while held < keyframes:
            held += _add_one(archive, stock, min(KEYFRAMES_A_MEDIUM, keyframes - held), rng)
        return held


def _stock(archive: Archive, rng: np.random.Generator) -> Stock:
    media = tuple(medium for medium in archive.media() if medium.facts.kind == "video")
    fingerprints = tuple(archive.fingerprint(medium.sha256) for medium in media)
    pool = np.concatenate([fingerprint.descriptors for fingerprint in fingerprints])
    return Stock(media, fingerprints, pool[rng.permutation(len(pool))[:POOL]])


def _add_one(archive: Archive, stock: Stock, keyframes: int, rng: np.random.Generator) -> int:
    """Commit one made-up medium of so many keyframes; it names a real file, as a real candidate would."""
    number = int(rng.integers(len(stock.media)))
    real, model = stock.media[number], stock.fingerprints[number]
    name = hashlib.sha256(rng.bytes(32)).hexdigest()
    made = _made_up(model, stock, keyframes, rng)
    digest = save(made, archive.fingerprint_path(name))
    archive.commit(
        Fingerprinted(
            path=real.path,
            located=real.located,
            sha256=name,
            size=real.size,
            mtime_ns=real.mtime_ns,
            facts=made.facts,
            fingerprint_digest=digest,
            fingerprint_version=CODE_VERSION,
            keyframe_count=keyframes,
        ),
        Description(title="made up by the benchmark"),
    )
    return keyframes


def _made_up(model: Fingerprint, stock: Stock, keyframes: int, rng: np.random.Generator) -> Fingerprint:
    """A fingerprint with so many keyframes: counts, places and scales as in `model`, descriptors made up."""
    chosen = rng.integers(model.keyframe_count, size=keyframes)
    rows = [np.arange(model.offsets[one], model.offsets[one + 1]) for one in chosen]
    features = np.concatenate(rows)
    hashes = rng.integers(0, 256, (keyframes, model.pdq.shape[1])).astype(np.uint8)
    arrays: dict[str, NDArray[Any]] = {name: model.arrays[name] for name in model.arrays.keys()}  # noqa: SIM118
    arrays |= {
        "keyframes": np.linspace(0, model.facts.frames - 1, keyframes).astype(np.int32),
        "offsets": np.cumsum([0, *map(len, rows)], dtype=np.int64),
        "descriptors": stock.jittered(len(features), rng),
        "places": model.places[features],
        "shapes": model.shapes[features],
        "pdq": hashes,
    }
    return Fingerprint(model.facts, arrays)


def long_static(path: Path, seconds: int, seed: int) -> int:
    """Write a 1080p file of a camera that does not move, no two groups of frames equal; returns its frames.

    A street of boxes, a clock and a slow shadow that differ in every group of GROUP frames, and a small thing that
    crosses a strip of its own in the course of each group. To be fast, every group has its own IDR frame but borrows
    the packets between from one group encoded in full: the strip starts each group the same, all else is skipped.
    """
    scene = _scene(np.random.default_rng([seed, 8]))
    groups = max(1, seconds * RATE // GROUP)
    between = list(_encoded((_at(scene, 0, step) for step in range(GROUP)), False))[1:]
    openings = _encoded((_at(scene, number, 0) for number in range(groups)), True)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, options=X264)
        stream.width, stream.height, stream.pix_fmt = scene.shape[1], scene.shape[0], "yuv420p"
        for number, opening in enumerate(openings):
            for step, data in enumerate((opening, *between)):
                packet = av.Packet(data)
                packet.stream = stream
                packet.time_base = Fraction(1, RATE)
                packet.pts = packet.dts = number * GROUP + step
                packet.is_keyframe = step == 0
                container.mux(packet)
    return groups * GROUP


def long_frame(seed: int, index: int) -> Image:
    """Frame number `index` of `long_static` with this seed, as it was before it was encoded."""
    return _at(_scene(np.random.default_rng([seed, 8])), index // GROUP, index % GROUP)


def _encoded(frames: Iterator[Image], all_idr: bool) -> Iterator[bytes]:
    """The H.264 packets of frames; every one an IDR frame, or only the first."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.pix_fmt, encoder.time_base, encoder.options = "yuv420p", Fraction(1, RATE), X264
    for number, image in enumerate(frames):
        if number == 0:
            encoder.width, encoder.height = image.shape[1], image.shape[0]
        frame = av.VideoFrame.from_ndarray(image, format="bgr24")
        frame.pts = number
        if all_idr:
            frame.pict_type = av.video.frame.PictureType.I
        yield from (bytes(packet) for packet in encoder.encode(frame))
    yield from (bytes(packet) for packet in encoder.encode(None))


def _scene(rng: np.random.Generator) -> Image:
    """A made-up street [1080, 1920, 3]: a sky, blocks with windows, a road, fine texture that never moves."""
    image = np.full((1080, 1920, 3), (205, 180, 150), np.uint8)
    image[760:] = (85, 85, 90)
    for x in range(0, 1920, 160):
        top, shade = int(rng.integers(180, 560)), int(rng.integers(60, 190))
        image[top:760, x : x + 150] = (shade, shade + 10, shade + 15)
        for y in range(top + 20, 730, 44):
            for window in range(x + 12, x + 130, 34):
                image[y : y + 26, window : window + 20] = int(rng.integers(20, 250))
    texture = cv2.resize(rng.normal(0, 9, (540, 960, 1)).astype(np.float32), (1920, 1080))
    return np.asarray(np.clip(image + texture[..., None], 0, 255), dtype=np.uint8)


def _at(scene: Image, group: int, step: int) -> Image:
    """The scene in a group of frames, `step` frames into it."""
    image = scene.copy()
    image[24:80, 24:330] = 15
    image = write(image, f"{group // 360:02d}:{group // 6 % 60:02d}:{group % 6}0", (40, 28), 40, (240, 240, 240))
    left = 300 + (group * 37) % 1300
    image[900:1020, left : left + 130] = (image[900:1020, left : left + 130] * 0.55).astype(np.uint8)
    x = 100 + step * 6
    image[800:832, x : x + 48] = (40, 40, 200)
    return image

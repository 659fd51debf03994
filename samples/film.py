"""Films: shots put one after another, rendered frame by frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from samples.camera import Orbit
from samples.noise import Image
from samples.render import Painter, Scene
from samples.sensor import Eye, Sensor

Overlay = Callable[[Image, float], None]  # draws on the frame; second argument: seconds into the clip
Frames = Iterator[Image]


@dataclass(frozen=True)
class Shot:
    """One camera run over one scene."""

    scene: Scene
    orbit: Orbit
    seconds: float
    begin: float = 0.0  # the scene's own clock when the shot starts, seconds


@dataclass(frozen=True)
class Clip:
    """A finished film before it is encoded."""

    name: str  # file name with its container's suffix
    size: tuple[int, int]
    rate: int  # frames a second
    render: Callable[[Clip], Frames]
    codec: str = "libx264"
    quality: int = 28  # constant rate factor
    group: int = 50  # frames between intra frames, at most
    note: str = "rendered stand-in, freezeframe samples, CC0-1.0"


@dataclass(frozen=True)
class Look:
    """How an aerial film is shot: the sensor, what is written over it, the exposure."""

    sensor: Sensor
    overlay: Overlay | None = None
    oversample: float = 1.5  # painted that much larger, then reduced, against jagged edges
    exposures: int = 2  # pictures averaged into one frame: motion blur


def aerial(shots: list[Shot], look: Look) -> Callable[[Clip], Frames]:
    """Return a renderer of shots cut together under one sensor and one overlay."""

    def render(clip: Clip) -> Frames:
        eye = Eye(look.sensor, clip.size)
        clock = 0.0
        for shot in shots:
            painter = Painter(shot.scene)
            for index in range(round(shot.seconds * clip.rate)):
                frame = eye.see(_exposed(painter, shot, look, clip, index / clip.rate))
                if look.overlay is not None:
                    look.overlay(frame, clock + index / clip.rate)
                yield frame
            clock += shot.seconds

    return render


def _exposed(painter: Painter, shot: Shot, look: Look, clip: Clip, moment: float) -> Image:
    """Paint one frame: several instants of the open shutter averaged, then reduced."""
    large = (round(clip.size[0] * look.oversample), round(clip.size[1] * look.oversample))
    total = np.zeros((clip.size[1], clip.size[0], 3), np.float32)
    for part in range(look.exposures):
        instant = moment + part * 0.4 / look.exposures / clip.rate
        painted = painter.paint(shot.orbit.at(instant, large), shot.begin + instant)
        total += cv2.resize(painted, clip.size, interpolation=cv2.INTER_AREA)
    return (total / look.exposures).astype(np.uint8)


def joined(*parts: Callable[[Clip], Frames]) -> Callable[[Clip], Frames]:
    """Return a renderer that runs others one after another."""

    def render(clip: Clip) -> Frames:
        for part in parts:
            yield from part(clip)

    return render

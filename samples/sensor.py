"""What lens, sensor and link do to a clean picture: blur, halo, bloom, grain, lines, vignette."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from samples.noise import Floats, Image, fbm


@dataclass(frozen=True)
class Sensor:
    """The faults of one camera."""

    blur: float = 0.7  # deviation, pixels
    grain: float = 4.0  # grey levels
    columns: float = 0.0  # fixed column pattern, grey levels
    rows: float = 0.0  # flickering line noise, grey levels
    halo: float = 0.0  # dark ring about hot things, as thermal cameras draw
    bloom: float = 0.25  # light spilling from the brightest parts
    vignette: float = 0.25  # loss in the corners, 0..1
    gain: float = 1.0
    lift: float = 0.0  # grey levels
    gamma: float = 1.0
    flicker: float = 0.01  # of the gain, as an automatic one does
    saturation: float = 1.0
    cast: tuple[float, float, float] = (1.0, 1.0, 1.0)  # blue, green, red
    seed: int = 0


class Eye:
    """Applies a sensor's faults, frame after frame."""

    def __init__(self, sensor: Sensor, size: tuple[int, int]) -> None:
        """Draw what stays the same in all frames."""
        self.sensor = sensor
        self.rng = np.random.default_rng([sensor.seed, 17])
        width, height = size
        self.pattern = sensor.columns * self.rng.normal(0, 1, (1, width)).astype(np.float32)
        soft = fbm((height, width), self.rng, base=3, octaves=3) - 0.5
        self.pattern = self.pattern + 3 * sensor.columns * soft
        self.mask = _vignette(size, sensor.vignette)

    def see(self, clean: Image) -> Image:
        """Return a frame as this camera delivers it, same size."""
        sensor = self.sensor
        light = clean.astype(np.float32)
        light = self._optics(light)
        gain = sensor.gain * (1 + sensor.flicker * float(self.rng.normal()))
        light = (light - 128) * gain + 128 + sensor.lift
        light *= self.mask[:, :, None]
        light = np.float32(255) * np.clip(light / np.float32(255), 0, 1) ** np.float32(sensor.gamma)
        light = np.asarray(light * np.array(sensor.cast, np.float32), np.float32)
        seen = np.clip(self._coloured(light) + self._noise(clean.shape), 0, 255)
        return np.asarray(seen, np.uint8)

    def _optics(self, light: Floats) -> Floats:
        """Blur, spill and ring."""
        sensor = self.sensor
        if sensor.blur > 0:
            light = np.asarray(cv2.GaussianBlur(light, (0, 0), sensor.blur), np.float32)
        if sensor.halo > 0:
            light = light + sensor.halo * (light - _wide(light, 9))
        if sensor.bloom > 0:
            light = light + sensor.bloom * _wide(np.maximum(light - 215, 0) * 5, 7)
        return np.asarray(light, np.float32)

    def _coloured(self, light: Floats) -> Floats:
        """Return the light with its saturation changed."""
        if self.sensor.saturation == 1.0:
            return light
        grey = light.mean(axis=2, keepdims=True)
        return np.asarray(grey + self.sensor.saturation * (light - grey), np.float32)

    def _noise(self, shape: tuple[int, ...]) -> Floats:
        """Draw one frame's noise; grain is a little soft, as after a link."""
        height, width = shape[:2]
        grain = self.rng.normal(0, self.sensor.grain, (height, width)).astype(np.float32)
        grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), 0.6), np.float32) * 1.6
        lines = self.sensor.rows * self.rng.normal(0, 1, (height, 1)).astype(np.float32)
        return np.asarray((grain + lines + self.pattern)[:, :, None], np.float32)


def _wide(light: Floats, radius: int) -> Floats:
    """Blur widely, at a quarter of the size for speed."""
    height, width = light.shape[:2]
    small = cv2.resize(light, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), radius / 4 * 1.5)
    return np.asarray(cv2.resize(small, (width, height)), np.float32)


def _vignette(size: tuple[int, int], loss: float) -> Floats:
    """Return the brightness left at every pixel."""
    x = np.linspace(-1, 1, size[0], dtype=np.float32)
    y = np.linspace(-1, 1, size[1], dtype=np.float32)
    far = (x[None, :] ** 2 + y[:, None] ** 2) / 2
    return np.asarray(1 - loss * far**1.5, np.float32)

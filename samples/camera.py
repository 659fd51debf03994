"""Cameras over a flat world: x east, y north, z up, in metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samples.noise import sway, wobble

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """A pinhole camera with its projection already worked out."""

    eye: Doubles  # position, metres
    matrix: Doubles  # 3x4, world (x, y, z, 1) to frame pixels
    size: tuple[int, int]  # frame width and height, pixels

    def project(self, points: Doubles) -> Doubles:
        """Project n x 3 world points to n x 2 frame pixels."""
        homogeneous = points @ self.matrix[:, :3].T + self.matrix[:, 3]
        return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:3], np.float64)

    def pixels_per_metre(self, point: Doubles) -> float:
        """Return the scale at a world point, across the line of sight."""
        depth = float(self.matrix[2, :3] @ point + self.matrix[2, 3])
        return float(np.linalg.norm(self.matrix[0, :3] - self._centre_column())) / max(depth, 1e-6)

    def _centre_column(self) -> Doubles:
        """Return the part of the first row that only shifts the principal point."""
        return np.asarray(self.matrix[2, :3] * (self.size[0] - 1) / 2, np.float64)

    def ground(self) -> Doubles:
        """Return the homography from ground (x, y) in metres to frame pixels."""
        return np.asarray(self.matrix[:, [0, 1, 3]], np.float64)


def look(eye: Doubles, target: Doubles, fov: float, roll: float, size: tuple[int, int]) -> Camera:
    """Build a camera at `eye` looking at `target`; `fov` is horizontal, angles in degrees."""
    forward = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(forward, np.array([0.0, 0.0, 1.0]))
    right /= np.linalg.norm(right)
    down = np.cross(forward, right)
    cos, sin = np.cos(np.radians(roll)), np.sin(np.radians(roll))
    rotation = np.stack([cos * right + sin * down, cos * down - sin * right, forward])
    focal = size[0] / 2 / np.tan(np.radians(fov) / 2)
    intrinsic = np.array([[focal, 0, (size[0] - 1) / 2], [0, focal, (size[1] - 1) / 2], [0, 0, 1]])
    pose = np.concatenate([rotation, (-rotation @ eye)[:, None]], axis=1)
    return Camera(eye, intrinsic @ pose, size)


@dataclass(frozen=True)
class Orbit:
    """A camera that circles a point which may itself drift, with an operator's unsteady hand."""

    centre: tuple[float, float]  # ground point looked at when t = 0, metres
    radius: float = 240.0  # horizontal distance, metres
    height: float = 210.0  # metres
    start: float = 0.0  # bearing of the camera from the centre when t = 0, degrees
    rate: float = 2.0  # degrees a second
    fov: float = 26.0  # horizontal, degrees
    zoom: float = 0.0  # relative change of the field of view a second
    drift: tuple[float, float] = (0.0, 0.0)  # metres a second
    shake: float = 1.0  # metres on the ground
    shake_rate: float = 0.5  # hertz
    seed: int = 0

    def at(self, seconds: float, size: tuple[int, int]) -> Camera:
        """Return the camera at a time."""
        sx, sy, roll = (
            self.shake * sway(wobble(self.seed * 7 + axis, self.shake_rate), seconds) / 2 for axis in range(3)
        )
        x = self.centre[0] + self.drift[0] * seconds + sx
        y = self.centre[1] + self.drift[1] * seconds + sy
        bearing = np.radians(self.start + self.rate * seconds)
        eye = np.array([x + self.radius * np.cos(bearing), y + self.radius * np.sin(bearing), self.height])
        fov = self.fov * (1 + self.zoom) ** seconds
        return look(eye, np.array([x, y, 0.0]), fov, 0.3 * roll, size)

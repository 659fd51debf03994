"""The second look: which frames between the keyframes are tried."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.archive.fingerprint import Fingerprint, fingerprint_video
from freezeframe.media import VideoReader
from freezeframe.trace.second_look import Between, _fitting, _fitting_best

FOOTAGE = Path(str(resources.files("freezeframe"))) / "samples" / "footage"
NAMES = ("raid-video-1.mp4", "town-evening.mp4", "forest-flight.webm")


@pytest.fixture(scope="module")
def places() -> dict[str, tuple[Any, Fingerprint, int]]:
    """A place in each of three videos, voted for on its first keyframe."""
    return {
        name: (SimpleNamespace(medium=SimpleNamespace(sha256=name)), fingerprint_video(FOOTAGE / name), 0)
        for name in NAMES
    }


def frame_of(name: str, fingerprint: Fingerprint, index: int) -> NDArray[np.uint8]:
    with VideoReader(FOOTAGE / name) as reader:
        (frame,) = reader.span(index, index, fingerprint.table)
        return frame.grey().copy()


def cropped(frame: NDArray[np.uint8], mirrored: bool) -> NDArray[np.uint8]:
    """Half of the width and of the height, enlarged."""
    high, wide = frame.shape
    part = frame[high // 5 : high // 5 + high // 2, wide // 3 : wide // 3 + wide // 2]
    return np.asarray(cv2.resize(part[:, :: -1 if mirrored else 1], None, fx=2.5, fy=2.5), np.uint8)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_crop_leads_to_its_frame_before_any_other(places: dict[str, Any], mirrored: bool) -> None:
    name = "forest-flight.webm"
    fingerprint = places[name][1]
    index = fingerprint.facts.frames // 2
    still = cropped(frame_of(name, fingerprint, index), mirrored)
    fits = _fitting([still], list(places.values()))
    assert [fit for fit, _ in fits] == sorted((fit for fit, _ in fits), reverse=True)
    copies, _, frames = fits[0][1]
    assert copies.medium.sha256 == name
    assert index in frames
    facts = SimpleNamespace(width=fingerprint.facts.width, height=fingerprint.facts.height)
    read = [
        Between(SimpleNamespace(facts=facts), i, frame_of(name, fingerprint, i))  # type: ignore[arg-type]
        for i in frames
    ]
    best = _fitting_best([still], read)
    assert min(abs(one.index - index) for one in best) <= 1
    assert len(best) < len(read)


def test_no_more_than_two_places_of_a_video_are_tried(places: dict[str, Any]) -> None:
    still = cropped(frame_of("town-evening.mp4", places["town-evening.mp4"][1], 10), False)
    fits = _fitting([still], [*places.values(), *places.values()])
    names = [copies.medium.sha256 for _, (copies, _, _) in fits]
    assert 0 < len(names) <= 6
    assert max(names.count(name) for name in NAMES) <= 2
    assert _fitting([still], []) == []

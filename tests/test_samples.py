"""The sample case is what its lists, sidecars and truth say it is."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

import freezeframe
from freezeframe.archive import sidecar

ROOT = Path(freezeframe.__file__).parent / "samples"
FOOTAGE = ROOT / "footage"
FILMS = sorted(path for path in FOOTAGE.iterdir() if path.suffix != ".json")
Grey = npt.NDArray[np.float32]


def record(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


TRUTH = record(ROOT / "truth.json")
PUBLISHED: list[dict[str, Any]] = TRUTH["published"]
LATER: list[dict[str, Any]] = TRUTH["later"]


@cache
def frames(film: str, step: int = 1) -> dict[int, tuple[int, npt.NDArray[np.uint8]]]:
    """Decode every `step`-th frame of a film: index to (pts, grey picture)."""
    found = {}
    with av.open(str(ROOT / film)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index % step == 0:
                found[index] = (int(frame.pts or 0), np.asarray(frame.to_ndarray(format="gray"), np.uint8))
    return found


def still(entry: dict[str, Any]) -> Grey:
    with Image.open(ROOT / entry["picture"]) as picture:
        return np.asarray(picture.convert("L"), np.float32)


def unmarked(entry: dict[str, Any]) -> npt.NDArray[np.bool_]:
    """Return where nothing was drawn on the still."""
    free = np.full((entry["height"], entry["width"]), 255, np.uint8)
    for mark in entry["marks"]:
        cv2.fillPoly(free, [np.array(mark["polygon"], np.int32)], 0)
    return free > 0


def warped(entry: dict[str, Any], frame: npt.NDArray[np.uint8]) -> Grey:
    """Bring a frame into the still's coordinates by the homography that the truth states."""
    matrix = np.array(entry["still_to_frame"])
    size = (entry["width"], entry["height"])
    seen = cv2.warpPerspective(frame, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(seen, np.float32)


def correlation(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def test_the_whole_case_is_small() -> None:
    assert sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file()) < 10_000_000


def test_there_are_three_sources_and_eight_to_twelve_distractors() -> None:
    sources = {entry["source"]["path"] for entry in PUBLISHED}
    assert sources == {f"footage/{name}.mp4" for name in ("game-trailer", "raid-video-1", "raid-video-2")}
    assert 8 <= len(FILMS) - len(sources) <= 12
    assert {path.suffix for path in FILMS} == {".mp4", ".mkv", ".webm"}


def test_the_pictures_come_from_the_films_as_in_the_case() -> None:
    films = [Path(entry["source"]["path"]).stem for entry in PUBLISHED]
    assert films == ["game-trailer", "raid-video-1", "raid-video-2", "raid-video-2", "raid-video-2"]
    assert [entry["grey"] for entry in PUBLISHED[:3]] == [True, True, True]
    assert len(LATER) == 2
    assert sum(bool(entry["marks"]) for entry in PUBLISHED) >= 3


def test_manifest_lists_every_film_and_picture_with_its_digest() -> None:
    listed = {entry["path"]: entry["sha256"] for entry in record(ROOT / "manifest.json")["files"]}
    media = [*FILMS, *(ROOT / "pictures").rglob("*.jpg")]
    assert listed == {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in media
    }


def test_the_archive_reads_every_sidecar() -> None:
    for film in FILMS:
        assert sidecar.read(film.with_suffix(".json")).title


@pytest.mark.parametrize("film", FILMS, ids=lambda path: path.name)
def test_every_film_has_a_sidecar_that_says_it_is_a_stand_in(film: Path) -> None:
    said = record(film.with_suffix(".json"))
    assert said["description"].startswith("STAND-IN: rendered")
    assert said["licence"] == "CC0-1.0"
    assert said["source_kind"] in {"recording", "game", "simulation", "generated"}
    for attestation in said["attestations"]:
        # An address and the time at which it was read, no capture.
        assert attestation["evidence"] == "cited"
        assert attestation["retrieved_at"]
        assert not attestation["capture"]
        assert attestation["url"].startswith(("http://", "https://"))
        assert attestation["of"] in {"published", "filmed", "place"}


def attested(name: str, of: str) -> set[tuple[str, str, str]]:
    """Return (value, first word of who attests it, same_item) of one film's attestations."""
    found = record(FOOTAGE / f"{name}.json")["attestations"]
    return {(a["value"], a["by"].split()[0], a["same_item"]) for a in found if a["of"] == of}


def test_the_trailer_is_attested_as_published_in_march_2015() -> None:
    said = record(FOOTAGE / "game-trailer.json")
    assert said["title"] == "Convoy engagement [stand-in]"
    assert said["publisher"] == "Byte Conveyor Studios"
    assert said["source_kind"] == "game"
    assert {value for value, _, _ in attested("game-trailer", "published")} == {"2015-03-25"}


@pytest.mark.parametrize(("name", "france24"), [("raid-video-1", "filmed"), ("raid-video-2", "published")])
def test_the_raids_keep_every_disagreeing_date(name: str, france24: str) -> None:
    expected = {
        "published": {
            ("2016-06", "Conflict", "stated"),
            ("2016-06-29", "Associated", "inferred"),
            ("2016-07-01", "Al", "inferred"),
        },
        "filmed": {("2016-09", "Meduza,", "stated")},
    }
    expected[france24].add(("2016-07", "France", "stated"))
    assert attested(name, "published") == expected["published"]
    assert attested(name, "filmed") == expected["filmed"]
    assert {value for value, _, _ in attested(name, "place")} == {"near Fallujah, Iraq"}


@pytest.mark.parametrize("entry", PUBLISHED, ids=lambda entry: Path(entry["picture"]).stem)
def test_the_stated_frame_is_the_one_in_the_picture(entry: dict[str, Any]) -> None:
    film = frames(entry["source"]["path"])
    pts, _ = film[entry["frame_index"]]
    assert pts == entry["pts"]
    picture, free = still(entry), unmarked(entry)
    fit = {
        index: correlation(warped(entry, film[index][1])[free], picture[free])
        for index in range(entry["frame_index"] - 3, entry["frame_index"] + 4)
    }
    assert fit[entry["frame_index"]] > 0.97
    # The very frame fits best: the film moves from frame to frame.
    assert max(fit, key=lambda index: fit[index]) == entry["frame_index"]
    assert sorted(fit.values())[-2] < fit[entry["frame_index"]] - 0.003


@pytest.mark.parametrize("entry", PUBLISHED, ids=lambda entry: Path(entry["picture"]).stem)
def test_the_stated_crop_is_where_the_homography_takes_the_corners(entry: dict[str, Any]) -> None:
    width, height = entry["width"] - 0.5, entry["height"] - 0.5
    corners = np.array([[[-0.5, -0.5]], [[width, -0.5]], [[width, height]], [[-0.5, height]]])
    seen = cv2.perspectiveTransform(corners, np.array(entry["still_to_frame"]))[:, 0]
    np.testing.assert_allclose(seen, entry["crop"], atol=1e-9)


def test_the_crop_of_the_first_picture_hides_the_button_and_most_of_the_caption() -> None:
    entry = PUBLISHED[0]
    (left, top), _, (right, bottom), _ = entry["crop"]
    # In the trailer the button is a disc about (882, 470), the caption's last line runs from (727, 54) to (944, 74).
    assert right < 882 - 53
    assert top < 54
    assert 727 + 30 < right < 727 + 80
    assert (right - left) * (bottom - top) / (960 * 540) == pytest.approx(entry["visible_fraction"], abs=1e-4)


@pytest.mark.parametrize("entry", LATER, ids=lambda entry: Path(entry["picture"]).stem)
def test_the_later_pictures_are_in_no_film(entry: dict[str, Any]) -> None:
    """No part of a later picture, at its own or a smaller size, is found in any sampled frame."""
    picture = still(entry)
    tile = cv2.resize(picture[120:320, 250:550], None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
    best = 0.0
    for film in FILMS:
        for _, frame in frames(f"footage/{film.name}", 50).values():
            best = max(best, float(cv2.matchTemplate(frame.astype(np.float32), tile, cv2.TM_CCOEFF_NORMED).max()))
    assert best < 0.6


def test_films_of_the_same_place_share_the_ground_but_no_frame() -> None:
    """A twin correlates with the source's picture clearly less than the true frame does."""
    twins = {
        "game-trailer": "game-other-round.mp4",
        "raid-video-1": "fields-patrol.mp4",
        "raid-video-2": "town-evening.mp4",
    }
    for entry in PUBLISHED:
        picture, free = still(entry), unmarked(entry)
        twin = frames(f"footage/{twins[Path(entry['source']['path']).stem]}", 3)
        best = max(correlation(warped(entry, frame)[free], picture[free]) for _, frame in twin.values())
        assert best < 0.95


def test_rendering_repeats_itself() -> None:
    """Two runs of the same script draw the same frames."""
    scenes = pytest.importorskip("samples.scenes", reason="the scripts are not beside the tests")
    clip = scenes.cartoon()
    once, again = (next(clip.render(clip)) for _ in range(2))
    np.testing.assert_array_equal(once, again)

"""From a doctored still to its frame, through the public command, on footage whose truth is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conftest import run
from tests.media import texture

pytestmark = pytest.mark.slow

WIDTH, HEIGHT = 480, 270
FRAMES = 60
Pixels = NDArray[np.uint8]


def place(seed: int, width: int = WIDTH) -> Pixels:
    """A place with soft ground and many things in it."""
    return np.asarray(cv2.GaussianBlur(texture(seed, HEIGHT, width), (0, 0), 0.8))


def thing(view: Pixels, seed: int, x: float, y: float) -> None:
    """Something with a pattern of its own, 64 x 44 pixels, moved to a fraction of a pixel."""
    pattern = np.repeat(np.repeat(np.random.default_rng(seed).integers(0, 255, (4, 6, 3)), 11, 0), 11, 1)[:, :64]
    where = np.array([[1.0, 0, x], [0, 1.0, y]])
    size = (view.shape[1], view.shape[0])
    laid = cv2.warpAffine(pattern.astype(np.uint8), where, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpAffine(np.ones(pattern.shape[:2], np.float32), where, size, flags=cv2.INTER_LINEAR)[..., None]
    view[:] = (view * (1 - mask) + laid * mask).astype(np.uint8)


def moving_camera(seed: int) -> Callable[[int], Pixels]:
    wide = place(seed, WIDTH + 4 * FRAMES)

    def view(index: int) -> Pixels:
        seen = np.ascontiguousarray(wide[:, 4 * index : 4 * index + WIDTH])
        thing(seen, seed, 30 + 5 * index, 60 + index)
        thing(seen, seed + 1, 380 - 4.5 * index, 150)
        return seen

    return view


def static_camera(seed: int, objects: int, away: float = 0.0) -> Callable[[int], Pixels]:
    ground = place(seed)

    def view(index: int) -> Pixels:
        seen = ground.copy()
        thing(seen, objects, 20 + 6 * index, 40 + away + index)
        thing(seen, objects + 1, 400 - 6 * index, 170 - away)
        return seen

    return view


def write(path: Path, view: Callable[[int], Pixels], rate: int = 2_500_000, codec: str = "libx264") -> Path:
    with av.open(str(path), "w") as container:
        stream = cast(av.VideoStream, container.add_stream(codec, rate=25, options={"preset": "veryfast", "bf": "2"}))
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.bit_rate = rate
        for index in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(view(index), format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def decoded(path: Path, index: int) -> Pixels:
    with av.open(str(path)) as container:
        for number, picture in enumerate(container.decode(video=0)):
            if number == index:
                return np.asarray(picture.to_ndarray(format="bgr24"), np.uint8)
    raise AssertionError(index)


@dataclass(frozen=True)
class World:
    """Footage in an archive."""

    home: Path
    footage: Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    footage = folder / "footage"
    footage.mkdir()
    write(footage / "pan.mp4", moving_camera(10))
    write(footage / "other.mp4", moving_camera(20))
    write(footage / "camera.mp4", static_camera(30, 31))
    # The same footage twice, the later one coded again and coarser.
    write(footage / "early.mp4", moving_camera(40))
    write(footage / "late.mkv", moving_camera(40), rate=700_000)
    dates = {"early": "2015-03-25", "late": "2017-11-14"}
    for name, date in dates.items():
        said = {"title": name, "attestations": [{"of": "published", "value": date, "by": "A desk"}]}
        (footage / f"{name}.json").write_text(json.dumps(said), "utf-8")
    done = run(folder / "home", "archive", "add", footage)
    assert done.code == 0, done.err
    return World(folder / "home", footage)


def trace(world: World, *paths: Path) -> list[dict[str, Any]]:
    done = run(world.home, "trace", "--json", *paths)
    assert (done.code, done.err) == (0, "")
    return done.json


def saved(folder: Path, name: str, picture: Pixels) -> Path:
    path = folder / name
    quality = [cv2.IMWRITE_JPEG_QUALITY, 88] if name.endswith("jpg") else []
    cv2.imwrite(str(path), picture, quality)
    return path


def through(homography: list[list[float]], points: NDArray[np.float64]) -> NDArray[np.float64]:
    moved = np.hstack([points, np.ones((len(points), 1))]) @ np.array(homography).T
    return np.asarray(moved[:, :2] / moved[:, 2:])


def outline(left: float, top: float, right: float, bottom: float) -> NDArray[np.float64]:
    """Corners of the pixels [left, right) x [top, bottom)."""
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]]) - 0.5


def area(polygon: NDArray[np.float64]) -> float:
    x, y = polygon.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


@dataclass(frozen=True)
class Edit:
    """What was done to a frame, with its truth."""

    video: str
    frame: int
    box: tuple[int, int, int, int]
    """Left, top, right, bottom in frame pixels."""
    mirror: bool = False
    grey: bool = False
    enlarge: float = 1.0

    def made(self, footage: Path) -> Pixels:
        left, top, right, bottom = self.box
        picture = decoded(footage / self.video, self.frame)[top:bottom, left:right]
        if self.mirror:
            picture = picture[:, ::-1]
        if self.grey:
            grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_BGR2GRAY)
            picture = np.repeat((grey * 0.8 + 20).astype(np.uint8)[..., None], 3, axis=2)
        if self.enlarge != 1:
            picture = np.asarray(cv2.resize(picture, None, fx=self.enlarge, fy=self.enlarge), np.uint8)
        return np.ascontiguousarray(picture)

    @property
    def corners(self) -> NDArray[np.float64]:
        """Where the corners of the still belong in the frame, from its top left on."""
        corners = outline(*self.box)
        return corners[[1, 0, 3, 2]] if self.mirror else corners


EDITS = {
    "cut": Edit("pan.mp4", 23, (90, 40, 400, 230)),
    "mirrored": Edit("pan.mp4", 41, (0, 0, WIDTH, HEIGHT), mirror=True),
    "greyed": Edit("other.mp4", 12, (0, 0, WIDTH, HEIGHT), grey=True),
    "cut, grey, enlarged": Edit("other.mp4", 33, (120, 30, 420, 200), grey=True, enlarge=2.0),
    "cut, mirrored, enlarged": Edit("pan.mp4", 8, (20, 20, 330, 200), mirror=True, enlarge=1.5),
    "static camera": Edit("camera.mp4", 27, (60, 20, 440, 250)),
    "first frame": Edit("other.mp4", 0, (0, 0, WIDTH, HEIGHT)),
    "last frame": Edit("pan.mp4", FRAMES - 1, (40, 10, 470, 260)),
}


@pytest.fixture(scope="module")
def answers(world: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """All edits traced in one call."""
    folder = tmp_path_factory.mktemp("edits")
    paths = [saved(folder, f"{i}.jpg", edit.made(world.footage)) for i, edit in enumerate(EDITS.values())]
    found = trace(world, *paths)
    assert [a["picture"]["path"] for a in found] == [str(p) for p in paths]
    return dict(zip(EDITS, found, strict=True))


@pytest.fixture(params=EDITS)
def traced(request: pytest.FixtureRequest, answers: dict[str, dict[str, Any]]) -> tuple[Edit, dict[str, Any]]:
    """An edit with the best match found for it."""
    answer = answers[request.param]
    assert answer["outcome"] == "found", answer["not_found"]
    return EDITS[request.param], answer["matches"][0]


def test_the_video_and_the_frame(traced: tuple[Edit, dict[str, Any]], world: World) -> None:
    edit, match = traced
    assert match["path"] == str(world.footage / edit.video)
    assert any(first <= edit.frame <= last for first, last in match["frame_intervals"]), match["frame_intervals"]
    assert sum(last - first + 1 for first, last in match["frame_intervals"]) <= 3  # everything moves here
    assert any(first <= match["frame_index"] <= last for first, last in match["frame_intervals"])
    assert match["seconds"] == pytest.approx(match["frame_index"] / 25, abs=1e-3)
    assert match["log10_nfa"] < -10


def test_the_geometry(traced: tuple[Edit, dict[str, Any]]) -> None:
    edit, match = traced
    left, top, right, bottom = edit.box
    width, height = round((right - left) * edit.enlarge), round((bottom - top) * edit.enlarge)
    laid = through(match["still_to_frame"], outline(0, 0, width, height))
    assert np.abs(laid - edit.corners).max() <= 0.01 * WIDTH
    assert match["mirrored"] == edit.mirror
    assert (np.linalg.det(np.array(match["still_to_frame"])) < 0) == edit.mirror


def test_what_is_left_of_the_frame(traced: tuple[Edit, dict[str, Any]]) -> None:
    edit, match = traced
    left, top, right, bottom = edit.box
    crop = np.array(match["crop"])
    np.testing.assert_allclose(crop.min(0), (left - 0.5, top - 0.5), atol=0.01 * WIDTH)
    np.testing.assert_allclose(crop.max(0), (right - 0.5, bottom - 0.5), atol=0.01 * WIDTH)
    share = (right - left) * (bottom - top) / (WIDTH * HEIGHT)
    assert match["visible_fraction"] == pytest.approx(share, abs=0.03)
    assert match["grey"] == edit.grey
    kinds = {a["kind"] for a in match["alterations"]}
    assert ("cropped" in kinds, "mirrored" in kinds, "grey" in kinds) == (share < 0.97, edit.mirror, edit.grey)


def test_a_picture_of_something_else_is_not_found(world: World, tmp_path: Path) -> None:
    others = [saved(tmp_path, f"{seed}.png", moving_camera(seed)(5)) for seed in (70, 80)]
    noise = np.random.default_rng(0).integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    flat = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    paths = [*others, saved(tmp_path, "noise.png", noise), saved(tmp_path, "flat.png", flat)]
    for answer in trace(world, *paths):
        assert (answer["outcome"], answer["matches"]) == ("not_found", [])
        assert answer["searched"]["videos"] == 5


def test_footage_held_twice_gives_two_matches_the_earliest_first(world: World, tmp_path: Path) -> None:
    still = saved(tmp_path, "still.jpg", moving_camera(40)(20))
    (answer,) = trace(world, still)
    assert [m["title"] for m in answer["matches"]] == ["early", "late"]
    assert [m["published"] for m in answer["matches"]] == ["2015-03-25", "2017-11-14"]
    for match in answer["matches"]:
        assert any(first <= 20 <= last for first, last in match["frame_intervals"])


def test_another_moment_of_the_same_camera_is_a_lead(world: World, tmp_path: Path) -> None:
    still = saved(tmp_path, "still.png", static_camera(30, 55, away=35.0)(10))
    (answer,) = trace(world, still)
    assert answer["matches"] == []
    assert [(Path(lead["path"]).name, lead["why"]) for lead in answer["leads"]] == [("camera.mp4", "same_scene")]


def test_a_page_around_the_picture(world: World, tmp_path: Path) -> None:
    page = np.full((720, 900, 3), 255, np.uint8)
    for row in range(40, 700, 26):
        cv2.putText(page, "It was said that the convoy " * 2, (30, row), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (30, 30, 30), 1)
    left, top = 200, 230
    page[top - 20 : top + HEIGHT + 20, :] = 255
    page[top : top + HEIGHT, left : left + WIDTH] = decoded(world.footage / "pan.mp4", 30)
    (answer,) = trace(world, saved(tmp_path, "page.png", page))
    match = answer["matches"][0]
    assert match["path"] == str(world.footage / "pan.mp4")
    assert any(first <= 30 <= last for first, last in match["frame_intervals"])
    region, truth = np.array(match["region"]), outline(left, top, left + WIDTH, top + HEIGHT)
    common, _ = cv2.intersectConvexConvex(
        np.asarray(cv2.convexHull(region.astype(np.float32))), truth.astype(np.float32)
    )
    assert common / (area(region) + area(truth) - common) > 0.95
    np.testing.assert_allclose(through(match["still_to_frame"], truth), outline(0, 0, WIDTH, HEIGHT), atol=0.01 * WIDTH)
    assert match["visible_fraction"] > 0.95

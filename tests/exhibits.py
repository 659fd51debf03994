"""What the tests of exhibits share: a still with a known place in a known frame, and a browser to look at a page."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from freezeframe.kernels.homography import transfer
from freezeframe.report.placing import Placing
from freezeframe.report.subject import Originals, Subject, Told
from freezeframe.types import Colour
from tests.media import texture

if TYPE_CHECKING:
    from tests.conftest import Ran

FRAME = 20
"""Index of the frame that the still was taken from."""
TOLD = Told("still.png, 1 x 1 pixels", "“Title”, film.mp4", "frame 20, 00:00:00.800", lead=False)


def outline(width: int, height: int) -> NDArray[np.float64]:
    """Outer corners of a picture."""
    return box(0, 0, width, height)


def box(left: float, top: float, width: float, height: float) -> NDArray[np.float64]:
    """Outer corners of a part of a picture."""
    right, bottom = left + width, top + height
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64) - 0.5


def case(to_frame: list[list[float]], width: int = 200, height: int = 150) -> tuple[Originals, Subject]:
    """A still of this size whose pixels lie at ``to_frame`` in a frame of 320 x 240, and neighbours of that frame."""
    wide = np.asarray(cv2.GaussianBlur(texture(7, 240, 380), (0, 0), 1.2), np.uint8)
    frames = {FRAME + k: np.ascontiguousarray(wide[:, 30 + 4 * k : 350 + 4 * k]) for k in range(-3, 4)}
    matrix = np.array(to_frame, np.float64)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    still = cv2.warpPerspective(frames[FRAME], matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    corners = outline(width, height)
    crop = np.clip(transfer(matrix, corners), -0.5, (319.5, 239.5))
    placing = Placing(matrix, corners, crop, (width, height), (320, 240))
    return Originals(np.asarray(still, np.uint8), frames), Subject(placing, TOLD, FRAME)


CUT = [[0.8, 0.0, 60.0], [0.0, 0.8, 40.0], [0.0, 0.0, 1.0]]
"""A cut that was enlarged."""
PLACES: dict[str, list[list[float]]] = {
    "cut and enlarged": CUT,
    "cut and shrunk": [[1.4, 0.0, 20.0], [0.0, 1.4, 15.0], [0.0, 0.0, 1.0]],
    "mirrored": [[-0.8, 0.0, 230.0], [0.0, 0.8, 40.0], [0.0, 0.0, 1.0]],
    "turned": [[0.79, 0.14, 60.0], [-0.14, 0.79, 70.0], [0.0, 0.0, 1.0]],
    "slanted": [[0.8, 0.05, 50.0], [0.02, 0.75, 40.0], [0.0001, 0.0003, 1.0]],
}


def panel(sheet: Any, number: int) -> Colour:
    """One picture of a sheet."""
    left, top, width, height = sheet.places[number]
    return np.asarray(sheet.pixels[top : top + height, left : left + width], np.uint8)


def frame_of(path: Path, index: int) -> Colour:
    """A frame of a video, decoded from the beginning."""
    with av.open(str(path)) as container:
        found = next(frame for n, frame in enumerate(container.decode(video=0)) if n == index)
        return np.asarray(found.to_ndarray(format="bgr24"), np.uint8)


def published(footage: Path, path: Path) -> Path:
    """A picture to be traced: a part of frame 20 of the first video, 210 x 138 pixels."""
    Image.fromarray(np.ascontiguousarray(frame_of(footage / "first.mp4", FRAME)[12:150, 10:220, ::-1])).save(path)
    return path


@dataclass(frozen=True)
class Exhibited:
    """What one run of ``trace --exhibits`` left."""

    home: Path
    done: Ran
    still: Path
    out: Path
    """The folder of exhibits."""

    @property
    def match(self) -> Path:
        """The folder of the first picture's match."""
        (folder,) = self.out.glob("01-*/match-1")
        return folder


HOSTILE = "<script>alert(1)</script>\"'&amp;</dd><img src=x onerror=alert(2)>{{ 7*7 }}"
"""A title that tries everything."""
HOSTILE_NAME = "<b onclick=x>\u202e\u0646\u0635 & 'q'.png"
"""A file name that does, with a mark that turns the direction of the text."""


def chromium() -> str | None:
    """The browser's command; None where it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """A headless Chromium, spoken to over its DevTools pipe: NUL-ended JSON on file descriptors 3 and 4."""

    def __init__(self, command: str, profile: Path) -> None:
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()

        def in_place() -> None:
            # Kept clear of 3 and 4 first, so that neither is closed by the other's move.
            high = [os.dup(os.dup(os.dup(fd))) for fd in (to_browser, from_browser)]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--remote-debugging-pipe",
            f"--user-data-dir={profile}",
        ]
        self._process = subprocess.Popen(
            [command, *options, f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=in_place,  # noqa: PLW1509 - it only moves descriptors
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._numbers = itertools.count(1)
        self._held = b""
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Call a method and wait for its answer; events that come meanwhile are kept."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return dict(answer["result"])
            self.events.append(answer)

    def page(self, method: str, **params: Any) -> dict[str, Any]:
        """The same of the page."""
        return self.call(method, self._session, **params)

    def open(self, path: Path) -> None:
        """Open a file and wait until it is loaded."""
        self.page("Page.enable")
        self.page("Network.enable")
        self.page("Page.navigate", url=path.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def value(self, script: str) -> Any:
        """The value of an expression on the page."""
        return self.page("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def requests(self) -> list[str]:
        """Every address that the page asked for."""
        sent = [event for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [str(event["params"]["request"]["url"]) for event in sent]

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(OSError):
            os.close(self._out)
        self._process.terminate()
        self._process.wait(20)
        os.close(self._in)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._held:
            more = os.read(self._in, 1 << 20)
            assert more, "the browser has ended"
            self._held += more
        whole, _, self._held = self._held.partition(b"\0")
        return dict(json.loads(whole))


@contextlib.contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser for the length of a ``with`` statement."""
    command = chromium()
    assert command
    running = Browser(command, profile)
    try:
        yield running
    finally:
        running.close()

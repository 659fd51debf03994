"""The parts of a trace that can be checked alone: panels, timecodes, what would have been caught, same frame or not."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from fractions import Fraction
from importlib import resources

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from freezeframe.trace import recall
from freezeframe.trace.identity import Identity, is_same_frame
from freezeframe.trace.recall import would_have_been_caught
from freezeframe.trace.regions import Box, panels
from freezeframe.trace.result import Moment
from tests.pictures import grey, smooth


def page(*boxes: Box) -> NDArray[np.uint8]:
    """A white page of 900 x 700 with a line of text and photographs at the boxes."""
    sheet = np.full((700, 900, 3), 255, np.uint8)
    cv2.putText(sheet, "A headline in large letters", (40, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (20, 20, 20), 3)
    for number, box in enumerate(boxes):
        photo = grey(smooth(number, box.bottom - box.top, box.right - box.left))
        sheet[box.top : box.bottom, box.left : box.right] = photo[..., None] // 2 + 40
    return sheet


def overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    wide = min(a.right, b.right) - max(a.left, b.left)
    high = min(a.bottom, b.bottom) - max(a.top, b.top)
    shared = max(wide, 0) * max(high, 0)
    return shared / (a.area + b.area - shared)


def test_the_photographs_on_a_page_are_found_and_its_text_is_not() -> None:
    placed = [Box(60, 120, 560, 440), Box(600, 120, 840, 300)]
    found = panels(page(*placed))
    assert len(found) == 2
    for box in placed:
        assert max(overlap(box, one) for one in found) > 0.9


def test_a_photograph_that_fades_into_the_page_or_touches_text_is_found() -> None:
    box = Box(60, 120, 560, 440)
    sheet = page(box)
    fading = np.linspace(0, 1, 24)[:, None, None]
    sheet[416:440, 60:560] = (sheet[416:440, 60:560] * (1 - fading) + 255 * fading).astype(np.uint8)
    cv2.putText(sheet, "WWW MMM", (540, 300), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20, 20, 20), 12)
    found = panels(sheet)
    assert found
    assert overlap(box, found[0]) > 0.85


def test_a_plain_picture_has_no_panels() -> None:
    picture = np.repeat(grey(smooth(3, 480, 640))[..., None], 3, axis=2)
    assert panels(picture) == []


def test_a_skyline_on_a_flat_sky_is_no_panel() -> None:
    picture = np.full((480, 640, 3), 30, np.uint8)
    edge = 300 + (40 * np.sin(np.arange(640) / 25)).astype(int)
    ground = grey(smooth(4, 480, 640)) // 2 + 100
    below = np.arange(480)[:, None] > edge[None]
    picture[below] = np.repeat(ground[..., None], 3, axis=2)[below]
    assert panels(picture) == []


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.0, "00:00:00.000"), (59.9996, "00:01:00.000"), (3725.5, "01:02:05.500")]
)
def test_timecode(seconds: float, said: str) -> None:
    assert Moment(0, 0, Fraction(1, 25), seconds, ()).timecode == said


def test_what_would_have_been_caught_is_what_was_measured() -> None:
    stored = json.loads((resources.files("freezeframe") / "data/recall.json").read_text(encoding="utf-8"))
    assert stored["corpus"]
    assert stored["hours"] > 0
    for long_side, size in ((4000, "720 and more"), (640, "320 to 719"), (100, "under 320")):
        told = would_have_been_caught(long_side // 2, long_side)
        assert told is not None
        assert told.size == size
        assert (told.seed, told.corpus, told.hours) == (stored["seed"], stored["corpus"], stored["hours"])
        assert set(told.recall) == set(stored["recall"])
        for edit, share in told.recall.items():
            cells = stored["recall"][edit]
            own = cells.get(size, {}).get("recall")
            assert share == (cells["any"]["recall"] if own is None else own)
            assert (edit in told.any_size) == (own is None and share is not None)
        assert json.loads(json.dumps(told.measured()))["stills"] >= 10


def test_what_was_not_measured_is_not_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    table: dict[str, object] = {}
    monkeypatch.setattr(recall, "_table", lambda: table)
    assert recall.would_have_been_caught(640, 480) is None
    cells = {"any": {"recall": None, "stills": 3}, "small": {"recall": None, "stills": 3}}
    sizes = {"small": {"from": 0, "below": 1000}}
    table |= {"sizes": sizes, "recall": {"page": cells}, "seed": 1, "corpus": "", "keyframes": 2, "hours": 0.1}
    told = recall.would_have_been_caught(640, 480)
    assert told is not None
    assert (told.recall, told.any_size, told.stills) == ({"page": None}, (), 0)


SAME = Identity(
    agreement=0.95, singled_out=1.0, stands_out=1.0, excess=0.0, equals=-4.0, leftover=math.log(0.02), detail=1.0
)


def test_the_right_frame_is_told_from_another_moment() -> None:
    assert is_same_frame(SAME)
    assert not is_same_frame(
        replace(SAME, singled_out=0.1, stands_out=0.3, excess=1.0, equals=-1.0, leftover=math.log(0.1), detail=0.2)
    )
    assert not is_same_frame(replace(SAME, agreement=0.1)), "only a logo fits"
    assert not is_same_frame(replace(SAME, singled_out=-0.3)), "it sides with none of the frames"


@pytest.mark.parametrize(
    ("measure", "worse"),
    [
        ("singled_out", (1.5, -0.5)),
        ("stands_out", (3.0, 0.0)),
        ("excess", (-1.0, 3.0)),
        ("equals", (-4.0, 0.0)),
        ("leftover", (-6.0, 0.0)),
        ("detail", (2.0, -0.5)),
    ],
)
def test_what_fits_worse_never_turns_a_lead_into_a_match(measure: str, worse: tuple[float, float]) -> None:
    evidence = [replace(SAME, **{measure: float(v)}).evidence for v in np.linspace(*worse, 60)]
    assert evidence == sorted(evidence, reverse=True)
    assert evidence[0] > evidence[-1]

"""`trace --text` on the packaged samples: the words that a crop hid, and those that were added."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from freezeframe.kernels.outlines import area, common
from tests.conftest import Runner
from tests.test_demo import PUBLISHED, SAMPLES

pytestmark = pytest.mark.slow


@pytest.fixture
def told(ff: Runner) -> list[dict[str, Any]]:
    """The best match of the trailer's picture and of one with a caption."""
    assert (
        ff("archive", "add", SAMPLES / "footage" / "game-trailer.mp4", SAMPLES / "footage" / "raid-video-1.mp4").code
        == 0
    )
    pictures = [SAMPLES / picture["picture"] for picture in PUBLISHED[:2]]
    plain = ff("trace", "--json", *pictures).json
    assert all(not one["text"] and not one["lines"] for answer in plain for one in answer["matches"][0]["alterations"])
    return [answer["matches"][0] for answer in ff("trace", "--json", "--text", *pictures).json]


def lines_of(match: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {line["text"]: line for one in match["alterations"] if one["kind"] == kind for line in one["lines"]}


def test_the_button_and_the_caption_that_the_crop_hid(told: list[dict[str, Any]]) -> None:
    trailer, captioned = told
    hidden = lines_of(trailer, "cut_away")
    assert hidden["FIRE"]["visible"] == 0
    button = np.array(hidden["FIRE"]["polygon"])
    (piece,) = [one for one in trailer["alterations"] if "FIRE" in one["text"]]
    assert piece["kind"] == "cut_away"
    assert area(common(button, np.array(piece["polygon"]))) > 0.9 * area(button)
    assert area(common(button, np.array(trailer["crop"]))) == 0
    words = " ".join(hidden).replace(" ", "").lower()
    for said in ("developmentfootage.", "thisisaworkinprogress.", "allcontentsubjecttochange."):
        assert said in words
    (cut,) = [line for text, line in hidden.items() if text.startswith("All content")]
    assert 0.1 < cut["visible"] < 0.9
    added = " ".join(lines_of(captioned, "added")).replace(" ", "").lower()
    assert added.startswith("convoyofisisvehiclesleavingabukamal")
    assert "november9th,2017" in added

"""`trace --text` on newscasts: a banner with all the letters, a caption at the foot, and what is done to them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from bench.clips import AS_PUBLISHED, encode
from tests.conftest import Runner
from tests.pictures import smooth

pytestmark = pytest.mark.slow

HEIGHT, WIDTH, FRAMES, TRUE = 480, 720, 50, 30
BANNER, CAPTION = "ARCHIVE FOOTAGE OF 2009", "EXERCISE - NOT REAL FOOTAGE"


def marked(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """With dots that features hold on to."""
    made = frame.copy()
    for mark in range(40):
        cv2.circle(made, (20 + 17 * mark, 60 + (mark * 53) % 300), 6, (30, 40, 10 * (mark % 20)), -1)
    return made


def newscast(caption: bool) -> list[NDArray[np.uint8]]:
    """Soft clouds that move, in which nothing holds a feature, under letters that do not: a banner, or a caption."""
    sky = cv2.GaussianBlur(smooth(3, HEIGHT, WIDTH + 4 * FRAMES, reach=20.0), (0, 0), 9)
    frames = []
    for number in range(FRAMES):
        frame = np.repeat(sky[:, 4 * number : 4 * number + WIDTH, None], 3, axis=2).astype(np.uint8)
        if caption:
            cv2.putText(frame, CAPTION, (170, HEIGHT - 5), cv2.FONT_HERSHEY_DUPLEX, 0.8, (250,) * 3, 1, cv2.LINE_AA)
            frame = marked(frame)
        else:
            frame[-80:] = (120, 50, 30)
            for line, text in enumerate((BANNER, "harbour drill, nobody was hurt")):
                place = (20, HEIGHT - 46 + 34 * line)
                cv2.putText(frame, text, place, cv2.FONT_HERSHEY_DUPLEX, 1.0, (250,) * 3, 2, cv2.LINE_AA)
        frames.append(frame)
    return frames


def traced(ff: Runner, folder: Path, frames: list[NDArray[np.uint8]], still: NDArray[np.uint8]) -> dict[str, Any]:
    encode(folder / "news.mp4", frames, Fraction(25), AS_PUBLISHED)
    cv2.imwrite(str(folder / "still.jpg"), still, [cv2.IMWRITE_JPEG_QUALITY, 85])
    assert ff("archive", "add", folder / "news.mp4").code == 0
    (answer,) = ff("trace", "--json", "--text", folder / "still.jpg").json
    (match,) = answer["matches"]
    return dict(match)


def covered(match: dict[str, Any]) -> str:
    pieces = [one for one in match["alterations"] if one["kind"] == "cut_away" and one["values"].get("covered")]
    assert all(one["values"]["sure"] == 1 for one in pieces)
    return " ".join(one["text"] for one in pieces)


def test_a_banner_that_holds_every_feature_is_no_picture_within_the_picture(ff: Runner, tmp_path: Path) -> None:
    frames = newscast(caption=False)
    match = traced(ff, tmp_path, frames, frames[TRUE])
    first, last = match["frame_intervals"][0]
    assert first <= TRUE <= last
    assert match["visible_fraction"] > 0.99
    assert {one["kind"] for one in match["alterations"]} == set()


def test_what_a_new_banner_lies_over_is_read(ff: Runner, tmp_path: Path) -> None:
    frames = [marked(frame) for frame in newscast(caption=False)]
    still = frames[TRUE].copy()
    still[-84:] = (20, 20, 160)
    cv2.putText(still, "REAL ATTACK", (20, HEIGHT - 30), cv2.FONT_HERSHEY_DUPLEX, 1.2, (250,) * 3, 2, cv2.LINE_AA)
    match = traced(ff, tmp_path, frames, still)
    assert BANNER in covered(match)
    added = " ".join(one["text"] for one in match["alterations"] if one["kind"] == "added")
    assert "REAL ATTACK" in added
    assert not any(one["kind"] == "cropped" for one in match["alterations"])


def test_a_caption_in_the_last_rows_that_were_cut_off_is_read(ff: Runner, tmp_path: Path) -> None:
    frames = newscast(caption=True)
    match = traced(ff, tmp_path, frames, frames[TRUE][:-26])
    (piece,) = [one for one in match["alterations"] if one["kind"] == "cut_away"]
    assert "covered" not in piece["values"]
    assert "NOT REAL FOOTAGE" in piece["text"]


def test_a_black_bar_over_a_caption_tells_what_it_covers(ff: Runner, tmp_path: Path) -> None:
    frames = newscast(caption=True)
    still = frames[TRUE].copy()
    still[HEIGHT - 28 :, 150:600] = 0
    match = traced(ff, tmp_path, frames, still)
    assert "NOT REAL FOOTAGE" in covered(match)

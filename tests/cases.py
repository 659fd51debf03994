"""What the tests of cases share: a statement, its picture, and a case that is traced."""

from __future__ import annotations

from pathlib import Path

import av
import cv2

from tests.media import write_picture

STATEMENT = """Ministry shows pictures of a convoy near Abu Kamal

MOSCOW, November 14, 2017 — The pictures show a convoy of vehicles leaving Abu Kamal on November 9, the Ministry of \
Defence said on Tuesday.

The ministry also said that planes of the coalition entered the zone.
"""
REVISION = """Ministry shows other pictures

MOSCOW, November 14, 2017 — An employee attached the wrong pictures by mistake, the Ministry of Defence said on \
Tuesday evening.

The new pictures show the convoy leaving Abu Kamal on November 9, the ministry said.
"""
SCALE = 'name = "The desk\'s scale"\nvalues = ["false", "misleading", "true"]\n'


def offered(footage: Path, folder: Path) -> tuple[Path, Path]:
    """A statement, and a folder with two pictures: one out of the first video, one out of none."""
    folder.mkdir(exist_ok=True)
    statement, pictures = folder / "statement.txt", folder / "pictures"
    statement.write_text(STATEMENT, "utf-8")
    pictures.mkdir()
    with av.open(str(footage / "first.mp4")) as container:
        frame = next(container.decode(video=0)).to_ndarray(format="bgr24")
    cv2.imwrite(str(pictures / "published.png"), frame[10:170, 20:220])
    write_picture(pictures / "strange.png", seed=9)
    return statement, pictures

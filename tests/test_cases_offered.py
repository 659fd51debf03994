"""Which claims a picture is offered for when nobody names them: by the words of the statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import run
from tests.media import write_picture

SHOWN = "Northland's Defense Ministry published two pictures on Tuesday that show a convoy.\n\n"
OURS = (
    "These pictures are authentic and were taken by our drones on March 1, 2018 near Aleppo, Northland's Defense "
    "Ministry said.\n\n"
)
THEIRS = "The pictures were taken in June 2016 near Fallujah, Southland's Defense Ministry said.\n\n"
EMPTY = "Northland's Defense Ministry did not say who chose the pictures.\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Not only the first words that offer them: every claim by which their side says something of them.
        (SHOWN + OURS, ["two pictures on Tuesday", "These pictures are authentic"]),
        (SHOWN + OURS + EMPTY, ["two pictures on Tuesday", "These pictures are authentic"]),
        (SHOWN + THEIRS, ["two pictures on Tuesday"]),
    ],
)
def test_a_picture_is_offered_for_all_that_its_side_says_of_its_pictures(
    home: Path, tmp_path: Path, text: str, expected: list[str]
) -> None:
    folder, statement, picture = tmp_path / "case", tmp_path / "statement.txt", tmp_path / "a.png"
    statement.write_text(text, "utf-8")
    write_picture(picture, seed=4)
    assert run(home, "case", "new", folder, "--title", "A case").code == 0
    assert run(home, "case", "read", statement, "--date", "2018-03-02", "--case", folder).code == 0
    done = run(home, "case", "attach", picture, "--case", folder)
    assert done.code == 0, done.err
    document = run(home, "case", "show", "--json", "--case", folder).json[0]
    said = {one["id"]: one["text"] for one in document["statements"][0]["reading"]["claims"]}
    found = [said[name] for name in document["pictures"][0]["claims"]]
    assert len(found) == len(expected), found
    assert all(part in words for part, words in zip(expected, found, strict=True))

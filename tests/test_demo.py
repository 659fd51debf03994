"""The packaged samples: complete, described, and found by the demonstration."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from freezeframe.archive import sidecar
from tests.conftest import Runner

SAMPLES = Path(str(resources.files("freezeframe"))) / "samples"
PUBLISHED = json.loads((SAMPLES / "truth.json").read_text("utf-8"))["published"]


def test_every_film_has_a_sidecar_that_can_be_read() -> None:
    films = [path for path in (SAMPLES / "footage").iterdir() if path.suffix != ".json"]
    assert len(films) >= 10
    for film in films:
        (path,) = sidecar.paths_of(film)
        assert "stand-in" in sidecar.read(path).description.lower()


@pytest.mark.slow
def test_the_demonstration_names_every_source_and_says_what_it_is(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FREEZEFRAME_")}
    done = subprocess.run(
        [sys.executable, "-m", "freezeframe", "demo", "--case", "case"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The pictures and videos of this demonstration are stand-ins")
    assert [path.name for path in tmp_path.iterdir()] == ["case"]
    said = dict(block.split("\n", 1) for block in done.stdout.split("\n\n") if block.startswith(("publ", "later")))
    assert list(said) == [f"published-{n}.jpg" for n in range(1, 6)] + ["later-1.jpg", "later-2.jpg"]
    lines = done.stdout.splitlines()
    assert max(len(line) for line in lines if "case/" not in line) <= 80
    for picture in PUBLISHED:
        block = " ".join(said[Path(picture["picture"]).name].split())
        (sidecar_of,) = sidecar.paths_of(SAMPLES / picture["source"]["path"])
        assert f"taken from “{sidecar.read(sidecar_of).title}”" in block
        assert f", frame {picture['frame_index']}" in block
        assert "under one in a billion if the matched points were independent" in block
    trailer = " ".join(said["published-1.jpg"].split())
    for text in ("FIRE", "Development footage.", "This is a work", "All content subject to change.” (a part of it"):
        assert f"“{text}" in trailer
    assert "added text “Convoy of ISIS vehicles leaving Abu Kamal" in " ".join(said["published-2.jpg"].split())
    for number in (1, 2):
        assert "taken from" not in said[f"later-{number}.jpg"]
        assert "in no footage of this archive" in said[f"later-{number}.jpg"]
    _says_what_follows(" ".join(done.stdout.split()))
    _made_what_it_says(tmp_path, done.stdout)


def _says_what_follows(said: str) -> None:
    """What the case comes to, and what is left open."""
    for words in (
        "which the archive describes as a video game of Byte Conveyor Studios, dated 25 March 2015",
        "its crop hides the words “FIRE”, “Development footage.”",
        "3 pictures (published-3.jpg, published-4.jpg and published-5.jpg) were taken from “Air raid on vehicles near "
        "Fallujah, video 2 [stand-in]”; every attestation of it is at least 13 months before the claimed 9 November "
        "2017: between June and September 2016",
        "published-2.jpg was taken from “Air raid on vehicles near Fallujah, video 1 [stand-in]”; every attestation "
        "of it is at least 13 months before the claimed 9 November 2017: between June and September 2016",
        "about 292 km from Abu Kamal",
        "CONTRADICTS: The claim of Russia's Defense Ministry about 5 pictures is contradicted",
        "5 other claims of the statement (published.txt) were not checked",
        "takes its pictures back",
        "later-1.jpg is in no footage that was searched",
        "That does not show that it is what it is said to be, nor that it is not",
    ):
        assert words in said, words
    assert "false" not in said.replace("false alarm", "")


def _made_what_it_says(folder: Path, said: str) -> None:
    report = folder / said.split("Report: ")[1].splitlines()[0]
    page = report.read_text("utf-8")
    assert len(page) < 15_000_000
    for words in ("stand-in", "Rankine-Galloway", "292 km"):
        assert words in page, words
    bundle = folder / said.split("Bundle: ")[1].splitlines()[0]
    checked = subprocess.run(
        [sys.executable, "-m", "freezeframe", "verify", str(bundle), "--json"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert json.loads(checked.stdout)["ok"]


@pytest.mark.slow
def test_the_samples_are_traced_to_their_frames(ff: Runner) -> None:
    assert ff("archive", "add", SAMPLES / "footage").code == 0
    pictures = [SAMPLES / picture["picture"] for picture in PUBLISHED]
    later = sorted((SAMPLES / "pictures" / "later").iterdir())
    done = ff("trace", "--json", *pictures, *later)
    assert done.code == 0, done.err
    for truth, answer in zip(PUBLISHED, done.json, strict=False):
        best = answer["matches"][0]
        assert best["sha256"] == truth["source"]["sha256"]
        assert any(first <= truth["frame_index"] <= last for first, last in best["frame_intervals"])
    assert [answer["outcome"] for answer in done.json[len(PUBLISHED) :]] == ["not_found"] * len(later)

"""Render the sample case: films, published and later pictures, sidecars, truth and manifest.

    python -m samples.make_samples [--out DIR] [--only NAME ...] [--pictures]

Everything is drawn from fixed seeds, on one core, in about ten minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import cv2

from samples.clips import AERIAL
from samples.doctor import RECIPES, digest, publish
from samples.film import Clip
from samples.later import render_later
from samples.reel import facts, write
from samples.scenes import OTHERS
from samples.sidecars import write_json, write_sidecars

OUT = Path(__file__).resolve().parents[1] / "src" / "freezeframe" / "samples"
FILMS: tuple[Callable[[], Clip], ...] = (*AERIAL, *OTHERS)
TRUTH_NOTE = (
    "What is true of the sample pictures, for tests and readers; never archived. Pixel centres are at integers; crop "
    "gives the outer corners of the picture in frame pixels; frame_index counts decoded frames from 0."
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    options = _options(arguments)
    cv2.setNumThreads(1)
    if not options.pictures:
        render_films(options.out / "footage", set(options.only))
    write_sidecars(options.out / "footage")
    render_pictures(options.out)
    write_manifest(options.out)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line's options."""
    parser = argparse.ArgumentParser(description="Render freezeframe's sample case.")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write into")
    parser.add_argument("--only", nargs="*", default=[], help="render only these films (file stems)")
    parser.add_argument("--pictures", action="store_true", help="keep the films, make the rest again")
    return parser.parse_args(arguments)


def render_films(folder: Path, only: set[str]) -> None:
    """Render and encode the films, or only some."""
    for make in FILMS:
        clip = make()
        if not only or Path(clip.name).stem in only:
            path = folder / clip.name
            count = write(clip, clip.render(clip), path)
            print(f"{clip.name}: {count} frames, {path.stat().st_size / 1e3:.0f} kB", file=sys.stderr)


def render_pictures(out: Path) -> None:
    """Make all pictures and write down the truth about them."""
    published = [publish(recipe, out / "footage", out / "pictures" / "published") for recipe in RECIPES]
    later = render_later(out / "pictures" / "later")
    write_json(out / "truth.json", {"note": TRUTH_NOTE, "published": published, "later": later})


def write_manifest(out: Path) -> None:
    """List every film and picture with its digest and what a full decode says."""
    films = sorted(p for p in (out / "footage").iterdir() if p.suffix != ".json")
    pictures = sorted((out / "pictures").rglob("*.jpg"))
    entries = [{**_entry(out, path), **facts(path)} for path in films]
    entries += [_entry(out, path) for path in pictures]
    note = "All media are stand-ins rendered by samples/make_samples.py. CC0-1.0."
    write_json(out / "manifest.json", {"note": note, "licence": "CC0-1.0", "files": entries})


def _entry(out: Path, path: Path) -> dict[str, object]:
    """Return a file's line in the manifest."""
    return {
        "path": path.relative_to(out).as_posix(),
        "bytes": path.stat().st_size,
        "sha256": digest(path),
    }


if __name__ == "__main__":
    sys.exit(main())

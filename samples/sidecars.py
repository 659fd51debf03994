"""The sidecars: what is publicly attested of the real footage that each stand-in stands for.

Only facts that were published are repeated, each with who published it and an address where it can be read.
All of it is "cited": the pages were read, as stored copies, on the day given as their time of retrieval; no capture of
them is held.
"""

from __future__ import annotations

import json
from pathlib import Path

STAND_IN = (
    "STAND-IN: rendered by the freezeframe project with samples/make_samples.py; it is not the real footage "
    "and shows no real place, person or event. "
)
Record = dict[str, object]


BLOG = "http://www.byteconveyor.com/2015/03/convoy-engagement.html"
FRANCE24 = "https://observers.france24.com/en/20171114-russia-us-collaborate-ISIS-fake-images"
BELSAT = (
    "https://naviny.belsat.eu/en/news/"
    "russia-mod-posts-mobile-game-screenshot-as-compelling-proof-of-us-cooperation-with-isis/"
)
MEDUZA_COPY = "http://saint-petersburg.ru/m/society/rubina/363312/"
AP = (
    "http://ap.stripes.com/dynamic/stories/M/ML_IRAQ?SITE=DCSAS&SECTION=HOME&TEMPLATE=DEFAULT&CTIME=2012-11-27-10-59-28"
)
AL_JAZEERA = "https://www.aljazeera.com/news/2016/7/2/dramatic-video-shows-destruction-of-huge-isil-convoy"

RETRIEVED = "2026-11-22"
"""The day on which stored copies of the pages were read."""


def attested(of: str, value: str, by: str, url: str, same_item: str = "stated") -> Record:
    """Return one attestation; the project holds no capture of any, so all are cited."""
    return {
        "of": of,
        "value": value,
        "by": by,
        "url": url,
        "retrieved_at": RETRIEVED,
        "evidence": "cited",
        "capture": None,
        "same_item": same_item,
    }


CIT_BY = "Conflict Intelligence Team (CIT), as reported by Belsat"
MEDUZA_BY = "Meduza, as reprinted by saint-petersburg.ru"


def raid_attestations(france24: str) -> list[Record]:
    """Return what is attested of the raid footage; `france24` is what its July 2016 is the date of."""
    return [
        attested("published", "2016-06", CIT_BY, BELSAT),
        attested(france24, "2016-07", "France 24 Observers", FRANCE24),
        # Meduza's words are that the Iraqi military filmed it then, not that it was released then.
        attested("filmed", "2016-09", MEDUZA_BY, MEDUZA_COPY),
        attested("published", "2016-06-29", "Associated Press (AP)", AP, same_item="inferred"),
        attested("published", "2016-07-01", "Al Jazeera", AL_JAZEERA, same_item="inferred"),
        attested("place", "near Fallujah, Iraq", CIT_BY, BELSAT),
        attested("place", "near Fallujah, Iraq", MEDUZA_BY, MEDUZA_COPY),
    ]


def sidecar(
    title: str, publisher: str, kind: str, description: str, attestations: list[Record] | None = None
) -> Record:
    """Return a sidecar with all the fields of the format."""
    return {
        "title": title,
        "publisher": publisher,
        "url": None,
        "source_kind": kind,
        "description": STAND_IN + description,
        "licence": "CC0-1.0",
        "retrieved_from": "rendered for the freezeframe samples",
        "retrieved_at": None,
        "attestations": attestations or [],
    }


def raid(number: int, words: str, france24: str) -> Record:
    """Return the sidecar of one raid video."""
    return sidecar(
        f"Air raid on vehicles near Fallujah, video {number} [stand-in]",
        "Iraqi Ministry of Defence",
        "recording",
        f"Stands for {words} of raids on ISIS vehicles near Fallujah, released by the Iraqi Ministry of Defence in "
        "2016. Publishers date it differently: June (CIT), July (France 24), September 2016 (Meduza). AP and Al "
        "Jazeera report a release of such footage on 29 June and 1 July 2016; that it is this item is inferred.",
        raid_attestations(france24),
    )


def sample(title: str, kind: str, description: str) -> Record:
    """Return the sidecar of a clip that stands for nothing but itself."""
    return sidecar(title, "freezeframe samples", kind, "It stands for no published item. " + description)


SIDECARS: dict[str, Record] = {
    "game-trailer": sidecar(
        "Convoy engagement [stand-in]",
        "Byte Conveyor Studios",
        "game",
        "Stands for the trailer 'Convoy engagement' of the mobile game AC-130 Gunship Simulator: Special Ops Squadron, "
        "uploaded to YouTube on 25 March 2015. The real trailer carries the caption 'Development footage. This is a "
        "work in progress. All content subject to change.'",
        [
            attested("published", "2015-03-25", "Byte Conveyor Studios (the developer's own blog)", BLOG),
            attested("published", "2015-03-25", "France 24 Observers", FRANCE24),
        ],
    ),
    "raid-video-1": raid(1, "the first of two videos", "filmed"),
    "raid-video-2": raid(2, "the second of two videos, the one in colour,", "published"),
    "game-other-round": sample(
        "Gunship level, another round", "simulation", "The level of game-trailer.mp4 again, another convoy."
    ),
    "game-other-level": sample(
        "Gunship level, depot", "simulation", "Another level under the sights and caption of game-trailer.mp4."
    ),
    "fields-patrol": sample(
        "Fields and canal road, patrol", "simulation", "The place of raid-video-1.mp4 on another day."
    ),
    "town-evening": sample(
        "Edge of town, evening", "simulation", "The place of raid-video-2.mp4 towards evening, other traffic."
    ),
    "forest-flight": sample("Forest road from above", "simulation", "A flight over a forest road."),
    "yard-mast": sample("Yard seen from a mast", "simulation", "A camera that does not move, in infrared."),
    "sea-boat": sample("Boat on a rough sea", "generated", "A boat crosses the picture."),
    "night-street": sample("Wet street at night", "generated", "Traffic, lamps and reflections."),
    "sky-airliner": sample("Airliner among clouds", "generated", "An airliner tracked in infrared."),
    "cartoon-hop": sample("Hopping creature", "generated", "A short animation."),
    "ident-colours": sample("Channel ident", "generated", "Drifting colours with a title."),
}


def write_sidecars(films: Path) -> None:
    """Write every film's sidecar beside it."""
    for name, record in SIDECARS.items():
        write_json(films / f"{name}.json", record)


def write_json(path: Path, record: object) -> None:
    """Write readable JSON with a final line end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

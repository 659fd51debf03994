"""The rule about what files say of themselves: camera and container tags, content credentials (C2PA).

Anybody can set such tags, and saving a file anew loses or changes them: a finding that rests on them says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from freezeframe.archive.metadata import edtf_moment
from freezeframe.cases.document import Evidence, Finding, Outcome
from freezeframe.cases.objects import Json
from freezeframe.findings import evidence as say
from freezeframe.findings import places, times
from freezeframe.findings.draft import about, finding
from freezeframe.findings.offers import Case, Group, Offer
from freezeframe.findings.said_places import said_places

METADATA = "metadata"
_TAKEN = ("DateTimeOriginal", "DateTimeDigitized", "date_created", "DateCreated")
_ORIGIN = re.compile(r"(trainedAlgorithmicMedia|algorithmicMedia|compositeSynthetic|digitalCapture)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HINT = "; such tags can be set by anyone, so this is a hint and no proof"
_REFUTED = "Signs that the tags were set or lost later, or another copy of the file with others."


def metadata(case: Case) -> Iterator[Finding]:
    """The tags of the picture, or of the file of its source, fit the claim or do not."""
    for picture in case.document.pictures:
        offer = case.main_offer(picture)
        made = (_taken_on(offer), _taken_at(offer), _origin(offer))
        yield from (one for one in made if one is not None)
    for group in case.groups:
        one = _made_on(group)
        if one is not None:
            yield one


def _taken_on(offer: Offer) -> Finding | None:
    created = _created(offer.picture.metadata, _TAKEN)
    if not created or not offer.dates or offer.of_release:
        return None
    how = _relation(created, offer)
    outcomes: dict[str, Outcome] = {"before": "contradicts", "within": "supports"}
    told = f"say that it was made {times.said(created)}; the claim says {offer.said_dates}"
    sentence = f"The tags of {offer.picture.name} {told}{_HINT}."
    rows = [Evidence(f"tag of {offer.picture.name}: {created}", "", None, {"created": created, "relation": how})]
    return finding(METADATA, about(offer), outcomes.get(how, "undetermined"), sentence, rows, _REFUTED)


def _taken_at(offer: Offer) -> Finding | None:
    point = position(offer.picture.metadata)
    claimed = said_places(offer).affirmed
    if point is None or not claimed:
        return None
    spot = places.Spot("", (point,))
    far = [(one, km[0]) for one in claimed if (km := places.distances(one, spot)) is not None]
    outcomes: dict[str, Outcome] = {"different": "contradicts", "same": "supports"}
    outcome = outcomes.get(places.any_of(claimed, spot), "undetermined")
    told = say.listed([f"{places.kilometres(km)} from {one.name}" for one, km in far]) or "how far is not known"
    where = f"{point[0]:.4f}, {point[1]:.4f}"
    sentence = f"The tags of {offer.picture.name} place it at {where}: {told}{_HINT}."
    rows = [Evidence(f"GPS tags of {offer.picture.name}: {where}", "", None, {"point": list(point)})]
    return finding(METADATA, about(offer), outcome, sentence, rows, _REFUTED)


def _origin(offer: Offer) -> Finding | None:
    """What content credentials say of how the picture came to be."""
    found = _ORIGIN.search(_all_texts(offer.picture.metadata.get("c2pa", {})))
    if found is None or offer.claim is None:
        return None
    captured = found[1].lower() == "digitalcapture"
    what = "was captured by a camera" if captured else "was made by a computer, in whole or in part"
    sentence = f"The content credentials (C2PA) of {offer.picture.name} say that it {what}{_HINT}."
    rows = [Evidence(f"digital source type: {found[1]}", "", None, {"digital_source_type": found[1]})]
    return finding(METADATA, about(offer), "undetermined" if captured else "contradicts", sentence, rows, _REFUTED)


def _made_on(group: Group) -> Finding | None:
    """A file that is older than the claimed event cannot hold it; a younger one may be a copy."""
    created, offer = _created(group.source.container, ("creation_time", *_TAKEN)), group.offer
    if not created or not offer.dates or offer.of_release:
        return None
    how = _relation(created, offer)
    outcome: Outcome = "contradicts" if how == "before" else "undetermined"
    title = say.titled(group.source, group.source_id)
    sentence = (
        f"The file of {title} says that it was made {times.said(created)}; the claim says {offer.said_dates}{_HINT}."
    )
    details = {"created": created, "relation": how}
    rows = [Evidence(f"tag of the file of {title}: {created}", group.source_id, None, details)]
    return finding(METADATA, about(offer, group.pictures), outcome, sentence, rows, _REFUTED)


def _relation(created: str, offer: Offer) -> times.Relation:
    return times.relation_to_any(times.span(created), offer.spans)


def _created(tags: Json, names: tuple[str, ...]) -> str:
    """When a file was made by its own tags, EDTF; empty where they do not say."""
    kept = tags.get("dates", {}).get("created", "")
    values = (
        str(group[name]) for name in names for group in tags.values() if isinstance(group, Mapping) and name in group
    )
    return str(kept or next((moment for value in values if (moment := edtf_moment(value))), ""))


def position(tags: Json) -> tuple[float, float] | None:
    """Degrees north and east by the GPS tags of a picture; None where there are none, or no sense in them."""
    exif = tags.get("exif", {})
    north = _degrees(exif.get("GPSLatitude", ""), exif.get("GPSLatitudeRef", ""), "NS")
    east = _degrees(exif.get("GPSLongitude", ""), exif.get("GPSLongitudeRef", ""), "EW")
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None
    return north, east


def _degrees(value: str, ref: str, signs: str) -> float | None:
    """'(33.0, 21.0, 0.0)' and 'N': degrees, minutes, seconds."""
    numbers = [float(one) for one in _NUMBER.findall(value)]
    if not 1 <= len(numbers) <= 3 or ref[:1].upper() not in tuple(signs):
        return None
    whole = sum((number / 60.0**place for place, number in enumerate(numbers)), 0.0)
    return -whole if ref[:1].upper() == signs[1] else whole


def _all_texts(value: object) -> str:
    """Every text in a nested value."""
    if isinstance(value, Mapping):
        return " ".join(_all_texts(one) for one in value.values())
    if isinstance(value, list | tuple):
        return " ".join(_all_texts(one) for one in value)
    return str(value)

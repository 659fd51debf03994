"""The rules about edits, tags, revisions, what was not found and what it comes to, on tables of cases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from freezeframe.cases.document import CasePicture, Outcome, SourceAttestation
from freezeframe.findings.rules_metadata import position
from freezeframe.findings.weigh import findings_of
from tests.judged import (
    F,
    P,
    W,
    altered,
    attested,
    case,
    judged,
    judged_one,
    match,
    picture,
    said_of,
    source,
    statement,
    with_source,
)

HERE = attested(W, "Abu Kamal, Syria")
TWO_DAYS = "The picture was taken by drones on November 9, 2017 and November 14, 2017 and shows a convoy"
GAME = "The picture is from the trailer of a video game"


@pytest.mark.parametrize(
    ("outcome", "lines", "text", "part"),
    [
        ("undetermined", ["FIRE"], "", "hides the words “FIRE”"),
        ("contradicts", ["Development footage.", "FIRE"], "", "“Development footage”"),
        ("contradicts", ["TRAINING EXERCISE"], "", "stand on footage that was made"),
        # One word may stand on a sign.
        ("undetermined", ["EXERCISE"], "", "whether “EXERCISE” is said of the footage, or stands on something in it"),
        ("undetermined", ["POLICE TRAINING CENTRE"], "", "is open"),
        ("undetermined", ["TRAILER PARKING"], "", "is open"),
        ("undetermined", ["RECONSTRUCTION OF THE BRIDGE"], "", "is open"),
        ("undetermined", ["FIRE"], "", "the words “FIRE”, as read by machine."),
        ("supports", ["14 November 2017"], TWO_DAYS, "the claimed date"),
        ("undetermined", ["11 November 2017"], TWO_DAYS, "hides the words"),
        ("undetermined", ["Development footage."], GAME, "hides the words"),
        ("contradicts", ["29 June 2016 14:03"], "", "29 June 2016, another date than the claimed one"),
        ("supports", ["9 November 2017"], "", "9 November 2017, the claimed date"),
        ("undetermined", ["8 November 2017"], "", "hides the words"),
        ("contradicts", ["FIRE"], "The picture is authentic and shows Abu Kamal", "calls the picture unaltered"),
        ("undetermined", ["FIRE"], "The picture was cropped and shows Abu Kamal", "hides the words"),
    ],
)
def test_hidden_by_crop(outcome: Outcome, lines: list[str], text: str, part: str) -> None:
    statements = [statement(said_of(text))] if text else []
    shown = picture(match(alterations=[altered("cut_away", *lines)], visible_fraction=0.44))
    found = judged_one(case([shown], {"a": source()}, *statements), "hidden_by_crop")
    assert found.outcome == outcome, found.sentence
    assert part in found.sentence
    assert "shows 44 % of the frame" in found.sentence


def test_a_line_that_can_be_seen_in_part_and_text_that_was_not_read() -> None:
    seen = picture(match(alterations=[altered("cut_away", "All content", visible=0.4)]))
    assert "“All content” (in part)" in judged_one(case([seen], {"a": source()}), "hidden_by_crop").sentence
    unread = picture(match(alterations=[altered("cut_away")], text_notes=["no reader for Arabic"]))
    found = judged_one(case([unread], {"a": source()}), "hidden_by_crop")
    assert (found.outcome, "was not read (no reader for Arabic)" in found.sentence) == ("undetermined", True)
    assert not judged(case([picture(match(alterations=[altered("cut_away")]))], {"a": source()}), "hidden_by_crop")


def test_words_under_a_strip_are_not_said_to_be_cropped() -> None:
    strip = altered("cut_away", "Al-Qaim market", covered=1.0)
    found = judged_one(case([picture(match(alterations=[strip]))], {"a": source()}), "hidden_by_crop")
    assert "; a strip at its edge (over it, or in its place) hides the words “Al-Qaim market”" in found.sentence
    both = picture(match(alterations=[altered("cut_away", "FIRE"), strip]))
    found = judged_one(case([both], {"a": source()}), "hidden_by_crop")
    assert "; its crop and a strip at its edge (over it, or in its place) hide the words “FIRE”" in found.sentence


EDITED = "The picture was edited and shows Abu Kamal"


@pytest.mark.parametrize("rule", ["added", "mirrored_or_recoloured"])
@pytest.mark.parametrize(
    ("outcome", "text", "part"),
    [
        ("undetermined", "", ""),
        ("contradicts", "The picture is authentic and shows Abu Kamal", ", though the claim calls it unaltered"),
        # An edit supports no claim.
        ("undetermined", EDITED, ", as the claim says of it"),
        ("contradicts", "The authentic pictures show Abu Kamal", ", though the claim calls it unaltered"),
        (
            "contradicts",
            "The pictures, which it said were authentic, show Abu Kamal",
            ", though the claim calls it unaltered",
        ),
        # The word is of what is shown, not of the picture.
        ("undetermined", "The picture shows the original headquarters in Abu Kamal", ""),
        ("undetermined", "The picture shows original documents in Abu Kamal", ""),
        ("undetermined", "The picture shows documents that are genuine in Abu Kamal", ""),
        ("undetermined", "The picture is not authentic and shows Abu Kamal", ""),
        ("contradicts", "The picture was not edited and does not show Raqqa", ", though the claim calls it unaltered"),
    ],
)
def test_edits(outcome: Outcome, text: str, part: str, rule: str) -> None:
    statements = [statement(said_of(text))] if text else []
    changes = [altered("added", "Convoy"), altered("retouched"), altered("added", blurred=1.0), altered("tint")]
    shown = picture(match(alterations=changes, mirrored=True, grey=True))
    found = judged_one(case([shown], {"a": source()}, *statements), rule)
    assert found.outcome == outcome, found.sentence
    assert found.sentence.endswith(f"{part}.")
    assert bool(part) == (", though" in found.sentence or ", as the claim" in found.sentence)
    words = "1 thing added, 1 part changed and 1 part blurred, with the words “Convoy” (as read by machine)"
    assert (words if rule == "added" else "mirrored, made grey and recoloured") in found.sentence


def test_a_picture_that_was_left_as_it_was() -> None:
    document = case([picture(match(alterations=[altered("rescaled", factor=2.0)]))], {"a": source()})
    for rule in ("added", "mirrored_or_recoloured", "hidden_by_crop"):
        assert not judged(document, rule)


GPS = {"GPSLatitudeRef": "N", "GPSLongitudeRef": "E"}


@pytest.mark.parametrize(
    ("outcome", "tags", "part"),
    [
        (
            "contradicts",
            {"dates": {"created": "2016-06-29T10:00:00"}},
            "made 2016-06-29T10:00:00; the claim says 9 Nov",
        ),
        ("contradicts", {"exif": {"DateTimeOriginal": "2016:06:29 10:00:00"}}, "made 2016-06-29T10:00:00"),
        ("supports", {"exif": {"DateTimeOriginal": "2017:11:09 10:00:00"}}, "so this is a hint and no proof"),
        ("undetermined", {"exif": {"DateTimeOriginal": "2017:12:09 10:00:00"}}, "so this is a hint"),
        (
            "contradicts",
            {"exif": GPS | {"GPSLatitude": "(33.0, 21.0, 0.0)", "GPSLongitude": "(43.0, 47.0, 24.0)"}},
            "292 km",
        ),
        (
            "supports",
            {"exif": GPS | {"GPSLatitude": "(34.0, 27.0, 0.0)", "GPSLongitude": "(40.0, 55.0, 12.0)"}},
            "34.4500",
        ),
        ("undetermined", {"exif": GPS | {"GPSLatitude": "(34.0, 41.4, 0.0)", "GPSLongitude": "40.83"}}, "about 28 km"),
        (
            "contradicts",
            {"c2pa": {"actions": [{"digitalSourceType": "http://x/trainedAlgorithmicMedia"}]}},
            "by a computer",
        ),
        ("undetermined", {"c2pa": {"digital_source_type": "http://x/digitalCapture"}}, "by a camera"),
    ],
)
def test_metadata_of_a_picture(outcome: Outcome, tags: dict[str, Any], part: str) -> None:
    found = judged_one(case([picture(metadata=tags)], {}), "metadata")
    assert found.outcome == outcome, found.sentence
    assert part in found.sentence


@pytest.mark.parametrize(
    ("refs", "expected"),
    [(("N", "E"), (33.5, 70.25)), (("S", "W"), (-33.5, -70.25)), (("N", "W"), (33.5, -70.25)), (("X", "E"), None)],
)
def test_gps_tags(refs: tuple[str, str], expected: tuple[float, float] | None) -> None:
    degrees = {"GPSLatitude": "(33.0, 30.0, 0.0)", "GPSLongitude": "(70.0, 15.0, 0.0)"}
    tags = degrees | {"GPSLatitudeRef": refs[0], "GPSLongitudeRef": refs[1]}
    assert position({"exif": tags}) == expected


@pytest.mark.parametrize(
    ("outcome", "created"),
    [("contradicts", "2016-06-29T10:00:00Z"), ("undetermined", "2017-11-09T10:00:00Z"), ("undetermined", "2018-01-01")],
)
def test_metadata_of_the_file_of_a_source(outcome: Outcome, created: str) -> None:
    document = with_source(container={"container": {"creation_time": created}})
    assert judged_one(document, "metadata").outcome == outcome


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"exif": {"DateTimeOriginal": "0000:00:00 00:00:00"}},
        {"exif": GPS | {"GPSLatitude": "", "GPSLongitude": "nonsense"}},
        {"exif": {"GPSLatitude": "(33.0, 21.0, 0.0)", "GPSLongitude": "(43.0, 47.0, 24.0)"}},
        {"exif": GPS | {"GPSLatitude": "(133.0, 21.0, 0.0)", "GPSLongitude": "(43.0, 47.0, 24.0)"}},
        {"c2pa": {"note": "nothing of use"}},
    ],
)
def test_tags_without_sense_say_nothing(tags: dict[str, Any]) -> None:
    assert not judged(case([picture(metadata=tags)], {}), "metadata")


BACK = "An employee attached the wrong pictures by mistake, Northland's Defense Ministry said on Tuesday.\n"
OTHERS = "An employee attached the wrong pictures by mistake, Southland's Defense Ministry said on Tuesday.\n"
ATTACKED = "The convoy was attacked by mistake, Northland's Defense Ministry said on Tuesday.\n"
SHOWN = "The convoy in the pictures was attacked by mistake, Northland's Defense Ministry said on Tuesday.\n"
PULLED = "The photographs were published in error, Northland's Defense Ministry said on Tuesday.\n"
KEEPS = "The pictures of the convoy are good, Northland's Defense Ministry said on Tuesday.\n"


@pytest.mark.parametrize(
    ("outcome", "text", "later", "part"),
    [
        (
            "contradicts",
            BACK,
            ["p3"],
            "takes its pictures back, in these words: “An employee attached the wrong pictures by mistake”",
        ),
        ("contradicts", BACK, ["p1", "p2"], "it offers no other pictures"),
        ("contradicts", PULLED, ["p3"], "takes its pictures back"),
        # A mistake of something else than the pictures.
        ("undetermined", ATTACKED, ["p3"], "does not take those before back"),
        ("undetermined", SHOWN, ["p3"], "does not take those before back"),
        # Somebody else's words take nothing back.
        ("undetermined", OTHERS, ["p3"], "does not take those before back"),
        ("supports", KEEPS, ["p1", "p2"], "keeps every picture"),
        ("supports", KEEPS, ["p1", "p2", "p3"], "keeps every picture and offers 1 other picture"),
        ("undetermined", KEEPS, ["p1"], "keeps 1 of 2 pictures without a word on the others"),
        ("undetermined", KEEPS, ["p3", "p4"], "offers 2 other pictures and does not take those before back"),
    ],
)
def test_revised(outcome: Outcome, text: str, later: list[str], part: str) -> None:
    pictures: list[CasePicture] = [picture(name="p1"), picture(name="p2")]
    pictures += [replace(picture(name=name, of="s2"), id=f"q{name}") for name in later]
    document = case(pictures, {}, statement(), statement(text, "s2", "revision", "s1"))
    found = judged_one(document, "revised")
    assert found.outcome == outcome, found.sentence
    assert part in found.sentence
    assert found.sentence.startswith("In its revised statement (s2.txt) Northland's Defense Ministry")
    assert found.claim.startswith("s1/")


def test_a_reply_revises_nothing() -> None:
    assert not judged(case([], {}, statement(), statement(BACK, "s2", "reply", "s1")), "revised")


CAUGHT = {"resave": 1.0, "crop50+grey": 0.6, "crop12": None}


def _lost(outcome: str = "not_found", **not_found: Any) -> CasePicture:
    made = picture()
    answer = dict(made.trace or {}) | {"outcome": outcome}
    answer["not_found"] = dict(answer["not_found"]) | not_found
    return replace(made, trace=answer)


@pytest.mark.parametrize(
    ("shown", "part"),
    [
        (_lost(), "in no footage that was searched (3 videos of 2.00 h, 1 pictures)"),
        (_lost(), "is not measured"),
        (_lost(would_have_been_caught=CAUGHT), "between 60 % (half cut away and grey) and 100 %, by edit"),
        (_lost("unreadable", reason="is cut off"), "could not be read (is cut off)"),
        (replace(_lost(), trace=None), "was not traced"),
    ],
)
def test_not_found_is_never_a_support(shown: CasePicture, part: str) -> None:
    found = judged_one(case([shown], {}), "not_found")
    assert found.outcome == "undetermined"
    assert part in found.sentence
    assert "p1.jpg" in found.sentence
    for one in findings_of(case([shown], {})):
        assert one.outcome == "undetermined"


def test_not_found_tells_what_was_searched_what_would_have_been_caught_and_what_to_look_at() -> None:
    shown = _lost(would_have_been_caught=CAUGHT, measured={"corpus": "Ten videos.", "seed": 23})
    lead = match() | {"why": "same_scene"}
    shown = replace(shown, trace=dict(shown.trace or {}) | {"leads": [lead]})
    told = [one.text for one in judged_one(case([shown], {"a": source()}), "not_found").evidence]
    assert told == [
        "searched: 3 videos of 2.00 h, 1 pictures",
        "would have been caught: saved again: 100 % found",
        "would have been caught: half cut away and grey: 60 % found",
        "would have been caught: seven eighths cut away: not measured",
        "measured on: Ten videos. Seed 23.",
        "not a match, but worth a look (same_scene): “Raid”",
    ]


def test_claims_that_nothing_looked_at_are_named() -> None:
    more = "\n\nCoalition planes came, the ministry said. Southland refused a joint strike, the ministry said.\n"
    text = said_of("The picture was taken by drones on November 9, 2017") + more
    found = judged_one(case([picture(match())], {"a": source(attested(P, "2016"))}, statement(text)), "not_checked")
    assert found.sentence.startswith("2 other claims of the statement (s1.txt) were not checked")
    assert [one.text.split(": ")[1] for one in found.evidence] == [
        "Coalition planes came",
        "Southland refused a joint strike",
    ]
    reply = case([], {}, statement(), statement(KEEPS, "s2", "reply", "s1"))
    assert "1 claim of the reply (s2.txt) was not checked" in [one.sentence for one in judged(reply, "not_checked")][-1]


@pytest.mark.parametrize(
    ("outcome", "attestations", "part"),
    [
        ("contradicts", [attested(P, "2016")], "is contradicted by 1 of 1 findings (earlier_source)"),
        ("contradicts", [attested(P, "2016"), HERE], "; 1 supports a part of it (elsewhere)"),
        (
            "supports",
            [attested(F, "2017-11-09"), HERE],
            "is supported by 2 of 2 findings (earlier_source and elsewhere)",
        ),
        ("undetermined", [attested(P, "2018")], "stays open: none of 1 findings decides it"),
    ],
)
def test_weighed(outcome: Outcome, attestations: list[SourceAttestation], part: str) -> None:
    found = judged_one(with_source(*attestations), "weighed")
    assert found.outcome == outcome, found.sentence
    assert part in found.sentence
    assert found.sentence.startswith("The claim of Northland's Defense Ministry about 1 picture ")
    assert found.sentence.endswith("A named person rates it.")


DAY = {"exif": {"DateTimeOriginal": "2017:11:09 10:00:00"}}
OLD = {"exif": {"DateTimeOriginal": "2016:06:29 10:00:00"}}
CROPPED = match(grey=True, alterations=[altered("grey"), altered("added", "X")])
NEW = "The picture, published for the first time, shows a convoy leaving Abu Kamal"


@pytest.mark.parametrize(
    ("outcome", "shown", "attestations", "text", "part"),
    [
        # A hint is no proof: alone it decides nothing, nor does it go with what supports.
        ("undetermined", picture(match(), metadata=DAY), [], "", "; 1 supports a part of it (metadata)"),
        ("undetermined", picture(match(), metadata=OLD), [], "", "; 1 contradicts a part of it (metadata)"),
        ("undetermined", picture(match(), metadata=OLD), [attested(F, "2017-11-09")], "", "(earlier_source); 1 contra"),
        (
            "contradicts",
            picture(match(), metadata=DAY),
            [attested(F, "2016")],
            "",
            "by 1 of 2 findings (earlier_source)",
        ),
        # An edit, a date in the picture, and who was first, carry no claim.
        ("undetermined", picture(CROPPED), [], "The picture was cropped and shows Abu Kamal", "none of 2 findings"),
        (
            "undetermined",
            picture(match(alterations=[altered("cut_away", "9 November 2017")])),
            [],
            "",
            "(hidden_by_crop)",
        ),
        ("undetermined", picture(match()), [attested(P, "2017-11-13")], NEW, "none of"),
    ],
)
def test_what_does_not_decide(
    outcome: Outcome, shown: CasePicture, attestations: list[SourceAttestation], text: str, part: str
) -> None:
    statements = [statement(said_of(text))] if text else []
    known = source(*attestations, publisher="Northland's Defense Ministry")
    found = judged_one(case([shown], {"a": known}, *statements), "weighed")
    assert found.outcome == outcome, found.sentence
    assert part in found.sentence


def test_a_picture_that_was_found_and_that_no_rule_tells_of_is_named() -> None:
    silent = statement("Northland's Defense Ministry met on Tuesday.\n")
    found = judged_one(case([picture(match())], {"a": source(attested(P, "2016"))}, silent), "only_found")
    assert (found.outcome, found.pictures, found.claim) == ("undetermined", ("p1",), "")
    assert found.sentence == "p1.jpg was found in “Raid”; there is no claim to hold it against."
    assert [one.text.partition(",")[0] for one in found.evidence][1:] == ["published 2016"]
    spoken = judged_one(with_source(text="The picture shows a convoy leaving Abu Kamal"), "only_found")
    assert "nothing that is attested of it can be held against what is claimed" in spoken.sentence
    assert not judged(with_source(attested(P, "2016")), "only_found")
    assert not judged(case([picture()], {}), "only_found")


@pytest.mark.parametrize(("lat", "outcome"), [("36.2", "supports"), ("33.51", "supports"), ("20.0", "contradicts")])
def test_tags_of_a_picture_against_a_claim_of_two_places(lat: str, outcome: Outcome) -> None:
    east = {"36.2": "37.16", "33.51": "36.29", "20.0": "40.0"}[lat]
    tags = {"exif": GPS | {"GPSLatitude": lat, "GPSLongitude": east}}
    text = "The picture shows trucks driving from Aleppo to Damascus"
    found = judged_one(case([picture(metadata=tags)], {}, statement(said_of(text))), "metadata")
    assert found.outcome == outcome, found.sentence


@pytest.mark.parametrize(("made", "outcome"), [("2017:11:14", "supports"), ("2017:11:11", "undetermined")])
def test_tags_of_a_picture_against_a_claim_of_two_days(made: str, outcome: Outcome) -> None:
    tags = {"exif": {"DateTimeOriginal": f"{made} 10:00:00"}}
    found = judged_one(case([picture(metadata=tags)], {}, statement(said_of(TWO_DAYS))), "metadata")
    assert found.outcome == outcome, found.sentence


def test_words_that_something_was_laid_over_are_hidden_by_that() -> None:
    over = altered("cut_away", "simulation only", covered=1.0, sure=1.0)
    (found,) = judged(case([picture(match(alterations=[over]))], {"a": source()}), "hidden_by_crop")
    assert "what was laid over it hides the words “simulation only”" in found.sentence

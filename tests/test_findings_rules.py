"""The rules about when, where, what kind and who first, on tables: each outcome, and what its sentence must say."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from freezeframe.cases.document import CaseDocument, CaseSource, Outcome, SourceAttestation
from tests.judged import (
    F,
    P,
    W,
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
TIMES: list[tuple[str, list[SourceAttestation], str, str]] = [
    # Published or filmed before: the footage cannot show what came later.
    ("contradicts", [attested(P, "2016-06")], "", "at least 16 months before the claimed 9 November 2017"),
    ("contradicts", [attested(F, "2016-06")], "", "at least 16 months"),
    ("contradicts", [attested(P, "2016-06"), attested(F, "2016-09", "B")], "", "at least 13 months"),
    ("contradicts", [attested(P, "2016-06/2016-09")], "", "June 2016 to September 2016"),
    ("contradicts", [attested(P, "2016-XX-09")], "", "at least 10 months"),
    ("undetermined", [attested(P, "201X")], "", "is open"),
    ("contradicts", [attested(P, "[..2016-06]")], "", "at least 16 months"),
    ("contradicts", [attested(P, "2017-11-08T09:00:00Z")], "", "some hours"),
    # Filmed after it: neither.
    ("contradicts", [attested(F, "2018-02")], "", "is of another time than the claimed 9 November 2017"),
    # Published after it: footage may be published long after it was filmed.
    ("undetermined", [attested(P, "2018-02")], "", "is open"),
    ("undetermined", [attested(P, "2017-11-09")], "", "is open"),
    # The day before, in a zone that nobody tells.
    ("undetermined", [attested(P, "2017-11-08")], "", "is open"),
    ("undetermined", [attested(P, "2017-11-08T12:00:00Z")], "", "is open"),
    # Filmed then.
    ("supports", [attested(F, "2017-11-09")], "", "dates from the claimed 9 November 2017"),
    ("supports", [attested(F, "2017-11-09"), attested(P, "2017-11-12", "B")], "", "dates from"),
    ("undetermined", [attested(F, "2017-11")], "", "is open"),
    # Those who attest it disagree: only what holds for all is concluded.
    ("undetermined", [attested(F, "2017-11-09"), attested(P, "2016-06", "B")], "", "disagree"),
    ("undetermined", [attested(P, "2016-06"), attested(P, "2018-01", "B")], "", "disagree"),
    ("undetermined", [attested(P, "2016-06"), attested(P, "2018-01", "B", same_item="inferred")], "", "disagree"),
    # The filming decides: a late publication is none of its dates.
    (
        "contradicts",
        [attested(F, "2016"), attested(P, "2018", "B")],
        "",
        "every attestation of when it was filmed is at",
    ),
    ("contradicts", [attested(F, "2018"), attested(P, "2019", "B")], "", "when it was filmed is of another time"),
    ("contradicts", [attested(P, "2016"), attested(F, "2015", "B", same_item="inferred")], "", "of it is at least 10"),
    ("contradicts", [attested(F, "2016"), attested(P, "XXXX", "B")], "", "when it was filmed is at least 10 months"),
    ("undetermined", [attested(F, "2017"), attested(P, "2016-06", "B")], "", "disagree"),
    ("undetermined", [attested(F, "2016"), attested(F, "2017-11-09", "B")], "", "disagree"),
    ("undetermined", [attested(F, "2016", same_item="inferred"), attested(P, "2018", "B")], "", "only inferred"),
    (
        "undetermined",
        [attested(F, "2017-11-09", evidence="none"), attested(P, "2018", "B")],
        "",
        "or nothing is held",
    ),
    # Two claimed days are two, not all between them: within one of them supports, before or after each contradicts.
    ("supports", [attested(F, "2017-11-14")], TWO_DAYS, "dates from the claimed 9 November 2017 or 14 November 2017"),
    ("contradicts", [attested(F, "2017-10")], TWO_DAYS, "before the claimed 9 November 2017 or 14 November 2017"),
    ("contradicts", [attested(F, "2017-11-11T12:00:00Z/2017-11-12T09:00:00Z")], TWO_DAYS, "is of another time than"),
    ("undetermined", [attested(F, "2017-11-11")], TWO_DAYS, "is open"),
    ("undetermined", [attested(P, "2017-11-11T12:00:00Z")], TWO_DAYS, "is open"),
    # A time that is only about right is no exact one.
    ("undetermined", [attested(P, "2017-11-07T10:00:00Z~")], "", "is open"),
    # What cannot be compared.
    ("undetermined", [attested(P, "XXXX-06-29")], "", "no known year"),
    ("undetermined", [attested(P, "2016-06"), attested(P, "XXXX", "B")], "", "no known year"),
    ("undetermined", [], "", "nobody attests it"),
    # What cannot carry a conclusion.
    ("undetermined", [attested(P, "2016-06", same_item="inferred")], "", "only inferred"),
    ("undetermined", [attested(P, "2016-06", evidence="none")], "", "nothing is held or cited"),
    ("contradicts", [attested(P, "2016-06"), attested(P, "2016-07", "B", "none")], "", "at least 15 months"),
    # A claim on the release of the footage, not on the event.
    ("supports", [attested(P, "2016-06-29")], "The picture is from a video released in June 2016", "dates from"),
    (
        "contradicts",
        [attested(P, "2015-03-25")],
        "The picture is from a video released in June 2016",
        "14 months before",
    ),
    (
        "contradicts",
        [attested(P, "2017-01")],
        "The picture is from a video released in June 2016",
        "is of another time than",
    ),
    ("undetermined", [attested(F, "2015")], "The picture is from a video released in June 2016", "is open"),
    ("contradicts", [attested(F, "2017")], "The picture is from a video released in June 2016", "is of another time"),
    (
        "contradicts",
        [attested(P, "2015-03-25"), attested(F, "2015-02")],
        "The picture is from a video released in June 2016",
        "every attestation of when it was published is at least 14 months before",
    ),
]


@pytest.mark.parametrize(("outcome", "attestations", "text", "part"), TIMES)
def test_earlier_source(outcome: Outcome, attestations: list[SourceAttestation], text: str, part: str) -> None:
    found = judged_one(with_source(*attestations, text=text), "earlier_source")
    assert found.outcome == outcome, found.sentence
    assert part in found.sentence
    if attestations and outcome != "undetermined":
        assert "according to Agency A" in found.sentence
    assert [one.attestation for one in found.evidence if one.attestation] == attestations


def test_a_claim_without_a_day_is_not_judged_by_days() -> None:
    assert not judged(
        with_source(attested(P, "2016"), text="The picture shows a convoy leaving Abu Kamal"), "earlier_source"
    )


def test_a_day_that_a_claim_denies_is_not_its_day() -> None:
    text = "The picture was not taken in Abu Kamal on November 9, 2017"
    document = with_source(attested(P, "2016"), HERE, text=text)
    assert not judged(document, "earlier_source")
    assert judged_one(document, "elsewhere").outcome == "contradicts"
    denied = statement("A convoy did not leave Abu Kamal on November 9, 2017, the ministry said.\n")
    chosen = picture(match(), claims=("claim-1",))
    assert not judged(case([chosen], {"a": source(attested(P, "2016"))}, denied), "earlier_source")


def test_what_a_headline_repeats_is_not_judged_again() -> None:
    document = with_source(attested(P, "2016"))
    reading = json.loads(json.dumps(document.statements[0].reading))
    for claim in reading["claims"]:
        claim["same_as"] = "claim-9"
    document = replace(document, statements=(replace(document.statements[0], reading=reading),))
    assert not judged(document, "earlier_source")


def test_a_claim_without_a_year_stays_open() -> None:
    document = with_source(attested(P, "2016"))
    reading = json.loads(json.dumps(document.statements[0].reading).replace("2017-11-09", "XXXX-11-09"))
    (found,) = judged(
        replace(document, statements=(replace(document.statements[0], reading=reading),)), "earlier_source"
    )
    assert (found.outcome, "no known year" in found.sentence) == ("undetermined", True)


def test_it_says_what_is_held_what_is_cited_and_what_is_inferred() -> None:
    held = attested(P, "2016-06", "Station H", "held")
    cited, loose = attested(P, "2016-07", "Paper C"), attested(F, "2016-06-29", "Wire I", same_item="inferred")
    found = judged_one(with_source(held, cited, loose), "earlier_source")
    assert "according to Station H, Paper C and Wire I; of Station H a capture is held" in found.sentence
    assert "that Wire I speaks of this very item is inferred" in found.sentence
    told = {one.attestation.by: one.text for one in found.evidence if one.attestation}
    assert "a capture is held" in told["Station H"]
    assert "cited, not held" in told["Paper C"]
    assert "is inferred" in told["Wire I"]
    nothing = attested(P, "2016-06-30", "Paper N", "none")
    bare = judged_one(with_source(cited, nothing), "earlier_source")
    assert "according to Paper C and Paper N; for Paper N nothing is held or cited" in bare.sentence
    only = judged_one(with_source(held), "earlier_source")
    assert "according to Station H, captures of which are held" in only.sentence


JOURNEY = "The picture shows trucks driving from Aleppo to Damascus"
PLACES: list[tuple[str, list[str], str, str]] = [
    ("contradicts", ["near Fallujah, Iraq"], "", "about 292 km from Abu Kamal"),
    ("contradicts", ["33.35, 43.79"], "", "about 292 km from Abu Kamal"),
    ("supports", ["Abu Kamal, Syria"], "", "less than 1 km from Abu Kamal"),
    ("supports", ["Boukamal"], "", "less than 1 km from Abu Kamal"),
    # Hajin is about 28 km away: near is neither here nor elsewhere.
    ("undetermined", ["Hajin, Syria"], "", "about 28 km from Abu Kamal"),
    ("undetermined", ["Abu Kamal, Syria", "near Fallujah, Iraq"], "", "less than 1 km from Abu Kamal"),
    ("contradicts", ["Iraq"], "", "in another state than Abu Kamal"),
    ("undetermined", ["Syria"], "", "is not measured"),
    ("undetermined", ["an unknown meadow"], "", "is not measured"),
    # A state, and a border.
    ("supports", ["Abu Kamal, Syria"], "The picture was taken in Syria", "in Syria"),
    ("contradicts", ["near Fallujah, Iraq"], "The picture was taken in Syria", "not in the state of Syria"),
    ("undetermined", ["near Fallujah, Iraq"], "The picture was taken at the Syrian-Iraqi border", "is not measured"),
    ("undetermined", ["the Syrian-Iraqi border"], "The picture was taken in Syria", "is not measured"),
    # A claim with two places is of one of them, or of the way between; its state is no place of its own.
    ("supports", ["Aleppo, Syria"], JOURNEY, "less than 1 km from Aleppo"),
    ("supports", ["Damascus, Syria"], JOURNEY, "less than 1 km from Damascus"),
    ("undetermined", ["Homs, Syria"], JOURNEY, "from Aleppo"),
    ("contradicts", ["near Fallujah, Iraq"], JOURNEY, "from Damascus"),
    ("supports", ["Aleppo, Syria", "Damascus, Syria"], JOURNEY, "less than 1 km from Aleppo"),
    ("contradicts", ["Raqqa, Syria"], "The picture was taken in Abu Kamal, Syria", "from Abu Kamal"),
    # What is shown leaving a place is there, whatever it is bound for.
    (
        "contradicts",
        ["near Fallujah, Iraq"],
        "The picture shows a convoy leaving Abu Kamal for the Syrian-Iraqi border",
        "292 km from Abu Kamal",
    ),
    # Words that leave several places open, or are of where it was not.
    ("undetermined", ["on the road from Fallujah to Abu Kamal"], "", "leave more than one place open"),
    ("undetermined", ["Fallujah, Iraq, or Abu Kamal, Syria"], "", "leave more than one place open"),
    ("contradicts", ["Fallujah or Mosul"], "", "leave more than one place open"),
    (
        "undetermined",
        ["not Fallujah, as first reported"],
        "",
        "filmed “not Fallujah, as first reported”, according to Agency A: the distance to Abu Kamal is not meas",
    ),
    (
        "undetermined",
        ["300 km west of Fallujah"],
        "",
        "filmed 300 km west of Fallujah, according to Agency A: between 0 and 592 km from",
    ),
    ("undetermined", ["200 miles west of Fallujah"], "", "leave more than one place open"),
    ("undetermined", ["1,200 km west of Fallujah"], "", "and 1,492 km from Abu Kamal"),
    ("contradicts", ["5 km north of Fallujah"], "", "leave more than one place open"),
    ("undetermined", ["Syria or Iraq"], "", "is not measured"),
    # A name of several large cities is all of them, unless a state is with it.
    ("undetermined", ["Tripoli, Lebanon"], "The picture was taken in Tripoli", "leave more than one place open"),
    ("undetermined", ["Tripoli"], "The picture was taken in Tripoli", "leave more than one place open"),
    ("contradicts", ["Tripoli, Lebanon"], "The picture was taken in Tripoli, Libya", "km from Tripoli"),
    ("supports", ["Tripoli, Lebanon"], "The picture was taken in Tripoli, Lebanon", "less than 1 km from Tripoli"),
    ("contradicts", ["near Fallujah, Iraq"], "The picture was taken in Tripoli", "leave more than one place open"),
    # Coordinates as people write them.
    ("contradicts", ["33.35 N 43.79 E"], "", "about 292 km from Abu Kamal"),
    ("contradicts", ["43.79° E, 33.35° N"], "", "about 292 km from Abu Kamal"),
    ("contradicts", ["33°21'N 43°47'24\"E"], "", "about 292 km from Abu Kamal"),
    # An attested state or region is no point: it is that, not the claimed town, which is told.
    ("undetermined", ["Syria"], "", "the distance to Abu Kamal is not measured, for “Syria” is read as no point"),
    # Denied places.
    ("contradicts", ["Raqqa, Syria"], "The picture was taken in Abu Kamal and not in Raqqa", "which the claim denies"),
    ("supports", ["Abu Kamal, Syria"], "The picture was taken in Abu Kamal and not in Raqqa", "which the claim denies"),
    ("supports", ["near Fallujah, Iraq"], "The picture does not show Abu Kamal", "which the claim denies"),
    ("contradicts", ["Abu Kamal, Syria"], "The picture does not show Abu Kamal", "which the claim denies"),
]


@pytest.mark.parametrize(("outcome", "values", "text", "part"), PLACES)
def test_elsewhere(outcome: Outcome, values: list[str], text: str, part: str) -> None:
    found = judged_one(with_source(*(attested(W, one) for one in values), text=text), "elsewhere")
    assert found.outcome == outcome, found.sentence
    assert part in found.sentence
    assert "according to Agency A" in found.sentence


@pytest.mark.parametrize("loose", [{"same_item": "inferred"}, {"evidence": "none"}])
def test_places_that_carry_nothing(loose: dict[str, Any]) -> None:
    found = judged_one(with_source(attested(W, "near Fallujah, Iraq", **loose)), "elsewhere")
    assert found.outcome == "undetermined"
    assert "nothing is concluded" in found.sentence


@pytest.mark.parametrize(
    ("outcome", "kind", "text", "part"),
    [
        *(("contradicts", kind, "", "no recording of an event") for kind in ("game", "film", "exercise", "simulation")),
        ("contradicts", "generated", "", "a generated picture or video"),
        ("undetermined", "unknown", "", "nobody has noted what kind of source"),
        ("supports", "game", "The picture is from the trailer of a video game", "a video game"),
        ("contradicts", "game", "The picture is not from the trailer of a video game", "a video game"),
        ("contradicts", "film", "The picture is from the trailer of a video game", "a film"),
    ],
)
def test_no_recording(outcome: Outcome, kind: str, text: str, part: str) -> None:
    found = judged_one(with_source(attested(P, "2015-03-25"), kind=kind, text=text), "no_recording")
    assert found.outcome == outcome, found.sentence
    assert part in found.sentence
    assert kind == "unknown" or "25 March 2015, according to Agency A" in found.sentence


def test_nothing_is_said_of_the_kind_of_a_recording() -> None:
    assert not judged(with_source(), "no_recording")


def _three(one: CaseSource, other: CaseSource) -> CaseDocument:
    pictures = [picture(match("a")), picture(match("b"), name="p2"), picture(match("b"), name="p3")]
    return case(pictures, {"a": one, "b": other})


FALLUJAH = attested(W, "near Fallujah, Iraq")


@pytest.mark.parametrize(
    ("outcome", "one", "other", "part"),
    [
        (
            "contradicts",
            source(kind="game", title="Trailer"),
            source(),
            "describes “Trailer” as a video game, “Raid” as a",
        ),
        ("contradicts", source(HERE, title="Here"), source(FALLUJAH), "were filmed at different places"),
        ("contradicts", source(attested(F, "2015")), source(attested(F, "2016-06")), "before “Raid” was filmed"),
        ("contradicts", source(attested(P, "2015")), source(attested(F, "2016-06")), "before “Raid” was filmed"),
        # Published one after the other: that may be one event.
        ("undetermined", source(attested(P, "2015")), source(attested(P, "2016-06")), "Nothing attested shows"),
        ("undetermined", source(attested(F, "2016")), source(attested(F, "2016-06")), "Nothing attested shows"),
        ("undetermined", source(), source(), "Nothing attested shows"),
        ("undetermined", source(HERE), source(attested(W, "Abu Kamal")), "Nothing attested shows"),
        ("undetermined", source(HERE), source(attested(W, "Fallujah", same_item="inferred")), "Nothing attested shows"),
    ],
)
def test_one_event(outcome: Outcome, one: CaseSource, other: CaseSource, part: str) -> None:
    found = judged_one(_three(one, other), "one_event")
    assert found.outcome == outcome, found.sentence
    assert part in found.sentence
    assert found.pictures == ("p1", "p2", "p3")
    assert "3 pictures are offered as one event" in found.sentence


def test_only_the_pictures_that_are_shown_to_differ_are_of_the_finding() -> None:
    """A source that nobody has described is neither of the one kind nor of the other."""
    names = ("a", "b", "c")
    pictures = [picture(match(name), name=f"p{name}") for name in names]
    sources = dict(zip(names, (source(), source(kind="game", title="G"), source(kind="unknown")), strict=True))
    found = judged_one(case(pictures, sources), "one_event")
    assert (found.outcome, found.pictures) == ("contradicts", ("pa", "pb"))
    assert "3 pictures are offered as one event" in found.sentence


def test_who_says_that_pictures_are_of_several_events_is_named() -> None:
    one, other = source(attested(F, "2015", "Paper C")), source(attested(F, "2016-06", "Wire I"), title="Later")
    assert "according to Paper C and Wire I" in judged_one(_three(one, other), "one_event").sentence
    loose = attested(F, "2016-06", "Agency B", same_item="inferred")
    found = judged_one(_three(one, source(attested(F, "2016-07"), loose, title="Later")), "one_event")
    assert "that Agency B speaks of this very item is inferred" in found.sentence


def test_a_claim_of_several_days_or_places_does_not_offer_one_event() -> None:
    two = [picture(match("a")), picture(match("b"), name="p2")]
    days = {"a": source(attested(F, "2016-06")), "b": source(attested(F, "2017-11-14"))}
    assert judged_one(case(two, days, statement(said_of(TWO_DAYS))), "one_event").outcome == "undetermined"
    ways = {"a": source(attested(W, "Aleppo, Syria")), "b": source(attested(W, "Damascus, Syria"))}
    assert judged_one(case(two, ways, statement(said_of(JOURNEY))), "one_event").outcome == "undetermined"


def test_all_pictures_from_one_source() -> None:
    pictures = [picture(match()), picture(match(), name="p2")]
    found = judged_one(case(pictures, {"a": source()}), "one_event")
    assert (found.outcome, "does not show which" in found.sentence) == ("undetermined", True)
    assert not judged(case(pictures[:1], {"a": source()}), "one_event")


MINISTRY = "Northland's Defense Ministry"
EARLY, LATE = attested(P, "2016-06-29"), attested(P, "2016-09", "Agency B")
NEW = "The picture, published for the first time, shows a convoy leaving Abu Kamal"


@pytest.mark.parametrize(
    ("outcome", "one", "other", "text", "part"),
    [
        ("undetermined", source(EARLY, publisher="Army"), source(LATE), "", "“Raid” of Army came first (29 June 2016"),
        ("undetermined", source(EARLY), source(attested(P, "2016-06-30")), "", "leave open"),
        ("undetermined", source(EARLY), source(), "", "leave open"),
        ("undetermined", source(attested(P, "2015", same_item="inferred")), source(LATE), "", "leave open"),
        # That its own side was first says nothing of a claim that speaks of no firstness.
        ("undetermined", source(EARLY, publisher=MINISTRY), source(LATE), "", "came first"),
        ("supports", source(EARLY, publisher=MINISTRY), source(LATE), NEW, "the same that claims it"),
        ("contradicts", source(EARLY), source(LATE), NEW, "before the statement, which speaks of it as new"),
        ("contradicts", source(EARLY), None, NEW, "before the statement"),
        ("undetermined", source(attested(P, "2018")), None, NEW, "came first"),
    ],
)
def test_who_first(outcome: Outcome, one: CaseSource, other: CaseSource | None, text: str, part: str) -> None:
    sources = {"a": one} | ({"b": other} if other else {})
    document = case(
        [picture(*(match(name) for name in sources))], sources, *([statement(said_of(text))] if text else [])
    )
    found = judged_one(document, "who_first")
    assert found.outcome == outcome, found.sentence
    assert part in found.sentence


def test_who_first_is_not_asked_of_one_source() -> None:
    assert not judged(with_source(EARLY), "who_first")

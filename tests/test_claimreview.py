"""ClaimReview and MediaReview against schema.org's vocabulary: as SHACL shapes, which the package pyshacl carries."""

from __future__ import annotations

import copy
import json
import warnings
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from freezeframe.cases.document import CaseDocument
from freezeframe.report import claimreview
from freezeframe.report.case_page import ReportOptions
from tests import reported

pyshacl = pytest.importorskip("pyshacl", reason="pyshacl is not installed: pip install pyshacl")
rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed: pip install pyshacl")

SHAPES = Path(__file__).parent / "reviews.shapes.ttl"
DESK = ReportOptions(desk="A Desk", desk_url="https://desk.example", page_url="https://desk.example/report")
SCHEMA = "http://schema.org/"


@cache
def vocabulary() -> Any:
    """schema.org as SHACL shapes, made by its authors' tools from the official file (edition of April 2021)."""
    return rdflib.Graph().parse(str(resources.files("pyshacl") / "assets" / "schema.ttl"), format="turtle")


@cache
def hierarchy() -> Any:
    """Which type of schema.org is a kind of which."""
    made = rdflib.Graph()
    for triple in vocabulary().triples((None, rdflib.RDFS.subClassOf, None)):
        made.add(triple)
    for code in vocabulary().subjects(rdflib.RDF.type, rdflib.URIRef(f"{SCHEMA}MediaManipulationRatingEnumeration")):
        made.add((code, rdflib.RDF.type, rdflib.URIRef(f"{SCHEMA}MediaManipulationRatingEnumeration")))
    return made


def graph(review: dict[str, Any]) -> Any:
    """A review as RDF. Its context stands on a site of the network, so what matters of it is put in place."""
    plain = copy.deepcopy(review)
    plain["@context"] = {"@vocab": SCHEMA, "schema": SCHEMA, "url": {"@type": "@id"}}
    made = rdflib.Graph().parse(data=json.dumps(plain), format="json-ld")
    for name in ("datePublished", "dateModified"):
        for subject, term, value in list(made.triples((None, rdflib.URIRef(SCHEMA + name), None))):
            kind = rdflib.XSD.dateTime if "T" in value else rdflib.XSD.date
            made.set((subject, term, rdflib.Literal(str(value), datatype=kind)))
    # A whole number is a Number, which those shapes know as xsd:float only.
    for subject, term, value in list(made):
        if isinstance(value, rdflib.Literal) and value.datatype == rdflib.XSD.integer:
            made.set((subject, term, rdflib.Literal(float(value), datatype=rdflib.XSD.float)))
    return made


def judge(review: dict[str, Any]) -> tuple[bool, str]:
    """Whether a review holds, and if not why."""
    shapes = rdflib.Graph().parse(str(SHAPES), format="turtle")
    with warnings.catch_warnings():
        # Of the library's own: it calls a form of the graph outdated that it makes itself.
        warnings.simplefilter("ignore")
        data = graph(review)
        unknown = sorted(_unknown(data))
        for triple in hierarchy():
            data.add(triple)
        own, _, why = pyshacl.validate(data, shacl_graph=shapes, inference="none")
        published, _, why_not = pyshacl.validate(data, shacl_graph=vocabulary(), inference="none")
    return bool(own and published and not unknown), f"{why}\n{why_not}\n{unknown}"


def _unknown(data: Any) -> set[str]:
    """Names of schema.org in the data that its vocabulary does not have."""
    known = {str(one) for one in vocabulary().subjects() if str(one).startswith(SCHEMA)}
    known |= {str(one) for one in vocabulary().objects(None, rdflib.URIRef("http://www.w3.org/ns/shacl#path"))}
    return {str(term) for triple in data for term in triple if str(term).startswith(SCHEMA) and str(term) not in known}


def reviews(of: CaseDocument) -> tuple[dict[str, Any], dict[str, Any]]:
    return claimreview.claim_review(of, DESK), claimreview.media_reviews(of, DESK)


pytestmark = pytest.mark.slow


def test_what_is_written_holds(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    for case in (known, reported.rated(known), reported.rated(known, "A word of no scale")):
        for review in reviews(case):
            good, why = judge(review)
            assert good, why


def test_a_wrong_file_fails(tmp_path: Path) -> None:
    """Each slip alone; the last is one that only the published vocabulary knows of."""
    claim, media = reviews(reported.rated(reported.document(tmp_path)))
    slips: list[tuple[dict[str, Any], str, Any]] = [
        (claim, "claimReviewed", None),
        (claim, "reviewRating", None),
        (claim, "itemReviewed", {"@type": "Person", "name": "The Ministry"}),
        (claim, "reviewRating", {**claim["reviewRating"], "ratingValue": 9}),
        (claim, "reviewRating", {**claim["reviewRating"], "author": {"@type": "Organization", "name": "freezeframe"}}),
        (claim, "claimReviewd", "a name with a slip"),
        (claim, "claimReviewed", {"@type": "Claim", "text": "no text, but a thing"}),
        (media["@graph"][0], "mediaAuthenticityCategory", {"@id": "schema:SatireOrParodyContent"}),
        (media["@graph"][0], "itemReviewed", None),
        (media["@graph"][0], "author", {"@type": "ImageObject", "name": "no one"}),
    ]
    for review, name, value in slips:
        wrong = {**review, name: value} if value is not None else {k: v for k, v in review.items() if k != name}
        assert not judge(wrong)[0], (name, value)


def test_a_file_that_is_wrong_on_purpose_fails() -> None:
    """A claim where a text belongs, a rating over the best one, and nobody who rated."""
    good, why = judge(json.loads((Path(__file__).parent / "claimreview.wrong.json").read_text("utf-8")))
    assert not good
    for fault in ("claimReviewed", "lessThanOrEquals", "author"):
        assert fault.lower() in why.lower(), fault


def test_nothing_is_made_up(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    review = claimreview.claim_review(known, ReportOptions())
    assert "author" not in review
    assert "url" not in review
    assert "reviewRating" not in review
    assert review["creativeWorkStatus"] == "Draft"
    rated = claimreview.claim_review(reported.rated(known), DESK)
    rating = rated["reviewRating"]
    assert (rating["ratingValue"], rating["worstRating"], rating["bestRating"]) == (2, 1, 5)
    assert rating["author"] == {"@type": "Person", "name": "Anna Example"}
    assert "ratingValue" not in claimreview.claim_review(reported.rated(known, "Odd"), DESK)["reviewRating"]
    assert rated["itemReviewed"]["author"]["@type"] == "Organization"


def test_codes_follow_from_what_was_found(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    first, second = claimreview.media_reviews(reported.rated(known), DESK)["@graph"]
    codes = [one["@id"] for one in first["mediaAuthenticityCategory"]]
    assert codes == ["schema:DecontextualizedContent", "schema:EditedOrCroppedContent", "schema:TransformedContent"]
    assert "creativeWorkStatus" not in first
    assert "mediaAuthenticityCategory" not in second, "it was not found: a person chooses"
    assert second["creativeWorkStatus"] == "Draft"
    hidden = replace(known.findings[0], rule="hidden_by_crop")
    (other, _) = claimreview.media_reviews(replace(known, findings=(hidden,)), DESK)["@graph"]
    assert {"@id": "schema:DecontextualizedContent"} not in other["mediaAuthenticityCategory"]
    beside = replace(known.findings[0], rule="one_event")
    (other, _) = claimreview.media_reviews(replace(known, findings=(beside,)), DESK)["@graph"]
    assert {"@id": "schema:DecontextualizedContent"} not in other["mediaAuthenticityCategory"], (
        "it may be the right one"
    )


@pytest.mark.parametrize("kind", ["added", "retouched", "tint", "grey", "tone", "softened"])
def test_what_changes_the_look_is_transformed(kind: str, tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    match = reported.match(alterations=[{"kind": kind, "values": {}}], visible_fraction=1.0, grey=False)
    shown = known.pictures[0]
    of_it = replace(shown, trace={**(shown.trace or {}), "matches": [match]})
    assert "TransformedContent" in claimreview.categories(known, of_it)
    assert "EditedOrCroppedContent" not in claimreview.categories(known, of_it)


def test_a_case_without_claims_gives_a_draft(tmp_path: Path) -> None:
    empty = replace(reported.document(tmp_path), statements=(), findings=())
    review = claimreview.claim_review(empty, DESK)
    assert review["creativeWorkStatus"] == "Draft"
    assert not claimreview.rated(empty)

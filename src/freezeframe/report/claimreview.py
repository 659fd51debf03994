"""schema.org ClaimReview, one for the page, and MediaReview, one for each picture.

They are drafts until a named person has rated the claim: a finding rates nothing. What nobody has entered (who
publishes the report, where) is left out, never filled in.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from typing import Any, Protocol
from urllib.parse import urlsplit

from freezeframe.cases.document import CaseDocument, CasePicture, CaseStatement
from freezeframe.cases.objects import Json
from freezeframe.report.case_view import headline
from freezeframe.report.standing import Standing, main_claim

CONTEXT = "https://schema.org"
_EDITED = frozenset({"cut_away", "cropped", "page", "border", "mirrored"})
_TRANSFORMED = frozenset({"added", "retouched", "tint", "grey", "tone", "softened"})
_OUT_OF_CONTEXT = frozenset({"no_recording", "earlier_source", "elsewhere"})
"""Rules whose contradiction means that the picture is of another event, time or place. Not ``one_event``: of two that
differ one may be what it is said to be."""
_MOST_KEPT = 0.98
"""Share of the frame from which a picture counts as the whole of it."""


class Publisher(Protocol):
    """Who publishes the report, and where."""

    @property
    def desk(self) -> str:
        """Its name; empty for nobody named."""

    @property
    def desk_url(self) -> str:
        """Its address."""

    @property
    def page_url(self) -> str:
        """Where the page will be read."""


def rated(document: CaseDocument) -> bool:
    """Whether a named person has rated the claim that the page is about."""
    main = main_claim(document)
    return main is not None and main.rating is not None and bool(main.rating.by.strip())


def claim_review(document: CaseDocument, options: Publisher) -> dict[str, Any]:
    """The ClaimReview of the page; of a case without a claim, an empty draft that says so."""
    main = main_claim(document)
    review: dict[str, Any] = {"@context": CONTEXT, "@type": "ClaimReview", **_head(document, options)}
    if main is None:
        return review | {"creativeWorkStatus": "Draft", "abstract": "No claim was read in this case."}
    review["claimReviewed"] = main.claim["text"]
    review["itemReviewed"] = _claim(main)
    review["abstract"] = (
        " ".join(finding.sentence for finding in main.findings[:3]) or "Nothing was found on this claim."
    )
    if main.rating is None:
        return review | {"creativeWorkStatus": "Draft"}
    return review | {
        "reviewRating": _rating(main),
        "dateModified": main.rating.at,
        "contributor": _person(main.rating.by),
    }


def media_reviews(document: CaseDocument, options: Publisher) -> dict[str, Any]:
    """A MediaReview for each picture that was looked for."""
    main = main_claim(document)
    final = rated(document)
    reviews = []
    for picture in document.pictures:
        if picture.trace is None:
            continue
        statement = document.statement(picture.statement)
        review = {"@type": "MediaReview", **_head(document, options)}
        review |= {"name": f"{picture.id}: {picture.name}", "abstract": headline(picture)}
        review["itemReviewed"] = _media(picture, statement)
        codes = list(categories(document, picture))
        if codes:
            review["mediaAuthenticityCategory"] = [{"@id": f"schema:{code}"} for code in codes]
        # Without a code a person has still to choose one, whatever was rated.
        if not final or not codes or main is None or main.rating is None:
            review["creativeWorkStatus"] = "Draft"
        else:
            review["contributor"] = _person(main.rating.by)
        reviews.append(review)
    return {"@context": [CONTEXT, {"schema": "http://schema.org/"}], "@graph": reviews}


def categories(document: CaseDocument, picture: CasePicture) -> Iterator[str]:
    """The codes of MediaManipulationRatingEnumeration that the findings speak for.

    Staged, satirical and original are a person's to choose: nothing here concludes them.
    """
    of_it = [f for f in document.findings if picture.id == f.picture or picture.id in f.pictures]
    if any(finding.outcome == "contradicts" and finding.rule in _OUT_OF_CONTEXT for finding in of_it):
        yield "DecontextualizedContent"
    for match in picture.matches[:1]:
        kinds = {one["kind"] for one in match["alterations"]}
        if match["visible_fraction"] < _MOST_KEPT or kinds & _EDITED:
            yield "EditedOrCroppedContent"
        if match["grey"] or kinds & _TRANSFORMED:
            yield "TransformedContent"


def _head(document: CaseDocument, options: Publisher) -> dict[str, Any]:
    """Who, when and where."""
    published = document.versions[-1].at if document.versions else document.created
    head: dict[str, Any] = {"datePublished": published, "inLanguage": "en", "headline": document.title}
    if options.page_url:
        head["url"] = options.page_url
    if options.desk:
        author = {"@type": "Organization", "name": options.desk}
        head["author"] = author | ({"url": options.desk_url} if options.desk_url else {})
    return head


def _claim(main: Standing) -> dict[str, Any]:
    statement = main.statement
    claim: dict[str, Any] = {"@type": "Claim", "text": main.claim["text"], "appearance": _work(statement)}
    if main.speaker:
        claim["author"] = {"@type": "Organization" if _is_body(main) else "Person", "name": main.speaker}
    published = statement.reading["article"]["published"]["edtf"]
    if _is_day(published):
        claim["datePublished"] = published
    return claim


def _is_body(main: Standing) -> bool:
    voice = main.claim.get("speaker") or {}
    actor: Json = next((one for one in main.statement.reading["actors"] if one["id"] == voice.get("actor")), {})
    return actor.get("kind") != "person"


def _rating(main: Standing) -> dict[str, Any]:
    rating = main.rating
    if rating is None:
        return {}
    made: dict[str, Any] = {"@type": "Rating", "alternateName": rating.rating, "author": _person(rating.by)}
    values = [str(value) for value in rating.scale.get("values", ())]
    if rating.rating in values:
        made |= {"ratingValue": values.index(rating.rating) + 1, "worstRating": 1, "bestRating": len(values)}
    if rating.note:
        made["ratingExplanation"] = rating.note
    return made


def _media(picture: CasePicture, statement: CaseStatement | None) -> dict[str, Any]:
    kind = mimetypes.guess_type(picture.file)[0]
    media: dict[str, Any] = {"@type": "ImageObject", "name": picture.name, "identifier": f"sha256:{picture.sha256}"}
    if kind:
        media["encodingFormat"] = kind
    if statement is not None:
        media["isPartOf"] = _work(statement)
    return media


def _work(statement: CaseStatement) -> dict[str, Any]:
    article = statement.reading["article"]
    work: dict[str, Any] = {"@type": "CreativeWork", "name": article["headline"] or statement.file}
    if statement.given.get("publisher"):
        work["publisher"] = {"@type": "Organization", "name": statement.given["publisher"]}
    if _is_address(statement.given.get("url", "")):
        work["url"] = statement.given["url"]
    if _is_day(article["published"]["edtf"]):
        work["datePublished"] = article["published"]["edtf"]
    return work


def _person(name: str) -> dict[str, Any]:
    return {"@type": "Person", "name": name}


def _is_day(edtf: str) -> bool:
    """Whether a date is a whole day; other EDTF is no schema.org Date."""
    parts = edtf.split("-")
    return [len(part) for part in parts] == [4, 2, 2] and all(part.isdigit() for part in parts)


def _is_address(address: str) -> bool:
    try:
        return urlsplit(address).scheme in {"http", "https"}
    except ValueError:
        return False

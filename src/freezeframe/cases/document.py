"""A case as one document: what the findings judge, the report shows and the bundle seals.

It holds no path of this machine and nothing that changes from run to run but what the case itself records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from freezeframe.cases import objects
from freezeframe.cases.objects import Json
from freezeframe.errors import Damaged, NewerVersion

FORMAT = 1
"""Of this document, and of the case folder."""
StatementKind: TypeAlias = Literal["statement", "revision", "reply"]
"""``reply``: the answer of a side that is accused."""
Outcome: TypeAlias = Literal["supports", "contradicts", "undetermined"]


@dataclass(frozen=True)
class CaseStatement:
    """A statement of the case, and what was read of it."""

    id: str
    """``s1`` .. ``sN``, in the order in which they came."""
    sha256: str
    """Of the file as it was given."""
    file: str
    """Its name, without folders."""
    kind: StatementKind
    revises: str
    """The id of the statement that this one revises, or replies to; empty for none."""
    given: Mapping[str, str]
    """What a person gave with it: date (EDTF), url, publisher ...; only what was given."""
    reading: Json
    """The object that ``read --json`` prints."""

    @property
    def claims(self) -> tuple[Json, ...]:
        """The claims of the reading, in the order of the text."""
        return tuple(self.reading["claims"])

    def claim(self, name: str) -> Json | None:
        """The claim with this id of the reading (``claim-3``)."""
        return next((claim for claim in self.claims if claim["id"] == name), None)

    def key(self, name: str) -> str:
        """How the case names a claim of this statement: ``s1/claim-3``."""
        return f"{self.id}/{name}"


@dataclass(frozen=True)
class CasePicture:
    """A picture that was attached to a statement, and where it was traced to."""

    id: str
    """``p1`` .. ``pN``, in the order in which they came."""
    sha256: str
    file: str
    """In the case folder: ``originals/SHA256.ext``."""
    name: str
    """As it was given, without folders."""
    statement: str
    """Id of the statement that offers it."""
    width: int
    """Pixels, after EXIF orientation; 0 when it cannot be read."""
    height: int
    claims: tuple[str, ...]
    """Ids of the claims of that statement's reading that it is offered for (``claim-3``)."""
    metadata: Json
    """Tags by group: exif, iptc, xmp, container, c2pa; each name to value."""
    trace: Json | None
    """The object that ``trace --json`` prints; None until it was traced."""

    @property
    def outcome(self) -> str:
        """``found``, ``not_found``, ``unreadable``; empty until it was traced."""
        return str(self.trace["outcome"]) if self.trace else ""

    @property
    def matches(self) -> tuple[Json, ...]:
        """The matches of its trace, the best first."""
        return tuple(self.trace["matches"]) if self.trace else ()

    @property
    def leads(self) -> tuple[Json, ...]:
        """What is no match but worth a look."""
        return tuple(self.trace["leads"]) if self.trace else ()


@dataclass(frozen=True)
class SourceAttestation:
    """A date or place of a source, and who says so."""

    of: Literal["published", "filmed", "place"]
    value: str
    """EDTF for published and filmed, the name of a place for place."""
    by: str
    url: str
    evidence: Literal["held", "cited", "none"]
    capture: str
    """held: the file name of the capture; else empty."""
    same_item: Literal["stated", "inferred"]
    retrieved_at: str
    capture_sha256: str = ""


@dataclass(frozen=True)
class CaseSource:
    """A source of the archive that a picture of the case was traced to, or that is a lead."""

    title: str
    publisher: str
    source_kind: str
    """recording, game, film, exercise, simulation, generated or unknown."""
    url: str
    description: str
    licence: str
    sha256: str
    """Of its medium."""
    media: Literal["video", "picture"]
    withheld: bool
    """Its medium may not be handed on: a bundle holds its hash, and the frames that were used."""
    attestations: tuple[SourceAttestation, ...]
    container: Json
    """What the file says of itself, by group (container, stream, exif ...): name to value."""


@dataclass(frozen=True)
class Evidence:
    """One thing a finding rests on."""

    text: str
    """A sentence or a part of one."""
    source: str = ""
    """Id of the source; empty when it is of the statement or of the picture."""
    attestation: SourceAttestation | None = None
    """The attestation that it rests on."""
    details: Json = field(default_factory=dict)
    """Figures and names, for machines: distance_km, interval ..."""


@dataclass(frozen=True)
class Finding:
    """What a rule concludes of a claim or a picture. It never says that something is false."""

    id: str
    """``f1`` .. ``fN``."""
    rule: str
    outcome: Outcome
    claim: str
    """``s1/claim-3``; empty when it is of no claim."""
    picture: str
    """``p1``; empty when it is of no picture, or of several."""
    sentence: str
    evidence: tuple[Evidence, ...]
    would_be_refuted_by: str
    words: str
    """The claim's own words; empty when it is of no claim."""
    pictures: tuple[str, ...] = ()
    """All pictures that it is of, when they are several."""


@dataclass(frozen=True)
class CaseExhibit:
    """A picture made to show a match."""

    picture: str
    """``p1``."""
    match: int
    """From 0, as in the picture's trace."""
    file: str
    """In the case folder."""
    kind: str
    caption: str
    recipe: Json


@dataclass(frozen=True)
class Rating:
    """What a named person holds of a claim, on the scale of a desk."""

    claim: str
    """``s1/claim-3``."""
    rating: str
    """A word of the scale."""
    scale: Json
    """{name, values: the words from worst to best, url}."""
    by: str
    at: str
    """UTC, YYYY-MM-DDTHH:MM:SSZ."""
    note: str


@dataclass(frozen=True)
class ReportVersion:
    """A version of the report: it is never overwritten."""

    number: int
    """From 1."""
    at: str
    """UTC, YYYY-MM-DDTHH:MM:SSZ."""
    by: str
    note: str
    """What was corrected; empty for the first."""


@dataclass(frozen=True)
class CaseDocument:
    """The whole case."""

    id: str
    title: str
    created: str
    """UTC, YYYY-MM-DDTHH:MM:SSZ."""
    version: str
    """Of the freezeframe that made the document."""
    statements: tuple[CaseStatement, ...] = ()
    pictures: tuple[CasePicture, ...] = ()
    sources: Mapping[str, CaseSource] = field(default_factory=dict)
    """By id."""
    findings: tuple[Finding, ...] = ()
    exhibits: tuple[CaseExhibit, ...] = ()
    ratings: tuple[Rating, ...] = ()
    """In the order in which they were given; the last one of a claim counts."""
    versions: tuple[ReportVersion, ...] = ()
    journal_head: str = ""
    """SHA-256 of the journal's last entry."""
    format: int = FORMAT

    def statement(self, name: str) -> CaseStatement | None:
        """The statement with this id."""
        return next((one for one in self.statements if one.id == name), None)

    def picture(self, name: str) -> CasePicture | None:
        """The picture with this id."""
        return next((one for one in self.pictures if one.id == name), None)

    def pictures_of(self, statement: str) -> tuple[CasePicture, ...]:
        """The pictures that a statement offers."""
        return tuple(one for one in self.pictures if one.statement == statement)

    def claims(self) -> Iterator[tuple[str, CaseStatement, Json]]:
        """Each claim of each statement: how the case names it, its statement, and the claim."""
        for statement in self.statements:
            for claim in statement.claims:
                yield statement.key(claim["id"]), statement, claim

    def claim(self, key: str) -> Json | None:
        """The claim that the case names so (``s1/claim-3``)."""
        name, _, claim = key.partition("/")
        statement = self.statement(name)
        return statement.claim(claim) if statement else None

    def rating(self, claim: str) -> Rating | None:
        """The rating of a claim that counts."""
        return next((one for one in reversed(self.ratings) if one.claim == claim), None)

    def to_json(self) -> dict[str, Any]:
        """The document as a JSON object; equal documents give equal objects."""
        whole: dict[str, Any] = objects.to_json(self)
        return {"format": whole.pop("format"), **whole}

    @staticmethod
    def from_json(value: Any, where: str = "case.json") -> CaseDocument:  # noqa: ANN401 - what JSON can hold
        """The document that ``to_json`` wrote; ``where`` names the file.

        Raises:
            NewerVersion: a later freezeframe wrote it.
            Damaged: it is not as freezeframe writes it.
        """
        number = value.get("format") if isinstance(value, Mapping) else None
        if not isinstance(number, int) or number < 1:
            raise Damaged(where, "is no case", "restore it from a copy")
        if number > FORMAT:
            raise NewerVersion(where, f"was written by a newer freezeframe (format {number})", "update freezeframe")
        return objects.from_json(CaseDocument, value, where)

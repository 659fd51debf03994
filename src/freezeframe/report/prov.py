"""Where everything in a case comes from, as PROV-JSON: files, readings, traces, exhibits, findings, reports."""

from __future__ import annotations

from typing import Any

from freezeframe.cases.document import CaseDocument, CasePicture

PREFIXES = {"ff": "urn:freezeframe:", "sha256": "urn:sha-256:", "schema": "https://schema.org/"}
_SOFTWARE = "ff:software"


class _Record:
    """A PROV document being filled; relations are numbered as blank nodes."""

    def __init__(self) -> None:
        self.document: dict[str, dict[str, Any]] = {"prefix": dict(PREFIXES)}
        self._count = 0

    def add(self, kind: str, name: str, **said: Any) -> str:  # noqa: ANN401 - what JSON can hold
        """An entity, activity or agent."""
        told = {key.replace("__", ":"): value for key, value in said.items() if value not in ("", None)}
        self.document.setdefault(kind, {})[name] = told
        return name

    def tie(self, kind: str, **ends: str) -> None:
        """A relation."""
        self._count += 1
        self.document.setdefault(kind, {})[f"_:r{self._count}"] = {f"prov:{end}": name for end, name in ends.items()}

    def made(self, entity: str, activity: str, *used: str) -> None:
        """An entity that an activity made out of others."""
        if activity not in self.document.get("activity", {}):
            self.add("activity", activity)
            self.tie("wasAssociatedWith", activity=activity, agent=_SOFTWARE)
        self.tie("wasGeneratedBy", entity=entity, activity=activity)
        for one in used:
            self.tie("used", activity=activity, entity=one)
            self.tie("wasDerivedFrom", generatedEntity=entity, usedEntity=one)

    def person(self, name: str) -> str:
        """A person, once."""
        known = self.document.get("agent", {})
        for key, told in known.items():
            if told.get("schema:name") == name:
                return key
        return self.add("agent", f"ff:person-{len(known)}", prov__type=_name("prov:Person"), schema__name=name)


def record(document: CaseDocument) -> dict[str, Any]:
    """The whole record; every ``used`` and ``wasGeneratedBy`` names what is in it."""
    made = _Record()
    made.add(
        "agent",
        _SOFTWARE,
        prov__type=_name("prov:SoftwareAgent"),
        schema__name="freezeframe",
        schema__softwareVersion=document.version,
    )
    readings = {}
    for one in document.statements:
        file = made.add("entity", f"sha256:{one.sha256}", schema__name=one.file)
        reading = made.add("entity", f"ff:reading-{one.id}", prov__type="reading")
        made.made(reading, f"ff:read-{one.id}", file)
        readings[one.id] = reading
    for key, source in document.sources.items():
        if f"sha256:{source.sha256}" not in made.document.get("entity", {}):
            made.add(
                "entity", f"sha256:{source.sha256}", schema__name=source.title, ff__source=key, schema__url=source.url
            )
    traces = {one.id: _traced(made, document, one) for one in document.pictures}
    findings = _found(made, document, readings, traces)
    _reported(made, document, [*readings.values(), *traces.values(), *findings])
    return made.document


def _traced(made: _Record, document: CaseDocument, picture: CasePicture) -> str:
    """A picture with its trace and exhibits; returns what was traced, or the picture itself where it was not."""
    file = made.add("entity", f"sha256:{picture.sha256}", schema__name=picture.name)
    if picture.trace is None:
        return file
    sources = [
        f"sha256:{document.sources[match['source_id']].sha256}"
        for match in picture.matches
        if match["source_id"] in document.sources
    ]
    trace = made.add("entity", f"ff:trace-{picture.id}", prov__type="trace", ff__outcome=picture.outcome)
    made.made(trace, f"ff:tracing-{picture.id}", file, *dict.fromkeys(sources))
    for number, exhibit in enumerate(e for e in document.exhibits if e.picture == picture.id):
        name = made.add(
            "entity", f"ff:exhibit-{picture.id}-{number + 1}", schema__name=exhibit.file, ff__kind=exhibit.kind
        )
        used = [file, *sources[exhibit.match : exhibit.match + 1]]
        made.made(name, f"ff:drawing-{picture.id}-{number + 1}", *used, trace)
    return trace


def _found(made: _Record, document: CaseDocument, readings: dict[str, str], traces: dict[str, str]) -> list[str]:
    names = []
    for finding in document.findings:
        name = made.add(
            "entity",
            f"ff:finding-{finding.id}",
            prov__type=finding.rule,
            ff__outcome=finding.outcome,
            prov__value=finding.sentence,
        )
        used = [readings[key] for key in [finding.claim.partition("/")[0]] if key in readings]
        used += [traces[key] for key in dict.fromkeys([finding.picture, *finding.pictures]) if key in traces]
        made.made(name, f"ff:judging-{finding.id}", *used)
        names.append(name)
    for number, rating in enumerate(document.ratings, 1):
        name = made.add(
            "entity", f"ff:rating-{number}", prov__type="rating", prov__value=rating.rating, ff__claim=rating.claim
        )
        activity = made.add("activity", f"ff:rate-{number}", prov__endTime=rating.at)
        made.tie("wasAssociatedWith", activity=activity, agent=made.person(rating.by))
        made.tie("wasGeneratedBy", entity=name, activity=activity)
        names.append(name)
    return names


def _reported(made: _Record, document: CaseDocument, used: list[str]) -> None:
    before = ""
    for version in document.versions:
        name = made.add("entity", f"ff:report-v{version.number}", prov__type="report", ff__correction=version.note)
        activity = made.add("activity", f"ff:reporting-v{version.number}", prov__endTime=version.at)
        made.tie("wasAssociatedWith", activity=activity, agent=_SOFTWARE)
        if version.by:
            made.tie("wasAssociatedWith", activity=activity, agent=made.person(version.by))
        made.tie("wasGeneratedBy", entity=name, activity=activity)
        if version is document.versions[-1]:
            # Of earlier versions only that they were made is known here.
            for one in used:
                made.tie("wasDerivedFrom", generatedEntity=name, usedEntity=one)
        if before:
            made.tie("wasRevisionOf", generatedEntity=name, usedEntity=before)
        before = name


def _name(value: str) -> dict[str, str]:
    """A qualified name, as PROV-JSON writes it."""
    return {"$": value, "type": "prov:QUALIFIED_NAME"}

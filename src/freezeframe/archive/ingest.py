"""Adds files to an archive: many processes decode, one writes, and what is written stays."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from freezeframe.archive import describe, sidecar
from freezeframe.archive.crew import Crew, Event
from freezeframe.archive.gather import Candidate, gather
from freezeframe.archive.records import Description, Fingerprinted, Medium
from freezeframe.archive.store import Archive, located
from freezeframe.archive.worker import Done, Failed, Hashed, Progress, Refused
from freezeframe.errors import BadInput, FreezeframeError


class Observer(Protocol):
    """Hears how an ingest goes on."""

    def counted(self, files: int) -> None:
        """So many files are to be looked at."""

    def decoded(self, seconds: float) -> None:
        """So many more seconds of video are decoded."""

    def finished(self, path: str) -> None:
        """One more file is done, whatever its end."""

    def refreshing(self, what: str) -> None:
        """The files are done; what can be searched is being brought up to date."""


@dataclass
class Report:
    """What became of the files; it grows while they are added."""

    added: list[Medium] = field(default_factory=list)
    renewed: int = 0
    """Media that were known by a fingerprint of an older version, or one that was lost."""
    known: int = 0
    """Files whose content was in the archive already."""
    passed_over: int = 0
    """Files in folders that are no media and do not say that they are."""
    bad: list[FreezeframeError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """Media that were added although a part could not be decoded, that keep what was said, that cannot be searched."""
    fault: FreezeframeError | None = None
    """Why no more could be added."""
    interrupted: bool = False

    @property
    def seconds(self) -> float:
        """Running time of what was added."""
        return sum(medium.facts.seconds for medium in self.added)


def add(archive: Archive, paths: Iterable[Path], said: Description, observer: Observer, workers: int) -> Report:
    """Add files and folders; ``said`` is what options say of every one of them.

    Every medium is committed as soon as it is finished. Ctrl-C and a full disk end the run with the report of what was
    done until then.
    """
    archive.sweep()
    candidates, bad = gather(paths, without=archive.layout.root)
    report = Report(bad=list(bad))
    observer.counted(len(candidates))
    writer = _Writer(archive, said, report, observer)
    try:
        with Crew(min(workers, max(1, len(candidates))), archive.layout.fingerprints) as crew:
            for candidate, event in crew.run(iter(candidates), writer.wanted):
                writer.hear(candidate, event)
                if report.fault is not None:
                    break
        if report.fault is None:
            report.warnings += refresh(archive, observer)
    except KeyboardInterrupt:
        report.interrupted = True
    except FreezeframeError as fault:
        report.fault = fault
    if report.interrupted or report.fault:
        # What is left behind is swept by the next writer where it cannot be now: the report goes first.
        with contextlib.suppress(FreezeframeError):
            archive.sweep()
    return report


def refresh(archive: Archive, observer: Observer) -> list[str]:
    """Bring the cache up to date with the fingerprints; returns a line about those that are lost, if any are."""
    # The index and its libraries are needed only now.
    from freezeframe.archive import embedded

    lost = embedded.refresh(archive, observer.refreshing)
    if not lost:
        return []
    what = f"{lost[0].path}: its fingerprint is" if len(lost) == 1 else f"{len(lost)} media: their fingerprints are"
    return [f"{what} missing or damaged; run: freezeframe archive check --repair"]


class _Writer:
    """The one that writes to the catalogue: decides what is wanted and commits what is finished."""

    def __init__(self, archive: Archive, said: Description, report: Report, observer: Observer) -> None:
        self._archive = archive
        self._said = said
        self._report = report
        self._observer = observer
        self._versions = archive.catalogue.fingerprint_versions()
        self._in_hand: dict[str, list[tuple[Candidate, Hashed]]] = {}
        """SHA-256 of what is being decoded, with further files of the same content."""
        self._hashes: dict[str, str] = {}

    def wanted(self, candidate: Candidate, hashed: Hashed) -> bool:
        """Whether a file is to be decoded: new content, or known content whose fingerprint is old or lost."""
        sha256 = hashed.sha256
        if sha256 in self._in_hand:
            self._in_hand[sha256].append((candidate, hashed))
            return False
        if self._versions.get(sha256) == hashed.code_version and self._archive.fingerprint_path(sha256).exists():
            self._note_path(hashed, candidate)
            self._finish(candidate, known=1)
            return False
        self._in_hand[sha256] = []
        self._hashes[candidate.path] = sha256
        return True

    def hear(self, candidate: Candidate, event: Event) -> None:
        """Act on the news of a file."""
        match event:
            case Progress(seconds):
                self._observer.decoded(seconds)
            case Done(result):
                self._commit(result)
                self._finish(candidate)
                self._settle_twins(candidate, None)
            case Refused(error, no_medium):
                if no_medium and not candidate.expected:
                    self._report.passed_over += 1
                else:
                    self._report.bad.append(error)
                self._finish(candidate)
                self._settle_twins(candidate, error)
            case Failed(fault):
                self._report.fault = fault

    def _commit(self, new: Fingerprinted) -> None:
        if new.sha256 in self._versions:
            self._archive.catalogue.renew(new)
            self._tell_what_is_not_applied(new.sha256, new.path)
            self._report.renewed += 1
        else:
            described = self._described(new)
            self._report.added.append(self._archive.commit(new, described))
            self._tell_what_nobody_dated(new.path, described)
        self._versions[new.sha256] = new.fingerprint_version
        if new.facts.warning:
            self._report.warnings.append(f"{new.path}: added, but {new.facts.warning}")

    def _tell_what_nobody_dated(self, path: str, described: Description) -> None:
        """An address says nothing without the time at which it was read: pages change."""
        undated = sum(a.evidence == "cited" and not a.retrieved_at for a in described.attestations)
        if undated:
            what = f"added, but of its attestations {undated} cite an address without saying when it was read"
            self._report.warnings.append(f"{path}: {what}; note retrieved_at, or that the evidence is 'none'")

    def _described(self, new: Fingerprinted) -> Description:
        """Options before sidecars before the file's own title before its name."""
        said = self._said_of(new.located)
        return said.over(describe.from_tags(new.tags)).over(Description(title=Path(new.path).stem))

    def _said_of(self, located: str) -> Description:
        """What options and sidecars say of a file; a sidecar that cannot be used is reported."""
        described = self._said
        for path in sidecar.paths_of(Path(located)):
            try:
                described = described.over(sidecar.read(path))
            except BadInput as error:
                self._report.bad.append(error)
        return described

    def _tell_what_is_not_applied(self, sha256: str, path: str) -> None:
        """Known content keeps what was said of it: say so where options or a sidecar would have it otherwise."""
        said = self._said_of(located(Path(path)))
        medium = self._archive.catalogue.medium(sha256) if said != Description() else None
        source = self._archive.catalogue.source(medium.source_id) if medium else None
        if source is None:
            return
        unheard = describe.unheard(source, said)
        if unheard:
            what = f"known already, so it keeps its {', '.join(unheard)} whatever the options or its sidecar say"
            how = f"freezeframe archive describe {source.id} (or attest) changes it"
            self._report.warnings.append(f"{path}: {what}; {how}")

    def _settle_twins(self, candidate: Candidate, error: FreezeframeError | None) -> None:
        """End the files that have the content of one that is finished now."""
        sha256 = self._hashes.pop(candidate.path, "")
        for twin, hashed in self._in_hand.pop(sha256, ()):
            if error is None:
                self._note_path(hashed, twin)
                self._finish(twin, known=1)
            else:
                self._report.bad.append(BadInput(twin.path, error.reason, error.advice))
                self._finish(twin)

    def _note_path(self, hashed: Hashed, candidate: Candidate) -> None:
        """Remember where known content also lies; when its first place is gone, this is its place now."""
        sha256 = hashed.sha256
        self._tell_what_is_not_applied(sha256, candidate.path)
        medium = self._archive.catalogue.medium(sha256)
        here = located(Path(candidate.path))
        if medium is None or medium.located == here:
            return
        if Path(medium.located).exists():
            self._archive.catalogue.add_path(sha256, candidate.path, here)
        else:
            self._archive.catalogue.relocate(sha256, candidate.path, here, hashed.mtime_ns)

    def _finish(self, candidate: Candidate, known: int = 0) -> None:
        self._report.known += known
        self._observer.finished(candidate.path)

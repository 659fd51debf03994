"""Reads an archive again from end to end: is everything that the catalogue speaks of there, and unchanged?"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from freezeframe.archive import files, ingest
from freezeframe.archive.ingest import Observer
from freezeframe.archive.records import Description, Medium
from freezeframe.archive.store import Archive
from freezeframe.errors import environment_fault

Trouble: TypeAlias = Literal[
    "catalogue", "missing", "changed", "unreadable", "moved", "fingerprint", "capture", "orphan", "cache"
]
HARMLESS: tuple[Trouble, ...] = ("orphan", "cache")
"""What freezeframe ignores or makes again by itself."""


@dataclass(frozen=True)
class Problem:
    """One thing that is not as the catalogue says."""

    trouble: Trouble
    path: str
    """The file at fault."""
    detail: str
    source_id: str = ""
    sha256: str = ""
    """Of the medium, where one is concerned."""
    mended: bool = False
    """It was put right, or the medium dropped, in this very run."""

    @property
    def counts(self) -> bool:
        """Whether the archive is still damaged by it."""
        return not self.mended and self.trouble not in HARMLESS


@dataclass(frozen=True)
class Findings:
    """What a check found."""

    media: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Nothing is wrong, or nothing any more."""
        return not any(problem.counts for problem in self.problems)


@dataclass
class _Places:
    """Where a medium that is not in its place may be: the folder it was in, and the places offered."""

    offered: Sequence[Path]
    by_size: dict[int, list[Path]] = field(default_factory=dict)
    listed: set[Path] = field(default_factory=set)

    def find(self, medium: Medium) -> Path | None:
        """A file with the content of a medium."""
        self._list(Path(medium.located).parent, deep=False)
        for place in self.offered:
            self._list(place, deep=True)
        same_size = self.by_size.get(medium.size, ())
        return next((path for path in same_size if _hash_or_none(path) == medium.sha256), None)

    def _list(self, place: Path, *, deep: bool) -> None:
        if place in self.listed:
            return
        self.listed.add(place)
        paths: Iterable[Path] = [place] if place.is_file() else files.below(place) if deep else _children(place)
        for path in paths:
            with contextlib.suppress(OSError):
                if path.is_file():
                    self.by_size.setdefault(path.stat().st_size, []).append(path.absolute())


def check(archive: Archive, offered: Sequence[Path], observer: Observer) -> Findings:
    """Read everything; change nothing. ``offered`` are files and folders in which moved media may be."""
    media = archive.media()
    observer.counted(len(media))
    places = _Places(offered)
    problems = [Problem("catalogue", str(archive.layout.catalogue), line) for line in archive.catalogue.complaints()]
    for medium in media:
        problems += _of_medium(archive, medium, places)
        problems += _of_fingerprint(archive, medium)
        observer.finished(medium.path)
    problems += _of_captures(archive)
    problems += [Problem("orphan", str(path), "left behind by an interrupted run") for path in archive.orphans()]
    problems += _of_cache(archive, media, {p.sha256 for p in problems if p.trouble == "fingerprint"})
    return Findings(len(media), tuple(problems))


def repair(archive: Archive, findings: Findings, observer: Observer, workers: int, *, drop: bool) -> Findings:
    """Put right what can be: note new places, fingerprint again, make the cache again, delete what no row speaks of.

    With ``drop``, media that are lost are taken out of the archive; one that only cannot be read never is.
    """
    mended = {p for p in findings.problems if p.trouble == "moved"}
    for problem in mended:
        archive.catalogue.relocate(problem.sha256, problem.detail, problem.detail, _mtime_ns(Path(problem.detail)))
    lost = {p for p in findings.problems if drop and p.trouble in ("missing", "changed")}
    for sha256 in {p.sha256 for p in lost}:
        archive.catalogue.remove(sha256)
    mended |= {p for p in findings.problems if p.sha256 and p.sha256 in {q.sha256 for q in lost}}
    mended |= _fingerprint_again(archive, findings, observer, workers)
    archive.sweep()
    mended |= {p for p in findings.problems if p.trouble == "orphan"}
    lacking = any(p.trouble == "fingerprint" and p not in mended for p in findings.problems)
    # The cache is made from all fingerprints: where one is lost for good, it has to wait until that medium is dropped.
    if findings.problems and not lacking:
        if any(p.trouble == "cache" for p in findings.problems):
            _clear(archive.layout.cache)
        ingest.refresh(archive, observer)
        mended |= {p for p in findings.problems if p.trouble == "cache"}
    return replace(findings, problems=tuple(replace(p, mended=p in mended) for p in findings.problems))


def _of_medium(archive: Archive, medium: Medium, places: _Places) -> Iterator[Problem]:
    def problem(trouble: Trouble, detail: str) -> Problem:
        return Problem(trouble, medium.path, detail, medium.source_id, medium.sha256)

    found = _hash(Path(medium.located))
    if found == medium.sha256:
        return
    known = next(
        (p for p in archive.catalogue.other_locations(medium.sha256) if _hash_or_none(p) == medium.sha256), None
    )
    elsewhere = known or places.find(medium)
    if elsewhere is not None:
        yield problem("moved", str(elsewhere))
    elif isinstance(found, str):
        yield problem("changed", "its content is not what was added")
    elif isinstance(found, FileNotFoundError | NotADirectoryError):
        yield problem("missing", "it is not where it was, and not beside it")
    else:
        # A disk that fails or a folder that was closed says nothing of the file: it may be read again tomorrow.
        yield problem("unreadable", f"it cannot be read ({found.strerror or found})")


def _of_fingerprint(archive: Archive, medium: Medium) -> Iterator[Problem]:
    from freezeframe.archive.fingerprint import CODE_VERSION

    path = archive.fingerprint_path(medium.sha256)
    digest = _hash_or_none(path)
    if digest is None:
        detail = "the fingerprint is missing"
    elif digest != medium.fingerprint_digest:
        detail = "the fingerprint is damaged"
    elif medium.fingerprint_version != CODE_VERSION:
        detail = f"the fingerprint is of version {medium.fingerprint_version}, the present one is {CODE_VERSION}"
    else:
        return
    yield Problem("fingerprint", str(path), detail, medium.source_id, medium.sha256)


def _of_cache(archive: Archive, media: Sequence[Medium], lost: set[str]) -> Iterator[Problem]:
    from freezeframe.archive import embedded

    searchable = [medium for medium in media if medium.sha256 not in lost]
    lacking = embedded.lacking(archive, searchable)
    if not lacking:
        return
    if lacking < len(searchable):
        detail = f"media that are not in the index yet: {lacking}"
    elif any(files.below(archive.layout.cache)):
        detail = "the index cannot be read, or is of another version"
    else:
        detail = "the index is not made yet"
    advice = "tracing takes longer until archive add, or archive check --repair, makes it"
    yield Problem("cache", str(archive.layout.cache), f"{detail}; {advice}")


def _of_captures(archive: Archive) -> Iterator[Problem]:
    for name, sha256 in archive.catalogue.captures().items():
        path = archive.layout.captures / name
        found = _hash_or_none(path)
        if found != sha256:
            yield Problem(
                "capture", str(path), "the capture is missing" if found is None else "the capture was changed"
            )


def _fingerprint_again(archive: Archive, findings: Findings, observer: Observer, workers: int) -> set[Problem]:
    """Adding a medium whose fingerprint is lost or old makes it anew, so the broken files are taken away first."""
    broken = [p for p in findings.problems if p.trouble == "fingerprint"]
    found = {p.sha256: medium for p in broken if (medium := archive.catalogue.medium(p.sha256)) is not None}
    present = [m for m in found.values() if _hash_or_none(Path(m.located)) == m.sha256]
    if not present:
        return set()
    for medium in present:
        archive.fingerprint_path(medium.sha256).unlink(missing_ok=True)
    report = ingest.add(archive, [Path(m.located) for m in present], Description(), observer, workers)
    if report.fault is not None:
        raise report.fault
    if report.interrupted:
        raise KeyboardInterrupt
    return {p for p in broken if p.sha256 in found and archive.fingerprint_path(p.sha256).exists()}


def _clear(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
        folder.mkdir()
    except OSError as error:
        raise environment_fault(error, folder) from error


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _mtime_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _hash(path: Path) -> str | OSError:
    """The content's hash, or why there is none."""
    try:
        return files.sha256_of(path)
    except OSError as error:
        return error


def _hash_or_none(path: Path) -> str | None:
    """The content's hash, or None when there is no such file or it cannot be read."""
    found = _hash(path)
    return found if isinstance(found, str) else None

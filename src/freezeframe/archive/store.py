"""An archive on the disk: a catalogue, a fingerprint file for each medium, captures, and a cache to search in."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from freezeframe.archive import database, describe, files, schema, sidecar
from freezeframe.archive.catalogue import Catalogue
from freezeframe.archive.files import Layout, is_text
from freezeframe.archive.records import Attestation, Description, Fingerprinted, Medium, Source
from freezeframe.errors import BadInput, EnvironmentFault, environment_fault

if TYPE_CHECKING:
    from freezeframe.archive.fingerprint import Fingerprint

LOCK_SECONDS = 3.0
"""How long a writer waits for another: enough for a description being written, not for a folder being added."""


class Archive:
    """An open archive: any number of processes read, one writes.

    A reader sees whole media only: a medium exists from the moment its catalogue row is committed.
    """

    def __init__(self, layout: Layout, lock: FileLock | None) -> None:
        """Use :meth:`open`."""
        self.layout = layout
        self._lock = lock
        self.catalogue = Catalogue(layout.catalogue, write=lock is not None)

    @classmethod
    def open(cls, home: Path, *, write: bool = False, make: bool = True) -> Archive:
        """Open the archive of a home folder; ``write`` waits to be the one writer.

        With ``make``, a writer makes an archive where there is none.

        Raises:
            BadInput: there is no archive, or ``home`` is no folder.
            Damaged: the catalogue is not as freezeframe wrote it.
            NewerVersion: a later freezeframe wrote it.
            EnvironmentFault: it cannot be written, or another process is writing.
        """
        layout = Layout(home)
        if _exists(home) and not home.is_dir():
            raise BadInput(home, "is a file, not a home folder", "give another with --home")
        if not (write and make) and not _exists(layout.catalogue):
            reason = "holds no archive" if _exists(home) else "holds no archive: there is no such folder"
            raise BadInput(home, reason, "add footage first: freezeframe archive add PATH, or give another --home")
        lock = _locked(layout) if write else None
        try:
            if not _exists(layout.catalogue):
                database.create(layout.catalogue)
            _bring_up_to_date(layout, locked=write)
            return cls(layout, lock)
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the catalogue and of the writer's lock."""
        self.catalogue.close()
        if self._lock is not None:
            self._lock.release()

    # Reading

    def media(self) -> tuple[Medium, ...]:
        """Every medium, in order of its keyframe numbers."""
        return self.catalogue.media()

    def sources(self) -> tuple[Source, ...]:
        """Every source, in the order of :meth:`media`."""
        return self.catalogue.sources()

    def source(self, reference: str) -> Source:
        """The one source that a name, the beginning of a name or of a SHA-256, or a path means.

        Raises:
            BadInput: none or several are meant.
        """
        if not reference.strip():
            raise BadInput("ID", "is empty", "give a source's name; run: freezeframe archive list")
        if not is_text(reference):
            raise BadInput(ascii(reference), "names no source: it is no UTF-8", "run: freezeframe archive list")
        exact = self.catalogue.source(reference)
        if exact is not None:
            return exact
        ids = self.catalogue.ids_like(reference, located(Path(reference)))
        if len(ids) > 1:
            raise BadInput(reference, f"means {len(ids)} sources: {', '.join(ids[:5])}", "give more of the name")
        found = self.catalogue.source(ids[0]) if ids else None
        if found is None:
            raise BadInput(reference, "names no source in this archive", "run: freezeframe archive list")
        return found

    def medium_of(self, source: Source) -> Medium:
        """The medium that a source shows.

        Raises:
            BadInput: it was removed in the meantime.
        """
        medium = self.catalogue.medium(source.sha256)
        if medium is None:
            raise BadInput(source.id, "was removed from the archive", "run: freezeframe archive list")
        return medium

    def fingerprint_path(self, sha256: str) -> Path:
        """Where the fingerprint of a medium is, or is to be."""
        return self.layout.fingerprint(sha256)

    def fingerprint(self, sha256: str) -> Fingerprint:
        """The fingerprint of a medium.

        Raises:
            Damaged: its file is missing or not as it was written.
        """
        # Arrays and their libraries: `archive list` does not need them.
        from freezeframe.archive.fingerprint import load

        return load(self.fingerprint_path(sha256))

    def digest(self) -> str:
        """SHA-256 over all media and their fingerprints: equal archives, equal digests, in whatever order added."""
        total = hashlib.sha256()
        for sha256, fingerprint in self.catalogue.digests():
            total.update(f"{sha256} {fingerprint}\n".encode())
        return total.hexdigest()

    # Writing

    def commit(self, new: Fingerprinted, description: Description) -> Medium:
        """Take in a medium whose fingerprint file is written. The catalogue row is written last.

        Raises:
            EnvironmentFault: disk full, read-only.
        """
        source = describe.new_source(new.sha256, self._with_captures_held(description))
        return self.catalogue.commit(new, source)

    def describe(self, source: Source, description: Description) -> Source:
        """Say more of a source: fields that are filled replace, attestations are added."""
        changed = describe.amended(source, self._with_captures_held(description))
        self.catalogue.write_source(changed)
        return changed

    def remove(self, source: Source) -> None:
        """Forget a source and its medium; the media file itself is not touched."""
        self.catalogue.remove(source.sha256)
        self.sweep()

    def sweep(self) -> tuple[Path, ...]:
        """Delete fingerprints and captures that no row speaks of: what an interrupted run left behind.

        Raises:
            EnvironmentFault: one cannot be deleted.
        """
        orphans = self.orphans()
        for path in orphans:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise environment_fault(error, path) from error
        return orphans

    def orphans(self) -> tuple[Path, ...]:
        """Files among the fingerprints and captures that no row speaks of."""
        wanted = {self.layout.fingerprint(sha256) for sha256, _ in self.catalogue.digests()}
        wanted |= {self.layout.captures / name for name in self.catalogue.captures()}
        present = [*files.below(self.layout.fingerprints), *files.below(self.layout.captures)]
        return tuple(path for path in present if path not in wanted)

    def _with_captures_held(self, description: Description) -> Description:
        return replace(description, attestations=tuple(self._held(a) for a in description.attestations))

    def _held(self, attestation: Attestation) -> Attestation:
        """The attestation, checked, with its capture copied into the archive."""
        checked = sidecar.check(attestation, "attestation")
        if not checked.capture or checked.capture_sha256:
            return checked
        name, sha256 = files.hold(Path(checked.capture), self.layout.captures)
        return replace(checked, capture=name, capture_sha256=sha256)


def located(path: Path) -> str:
    """A path made absolute, without following links."""
    return str(path.absolute())


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise environment_fault(error, path) from error


def _locked(layout: Layout) -> FileLock:
    layout.make()
    lock = FileLock(layout.lock, timeout=LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise EnvironmentFault(
            layout.home, "another freezeframe is writing this archive", "wait until it is done, then run this again"
        ) from error
    except OSError as error:
        raise environment_fault(error, layout.lock) from error
    return lock


def _bring_up_to_date(layout: Layout, *, locked: bool) -> None:
    """Migrate an older catalogue; a reader becomes the writer for as long as that takes."""
    if database.version(layout.catalogue) == schema.SCHEMA_VERSION:
        return
    lock = None if locked else _locked(layout)
    try:
        database.migrate(layout.catalogue)
    finally:
        if lock is not None:
            lock.release()

"""A snapshot of an archive that stills are traced in: what they share is loaded once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from freezeframe.archive.embedded import EmbeddedIndex
from freezeframe.archive.index import Index
from freezeframe.archive.records import Medium, Source
from freezeframe.archive.store import Archive
from freezeframe.errors import Damaged
from freezeframe.trace.footage import Copies
from freezeframe.trace.query import MIRRORS, Query
from freezeframe.trace.result import Searched


class SearchedArchive:
    """A snapshot of an archive, ready to trace many stills: what they share is loaded once."""

    def __init__(self, archive: Archive, among: Sequence[Medium] | None = None) -> None:
        """Take the snapshot: media that are added later are not seen, nor, when given, any but those ``among``."""
        self._archive = archive
        self.sources: dict[str, Source] = {s.sha256: s for s in archive.sources()}
        # Another process may add and remove media between the two.
        self.media = tuple(m for m in (archive.media() if among is None else among) if m.sha256 in self.sources)
        self.index: Index = EmbeddedIndex(archive, self.media)
        self._bases = np.array([m.keyframe_base for m in self.media], np.int64)
        self.fingerprint = lru_cache(maxsize=512)(archive.fingerprint)
        self._missing: dict[str, Medium] = {m.sha256: m for m in self.index.lost}

    @property
    def lost(self) -> tuple[Medium, ...]:
        """Media that cannot be searched, as far as is known by now: their fingerprint is missing or damaged.

        Those that another process has removed since are not lost: they are no longer there to be searched.
        """
        return tuple(m for m in self._missing.values() if self._archive.catalogue.medium(m.sha256))

    @property
    def searched(self) -> Searched:
        """What there is to search."""
        media = [m for m in self.media if m.sha256 not in self._missing]
        videos = [m for m in media if m.facts.kind == "video"]
        return Searched(
            videos=len(videos),
            pictures=len(media) - len(videos),
            keyframes=sum(m.keyframe_count for m in media),
            seconds=round(sum(m.facts.seconds for m in videos), 3),
            archive_digest=self._digest,
            lost=len(self.lost),
        )

    @cached_property
    def _digest(self) -> str:
        return self._archive.digest()

    def holds(self, keyframe: int) -> bool:
        """Whether the fingerprint of a keyframe can be read; its medium is noted as missing where it cannot."""
        medium, _ = self.owner(keyframe)
        try:
            self.fingerprint(medium.sha256)
        except Damaged:
            self._missing[medium.sha256] = medium
        return medium.sha256 not in self._missing

    def tests(self, query: Query) -> int:
        """Number of hypotheses that the NFA is counted over: every keyframe, mirror and region."""
        return max(self.searched.keyframes, 1) * MIRRORS * query.regions

    def copies(self, medium: Medium) -> Copies:
        """The medium with every place where its content was seen."""
        return Copies(medium, (Path(medium.located), *self._archive.catalogue.other_locations(medium.sha256)))

    def owner(self, keyframe: int) -> tuple[Medium, int]:
        """The medium of a keyframe, and its number within the medium."""
        at = int(np.searchsorted(self._bases, keyframe, side="right")) - 1
        return self.media[at], keyframe - int(self._bases[at])

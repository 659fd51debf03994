"""A folder of exhibits being made: for each traced picture its exhibits with their recipes, and one page over all."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath

from freezeframe.archive.records import Source
from freezeframe.config import side_by_side
from freezeframe.errors import FreezeframeError
from freezeframe.report import page
from freezeframe.report.exhibits import Recipe, document, draw, encoded, recipe_of_lead, recipes_of
from freezeframe.report.folder import ExhibitFolder
from freezeframe.report.originals import Footage, read_picture
from freezeframe.report.page import Article, Section, Shown
from freezeframe.report.phrases import Answer
from freezeframe.report.subject import Originals
from freezeframe.trace.result import Match, Trace
from freezeframe.types import Colour

Advance = Callable[[int, int], None]
"""Hears how many exhibits of a picture are made, and how many there will be."""
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


@contextmanager
def exhibition(
    folder: Path, footage: Callable[[str], Footage], sources: Mapping[str, Source], *, with_page: bool = True
) -> Iterator[Exhibition]:
    """Make a folder of exhibits: it is there, with its page, when the ``with`` statement ends, or not at all.

    ``footage`` opens a source by its SHA-256; ``sources`` tell what is said of each. In a case the report is the page.

    Raises:
        FreezeframeError: the folder cannot be used, or the disk is full.
    """
    with ExhibitFolder(folder, page.NAME) as room:
        made = Exhibition(room, footage, sources)
        yield made
        if with_page:
            room.write(page.NAME, made.page().encode())


@dataclass(frozen=True)
class _Plan:
    """A match or a lead, and what is to be made of it."""

    folder: str
    heading: str
    match: Match
    told: Answer
    recipes: Sequence[Recipe]
    fault: str = ""


class Exhibition:
    """Exhibits of one archive's traces on their way into a folder."""

    def __init__(self, folder: ExhibitFolder, footage: Callable[[str], Footage], sources: Mapping[str, Source]) -> None:
        self._folder, self._footage, self._sources = folder, footage, sources
        self._sections: list[Section] = []

    @property
    def matches(self) -> list[list[Sequence[Shown]]]:
        """For each traced picture, for each of its matches, the exhibits that were made."""
        return [[article.shown for article in section.matches] for section in self._sections]

    def add(self, trace: Trace, advance: Advance, name: str = "") -> list[FreezeframeError]:
        """Show one traced picture; returns what was wrong with what could not be shown. The rest of it is.

        ``name`` is that of its folder, else its number and the file's name.

        Raises:
            EnvironmentFault: the disk is full, or may not be written.
        """
        number, answer = len(self._sections) + 1, trace.to_json()
        plans = self._plans(trace, answer, name or f"{number:02d}-{_slug(trace.picture.path)}")
        faults: list[FreezeframeError] = []
        still: Colour | None = None
        try:
            if trace.outcome != "unreadable":
                still = read_picture(Path(trace.picture.path), trace.picture.sha256).colour
        except FreezeframeError as error:
            faults.append(error)
        count = itertools.count(1)
        total = sum(len(plan.recipes) for plan in plans)
        articles = []
        for plan in plans:
            made, fault = self._made(plan, still, faults, lambda: advance(next(count), total))
            facts = self._facts(plan, answer)
            identity = plan.folder.replace("/", "-")
            articles.append(
                Article(identity, plan.heading, plan.told["title"], facts, made, page.without_folders(fault))
            )
        found = len(trace.matches)
        alone = page.preview_of(still) if still is not None and not found else None
        self._sections.append(Section(f"picture-{number}", answer, articles[:found], articles[found:], alone))
        return faults

    def page(self) -> str:
        """The page over all that was added."""
        made_at = datetime.now(UTC).strftime("%Y-%m-%d, %H:%M UTC")
        return page.render(self._sections, made_at)

    def _plans(self, trace: Trace, answer: Answer, folder: str) -> list[_Plan]:
        """What is to be made of each match, then of each lead."""
        plans = []
        for n, (match, told) in enumerate(zip(trace.matches, answer["matches"], strict=True), 1):
            recipes = recipes_of(trace.picture, match, self._footage(match.sha256).fingerprint)
            heading = "Taken from" if n == 1 else "The same frame is also in"
            plans.append(_Plan(f"{folder}/match-{n}", heading, match, told, recipes))
        for n, (lead, told) in enumerate(zip(trace.leads, answer["leads"], strict=True), 1):
            recipes = [] if lead.fault else [recipe_of_lead(trace.picture, lead.match)]
            plans.append(_Plan(f"{folder}/lead-{n}", "A lead only", lead.match, told, recipes, lead.fault))
        return plans

    def _facts(self, plan: _Plan, answer: Answer) -> list[tuple[str, str]]:
        source = self._sources.get(plan.match.sha256)
        if "why" in plan.told:
            return page.lead_facts(plan.told, source)
        return page.match_facts(plan.told, answer["picture"], source)

    def _made(
        self, plan: _Plan, still: Colour | None, faults: list[FreezeframeError], one_more: Callable[[], None]
    ) -> tuple[list[Shown], str]:
        """The exhibits of a match or a lead, written; and why there are none."""
        if not plan.recipes:
            return [], plan.fault
        if still is None:
            return [], "the picture could not be read a second time"
        wanted = sorted({frame for recipe in plan.recipes for frame in recipe.frames})
        try:
            originals = Originals(still, self._footage(plan.match.sha256).colours(wanted))
        except FreezeframeError as error:
            faults.append(error)
            return [], error.line
        return self._written(plan, originals, one_more), ""

    def _written(self, plan: _Plan, originals: Originals, one_more: Callable[[], None]) -> list[Shown]:
        drawn = []
        for recipe in plan.recipes:
            drawn.append((recipe, draw(recipe, originals)))
            one_more()
        # Drawing uses all cores where it can; encoding does not, so that several are encoded at once.
        done = side_by_side(lambda one: (encoded(*one), page.preview_of(one[1][0])), drawn)
        shown = []
        for recipe, (data, preview) in zip(plan.recipes, done, strict=True):
            self._folder.write(f"{plan.folder}/{recipe.file}", data)
            note = json.dumps(document(recipe, data), ensure_ascii=False, indent=1, sort_keys=True)
            self._folder.write(f"{plan.folder}/{recipe.operation}.json", f"{note}\n".encode())
            shown.append(page.shown(recipe, preview, plan.folder, plan.told))
        return shown


def _slug(path: str) -> str:
    """A name for a folder, by a file's: in plain letters, so that it can lie on any disk and in any address."""
    return _UNSAFE.sub("-", PurePath(path).stem).strip("-")[:40] or "picture"

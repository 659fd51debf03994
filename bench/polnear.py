"""PolNeAR's attributions (brat's standoff files), and a reading scored against them.

The corpus states no licence: it is read where it lies and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.reading_names import names_read, parts
from bench.reading_pages import Reading, name_of
from bench.reading_score import Marks
from bench.reading_text import HALF, Passage, Text, pair

PRONOUNS = frozenset("he she it they we i you who which that".split())
"""As a source these name nobody: a resolved name cannot be compared with them."""

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Attribution:
    """Who says what, as the corpus marks it."""

    content: Spans
    source: Spans
    """Empty when the corpus has none."""


@dataclass(frozen=True)
class Document:
    """An article of the corpus."""

    text: Path
    attributions: tuple[Attribution, ...]


def read_corpus(part: Path) -> list[Document]:
    """The articles of a part (a folder with ``text`` and ``attributions``), by name; of several annotators the first.

    Raises:
        FileNotFoundError: an article has no attributions, or there is none at all.
    """
    documents: list[Document] = []
    # NAME_ANNOTATOR.ann; going backwards, the first annotator is the one that stays.
    files = {file.stem.rpartition("_")[0]: file for file in sorted((part / "attributions").glob("*.ann"), reverse=True)}
    for text in sorted((part / "text").glob("*.txt")):
        if text.stem not in files:
            raise FileNotFoundError(f"{part / 'attributions'} has nothing for {text.name}")
        documents.append(Document(text, parse_standoff(files[text.stem].read_text(encoding="utf-8"))))
    if not documents:
        raise FileNotFoundError(f"{part / 'text'} has no articles")
    return documents


def parse_standoff(lines: str) -> tuple[Attribution, ...]:
    """The attributions of a brat file: lines `T1 Source 0 5;7 9 words` and `E1 Attribution:T3 Content:T2` (tabs)."""
    spans: dict[str, Spans] = {}
    events: list[list[tuple[str, str]]] = []
    for line in lines.splitlines():
        fields = line.split("\t")
        if line.startswith("T") and len(fields) > 1:
            ranges = fields[1].split(" ", 1)[1].split(";")
            spans[fields[0]] = tuple((int(a), int(b)) for a, b in (one.split() for one in ranges))
        elif line.startswith("E") and len(fields) > 1:
            events.append([(role, key) for role, _, key in (one.partition(":") for one in fields[1].split())])
    return tuple(a for a in (_attribution(event, spans) for event in events) if a.content)


def _attribution(event: Sequence[tuple[str, str]], spans: Mapping[str, Spans]) -> Attribution:
    def of(name: str) -> Spans:
        return tuple(span for role, key in event if role.startswith(name) for span in spans[key])

    return Attribution(of("Content"), of("Source"))


def score_document(text: str, attributions: Sequence[Attribution], read: Reading) -> Marks:
    """Recall and precision, all and with quotation marks, by two definitions of a hit, and the sources of the hits."""
    whole, marks = Text(text), Marks()
    # The corpus marks what people say and what they think: a reading has the first as claims, the second as stances.
    claims = [claim for claim in read["claims"] if claim["said"]] + list(read.get("stances", ()))
    gold = [Passage(whole.words_in(a.content), ()) for a in attributions]
    said = [Passage(whole.words_in([claim["span"]]), ()) for claim in claims]
    pairs = pair([[one] for one in gold], said)
    told, asked = frozenset().union(*(one.at for one in said)), set(pairs.values())
    for number, one in enumerate(attributions):
        quoted = whole.marked(one.content)
        remark = " ".join(text[slice(*span)] for span in one.content)[:160]
        _count(marks, "found", quoted, number in pairs, remark)
        _count(marks, "found, however cut", quoted, number in pairs or _lies_in(gold[number].at, told), remark)
    for number, claim in enumerate(claims):
        quoted = whole.marked([claim["span"]])
        inside = number in asked or any(_lies_in(said[number].at, one.at) for one in gold)
        _count(marks, "right", quoted, number in asked, claim["text"][:160])
        _count(marks, "right, however cut", quoted, inside, claim["text"][:160])
    _sources(marks, whole, [(attributions[g], claims[r]) for g, r in pairs.items()], read)
    return marks


def _count(marks: Marks, what: str, quoted: bool, hit: bool, remark: str) -> None:
    marks.mark(what, hit, remark)
    if quoted:
        marks.mark(f"with quotation marks: {what}", hit, remark)


def _lies_in(one: frozenset[int], other: frozenset[int]) -> bool:
    return bool(one) and len(one & other) >= HALF * len(one)


def _sources(marks: Marks, text: Text, hits: Sequence[tuple[Attribution, Mapping[str, Any]]], read: Reading) -> None:
    """A source is right when the speaker's words overlap it or a name of the speaker is in it."""
    actors = {str(actor["id"]): actor for actor in read["actors"]}
    for attribution, claim in hits:
        words = " ".join(text.text[slice(*span)] for span in attribution.source)
        speaker = claim["speaker"]
        span = None if speaker is None else speaker["span"]
        if not words or (span is None and words.lower() in PRONOUNS):
            continue
        overlap = span is not None and bool(text.words_in([span]) & text.words_in(attribution.source))
        names = [set(parts(name)) for name in names_read(speaker, actors, text.text)]
        named = any(name & set(parts(words)) >= {parts(words)[-1]} for name in names if parts(words))
        marks.mark("sources right", overlap or named, f"{name_of(speaker)!r}, not {words!r}")


def f1(marks: Marks, found: str, right: str) -> float:
    """The harmonic mean of recall and precision; 0 when either is missing."""
    recall, precision = (marks.counts.get(name) for name in (found, right))
    if recall is None or precision is None or recall.hits == 0 or precision.hits == 0:
        return 0.0
    return 2 * recall.share * precision.share / (recall.share + precision.share)

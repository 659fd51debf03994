"""The benchmark of readings: `python -m bench.reading GOLD`, or `python -m bench.reading --polnear CORPUS`."""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench import polnear
from bench.reading_pages import Gold, Reading
from bench.reading_score import Marks, nothing_read, score_reading
from bench.report import machine, percent, table
from bench.tool import Tool, ToolFailedError


def main(arguments: Sequence[str] | None = None) -> int:
    """Score, print, and write what was asked for; 1 when a reading failed."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as home:
        tool = Tool(Path(home), tuple(options.command)) if options.command else Tool(Path(home))
        if options.polnear:
            marks, failed = score_corpus(tool, options.polnear / "data" / options.part)
            text = _polnear_table(marks)
        else:
            marks, failed = score_folder(tool, options.gold)
            text = _table(marks)
    print(_ran_on(), "", text, *(f"Failed: {line}" for line in failed), sep="\n")
    if options.show:
        print("", *marks.remarks, sep="\n- ")
    if options.out:
        found = {"machine": _machine(), "failed": failed, **asdict(marks)}
        options.out.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    return 1 if failed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    parser.add_argument("gold", nargs="?", type=Path, default=Path("tests/readings"), help="folder of *.gold.json")
    parser.add_argument("--polnear", type=Path, metavar="CORPUS", help="score on PolNeAR instead; its root folder")
    parser.add_argument("--part", default="dev", help="part of PolNeAR (default: dev)")
    parser.add_argument("--show", action="store_true", help="a line for each thing missed or wrong")
    parser.add_argument("--out", type=Path, help="write counts and remarks as JSON")
    parser.add_argument("--command", nargs="+", help="the command to score (default: freezeframe beside this Python)")
    return parser.parse_args(arguments)


def score_folder(tool: Tool, folder: Path) -> tuple[Marks, list[str]]:
    """Everything about the readings of a folder, and which articles could not be read: these count as all missed.

    Raises:
        ToolFailedError: the folder has no gold.
    """
    total, failed = Marks(), list[str]()
    files = sorted(folder.glob("*.gold.json"))
    if not files:
        raise ToolFailedError(f"{folder} has no *.gold.json")
    for file in files:
        gold: Gold = json.loads(file.read_text(encoding="utf-8"))
        article = folder / gold["input"]
        try:
            read = read_article(tool, article, gold["date_given"])
            marks = score_reading(stored_text(read, article), visible_source(article), gold, read)
        except ToolFailedError as error:
            failed.append(f"{article.name}: {error}")
            marks = nothing_read(gold)
        total.add(marks, article.name)
    return total, failed


def score_corpus(tool: Tool, part: Path) -> tuple[Marks, list[str]]:
    """The same on a part of PolNeAR."""
    total, failed = Marks(), list[str]()
    for document in polnear.read_corpus(part):
        read: Reading = {"claims": [], "actors": []}
        try:
            read = read_article(tool, document.text, None)
        except ToolFailedError as error:
            failed.append(f"{document.text.name}: {error}")
        text = document.text.read_text(encoding="utf-8")
        total.add(polnear.score_document(text, document.attributions, read), document.text.name)
    return total, failed


def read_article(tool: Tool, article: Path, date: str | None) -> Reading:
    """What `read --json` says of one article; raises ToolFailedError when it says nothing of use."""
    given = ["--date", date] if date else []
    run = tool.run("read", str(article), "--json", *given)
    if run.code != 0:
        raise ToolFailedError(f"read ended with {run.code}: {run.errors.strip()[-500:]}")
    try:
        read: Any = json.loads(run.output)
    except json.JSONDecodeError as error:
        raise ToolFailedError(f"the output is not JSON: {run.output[:200]!r}") from error
    missing = {"text", "article", "actors", "places", "dates", "pictures", "claims"} - set(read)
    if missing:
        raise ToolFailedError(f"the output lacks {', '.join(sorted(missing))}")
    return dict(read)


def stored_text(read: Reading, article: Path) -> str:
    """The text that the spans refer to: printed with the reading, or the file decoded, as its SHA-256 tells.

    Raises:
        ToolFailedError: it is neither.
    """
    printed = read["text"].get("text")
    text = article.read_bytes().decode("utf-8-sig") if printed is None else str(printed)
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != read["text"]["sha256"]:
        raise ToolFailedError("the stored text is not there: neither `text.text` nor the file has `text.sha256`")
    return text


def visible_source(article: Path) -> str:
    """The input as it was given; of a page with its character references resolved."""
    text = article.read_text(encoding="utf-8-sig")
    return html.unescape(text) if article.suffix == ".html" else text


def _table(marks: Marks) -> str:
    rows = [[what, str(one.hits), str(one.trials), percent(one)] for what, one in marks.counts.items()]
    rows.append(["inventions", str(len(marks.inventions)), "", "0 allowed"])
    lines = [f"- invented: {one}" for one in marks.inventions]
    return "\n".join([table(["readings", "right", "of", "share (95 %)"], rows), "", *lines])


def _polnear_table(marks: Marks) -> str:
    rows: list[list[str]] = []
    for prefix in ("", "with quotation marks: "):
        for cut in ("", ", however cut"):
            found, right = f"{prefix}found{cut}", f"{prefix}right{cut}"
            shares = [percent(marks.counts[name]) if name in marks.counts else "-" for name in (found, right)]
            asked = str(marks.counts[found].trials) if found in marks.counts else "0"
            rows.append([f"{prefix or 'all: '}hits{cut}", asked, *shares, f"{polnear.f1(marks, found, right):.3f}"])
    sources = marks.counts.get("sources right")
    note = "" if sources is None else f"\n\nSources right among the hits that can be judged: {percent(sources)}."
    return table(["attributions", "in the corpus", "recall", "precision", "F1"], rows) + note


def _machine() -> dict[str, str]:
    found = machine()
    try:
        found["spacy"] = version("spacy")
    except PackageNotFoundError:
        found["spacy"] = "not installed"
    return found


def _ran_on() -> str:
    return "Ran on: " + ", ".join(f"{name} {value}" for name, value in _machine().items()) + "."


if __name__ == "__main__":
    sys.exit(main())

"""Attributions in brat's standoff form, and their scoring."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.polnear import Attribution, f1, parse_standoff, read_corpus, score_document

TEXT = 'Ann Lee said: "We won the whole match." "It was late," she added. Bob Ray thinks that nobody cared about it.'
FIRST, SECOND, THIRD = '"We won the whole match."', '"It was late,"', "that nobody cared about it"


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def claim(words: str, speaker: str | None, **changes: object) -> dict[str, Any]:
    voice = {"actor": "", "name": speaker, "span": None, "inferred": True} if speaker else None
    return {"text": words, "span": list(span(words)), "speaker": voice, "said": True, **changes}


def reading(*claims: dict[str, Any]) -> dict[str, Any]:
    return {"claims": list(claims), "actors": []}


def standoff() -> str:
    """The corpus's form: a content in two parts, a source, an attribution without one, a note."""
    a, b, c = span(FIRST), span(SECOND), span(THIRD)
    s, t = span("Ann Lee"), span("Bob Ray")
    return "\n".join(
        [
            f"T1\tSource {s[0]} {s[1]}\tAnn Lee",
            f"T2\tContent {a[0]} {a[1]};{b[0]} {b[1]}\t{FIRST} {SECOND}",
            "T3\tAttribution 8 12\tsaid",
            "E1\tAttribution:T3 Content:T2 Source:T1 ",
            f"T4\tContent {c[0]} {c[1]}\t{THIRD}",
            f"T5\tSource {t[0]} {t[1]}\tBob Ray",
            "E2\tAttribution-no-source:T3 Content:T4 Cue:T3",
            "#1\tAnnotatorNotes T2\ta note",
        ]
    )


def test_the_standoff_form_is_read() -> None:
    first, second = parse_standoff(standoff())
    assert first == Attribution((span(FIRST), span(SECOND)), (span("Ann Lee"),))
    assert second == Attribution((span(THIRD),), ())


def test_hits_recall_and_precision() -> None:
    gold = parse_standoff(standoff())
    whole = claim(TEXT[span(FIRST)[0] : span(SECOND)[1]], "Ann Lee")
    marks = score_document(TEXT, gold, reading(whole, claim("Bob Ray thinks", None)))
    assert {what: (one.hits, one.trials) for what, one in marks.counts.items()} == {
        "found": (1, 2),
        "with quotation marks: found": (1, 1),
        "found, however cut": (1, 2),
        "with quotation marks: found, however cut": (1, 1),
        "right": (1, 2),
        "with quotation marks: right": (1, 1),
        "right, however cut": (1, 2),
        "with quotation marks: right, however cut": (1, 1),
        "sources right": (1, 1),
    }
    assert f1(marks, "found", "right") == 0.5


def test_a_quotation_cut_in_two_is_one_hit_and_one_miss_unless_the_cut_is_forgiven() -> None:
    marks = score_document(TEXT, parse_standoff(standoff()), reading(claim(FIRST, "Lee"), claim(SECOND, "she")))
    counts = marks.counts
    assert (counts["right"].hits, counts["right"].trials) == (1, 2)
    assert (counts["right, however cut"].hits, counts["right, however cut"].trials) == (2, 2)


def test_claims_of_the_writer_do_not_count() -> None:
    marks = score_document(TEXT, parse_standoff(standoff()), reading(claim(FIRST, "Lee", said=False)))
    assert marks.counts["found"].hits == 0
    assert "right" not in marks.counts
    assert f1(marks, "found", "right") == 0.0


def test_wrong_sources_are_counted() -> None:
    marks = score_document(TEXT, parse_standoff(standoff()), reading(claim(FIRST, "Bob Ray")))
    assert (marks.counts["sources right"].hits, marks.counts["sources right"].trials) == (0, 1)


def corpus(root: Path) -> Path:
    part = root / "data" / "dev"
    (part / "text").mkdir(parents=True)
    (part / "attributions").mkdir()
    (part / "text" / "paper_2016-01-01_won.txt").write_text(TEXT, encoding="utf-8")
    for annotator in ("b", "a"):
        lines = standoff() if annotator == "a" else ""
        (part / "attributions" / f"paper_2016-01-01_won_{annotator}.ann").write_text(lines, encoding="utf-8")
    return part


def test_of_several_annotators_the_first_is_taken(tmp_path: Path) -> None:
    (document,) = read_corpus(corpus(tmp_path))
    assert len(document.attributions) == 2


def test_a_corpus_that_is_not_there_or_not_whole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no articles"):
        read_corpus(tmp_path)
    part = corpus(tmp_path)
    (part / "text" / "other.txt").write_text("x", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match="nothing for other"):
        read_corpus(part)


def test_the_benchmark_scores_the_corpus_with_the_command(tmp_path: Path) -> None:
    corpus(tmp_path)
    script = tmp_path / "fake.py"
    a, b = span(FIRST)
    read: dict[str, Any] = {"text": {}, "article": {}, "actors": [], "places": [], "dates": [], "pictures": []}
    read["claims"] = [{"text": FIRST, "span": [a, b], "speaker": None, "said": True}]
    script.write_text(f"import json\nprint(json.dumps({read!r}))", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "bench.reading",
        "--polnear",
        str(tmp_path),
        "--command",
        sys.executable,
        str(script),
    ]
    root = Path(__file__).parents[1]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "| all: hits | 2 | 0.500" in run.stdout
    assert "| with quotation marks: hits | 1 | 1.000" in run.stdout

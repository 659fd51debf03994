"""The page of a case: everything on it, well-formed, every foreign word a word, the same on every run."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from freezeframe.cases.document import CaseDocument, ReportVersion, SourceAttestation
from freezeframe.errors import EnvironmentFault
from freezeframe.report import pdf
from freezeframe.report.case_page import ReportOptions, WrittenReport, write_report
from tests import reported
from tests.reported import HOSTILE
from tests.test_exhibits_page import Outline

PLAIN = ReportOptions(pdf=False)


def written(document: CaseDocument, folder: Path, options: ReportOptions = PLAIN) -> WrittenReport:
    return write_report(document, folder, folder / "report", options)


def page_of(document: CaseDocument, folder: Path, options: ReportOptions = PLAIN) -> str:
    return written(document, folder, options).page.read_text("utf-8")


def hostile(folder: Path) -> CaseDocument:
    """A case of which every word that comes from outside tries to break out of the page."""
    known = reported.document(folder)
    text = f"{HOSTILE}\n\n{HOSTILE} was seen, the Ministry said.\n"
    reading = reported.reading(text, (HOSTILE,))
    reading["claims"][0]["span"] = [text.index(HOSTILE, 5), text.index(HOSTILE, 5) + len(HOSTILE)]
    reading["claims"][0] |= {
        "speaker": {"actor": "", "name": HOSTILE, "span": None, "inferred": True},
        "chain": [HOSTILE],
    }
    reading["claims"][0]["places"] = [{"name": HOSTILE, "denied": False}]
    given = {"url": "javascript:alert(3)", "publisher": HOSTILE}
    statement = reported.statement(reading=reading, given=given, file=HOSTILE)
    source = reported.source(
        reported.attestation("2016-06", by=HOSTILE, url="javascript:alert(4)"),
        reported.attestation(HOSTILE, "place", by=HOSTILE),
        title=HOSTILE, publisher=HOSTILE, description=HOSTILE, url="data:text/html,x", licence=HOSTILE,
    )  # fmt: skip
    match = reported.match(title=HOSTILE, path=f"/a/{HOSTILE.replace('/', '')}")
    trace = {**(known.pictures[0].trace or {}), "matches": [match]}
    pictures = (replace(known.pictures[0], name=HOSTILE, trace=trace, metadata={"exif": {HOSTILE: HOSTILE}}),)
    finding = replace(known.findings[0], sentence=HOSTILE, rule=HOSTILE, would_be_refuted_by=HOSTILE, words=HOSTILE)
    versions = (*known.versions, ReportVersion(2, "2026-11-26T10:00:00Z", HOSTILE, HOSTILE))
    exhibits = tuple(replace(one, caption=HOSTILE) for one in known.exhibits)
    return replace(
        reported.rated(known), title=HOSTILE, statements=(statement,), pictures=pictures, sources={"S1": source},
        findings=(finding,), versions=versions, exhibits=exhibits,
    )  # fmt: skip


def test_the_page_is_well_formed_and_hostile_words_stay_words(tmp_path: Path) -> None:
    text = page_of(
        hostile(tmp_path), tmp_path, ReportOptions(pdf=False, desk=HOSTILE, desk_url=HOSTILE, page_url=HOSTILE)
    )
    seen = Outline(text)
    assert (seen.faults, seen.open) == ([], [])
    assert not [tag for tag, _ in seen.elements if tag in {"iframe", "object", "link", "form", "base", "embed"}]
    scripts = [attributes.get("type") for tag, attributes in seen.elements if tag == "script"]
    assert scripts == ["application/ld+json", "application/ld+json", None], "the reviews, and our own"
    assert not [name for _, attributes in seen.elements for name in attributes if name.startswith("on")]
    assert seen.text.count(HOSTILE) > 10
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", text), "nothing turns the text around it"
    names = [attributes["id"] for _, attributes in seen.elements if "id" in attributes]
    assert len(names) == len(set(names))
    for tag, attributes in seen.elements:
        target = str(attributes.get("href") or "")
        if tag == "a":
            assert target.startswith(("#", "https://")), target
            if target.startswith("#"):
                assert target[1:] in names, target


def test_no_path_of_this_machine_is_told(tmp_path: Path) -> None:
    done = written(reported.document(tmp_path), tmp_path)
    for path in done.files:
        text = path.read_text("utf-8", "replace")
        assert "secret" not in text
        assert str(tmp_path) not in text


def test_everything_has_its_place(tmp_path: Path) -> None:
    text = Outline(page_of(reported.document(tmp_path), tmp_path)).text
    for words in (
        "contradicted by 1 finding",
        "Not rated yet",
        "A frame of “The raid”.",
        "June 2016 to September 2016",
        "Found in none of the footage",
        "at least 13 months",
        "about 292 km",
        "An older claim.",
        "The statement's one other claim was",
        "the other side refused to strike",
        "holds no reply",
        "freezeframe case --case again trace",
        "first version",
        "e" * 64,
    ):
        assert words in text, words


def test_the_reply_stands_apart(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    reply = reported.statement("s2", "reply", revises="s1")
    text = Outline(page_of(replace(known, statements=(*known.statements, reply)), tmp_path)).text
    assert "Statement s2: the other side replies" in text
    assert "holds no reply" not in text


def test_a_correction_stands_on_top_and_names_what_changed(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    second = ReportVersion(2, "2026-11-26T10:00:00Z", "Bo Example", "The date was wrong.")
    first = Outline(page_of(known, tmp_path)).text
    assert "corrected" not in first
    text = Outline(page_of(replace(known, versions=(*known.versions, second)), tmp_path)).text
    assert text.index("Version 2 of this report") < text.index("The date was wrong.") < text.index("A convoy", 30)


def test_the_reviews_are_drafts_until_a_person_has_rated(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    names = {path.name for path in written(known, tmp_path / "a").files} if reported.document(tmp_path / "a") else set()
    assert {"claimreview.draft.json", "mediareview.draft.json"} <= names
    assert "application/ld+json" not in page_of(known, tmp_path)
    rated = reported.rated(reported.document(tmp_path / "b"))
    done = written(rated, tmp_path / "b")
    assert {"claimreview.json", "mediareview.json"} <= {path.name for path in done.files}
    embedded = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', done.page.read_text("utf-8"), re.DOTALL
    )
    reviews = [json.loads(one) for one in embedded]
    assert [one["@type"] for one in reviews] == ["ClaimReview", "MediaReview"], "what was not found stays a draft"
    assert all("https://schema.org" in one["@context"] for one in reviews)
    assert "Rated “Misleading” by Anna Example" in Outline(done.page.read_text("utf-8")).text


def test_a_picture_that_is_gone_is_a_line(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    (tmp_path / "exhibits/p1/match-1/pair.png").unlink()
    (tmp_path / "originals/2.png").write_bytes(b"no picture")
    text = Outline(page_of(known, tmp_path)).text
    assert text.count("Not shown: ") == 3
    assert "2.png" in text


def test_a_case_without_anything_has_a_page(tmp_path: Path) -> None:
    empty = CaseDocument("case0", "Nothing yet", "2026-11-25T09:00:00Z", "0.1.0")
    seen = Outline(page_of(empty, tmp_path))
    assert (seen.faults, seen.open) == ([], [])
    assert "No picture is attached" in seen.text
    assert "This is a draft" in seen.text


def test_the_same_case_gives_the_same_files(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    once = {path.name: path.read_bytes() for path in written(known, tmp_path).files}
    again = {path.name: path.read_bytes() for path in written(known, tmp_path).files}
    assert once == again


def test_many_exhibits_are_shown_smaller(tmp_path: Path) -> None:
    known = reported.document(tmp_path)
    many = replace(known, exhibits=known.exhibits * 12)
    assert "at most 1280 pixels" in page_of(known, tmp_path)
    assert "at most 960 pixels" in page_of(many, tmp_path)


def test_without_weasyprint_a_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    done = written(reported.document(tmp_path), tmp_path, ReportOptions())
    assert done.notes == (f"No PDF: WeasyPrint is not installed; {pdf.INSTALL}",)
    assert done.page.exists()
    assert not (done.page.parent / "report.pdf").exists()


def test_the_overview_says_who_attests_what(tmp_path: Path) -> None:
    """No date and no place of a source stands there as if it were known."""
    held = SourceAttestation("published", "2016-06-01", "A Paper", "", "cited", "", "stated", "")
    other = SourceAttestation("filmed", "2016-09-02", "B. Photographer", "", "none", "", "inferred", "")
    place = SourceAttestation("place", "Fallujah", "A Paper", "", "cited", "", "stated", "")
    source = reported.source(held, other, place, source_kind="recording")
    known = reported.document(tmp_path)
    name = next(iter(known.sources))
    page = page_of(replace(known, sources={name: source}), tmp_path)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "1 June 2016 to 2 September 2016, by 2 attestations (none held, 1 inferred)" in words
    assert "Fallujah, according to A Paper (cited, no copy held)" in words
    assert "described as a recording" in words


def test_a_fault_inside_weasyprint_costs_the_pdf_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __init__(self, **_: object) -> None: ...

        def write_pdf(self) -> bytes:
            raise AttributeError("a table has no cells")

    def no_fetcher(**_: object) -> None: ...

    monkeypatch.setitem(sys.modules, "weasyprint", SimpleNamespace(HTML=Broken))
    monkeypatch.setitem(sys.modules, "weasyprint.urls", SimpleNamespace(URLFetcher=no_fetcher))
    done = written(reported.document(tmp_path), tmp_path, ReportOptions())
    assert done.notes[0].startswith("No PDF: WeasyPrint failed (AttributeError: a table has no cells)")
    assert done.page.exists()


def test_a_picture_of_noise_is_shown(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Noise cannot be packed: libjpeg once gave up on it, with a line of its own on stderr."""
    known = reported.document(tmp_path)
    noise = np.random.default_rng(3).integers(0, 256, (240, 320, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / known.pictures[1].file)
    assert page_of(known, tmp_path).count("data:image/jpeg") >= 3
    assert capfd.readouterr().err == ""


def _has_weasyprint() -> bool:
    try:
        import weasyprint  # noqa: F401 - whether it loads is what is asked
    except (ImportError, OSError):
        return False
    return True


@pytest.mark.slow
@pytest.mark.skipif(not _has_weasyprint(), reason="WeasyPrint or Pango is not installed: pip install freezeframe[pdf]")
def test_the_pdf_has_the_page(tmp_path: Path) -> None:
    from pypdf import PdfReader

    done = written(reported.document(tmp_path), tmp_path, ReportOptions())
    assert done.notes == ()
    reader = PdfReader(done.page.parent / "report.pdf")
    text = " ".join(page.extract_text() for page in reader.pages)
    words = re.sub(r"\s+", " ", text)
    assert "A convoy" in words
    assert "Its source is older than what is claimed." in words
    assert "published June 2016, according to A Paper" in words, "what is folded on the screen is open on paper"
    assert sum(len(page.images) for page in reader.pages) >= 6


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    known: Any = reported.document(tmp_path)
    (tmp_path / "report").write_text("in the way")
    with pytest.raises(EnvironmentFault):
        written(known, tmp_path)

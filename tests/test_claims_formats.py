"""Every form of input gives the same article, with spans that hold what they say."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from freezeframe.claims.article import anchor_of, head_of
from freezeframe.claims.records import Statement
from freezeframe.claims.statement import read_statement
from freezeframe.config import LIMITS
from tests import statements as made


def kinds(statement: Statement, kind: str) -> list[str]:
    return [statement.stored.text[slice(*block.span)] for block in statement.blocks if block.kind == kind]


def check_spans(statement: Statement) -> None:
    """Blocks are in order, do not overlap, and leave out nothing but white space."""
    text, at = statement.stored.text, 0
    for block in statement.blocks:
        start, end = block.span
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end].strip() == text[start:end]
        at = end
    assert not text[at:].strip()
    for picture in statement.page_pictures:
        if picture.caption_span is not None:
            assert text[slice(*picture.caption_span)] == picture.caption


FORMS: dict[str, Callable[[], bytes]] = {
    "text": made.TEXT.encode,
    "utf-16": lambda: made.TEXT.encode("utf-16"),
    "utf-16 without a mark": lambda: made.TEXT.encode("utf-16-le"),
    "cp1252": lambda: made.TEXT.encode("cp1252"),
    "html": made.HTML.encode,
    "ninjs": made.ninjs,
    "newsml": made.NEWSML.encode,
    "nitf": made.NITF.encode,
    "warc": lambda: made.warc(packed=False),
    "warc.gz": made.warc,
    "wacz": made.wacz,
    "gzipped text": lambda: gzip.compress(made.TEXT.encode()),
    "gzipped page": lambda: gzip.compress(made.HTML.encode()),
}
PACKED = {"html", "ninjs", "newsml", "nitf", "warc", "warc.gz", "wacz", "gzipped page"}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_article_in_every_form(form: str, tmp_path: Path) -> None:
    path = tmp_path / "named.bin"
    path.write_bytes(FORMS[form]())
    statement = read_statement(path, None, LIMITS)
    check_spans(statement)
    article = head_of(statement, None)
    assert article.headline == made.HEADLINE
    assert article.dateline is not None
    assert (article.dateline.place, article.agency) == ("MOSCOW", "TASS")
    assert statement.metadata.language == "en"
    assert kinds(statement, "dateline") == ["MOSCOW, November 14. /TASS/."]
    assert [line.replace("'", "’") for line in kinds(statement, "body")] == [
        made.PARAGRAPHS[0].removeprefix("MOSCOW, November 14. /TASS/. "),
        *made.PARAGRAPHS[1:],
    ]
    if form in PACKED:
        assert article.published.how == "metadata"
        assert article.published.edtf == article.dateline.date == anchor_of(article) == "2017-11-14"
    if form in PACKED - {"gzipped page"} or form == "html":
        assert any(one.file.endswith("convoy.jpg") for one in statement.page_pictures)
        assert kinds(statement, "caption") == [made.CAPTION]


@pytest.mark.parametrize("form", FORMS)
def test_standard_input_is_read_as_a_file_is(form: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(FORMS[form]())
    by_file, by_pipe = read_statement(path, None, LIMITS), read_statement(None, FORMS[form](), LIMITS)
    assert by_pipe.stored.file == "-"
    assert (by_file.stored.text, by_file.blocks) == (by_pipe.stored.text, by_pipe.blocks)


def test_what_a_page_says_of_itself() -> None:
    statement = read_statement(None, made.HTML.encode(), LIMITS)
    said = statement.metadata
    assert (said.title, said.author, said.publisher) == (made.HEADLINE, "Ann Writer", "Example News")
    assert said.published == "2017-11-14T15:03:00+03:00"
    assert kinds(statement, "byline") == ["By Ann Writer, correspondent"]
    assert "Ten best walks" in kinds(statement, "furniture")
    (picture,) = statement.page_pictures
    assert (picture.file, picture.caption, picture.alt) == (made.PICTURE, made.CAPTION, "convoy")


def test_a_page_without_metadata_takes_the_date_of_its_markup() -> None:
    page = f'<html><body><h1>{made.HEADLINE}</h1><time datetime="2017-11-14T10:00">x</time>'
    page += "".join(f"<p>{paragraph}</p>" for paragraph in made.PARAGRAPHS) + "</body></html>"
    assert read_statement(None, page.encode(), LIMITS).metadata.published == "2017-11-14T10:00:00"


def test_a_short_page_is_read_all_the_same() -> None:
    page = b"<html><body><div>Home</div><p>The ministry denies it.</p></body></html>"
    assert "The ministry denies it." in kinds(read_statement(None, page, LIMITS), "body")


@pytest.mark.parametrize(
    ("encoding", "declared"), [("windows-1251", True), ("windows-1251", False), ("koi8-r", True), ("koi8-r", False)]
)
def test_cyrillic_in_old_encodings(encoding: str, declared: bool) -> None:
    russian = "Министерство обороны опубликовало снимки колонны. Она вышла из города, и не была остановлена."
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">' if declared else ""
    page = f"<html><head>{head}</head><body><p>{russian}</p></body></html>"
    statement = read_statement(None, page.encode(encoding), LIMITS)
    assert russian in statement.stored.text
    assert statement.metadata.language == "ru"
    assert ("detected" in statement.stored.encoding) is not declared


SHORT = {
    "Министерство обороны опубликовало снимки.": ("cp1251", "koi8-r", "cp866"),
    "Это ложь.": ("cp1251", "koi8-r", "cp866"),
    "Колонна вышла из города в ноябре, сообщили в ведомстве. Она не была остановлена.": ("cp1251", "koi8-r", "cp866"),
    "Il ministero ha detto che c'è la prova: «è così».": ("cp1252",),
    "Das Ministerium veröffentlichte Bilder über den Konvoi.": ("cp1252",),
    "Ministerstwo opublikowało zdjęcia, które są dowodem.": ("cp1250",),
}


@pytest.mark.parametrize(("text", "encoding"), [(text, one) for text, listed in SHORT.items() for one in listed])
def test_short_texts_in_old_encodings(text: str, encoding: str) -> None:
    stored = read_statement(None, text.encode(encoding), LIMITS).stored
    assert (stored.text, stored.encoding) == (text, f"{encoding} (detected)")


def test_a_plain_text_is_stored_as_it_was() -> None:
    text = "\u00e9 e\u0301  two  spaces\r\n\tand a tab\x0b\n\n\nThe end.  \n"
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        assert read_statement(None, data, LIMITS).stored.text == text


def test_a_pdf_is_read_by_its_paragraphs() -> None:
    lines = [made.HEADLINE, "", *_wrapped(made.PARAGRAPHS[0]), "", *_wrapped(made.PARAGRAPHS[1]), "", "Page 1 of 1"]
    statement = read_statement(None, made.pdf(lines), LIMITS)
    check_spans(statement)
    assert (statement.metadata.title, statement.metadata.author) == ("A statement", "The ministry")
    assert kinds(statement, "headline") == [made.HEADLINE]
    assert kinds(statement, "body")[-1].replace("'", "’") == made.PARAGRAPHS[1]


def _wrapped(paragraph: str, width: int = 80) -> list[str]:
    lines, line = [], ""
    for word in paragraph.split():
        if len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def test_the_folder_that_auto_archiver_leaves(tmp_path: Path) -> None:
    statement = read_statement(made.archived_folder(tmp_path / "out"), None, LIMITS)
    check_spans(statement)
    assert statement.metadata.published == "2017-11-14T09:30:00+00:00"
    assert statement.metadata.url == "https://social.example.org/1"
    assert [one.file for one in statement.page_pictures] == ["social-example-org-1/0a1b2c.jpg"]
    assert head_of(statement, None).agency == "TASS"


def test_its_capture_is_read_before_its_report(tmp_path: Path) -> None:
    statement = read_statement(made.archived_folder(tmp_path / "out", capture=True), None, LIMITS)
    assert statement.metadata.publisher == "Example News"
    assert {one.file for one in statement.page_pictures} == {made.PICTURE, "social-example-org-1/0a1b2c.jpg"}


def test_the_page_that_a_wacz_lists_first_is_read() -> None:
    other = made.warc(made.HTML.replace(made.HEADLINE, "Another page of the capture is here"))
    statement = read_statement(None, made.wacz({"archive/a-first.warc.gz": other}), LIMITS)
    assert head_of(statement, None).headline in (made.HEADLINE, "Another page of the capture is here")
    assert statement.metadata.url == made.URL

"""The page of exhibits: well-formed, everything escaped, whole on its own; seen in a browser where there is one."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from freezeframe.report import page
from tests.exhibits import HOSTILE, Exhibited, browser, chromium

VOID = {"meta", "img", "input", "br", "link", "hr"}


class Outline(HTMLParser):
    """Reads a page strictly: every element is closed in its order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if len(attrs) != len(dict(attrs)):
            self.faults.append(f"an attribute of {tag} is given twice")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def test_the_page_is_well_formed_and_hostile_words_stay_words(exhibited: Exhibited) -> None:
    text = (exhibited.out / "index.html").read_text("utf-8")
    seen = Outline(text)
    assert (seen.faults, seen.open) == ([], [])
    assert not [tag for tag, _ in seen.elements if tag in {"script", "iframe", "object", "link", "form", "base"}]
    assert not [name for _, attributes in seen.elements for name in attributes if name.startswith("on")]
    assert HOSTILE in seen.text
    assert "<b onclick=x>نص & 'q'.png" in seen.text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", text), "nothing turns the text around it"
    assert "49" not in re.findall(r"\b49\b", seen.text.replace("{{ 7*7 }}", ""))
    names = [attributes["id"] for _, attributes in seen.elements if "id" in attributes]
    assert len(names) == len(set(names))
    assert seen.text.count("Could not be read") == 2, "in the list and in its section"


def test_the_page_can_be_read_without_eyes_and_without_a_network(exhibited: Exhibited) -> None:
    text = (exhibited.out / "index.html").read_text("utf-8")
    seen = Outline(text)
    assert seen.elements[0] == ("html", {"lang": "en"})
    images = [attributes for tag, attributes in seen.elements if tag == "img"]
    assert len(images) >= 8
    for attributes in images:
        assert (attributes["alt"] or "").strip()
        assert (attributes["src"] or "").startswith("data:image/webp;base64,")
        assert int(attributes["width"] or 0) <= 1280
    labels = {attributes["for"] for tag, attributes in seen.elements if tag == "label"}
    assert labels == {attributes["id"] for tag, attributes in seen.elements if tag == "input"}
    assert [tag for tag, _ in seen.elements if tag in {"h1", "h2", "h3"}][:3] == ["h1", "h2", "h3"]
    ids = {attributes.get("id") for _, attributes in seen.elements}
    for tag, attributes in seen.elements:
        target = attributes.get("href")
        if tag == "a" and target:
            assert "://" not in target
            if target.startswith("#"):
                assert target[1:] in ids
            else:
                assert (exhibited.out / unquote(target)).is_file(), target
    assert "url(" not in text
    assert "http:" not in text
    assert "https:" not in text


def test_no_folder_of_this_machine_is_told(exhibited: Exhibited, footage: Path) -> None:
    for path in (exhibited.out / "index.html", *exhibited.out.rglob("*.json")):
        text = path.read_text("utf-8")
        assert str(footage) not in text
        assert str(exhibited.out.parent) not in text


def test_folders_are_taken_off_whatever_the_system() -> None:
    line = "/home/anna/casé x/first.mp4: is gone; run: freezeframe archive check"
    assert page.without_folders(line) == "first.mp4: is gone; run: freezeframe archive check"
    assert page.without_folders(r"C:\Users\anna\b.mp4: is gone") == "b.mp4: is gone"
    assert page.without_folders("the frames could not be compared: /a/b.mp4: is gone").endswith(": b.mp4: is gone")
    assert page.without_folders("0.5 h and/or more") == "0.5 h and/or more"


needs_browser = pytest.mark.skipif(not chromium(), reason="Chromium is not installed: apt-get install chromium")


@needs_browser
def test_a_browser_shows_every_picture_and_asks_nobody(exhibited: Exhibited, tmp_path: Path) -> None:
    with browser(tmp_path / "profile") as seen:
        seen.open(exhibited.out / "index.html")
        # Pictures further down are loaded too: none of them is put off.
        sizes = seen.value("[...document.images].map(i => [i.complete, i.naturalWidth, i.naturalHeight])")
        assert len(sizes) >= 8
        assert all(done and width > 0 and height > 0 for done, width, height in sizes)
        asked = [address for address in seen.requests() if not address.startswith("data:")]
        assert asked == [(exhibited.out / "index.html").as_uri()]
        assert seen.value("document.scripts.length") == 0
        # Nothing is cut off or pushed over the edge of a narrow window.
        assert seen.value("document.documentElement.scrollWidth <= window.innerWidth")
        faults = [e for e in seen.events if e.get("method") in {"Log.entryAdded", "Runtime.exceptionThrown"}]
        assert not faults


@needs_browser
def test_the_two_can_be_exchanged_by_keyboard(exhibited: Exhibited, tmp_path: Path) -> None:
    over = "getComputedStyle(document.querySelector('.stack .over')).visibility"
    with browser(tmp_path / "profile") as seen:
        seen.open(exhibited.out / "index.html")
        assert seen.value(over) == "hidden"
        seen.value("document.querySelector('.blink input').focus()")
        for kind in ("rawKeyDown", "keyUp"):
            seen.page(
                "Input.dispatchKeyEvent", type=kind, key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39
            )
        assert seen.value(over) == "visible"
        assert seen.value("getComputedStyle(document.querySelector('.stack .over')).animationName") == "none"
        seen.value("document.querySelector('.blink .c').click()")
        assert seen.value("getComputedStyle(document.querySelector('.stack .over')).animationName") == "turn"
        first, second = seen.value(
            "[...document.querySelectorAll('.stack img')].map(i => i.getBoundingClientRect().toJSON())"
        )[:2]
        assert first == second, "one lies exactly over the other"

"""The page of a case in a real browser: it asks nobody, the keyboard is enough, axe finds no serious fault."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from freezeframe.report.case_page import ReportOptions, write_report
from tests import reported
from tests.exhibits import Browser, browser, chromium

pytestmark = pytest.mark.skipif(not chromium(), reason="Chromium is not installed: apt-get install chromium")
CUT = "getComputedStyle(document.querySelector('.stack .over')).clipPath"
SHOWN = "getComputedStyle(document.querySelector('.stack .over')).visibility"


def _axe() -> Path | None:
    """axe-core, as a Python package brings it; that package itself is not loaded."""
    found = importlib.util.find_spec("axe_playwright_python")
    path = Path(str(found.origin)).parent / "axe.min.js" if found and found.origin else None
    return path if path and path.exists() else None


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case")
    document = reported.rated(reported.document(folder))
    return write_report(document, folder, folder / "report", ReportOptions(pdf=False, desk="A Desk")).page


@pytest.fixture
def seen(page: Path, tmp_path: Path) -> Iterator[Browser]:
    with browser(tmp_path / "profile") as running:
        running.page("Log.enable")
        running.open(page)
        yield running


def press(running: Browser, key: str, code: int) -> None:
    for kind in ("rawKeyDown", "keyUp"):
        running.page("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)


def wide(running: Browser, width: int) -> None:
    running.page("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600)


def test_a_browser_shows_every_picture_and_asks_nobody(seen: Browser, page: Path) -> None:
    sizes = seen.value("[...document.images].map(i => [i.complete, i.naturalWidth])")
    assert len(sizes) >= 7
    assert all(done and width > 0 for done, width in sizes)
    assert [one for one in seen.requests() if not one.startswith("data:")] == [page.as_uri()]
    assert not [e for e in seen.events if e.get("method") in {"Log.entryAdded", "Runtime.exceptionThrown"}]


def test_the_slider_moves_by_keyboard(seen: Browser) -> None:
    assert seen.value("document.querySelector('.compare .s').checked")
    assert "50%" in seen.value(CUT)
    seen.value("document.querySelector('.slide').focus()")
    press(seen, "ArrowRight", 39)
    assert "51%" in seen.value(CUT)
    press(seen, "Home", 36)
    assert seen.value(CUT) in {"inset(0px 0px 0px 0%)", "inset(0px)"}, "all of it is the source"
    assert "0 per cent" in seen.value("document.querySelector('.slide').getAttribute('aria-valuetext')")


def test_the_two_can_be_exchanged_by_keyboard_and_blink(seen: Browser) -> None:
    seen.value("document.querySelector('.compare .s').focus()")
    press(seen, "ArrowRight", 39)
    assert seen.value("document.querySelector('.compare .a').checked")
    assert seen.value(SHOWN) == "hidden"
    press(seen, "ArrowRight", 39)
    assert seen.value(SHOWN) == "visible"
    assert seen.value(CUT) == "none"
    press(seen, "ArrowRight", 39)
    assert seen.value("getComputedStyle(document.querySelector('.stack .over')).animationName") == "turn"
    both = seen.value("[...document.querySelectorAll('.stack img')].map(i => i.getBoundingClientRect().toJSON())")
    assert both[0] == both[1], "one lies exactly over the other"


def test_a_link_to_what_is_folded_unfolds_it(seen: Browser) -> None:
    seen.value("document.querySelectorAll('details').forEach(d => d.open = false)")
    seen.value("document.querySelector('details figure').id = 'folded'; location.hash = '#folded'")
    for _ in range(50):
        if seen.value("document.querySelector('#folded').closest('details').open"):
            return
    pytest.fail("it stays folded")


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_nothing_is_pushed_over_the_edge(seen: Browser, width: int) -> None:
    wide(seen, width)
    assert seen.value("document.documentElement.scrollWidth") <= width


def test_print_shows_both_pictures_and_no_controls(seen: Browser) -> None:
    seen.page("Emulation.setEmulatedMedia", media="print")
    assert seen.value(SHOWN) == "visible"
    assert seen.value(CUT) == "none"
    first, second = seen.value(
        "[...document.querySelectorAll('.stack img')].map(i => i.getBoundingClientRect().toJSON())"
    )
    assert first["right"] <= second["left"] + 1, "side by side"
    assert seen.value("getComputedStyle(document.querySelector('.compare label')).display") == "none"


def test_without_scripts_everything_but_the_slider_is_there(page: Path, tmp_path: Path) -> None:
    with browser(tmp_path / "profile") as running:
        running.page("Emulation.setScriptExecutionDisabled", value=True)
        running.open(page)
        assert running.value("getComputedStyle(document.querySelector('.compare .s')).display") == "none"
        assert running.value("document.querySelector('.compare .a').checked")
        assert running.value(SHOWN) == "hidden"


@pytest.mark.skipif(_axe() is None, reason="axe-core is not installed: pip install --no-deps axe-playwright-python")
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_serious_fault(seen: Browser, width: int) -> None:
    wide(seen, width)
    path = _axe()
    assert path is not None
    seen.value(path.read_text("utf-8"))
    seen.value("document.querySelectorAll('details').forEach(d => d.open = true)")
    run = "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)"
    told = seen.page("Runtime.evaluate", expression=run, awaitPromise=True, returnByValue=True)["result"]["value"]
    faults: list[Any] = [
        (one["id"], one["impact"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in told
        if one["impact"] in {"serious", "critical"}
    ]
    assert not faults

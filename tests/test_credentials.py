"""Content Credentials: exhibits that carry their recipe and the desk's signature."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from freezeframe.archive.store import Archive
from freezeframe.cases.document import CaseExhibit
from freezeframe.errors import BadInput
from freezeframe.report.bundle import Sealed
from freezeframe.report.bundle_check import VerifyOptions, verify
from freezeframe.report.sealed import keys
from freezeframe.report.sealed.opened import Check
from tests.bundles import Desk, desk, files_of, forged
from tests.media import texture

NAME = "data/credentials/exhibits/p1/pair.png"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A case with one exhibit."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "case" / "exhibits" / "p1").mkdir(parents=True)
    cv2.imwrite(str(folder / "case" / "exhibits" / "p1" / "pair.png"), texture(4))
    (folder / "picture.png").write_bytes((folder / "case" / "exhibits" / "p1" / "pair.png").read_bytes())
    exhibit = CaseExhibit("p1", 0, "exhibits/p1/pair.png", "pair", "Side by side", {"exhibit": "pair"})
    with Archive.open(folder / "home", write=True):
        pass
    return desk(
        folder / "case",
        folder / "home",
        {"p1": folder / "picture.png"},
        lambda document: replace(document, exhibits=(exhibit,)),
    )


@pytest.fixture
def sealed(shown: Desk, tmp_path: Path) -> Sealed:
    pytest.importorskip("c2pa", reason="c2pa-python (the extra c2pa) is not installed")
    return shown.sealed(tmp_path / "case.zip", footage=None, credentials=True)


def credentials(bundle: Path) -> Check | None:
    return next((c for c in verify(bundle, VerifyOptions()).checks if c.name == "credentials"), None)


def test_a_copy_of_an_exhibit_carries_its_recipe(sealed: Sealed) -> None:
    import c2pa

    found = verify(sealed.bundle, VerifyOptions())
    assert found.ok
    with c2pa.Reader("image/png", io.BytesIO(files_of(sealed.bundle)[NAME])) as reader:
        assert '"exhibit": "pair"' in reader.json()
        assert reader.get_validation_state() == "Valid"
    files = files_of(sealed.bundle)
    assert files["data/exhibits/p1/pair.png"] != files[NAME]


def test_a_copy_that_was_changed_is_found(sealed: Sealed, shown: Desk) -> None:
    def change(files: dict[str, bytes]) -> None:
        data = files[NAME]
        files[NAME] = data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]

    forged(sealed.bundle, shown.key, change)
    found = credentials(sealed.bundle)
    assert found
    assert not found.ok


def test_copies_by_another_key_than_the_bundle_are_found(sealed: Sealed, tmp_path: Path) -> None:
    forged(sealed.bundle, keys.make(tmp_path / "other"), lambda files: files)
    found = credentials(sealed.bundle)
    assert found
    assert found.detail.endswith("by another key")


def test_without_being_asked_for_there_are_none(shown: Desk, tmp_path: Path) -> None:
    bundle = shown.sealed(tmp_path / "case.zip", footage=None).bundle
    assert credentials(bundle) is None


def test_without_the_library_it_is_one_line() -> None:
    script = (
        "import sys; sys.modules['c2pa'] = None\n"
        "from freezeframe.errors import MissingDependency\n"
        "from freezeframe.report.sealed import credentials\n"
        "try: credentials.library()\n"
        "except MissingDependency as error: print(error.line, error.exit_code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8")
    assert "freezeframe[c2pa]" in done.stdout
    assert done.stdout.strip().endswith("3")


def test_a_slip_in_what_is_to_be_withheld_is_refused(shown: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no statement, picture or source"):
        shown.sealed(tmp_path / "case.zip", footage=None, withhold=frozenset({"p9"}))
    assert not (tmp_path / "case.zip").exists()

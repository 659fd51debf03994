"""Sidecars: strict where a person wrote them, lenient where yt-dlp did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from freezeframe.archive import sidecar
from freezeframe.errors import BadInput

ATTESTATION = {"of": "published", "value": "2016-06", "by": "CIT", "url": "https://example.org/"}


def write(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_every_field_is_read(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("x", "utf-8")
    texts = {
        "title": "T",
        "publisher": "P",
        "url": "https://example.org/v",
        "source_kind": "game",
        "description": "D",
        "licence": "CC0-1.0",
        "retrieved_from": "a copy",
        "retrieved_at": "2017-11-14",
    }
    said = [ATTESTATION | {"evidence": "held", "capture": "page.html", "same_item": "inferred"}, ATTESTATION]
    read = sidecar.read(write(tmp_path / "a.json", texts | {"attestations": said}))
    assert {name: getattr(read, name) for name in texts} == texts
    held, cited = read.attestations
    assert (held.evidence, held.capture, held.same_item) == ("held", str(tmp_path / "page.html"), "inferred")
    assert (cited.evidence, cited.retrieved_at, cited.earliest) == ("cited", "2017-11-14", "2016-06-01")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ([], "is no JSON object"),
        ({"titel": "x"}, "unknown field 'titel'; did you mean 'title'?"),
        ({"title": 5}, "'title' is not a text"),
        ({"source_kind": "movie"}, "source_kind is 'movie'; it must be one of recording, game"),
        ({"retrieved_at": "yesterday"}, "'yesterday' is no EDTF date"),
        ({"attestations": {}}, "attestations is not a list"),
        ({"attestations": ["x"]}, "an attestation is not an object"),
        ({"attestations": [{"of": "published"}]}, "has no 'value'"),
        ({"attestations": [ATTESTATION | {"of": "broadcast"}]}, "of is 'broadcast'"),
        ({"attestations": [ATTESTATION | {"value": "29 June"}]}, "'29 June' is no EDTF date"),
        ({"attestations": [ATTESTATION | {"by": ""}]}, "has no 'by'"),
        ({"attestations": [ATTESTATION | {"evidence": "held"}]}, "names no capture file"),
        ({"attestations": [ATTESTATION | {"url": "", "evidence": "cited"}]}, "has no url"),
        ({"attestations": [ATTESTATION | {"capture": "absent.html"}]}, "the capture 'absent.html' is not beside it"),
        ({"attestations": [ATTESTATION | {"same_item": "maybe"}]}, "same_item is 'maybe'"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, content: Any, reason: str) -> None:
    path = write(tmp_path / "a.json", content)
    with pytest.raises(BadInput) as caught:
        sidecar.read(path)
    assert caught.value.line.startswith(f"{path}: ")
    assert reason in caught.value.line
    assert "\n" not in caught.value.line


@pytest.mark.parametrize("how", ["up", "absolute", "link to a file", "link to a folder"])
def test_a_capture_outside_the_folder_of_its_sidecar_is_refused(tmp_path: Path, how: str) -> None:
    secret = tmp_path / "home" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text("not to be archived", "utf-8")
    folder = tmp_path / "footage"
    folder.mkdir()
    (folder / "link.html").symlink_to(secret)
    (folder / "linked").symlink_to(secret.parent)
    names = {"up": "../home/secret.txt", "absolute": str(secret), "link to a file": "link.html"}
    name = names.get(how, "linked/secret.txt")
    path = write(folder / "a.json", {"attestations": [ATTESTATION | {"capture": name}]})
    with pytest.raises(BadInput, match="lies outside the sidecar's folder"):
        sidecar.read(path)


def test_a_capture_in_a_folder_below_is_taken(tmp_path: Path) -> None:
    (tmp_path / "real" / "pages").mkdir(parents=True)
    page = tmp_path / "real" / "pages" / "page.html"
    page.write_text("x", "utf-8")
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    said = {"attestations": [ATTESTATION | {"capture": "pages/../pages/page.html"}]}
    write(tmp_path / "real" / "a.json", said)
    (read,) = sidecar.read(tmp_path / "linked" / "a.json").attestations
    assert Path(read.capture) == page.resolve()


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_capture_whose_name_is_none(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.json", {"attestations": [ATTESTATION | {"capture": name}]})
    with pytest.raises(BadInput, match="the capture"):
        sidecar.read(path)


def test_no_json_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff{")
    with pytest.raises(BadInput, match="is no JSON"):
        sidecar.read(tmp_path / "a.json")
    (tmp_path / "b.json").write_text("[" * 100_000, "utf-8")
    with pytest.raises(BadInput, match="is no JSON"):
        sidecar.read(tmp_path / "b.json")


def test_what_yt_dlp_notes(tmp_path: Path) -> None:
    info = {
        "title": "Raid",
        "uploader": "Ministry",
        "channel": "other",
        "webpage_url": "https://example.org/watch",
        "upload_date": "20160629",
        "extractor_key": "Youtube",
        "description": "D",
        "license": None,
        "epoch": 1_510_650_000,
        "formats": [{"a": 1}],
    }
    read = sidecar.read(write(tmp_path / "a.info.json", info))
    assert (read.title, read.publisher, read.url, read.licence) == ("Raid", "Ministry", "https://example.org/watch", "")
    assert read.retrieved_at == "2017-11-14T09:00:00Z"
    (published,) = read.attestations
    assert (published.value, published.by, published.evidence) == ("2016-06-29", "Youtube", "cited")


def test_what_yt_dlp_does_not_note(tmp_path: Path) -> None:
    read = sidecar.read(write(tmp_path / "a.info.json", {"upload_date": "unknown", "epoch": "x"}))
    assert read.attestations == ()
    assert read.title == ""


def test_where_sidecars_are_looked_for(tmp_path: Path) -> None:
    for name in ("clip.info.json", "clip.json", "clip.mp4.json"):
        write(tmp_path / name, {})
    found = [path.name for path in sidecar.paths_of(tmp_path / "clip.mp4")]
    assert found == ["clip.mp4.json", "clip.json", "clip.info.json"]

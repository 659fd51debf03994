"""``freezeframe archive``: every command, as a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Runner
from tests.media import write_picture, write_video


def test_add_takes_a_folder_and_says_what_became_of_it(ff: Runner, footage: Path) -> None:
    done = ff("archive", "add", footage)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("added 3 (0.00 h of video)")
    again = ff("archive", "add", footage)
    assert (again.code, again.out.strip()) == (0, "added 0, 3 known already")


def test_add_takes_every_format(ff: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "formats"
    folder.mkdir()
    pictures = ("jpg", "png", "webp", "heic", "avif", "gif", "tiff")
    videos = {
        "mp4": "libx264",
        "mov": "mpeg4",
        "mkv": "libx264",
        "webm": "libvpx-vp9",
        "mpg": "mpeg2video",
        "ts": "libx264",
    }
    for seed, suffix in enumerate(pictures, start=20):
        write_picture(folder / f"a.{suffix}", seed=seed)
    for seed, (suffix, codec) in enumerate(videos.items(), start=40):
        write_video(folder / f"b.{suffix}", seed=seed, frames=12, codec=codec)
    done = ff("archive", "add", folder)
    assert (done.code, done.err) == (0, "")
    listed = ff("archive", "list", "--json").json
    kinds = {Path(source["path"]).suffix[1:]: source["media"] for source in listed}
    assert kinds == dict.fromkeys(pictures, "picture") | dict.fromkeys(videos, "video")
    assert {source["facts"]["frames"] for source in listed} == {1, 12}


def test_add_reads_titles_sidecars_and_options(ff: Runner, tmp_path: Path) -> None:
    write_video(tmp_path / "raid.mp4", seed=4, tags={"title": "its own title"})
    sidecar = {
        "title": "Raid",
        "publisher": "the ministry",
        "source_kind": "recording",
        "attestations": [
            {"of": "published", "value": "2016-07", "by": "B", "url": "https://example.org/b", "evidence": "cited"},
            {"of": "published", "value": "2016-06", "by": "A", "url": "https://example.org/a", "evidence": "cited"},
            {"of": "place", "value": "Fallujah", "by": "A"},
        ],
    }
    (tmp_path / "raid.json").write_text(json.dumps(sidecar), "utf-8")
    assert ff("archive", "add", tmp_path / "raid.mp4", "--publisher", "someone else").code == 0
    (listed,) = ff("archive", "list", "--json").json
    assert (listed["title"], listed["publisher"], listed["source_kind"]) == ("Raid", "someone else", "recording")
    assert listed["published"] == "2016-06"
    assert [a["evidence"] for a in listed["attestations"]] == ["cited", "cited", "none"]


def test_a_title_of_its_own_and_else_the_name(ff: Runner, filled: Path) -> None:
    assert filled.exists()
    titles = {Path(s["path"]).name: s["title"] for s in ff("archive", "list", "--json").json}
    assert titles == {"first.mp4": "The first", "second.mp4": "second", "still.png": "still"}


def test_a_bad_sidecar_is_reported_and_the_medium_added(ff: Runner, tmp_path: Path) -> None:
    write_picture(tmp_path / "a.png", seed=5)
    (tmp_path / "a.json").write_text('{"titel": "x"}', "utf-8")
    done = ff("archive", "add", tmp_path / "a.png")
    assert done.code == 2
    assert "unknown field 'titel'; did you mean 'title'?" in done.err
    assert done.out.startswith("added 1")


def test_equal_content_is_one_medium_with_two_paths(ff: Runner, footage: Path, tmp_path: Path) -> None:
    folder = tmp_path / "twins"
    folder.mkdir()
    for name in ("a.mp4", "b.mp4"):
        shutil.copy(footage / "first.mp4", folder / name)
    done = ff("archive", "add", folder)
    assert done.out.startswith("added 1 (0.00 h of video), 1 known already")
    (shown,) = ff("archive", "show", folder / "b.mp4", "--json").json
    assert {Path(p).name for p in (shown["path"], *shown["paths"])} == {"a.mp4", "b.mp4"}


def test_a_moved_file_that_is_added_again_has_its_new_place(ff: Runner, footage: Path, tmp_path: Path) -> None:
    shutil.copy(footage / "first.mp4", tmp_path / "a.mp4")
    ff("archive", "add", tmp_path / "a.mp4")
    (tmp_path / "a.mp4").rename(tmp_path / "b.mp4")
    assert ff("archive", "add", tmp_path / "b.mp4").code == 0
    (listed,) = ff("archive", "list", "--json").json
    assert listed["path"] == str(tmp_path / "b.mp4")


@pytest.mark.parametrize("retrieved_at", ["", "2017-11-14"])
def test_an_address_that_was_cited_without_a_time_is_told(ff: Runner, tmp_path: Path, retrieved_at: str) -> None:
    video = write_video(tmp_path / "raid.mp4", frames=5)
    attestation = {"of": "published", "value": "2016", "by": "A", "url": "https://example.org/a", "evidence": "cited"}
    said = {"attestations": [attestation | {"retrieved_at": retrieved_at}, attestation | {"evidence": "none"}]}
    (tmp_path / "raid.json").write_text(json.dumps(said), "utf-8")
    done = ff("archive", "add", video)
    assert done.code == 0
    told = (
        f"freezeframe: {video}: added, but of its attestations 1 cite an address without saying when it was read; "
        "note retrieved_at, or that the evidence is 'none'\n"
    )
    assert done.err == ("" if retrieved_at else told)
    page = ff("archive", "show", video).out
    assert f"cited: https://example.org/a, read {retrieved_at or 'nobody noted when'}" in page
    assert "no evidence, said to be at https://example.org/a" in page


def test_known_content_keeps_what_was_said_and_says_so(ff: Runner, footage: Path, tmp_path: Path) -> None:
    video = Path(shutil.copy(footage / "first.mp4", tmp_path / "raid.mp4"))
    said = {"title": "Raid", "attestations": [{"of": "place", "value": "Fallujah", "by": "A"}]}
    (tmp_path / "raid.json").write_text("{", "utf-8")
    assert ff("archive", "add", video).code == 2
    # The sidecar is mended.
    (tmp_path / "raid.json").write_text(json.dumps(said), "utf-8")
    done = ff("archive", "add", video, "--publisher", "the ministry")
    (listed,) = ff("archive", "list", "--json").json
    assert (done.code, done.out.strip()) == (0, "added 0, 1 known already")
    assert done.err == (
        f"freezeframe: {video}: known already, so it keeps its title, publisher, attestations whatever the options or "
        f"its sidecar say; freezeframe archive describe {listed['id']} (or attest) changes it\n"
    )
    assert listed["title"] == "The first"
    # What is known already needs no line.
    assert ff("archive", "describe", listed["id"], "--title", "Raid").code == 0
    assert ff("archive", "attest", listed["id"], "--place", "Fallujah", "--by", "A").code == 0
    again = ff("archive", "add", video)
    assert (again.code, again.err) == (0, "")
    (tmp_path / "raid.json").write_text("{", "utf-8")
    assert ff("archive", "add", video).code == 2


def test_folders_pass_over_what_is_no_medium(ff: Runner, footage: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    shutil.copytree(footage, folder)
    (folder / "notes.txt").write_text("notes", "utf-8")
    (folder / "data.bin").write_bytes(os.urandom(500))
    (folder / ".hidden.mp4").write_text("x", "utf-8")
    done = ff("archive", "add", folder)
    assert (done.code, done.err) == (0, "")
    assert ff("archive", "add", folder / "notes.txt").code == 2


def test_list_is_for_people_too(ff: Runner, filled: Path) -> None:
    assert filled.exists()
    lines = ff("archive", "list").out.splitlines()
    assert len(lines) == 3
    assert any("video" in line and "The first" in line for line in lines)


def test_show_by_name_prefix_hash_and_path(ff: Runner, filled: Path, footage: Path) -> None:
    assert filled.exists()
    first = next(s for s in ff("archive", "list", "--json").json if s["title"] == "The first")
    for reference in (first["id"], first["id"][:6].lower(), first["sha256"], footage / "first.mp4"):
        (shown,) = ff("archive", "show", reference, "--json").json
        assert shown["id"] == first["id"]
    assert shown["metadata"]["dates"]["created"] == "2016-06-29T10:00:00Z"
    assert shown["facts"]["frames"] == 40
    page = ff("archive", "show", first["id"]).out
    assert "The first" in page
    assert "240x180" in page


def test_show_of_nothing_is_bad_input(ff: Runner, filled: Path) -> None:
    assert filled.exists()
    done = ff("archive", "show", "Sffffffffffff")
    assert done.code == 2
    assert done.err == "freezeframe: Sffffffffffff: names no source in this archive; run: freezeframe archive list\n"
    assert "means 3 sources" in ff("archive", "show", "S").err


def test_describe_changes_what_is_given_only(ff: Runner, filled: Path) -> None:
    assert filled.exists()
    first = ff("archive", "list", "--json").json[0]
    done = ff("archive", "describe", first["id"], "--publisher", "P", "--source-kind", "game", "--retrieved-at", "2017")
    assert done.code == 0, done.err
    (shown,) = ff("archive", "show", first["id"], "--json").json
    assert (shown["title"], shown["publisher"], shown["source_kind"]) == (first["title"], "P", "game")
    assert ff("archive", "describe", first["id"]).code == 2
    assert "is no EDTF date" in ff("archive", "describe", first["id"], "--retrieved-at", "yesterday").err


def test_attest_holds_a_capture_cites_an_address_or_has_nothing(ff: Runner, filled: Path, tmp_path: Path) -> None:
    source = ff("archive", "list", "--json").json[0]["id"]
    page = tmp_path / "page.html"
    page.write_text("<p>published</p>", "utf-8")
    cite = ("--by", "CIT", "--url", "https://example.org/")
    assert ff("archive", "attest", source, "--date", "2016-06", *cite, "--capture", page).code == 0
    assert ff("archive", "attest", source, "--place", "Fallujah", *cite, "--same-item", "inferred").code == 0
    assert ff("archive", "attest", source, "--date", "2016-05-01", "--of", "filmed", "--by", "a witness").code == 0
    (shown,) = ff("archive", "show", source, "--json").json
    held, cited, nothing = shown["attestations"]
    assert (held["evidence"], held["of"], held["value"]) == ("held", "published", "2016-06")
    assert (filled / "archive" / "captures" / held["capture"]).read_text("utf-8") == "<p>published</p>"
    assert (cited["evidence"], cited["same_item"]) == ("cited", "inferred")
    assert cited["retrieved_at"].endswith("Z")
    assert (nothing["evidence"], nothing["of"]) == ("none", "filmed")
    assert shown["published"] == "2016-06"
    assert "published 2016-06, says CIT (evidence held)" in ff("archive", "show", source).out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--by", "A"), "neither a date nor a place was given"),
        (("--by", "A", "--date", "June"), "'June' is no EDTF date"),
        (("--by", "A", "--date", "2016-02-30"), "'2016-02-30' is no EDTF date"),
        (("--by", "A", "--date", "2016", "--capture", "absent.html"), "there is no such file"),
        (("--date", "2016"), "Missing option '--by'"),
    ],
)
def test_an_attestation_that_says_too_little(ff: Runner, filled: Path, arguments: tuple[str, ...], reason: str) -> None:
    assert filled.exists()
    done = ff("archive", "attest", "S", *arguments)
    assert done.code == 2
    assert reason in done.err
    assert len(done.err.splitlines()) == 1


def test_remove_forgets_the_source_and_leaves_the_file(ff: Runner, filled: Path, footage: Path) -> None:
    first = ff("archive", "list", "--json").json[0]
    assert ff("archive", "remove", first["id"]).code == 0
    assert len(ff("archive", "list").out.splitlines()) == 2
    assert (footage / "first.mp4").exists()
    assert len(list(filled.glob("archive/fingerprints/*/*.fp"))) == 2
    assert ff("archive", "remove", first["id"]).code == 2


def test_no_archive_is_bad_input(ff: Runner, home: Path) -> None:
    for arguments in (("archive", "list"), ("archive", "check"), ("trace", "x.jpg")):
        done = ff(*arguments)
        assert done.code == 2
        assert "holds no archive: there is no such folder; add footage first" in done.err
    assert not home.exists()


def test_no_arguments_shows_help(ff: Runner) -> None:
    bare = subprocess.run([sys.executable, "-m", "freezeframe"], capture_output=True, encoding="utf-8", check=False)
    assert (bare.returncode, bare.stderr.splitlines()[0].split()[:2]) == (2, ["Usage:", "freezeframe"])
    assert ff("--version").out.startswith("freezeframe ")
    assert ff("archive", "frobnicate").code == 2

"""What files say of themselves."""

from __future__ import annotations

from pathlib import Path

from PIL import ExifTags, Image

from freezeframe.archive import describe, metadata
from tests.media import write_picture, write_video


def test_container_tags(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", frames=3, tags={"title": "T", "creation_time": "2016-06-29T10:00:00Z"})
    tags = metadata.read(path, "video")
    assert tags["container"]["title"] == "T"
    assert tags["dates"]["created"] == "2016-06-29T10:00:00Z"
    assert describe.from_tags(tags).title == "T"


def test_exif_and_xmp(tmp_path: Path) -> None:
    picture = Image.new("RGB", (40, 30))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Leica\x1b[31m"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2016:06:29 10:20:30"
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">'
        "A convoy</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    picture.save(tmp_path / "a.jpg", exif=exif, xmp=xmp.encode())
    tags = metadata.read(tmp_path / "a.jpg", "picture")
    assert tags["exif"]["Make"] == "Leica [31m"
    assert tags["dates"]["created"] == "2016-06-29T10:20:30"
    assert "A convoy" in tags["xmp"].values() or "A convoy" in tags["xmp"].get("title", "")


def test_iptc(tmp_path: Path) -> None:
    records = b"".join(
        b"\x1c\x02" + bytes([number]) + len(text).to_bytes(2, "big") + text
        for number, text in ((5, b"Raid"), (105, b"Air raid"), (25, b"one"), (25, b"two"))
    )
    resource = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(records).to_bytes(4, "big") + records
    resource += b"\x00" * (len(records) % 2)
    Image.new("RGB", (40, 30)).save(tmp_path / "plain.jpg")
    plain = (tmp_path / "plain.jpg").read_bytes()
    segment = b"\xff\xed" + (len(resource) + 2).to_bytes(2, "big") + resource
    (tmp_path / "a.jpg").write_bytes(plain[:2] + segment + plain[2:])
    tags = metadata.read(tmp_path / "a.jpg", "picture")
    assert tags["iptc"] == {"title": "Raid", "headline": "Air raid", "keywords": "one; two"}
    assert describe.from_tags(tags).title == "Raid"


def test_a_file_that_says_nothing_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    assert metadata.read(write_picture(tmp_path / "a.png"), "picture") == {}
    (tmp_path / "b.mp4").write_bytes(b"nothing")
    assert metadata.read(tmp_path / "b.mp4", "video") == {}
    assert metadata.read(tmp_path / "b.mp4", "picture") == {}

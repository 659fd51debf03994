"""Time-stamps: a request that authorities answer, a reply that openssl and we believe, and replies that we do not."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import rfc3161_client as rfc3161
from hypothesis import given
from hypothesis import strategies as st

from freezeframe.errors import BadInput, EnvironmentFault
from freezeframe.report.bundle_check import VerifyOptions, verify
from freezeframe.report.sealed import der, stamps
from freezeframe.report.sealed.beside import REPLY, REQUEST, SIGNATURE, beside
from freezeframe.report.sealed.opened import Check
from tests.authority import Authority, authority
from tests.bundles import Desk, desk
from tests.conftest import run

DIGEST = sha256(b"a bundle").digest()


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    return authority(tmp_path_factory.mktemp("authorities") / "trusted")


@pytest.fixture(scope="module")
def a_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("desk")
    return desk(folder / "case", folder / "home", {})


@pytest.fixture
def bundle(a_desk: Desk, tmp_path: Path) -> Path:
    return a_desk.sealed(tmp_path / "case.zip", footage=None).bundle


def stamped(bundle: Path, **options: Path) -> Check:
    return next(c for c in verify(bundle, VerifyOptions(**options)).checks if c.name == "time-stamp")


@given(st.binary(min_size=32, max_size=32), st.integers(0, 2**64))
def test_a_request_is_what_the_library_writes(digest: bytes, nonce: int) -> None:
    asked = stamps.request(digest, nonce)
    assert stamps.nonce_of(asked, digest) == nonce
    theirs = rfc3161.TimestampRequestBuilder().data(b"x").hash_algorithm(rfc3161.HashAlgorithm.SHA256).build()
    assert stamps.request(sha256(b"x").digest(), theirs.nonce) == theirs.as_bytes()


@given(st.lists(st.binary(max_size=300), max_size=4))
def test_values_are_read_as_they_are_written(contents: list[bytes]) -> None:
    data = b"".join(der.value(der.OCTETS, content) for content in contents)
    assert [content for _, content, _ in der.values(data)] == contents


@given(st.binary(max_size=80))
def test_nonsense_is_no_reply_and_no_request(data: bytes) -> None:
    with pytest.raises(stamps.NoStamp):
        stamps.check(data, DIGEST, None, [])
    with pytest.raises(stamps.NoStamp):
        stamps.nonce_of(data, DIGEST)


def test_openssl_and_we_believe_a_reply_that_came_later(bundle: Path, trusted: Authority) -> None:
    assert stamped(bundle).detail.startswith("asked for, no reply yet")
    beside(bundle, REPLY).write_bytes(trusted.reply(beside(bundle, REQUEST).read_bytes()))
    command = ["openssl", "ts", "-verify", "-in", str(beside(bundle, REPLY)), "-CAfile", str(trusted.root)]
    for option, path in (("-data", bundle), ("-queryfile", beside(bundle, REQUEST))):
        done = subprocess.run([*command, option, str(path)], capture_output=True, check=False, encoding="utf-8")
        assert "Verification: OK" in done.stdout + done.stderr
    found = stamped(bundle, authority=trusted.root)
    assert found.ok
    assert "CN=Test stamps, of the authority given" in found.detail
    unknown = stamped(bundle)
    assert unknown.ok
    assert "not known here" in unknown.detail


def test_a_reply_of_another_authority_is_not_ok(bundle: Path, trusted: Authority, tmp_path: Path) -> None:
    other = authority(tmp_path / "other", "Other")
    beside(bundle, REPLY).write_bytes(other.reply(beside(bundle, REQUEST).read_bytes()))
    assert not stamped(bundle, authority=trusted.root).ok
    done = run(tmp_path / "home", "verify", bundle, "--authority", trusted.root)
    assert done.code == 4
    assert "does not lead to the authority" in " ".join(done.out.split())


def test_a_reply_for_another_file_or_request_is_not_ok(bundle: Path, trusted: Authority) -> None:
    for asked, why in ((DIGEST, "another file"), (sha256(bundle.read_bytes()).digest(), "another request")):
        beside(bundle, REPLY).write_bytes(trusted.reply(stamps.request(asked)))
        found = stamped(bundle, authority=trusted.root)
        assert not found.ok
        assert why in found.detail


def test_nothing_that_a_reply_attests_can_be_changed(trusted: Authority) -> None:
    """What no signature covers (a version, the name of an algorithm) may differ; what is attested never does."""
    nonce = 12345
    asked = stamps.request(DIGEST, nonce)
    reply = trusted.reply(asked)
    roots = stamps.roots_in(trusted.root)
    known = stamps.check(reply, DIGEST, nonce, roots)
    accepted = 0
    for at in range(len(reply)):
        try:
            found = stamps.check(reply[:at] + bytes([reply[at] ^ 1]) + reply[at + 1 :], DIGEST, nonce, roots)
        except stamps.NoStamp:
            continue
        accepted += 1
        assert found == known, f"byte {at}"
    assert accepted < 30


@contextmanager
def _serving(answer: bytes | Authority, status: int = 200) -> Iterator[str]:
    """An authority on this machine's network."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            data = answer if isinstance(answer, bytes) else answer.reply(asked)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_a_configured_authority_is_asked_at_once(a_desk: Desk, trusted: Authority, tmp_path: Path) -> None:
    with _serving(trusted) as address:
        sealed = a_desk.sealed(tmp_path / "case.zip", footage=None, authority=address)
    assert sealed.notes == ()
    assert sealed.reply == beside(sealed.bundle, REPLY)
    assert stamped(sealed.bundle, authority=trusted.root).ok


@pytest.mark.parametrize(("answer", "status"), [(b"", 200), (b"<html>", 200), (b"", 500)])
def test_an_authority_that_does_not_answer_costs_no_bundle(
    a_desk: Desk, tmp_path: Path, answer: bytes, status: int
) -> None:
    with _serving(answer, status) as address:
        sealed = a_desk.sealed(tmp_path / "case.zip", footage=None, authority=address)
    assert sealed.reply is None
    assert "no time-stamp yet" in sealed.notes[0]
    assert beside(sealed.bundle, SIGNATURE).exists()
    assert verify(sealed.bundle, VerifyOptions()).ok


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(BadInput):
        stamps.ask("file:///etc/passwd", b"")
    with pytest.raises(EnvironmentFault):
        stamps.ask("http://127.0.0.1:9/", b"")

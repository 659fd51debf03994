"""A time-stamping authority of the tests' own, made with openssl."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[service]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/root.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[ts]
default_tsa = service
"""


@dataclass(frozen=True)
class Authority:
    """Where its keys and certificates lie."""

    folder: Path

    @property
    def root(self) -> Path:
        """The certificate that whoever trusts it has."""
        return self.folder / "root.pem"

    def reply(self, request: bytes) -> bytes:
        """Its answer to a request."""
        asked = self.folder / "asked.tsq"
        asked.write_bytes(request)
        out = self.folder / "reply.tsr"
        config = self.folder / "openssl.cnf"
        _openssl("ts", "-reply", "-config", config, "-section", "service", "-queryfile", asked, "-out", out)
        return out.read_bytes()


def authority(folder: Path, name: str = "Test") -> Authority:
    """Make one in a new folder."""
    folder.mkdir()
    (folder / "serial").write_text("01\n", "ascii")
    config = folder / "openssl.cnf"
    config.write_text(_CONFIG.format(name=f"{name} root", folder=folder), "ascii")
    new = ("req", "-new", "-newkey", "rsa:2048", "-nodes", "-config", config)
    _openssl(
        *new, "-x509", "-days", "9", "-extensions", "ca", "-keyout", folder / "root.key", "-out", folder / "root.pem"
    )
    request = folder / "tsa.csr"
    _openssl(*new, "-subj", f"/CN={name} stamps", "-keyout", folder / "tsa.key", "-out", request)
    by = ("-CA", folder / "root.pem", "-CAkey", folder / "root.key", "-CAcreateserial")
    how = ("-extfile", config, "-extensions", "tsa", "-days", "9")
    _openssl("x509", "-req", "-in", request, *by, *how, "-out", folder / "tsa.pem")
    return Authority(folder)


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

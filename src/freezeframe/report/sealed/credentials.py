"""Content Credentials (C2PA) of exhibits: copies that carry their recipe and the desk's signature wherever they go.

An extra: the library is not small, and a desk's own certificate is known to no viewer. The exhibits themselves stay as
they are; the copies lie beside them, for handing on alone.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from types import ModuleType
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from freezeframe import __version__
from freezeframe.cases.document import CaseExhibit
from freezeframe.errors import MissingDependency
from freezeframe.report.sealed.keys import DeskKey, fingerprint

FOLDER = "credentials"
"""Of the payload; an exhibit's copy lies in it under the exhibit's own path."""
_COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeCapture"
"""IPTC's word for a picture that is put together from captured ones."""
_YEARS = 10
"""How long the certificate holds."""
_TYPES = {".png": "image/png", ".webp": "image/webp"}


def library() -> ModuleType:
    """The library.

    Raises:
        MissingDependency: it is not installed.
    """
    try:
        import c2pa
    except ImportError as error:
        advice = "install freezeframe[c2pa], or seal without Content Credentials"
        raise MissingDependency("c2pa-python", "is not installed", advice) from error
    module: ModuleType = c2pa
    return module


class Signer:
    """Signs exhibits with a desk's key."""

    def __init__(self, key: DeskKey, by: str, at: datetime) -> None:
        """``by`` is the desk's name, ``at`` the time of sealing; raises MissingDependency."""
        self._c2pa = library()
        self._by = by or "A desk that gave no name"
        chain = _chain(key.private, self._by, at)
        self._signer = self._c2pa.Signer.from_callback(key.private.sign, self._c2pa.C2paSigningAlg.ED25519, chain, None)

    def signed(self, exhibit: CaseExhibit, data: bytes) -> bytes:
        """The exhibit's file with a manifest in it."""
        kind = _TYPES[PurePosixPath(exhibit.file).suffix]
        made = {"action": "c2pa.created", "digitalSourceType": _COMPOSITE}
        manifest = {
            "claim_generator_info": [{"name": "freezeframe", "version": __version__}],
            "title": PurePosixPath(exhibit.file).name,
            "format": kind,
            "assertions": [
                {"label": "c2pa.actions.v2", "data": {"actions": [made]}},
                {"label": "org.freezeframe.recipe", "data": {"caption": exhibit.caption, "recipe": exhibit.recipe}},
            ],
        }
        out = io.BytesIO()
        with self._c2pa.Builder(json.dumps(manifest)) as builder:
            builder.sign(self._signer, kind, io.BytesIO(data), out)
        return out.getvalue()


def check(files: Mapping[str, bytes], signer: str) -> Iterator[str]:
    """What is wrong with the credentials of some files, by their names, for a desk's key of this fingerprint.

    Raises:
        MissingDependency: the library is not installed.
    """
    c2pa = library()
    for name, data in files.items():
        kind = _TYPES.get(PurePosixPath(name).suffix)
        try:
            with c2pa.Reader(kind or "", io.BytesIO(data)) as reader:
                # The signer is trusted by the bundle's own signature, not by a list of certificates.
                valid = reader.get_validation_state() in {"Valid", "Trusted"}
                told: dict[str, Any] = json.loads(reader.json())
        except c2pa.C2paError as error:
            yield f"{name}: its Content Credentials cannot be read ({str(error)[:80]})"
            continue
        who = told["manifests"][told["active_manifest"]]["signature_info"]
        if not valid:
            yield f"{name}: was changed after its Content Credentials were made"
        elif who["common_name"] != _common_name(signer):
            yield f"{name}: its Content Credentials are by another key"


def _chain(private: Ed25519PrivateKey, by: str, at: datetime) -> str:
    """Certificates in PEM: the desk's key, certified by a root that is made for it and thrown away.

    C2PA refuses a certificate that is its own root. The root vouches for nothing: whose key it is must be known from
    its fingerprint, which is the certificate's name.
    """
    root = Ed25519PrivateKey.generate()
    own = _common_name(fingerprint(private.public_key()))
    names = (_name(by, own), _name(by, f"root of {own[:40]}"))
    leaf = _certificate(names[0], names[1], private.public_key(), root, at, is_root=False)
    top = _certificate(names[1], names[1], root.public_key(), root, at, is_root=True)
    return (leaf.public_bytes(Encoding.PEM) + top.public_bytes(Encoding.PEM)).decode()


def _common_name(digest: str) -> str:
    # 64 characters at most.
    return f"freezeframe desk key {digest[:40]}"


def _name(by: str, common: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, by[:64])
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: Ed25519PublicKey,
    signer: Ed25519PrivateKey,
    at: datetime,
    *,
    is_root: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(not is_root, False, False, False, False, is_root, False, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(is_root, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if not is_root:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(signer, None)

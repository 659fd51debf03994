"""Time-stamps of RFC 3161: the request that lies beside a bundle, the reply that an authority gives, and its check.

A request holds nothing but the SHA-256 of the bundle and a random number. It can be carried to an authority from a desk
that is not on the network, and the reply put beside the bundle later.
"""

from __future__ import annotations

import secrets
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import rfc3161_client as rfc3161
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from freezeframe.errors import BadInput, EnvironmentFault, environment_fault
from freezeframe.report.sealed import der

_SHA256 = bytes.fromhex("0609608648016503040201")
"""The OID 2.16.840.1.101.3.4.2.1 in DER."""
_NONCE_BITS = 63
_PATIENCE = 30
"""Seconds that an authority has to answer."""
_MOST_BYTES = 1 << 20
"""Of a request or reply; real ones have a few thousand."""


class NoStamp(ValueError):
    """Why a request or reply does not count; the text is a clause."""


def request(digest: bytes, nonce: int | None = None) -> bytes:
    """A TimeStampReq (RFC 3161, 2.4.1) over a SHA-256, 32 bytes, that asks for the certificates as well."""
    if nonce is None:
        nonce = secrets.randbits(_NONCE_BITS)
    algorithm = der.value(der.SEQUENCE, _SHA256, der.value(der.NULL))
    imprint = der.value(der.SEQUENCE, algorithm, der.value(der.OCTETS, digest))
    wants = der.value(der.BOOLEAN, b"\xff")
    return der.value(der.SEQUENCE, der.integer(1), imprint, der.integer(nonce), wants)


def nonce_of(asked: bytes, digest: bytes) -> int:
    """The random number of a request over this SHA-256.

    Raises:
        NoStamp: it is not the request that freezeframe writes for it.
    """
    try:
        ((_, content, _),) = der.values(asked)
        nonce = int.from_bytes([one for tag, one, _ in der.values(content) if tag == der.INTEGER][1])
    except (ValueError, IndexError) as error:
        raise NoStamp("the request is damaged") from error
    if asked != request(digest, nonce):
        raise NoStamp("the request is for another file, or was changed")
    return nonce


def ask(authority: str, asked: bytes) -> bytes:
    """The reply of an authority on the network (RFC 3161, 3.4); nothing but the request is sent.

    Raises:
        BadInput: its address is none, or it does not answer as an authority does.
        EnvironmentFault: it cannot be reached.
    """
    advice = "check the address; or take the .tsq file to an authority, and put its reply beside the bundle as .tsr"
    if not authority.startswith(("https://", "http://")):
        raise BadInput(authority, "is no address of an authority", "give one that begins with https:// or http://")
    query = urllib.request.Request(authority, asked, {"Content-Type": "application/timestamp-query"})
    try:
        with urllib.request.urlopen(query, timeout=_PATIENCE) as answer:
            reply: bytes = answer.read(_MOST_BYTES)
    except urllib.error.HTTPError as error:
        with error:
            raise BadInput(authority, f"refused the request ({error.code} {error.reason})", advice) from error
    except (OSError, ValueError) as error:
        raise EnvironmentFault(authority, f"cannot be reached ({_said(error)})", advice) from error
    try:
        _decoded(reply)
    except NoStamp as error:
        raise BadInput(authority, f"gave no time-stamp: {error}", advice) from error
    return reply


@dataclass(frozen=True)
class Stamp:
    """What a reply says."""

    at: datetime
    """UTC."""
    authority: str
    """Subject of the certificate that signed it."""
    trusted: bool
    """Whether it leads to a certificate that the reader trusts."""


def check(reply: bytes, digest: bytes, nonce: int | None, roots: Sequence[x509.Certificate]) -> Stamp:
    """What an authority attests of a SHA-256, 32 bytes.

    With ``roots``, certificates that the reader trusts, the stamp must lead to one of them; without any, it is checked
    against what it brings with it, as far as that goes, and is not ``trusted``.

    Raises:
        NoStamp: it is for another file or request, was changed, or is by somebody else.
    """
    try:
        return _checked(_decoded(reply), digest, nonce, roots)
    except NoStamp:
        raise
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        # A certificate is read part by part, when the part is asked for.
        raise NoStamp("a certificate in it is damaged") from error


def _checked(
    token: rfc3161.TimeStampResponse, digest: bytes, nonce: int | None, roots: Sequence[x509.Certificate]
) -> Stamp:
    if token.tst_info.message_imprint.message != digest:
        raise NoStamp("the stamp is for another file")
    if nonce is not None and token.tst_info.nonce != nonce:
        raise NoStamp("the stamp answers another request")
    brought = [x509.load_der_x509_certificate(one) for one in sorted(token.signed_data.certificates)]
    _must_be_whole(brought, roots)
    anchors = roots or [one for one in brought if one.subject == one.issuer]
    if anchors:
        try:
            rfc3161.VerifierBuilder(roots=list(anchors)).build().verify(token, digest)
        except rfc3161.VerificationError as error:
            why = "the stamp does not lead to the authority that was given" if roots else "the stamp was changed"
            raise NoStamp(f"{why} ({error})") from error
    return Stamp(token.tst_info.gen_time, _signer(token, brought), bool(roots))


def roots_in(path: Path) -> list[x509.Certificate]:
    """The certificates in a PEM file.

    Raises:
        BadInput: there is none in it.
        EnvironmentFault: it cannot be read.
    """
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except FileNotFoundError as error:
        raise BadInput(path, "there is no such file", "give the authority's certificate") from error
    except OSError as error:
        raise environment_fault(error, path) from error
    except ValueError as error:
        raise BadInput(path, "holds no certificate", "give the authority's certificate, in PEM") from error


def read(path: Path) -> bytes | None:
    """A request or reply beside a bundle; None where there is none.

    Raises:
        EnvironmentFault: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise environment_fault(error, path) from error


def _decoded(reply: bytes) -> rfc3161.TimeStampResponse:
    try:
        token = rfc3161.decode_timestamp_response(der.in_order(reply))
        if token.status != rfc3161.PKIStatus.GRANTED:
            raise NoStamp(f"the authority did not grant it (status {token.status})")
        # The library reads these only when it is asked for them.
        _ = token.tst_info, token.signed_data
        return token
    except NoStamp:
        raise
    except ValueError as error:
        raise NoStamp("it is damaged, or no time-stamp reply") from error


def _must_be_whole(brought: Sequence[x509.Certificate], roots: Sequence[x509.Certificate]) -> None:
    """The stamp's signature covers no certificate but its own: each must be signed by one that is here or by itself."""
    for one in brought:
        issuers = [other for other in (*brought, *roots) if other.subject == one.issuer]
        if issuers and not any(_issued(one, other) for other in issuers):
            raise NoStamp("a certificate in it was changed")


def _issued(one: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _signer(token: rfc3161.TimeStampResponse, brought: Sequence[x509.Certificate]) -> str:
    for signer in token.signed_data.signer_infos:
        for one in brought:
            if (one.issuer, one.serial_number) == (signer.issuer, signer.serial_number):
                return one.subject.rfc4514_string()
    return "an authority that it does not name"


def _said(error: OSError | ValueError) -> str:
    reason = getattr(error, "reason", None)
    return str(reason or getattr(error, "strerror", None) or error)

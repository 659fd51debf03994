"""The desk's key: an Ed25519 pair in the home folder, and the signature that lies beside a bundle.

What is signed are the 32 bytes of the bundle's SHA-256. The signature's file carries the public key, so that one file
is enough to check it, and has one form only.
"""

from __future__ import annotations

import base64
import os
import re
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from freezeframe.errors import BadInput, Damaged, environment_fault

FOLDER, PRIVATE, PUBLIC = "keys", "desk.key", "desk.pub"
_MOST_BYTES = 8192
"""Of a key's or a signature's file."""
_HEADING = (
    "The signature of a freezeframe bundle, over the 32 bytes of the SHA-256 of its zip.\n"
    "How to check it without freezeframe: VERIFY.md in the bundle.\n"
)
_BEGIN, _FINISH = "-----BEGIN ED25519 SIGNATURE-----\n", "-----END ED25519 SIGNATURE-----\n"


def fingerprint(public: Ed25519PublicKey) -> str:
    """SHA-256 of the public key (SubjectPublicKeyInfo, DER), 64 hexadecimal digits."""
    return sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


@dataclass(frozen=True)
class DeskKey:
    """The pair that a desk signs with."""

    private: Ed25519PrivateKey
    path: Path
    """Where its private part lies."""

    @property
    def fingerprint(self) -> str:
        """Of its public part."""
        return fingerprint(self.private.public_key())

    @property
    def public_path(self) -> Path:
        """The file that the desk publishes."""
        return self.path.with_name(PUBLIC)

    def sign(self, digest: bytes) -> str:
        """The text of the signature's file; ``digest`` is the bundle's SHA-256, 32 bytes."""
        return signature_text(self.private.public_key(), self.private.sign(digest))


def make(home: Path) -> DeskKey:
    """A new pair in ``home``, which nobody else may read.

    Raises:
        BadInput: there is one already.
        EnvironmentFault: it cannot be written.
    """
    path = home / FOLDER / PRIVATE
    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        home.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _write_whole(path, secret, 0o600)
        _write_whole(path.with_name(PUBLIC), _pem(private.public_key()).encode(), 0o644)
    except FileExistsError as error:
        raise BadInput(path, "there is a key already", "keep it: what it signed is known by it") from error
    except OSError as error:
        raise environment_fault(error, path) from error
    return DeskKey(private, path)


def load(home: Path) -> DeskKey | None:
    """The desk's pair; None where there is none yet.

    Raises:
        BadInput: others may read it.
        Damaged: it is no Ed25519 key.
        EnvironmentFault: it cannot be read.
    """
    path = home / FOLDER / PRIVATE
    try:
        secret, mode = path.read_bytes(), path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise environment_fault(error, path) from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise BadInput(path, "can be read by others on this machine", f"run: chmod 600 {path}")
    try:
        private = load_pem_private_key(secret, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Damaged(path, "is no key that can be read", "restore it from a copy") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise Damaged(path, "is no Ed25519 key", "restore it from a copy")
    return DeskKey(private, path)


def ready(home: Path) -> tuple[DeskKey, bool]:
    """The desk's pair, made where there is none yet; and whether it was made just now. Raises as the two above do."""
    found = load(home)
    return (found, False) if found else (make(home), True)


def public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a file that a desk published.

    Raises:
        BadInput: there is none in it.
        EnvironmentFault: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES)
        found = load_pem_public_key(text)
    except FileNotFoundError as error:
        raise BadInput(path, "there is no such file", "give the desk's desk.pub") from error
    except OSError as error:
        raise environment_fault(error, path) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadInput(path, "holds no public key", "give the desk's desk.pub") from error
    if not isinstance(found, Ed25519PublicKey):
        raise BadInput(path, "holds no Ed25519 key", "give the desk's desk.pub")
    return found


def signature_text(public: Ed25519PublicKey, signature: bytes) -> str:
    """The one form of a signature's file."""
    return f"{_HEADING}{_pem(public)}{_BEGIN}{base64.encodebytes(signature).decode()}{_FINISH}"


@dataclass(frozen=True)
class Signature:
    """What lies beside a bundle."""

    public: Ed25519PublicKey
    signature: bytes

    @property
    def fingerprint(self) -> str:
        """Of the key that it names."""
        return fingerprint(self.public)

    def covers(self, digest: bytes) -> bool:
        """Whether the key signed this SHA-256, 32 bytes."""
        try:
            self.public.verify(self.signature, digest)
        except InvalidSignature:
            return False
        return True


def read_signature(path: Path) -> Signature | None:
    """The signature in a file; None where there is no such file.

    Raises:
        Damaged: it is not as freezeframe writes it.
        EnvironmentFault: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise environment_fault(error, path) from error
    try:
        text = data.decode("ascii")
        found = re.search(f"{_BEGIN}(.*){_FINISH}", text, re.DOTALL)
        public = load_pem_public_key(data)
        if found is not None and isinstance(public, Ed25519PublicKey):
            signature = base64.b64decode(found.group(1))
            if signature_text(public, signature) == text:
                return Signature(public, signature)
    except (ValueError, UnsupportedAlgorithm):
        # Told below, with whatever else is no signature.
        pass
    raise Damaged(path, "is no signature as freezeframe writes it", "get it again from whoever sealed the bundle")


def _pem(public: Ed25519PublicKey) -> str:
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _write_whole(path: Path, data: bytes, mode: int) -> None:
    """Write a file that was not there, under another name first: it is there whole or not at all."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        # Unlike a rename, a link never takes the place of another file.
        os.link(unfinished, path)
    finally:
        unfinished.unlink()

"""A bundle checked from its own bytes and what lies beside it: no archive, no network, no trust in what it says.

Every check is made, whatever came of those before it. A zip that cannot be read as one, or that was made to do harm, is
refused as a whole.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509 import Certificate

from freezeframe.errors import BadInput, Damaged, MissingDependency, NewerVersion, environment_fault
from freezeframe.report.sealed import bags, credentials, keys, matches, recorded, stamps
from freezeframe.report.sealed.beside import REPLY, REQUEST, SIGNATURE, beside
from freezeframe.report.sealed.opened import FAULTS, Check, Opened, checked


@dataclass(frozen=True)
class VerifyOptions:
    """What the reader brings along."""

    key: Path | None = None
    """The desk's public key; with it, no other signature is good."""
    authority: Path | None = None
    """Certificates, in PEM, of the time-stamping authority that the reader trusts."""
    home: Path | None = None
    """A home folder, whose own key is known."""


@dataclass(frozen=True)
class Verified:
    """What all checks came to."""

    checks: tuple[Check, ...]
    signer: str = ""
    """Fingerprint of the key that signed; empty where there is no signature."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with what is inside; what could not be checked is told apart."""
        return all(check.ok for check in self.checks)

    @property
    def unchecked(self) -> tuple[Check, ...]:
        """What the bundle does not hold enough for."""
        return tuple(check for check in self.checks if not check.checked)

    def to_json(self) -> dict[str, Any]:
        """The object that ``verify --json`` prints."""
        return {"ok": self.ok, "signer": self.signer, "checks": [dict(check.__dict__) for check in self.checks]}


def verify(bundle: Path, options: VerifyOptions) -> Verified:
    """Check a bundle and what lies beside it.

    Raises:
        BadInput: there is no such file, or it is no bundle; the key or certificate that was given is none.
        Damaged: it is no zip that freezeframe writes: refused before anything in it is looked at.
        NewerVersion: a later freezeframe wrote it.
        EnvironmentFault: it cannot be read.
    """
    given = keys.public_key(options.key) if options.key else None
    roots = stamps.roots_in(options.authority) if options.authority else []
    try:
        with bundle.open("rb") as file:
            opened = Opened(file, bundle)
            opened.refuse_newer()
            signer, signed = _signature(opened, given, options.home)
            done = [
                checked("zip", opened.canonical),
                checked("bag", opened.bag),
                signed,
                checked("time-stamp", lambda: _stamp(opened, roots)),
                checked("case", lambda: recorded.case(opened)),
                checked("journal", lambda: recorded.journal(opened)),
                *_credentials(opened, signer),
                *_matches(opened),
            ]
            return Verified(tuple(done), signer)
    except FileNotFoundError as error:
        raise BadInput(bundle, "there is no such file", "check the path") from error
    except IsADirectoryError as error:
        raise BadInput(bundle, "is a folder", "give the .zip that `case seal` wrote") from error
    except OSError as error:
        raise environment_fault(error, error.filename or bundle) from error


def refuse_unsound(bundle: Path, case_dir: Path) -> None:
    """What a desk looks at before it hands a bundle on: all that can be checked without a picture.

    Raises:
        Damaged: the case does not bear out its own record.
    """
    with bundle.open("rb") as file:
        opened = Opened(file, bundle)
        for name, check in (
            ("zip", opened.canonical),
            ("bag", opened.bag),
            ("case", lambda: recorded.case(opened)),
            ("journal", lambda: recorded.journal(opened)),
        ):
            found = checked(name, check)
            if not found.ok:
                reason = f"cannot be sealed, its {name} would not hold: {found.detail}"
                raise Damaged(case_dir, reason, "put the case right, or repeat the step that made it")


def _signature(opened: Opened, given: Ed25519PublicKey | None, home: Path | None) -> tuple[str, Check]:
    """The signer's fingerprint, and the check of the signature."""
    path = beside(opened.path, SIGNATURE)
    try:
        found = keys.read_signature(path)
    except Damaged as error:
        return "", Check("signature", False, error.line)
    if found is None:
        return "", Check("signature", False, f"{path.name} is missing: nobody answers for this bundle")
    who = found.fingerprint
    if not found.covers(bytes.fromhex(opened.sha256)):
        why = f"the key {who} did not sign this file: it was changed after it was sealed"
        return who, Check("signature", False, why)
    return who, _by(who, given, home)


def _by(who: str, given: Ed25519PublicKey | None, home: Path | None) -> Check:
    """A good signature, by the one who was expected or by somebody else."""
    if given is None:
        if who == _own(home):
            return Check("signature", True, f"signed by this desk's own key, {who}")
        told = "signed by a key that is not known here; compare its fingerprint with the one that the desk publishes"
        return Check("signature", True, f"{told}: {who}")
    wanted = keys.fingerprint(given)
    if who != wanted:
        return Check("signature", False, f"signed by another key, {who}, not by the one given, {wanted}")
    return Check("signature", True, f"signed by the key given, {who}")


def _own(home: Path | None) -> str:
    path = home / keys.FOLDER / keys.PUBLIC if home else None
    return keys.fingerprint(keys.public_key(path)) if path and path.is_file() else ""


def _stamp(opened: Opened, roots: Sequence[Certificate]) -> str:
    """The time-stamp; that there is none is told, and no fault."""
    digest = bytes.fromhex(opened.sha256)
    asked = stamps.read(beside(opened.path, REQUEST))
    nonce = stamps.nonce_of(asked, digest) if asked is not None else None
    reply = stamps.read(beside(opened.path, REPLY))
    if reply is None:
        if asked is None:
            return "none: when it was sealed rests on the desk's word"
        return f"asked for, no reply yet: until then, when it was sealed rests on the desk's word ({REQUEST} is there)"
    stamp = stamps.check(reply, digest, nonce, roots)
    at = stamp.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    if stamp.trusted:
        return f"existed by {at}, says {stamp.authority}, of the authority given"
    return f"existed by {at}, says {stamp.authority}, an authority that is not known here: give --authority to check it"


def _credentials(opened: Opened, signer: str) -> Iterator[Check]:
    """The Content Credentials of exhibits, where there are any; a reader without the library is told so."""
    begins = f"{bags.PAYLOAD}{credentials.FOLDER}/"
    names = [name for name in opened.entries if name.startswith(begins)]
    if not names:
        return
    try:
        wrong = list(credentials.check({name[len(begins) :]: opened.read(name) for name in names}, signer))
    except MissingDependency as error:
        yield Check("credentials", True, f"{len(names)} exhibits have them; not checked: {error.line}")
        return
    except FAULTS as error:
        yield Check("credentials", False, f"cannot be read: {error}")
        return
    yield Check("credentials", not wrong, wrong[0] if wrong else f"{len(names)} exhibits carry those of this key")


def _matches(opened: Opened) -> Iterator[Check]:
    """Each match repeated, and the frames of each source looked up in its original."""
    with tempfile.TemporaryDirectory(prefix="freezeframe-verify-") as folder:

        def extract(name: str) -> Path:
            return opened.unpack(name, Path(folder))

        try:
            found = matches.held(opened.document, opened.sealed)
        except NewerVersion:
            raise
        except FAULTS as error:
            yield Check("matches", False, f"cannot be read: {error}")
            return
        for match in found:
            yield checked(match.name, lambda match=match: matches.again(match, extract))  # type: ignore[misc]
        for name, of_it in _by_source(found).items():
            frames = {index: file for match in of_it for index, file in match.frames.items()}
            if frames:
                yield checked(f"frames {name}", lambda f=frames, m=of_it: _frames(f, m, extract))  # type: ignore[misc]


def _by_source(found: Sequence[matches.Held]) -> dict[str, list[matches.Held]]:
    """The matches by the id of their source."""
    groups: dict[str, list[matches.Held]] = {}
    for match in found:
        groups.setdefault(match.claimed["source_id"], []).append(match)
    return groups


def _frames(frames: Mapping[int, str], match: Sequence[matches.Held], extract: matches.Extract) -> str:
    """The frames of a source, by its matches."""
    original = match[0].original
    if not original:
        told = "the original is not inside: that these frames are of it cannot be seen from this bundle"
        raise matches.NotChecked(told, in_order=True)
    files = {index: extract(file) for index, file in frames.items()}
    return matches.frames_of_original(extract(original), files, [one.claimed for one in match])

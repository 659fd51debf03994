"""``freezeframe verify``: is this bundle what it says it is? And ``freezeframe key``: what a desk signs with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from freezeframe.cli.context import Settings, json_option, plain, say, say_json, tell
from freezeframe.cli.fields import field
from freezeframe.errors import EXIT_DAMAGED, EXIT_DONE, BadInput, Damaged

if TYPE_CHECKING:
    from freezeframe.report.bundle_check import Verified
    from freezeframe.report.sealed.keys import DeskKey


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path), metavar="BUNDLE")
@click.option(
    "--key", type=click.Path(path_type=Path), metavar="FILE", help="The desk's public key: no other signature is good."
)
@click.option(
    "--authority",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Certificates, in PEM, of the time-stamping authority that you trust.",
)
@json_option
@click.pass_obj
def verify(settings: Settings, /, bundle: Path, key: Path | None, authority: Path | None, as_json: bool) -> int:
    """Check a sealed BUNDLE (.zip): its files, signature, time-stamp and journal, and repeat its matches.

    What lies beside it is read too (.zip.sig, .zip.tsq, .zip.tsr). No archive and no network is needed.

    \b
    freezeframe verify case.zip
    freezeframe verify --key desk.pub --json case.zip
    """
    from freezeframe.report.bundle_check import Verified, VerifyOptions
    from freezeframe.report.bundle_check import verify as check
    from freezeframe.report.sealed.opened import Check

    try:
        found = check(bundle, VerifyOptions(key, authority, settings.config().home))
    except Damaged as error:
        # Refused as a whole, before anything in it was looked at.
        if as_json:
            say_json(Verified((Check("zip", False, error.line),)).to_json())
        tell(error.line)
        return error.exit_code
    if as_json:
        say_json(found.to_json())
    else:
        say("\n".join(_page(bundle, found)))
    return EXIT_DONE if found.ok else EXIT_DAMAGED


def _page(bundle: Path, found: Verified) -> list[str]:
    lines = [f"{plain(str(bundle))}: {_verdict(found)}"]
    for check in found.checks:
        lines += field(check.name, f"{'' if check.ok else 'NOT OK: '}{check.detail}")
    return [*lines, *field("signer", found.signer or "nobody")]


def _verdict(found: Verified) -> str:
    """How many checks passed, failed, and could not be made: a match that is not repeated counts for nothing."""
    wrong = sum(not check.ok for check in found.checks)
    passed = sum(check.ok and check.checked for check in found.checks)
    verdict = f"{wrong} of {len(found.checks)} checks failed" if wrong else f"all {passed} checks passed"
    unchecked = [check.name for check in found.unchecked if check.ok]
    matches = sum(name.startswith("match ") for name in unchecked)
    if not unchecked:
        return verdict
    verdict = verdict.removeprefix("all ")
    told = [f"{matches} match{'es' if matches > 1 else ''} NOT repeated"] if matches else []
    told += [f"{len(unchecked) - matches} NOT checked"] if len(unchecked) > matches else []
    return ", ".join([verdict, *told])


@click.group()
def key() -> None:
    """The key that this desk signs its bundles with; it lies in the home folder."""


@key.command()
@click.pass_obj
def new(settings: Settings, /) -> int:
    """Make the desk's key, once; others on this machine cannot read it."""
    from freezeframe.report.sealed import keys

    made = keys.make(settings.config().home)
    say("\n".join([f"{plain(str(made.path))}: made; keep a copy where nobody else comes", *_published(made)]))
    return EXIT_DONE


@key.command()
@json_option
@click.pass_obj
def show(settings: Settings, /, as_json: bool) -> int:
    """Print the key's fingerprint, and where its public part lies."""
    from freezeframe.report.sealed import keys

    home = settings.config().home
    found = keys.load(home)
    if found is None:
        raise BadInput(home, "holds no key yet", "run: freezeframe key new")
    if as_json:
        say_json({"fingerprint": found.fingerprint, "public_key": str(found.public_path)})
    else:
        say("\n".join([plain(str(found.path)), *_published(found)]))
    return EXIT_DONE


def _published(key: DeskKey) -> list[str]:
    """What the desk gives to its readers. A path stays in one piece, so that it can be copied."""
    return [*field("fingerprint", key.fingerprint), f"  {'public key':<12} {plain(str(key.public_path))}"]

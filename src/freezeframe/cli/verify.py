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
    from freezeframe.report.bundle_check import Check, Verified, VerifyOptions
    from freezeframe.report.bundle_check import verify as check

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
    wrong = sum(not check.ok for check in found.checks)
    verdict = f"{wrong} of {len(found.checks)} checks failed" if wrong else f"all {len(found.checks)} checks passed"
    lines = [f"{plain(str(bundle))}: {verdict}"]
    for check in found.checks:
        lines += field(check.name, f"{'' if check.ok else 'NOT OK: '}{check.detail}")
    return [*lines, *field("signer", found.signer or "nobody")]


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

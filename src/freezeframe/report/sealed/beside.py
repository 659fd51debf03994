"""What lies beside a bundle, and what its own files are called."""

from __future__ import annotations

from pathlib import Path

SIGNATURE, REQUEST, REPLY = ".sig", ".tsq", ".tsr"
"""Endings of what lies beside a bundle, after its whole name."""
FORMAT_LINE = "Freezeframe-Bundle-Format"
"""The line of bag-info.txt that tells the bundle's format."""
VERIFY = "VERIFY.md"


def beside(bundle: Path, ending: str) -> Path:
    """The file that lies beside a bundle."""
    return bundle.with_name(bundle.name + ending)

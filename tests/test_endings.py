"""What a person reads when something goes wrong that nobody foresaw."""

from __future__ import annotations

import errno

import click
import pytest

from freezeframe import cli
from freezeframe.cli import EXIT_FAULT
from freezeframe.errors import EXIT_ENVIRONMENT


def _raising(error: Exception, monkeypatch: pytest.MonkeyPatch) -> int:
    @click.command()
    def broken() -> None:
        raise error

    monkeypatch.setitem(cli.commands.commands, "broken", broken)
    return cli.run(["broken"])


def test_a_library_that_gives_up_is_no_fault_of_the_disk(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _raising(OSError("broken data stream when writing image file"), monkeypatch) == EXIT_FAULT
    told = capsys.readouterr().err
    assert "broken data stream" in told
    assert "disk" not in told


def test_a_full_disk_is_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _raising(OSError(errno.ENOSPC, "No space left on device"), monkeypatch) == EXIT_ENVIRONMENT
    assert "disk" in capsys.readouterr().err

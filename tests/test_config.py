"""Where the home is, and how many workers there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from freezeframe import config
from freezeframe.errors import BadInput


def test_option_before_variable_before_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(config.HOME_VARIABLE, str(tmp_path / "variable"))
    assert config.load(tmp_path / "option").home == tmp_path / "option"
    assert config.load().home == tmp_path / "variable"
    monkeypatch.delenv(config.HOME_VARIABLE)
    assert config.load().home.is_absolute()
    assert config.load().home.name == "freezeframe"


def test_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(config.WORKERS_VARIABLE, raising=False)
    assert config.load().workers == config.usable_cores() >= 1
    monkeypatch.setenv(config.WORKERS_VARIABLE, "3")
    assert config.load().workers == 3
    assert config.load(workers=2).workers == 2
    with pytest.raises(BadInput, match="out of range"):
        config.load(workers=0)

"""The script that makes the descriptors' basis, on a small folder, and the basis that is shipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from bench.descriptor_basis import descriptors, fit, main
from freezeframe.kernels import describe
from freezeframe.kernels.describe import DIMENSIONS, project


def test_the_directions_are_those_of_most_variance() -> None:
    rng = np.random.default_rng(1)
    spread = 0.1 * 0.9 ** np.arange(128)
    turn = np.linalg.qr(rng.normal(size=(128, 128)))[0]
    rows = rng.normal(size=(20_000, 128)) * spread @ turn.T + 0.05
    basis = fit(rows)
    np.testing.assert_allclose(basis.directions.T @ basis.directions, np.eye(DIMENSIONS), atol=1e-9)
    np.testing.assert_allclose(np.abs((basis.directions[:, :5] * turn[:, :5]).sum(axis=0)), 1, atol=0.01)
    share, clipped = basis.kept(rows)
    assert share == pytest.approx((spread[:DIMENSIONS] ** 2).sum() / (spread**2).sum(), abs=0.01)
    assert clipped < 0.01


def test_a_folder_of_videos_gives_a_basis_that_the_program_can_use(footage: Path, tmp_path: Path) -> None:
    outs = [tmp_path / "one.npz", tmp_path / "two.npz"]
    for out in outs:
        arguments = ["--videos", str(footage), "--out", str(out), "--judge", str(footage), "--every", "20"]
        done = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert done.exit_code == 0
        assert done.output.count("of the variance kept") == 2
    assert outs[0].read_bytes() == outs[1].read_bytes(), "the same on every run"
    shipped_mean, shipped_basis = describe._basis()
    with np.load(outs[0]) as made:
        assert {name: made[name].shape for name in made} == {"mean": shipped_mean.shape, "basis": shipped_basis.shape}
        assert made["mean"].dtype == made["basis"].dtype == np.float32


def test_the_shipped_basis_is_one_too(footage: Path) -> None:
    mean, basis = describe._basis()
    np.testing.assert_allclose(basis.T @ basis, np.eye(DIMENSIONS), atol=1e-5)
    rows = descriptors(footage, 20)
    assert np.abs(project(rows.astype(np.float32))).max() < 127, "no byte is clipped"
    centred = rows - mean
    assert ((centred @ basis) ** 2).sum() / (centred**2).sum() > 0.8


def test_a_folder_without_videos_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--videos", str(tmp_path), "--out", str(tmp_path / "o.npz")])
    assert done.exit_code == 1
    assert "no video" in done.output
    assert not (tmp_path / "o.npz").exists()

"""Make the basis that descriptors are projected on: principal components of RootSIFT over a folder of videos.

    python -m bench.descriptor_basis --videos DIR --out rootsift_basis.npz

It writes what `data/rootsift_basis.npz` holds: a mean and the directions of most variance. What it prints is of the
very descriptors that were fitted; give other videos with --judge to see how much of *their* variance is kept. Another
basis means other fingerprints: raise `CODE_VERSION` in `archive/fingerprint.py` with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import click
import numpy as np
from numpy.typing import NDArray

from bench.footage import SUFFIXES, decode, grey_pixels
from freezeframe.kernels.describe import DIMENSIONS, QUANTUM, DescribeOptions, describe_raw

EVERY = 25
"""Frames from one that is described to the next."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Basis:
    """Where descriptors are projected."""

    mean: Numbers
    """Shape (128,)."""
    directions: Numbers
    """Orthonormal columns of falling variance, shape (128, DIMENSIONS)."""

    def kept(self, rootsift: Numbers) -> tuple[float, float]:
        """Share of the variance of descriptors (n, 128) that is kept, and share of stored bytes that are clipped."""
        centred = rootsift - self.mean
        projected = centred @ self.directions
        clipped = float((np.abs(projected * QUANTUM) > 127).mean())
        return float((projected**2).sum() / (centred**2).sum()), clipped


def fit(rootsift: Numbers) -> Basis:
    """Principal components of descriptors (n, 128); the largest entry of each direction is positive."""
    mean = rootsift.mean(axis=0)
    _, vectors = np.linalg.eigh(np.cov(rootsift - mean, rowvar=False))
    directions = vectors[:, ::-1][:, :DIMENSIONS]
    largest = directions[np.abs(directions).argmax(axis=0), np.arange(DIMENSIONS)]
    return Basis(mean, directions * np.sign(largest))


def descriptors(folder: Path, every: int) -> Numbers:
    """RootSIFT of every so many frames of each video below a folder, as archiving describes them, shape (n, 128)."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    found = [rows for path in paths for rows in _of_video(path, every)]
    if not found:
        raise click.ClickException(f"{folder}: no video with a feature in it")
    return np.concatenate(found).astype(np.float64)


def _of_video(path: Path, every: int) -> Iterator[NDArray[np.float32]]:
    try:
        for index, frame in enumerate(decode(path)):
            if index % every == 0:
                yield describe_raw(grey_pixels(frame), DescribeOptions()).descriptors
    except av.error.FFmpegError as error:
        click.echo(f"{path}: left out: {error}", err=True)


def _told(what: str, basis: Basis, rootsift: Numbers) -> str:
    share, clipped = basis.kept(rootsift)
    return f"{what}: {len(rootsift)} descriptors, {share:.4f} of the variance kept, {clipped:.6f} of the bytes clipped"


@click.command()
@click.option(
    "--videos", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help="To fit on."
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The .npz to write.")
@click.option("--judge", multiple=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help="Others.")
@click.option("--every", default=EVERY, show_default=True, type=click.IntRange(1), help="Frames from one to the next.")
def main(videos: Path, out: Path, judge: Sequence[Path], every: int) -> None:
    """Fit the basis on a folder of videos and write it."""
    rootsift = descriptors(videos, every)
    basis = fit(rootsift)
    with out.open("wb") as file:
        np.savez(file, mean=basis.mean.astype(np.float32), basis=basis.directions.astype(np.float32))
    click.echo(_told("fitted on", basis, rootsift))
    for folder in judge:
        click.echo(_told(str(folder), basis, descriptors(folder, every)))


if __name__ == "__main__":
    main()

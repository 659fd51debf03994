"""Fit what tells the same frame from the same scene at another moment, and say how well it does on other footage.

    python -m bench.stills --videos DIR --parts stills --work W --home H      # draws stills, archives the videos
    python -m bench.same_frame --videos DIR --work W --home H

Each still is traced twice: with only its own recording (and its twins) in sight, then with everything else. What
`trace/identity.py` measures is kept as a comparison: of the same frame if the true one was found, of another recording
of the scene in the second run. A logistic model is fitted with both kinds weighing the same, and judged on families of
footage that were left out of the fit. It looks inside the program, as `padding` does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.footage import Video, survey_folder
from bench.truth import Still, read_stills
from bench.twins import sibling_pairs, twin_groups
from freezeframe.trace.identity import PRIOR

MEASURES = ("singled_out", "stands_out", "excess", "equals", "leftover", "detail")
"""Fields of freezeframe.trace.identity.Identity that the model takes."""
LEAST_AGREEMENT = 0.25
"""As in the program: what agrees less is never the same frame, and is not for the model to tell."""
RIDGE = 0.01
"""Weight of the squared coefficients (of measures brought to unit spread) in the fit."""
FOLDS = 8
"""Folds that the families of footage are dealt into; the largest families have one each."""
LARGE_FAMILY = 0.08
"""Share of the comparisons from which a family has a fold of its own."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """One still laid on the best frame of one recording."""

    still: str
    edit: str
    family: int
    same: bool
    """Of its own recording, with the true frame among those found; else of another recording."""
    measures: tuple[float, ...]


@dataclass(frozen=True)
class Model:
    """A logistic model of the measures."""

    weights: Numbers
    """One a measure, shape (measures,)."""
    constant: float

    def evidence(self, rows: Numbers) -> Numbers:
        """Log-odds of rows of measures, shape (n,)."""
        return np.asarray(rows @ self.weights + self.constant)


def fit(rows: Numbers, same: NDArray[np.bool_]) -> Model:
    """The logistic model of rows of measures (n, measures), both kinds weighing the same."""
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = np.column_stack([np.ones(len(rows)), (rows - middle) / spread])
    weight = np.where(same, 0.5 / max(same.sum(), 1), 0.5 / max((~same).sum(), 1))

    def loss(b: Numbers) -> tuple[float, Numbers]:
        z = design @ b
        slope = design.T @ (weight * (1 / (1 + np.exp(-z)) - same))
        ridge = np.r_[0.0, b[1:]] * RIDGE
        return float((weight * (np.logaddexp(0, z) - same * z)).sum() + ridge @ b / 2), np.asarray(slope + ridge)

    found = minimize(loss, np.zeros(design.shape[1]), jac=True, method="BFGS").x
    weights = found[1:] / spread
    return Model(weights, float(found[0] - weights @ middle))


def left_out(comparisons: Sequence[Comparison]) -> Numbers:
    """The evidence for each comparison by a model that was fitted without its family's fold, shape (n,)."""
    rows, same = _arrays(comparisons)
    family = np.array([one.family for one in comparisons])
    names, counts = np.unique(family, return_counts=True)
    deal = np.random.default_rng(0).integers(FOLDS, size=len(names))
    own = np.arange(len(names)) + FOLDS
    fold = np.where(counts >= LARGE_FAMILY * len(family), own, deal)[np.searchsorted(names, family)]
    evidence = np.zeros(len(family))
    for number in np.unique(fold):
        out = fold == number
        evidence[out] = fit(rows[~out], same[~out]).evidence(rows[out])
    return evidence


def _arrays(comparisons: Sequence[Comparison]) -> tuple[Numbers, NDArray[np.bool_]]:
    return np.array([one.measures for one in comparisons]), np.array([one.same for one in comparisons])


_Kept = tuple[bool, tuple[float, ...]]
"""The same frame or not, and the measures."""


def compared(stills: Sequence[Still], folder: Path, home: Path, groups: dict[str, int]) -> list[list[_Kept]]:
    """The comparisons of each still, one process' share."""
    from freezeframe.archive.store import Archive
    from freezeframe.media import read_still
    from freezeframe.trace.locate import LocateOptions, locate
    from freezeframe.trace.rivals import ruled_out_over
    from freezeframe.trace.searched import SearchedArchive

    archive = Archive.open(home)
    media = archive.media()
    found: list[list[_Kept]] = []
    for still in stills:
        truth, kept = still.truths[0], []
        for own in (True, False):
            among = [m for m in media if (groups.get(m.sha256) == truth.group) == own]
            _, located, _ = locate(read_still(folder / still.file), SearchedArchive(archive, among), LocateOptions())
            best = min((one.pinned.misfit for one in located if one.pinned), default=0.0)
            for one in located:
                if one.pinned is None or one.identity is None or one.identity.agreement < LEAST_AGREEMENT:
                    continue
                if one.pinned.misfit > ruled_out_over(best):
                    # A rival rules it out, and it was not looked at finely.
                    continue
                held = one.medium.sha256 == truth.sha256 and truth.frame_index in one.frames[one.pinned.alike]
                if held or not own:
                    kept.append((own, tuple(float(getattr(one.identity, name)) for name in MEASURES)))
        found.append(kept)
    return found


def families(videos: Sequence[Video], groups: Sequence[int]) -> dict[str, int]:
    """A number for each SHA-256: the same for footage that looks like the same scene, in however many steps."""
    family = list(groups)
    for i, j in sibling_pairs(videos, groups):
        old = family[i]
        family = [family[j] if number == old else number for number in family]
    return {video.sha256: number for video, number in zip(videos, family, strict=True)}


@click.command()
@click.option("--videos", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--work", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help="Of stills.")
@click.option("--home", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help="Archived.")
@click.option("--jobs", default=2, show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the comparisons are kept (JSON).")
def main(videos: Path, work: Path, home: Path, jobs: int, out: Path | None) -> None:
    """Fit what tells the same frame from the same scene, and print the weights and how well they do."""
    surveyed, _ = survey_folder(videos, None, jobs)
    groups = twin_groups(surveyed)
    by_name = {video.sha256: group for video, group in zip(surveyed, groups, strict=True)}
    family = families(surveyed, groups)
    stills = read_stills(work / "stills.json")
    shares = [stills[i :: jobs * 8] for i in range(jobs * 8)]
    # FFmpeg and OpenCV must not be forked once they run threads.
    with get_context("spawn").Pool(jobs) as pool:
        found = pool.starmap(compared, [(share, work / "stills", home, by_name) for share in shares])
    comparisons = [
        Comparison(still.file, still.edit, family[still.truths[0].sha256], *one)
        for share, kept in zip(shares, found, strict=True)
        for still, ones in zip(share, kept, strict=True)
        for one in ones
    ]
    if out:
        out.write_text(json.dumps([asdict(one) for one in comparisons]), encoding="utf-8")
    click.echo(told(comparisons))


def told(comparisons: Sequence[Comparison]) -> str:
    """The weights, and the shares that pass, as lines of text."""
    rows, same = _arrays(comparisons)
    model, evidence = fit(rows, same), left_out(comparisons)
    right = np.sort(evidence[same])
    lines = [f"{same.sum()} of the same frame, {(~same).sum()} of the same scene, left out by family:"]
    for prior in (0.0, PRIOR):
        passed, others = np.mean(right > -prior), np.mean(evidence[~same] > -prior)
        lines += [
            f"  passed with a prior of {np.exp(prior):.1f}: {passed:.3f} of the same frame, {others:.3f} of the others"
        ]
    for share in (0.85, 0.90, 0.95):
        least = right[int((1 - share) * len(right))]
        lines.append(
            f"  where {share:.2f} of the same frame pass ({least:+.2f}): {np.mean(evidence[~same] >= least):.3f}"
        )
    lines += [f"  {name:12s} {weight:+.3f}" for name, weight in zip(MEASURES, model.weights, strict=True)]
    return "\n".join([*lines, f"  {'constant':12s} {model.constant:+.3f}"])


if __name__ == "__main__":
    main()

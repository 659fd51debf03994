"""How improbable a match is by chance: the number of false alarms (NFA) of a set of point matches.

A contrario model of Moisan & Stival (2004), as used for homographies by Moulon et al. (AC-RANSAC, 2012): under the
null hypothesis the n transferred points fall uniformly on a picture of area A, so a point lands within e of its
partner with probability pi e^2 / A. With s points used to make the model and k of n within e,

    log10 NFA = log10(tests) + log10(n - s) + log10 C(n, k) + log10 C(k, s) + (k - s) log10(pi e^2 / A)

and the least value over k counts. Everything is summed as logarithms, because probabilities here underflow.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

_LOG10_E = math.log10(math.e)


def _log_factorials(n: int) -> NDArray[np.float64]:
    """Natural logarithms of 0! to n!, shape (n + 1,)."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1, dtype=np.float64)))])


def log10_nfa(
    errors: NDArray[np.float64], sample: int, area: float, log10_tests: float, least_error: float = 1.0
) -> tuple[float, int, float]:
    """Least log10 NFA over the number of inliers, with that number and its error bound.

    ``errors`` are the transfer distances in pixels of n thinned one-to-one matches, shape (n,), measured in the
    picture whose area is ``area`` (square pixels); ``sample`` is the size s of the sample the model was made of;
    ``least_error`` keeps e at or over one pixel, since positions are no better. Returns (log10 NFA, k, e). With too
    few matches to say anything the NFA is the number of tests and k is 0.
    """
    n = len(errors)
    if n <= sample:
        return log10_tests, 0, least_error
    ordered = np.maximum(np.sort(errors), least_error)
    k = np.arange(sample + 1, n + 1)
    bound = ordered[sample:]
    probability = np.minimum(np.pi * bound**2 / area, 1.0)
    table = _log_factorials(n)
    combinations = (table[n] - table[k] - table[n - k]) + (table[k] - table[sample] - table[k - sample])
    values = log10_tests + math.log10(n - sample) + combinations * _LOG10_E + (k - sample) * np.log10(probability)
    best = int(np.argmin(values))
    return float(values[best]), int(k[best]), float(bound[best])

"""Probabilities that mean what they say, and the cut that they imply.

What the codebook says (log odds x1) and what people's codes taught (score x2) are weighed by a
logistic regression per code, whose weights are drawn towards those that all codes have together:

    log odds = b0 + b1 x1 + b2 x2,    b ~ Normal(weights of all codes, APART)

and the weights of all codes towards those of a codebook without any coding, Normal((0, 1, 0),
TOGETHER). So a code with two examples is judged as codes are on the whole, and one with two hundred
by itself (empirical Bayes; Gelman A, Hill J (2007), Data analysis using regression and
multilevel models, chapter 14).

Who suggests what has a probability of c or more expects an F1 of 2 sum(p: p >= c) /
(number of them + sum of all p); it is highest at the c that is half of it (Lipton ZC, Elkan C,
Naryanaswamy B (2014), Optimal thresholding of classifiers to maximize F1 measure).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from insight.coding.machine.records import BoolArray, FloatArray

CODEBOOK_ONLY = np.array([0.0, 1.0, 0.0])
TOGETHER = np.array([2.0, 1.0, 4.0])
APART = np.array([0.6, 0.2, 0.2])
STEPS, CLOSE = 100, 1e-9
BINS = 10


def weigh(facts: FloatArray, given: BoolArray, weights: FloatArray) -> FloatArray:
    """Weights (k, 3) for the `facts` (m, k, 3: 1, log odds, score) about what was `given` (m, k).

    `weights` (m,): for how many texts each stands.
    """
    count = facts.shape[1]
    pooled = _logistic(
        facts.reshape(-1, 3), given.ravel(), np.repeat(weights, count), CODEBOOK_ONLY, TOGETHER
    )
    return np.stack(
        [_logistic(facts[:, at], given[:, at], weights, pooled, APART) for at in range(count)]
    )


def best_cut(probability: FloatArray) -> tuple[float, float]:
    """The cut at which the expected F1 is highest, and that F1; `probability` (n,).

    Of 0.9, 0.6 and 0.1, the first two give 2 * 1.5 / (2 + 1.6) = 0.83:

    >>> cut, f1 = best_cut(np.array([0.1, 0.9, 0.6]))
    >>> round(cut, 3), round(f1, 3)
    (0.417, 0.833)
    """
    ranked = np.sort(probability)[::-1]
    f1 = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum())
    highest = float(f1.max(initial=0.0))
    return highest / 2, highest


def calibration_error(probability: NDArray[np.float64], given: BoolArray) -> float:
    """Expected calibration error over all pairs, in ten bins of equal width.

    Sum over bins of (share of pairs in it) |mean probability - share given| (Naeini MP, Cooper GF,
    Hauskrecht M (2015), Obtaining well calibrated probabilities using Bayesian binning).

    >>> calibration_error(np.array([0.2, 0.2, 0.9, 0.9]), np.array([False, False, True, True]))
    0.15
    """
    told, true = probability.ravel(), given.ravel().astype(np.float64)
    which = np.minimum((told * BINS).astype(np.int64), BINS - 1)
    gap = np.bincount(which, told - true, minlength=BINS)
    return float(round(np.abs(gap).sum() / max(len(told), 1), 12))


def _logistic(
    facts: FloatArray, given: BoolArray, weights: FloatArray, centre: FloatArray, spread: FloatArray
) -> FloatArray:
    """The likeliest weights (3,) under Normal(centre, spread), by Newton's method.

    A step that overshoots is halved until it does not; the problem is convex.
    """

    def unlikely(tried: FloatArray) -> float:
        log_odds = facts @ tried
        misfit = np.logaddexp(0, log_odds) - given * log_odds
        return float(weights @ misfit + (((tried - centre) / spread) ** 2).sum() / 2)

    found, now = centre.copy(), unlikely(centre)
    for _ in range(STEPS):
        told = 1 / (1 + np.exp(-facts @ found))
        slope = facts.T @ (weights * (told - given)) + (found - centre) / spread**2
        bent = (facts * (weights * told * (1 - told))[:, None]).T @ facts + np.diag(1 / spread**2)
        step = np.linalg.solve(bent, slope)
        while (then := unlikely(found - step)) > now and np.abs(step).max() > CLOSE:
            step = step / 2
        found, now = found - step, then
        if np.abs(step).max() <= CLOSE:
            break
    return found

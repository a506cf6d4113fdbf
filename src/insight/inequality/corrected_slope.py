"""Gradients over the deprivation ranking, of corrected outcomes (see `corrected`)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from scipy.stats import t as student

from insight.inequality.concentration import fractional_rank
from insight.inequality.corrected import Corrected, Outcomes, degrees_of_freedom, errors, picked
from insight.inequality.individual import NO_ENDS, EndsPart, IndividualSlope, ends
from insight.inequality.inputs import FloatArray, Numbers, confidence_level, numbers

MOST_STEPS, SETTLED, ILL_CONDITIONED = 100, 1e-10, 1e12


@dataclass(frozen=True)
class Line:
    """Intercept, slope and their covariance."""

    intercept: float
    slope: float
    covariance: FloatArray


def corrected_slope(
    outcomes: Outcomes,
    rank: Numbers,
    of: npt.ArrayLike | None = None,
    *,
    finite: bool = False,
    confidence: float = 0.95,
) -> IndividualSlope:
    """Gradient of corrected outcomes over the relative rank (0 = most deprived) of each unit.

    As `individual_slope`, on outcomes in place of mentions: the least-squares slope, and the ends
    of a logistic line p that solves sum of (1, rank) * (outcome - p) = 0. Units that `of` leaves
    out may have any rank.
    """
    level = confidence_level(confidence)
    chosen = picked(outcomes, of)
    place = np.where(chosen, np.asarray(rank, dtype=np.float64), 0.0)
    place = numbers(place, "rank")
    n, freedom = int(chosen.sum()), degrees_of_freedom(outcomes, chosen)
    if freedom < 1 or place[chosen].min() == place[chosen].max():
        return no_slope(n, "not estimable: too few were read, or all have one rank")
    critical = float(student.ppf((1 + level) / 2, freedom))
    design = np.column_stack([np.ones(len(place)), place]) * chosen[:, None]
    line = _linear(outcomes, design, finite)
    error = math.sqrt(line.covariance[1, 1])
    p_value = float(2 * student.sf(abs(line.slope) / error, freedom)) if error > 0 else 0.0
    curve = _logistic(outcomes, design, finite)
    reason = "" if curve else "no ratio: one end of the gradient is not between 0 and 1"
    yes = math.fsum(outcomes.outcome[chosen])
    return IndividualSlope(
        line.slope,
        line.slope - critical * error,
        line.slope + critical * error,
        p_value,
        *(_ends(curve, critical) if curve else NO_ENDS),
        n,
        min(max(round(yes), 0), n),
        "linear slope and logistic ends of corrected outcomes, robust errors",
        reason,
    )


def corrected_concentration(
    outcomes: Outcomes,
    ranking: Numbers,
    of: npt.ArrayLike | None = None,
    *,
    finite: bool = False,
    confidence: float = 0.95,
) -> Corrected:
    """Erreygers' index of corrected outcomes, as `concentration_index` has it.

    8 s2 b, with b the slope of the outcomes on the fractional rank and s2 the variance of that.
    """
    level = confidence_level(confidence)
    chosen = picked(outcomes, of)
    n, n_coded = int(chosen.sum()), int((chosen & outcomes.read).sum())
    freedom = degrees_of_freedom(outcomes, chosen)
    place = np.asarray(ranking, dtype=np.float64)[chosen]
    if freedom < 1 or place.min() == place.max():
        reason = "too few were read, or all have one rank"
        return Corrected(math.nan, math.nan, math.nan, math.nan, n, n_coded, reason)
    rank = np.zeros(len(chosen))
    rank[chosen] = fractional_rank(place)
    design = np.column_stack([np.ones(len(rank)), rank]) * chosen[:, None]
    line = _linear(outcomes, design, finite)
    scale = 8 * float(((rank[chosen] - 0.5) ** 2).mean())
    index, se = scale * line.slope, scale * math.sqrt(line.covariance[1, 1])
    half = float(student.ppf((1 + level) / 2, freedom)) * se
    return Corrected(index, index - half, index + half, se, n, n_coded, "")


def no_slope(n: int, reason: str) -> IndividualSlope:
    """A gradient of n people that cannot be estimated, with the `reason`."""
    return IndividualSlope(*(math.nan,) * 4, *NO_ENDS, n, 0, "corrected outcomes", reason)


def _ends(curve: Line, critical: float) -> EndsPart:
    return ends(np.array([curve.intercept, curve.slope]), curve.covariance, lambda _: critical)


def _linear(outcomes: Outcomes, design: FloatArray, finite: bool) -> Line:
    information = design.T @ design
    found = np.linalg.solve(information, design.T @ outcomes.outcome)
    covariance = _sandwich(outcomes, information, design, design @ found, finite)
    return Line(float(found[0]), float(found[1]), covariance)


def _logistic(outcomes: Outcomes, design: FloatArray, finite: bool) -> Line | None:
    """The logistic line by Newton's method; None where there is none."""
    chosen = design[:, 0] > 0
    found = np.zeros(2)
    for _ in range(MOST_STEPS):
        expected = expit(design @ found)
        information = design.T @ (design * (expected * (1 - expected))[:, None])
        if np.linalg.cond(information) > ILL_CONDITIONED:
            return None
        step = np.linalg.solve(information, design.T @ (outcomes.outcome - expected))
        found = found + np.clip(step, -1, 1)
        if np.abs(step).max() < SETTLED:
            covariance = _sandwich(
                outcomes, information, design, np.where(chosen, expected, 0.0), finite
            )
            return Line(float(found[0]), float(found[1]), covariance)
    return None


def _sandwich(
    outcomes: Outcomes,
    information: FloatArray,
    design: FloatArray,
    fitted: FloatArray,
    finite: bool,
) -> FloatArray:
    scores = design * errors(outcomes, fitted, finite)[:, None]
    sums = np.column_stack([np.bincount(outcomes.cluster, weights=one) for one in scores.T])
    bread = np.linalg.inv(information)
    covariance: FloatArray = bread @ (sums.T @ sums) @ bread
    return covariance

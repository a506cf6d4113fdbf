"""Slope of inequality from participants instead of quantiles.

Each participant carries the relative rank of their area among the county's residents (0 = most,
1 = least deprived) and whether they mentioned something (1) or not (0). The least-squares slope
of mention on rank is the slope index of inequality; a logistic line gives the two ends of the
gradient, and their ratio, inside 0 and 1. The rank is of residents, never of the sample, and the
design must be one that carries a gradient: never purposive interviews.

Standard errors are robust, and hold where several participants belong together (area, site,
group) and where they are few: see `robust`. `python benchmarks/inequality.py gradient` measures
how often the intervals hold what is true.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from insight.errors import InputError
from insight.inequality.inputs import (
    FloatArray,
    Numbers,
    cluster_numbers,
    confidence_level,
    numbers,
    same_length,
    weights_or_ones,
    zeros_and_ones,
)
from insight.inequality.robust import FEWEST_DEGREES, Fitted, critical, fitted, least_squares

FEWEST_PARTICIPANTS = 3
TOO_FEW_TO_TRUST = "so few of them, or so unevenly spread, that the interval is only a rough guide"
_SLOPE = np.array([0.0, 1.0])


@dataclass(frozen=True)
class IndividualSlope:
    """A gradient among participants. What cannot be estimated is NaN, and `reason` says why.

    `slope` is the difference in prevalence between the least and the most deprived end
    (negative: commoner among the deprived); `at_*` are the prevalences at the two ends, and
    `ratio` is least over most deprived. `p_value` belongs to the slope.
    """

    slope: float
    lower: float
    upper: float
    p_value: float
    at_most_deprived: float
    at_most_deprived_lower: float
    at_most_deprived_upper: float
    at_least_deprived: float
    at_least_deprived_lower: float
    at_least_deprived_upper: float
    ratio: float
    ratio_lower: float
    ratio_upper: float
    n: int
    n_mentioned: int
    method: str
    reason: str


_SlopePart = tuple[float, float, float, float]
EndsPart = tuple[float, float, float, float, float, float, float, float, float]
_NO_SLOPE: _SlopePart = (math.nan,) * 4
NO_ENDS: EndsPart = (math.nan,) * 9


@dataclass(frozen=True)
class _Sample:
    """Participants with a weight above 0, in an order of their own."""

    mentioned: FloatArray
    rank: FloatArray
    weights: FloatArray
    cluster: npt.NDArray[np.intp] | None


def individual_slope(
    mentioned: Numbers,
    rank: Numbers,
    weights: Numbers | None = None,
    cluster: pd.Series | list[object] | None = None,
    *,
    confidence: float = 0.95,
) -> IndividualSlope:
    """Gradient of a yes/no mention over the relative rank of each participant's area.

    `mentioned` holds 0 or 1, `rank` numbers from 0 (most deprived) to 1, `weights` sampling
    weights, `cluster` what groups participants, such as the area they share; all of one length.
    Intervals use Student's t with the degrees of freedom that the errors have.

    Nobody or everybody mentioning it, one single rank, and a rank that divides those who did
    from those who did not are "not estimable", which `reason` says.

    >>> found = individual_slope([1, 1, 1, 0, 1, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1])
    >>> round(found.slope, 3), round(found.at_most_deprived, 3), round(found.ratio, 3)
    (-0.5, 0.75, 0.333)
    """
    level = confidence_level(confidence)
    sample = _sample(mentioned, rank, weights, cluster)
    yes = int(sample.mentioned.sum())
    reason = _not_estimable(sample)
    if reason:
        return _record(_NO_SLOPE, NO_ENDS, yes, sample, f"not estimable: {reason}")
    line = least_squares(_design(sample), sample.mentioned, sample.weights, sample.cluster)
    slope = (*line.limits(_SLOPE, level), line.p_value(_SLOPE))
    curve = _logistic(sample)
    found = ends(
        curve.coefficients,
        curve.covariance,
        lambda contrast: critical(level, curve.freedom(contrast)),
    )
    rough = line.freedom(_SLOPE) < FEWEST_DEGREES
    return _record(slope, found, yes, sample, TOO_FEW_TO_TRUST if rough else "")


def _sample(
    mentioned: Numbers,
    rank: Numbers,
    weights: Numbers | None,
    cluster: pd.Series | list[object] | None,
) -> _Sample:
    """Checked columns, sorted by content so that the order of the rows changes no digit."""
    said = zeros_and_ones(mentioned, "mentioned")
    ranks = numbers(rank, "rank")
    if ((ranks < 0) | (ranks > 1)).any():
        raise InputError(
            "a relative rank must lie between 0 (most deprived) and 1",
            where="rank",
            remedy="divide the residents of more deprived areas by all residents",
        )
    weight = weights_or_ones(weights, len(said))
    groups = np.zeros(len(said)) if cluster is None else cluster_numbers(cluster)
    same_length(mentioned=said, rank=ranks, weights=weight, cluster=groups)
    order = np.lexsort((groups, weight, said, ranks))
    order = order[weight[order] > 0]
    found = np.unique(groups[order], return_inverse=True)[1] if cluster is not None else None
    if found is not None and found.max(initial=0) < 1:
        raise InputError(
            "all participants belong to one cluster",
            where="cluster",
            remedy="leave cluster out, or describe the group in words",
        )
    return _Sample(said[order], ranks[order], weight[order], found)


def _not_estimable(sample: _Sample) -> str:
    if len(sample.mentioned) < FEWEST_PARTICIPANTS:
        return "fewer than three participants"
    if sample.mentioned.min() == sample.mentioned.max():
        return "everybody mentioned it" if sample.mentioned[0] else "nobody mentioned it"
    if sample.rank.min() == sample.rank.max():
        return "all participants have one rank"
    if _separated(sample):
        return "one rank divides those who mentioned it from those who did not"
    return ""


def _separated(sample: _Sample) -> bool:
    """With one predictor the logistic line exists if and only if the two groups overlap."""
    yes, no = sample.rank[sample.mentioned == 1], sample.rank[sample.mentioned == 0]
    return bool(yes.max() <= no.min() or no.max() <= yes.min())


def _design(sample: _Sample) -> FloatArray:
    return np.column_stack([np.ones(len(sample.rank)), sample.rank])


def _logistic(sample: _Sample) -> Fitted:
    """Weighted logistic line."""
    design = _design(sample)
    model = GLM(sample.mentioned, design, family=Binomial(), var_weights=sample.weights)
    fit = model.fit(tol=1e-12, maxiter=200)
    expected = np.asarray(fit.fittedvalues)
    spread = expected * (1 - expected)
    root = np.sqrt(sample.weights * spread)
    residual = (sample.mentioned - expected) / spread
    return fitted(np.asarray(fit.params), design * root[:, None], root * residual, sample.cluster)


def ends(
    coefficients: FloatArray, covariance: FloatArray, critical_of: Callable[[FloatArray], float]
) -> EndsPart:
    """Prevalence at rank 0 and 1 (limits on the logit scale), and their ratio (log scale).

    `coefficients` are intercept and slope of a logistic line, `critical_of` the critical value of
    a contrast of them. With p0, p1 at the ends, d log(p1 / p0) = (p0 - p1) d intercept + (1 - p1)
    d slope.
    """

    def error(gradient: FloatArray) -> float:
        return critical_of(gradient) * math.sqrt(max(float(gradient @ covariance @ gradient), 0.0))

    def end(gradient: FloatArray) -> tuple[float, float, float]:
        middle, half = float(gradient @ coefficients), error(gradient)
        return float(expit(middle)), float(expit(middle - half)), float(expit(middle + half))

    most, least = end(np.array([1.0, 0.0])), end(np.array([1.0, 1.0]))
    ratio = least[0] / most[0]
    spread = math.exp(error(np.array([most[0] - least[0], 1 - least[0]])))
    return (*most, *least, ratio, ratio / spread, ratio * spread)


def _record(
    slope: _SlopePart, ends: EndsPart, yes: int, sample: _Sample, reason: str
) -> IndividualSlope:
    weighted = "weighted " if len(np.unique(sample.weights)) > 1 else ""
    together = "" if sample.cluster is None else " of those who belong together"
    method = f"{weighted}linear slope and logistic ends; CR2 errors{together}, Satterthwaite's t"
    return IndividualSlope(*slope, *ends, len(sample.rank), yes, method, reason)

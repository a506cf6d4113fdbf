"""Slope of inequality from participants instead of quantiles.

Each participant carries the relative rank of their area among the county's residents (0 = most,
1 = least deprived) and whether they mentioned something (1) or not (0). The least-squares slope
of mention on rank is the slope index of inequality; a logistic line gives the two ends of the
gradient, and their ratio, inside 0 and 1. The rank is of residents, never of the sample, and the
design must be one that carries a gradient: never purposive interviews.

Standard errors are robust: White's HC1, or clustered where several participants belong together
(site, group). MacKinnon JG, White H (1985), Journal of Econometrics 29:305-325,
doi:10.1016/0304-4076(85)90158-7.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.special import expit
from scipy.stats import t as student

from insight.errors import InputError
from insight.inequality.inputs import (
    FloatArray,
    Numbers,
    confidence_level,
    numbers,
    same_length,
    weights_or_ones,
    zeros_and_ones,
)

FEWEST_PARTICIPANTS = 3
FEWEST_CLUSTERS = 40  # below this, clustered errors are known to be too small


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
class Line:
    """Intercept, slope and their covariance."""

    intercept: float
    slope: float
    covariance: FloatArray


@dataclass(frozen=True)
class _Sample:
    """Participants with a weight above 0, in an order of their own."""

    mentioned: FloatArray
    rank: FloatArray
    weights: FloatArray
    cluster: FloatArray | None


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
    weights, `cluster` what groups participants; all of one length. Intervals use Student's t
    with n - 2 degrees of freedom, or clusters - 1.

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
    freedom = len(sample.rank) - 2 if sample.cluster is None else len(np.unique(sample.cluster)) - 1
    critical = float(student.ppf((1 + level) / 2, freedom))
    line = _linear(sample)
    error = math.sqrt(line.covariance[1, 1])
    t_value = abs(line.slope) / error if error > 0 else math.inf
    p_value = float(2 * student.sf(t_value, freedom))
    slope = (line.slope, line.slope - critical * error, line.slope + critical * error, p_value)
    return _record(slope, ends(_logistic(sample), critical), yes, sample, "")


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
    groups = np.zeros(len(said)) if cluster is None else _cluster_numbers(cluster)
    same_length(mentioned=said, rank=ranks, weights=weight, cluster=groups)
    order = np.lexsort((groups, weight, said, ranks))
    order = order[weight[order] > 0]
    found = groups[order] if cluster is not None else None
    if found is not None and len(np.unique(found)) < 2:
        raise InputError(
            "all participants belong to one cluster",
            where="cluster",
            remedy="leave cluster out, or describe the group in words",
        )
    return _Sample(said[order], ranks[order], weight[order], found)


def _cluster_numbers(cluster: pd.Series | list[object]) -> FloatArray:
    names = pd.Series(cluster).reset_index(drop=True)
    if names.isna().any():
        raise InputError(
            f"{int(names.isna().sum())} participants have no cluster",
            where="cluster",
            remedy="give those who belong to no group a cluster of their own",
        )
    codes, _ = pd.factorize(names.astype(str), sort=True)
    return codes.astype(np.float64)


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


def _linear(sample: _Sample) -> Line:
    design = sm.add_constant(sample.rank)
    errors: dict[str, object] = {"cov_type": "HC1"}
    if sample.cluster is not None:
        groups = sample.cluster.astype(int)
        errors = {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
    fit = sm.WLS(sample.mentioned, design, weights=sample.weights).fit(**errors)
    return Line(float(fit.params[0]), float(fit.params[1]), np.asarray(fit.cov_params()))


def _logistic(sample: _Sample) -> Line:
    """Weighted logistic line; statsmodels has no robust errors for weighted ones, so see below."""
    design = sm.add_constant(sample.rank)
    model = sm.GLM(
        sample.mentioned, design, family=sm.families.Binomial(), var_weights=sample.weights
    )
    fit = model.fit(tol=1e-12, maxiter=200)
    expected = np.asarray(fit.fittedvalues)
    information = design.T @ (design * (sample.weights * expected * (1 - expected))[:, None])
    scores = design * (sample.weights * (sample.mentioned - expected))[:, None]
    covariance = _sandwich(information, scores, sample.cluster)
    return Line(float(fit.params[0]), float(fit.params[1]), covariance)


def _sandwich(
    information: FloatArray, scores: FloatArray, cluster: FloatArray | None
) -> FloatArray:
    """HC1 covariance, or its clustered form, with the usual small-sample factors."""
    n, parameters = scores.shape
    factor = n / (n - parameters)
    if cluster is not None:
        names, position = np.unique(cluster, return_inverse=True)
        sums = np.zeros((len(names), parameters))
        np.add.at(sums, position, scores)
        factor = len(names) / (len(names) - 1) * (n - 1) / (n - parameters)
        scores = sums
    bread = np.linalg.inv(information)
    covariance: FloatArray = factor * bread @ (scores.T @ scores) @ bread
    return covariance


def ends(line: Line, critical: float) -> EndsPart:
    """Prevalence at rank 0 and 1 (limits on the logit scale), and their ratio (log scale).

    With p0, p1 at the ends, d log(p1 / p0) = (p0 - p1) d intercept + (1 - p1) d slope.
    """
    coefficients = np.array([line.intercept, line.slope])

    def error(gradient: FloatArray) -> float:
        return critical * math.sqrt(gradient @ line.covariance @ gradient)

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
    method = f"{weighted}linear slope and logistic ends, HC1 errors, t with n - 2"
    if sample.cluster is not None:
        clusters = len(np.unique(sample.cluster))
        method = f"{weighted}linear slope and logistic ends, errors clustered in {clusters} groups"
        if clusters < FEWEST_CLUSTERS and not reason:
            reason = f"only {clusters} clusters: the interval is likely to be too narrow"
    return IndividualSlope(*slope, *ends, len(sample.rank), yes, method, reason)

"""Concentration index: how unequally something is spread over the deprivation ranking.

With people lined up from the most to the least deprived, R their fractional rank (the middle of
their share of the cumulated weight; ties share one middle), h the outcome and mu its weighted mean,

    C = 2 cov_w(h, R) / mu          between -1 and 1; negative: concentrated among the deprived

For an outcome with limits a and b, such as yes/no, C depends on mu. Two corrections:

    Erreygers  E = 4 mu C / (b - a)                        reported first
    Wagstaff   W = (b - a) mu C / ((b - mu) (mu - a))      for yes/no: C / (1 - mu)

Standard errors come from the regression of h on R, h = a + bR: C = 2 s2 b / (a + b/2), with s2 the
weighted variance of R, and the delta method.

Kakwani N, Wagstaff A, van Doorslaer E (1997), Journal of Econometrics 77:87-103,
doi:10.1016/S0304-4076(96)01807-6. Wagstaff A (2005), Health Economics 14:429-432,
doi:10.1002/hec.953. Erreygers G (2009), Journal of Health Economics 28:504-515,
doi:10.1016/j.jhealeco.2008.02.003.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm
from scipy.stats import norm

from insight.errors import InputError
from insight.inequality.inputs import (
    FloatArray,
    Numbers,
    confidence_level,
    numbers,
    same_length,
    weights_or_ones,
)


@dataclass(frozen=True)
class Concentration:
    """Concentration index with its two corrections; NaN where one does not exist (`reason`)."""

    erreygers: float
    erreygers_lower: float
    erreygers_upper: float
    wagstaff: float
    wagstaff_lower: float
    wagstaff_upper: float
    index: float
    index_lower: float
    index_upper: float
    index_se: float
    mean: float
    n: int
    method: str
    reason: str


@dataclass(frozen=True)
class _Line:
    """The regression of the outcome on the fractional rank."""

    intercept: float
    slope: float
    covariance: FloatArray
    rank_variance: float


def fractional_rank(ranking: Numbers, weights: Numbers | None = None) -> FloatArray:
    """Middle of each one's interval of the cumulated weight; equal places share one middle.

    >>> fractional_rank([30, 10, 20, 20]).tolist()
    [0.875, 0.125, 0.5, 0.5]
    """
    place = numbers(ranking, "ranking")
    weight = weights_or_ones(weights, len(place))
    same_length(ranking=place, weights=weight)
    levels, position = np.unique(place, return_inverse=True)
    block = np.zeros(len(levels))
    order = np.lexsort((weight, place))
    np.add.at(block, position[order], weight[order])
    middles = (np.cumsum(block) - block / 2) / block.sum()
    ranks: FloatArray = middles[position]
    return ranks


def concentration_index(
    outcome: Numbers,
    ranking: Numbers,
    weights: Numbers | None = None,
    *,
    bounds: tuple[float, float] | None = None,
    confidence: float = 0.95,
    robust: bool = True,
) -> Concentration:
    """Concentration index of `outcome` over people sorted by `ranking`, lowest = most deprived.

    `outcome` is zero or more; `bounds` are the limits it cannot pass, taken as (0, 1) when it
    holds only zeros and ones. `robust` takes White's HC1 errors in the regression; without it
    all residuals are taken to have one variance. Repeated answers of a person must be brought
    together first.

    Two of five people have it, and they are the two most deprived ones: R = 0.1, 0.3 ... 0.9, cov =
    -0.12, C = -0.24 / 0.4 = -0.6, E = 4 * 0.4 * -0.6, W = -0.6 / 0.6:

    >>> found = concentration_index([1, 1, 0, 0, 0], [1, 2, 3, 4, 5])
    >>> round(found.index, 6), round(found.erreygers, 6), round(found.wagstaff, 6)
    (-0.6, -0.96, -1.0)
    """
    level = confidence_level(confidence)
    values = numbers(outcome, "outcome")
    place = numbers(ranking, "ranking")
    weight = weights_or_ones(weights, len(values))
    same_length(outcome=values, ranking=place, weights=weight)
    order = np.lexsort((weight, values, place))
    order = order[weight[order] > 0]
    values, place, weight = values[order], place[order], weight[order]
    limits = _bounds(values, bounds)
    reason = _not_estimable(values, place)
    mean = float(np.average(values, weights=weight)) if len(values) else math.nan
    if reason:
        return Concentration(*(math.nan,) * 10, mean, len(values), _method(robust), reason)
    line = _regress(values, fractional_rank(place, weight), weight, robust)
    critical = float(norm.ppf((1 + level) / 2))
    index = _index(line, critical)
    erreygers, wagstaff, reason = _corrected(line, limits, critical)
    return Concentration(*erreygers, *wagstaff, *index, mean, len(values), _method(robust), reason)


def _bounds(values: FloatArray, bounds: tuple[float, float] | None) -> tuple[float, float] | None:
    if bounds is None:
        return (0.0, 1.0) if np.isin(values, (0.0, 1.0)).all() else None
    low, high = bounds
    if not low < high or (len(values) and (values.min() < low or values.max() > high)):
        raise InputError(
            "the outcome passes its own limits",
            where="bounds",
            remedy="give the least and the greatest value that is possible",
        )
    return (float(low), float(high))


def _not_estimable(values: FloatArray, place: FloatArray) -> str:
    if len(values) and values.min() < 0:
        raise InputError("negative values have no concentration index", where="outcome")
    if len(values) < 3:
        return "not estimable: fewer than three people"
    if place.min() == place.max():
        return "not estimable: all have one place in the ranking"
    if values.max() == 0:
        return "not estimable: nobody has it"
    return ""


def _regress(values: FloatArray, rank: FloatArray, weight: FloatArray, robust: bool) -> _Line:
    design = sm.add_constant(rank)
    errors = {"cov_type": "HC1"} if robust else {}
    fit = sm.WLS(values, design, weights=weight).fit(**errors)
    variance = float(np.average((rank - 0.5) ** 2, weights=weight))
    covariance = np.asarray(fit.cov_params())
    return _Line(float(fit.params[0]), float(fit.params[1]), covariance, variance)


def _index(line: _Line, critical: float) -> tuple[float, float, float, float]:
    """C, its limits and its standard error; the gradient is (-bD, aD), D = 8 s2 / (2a + b)^2."""
    a, b = line.intercept, line.slope
    index = 2 * line.rank_variance * b / (a + b / 2)
    scale = 8 * line.rank_variance / (2 * a + b) ** 2
    se = _error(line, -b * scale, a * scale)
    return (index, index - critical * se, index + critical * se, se)


def _corrected(
    line: _Line, limits: tuple[float, float] | None, critical: float
) -> tuple[tuple[float, float, float], tuple[float, float, float], str]:
    """Erreygers (linear in b) and Wagstaff, whose denominator moves with mu = a + b/2."""
    none = (math.nan,) * 3
    if limits is None:
        return none, none, "no corrections: the outcome has no stated limits"
    low, high = limits
    mean, twice_cov = line.intercept + line.slope / 2, 2 * line.rank_variance * line.slope
    width = high - low
    erreygers = 4 * twice_cov / width
    half = critical * _error(line, 0.0, 8 * line.rank_variance / width)
    first = (erreygers, erreygers - half, erreygers + half)
    room = (high - mean) * (mean - low)
    if room <= 1e-12 * width**2:
        return first, none, "no Wagstaff correction: everybody is at one limit"
    wagstaff = width * twice_cov / room
    by_mean = -wagstaff * (high + low - 2 * mean) / room
    by_slope = 2 * width * line.rank_variance / room + by_mean / 2
    half = critical * _error(line, by_mean, by_slope)
    return first, (wagstaff, wagstaff - half, wagstaff + half), ""


def _error(line: _Line, by_intercept: float, by_slope: float) -> float:
    gradient = np.array([by_intercept, by_slope])
    return math.sqrt(max(float(gradient @ line.covariance @ gradient), 0.0))


def _method(robust: bool) -> str:
    errors = "HC1" if robust else "classical"
    return f"regression on the fractional rank, delta method, {errors} errors"

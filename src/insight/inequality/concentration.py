"""Concentration index: how unequally something is spread over the deprivation ranking.

With people lined up from the most to the least deprived, R their fractional rank (the middle of
their share of the cumulated weight; ties share one middle), h the outcome and mu its weighted mean,

    C = 2 cov_w(h, R) / mu          between -1 and 1; negative: concentrated among the deprived

For an outcome with limits a and b, such as yes/no, C depends on mu. Two corrections:

    Erreygers  E = 4 mu C / (b - a)                        reported first
    Wagstaff   W = (b - a) mu C / ((b - mu) (mu - a))      for yes/no: C / (1 - mu)

Standard errors come from the regression of h on R, h = a + bR: C = 2 s2 b / (a + b/2), with s2 the
weighted variance of R, and the delta method; they are robust and hold where few answered, or
several belong together (see `robust`).

Kakwani N, Wagstaff A, van Doorslaer E (1997), Journal of Econometrics 77:87-103,
doi:10.1016/S0304-4076(96)01807-6. Wagstaff A (2005), Health Economics 14:429-432,
doi:10.1002/hec.953. Erreygers G (2009), Journal of Health Economics 28:504-515,
doi:10.1016/j.jhealeco.2008.02.003.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.errors import InputError
from insight.inequality.inputs import (
    FloatArray,
    Numbers,
    cluster_numbers,
    confidence_level,
    numbers,
    same_length,
    weights_or_ones,
)
from insight.inequality.robust import Fitted, critical, least_squares

METHOD = "regression on the fractional rank, delta method, CR2 errors, Satterthwaite's t"


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

    fit: Fitted
    rank_variance: float
    confidence: float

    def half(self, gradient: tuple[float, float]) -> float:
        """Half the interval of what has this gradient by intercept and slope."""
        _, error, freedom = self.fit.of(np.array(gradient))
        return critical(self.confidence, freedom) * error


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
    cluster: pd.Series | list[object] | None = None,
    *,
    bounds: tuple[float, float] | None = None,
    confidence: float = 0.95,
) -> Concentration:
    """Concentration index of `outcome` over people sorted by `ranking`, lowest = most deprived.

    `outcome` is zero or more; `bounds` are the limits it cannot pass, taken as (0, 1) when it
    holds only zeros and ones. `cluster` says who belong together, such as people of one area.
    Repeated answers of a person must be brought together first.

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
    groups = np.zeros(len(values)) if cluster is None else cluster_numbers(cluster)
    same_length(outcome=values, ranking=place, weights=weight, cluster=groups)
    order = np.lexsort((groups, weight, values, place))
    order = order[weight[order] > 0]
    values, place, weight, groups = values[order], place[order], weight[order], groups[order]
    limits = _bounds(values, bounds)
    reason = _not_estimable(values, place)
    mean = float(np.average(values, weights=weight)) if len(values) else math.nan
    if reason:
        return Concentration(*(math.nan,) * 10, mean, len(values), METHOD, reason)
    rank = fractional_rank(place, weight)
    line = _Line(
        least_squares(
            np.column_stack([np.ones(len(rank)), rank]),
            values,
            weight,
            None if cluster is None else np.unique(groups, return_inverse=True)[1],
        ),
        float(np.average((rank - 0.5) ** 2, weights=weight)),
        level,
    )
    erreygers, wagstaff, reason = _corrected(line, limits)
    return Concentration(*erreygers, *wagstaff, *_index(line), mean, len(values), METHOD, reason)


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


def _index(line: _Line) -> tuple[float, float, float, float]:
    """C, its limits and its standard error; the gradient is (-bD, aD), D = 8 s2 / (2a + b)^2."""
    a, b = (float(one) for one in line.fit.coefficients)
    index = 2 * line.rank_variance * b / (a + b / 2)
    scale = 8 * line.rank_variance / (2 * a + b) ** 2
    gradient = (-b * scale, a * scale)
    half = line.half(gradient)
    return (index, index - half, index + half, line.fit.of(np.array(gradient))[1])


def _corrected(
    line: _Line, limits: tuple[float, float] | None
) -> tuple[tuple[float, float, float], tuple[float, float, float], str]:
    """Erreygers (linear in b) and Wagstaff, whose denominator moves with mu = a + b/2."""
    none = (math.nan,) * 3
    if limits is None:
        return none, none, "no corrections: the outcome has no stated limits"
    low, high = limits
    a, b = (float(one) for one in line.fit.coefficients)
    mean, twice_cov = a + b / 2, 2 * line.rank_variance * b
    width = high - low
    erreygers = 4 * twice_cov / width
    half = line.half((0.0, 8 * line.rank_variance / width))
    first = (erreygers, erreygers - half, erreygers + half)
    room = (high - mean) * (mean - low)
    if room <= 1e-12 * width**2:
        return first, none, "no Wagstaff correction: everybody is at one limit"
    wagstaff = width * twice_cov / room
    by_mean = -wagstaff * (high + low - 2 * mean) / room
    half = line.half((by_mean, 2 * width * line.rank_variance / room + by_mean / 2))
    return first, (wagstaff, wagstaff - half, wagstaff + half), ""

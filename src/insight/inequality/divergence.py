"""How far two groups differ in what they say, and with what certainty."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import chi2, fisher_exact
from statsmodels.stats.proportion import confint_proportions_2indep

from insight.detectable import minimum_detectable_difference
from insight.errors import InputError
from insight.inequality.inputs import (
    Numbers,
    confidence_level,
    same_length,
    zeros_and_ones,
)
from insight.inequality.prevalence import wilson
from insight.inequality.robust import least_squares


@dataclass(frozen=True)
class Difference:
    """Prevalence in group a less that in group b; NaN where one of them was not asked.

    `ratio` is the one over the other, NaN where nobody of b mentioned it. `detectable` is the
    smallest difference that would probably show (80 % power), with the share of both groups
    together as it is; infinity where none would.
    """

    difference: float
    lower: float
    upper: float
    ratio: float
    ratio_lower: float
    ratio_upper: float
    p_value: float
    detectable: float
    n_a: int
    n_b: int
    method: str


INDEPENDENT = "Newcombe's hybrid score interval; N - 1 chi-squared test"
TOGETHER = "CR2 errors of those who belong together, Satterthwaite's t"
_FEWEST_EXPECTED = 1
_NO_FIGURES = (math.nan,) * 8
_B_AND_A = np.array([0.0, 1.0])


def difference_of_proportions(
    x_a: int, n_a: int, x_b: int, n_b: int, confidence: float = 0.95
) -> Difference:
    """Difference x_a/n_a - x_b/n_b of independent groups, with Newcombe's hybrid interval.

    With the Wilson limits l and u of each group, d = p_a - p_b lies between

        d - sqrt((p_a - l_a)^2 + (u_b - p_b)^2)   and   d + sqrt((u_a - p_a)^2 + (p_b - l_b)^2)

    Newcombe RG (1998), Statistics in Medicine 17:873-890 (method 10, first example: 56 of 70
    against 48 of 80), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I. The
    ratio has limits made in the same way of the same four: Donner A, Zou GY (2012), Statistical
    Methods in Medical Research 21:347-359, doi:10.1177/0962280210383082. The test is Pearson's
    times (N - 1) / N, or Fisher's where less than one is expected in a cell: Campbell I (2007),
    Statistics in Medicine 26:3661-3675, doi:10.1002/sim.2832.

    >>> found = difference_of_proportions(56, 70, 48, 80)
    >>> [round(number, 4) for number in (found.difference, found.lower, found.upper)]
    [0.2, 0.0524, 0.3339]
    """
    level = confidence_level(confidence)
    for count, asked in ((x_a, n_a), (x_b, n_b)):
        if not 0 <= count <= asked:
            raise InputError(
                "a count must lie between 0 and the number asked",
                where="x_a, n_a, x_b, n_b",
                remedy="count participants, not segments",
            )
    if not n_a or not n_b:
        return Difference(*_NO_FIGURES, n_a, n_b, INDEPENDENT)
    lower, upper = confint_proportions_2indep(
        x_a, n_a, x_b, n_b, method="newcomb", compare="diff", alpha=1 - level
    )
    return Difference(
        x_a / n_a - x_b / n_b,
        max(float(lower), -1.0),
        min(float(upper), 1.0),
        *_ratio(x_a, n_a, x_b, n_b, level),
        _p_value(x_a, n_a, x_b, n_b),
        _detectable(x_a, n_a, x_b, n_b),
        int(n_a),
        int(n_b),
        INDEPENDENT,
    )


def difference_of_groups(
    mentioned: Numbers,
    in_a: npt.ArrayLike,
    in_b: npt.ArrayLike,
    cluster: pd.Series | Sequence[object] | None = None,
    *,
    confidence: float = 0.95,
) -> Difference:
    """The same for people of whom some belong together, or are in both groups.

    `mentioned` (N) holds 0 or 1, `in_a` and `in_b` yes or no, `cluster` what groups the people.
    Where everybody stands alone this is `difference_of_proportions`. Else the difference is a
    regression of mentions on the group, with errors that count those together who belong together
    (see `robust`), and so is the logarithm of the ratio. The square of how much wider that
    makes the interval is the design effect of what can be detected. A group of one mind leaves no
    error to count by, and keeps the intervals of independent people.

    Two pairs of like-minded people in either group are two voices each, not four:

    >>> alone = difference_of_groups([1, 1, 0, 0, 1, 1, 0, 0], [1] * 4 + [0] * 4, [0] * 4 + [1] * 4)
    >>> pairs = difference_of_groups(
    ...     [1, 1, 0, 0, 1, 1, 0, 0], [1] * 4 + [0] * 4, [0] * 4 + [1] * 4, list("aabbccdd"))
    >>> round(alone.upper, 2), round(pairs.upper, 2)
    (0.49, 1.0)
    """
    level = confidence_level(confidence)
    said = zeros_and_ones(mentioned, "mentioned")
    a, b = (np.asarray(group, dtype=bool) for group in (in_a, in_b))
    same_length(mentioned=said, in_a=a.astype(np.float64), in_b=b.astype(np.float64))
    x_a, n_a, x_b, n_b = (int(n) for n in (said[a].sum(), a.sum(), said[b].sum(), b.sum()))
    alone = difference_of_proportions(x_a, n_a, x_b, n_b, level)
    names = np.arange(len(said)) if cluster is None else pd.factorize(pd.Series(cluster))[0]
    who = np.concatenate([names[a], names[b]])
    of_one_mind = x_a in (0, n_a) or x_b in (0, n_b)
    if of_one_mind or len(np.unique(who)) == len(who):
        return alone
    # The regression has a row for each membership; those in both groups belong together.
    design = np.column_stack([np.ones(n_a + n_b), np.repeat([1.0, 0.0], [n_a, n_b])])
    voices = np.concatenate([said[a], said[b]])
    order = np.lexsort((who, voices, design[:, 1]))
    group = np.unique(who[order], return_inverse=True)[1]
    line = least_squares(design[order], voices[order], None, group)
    d, lower, upper = line.limits(_B_AND_A, level)
    # d log(p_a / p_b) = (1 / p_a - 1 / p_b) d p_b + (1 / p_a) d difference
    p_a, p_b = x_a / n_a, x_b / n_b
    slope = np.array([1 / p_a - 1 / p_b, 1 / p_a])
    middle, low, _ = line.limits(slope, level)
    spread = math.exp(middle - low)
    ratio = p_a / p_b
    # By intervals, and so with the few degrees of freedom that errors of few groups have.
    effect = ((upper - lower) / (alone.upper - alone.lower)) ** 2
    return Difference(
        d,
        max(lower, -1.0),
        min(upper, 1.0),
        ratio,
        ratio / spread,
        ratio * spread,
        line.p_value(_B_AND_A),
        _detectable(x_a, n_a, x_b, n_b, effect),
        n_a,
        n_b,
        TOGETHER,
    )


def _detectable(x_a: int, n_a: int, x_b: int, n_b: int, effect: float = 1.0) -> float:
    share = (x_a + x_b) / (n_a + n_b)
    if not 0 < share < 1 or not effect > 0:
        return math.nan
    return minimum_detectable_difference(n_a, share, n_b, design_effect=effect)


def _ratio(x_a: int, n_a: int, x_b: int, n_b: int, level: float) -> tuple[float, float, float]:
    if not x_b:
        return (math.nan,) * 3
    p, q = x_a / n_a, x_b / n_b
    lows, highs = wilson([x_a, x_b], [n_a, n_b], level)

    def limit(own: float, other: float, sign: int) -> float:
        below = other * (2 * q - other)
        inside = (p * q) ** 2 - own * (2 * p - own) * below
        return (p * q + sign * math.sqrt(max(inside, 0.0))) / below

    low = limit(float(lows[0]), float(highs[1]), -1)
    return p / q, low, limit(float(highs[0]), float(lows[1]), 1)


def _p_value(x_a: int, n_a: int, x_b: int, n_b: int) -> float:
    yes, n = x_a + x_b, n_a + n_b
    least = min(yes, n - yes) * min(n_a, n_b) / n
    if least < _FEWEST_EXPECTED:
        return float(fisher_exact([[x_a, n_a - x_a], [x_b, n_b - x_b]]).pvalue)
    share = yes / n
    z_squared = (x_a / n_a - x_b / n_b) ** 2 / (share * (1 - share) * (1 / n_a + 1 / n_b))
    return float(chi2.sf(z_squared * (n - 1) / n, 1))

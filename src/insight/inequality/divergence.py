"""How far two groups differ in what they say, and with what certainty."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.stats import fisher_exact
from statsmodels.stats.proportion import confint_proportions_2indep

from insight.errors import InputError
from insight.inequality.inputs import confidence_level


@dataclass(frozen=True)
class Difference:
    """Prevalence in group a less that in group b; NaN where one of them was not asked."""

    difference: float
    lower: float
    upper: float
    p_value: float
    n_a: int
    n_b: int
    method: str


METHOD = "Newcombe's hybrid score interval; Fisher's exact test"


def difference_of_proportions(
    x_a: int, n_a: int, x_b: int, n_b: int, confidence: float = 0.95
) -> Difference:
    """Difference x_a/n_a - x_b/n_b of independent groups, with Newcombe's hybrid interval.

    With the Wilson limits l and u of each group, d = p_a - p_b lies between

        d - sqrt((p_a - l_a)^2 + (u_b - p_b)^2)   and   d + sqrt((u_a - p_a)^2 + (p_b - l_b)^2)

    Newcombe RG (1998), Statistics in Medicine 17:873-890 (method 10, first example: 56 of 70
    against 48 of 80), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

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
        return Difference(math.nan, math.nan, math.nan, math.nan, n_a, n_b, METHOD)
    lower, upper = confint_proportions_2indep(
        x_a, n_a, x_b, n_b, method="newcomb", compare="diff", alpha=1 - level
    )
    p_value = float(fisher_exact([[x_a, n_a - x_a], [x_b, n_b - x_b]]).pvalue)
    difference = x_a / n_a - x_b / n_b
    return Difference(
        difference,
        max(float(lower), -1.0),
        min(float(upper), 1.0),
        p_value,
        int(n_a),
        int(n_b),
        METHOD,
    )

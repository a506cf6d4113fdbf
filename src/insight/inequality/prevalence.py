"""How common something is among participants, and what so few of them can show at all."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from insight.errors import InputError
from insight.inequality.inputs import FloatArray, Numbers, confidence_level

WIDTH_OF_RANK = 1 / 12  # variance of a relative rank spread evenly between 0 and 1


def wilson(
    x: Numbers | float, n: Numbers | float, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Wilson's score interval for x of n participants; arrays are matched element by element.

        (2x + z^2 -+ z sqrt(z^2 + 4x (1 - x/n))) / (2 (n + z^2))

    Nobody asked (n = 0) gives NaN. Wilson EB (1927), JASA 22:209-212,
    doi:10.1080/01621459.1927.10502953.

    >>> low, high = wilson(7, 20)
    >>> round(float(low), 3), round(float(high), 3)
    (0.181, 0.567)
    """
    level = confidence_level(confidence)
    count, asked = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(n, dtype=float))
    if not (np.isfinite(count).all() and np.isfinite(asked).all()):
        raise InputError("counts must be numbers", where="x, n")
    if (count < 0).any() or (count > asked).any():
        raise InputError(
            "a count must lie between 0 and the number asked",
            where="x, n",
            remedy="count participants, not segments",
        )
    safe = np.where(asked > 0, asked, 1.0)
    low, high = proportion_confint(count, safe, alpha=1 - level, method="wilson")
    lower = np.where(asked > 0, np.where(count == 0, 0.0, np.maximum(low, 0.0)), np.nan)
    upper = np.where(asked > 0, np.where(count == asked, 1.0, np.minimum(high, 1.0)), np.nan)
    return lower, upper


def benjamini_hochberg(p_values: Numbers) -> FloatArray:
    """Adjusted p-values that control the false discovery rate over one declared family.

    The i-th smallest of m becomes min over j >= i of m p_(j) / j, at most 1. NaN (not
    estimable) stays NaN and does not count in m. Benjamini Y, Hochberg Y (1995), Journal of the
    Royal Statistical Society B 57:289-300, doi:10.1111/j.2517-6161.1995.tb02031.x.

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    p = np.asarray(p_values, dtype=np.float64)
    known = ~np.isnan(p)
    if ((p[known] < 0) | (p[known] > 1)).any():
        raise InputError("p-values must lie between 0 and 1", where="p_values")
    adjusted = np.full(p.shape, np.nan)
    if known.any():
        adjusted[known] = multipletests(p[known], method="fdr_bh")[1]
    return adjusted


def minimum_detectable_difference(
    n: float,
    p: float,
    n_other: float | None = None,
    *,
    confidence: float = 0.95,
    power: float = 0.8,
) -> float:
    """Smallest difference in prevalence that two groups of this size would probably show.

        (z_(1+confidence)/2 + z_power) sqrt(p (1 - p) (1/n + 1/n_other))

    `p` is the prevalence expected in both, `n_other` the size of the second group (default: as the
    first). Infinity where even none against all would not show. Fleiss JL, Levin B, Paik MC (2003),
    Statistical Methods for Rates and Proportions, chapter 4, doi:10.1002/0471445428.

    >>> round(minimum_detectable_difference(20, 0.3), 3)
    0.406
    """
    other = n if n_other is None else n_other
    _check_sizes(p, power, n, other)
    spread = math.sqrt(p * (1 - p) * (1 / n + 1 / other))
    return _or_infinity(_needed(confidence, power) * spread, p)


def minimum_detectable_slope(
    n: float, p: float, *, confidence: float = 0.95, power: float = 0.8
) -> float:
    """Smallest slope index of inequality that n participants would probably show.

        (z_(1+confidence)/2 + z_power) sqrt(p (1 - p) / (n / 12))

    for participants spread evenly over the deprivation ranking (variance of the rank 1/12);
    infinity where no slope that keeps prevalence p in the middle would.

    >>> round(minimum_detectable_slope(150, 0.3), 3)
    0.363
    """
    _check_sizes(p, power, n)
    slope = _needed(confidence, power) * math.sqrt(p * (1 - p) / (n * WIDTH_OF_RANK))
    return slope if slope <= 2 * min(p, 1 - p) else math.inf


def detectable_from(lower: float, upper: float, confidence: float = 0.95) -> float:
    """Smallest effect that would probably show (80 % power), from an interval of this width.

        (upper - lower) / 2 * (1 + z_power / z_(1+confidence)/2)

    >>> round(detectable_from(-0.1, 0.3), 3)
    0.286
    """
    z = float(norm.ppf((1 + confidence_level(confidence)) / 2))
    return (upper - lower) / 2 * _needed(confidence, 0.8) / z


def _needed(confidence: float, power: float) -> float:
    return float(norm.ppf((1 + confidence_level(confidence)) / 2) + norm.ppf(power))


def _check_sizes(p: float, power: float, *sizes: float) -> None:
    if not 0 < p < 1 or not 0 < power < 1:
        raise InputError("must lie between 0 and 1, both excluded", where="p, power")
    if not all(size > 0 for size in sizes):
        raise InputError("a group needs at least one participant", where="n")


def _or_infinity(difference: float, p: float) -> float:
    return difference if difference <= max(p, 1 - p) else math.inf

"""How common something is among participants, and p-values of many codes at once."""

from __future__ import annotations

import numpy as np
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from insight.errors import InputError
from insight.inequality.inputs import FloatArray, Numbers, confidence_level


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

"""Cohen's kappa, and agreement on yes and on no.

With p the share of segments on which two coders agree, and q the share on which they would if each
gave the code as often as they do, but anywhere: kappa = (p - q) / (1 - q).

Cohen J (1960), Educational and Psychological Measurement 20:37-46,
doi:10.1177/001316446002000104. Viera AJ, Garrett JM (2005), Family Medicine 37:360-363: of 100,
both say yes to 15 and no to 70, one alone to 5, the other alone to 10: kappa 0.57. Of more than
two coders, the mean over their pairs: Light RJ (1971), Psychological Bulletin 76:365-377,
doi:10.1037/h0031643; here by how many segments both read.

Positive agreement: of the times that a code was given, the share in which the other coder gave it
too; negative, of the times it was not. Cicchetti DV, Feinstein AR (1990), Journal of Clinical
Epidemiology 43:551-558, doi:10.1016/0895-4356(90)90159-M.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def cohen_kappa(tables: FloatArray) -> FloatArray:
    """Kappa of each table (..., 2, 2): counts by what the first and what the second coder said.

    NaN where it is not defined: nobody judged, or both said the same of everything.

    >>> float(cohen_kappa(np.array([[70.0, 10.0], [5.0, 15.0]])).round(3))
    0.571
    """
    n = tables.sum(axis=(-2, -1))
    whole = np.maximum(n, 1)
    agreed = np.trace(tables, axis1=-2, axis2=-1) / whole
    chance = (tables.sum(axis=-1) * tables.sum(axis=-2)).sum(axis=-1) / whole**2
    defined = (n > 0) & (1 - chance > np.finfo(np.float64).eps * 8)
    kappa: FloatArray = np.where(
        defined, (agreed - chance) / np.where(defined, 1 - chance, 1), np.nan
    )
    return kappa


def specific_agreement(both: float, either: float) -> float:
    """Share of agreement on one answer: `both` gave it; `either` but not both did.

    NaN where nobody gave it.

    >>> specific_agreement(15, 15)
    0.6666666666666666
    """
    return 2 * both / (2 * both + either) if both + either else float("nan")

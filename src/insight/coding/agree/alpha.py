"""Krippendorff's alpha, nominal and ordinal.

With o(c, k) the coincidences of values c and k within units (each unit of m values adds, for every
ordered pair of its values, 1 / (m - 1)), n(c) = sum over k of o(c, k), n = sum of n(c), and d(c, k)
how different two values are,

    alpha = 1 - (n - 1) * (sum of o(c, k) * d(c, k)) / (sum of n(c) * n(k) * d(c, k))

Nominal values differ by 1 or not at all. Ordinal ones differ by the square of how many values lie
between them, in the order of all that were given, the two counted by half each.

Krippendorff K (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania; its
example C (4 observers, 12 units) gives 0.743 nominal and 0.815 ordinal. Above 0.8 is firm, from
0.667 tentative.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Level = Literal["nominal", "ordinal"]

_ROUNDING = 6


def krippendorff_alpha(units: Sequence[Sequence[Hashable]], level: Level = "nominal") -> float:
    """Alpha of `units`, each the values that its coders gave (missing ones left out).

    NaN where no unit has two values, or all values are the same: then there is nothing to agree on.
    Ordinal values are numbers, or whatever sorts.

    >>> round(krippendorff_alpha([["a", "a"], ["b", "b"], ["a", "b"], ["a", "a"]]), 4)
    0.5333
    >>> round(krippendorff_alpha([[1, 1], [3, 3], [1, 3], [1, 1]], "ordinal"), 4)
    0.5333
    """
    given = {value for unit in units for value in unit}
    values = sorted(given) if level == "ordinal" else sorted(given, key=repr)  # type: ignore[type-var]
    counts = np.array(
        [[sum(one == value for one in unit) for value in values] for unit in units],
        dtype=np.float64,
    ).reshape(len(units), len(values))
    return float(alphas(coincidences(counts).sum(axis=0)[None], level)[0])


def coincidences(counts: FloatArray) -> FloatArray:
    """Coincidence matrix (k, k) of each unit, from how often each of k values was given in it.

    Units with fewer than two values have none: theirs is nought.
    """
    size = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1])
    matrices: FloatArray = pairs / np.maximum(size - 1, 1)[:, None, None]
    return matrices


def alphas(coincidences: FloatArray, level: Level = "nominal") -> FloatArray:
    """Alpha of each of the matrices (r, k, k); NaN where it is not defined."""
    totals = coincidences.sum(axis=2)
    n = totals.sum(axis=1)
    differ = _differences(totals, level)
    observed = (coincidences * differ).sum(axis=(1, 2))
    expected = (totals[:, :, None] * totals[:, None, :] * differ).sum(axis=(1, 2))
    scale = np.maximum(n, 1) ** (2 if level == "nominal" else 4)
    defined = expected > _ROUNDING * np.finfo(np.float64).eps * scale
    return np.where(defined, 1 - (n - 1) * observed / np.where(defined, expected, 1), np.nan)


def _differences(totals: FloatArray, level: Level) -> FloatArray:
    """How different two values are, (r, k, k), from how often each was given, (r, k)."""
    if level == "nominal":
        unequal: FloatArray = np.broadcast_to(
            1 - np.eye(totals.shape[1]), (*totals.shape, totals.shape[1])
        )
        return unequal
    middle = totals.cumsum(axis=1) - totals / 2
    squares: FloatArray = (middle[:, :, None] - middle[:, None, :]) ** 2
    return squares

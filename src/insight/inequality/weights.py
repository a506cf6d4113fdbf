"""Survey weights that bring a sample to known margins, and what they cost.

Weights state a response model: within the raked margins, those who answered speak for those who
did not. They are for surveys; interviews are described, never weighted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from insight.errors import InputError
from insight.inequality.inputs import FloatArray, Numbers, numbers

TOLERANCE = 1e-10
ROUNDS = 5_000

Margins = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Raked:
    """Weights with mean 1, in the order of the sample, and how far they got.

    `largest_gap` is the largest difference left between a weighted share and its margin, which
    trimming opens; `n_trimmed` counts the weights held at a limit.
    """

    weights: pd.Series
    effective_n: float
    n_trimmed: int
    largest_gap: float


def effective_n(weights: Numbers) -> float:
    """Kish's effective sample size (sum w)^2 / sum w^2.

    Kish L (1965), Survey Sampling, section 11.7.

    >>> round(effective_n([1, 1, 1, 3]), 2)
    3.0
    """
    array = numbers(weights, "weights")
    if (array < 0).any() or not array.sum() > 0:
        raise InputError("weights must be zero or more, and not all zero", where="weights")
    return float(array.sum() ** 2 / (array**2).sum())


def rake(
    sample: pd.DataFrame, margins: Margins, *, trim: tuple[float, float] = (0.2, 5.0)
) -> Raked:
    """Weights under which the sample meets each margin in turn, until it meets all.

    `margins` gives, per column of `sample`, the population count (or share) of each category.
    Someone with a gap in a column keeps their weight in that step: the gap is a category of its
    own, whose share stays as it is. Weights are then held between the two limits of `trim`, at
    mean 1. Deming WE, Stephan FF (1940), Annals of Mathematical Statistics 11:427-444,
    doi:10.1214/aoms/1177731829.

    Three women and one man, in a population of halves: weights 2/3 and 2.

    >>> raked = rake(pd.DataFrame({"sex": ["f", "f", "f", "m"]}), {"sex": {"f": 50, "m": 50}})
    >>> raked.weights.round(3).tolist(), round(raked.effective_n, 2)
    ([0.667, 0.667, 0.667, 2.0], 3.0)
    """
    low, high = trim
    if not 0 < low < 1 < high:
        raise InputError("the limits must lie on both sides of 1", where="trim")
    _check(sample, margins)
    columns = list(margins)
    # Whole numbers per combination of categories: the order of the rows cannot change a digit.
    filled = sample[columns].astype("object").where(sample[columns].notna(), None)
    keys = pd.MultiIndex.from_frame(filled.map(lambda value: "" if value is None else str(value)))
    cells, position = np.unique(keys.to_numpy(), return_inverse=True)
    table = pd.DataFrame(list(cells), columns=columns)
    counts = np.bincount(position, minlength=len(cells)).astype(np.float64)
    raw = _raked(table, counts, margins)
    kept = _trimmed(raw, counts, low, high)
    at_limit = np.isclose(kept, low, rtol=1e-9) | np.isclose(kept, high, rtol=1e-9)
    weights = pd.Series(kept[position], index=sample.index, name="weight")
    return Raked(
        weights=weights,
        effective_n=float((counts * kept).sum() ** 2 / (counts * kept**2).sum()),
        n_trimmed=int(counts[at_limit].sum()),
        largest_gap=_largest_gap(table, counts * kept, margins),
    )


def _check(sample: pd.DataFrame, margins: Margins) -> None:
    if not margins or sample.empty:
        raise InputError("there is nothing to rake", where="sample, margins")
    for column, shares in margins.items():
        if column not in sample.columns:
            raise InputError("no such column in the sample", where=column)
        if any(not share > 0 for share in shares.values()):
            raise InputError("a category of the population is empty or negative", where=column)
        found = {str(value) for value in sample[column].dropna().unique()}
        known = {str(category) for category in shares}
        if found - known:
            raise InputError(
                f"{len(found - known)} categories of the sample are not in the population",
                where=column,
                remedy="recode them, or leave them empty if they are not known",
            )
        if known - found:
            raise InputError(
                f"nobody in the sample is {', '.join(sorted(known - found))}",
                where=column,
                remedy="join small categories, and name those who were not heard",
            )


def _steps(table: pd.DataFrame, margins: Margins) -> list[tuple[list[FloatArray], FloatArray]]:
    """Per margin: which cells belong to each category, and the category's share."""
    steps = []
    for column, shares in margins.items():
        wanted = np.array([float(share) for share in shares.values()])
        members = [
            np.asarray(table[column] == str(category), dtype=np.float64) for category in shares
        ]
        steps.append((members, np.asarray(wanted / wanted.sum(), dtype=np.float64)))
    return steps


def _raked(table: pd.DataFrame, counts: FloatArray, margins: Margins) -> FloatArray:
    """Iterative proportional fitting over cells; weights with mean 1."""
    weights = np.ones(len(counts))
    steps = _steps(table, margins)
    for _ in range(ROUNDS):
        for members, wanted in steps:
            totals = [float((weights * counts * member).sum()) for member in members]
            known = sum(totals)
            for member, share, total in zip(members, wanted, totals, strict=True):
                weights = np.where(member == 1, weights * share * known / total, weights)
        if _largest_gap(table, weights * counts, margins) < TOLERANCE:
            return np.asarray(weights * counts.sum() / (weights * counts).sum())
    raise InputError(
        "no weights meet all margins together",
        where=", ".join(margins),
        remedy="use fewer margins, or join small categories",
    )


def _trimmed(weights: FloatArray, counts: FloatArray, low: float, high: float) -> FloatArray:
    """Weights held between the limits and stretched so that their mean stays 1."""
    if low <= weights.min() and weights.max() <= high:
        return weights

    def excess(stretch: float) -> float:
        held = np.clip(stretch * weights, low, high)
        return float((counts * held).sum() / counts.sum() - 1)

    stretch = brentq(excess, low / weights.max(), high / weights.min(), xtol=1e-14)
    held: FloatArray = np.clip(stretch * weights, low, high)
    return held


def _largest_gap(table: pd.DataFrame, mass: FloatArray, margins: Margins) -> float:
    gaps = []
    for members, wanted in _steps(table, margins):
        totals = np.array([float((mass * member).sum()) for member in members])
        gaps.append(float(np.abs(totals / totals.sum() - wanted).max()))
    return max(gaps)

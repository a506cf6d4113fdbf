"""Slope and relative index of inequality from a table of deprivation quantiles.

Quantiles are ordered from the most to the least deprived. With n_i residents in quantile i,
a_i = n_i / sum(n) is its share and x_i = a_1 + ... + a_(i-1) + a_i / 2 its relative rank. The
weighted line y_i = alpha + beta * x_i, with weights a_i, gives

    SII = m * beta                     the difference between the ends of the line
    RII = (alpha + beta) / alpha       their ratio; inverted where the multiplier m is negative

The interval is simulated: each value is drawn from a normal distribution around itself with its
standard error, the line is fitted to every draw, and the limits are order statistics.

Method: Low A, Low A (2004), Measuring the gap, Journal of Public Health 26:388-395,
doi:10.1093/pubmed/fdh175; as practised in PHEindicatormethods (OHID).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm

from insight.errors import InputError
from insight.inequality.inputs import FloatArray, confidence_level, numbers

ValueType = Literal["mean", "rate", "proportion"]

FEWEST_QUANTILES, MOST_QUANTILES, UNSTABLE_ABOVE = 5, 100, 10
FEWEST_REPETITIONS = 1_000
RESULTS = ("sii", "sii_lower", "sii_upper", "rii", "rii_lower", "rii_upper", "intercept")

Scale = tuple[Callable[[FloatArray], FloatArray], Callable[[FloatArray], FloatArray]]


def _same(values: FloatArray) -> FloatArray:
    return values


SCALES: dict[ValueType, Scale] = {
    "mean": (_same, _same),
    "rate": (np.log, np.exp),
    "proportion": (logit, expit),
}


@dataclass(frozen=True)
class Columns:
    """Which column of the table says what."""

    value: str
    population: str
    quantile: str
    se: str | None
    lower: str | None
    upper: str | None

    def used(self) -> list[str]:
        """The columns given, quantile first."""
        given = (self.quantile, self.population, self.value, self.se, self.lower, self.upper)
        return [name for name in given if name is not None]


@dataclass(frozen=True)
class Method:
    """How values become a slope: everything that is the same for every group."""

    value_type: ValueType
    transform: bool
    multiplier: float
    confidence: float
    repetitions: int
    seed: int


@dataclass(frozen=True)
class Quantiles:
    """One group, most deprived first: relative rank, share, and the value on the scale of g."""

    rank: FloatArray
    share: FloatArray
    value: FloatArray
    se: FloatArray


def slope_index(
    table: pd.DataFrame,
    *,
    value: str,
    population: str,
    quantile: str,
    se: str | None = None,
    lower: str | None = None,
    upper: str | None = None,
    by: str | Sequence[str] | None = None,
    value_type: ValueType = "mean",
    transform: bool = False,
    multiplier: float = 1,
    confidence: float = 0.95,
    repetitions: int = 100_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Slope (SII) and relative (RII) index of inequality, one row per group.

    `table` holds one row per quantile and group; the other arguments name its columns. Quantile
    labels are evenly spaced numbers, lowest = most deprived, 5 to 100 of them, the same in every
    group. Give either `se` or both limits `lower` and `upper`, which are 95 % limits whatever
    `confidence` is asked for.

    `value_type` "rate" (above 0) and "proportion" (between 0 and 1) let values vary on the log
    and logit scale, g: a given `se` is then on that scale too. With `transform` the line itself
    is fitted to g(value), its ends are turned back, and `se` is refused.

    Returns the columns of `by`, then sii, sii_lower, sii_upper, rii, rii_lower, rii_upper and
    intercept (the fitted value of the most deprived end; times abs(multiplier) with
    `transform`). Negative `sii` and `rii` below 1 say: commoner, or higher, among the deprived.

    A group's row depends on its own rows, their order excepted, and on `seed` alone.

    >>> fifths = pd.DataFrame({"fifth": [1, 2, 3, 4, 5], "people": [100] * 5,
    ...                        "value": [11.0, 13.0, 15.0, 17.0, 19.0], "se": [0.0] * 5})
    >>> line = slope_index(fifths, value="value", population="people", quantile="fifth", se="se")
    >>> line[["sii", "rii", "intercept"]].round(6).to_dict("records")
    [{'sii': 10.0, 'rii': 2.0, 'intercept': 10.0}]
    """
    columns = Columns(value, population, quantile, se, lower, upper)
    method = Method(value_type, transform, multiplier, confidence, repetitions, seed)
    _check_method(method, columns)
    groups = [by] if isinstance(by, str) else list(by or [])
    _check_table(table, columns, groups)
    rows = []
    # One set of draws for all groups: a group comes out the same alone and among others.
    count = table[quantile].nunique()
    draws = np.random.default_rng(seed).standard_normal((count, repetitions))
    for key, part in _parts(table, groups, quantile):
        quantiles = _quantiles(part, columns, value_type)
        rows.append((*key, *_slope(quantiles, draws, method)))
    return pd.DataFrame(rows, columns=[*groups, *RESULTS])


def _check_method(method: Method, columns: Columns) -> None:
    if method.value_type not in SCALES:
        raise InputError("not a type of value", where="value_type", remedy="mean, rate, proportion")
    limits = columns.lower is not None and columns.upper is not None
    if (columns.se is None) == (not limits) or (columns.lower is None) != (columns.upper is None):
        raise InputError(
            "the spread of the values must be told in exactly one way",
            where="se, lower, upper",
            remedy="give either se, or both lower and upper",
        )
    if method.transform and (columns.se is not None or method.value_type == "mean"):
        raise InputError(
            "a transformed slope is for rates and proportions with limits, not for a given se",
            where="transform",
            remedy="give lower and upper, and a value_type of rate or proportion",
        )
    if method.multiplier == 0 or not np.isfinite(method.multiplier):
        raise InputError("must be a number other than 0", where="multiplier")
    if method.repetitions < FEWEST_REPETITIONS:
        raise InputError(f"fewer than {FEWEST_REPETITIONS}", where="repetitions")
    confidence_level(method.confidence)


def _check_table(table: pd.DataFrame, columns: Columns, groups: list[str]) -> None:
    absent = [name for name in [*groups, *columns.used()] if name not in table.columns]
    if absent:
        raise InputError(f"no column {', '.join(absent)}", remedy="name columns of the table")
    if table.empty:
        raise InputError("the table has no rows", remedy="give one row per quantile and group")
    if groups and table[groups].isna().any(axis=None):
        raise InputError("some rows name no group", where=", ".join(groups))
    for name in columns.used():
        numbers(table[name], name)
    if (numbers(table[columns.population], columns.population) <= 0).any():
        raise InputError(
            "some populations are zero or negative",
            where=columns.population,
            remedy="every quantile needs residents; use fewer quantiles",
        )
    labels = np.unique(numbers(table[columns.quantile], columns.quantile))
    _check_labels(labels, columns.quantile)
    whole = table.groupby(groups) if groups else [((), table)]
    for _, part in whole:
        found = np.sort(numbers(part[columns.quantile], columns.quantile))
        if not np.array_equal(found, labels):
            raise InputError(
                f"a group has {len(found)} rows where {len(labels)} quantiles are needed, "
                "each once",
                where=columns.quantile,
                remedy="leave the group out, or name the columns that tell groups apart in by",
            )


def _check_labels(labels: FloatArray, name: str) -> None:
    count = len(labels)
    if not FEWEST_QUANTILES <= count <= MOST_QUANTILES:
        raise InputError(f"{count} quantiles, where 5 to 100 are needed", where=name)
    steps = np.diff(labels)
    if not np.allclose(steps, steps[0]):
        raise InputError(
            "a quantile is missing: the labels are not evenly spaced",
            where=name,
            remedy="number the quantiles 1, 2, 3 ... and give each of them",
        )
    if count > UNSTABLE_ABOVE:
        warnings.warn(
            f"{count} quantiles: small numbers in each can make the slope unstable", stacklevel=4
        )


def _parts(
    table: pd.DataFrame, groups: list[str], quantile: str
) -> list[tuple[tuple[object, ...], pd.DataFrame]]:
    """The groups in the order of their names, each with its most deprived quantile first."""
    ordered = table.assign(**{quantile: numbers(table[quantile], quantile)})
    ordered = ordered.sort_values(quantile, kind="stable")
    if not groups:
        return [((), ordered)]
    return [(key, part) for key, part in ordered.groupby(groups, sort=True)]


def _quantiles(part: pd.DataFrame, columns: Columns, value_type: ValueType) -> Quantiles:
    people = numbers(part[columns.population], columns.population)
    share = people / people.sum()
    forward, _ = SCALES[value_type]
    value = numbers(part[columns.value], columns.value)
    _check_range(value, value_type, columns.value)
    if columns.lower is not None and columns.upper is not None:
        se = _se_from_limits(part, (columns.lower, columns.upper), value, value_type)
    else:
        se = numbers(part[columns.se], str(columns.se))
        if (se < 0).any():
            raise InputError("some standard errors are negative", where=columns.se)
    return Quantiles(np.cumsum(share) - share / 2, share, forward(value), se)


def _se_from_limits(
    part: pd.DataFrame, names: tuple[str, str], value: FloatArray, value_type: ValueType
) -> FloatArray:
    """[g(U) - g(L)] / (2 * 1.95996): the given limits are 95 % limits."""
    low, high = (numbers(part[name], name) for name in names)
    if ((low > value) | (value > high)).any():
        raise InputError(
            "some values lie outside their own limits",
            where=", ".join(names),
            remedy="check which column is which",
        )
    for limit, name in zip((low, high), names, strict=True):
        _check_range(limit, value_type, name)
    forward, _ = SCALES[value_type]
    se: FloatArray = (forward(high) - forward(low)) / (2 * norm.ppf(0.975))
    return se


def _check_range(values: FloatArray, value_type: ValueType, name: str) -> None:
    below = value_type != "mean" and (values <= 0).any()
    above = value_type == "proportion" and (values >= 1).any()
    if below or above:
        inside = "above 0" if value_type == "rate" else "between 0 and 1, both excluded"
        raise InputError(
            f"a {value_type} must lie {inside}",
            where=name,
            remedy="use fewer, larger quantiles, or individual_slope on the participants",
        )


def _fit(y: FloatArray, quantiles: Quantiles) -> tuple[FloatArray, FloatArray]:
    """Intercept and slope of the weighted line through y (quantiles first axis).

    The weighted mean of the relative ranks is 1/2 whatever the shares are. The sums are plain
    loops over the quantiles, so that no number of threads changes their last digit.
    """
    centred = quantiles.share * (quantiles.rank - 0.5)
    coefficients = centred / (centred * (quantiles.rank - 0.5)).sum()
    slope = sum(c * row for c, row in zip(coefficients, y, strict=True))
    middle = sum(a * row for a, row in zip(quantiles.share, y, strict=True))
    return np.asarray(middle - slope / 2), np.asarray(slope)


def _slope(quantiles: Quantiles, draws: FloatArray, method: Method) -> tuple[float, ...]:
    """The seven results of one group, in the order of RESULTS; `draws` are standard normal."""
    _, backward = SCALES[method.value_type]
    line_scale = _same if method.transform else backward
    fitted = _fit(line_scale(quantiles.value), quantiles)
    drawn = draws * quantiles.se[:, None] + quantiles.value[:, None]
    simulated = _fit(line_scale(drawn), quantiles)
    if method.transform:
        return _transformed(fitted, simulated[1], backward, method)
    return _untransformed(fitted, simulated, method)


def _limits(draws: FloatArray, confidence: float) -> tuple[float, float]:
    """Order statistics at round(R * p), counted from 1."""
    upper = confidence + (1 - confidence) / 2
    places = (round(len(draws) * (1 - upper)), round(len(draws) * upper))
    low, high = (min(max(place, 1), len(draws)) - 1 for place in places)
    ordered = np.partition(draws, (low, high))
    return float(ordered[low]), float(ordered[high])


def _untransformed(
    fitted: tuple[FloatArray, FloatArray], simulated: tuple[FloatArray, FloatArray], method: Method
) -> tuple[float, ...]:
    sii_limits = _limits(method.multiplier * simulated[1], method.confidence)
    first, last = (0, 1) if method.multiplier > 0 else (1, 0)
    ends = (fitted[0], fitted[0] + fitted[1])
    drawn = (simulated[0], simulated[0] + simulated[1])
    crossing = np.mean(np.sign(drawn[first]) != np.sign(ends[first]))
    ratio, rii_limits = np.nan, (np.nan, np.nan)
    if ends[first] != 0:
        ratio = float(ends[last] / ends[first])
    if crossing <= (1 - method.confidence) / 2:
        rii_limits = _limits(drawn[last] / drawn[first], method.confidence)
    else:
        warnings.warn("one end of the line is too close to 0 for a ratio with limits", stacklevel=4)
    sii = float(method.multiplier * fitted[1])
    return (sii, *sii_limits, ratio, *rii_limits, float(fitted[0]))


def _transformed(
    fitted: tuple[FloatArray, FloatArray],
    slopes: FloatArray,
    backward: Callable[[FloatArray], FloatArray],
    method: Method,
) -> tuple[float, ...]:
    """Limits of the slope turn around the middle of the fitted line; then all ends go back."""
    middle = fitted[0] + fitted[1] / 2
    results = []
    for slope in (fitted[1], *_limits(slopes, method.confidence)):
        start = float(backward(np.asarray(middle - slope / 2)))
        end = float(backward(np.asarray(middle + slope / 2)))
        ratio = end / start if method.multiplier > 0 else start / end
        results.append((method.multiplier * (end - start), ratio))
    (sii, rii), *limits = results
    (sii_low, rii_low), (sii_high, rii_high) = sorted(limits)
    intercept = float(backward(fitted[0])) * abs(method.multiplier)
    return (sii, sii_low, sii_high, rii, rii_low, rii_high, intercept)

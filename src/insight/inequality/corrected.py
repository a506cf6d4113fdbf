"""What a machine coded, put right by a probability sample of what people coded.

N units (people, or segments) have the machine's word f, a number from 0 to 1; of some of them, each
drawn with a known probability pi > 0, people said whether the code applies (y = 0 or 1). R is 1 for
those. The corrected outcome of every unit is

    g = c + lambda f          outcome = g + R / pi * (y - g)

and figures are made from the outcomes as if they were what people said: their mean over a group is
unbiased for the mean of y, whatever the machine gets wrong and in whichever group, since R / pi is
1 on average. This is design-based supervised learning: Egami N, Hinck M, Stewart BM, Wei H (2023),
NeurIPS 36, arXiv:2306.04746; with `lambda` chosen for the least variance it is prediction-powered
inference with power tuning: Angelopoulos AN, Bates S, Fannjiang C, Jordan MI, Zrnic T (2023),
Science 382:669-674, doi:10.1126/science.adi6000; Angelopoulos AN, Duchi JC, Zrnic T (2023),
arXiv:2311.01453; survey statistics know it as the difference estimator: Sarndal CE, Swensson B,
Wretman J (1992), Model Assisted Survey Sampling, chapter 6, doi:10.1007/978-1-4612-4378-6.

f must not have been learned from what people said of the same unit, or of the same person.

Two populations can be meant. Where those asked stand for others like them, errors are those of the
outcomes themselves (robust, by cluster). Where they are the whole population (`finite`), only the
coding is uncertain, and what people read is certain:

    variance of a sum = sum over what was read of (1 - pi) / pi^2 * (y - g)^2

c and lambda were fitted to what was read, so that its own errors are too small: each is divided by
1 - h, h its leverage (HC3; MacKinnon JG, White H (1985), doi:10.1016/0304-4076(85)90158-7).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t as student

from insight.errors import InputError
from insight.inequality.inputs import FloatArray, Numbers, confidence_level, numbers, same_length

BoolArray = npt.NDArray[np.bool_]

FITTED = 2  # c and lambda
MOST_LEVERAGE = 0.9  # one that the line passes through would have no error of its own


@dataclass(frozen=True)
class Outcomes:
    """Corrected outcomes of N units, in the order given; see the head of this module.

    `weight` is R / pi or what stands for it, `correction` `weight` * (y - g), with an error
    of its own of `error`: the root of (1 - pi) / pi^2, times (y - g) / (1 - h). `uncertain` is
    1 - pi where people read, `inflation` 1 / (1 - h), `cluster` numbers from 0.
    """

    outcome: FloatArray
    weight: FloatArray
    correction: FloatArray
    error: FloatArray
    uncertain: FloatArray
    inflation: FloatArray
    cluster: npt.NDArray[np.intp]
    coded: FloatArray
    tuning: float

    @property
    def read(self) -> BoolArray:
        """Which units people read."""
        return np.asarray(~np.isnan(self.coded))


@dataclass(frozen=True)
class Corrected:
    """A corrected share, or a difference of two. NaN where `reason` says why there is none."""

    estimate: float
    lower: float
    upper: float
    se: float
    n: int
    n_coded: int
    reason: str


def corrected_outcomes(
    predicted: Numbers,
    coded: Numbers,
    weight: Numbers,
    spread: Numbers | None = None,
    cluster: pd.Series | list[object] | None = None,
    *,
    tuned: bool = True,
) -> Outcomes:
    """Corrected outcomes of N units.

    `predicted` is the machine's word from 0 to 1; `coded` what people said: 0, 1, or NaN where
    nobody drawn read it; `weight` 1 / pi of those read (elsewhere not looked at); `spread`
    (1 - pi) / pi^2, by default as `weight` has it, and another where a sample was drawn in
    several rounds. `cluster` says which units belong together, and were drawn together. Without
    `tuned`, lambda is 1 and c is 0 (plain design-based supervised learning); with it, they are
    those of least variance,

        c, lambda = argmin sum over what was read of spread * (y - c - lambda f)^2

    with lambda kept from 0 to 1.

    Four comments of which two were read, each drawn with probability one half. The machine said
    1, 1, 0, 0; people say 1 of the first and 1 of the third:

    >>> found = corrected_outcomes([1, 1, 0, 0], [1, float("nan"), 1, float("nan")], [2] * 4,
    ...                            tuned=False)
    >>> found.outcome.tolist(), float(found.outcome.mean())
    ([1.0, 1.0, 2.0, 0.0], 1.0)
    """
    word = numbers(predicted, "predicted")
    said = np.asarray(coded, dtype=np.float64)
    times = np.asarray(weight, dtype=np.float64)
    apart = times * (times - 1) if spread is None else np.asarray(spread, dtype=np.float64)
    same_length(predicted=word, coded=said, weight=times, spread=apart)
    read = ~np.isnan(said)
    _check(word, said[read], times[read], apart[read])
    who = np.arange(len(word)) if cluster is None else pd.factorize(pd.Series(cluster))[0]
    times, apart = np.where(read, times, 0.0), np.where(read, apart, 0.0)
    constant, tuning, leverage = 0.0, 1.0, np.zeros(len(word))
    if tuned:
        constant, tuning, leverage[read] = _tuned(word[read], said[read], apart[read])
    expected = constant + tuning * word
    missed = np.where(read, np.nan_to_num(said) - expected, 0.0)
    uncertain = np.divide(apart, times**2, where=times > 0, out=np.zeros(len(word)))
    inflation = 1 / (1 - leverage)
    return Outcomes(
        expected + times * missed,
        times,
        times * missed,
        np.sqrt(apart) * missed * inflation,
        uncertain,
        inflation,
        who,
        said,
        tuning,
    )


def _check(word: FloatArray, said: FloatArray, times: FloatArray, apart: FloatArray) -> None:
    if ((word < 0) | (word > 1)).any():
        raise InputError("the machine's word lies between 0 and 1", where="predicted")
    if not np.isin(said, (0.0, 1.0)).all():
        raise InputError(
            "what people said is neither yes (1) nor no (0)",
            where="coded",
            remedy="leave empty what nobody read",
        )
    if not ((times > 0) & np.isfinite(times) & (apart >= 0)).all():
        raise InputError(
            "the chance to be drawn must be known of all that people read",
            where="weight",
            remedy="give 1 / chance, the chance above 0 and at most 1",
        )


def _tuned(
    word: FloatArray, said: FloatArray, weight: FloatArray
) -> tuple[float, float, FloatArray]:
    """Constant c and lambda of least variance, and leverages; plain where all is certain."""
    total = math.fsum(weight)
    if total == 0:
        return 0.0, 1.0, np.zeros(len(word))
    mean_word = math.fsum(weight * word) / total
    mean_said = math.fsum(weight * said) / total
    spread = math.fsum(weight * (word - mean_word) ** 2)
    together = math.fsum(weight * (word - mean_word) * (said - mean_said))
    tuning = min(max(together / spread, 0.0), 1.0) if spread > 0 else 0.0
    leverage = weight / total
    if spread > 0:
        leverage = leverage + weight * (word - mean_word) ** 2 / spread
    return mean_said - tuning * mean_word, tuning, np.minimum(leverage, MOST_LEVERAGE)


def corrected_prevalence(
    outcomes: Outcomes,
    of: npt.ArrayLike | None = None,
    *,
    finite: bool = False,
    confidence: float = 0.95,
) -> Corrected:
    """Share of units with the code, among those that `of` (N, yes or no) picks; all without it.

    The interval is Wilson's with the sample size at which a plain sample would be as certain,
    p (1 - p) / se^2, and Student's t: Kott PS, Carr DA (1997), Journal of Official Statistics
    13:139-148. An estimate outside 0 to 1 has no interval of this form and is cut to it.
    """
    level = confidence_level(confidence)
    chosen = picked(outcomes, of)
    share, se, freedom = _mean(outcomes, chosen, finite)
    n, n_coded = int(chosen.sum()), int((chosen & outcomes.read).sum())
    if freedom < 1:
        return Corrected(math.nan, math.nan, math.nan, math.nan, n, n_coded, "too few were read")
    critical = float(student.ppf((1 + level) / 2, freedom))
    low, high = _wilson(share, se, critical)
    return Corrected(min(max(share, 0.0), 1.0), low, high, se, n, n_coded, "")


def corrected_difference(
    outcomes: Outcomes,
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    *,
    finite: bool = False,
    confidence: float = 0.95,
) -> Corrected:
    """Share among `a` less share among `b` (each N, yes or no; somebody may be in both)."""
    level = confidence_level(confidence)
    first, second = picked(outcomes, a), picked(outcomes, b)
    either = first | second
    n, n_coded = int(either.sum()), int((either & outcomes.read).sum())
    share_a, _, freedom_a = _mean(outcomes, first, finite)
    share_b, _, freedom_b = _mean(outcomes, second, finite)
    if min(freedom_a, freedom_b) < 1:
        return Corrected(math.nan, math.nan, math.nan, math.nan, n, n_coded, "too few were read")
    parts = _parts(outcomes, first, share_a, finite) / first.sum()
    parts = parts - _parts(outcomes, second, share_b, finite) / second.sum()
    se = math.sqrt(_variance(outcomes, parts, finite))
    half = float(student.ppf((1 + level) / 2, freedom_a + freedom_b)) * se
    d = share_a - share_b
    return Corrected(d, max(d - half, -1.0), min(d + half, 1.0), se, n, n_coded, "")


def picked(outcomes: Outcomes, of: npt.ArrayLike | None) -> BoolArray:
    """Which of the N units `of` picks; all without it."""
    if of is None:
        return np.ones(len(outcomes.outcome), dtype=bool)
    chosen = np.asarray(of, dtype=bool)
    same_length(outcomes=outcomes.outcome, of=chosen.astype(np.float64))
    return chosen


def degrees_of_freedom(outcomes: Outcomes, chosen: BoolArray) -> int:
    """Clusters read among the `chosen`, less what was fitted."""
    return len(np.unique(outcomes.cluster[chosen & outcomes.read])) - FITTED


def _mean(outcomes: Outcomes, chosen: BoolArray, finite: bool) -> tuple[float, float, int]:
    """Mean outcome, its standard error, and degrees of freedom."""
    n = int(chosen.sum())
    freedom = degrees_of_freedom(outcomes, chosen)
    if freedom < 1:
        return math.nan, math.nan, freedom
    mean = math.fsum(outcomes.outcome[chosen]) / n
    parts = _parts(outcomes, chosen, mean, finite) / n
    return mean, math.sqrt(_variance(outcomes, parts, finite)), freedom


def _parts(outcomes: Outcomes, chosen: BoolArray, mean: float, finite: bool) -> FloatArray:
    """What each unit adds to the error of the sum over the `chosen`."""
    return np.where(chosen, errors(outcomes, np.full(len(chosen), mean), finite), 0.0)


def errors(outcomes: Outcomes, fitted: FloatArray, finite: bool) -> FloatArray:
    """How far each outcome is off: by its coding alone, or from what is `fitted` to it."""
    if finite:
        return outcomes.error
    inflated: FloatArray = outcomes.outcome + outcomes.correction * (outcomes.inflation - 1)
    return inflated - fitted


def _variance(outcomes: Outcomes, parts: FloatArray, finite: bool) -> float:
    """Variance of the sum of `parts` over clusters.

    Where only the coding is uncertain, and as many are drawn whoever it is, what all parts have in
    common adds nothing: Hájek J (1964), Annals of Mathematical Statistics 35:1491-1523,
    doi:10.1214/aoms/1177700375.
    """
    if finite:
        common = np.sqrt(outcomes.uncertain)
        total = math.fsum(common**2)
        if total > 0:
            parts = parts - common * (math.fsum(common * parts) / total)
    return math.fsum(np.bincount(outcomes.cluster, weights=parts) ** 2)


def _wilson(share: float, se: float, critical: float) -> tuple[float, float]:
    if se == 0 or not 0 < share < 1:
        return max(share - critical * se, 0.0), min(share + critical * se, 1.0)
    z2 = critical**2
    n = share * (1 - share) / se**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = critical * math.sqrt(share * (1 - share) / n + z2 / (4 * n**2)) / (1 + z2 / n)
    return middle - half, middle + half

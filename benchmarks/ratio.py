"""Whether intervals of the ratio of a gradient's ends hold: `python benchmarks/ratio.py [n ...]`.

People and sites as in `inequality.py`, at n = 40, 100 and 400; gradients are straight lines, so
that the true ratio is that of their ends. Intervals, all with CR2 errors:

log            as it is: ends of a logistic line, the logarithm of their ratio, Satterthwaite's t
log, normal    the same with the normal distribution in place of Student's
Fieller        ends of the straight line of the slope index, Fieller's interval, its t
simulation     the same ends drawn 2,000 times from their t distribution, as OHID draws its own
log-linear     a log-linear line (Zou G 2004, doi:10.1093/aje/kwh090)

"Open" is the share of intervals that have no upper end: the most deprived end may be nought.
"""

from __future__ import annotations

import math
import sys
import warnings
from collections import defaultdict

import numpy as np
import statsmodels.api as sm
from inequality import LEAST, REPETITIONS, SEED, SIZES, SLOPES, cases, sites, voices
from numpy.typing import NDArray
from scipy.special import expit

from insight.inequality import individual_slope
from insight.inequality.robust import Fitted, critical, fitted, least_squares

Floats = NDArray[np.float64]
Limits = tuple[float, float]

LEVEL = 0.95
DRAWS = 2_000
SLOPE = np.array([0.0, 1.0])
MOST = 600.0


def main() -> None:
    """Print how often each interval held, by case and in all."""
    for n in [int(one) for one in sys.argv[1:]] or SIZES:
        generator = np.random.default_rng(SEED)
        every: dict[tuple[str, float], list[float]] = defaultdict(list)
        for case in (one for one in cases(SLOPES) if one.n == n):
            truth = (case.share + case.effect / 2) / (case.share - case.effect / 2)
            site = sites(n)
            held: dict[str, list[bool]] = defaultdict(list)
            open_: dict[str, list[bool]] = defaultdict(list)
            for _ in range(REPETITIONS if n < max(SIZES) else REPETITIONS // 2):
                rank = generator.random(site.max() + 1)[site]
                said = voices(case.share + case.effect * (rank - 0.5), site, case.alike, generator)
                if min(said.sum(), len(said) - said.sum()) < LEAST:
                    continue
                found = individual_slope(said, rank, cluster=list(site))
                if found.reason.startswith("not"):
                    continue
                ends = {"log": (found.ratio_lower, found.ratio_upper)}
                ends |= intervals(said, rank, site, generator)
                for name, (low, high) in ends.items():
                    held[name].append(low <= truth <= high)
                    open_[name].append(math.isinf(high))
            told = [f"{who} {np.mean(one):.3f}" for who, one in held.items()]
            print(
                f"  {case.name}: {', '.join(told)}; open {np.mean(open_['Fieller']):.2f}",
                flush=True,
            )
            for who, one in held.items():
                every[who, case.effect].append(float(np.mean(one)))
        for (who, effect), shares in sorted(every.items()):
            print(f"n {n}, effect {effect}, {who}: held {np.mean(shares):.3f}", flush=True)


def intervals(
    said: Floats, rank: Floats, site: NDArray[np.intp], generator: np.random.Generator
) -> dict[str, Limits]:
    """The other intervals of one study."""
    design = np.column_stack([np.ones(len(rank)), rank])
    line = least_squares(design, said, None, site)
    logistic = curve(sm.families.Binomial(), said, design, site)
    most, least = expit(logistic.coefficients[0]), expit(logistic.coefficients.sum())
    middle = math.log(least / most)
    _, error, _ = logistic.of(np.array([most - least, 1 - least]))
    straight = curve(sm.families.Poisson(), said, design, site).limits(SLOPE, LEVEL)[1:]
    return {
        "log, normal": (exponent(middle - 1.96 * error), exponent(middle + 1.96 * error)),
        "Fieller": fieller(line),
        "simulation": simulated(line, generator),
        "log-linear": (exponent(straight[0]), exponent(straight[1])),
    }


def exponent(number: float) -> float:
    """The exponential of `number`, which may be very large."""
    return math.exp(min(number, MOST))


def curve(
    family: sm.families.Family, said: Floats, design: Floats, site: NDArray[np.intp]
) -> Fitted:
    """A line with the canonical link of `family`, and CR2 errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = sm.GLM(said, design, family=family).fit(tol=1e-12, maxiter=200)
    expected = np.asarray(fit.fittedvalues)
    weight = family.variance(expected)
    root = np.sqrt(weight)
    params = np.asarray(fit.params)
    return fitted(params, design * root[:, None], (said - expected) / root, site)


def fieller(line: Fitted) -> Limits:
    """Ratios r for which end_1 - r end_0 is within its error: Fieller EC (1954), JRSS B 16:175."""
    t = critical(LEVEL, line.freedom(SLOPE))
    p0, p1 = line.coefficients[0], line.coefficients.sum()
    v = line.covariance
    a = p0**2 - t**2 * v[0, 0]
    b = p0 * p1 - t**2 * (v[0, 0] + v[0, 1])
    c = p1**2 - t**2 * v.sum()
    root = b * b - a * c
    if a > 0:
        return max((b - math.sqrt(root)) / a, 0.0), (b + math.sqrt(root)) / a
    if root < 0 or p0 <= 0 or c < 0:
        return 0.0, math.inf
    return max((b - math.sqrt(root)) / a, 0.0), math.inf


def simulated(line: Fitted, generator: np.random.Generator) -> Limits:
    """Quantiles of the ratio of ends drawn from the line's t distribution."""
    freedom = max(line.freedom(SLOPE), 1.0)
    half = np.linalg.cholesky(line.covariance + 1e-14 * np.eye(2))
    normal = generator.standard_normal((DRAWS, 2)) @ half.T
    drawn = normal / np.sqrt(generator.chisquare(freedom, DRAWS) / freedom)[:, None]
    most = drawn[:, 0] + line.coefficients[0]
    least = most + drawn[:, 1] + line.coefficients[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(most > 0, np.maximum(least, 0.0) / most, math.inf)
    low, high = np.sort(ratio)[[int(0.025 * DRAWS), int(0.975 * DRAWS)]]
    return float(low), float(high)


if __name__ == "__main__":
    main()

"""Gradient over every segment, where people speak several times: the secondary analysis.

Each segment says it (1) or not (0); those of a person are alike. Generalised estimating equations
with a logit, one correlation within a person, and robust errors give the odds at the least
deprived end over the odds at the most deprived one, in the population (population-average: it is
not to be put into one table with person-specific odds of a mixed model). Whether a person says it
at all (`individual_slope`) comes first; naive tests on segments take one voice for many.

Liang KY, Zeger SL (1986), Biometrika 73:13-22, doi:10.1093/biomet/73.1.13. Errors of few people
are too small without a correction: Mancl LA, DeRouen TA (2001), Biometrics 57:126-134,
doi:10.1111/j.0006-341X.2001.00126.x, with Student's t on people - 1 degrees of freedom.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student
from statsmodels.genmod.cov_struct import Exchangeable
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_estimating_equations import GEE
from statsmodels.tools import add_constant
from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

from insight.inequality.inputs import (
    FloatArray,
    Numbers,
    cluster_numbers,
    confidence_level,
    numbers,
    same_length,
    zeros_and_ones,
)

FEWEST_PEOPLE = 10
_NONE = (math.nan,) * 5


@dataclass(frozen=True)
class RepeatedSlope:
    """Log odds ratio of the least over the most deprived end. NaN where `reason` says why.

    `alike` is the correlation of two segments of one person.
    """

    log_odds_ratio: float
    lower: float
    upper: float
    p_value: float
    alike: float
    n_segments: int
    n_people: int
    reason: str


def repeated_slope(
    mentioned: Numbers,
    rank: Numbers,
    person: pd.Series | list[object],
    *,
    confidence: float = 0.95,
) -> RepeatedSlope:
    """Gradient of segments (each 0 or 1) over the relative rank of their speaker's area.

    `person` says whose each segment is; a person has one rank. Fewer than ten people who say it, or
    who leave it unsaid somewhere, and a rank that divides the segments are "not estimable".
    """
    level = confidence_level(confidence)
    said, ranks = zeros_and_ones(mentioned, "mentioned"), numbers(rank, "rank")
    who = cluster_numbers(person)
    same_length(mentioned=said, rank=ranks, person=who)
    order = np.lexsort((said, who, ranks))
    said, ranks, who = said[order], ranks[order], who[order]
    people = len(np.unique(who))
    reason = _not_estimable(said, ranks, who)
    if not reason:
        fit = _fit(said, ranks, who)
        reason = "" if fit else "not estimable: the equations have no solution"
        if fit:
            slope, error, alike = fit
            half = float(student.ppf((1 + level) / 2, people - 1)) * error
            p_value = float(2 * student.sf(abs(slope) / error, people - 1))
            return RepeatedSlope(
                slope, slope - half, slope + half, p_value, alike, len(said), people, ""
            )
    return RepeatedSlope(*_NONE, len(said), people, reason)


def _fit(
    said: FloatArray,
    ranks: FloatArray,
    who: FloatArray,
) -> tuple[float, float, float] | None:
    """Slope, its corrected error and the correlation; None where the equations do not settle."""
    structure = Exchangeable()
    model = GEE(said, add_constant(ranks), who, family=Binomial(), cov_struct=structure)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        warnings.simplefilter("error", PerfectSeparationWarning)
        try:
            fit = model.fit(cov_type="bias_reduced", maxiter=200)
        except (ConvergenceWarning, PerfectSeparationWarning, np.linalg.LinAlgError):
            return None
    slope, error = float(fit.params[1]), float(fit.bse[1])
    settled = math.isfinite(slope) and math.isfinite(error) and error > 0
    return (slope, error, float(structure.dep_params)) if settled else None


def _not_estimable(
    said: FloatArray,
    ranks: FloatArray,
    who: FloatArray,
) -> str:
    if min(len(np.unique(who[said == 1])), len(np.unique(who[said == 0]))) < FEWEST_PEOPLE:
        return "not estimable: fewer than ten people say it, or leave it unsaid"
    yes, no = ranks[said == 1], ranks[said == 0]
    if yes.max() <= no.min() or no.max() <= yes.min():
        return "not estimable: the rank divides those who said it from those who did not"
    return ""

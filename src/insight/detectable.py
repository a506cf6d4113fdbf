"""What so many people could have shown at all: said before the result, and to judge it by.

A difference or slope that was not found, and is smaller than this, is "not enough to say" and
never "no difference".
"""

from __future__ import annotations

import math
from statistics import NormalDist

from insight.errors import InputError

WIDTH_OF_RANK = 1 / 12  # variance of a relative rank spread evenly between 0 and 1


def minimum_detectable_difference(
    n: float,
    p: float,
    n_other: float | None = None,
    *,
    design_effect: float = 1.0,
    confidence: float = 0.95,
    power: float = 0.8,
) -> float:
    """Smallest difference in prevalence that two groups of this size would probably show.

    `p` is the prevalence in both together, `n_other` the size of the second group (default: as the
    first), `design_effect` how many of its people tell as much as one who stands alone. With w the
    share of the first group in all people, the prevalences are p + (1 - w) d and p - w d, and the
    difference d is found with this power where

        d = z_(1+confidence)/2 sqrt(p (1 - p) (1/n + 1/n_other))
            + z_power sqrt(p_1 (1 - p_1) / n + p_2 (1 - p_2) / n_other)

    Either group may be the one ahead, and the larger of the two answers is given; the other's
    where one of them cannot be, and infinity where neither can. Fleiss JL, Levin B, Paik MC (2003),
    Statistical Methods for Rates and Proportions, chapter 4, doi:10.1002/0471445428.

    >>> round(minimum_detectable_difference(20, 0.3), 3)
    0.394
    >>> round(minimum_detectable_difference(80, 0.3, 120), 3)
    0.186
    """
    other = n if n_other is None else n_other
    _check(p, confidence, power, n, other, design_effect)
    first, second = n / design_effect, other / design_effect
    found = [
        _difference(first, second, p, confidence, power),
        _difference(second, first, p, confidence, power),
    ]
    return max((d for d in found if math.isfinite(d)), default=math.inf)


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
    _check(p, confidence, power, n)
    needed = _two_sided(confidence) + _z(power)
    slope = needed * math.sqrt(p * (1 - p) / (n * WIDTH_OF_RANK))
    return slope if slope <= 2 * min(p, 1 - p) else math.inf


def detectable_from(lower: float, upper: float, confidence: float = 0.95) -> float:
    """Smallest effect that would probably show (80 % power), from an interval of this width.

        (upper - lower) / 2 * (1 + z_power / z_(1+confidence)/2)

    Bloom HS (1995), Evaluation Review 19:547-556, doi:10.1177/0193841X9501900504.

    >>> round(detectable_from(-0.1, 0.3), 3)
    0.286
    """
    return (upper - lower) / 2 * (1 + _z(0.8) / _two_sided(confidence))


def _difference(n: float, other: float, p: float, confidence: float, power: float) -> float:
    """The same where the group of n is ahead; infinity where shares cannot lie so far apart.

    Squared, the equation of d is a quadratic one: a d^2 - 2 b d + c = 0.
    """
    everybody = n + other
    null, powerful = _two_sided(confidence), _z(power)
    alone = math.sqrt(p * (1 - p) * (1 / n + 1 / other))
    a = 1 + powerful**2 * (other**2 / n + n**2 / other) / everybody**2
    b = null * alone + powerful**2 * (0.5 - p) * (other / n - n / other) / everybody
    c = (null**2 - powerful**2) * alone**2
    if b * b < a * c:
        return math.inf
    d = (b + math.sqrt(b * b - a * c)) / a
    most = min((1 - p) * everybody / other, p * everybody / n)
    return d if null * alone <= d <= most else math.inf


def _two_sided(confidence: float) -> float:
    return _z((1 + confidence) / 2)


def _z(chance: float) -> float:
    return NormalDist().inv_cdf(chance)


def _check(p: float, confidence: float, power: float, *sizes: float) -> None:
    if not all(0 < share < 1 for share in (p, confidence, power)):
        raise InputError(
            "must lie between 0 and 1, both excluded",
            where="p, confidence, power",
            remedy="write 80 % as 0.8",
        )
    if not all(size > 0 for size in sizes):
        raise InputError("a group needs at least one participant", where="n")

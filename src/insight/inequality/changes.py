"""How far a share moved between two waves of a study, of which only estimates are known."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.stats import norm

from insight.detectable import detectable_from
from insight.errors import InputError


@dataclass(frozen=True)
class Estimate:
    """A share with its 95 % limits."""

    share: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.share <= self.high <= 1:
            raise InputError("a share lies between its limits, and these between 0 and 1")


@dataclass(frozen=True)
class Change:
    """Share now less share then, -1 to 1, and the least change that would probably have shown."""

    difference: float
    lower: float
    upper: float
    p_value: float
    detectable: float


METHOD = (
    "Newcombe's 95 % interval for two waves of other people; where the same people answered twice "
    "it is wider than it need be, and who did is not known from released tables"
)


def change_between(then: Estimate, now: Estimate) -> Change:
    """The change with its 95 % interval, by the limits of either share.

        d - sqrt((p - l)^2 + (u' - p')^2)  to  d + sqrt((u - p)^2 + (p' - l')^2),   d = p - p'

    with p now and p' then. Of Wilson's limits this is Newcombe's method 10; it holds for any two
    independent estimates with limits of their own (Zou GY, Donner A 2008, Statistics in Medicine
    27:1693-1702, doi:10.1002/sim.3095). The p-value and the least change that would probably have
    shown (80 % power) are those of a normal estimate with an interval of this width. Newcombe RG
    (1998), Statistics in Medicine 17:873-890, table II: 56 of 70 against 48 of 80 gives 0.20
    (0.0524 to 0.3339).

    >>> from insight.inequality import wilson
    >>> told = [Estimate(x / n, *map(float, wilson(x, n))) for x, n in ((48, 80), (56, 70))]
    >>> found = change_between(*told)
    >>> [round(number, 4) for number in (found.difference, found.lower, found.upper)]
    [0.2, 0.0524, 0.3339]
    """
    d = now.share - then.share
    lower = d - math.hypot(now.share - now.low, then.high - then.share)
    upper = d + math.hypot(now.high - now.share, then.share - then.low)
    # The limit on the side of no change decides whether the interval leaves it out.
    spread = (d - lower if d > 0 else upper - d) / float(norm.ppf(0.975))
    p_value = 2 * float(norm.sf(abs(d) / spread)) if spread > 0 else 1.0
    return Change(d, max(lower, -1.0), min(upper, 1.0), p_value, detectable_from(lower, upper))

"""Who was heard, beside who lives here, and who was not heard at all.

For purposive interviews these describe; they are no ground for weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from insight.errors import InputError
from insight.inequality.inputs import Numbers, numbers, same_length
from insight.inequality.prevalence import wilson


@dataclass(frozen=True)
class Representation:
    """Share of the speakers over share of the residents; 1 = as many as live here."""

    ratio: float
    lower: float
    upper: float
    share_heard: float
    share_resident: float
    n_heard: int
    n: int
    chance_of_none: float


def representation_ratio(
    heard: int, n: int, residents: float, population: float, confidence: float = 0.95
) -> Representation:
    """Ratio (heard / n) / (residents / population), with Wilson's interval for heard / n.

    `heard` of `n` speakers belong to a stratum that has `residents` of the `population`, which
    is taken as known. 7 of 20 speakers from a fifth of the county: 0.35 / 0.2 = 1.75, and Wilson's
    0.181 to 0.567 over 0.2:

    >>> found = representation_ratio(7, 20, 64_000, 320_000)
    >>> [round(number, 2) for number in (found.ratio, found.lower, found.upper)]
    [1.75, 0.91, 2.84]
    """
    if not 0 < residents <= population:
        raise InputError(
            "a stratum needs residents, and no more than the whole population",
            where="residents, population",
            remedy="take both from one source and year",
        )
    if n < 1:
        raise InputError("nobody was heard in any stratum", where="n")
    share = residents / population
    lower, upper = (float(limit) for limit in wilson(heard, n, confidence))
    return Representation(
        ratio=heard / n / share,
        lower=lower / share,
        upper=upper / share,
        share_heard=heard / n,
        share_resident=share,
        n_heard=int(heard),
        n=int(n),
        chance_of_none=chance_of_none(share, n),
    )


def dissimilarity(heard: Numbers, residents: Numbers) -> float:
    """Share of the speakers who would have to change stratum: half the sum of |s_i - p_i|.

    Both are counts over the same strata, in the same order; 0 = as the population, 1 = no stratum
    in common. Duncan OD, Duncan B (1955), American Sociological Review 20:210-217,
    doi:10.2307/2088328.

    >>> round(dissimilarity([5, 5, 10], [100, 100, 100]), 4)
    0.1667
    """
    counts, people = numbers(heard, "heard"), numbers(residents, "residents")
    same_length(heard=counts, residents=people)
    for array, name in ((counts, "heard"), (people, "residents")):
        if (array < 0).any() or array.sum() <= 0:
            raise InputError("counts must be zero or more, and not all zero", where=name)
    return float(np.abs(counts / counts.sum() - people / people.sum()).sum() / 2)


def chance_of_none(share: float, n: int) -> float:
    """Chance that n people drawn in proportion to the population include none of a stratum.

        (1 - share)^n

    >>> round(chance_of_none(0.05, 20), 3)
    0.358
    """
    if not 0 <= share <= 1 or n < 0:
        raise InputError("a share between 0 and 1 and a number of people are needed")
    return float((1 - share) ** n)

"""A sample of fixed size with unequal chances that are known exactly."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from insight.errors import InputError

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FLOOR = 0.25
_NEARLY = 1e-9


def chances(scores: FloatArray, count: int, floor: float = FLOOR) -> FloatArray:
    """Chance of each of N units to be among `count`, in proportion to its score (N, 0 or more).

    None is less than `floor` times count / N, so that nothing is out of reach; none is more than
    1, and their sum is `count`.

    >>> chances(np.array([3.0, 1.0, 0.0, 0.0]), 2, 0.5).tolist()
    [1.0, 0.5, 0.25, 0.25]
    """
    if not 0 < count <= len(scores):
        raise InputError(
            f"{count} of {len(scores)} cannot be drawn",
            where="count",
            remedy="draw at least one, and no more than there are",
        )
    if not 0 < floor <= 1:
        raise InputError("lies above 0 and is at most 1", where="floor")
    least = floor * count / len(scores)
    found = np.full(len(scores), least)
    share = np.where(scores > 0, scores, 0.0)
    if math.fsum(share) == 0:
        share = np.ones(len(scores))
    # What is cut off at 1 goes to the others, until nothing is left to hand out.
    while (left := count - math.fsum(found)) > _NEARLY:
        open_ones = np.where(found < 1, share, 0.0)
        if math.fsum(open_ones) == 0:
            open_ones = (found < 1).astype(np.float64)
        found = np.minimum(found + left * (open_ones / math.fsum(open_ones)), 1.0)
    return found


def pivotal(chance: FloatArray, generator: np.random.Generator) -> BoolArray:
    """A draw with the chances (N,), neighbours in their order seldom both.

    Two units fight for their chances in turn; the one that keeps some meets the next. Each is drawn
    with exactly its chance, and of any stretch as many as its chances add up to, give or take one,
    so that an order by likeness spreads the draw: the ordered pivotal method, Deville JC, Tillé Y
    (1998), Biometrika 85:89-101, doi:10.1093/biomet/85.1.89; Chauvet G (2012), Bernoulli
    18:1320-1340, doi:10.3150/11-BEJ380.

    >>> drawn = pivotal(np.full(8, 0.25), np.random.default_rng(1))
    >>> int(drawn.sum()), int(drawn[:4].sum())
    (2, 1)
    """
    drawn = chance >= 1 - _NEARLY
    open_ones = np.flatnonzero((chance > 0) & ~drawn)
    if not len(open_ones):
        return np.asarray(drawn)
    holder, held = int(open_ones[0]), float(chance[open_ones[0]])
    for other in map(int, open_ones[1:]):
        both, lot = held + float(chance[other]), float(generator.random())
        if both < 1:
            # One of them takes it all, the other is out.
            holder = holder if lot * both < held else other
            held = both
        else:
            # One of them is drawn, the other keeps what is left.
            first_wins = lot * (2 - both) < 1 - float(chance[other])
            winner, holder = (holder, other) if first_wins else (other, holder)
            drawn[winner] = True
            held = both - 1
    # A whole number of units is drawn; what is left of rounding is 0 or 1.
    drawn[holder] = bool(generator.random() < held) if _NEARLY < held < 1 - _NEARLY else held > 0.5
    return np.asarray(drawn)

"""Agreement on stretches that people drew themselves: Krippendorff's alpha for unitising.

Two coders mark units of one code on a continuum of length L; what lies between is a gap. Where
units overlap, the squares of how far their beginnings and their ends lie apart count as
disagreement, and where a unit lies in the other's gap, the square of its length:

    observed = (sum of these) / L^2
    expected = (2 / L) * sum over all units of
               [(N - 1) / 3 * (2 l^3 - 3 l^2 + l) + l^2 * sum over all gaps g >= l of (g - l + 1)]
               / (2L (2L - 1) - sum over all units of l (l - 1))
    alpha = 1 - observed / expected

with l the length of a unit and N how many there are. Krippendorff K (2004), Content Analysis, 2nd
ed., page 254, and Quality & Quantity 38:787-800, doi:10.1007/s11135-004-8107-7; its example
(L = 300) gives observed 0.0144, expected 0.0532, alpha 0.73 for category c, and 1 for k. With more
than two coders the coefficient does not behave (Krippendorff K, Mathet Y, Bouvry S, Widloecher A
2016, Quality & Quantity 50:2347-2364, doi:10.1007/s11135-015-0266-1): it is for pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
Unit = tuple[int, int]


def merged(units: Sequence[Unit]) -> list[Unit]:
    """Units (start, end) in order, those that overlap joined; they may touch.

    >>> merged([(5, 9), (0, 3), (2, 4), (9, 12)])
    [(0, 4), (5, 9), (9, 12)]
    """
    found: list[Unit] = []
    for start, end in sorted(units):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return found


def unitising_alpha(first: Sequence[Unit], second: Sequence[Unit], length: int) -> float:
    """Alpha of the units of two coders on a continuum from 0 to `length`; NaN without units.

    >>> c = [(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]
    >>> round(unitising_alpha(*c, 300), 4)
    0.7286
    """
    return float(Continua.of([(first, second, length)]).alpha(np.ones(1, dtype=np.int64)))


def characters(first: Sequence[Unit], second: Sequence[Unit]) -> tuple[int, int]:
    """How many characters both coders marked, and how many one of them alone."""
    one, other = merged(first), merged(second)
    both = sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)
    return both, sum(end - start for start, end in (*one, *other)) - 2 * both


@dataclass(frozen=True)
class Continua:
    """Several continua, one after another, on each of which two coders marked units.

    Arrays over units (of both coders), over gaps between two units of one continuum, and over
    coders and continua; `observed` is the disagreement of each continuum, not yet divided.
    """

    lengths: IntArray
    observed: NDArray[np.float64]
    unit_length: IntArray
    unit_of: IntArray
    gap_length: IntArray
    gap_of: IntArray
    lead: IntArray
    trail: IntArray
    marked: NDArray[np.bool_]

    @classmethod
    def of(cls, continua: Sequence[tuple[Sequence[Unit], Sequence[Unit], int]]) -> Continua:
        """From both coders' units on each continuum, and its length."""
        count = len(continua)
        lead, trail = np.zeros((2, count), dtype=np.int64), np.zeros((2, count), dtype=np.int64)
        marked = np.zeros((2, count), dtype=bool)
        units: list[tuple[int, int]] = []
        gaps: list[tuple[int, int]] = []
        observed = np.zeros(count)
        for at, (first, second, length) in enumerate(continua):
            sides = [merged(first), merged(second)]
            observed[at] = _observed(*sides)
            for side, told in enumerate(sides):
                if not told:
                    continue
                marked[side, at] = True
                lead[side, at], trail[side, at] = told[0][0], length - told[-1][1]
                units += [(end - start, at) for start, end in told]
                gaps += [(b[0] - a[1], at) for a, b in pairwise(told)]
        unit_length, unit_of = np.array(units, dtype=np.int64).reshape(-1, 2).T
        gap_length, gap_of = np.array(gaps, dtype=np.int64).reshape(-1, 2).T
        lengths = np.array([length for _, _, length in continua], dtype=np.int64)
        return cls(lengths, observed, unit_length, unit_of, gap_length, gap_of, lead, trail, marked)

    def alpha(self, times: IntArray) -> float:
        """Alpha of the continua, each taken so many `times`; NaN where nobody marked anything."""
        copies = times[self.unit_of]
        n = int(copies.sum())
        if not n:
            return float("nan")
        whole = float((times * self.lengths).sum())
        length = self.unit_length.astype(np.float64)
        gaps = np.concatenate(
            [
                np.repeat(self.gap_length, times[self.gap_of]),
                *(self._outer(side, times) for side in (0, 1)),
            ]
        )
        room = _room(self.unit_length, gaps)
        by_unit = (n - 1) / 3 * (2 * length**3 - 3 * length**2 + length) + length**2 * room
        pairs = 2 * whole * (2 * whole - 1) - float((copies * length * (length - 1)).sum())
        expected = 2 / whole * float((copies * by_unit).sum()) / pairs if pairs > 0 else 0.0
        observed = float((times * self.observed).sum()) / whole**2
        return 1 - observed / expected if expected > 0 else float("nan")

    def _outer(self, side: int, times: IntArray) -> IntArray:
        """Gaps of one coder that reach over the edges of continua, and at both ends."""
        order = np.repeat(np.arange(len(times)), times)
        ends = self.lengths[order].cumsum()
        held = order[self.marked[side, order]]
        at = ends[self.marked[side, order]]
        if not len(held):
            return ends[-1:]
        first = at - self.lengths[held] + self.lead[side, held]
        last = at - self.trail[side, held]
        return np.concatenate([first[:1], first[1:] - last[:-1], ends[-1:] - last[-1:]])


def _observed(first: Sequence[Unit], second: Sequence[Unit]) -> float:
    """Disagreement of two coders on one continuum, not yet divided by its length squared."""
    total = 0.0
    met: set[tuple[int, int]] = set()
    for g, (a, b) in enumerate(first):
        for h, (c, d) in enumerate(second):
            if a < d and c < b:
                total += float((a - c) ** 2 + (b - d) ** 2)
                met |= {(0, g), (1, h)}
    for side, units in enumerate((first, second)):
        total += sum(float((b - a) ** 2) for g, (a, b) in enumerate(units) if (side, g) not in met)
    return total


def _room(units: IntArray, gaps: IntArray) -> NDArray[np.float64]:
    """Of each unit: in how many places of all `gaps` it could lie."""
    ordered = np.sort(gaps)
    upto = np.concatenate([[0], ordered.cumsum()])
    place = np.searchsorted(ordered, units)
    fitting = len(ordered) - place
    room: NDArray[np.float64] = (upto[-1] - upto[place] - fitting * (units - 1)).astype(np.float64)
    return room

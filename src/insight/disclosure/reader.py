"""What somebody who sees all that is shown can work out of what is not: a linear program.

A reader knows between which limits sums of counts lie, and no more. The least and the greatest
value of another sum that all of this leaves possible are found with a linear program; relaxing
whole numbers to real ones can only make the reader look less certain by fractions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from insight.errors import InsightError

Terms = Mapping[int, float]
"""Number of a count -> its factor in a sum."""

_Row = npt.NDArray[np.float64]
_MORE_THAN_ANY = 1e6
_INFEASIBLE = 2


class ContradictionError(InsightError):
    """No counts at all agree with what is known."""


class Reader:
    """What is known of `width` counts, none of which is negative.

    >>> reader = Reader(2)
    >>> reader.knows({0: 1, 1: 1}, 8, 12)
    >>> reader.knows({1: 1}, low=3)
    >>> reader.limits([{0: 1}])
    [(0.0, 9.0)]
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._known: list[tuple[_Row, float, float]] = []

    def knows(self, terms: Terms, low: float = -math.inf, high: float = math.inf) -> None:
        """The sum of `terms` lies between `low` and `high`."""
        self._known.append((self._row(terms), low, high))

    def limits(self, sums: Iterable[Terms]) -> list[tuple[float, float]]:
        """Per sum, its least and greatest value."""
        from scipy.optimize import linprog
        from scipy.sparse import eye_array, kron

        rows = np.array([self._row(terms) for terms in sums]).reshape(-1, self._width)
        if not len(rows):
            return []
        # All of them in one program: its blocks share no count.
        blocks = 2 * len(rows)
        each = eye_array(blocks)
        program = {
            name: np.tile(told, blocks) if name[0] == "b" else kron(each, told, format="csr")
            for name, told in self._program.items()
        }
        cost = np.concatenate([rows, -rows]).ravel()
        found = linprog(cost, bounds=(0, _MORE_THAN_ANY), method="highs", **program)
        if found.status == _INFEASIBLE:
            raise ContradictionError("what is known of hidden cells contradicts itself")
        if not found.success:
            raise InsightError(f"the bounds of hidden cells could not be computed ({found.status})")
        values = np.split(found.x.reshape(blocks, self._width), 2)
        least, greatest = ((part * rows).sum(axis=1) for part in values)
        return list(zip(least.tolist(), greatest.tolist(), strict=True))

    def _row(self, terms: Terms) -> _Row:
        row = np.zeros(self._width)
        for number, factor in terms.items():
            row[number] += factor
        return row

    @cached_property
    def _program(self) -> dict[str, Any]:
        from scipy.sparse import csr_array

        equal = [(row, low) for row, low, high in self._known if low == high]
        most = [(row, high) for row, low, high in self._known if low < high < math.inf]
        most += [(-row, -low) for row, low, high in self._known if -math.inf < low < high]
        program: dict[str, Any] = {}
        for name, told in (("ub", most), ("eq", equal)):
            if told:
                program[f"A_{name}"] = csr_array(np.array([row for row, _ in told]))
                program[f"b_{name}"] = np.array([limit for _, limit in told])
        return program

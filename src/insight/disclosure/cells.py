"""Which cells to hide so that none can be worked out from the others.

Cells count people asked (n) and mentioning (x) in strata of one source; y = n - x did not mention.
Strata add up to everybody, together with a *rest* that no row shows (people without a place, or
outside a group). A reader has every rounded figure shown, knows what adds up to what, and knows the
rules. What the reader can infer about a hidden figure lies between the least and the greatest value
that a linear program finds under these constraints; relaxing whole numbers to real ones can only
make the reader look less certain by fractions, and the sums are those of a flow, whose limits are
whole.

Method: the cell suppression problem with an interval of protection, Fischetti M, Salazar JJ (2001),
Management Science 47:1008-1027, doi:10.1287/mnsc.47.7.1008.10265; here with greedy hiding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from insight.disclosure.policy import before_rounding, is_small, may_show, rounded
from insight.errors import InsightError
from insight.settings import SurveyPolicy

EVERYBODY = 0
_CERTAINTY = 1e-6
_MORE_THAN_ANY = 1e6


@dataclass(frozen=True)
class Sum:
    """Cells that add up, with their rest, to everybody (cell 0).

    `announced`: people and mentions in these cells together are known, rounded (from a gradient).
    """

    cells: tuple[int, ...]
    announced: bool = False


@dataclass(frozen=True)
class Family:
    """Cells of one source and subject; cell 0 is everybody. `mentioning` may be all 0."""

    asked: tuple[int, ...]
    mentioning: tuple[int, ...]
    sums: tuple[Sum, ...]

    def rest(self, total: Sum) -> tuple[int, int]:
        """(x, y) of those whom no cell of the sum shows."""
        cells = list(total.cells)
        x = self.mentioning[EVERYBODY] - sum(self.mentioning[cell] for cell in cells)
        n = self.asked[EVERYBODY] - sum(self.asked[cell] for cell in cells)
        return x, n - x


def add_up(
    asked: Sequence[int],
    mentioning: Sequence[int],
    strata: Sequence[Sequence[int]],
    announced: Sequence[bool],
) -> Family:
    """A family from cells and, per stratum, the numbers of its cells.

    Where the cells of a stratum overlap (a carer who uses services counts in both groups), each
    stands in a sum of its own: itself and everybody else.
    """
    family = Family(tuple(asked), tuple(mentioning), ())
    sums: list[Sum] = []
    for cells, told in zip(strata, announced, strict=True):
        whole = Sum(tuple(cells), told)
        if min(family.rest(whole)) >= 0:
            sums.append(whole)
        else:
            sums += [Sum((cell,)) for cell in cells]
    return Family(family.asked, family.mentioning, tuple(sums))


@lru_cache(maxsize=4096)
def hidden_asked(family: Family, policy: SurveyPolicy) -> frozenset[int]:
    """Cells whose number of people asked must not be shown; `family` without mentions."""
    small = {cell for cell, n in enumerate(family.asked) if n > 0 and is_small(n, policy)}
    rests = [
        i for i, total in enumerate(family.sums) if 0 < sum(family.rest(total)) < policy.threshold
    ]
    hidden = set(small)
    while True:
        reader = _Reader(family, policy, frozenset(hidden), frozenset(range(len(family.asked))))
        targets = [reader.people(cell) for cell in sorted(small)]
        targets += [reader.people_in_rest(i) for i in rests]
        involved = [*sorted(small), *[family.sums[i].cells[0] for i in rests]]
        more = _next_to_hide(family, family.asked, hidden, reader, targets, involved)
        if more is None:
            return frozenset(hidden)
        hidden.add(more)


def hidden_mentioning(
    family: Family, unasked: frozenset[int], policy: SurveyPolicy
) -> frozenset[int]:
    """Cells whose number of people mentioning must not be shown; `unasked` from `hidden_asked`."""
    counts = list(zip(family.mentioning, family.asked, strict=True))
    empty = {cell for cell, (_, n) in enumerate(counts) if n == 0}
    hidden = set(unasked) | empty
    small = [
        (cell, part)
        for cell, (x, n) in enumerate(counts)
        if n > 0 and not may_show(x, n, policy)
        for part in ("x", "y")
        if (x if part == "x" else n - x) < policy.threshold
    ]
    hidden |= {cell for cell, (x, n) in enumerate(counts) if not may_show(x, n, policy)}
    rests = [
        (i, part)
        for i, total in enumerate(family.sums)
        for part, count in zip("xy", family.rest(total), strict=True)
        if sum(family.rest(total)) > 0 and count < policy.threshold
    ]
    while True:
        reader = _Reader(family, policy, unasked, frozenset(hidden))
        targets = [reader.part(cell, part) for cell, part in small]
        targets += [reader.part_of_rest(i, part) for i, part in rests]
        involved = [*[cell for cell, _ in small], *[family.sums[i].cells[0] for i, _ in rests]]
        more = _next_to_hide(family, family.mentioning, hidden - empty, reader, targets, involved)
        if more is None:
            return frozenset(hidden)
        hidden.add(more)


def possible_mentioning(
    family: Family, unasked: frozenset[int], unmentioned: frozenset[int], policy: SurveyPolicy
) -> dict[int, tuple[float, float]]:
    """Least and greatest number of mentions that the shown figures leave possible, per hidden cell.

    `unasked`, `unmentioned` : the cells hidden, as from `hidden_asked` and `hidden_mentioning`.
    What is said on the strength of these limits says nothing that the shown figures do not.
    """
    cells = sorted(unmentioned - unasked)
    reader = _Reader(family, policy, unasked, unmentioned)
    limits = reader.limits([reader.part(cell, "x") for cell in cells])
    return dict(zip(cells, limits, strict=True))


def _next_to_hide(
    family: Family,
    sizes: tuple[int, ...],
    hidden: set[int],
    reader: _Reader,
    targets: list[_Row],
    involved: list[int],
) -> int | None:
    """The smallest cell that protects a hidden one; None where all are safe or nothing is left."""
    shown = [cell for cell, n in enumerate(family.asked) if n > 0 and cell not in hidden]
    for total in family.sums:
        if sum(family.rest(total)) == 0 and len(hidden & set(total.cells)) == 1:
            alone = [cell for cell in total.cells if cell in shown]
            if alone and EVERYBODY not in hidden:
                return min(alone, key=lambda cell: (sizes[cell], cell))
    pinned = [cell for cell, row in zip(involved, reader.pinned(targets), strict=True) if row]
    if not pinned or not shown:
        return None
    beside = {
        cell for total in family.sums if set(pinned) & set(total.cells) for cell in total.cells
    }
    return min(shown, key=lambda cell: (cell == EVERYBODY, cell not in beside, sizes[cell], cell))


_Row = npt.NDArray[np.float64]


class _Reader:
    """What a reader of the shown figures knows, as linear constraints on x and y of every cell."""

    def __init__(
        self,
        family: Family,
        policy: SurveyPolicy,
        unasked: frozenset[int],
        unmentioned: frozenset[int],
    ) -> None:
        self._cells = len(family.asked)
        self._rests = self._numbered_rests(family)
        self._width = 2 * (self._cells + len(set(self._rests.values())))
        self._threshold = policy.threshold
        self._equal = self._sums(family)
        self._within: list[tuple[_Row, float, float]] = []
        self._see_asked(family, policy, unasked)
        self._see_mentioning(family, policy, unmentioned)

    # Two partitions with the same rest share it: quintiles and kinds of place hold the same people.
    def _numbered_rests(self, family: Family) -> dict[int, int]:
        numbers: dict[tuple[object, ...], int] = {}
        found: dict[int, int] = {}
        for i, total in enumerate(family.sums):
            rest = family.rest(total)
            if sum(rest) > 0:
                key = rest if total.announced else (i,)
                found[i] = self._cells + numbers.setdefault(key, len(numbers))
        return found

    def _variable(self, number: int, part: str) -> _Row:
        row = np.zeros(self._width)
        row[2 * number + (part == "y")] = 1.0
        return row

    def part(self, cell: int, part: str) -> _Row:
        """Those of a cell who mentioned (x) or did not (y)."""
        return self._variable(cell, part)

    def people(self, cell: int) -> _Row:
        """All people asked in a cell."""
        return self._variable(cell, "x") + self._variable(cell, "y")

    def part_of_rest(self, total: int, part: str) -> _Row:
        """Those of the rest of a sum who mentioned (x) or did not (y)."""
        return self._variable(self._rests[total], part)

    def people_in_rest(self, total: int) -> _Row:
        """All people asked in the rest of a sum."""
        return self.people(self._rests[total])

    def _sums(self, family: Family) -> list[_Row]:
        rows: list[_Row] = []
        for i, total in enumerate(family.sums):
            for part in "xy":
                row = -self._variable(EVERYBODY, part)
                for cell in total.cells:
                    row += self._variable(cell, part)
                if i in self._rests:
                    row += self.part_of_rest(i, part)
                rows.append(row)
        return rows

    def _see(self, row: _Row, count: int, policy: SurveyPolicy) -> None:
        low, high = before_rounding(rounded(count, policy.base), policy.base)
        self._within.append((row, max(low, policy.threshold), high))

    def _see_asked(self, family: Family, policy: SurveyPolicy, unasked: frozenset[int]) -> None:
        for cell, n in enumerate(family.asked):
            if n == 0:
                self._within.append((self.people(cell), 0, 0))
            elif cell not in unasked:
                self._see(self.people(cell), n, policy)
        for total in family.sums:
            n = sum(family.asked[cell] for cell in total.cells)
            if total.announced and not is_small(n, policy):
                self._see(sum((self.people(c) for c in total.cells), self._nothing()), n, policy)

    def _see_mentioning(
        self, family: Family, policy: SurveyPolicy, unmentioned: frozenset[int]
    ) -> None:
        for cell, x in enumerate(family.mentioning):
            if cell not in unmentioned:
                self._see(self.part(cell, "x"), x, policy)
                self._within.append((self.part(cell, "y"), policy.threshold, _MORE_THAN_ANY))
        for total in family.sums:
            x = sum(family.mentioning[cell] for cell in total.cells)
            n = sum(family.asked[cell] for cell in total.cells)
            if total.announced and may_show(x, n, policy):
                self._see(sum((self.part(c, "x") for c in total.cells), self._nothing()), x, policy)

    def _nothing(self) -> _Row:
        return np.zeros(self._width)

    def pinned(self, targets: list[_Row]) -> npt.NDArray[np.bool_]:
        """Per target, whether it is known to less than the threshold: greatest less least value."""
        spread = [greatest - least for least, greatest in self.limits(targets)]
        return np.array(spread) < self._threshold - _CERTAINTY

    def limits(self, rows: list[_Row]) -> list[tuple[float, float]]:
        """Per row, its least and greatest value."""
        # All of them in one program: its blocks share no variable.
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, eye_array, kron

        if not rows:
            return []
        targets = np.array(rows)
        blocks = 2 * len(targets)
        each = eye_array(blocks)
        seen = np.array([row for row, _, _ in self._within]).reshape(-1, self._width)
        low = np.array([least for _, least, _ in self._within])
        high = np.array([greatest for _, _, greatest in self._within])
        program: dict[str, Any] = {}
        if len(seen):
            program["A_ub"] = kron(each, csr_array(np.vstack([seen, -seen])), format="csr")
            program["b_ub"] = np.tile(np.concatenate([high, -low]), blocks)
        if self._equal:
            program["A_eq"] = kron(each, csr_array(np.array(self._equal)), format="csr")
            program["b_eq"] = np.zeros(len(self._equal) * blocks)
        found = linprog(
            np.concatenate([targets, -targets]).ravel(),
            bounds=(0, _MORE_THAN_ANY),
            method="highs",
            **program,
        )
        if not found.success:
            raise InsightError(f"the bounds of hidden cells could not be computed ({found.status})")
        values = found.x.reshape(blocks, self._width)
        least, greatest = ((part * targets).sum(axis=1) for part in np.split(values, 2))
        return list(zip(least.tolist(), greatest.tolist(), strict=True))

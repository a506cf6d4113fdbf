"""Which cells to hide so that none can be worked out from the others.

Cells count people asked (n) and mentioning (x) in parts of one source; y = n - x did not mention.
Parts add up, together with a *rest* that no row shows (people without a place, or outside a
group). A reader has every rounded figure shown, knows what adds up to what, and knows the rules.
A hidden cell is safe when the least and the greatest value that all of this leaves possible
(`reader`) are as far apart as the smallest number that is shown.

Method: the cell suppression problem with an interval of protection, Fischetti M, Salazar JJ (2001),
Management Science 47:1008-1027, doi:10.1287/mnsc.47.7.1008.10265; here with greedy hiding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from insight.disclosure.policy import before_rounding, is_small, may_show, rounded
from insight.disclosure.reader import ContradictionError, Reader
from insight.settings import SurveyPolicy

EVERYBODY = 0
Sum = tuple[tuple[int, int], ...]
"""(cell, factor) of cells that come to nought together."""


@dataclass(frozen=True)
class Slope:
    """A gradient that is told: what it says of how mentions lie over the fifths.

    `fifths` : (cell, which fifth, 1 to 5). `value` is rounded to within `half`; `mean` and
    `squares` are the mean rank of the residents and the sum of its squared deviations. With the
    `ratio` of both ends beside it, the mean share of those who mention it follows, and from that
    their number, to one person.
    """

    fifths: tuple[tuple[int, int], ...]
    value: float
    half: float
    mean: float
    squares: float
    ratio: bool


@dataclass(frozen=True)
class Family:
    """Cells of one source and subject; cell 0 is everybody. `mentioning` may be all 0.

    Cells from `listed` on stand in no row: the rests, which are protected where they are small, as
    are those in `guarded` though they hold nobody, and those in `loose`, which are not. People in
    the cells `told` are known, rounded, unless they are hidden too: shares are computed on them,
    and a `slope` on the first of them.
    """

    asked: tuple[int, ...]
    mentioning: tuple[int, ...]
    listed: int
    sums: tuple[Sum, ...]
    told: tuple[int, ...] = ()
    loose: frozenset[int] = frozenset()
    guarded: frozenset[int] = frozenset()
    slope: Slope | None = None

    def may_hide(self) -> list[int]:
        """Cells that stand in a row and hold somebody."""
        return [cell for cell in range(self.listed) if self.asked[cell] > 0]

    def rests(self) -> list[int]:
        """Cells that stand in no row, and hold somebody."""
        found = range(self.listed, len(self.asked))
        return [
            cell
            for cell in found
            if cell in self.guarded or (self.asked[cell] > 0 and cell not in self.loose)
        ]


class Adding:
    """A family as it is put together: rows first, then what adds up to what."""

    def __init__(self, rows: Iterable[tuple[int, int]]) -> None:
        """`rows` : (mentioning, asked) of every cell that stands in a row, everybody first."""
        self._cells = list(rows)
        self._listed = len(self._cells)
        self._sums: list[Sum] = []
        self._told: list[int] = []
        self._loose: set[int] = set()
        self._guarded: set[int] = set()

    def whole(self, parts: Sequence[int], *, told: bool) -> int:
        """A cell that stands in no row, of the people in `parts`; `told` where shares tell it."""
        cell = self._new(*(sum(self._cells[part][i] for part in parts) for i in (0, 1)))
        self._loose.add(cell)
        self._sums.append(((cell, -1), *[(part, 1) for part in parts]))
        if told:
            self._told.append(cell)
        return cell

    def within(self, parts: Sequence[int], wholes: Sequence[int], *, loose: bool = False) -> None:
        """People in `parts` are people in `wholes`, each once; the others are a rest.

        Where parts overlap (a carer who uses services is in two groups), each has a rest of its
        own.
        """
        x, n = (
            sum(self._cells[c][i] for c in wholes) - sum(self._cells[c][i] for c in parts)
            for i in (0, 1)
        )
        if not parts or not wholes:
            return
        if min(x, n - x) < 0:
            if len(parts) > 1:
                for part in parts:
                    self.within([part], wholes, loose=loose)
            return
        sides = (*[(whole, -1) for whole in wholes], *[(part, 1) for part in parts])
        if n == 0:
            self._sums.append(sides)
            return
        rest = self._new(x, n)
        self._sums.append(((rest, 1), *sides))
        if loose:
            self._loose.add(rest)

    def unlisted(self, asked: int, *, protected: bool = False) -> int:
        """A cell of `asked` people that stands in no row."""
        cell = self._new(0, asked)
        (self._guarded if protected else self._loose).add(cell)
        return cell

    def family(self) -> Family:
        """What was put together."""
        asked, mentioning = [n for _, n in self._cells], [x for x, _ in self._cells]
        return Family(
            tuple(asked),
            tuple(mentioning),
            self._listed,
            tuple(self._sums),
            tuple(self._told),
            frozenset(self._loose),
            frozenset(self._guarded),
        )

    def _new(self, x: int, n: int) -> int:
        self._cells.append((x, n))
        return len(self._cells) - 1


def add_up(
    asked: Sequence[int], mentioning: Sequence[int], strata: Sequence[Sequence[int]]
) -> Family:
    """A family from cells and, per stratum, the numbers of its cells, which are part of cell 0."""
    adding = Adding(zip(mentioning, asked, strict=True))
    for cells in strata:
        adding.within(cells, [EVERYBODY])
    return adding.family()


@lru_cache(maxsize=4096)
def hidden_asked(
    family: Family, policy: SurveyPolicy, also: frozenset[int] = frozenset()
) -> frozenset[int]:
    """Cells whose number of people asked must not be shown; `family` without mentions.

    `also` : cells that are hidden for another reason, and protected like small ones.
    """
    hidden = {*also, *(c for c in family.may_hide() if is_small(family.asked[c], policy))}
    rests = [cell for cell in family.rests() if family.asked[cell] < policy.threshold]
    while True:
        reader = _of_people(family, policy, hidden)
        protected = [*sorted(hidden - family.loose), *rests]
        pinned = reader.pinned(({cell: 1} for cell in protected), policy.threshold)
        more = _next_to_hide(family, family.asked, hidden, protected, pinned)
        if more is None:
            return frozenset(hidden)
        hidden.add(more)


def hidden_mentioning(
    family: Family, unasked: frozenset[int], policy: SurveyPolicy
) -> frozenset[int]:
    """Cells whose number of people mentioning must not be shown; `unasked` from `hidden_asked`."""
    hidden = {cell for cell in unasked if cell < family.listed} | {
        cell
        for cell in family.may_hide()
        if not may_show(family.mentioning[cell], family.asked[cell], policy)
    }
    while True:
        protected, pinned = _known_too_well(family, unasked, hidden, policy)
        more = _next_to_hide(replace(family, told=()), family.mentioning, hidden, protected, pinned)
        if more is None:
            return frozenset({*hidden, *(c for c in range(family.listed) if not family.asked[c])})
        hidden.add(more)


def is_safe(
    family: Family, unasked: frozenset[int], unmentioned: frozenset[int], policy: SurveyPolicy
) -> bool:
    """Whether no hidden number of mentions is known too well.

    Nor is it where the slope of `family` contradicts its counts: it was made from others.
    """
    hidden = set(unmentioned) & set(family.may_hide())
    try:
        return not any(_known_too_well(family, unasked, hidden, policy)[1])
    except ContradictionError:
        return False


def possible_mentioning(
    family: Family, unasked: frozenset[int], unmentioned: frozenset[int], policy: SurveyPolicy
) -> dict[int, tuple[float, float]]:
    """Least and greatest number of mentions that the shown figures leave possible, per hidden cell.

    `unasked`, `unmentioned` : the cells hidden, as from `hidden_asked` and `hidden_mentioning`.
    What is said on the strength of these limits says nothing that the shown figures do not.
    """
    reader = _of_mentions(family, policy, unasked, unmentioned)
    cells = sorted(unmentioned - unasked)
    return dict(zip(cells, reader.limits({2 * cell: 1} for cell in cells), strict=True))


def _known_too_well(
    family: Family, unasked: frozenset[int], hidden: set[int], policy: SurveyPolicy
) -> tuple[list[int], list[bool]]:
    """Cells to protect, those who mentioned and those who did not, and which of them are not."""
    reader = _of_mentions(family, policy, unasked, hidden)
    parts = [(cell, part) for cell in sorted(hidden) for part in (0, 1)]
    for cell in family.rests():
        x = family.mentioning[cell]
        small = (x < policy.threshold, family.asked[cell] - x < policy.threshold)
        parts += [(cell, part) for part in (0, 1) if small[part]]
    pinned = reader.pinned(({2 * cell + part: 1} for cell, part in parts), policy.threshold)
    return [cell for cell, _ in parts], pinned


def _next_to_hide(
    family: Family,
    sizes: tuple[int, ...],
    hidden: set[int],
    protected: list[int],
    pinned: list[bool],
) -> int | None:
    """The smallest cell that protects a hidden one; None where all are safe or nothing is left."""
    shown = [cell for cell in family.may_hide() if cell not in hidden]
    for total in family.sums:
        parts = {cell for cell, factor in total if factor > 0}
        whole = [cell for cell, factor in total if factor < 0]
        of_all = EVERYBODY not in hidden and {family.asked[c] for c in whole} == {family.asked[0]}
        if of_all and max(parts) < family.listed and len(hidden & parts) == 1:
            left = parts & set(shown)
            if left:
                return min(left, key=lambda cell: (sizes[cell], cell))
    unsafe = {cell for cell, yes in zip(protected, pinned, strict=True) if yes}
    if not unsafe or not shown:
        return None
    near = {c for total in family.sums for c, _ in total if unsafe & {cell for cell, _ in total}}
    # Through a sum that no row shows, a cell is a neighbour of those that make it up.
    near |= {c for total in family.sums for c, _ in total if near & family.loose & set(dict(total))}
    shown += [cell for cell in family.told if family.asked[cell] > 0 and cell not in hidden]
    return min(
        shown,
        key=lambda cell: (
            cell == EVERYBODY,
            cell not in near,
            cell >= family.listed,
            sizes[cell],
            cell,
        ),
    )


def _limits(count: int, policy: SurveyPolicy) -> tuple[int, int]:
    """Between which numbers a shown count lies."""
    low, high = before_rounding(rounded(count, policy.base), policy.base)
    return max(low, policy.threshold), high


def _of_people(family: Family, policy: SurveyPolicy, hidden: Iterable[int]) -> Reader:
    """What a reader knows of the people asked: the counts of the program are the cells."""
    reader = Reader(len(family.asked))
    for total in family.sums:
        reader.knows(dict(total), 0, 0)
    for cell, low, high in _seen_people(family, policy, frozenset(hidden)):
        reader.knows({cell: 1}, low, high)
    return reader


def _seen_people(
    family: Family, policy: SurveyPolicy, hidden: frozenset[int]
) -> Iterable[tuple[int, int, int]]:
    for cell, n in enumerate(family.asked):
        if cell < family.listed and n == 0:
            yield cell, 0, 0
            continue
        shown = cell < family.listed or cell in family.told
        if shown and cell not in hidden and not is_small(n, policy):
            yield cell, *_limits(n, policy)


def _of_mentions(
    family: Family, policy: SurveyPolicy, unasked: frozenset[int], unmentioned: Iterable[int]
) -> Reader:
    """What a reader knows of x and y: counts 2i and 2i + 1 of the program are those of cell i."""
    cells = len(family.asked)
    fifths = family.slope.fifths if family.slope else ()
    reader = Reader(2 * cells + len(fifths))
    for total in family.sums:
        for part in (0, 1):
            reader.knows({2 * cell + part: factor for cell, factor in total}, 0, 0)
    for cell, low, high in _seen_people(family, policy, unasked):
        reader.knows({2 * cell: 1, 2 * cell + 1: 1}, low, high)
    hidden = set(unmentioned)
    for cell in family.may_hide():
        if cell not in hidden:
            reader.knows({2 * cell: 1}, *_limits(family.mentioning[cell], policy))
            reader.knows({2 * cell + 1: 1}, policy.threshold)
    if family.slope:
        _see_slope(reader, family, family.slope, 2 * cells)
        for part in (0, 1):
            reader.knows({2 * family.told[0] + part: 1}, policy.threshold)
    return reader


def _see_slope(reader: Reader, family: Family, slope: Slope, first: int) -> None:
    """Ranks of those who mention it, fifth by fifth, come to what the slope says."""
    residents = family.told[0]
    if slope.ratio:
        mentioning = family.mentioning[residents]
        reader.knows({2 * residents: 1}, mentioning, mentioning)
    for i, (cell, fifth) in enumerate(slope.fifths):
        reader.knows({first + i: 1, 2 * cell: (1 - fifth) / 5}, low=0)
        reader.knows({first + i: 1, 2 * cell: -fifth / 5}, high=0)
    reader.knows(
        {first + i: 1.0 for i in range(len(slope.fifths))} | {2 * residents: -slope.mean},
        (slope.value - slope.half) * slope.squares,
        (slope.value + slope.half) * slope.squares,
    )

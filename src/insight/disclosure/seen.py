"""What a reader of everything shown knows of a family of cells, as a linear program (`reader`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from insight.disclosure.family import Family, Slope, Then
from insight.disclosure.policy import CERTAINTY, before_rounding, is_small, rounded, tells
from insight.disclosure.reader import Reader
from insight.settings import SurveyPolicy


@dataclass(frozen=True)
class Sought:
    """A sum of counts that must stay uncertain, for the sake of `cell`; of so many movers."""

    cell: int
    terms: tuple[tuple[int, int], ...]
    of: int | None = None

    def is_told(self, low: float, high: float, least: int) -> bool:
        """Whether to know that the sum lies between `low` and `high` is to know it too well."""
        if self.of is not None:
            return tells(low, high, self.of, least)
        return high - low < least - CERTAINTY


def limits_of(count: int, policy: SurveyPolicy) -> tuple[int, int]:
    """Between which numbers a shown count lies."""
    low, high = before_rounding(rounded(count, policy.base), policy.base)
    return max(low, policy.threshold), high


def of_people(family: Family, policy: SurveyPolicy, hidden: Iterable[int]) -> Reader:
    """What a reader knows of the people asked: the counts of the program are the cells."""
    reader = Reader(len(family.asked))
    for total in family.sums:
        reader.knows(dict(total), 0, 0)
    for cell, low, high in family.known:
        reader.knows({cell: 1}, low, high)
    for cell, low, high in _seen_people(family, policy, frozenset(hidden)):
        reader.knows({cell: 1}, low, high)
    return reader


def _seen_people(
    family: Family, policy: SurveyPolicy, hidden: frozenset[int]
) -> Iterable[tuple[int, int, int]]:
    for cell, n in enumerate(family.asked):
        if cell < family.listed and n == 0 and cell not in hidden:
            yield cell, 0, 0
            continue
        shown = cell < family.listed or cell in family.told
        if shown and cell not in hidden and not is_small(n, policy):
            yield cell, *limits_of(n, policy)


def of_mentions(
    family: Family, policy: SurveyPolicy, unasked: frozenset[int], unmentioned: Iterable[int]
) -> Reader:
    """What a reader knows of x and y: counts 2i and 2i + 1 of the program are those of cell i."""
    cells = len(family.asked)
    fifths = family.slope.fifths if family.slope else ()
    then = 2 * family.listed + len(family.then.movers) if family.then else 0
    reader = Reader(2 * cells + len(fifths) + then)
    for total in family.sums:
        for part in (0, 1):
            reader.knows({2 * cell + part: factor for cell, factor in total}, 0, 0)
    for cell, low, high in _seen_people(family, policy, unasked):
        reader.knows({2 * cell: 1, 2 * cell + 1: 1}, low, high)
    hidden = set(unmentioned)
    for cell in family.may_hide():
        if cell not in hidden:
            reader.knows({2 * cell: 1}, *limits_of(family.mentioning[cell], policy))
            reader.knows({2 * cell + 1: 1}, policy.threshold)
    for cell in family.exact:
        reader.knows({2 * cell: 1}, family.mentioning[cell], family.mentioning[cell])
    if family.then:
        _see_then(reader, family, family.then, policy)
    if family.slope:
        _see_slope(reader, family, family.slope, 2 * cells + then)
        for part in (0, 1):
            reader.knows({2 * family.told[0] + part: 1}, policy.threshold)
    return reader


def _see_slope(reader: Reader, family: Family, slope: Slope, first: int) -> None:
    """Ranks of those who mention it, fifth by fifth, come to what the slope says."""
    residents = family.told[0]
    reader.knows({2 * residents: 1}, *slope.saying)
    for i, (cell, fifth) in enumerate(slope.fifths):
        reader.knows({first + i: 1, 2 * cell: (1 - fifth) / 5}, low=0)
        reader.knows({first + i: 1, 2 * cell: -fifth / 5}, high=0)
    reader.knows(
        {first + i: 1.0 for i in range(len(slope.fifths))} | {2 * residents: -slope.mean},
        (slope.value - slope.half) * slope.squares,
        (slope.value + slope.half) * slope.squares,
    )


def _see_then(reader: Reader, family: Family, then: Then, policy: SurveyPolicy) -> None:
    """Mentions are those of then, and of who came, without those of who left.

    Behind x and y of now, the program has those of then by listed cell, and behind them how many of
    each kind of movers said it.
    """
    first = 2 * len(family.asked)
    movers = first + 2 * family.listed
    for at, (_, _, number) in enumerate(then.movers):
        reader.knows({movers + at: 1}, 0, number)
    for cell in range(family.listed):
        (came, n_came), (left, n_left) = then.moved(cell)
        saying = {movers + at: -1 for at in came}
        for at in left:
            saying[movers + at] = 1
        x, y = first + 2 * cell, first + 2 * cell + 1
        reader.knows({2 * cell: 1, x: -1} | saying, 0, 0)
        not_saying = {at: -factor for at, factor in saying.items()}
        net = n_came - n_left
        reader.knows({2 * cell + 1: 1, y: -1} | not_saying, net, net)
    for cell, low, high in then.asked:
        reader.knows({first + 2 * cell: 1, first + 2 * cell + 1: 1}, low, high)
    for cell, low, high in then.mentioning:
        reader.knows({first + 2 * cell: 1}, low, high)
        reader.knows({first + 2 * cell + 1: 1}, policy.threshold)


def sought_then(family: Family) -> list[Sought]:
    """What an earlier release hid of mentions, and what those said who came or left since."""
    then = family.then
    if then is None:
        return []
    first = 2 * len(family.asked)
    movers = first + 2 * family.listed
    told = {cell for cell, _, _ in then.mentioning}
    found = [
        Sought(cell, ((first + 2 * cell + part, 1),))
        for cell in family.may_hide()
        if cell not in told
        for part in (0, 1)
    ]
    for cell in range(family.listed):
        for own, number in then.moved(cell):
            if number:
                found.append(Sought(cell, tuple((movers + at, 1) for at in own), number))
    return found

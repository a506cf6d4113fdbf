"""Cells of one source that add up: people asked, and people mentioning one subject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EVERYBODY = 0
Sum = tuple[tuple[int, int], ...]
"""(cell, factor) of cells that come to nought together."""


@dataclass(frozen=True)
class Slope:
    """A gradient that is told: what it says of how mentions lie over the fifths.

    `fifths` : (cell, which fifth, 1 to 5). `value` is rounded to within `half`; `mean` and
    `squares` are the mean rank of the residents and the sum of its squared deviations, as if it
    were known where everybody lives. `saying` : between which numbers of residents mention it.
    """

    fifths: tuple[tuple[int, int], ...]
    value: float
    half: float
    mean: float
    squares: float
    saying: tuple[int, int]


@dataclass(frozen=True)
class Then:
    """What an earlier release showed of the same cells, and who moved since.

    `asked`, `mentioning` : (cell, least, greatest) of what it showed. `movers` : the cells that
    some came to, those that they left, and how many they are.
    """

    asked: tuple[tuple[int, int, int], ...]
    mentioning: tuple[tuple[int, int, int], ...]
    movers: tuple[tuple[frozenset[int], frozenset[int], int], ...]

    def moved(self, cell: int) -> Iterable[tuple[list[int], int]]:
        """Numbers of the movers that came to a cell, and of those that left; how many they are."""
        for sides in ([one[0] for one in self.movers], [one[1] for one in self.movers]):
            own = [at for at, cells in enumerate(sides) if cell in cells]
            yield own, sum(self.movers[at][2] for at in own)


@dataclass(frozen=True)
class Family:
    """Cells of one source and subject; cell 0 is everybody. `mentioning` may be all 0.

    Cells from `listed` on stand in no row: the rests, which are protected where they are small, as
    are those in `guarded` though they hold nobody, and those in `loose`, which are not. People in
    the cells `told` are known, rounded, unless they are hidden too: shares are computed on them,
    and a `slope` on the first of them. `known` are (cell, least, greatest) of people that an
    earlier release tells of where few have moved since, `before` also where many have, and `then`
    is what it told of mentions. Mentions in the cells `exact` are known.
    """

    asked: tuple[int, ...]
    mentioning: tuple[int, ...]
    listed: int
    sums: tuple[Sum, ...]
    told: tuple[int, ...] = ()
    loose: frozenset[int] = frozenset()
    guarded: frozenset[int] = frozenset()
    slope: Slope | None = None
    known: tuple[tuple[int, int, int], ...] = ()
    before: tuple[tuple[int, int, int], ...] = ()
    then: Then | None = None
    exact: tuple[int, ...] = ()

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

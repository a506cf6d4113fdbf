"""How a program counted the characters of a text, and where a position leads in it.

The standard counts Unicode code points from 0, as the text stands. ATLAS.ti counts a line end of
two characters as one, others count UTF-16 units, or the mark that opens a file, or count two
characters for a line end that was since written as one. A position means nothing until the way of
counting is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
LineEnds = Literal["as they stand", "one", "two"]

_CR, _LF = 13, 10
_ASTRAL = 0xFFFF


def points_of(text: str) -> NDArray[np.uint32]:
    """Code points of the characters of `text`."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@dataclass(frozen=True)
class Counting:
    """A way of counting; the standard's by default."""

    line_ends: LineEnds = "as they stand"
    utf16: bool = False
    mark: bool = False

    @property
    def described(self) -> str:
        """In words, where it departs from the standard; empty where it does not."""
        told = []
        if self.line_ends != "as they stand":
            told.append(
                f"a line end as {self.line_ends} character" + "s" * (self.line_ends != "one")
            )
        if self.utf16:
            told.append("UTF-16 units")
        if self.mark:
            told.append("the mark at the start of the file")
        return " and ".join(told)


STANDARD = Counting()


def countings(origin: str) -> list[Counting]:
    """All ways of counting, the likeliest for a project written by `origin` first."""
    as_it_stands: LineEnds = "as they stand"
    line_ends: tuple[LineEnds, ...] = (as_it_stands, "one", "two")
    if "atlas" in origin.casefold():
        line_ends = ("one", as_it_stands, "two")
    return [
        Counting(ends, utf16, mark)
        for utf16 in (False, True)
        for mark in (False, True)
        for ends in line_ends
    ]


@dataclass(frozen=True)
class Counted:
    """A text whose characters are counted in one way; `shift` is added to every position."""

    text: str
    has_mark: bool
    counting: Counting = STANDARD
    shift: int = 0

    @cached_property
    def _before(self) -> Places:
        """How much is counted before each character of the text, and before its end."""
        points = points_of(self.text)
        weights = np.ones(len(points), dtype=np.int64)
        if self.counting.utf16:
            weights[points > _ASTRAL] = 2
        is_cr, is_lf = points == _CR, points == _LF
        opens_pair = np.zeros(len(points), dtype=bool)
        opens_pair[:-1] = is_cr[:-1] & is_lf[1:]
        closes_pair = np.roll(opens_pair, 1)
        if self.counting.line_ends == "one":
            weights[opens_pair] = 0
        elif self.counting.line_ends == "two":
            weights[(is_lf & ~closes_pair) | (is_cr & ~opens_pair)] = 2
        start = int(self.counting.mark and self.has_mark) + self.shift
        return np.concatenate([[start], start + np.cumsum(weights)]).astype(np.int64)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        r"""Start and end, as indices of the text, of what was counted so; None if outside.

        >>> Counted("a\r\nb c", False, Counting("one")).span(2, 5)
        (3, 6)
        """
        before = self._before
        if not before[0] <= start <= end <= before[-1]:
            return None
        first = int(np.searchsorted(before, start, side="right")) - 1
        last = int(np.searchsorted(before, end, side="left"))
        return (first, max(first, last)) if first < len(self.text) or start == end else None

    def place(self, index: int) -> int:
        """What is counted before the character at `index`."""
        return int(self._before[index])

"""Which text is in which theme, and what the texts of a theme share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from insight.themes.graph import IntArray
from insight.themes.material import Material
from insight.themes.sides import leaning
from insight.themes.terms import diversified


@dataclass(frozen=True)
class Themed:
    """Who said what in which theme: `main` (n,) the theme of each text of `material`, -1 for none.

    Where a theme is a union of others, `parts` (n,) tells which of them each text is of.
    """

    material: Material
    main: IntArray
    parts: IntArray | None = None

    def side(self, theme: int) -> int:
        """1 where nearly all of the theme praise, -1 where they complain, else 0."""
        return leaning(self.material.stances[row] for row in np.flatnonzero(self.main == theme))

    def keywords(self, theme: int, ranked: Sequence[str], count: int) -> list[str]:
        """The `count` terms that say most of a theme, as people write them, none a repetition."""
        inside, held = np.flatnonzero(self.main == theme).tolist(), self.material.held
        texts_with = {
            term: frozenset(row for row in inside if term in held[row]) for term in ranked
        }
        return list(map(self.material.words.spoken, diversified(ranked, texts_with, count)))

    def shared(self, theme: int, ranked: Sequence[str], least: int) -> list[str]:
        """Those of the terms that `least` people of the theme use, as people write them."""
        people: dict[str, set[str]] = defaultdict(set)
        for row in np.flatnonzero(self.main == theme).tolist():
            for term in self.material.held[row]:
                people[term] |= self.material.speakers[row]
        return [self.material.words.spoken(term) for term in ranked if len(people[term]) >= least]

    def commonest(self, theme: int) -> list[str]:
        """The terms that most texts of a theme hold, commonest first."""
        counts = Counter(
            term for row in np.flatnonzero(self.main == theme) for term in self.material.held[row]
        )
        return sorted(counts, key=lambda term: (-counts[term], term))

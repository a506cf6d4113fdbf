"""Who said what in which theme: the texts, words and people that themes are named from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from insight.themes.graph import IntArray
from insight.themes.phrases import Phrase, phrases
from insight.themes.sides import leaning, stance
from insight.themes.terms import Vocabulary, diversified
from insight.themes.wordlists import words


@dataclass(frozen=True)
class Themed:
    """Who said what in which theme: `main` (n,) the theme of each text, -1 for none.

    Where a theme is a union of others, `parts` (n,) tells which of them each text is of.
    """

    words: Vocabulary
    main: IntArray
    speakers: Sequence[set[str]]
    parts: IntArray | None = None
    # What was found before, by text: themes and their headings are named from the same phrases.
    found: dict[int, list[Phrase]] = field(default_factory=dict, compare=False, repr=False)

    def phrases(self, row: int) -> list[Phrase]:
        """The phrases of a text that could name a theme."""
        if row not in self.found:
            self.found[row] = list(phrases(self.words.said[row], self.words.names))
        return self.found[row]

    @cached_property
    def weight(self) -> list[int]:
        """How many people said each text."""
        return [len(who) for who in self.speakers]

    @cached_property
    def voices(self) -> int:
        """The sum of `weight`."""
        return sum(self.weight)

    def people(self, rows: Iterable[int]) -> int:
        """The sum of `weight` over `rows`."""
        return sum(map(self.weight.__getitem__, rows))

    @cached_property
    def stances(self) -> list[float]:
        """From -1 (complains) to 1 (praises), per text."""
        return [stance(text) for text in self.words.said]

    @cached_property
    def qualities(self) -> frozenset[str]:
        """Adjectives that praise or complain and say of what: "polite", not "good"."""
        tags: dict[str, Counter[bool]] = defaultdict(Counter)
        for text in self.words.said:
            for word in text:
                if word.lemma in words("telling_verdicts"):
                    tags[word.lemma][word.tag[:2] == "JJ"] += 1
        return frozenset(lemma for lemma, seen in tags.items() if seen[True] > seen[False])

    def side(self, theme: int) -> int:
        """1 where nearly all of the theme praise, -1 where they complain, else 0."""
        return leaning(self.stances[row] for row in np.flatnonzero(self.main == theme))

    def keywords(self, theme: int, ranked: Sequence[str], count: int) -> list[str]:
        """The `count` terms that say most of a theme, as people write them, none a repetition."""
        inside = set(np.flatnonzero(self.main == theme).tolist())
        texts_with = {
            term: frozenset(row for row in inside if term in self._held[row]) for term in ranked
        }
        return [self.words.spoken(term) for term in diversified(ranked, texts_with, count)]

    def shared(self, theme: int, ranked: Sequence[str], least: int) -> list[str]:
        """Those of the terms that `least` people of the theme use, as people write them."""
        people: dict[str, set[str]] = defaultdict(set)
        for row in np.flatnonzero(self.main == theme).tolist():
            for term in self._held[row]:
                people[term] |= self.speakers[row]
        return [self.words.spoken(term) for term in ranked if len(people[term]) >= least]

    @cached_property
    def _held(self) -> list[frozenset[str]]:
        return [frozenset(terms) for terms in self.words.terms]

    def commonest(self, theme: int) -> list[str]:
        """The terms that most texts of a theme hold, commonest first."""
        counts = Counter(
            term for row in np.flatnonzero(self.main == theme) for term in self._held[row]
        )
        return sorted(counts, key=lambda term: (-counts[term], term))

    @cached_property
    def rows_with(self) -> dict[str, frozenset[int]]:
        """The texts in which each lemma stands."""
        found: dict[str, set[int]] = defaultdict(set)
        for row, text in enumerate(self.words.said):
            for word in text:
                found[word.lemma].add(row)
        return {lemma: frozenset(rows) for lemma, rows in found.items()}

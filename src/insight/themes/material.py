"""What was said and by whom: all that themes are named from, however the texts are grouped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from insight.themes.phrases import Phrase, phrases
from insight.themes.sides import stance
from insight.themes.terms import Vocabulary
from insight.themes.wordlists import words


@dataclass(frozen=True)
class Material:
    """The words of texts, and who said each."""

    words: Vocabulary
    speakers: Sequence[set[str]]
    # What was found before, by text: themes and their headings are named from the same phrases.
    _found: dict[int, list[Phrase]] = field(default_factory=dict, compare=False, repr=False)

    def phrases(self, row: int) -> list[Phrase]:
        """The phrases of a text that could name a theme."""
        if row not in self._found:
            self._found[row] = list(phrases(self.words.said[row], self.words.names))
        return self._found[row]

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
        telling = words("telling_verdicts")
        for text in self.words.said:
            for word in text:
                if word.lemma in telling:
                    tags[word.lemma][word.tag[:2] == "JJ"] += 1
        return frozenset(lemma for lemma, seen in tags.items() if seen[True] > seen[False])

    @cached_property
    def held(self) -> list[frozenset[str]]:
        """The terms of each text."""
        return [frozenset(terms) for terms in self.words.terms]

    @cached_property
    def rows_with(self) -> dict[str, frozenset[int]]:
        """The texts in which each lemma stands."""
        found: dict[str, set[int]] = defaultdict(set)
        for row, text in enumerate(self.words.said):
            for word in text:
                found[word.lemma].add(row)
        return {lemma: frozenset(rows) for lemma, rows in found.items()}

"""How alike texts are: in their words, in the parts of their words, and in their meaning.

With w and c the cosines of TF-IDF vectors of words (and pairs of them) and of parts of words (two
to five letters), and v the cosine of sentence vectors less their mean,

    m = (w + c + 2 v) / 4        alike = m + m^2

The square makes room for what only goes together: "rude" beside "receptionist".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from insight.coding.machine.records import FloatArray, Texts

BUCKETS = 2**18
WORDS = {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w\w+\b"}
PARTS = {"analyzer": "char_wb", "ngram_range": (2, 5)}
ROWS = 512


@dataclass(frozen=True)
class Features:
    """Rows of length 1 (or 0): `words` and `parts` sparse, `meaning` dense."""

    words: Any
    parts: Any
    meaning: FloatArray

    def __getitem__(self, rows: Any) -> Features:
        return Features(self.words[rows], self.parts[rows], self.meaning[rows])

    def __len__(self) -> int:
        return len(self.meaning)


class Likeness:
    """What is common and what is rare in `texts`, by which these and other texts are compared."""

    def __init__(self, texts: Texts) -> None:
        self._words, self._parts = _Terms(WORDS), _Terms(PARTS)
        self._mean = texts.vectors.mean(axis=0)
        words, parts = self._words.learn(texts.said), self._parts.learn(texts.said)
        self.own = Features(words, parts, _unit(texts.vectors - self._mean))

    def features(self, texts: Texts) -> Features:
        """Features of texts that may be others than those it was made of."""
        return Features(
            self._words.of(texts.said),
            self._parts.of(texts.said),
            _unit(texts.vectors - self._mean),
        )


def alike(some: Features, others: Features) -> FloatArray:
    """How alike each of `some` is to each of `others`, -1/4 to 2: (n, m)."""
    found = np.empty((len(some), len(others)))
    for rows, block in alike_by_rows(some, others):
        found[rows] = block
    return found


def alike_by_rows(some: Features, others: Features) -> Iterator[tuple[slice, FloatArray]]:
    """The same, a few hundred rows at a time."""
    words, parts, meaning = others.words.T, others.parts.T, others.meaning.T
    for start in range(0, len(some), ROWS):
        rows = slice(start, start + ROWS)
        mixed = 2 * (some.meaning[rows] @ meaning)
        mixed += (some.words[rows] @ words).toarray()
        mixed += (some.parts[rows] @ parts).toarray()
        mixed /= 4
        yield rows, mixed + mixed**2


class _Terms:
    """TF-IDF with (1 + log count) x (1 + log of (1 + n) / (1 + texts with it)); cosine length 1.

    Terms of a single text say nothing about another, and count 0.
    """

    def __init__(self, kind: dict[str, Any]) -> None:
        from sklearn.feature_extraction.text import HashingVectorizer

        # A hash needs no vocabulary, and so takes texts without a single word.
        self._counter = HashingVectorizer(
            **kind, n_features=BUCKETS, norm=None, alternate_sign=False
        )

    def learn(self, said: list[str]) -> Any:
        counts = self._counter.transform(said)
        spread = np.bincount(counts.indices, minlength=BUCKETS)
        rare = np.log((1 + len(said)) / (1 + spread)) + 1
        self._rare = np.where(spread > 1, rare, 0.0)
        return self._weighed(counts)

    def of(self, said: list[str]) -> Any:
        return self._weighed(self._counter.transform(said))

    def _weighed(self, counts: Any) -> Any:
        from sklearn.preprocessing import normalize

        counts.data = (1 + np.log(counts.data)) * self._rare[counts.indices]
        return normalize(counts, copy=False)


def _unit(rows: FloatArray) -> FloatArray:
    lengths = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    unit: FloatArray = rows / np.maximum(lengths, np.finfo(np.float64).tiny)
    return unit
